/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_table - the code tables behind charset.h, read from glibc once for each process. */
#include "spool/charset_table.h"

#include <stdbool.h>
#include <string.h>

enum { KOREAN_FIRST = 0x81, KOREAN_ROWS = 126, KOREAN_SECOND = 0x41, KOREAN_CELLS = 190 };

static const char *const singles[] = {
	"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
	"iso-8859-8", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16",
	"windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254",
	"windows-1255", "windows-1256", "windows-1257", "windows-1258",
	"cp874", "cp866", "cp437", "cp850", "cp852", "koi8-r", "koi8-u", "macintosh"
};

enum { SINGLES = sizeof singles / sizeof *singles };

/* The one state that the modules of charset.h keep: what glibc says never changes. */
static struct {
	bool filled;
	size_t opened;
	uint16_t cp932[TABLE_ROWS][TABLE_CELLS];
	uint16_t x0212[TABLE_CELLS][TABLE_CELLS];
	uint16_t cp949[KOREAN_ROWS][KOREAN_CELLS];
	uint16_t single[SINGLES][128];
	iconv_t converter[CONVERTER_COUNT];
} tables;

/* The one character that these octets are in charset c, 0 when they are not exactly one of
 * the basic plane. */
static uint16_t
convert_one(iconv_t c, const unsigned char *octets, size_t len)
{
	unsigned char out[8];
	char *in = (char *)(uintptr_t)octets, *to = (char *)out;
	size_t left = len, room = sizeof out;

	iconv(c, NULL, NULL, NULL, NULL);
	if (iconv(c, &in, &left, &to, &room) == (size_t)-1 || left != 0)
		return 0;
	/* CP1255 and CP1258 hold a letter back for an accent that may follow */
	if (iconv(c, NULL, NULL, &to, &room) == (size_t)-1 || sizeof out - room != 2)
		return 0;
	return (uint16_t)(out[0] | out[1] << 8);
}

static iconv_t
open_source(const char *name)
{
	iconv_t c = iconv_open("UTF-16LE", name);

	if (c != (iconv_t)-1)
		tables.opened++;
	return c;
}

static void
fill_cp932(void)
{
	iconv_t c = open_source("CP932");

	if (c == (iconv_t)-1)
		return;
	for (unsigned row = 0; row < TABLE_ROWS; row++) {
		for (unsigned cell = 0; cell < TABLE_CELLS; cell++) {
			unsigned first = row / 2 + 0x81, second = cell + 0x40;
			unsigned char octets[2];

			if (row % 2 == 1)
				second = cell + 0x9f;
			else if (second >= 0x7f)
				second++;
			octets[0] = (unsigned char)(first > 0x9f ? first + 0x40 : first);
			octets[1] = (unsigned char)second;
			tables.cp932[row][cell] = convert_one(c, octets, 2);
		}
	}
	iconv_close(c);
}

static void
fill_x0212(void)
{
	iconv_t c = open_source("EUC-JP-MS");

	if (c == (iconv_t)-1)
		return;
	for (unsigned row = 0; row < TABLE_CELLS; row++) {
		for (unsigned cell = 0; cell < TABLE_CELLS; cell++) {
			const unsigned char octets[3] = { 0x8f, (unsigned char)(row + 0xa1),
				(unsigned char)(cell + 0xa1) };

			tables.x0212[row][cell] = convert_one(c, octets, 3);
		}
	}
	iconv_close(c);
}

static void
fill_cp949(void)
{
	iconv_t c = open_source("UHC");

	if (c == (iconv_t)-1)
		return;
	for (unsigned row = 0; row < KOREAN_ROWS; row++) {
		for (unsigned cell = 0; cell < KOREAN_CELLS; cell++) {
			const unsigned char octets[2] = { (unsigned char)(row + KOREAN_FIRST),
				(unsigned char)(cell + KOREAN_SECOND) };

			tables.cp949[row][cell] = convert_one(c, octets, 2);
		}
	}
	iconv_close(c);
}

static void
fill_single(unsigned index)
{
	iconv_t c = open_source(singles[index]);

	if (c == (iconv_t)-1)
		return;
	for (unsigned i = 0; i < 128; i++) {
		const unsigned char octet = (unsigned char)(i + 0x80);

		tables.single[index][i] = convert_one(c, &octet, 1);
	}
	iconv_close(c);
}

size_t
table_open(void)
{
	static const char *const names[CONVERTER_COUNT] = { "GB18030", "BIG5", "UTF-7" };

	if (tables.filled)
		return tables.opened;
	tables.filled = true;
	fill_cp932();
	fill_x0212();
	fill_cp949();
	for (unsigned i = 0; i < SINGLES; i++)
		fill_single(i);
	for (int i = 0; i < CONVERTER_COUNT; i++) {
		tables.converter[i] = iconv_open("UTF-8", names[i]);
		if (tables.converter[i] != (iconv_t)-1)
			tables.opened++;
	}
	return tables.opened;
}

uint32_t
table_cp932(unsigned row, unsigned cell)
{
	return row < TABLE_ROWS && cell < TABLE_CELLS ? tables.cp932[row][cell] : 0;
}

uint32_t
table_x0212(unsigned row, unsigned cell)
{
	return row < TABLE_CELLS && cell < TABLE_CELLS ? tables.x0212[row][cell] : 0;
}

uint32_t
table_cp949(unsigned first, unsigned second)
{
	unsigned row = first - KOREAN_FIRST, cell = second - KOREAN_SECOND;

	return row < KOREAN_ROWS && cell < KOREAN_CELLS ? tables.cp949[row][cell] : 0;
}

const uint16_t *
table_single(const char *name)
{
	for (unsigned i = 0; i < SINGLES; i++) {
		if (strcmp(singles[i], name) == 0)
			return tables.single[i];
	}
	return NULL;
}

iconv_t
table_converter(enum table_converter which)
{
	return tables.filled ? tables.converter[which] : (iconv_t)-1;
}
