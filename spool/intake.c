/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake - an opinion that somebody of the office types in for a resident. */
#include "spool/intake.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/formdate.h"
#include "spool/lines.h"
#include "spool/number.h"

enum mistake { WRONG_CHANNEL, WRONG_PURPOSE, NO_MAIL, NO_ADDRESS, OUR_OWN, WRONG_DATE, LATE_DATE, WRONG_NUMBER };

static const struct {
	const char *ja, *en;
} mistakes[] = {
	[WRONG_CHANNEL] = { "受付方法は、窓口・電話・手紙・ファクス・メール・その他のどれかを書いてください",
	    "channel is one of counter, phone, letter, fax, mail, other" },
	[WRONG_PURPOSE] = { "投稿目的は、次のどれかを書いてください：", "purpose is one of: " },
	[NO_MAIL] = { "回答方法がメールのときは、メールアドレスを書いてください", "with reply: mail there has to be a mail address" },
	[NO_ADDRESS] = { "回答方法が郵送のときは、住所を書いてください", "with reply: post there has to be an address" },
	[OUR_OWN] = { "意見箱のアドレスではなく、意見を寄せた方のメールアドレスを書いてください",
	    "this is the opinion box's own address; write the resident's, or none" },
	[WRONG_DATE] = { "受付日は「2026-11-20」「令和8年11月20日」のように書いてください", "date received is written 2026-11-20" },
	[LATE_DATE] = { "受付日が、今日より後の日付です", "date received lies in the future" },
	[WRONG_NUMBER] = { "受付番号は「2026-000123-8」の形で、最後の1桁まで書いてください（どこかの数字が違います）",
	    "the number of the opinion is not right; write all of it, 2026-000123-8" },
};

static const struct {
	const char *word, *code;
} channels[] = {
	{ "窓口", "counter" }, { "来庁", "counter" }, { "来所", "counter" }, { "対面", "counter" },
	{ "counter", "counter" }, { "電話", "phone" }, { "お電話", "phone" }, { "tel", "phone" },
	{ "コールセンター", "phone" }, { "phone", "phone" }, { "telephone", "phone" }, { "call", "phone" },
	{ "手紙", "letter" }, { "はがき", "letter" }, { "葉書", "letter" }, { "ハガキ", "letter" },
	{ "封書", "letter" }, { "郵送", "letter" }, { "郵便", "letter" }, { "文書", "letter" },
	{ "letter", "letter" }, { "post", "letter" }, { "postcard", "letter" }, { "fax", "fax" }, { "ファクス", "fax" },
	{ "ファックス", "fax" }, { "メール", "mail" }, { "電子メール", "mail" }, { "mail", "mail" },
	{ "e-mail", "mail" }, { "email", "mail" }, { "投書", "box" }, { "投書箱", "box" }, { "box", "box" },
	{ "ホームページ", "web" }, { "web", "web" }, { "その他", "other" }, { "other", "other" },
};

struct check {
	void *ctx;
	const struct settings *s;
	const char *text;
	enum language language;
	struct buffer *errors;
	struct fault *fault;
	bool wrong;
};

/* The line on which a field stands, counted from 1; the first line where it stands on none. */
static size_t
line_of(const struct check *c, enum formtext_field wanted)
{
	struct lines lines = lines_split(c->ctx, c->text);
	enum formtext_field field;

	for (size_t i = 0; i < lines.count; i++)
		if (formtext_label(lines.item[i].text, lines.item[i].len, &field) != 0 && field == wanted)
			return i + 1;
	return 1;
}

static void
complain(struct check *c, enum formtext_field field, enum mistake mistake)
{
	size_t line = line_of(c, field);
	bool ja = c->language == LANGUAGE_JA;

	if (!c->wrong)
		(void)fail(c->fault, NEVER, "line %zu: %s", line, mistakes[mistake].en);
	c->wrong = true;
	buffer_printf(c->errors, ja ? "%zu行目: %s" : "line %zu: %s", line, ja ? mistakes[mistake].ja :
	    mistakes[mistake].en);
	for (size_t i = 0; mistake == WRONG_PURPOSE && i < c->s->purpose_count; i++)
		buffer_printf(c->errors, "%s%s", i == 0 ? "" : ja ? "、" : ", ", c->s->purposes[i].name);
	buffer_char(c->errors, '\n');
}

