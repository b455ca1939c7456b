/* SPDX-License-Identifier: GPL-3.0-or-later */
/* words - the words by which people say what their mail is: 回答, 経過, 移送, 照会, 承認, ... */
#include "process/words.h"

#include <string.h>

#include "config/text.h"
#include "process/piece.h"

/* How much may stand on the line besides the word. */
enum tail {
	TAIL_TEXT,	/* after a colon: the text begins there */
	TAIL_TARGET,	/* after a colon or a space, or in brackets */
	TAIL_CODE,	/* the code of a standard answer, at once or after any of these */
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
	{ "所管外", WORD_NOT_OURS, TAIL_TARGET }, { "移管", WORD_PASS_ON, TAIL_TARGET },
	{ "担当外", WORD_NOT_OURS, TAIL_TARGET }, { "管轄外", WORD_NOT_OURS, TAIL_TARGET },
	{ "回付", WORD_PASS_ON, TAIL_TARGET }, { "回付先", WORD_PASS_ON, TAIL_TARGET },
	{ "pass on", WORD_PASS_ON, TAIL_TARGET }, { "pass on to", WORD_PASS_ON, TAIL_TARGET },
	{ "forward to", WORD_PASS_ON, TAIL_TARGET }, { "transfer to", WORD_PASS_ON, TAIL_TARGET },
	{ "transfer", WORD_PASS_ON, TAIL_TARGET }, { "not ours", WORD_NOT_OURS, TAIL_TARGET },
	{ "this is not ours", WORD_NOT_OURS, TAIL_TARGET },
	{ "not our department", WORD_NOT_OURS, TAIL_TARGET },
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
	{ "rejected", WORD_RETURN, TAIL_TEXT },
	{ "照会", WORD_ASK, TAIL_TEXT }, { "質問", WORD_ASK, TAIL_TEXT },
	{ "確認依頼", WORD_ASK, TAIL_TEXT }, { "ask", WORD_ASK, TAIL_TEXT },
	{ "question", WORD_ASK, TAIL_TEXT }, { "開示", WORD_DISCLOSE, TAIL_TEXT },
	{ "個人情報開示", WORD_DISCLOSE, TAIL_TEXT }, { "個人情報の開示", WORD_DISCLOSE, TAIL_TEXT },
	{ "個人情報を開示", WORD_DISCLOSE, TAIL_TEXT },
	{ "開示希望", WORD_DISCLOSE, TAIL_TEXT }, { "開示を希望", WORD_DISCLOSE, TAIL_TEXT },
	{ "開示請求", WORD_DISCLOSE, TAIL_TEXT }, { "開示依頼", WORD_DISCLOSE, TAIL_TEXT },
	{ "disclose", WORD_DISCLOSE, TAIL_TEXT }, { "disclosure", WORD_DISCLOSE, TAIL_TEXT },
	{ "処理対象外", WORD_DISMISS, TAIL_TARGET }, { "対象外", WORD_DISMISS, TAIL_TARGET },
	{ "処理しない", WORD_DISMISS, TAIL_TARGET }, { "処理しません", WORD_DISMISS, TAIL_TARGET },
	{ "dismiss", WORD_DISMISS, TAIL_TARGET }, { "dismissed", WORD_DISMISS, TAIL_TARGET },
	{ "回答コード", WORD_CODE, TAIL_CODE }, { "定型回答", WORD_CODE, TAIL_CODE },
	{ "定型回答コード", WORD_CODE, TAIL_CODE }, { "answer code", WORD_CODE, TAIL_CODE },
	{ "訂正", WORD_CORRECT, TAIL_TEXT }, { "訂正回答", WORD_CORRECT, TAIL_TEXT },
	{ "回答の訂正", WORD_CORRECT, TAIL_TEXT }, { "回答訂正", WORD_CORRECT, TAIL_TEXT },
	{ "correction", WORD_CORRECT, TAIL_TEXT }, { "corrected answer", WORD_CORRECT, TAIL_TEXT },
	{ "一括回答", WORD_ALL, TAIL_TEXT }, { "一括して回答", WORD_ALL, TAIL_TEXT },
	{ "まとめて回答", WORD_ALL, TAIL_TEXT }, { "一括", WORD_ALL, TAIL_TEXT },
	{ "answer all", WORD_ALL, TAIL_TEXT }, { "answer to all", WORD_ALL, TAIL_TEXT },
	{ "answer for all", WORD_ALL, TAIL_TEXT }, { "同じ回答", WORD_SAME, TAIL_TEXT },
	{ "同回答", WORD_SAME, TAIL_TEXT }, { "同一回答", WORD_SAME, TAIL_TEXT },
	{ "same answer", WORD_SAME, TAIL_TEXT }, { "the same answer", WORD_SAME, TAIL_TEXT },
	{ "別件", WORD_SEPARATE, TAIL_TARGET }, { "別の件", WORD_SEPARATE, TAIL_TARGET },
	{ "separate", WORD_SEPARATE, TAIL_TARGET }, { "separate matter", WORD_SEPARATE, TAIL_TARGET },
	{ "停止", WORD_STOP, TAIL_TEXT }, { "止める", WORD_STOP, TAIL_TEXT },
	{ "送信停止", WORD_STOP, TAIL_TEXT }, { "送信を停止", WORD_STOP, TAIL_TEXT },
	{ "止めてください", WORD_STOP, TAIL_TEXT }, { "取消", WORD_STOP, TAIL_TEXT },
	{ "取消し", WORD_STOP, TAIL_TEXT }, { "取り消し", WORD_STOP, TAIL_TEXT },
	{ "取下げ", WORD_STOP, TAIL_TEXT }, { "取り下げ", WORD_STOP, TAIL_TEXT },
	{ "取下げます", WORD_STOP, TAIL_TEXT }, { "取り下げます", WORD_STOP, TAIL_TEXT },
	{ "withdraw", WORD_STOP, TAIL_TEXT }, { "i withdraw", WORD_STOP, TAIL_TEXT },
	{ "stop", WORD_STOP, TAIL_TEXT }, { "決裁", WORD_FINE, TAIL_NOTHING },
	{ "可", WORD_FINE, TAIL_NOTHING }, { "ok", WORD_FINE, TAIL_NOTHING }
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

/* Whether something may stand behind the word, which ended so. */
static bool
has_tail(enum tail tail, bool colon, bool closed, bool spaced)
{
	switch (tail) {
	case TAIL_TEXT:
		return colon || closed;
	case TAIL_TARGET:
		return colon || spaced;
	case TAIL_CODE:
		return true;
	case TAIL_NOTHING:
		break;
	}
	return false;
}

/* Whether a word that is ended like that, politeness and stop, is a sentence of its own, and what follows a
 * remark. Of those that go to nobody outside only. */
static bool
is_sentence(enum word word, const char *end, size_t len)
{
	static const char *const asking[] = { "願", "ください", "希望", NULL };

	if (!piece_has(end, len, "。") && !piece_has(end, len, "!"))
		return false;
	return word == WORD_RETURN || word == WORD_STOP || word == WORD_NO_ANSWER || word == WORD_NOT_OURS ||
	    (word == WORD_DISCLOSE && piece_has_any(end, len, asking));
}

enum word
words_of_line(const char *line, size_t len, const char **rest_out)
{
	const struct saying *s = NULL;
	size_t at = skip(line, len < 60 ? len : 60, openers), n, closed, ended, polite_at;
	bool spaced, colon, headed;

	*rest_out = line + len;
	n = saying_at(line + at, len - at, &s);
	if (n == 0)
		return WORD_NONE;
	at += n;
	closed = skip(line + at, len - at, closers);
	headed = piece_has(line + at, closed, "】") || piece_has(line + at, closed, "］") ||
	    piece_has(line + at, closed, "〕");
	at += closed;
	polite_at = at;
	at += any_of(line + at, len - at, polite);
	ended = at + skip(line + at, len - at, stops);
	if (ended != at && ended != len && is_sentence(s->word, line + polite_at, ended - polite_at)) {
		*rest_out = line + ended + skip(line + ended, len - ended, spaces);
		return s->word;
	}
	n = skip(line + at, len - at, spaces);
	spaced = n != 0;
	at += n;
	ended = at + skip(line + at, len - at, stops);
	if (ended == len)
		return s->word;
	n = any_of(line + at, len - at, colons);
	colon = n != 0;
	at += n;
	if (s->tail == TAIL_TARGET && text_match_folded(line + at, len - at, "(") != 0)
		spaced = true;
	if (!has_tail(s->tail, colon, closed != 0, spaced || headed) && !(colon && at == len))
		return WORD_NONE;
	at += skip(line + at, len - at, spaces);
	if (s->tail == TAIL_CODE && at != len && words_code(line + at, len - at) == 0)
		return WORD_NONE;
	*rest_out = line + at;
	return s->word;
}

/* What we ourselves write behind a word: (回答・経過・移送), (answer, progress, pass on). */
static bool
is_hint(const char *p, size_t len)
{
	static const char *const separators[] = { "・", "/", "、", ",", "|", NULL };
	size_t at = skip(p, len, spaces);

	if (text_match_folded(p + at, len - at, "(") == 0)
		return false;
	for (; at < len; at++)
		if (any_of(p + at, len - at, separators) != 0)
			return true;
	return false;
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
	if (s->tail == TAIL_CODE)
		n += words_code(value + at, len - at);
	if (at != len && n == 0)
		return WORD_NONE;
	if (!is_hint(value + at, len - at))
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

/* Departments are named after what they are: 道路課, 中央図書館, Parks Division. */
bool
words_department(const char *words, size_t len)
{
	static const char *const japanese[] = { "課", "部", "室", "係", "局", "センター", "署", "館", "事務所",
	    "保健所", "委員会", NULL };
	size_t spaces_in = 0;

	static const char *const behind[] = { ")", "）", "】", "」", ".", " ", "です", "あて", "宛", "へ", NULL };

	for (size_t i = 0; behind[i] != NULL;) {
		size_t n = strlen(behind[i]);
		bool ends = len > n && memcmp(words + len - n, behind[i], n) == 0;

		len -= ends ? n : 0;
		i = ends ? 0 : i + 1;
	}
	if (piece_ends_with_any(words, len, japanese))
		return !piece_has(words, len, "。") && !piece_has(words, len, "、");
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)words[i] >= 0x80)
			return false;
		spaces_in += words[i] == ' ';
	}
	return len != 0 && spaces_in <= 2;
}

