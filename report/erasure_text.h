/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure_text - the erasure report (消去報告書), as text with a signature below it.
 *
 * Signed are all octets before the line that begins with 署名：. The key is that of the keys folder which signs the
 * access log too; its public half stands in the report for whoever compares it with the one that was published.
 */
#ifndef REPORT_ERASURE_TEXT_H
#define REPORT_ERASURE_TEXT_H

#include "spool/erasure_verify.h"

/* The report about an erasure that was verified; owned by ctx. */
enum verdict erasure_text(struct ledger *l, void *ctx, const struct erasure *e, const struct erasure_check *c,
    const char **out, struct fault *f) MUST_USE;

/* Its part about backups: which still hold copies, until when, and whether anybody can open them (erasure_backups.c). */
enum verdict erasure_text_backups(const struct settings *s, const struct erasure *e, bool renewed, struct buffer *out,
    struct fault *f) MUST_USE;

/* Whether a report is whole and signed with this key. NEVER: it is not; f says what is wrong. */
enum verdict erasure_text_verify(struct bytes text, const unsigned char public[SEAL_PUBLIC], struct fault *f) MUST_USE;

/* The digest (BLAKE2b, 256 bits, as of b2sum -l 256) of numbers, a line each; erased ones only. owned by ctx, hexadecimal. */
char *erasure_numbers_digest(void *ctx, const struct erasure_item *items, size_t count);

#endif
