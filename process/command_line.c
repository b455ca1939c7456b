/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_line - one line of a command: its word, and the numbers on it. */
#include "process/command_line.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/words.h"

enum { BEFORE_MAX = 120 };

/* Folded. Of words that begin alike the longest counts. */
static const struct {
	const char *word;
	enum command_word command;
} words[] = {
	{ "入力", COMMAND_ENTER }, { "意見入力", COMMAND_ENTER }, { "意見の入力", COMMAND_ENTER },
	{ "新規入力", COMMAND_ENTER }, { "登録", COMMAND_ENTER }, { "意見登録", COMMAND_ENTER },
	{ "意見の登録", COMMAND_ENTER }, { "新規登録", COMMAND_ENTER }, { "新規", COMMAND_ENTER },
	{ "enter", COMMAND_ENTER }, { "entry", COMMAND_ENTER }, { "register", COMMAND_ENTER },
	{ "照会", COMMAND_LOOK_UP }, { "状況照会", COMMAND_LOOK_UP }, { "状況", COMMAND_LOOK_UP },
	{ "状況確認", COMMAND_LOOK_UP }, { "処理状況", COMMAND_LOOK_UP }, { "検索", COMMAND_LOOK_UP },
	{ "look up", COMMAND_LOOK_UP }, { "lookup", COMMAND_LOOK_UP }, { "look-up", COMMAND_LOOK_UP },
	{ "status", COMMAND_LOOK_UP }, { "find", COMMAND_LOOK_UP },
	{ "内容", COMMAND_READ }, { "内容照会", COMMAND_READ }, { "内容確認", COMMAND_READ },
	{ "閲覧", COMMAND_READ }, { "本文", COMMAND_READ }, { "read", COMMAND_READ }, { "show", COMMAND_READ },
	{ "一覧", COMMAND_LIST }, { "未処理一覧", COMMAND_LIST }, { "未回答一覧", COMMAND_LIST },
	{ "一覧表", COMMAND_LIST }, { "リスト", COMMAND_LIST }, { "list", COMMAND_LIST },
	{ "再依頼", COMMAND_REISSUE }, { "再送", COMMAND_REISSUE }, { "再送信", COMMAND_REISSUE },
	{ "再発行", COMMAND_REISSUE }, { "依頼再送", COMMAND_REISSUE }, { "依頼の再送", COMMAND_REISSUE },
	{ "reissue", COMMAND_REISSUE }, { "resend", COMMAND_REISSUE }, { "send again", COMMAND_REISSUE },
	{ "訂正", COMMAND_CORRECT }, { "修正", COMMAND_CORRECT }, { "変更", COMMAND_CORRECT },
	{ "correct", COMMAND_CORRECT }, { "correction", COMMAND_CORRECT }, { "change", COMMAND_CORRECT },
	{ "経過", COMMAND_NOTE }, { "途中経過", COMMAND_NOTE }, { "経過記録", COMMAND_NOTE },
	{ "経過報告", COMMAND_NOTE }, { "経過入力", COMMAND_NOTE }, { "メモ", COMMAND_NOTE },
	{ "note", COMMAND_NOTE }, { "progress", COMMAND_NOTE },
	{ "保護", COMMAND_PROTECT }, { "支援措置", COMMAND_PROTECT }, { "protect", COMMAND_PROTECT },
	{ "再開", COMMAND_REOPEN }, { "処理再開", COMMAND_REOPEN }, { "処理の再開", COMMAND_REOPEN },
	{ "reopen", COMMAND_REOPEN },
	{ "郵送", COMMAND_POST }, { "再送付", COMMAND_POST }, { "回答再送", COMMAND_POST }, { "回答の再送", COMMAND_POST },
	{ "post", COMMAND_POST }, { "post again", COMMAND_POST },
	{ "ヘルプ", COMMAND_HELP }, { "使い方", COMMAND_HELP }, { "操作方法", COMMAND_HELP },
	{ "書式", COMMAND_HELP }, { "help", COMMAND_HELP }, { "?", COMMAND_HELP },
};

static const char *const openers[] = { " ", "\t", "■", "□", "●", "○", "◆", "◇", "・", "*", "【", "[", "〔", "「",
	"(", "<", "『", "please ", NULL };
