/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words - the words by which people say what their mail is: 回答, 経過, 移送, 承認, ... */
#include "process/words.h"

#include <string.h>

#include "config/text.h"
#include "process/piece.h"

/* How much may stand on the line besides the word. */
enum tail {
	TAIL_TEXT,	/* after a colon: the text begins there */
	TAIL_TARGET,	/* after a colon or a space */
	TAIL_NOTHING
};

/* Folded. Of words that begin alike the longest counts. */
static const struct saying {
	const char *words;
	enum word word;
	enum tail tail;
} sayings[] = {
	{ "回答", WORD_ANSWER, TAIL_TEXT }, { "回答文", WORD_ANSWER, TAIL_TEXT },
	{ "ご回答", WORD_ANSWER, TAIL_TEXT }, { "回答案", WORD_ANSWER, TAIL_TEXT },
	{ "answer", WORD_ANSWER, TAIL_TEXT }, { "途中経過", WORD_NOTE, TAIL_TEXT },
	{ "経過", WORD_NOTE, TAIL_TEXT }, { "経過報告", WORD_NOTE, TAIL_TEXT },
	{ "対応経過", WORD_NOTE, TAIL_TEXT }, { "中間報告", WORD_NOTE, TAIL_TEXT },
	{ "progress", WORD_NOTE, TAIL_TEXT }, { "progress note", WORD_NOTE, TAIL_TEXT },
	{ "移送", WORD_PASS_ON, TAIL_TARGET }, { "移送先", WORD_PASS_ON, TAIL_TARGET },
	{ "転送", WORD_PASS_ON, TAIL_TARGET }, { "転送先", WORD_PASS_ON, TAIL_TARGET },
	{ "所管外", WORD_PASS_ON, TAIL_TARGET }, { "移管", WORD_PASS_ON, TAIL_TARGET },
	{ "回付", WORD_PASS_ON, TAIL_TARGET }, { "回付先", WORD_PASS_ON, TAIL_TARGET },
	{ "pass on", WORD_PASS_ON, TAIL_TARGET }, { "pass on to", WORD_PASS_ON, TAIL_TARGET },
	{ "forward to", WORD_PASS_ON, TAIL_TARGET }, { "transfer to", WORD_PASS_ON, TAIL_TARGET },
	{ "transfer", WORD_PASS_ON, TAIL_TARGET }, { "not ours", WORD_PASS_ON, TAIL_TARGET },
	{ "回答不要", WORD_NO_ANSWER, TAIL_TEXT }, { "対応不要", WORD_NO_ANSWER, TAIL_TEXT },
	{ "返信不要", WORD_NO_ANSWER, TAIL_TEXT }, { "回答の必要なし", WORD_NO_ANSWER, TAIL_TEXT },
	{ "回答は不要", WORD_NO_ANSWER, TAIL_TEXT }, { "回答 不要", WORD_NO_ANSWER, TAIL_TEXT },
	{ "回答必要なし", WORD_NO_ANSWER, TAIL_TEXT }, { "no answer needed", WORD_NO_ANSWER, TAIL_TEXT },
	{ "no answer", WORD_NO_ANSWER, TAIL_TEXT },
	{ "no reply needed", WORD_NO_ANSWER, TAIL_TEXT }, { "承認", WORD_APPROVE, TAIL_NOTHING },
	{ "approve", WORD_APPROVE, TAIL_NOTHING }, { "approved", WORD_APPROVE, TAIL_NOTHING },
	{ "i approve", WORD_APPROVE, TAIL_NOTHING }, { "差戻し", WORD_RETURN, TAIL_TARGET },
	{ "差し戻し", WORD_RETURN, TAIL_TARGET }, { "差戻", WORD_RETURN, TAIL_TARGET },
	{ "差し戻", WORD_RETURN, TAIL_TARGET }, { "差戻します", WORD_RETURN, TAIL_TARGET },
	{ "差し戻します", WORD_RETURN, TAIL_TARGET }, { "不承認", WORD_RETURN, TAIL_TARGET },
	{ "却下", WORD_RETURN, TAIL_TARGET }, { "return", WORD_RETURN, TAIL_TEXT },
	{ "returned", WORD_RETURN, TAIL_TEXT }, { "reject", WORD_RETURN, TAIL_TEXT },
	{ "rejected", WORD_RETURN, TAIL_TEXT }
};

static const char *const polite[] = {
	"します", "いたします", "致します", "しました", "です", "とします", "といたします", "済", "済み", "する", "願います", "をお願いします",
	"お願いします", "でお願いします", "をお願いいたします", "お願いいたします", "してください", "と判断します", "と判断しました", "のご連絡です",
	"のご報告です", "をご報告します", NULL
};

static size_t
any_of(const char *p, size_t len, const char *const *words)
{
	size_t longest = 0;

	for (; *words != NULL; words++) {
		size_t n = text_match_folded(p, len, *words);

		if (n > longest)
			longest = n;
	}
	return longest;
}

static size_t
skip(const char *p, size_t len, const char *const *words)
{
	size_t at = 0, n;

	while ((n = any_of(p + at, len - at, words)) != 0)
		at += n;
	return at;
}

