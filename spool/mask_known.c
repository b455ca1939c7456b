/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_known - finds what is known of a person in a text, however it is written. */
#include "spool/mask_known.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { HOUSE_MIN = 4 };		/* signs of a building's name that count by themselves */

/* ---- what is known ---- */

void
known_add_text(struct mask *m, const char *text, const char *mark)
{
	struct known_text *k = &m->text[m->texts];

	if (m->texts == KNOWN_MAX)
		return;
	*k = (struct known_text){ mask_form(m, text), mark };
	/* One character alone would mask half of the text. */
	m->texts += k->form.count >= 2;
}

static void
add_digits(struct mask *m, const char *digits, const char *mark)
{
	size_t n = strlen(digits);

	if (m->numbers == KNOWN_MAX || n < 6 || n >= sizeof m->number[0].digits)
		return;
	memcpy(m->number[m->numbers].digits, digits, n + 1);
	m->number[m->numbers++].mark = mark;
}

/* The number itself, +81 instead of its first 0, and a telephone number without its area code. */
void
known_add_number(struct mask *m, const char *text, const char *mark)
{
	struct form f = mask_form(m, text);
	char digits[64] = "", abroad[66];
	size_t n = 0, area = 0;

	for (size_t i = 0; i < f.count && n < sizeof digits - 1; i++) {
		if (f.sign[i].code == '-' && area == 0)
			area = n;
		if (sign_is_digit(&f.sign[i]))
			digits[n++] = (char)f.sign[i].code;
	}
	digits[n] = 0;
	add_digits(m, digits, mark);
	if (digits[0] != '0' || strcmp(mark, MARK_POSTAL) == 0)
		return;
	snprintf(abroad, sizeof abroad, "81%s", digits + 1);
	add_digits(m, abroad, mark);
	if (area != 0 && n == 10)
		add_digits(m, digits + area, mark);
}

/* Digits and hyphens from sign i on: where they end, and how many groups there are. */
static size_t
numbers_end(const struct form *f, size_t i, size_t *groups_out)
{
	*groups_out = 1;
	while (i < f->count && (sign_is_digit(&f->sign[i]) || f->sign[i].code == '-'))
		*groups_out += f->sign[i++].code == '-';
	return i;
}

/* The house's numbers: the first that have another behind them, else the last there are (八王子市 has one in
 * its name). */
void
known_add_address(struct mask *m, const char *text)
{
	struct known_address *k = &m->address[m->addresses];

	if (m->addresses == KNOWN_MAX)
		return;
	*k = (struct known_address){ .form = mask_form(m, text) };
	k->numbers = k->rest = k->form.count;
	for (size_t i = 0; i < k->form.count && k->groups < 2; i++) {
		size_t groups, end;

		if (!sign_is_digit(&k->form.sign[i]))
			continue;
		end = numbers_end(&k->form, i, &groups);
		k->numbers = i;
		k->rest = end;
		k->groups = groups;
		i = end - 1;
	}
	m->addresses += k->form.count >= 2;
}

/* ---- looking for it ---- */

static bool
is_ascii_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* Whether the text goes on without a break beside a word of ASCII letters. */
static bool
is_within_word(const struct form *f, size_t begin, size_t end)
{
	if (is_ascii_letter(f->sign[begin].code) && begin > 0 && is_ascii_letter(f->sign[begin - 1].code) &&
	    f->sign[begin - 1].end == f->sign[begin].begin)
		return true;
	return is_ascii_letter(f->sign[end - 1].code) && end < f->count && is_ascii_letter(f->sign[end].code) &&
	    f->sign[end - 1].end == f->sign[end].begin;
}

/* How many signs of pattern, from its sign p on, stand at sign i. */
static size_t
common(const struct form *f, size_t i, const struct form *pattern, size_t p)
{
	size_t n = 0;

	while (i + n < f->count && p + n < pattern->count && f->sign[i + n].code == pattern->sign[p + n].code)
		n++;
	return n;
}

static void
put(const struct form *f, size_t begin, size_t end, const char *mark, struct spans *out)
{
	spans_add(out, f->sign[begin].begin, f->sign[end - 1].end, mark, true);
}

static void
find_texts(const struct mask *m, const struct form *f, size_t i, struct spans *out)
{
	const struct known_text *longest = NULL;

	for (size_t k = 0; k < m->texts; k++) {
		size_t n = m->text[k].form.count;

		if ((longest == NULL || n > longest->form.count) && common(f, i, &m->text[k].form, 0) == n &&
		    !is_within_word(f, i, i + n))
			longest = &m->text[k];
	}
	if (longest != NULL)
		put(f, i, i + longest->form.count, longest->mark, out);
}

