/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * index_file - the index's file, opened; for the files of index.h alone.
 *
 *	FOLDER/index/index.db	and what SQLite keeps beside it
 *	FOLDER/index/use	whoever has it open holds it shared; exclusive: to remove it
 *	FOLDER/index/writer	one program at a time writes to it
 *	FOLDER/index/damaged	there when somebody found it damaged
 */
#ifndef SPOOL_INDEX_FILE_H
#define SPOOL_INDEX_FILE_H

#include "spool/index.h"

struct index {
	struct ledger *l;
	struct db *db;			/* the index's own */
	struct index_key key;
	enum index_mode mode;
	int use, writer;		/* locks; -1: not held */
	int64_t event;			/* the newest that was followed */
	int64_t built;			/* opinions up to this id have been reached */
	bool broken;			/* damage was found: removed when it is done with */
	bool spoiled;			/* something is in it that cannot be taken out any more: made anew at the next opening */
};

/*
 * The row of an opinion in the table of words: the newer the lower. FTS5 keeps lists in the order of their rows and reads them
 * from the front without more; from the end it first takes apart a page of each list that it has, which is most of a search.
 * So low numbers are short ones, too, up to so many opinions; those above work as well.
 */
enum { INDEX_ROWS = 1 << 28 };

static inline int64_t
index_row_of(int64_t opinion)
{
	return INDEX_ROWS - opinion;
}

/* Takes an opinion off column 0, which is a row; for query_all(). */
enum verdict index_take_opinion(void *ctx, struct query *q, void *with, void *out, struct fault *f);

/* Whether there is a file. */
bool index_is_there(const struct settings *s);
/* Removes the files of one that is open for writing; it can only be closed then. */
enum verdict index_give_up(struct index *x, struct fault *f) MUST_USE;

/* event, built and spoiled into the stamp; within a transaction. */
enum verdict index_put_stamp(struct index *x, struct fault *f) MUST_USE;
/* The newest event, and the highest id of an opinion; 0: there is none. */
enum verdict index_ends(struct index *x, int64_t *event_out, int64_t *opinion_out, struct fault *f) MUST_USE;

/* What an opinion is found by: its words, and who wrote it; both settled. Words only ever come to it, and can be had again from
 * the pieces they are of; a name may be corrected, so the row of an opinion keeps those tokens. */
struct found_by {
	struct tokens words, people;
};
/* Owned by ctx. only: those pieces alone that sources (of a row) names; NULL: all. */
struct found_by index_found_by(struct index *x, void *ctx, const struct index_text *t, const char *only);

/* The row of an opinion. */
enum { INDEX_MARK = 8 };
struct index_doc {
	bool there;
	const char *sources;		/* " a12 d3 ": the pieces */
	unsigned char mark[INDEX_MARK];	/* of the tokens of its words */
	struct tokens people;
};
enum verdict index_doc(struct index *x, void *ctx, int64_t opinion, struct index_doc *out, struct fault *f) MUST_USE;
void index_mark_tokens(const struct index *x, const struct tokens *t, unsigned char out[INDEX_MARK]);

/* What a row was made of, from its pieces as they are now. False: they are other ones. Owned by ctx. */
bool index_as_it_was(struct index *x, void *ctx, const struct index_text *t, const struct index_doc *doc, struct found_by *out);

/* Runs a statement of which ?1 is the opinion; and one of which ?1 is its row and ?2 are the tokens: none are nothing to do. */
enum verdict index_run_about(struct query *q, int64_t opinion, struct fault *f) MUST_USE;
enum verdict index_write_tokens(struct query *q, int64_t opinion, const struct tokens *t, struct fault *f) MUST_USE;

#endif
