/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text - the one gate through which bytes become text.
 *
 * Text inside the programs is a NUL-terminated `const char *` that is valid UTF-8 (RFC 3629)
 * without control characters; running text may hold line feeds and tabs besides.
 */
#ifndef CONFIG_TEXT_H
#define CONFIG_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"

enum text_shape {
	TEXT_LINE,	/* for headers, names, logs: line ends and tabs become spaces */
	TEXT_RUNNING	/* for bodies: CR LF and CR become LF, tabs stay */
};

/* Text made of bytes that are meant to be UTF-8. Invalid octets become U+FFFD and are
 * counted in *damaged_out (may be NULL); control characters (C0, DEL, C1), bidirectional
 * overrides (U+202A-E, U+2066-9) and U+2028/9 are removed or, where they end a line, become
 * one. Owned by ctx. */
char *text_from(void *ctx, struct bytes bytes, enum text_shape shape, size_t *damaged_out);

/* Makes one line of a string of ours in place: what text_from() removes becomes spaces, octets
 * that are not UTF-8 become ?, and a character cut in the middle at the end is removed. */
void text_make_line(char *string);

bool text_is_utf8(struct bytes bytes);

/* Length in characters (code points), and a copy of at most max characters. */
size_t text_length(const char *text);
char *text_cut(void *ctx, const char *text, size_t max_characters);

/* Decodes one code point at p (p < end); returns octets used, 0 when it is not valid. */
size_t text_decode(const unsigned char *p, const unsigned char *end, uint32_t *code_out);
/* Writes a code point as UTF-8 to out (4 octets room); returns the octets written. */
size_t text_encode(uint32_t code, unsigned char *out);

/* ASCII only, whatever the locale. */
bool text_is_digit(char c);
bool text_is_space(char c);
char text_lower(char c);
bool text_equal_ignoring_case(const char *a, const char *b);
bool text_starts(const char *text, const char *prefix);

/* The whole string as a decimal number within [min, max]; false leaves *number_out alone. */
bool text_to_number(const char *text, int64_t min, int64_t max, int64_t *number_out);

/* A copy without the ASCII and ideographic (U+3000) spaces, tabs and line ends around it. */
char *text_trim(void *ctx, const char *text);

/* For comparing what people type (rules' words, form names): full-width ASCII becomes
 * ASCII, half-width kana becomes full-width, letters become lower case. Owned by ctx. */
char *text_fold(void *ctx, const char *text);

/* The same for one code point, half-width kana with sound marks apart. */
uint32_t text_fold_code(uint32_t code);

/* Octets at the beginning of text (len octets) that read, folded, as word, which is folded
 * already; 0 when they do not. */
size_t text_match_folded(const char *text, size_t len, const char *word);

#endif
