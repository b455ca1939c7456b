/* SPDX-License-Identifier: GPL-3.0-or-later */
/* render - the letter for an intent, from its template and the facts of the register. */
#include "reply/render.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/view.h"
#include "spool/staff.h"
#include "spool/token.h"

/* Whose signed address the mail is answered to. */
enum replies { REPLIES_NONE, REPLIES_ANSWER, REPLIES_APPROVAL, REPLIES_RESIDENT, REPLIES_STAFF, REPLIES_FILE,
	REPLIES_RUN, REPLIES_SCAN, REPLIES_ERASURE, REPLIES_FAQ };

/* Every kind of mail. Mails that answer a mail by themselves have no envelope sender, so that no
 * bounce of theirs is ever answered (RFC 3834, 3.3); of the others we want to know when they do
 * not arrive. */
static const struct kind {
	const char *name;
	view_function *view;
	enum replies replies;
	bool answers;			/* a mail, by itself */
} kinds[] = {
	{ "receipt", view_receipt, REPLIES_RESIDENT, true },
	{ "answer", view_answer, REPLIES_RESIDENT, false },
	{ "page-link", view_page_link, REPLIES_RESIDENT, true },
	{ "request", view_request, REPLIES_ANSWER, false },
	{ "follow-up", view_follow_up, REPLIES_ANSWER, false },
	{ "returned", view_returned, REPLIES_ANSWER, false },
	{ "part-request", view_part_request, REPLIES_ANSWER, false },
	{ "part-answer", view_part_answer, REPLIES_ANSWER, false },
	{ "copy", view_copy, REPLIES_ANSWER, false },
	{ "question", view_question, REPLIES_RESIDENT, false },
	{ "approval", view_approval, REPLIES_APPROVAL, false },
	{ "agreed", view_agreed, REPLIES_APPROVAL, false },
	{ "circulation", view_agreed, REPLIES_APPROVAL, false },
	{ "understood", view_understood, REPLIES_NONE, true },
	{ "not-understood", view_not_understood, REPLIES_NONE, true },
	{ "disclosure", view_disclosure, REPLIES_ANSWER, false },
	{ "danger", view_danger, REPLIES_NONE, false },
	{ "not-processed", view_not_processed, REPLIES_RESIDENT, false },
	{ "command", view_command, REPLIES_STAFF, true },
	{ "welcome", view_welcome, REPLIES_STAFF, false },
	{ "undeliverable", view_notice, REPLIES_NONE, false },
	{ "held", view_held_mail, REPLIES_FILE, false },
	{ "filed", view_filed, REPLIES_FILE, true },
	{ "dispatch", view_dispatch, REPLIES_RUN, false },
	{ "dispatched", view_dispatched, REPLIES_RUN, true },
	{ "erasure", view_erasure, REPLIES_ERASURE, false },
	{ "erasure-answer", view_erasure_answer, REPLIES_ERASURE, true },
	{ "faq", view_faq, REPLIES_FAQ, false },
	{ "faq-answer", view_faq_answer, REPLIES_NONE, true },
	{ "unprintable", view_unprintable, REPLIES_NONE, false },
	{ "transcribe", view_transcribe, REPLIES_SCAN, false },
	{ "transcribed", view_transcribed, REPLIES_SCAN, true },
	{ "collected", view_collected, REPLIES_NONE, false },
	{ "drop-report", view_drop_report, REPLIES_NONE, false },
	{ "note-sheet", view_note_sheet, REPLIES_ANSWER, false },
	{ "checkpoint", view_checkpoint, REPLIES_NONE, false },
	{ "statistics", view_statistics, REPLIES_NONE, false },
	{ "set-aside", view_notice, REPLIES_NONE, false },
	{ "infected", view_infected, REPLIES_NONE, false },
	{ "not-taken", view_not_taken, REPLIES_NONE, true },
	{ "notice", view_notice, REPLIES_NONE, false },
	{ "reminder", view_reminder, REPLIES_NONE, false },
};

