/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_lines - lines of a text that say themselves what they are: 住所: ..., 〒160-0022 ... */
#include <string.h>

#include "config/text.h"
#include "spool/formtext.h"
#include "spool/mask_span.h"

enum { VALUE_LINE_MAX = 180 };		/* octets; a longer line is text, not the value of a label above it */

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
	for (char c = 0; p < end && (n = mask_ascii(text + p, &c)) != 0 && (text_is_digit(c) || c == '-'); p += n)
		digits += text_is_digit(c);
	if (digits == 3) {
		static const char *const hyphens[] = { "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95",
			"ー", " ", "の" };

		for (size_t i = 0; i < sizeof hyphens / sizeof hyphens[0]; i++)
			if (text_starts(text + p, hyphens[i]))
				p += strlen(hyphens[i]);
		for (char c = 0; p < end && (n = mask_ascii(text + p, &c)) != 0 && text_is_digit(c); p += n)
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

void
mask_find_lines(const char *text, struct spans *out)
{
	struct expecting expecting = { NULL, false, false };

	for (size_t line = 0; text[line] != 0;) {
		size_t end = line + strcspn(text + line, "\n");

		find_line(text, line, end, &expecting, out);
		line = end + (text[end] != 0);
	}
}
