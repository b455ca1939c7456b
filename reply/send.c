/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send - carries out the intents that are due: rendered, sent, and noted mail by mail. */
#include "reply/send.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "reply/attach_pages.h"
#include "reply/attach_report.h"
#include "reply/exposure.h"
#include "reply/outcome.h"
#include "reply/publish.h"
#include "reply/quota.h"
#include "reply/render.h"
#include "spool/approval.h"

enum { BATCH = 64, LOST_MAX = 3, LARGE = 65536 };

/* One intent on its way. */
struct item {
	void *ctx;
	const struct intent *intent;
	struct facts facts;
	struct rendering mail;
	struct parcel parcel;
	struct exposure exposure;
	const char *name;		/* for the log: kind and number */
	bool ready;			/* it is to be sent */
	bool begun;			/* an answer: marked in the register, and not handed over yet */
};

struct sender {
	struct run *run;
	struct ledger *ledger;
	struct parser *parser;
	struct scanner *scanner;	/* NULL before a scan is to be shown */
	struct renderer *renderer;
	struct publisher *publisher;
	struct fault unpublished;	/* why answers that are read on the page cannot leave now; "" they can */
	struct transport *transport;	/* NULL before there is something to send */
	struct item item[BATCH];
	size_t count;
	int64_t left;			/* mails that this run may still send */
	int lost;			/* connections lost one after the other */
	struct fault unseen;		/* of a danger mail that did not leave; "" none */
};

/* A person has to see it at once, and will not: the run's exit says so. */
static void
mind_danger(struct sender *s, const struct item *it, const char *why)
{
	if (strcmp(it->intent->kind, "danger") == 0)
		(void)fail(&s->unseen, LATER, "%s did not leave: %s; somebody has to look at once (iken status)", it->name, why);
}

/* ---- before: within one transaction for the batch ------------------------------------------------- */

static void
name_item(struct item *it)
{
	bool numbered = it->facts.has_opinion;

	it->name = must(talloc_asprintf(it->ctx, "%s%s%s to %s", it->intent->kind, numbered ? " " : "",
	    numbered ? it->facts.opinion.number : "", it->intent->party));
}

/* Those who have not got it yet. */
static enum verdict
choose_recipients(struct sender *s, struct item *it, struct fault *f)
{
	const struct facts *facts = &it->facts;
	struct recipient *r = must(talloc_zero_array(it->ctx, struct recipient, facts->to_count));
	enum verdict v = DONE;

	it->parcel = (struct parcel){ .recipients = r, .owner = it };
	for (size_t i = 0; v == DONE && i < facts->to_count; i++) {
		bool was;

		v = intent_was_delivered(s->ledger, it->intent->id, facts->to[i].address, &was, f);
		if (v == DONE && !was)
			r[it->parcel.count++].address = facts->to[i].address;
	}
	return v;
}

static enum verdict
cancel(struct sender *s, struct item *it, const char *why, struct fault *f)
{
	if (strcmp(why, "no-address") == 0) {
		mind_danger(s, it, why);
		log_line(LOG_WARNING, "%s: there is no mail address", it->name);
		return outcome_give_up(s->ledger, it->intent, why, f);
	}
	log_line(LOG_NOTE, "%s: not sent: %s", it->name, why);
	return intent_finish(s->ledger, it->intent->id, INTENT_CANCELLED, why, f);
}

static enum verdict
ask_quota(struct sender *s, struct item *it, struct fault *f)
{
	enum quota answer;
	enum verdict v = quota_ask(s->ledger, &it->facts, &answer, f);

	if (v != DONE)
		return v;
	if (answer == QUOTA_REFUSED) {
		log_line(LOG_WARNING, "%s: not sent: too many automatic mails to this address or domain today", it->name);
		return intent_finish(s->ledger, it->intent->id, INTENT_CANCELLED, "limit", f);
	}
	if (answer == QUOTA_TOMORROW) {
		log_line(LOG_WARNING, "%s: tomorrow: the day's limit of mails is reached", it->name);
		return intent_postpone(s->ledger, it->intent->id, quota_tomorrow(clock_now()), "limit", f);
	}
	it->ready = true;
	return DONE;
}

