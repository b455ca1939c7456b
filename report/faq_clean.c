/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_clean - a text of an opinion or an answer without what could be personal. */
#include "report/faq_clean.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/mask.h"

#define MARK "〔…〕"

enum { NAME_MOST = 6, NUMBER_LEAST = 8, OWN_MAX = 32 };

/* ---- names ---------------------------------------------------------------------------------------------------------- */

/* What stands behind a name. */
static const char *const behind_name[] = { "さん", "様", "さま", "氏", "殿", "君", "くん", "ちゃん", "先生", "と申します", "と申し", "といいます",
	"と言います", NULL };
/* What stands before one, up to です, と or the end of the line. */
static const char *const before_name[] = { "名前は", "氏名は", "私は", "わたしは", "担当の", "担当者の", NULL };
/* Before 様 and the like these are no name. */
static const char *const no_name[] = { "皆", "客", "同", "模", "仕", "多", "奥", "何", "有", "神", "王", "一", "異", "子", "娘", "息子", "職員", "店員",
	"業者", "医者", "運転手", "父", "母", "兄", "姉", "祖父", "祖母", "孫", "旦那", "主人", "警察", "学校", "区長", "市長", "知事", "大家",
	"各位", "の皆", NULL };
/* Behind 様 and 氏: 様々, 様子, 氏名. */
static const char *const no_end[] = { "々", "子", "式", "相", "態", "な", "に", "名", NULL };

static bool
any_at(const char *p, const char *const *list, size_t *octets_out)
{
	for (; *list != NULL; list++)
		if (text_starts(p, *list)) {
			*octets_out = strlen(*list);
			return true;
		}
	return false;
}

static size_t
name_sign(const char *p)
{
	uint32_t code = 0;
	size_t n = text_decode((const unsigned char *)p, (const unsigned char *)p + strnlen(p, 4), &code);

	return (code >= 0x4e00 && code <= 0x9fff) || code == 0x3005 || (code >= 0x30a1 && code <= 0x30fc) ? n : 0;
}

/* Octets of the signs of a name at p, a space between them allowed. */
static size_t
name_at(const char *p)
{
	size_t at = 0, n, signs = 0;

	while (signs < NAME_MOST && (n = name_sign(p + at)) != 0) {
		size_t space = text_starts(p + at + n, "　") ? strlen("　") : p[at + n] == ' ' ? 1 : 0;

		at += n;
		signs++;
		if (space != 0 && name_sign(p + at + space) != 0)
			at += space;
	}
	return signs != 0 ? at : 0;
}

static bool
is_no_name(const char *name, size_t len)
{
	for (size_t i = 0; no_name[i] != NULL; i++) {
		size_t n = strlen(no_name[i]);

		if (n <= len && memcmp(name + len - n, no_name[i], n) == 0)
			return true;
	}
	return false;
}

/* Whether a name ends at `end`, because of what stands there. */
static bool
ends_name(const char *begin, const char *end)
{
	size_t n = 0, m = 0;

	return any_at(end, behind_name, &n) && !any_at(end + n, no_end, &m) && !is_no_name(begin, (size_t)(end - begin));
}

/* The signs before 様 may be too many for one name (東京都の has kana, 世田谷区山田 has not): all of them go. 様 is a sign of a
 * name as well, so the shortest that is followed by it counts. */
static size_t
name_before_title(const char *p)
{
	size_t n;

	for (size_t at = 0, signs = 0; signs < 2 * NAME_MOST && (n = name_sign(p + at)) != 0; signs++) {
		at += n;
		if (text_starts(p + at, "　") || p[at] == ' ')
			at += name_sign(p + at + (p[at] == ' ' ? 1 : strlen("　"))) != 0 ? (p[at] == ' ' ? 1 : strlen("　")) : 0;
		if (ends_name(p, p + at))
			return at;
	}
	return 0;
}

