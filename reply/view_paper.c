/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_paper - what clerks get who type in scans: the pages and a form, and what came of their reply. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/formdiff.h"
#include "spool/guess.h"
#include "spool/intake.h"
#include "spool/transcription.h"

static const struct {
	enum formtext_field field;
	const char *ja, *en;
} labels[] = {
	{ FORMTEXT_NAME, "氏名", "Name" }, { FORMTEXT_POSTAL_CODE, "郵便番号", "Postal code" }, { FORMTEXT_ADDRESS, "住所", "Address" },
	{ FORMTEXT_PHONE, "電話番号", "Phone" }, { FORMTEXT_FAX, "FAX番号", "Fax" }, { FORMTEXT_MAIL, "メールアドレス", "Mail" },
	{ FORMTEXT_CHANNEL, "受付方法", "Channel" }, { FORMTEXT_RECEIVED, "受付日", "Date received" },
	{ FORMTEXT_PURPOSE, "投稿目的", "Purpose" }, { FORMTEXT_REPLY, "回答方法", "Reply" },
	{ FORMTEXT_LARGE, "文字の大きさ", "Letter size" }, { FORMTEXT_ABOUT, "受付番号", "Follow-up to" },
	{ FORMTEXT_SUBJECT, "件名", "Subject" }, { FORMTEXT_TEXT, "本文", "Text" },
};

static const char *
label_of(enum formtext_field field, enum language language)
{
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (labels[i].field == field)
			return language == LANGUAGE_JA ? labels[i].ja : labels[i].en;
	return "";
}

/* ---- where two differ ---------------------------------------------------------------------------------- */

/* Codes of the proper form, as a clerk writes them. */
static const char *
words_for(struct renderer *r, struct holes *h, const struct facts *facts, enum formtext_field field, const char *value,
    struct fault *f)
{
	const struct purpose *purpose = settings_purpose(r->ledger->settings, value);
	const char *kind = field == FORMTEXT_REPLY ? "reply" : "channel", *words = value;

	if (field == FORMTEXT_PURPOSE)
		return purpose != NULL ? purpose->name : value;
	if (field == FORMTEXT_LARGE && facts->language == LANGUAGE_JA && *value != 0)
		return strcmp(value, "large") == 0 ? "大" : "普通";
	if ((field == FORMTEXT_REPLY || field == FORMTEXT_CHANNEL) && *value != 0 && reason_words(h->ctx,
	    &r->ledger->settings->office, facts->language, must(talloc_asprintf(h->ctx, "%s %s", kind, value)), &words, f) != DONE)
		return value;
	return words;
}

static void
add_version(struct holes *h, struct buffer *out, const char *who, const char *value, bool ja)
{
	const char *none = ja ? "（なし）" : "(nothing)";

	if (strchr(value, '\n') == NULL) {
		buffer_printf(out, ja ? "　%s：%s\n" : "  %s: %s\n", who, *value != 0 ? value : none);
		return;
	}
	buffer_printf(out, ja ? "　%s：\n" : "  %s:\n", who);
	for (const char *p = value; *p != 0;) {
		size_t len = strcspn(p, "\n");

		char *line = must(talloc_strndup(h->ctx, p, len));

		buffer_printf(out, ja ? "　　%s\n" : "    %s\n", line);
		p += len + (p[len] == '\n');
	}
}

static void
add_line(struct buffer *out, enum formtext_field field, const char *value, enum language language)
{
	buffer_printf(out, "%s:%s%s\n", label_of(field, language), *value != 0 ? " " : "", value);
}