/* An answer is let go here, in the register: from the commit on it cannot be stopped any more. */
static enum verdict
let_go(struct sender *s, struct item *it, struct fault *f)
{
	enum verdict v = ask_quota(s, it, f);

	it->begun = it->ready && strcmp(it->intent->kind, "answer") == 0;
	return v == DONE && it->begun ? intent_begin(s->ledger, it->intent->id, f) : v;
}

/* What somebody has to agree to, and did not, does not leave, whatever waits. */
static enum verdict
check_released(struct sender *s, const struct item *it, const char **why_out, struct fault *f)
{
	bool lets_go = true;
	enum verdict v = DONE;

	if (*why_out == NULL && strcmp(it->intent->kind, "answer") == 0)
		v = approval_lets_go(s->ledger, it->facts.draft.id, &lets_go, f);
	if (v == DONE && !lets_go)
		*why_out = "not released";
	return v;
}

static enum verdict
prepare(struct sender *s, struct item *it, struct fault *f)
{
	const char *gone;
	enum verdict v = publish_prepare(s->ledger, it->ctx, it->intent, f);

	if (v == DONE)
		v = facts_gather(s->ledger, it->ctx, it->intent, &it->facts, &gone, f);

	if (v == DONE)
		v = check_released(s, it, &gone, f);
	name_item(it);
	if (v != DONE)
		return v;
	if (gone != NULL)
		return cancel(s, it, gone, f);
	v = render(s->renderer, it->ctx, &it->facts, NOT_ATTACHED, &it->mail, f);
	if (v == DONE)
		v = choose_recipients(s, it, f);
	if (v == DONE && it->parcel.count == 0)
		return intent_finish(s->ledger, it->intent->id, INTENT_SENT, "", f);
	it->parcel.sender = it->mail.sender;
	return v == DONE ? let_go(s, it, f) : v;
}

static enum verdict
prepare_item(struct sender *s, struct item *it, struct fault *f)
{
	enum verdict v = db_begin_item(s->ledger->db, f);

	if (v != DONE)
		return v;
	v = prepare(s, it, f);
	if (v == DONE)
		return db_end_item(s->ledger->db, f);
	db_undo_item(s->ledger->db);
	if (v != NEVER)
		return v;
	log_line(LOG_WARNING, "%s: not sent: %s", it->name, f->text);
	mind_danger(s, it, f->text);
	return outcome_give_up(s->ledger, it->intent, "unwritable", f);
}

static enum verdict
prepare_batch(struct sender *s, void *ctx, struct fault *f)
{
	struct intent *due;
	size_t max = s->left < BATCH ? (size_t)s->left : BATCH;
	enum verdict v = db_begin(s->ledger->db, f);

	s->count = 0;
	if (v == DONE)
		v = intent_due(s->ledger, ctx, clock_now(), max, &due, &s->count, f);
	for (size_t i = 0; v == DONE && i < s->count; i++) {
		s->item[i] = (struct item){ .ctx = must(talloc_new(ctx)), .intent = &due[i], .name = "" };
		v = prepare_item(s, &s->item[i], f);
	}
	return db_end(s->ledger->db, v, !s->run->dry_run, f);
}

/* ---- after: each mail by itself ---------------------------------------------------------------------- */

static void
log_outcome(const struct item *it, const struct outcome *o)
{
	if (o->verdict == DONE)
		log_line(LOG_NOTE, "%s: sent (%s), <%s>", it->name, o->result, it->intent->message_id);
	else if (o->verdict == LATER && strcmp(o->result, "perhaps") == 0)
		log_line(LOG_NOTE, "%s: perhaps sent, <%s>", it->name, it->intent->message_id);
}

static bool
has_left(const struct parcel *p)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->recipients[i].verdict == DONE)
			return true;
	return false;
}