static const char *const spaces[] = { " ", "\t", NULL };
static const char *const openers[] = {
	" ", "\t", "■", "□", "●", "○", "◆", "◇", "・", "*", "【", "[", "〔", "「", "(", "<", "\"", "『",
	NULL
};
static const char *const closers[] = { "】", "]", "〕", "」", ")", ">", "\"", "』", "*", NULL };
static const char *const colons[] = { ":", "→", "⇒", "=", NULL };
static const char *const stops[] = { "。", ".", "!", "、", ",", NULL };

/* The longest saying at p; its octets, 0 when there is none. */
static size_t
saying_at(const char *p, size_t len, const struct saying **out)
{
	size_t longest = 0;

	for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++) {
		size_t n = text_match_folded(p, len, sayings[i].words);

		if (n > longest) {
			longest = n;
			*out = &sayings[i];
		}
	}
	return longest;
}

enum word
words_of_line(const char *line, size_t len, const char **rest_out)
{
	const struct saying *s = NULL;
	size_t at = skip(line, len < 60 ? len : 60, openers), n, closed, ended;
	bool spaced, colon;

	*rest_out = line + len;
	n = saying_at(line + at, len - at, &s);
	if (n == 0)
		return WORD_NONE;
	at += n;
	closed = skip(line + at, len - at, closers);
	at += closed;
	at += any_of(line + at, len - at, polite);
	n = skip(line + at, len - at, spaces);
	spaced = n != 0;
	at += n;
	ended = at + skip(line + at, len - at, stops);
	if (ended == len)
		return s->word;
	n = any_of(line + at, len - at, colons);
	colon = n != 0;
	at += n;
	if (s->tail == TAIL_NOTHING && !(colon && at == len))
		return WORD_NONE;
	if (!colon && !(closed != 0 && s->tail == TAIL_TEXT) && !(spaced && s->tail == TAIL_TARGET))
		return WORD_NONE;
	at += skip(line + at, len - at, spaces);
	*rest_out = line + at;
	return s->word;
}

enum word
words_of_value(const char *value, size_t len, const char **rest_out)
{
	static const char *const behind[] = { " ", "\t", "(", "、", ",", "。", "/", "・", ":", "→",
	    NULL };
	const struct saying *s = NULL;
	size_t at = skip(value, len < 60 ? len : 60, openers), n;

	*rest_out = value + len;
	n = saying_at(value + at, len - at, &s);
	if (n == 0)
		return WORD_NONE;
	at += n;
	at += skip(value + at, len - at, closers);
	at += any_of(value + at, len - at, polite);
	n = any_of(value + at, len - at, behind);
	if (at != len && n == 0)
		return WORD_NONE;
	/* What stands in brackets behind the word is our own hint, e.g. (回答・経過・移送). */
	if (text_match_folded(value + at + skip(value + at, len - at, spaces),
	    len - at - skip(value + at, len - at, spaces), "(") == 0)
		*rest_out = value + at + skip(value + at, len - at, behind);
	return s->word;
}

size_t
words_pass_on_sentence(const char *line, size_t len)
{
	static const char *const sayings_of_passing[] = {
		"へ移送", "に移送", "へ転送", "に転送", "へ回付", "に回付", "へ移管", "に移管", "の所管です", "が所管です",
		"が所管しています", "の所管になります", "へ回して", "に回して", NULL
	};
	static const char *const ends[] = { "課", "部", "室", "係", "局", "所", "センター", "署", "館", NULL };

	if (len > 120)
		return 0;
	for (size_t i = 1; i < len && i <= 45; i++) {
		if (any_of(line + i, len - i, sayings_of_passing) == 0)
			continue;
		if (piece_starts(line, len, "当課") || piece_starts(line, len, "本課") ||
		    piece_starts(line, len, "他"))
			return 0;
		for (size_t e = 0; ends[e] != NULL; e++) {
			size_t n = strlen(ends[e]);

			if (i > n && memcmp(line + i - n, ends[e], n) == 0 &&
			    memmem(line, i, "。", 3) == NULL &&
			    memmem(line, i, "、", 3) == NULL && memmem(line, i, "は", 3) == NULL)
				return i;
		}
		return 0;
	}
	return 0;
}

static bool
contains_any(const char *folded, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strstr(folded, *words) != NULL)
			return true;
	return false;
}

bool
words_perhaps_no_answer(const char *folded)
{
	static const char *const words[] = {
		"所管外", "所管では", "担当では", "担当外", "移送", "転送", "回送", "回付", "後日", "追って", "確認中", "調査中",
		"検討中", "確認します", "確認いたします", "お待ち", "承知", "了解", "受領", "拝受", "受け取りました", "回答不要", "対応不要",
		"承認", "差戻", "差し戻", "not ours", "not our", "forward", "pass on", "later",
		"will check", "received", "no answer", "approve", NULL
	};

	return contains_any(folded, words);
}

bool
words_conditional(const char *folded)
{
	static const char *const words[] = {
		"ただし", "但し", "修正", "訂正", "直し", "変更", "条件", "except", "but ", "change", "correct",
		"if ", "provided", "ません", "しない", "待って", "not ", "保留", NULL
	};

	return contains_any(folded, words);
}
