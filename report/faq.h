/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq - the parts of iken-faq. Private to report/faq*.c and report/iken-faq.c. */
#ifndef REPORT_FAQ_H
#define REPORT_FAQ_H

#include "config/run.h"
#include "report/faq_shape.h"
#include "spool/faq.h"
#include "spool/opinion.h"

/* ---- what was asked (faq_asked.c) ---------------------------------------------------------------------------------- */

struct faq_asked {
	int64_t opinion, received;
	struct faq_shape shape;
};

/* What an opinion asks, and who wrote it. *text_out NULL: it has no text, or is erased. Owned by ctx. */
enum verdict faq_read_opinion(struct ledger *l, void *ctx, const struct opinion *o, const char **text_out,
    struct contact **contact_out, struct fault *f) MUST_USE;

/* Opinions with an id above after that were received since, by id, at most max; an array owned by ctx. *last_out: the id of
 * the last one that was looked at. */
enum verdict faq_gather(struct run *run, struct ledger *l, void *ctx, int64_t after, int64_t since, size_t max,
    struct faq_asked **out, size_t *count_out, int64_t *last_out, struct fault *f) MUST_USE;

/* Entries with their shapes: what an opinion is compared with. */
struct faq_known {
	struct faq *item;
	struct faq_shape *shape;
	size_t count;
};

enum verdict faq_known(struct ledger *l, void *ctx, struct faq_known *out, struct fault *f) MUST_USE;
/* The place of the entry that asks the same; SIZE_MAX none. published: only what is. */
size_t faq_known_like(const struct faq_known *known, const struct faq_shape *shape, bool published);

/* Each new opinion that asks what is published counts, once. faq_again.c */
enum verdict faq_count_again(struct run *run, struct ledger *l, struct fault *f) MUST_USE;

/* ---- candidates (faq_candidates.c) ---------------------------------------------------------------------------------- */

struct faq_candidate {
	struct faq draft;		/* department, purpose, asked and its text, masked */
	const char *from;		/* number of the opinion whose answer it is */
	int64_t opinion;
	int64_t *sources;
	size_t count;
};

/* What was asked often, answered for everybody and not yet an entry; most often first. *opinions_out: that were compared. */
enum verdict faq_candidates(struct run *run, struct ledger *l, void *ctx, struct faq_candidate **out, size_t *count_out,
    size_t *opinions_out, struct fault *f) MUST_USE;

enum verdict faq_show_candidates(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
enum verdict faq_propose_all(struct run *run, struct ledger *l, struct fault *f) MUST_USE;

/* ---- by hand, and by time (faq_work.c) ------------------------------------------------------------------------------ */

enum verdict faq_add(struct run *run, struct ledger *l, const char *file, struct fault *f) MUST_USE;
enum verdict faq_end(struct run *run, struct ledger *l, const char *id, struct fault *f) MUST_USE;
enum verdict faq_show_list(struct run *run, struct ledger *l, struct fault *f) MUST_USE;
enum verdict faq_show_one(struct run *run, struct ledger *l, const char *id, struct fault *f) MUST_USE;
/* Owners are asked, what nobody confirmed drops out. */
enum verdict faq_by_time(struct run *run, struct ledger *l, struct fault *f) MUST_USE;

/* ---- what is published ---------------------------------------------------------------------------------------------- */

/* An entry as it is published. */
struct faq_entry {
	const struct faq *q;
	const char *department, *purpose;	/* names */
	int64_t month, all;			/* asked again, in this month and in all */
};

struct faq_book {
	const struct settings *s;
	struct faq_entry *item;			/* by purpose in the order of the settings, then by id */
	size_t count;
	int64_t changed;			/* of the newest entry; 0: there is none */
	const char *month;			/* "2026-11" */
};

/* Files in [faq] folder, each only where it differs. sjis: the list in CP932, too; once it is there it is kept as the others
 * are. faq_publish.c */
enum verdict faq_publish(struct run *run, struct ledger *l, bool sjis, struct fault *f) MUST_USE;

void faq_html(void *ctx, const struct faq_book *book, struct buffer *out);			/* faq_html.c */
enum verdict faq_paper(void *ctx, const struct faq_book *book, struct buffer *out, struct fault *f) MUST_USE;	/* faq_paper.c */

#endif