static const char *const closers[] = { "】", "]", "〕", "」", ")", ">", "』", "*", NULL };
static const char *const polite[] = { "します", "いたします", "致します", "する", "して", "を", "お願いします",
	"お願いいたします", "お願い致します", "願います", "ください", "下さい", "をお願い", "依頼", "希望", "です", "を求めます", "on",
	"for", NULL };
static const char *const particles[] = { "の", "を", "は", "に", "について", "につきまして", "件", "分", "、", ",", " ",
	"\t", ":", "。", "が", "と", "・", "/", ")", "】", "]", "」", NULL };
static const char *const ends[] = { " ", "\t", ":", "。", ".", "!", "、", ",", "(", "→", "/", "[", "【", "「", "#", "№",
	"受付番号", "番号", "no", "=", NULL };
static const char *const gaps[] = { " ", "\t", ":", "。", ".", "!", "、", ",", "→", "/", "=", NULL };

static size_t
any_of(const char *p, size_t len, const char *const *list)
{
	size_t longest = 0;

	for (; *list != NULL; list++) {
		size_t n = text_match_folded(p, len, *list);

		if (n > longest)
			longest = n;
	}
	return longest;
}

static size_t
skip(const char *p, size_t len, const char *const *list)
{
	size_t at = 0, n;

	while (at < len && (n = any_of(p + at, len - at, list)) != 0)
		at += n;
	return at;
}

static bool
begins_with_digit(const char *p, size_t len)
{
	uint32_t code;

	if (len == 0 || text_decode((const unsigned char *)p, (const unsigned char *)p + len, &code) == 0)
		return false;
	code = text_fold_code(code);
	return code >= '0' && code <= '9';
}

/* The word that stands at p by itself, with what politeness puts behind it; its octets, 0 when there is none. */
static size_t
word_at(const char *p, size_t len, enum command_word *out)
{
	size_t longest = 0;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		size_t n = text_match_folded(p, len, words[i].word);

		if (n > longest) {
			longest = n;
			*out = words[i].command;
		}
	}
	if (longest == 0)
		return 0;
	longest += skip(p + longest, len - longest, closers);
	longest += skip(p + longest, len - longest, polite);
	if (longest != len && any_of(p + longest, len - longest, ends) == 0 &&
	    !begins_with_digit(p + longest, len - longest))
		return 0;
	return longest;
}

/* 道路課の一覧 */
static bool
read_list_behind(const char *line, size_t len, struct command_line *out)
{
	if (len > BEFORE_MAX)
		return false;
	for (size_t at = 1; at < len; at++) {
		enum command_word word = COMMAND_NONE;
		size_t n = (line[at] & 0xc0) != 0x80 ? word_at(line + at, len - at, &word) : 0, before = at;

		if (n == 0 || word != COMMAND_LIST || at + n + skip(line + at + n, len - at - n, gaps) != len)
			continue;
		while (before > 0 && text_is_space(line[before - 1]))
			before--;
		if (before >= 3 && memcmp(line + before - 3, "の", 3) == 0)
			before -= 3;
		if (!words_department(line, before))
			return false;
		*out = (struct command_line){ COMMAND_LIST, len, line, before };
		return true;
	}
	return false;
}

/* 2026-000123-7の照会をお願いします */
static bool
read_behind_numbers(const char *line, size_t len, struct command_line *out)
{
	void *ctx = must(talloc_new(NULL));
	size_t at = command_number_first(line, len), n;
	struct command_number number;
	bool found = false;

	while (at < len && (n = command_number_at(ctx, line + at, len - at, &number)) != 0) {
		at += n;
		at += skip(line + at, len - at, particles);
		n = word_at(line + at, len - at, &out->word);
		found = n != 0;
		out->rest = at + n;
	}
	talloc_free(ctx);
	return found;
}

struct command_line
command_line_read(const char *line, size_t len)
{
	struct command_line c = { .word = COMMAND_NONE, .rest = len, .before = "" };
	size_t at = skip(line, len, openers), n = word_at(line + at, len - at, &c.word);

	if (n != 0)
		c.rest = at + n;
	else if (!read_list_behind(line + at, len - at, &c) && !read_behind_numbers(line, len, &c))
		c.word = COMMAND_NONE;
	else if (c.word == COMMAND_LIST && c.before[0] != 0)
		c.rest = len;
	c.rest += skip(line + c.rest, len - c.rest, gaps);
	return c;
}
