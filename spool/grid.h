/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid - a table of cells as it is given out: statistics, registers, lists; as CSV, XLSX, HTML or PDF.
 *
 * A grid is filled from left to right, a row after the other. What a cell holds is a text of people or of ours, a
 * number, a share, a time, or nothing that may be said ("x", "-"); how that looks is the matter of each format. No
 * text becomes a formula, a link or markup in any of them.
 */
#ifndef SPOOL_GRID_H
#define SPOOL_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

enum grid_kind {
	GRID_TEXT,		/* running text */
	GRID_NUMBER,		/* an integer */
	GRID_SHARE,		/* of 1, shown in percent with one decimal */
	GRID_DAYS,		/* shown with one decimal */
	GRID_DATE,		/* UTC seconds, shown as the day in Tokyo: 2026-11-30 */
	GRID_TIME,		/* UTC seconds, shown with the minute in Tokyo: 2026-11-30 14:05 */
	GRID_NONE		/* only of cells: not known, or not said; its text stands for it */
};

struct grid_cell {
	enum grid_kind kind;
	const char *text;	/* TEXT, NONE */
	double number;		/* SHARE, DAYS */
	int64_t integer;	/* NUMBER, DATE, TIME */
};

struct grid_column {
	const char *title;
	enum grid_kind kind;	/* of most of its cells: how it is aligned */
	double mm;		/* how wide on paper; of all columns together what remains is given out evenly */
};

struct grid_row {
	size_t begin;		/* of its cells */
	size_t count;
	bool total;		/* bold */
};

struct picture;

struct grid {
	const char *title;
	struct grid_column *column;
	size_t columns;
	struct grid_row *row;
	size_t rows;
	struct grid_cell *cell;
	size_t cells;
	const char **note;	/* lines below: the period, the name of the SQL */
	size_t notes;
	struct picture **picture;	/* on paper, above the rows */
	size_t pictures;
	size_t row_room, cell_room;
	char *store;		/* where texts are kept */
	size_t store_left;
};

/* Everything in it is owned by it, and it by ctx; texts are copied. */
struct grid *grid_new(void *ctx, const char *title);
void grid_column(struct grid *g, const char *title, enum grid_kind kind, double mm);
/* Begins a row; cells that it then does not get are empty. */
void grid_row(struct grid *g, bool total);
void grid_text(struct grid *g, const char *text);	/* NULL is "" */
void grid_number(struct grid *g, int64_t number);
void grid_share(struct grid *g, double share);		/* 0.25 is shown as 25.0% */
void grid_days(struct grid *g, double days);
void grid_date(struct grid *g, int64_t utc);		/* 0: an empty cell */
void grid_time(struct grid *g, int64_t utc);		/* 0: an empty cell */
void grid_none(struct grid *g, const char *text);
void grid_note(struct grid *g, const char *text);
/* It becomes g's. */
void grid_picture(struct grid *g, struct picture *p);

/* The cell, or NULL where the row ended before. */
const struct grid_cell *grid_at(const struct grid *g, size_t row, size_t column);
/* As it is shown: "12", "25.0%", "3.5", "2026-11-30". grouped: 12,345. Owned by ctx. */
const char *grid_show(void *ctx, const struct grid_cell *cell, bool grouped);
/* Whether cells of this kind stand at the right. */
bool grid_is_figure(enum grid_kind kind);

/* ---- CSV (grid_csv.c) ------------------------------------------------------------------------------------------ */

enum grid_charset { GRID_UTF8_BOM, GRID_CP932 };

/*
 * RFC 4180 with CRLF, a header line, the rows, and the notes as rows of their own, all of the same number of cells;
 * texts in quotes. A text (also a title or a note) that a program would take for a formula gets a ' before it: one that
 * begins with = + - @ TAB CR or a full-width form of them, spaces before it or not. Appended to out.
 *
 * In CP932, what does not fit is written as 〓 and gets a row in misfits (which may be NULL only for UTF-8). HALT: the C
 * library has no CP932.
 */
enum verdict grid_csv(const struct grid *g, enum grid_charset charset, struct buffer *out, struct grid *misfits,
    struct fault *f) MUST_USE;

/* A grid for what did not fit: line of the table (the header is 1), column, title of the column, U+XXXX, the sign, and
 * what stands there instead. To be given out as UTF-8 beside the other. Owned by ctx. */
struct grid *grid_misfits(void *ctx, bool english);

/* The text with a ' before it where a program would take it for a formula; owned by ctx, or text itself. */
const char *grid_harmless(void *ctx, const char *text);

/* ---- HTML (grid_html.c) ---------------------------------------------------------------------------------------- */

/* A <table> with caption, heads of columns and rows (the first cell of each row, where its column holds texts), the
 * notes as a list below; appended to out. caption: NULL the title, "" none (where a heading names it: then labelled_by is
 * the heading's id, else NULL). Classes: "grid" on the table, "figure" on cells at the right, "total" on rows. */
void grid_html(const struct grid *g, const char *caption, const char *labelled_by, struct buffer *out);

/* ---- XLSX (grid_xlsx.c) ---------------------------------------------------------------------------------------- */

/* The grids as sheets of one file, which is in memory only on its way: also what the library puts aside. Appended to
 * out. A cell has room for 32,767 signs: a longer text is cut, says so at its end, and is counted in *cut_out (may be
 * NULL). NEVER: more rows than a sheet holds (1,048,576). LATER: no room. */
enum verdict grid_xlsx(const struct grid *const *grids, size_t count, int64_t created, struct buffer *out,
    size_t *cut_out, struct fault *f) MUST_USE;

/* ---- PDF (grid_pdf.c) ------------------------------------------------------------------------------------------ */

struct fonts;
struct missing;

struct grid_paper {
	const struct fonts *fonts;
	const char *office;		/* at the upper right, above the date; NULL none */
	int64_t created;
	bool landscape;
	bool english;
	const char *const *seals;	/* titles of squares for seals at the end, NULL behind the last; NULL none */
	double size;			/* of the cells' text, pt; 0: 8.5 */
};

/* One after the other, each from a new page; the heads come again on each page, the pages are counted through all.
 * Signs that the fonts lack are set as 〓 and added to missing (spool/fonts.h). Appended to out. */
enum verdict grid_pdf(void *ctx, const struct grid *const *grids, size_t count, const struct grid_paper *paper,
    struct buffer *out, struct missing *missing, struct fault *f) MUST_USE;

#endif
