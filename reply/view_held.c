/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_held - what the desk gets about held mails: where they perhaps belong, and what became of them. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/guess.h"
#include "spool/mask.h"

int64_t
view_held_arrival(const struct facts *facts)
{
	const char *code = facts->intent->code, *space = strrchr(code, ' ');
	int64_t seq;

	if (strcmp(facts->intent->kind, "held") == 0)
		return facts->has_entry ? facts->entry.seq : 0;
	return !text_starts(code, "filed-") && space != NULL && text_to_number(space + 1, 1, INT64_MAX, &seq) ? seq : 0;
}

static bool
is_of_list(const struct list *list, const char *address)
{
	const char *at = strrchr(address, '@');

	for (size_t i = 0; i < list->count; i++)
		if (text_equal_ignoring_case(list->item[i], address) || (text_starts(list->item[i], "*@") &&
		    at != NULL && text_equal_ignoring_case(list->item[i] + 1, at)))
			return true;
	return false;
}

/* What it is taken for when the desk does not say; as filing.c does it. */
static const char *
taken_for(const struct settings *s, const char *source, const char *address)
{
	const struct drop *drop = settings_drop(s, source);

	if (drop != NULL && drop->returned)
		return "filing-returned";
	for (size_t i = 0; i < s->department_count; i++)
		if (is_of_list(&s->departments[i].addresses, address) || is_of_list(&s->departments[i].senders, address))
			return "filing-answer";
	return "filing-follow-up";
}

static enum verdict
add_guess(struct renderer *r, struct holes *h, const struct facts *facts, const struct guess *guess, size_t place,
    struct buffer *out, struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	const char *state = "", *why = "", *code = must(talloc_asprintf(h->ctx, "guess-%s", guess->why));
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(r->ledger, h->ctx, guess->opinion, &o, &found, f);

	if (v != DONE || !found)
		return v;
	v = reason_words(h->ctx, &s->office, facts->language, state_name(o.state), &state, f);
	if (v == DONE)
		v = reason_words(h->ctx, &s->office, facts->language, code, &why, f);
	if (v != DONE)
		return v;
	buffer_printf(out, facts->language == LANGUAGE_JA ? "%zu. %s　%s%s%s（%s）\n" : "%zu. %s  %s%s%s (%s)\n",
	    place, o.number, o.department[0] != 0 ? view_department_name(s, o.department) : "",
	    o.department[0] != 0 ? "  " : "", state, why);
	buffer_printf(out, "   %s%s\n", view_day(h->ctx, facts->language, o.received),
	    facts->language == LANGUAGE_JA ? "受付" : " received");
	return v;
}

static enum verdict
show_guesses(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	struct guess *guesses;
	size_t count;
	enum verdict v = guess_list(r->ledger, h->ctx, facts->entry.seq, &guesses, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		v = add_guess(r, h, facts, &guesses[i], i + 1, &out, f);
	view_hole(h, "guesses", buffer_text(&out));
	return v;
}

/* The desk has to see who sent it; the text is masked as the desk's requests are. */
static void
show_mail(struct holes *h, const struct facts *facts)
{
	const struct reading *reading = facts->reading;
	struct facts shown = *facts;
	struct contact sender = { .name = reading->from.name, .mail = reading->from.address, .postal_code = "",
		.address = "", .phone = "", .fax = "" };

	shown.contact = &sender;
	if (reading->from.address[0] != 0 || reading->from.name[0] != 0)
		view_hole(h, "from", must(talloc_asprintf(h->ctx, "%s%s<%s>", reading->from.name,
		    reading->from.name[0] != 0 ? " " : "", reading->from.address)));
	view_arrival(h, &shown, reading);
}

/* "bad-csv quote 12.3", "bad-scan 2": where it is, behind the reason. */
static void
show_detail(struct holes *h, const struct facts *facts)
{
	const char *last = strrchr(facts->intent->code, ' '), *dot = last != NULL ? strchr(last, '.') : NULL;
	bool ja = facts->language == LANGUAGE_JA;

	if (text_starts(facts->intent->code, "bad-csv ") && dot != NULL)
		view_hole(h, "detail", must(talloc_asprintf(h->ctx, ja ? "%.*s行目の%s列目" : "line %.*s, column %s",
		    (int)(dot - last) - 1, last + 1, dot + 1)));
	else if (text_starts(facts->intent->code, "bad-scan "))
		view_hole(h, "detail", must(talloc_asprintf(h->ctx, ja ? "下のファイルの%s番目" : "file %s below", last + 1)));
	view_hole(h, "bundle", facts->entry_is_paper ? "yes" : "");
	if (facts->pages_left != 0)
		view_hole(h, "left", must(talloc_asprintf(h->ctx, "%zu", facts->pages_left)));
}

enum verdict
view_held_mail(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	enum verdict v = DONE;

	if (!facts->has_entry || facts->entry.kind != ENTRY_HELD)
		return fail(f, NEVER, "the mail is no longer held");
	view_hole(h, "arrival", facts->entry.id);
	view_received(h, facts, facts->entry.received, facts->language);
	show_detail(h, facts);
	if (facts->reading != NULL) {
		show_mail(h, facts);
		v = view_reason(r, h, facts, "as", taken_for(r->ledger->settings, facts->entry.source,
		    facts->reading->from.address), f);
	}
	if (v == DONE)
		v = show_guesses(r, h, facts, f);
	return v == DONE ? view_reason(r, h, facts, "reason", facts->intent->code, f) : v;
}

/* Where the mail is now: the numbers and states of its opinions. */
static enum verdict
show_opinions(struct renderer *r, struct holes *h, const struct facts *facts, const struct entry *held, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	int64_t *ids;
	size_t count;
	enum verdict v = entry_opinions(r->ledger, h->ctx, held, &ids, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const char *state = "";
		struct opinion o;
		bool found;

		v = opinion_by_id(r->ledger, h->ctx, ids[i], &o, &found, f);
		if (v == DONE && found)
			v = reason_words(h->ctx, &r->ledger->settings->office, facts->language, state_name(o.state),
			    &state, f);
		if (v == DONE && found)
			buffer_printf(&out, "%s  %s\n", o.number, state);
	}
	view_hole(h, "numbers", buffer_text(&out));
	return v;
}

enum verdict
view_filed(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code, *space = strrchr(code, ' ');
	bool done = text_starts(code, "filed-"), found = false;
	struct entry held;
	int64_t seq = 0;
	enum verdict v = DONE;

	if (space != NULL && text_to_number(space + 1, 1, INT64_MAX, &seq))
		v = entry_by_seq(r->ledger, h->ctx, seq, &held, &found, f);
	if (v == DONE && found) {
		view_hole(h, "arrival", held.id);
		v = show_opinions(r, h, facts, &held, f);
	}
	view_hole(h, "done", done ? "yes" : "");
	view_hole(h, "text", !done && facts->reading != NULL ? facts->reading->text : "");
	code = must(talloc_strndup(h->ctx, code, strcspn(code, " ")));
	return v == DONE ? view_reason(r, h, facts, "reason", code, f) : v;
}