const char *
intake_channel(void *ctx, const char *typed)
{
	const char *folded = text_trim(ctx, text_fold(ctx, typed));

	for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++)
		if (strcmp(folded, channels[i].word) == 0)
			return channels[i].code;
	return NULL;
}

static const char *
read_channel(struct check *c, const char *typed, const char *standard)
{
	const char *folded = text_trim(c->ctx, text_fold(c->ctx, typed)), *code = intake_channel(c->ctx, typed);

	if (*folded == 0)
		return standard;
	if (code != NULL)
		return code;
	if (strcmp(folded, standard) == 0)
		return standard;
	complain(c, FORMTEXT_CHANNEL, WRONG_CHANNEL);
	return standard;
}

static const char *
read_purpose(struct check *c, const char *typed)
{
	const struct purpose *p = settings_purpose_named(c->s, *typed != 0 ? typed : c->s->default_purpose);

	if (p == NULL)
		complain(c, FORMTEXT_PURPOSE, WRONG_PURPOSE);
	return p != NULL ? p->code : "";
}

static void
read_office_lines(struct check *c, struct intake *out)
{
	struct formtext *form = out->form;
	daynum day;

	if (form->received[0] != 0 && !formdate_read(form->received, &day))
		complain(c, FORMTEXT_RECEIVED, WRONG_DATE);
	else if (form->received[0] != 0 && calendar_begin(day) > clock_now())
		complain(c, FORMTEXT_RECEIVED, LATE_DATE);
	else if (form->received[0] != 0)
		out->received = calendar_begin(day);
	if (form->about[0] != 0 && (out->about = number_read(c->ctx, form->about)) == NULL) {
		complain(c, FORMTEXT_ABOUT, WRONG_NUMBER);
		out->about = "";
	}
	/* What it was called elsewhere stays with it. */
	if (form->old_number[0] != 0) {
		form->text = must(talloc_asprintf(c->ctx, "%s: %s\n\n%s", c->language == LANGUAGE_JA ? "旧番号" : "Old number",
		    form->old_number, form->text));
		form->old_number = "";
	}
}

/* Where nothing is said of how to answer: in the way that there is an address for. */
static void
check_reply(struct check *c, struct formtext *form)
{
	struct contact *contact = &form->contact;

	if (!form->reply_given && contact->mail[0] == 0 && contact->address[0] != 0)
		contact->reply = REPLY_POST;
	if (form->reply_given && contact->reply == REPLY_MAIL && contact->mail[0] == 0)
		complain(c, FORMTEXT_REPLY, NO_MAIL);
	if (form->reply_given && contact->reply == REPLY_POST && contact->address[0] == 0)
		complain(c, FORMTEXT_REPLY, NO_ADDRESS);
	if (contact->mail[0] != 0 && text_equal_ignoring_case(contact->mail, c->s->office.address))
		complain(c, FORMTEXT_MAIL, OUR_OWN);
}

enum verdict
intake_read(void *ctx, const struct settings *s, const char *text, const char *standard, enum language language,
    struct intake *out, struct buffer *errors, struct fault *f)
{
	struct check c = { .ctx = ctx, .s = s, .text = text, .language = language, .errors = errors, .fault = f };
	enum verdict v;

	*out = (struct intake){ .channel = standard, .purpose = "", .about = "" };
	v = formtext_read(ctx, text, FORMTEXT_STRICT, language, &out->form, errors, f);
	if (v != DONE && v != NEVER)
		return v;
	c.wrong = v == NEVER;
	out->channel = read_channel(&c, out->form->channel, standard);
	out->purpose = read_purpose(&c, out->form->purpose);
	check_reply(&c, out->form);
	read_office_lines(&c, out);
	return c.wrong ? NEVER : DONE;
}

void
intake_write(const struct intake *intake, struct buffer *out)
{
	struct formtext proper = *intake->form;
	char day[CALENDAR_TEXT];

	proper.channel = intake->channel;
	proper.purpose = intake->purpose;
	if (intake->received != 0)
		proper.received = calendar_text(calendar_day_of(intake->received), day);
	proper.about = intake->about;
	formtext_write(&proper, LANGUAGE_EN, out);
}
