/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_reader - reads printed Japanese (tesseract). Within iken-scan only. */
#ifndef SPOOL_SCAN_READER_H
#define SPOOL_SCAN_READER_H

#include "spool/scan_source.h"

/* Loads the data for Japanese: files, so before they are given up. HALT when they are not installed. */
enum verdict reader_load(struct fault *f) MUST_USE;

/* *text_out: UTF-8, without blanks between Japanese characters; owned by ctx. gray has 200 dpi at least where the file
 * has. */
enum verdict reader_read(void *ctx, PIX *gray, char **text_out, int *confidence_out, struct fault *f) MUST_USE;

/* Blanks between Japanese characters, which tesseract strews in, removed in place, and empty lines at the ends. */
void reader_join(char *text);

#endif
