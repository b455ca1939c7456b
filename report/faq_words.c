/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_words - the words of the published questions and answers. */
#include "report/faq_words.h"

#include <string.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

static const struct {
	const char *ja, *en;
} table[FAQ_WORDS] = {
	[FAQ_TITLE] = { "よくある質問", "Questions and answers" },
	[FAQ_SEARCH] = { "ことばで探す", "Search by words" },
	[FAQ_FOUND] = { "{n}件見つかりました", "{n} found" },
	[FAQ_PURPOSES] = { "種別", "Subjects" },
	[FAQ_EASY] = { "やさしい日本語", "Easy Japanese" },
	[FAQ_OWNER] = { "担当：", "Department: " },
	[FAQ_AS_OF] = { "　確認日：", " / confirmed: " },
	[FAQ_NOTHING] = { "公開している質問はありません。", "There are none." },
	[FAQ_NUMBER] = { "番号", "number" },
	[FAQ_PURPOSE] = { "種別", "purpose" },
	[FAQ_DEPARTMENT] = { "担当", "department" },
	[FAQ_QUESTION] = { "質問", "question" },
	[FAQ_ANSWER] = { "回答", "answer" },
	[FAQ_SEARCH_WORDS] = { "ことば", "words" },
	[FAQ_CHANGED] = { "確認日", "confirmed" },
	[FAQ_UNTIL] = { "公開期限", "until" },
	[FAQ_MONTH] = { "今月の同じ質問", "asked again this month" },
	[FAQ_ALL] = { "公開後の同じ質問", "asked again" },
};

const char *
faq_words(enum language language, enum faq_word word)
{
	return language == LANGUAGE_JA ? table[word].ja : table[word].en;
}

const char *
faq_words_day(void *ctx, enum language language, int64_t utc)
{
	char *day;

	if (language != LANGUAGE_JA)
		return text_cut(ctx, clock_local(ctx, utc), strlen("2026-11-30"));
	day = clock_japanese_date(ctx, utc);
	day[strcspn(day, "(")] = 0;
	if (strstr(day, "（") != NULL)
		*strstr(day, "（") = 0;
	return day;
}
