/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_words - what all sheets say alike: dates, postal codes, marks at the edge, QR code and page number. */
#ifndef REPLY_SHEET_WORDS_H
#define REPLY_SHEET_WORDS_H

#include "spool/paper.h"

/* The box of the QR code on every sheet; around it nothing is drawn within 3.5 mm. */
#define SHEET_CODE_SIZE 24.0
#define SHEET_CODE_LEFT (PAGE_WIDTH - 22 - SHEET_CODE_SIZE)
#define SHEET_CODE_TOP (PAGE_HEIGHT - 14 - SHEET_CODE_SIZE)

/* "令和8年11月24日" or "November 24, 2026"; wide: with full-width digits. Owned by ctx. */
char *sheet_date(void *ctx, int64_t utc, bool english, bool wide);
/* A copy with full-width digits. */
char *sheet_wide_digits(void *ctx, const char *text);
/* "" for NULL. */
const char *sheet_text(const char *text);

/* The QR code at the lower right, and page and pages at the foot; code may be NULL. */
enum verdict sheet_foot(struct paper *paper, const struct fonts *fonts, double size, const char *code, size_t page,
    size_t pages, struct fault *f) MUST_USE;

#endif
