/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-route - sends each new opinion to the department that a rule names */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/cluster.h"
#include "process/dismissal.h"
#include "process/resemble.h"
#include "process/rules.h"
#include "process/share.h"
#include "process/spread.h"
#include "spool/allowance.h"
#include "spool/entry.h"
#include "spool/opinion.h"

enum { BATCH = 64, REPEATED_DAYS = 90, DAY = 86400, FORGOTTEN_AT_ONCE = 500 };

struct routed {
	const char *number;
	const char *department;
	const char *others;		/* departments besides, for the log */
	const char *reason;		/* why it is not processed; "" it is */
	const char *with;		/* answered with another one, for the log */
	enum verdict verdict;
	struct fault fault;
};

struct work {
	struct run *run;
	struct ledger *ledger;
	struct resemble *resemble;	/* NULL: similar opinions are not looked for */
	void *ctx;
	struct routed batch[BATCH];
	size_t count;
	int64_t after;			/* id of the opinion that was looked at last */
};

/* What the opinion's first arrival says; NULL when it could not be read. */
static enum verdict
read_opinion(struct work *w, const struct opinion *o, struct entry *entry, const struct reading **out,
    struct fault *f)
{
	struct reading *reading;
	bool found;
	enum verdict v = entry_by_seq(w->ledger, w->ctx, o->arrival, entry, &found, f);

	*out = NULL;
	if (v != DONE || !found)
		return v;
	v = entry_reading(w->ledger, w->ctx, entry, &reading, f);
	if (v == DONE)
		*out = reading;
	return v == NEVER ? DONE : v;
}

/* What rules may ask besides; looked up only where one of them does. */
static enum verdict
read_sender(struct work *w, const struct opinion *o, struct rule_facts *facts, struct fault *f)
{
	const struct settings *s = w->run->settings;
	bool anonymous = false, repeated = false;
	struct contact *contact;
	enum verdict v = DONE;

	for (size_t i = 0; i < s->rule_count; i++) {
		anonymous |= s->rules[i].anonymous;
		repeated |= s->rules[i].repeated;
	}
	if (anonymous) {
		v = opinion_contact(w->ledger, w->ctx, o, &contact, f);
		facts->anonymous = v == DONE && contact->name[0] == 0;
	}
	if (v == DONE && repeated)
		v = opinion_is_repeated(w->ledger, o, REPEATED_DAYS, &facts->repeated, f);
	return v;
}

/* To its department: with a request, or without one where it is the same letter as one that is there. */
static enum verdict
send_on(struct work *w, struct opinion *o, const struct rule *rule, const struct cluster *c, struct detail *d, struct routed *r)
{
	struct opinion lead;
	bool found = false;
	enum verdict v = c->lead != 0 ? opinion_by_id(w->ledger, w->ctx, c->lead, &lead, &found, &r->fault) : DONE;

	if (v == DONE && found) {
		r->with = must(talloc_asprintf(w->ctx, ", answered with %s", lead.number));
		d->note = must(talloc_asprintf(w->ctx, "%s%s", d->note, r->with));
	}
	if (v == DONE)
		v = opinion_step(w->ledger, o, STEP_ROUTE, d, &r->fault);
	/* Whoever has a part in the answer is asked once, about that one. */
	if (v == DONE && rule != NULL && !found)
		v = share_by_rule(w->ledger, w->ctx, o, rule, "iken-route", &r->others, &r->fault);
	return v;
}

static enum verdict
route_one(struct work *w, struct opinion *o, struct routed *r)
{
	const struct settings *s = w->run->settings;
	const struct reading *reading;
	const struct department *department;
	const struct rule *rule;
	struct rule_facts facts = { .purpose = o->purpose, .danger = o->danger };
	struct entry entry = { .source = "" };
	struct detail d = { .who = "iken-route" };
	struct cluster cluster;
	char note[128];
	enum verdict v = read_opinion(w, o, &entry, &reading, &r->fault);

	if (v == DONE)
		v = read_sender(w, o, &facts, &r->fault);
	if (v == DONE)
		v = cluster_find(w->ledger, w->ctx, o, reading, &cluster, &r->fault);
	if (v != DONE)
		return v;
	facts.source = entry.source;
	facts.reading = reading;
	rule = rules_match(s, &facts);
	r->reason = rule != NULL ? rule->reason : "";
	if (rule != NULL)
		snprintf(note, sizeof note, "%s%srule of line %d", r->reason, r->reason[0] != 0 ? ", " : "", rule->line);
	else
		snprintf(note, sizeof note, "no rule: the desk");
	d.note = note;
	/* Of a department that has ended, or not begun, somebody else has the work. */
	department = settings_department_at(s, rule != NULL ? rule->department : s->office.desk, clock_now());
	d.department = r->department = department->code;
	if (r->reason[0] != 0) {
		v = dismissal_take(w->ledger, o, settings_reason(s, r->reason), &d, &r->fault);
	} else {
		v = cluster_choose(w->ledger, o, d.department, &cluster, &r->fault);
		if (v == DONE)
			v = send_on(w, o, rule, &cluster, &d, r);
	}
	if (v == DONE)
		v = cluster_enter(w->ledger, w->ctx, o, &cluster, r->reason[0] != 0, &r->fault);
	/* Whoever is not asked about it needs nothing to answer it by. */
	return v == DONE && r->reason[0] == 0 && cluster.lead == 0 ?
	    resemble_note(w->resemble, w->ledger, w->ctx, o, reading, &r->fault) : v;
}

