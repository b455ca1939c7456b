/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formtext - the text form of an opinion: the one grammar for all that people type. */
#include "spool/formtext.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/lines.h"

enum {
	WRAPPED_COLUMNS = 60,	/* a shorter line was not wrapped by a mail program */
	JOINED_OCTETS = 2000	/* in longer lines no second name is looked for */
};

enum mistake { WRONG_POSTAL_CODE, WRONG_PHONE, WRONG_FAX, WRONG_MAIL, WRONG_REPLY, WRONG_LARGE, REPEATED,
    NO_NAME, NO_FORM, NO_TEXT };

static const struct {
	const char *ja, *en;
} mistakes[] = {
	[WRONG_POSTAL_CODE] = { "郵便番号は7桁の数字で書いてください（例 123-4567）",
	    "a postal code has 7 digits, e.g. 123-4567" },
	[WRONG_PHONE] = { "電話番号は10桁か11桁の数字で書いてください（例 03-1234-5678）",
	    "a phone number has 10 to 15 digits, e.g. 03-1234-5678" },
	[WRONG_FAX] = { "FAX番号は10桁か11桁の数字で書いてください（例 03-1234-5678）",
	    "a fax number has 10 to 15 digits, e.g. 03-1234-5678" },
	[WRONG_MAIL] = { "メールアドレスは「名前@ドメイン」の形で書いてください", "a mail address is written name@domain" },
	[WRONG_REPLY] = { "回答方法は「メール」「郵送」「不要」のどれかを書いてください", "reply is one of mail, post, none" },
	[WRONG_LARGE] = { "文字の大きさは「大」「普通」のどちらかを書いてください", "letter size is one of large, normal" },
	[REPEATED] = { "同じ項目が2回あります。1回にしてください", "this name stands twice; write it once" },
	[NO_NAME] = { "「項目名: 内容」の行か、本文の前の空行が必要です",
	    "expected a line `name: value`, or a blank line before the text" },
	[NO_FORM] = { "最初に「氏名: …」のような項目の行が必要です",
	    "expected lines such as `name: ...` at the beginning" },
	[NO_TEXT] = { "空行の後に本文が必要です", "expected the text, behind a blank line" }
};

struct reader {
	void *ctx;
	struct formtext *form;
	const char *value[FORMTEXT_FIELDS];	/* NULL: not given */
	size_t line_of[FORMTEXT_FIELDS];
	enum formtext_use use;
	enum language language;
	struct buffer *errors;
	struct fault *fault;
	bool wrong;
};

static void
complain(struct reader *r, size_t line, enum mistake mistake)
{
	if (r->use == FORMTEXT_LOOSE)
		return;
	if (!r->wrong)
		(void)fail(r->fault, NEVER, "line %zu: %s", line, mistakes[mistake].en);
	r->wrong = true;
	if (r->language == LANGUAGE_JA)
		buffer_printf(r->errors, "%zu行目: %s\n", line, mistakes[mistake].ja);
	else
		buffer_printf(r->errors, "line %zu: %s\n", line, mistakes[mistake].en);
}

static const struct {
	const char *word;
	enum reply_way way;
} ways[] = {
	{ "メール", REPLY_MAIL }, { "eメール", REPLY_MAIL }, { "mail", REPLY_MAIL },
	{ "email", REPLY_MAIL }, { "e-mail", REPLY_MAIL }, { "電子メール", REPLY_MAIL },
	{ "インターネット", REPLY_MAIL }, { "郵送", REPLY_POST }, { "郵便", REPLY_POST }, { "手紙", REPLY_POST },
	{ "文書", REPLY_POST }, { "post", REPLY_POST }, { "letter", REPLY_POST },
	{ "はがき", REPLY_POST }, { "不要", REPLY_NONE }, { "回答不要", REPLY_NONE }, { "要らない", REPLY_NONE },
	{ "いらない", REPLY_NONE }, { "なし", REPLY_NONE }, { "無し", REPLY_NONE }, { "希望しない", REPLY_NONE },
	{ "none", REPLY_NONE }, { "no", REPLY_NONE }
};

static bool
read_way(void *ctx, const char *typed, enum reply_way *way_out)
{
	const char *folded = text_trim(ctx, text_fold(ctx, typed));

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
		if (strcmp(folded, ways[i].word) == 0) {
			*way_out = ways[i].way;
			return true;
		}
	return false;
}

