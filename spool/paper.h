/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paper - a paper document: pages of a PDF, A4 if nothing else is said, written into a sink.
 *
 * Measures are mm from the left upper corner of the sheet. The same calls give the same octets. Fonts
 * are embedded, each once for the document.
 */
#ifndef SPOOL_PAPER_H
#define SPOOL_PAPER_H

#include <stdint.h>

#include "config/bytes.h"
#include "spool/galley.h"
#include "spool/octets.h"

#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0

struct paper;

/* created: UTC seconds, in the PDF as its date. The sink gets the PDF in order, most of it in
 * paper_end(), nothing when the paper is freed before. *out is owned by ctx. */
enum verdict paper_new(void *ctx, const char *title, int64_t created, const struct sink *sink, struct paper **out,
    struct fault *f) MUST_USE;

/* How large the pages from the next one on are, mm; before it is said, A4 upright. */
void paper_set_size(struct paper *paper, double width, double height);

/* Ends the page that there may be and begins the next one. */
void paper_page(struct paper *paper);
/* An empty page when the next one would be the back of a sheet: printing on both sides, the next letter
 * begins a sheet. */
void paper_to_front(struct paper *paper);
size_t paper_pages(const struct paper *paper);

/* Ends the document. What the sink said when it refused; NEVER: a text was drawn with a glyph that the fonts
 * lack (fonts_check() was not asked). */
enum verdict paper_end(struct paper *paper, struct fault *f) MUST_USE;

/* A line; width in pt. */
void paper_line(struct paper *paper, double x1, double y1, double x2, double y2, double width);
void paper_dashes(struct paper *paper, double x1, double y1, double x2, double y2, double width);
void paper_frame(struct paper *paper, double x, double y, double width, double height, double line);
/* A filled rectangle; gray 0 black .. 1 white. */
void paper_fill(struct paper *paper, double x, double y, double width, double height, double gray);

/* One line of text; for what is longer see galley.h. Its reference point is on the line's top, at the left,
 * middle or right by the style's align. */
void paper_words(struct paper *paper, const struct fonts *fonts, const struct style *style, double x, double y,
    const char *text);

/* A JPEG, not decoded but embedded, fitted into the box and centred. NEVER: no JPEG. */
enum verdict paper_jpeg(struct paper *paper, struct bytes jpeg, double x, double y, double width, double height,
    struct fault *f) MUST_USE;
/* Whether paper_jpeg() would take it. */
bool paper_is_jpeg(struct bytes jpeg);

/* A QR code of level Q; size without the quiet zone of four modules, which must be left free around. HALT: text
 * has more than fits or signs beyond 0-9 A-Z and $%*+-./: and space. */
enum verdict paper_qr(struct paper *paper, const char *text, double x, double y, double size, struct fault *f) MUST_USE;

/* The customer barcode of the post for what postal_barcode() made; size in pt (8 to 11.5) gives bars of
 * 0.36 size mm height. Returns nothing drawn when code is NULL. HALT: no such code. */
enum verdict paper_postal_barcode(struct paper *paper, const char *code, double x, double y, double size,
    struct fault *f) MUST_USE;
/* Width of the bars of that size, mm, and their height. */
double paper_postal_width(double size);
double paper_postal_height(double size);

#endif
