/* SPDX-License-Identifier: GPL-3.0-or-later */
/* consent - an approval that says more than its word. */
#include "process/consent.h"

#include <string.h>

#include "config/text.h"
#include "process/piece.h"

enum { NAME_CHARACTERS = 12 };

/* Behind the word only where a space, a stop or a bracket stands between. */
static const char *const gaps[] = { " ", "\t", "。", "、", ".", ",", "!", "(", ")", NULL };

static size_t
skip(const char *p, size_t len, const char *const *words)
{
	size_t at = 0;

	for (size_t i = 0; words[i] != NULL;) {
		bool starts = piece_starts(p + at, len - at, words[i]);

		at += starts ? strlen(words[i]) : 0;
		i = starts ? 0 : i + 1;
	}
	return at;
}

static size_t
skip_preamble(const char *p, size_t len)
{
	static const char *const words[] = {
		"はい", "了解しました", "了解です", "内容を確認しました", "内容確認しました", "確認しました", "確認いたしました", "内容を確認し、",
		"内容を確認の上", "内容を確認のうえ", "確認し、", "確認の上", "確認のうえ", "拝見しました", "拝見し、", "本件は", "本件、", "本件を",
		"この内容で", "この案で", "この案のとおり", "案のとおり", "原案のとおり", "原案で", "これで", "回答案を", "上記を", "上記のとおり", "、", "。",
		" ", ",", ".", NULL
	};

	return skip(p, len, words);
}

bool
consent_is_plain(const char *folded, size_t len)
{
	static const char *const thanks[] = {
		"よろしくお願いします", "よろしくお願いいたします", "よろしくお願い致します", "宜しくお願いします", "宜しくお願いいたします", "宜しくお願い致します",
		"お願いします", "お願いいたします", "ありがとうございます", "ありがとうございました", "お疲れ様です", "お疲れさまです", "以上です", "以上", "thank you", "thanks", "best regards", "regards", NULL
	};
	static const char *const doubts[] = {
		"不", "否", "未", "無", "待", "却", "止", "戻", "修正", "訂正", "直", "変更", "保留", "後", "見送", "要", "反対", "条件", "但",
		"差", "検討", "確認", "再", "除", "前", "仮", "誤", "有", "注意", "追加", "削", "期限", "明日", "以降", "延", "一部", "案", "×", "△",
		"?", NULL
	};
	static const char *const ends[] = { "中", "済", NULL };
	size_t at = skip(folded, len, gaps), characters = 0;

	for (size_t n = 1; n != 0;) {
		n = skip(folded + at, len - at, thanks);
		at += n;
		at += skip(folded + at, len - at, gaps);
	}
	while (len > at && piece_ends_with_any(folded + at, len - at, gaps))
		len -= (unsigned char)folded[len - 1] >= 0x80 ? 3 : 1;
	for (size_t i = at; i < len; i++) {
		unsigned char c = (unsigned char)folded[i], next = i + 1 < len ? (unsigned char)folded[i + 1] : 0;

		if (c < 0x80 && c != ' ' && c != '(')
			return false;
		/* Hiragana joins words to a sentence. */
		if (c == 0xe3 && (next == 0x81 || (next == 0x82 && i + 2 < len && (unsigned char)folded[i + 2] < 0xa0)))
			return false;
		characters += (c & 0xc0) != 0x80;
	}
	/* One sign is no name: 承認 中, 承認 済 */
	return len == at || (characters >= 2 && characters <= NAME_CHARACTERS &&
	    !piece_has_any(folded + at, len - at, doubts) &&
	    !piece_ends_with_any(folded + at, len - at, ends));
}

bool
consent_line(const char *folded, size_t len)
{
	static const char *const words[] = {
		"承認しました", "承認いたしました", "承認致しました", "承認いたします", "承認致します", "承認します", "承認です", "承認でお願いします",
		"承認する", "承認", NULL
	};
	size_t at = skip_preamble(folded, len);

	for (size_t i = 0; words[i] != NULL; i++) {
		if (!piece_starts(folded + at, len - at, words[i]))
			continue;
		at += strlen(words[i]);
		return at == len || (skip(folded + at, len - at, gaps) != 0 &&
		    consent_is_plain(folded + at, len - at));
	}
	return false;
}
