/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_words - what the registers and the desk's page call states and the like, in the office's language. */
#include "report/book_words.h"

#include <string.h>

struct word_pair {
	const char *code, *ja, *en;
};

static const char *
look_up(const struct word_pair *pairs, size_t count, enum language language, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(pairs[i].code, code) == 0)
			return language == LANGUAGE_EN ? pairs[i].en : pairs[i].ja;
	return code;
}

#define LOOK_UP(pairs, language, code) look_up(pairs, sizeof (pairs) / sizeof (pairs)[0], language, code)

const char *
word_of_state(enum language language, enum state state)
{
	static const struct word_pair pairs[] = {
		{ "received", "受付", "received" }, { "requested", "担当課で対応中", "with a department" },
		{ "asked", "照会中", "asked back" }, { "drafted", "承認待ち", "waits for approval" },
		{ "released", "発送待ち", "waits to leave" }, { "printed", "印刷済み", "printed" },
		{ "posted", "発送済み", "posted" }, { "sent", "送信済み", "sent" }, { "delivered", "回答済み", "answered" },
		{ "undeliverable", "届かず", "did not arrive" }, { "closed", "終了", "closed" }, { "erased", "消去済み", "erased" },
	};

	return LOOK_UP(pairs, language, state_name(state));
}

const char *
word_of_letter(enum language language, const char *code)
{
	static const struct word_pair pairs[] = {
		{ "printed", "印刷（差出し前）", "printed, not posted" }, { "posted", "差出し", "posted" },
		{ "kept", "差出し取りやめ", "not posted after all" }, { "returned", "返戻", "came back" },
	};

	return LOOK_UP(pairs, language, code);
}

const char *
word_of_erasure(enum language language, const char *code)
{
	static const struct word_pair pairs[] = {
		{ "proposed", "承認待ち", "proposed" }, { "released", "消去待ち", "released" }, { "erased", "消去（確認前）", "erased" },
		{ "reported", "消去・報告済み", "erased and reported" }, { "withdrawn", "取下げ", "withdrawn" },
	};

	return LOOK_UP(pairs, language, code);
}

const char *
word_of_medium(enum language language, const char *code)
{
	static const struct word_pair pairs[] = {
		{ "", "持出し中", "out" }, { "returned", "返却", "came back" }, { "destroyed", "廃棄", "destroyed" },
		{ "void", "作成中止", "never finished" },
	};

	return LOOK_UP(pairs, language, code);
}

const char *
word_of_mail(enum language language, const char *kind)
{
	static const struct word_pair pairs[] = {
		{ "answer", "回答", "answers" }, { "receipt", "受付確認", "receipts" }, { "question", "照会", "questions" },
		{ "not-processed", "対応しない旨の通知", "not processed" }, { "page-link", "閲覧用リンク", "links to the page" },
	};

	return LOOK_UP(pairs, language, kind);
}

const char *
word_of_way(enum language language, const char *way)
{
	static const struct word_pair pairs[] = {
		{ "mail", "メール", "mail" }, { "letter", "郵便", "letter" }, { "page", "ホームページ", "web page" },
	};

	return LOOK_UP(pairs, language, way);
}

const char *
word_of_trouble(enum language language, enum trouble_kind kind)
{
	static const char *const words[TROUBLE_KINDS][2] = {
		[TROUBLE_SCANNER_AWAY] = { "ウイルス検査のプログラムが働かず、届いたものが登録を待っています",
		    "the virus scanner does not work, and what comes in waits" },
		[TROUBLE_SCANNER_OLD] = { "ウイルス検査の定義が古く、届いたものが登録を待っています",
		    "the virus scanner's patterns are old, and what comes in waits" },
		[TROUBLE_SCANNER_UNABLE] = { "ウイルス検査のできないものが、登録を待っています", "something cannot be scanned for viruses, and waits" },
		[TROUBLE_LATE_WORKS] = { "プログラムが、決められた時間を過ぎても終わりません", "a program does not come to its end" },
		[TROUBLE_LATE_GONE] = { "プログラムが、途中で止まっています", "a program was ended before its end" },
		[TROUBLE_BOOKS] = { "帳簿の合計が、登録簿の件数と食い違っています", "the totals of a register of the office are not the database's" },
	};

	return words[kind][language == LANGUAGE_EN];
}

const char *
name_of_purpose(const struct settings *s, const char *code)
{
	const struct purpose *p = settings_purpose(s, code);

	return p != NULL ? p->name : code;
}

const char *
name_of_department(const struct settings *s, const char *code)
{
	const struct department *d = settings_department(s, code);

	return d != NULL ? d->name : code;
}

const char *
name_of_reason(const struct settings *s, const char *code)
{
	const struct reason *r = settings_reason(s, code);

	return r != NULL ? r->name : code;
}
