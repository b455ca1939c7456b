/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts - what the register says about an intent. */
#include "reply/facts.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/view.h"
#include "spool/digest.h"
#include "spool/erasure.h"
#include "spool/faq.h"
#include "spool/staff.h"

#define GONE "gone"

/* What stands behind prefix in party; NULL when it does not begin so. */
static const char *
code_of(const char *party, const char *prefix)
{
	return text_starts(party, prefix) ? party + strlen(prefix) : NULL;
}

/* A verdict of NEVER from the register means erased: then there is nothing there. */
static enum verdict
erased_is_nothing(enum verdict v, bool *there)
{
	*there = v == DONE;
	return v == NEVER ? DONE : v;
}

static enum verdict
gather_opinion(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	struct contact *contact = NULL;
	bool there = false;
	enum verdict v;

	if (out->intent->opinion == 0)
		return DONE;
	v = opinion_by_id(l, ctx, out->intent->opinion, &out->opinion, &there, f);
	if (v == DONE && there)
		v = erased_is_nothing(opinion_contact(l, ctx, &out->opinion, &contact, f), &there);
	if (v != DONE)
		return v;
	if (!there)
		*gone_out = GONE;
	out->has_opinion = there;
	out->contact = contact;
	/* Taken up again before anybody was told. */
	if (there && strcmp(out->intent->kind, "not-processed") == 0 && out->opinion.reason[0] == 0)
		*gone_out = "taken-up";
	return DONE;
}

static enum verdict
read_entry(struct ledger *l, void *ctx, int64_t seq, struct entry *entry, bool *there_out,
    const struct reading **reading_out, struct fault *f)
{
	struct reading *reading = NULL;
	bool readable;
	enum verdict v = entry_by_seq(l, ctx, seq, entry, there_out, f);

	if (v == DONE && *there_out)
		v = erased_is_nothing(entry_reading(l, ctx, entry, &reading, f), &readable);
	*reading_out = reading;
	return v;
}

/* What came from a drop folder, or as a fax. */
static bool
is_paper(const struct ledger *l, const struct entry *e)
{
	return settings_drop(l->settings, e->source) != NULL || strcmp(e->channel, "fax") == 0;
}

static enum verdict
gather_arrivals(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	bool there;
	enum verdict v = DONE;

	if (out->intent->arrival != 0) {
		v = read_entry(l, ctx, out->intent->arrival, &out->entry, &out->has_entry, &out->reading, f);
		if (v == DONE && !out->has_entry)
			*gone_out = GONE;
		if (v == DONE && out->has_entry && strcmp(out->intent->kind, "transcribe") == 0 && out->entry.kind != ENTRY_SCAN)
			*gone_out = "typed-in";
		out->entry_is_paper = out->has_entry && is_paper(l, &out->entry);
	}
	if (v == DONE && out->has_opinion && out->opinion.arrival != 0)
		v = read_entry(l, ctx, out->opinion.arrival, &out->opinion_entry, &there, &out->opinion_reading, f);
	out->opinion_is_paper = out->opinion_reading != NULL && is_paper(l, &out->opinion_entry);
	return v;
}

/* Mails in which the answer stands. */
static bool
is_about_answer(const char *kind)
{
	return strcmp(kind, "answer") == 0 || strcmp(kind, "approval") == 0 || strcmp(kind, "agreed") == 0 ||
	    strcmp(kind, "circulation") == 0;
}

static enum verdict
gather_draft(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	bool needed = is_about_answer(out->intent->kind);
	bool there;
	enum verdict v = DONE;

	if (out->intent->draft != 0)
		v = draft_by_id(l, ctx, out->intent->draft, &out->draft, &out->has_draft, f);
	else if (needed && out->has_opinion)
		v = draft_newest(l, ctx, out->opinion.id, &out->draft, &out->has_draft, f);
	if (v == DONE && needed && (!out->has_draft || out->draft.text[0] == 0))
		*gone_out = GONE;
	if (v == DONE && needed && out->has_draft && out->draft.arrival != 0)
		v = read_entry(l, ctx, out->draft.arrival, &out->draft_entry, &there, &out->draft_reading, f);
	return v;
}

enum verdict
facts_in_hours(struct ledger *l, const struct facts *facts, int64_t now, bool *out, struct fault *f)
{
	const struct calendar *cal;
	char today[CALENDAR_TEXT];
	enum verdict v;

	*out = true;
	if (strcmp(facts->intent->kind, "reminder") != 0)
		return DONE;
	v = calendar_of(l, &cal, f);
	if (v == DONE)
		*out = digest_hours(cal, &l->settings->calendar, now) &&
		    strcmp(facts->intent->code, calendar_text(calendar_day_of(now), today)) == 0;
	return v;
}

