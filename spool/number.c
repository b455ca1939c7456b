/* SPDX-License-Identifier: GPL-3.0-or-later */
/* number - an opinion's number for people: 2026-000123-7. */
#include "spool/number.h"

#include "config/memory.h"
#include "config/text.h"

/* The quasigroup of order 10 of H. Michael Damm, Total anti-symmetrische Quasigruppen (2004). */
static const unsigned char damm[10][10] = {
	{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 }, { 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
	{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 }, { 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
	{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 }, { 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
	{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 }, { 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
	{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 }, { 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
};

enum { DIGITS_MIN = 11, DIGITS_MAX = 20 };

static int
check_digit(const char *digits)
{
	int interim = 0;

	for (; *digits != 0; digits++)
		if (text_is_digit(*digits))
			interim = damm[interim][*digits - '0'];
	return interim;
}

char *
number_make(void *ctx, int64_t year, int64_t running)
{
	char *body = must(talloc_asprintf(ctx, "%04lld-%06lld", (long long)year, (long long)running));
	char *whole = must(talloc_asprintf(ctx, "%s-%d", body, check_digit(body)));

	talloc_free(body);
	return whole;
}

/* The digits alone; false when there is something else than digits, dashes and spaces. */
static bool
take_digits(const char *folded, char digits[DIGITS_MAX + 1])
{
	static const char *const dashes[] = { "-", " ", "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x91",
		"\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95", "\xe3\x83\xbc", "\xe2\x94\x80" };
	size_t n = 0;

	while (*folded != 0) {
		size_t step = 0;

		if (text_is_digit(*folded)) {
			if (n == DIGITS_MAX)
				return false;
			digits[n++] = *folded;
			step = 1;
		}
		for (size_t i = 0; step == 0 && i < sizeof dashes / sizeof dashes[0]; i++)
			if (text_starts(folded, dashes[i]))
				step = strlen(dashes[i]);
		if (step == 0)
			return false;
		folded += step;
	}
	digits[n] = 0;
	return n >= DIGITS_MIN;
}

char *
number_read(void *ctx, const char *typed)
{
	char digits[DIGITS_MAX + 1];
	char *folded = text_fold(ctx, typed), *made = NULL;

	if (take_digits(folded, digits) && check_digit(digits) == 0) {
		size_t n = strlen(digits);

		made = must(talloc_asprintf(ctx, "%.4s-%.*s-%c", digits, (int)(n - 5), digits + 4, digits[n - 1]));
	}
	talloc_free(folded);
	return made;
}
