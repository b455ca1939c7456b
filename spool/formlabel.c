/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formlabel - the names of the header lines of spool/formtext.h. */
#include <string.h>

#include "config/text.h"
#include "spool/formtext.h"

/* Folded. Of names that begin alike the longest counts. */
static const struct name {
	const char *word;
	enum formtext_field field;
} names[] = {
	{ "氏名", FORMTEXT_NAME }, { "お名前", FORMTEXT_NAME }, { "御名前", FORMTEXT_NAME },
	{ "名前", FORMTEXT_NAME }, { "ご氏名", FORMTEXT_NAME }, { "氏 名", FORMTEXT_NAME },
	{ "name", FORMTEXT_NAME }, { "郵便番号", FORMTEXT_POSTAL_CODE }, { "〒", FORMTEXT_POSTAL_CODE },
	{ "postal code", FORMTEXT_POSTAL_CODE }, { "postal", FORMTEXT_POSTAL_CODE },
	{ "postcode", FORMTEXT_POSTAL_CODE }, { "zip", FORMTEXT_POSTAL_CODE },
	{ "住所", FORMTEXT_ADDRESS }, { "ご住所", FORMTEXT_ADDRESS }, { "御住所", FORMTEXT_ADDRESS },
	{ "住 所", FORMTEXT_ADDRESS }, { "address", FORMTEXT_ADDRESS }, { "電話番号", FORMTEXT_PHONE },
	{ "電話", FORMTEXT_PHONE }, { "電 話", FORMTEXT_PHONE }, { "お電話番号", FORMTEXT_PHONE },
	{ "tel", FORMTEXT_PHONE }, { "携帯電話", FORMTEXT_PHONE }, { "携帯", FORMTEXT_PHONE },
	{ "phone", FORMTEXT_PHONE }, { "telephone", FORMTEXT_PHONE },
	{ "phone number", FORMTEXT_PHONE }, { "メールアドレス", FORMTEXT_MAIL }, { "メール", FORMTEXT_MAIL },
	{ "eメール", FORMTEXT_MAIL }, { "mail", FORMTEXT_MAIL }, { "e-mail", FORMTEXT_MAIL },
	{ "email", FORMTEXT_MAIL }, { "mail address", FORMTEXT_MAIL }, { "fax番号", FORMTEXT_FAX },
	{ "fax", FORMTEXT_FAX }, { "ファクス", FORMTEXT_FAX }, { "ファックス", FORMTEXT_FAX },
	{ "ファクス番号", FORMTEXT_FAX }, { "fax number", FORMTEXT_FAX }, { "投稿目的", FORMTEXT_PURPOSE },
	{ "目的", FORMTEXT_PURPOSE }, { "種別", FORMTEXT_PURPOSE }, { "purpose", FORMTEXT_PURPOSE },
	{ "回答方法", FORMTEXT_REPLY }, { "回答", FORMTEXT_REPLY }, { "回答の要否", FORMTEXT_REPLY },
	{ "文字の大きさ", FORMTEXT_LARGE }, { "文字サイズ", FORMTEXT_LARGE }, { "letter size", FORMTEXT_LARGE },
	{ "受付日", FORMTEXT_RECEIVED }, { "受付年月日", FORMTEXT_RECEIVED }, { "収受日", FORMTEXT_RECEIVED },
	{ "受理日", FORMTEXT_RECEIVED }, { "date received", FORMTEXT_RECEIVED }, { "旧番号", FORMTEXT_OLD_NUMBER },
	{ "旧受付番号", FORMTEXT_OLD_NUMBER }, { "old number", FORMTEXT_OLD_NUMBER }, { "受付番号", FORMTEXT_ABOUT },
	{ "追記先", FORMTEXT_ABOUT }, { "follow-up to", FORMTEXT_ABOUT },
	{ "回答希望", FORMTEXT_REPLY }, { "reply", FORMTEXT_REPLY }, { "受付方法", FORMTEXT_CHANNEL },
	{ "受付経路", FORMTEXT_CHANNEL }, { "媒体", FORMTEXT_CHANNEL }, { "channel", FORMTEXT_CHANNEL },
	{ "件名", FORMTEXT_SUBJECT }, { "表題", FORMTEXT_SUBJECT }, { "題名", FORMTEXT_SUBJECT },
	{ "subject", FORMTEXT_SUBJECT }, { "本文", FORMTEXT_TEXT }, { "内容", FORMTEXT_TEXT },
	{ "意見", FORMTEXT_TEXT }, { "ご意見", FORMTEXT_TEXT }, { "意見内容", FORMTEXT_TEXT },
	{ "ご意見の内容", FORMTEXT_TEXT }, { "意見等の内容", FORMTEXT_TEXT }, { "text", FORMTEXT_TEXT },
	{ "opinion", FORMTEXT_TEXT }
};

/* Octets of the first of the words (folded) that text begins with. */
static size_t
any_of(const char *p, size_t len, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t n = text_match_folded(p, len, *words);

		if (n != 0)
			return n;
	}
	return 0;
}

static size_t
skip(const char *p, size_t len, const char *const *words)
{
	size_t at = 0, n;

	while ((n = any_of(p + at, len - at, words)) != 0)
		at += n;
	return at;
}

/* A remark such as （必須） of at most 30 octets. */
static size_t
remark(const char *p, size_t len)
{
	size_t at = text_match_folded(p, len, "(");

	if (at == 0)
		return 0;
	for (; at < len && at < 30; at++) {
		size_t n = text_match_folded(p + at, len - at, ")");

		if (n != 0)
			return at + n;
	}
	return 0;
}

/* What must stand behind a name: a colon, a closing bracket or both. */
static size_t
name_end(const char *p, size_t len)
{
	static const char *const spaces[] = { " ", "\t", NULL };
	static const char *const brackets[] = { "】", "]", "〕", "」", NULL };
	size_t at = skip(p, len, spaces), bracket, colon;

	at += remark(p + at, len - at);
	bracket = any_of(p + at, len - at, brackets);
	at += bracket;
	at += remark(p + at, len - at);
	at += skip(p + at, len - at, spaces);
	colon = text_match_folded(p + at, len - at, ":");
	return bracket + colon != 0 ? at + colon : 0;
}

size_t
formtext_label(const char *line, size_t len, enum formtext_field *field_out)
{
	static const char *const before[] = {
		" ", "\t", "■", "□", "●", "○", "◆", "◇", "・", "*", "-", "【", "[", "〔", "「", "※",
		NULL
	};
	size_t start = skip(line, len < 60 ? len : 60, before), found = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t n = text_match_folded(line + start, len - start, names[i].word), tail;

		if (n == 0)
			continue;
		tail = name_end(line + start + n, len - start - n);
		if (tail == 0 && strcmp(names[i].word, "〒") != 0)
			continue;
		if (n + tail > found) {
			found = n + tail;
			*field_out = names[i].field;
		}
	}
	return found != 0 ? start + found : 0;
}
