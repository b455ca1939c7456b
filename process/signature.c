/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signature - the lines with which a mail program or a habit ends a text. */
#include "process/signature.h"

#include <string.h>

#include "process/furniture.h"
#include "process/piece.h"

enum {
	SIGNATURE_LINES = 14,
	LINE_OCTETS = 200		/* a longer line is text */
};

static bool
is_device(const struct line *line)
{
	static const char *const devices[] = {
		"iphone", "ipad", "android", "スマ", "携帯", "xperia", "galaxy", "aquos", "docomo",
		"ドコモ", "softbank", "windows", "outlook", "gmail", "yahoo", "メール", "mac", "らくらく",
		"pixel", "arrows", "au", "mobile", "モバイル", NULL
	};
	static const char *const ends[] = { "から送信", "から送信されました", "から送信。", "から送信しています", "から送信されました。",
	    "から送信しました", "から送信しました。", "から送信しています。", "を入手",
	    "を入手する", NULL };
	char squeezed[120];
	size_t len;

	if (line->folded_len > 110)
		return false;
	len = line_squeeze(line, squeezed, sizeof squeezed);
	if (piece_starts(squeezed, len, "sentfrom") || piece_starts(squeezed, len, "getoutlookfor"))
		return true;
	return piece_ends_with_any(squeezed, len, ends) && piece_has_any(squeezed, len, devices);
}

static bool
is_signature_mark(const struct line *line)
{
	return line->folded_len == 2 && memcmp(line->folded, "--", 2) == 0;
}

/* Lines behind a rule that are somebody's name, office and numbers, and not a part of the text. */
static bool
is_contact(const struct lines *lines, size_t first, size_t end)
{
	static const char *const signs[] = {
		"@", "tel", "fax", "電話", "内線", "〒", "http://", "https://", "直通", "メール", "mail", NULL
	};
	static const char *const text[] = { "。", "問い合わせ", "問合せ", "問合わせ", "連絡先", "ご覧", "参照", "ください",
	    "下さい", NULL };
	bool found = false;
	size_t count = 0;

	for (size_t i = first; i < end; i++) {
		const struct line *line = &lines->item[i];

		if (line->folded_len > LINE_OCTETS || piece_has_any(line->folded, line->folded_len,
		    text))
			return false;
		found |= piece_has_any(line->folded, line->folded_len, signs);
		count += !line_is_blank(line);
	}
	return found && count >= 2;
}

static size_t
last_line(const struct lines *lines, size_t first, size_t end)
{
	bool device = false;

	while (end > first && (line_is_blank(&lines->item[end - 1]) || is_device(&lines->item[end - 1]) ||
	    (device && is_signature_mark(&lines->item[end - 1])))) {
		device |= !line_is_blank(&lines->item[end - 1]);
		end--;
	}
	return end;
}

size_t
signature_find(const struct lines *lines, size_t first, size_t end)
{
	size_t bottom = last_line(lines, first, end), found = bottom;
	size_t lowest = bottom > first + SIGNATURE_LINES ? bottom - SIGNATURE_LINES : first;

	for (size_t i = bottom; i-- > lowest;) {
		/* Behind "-- " anything may stand but sentences. */
		if (piece_has(lines->item[i].folded, lines->item[i].folded_len, "。"))
			break;
		if (is_signature_mark(&lines->item[i]) ||
		    (furniture_rule(&lines->item[i]) && is_contact(lines, i + 1, bottom)))
			found = i;
	}
	return found < bottom ? last_line(lines, first, found) : bottom;
}