bool
words_not_ours_sentence(const char *line, size_t len)
{
	static const char *const ends[] = {
		"所管ではありません", "所管ではございません", "所管ではないです", "所管でありません", "所管外です", "所管外となります",
		"所管外になります", "所管外でした", "所管していません", "所管しておりません", "担当ではありません", "担当ではございません",
		"担当外です", "担当外となります", "担当しておりません", "担当していません", "管轄外です", "管轄ではありません",
		"所管事務ではありません", "所管業務ではありません", "not ours", "not our responsibility",
		"not our department", NULL
	};

	while (len >= 3 && memcmp(line + len - 3, "。", 3) == 0)
		len -= 3;
	while (len > 0 && (line[len - 1] == '.' || text_is_space(line[len - 1])))
		len--;
	return len <= 120 && piece_ends_with_any(line, len, ends) && !piece_has(line, len, "。");
}

size_t
words_code(const char *p, size_t len)
{
	size_t at = 0, n;
	bool digit = false;

	while (at < len) {
		uint32_t code;

		n = text_decode((const unsigned char *)p + at, (const unsigned char *)p + len, &code);
		code = text_fold_code(code);
		if (n == 0 || code >= 0x80 || !(text_is_digit((char)code) || code == '-' || code == '_' ||
		    (code >= 'a' && code <= 'z')))
			break;
		digit |= text_is_digit((char)code);
		at += n;
	}
	return digit && at <= 48 ? at : 0;
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
		"処理対象外", "回答コード", "所管外", "所管では", "担当では", "担当外", "移送", "転送", "回送", "回付", "後日", "追って", "確認中", "調査中",
		"検討中", "確認します", "確認いたします", "お待ち", "承知", "了解", "受領", "拝受", "受け取りました", "回答不要", "対応不要",
		"承認", "差戻", "差し戻", "赤字で", "赤字に", "青字で", "朱書きで", "インライン", "本文中に", "in red", "inline",
		"not ours", "not our", "forward", "pass on", "later",
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
