/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * whole - whether a file is there to its end, as far as its format can tell.
 *
 * A file that is being written, or that broke off, is not whole: a PDF ends with its trailer, a TIFF's directories and
 * all that they point to lie inside the file, a JPEG has its end. Nothing is decoded, and no library is asked:
 * only lengths and places are followed, within bounds.
 */
#ifndef INGEST_WHOLE_H
#define INGEST_WHOLE_H

#include <stdint.h>

#include "ingest/look.h"

/* What a file is by its name. */
enum whole_kind {
	WHOLE_NO_KIND,		/* nothing that we take */
	WHOLE_PAGES,		/* PDF, TIFF, JPEG, PNG, HEIC */
	WHOLE_ARCHIVE,		/* ZIP */
	WHOLE_TABLE,		/* CSV */
	WHOLE_FORM		/* the text form of an opinion */
};

enum whole {
	WHOLE_YES,
	WHOLE_NOT_YET,		/* it ends too early, or not at all */
	WHOLE_FOREIGN,		/* it is not what its name says, or of no format that we take */
	WHOLE_UNREADABLE	/* errno says why */
};

/* By the name's ending, in any case. */
enum whole_kind whole_kind_of(const char *name);

/* Octets of name before the dot of its ending; all of it when it has none. */
size_t whole_stem(const char *name);

/* A page of any format that we take is a page, whatever of them its name says. */
enum whole whole_look(int fd, int64_t size, enum whole_kind kind);

/* Of each format: true when it is whole. What begins it has been seen. */
bool whole_pdf(struct look *l, int64_t header);		/* header: the place of %PDF- */
bool whole_tiff(struct look *l);
bool whole_jpeg(struct look *l);
bool whole_png(struct look *l);
bool whole_heic(struct look *l);
bool whole_zip(struct look *l);

#endif