/* Notes what became of a parcel; from the commit on it is not sent again. */
static enum verdict
note(struct sender *s, const struct parcel *p, const struct fault *why, struct fault *f)
{
	const struct item *it = p->owner;
	struct outcome o = { .verdict = LATER, .result = "" };
	struct fault reason = { "" };
	enum verdict v = db_begin(s->ledger->db, f);

	if (v == DONE)
		v = outcome_note(s->ledger, it->intent, p->recipients, p->count, &o, f);
	if (v == DONE && has_left(p))
		v = exposure_note(s->ledger, it->ctx, &it->facts, &it->exposure, p, f);
	v = db_end(s->ledger->db, v, true, f);
	if (v != DONE) {
		run_tally(s->run, it->name, v, f);
		return v;
	}
	log_outcome(it, &o);
	if (o.verdict != DONE)
		mind_danger(s, it, o.result);
	if (o.verdict != DONE)
		(void)fail(&reason, o.verdict, "%s%s%s", o.result, why != NULL ? ": " : "", why != NULL ? why->text : "");
	run_tally(s->run, it->name, o.verdict, &reason);
	return DONE;
}

static enum verdict
note_settled(struct sender *s, const struct parcel *p, struct fault *f)
{
	return p != NULL ? note(s, p, NULL, f) : DONE;
}

static int64_t
largest(const struct sender *s)
{
	int64_t ours = s->ledger->settings->send.message_size, theirs = transport_limit(s->transport);

	return theirs != 0 && theirs < ours ? theirs : ours;
}

static enum verdict
compose(struct sender *s, struct item *it, enum attached attached, struct fault *f)
{
	struct attached_files files = { NULL, 0 };
	struct message *message;
	enum verdict v = DONE;

	if (attached == ATTACHED && attach_pages_wanted(&it->facts))
		v = attach_pages(s->ledger, s->parser, &s->scanner, it->ctx, &it->facts, largest(s), &files, &it->facts.pages_left, f);
	else if (attached == ATTACHED && attach_report_wanted(&it->facts))
		v = attach_report(s->ledger->settings, it->ctx, &it->facts, largest(s), &files, f);
	else if (attached == ATTACHED)
		v = attach_open(s->ledger, s->parser, it->ctx, &it->facts, largest(s), &files, f);
	/* Only now is it known whether the words are "in this mail" or "not in this mail". */
	if (v == DONE && files.count != 0)
		v = render(s->renderer, it->ctx, &it->facts, ATTACHED, &it->mail, f);
	else if (v == DONE && attached == NOT_ATTACHED)
		v = render(s->renderer, it->ctx, &it->facts, NOT_ATTACHED, &it->mail, f);
	if (v != DONE)
		return v;
	it->mail.letter.attachments = files.item;
	it->mail.letter.attachment_count = files.count;
	exposure_of(it->ctx, &it->facts, &it->mail.letter, &it->exposure);
	v = message_compose(it->ctx, &it->mail.letter, &message, f);
	it->parcel.message = message;
	return v;
}

/* Hands one parcel over and notes what became of those that are settled by it. */
static enum verdict
hand_over(struct sender *s, struct item *it, enum verdict *sent_out, struct fault *why, struct fault *f)
{
	struct parcel *settled;
	enum verdict v = DONE;

	/* While a large mail is sent, nothing that is known may stay unnoted. */
	if (message_size(it->parcel.message) > LARGE)
		v = note_settled(s, transport_settle(s->transport), f);
	if (v != DONE)
		return v;
	it->begun = false;
	*sent_out = transport_send(s->transport, &it->parcel, &settled, why);
	return note_settled(s, settled, f);
}

/* As often as it takes: an attachment that cannot be taken out again must not keep a request back. */
static enum verdict
try_to_send(struct sender *s, struct item *it, enum verdict *sent_out, struct fault *why, struct fault *f)
{
	enum attached attached = ATTACHED;
	enum verdict v;

	for (;;) {
		*sent_out = compose(s, it, attached, why);
		if (*sent_out == LATER || *sent_out == NEVER)
			parcel_settle(&it->parcel, *sent_out, *sent_out == NEVER ? "unwritable" : "file");
		if (*sent_out != DONE)
			return DONE;
		v = hand_over(s, it, sent_out, why, f);
		if (v != DONE || *sent_out != NEVER || it->mail.letter.attachment_count == 0)
			return v;
		log_line(LOG_WARNING, "%s: without attachments: %s", it->name, why->text);
		attached = NOT_ATTACHED;
	}
}