/* A form with what the two agree on. */
static const char *
agreed_form(struct renderer *r, struct holes *h, const struct facts *facts, const struct formtext *a, struct fault *f)
{
	static const char *const ways[] = { "mail", "post", "none" };
	enum language language = facts->language;
	struct buffer out = buffer_init(h->ctx);

	add_line(&out, FORMTEXT_NAME, a->contact.name, language);
	add_line(&out, FORMTEXT_POSTAL_CODE, a->contact.postal_code, language);
	add_line(&out, FORMTEXT_ADDRESS, a->contact.address, language);
	add_line(&out, FORMTEXT_PHONE, a->contact.phone, language);
	add_line(&out, FORMTEXT_FAX, a->contact.fax, language);
	add_line(&out, FORMTEXT_MAIL, a->contact.mail, language);
	add_line(&out, FORMTEXT_PURPOSE, words_for(r, h, facts, FORMTEXT_PURPOSE, a->purpose, f), language);
	/* The proper form says mail where nothing was said. */
	add_line(&out, FORMTEXT_REPLY, a->reply_given && (a->contact.reply != REPLY_MAIL || a->contact.mail[0] != 0) ? words_for(r, h, facts, FORMTEXT_REPLY, ways[a->contact.reply], f) : "",
	    language);
	add_line(&out, FORMTEXT_LARGE, a->contact.large ? language == LANGUAGE_JA ? "大" : "large" : "", language);
	if (a->received[0] != 0)
		add_line(&out, FORMTEXT_RECEIVED, a->received, language);
	if (a->about[0] != 0)
		add_line(&out, FORMTEXT_ABOUT, a->about, language);
	add_line(&out, FORMTEXT_SUBJECT, a->subject, language);
	buffer_printf(&out, "%s:\n%s", label_of(FORMTEXT_TEXT, language), a->text);
	return buffer_text(&out);
}

static enum verdict
view_differences(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	bool ja = facts->language == LANGUAGE_JA;
	struct buffer out = buffer_init(h->ctx);
	struct transcription_state state;
	struct formdiff d;
	enum verdict v = transcription_get(r->ledger, h->ctx, &facts->entry, &state, f);

	if (v != DONE || state.place[0].form == NULL || state.place[1].form == NULL)
		return v;
	d = formdiff_compare(h->ctx, state.place[0].form, state.place[1].form, FORMDIFF_OPEN);
	for (size_t i = 0; i < d.count; i++) {
		const struct formdiff_item *item = &d.item[i];

		buffer_printf(&out, "%s%s", i != 0 ? "\n" : "", label_of(item->field, facts->language));
		if (item->field == FORMTEXT_TEXT)
			buffer_printf(&out, ja ? "の%zu行目から" : ", from line %zu", item->line);
		buffer_char(&out, '\n');
		add_version(h, &out, ja ? "1人目" : "first", words_for(r, h, facts, item->field, item->first, f), ja);
		add_version(h, &out, ja ? "2人目" : "second", words_for(r, h, facts, item->field, item->second, f), ja);
	}
	view_hole(h, "differences", buffer_text(&out));
	view_hole(h, "form", agreed_form(r, h, facts, &d.agreed, f));
	return DONE;
}

/* ---- the scan -------------------------------------------------------------------------------------------- */

/* What was typed beside the scan, and what is wrong with it. */
static void
view_typed(struct renderer *r, struct holes *h, const struct facts *facts)
{
	struct buffer errors = buffer_init(h->ctx);
	struct intake intake;
	struct fault ignored;

	if (facts->reading == NULL)
		return;
	if (intake_read(h->ctx, r->ledger->settings, facts->reading->text, facts->entry.channel, facts->language, &intake,
	    &errors, &ignored) != DONE)
		view_hole(h, "errors", text_trim(h->ctx, buffer_text(&errors)));
	view_hole(h, "form", text_trim(h->ctx, facts->reading->text));
}

static enum verdict
view_proposal(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct proposal p;
	bool found;
	enum verdict v = proposal_get(r->ledger, h->ctx, &facts->entry, &p, &found, f);

	if (v != DONE || !found)
		return v;
	view_hole(h, "proposal", text_trim(h->ctx, p.text));
	view_hole(h, "confidence", must(talloc_asprintf(h->ctx, "%d", p.confidence)));
	return DONE;
}

/* The opinion that our letter in front of it is about. */
static enum verdict
view_about(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct guess *guesses;
	size_t count;
	enum verdict v = guess_list(r->ledger, h->ctx, facts->entry.seq, &guesses, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct opinion o;
		bool found;

		if (strcmp(guesses[i].why, "sheet") != 0)
			continue;
		v = opinion_by_id(r->ledger, h->ctx, guesses[i].opinion, &o, &found, f);
		if (v == DONE && found)
			view_hole(h, "about", o.number);
	}
	return v;
}

