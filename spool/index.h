/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index - the blind index: which opinions a word stands in, over keyed hashes.
 *
 * FOLDER/index/index.db is derived from the register: it is in no backup, may be removed at any time, and iken-index makes
 * it anew. Its rows are those of an FTS5 table without content, positions or lengths, whose rowid tells the opinion (index_file.h) and
 * whose words are keyed hashes (index_token.h) of each character, each two and each three neighbouring characters of what
 * the residents and the departments wrote (index_text.h).
 *
 * It follows the register's table event, into which whoever changes an opinion writes within the same transaction: how far
 * is kept beside the rows, and committed with them. A stamp says of which keys and which register it is. Where that does
 * not fit any more (lookup.key was renewed, the register is an older one or another), or the file is damaged, it is made anew
 * from nothing, over as many runs as it takes; what is there already can be searched meanwhile.
 *
 * What is found are candidates: none that has the words is missing, but a few have not (their pieces stand apart, or two hashes
 * are the same). Whoever shows them opens each and looks (index_place_of()).
 */
#ifndef SPOOL_INDEX_H
#define SPOOL_INDEX_H

#include "spool/index_text.h"
#include "spool/index_token.h"

struct index;

/* INDEX_WRITE: one at a time; makes the file where it is missing, empties one that is of something else. */
enum index_mode { INDEX_READ, INDEX_WRITE };

/* NEVER: it is switched off, or (INDEX_READ) there is none that may be used; f says why. LATER: another program writes to it. */
enum verdict index_open(void *ctx, struct ledger *l, enum index_mode mode, struct index **out, struct fault *f) MUST_USE;
void index_close(struct index **index);
/* Removes its files, for good; when nobody uses them. Nothing there is success. */
enum verdict index_discard(const struct settings *s, struct fault *f) MUST_USE;
/* Whoever reads it found it damaged: the next iken-index makes it anew. */
void index_report_damage(const struct settings *s);

/* How far it is. Quick: nothing is counted. */
struct index_cover {
	int64_t reached;	/* opinions up to this id were reached once ... */
	int64_t highest;	/* ... of those up to this one; the same when it is whole */
	int64_t behind;		/* events that it has not followed */
};
enum verdict index_cover(struct index *x, struct index_cover *out, struct fault *f) MUST_USE;

/* ---- keeping it ------------------------------------------------------------------------------------------------------ */

struct index_done {
	int64_t looked;		/* opinions that were looked at */
	int64_t added, changed, removed;
	bool more;		/* there is more to do */
};

/* Follows the events, then goes on with what was never reached: at most max opinions, in one transaction of the index's own.
 * HALT: the file is damaged. */
enum verdict index_update(struct index *x, size_t max, struct index_done *out, struct fault *f) MUST_USE;

/* Brings what later updates left in parts of their own together, one step in a transaction of its own: a search looks into each
 * part. The rounds do that by themselves as far as it costs next to nothing. */
enum verdict index_settle(struct index *x, bool *more_out, struct fault *f) MUST_USE;

/*
 * Erasure. Before the keys of opinions are destroyed:
 *
 *	index_forget_begin()	opens it for writing
 *	index_forget()		each of them; what it was found by is kept aside for index_forgotten()
 *	index_forget_end()	durable
 *
 * then the keys are destroyed; and at last index_forgotten() rebuilds what still holds old rows, proves that none of them is
 * found any more, and forgets what was kept aside. The index stays open for writing from the first to the commit that
 * destroys the keys, so that iken-index does not take them in again meanwhile.
 */
/* *out NULL: there is none, and nothing to forget. One that is damaged, or switched off, is removed. */
enum verdict index_forget_begin(void *ctx, struct ledger *l, struct index **out, struct fault *f) MUST_USE;
enum verdict index_forget(struct index *x, const struct opinion *o, struct fault *f) MUST_USE;
enum verdict index_forget_end(struct index *x, struct fault *f) MUST_USE;
/* NEVER: something erased is still found by it. LATER: another program works with it. *count_out: opinions proved to be
 * gone. */
enum verdict index_forgotten(struct ledger *l, int64_t *count_out, struct fault *f) MUST_USE;

/* ---- searching ------------------------------------------------------------------------------------------------------- */

/* What must all stand in it, folded (index_fold()); at most INDEX_WORDS. */
enum { INDEX_WORDS = 32 };
struct index_query {
	struct {
		struct folded folded;
		enum index_domain domain;
	} word[INDEX_WORDS];
	size_t count;
};

/* Candidates with an id below before (0: all), the newest first, at most max; an array owned by ctx. HALT: it is damaged. */
enum verdict index_find(struct index *x, void *ctx, const struct index_query *q, int64_t before, size_t max, int64_t **out,
    size_t *count_out, struct fault *f) MUST_USE;

struct index_score {
	int64_t opinion;
	double score;		/* the higher the more alike; the text itself has about 1 */
};

/*
 * Opinions that say something like the text, the most alike first, at most max; but for except (0: none). It takes the two dozen
 * most telling pairs and threes of the text, of each at most the few hundred newest opinions that have it, and adds up
 * what they weigh: the rarer the more. Nothing is opened. An array owned by ctx.
 */
enum verdict index_similar(struct index *x, void *ctx, const char *text, int64_t except, size_t max, struct index_score **out,
    size_t *count_out, struct fault *f) MUST_USE;

#endif