static enum verdict
send_item(struct sender *s, struct item *it, struct fault *f)
{
	struct fault why = { "" };
	enum verdict sent, v = try_to_send(s, it, &sent, &why, f);

	if (v != DONE)
		return v;
	if (sent == HALT) {
		*f = why;
		return HALT;
	}
	s->lost = sent == LATER ? s->lost + 1 : 0;
	if (!it->parcel.outstanding)
		v = note(s, &it->parcel, sent == DONE ? NULL : &why, f);
	if (v == DONE && s->lost == LOST_MAX) {
		*f = why;
		return LATER;
	}
	return v;
}

/* What is read on the page is there before anything says so. */
static void
publish_first(struct sender *s)
{
	if (publish(s->publisher, &s->unpublished) == DONE)
		s->unpublished.text[0] = 0;
	else
		log_line(LOG_ERROR, "page: answers that are read there wait: %s", s->unpublished.text);
}

/* Answers that were not handed over after all have certainly not left, and can be stopped again. */
static void
take_back(struct sender *s)
{
	struct fault f = { "" };
	enum verdict v = DONE;
	size_t left = 0;

	for (size_t i = 0; i < s->count; i++)
		left += s->item[i].begun;
	if (left == 0)
		return;
	v = db_begin(s->ledger->db, &f);
	for (size_t i = 0; v == DONE && i < s->count; i++)
		if (s->item[i].begun)
			v = intent_not_begun(s->ledger, s->item[i].intent->id, &f);
	if (v == DONE)
		v = db_commit(s->ledger->db, &f);
	/* Then they count as perhaps sent, which harms nothing but their being stopped. */
	if (v != DONE)
		db_rollback(s->ledger->db);
}

static enum verdict
send_batch(struct sender *s, struct fault *f)
{
	struct fault ignored;
	enum verdict v = DONE, last;

	for (size_t i = 0; v == DONE && i < s->count && run_goes_on(s->run); i++) {
		struct item *it = &s->item[i];
		bool in_hours = false;

		/* In a long run the morning may pass: what is left of its reminders is cancelled by the next one. */
		if (it->ready)
			v = facts_in_hours(s->ledger, &it->facts, clock_now(), &in_hours, f);
		if (!in_hours || (it->facts.on_page && s->unpublished.text[0] != 0))
			continue;
		if (s->transport == NULL)
			v = transport_open(s->run->ctx, &s->ledger->settings->send, &s->transport, f);
		if (v == DONE)
			v = send_item(s, it, f);
		s->left--;
	}
	take_back(s);
	if (s->transport == NULL)
		return v;
	last = note_settled(s, transport_settle(s->transport), v == DONE ? f : &ignored);
	return v == DONE ? last : v;
}

static void
show_batch(const struct sender *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->item[i].ready)
			printf("would send %s (%zu recipient%s)\n", s->item[i].name, s->item[i].parcel.count,
			    s->item[i].parcel.count == 1 ? "" : "s");
}

enum verdict
send_due(struct run *run, struct ledger *l, struct parser *parser, struct fault *f)
{
	struct sender *s = memory_new(run->ctx, sizeof *s);
	enum verdict v = DONE;

	*s = (struct sender){ .run = run, .ledger = l, .parser = parser, .left = l->settings->send.limit, .count = 1 };
	s->renderer = renderer_new(s, l);
	s->publisher = publisher_new(s, run, l, parser);
	while (v == DONE && s->count > 0 && s->left > 0 && run_goes_on(run)) {
		void *ctx = must(talloc_new(s));

		v = prepare_batch(s, ctx, f);
		if (v == DONE && run->dry_run) {
			show_batch(s);
			s->count = 0;
		} else if (v == DONE) {
			publish_first(s);
			v = send_batch(s, f);
		}
		talloc_free(ctx);
	}
	if (v == DONE && run->dry_run)
		v = publish_show(s->publisher, f);
	if (s->transport != NULL)
		talloc_free(s->transport);
	if (s->scanner != NULL)
		scanner_stop(&s->scanner);
	if (v == DONE && s->unpublished.text[0] != 0)
		v = fail(f, LATER, "%s", s->unpublished.text);
	return v == DONE && s->unseen.text[0] != 0 ? fail(f, LATER, "%s", s->unseen.text) : v;
}