static const struct kind *
kind_named(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

const char *
render_kind(size_t index)
{
	return index < sizeof kinds / sizeof kinds[0] ? kinds[index].name : NULL;
}

static bool
is_kind(const struct facts *facts, const char *kind)
{
	return strcmp(facts->intent->kind, kind) == 0;
}

/* Where a reply comes back to: an address that opens only this matter, for this party (law 9). */
static const char *
reply_address(struct renderer *r, void *ctx, const struct facts *facts, enum replies replies)
{
	const struct seal_key *key = r->ledger->keys->token;
	const char *base = r->ledger->settings->office.address, *party = facts->intent->party;
	const char *subject = facts->has_opinion ? opinion_token_subject(ctx, &facts->opinion) : NULL;
	int64_t id, place;

	if (replies == REPLIES_STAFF && facts->staff != NULL)
		return staff_address(ctx, r->ledger, facts->staff, facts->staff_generation);
	if (replies == REPLIES_FILE && (id = view_held_arrival(facts)) != 0)
		return token_address(ctx, key, base, TOKEN_FILE, must(talloc_asprintf(ctx, "%lld", (long long)id)),
		    "desk");
	if (replies == REPLIES_RUN && (id = view_run_to_answer(facts)) != 0)
		return token_address(ctx, key, base, TOKEN_RUN, must(talloc_asprintf(ctx, "%lld", (long long)id)),
		    "desk");
	if (replies == REPLIES_SCAN && view_scan_of(facts, &id, &place))
		return token_address(ctx, key, base, TOKEN_SCAN, must(talloc_asprintf(ctx, "%lld", (long long)id)),
		    must(talloc_asprintf(ctx, "transcriber:%lld", (long long)place)));
	if (subject == NULL)
		return "";
	if (replies == REPLIES_ANSWER)
		return token_address(ctx, key, base, TOKEN_ANSWER, subject, party);
	if (replies == REPLIES_APPROVAL)
		return token_address(ctx, key, base, TOKEN_APPROVAL, subject,
		    must(talloc_asprintf(ctx, "%s:%lld", party, (long long)facts->draft.id)));
	if (replies == REPLIES_RESIDENT)
		return token_address(ctx, key, base, TOKEN_FOLLOW_UP, subject, "resident");
	return "";
}

static const char *
envelope_sender(struct renderer *r, void *ctx, const struct facts *facts, const struct kind *kind)
{
	if (kind->answers)
		return "";
	return token_address(ctx, r->ledger->keys->token, r->ledger->settings->office.address, TOKEN_BOUNCE,
	    must(talloc_asprintf(ctx, "%lld", (long long)facts->intent->id)), "");
}

/* The opinion's own mail may be that of a clerk, who entered it for the resident. */
static bool
is_from_resident(const struct facts *facts, const struct entry *e)
{
	return e->kind == ENTRY_OPINION || e->kind == ENTRY_FOLLOW_UP || e->seq == facts->opinion.arrival;
}

/* The mail that this one answers, so that mail programs show them together. An id may have an address in it. */
static const struct reading *
answered(const struct facts *facts)
{
	if (is_kind(facts, "understood") || is_kind(facts, "not-understood") || is_kind(facts, "filed") ||
	    is_kind(facts, "command") || is_kind(facts, "transcribed") || is_kind(facts, "dispatched") ||
	    is_kind(facts, "erasure-answer") || is_kind(facts, "faq-answer") || is_kind(facts, "not-taken"))
		return view_protected(facts) && facts->has_entry && is_from_resident(facts, &facts->entry) ? NULL :
		    facts->reading;
	/* What a clerk entered for a resident is no mail of theirs. */
	return strcmp(facts->intent->party, "resident") == 0 && facts->opinion_entry.kind != ENTRY_COMMAND ?
	    facts->opinion_reading : NULL;
}

static char *
copy(void *ctx, const char *text)
{
	return must(talloc_strdup(ctx, text));
}

static void
write_head(struct renderer *r, void *ctx, const struct facts *facts, const struct kind *kind, const char *reply,
    struct rendering *out)
{
	const struct office *office = &r->ledger->settings->office;
	const struct reading *before = answered(facts);
	struct letter *l = &out->letter;
	bool to_clerk = strcmp(facts->intent->party, "resident") != 0;

	/* Clerks answer to the From where their mail program does not know Reply-To. */
	l->from = (struct address){ copy(ctx, office->name), copy(ctx, to_clerk && *reply != 0 ? reply :
	    office->address) };
	l->reply_to = (struct address){ copy(ctx, office->name), copy(ctx, reply) };
	l->to = facts->to;
	l->to_count = facts->to_count;
	l->message_id = facts->intent->message_id;
	l->date = facts->intent->created;
	l->in_reply_to = before != NULL ? before->message_id : "";
	if (before != NULL && before->message_id[0] != 0) {
		struct list *all = &l->references;

		all->item = must(talloc_array(ctx, char *, before->references.count + 1));
		for (size_t i = 0; i < before->references.count; i++)
			all->item[all->count++] = before->references.item[i];
		all->item[all->count++] = copy(ctx, before->message_id);
	}
	l->automatic = kind->answers ? AUTOMATIC_REPLIED : AUTOMATIC_GENERATED;
	l->stamp = must(talloc_asprintf(ctx, "%s%s%s", facts->intent->kind, facts->has_opinion ? " " : "",
	    facts->has_opinion ? facts->opinion.number : ""));
	out->sender = envelope_sender(r, ctx, facts, kind);
}

static const struct reading *
with_attachments(const struct facts *facts, const struct entry **entry_out)
{
	const struct reading *r = NULL;

	if (facts->on_page)
		return NULL;
	/* What the department attached to its answer goes to the resident, and to the desk before. */
	if (is_kind(facts, "answer") || is_kind(facts, "approval") || is_kind(facts, "circulation")) {
		*entry_out = &facts->draft_entry;
		return facts->draft_reading != NULL && facts->draft_reading->part_count != 0 ?
		    facts->draft_reading : NULL;
	}
	/* What came with a part goes to the lead, what came with a question to the resident. */
	if (is_kind(facts, "question")) {
		*entry_out = &facts->entry;
		return facts->reading != NULL && facts->reading->part_count != 0 ? facts->reading : NULL;
	}
	if (is_kind(facts, "request") || is_kind(facts, "disclosure") || is_kind(facts, "part-request") ||
	    is_kind(facts, "copy")) {
		r = facts->opinion_reading;
		*entry_out = &facts->opinion_entry;
	} else if (is_kind(facts, "follow-up") || is_kind(facts, "part-answer")) {
		r = facts->reading;
		*entry_out = &facts->entry;
	}
	return r != NULL && r->part_count != 0 && facts->department != NULL && facts->department->attachments ?
	    r : NULL;
}

const struct reading *
render_attachments(const struct facts *facts, const struct entry **entry_out)
{
	const struct reading *r = with_attachments(facts, entry_out);

	/* What is in the files of a resident cannot be masked, least of all what they wrote by hand. */
	if (r != NULL && is_from_resident(facts, *entry_out) && (view_protected(facts) || view_withheld(facts, r)))
		return NULL;
	return r;
}

enum verdict
render(struct renderer *r, void *ctx, const struct facts *facts, enum attached attached, struct rendering *out,
    struct fault *f)
{
	struct holes h = { .ctx = ctx, .attached = attached };
	const struct kind *kind = kind_named(facts->intent->kind);
	const char *reply = "";
	struct rendered words;
	enum verdict v;

	*out = (struct rendering){ .sender = "" };
	if (kind == NULL)
		return fail(f, LATER, "a mail of the unknown kind %s: a newer program decided it; install the same version of all", facts->intent->kind);
	view_common(r, &h, facts, facts->language);
	v = kind->view(r, &h, facts, f);
	view_conceal(&h, facts);
	if (v == DONE)
		v = view_fill(r, &h, facts->language, facts->on_page ? "answer-page" : kind->name, &words, f);
	if (v == DONE && kind->replies == REPLIES_ERASURE)
		v = view_erasure_address(r, ctx, facts, &reply, f);
	if (v == DONE && kind->replies == REPLIES_FAQ)
		v = view_faq_address(r, ctx, facts, &reply, f);
	if (v != DONE)
		return v;
	if (kind->replies != REPLIES_ERASURE && kind->replies != REPLIES_FAQ)
		reply = reply_address(r, ctx, facts, kind->replies);
	write_head(r, ctx, facts, kind, reply, out);
	out->letter.subject = words.subject;
	out->letter.text = words.text;
	return DONE;
}
