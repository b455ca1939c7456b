/* SPDX-License-Identifier: GPL-3.0-or-later */
/* furniture - the lines that mail programs and habits put around what a person writes. */
#include "process/furniture.h"

#include <string.h>

#include "config/text.h"
#include "process/piece.h"

enum {
	LINE_LOOKED_AT = 400,		/* octets; an announcement is not longer */
	ANNOUNCEMENT_LINES = 4,
	SHORT_ANNOUNCEMENT = 120	/* octets; one that says no more than who wrote */
};

/* Signs that people draw rules with. */
static size_t
rule_sign(const char *p, size_t len)
{
	static const char *const signs[] = {
		"-", "=", "*", "_", "~", "+", "#", "/", ".", "━", "─", "ー", "―", "—", "–", "〜", "‐",
		"−", "＿", "☆", "★", "◆", "◇", "■", "□", "◎", "○", "●", "・", "…", "‥", "♪", "∞", "┌",
		"┐", "└", "┘", "┏", "┓", "┗", "┛", "│", "┃", "┯", "┷", NULL
	};

	for (size_t i = 0; signs[i] != NULL; i++)
		if (piece_starts(p, len, signs[i]))
			return strlen(signs[i]);
	return 0;
}

bool
furniture_rule(const struct line *line)
{
	size_t at = 0, count = 0, n;

	while (at < line->folded_len) {
		n = rule_sign(line->folded + at, line->folded_len - at);
		if (n == 0 && line->folded[at] != ' ')
			return false;
		count += n != 0;
		at += n != 0 ? n : 1;
	}
	return count >= 4;
}

static bool
digit_in(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text_is_digit(p[i]))
			return true;
	return false;
}

/* NAME <ADDRESS> からのメッセージ, with the rule behind it: without an address it may be a heading. */
static bool
is_message_of(const char *squeezed, size_t len)
{
	static const char *const ends[] = { "からのメッセージ", "からのメール", NULL };
	size_t rules = 0;

	while (len > 0 && squeezed[len - 1] == '-') {
		len--;
		rules++;
	}
	return rules >= 2 && memchr(squeezed, '@', len) != NULL &&
	    piece_ends_with_any(squeezed, len, ends);
}

bool
furniture_separator(const struct line *line)
{
	static const char *const words[] = {
		"originalmessage", "元のメッセージ", "オリジナルメッセージ", "元のメール", "元メール", "forwardedmessage",
		"転送メッセージ", "転送されたメッセージ", "forwardedbymyself", "受信メール", "返信元メッセージ", "originalmail",
		"引用メッセージ", "originalmessagefollows", "ursprünglichenachricht", "messaged'origine", NULL
	};
	char squeezed[120];
	size_t len, at = 0, end, n;

	if (line->folded_len > 110)
		return false;
	len = line_squeeze(line, squeezed, sizeof squeezed);
	if (strcmp(squeezed, "beginforwardedmessage:") == 0)
		return true;
	while (at < len && (n = rule_sign(squeezed + at, len - at)) != 0)
		at += n;
	if (at < 2)
		return false;
	if (is_message_of(squeezed + at, len - at))
		return true;
	for (size_t i = 0; words[i] != NULL; i++) {
		if (!piece_starts(squeezed + at, len - at, words[i]))
			continue;
		end = at + strlen(words[i]);
		while (end < len && ((n = rule_sign(squeezed + end, len - end)) != 0 ||
		    squeezed[end] == ':'))
			end += n != 0 ? n : 1;
		if (end == len)
			return true;
	}
	return false;
}

bool
furniture_marked_announcement(const struct line *line)
{
	const char *p = line->folded;
	size_t len = line->folded_len;

	if (line->depth < 3 || len > LINE_LOOKED_AT || !piece_starts(line->raw, line->raw_len, ">>>"))
		return false;
	if (line->depth == 3 && len > 4 && memcmp(p + len - 4, " >>>", 4) == 0)
		return digit_in(p, len) && (memchr(p, '@', len) != NULL || memchr(p, ':', len) != NULL);
	return line->depth == 5 && len > 7 && memcmp(p + len - 7, "writes:", 7) == 0 &&
	    piece_has(p, len, "==");
}

