/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines - running text line by line, with the quote marks that mail programs put before it. */
#ifndef SPOOL_LINES_H
#define SPOOL_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Pieces point into the text and into one folded copy of it; none ends with a 0. */
struct line {
	const char *raw;	/* as it stands, quote marks included, without its line feed */
	size_t raw_len;
	const char *text;	/* behind the quote marks and the space after them */
	size_t len;		/* without spaces at the end */
	const char *folded;	/* text as text_fold() makes it, without spaces around it */
	size_t folded_len;
	size_t depth;		/* quote marks: > and ＞, also apart (> >) */
};

struct lines {
	struct line *item;	/* owned by ctx; text must live as long */
	size_t count;		/* 0 for empty text; a line feed at the end begins no further line */
};

struct lines lines_split(void *ctx, const char *text);

/* Nothing on it but spaces and quote marks. */
bool line_is_blank(const struct line *line);

/* The folded line without any spaces, at most room - 1 octets of it and a 0; returns its length. */
size_t line_squeeze(const struct line *line, char *out, size_t room);

/* A copy of lines from first up to, not including, end, with depth quote marks (or as many as
 * there are) taken off; blank lines around are left out. Owned by ctx. */
char *lines_join(void *ctx, const struct lines *lines, size_t first, size_t end, size_t depth);

#endif