static char *
hide_names(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);
	bool begins = true;

	while (*text != 0) {
		size_t n = 0, name;

		if (begins && (name = name_before_title(text)) != 0) {
			buffer_string(&b, MARK);
			text += name;
			begins = false;
			continue;
		}
		if (any_at(text, before_name, &n) && (name = name_at(text + n)) != 0 &&
		    (text_starts(text + n + name, "です") || text_starts(text + n + name, "と") || text[n + name] == '\n' ||
		    text_starts(text + n + name, "で、") || text_starts(text + n + name, "。") || text[n + name] == 0)) {
			buffer_printf(&b, "%.*s%s", (int)n, text, MARK);
			text += n + name;
			begins = false;
			continue;
		}
		begins = name_sign(text) == 0;
		do
			buffer_char(&b, (unsigned char)*text++);
		while (((unsigned char)*text & 0xc0) == 0x80);
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

/* ---- numbers -------------------------------------------------------------------------------------------------------- */

/* Long numbers that are nobody's telephone: of a customer, an account, an insured person. */
static char *
hide_numbers(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);

	while (*text != 0) {
		size_t octets = 0, digits = 0, n;
		uint32_t code;

		while ((n = text_decode((const unsigned char *)text + octets, (const unsigned char *)text + octets +
		    strnlen(text + octets, 4), &code)) != 0 && ((code = text_fold_code(code)) == '-' || (code >= '0' && code <= '9'))) {
			octets += n;
			digits += code != '-';
		}
		if (digits >= NUMBER_LEAST)
			buffer_string(&b, MARK);
		else if (octets != 0)
			buffer_add(&b, text, octets);
		text += octets;
		if (octets == 0)
			buffer_char(&b, (unsigned char)*text++);
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

/* The marks of the mask are ours alone: all are one. */
static char *
one_mark(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);

	while (*text != 0) {
		const char *end = text_starts(text, "〔") ? strstr(text, "〕") : NULL;

		if (end != NULL && end - text < 64) {
			text = end + strlen("〕");
			if (b.len < strlen(MARK) || memcmp(b.data + b.len - strlen(MARK), MARK, strlen(MARK)) != 0)
				buffer_string(&b, MARK);
			continue;
		}
		buffer_char(&b, (unsigned char)*text++);
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

/* ---- all of it ------------------------------------------------------------------------------------------------------ */

struct cleaning {
	void *ctx;
	const struct mask *mask;
	char *own[OWN_MAX];		/* what the office's own settings show to everybody */
	size_t own_count;
};

static bool
is_of_address(char c)
{
	return text_is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c != 0 && strchr("@._+-", c) != NULL);
}

/* Telephone numbers and addresses of the office. */
static void
add_own(struct cleaning *c, const char *text)
{
	while (*text != 0 && c->own_count < OWN_MAX) {
		size_t len = 0, digits = 0;
		bool mail = false;

		for (; is_of_address(text[len]); len++) {
			digits += text_is_digit(text[len]);
			mail = mail || text[len] == '@';
		}
		if (digits >= 6 || mail)
			c->own[c->own_count++] = must(talloc_strndup(c->ctx, text, len));
		text += len != 0 ? len : 1;
	}
}

static char *
clean_piece(const struct cleaning *c, const char *text, size_t len)
{
	char *piece = must(talloc_strndup(c->ctx, text, len));

	piece = mask_apply(c->ctx, c->mask, MASK_STRICT, piece, NULL);
	return one_mark(c->ctx, hide_numbers(c->ctx, hide_names(c->ctx, piece)));
}

char *
faq_clean(void *ctx, const struct settings *s, const struct contact *contact, const char *whole, const char *text)
{
	static const struct contact nobody = { .name = "", .mail = "", .postal_code = "", .address = "", .phone = "", .fax = "" };
	struct mask *mask = mask_new(ctx, contact != NULL ? contact : &nobody);
	struct cleaning c = { .ctx = ctx, .mask = mask };
	struct buffer out = buffer_init(ctx);

	mask_learn(mask, whole);
	add_own(&c, s->office.contact);
	while (*text != 0) {
		size_t next = strlen(text), own = 0;

		for (size_t i = 0; i < c.own_count; i++) {
			const char *at = c.own[i][0] != 0 ? strstr(text, c.own[i]) : NULL;

			if (at != NULL && (size_t)(at - text) < next) {
				next = (size_t)(at - text);
				own = strlen(c.own[i]);
			}
		}
		buffer_string(&out, clean_piece(&c, text, next));
		buffer_add(&out, text + next, own);
		text += next + own;
	}
	return must(talloc_strdup(ctx, buffer_text(&out)));
}

char *
faq_matter(void *ctx, const char *answer)
{
	static const char *const furniture[] = { "日頃", "日ごろ", "平素", "このたび", "この度", "いつも", "お世話", "ご意見をお寄せ",
		"お問い合わせいただき", "貴重なご意見", "ご意見ありがとう", "以上", "拝啓", "敬具", "今後とも", "引き続き", "ご理解", NULL };
	struct buffer out = buffer_init(ctx);

	while (*answer != 0) {
		size_t len = strcspn(answer, "\n"), n;
		char *line = must(talloc_strndup(ctx, answer, len)), *trimmed = text_trim(ctx, line);
		size_t end = strlen(trimmed);
		bool named = strstr(trimmed, "〔氏名〕") != NULL || (end >= 3 && text_length(trimmed) < 20 && strcmp(trimmed + end - 3, "様") == 0);

		if (!named && !(any_at(trimmed, furniture, &n) && text_length(trimmed) < 60))
			buffer_printf(&out, "%s\n", line);
		answer += len + (answer[len] != 0);
	}
	return text_trim(ctx, buffer_text(&out));
}
