/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lightbox - looks at the scans of an arrival: takes its files out, and reads pages and codes (spool/scan.h). */
#ifndef PROCESS_LIGHTBOX_H
#define PROCESS_LIGHTBOX_H

#include "process/stack.h"
#include "spool/keys.h"
#include "spool/parser.h"
#include "spool/scan.h"

struct lightbox;

/* Nothing is started before the first scan is looked at. Settings and parser must outlive it. */
struct lightbox *lightbox_new(void *ctx, const struct settings *s, struct parser *parser);
/* Ends what was started. */
void lightbox_close(struct lightbox **box);

/* A file of an arrival. */
struct sheetfile {
	const struct part *part;
	struct bytes octets;
	enum scan_format format;
	bool is_table;			/* .csv */
	size_t pages;			/* 0: it is no scan, or one that cannot be read */
	size_t first;			/* of its pages among those of the arrival */
};

struct lit {
	struct sheetfile *file;
	size_t count;
	struct stack_page *page;	/* of all files, in order */
	size_t page_count;
	size_t bad;			/* place (from 1) of the first scan that could not be read; 0: none */
	bool forged;			/* a code looks like ours and is not */
};

/* Takes all files out of the message and looks at those that are scans. keys: of the sheets' tokens; most: octets
 * of all files together. All of it is owned by ctx. NEVER: the files are not those that were read, or too large. */
enum verdict lightbox_look(struct lightbox *box, void *ctx, const struct octets *message, const struct reading *r,
    const struct token_keys *keys, int64_t most, struct lit *out, struct fault *f) MUST_USE;

/* What a machine can read of the first pages of a looked-at arrival: at most max of them, none after the moment
 * until (of the monotonic clock, in seconds). *confidence_out: the mean. */
enum verdict lightbox_words(struct lightbox *box, void *ctx, const struct lit *lit, size_t max, int64_t until,
    const char **text_out, int *confidence_out, struct fault *f) MUST_USE;

/* Pages of a file as a file of their own. */
enum verdict lightbox_extract(struct lightbox *box, void *ctx, const struct sheetfile *file, size_t first, size_t count,
    struct bytes *out, struct fault *f) MUST_USE;

/* The files of an archive. NEVER as scan_unpack(). */
enum verdict lightbox_unpack(struct lightbox *box, struct bytes zip, const struct unpack_taker *taker, struct fault *f)
    MUST_USE;

#endif
