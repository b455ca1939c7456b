/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_find - what looks personal in a text: mail addresses, telephone numbers, postal codes, labelled lines. */
#include <string.h>

#include "config/text.h"
#include "spool/formtext.h"
#include "spool/mask_span.h"

enum { GROUPS_MAX = 8, VALUE_LINE_MAX = 180, LEFT_MAX = 24 };

/* ---- mail addresses ---- */

/* A sign of a mail address at p, full-width too; its octets, 0 for something else. */
static size_t
mail_sign(const char *p, char *out)
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

		n = mail_sign(text + at, &c);
		if (n == 0 || !is_mail_letter(c)) {
			if (n == 0 || c != '@' || !within) {
				within = false;
				n = n != 0 ? n : 1;
				continue;
			}
			for (end = at + n; (step = mail_sign(text + end, &c)) != 0 && is_mail_letter(c); end += step)
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
	for (size_t i = 0; i < f->count; i++) {
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

/* ---- lines ---- */

static size_t
skip_spaces(const char *p)
{
	size_t n = 0;

	for (;;) {
		if (p[n] == ' ' || p[n] == '\t')
			n++;
		else if (text_starts(p + n, "\xe3\x80\x80"))
			n += 3;
		else
			return n;
	}
}

static size_t
skip_quotes(const char *p)
{
	size_t n = skip_spaces(p);

	while (p[n] == '>' || p[n] == '|' || text_starts(p + n, "＞")) {
		n += p[n] == '>' || p[n] == '|' ? 1 : 3;
		n += skip_spaces(p + n);
	}
	return n;
}

static bool
has_any_of(const char *p, size_t len, const char *const *words)
{
	for (; *words != NULL; words++)
		if (memmem(p, len, *words, strlen(*words)) != NULL)
			return true;
	return false;
}

/* Whether a line may be an address: a municipality and a number. */
static bool
looks_like_address(const char *p, size_t len)
{
	static const char *const municipalities[] = { "都", "道", "府", "県", "市", "区", "町", "村", "郡", NULL };
	static const char *const numbers[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "０", "１", "２", "３",
		"４", "５", "６", "７", "８", "９", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", NULL };

	return has_any_of(p, len, municipalities) && has_any_of(p, len, numbers);
}

/* Names of lines besides those of forms. */
static const struct {
	const char *word, *mark;
} labels[] = {
	{ "フリガナ", MARK_NAME }, { "ふりがな", MARK_NAME }, { "カナ氏名", MARK_NAME }, { "現住所", MARK_ADDRESS },
	{ "新住所", MARK_ADDRESS }, { "旧住所", MARK_ADDRESS }, { "居所", MARK_ADDRESS }, { "住居", MARK_ADDRESS },
	{ "お住まい", MARK_ADDRESS }, { "自宅", MARK_ADDRESS }, { "自宅住所", MARK_ADDRESS }, { "実家", MARK_ADDRESS },
	{ "避難先", MARK_ADDRESS }, { "転居先", MARK_ADDRESS }, { "転出先", MARK_ADDRESS }, { "引っ越し先", MARK_ADDRESS },
	{ "住所", MARK_ADDRESS }, { "ご住所", MARK_ADDRESS }, { "自宅電話", MARK_PHONE }, { "home address", MARK_ADDRESS },
	{ "携帯番号", MARK_PHONE }, { "mobile", MARK_PHONE }, { "緊急連絡先", MARK_PHONE },
};

/* A label of ours at the beginning of a line: its octets with what separates it, 0 for none. Spaces alone
 * separate where an address follows. */
static size_t
own_label(const char *p, size_t len, const char **mark_out)
{
	static const char *const around[] = { "■", "□", "●", "○", "◆", "◇", "・", "※", "【", "［", "〔", "「", "(", "（",
		"】", "］", "〕", "」", ")", "）", "[", "]", "*", "-" };
	size_t at = 0, n, found = 0;

	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
		if (text_starts(p + at, around[i])) {
			at += strlen(around[i]);
			break;
		}
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if ((n = text_match_folded(p + at, len - at, labels[i].word)) > found) {
			found = n;
			*mark_out = labels[i].mark;
		}
	if (found == 0)
		return 0;
	at += found;
	for (size_t i = 0; i < sizeof around / sizeof around[0]; i++)
		if (text_starts(p + at, around[i])) {
			at += strlen(around[i]);
			break;
		}
	n = skip_spaces(p + at);
	if (text_match_folded(p + at + n, len - at - n, ":") != 0)
		return at + n + text_match_folded(p + at + n, len - at - n, ":");
	return n != 0 && looks_like_address(p + at, len - at) ? at + n : 0;
}

static const char *
mark_of(enum formtext_field field)
{
	switch (field) {
	case FORMTEXT_NAME:
		return MARK_NAME;
	case FORMTEXT_POSTAL_CODE:
		return MARK_POSTAL;
	case FORMTEXT_ADDRESS:
		return MARK_ADDRESS;
	case FORMTEXT_PHONE:
		return MARK_PHONE;
	case FORMTEXT_FAX:
		return MARK_FAX;
	case FORMTEXT_MAIL:
		return MARK_MAIL;
	default:
		return NULL;
	}
}

/* What the lines before say about this one. */
struct expecting {
	const char *mark;		/* its value stands on the next line; NULL: nothing */
	bool goes_on;			/* an indented line goes on with it */
	bool if_address;		/* only where it looks like one */
};

/* A line that begins with a postal code: what stands behind it is an address. */
static bool
find_postal_line(const char *text, size_t at, size_t end, struct expecting *next, struct spans *out)
{
	bool marked = text_starts(text + at, "〒");
	size_t p = at + (marked ? strlen("〒") : 0), digits = 0, n;

	p += skip_spaces(text + p);
	for (char c = 0; p < end && (n = mail_sign(text + p, &c)) != 0 && (text_is_digit(c) || c == '-'); p += n)
		digits += text_is_digit(c);
	if (digits == 3) {
		static const char *const hyphens[] = { "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95",
			"ー", " ", "の" };

		for (size_t i = 0; i < sizeof hyphens / sizeof hyphens[0]; i++)
			if (text_starts(text + p, hyphens[i]))
				p += strlen(hyphens[i]);
		for (char c = 0; p < end && (n = mail_sign(text + p, &c)) != 0 && text_is_digit(c); p += n)
			digits++;
	}
	if (digits != 7 && !marked)
		return false;
	n = p + skip_spaces(text + p);
	if (n < end && (marked || looks_like_address(text + n, end - n))) {
		spans_add(out, at, n, MARK_POSTAL, true);
		spans_add(out, n, end, MARK_ADDRESS, true);
		*next = (struct expecting){ .mark = MARK_ADDRESS, .goes_on = true };
	} else if (n >= end) {
		*next = (struct expecting){ .mark = MARK_ADDRESS, .if_address = !marked };
	}
	return true;
}

static void
find_line(const char *text, size_t line, size_t end, struct expecting *expecting, struct spans *out)
{
	size_t at = line + skip_quotes(text + line), indent = skip_spaces(text + line), n;
	struct expecting before = *expecting, next = { NULL, false, false };
	enum formtext_field field = FORMTEXT_TEXT;
	const char *mark = NULL;

	/* An empty line within what is expected changes nothing. */
	if (at >= end) {
		if (before.goes_on)
			*expecting = next;
		return;
	}
	*expecting = next;
	if (text_starts(text + at, "〒") && find_postal_line(text, at, end, expecting, out))
		return;
	n = formtext_label(text + at, end - at, &field);
	if (n != 0)
		mark = mark_of(field);
	if (mark == NULL && (n = own_label(text + at, end - at, &mark)) == 0)
		mark = NULL;
	if (mark != NULL && n <= end - at) {
		at += n + skip_spaces(text + at + n);
		if (at < end)
			spans_add(out, at, end, mark, true);
		*expecting = (struct expecting){ .mark = mark, .goes_on = at < end };
		return;
	}
	if (find_postal_line(text, at, end, expecting, out))
		return;
	if (before.mark == NULL || end - at > VALUE_LINE_MAX)
		return;
	if (before.goes_on ? indent != 0 && before.mark[0] != 0 && strcmp(before.mark, MARK_ADDRESS) == 0 :
	    !before.if_address || looks_like_address(text + at, end - at))
		spans_add(out, at, end, before.mark, true);
}

static void
find_lines(const char *text, struct spans *out)
{
	struct expecting expecting = { NULL, false, false };

	for (size_t line = 0; text[line] != 0;) {
		size_t end = line + strcspn(text + line, "\n");

		find_line(text, line, end, &expecting, out);
		line = end + (text[end] != 0);
	}
}

void
mask_find_any(const char *text, const struct form *form, bool strict, struct spans *out)
{
	find_lines(text, out);
	find_mails(text, out);
	find_numbers(text, form, strict, out);
}