/* ---- the original's header ---- */

enum label { LABEL_NONE = 0, LABEL_FROM = 1, LABEL_SENT = 2, LABEL_TO = 4, LABEL_SUBJECT = 8,
    LABEL_OTHER = 16 };

static enum label
label_of(const struct line *line)
{
	static const struct {
		const char *word;
		enum label label;
	} labels[] = {
		{ "from:", LABEL_FROM }, { "差出人:", LABEL_FROM }, { "送信者:", LABEL_FROM },
		{ "送信元:", LABEL_FROM }, { "sent:", LABEL_SENT }, { "date:", LABEL_SENT },
		{ "送信日時:", LABEL_SENT }, { "送信日:", LABEL_SENT }, { "日時:", LABEL_SENT },
		{ "日付:", LABEL_SENT }, { "受信日時:", LABEL_SENT }, { "作成日時:", LABEL_SENT },
		{ "to:", LABEL_TO }, { "宛先:", LABEL_TO }, { "受信者:", LABEL_TO },
		{ "送信先:", LABEL_TO }, { "subject:", LABEL_SUBJECT }, { "件名:", LABEL_SUBJECT },
		{ "題名:", LABEL_SUBJECT }, { "表題:", LABEL_SUBJECT }, { "cc:", LABEL_OTHER },
		{ "bcc:", LABEL_OTHER }, { "reply-to:", LABEL_OTHER }, { "返信先:", LABEL_OTHER },
		{ "importance:", LABEL_OTHER }, { "重要度:", LABEL_OTHER }, { "添付ファイル:", LABEL_OTHER },
		{ "attachments:", LABEL_OTHER }, { "message-id:", LABEL_OTHER },
		{ "organization:", LABEL_OTHER }
	};
	char squeezed[40];
	size_t len = line_squeeze(line, squeezed, sizeof squeezed), at = 0;

	while (at < len && squeezed[at] == '*')		/* **From:** of HTML made text */
		at++;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (piece_starts(squeezed + at, len - at, labels[i].word))
			return labels[i].label;
	return LABEL_NONE;
}

static bool
has_digit(const struct line *line)
{
	for (size_t i = 0; i < line->folded_len && i < LINE_LOOKED_AT; i++)
		if (text_is_digit(line->folded[i]))
			return true;
	return false;
}

static bool
has_address(const struct line *line)
{
	return memchr(line->folded, '@', line->folded_len < LINE_LOOKED_AT ? line->folded_len :
	    LINE_LOOKED_AT) != NULL;
}

size_t
furniture_header(const struct lines *lines, size_t first, bool introduced)
{
	size_t i = first, last = first;
	unsigned found = 0;
	bool address = introduced, digit = false;

	while (i < lines->count && i < first + 3 && (furniture_rule(&lines->item[i]) ||
	    (i > first && line_is_blank(&lines->item[i])))) {
		introduced = true;
		i++;
	}
	for (size_t missing = 0; i < lines->count && i < first + 20 && missing <= 2; i++) {
		const struct line *line = &lines->item[i];
		enum label label = line->depth == lines->item[first].depth ? label_of(line) :
		    LABEL_NONE;

		if (line_is_blank(line) || (found == 0 && label == LABEL_NONE))
			break;
		missing = label == LABEL_NONE ? missing + 1 : 0;
		if (label == LABEL_NONE)
			continue;
		found |= label;
		last = i + 1;
		address |= label == LABEL_FROM && has_address(line);
		digit |= label == LABEL_SENT && has_digit(line);
	}
	if ((found & LABEL_FROM) == 0 || (found & LABEL_SENT) == 0 || !digit ||
	    (found & (LABEL_TO | LABEL_SUBJECT)) == 0)
		return 0;
	if (!introduced && !address && (found & 15) != 15)
		return 0;
	return last - first;
}

