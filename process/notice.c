/* SPDX-License-Identifier: GPL-3.0-or-later */
/* notice - what gateways, companies, virus scanners and mailing lists put above or below a mail. */
#include "process/notice.h"

#include "process/furniture.h"
#include "process/piece.h"

enum {
	LINE_LOOKED_AT = 600,	/* octets */
	BANNER_LINES = 8,
	NOTICE_LINES = 24,
	NOTICE_LINES_ABOVE = 3	/* between its rule and the line by which it is known */
};

/* Two pieces of one line; the second may be "". */
struct pair {
	const char *one, *other;
	enum { ANYWHERE, BELOW_RULE } where;
};

static bool
has_pair(const struct line *line, const struct pair *pairs, size_t count, bool below_rule)
{
	size_t len = line->folded_len < LINE_LOOKED_AT ? line->folded_len : LINE_LOOKED_AT;

	for (size_t i = 0; i < count; i++)
		if ((pairs[i].where == ANYWHERE || below_rule) && piece_has(line->folded, len, pairs[i].one) &&
		    piece_has(line->folded, len, pairs[i].other))
			return true;
	return false;
}

static bool
is_banner(const struct line *line)
{
	static const struct pair pairs[] = {
		{ "メールは外部から", "", ANYWHERE }, { "外部からのメール", "注意", ANYWHERE },
		{ "外部から送信されたメール", "", ANYWHERE }, { "外部ドメイン", "メール", ANYWHERE },
		{ "組織外", "メール", ANYWHERE }, { "庁外から", "メール", ANYWHERE }, { "無害化", "メール", ANYWHERE },
		{ "無害化", "添付ファイル", ANYWHERE }, { "originated from outside", "mail", ANYWHERE },
		{ "came from outside", "mail", ANYWHERE }, { "[external]", "", ANYWHERE },
		{ "external email", "", ANYWHERE }, { "external sender", "mail", ANYWHERE },
		{ "click links or open attachments", "", ANYWHERE },
		{ "添付ファイルやリンクを開く", "", ANYWHERE }, { "添付ファイルやurlを開く", "", ANYWHERE }
	};

	return has_pair(line, pairs, sizeof pairs / sizeof pairs[0], false);
}

static bool
is_notice(const struct line *line, bool below_rule)
{
	static const struct pair pairs[] = {
		{ "無害化", "メール", ANYWHERE }, { "無害化", "添付ファイル", ANYWHERE },
		{ "ウイルス スキャン", "メール", ANYWHERE }, { "ウイルススキャン", "メールは", ANYWHERE },
		{ "ウイルスチェック済", "メール", ANYWHERE }, { "ウィルスチェック済", "メール", ANYWHERE },
		{ "virus-free", "www", ANYWHERE }, { "checked for viruses", "mail", ANYWHERE },
		{ "scanned for viruses", "mail", ANYWHERE }, { "confidentiality notice", "", ANYWHERE },
		{ "intended recipient", "", ANYWHERE }, { "may contain confidential", "", ANYWHERE },
		{ "誤って受信", "メール", ANYWHERE }, { "誤送信", "破棄", ANYWHERE }, { "誤送信", "削除して", ANYWHERE },
		{ "本メール", "機密情報", ANYWHERE }, { "電子メール", "機密情報", ANYWHERE },
		{ "電子メール", "秘密の情報", ANYWHERE }, { "mailing list", "", BELOW_RULE },
		{ "mailman/listinfo", "", BELOW_RULE }, { "メーリングリスト", "", BELOW_RULE },
		{ "unsubscribe", "", BELOW_RULE }
	};

	return has_pair(line, pairs, sizeof pairs / sizeof pairs[0], below_rule);
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

static bool
is_rule(const struct line *line)
{
	return furniture_rule(line) || (line->folded_len == 2 && piece_starts(line->folded, 2, "--"));
}

/* Where the notice begins in a paragraph: at the rule above its first line, else at that line, since
 * what stands above may be the writer's. end when the paragraph holds none. */
static size_t
notice_in(const struct lines *lines, size_t first, size_t end)
{
	size_t rule = end;

	for (size_t i = first; i < end; i++) {
		const struct line *line = &lines->item[i];

		if (is_notice(line, rule != end))
			return rule != end ? rule : i;
		if (is_rule(line))
			rule = i;
		else if (rule != end && i - rule > NOTICE_LINES_ABOVE)
			rule = end;
	}
	return end;
}

size_t
notice_start(const struct lines *lines, size_t first, size_t end)
{
	for (;;) {
		size_t paragraph, begin;

		end = without_blank(lines, first, end);
		for (paragraph = end; paragraph > first && end - paragraph <= NOTICE_LINES &&
		    !line_is_blank(&lines->item[paragraph - 1]); paragraph--)
			continue;
		begin = notice_in(lines, paragraph, end);
		if (begin == end)
			return end;
		end = begin;
	}
}