static void
view_pages(struct holes *h, const struct facts *facts)
{
	view_hole(h, "pages", h->attached == ATTACHED ? "yes" : "");
	if (facts->pages_left != 0)
		view_hole(h, "left", must(talloc_asprintf(h->ctx, "%zu", facts->pages_left)));
	view_files(h, facts, facts->reading);
}

static enum verdict
view_channel(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *name;
	enum verdict v = view_channel_name(r, h->ctx, facts->language, facts->entry.channel, &name, f);

	if (v == DONE)
		view_hole(h, "channel", name);
	return v;
}

enum verdict
view_transcribe(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;
	const struct reading *reading = facts->reading;
	enum verdict v;

	if (!facts->has_entry || facts->entry.kind != ENTRY_SCAN)
		return fail(f, NEVER, "the scan is no longer to be typed in");
	view_hole(h, "arrival", facts->entry.id);
	view_received(h, facts, facts->entry.received, facts->language);
	view_hole(h, "second", strcmp(facts->intent->party, "transcriber:2") == 0 ? "yes" : "");
	view_pages(h, facts);
	v = view_channel(r, h, facts, f);
	if (v == DONE && strcmp(code, "differ") == 0)
		v = view_differences(r, h, facts, f);
	else if (*code != 0)
		view_typed(r, h, facts);
	/* What a fax gateway wrote around a fax. */
	else if (reading != NULL)
		view_hole(h, "text", reading_words(reading));
	if (v == DONE && *code != 0)
		v = view_reason(r, h, facts, "reason", must(talloc_asprintf(h->ctx, "scan %s", code)), f);
	if (v == DONE)
		v = view_about(r, h, facts, f);
	return v == DONE ? view_proposal(r, h, facts, f) : v;
}

/* ---- what came of a reply --------------------------------------------------------------------------------- */

bool
view_scan_of(const struct facts *facts, int64_t *seq_out, int64_t *place_out)
{
	const char *code = facts->intent->code, *place = strrchr(code, ' '), *seq = strchr(code, ' ');

	if (strcmp(facts->intent->kind, "transcribe") == 0) {
		*seq_out = facts->has_entry ? facts->entry.seq : 0;
		place = strchr(facts->intent->party, ':');
		return *seq_out != 0 && place != NULL && text_to_number(place + 1, 1, 3, place_out);
	}
	if (seq == NULL || place == seq || !text_to_number(place + 1, 1, 3, place_out))
		return false;
	seq = talloc_strndup(NULL, seq + 1, (size_t)(place - seq) - 1);
	if (!text_to_number(seq, 1, INT64_MAX, seq_out))
		*seq_out = 0;
	talloc_free((void *)(uintptr_t)seq);
	return *seq_out != 0 && strncmp(code, "transcribed ", 12) != 0 && !text_starts(code, "scan-") &&
	    !text_starts(code, "typed-already");
}

enum verdict
view_transcribed(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = must(talloc_strndup(h->ctx, facts->intent->code, strcspn(facts->intent->code, " "))), *words;
	bool done = text_starts(code, "transcribed") || text_starts(code, "scan-") || strcmp(code, "typed-already") == 0;
	bool found = false;
	enum verdict v = view_reason(r, h, facts, "reason", must(talloc_asprintf(h->ctx, "scan %s", code)), f);

	view_hole(h, "done", done ? "yes" : "");
	if (!done && (text_starts(code, "form-") || strcmp(code, "open-form") == 0))
		view_typed(r, h, facts);
	else if (!done && facts->reading != NULL)
		view_hole(h, "text", facts->reading->text);
	if (v == DONE && facts->has_opinion)
		v = view_opinion(r, h->ctx, facts, facts->opinion.number, VIEW_ENTERED, &words, &found, f);
	if (v == DONE && found)
		view_hole(h, "details", words);
	return v;
}
