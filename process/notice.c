/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice - what gateways, companies, virus scanners and mailing lists put above or below a mail. */
#include "process/notice.h"

#include "process/furniture.h"
#include "process/piece.h"

enum {
	LINE_LOOKED_AT = 600,	/* octets */
	BANNER_LINES = 8,
	NOTICE_LINES = 24
};

static bool
has_any(const struct line *line, const char *const *words)
{
	return piece_has_any(line->folded, line->folded_len < LINE_LOOKED_AT ? line->folded_len :
	    LINE_LOOKED_AT, words);
}

static bool
is_banner(const struct line *line)
{
	static const char *const words[] = {
		"メールは外部から", "外部からのメールです", "外部から送信されたメール", "外部ドメインから", "組織外から", "庁外から送信され",
		"無害化されて", "無害化処理", "無害化済", "originated from outside", "came from outside",
		"[external]", "external email", "from an external sender",
		"click links or open attachments", "添付ファイルやリンクを開く", "添付ファイルやurlを開く", NULL
	};

	return has_any(line, words);
}

/* A line that makes the paragraph around it a notice. */
static bool
is_notice(const struct line *line)
{
	static const char *const words[] = {
		"無害化されて", "無害化処理", "無害化済", "ウイルス スキャン", "ウイルススキャン", "ウイルスチェック済", "ウィルスチェック済",
		"virus-free", "checked for viruses", "scanned for viruses", "avast", "confidentiality notice",
		"intended recipient", "may contain confidential", "誤って受信された", "誤って受信した", "誤送信の場合", "誤送信された",
		"誤ってお受け取り", "本メールには機密", "本メールは機密", "機密情報が含まれ", "機密情報を含",
		"秘密の情報が含まれ", "mailing list", "mailman/listinfo",
		"to unsubscribe", "配信停止は", "メーリングリスト -", NULL
	};

	return has_any(line, words);
}

size_t
notice_end(const struct lines *lines, size_t first, size_t end)
{
	size_t found = first;
	bool ruled = false;

	for (size_t i = first; i < end && i < first + BANNER_LINES; i++) {
		const struct line *line = &lines->item[i];

		if (is_banner(line)) {
			found = i + 1;
			ruled = true;
		} else if (ruled && found == i && furniture_rule(line)) {
			found = i + 1;		/* the rule that ends it */
			ruled = false;
		} else if (!line_is_blank(line) && !furniture_rule(line)) {
			break;
		}
	}
	while (found > first && found < end && line_is_blank(&lines->item[found]))
		found++;
	return found;
}

static size_t
without_blank(const struct lines *lines, size_t first, size_t end)
{
	while (end > first && line_is_blank(&lines->item[end - 1]))
		end--;
	return end;
}

/* Where the notice begins in a paragraph first to end that holds one: never within the writer's lines. */
static size_t
begin_of_notice(const struct lines *lines, size_t first, size_t end, bool own_paragraph)
{
	size_t top = end, rule = end;

	for (size_t i = end; i-- > first;)
		if (is_notice(&lines->item[i]))
			top = i;
	for (size_t i = top; i-- > first;)
		if (furniture_rule(&lines->item[i])) {
			rule = i;
			break;
		}
	if (rule != end)
		return rule;
	return own_paragraph ? first : top;
}

size_t
notice_start(const struct lines *lines, size_t first, size_t end)
{
	for (;;) {
		bool found = false;
		size_t i;

		end = without_blank(lines, first, end);
		for (i = end; i > first && !line_is_blank(&lines->item[i - 1]); i--) {
			if (end - i >= NOTICE_LINES)
				return end;
			found |= is_notice(&lines->item[i - 1]);
		}
		if (!found)
			return end;
		end = begin_of_notice(lines, i, end, i > first);
	}
}