/* What is left to be reminded of, if it still is the morning that it was decided for. */
static enum verdict
gather_digest(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	struct digest *digest;
	int64_t now = clock_now();
	bool in_hours;
	enum verdict v = facts_in_hours(l, out, now, &in_hours, f);

	if (v != DONE || strcmp(out->intent->kind, "reminder") != 0)
		return v;
	if (!in_hours) {
		*gone_out = "out-of-hours";
		return DONE;
	}
	digest = memory_new(ctx, sizeof *digest);
	v = digest_gather(l, ctx, out->intent->party, now, digest, f);
	if (v == DONE && digest_is_empty(digest))
		*gone_out = GONE;
	out->digest = digest;
	return v;
}

/* A proposal that was decided before anybody was asked. */
static enum verdict
gather_erasure(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	struct erasure e;
	int64_t id = 0;
	bool found = false;
	enum verdict v = DONE;

	if (strcmp(out->intent->kind, "erasure") != 0)
		return DONE;
	if (text_to_number(out->intent->code, 1, INT64_MAX, &id))
		v = erasure_by_id(l, ctx, id, &e, &found, f);
	if (v == DONE && (!found || e.state != ERASURE_PROPOSED))
		*gone_out = GONE;
	return v;
}

/* A question that was answered before its department was asked. */
static enum verdict
gather_faq(struct ledger *l, void *ctx, struct facts *out, const char **gone_out, struct fault *f)
{
	struct faq q;
	bool open = true;
	enum verdict v = DONE;

	if (strcmp(out->intent->kind, "faq") == 0)
		v = view_faq_find(l, ctx, out->intent, &q, &open, f);
	if (v == DONE && !open)
		*gone_out = GONE;
	return v;
}

/* ---- who gets it ------------------------------------------------------------------------------ */

static char *
copy(void *ctx, const char *text)
{
	return must(talloc_strdup(ctx, text));
}

static void
to_one(void *ctx, struct facts *out, const char *name, const char *address)
{
	struct address *to = memory_new(ctx, sizeof *to);

	*to = (struct address){ copy(ctx, name), copy(ctx, address) };
	out->to = to;
	out->to_count = address[0] != 0;
}

static void
to_list(void *ctx, struct facts *out, const char *name, const struct list *addresses)
{
	struct address *to = must(talloc_array(ctx, struct address, addresses->count + 1));

	for (size_t i = 0; i < addresses->count; i++)
		to[i] = (struct address){ copy(ctx, name), addresses->item[i] };
	out->to = to;
	out->to_count = addresses->count;
}

static void
to_department(void *ctx, struct facts *out, const struct department *d)
{
	out->department = d;
	if (d != NULL)
		to_list(ctx, out, d->name, &d->addresses);
}

/* The ladder: the department's chief or head. */
static void
to_superior(void *ctx, struct facts *out, const struct department *d, const struct list *addresses)
{
	out->department = d;
	to_list(ctx, out, d->name, addresses);
}

/* Who is on duty: the addresses of [danger], or else the desk and the administrator. */
static void
to_duty(struct ledger *l, void *ctx, struct facts *out)
{
	const struct settings *s = l->settings;
	const struct department *desk = settings_department_at(s, s->office.desk, clock_now());
	struct list all = { NULL, 0 };

	out->department = desk;
	if (s->danger.addresses.count != 0) {
		to_list(ctx, out, s->office.section, &s->danger.addresses);
		return;
	}
	all.item = must(talloc_array(ctx, char *, desk->addresses.count + 1));
	for (size_t i = 0; i < desk->addresses.count; i++)
		all.item[all.count++] = desk->addresses.item[i];
	all.item[all.count++] = copy(ctx, s->office.administrator);
	to_list(ctx, out, desk->name, &all);
}

/* Who types in scans, or decides between two who did. */
static void
to_transcriber(const struct settings *s, void *ctx, struct facts *out, const char *place)
{
	const struct transcription *t = &s->transcription;
	const struct list *list = *place == '1' ? &t->addresses : *place == '2' ? &t->second : &t->third;

	if (list->count != 0)
		to_list(ctx, out, "", list);
	else if (*place != '2')
		to_department(ctx, out, settings_department_at(s, s->office.desk, clock_now()));
	/* The desk's requests are masked, and who types in what a resident wrote is not. */
	out->department = NULL;
}

/* The settings may have changed since: then there may be nobody at that place. */
static void
to_eraser(const struct settings *s, void *ctx, struct facts *out, const char *place)
{
	int64_t n;

	if (text_to_number(place, 1, (int64_t)s->erasure.clerks.count, &n))
		to_one(ctx, out, "", s->erasure.clerks.item[n - 1]);
}

/* Whose mail an answer of ours goes to: the From of the arrival, as it was judged (law 9). */
static void
to_sender(void *ctx, struct facts *out)
{
	if (out->reading != NULL)
		to_one(ctx, out, out->reading->from.name, out->reading->from.address);
}