static bool
read_size(void *ctx, const char *typed, bool *large_out)
{
	static const char *const words[] = { "大", "大きい", "大きく", "大活字", "拡大", "large", "普通", "標準", "ふつう", "normal" };
	const char *folded = text_trim(ctx, text_fold(ctx, typed));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcmp(folded, words[i]) == 0) {
			*large_out = i < 6;
			return true;
		}
	return false;
}

static size_t
columns(const struct line *line)
{
	size_t n = 0;

	for (size_t i = 0; line->text != NULL && i < line->len; i++)
		if ((line->text[i] & 0xc0) != 0x80)
			n += (line->text[i] & 0x80) != 0 ? 2 : 1;
	return n;
}

static void
set_value(struct reader *r, enum formtext_field field, const char *p, size_t len, size_t line)
{
	char *value;

	if (r->value[field] != NULL) {
		complain(r, line, REPEATED);
		return;
	}
	value = must(talloc_strndup(r->ctx, p, len));
	r->value[field] = text_trim(r->ctx, value);
	r->line_of[field] = line;
	r->form->fields++;
}

/* In a mail that may be no form, a line is left in the text when as a value it would be lost. */
static bool
is_for_text(struct reader *r, enum formtext_field field, const char *p, size_t len)
{
	enum reply_way way;
	bool large;

	if (r->use == FORMTEXT_STRICT || field == FORMTEXT_TEXT)
		return false;
	if (field == FORMTEXT_RECEIVED || field == FORMTEXT_OLD_NUMBER || field == FORMTEXT_ABOUT)
		return true;
	if (field == FORMTEXT_LARGE && !read_size(r->ctx, must(talloc_strndup(r->ctx, p, len)), &large))
		return true;
	return r->value[field] != NULL ||
	    (field == FORMTEXT_REPLY && !read_way(r->ctx, must(talloc_strndup(r->ctx, p, len)),
	    &way));
}

/* Where a further `name:` begins within a value, at once or after a space: lines that were joined. */
static size_t
next_label(struct reader *r, const char *p, size_t len)
{
	enum formtext_field field;

	if (len > JOINED_OCTETS)
		return len;
	for (size_t i = 0; i < len; i++) {
		bool space = i == 0 || p[i - 1] == ' ' || (i >= 3 && memcmp(p + i - 3, "\xe3\x80\x80",
		    3) == 0);
		/* 〒 within a value belongs to it, as in 住所: 〒123-4567 ... */
		bool postal = text_match_folded(p + i, len - i, "〒") != 0;
		size_t n = space && p[i] != ' ' && !postal ? formtext_label(p + i, len - i,
		    &field) : 0;

		if (n != 0 && !is_for_text(r, field, p + i + n, len - i - n))
			return i;
	}
	return len;
}

/* Takes names and values one behind the other; field is the last one of them. */
static void
take_pairs(struct reader *r, const char *p, const char *end, size_t number, enum formtext_field *field,
    const char **text_out)
{
	size_t n;

	while (p < end && (n = formtext_label(p, (size_t)(end - p), field)) != 0) {
		size_t len;

		p += n;
		if (*field == FORMTEXT_TEXT) {
			*text_out = p;
			return;
		}
		len = next_label(r, p, (size_t)(end - p));
		set_value(r, *field, p, len, number);
		p += len;
	}
}

/* Takes the names and values of one line. False when it has none. *text_out is where the text
 * begins when a name of it (本文:) was found, else NULL. */
static bool
take_line(struct reader *r, const struct line *line, size_t number, enum formtext_field *field,
    const char **text_out)
{
	const char *p = line->text, *end = p + line->len;
	size_t n = formtext_label(p, line->len, field);

	*text_out = NULL;
	if (n == 0 || is_for_text(r, *field, p + n, line->len - n))
		return false;
	take_pairs(r, p, end, number, field, text_out);
	return true;
}

/* Whether line goes on with the value of the line before it. */
static bool
continues(const struct line *before, const struct line *line)
{
	return columns(before) >= WRAPPED_COLUMNS || line->text[0] == ' ' ||
	    line->text[0] == '\t' ||
	    strncmp(line->text, "\xe3\x80\x80", 3) == 0;
}

static void
append_value(struct reader *r, enum formtext_field field, const char *text, size_t len_of_text)
{
	char *more = must(talloc_strndup(r->ctx, text, len_of_text));
	const char *before = r->value[field];
	size_t len = strlen(before);
	bool words = len != 0 && (before[len - 1] & 0x80) == 0;

	r->value[field] = must(talloc_asprintf(r->ctx, "%s%s%s", before, words ? " " : "",
	    text_trim(r->ctx, more)));
}