static void
find_numbers(const struct mask *m, const struct form *f, size_t i, struct spans *out)
{
	for (size_t k = 0; k < m->numbers; k++) {
		const char *d = m->number[k].digits;
		size_t at = i;

		while (at < f->count && *d != 0 && (f->sign[at].code == (unsigned char)*d ||
		    (f->sign[at].code == '-' && at > i)))
			d += f->sign[at++].code != '-';
		if (*d == 0 && (at == f->count || !sign_is_digit(&f->sign[at])))
			put(f, i, at, m->number[k].mark, out);
	}
}

/* How many groups of the known numbers stand at sign i, and where they end. */
static size_t
groups_at(const struct known_address *k, const struct form *f, size_t i, size_t *end_out)
{
	size_t n = common(f, i, &k->form, k->numbers), groups = 0;

	if (n > k->rest - k->numbers)
		n = k->rest - k->numbers;
	for (size_t at = 1; at <= n; at++) {
		bool known_ends = k->numbers + at == k->rest || !sign_is_digit(&k->form.sign[k->numbers + at]);
		bool ends = i + at == f->count || !sign_is_digit(&f->sign[i + at]);

		if (known_ends && ends && sign_is_digit(&f->sign[i + at - 1])) {
			groups++;
			*end_out = i + at;
		}
	}
	return groups;
}

static size_t
place_before(const struct known_address *k, const struct form *f, size_t i)
{
	size_t n = 0;

	while (n < i && n < k->numbers && f->sign[i - 1 - n].code == k->form.sign[k->numbers - 1 - n].code)
		n++;
	return n;
}

/* The place's name and its numbers, or all of these alone. */
static void
find_house(const struct known_address *k, enum mask_how how, const struct form *f, size_t i, struct spans *out)
{
	size_t end = i, groups = groups_at(k, f, i, &end), place = place_before(k, f, i);
	size_t wanted = how == MASK_USUAL && k->groups > 1 ? 2 : 1, more;
	bool goes_on, placed;

	if (groups == 0)
		return;
	goes_on = end < f->count && f->sign[end].code == '-' && groups < k->groups;
	placed = place >= 2 || (place != 0 && place == k->numbers);
	if (how == MASK_USUAL && goes_on && !f->sign[end].soft)
		return;			/* another house of the same block, perhaps the one that is complained of */
	if (!(placed && groups >= wanted) && !(groups >= 3 && (i == 0 || f->sign[i - 1].code != '-')))
		return;
	if (groups == k->groups)
		end += common(f, end, &k->form, k->rest);
	else if (how != MASK_USUAL)
		end = numbers_end(f, end, &more);
	while (end > i && f->sign[end - 1].code == '-')
		end--;
	put(f, i - place, end, MARK_ADDRESS, out);
}

/* Without its numbers: the whole of an address that has none; the building; in the strict way the place. */
static void
find_parts(const struct known_address *k, enum mask_how how, const struct form *f, size_t i, struct spans *out)
{
	size_t building = k->rest, n, last;

	while (building < k->form.count && (sign_is_digit(&k->form.sign[building]) || k->form.sign[building].code == '-'))
		building++;
	for (last = building; last < k->form.count && !sign_is_digit(&k->form.sign[last]); last++)
		;
	if (last - building >= HOUSE_MIN && (n = common(f, i, &k->form, building)) >= last - building)
		put(f, i, i + n, MARK_ADDRESS, out);
	n = common(f, i, &k->form, 0);
	if ((k->groups == 0 && n == k->form.count) || (how != MASK_USUAL && k->numbers >= 5 && n >= k->numbers))
		put(f, i, i + (n > k->numbers ? k->numbers : n), MARK_ADDRESS, out);
}

void
mask_find_known(const struct mask *m, enum mask_how how, const struct form *f, struct spans *out)
{
	for (size_t i = 0; i < f->count; i++) {
		bool number = sign_is_digit(&f->sign[i]) && (i == 0 || !sign_is_digit(&f->sign[i - 1]));

		find_texts(m, f, i, out);
		if (number)
			find_numbers(m, f, i, out);
		for (size_t k = 0; k < m->addresses; k++) {
			if (number && m->address[k].groups != 0)
				find_house(&m->address[k], how, f, i, out);
			find_parts(&m->address[k], how, f, i, out);
		}
	}
}
