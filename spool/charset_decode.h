/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_decode - octets of one known charset, as UTF-8, with a count of what went wrong.
 *
 * Every decoder takes all of the octets, whatever they are, in linear time, and adds to a
 * sink. A wrong octet never takes a following right one with it.
 */
#ifndef SPOOL_CHARSET_DECODE_H
#define SPOOL_CHARSET_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "spool/charset_label.h"

struct sink {
	struct buffer out;	/* UTF-8 */
	size_t damaged;		/* U+FFFD put in */
	size_t decoded;		/* characters beyond ASCII that were understood */
	/* what tells Japanese from chance, counted by the Shift_JIS and EUC-JP decoders: */
	size_t common;		/* kana, punctuation, first-level kanji */
	size_t rare;		/* half-width kana, second-level kanji, user-defined characters */
	size_t adjacent;	/* common characters right behind another of two octets */
	bool after_double;
};

struct sink sink_init(void *ctx);
void sink_octets(struct sink *s, const unsigned char *ascii, size_t len);
void sink_code(struct sink *s, uint32_t code);
void sink_damage(struct sink *s);

void decode_utf8(struct sink *s, struct bytes octets);
/* width 2 or 4; a pair of surrogates is one character. */
void decode_wide(struct sink *s, struct bytes octets, int width, bool big_endian);
/* ASCII as it is and each other octet by the table (table_single()); every one is damaged
 * when table is NULL. */
void decode_single(struct sink *s, struct bytes octets, const uint16_t *table);
void decode_korean(struct sink *s, struct bytes octets);
/* KIND_GB18030, KIND_BIG5 or KIND_UTF7, by glibc's converter. */
void decode_converter(struct sink *s, struct bytes octets, enum charset_kind kind);

/* charset_japanese.c */
void decode_sjis(struct sink *s, struct bytes octets);
void decode_eucjp(struct sink *s, struct bytes octets);
/* ISO-2022-JP with every extension seen in mail, and ISO-2022-KR. ASCII comes back at every line
 * end, whether or not the escape sequence was written. */
void decode_iso2022(struct sink *s, struct bytes octets);

#endif