/* A line that goes on with a value, and may have further names behind it. */
static void
go_on(struct reader *r, const struct line *line, size_t number, enum formtext_field *field, const char **text_out)
{
	size_t len = next_label(r, line->text, line->len);

	append_value(r, *field, line->text, len);
	take_pairs(r, line->text + len, line->text + line->len, number, field, text_out);
}

/* Reads the header; returns the index of the line where the text begins, *rest_out the text that
 * stands behind `本文:` on the line before. */
static size_t
read_header(struct reader *r, const struct lines *lines, size_t i, const char **rest_out)
{
	enum formtext_field field = FORMTEXT_FIELDS, next = FORMTEXT_FIELDS;

	for (; i < lines->count; i++) {
		const struct line *line = &lines->item[i];

		if (line_is_blank(line))
			return i + 1;
		if (take_line(r, line, i + 1, &next, rest_out)) {
			field = next;
			if (*rest_out != NULL)
				return i + 1;
		} else if (field != FORMTEXT_FIELDS && continues(&lines->item[i - 1], line)) {
			go_on(r, line, i + 1, &field, rest_out);
			if (*rest_out != NULL)
				return i + 1;
		} else if (r->use == FORMTEXT_LOOSE) {
			return i;
		} else {
			complain(r, i + 1, field == FORMTEXT_FIELDS ? NO_FORM : NO_NAME);
			if (field == FORMTEXT_FIELDS)
				return i;
		}
	}
	return i;
}

/* Digits of a number as people type it into out; 0 when there is anything else in it. */
static size_t
digits(const char *typed, char *out, size_t room)
{
	const unsigned char *p = (const unsigned char *)typed, *end = p + strlen(typed);
	size_t count = 0;

	while (p < end) {
		uint32_t code;
		size_t n = text_decode(p, end, &code);

		code = text_fold_code(code);
		if (code >= '0' && code <= '9') {
			if (count == room)
				return 0;
			out[count++] = (char)code;
		} else if (code != '-' && code != ' ' && code != '(' && code != ')' &&
		    code != '+' &&
		    code != 0x30fc && code != 0x2010 && code != 0x2011 && code != 0x2012 &&
		    code != 0x2013 &&
		    code != 0x2014 && code != 0x2015 && code != 0x2212 && code != 0x3012) {
			return 0;
		}
		p += n != 0 ? n : 1;
	}
	return count;
}

static const char *
given(const struct reader *r, enum formtext_field field)
{
	return r->value[field] != NULL ? r->value[field] : "";
}

static const char *
read_postal_code(struct reader *r)
{
	const char *typed = given(r, FORMTEXT_POSTAL_CODE);
	char d[7];

	if (*typed == 0)
		return "";
	if (digits(typed, d, sizeof d) == 7)
		return must(talloc_asprintf(r->ctx, "%.3s-%.4s", d, d + 3));
	complain(r, r->line_of[FORMTEXT_POSTAL_CODE], WRONG_POSTAL_CODE);
	return typed;
}

static const char *
read_phone(struct reader *r, enum formtext_field field)
{
	const char *typed = given(r, field);
	char d[15];

	if (*typed != 0 && digits(typed, d, sizeof d) < 10)
		complain(r, r->line_of[field], field == FORMTEXT_FAX ? WRONG_FAX : WRONG_PHONE);
	return text_fold(r->ctx, typed);
}

static const char *
read_mail(struct reader *r)
{
	char *mail = must(talloc_strdup(r->ctx, given(r, FORMTEXT_MAIL)));
	char *at;

	if (*mail == 0)
		return "";
	/* The local part keeps its letters' case; only full-width signs are made ASCII. */
	if (strpbrk(mail, "@") == NULL)
		mail = text_fold(r->ctx, mail);
	at = strchr(mail, '@');
	if (at == NULL || at == mail || at[1] == 0 || strchr(at + 1, '@') != NULL ||
	    strpbrk(mail, " \t<>,;\"") != NULL)
		complain(r, r->line_of[FORMTEXT_MAIL], WRONG_MAIL);
	return mail;
}

static void
read_reply(struct reader *r)
{
	const char *typed = given(r, FORMTEXT_REPLY);

	if (*typed == 0)
		return;
	r->form->reply_given = read_way(r->ctx, typed, &r->form->contact.reply);
	if (!r->form->reply_given)
		complain(r, r->line_of[FORMTEXT_REPLY], WRONG_REPLY);
}

