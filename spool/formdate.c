/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formdate - a date as people of an office write it. */
#include "spool/formdate.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { DIGITS_MAX = 8, BEFORE_REIWA = 2018, BEFORE_HEISEI = 1988 };

static const struct {
	const char *word;
	int before;
} eras[] = {
	{ "令和", BEFORE_REIWA }, { "平成", BEFORE_HEISEI }, { "r", BEFORE_REIWA }, { "h", BEFORE_HEISEI }, { "西暦", 0 },
};

static const char *
skip(const char *p, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL;) {
		bool there = text_starts(p, words[i]);

		p += there ? strlen(words[i]) : 0;
		i = there ? 0 : i + 1;
	}
	return p;
}

/* Digits, or 元 for 1; 0 when there are none. */
static const char *
take_number(const char *p, int *out, size_t *digits_out)
{
	*out = 0;
	*digits_out = 0;
	if (text_starts(p, "元")) {
		*out = *digits_out = 1;
		return p + strlen("元");
	}
	for (; text_is_digit(*p) && *digits_out <= DIGITS_MAX; p++, ++*digits_out)
		*out = *out * 10 + (*p - '0');
	return p;
}

/* （金）, (Fri) */
static bool
is_end(const char *p)
{
	static const char *const spaces[] = { " ", "　", NULL };
	size_t len;

	p = skip(p, spaces);
	if (*p == '(') {
		len = strcspn(p, ")");
		p += len + (p[len] == ')');
	}
	return *skip(p, spaces) == 0;
}

static bool
read_folded(const char *p, daynum *day_out)
{
	static const char *const spaces[] = { " ", "　", NULL };
	static const char *const between[] = { " ", "　", "年", "月", "日", "-", "/", ".", NULL };
	int before = 0, part[3];
	size_t digits;

	p = skip(p, spaces);
	for (size_t i = 0; i < sizeof eras / sizeof eras[0]; i++)
		if (text_starts(p, eras[i].word)) {
			before = eras[i].before;
			p = skip(p + strlen(eras[i].word), between);
			break;
		}
	p = take_number(p, &part[0], &digits);
	if (digits == DIGITS_MAX && before == 0 && is_end(p))
		return calendar_date(part[0] / 10000, part[0] / 100 % 100, part[0] % 100, day_out);
	if (digits == 0 || digits > 4)
		return false;
	for (int i = 1; i < 3; i++) {
		p = take_number(skip(p, between), &part[i], &digits);
		if (digits == 0 || digits > 2)
			return false;
	}
	return is_end(skip(p, between)) && calendar_date(before + part[0], part[1], part[2], day_out);
}

bool
formdate_read(const char *text, daynum *day_out)
{
	char *folded = text_fold(NULL, text);
	bool is = read_folded(folded, day_out);

	talloc_free(folded);
	return is;
}
