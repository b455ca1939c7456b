/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan - looks at scans, faxes and photographs of pages, reads their QR codes and words, takes them apart.
 *
 * The libraries that read pictures and PDFs are large and much attacked. They live in a program of their own,
 * iken-scan(8), that no other program loads: it is started with nothing but a socket when the first scan is to be looked
 * at, gives up files (but the system's fonts), network and new programs (confine.h), and forks a child for each call. A child
 * that crashes, hangs or goes over a limit costs the file at hand: NEVER, with a reason that says nothing of its content.
 *
 * limits.parse_seconds is processor time for a page; limits.parse_memory counts as 512 MB at least.
 */
#ifndef SPOOL_SCAN_H
#define SPOOL_SCAN_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "config/settings.h"
#include "spool/octets.h"

#define SCAN_PAGES_MAX 500
#define SCAN_MARK_MAX 200		/* characters of the text of a QR code */
#define SCAN_ENTRIES_MAX 2000		/* files in a ZIP archive */

enum scan_format { SCAN_NONE, SCAN_PDF, SCAN_TIFF, SCAN_JPEG, SCAN_PNG, SCAN_HEIC, SCAN_ZIP };

/* By the first octets (16 at least, if the file has them), whatever the file's name says. */
enum scan_format scan_format_of(struct bytes head);

struct scanner;

/* Starts nothing yet. HALT when iken-scan is not installed. The limits must outlive the scanner. */
enum verdict scanner_start(void *ctx, const struct limits *limits, struct scanner **out, struct fault *f) MUST_USE;
/* Ends what was started and sets *scanner to NULL. */
void scanner_stop(struct scanner **scanner);

struct scan_page {
	int64_t width, height;		/* 1/10 mm, as the page lies in the file; a guess where it does not say */
	bool blank;			/* nothing was written on it */
	char **marks;			/* the texts of its QR codes: printable ASCII */
	size_t mark_count;
};

struct scan {
	enum scan_format format;
	struct scan_page *pages;
	size_t page_count;		/* 1 at least */
	bool active;			/* a PDF with scripts, actions, embedded files or form fields */
};

/* All calls: HALT when iken-scan cannot be started or confined; LATER when there is no descriptor or memory to be had;
 * NEVER: not a scan, damaged, cut off, encrypted, too large, too many pages. */
enum verdict scan_look(struct scanner *scanner, void *ctx, struct bytes file, struct scan **out, struct fault *f) MUST_USE;

enum scan_image {
	SCAN_REDUCED,			/* JPEG, gray, longer side 1400 px at most: for reading in a mail */
	SCAN_WHOLE			/* JPEG, in colours if it has any, longer side 3300 px at most: for printing */
};

/* A page as a picture, upright where a QR code on it (or the photograph itself) says which way that is. */
enum verdict scan_render(struct scanner *scanner, struct bytes file, size_t page, enum scan_image image,
    const struct sink *sink, struct fault *f) MUST_USE;

/* Pages first to first + count - 1 as a file of the same format. A PDF's are copied without scripts, actions, embedded
 * files and form fields; a TIFF's without being coded anew. Sink gets nothing unless the whole file could be made. */
enum verdict scan_extract(struct scanner *scanner, struct bytes file, size_t first, size_t count, const struct sink *sink,
    struct fault *f) MUST_USE;

/* What a page seems to say: a proposal for a person who reads the page. */
struct scan_words {
	const char *text;		/* running text; "" when nothing could be read */
	int confidence;			/* 0 to 100 */
};

/* HALT, too, when the Japanese data of tesseract are not installed. */
enum verdict scan_words(struct scanner *scanner, void *ctx, struct bytes file, size_t page, struct scan_words *out,
    struct fault *f) MUST_USE;

struct unpacked {
	const char *name;		/* text as the archive has it: may be "../x/", never a path to be used */
	int64_t size;			/* octets that follow */
};

/* Takes the files of an archive, one after the other; folders are left out. */
struct unpack_taker {
	void *state;
	int64_t most;			/* octets of all files together; 0: 1 GB */
	enum verdict (*begin)(void *state, const struct unpacked *entry, struct fault *f);
	enum verdict (*take)(void *state, const unsigned char *data, size_t len, struct fault *f);
	enum verdict (*end)(void *state, struct fault *f);
};

/* The archive is read to its end before the first file is given. NEVER: damaged, encrypted, with links, too
 * many files, too many octets, or far more than its size can hold. What taker returns other than DONE ends it. */
enum verdict scan_unpack(struct scanner *scanner, struct bytes zip, const struct unpack_taker *taker,
    struct fault *f) MUST_USE;

#endif