static void
read_large(struct reader *r)
{
	const char *typed = given(r, FORMTEXT_LARGE);

	if (*typed != 0 && !read_size(r->ctx, typed, &r->form->contact.large))
		complain(r, r->line_of[FORMTEXT_LARGE], WRONG_LARGE);
}

static void
read_values(struct reader *r)
{
	struct contact *c = &r->form->contact;

	c->name = given(r, FORMTEXT_NAME);
	c->address = given(r, FORMTEXT_ADDRESS);
	c->postal_code = read_postal_code(r);
	c->phone = read_phone(r, FORMTEXT_PHONE);
	c->fax = read_phone(r, FORMTEXT_FAX);
	c->mail = read_mail(r);
	c->reply = REPLY_MAIL;
	read_reply(r);
	read_large(r);
	r->form->received = given(r, FORMTEXT_RECEIVED);
	r->form->old_number = given(r, FORMTEXT_OLD_NUMBER);
	r->form->about = given(r, FORMTEXT_ABOUT);
	r->form->purpose = given(r, FORMTEXT_PURPOSE);
	r->form->channel = given(r, FORMTEXT_CHANNEL);
	r->form->subject = given(r, FORMTEXT_SUBJECT);
}

enum verdict
formtext_read(void *ctx, const char *text, enum formtext_use use, enum language language,
    struct formtext **out, struct buffer *errors, struct fault *f)
{
	struct reader r = { .ctx = ctx, .use = use, .language = language, .errors = errors,
	    .fault = f };
	struct lines lines = lines_split(ctx, text);
	const char *rest = NULL, *body;
	size_t first = 0, start;

	r.form = memory_new(ctx, sizeof *r.form);
	while (first < lines.count && line_is_blank(&lines.item[first]))
		first++;
	start = read_header(&r, &lines, first, &rest);
	read_values(&r);
	if (r.form->fields == 0 && rest == NULL) {
		r.form->text = must(talloc_strdup(ctx, text));
		if (first == lines.count)
			complain(&r, first + 1, NO_FORM);
	} else {
		body = lines_join(ctx, &lines, start, lines.count, lines.item[first].depth);
		if (rest != NULL) {
			const struct line *line = &lines.item[start - 1];

			body = must(talloc_asprintf(ctx, "%.*s\n%s",
			    (int)(line->text + line->len - rest), rest, body));
			body = text_trim(ctx, body);
		}
		r.form->text = body;
		if (*body == 0)
			complain(&r, lines.count, NO_TEXT);
	}
	*out = r.form;
	return r.wrong ? NEVER : DONE;
}

static void
write_line(struct buffer *out, enum language language, const char *ja, const char *en,
    const char *value)
{
	if (*value == 0)
		return;
	buffer_printf(out, "%s: ", language == LANGUAGE_JA ? ja : en);
	for (; *value != 0; value++)
		buffer_char(out, (unsigned char)(*value == '\n' ? ' ' : *value));
	buffer_char(out, '\n');
}

void
formtext_write(const struct formtext *form, enum language language, struct buffer *out)
{
	static const char *const ja[] = { "メール", "郵送", "不要" }, *const en[] = { "mail", "post",
	    "none" };
	const struct contact *c = &form->contact;

	write_line(out, language, "氏名", "name", c->name);
	write_line(out, language, "郵便番号", "postal code", c->postal_code);
	write_line(out, language, "住所", "address", c->address);
	write_line(out, language, "電話番号", "phone", c->phone);
	write_line(out, language, "FAX番号", "fax", c->fax);
	write_line(out, language, "メールアドレス", "mail", c->mail);
	write_line(out, language, "投稿目的", "purpose", form->purpose);
	write_line(out, language, "受付方法", "channel", form->channel);
	write_line(out, language, "件名", "subject", form->subject);
	write_line(out, language, "回答方法", "reply", (language == LANGUAGE_JA ? ja : en)[c->reply]);
	write_line(out, language, "文字の大きさ", "letter size", c->large ? language == LANGUAGE_JA ? "大" : "large" : "");
	write_line(out, language, "受付日", "date received", form->received);
	write_line(out, language, "旧番号", "old number", form->old_number);
	write_line(out, language, "受付番号", "follow-up to", form->about);
	buffer_printf(out, "\n%s\n", form->text);
}