/* Takes the next opinion that waits; false when there is none more. */
static bool
route_next(struct work *w)
{
	struct routed *r = &w->batch[w->count];
	struct opinion o;
	bool found;

	*r = (struct routed){ .number = "", .others = "", .reason = "", .with = "" };
	r->verdict = opinion_next(w->ledger, w->ctx, STATE_RECEIVED, w->after, &o, &found, &r->fault);
	if (r->verdict == DONE && !found)
		return false;
	w->count++;
	if (r->verdict != DONE)
		return true;
	w->after = o.id;
	r->number = o.number;
	r->verdict = db_begin_item(w->ledger->db, &r->fault);
	if (r->verdict == DONE)
		r->verdict = route_one(w, &o, r);
	if (r->verdict == DONE)
		r->verdict = db_end_item(w->ledger->db, &r->fault);
	else
		db_undo_item(w->ledger->db);
	return true;
}

static void
tell(const struct run *run, const struct routed *r)
{
	if (r->verdict != DONE)
		return;
	if (r->reason[0] != 0 && run->dry_run)
		printf("%s would not be processed: %s\n", r->number, r->reason);
	else if (r->reason[0] != 0)
		log_line(LOG_NOTE, "%s: not processed: %s", r->number, r->reason);
	else if (run->dry_run)
		printf("%s would go to %s%s%s\n", r->number, r->department, r->others, r->with);
	else
		log_line(LOG_NOTE, "%s: to %s%s%s", r->number, r->department, r->others, r->with);
}

/* One transaction of at most BATCH opinions. */
static enum verdict
route_batch(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = db_begin(w->ledger->db, &run->fault);

	w->count = 0;
	while (v == DONE && w->count < BATCH && route_next(w)) {
		if (w->batch[w->count - 1].verdict == HALT) {
			run->fault = w->batch[w->count - 1].fault;
			v = HALT;
		}
	}
	v = db_end(w->ledger->db, v, !run->dry_run, &run->fault);
	for (size_t i = 0; v == DONE && i < w->count; i++) {
		tell(run, &w->batch[i]);
		run_tally(run, w->batch[i].number, w->batch[i].verdict, &w->batch[i].fault);
	}
	return v;
}

/* ---- the same letter from many ----------------------------------------------------------------------- */

typedef enum verdict spread_function(struct ledger *l, void *ctx, struct spreading *s, struct spread *out, bool *found_out,
    struct fault *f);

static void
tell_spread(const struct run *run, const struct spread *done)
{
	if (done->number[0] == 0)
		return;
	if (run->dry_run)
		printf("%s would be %s\n", done->number, done->what);
	else
		log_line(LOG_NOTE, "%s: %s", done->number, done->what);
}

/* One after the other, each in a transaction. What failed of one opinion is said and left. */
static enum verdict
spread_all(struct work *w, struct spreading *s, spread_function *next)
{
	struct run *run = w->run;
	bool found = true;
	enum verdict v = DONE;

	while (v == DONE && found && run_goes_on(run)) {
		void *ctx = must(talloc_new(run->ctx));
		struct spread done = { "", "" };
		struct fault fault = { .text = "" };
		enum verdict one;

		v = db_begin(w->ledger->db, &run->fault);
		one = v == DONE ? next(w->ledger, ctx, s, &done, &found, &fault) : DONE;
		if (v == DONE && one == DONE && !run->dry_run)
			v = db_commit(w->ledger->db, &run->fault);
		else
			db_rollback(w->ledger->db);
		if (one == HALT || (one != DONE && done.number[0] == 0)) {
			run->fault = fault;
			v = one;
		}
		if (v == DONE && one == DONE)
			tell_spread(run, &done);
		if (v == DONE && (one != DONE || done.number[0] != 0))
			run_tally(run, done.number, one, &fault);
		talloc_free(ctx);
	}
	return v;
}

/* What has to be known anew before anything is compared, and what is too old to be compared with. */
static enum verdict
tend_sketches(struct work *w)
{
	struct run *run = w->run;
	int64_t opinion = 0;
	bool found = true;
	enum verdict v = db_begin(w->ledger->db, &run->fault);

	while (v == DONE && found) {
		void *ctx = must(talloc_new(run->ctx));

		v = cluster_renew(w->ledger, ctx, &opinion, &found, &run->fault);
		talloc_free(ctx);
	}
	if (v == DONE)
		v = sketch_forget_before(w->ledger, clock_now() - run->settings->campaign.days * DAY, FORGOTTEN_AT_ONCE, &run->fault);
	return db_end(w->ledger->db, v, !run->dry_run, &run->fault);
}

static enum verdict
tend_campaigns(struct work *w)
{
	struct spreading s = { .ctx = w->run->ctx };
	enum verdict v = tend_sketches(w);

	if (v == DONE)
		v = spread_all(w, &s, spread_next);
	return v == DONE ? spread_all(w, &s, spread_ask_next) : v;
}

static enum verdict
route_all(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_OPINIONS, &w->ledger, &run->fault);

	if (v == DONE)
		v = tend_campaigns(w);
	if (v == DONE)
		w->resemble = resemble_begin(run->ctx, w->ledger);

	w->count = BATCH;
	while (v == DONE && w->count == BATCH && run_goes_on(run)) {
		w->ctx = must(talloc_new(run->ctx));
		v = route_batch(w);
		talloc_free(w->ctx);
	}
	return v;
}

static enum verdict
check(struct run *run)
{
	struct ledger *ledger;
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_OPINIONS, &ledger, &run->fault);

	if (v == DONE)
		printf("%zu rules, %zu departments\n", run->settings->rule_count,
		    run->settings->department_count);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-route", .lock = RUN_LOCKED, .synopsis = "",
		.purpose = "Sends each new opinion to the department that a rule names." };
	struct work work = { .run = &run };

	run_begin(&run, argc, argv);
	run.verdict = run.check ? check(&run) : route_all(&work);
	return run_end(&run);
}
