/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_objects - what a PDF consists of besides what can be seen (qpdf). Within iken-scan only. */
#ifndef SPOOL_SCAN_OBJECTS_H
#define SPOOL_SCAN_OBJECTS_H

#include "config/bytes.h"
#include "config/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct objects;

/* The file must live as long. */
enum verdict objects_open(void *ctx, struct bytes file, struct objects **out, struct fault *f) MUST_USE;
size_t objects_pages(const struct objects *objects);

/* Scripts, actions that start by themselves, embedded files, forms. Where it opens at, and links to places in itself or
 * on the web, are none of these. */
bool objects_are_active(struct objects *objects);

/* NEVER when a picture on the page is too large to be decoded. *pixels_out: the longer side of the picture when the page
 * is nothing but that, as scanners make it; else 0. */
enum verdict objects_check_page(struct objects *objects, size_t page, int64_t *pixels_out, struct fault *f) MUST_USE;

/* A PDF of these pages with what can be seen of them and nothing else. */
enum verdict objects_extract(struct objects *objects, size_t first, size_t count, struct buffer *out,
    struct fault *f) MUST_USE;

#endif
