/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset_table - the code tables behind charset.h, read from glibc once for each process.
 *
 * Octets from outside never reach glibc's converters of Japanese, Korean and one-octet
 * charsets: each code is converted by itself when the tables are filled, and text is decoded
 * from the tables afterwards. Only the three converters below ever see octets of mail.
 */
#ifndef SPOOL_CHARSET_TABLE_H
#define SPOOL_CHARSET_TABLE_H

#include <iconv.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TABLE_ROWS = 120,	/* of CP932: 94 of JIS X 0208 with the vendors', then user-defined and IBM's */
	TABLE_CELLS = 94
};

enum table_converter { CONVERTER_GB18030, CONVERTER_BIG5, CONVERTER_UTF7, CONVERTER_COUNT };

/* Fills the tables and opens the converters; later calls only count. Returns how many could be
 * opened. */
size_t table_open(void);

/* Each returns the Unicode code point, 0 where nothing is assigned. Rows and cells count from
 * 0; those out of range are not assigned. */
uint32_t table_cp932(unsigned row, unsigned cell);
uint32_t table_x0212(unsigned row, unsigned cell);
/* CP949 (unified Hangul code); first and second octet as they stand in EUC-KR. */
uint32_t table_cp949(unsigned first, unsigned second);

/* 128 code points for the octets from 0x80, 0 where nothing is assigned; NULL when the name is
 * not on the list. The name is as in charset_label.c. */
const uint16_t *table_single(const char *name);

/* (iconv_t)-1 when it could not be opened. Converts to UTF-8. */
iconv_t table_converter(enum table_converter which);

#endif