/* ---- announcements of a quote ---- */

/* Digits of a date such as 2024年5月1日, 2024/05/01, 2024-05-01, 24/05/01 at the beginning. */
static bool
starts_with_date(const char *p, size_t len)
{
	static const char *const years[] = { "年", "/", "-", ".", NULL };
	size_t n = 0, i;

	if (piece_starts(p, len, "令和")) {
		p += 6;
		len -= 6;
	}
	while (n < len && n < 4 && text_is_digit(p[n]))
		n++;
	if (n == 0)
		return false;
	for (i = 0; years[i] != NULL && !piece_starts(p + n, len - n, years[i]); i++)
		continue;
	if (years[i] == NULL)
		return false;
	n += strlen(years[i]);
	if (piece_starts(p + n, len - n, " "))
		n++;
	return n < len && text_is_digit(p[n]);
}

/* A folded announcement, joined to one line. */
static enum attribution
judge_announcement(const char *p, size_t len)
{
	static const char *const wrote[] = {
		"wrote:", "writes:", "wrote", "écrit :", "écrit:", "schrieb:", "escribió:",
		"scritto:", "のメール:", "さんは書きました:", "は書きました:", "が書きました:", "に書きました:", "からのメール:",
		"さんのメール:", "さんwrote:", "のメッセージ:", "が送信:", NULL
	};
	static const char *const starts[] = { "on ", "at ", "le ", "am ", "in message",
	    "in article", "il ", "el ", NULL };
	/* No sentence of an answer ends so above quoted lines. */
	static const char *const sure[] = { "さんは書きました:", "さんが書きました:", "さんwrote:", "」から引用", "」より引用",
	    NULL };
	static const char *const says[] = { "さんは書きました", "さんが書きました", NULL };
	bool said = piece_ends_with_any(p, len, wrote), address = memchr(p, '@', len) != NULL;
	bool colon = len != 0 && p[len - 1] == ':', digits = digit_in(p, len), dated,
	    begins = false;

	while (len != 0 && (*p == '-' || *p == ' ')) {		/* ---- On ... wrote ---- */
		p++;
		len--;
	}
	if (len == 0)
		return ATTRIBUTION_NONE;
	dated = starts_with_date(p, len);
	said |= colon && piece_has_any(p, len, says);
	for (size_t i = 0; starts[i] != NULL; i++)
		begins |= piece_starts(p, len, starts[i]);
	if (said && p[len - 1] == ':' && ((begins && digits) || dated || (address &&
	    memchr(p, '<', len) != NULL)))
		return ATTRIBUTION_STRONG;
	if (colon && dated && address)
		return ATTRIBUTION_STRONG;
	if (len <= SHORT_ANNOUNCEMENT && piece_ends_with_any(p, len, sure))
		return ATTRIBUTION_WEAK;
	if ((piece_starts(p, len, "quoting ") || piece_starts(p, len, "excerpts from")) && colon)
		return address ? ATTRIBUTION_STRONG : ATTRIBUTION_WEAK;
	if ((dated && (colon || address)) || (said && (digits || address)))
		return ATTRIBUTION_WEAK;
	return said ? ATTRIBUTION_FAINT : ATTRIBUTION_NONE;
}

static bool
could_end_announcement(const struct line *line)
{
	static const char *const ends[] = { ":", "wrote", "wrote ----", "wrote ---", "」から引用", "」より引用",
	    NULL };

	if (line->folded_len < 5 || line->folded_len > LINE_LOOKED_AT)
		return false;
	return piece_ends_with_any(line->folded, line->folded_len, ends) ||
	    starts_with_date(line->folded, line->folded_len);
}