static void
choose_recipients(struct ledger *l, void *ctx, struct facts *out)
{
	const struct office *office = &l->settings->office;
	const struct settings *s = l->settings;
	const char *party = out->intent->party, *code;

	out->language = office->language;
	if (strcmp(party, "resident") == 0 && out->has_opinion) {
		out->language = strcmp(out->opinion.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
		to_one(ctx, out, out->contact->name, out->contact->mail);
	} else if ((code = code_of(party, "department:")) != NULL) {
		/* Of a department that has ended meanwhile, its successor gets it. */
		to_department(ctx, out, settings_department_at(s, code, clock_now()));
	} else if (strcmp(party, "desk") == 0) {
		to_department(ctx, out, settings_department_at(s, office->desk, clock_now()));
	} else if ((code = code_of(party, "chief:")) != NULL || (code = code_of(party, "head:")) != NULL) {
		const struct department *d = settings_department(s, code);

		if (d != NULL)
			to_superior(ctx, out, d, *party == 'c' ? &d->chief : &d->head);
	} else if ((code = code_of(party, "approver:")) != NULL) {
		out->approver = settings_approver(s, code);
		if (out->approver != NULL)
			to_list(ctx, out, out->approver->name, &out->approver->addresses);
	} else if ((code = code_of(party, "staff:")) != NULL) {
		out->staff = settings_staff(s, code);
		if (out->staff != NULL)
			to_list(ctx, out, out->staff->name, &out->staff->addresses);
	} else if ((code = code_of(party, "transcriber:")) != NULL) {
		to_transcriber(s, ctx, out, code);
	} else if ((code = code_of(party, "eraser:")) != NULL) {
		to_eraser(s, ctx, out, code);
	} else if (strcmp(party, "duty") == 0) {
		to_duty(l, ctx, out);
	} else if (strcmp(party, "statistics") == 0) {
		to_list(ctx, out, "", &s->stats.mail);
	} else if (strcmp(party, "administrator") == 0) {
		to_one(ctx, out, "", office->administrator);
	} else if (strcmp(party, "sender") == 0) {
		to_sender(ctx, out);
	}
}

/* Whose command the arrival was: the register's line about it says so, "staff:CODE ...". */
static enum verdict
gather_staff(struct ledger *l, void *ctx, struct facts *out, struct fault *f)
{
	/* Who wrote to a former address is not told the present one: somebody else may have it. */
	bool answers = strcmp(out->intent->kind, "command") == 0 && strcmp(out->intent->code, "old-address") != 0;
	const char *code = answers && out->has_entry ? code_of(out->entry.reason, "staff:") : NULL;
	struct staff_standing standing;
	enum verdict v;

	if (out->staff == NULL && code != NULL)
		out->staff = settings_staff(l->settings, must(talloc_strndup(ctx, code, strcspn(code, " "))));
	if (out->staff == NULL)
		return DONE;
	v = staff_standing(l, out->staff, &standing, f);
	out->staff_generation = standing.generation;
	return v;
}

/* A link is shown once: a receipt has it, an answer where there is no password yet, and who asked for one gets it. */
static enum verdict
gather_page(struct ledger *l, struct facts *out, const char **gone_out, struct fault *f)
{
	const char *kind = out->intent->kind;
	bool asked = strcmp(kind, "page-link") == 0, answers = strcmp(kind, "answer") == 0, there;
	struct webcase c;
	enum verdict v;

	if (!out->has_opinion || !settings_has_page(l->settings) || (!asked && !answers && strcmp(kind, "receipt") != 0))
		return DONE;
	v = webcase_get(l, &out->opinion, &c, &there, f);
	if (v == DONE && there && (asked || c.generation == 0))
		v = webcase_link(l, &out->opinion, clock_now(), &out->link, &out->has_link, f);
	if (v == DONE && asked && !out->has_link)
		*gone_out = "expired";
	out->on_page = v == DONE && answers && there && l->settings->page.answers == PAGE_ANSWERS_PAGE;
	return v;
}

enum verdict
facts_gather(struct ledger *l, void *ctx, const struct intent *i, struct facts *out, const char **gone_out,
    struct fault *f)
{
	enum verdict v;

	*out = (struct facts){ .intent = i };
	*gone_out = NULL;
	v = gather_opinion(l, ctx, out, gone_out, f);
	if (v == DONE && *gone_out == NULL)
		v = gather_arrivals(l, ctx, out, gone_out, f);
	if (v == DONE && *gone_out == NULL)
		v = gather_draft(l, ctx, out, gone_out, f);
	if (v == DONE && *gone_out == NULL)
		v = gather_digest(l, ctx, out, gone_out, f);
	if (v == DONE && *gone_out == NULL)
		v = gather_erasure(l, ctx, out, gone_out, f);
	if (v == DONE && *gone_out == NULL)
		v = gather_faq(l, ctx, out, gone_out, f);
	if (v != DONE || *gone_out != NULL)
		return v;
	choose_recipients(l, ctx, out);
	v = gather_staff(l, ctx, out, f);
	if (v == DONE)
		v = gather_page(l, out, gone_out, f);
	if (v != DONE || *gone_out != NULL)
		return v;
	if (out->to_count == 0)
		*gone_out = "no-address";
	return DONE;
}
