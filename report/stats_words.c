/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_words - what the statistics say, in the office's language. */
#include "report/stats_words.h"

#include <string.h>

static const char *const words[WORDS][2] = {
	[WORD_LANG] = { "ja", "en" },
	[WORD_TITLE] = { "ご意見の統計", "Statistics of opinions" },
	[WORD_PUBLIC] = { "公表用", "for publication" },
	[WORD_PERIOD] = { "対象期間", "Period" },
	[WORD_MADE] = { "作成", "Made" },
	[WORD_RUNNING] = { "（期間の途中）", " (not over yet)" },
	[WORD_SOURCE] = { "数え方", "Counted by" },
	[WORD_SUMMARY] = { "あらまし", "Summary" },
	[WORD_CHANNEL_PURPOSE] = { "受付方法別・目的別の受付件数", "Received, by channel and purpose" },
	[WORD_DEPARTMENT_PURPOSE] = { "担当課別・目的別の受付件数", "Received, by department and purpose" },
	[WORD_DEPARTMENT_TIME] = { "担当課別・時期別の受付件数", "Received, by department and time" },
	[WORD_DAYS_PURPOSE] = { "目的別の回答までの日数", "Days to answer, by purpose" },
	[WORD_DAYS_DEPARTMENT] = { "担当課別の回答までの日数", "Days to answer, by department" },
	[WORD_DAYS_CHANNEL] = { "受付方法別の回答までの日数", "Days to answer, by channel" },
	[WORD_COURSE] = { "受付・回答・未回答の移りかわり", "Received, answered and open over time" },
	[WORD_REASONS] = { "対応しなかったもの（理由別）", "Not processed, by reason" },
	[WORD_WAYS] = { "回答の方法", "How answers went out" },
	[WORD_LETTERS] = { "件数と人数", "Letters and people" },
	[WORD_OPEN_NOW] = { "作成時点の未回答（担当課別）", "Open when this was made, by department" },
	[WORD_ALL] = { "すべての組み合わせ", "All combinations" },
	[WORD_METHOD] = { "数え方と言葉の意味", "How it was counted" },
	[WORD_ITEM] = { "項目", "Item" },
	[WORD_THIS] = { "今期", "This period" },
	[WORD_BEFORE] = { "前年同期", "Year before" },
	[WORD_CHANGE] = { "増減", "Change" },
	[WORD_TOTAL] = { "合計", "Total" },
	[WORD_COUNT] = { "件数", "Number" },
	[WORD_SHARE] = { "割合", "Share" },
	[WORD_CHANNEL] = { "受付方法", "Channel" },
	[WORD_PURPOSE] = { "目的", "Purpose" },
	[WORD_DEPARTMENT] = { "担当課", "Department" },
	[WORD_RECEIVED] = { "受付件数", "Received" },
	[WORD_ANSWERED] = { "回答件数", "Answered" },
	[WORD_MEDIAN] = { "日数の中央値（開庁日）", "Median (open days)" },
	[WORD_NINETIETH] = { "9割が回答された日数", "90 % within (open days)" },
	[WORD_IN_TIME] = { "期限内の割合", "In time" },
	[WORD_UNKNOWN_DAYS] = { "日数不明", "Days not known" },
	[WORD_AGAIN] = { "再び未回答となった件数", "Open again" },
	[WORD_ENDED] = { "終えた件数", "Ended" },
	[WORD_OPEN_END] = { "期末の未回答", "Open at the end" },
	[WORD_REASON] = { "理由", "Reason" },
	[WORD_WAY] = { "方法", "Way" },
	[WORD_LATE] = { "期限超過", "Late" },
	[WORD_UNDATED] = { "期限なし", "No due day" },
	[WORD_OLDEST] = { "最も古い受付日", "Oldest, received" },
	[WORD_NOT_PROCESSED] = { "対応しなかった件数", "Not processed" },
	[WORD_FOLLOW_UPS] = { "続きのご意見", "Follow-ups" },
	[WORD_CORRECTIONS] = { "回答の訂正・追加", "Corrections and further answers" },
	[WORD_NO_ANSWER] = { "回答不要として終えた件数", "Closed, no answer needed" },
	[WORD_CAME_BACK] = { "届かずに戻った回答", "Answers that came back" },
	[WORD_ERASED] = { "受付件数のうち消去済み", "Of those received, erased since" },
	[WORD_WITH_SENDER] = { "メールアドレスのある件数", "With a mail address" },
	[WORD_PERSONS] = { "その差出人の数", "Different senders of these" },
	[WORD_OPEN_BEFORE] = { "期首の未回答", "Open at the beginning" },
	[WORD_NOT_ROUTED] = { "（未配付）", "(not routed yet)" },
	[WORD_OTHER] = { "不明", "not known" },
	[WORD_NOTE_ROUND] = { "割合は小数第2位を四捨五入したもので、合計が100%にならないことがあります。",
	    "Shares are rounded half up to one decimal and need not add up to 100 %." },
	[WORD_NOTE_SMALL] = { "「x」は、%lld件に満たない数と、そこから計算できてしまう数を伏せたものです。0件は「0」とします。「…」は値のないものです。",
	    "x: numbers below %lld, and others from which these could be computed, are not told; 0 is told. …: there is no such value." },
	[WORD_NOTE_UNKNOWN] = { "休日の登録がない年にかかるもの%lld件は、日数が分からないため、中央値などに含みません。",
	    "The days of %lld are not known, because the holidays of their years are not loaded; they are in no median." },
	[WORD_NOTE_DAYS] = { "日数は開庁日で数えます。受付の日（一度も回答しないうちに再開したものは再開の日）を0日とし、差出人に照会していた日は数えません。"
	    "中央値は小さい順の真ん中の値（偶数のときは真ん中の二つの平均）、「9割が回答された日数」は全体の9割以上がその日数以内となる最小の日数です。"
	    "「期限内」は、回答の時点の期限までに回答したものの割合です（期限の記録のないものを除きます）。",
	    "Days are open days. The day of receipt (or of being opened again before the first answer) is day zero; days on which the "
	    "sender was asked back do not count. The median is the middle value, of an even number the mean of the two in the middle; "
	    "the 90th percentile is the smallest value that at least nine tenths do not exceed. In time is the share answered by the due "
	    "day as it stood then, of those whose due day is known." },
	[WORD_NOTE_MOMENTS] = { "受付件数は受け付けた日で、回答件数は最初の回答が出た日（届かずに戻ったものを除きます）で数えます。目的と担当課は、作成時点のものです。",
	    "Received is counted by the day of receipt, answered by the day on which the first answer left that did not come back. Purpose "
	    "and department are those at the time of making." },
	[WORD_NOTE_BALANCE] = { "期首の未回答＋受付件数＋再び未回答となった件数－終えた件数＝期末の未回答。",
	    "Open at the beginning + received + open again - ended = open at the end." },
	[WORD_NOTE_ERASED] = { "保存期間を過ぎて消去したものも、件数には含みます。", "What was erased since is counted all the same." },
	[WORD_NOTE_PEOPLE] = { "差出人の数は、メールアドレスの異なるものを数えます。消去したものと、メールアドレスのないものは分かりません。",
	    "Senders are told apart by their mail addresses; those without one, and those that were erased, are not known." },
	[WORD_NOTE_NOW] = { "この表だけは、対象期間ではなく作成時点のものです。", "This table alone is of the time of making and not of the period." },
	[WORD_NOTE_RUNNING] = { "期間の途中で作成したため、前年同期は同じ長さではありません。",
	    "The period is not over: that of the year before is longer." },
	[WORD_SQL] = { "集計に使ったSQL", "The SQL of all figures" },
	[WORD_CHART_MONTHS] = { "受付件数（今期と前年同期）", "Received, this period and the year before" },
	[WORD_CHART_OPEN] = { "期末の未回答", "Open at the end" },
	[WORD_CHART_PURPOSES] = { "目的別の受付件数", "Received, by purpose" },
	[WORD_CHART_DAYS] = { "担当課別の日数の中央値（開庁日）", "Median of days to answer, by department" },
	[WORD_CONTENTS] = { "目次", "Contents" },
	[WORD_SKIP] = { "本文へ", "Skip to the content" },
	[WORD_MAIL] = { "メール", "Mail" },
	[WORD_LETTER] = { "郵便", "Letter" },
	[WORD_PAGE] = { "ホームページ", "Web page" },
	[WORD_DATE] = { "時期", "Time" },
	[WORD_CHART_DESC] = { "数字は、このグラフに続く表にあります。", "The numbers are in the table that follows." },
	[WORD_CAMPAIGNS] = { "同じ内容の手紙の種類", "Campaigns (the same letter from many)" },
	[WORD_CAMPAIGN_LETTERS] = { "同じ内容の手紙の件数", "Letters of campaigns" },
	[WORD_CAMPAIGN_PEOPLE] = { "同じ内容の手紙の人数", "People of campaigns" },
	[WORD_MATTERS] = { "同じ内容の手紙をまとめて1件とした件数", "Matters (each campaign as one)" },
	[WORD_CAMPAIGN_LIST] = { "同じ内容の手紙（種類別）", "Campaigns (the same letter from many)" },
	[WORD_FIRST_NUMBER] = { "最初のご意見の番号", "Number of the first" },
	[WORD_LETTERS_OF] = { "件数", "Letters" },
	[WORD_PEOPLE_OF] = { "人数", "People" },
	[WORD_STATE] = { "状態", "State" },
	[WORD_STATE_OPEN] = { "未回答あり", "open" },
	[WORD_STATE_ENDED] = { "終了", "ended" },
	[WORD_SMALLER] = { "そのほか", "Others" },
	[WORD_NOTE_CAMPAIGNS] = { "同じ内容の手紙は、期間中に受け付けたものを、件数・人数・まとめて1件の三通りで数えます。人数は、同じ方の2通目からを"
	    "除いた件数です（消去しても変わりません）。差出人の分からないものは、1通を1人とします。",
	    "Campaigns are counted by their letters of the period: as letters, as people and as one matter each. People are letters without "
	    "further ones of the same person, which stays so when they are erased; a letter whose sender is not known counts as one "
	    "person." },
	[WORD_NOTE_CAMPAIGN_LIST] = { "全期間で%lld通に満たないものは「そのほか」に含めます。状態は、作成時点のものです。",
	    "Others are those with fewer than %lld letters in all. State is that at the time of making." },
	[WORD_NOTE_CAMPAIGN_PUBLIC] = { "期間中に%lld通に満たないものは「そのほか」に含めます。「x」は、伏せた数です。",
	    "Others are those with fewer than %lld letters in the period. x: not told." },
	[WORD_NOTHING] = { "この期間には、ありません。", "There is none in this period." },
};

static const char *const channels[][3] = {
	{ "mail", "メール", "Mail" }, { "web", "ホームページ", "Web form" }, { "phone", "電話", "Telephone" },
	{ "counter", "窓口", "Counter" }, { "letter", "手紙", "Letter" }, { "postcard", "はがき", "Postcard" },
	{ "fax", "ファクス", "Fax" }, { "box", "投書箱", "Suggestion box" }, { "other", "その他", "Other" },
};

const char *
stats_word(enum language language, enum word word)
{
	return words[word][language == LANGUAGE_EN];
}

const char *
stats_channel(enum language language, const char *code)
{
	for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++)
		if (strcmp(channels[i][0], code) == 0)
			return channels[i][language == LANGUAGE_EN ? 2 : 1];
	return code;
}