/* A line that begins an announcement of several lines: On Wed, May 1, 2024 at 10:00 ... */
static bool
begins_announcement(const struct line *line)
{
	static const char *const starts[] = { "on ", "at ", "le ", "in message", "in article",
	    NULL };
	const char *p = line->folded;
	size_t len = line->folded_len;
	bool begins = starts_with_date(p, len);

	for (size_t i = 0; starts[i] != NULL; i++)
		begins |= piece_starts(p, len, starts[i]);
	if (!begins || piece_starts(p, len, "in "))
		return begins;
	/* A year or a time: On Monday we will ... is a sentence. */
	for (size_t i = 0; i + 3 < len; i++)
		if ((text_is_digit(p[i]) && text_is_digit(p[i + 1]) && text_is_digit(p[i + 2]) &&
		    text_is_digit(p[i + 3])) ||
		    (p[i] == ':' && text_is_digit(p[i + 1]) && text_is_digit(p[i + 2])))
			return true;
	return false;
}

/* The folded lines first to end as one, for judging; false when they cannot be one announcement. */
static bool
join_lines(const struct lines *lines, size_t first, size_t end, char *joined, size_t *len_out)
{
	size_t len = 0;

	for (size_t i = first; i <= end; i++) {
		const struct line *line = &lines->item[i];

		if (line->folded_len == 0 || line->folded_len > LINE_LOOKED_AT ||
		    line->depth != lines->item[end].depth ||
		    (i != end && piece_has(line->folded, line->folded_len, "。")))
			return false;
		if (len != 0)
			joined[len++] = ' ';
		memcpy(joined + len, line->folded, line->folded_len);
		len += line->folded_len;
	}
	while (len > 1 && (joined[len - 1] == '-' ||
	    joined[len - 1] == ' '))	/* ---- On ... wrote ---- */
		len--;
	*len_out = len;
	return true;
}

bool
furniture_summary(const struct line *line)
{
	const char *p = line->folded, *date;
	const char *end = p + (line->folded_len < LINE_LOOKED_AT ? line->folded_len : LINE_LOOKED_AT);
	const char *dashes = memmem(p, (size_t)(end - p), "---", 3);

	if (dashes == NULL || dashes == p)
		return false;
	date = dashes + 3;
	return starts_with_date(date, (size_t)(end - date)) && memmem(date, (size_t)(end - date), "---", 3) != NULL;
}

enum attribution
furniture_attribution(const struct lines *lines, size_t end, size_t *first_out)
{
	char joined[ANNOUNCEMENT_LINES * (LINE_LOOKED_AT + 1)];
	enum attribution best = ATTRIBUTION_NONE;

	if (!could_end_announcement(&lines->item[end]))
		return ATTRIBUTION_NONE;
	for (size_t n = 0; n < ANNOUNCEMENT_LINES && n <= end; n++) {
		size_t first = end - n, len;
		bool begins;
		enum attribution found;

		if (!join_lines(lines, first, end, joined, &len))
			break;
		begins = begins_announcement(&lines->item[first]);
		found = judge_announcement(joined, len);
		if (found > best || (begins && n != 0 && found == best &&
		    found != ATTRIBUTION_NONE)) {
			best = found;
			*first_out = first;
		}
		if (begins && best != ATTRIBUTION_NONE)
			break;
	}
	/* In message <ID> / on Wed, 1 May 2024 ..., / NAME writes: */
	if (best != ATTRIBUTION_NONE && *first_out > 0 &&
	    piece_starts(lines->item[*first_out - 1].folded, lines->item[*first_out - 1].folded_len,
	    "in message <"))
		(*first_out)--;
	return best;
}

bool
furniture_greeting(const struct line *line)
{
	static const char *const words[] = {
		"お世話", "お疲れ", "おつかれ", "いつもありがとう", "平素", "拝啓", "こんにちは", "おはよう", "御世話", "hello",
		"dear ", "hi,", NULL
	};
	static const char *const ends[] = {
		"です", "です。", "と申します", "と申します。", "御中", "様", "さま", "殿", "さん", "各位", "担当者様", "でございます",
		"でございます。", NULL
	};

	if (line->folded_len > 120)
		return false;
	return piece_has_any(line->folded, line->folded_len, words) ||
	    piece_ends_with_any(line->folded, line->folded_len, ends) ||
	    furniture_rule(line);
}
