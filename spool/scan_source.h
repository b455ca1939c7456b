/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_source - a scan that is opened, whatever its format, and its pages as pictures.
 *
 * Within iken-scan only, as all that includes this: it shows leptonica's PIX.
 */
#ifndef SPOOL_SCAN_SOURCE_H
#define SPOOL_SCAN_SOURCE_H

#include <allheaders.h>
#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/scan.h"

/* Pixels of one picture, as a file announces them: A3 at 600 dpi is half of it. */
#define SOURCE_PIXELS_MAX 150000000
#define SOURCE_SIDE_MAX 32000

struct source_wish {
	int dpi;			/* at most, but for least */
	int longer_side;		/* pixels at most */
	int least;			/* pixels that the longer side keeps, if it has them, whatever the file says of dpi */
	bool colour;			/* 32 bits a pixel where the page has colours; else gray, 8 bits */
};

struct source_page {
	PIX *pix;			/* square pixels; the caller destroys it */
	int64_t width, height;		/* 1/10 mm */
	int turn;			/* quarters clockwise that make it upright, where the file says so */
};

struct scan_source;

/* What a format has to be able to do. */
struct source_format {
	/* *pages: SCAN_PAGES_MAX at most. *active is false before. */
	enum verdict (*open)(struct scan_source *source, size_t *pages, bool *active, struct fault *f);
	enum verdict (*page)(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out,
	    struct fault *f);
	/* Pages as a file of the format, into out. NULL: there is only one page. */
	enum verdict (*extract)(struct scan_source *source, size_t first, size_t count, struct buffer *out, struct fault *f);
};

struct scan_source {
	struct bytes file;
	enum scan_format format;
	const struct source_format *how;
	void *state;			/* the format's */
	size_t pages;
	bool active;
};

/* The file stays the caller's. */
enum verdict source_open(void *ctx, struct bytes file, struct scan_source **out, struct fault *f) MUST_USE;
enum verdict source_page(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out,
    struct fault *f) MUST_USE;
enum verdict source_extract(struct scan_source *source, size_t first, size_t count, struct buffer *out,
    struct fault *f) MUST_USE;

/* NEVER when a picture of that size is not to be decoded. */
enum verdict source_size(int64_t width, int64_t height, struct fault *f) MUST_USE;

extern const struct source_format source_pdf, source_tiff, source_jpeg, source_png, source_heic;

#endif
