/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_correction - what a line corrects: 投稿目的: 問い合わせ, 担当を公園課に変更してください. */
#include "config/memory.h"
#include "config/text.h"
#include "process/command_line.h"
#include "process/saying.h"

enum { AROUND_MAX = 12 };	/* octets looked at before and behind a name */

/* The name of what is to be corrected at the beginning of p, with what must stand behind it; 0: none. */
static size_t
label_at(const char *p, size_t len, const char *const *names)
{
	static const char *const openers[] = { " ", "\t", "・", "■", "●", "*", "-", "【", "[", "、", ",", NULL };
	static const char *const behind[] = { " ", "\t", "】", "]", ":", "→", "⇒", "=", "を", "は", NULL };
	size_t at = 0, longest = 0, n, m;

	for (size_t i = 0; at < AROUND_MAX && openers[i] != NULL;) {
		n = text_match_folded(p + at, len - at, openers[i]);
		at += n;
		i = n != 0 ? 0 : i + 1;
	}
	for (; *names != NULL; names++)
		if ((n = text_match_folded(p + at, len - at, *names)) > longest)
			longest = n;
	n = at + longest;
	for (size_t i = 0; longest != 0 && n < 2 * AROUND_MAX && behind[i] != NULL;) {
		m = text_match_folded(p + n, len - n, behind[i]);
		n += m;
		i = m != 0 ? 0 : i + 1;
	}
	return longest != 0 && n > at + longest ? n : 0;
}

static const char *const purpose_names[] = { "投稿目的", "目的", "種別", "purpose", NULL };
static const char *const department_names[] = { "担当", "担当課", "担当部署", "担当先", "所管", "所管課", "移送先",
	"department", NULL };

/* 要望 → 問い合わせ: what it is to become. */
static const char *
value_of(void *ctx, const char *p, size_t len)
{
	static const char *const arrows[] = { "→", "⇒", "->", "=>" };
	static const char *const becoming[] = { "に変更", "へ変更", "に修正", "に訂正", "に直し", "にして", "へ移し" };
	const char *value = must(talloc_strndup(ctx, p, len));

	for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
		for (const char *at; (at = strstr(value, arrows[i])) != NULL;)
			value = at + strlen(arrows[i]);
	for (size_t i = 0; i < sizeof becoming / sizeof becoming[0]; i++) {
		const char *at = strstr(value, becoming[i]);

		if (at != NULL)
			value = must(talloc_strndup(ctx, value, (size_t)(at - value)));
	}
	return saying_name(ctx, value);
}

static size_t
any_label_at(const char *p, size_t len, const char *const **names_out)
{
	size_t n = label_at(p, len, purpose_names);

	*names_out = purpose_names;
	if (n != 0)
		return n;
	*names_out = department_names;
	return label_at(p, len, department_names);
}

void
command_correction(void *ctx, const char *p, size_t len, struct command *out)
{
	const char *const *names = NULL, *const *next = NULL;
	size_t at = 0, end, n;

	while (at < len && (n = any_label_at(p + at, len - at, &names)) == 0)
		at++;
	while (at < len) {
		at += n;
		for (end = at, n = 0; end < len && (n = any_label_at(p + end, len - end, &next)) == 0;)
			end++;
		*(names == purpose_names ? &out->purpose : &out->department) = value_of(ctx, p + at, end - at);
		names = next;
		at = end;
	}
}
