/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask_form - a text as it is compared when something known is looked for in it: what differs only in how it is
 * written is the same here.
 *
 * Width and case are folded, sound marks joined; spaces, line ends, quote marks at the beginning of lines and
 * invisible characters are left out. Kanji numerals are digits (二十三 is 23). Whatever separates two
 * numbers (hyphens of all kinds, の, 丁目, 番地, 番, 号, brackets, dots, spaces, line ends) is one '-'.
 * Private to spool/mask*.c.
 */
#ifndef SPOOL_MASK_FORM_H
#define SPOOL_MASK_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sign {
	uint32_t code;
	uint32_t begin, end;	/* octets in the text; of a last number with what belongs to it (号, 番地) */
	bool soft;		/* '-': only spaces, dots or line ends stand there */
	bool house;		/* a digit behind which 丁目, 番地 or 号 stands */
};

struct form {
	struct sign *sign;
	size_t count;
};

/* The text must be shorter than 4 GB; of a longer one only the beginning is read. Owned by ctx. */
struct form mask_form(void *ctx, const char *text);

bool sign_is_digit(const struct sign *s);
bool sign_is_kanji(const struct sign *s);

#endif
