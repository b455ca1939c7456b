/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_find - what looks personal in a text: mail addresses, telephone numbers, postal codes. */
#include <string.h>

#include "config/text.h"
#include "spool/mask_span.h"

enum { GROUPS_MAX = 8, LEFT_MAX = 24 };

/* ---- mail addresses ---- */

size_t
mask_ascii(const char *p, char *out)
{
	const unsigned char *u = (const unsigned char *)p;
	uint32_t code;
	size_t n = text_decode(u, u + strnlen(p, 4), &code);

	if (n == 0)
		return 0;
	code = text_fold_code(code);
	if (code <= ' ' || code >= 0x7f)
		return 0;
	*out = (char)code;
	return n;
}

static bool
is_mail_letter(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') || strchr("._+-/!#$%&'*=?^`{|}~", c) != NULL;
}

static void
find_mails(const char *text, struct spans *out)
{
	size_t begin = 0, n;
	bool within = false;

	for (size_t at = 0; text[at] != 0; at += n) {
		char c = 0;
		size_t end, dots = 0, step;

		n = mask_ascii(text + at, &c);
		if (n == 0 || !is_mail_letter(c)) {
			if (n == 0 || c != '@' || !within) {
				within = false;
				n = n != 0 ? n : 1;
				continue;
			}
			for (end = at + n; (step = mask_ascii(text + end, &c)) != 0 && is_mail_letter(c); end += step)
				dots += c == '.';
			if (dots != 0)
				spans_add(out, begin, end, MARK_MAIL, true);
			n = end - at;
			within = false;
			continue;
		}
		if (!within)
			begin = at;
		within = true;
	}
}

/* ---- numbers ---- */

/* Groups of digits with a sign between them, from a form's sign on. */
struct run {
	size_t begin, end;		/* signs */
	size_t group[GROUPS_MAX];	/* digits of each; of more than so many only the first */
	size_t groups, digits;
	bool soft;			/* somewhere only spaces or dots stand between them */
	bool house;
};

static struct run
run_at(const struct form *f, size_t i)
{
	struct run r = { .begin = i, .groups = 0 };
	bool between = true;

	for (; i < f->count; i++) {
		const struct sign *s = &f->sign[i];

		if (s->code == '-') {
			r.soft |= s->soft;
			between = true;
			continue;
		}
		if (!sign_is_digit(s))
			break;
		if (between && r.groups < GROUPS_MAX)
			r.group[r.groups] = 0;
		r.groups += between;
		if (r.groups <= GROUPS_MAX)
			r.group[r.groups - 1]++;
		r.digits++;
		r.house |= s->house;
		between = false;
	}
	r.end = i;
	return r;
}

static bool
is_telephone(const struct form *f, const struct run *r)
{
	if (f->sign[r->begin].code == '0')
		return r->digits >= 10 && r->digits <= 11 && r->groups <= 3 && (r->groups == 1 || r->group[0] >= 2);
	/* +81 3 1234 5678 */
	return r->begin > 0 && f->sign[r->begin - 1].code == '+' && r->digits >= 11 && r->digits <= 13 && r->groups <= 5;
}

static bool
is_postal_code(const struct form *f, const struct run *r)
{
	bool marked = r->begin > 0 && f->sign[r->begin - 1].code == 0x3012;

	if (r->digits != 7)
		return false;
	return r->groups == 2 ? r->group[0] == 3 && (marked || !r->soft) : marked && r->groups == 1;
}

/* The place of a run in the text; with what opens it: (03), +81, 〒. */
static size_t
run_begin(const char *text, const struct form *f, const struct run *r)
{
	const struct sign *before = r->begin > 0 ? &f->sign[r->begin - 1] : NULL;

	if (before == NULL)
		return f->sign[r->begin].begin;
	if (before->code == '(') {
		const struct sign *close = &f->sign[r->begin + r->group[0]];
		const char *p = text + close->begin;

		if (r->groups == 1 || !(text_starts(p, ")") || text_starts(p, "）")))
			return f->sign[r->begin].begin;
		return before->begin;
	}
	return before->code == '+' || before->code == 0x3012 ? before->begin : f->sign[r->begin].begin;
}

/* Dates, amounts and the like are no addresses. */
static bool
is_counted(const struct form *f, const struct run *r)
{
	static const char *const before = "年月日時分第約計全各毎均上下前後人円", *const behind = "年月日時分円個回人%台枚件歳才週つ冊倍";
	unsigned char octets[5] = { 0 };

	if (r->begin > 0) {
		octets[text_encode(f->sign[r->begin - 1].code, octets)] = 0;
		if (strstr(before, (char *)octets) != NULL)
			return true;
	}
	if (r->end == f->count)
		return false;
	memset(octets, 0, sizeof octets);
	octets[text_encode(f->sign[r->end].code, octets)] = 0;
	return strstr(behind, (char *)octets) != NULL;
}

static bool
is_place(const struct form *f, size_t i)
{
	uint32_t code = f->sign[i].code;

	return sign_is_kanji(&f->sign[i]) || (code >= 0x30a1 && code <= 0x30fc);
}

/* Whether a kana stands within a name: between two kanji. */
static bool
is_within_place(const struct form *f, size_t i)
{
	uint32_t code = f->sign[i].code;

	return (code == 0x304c || code == 0x306e || code == 0x3064) && i > 0 && is_place(f, i - 1) && is_place(f, i + 1);
}

/* Any address: a place and its numbers, with the name of a house behind them. */
static void
find_address(const struct form *f, const struct run *r, struct spans *out)
{
	size_t left = r->begin, right = r->end, house;

	if (r->begin == 0 || !is_place(f, r->begin - 1) || is_counted(f, r) || !(r->house || (r->groups >= 2 && !r->soft)))
		return;
	while (left > 0 && r->begin - left < LEFT_MAX &&
	    (is_place(f, left - 1) || sign_is_digit(&f->sign[left - 1]) || is_within_place(f, left - 1)))
		left--;
	/* コーポ山田101 */
	house = right;
	while (house < f->count && house - right < LEFT_MAX && is_place(f, house))
		house++;
	if (house > right + 1 && house < f->count && sign_is_digit(&f->sign[house]))
		right = run_at(f, house).end;
	spans_add(out, f->sign[left].begin, f->sign[right - 1].end, MARK_ADDRESS, false);
}

static void
find_numbers(const char *text, const struct form *f, bool strict, struct spans *out)
{
	for (size_t i = 0; f->sign != NULL && i < f->count; i++) {
		struct run r;

		if (!sign_is_digit(&f->sign[i]))
			continue;
		r = run_at(f, i);
		if (is_telephone(f, &r))
			spans_add(out, run_begin(text, f, &r), f->sign[r.end - 1].end, MARK_PHONE, true);
		else if (is_postal_code(f, &r))
			spans_add(out, run_begin(text, f, &r), f->sign[r.end - 1].end, MARK_POSTAL, true);
		else if (strict)
			find_address(f, &r, out);
		i = r.end - 1;
	}
}

void
mask_find_any(const char *text, const struct form *form, bool strict, struct spans *out)
{
	mask_find_lines(text, out);
	find_mails(text, out);
	find_numbers(text, form, strict, out);
}
