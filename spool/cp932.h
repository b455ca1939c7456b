/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cp932 - text as octets of CP932 (Windows-31J), for programs that read nothing else; sign by sign.
 *
 * What fits comes back as it was, but for seven signs that CP932 has in another place of Unicode and that look the
 * same (the wave dash, the minus, ...), the yen and the overline, which become full-width ones, and the no-break space.
 * Kana and a combining sound mark behind it are one sign. User-defined characters do not fit: on another computer
 * they are others.
 */
#ifndef SPOOL_CP932_H
#define SPOOL_CP932_H

#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct cp932;

/* HALT: the C library has no such converter. *out is owned by ctx. */
enum verdict cp932_open(void *ctx, struct cp932 **out, struct fault *f) MUST_USE;

/* Octets of one character, 1 or 2; 0: it has none. */
size_t cp932_encode(const struct cp932 *c, uint32_t code, unsigned char out[2]);

/* A text, appended to out; a sign that does not fit is 〓, and a variation selector nothing. Each is told: the first sign, and
 * whether it was left out. lost may be NULL. */
void cp932_text(const struct cp932 *c, const char *text, struct buffer *out,
    void (*lost)(void *state, uint32_t code, bool left_out), void *state);

#endif
