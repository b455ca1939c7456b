/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase_people - proposals and who releases them, holds and who puts and lifts them. */
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/agree.h"
#include "report/erase.h"
#include "spool/access.h"
#include "spool/hold.h"
#include "spool/intent.h"
#include "spool/number.h"

/* ---- proposals ----------------------------------------------------------------------------------------------------- */

/* Each clerk who may decide by mail, by a mail of their own. */
static enum verdict
ask_clerks(struct ledger *l, void *ctx, int64_t id, struct fault *f)
{
	struct new_intent n = { .kind = "erasure", .code = must(talloc_asprintf(ctx, "%lld", (long long)id)) };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < l->settings->erasure.clerks.count; i++) {
		n.party = must(talloc_asprintf(ctx, "eraser:%zu", i + 1));
		v = intent_insert(l, &n, f);
	}
	return v;
}

static enum verdict
tell(struct ledger *l, int64_t id, struct fault *f)
{
	static const char *const parties[] = { "desk", "administrator" };
	void *ctx = must(talloc_new(NULL));
	struct new_intent n = { .kind = "notice", .code = must(talloc_asprintf(ctx, "erasure %lld", (long long)id)) };
	enum verdict v = ask_clerks(l, ctx, id, f);

	for (size_t i = 0; v == DONE && i < sizeof parties / sizeof parties[0]; i++) {
		n.party = parties[i];
		v = intent_insert(l, &n, f);
	}
	talloc_free(ctx);
	return v;
}

/* *waits_out: the one that waits already; 0: there is none. */
static enum verdict
find_waiting(struct run *run, struct ledger *l, int64_t *waits_out, struct fault *f)
{
	struct erasure e;
	bool found = false;
	enum verdict v = erasure_next(l, run->ctx, ERASURE_PROPOSED, ERASURE_RELEASED, &e, &found, f);

	if (v == DONE && !found)
		v = erasure_next(l, run->ctx, ERASURE_ERASED, ERASURE_ERASED, &e, &found, f);
	*waits_out = v == DONE && found ? e.id : 0;
	if (v == DONE && found)
		printf("erasure %lld is %s: nothing new is proposed meanwhile\n", (long long)e.id, erasure_state_name(e.state));
	return v == DONE && found && e.state == ERASURE_PROPOSED ? tell(l, e.id, f) : v;
}

static enum verdict
propose(struct run *run, struct ledger *l, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	struct erasure_plan *plan;
	int64_t id = 0;
	enum verdict v = find_waiting(run, l, &id, f);

	if (v != DONE || id != 0)
		return v;
	v = erasure_plan(l, run->ctx, &plan, f);
	/* Cron asks each month: no news is no news. */
	if (v != DONE || plan->item_count + (size_t)plan->loose == 0)
		return v;
	v = erasure_propose(l, plan, who.name, &id, f);
	if (v == DONE)
		v = agree_note(l, "propose erasure ", id, f);
	if (v == DONE)
		v = tell(l, id, f);
	if (v == DONE)
		printf("erasure %lld is proposed: %zu opinions, %lld of none\n", (long long)id, plan->item_count,
		    (long long)plan->loose);
	return v;
}

enum verdict
erase_propose(struct run *run, struct ledger *l, struct fault *f)
{
	enum verdict v;

	if (run->dry_run)
		return erase_show_plan(run, l, f);
	v = db_begin(l->db, f);
	return v == DONE ? db_end(l->db, propose(run, l, f), !run->dry_run, f) : v;
}

static const struct agreeable erasures = { .name = "erasure", .verb = "release", .agreed = "release erasure ",
	.withdrawn = "withdraw erasure ", .agree = erasure_release, .withdraw = erasure_withdraw };

enum verdict
erase_release(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct erasure e;
	int64_t left = 0;
	enum verdict v = erase_find(run, l, typed, &e, f);

	if (v == DONE)
		v = agree_to(run, l, &erasures, e.id, &left, f);
	if (v == DONE && left <= 0)
		printf("erasure %lld is released; the next iken erase destroys it\n", (long long)e.id);
	return v;
}

enum verdict
erase_withdraw(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct erasure e;
	enum verdict v = erase_find(run, l, typed, &e, f);

	return v == DONE ? agree_to_none(run, l, &erasures, e.id, f) : v;
}

/* ---- holds --------------------------------------------------------------------------------------------------------- */

static enum verdict
find_opinion(struct run *run, struct ledger *l, const char *typed, struct opinion *out, struct fault *f)
{
	char *number = number_read(run->ctx, typed);
	bool found = false;
	enum verdict v;

	*out = (struct opinion){ .id = 0 };
	if (number == NULL)
		return fail(f, NEVER, "that is not a number: a digit is missing or wrong");
	v = opinion_by_number(l, run->ctx, number, out, &found, f);
	return v == DONE && !found ? fail(f, NEVER, "there is no opinion %s", number) : v;
}

enum verdict
erase_hold(struct run *run, struct ledger *l, const char *number, const char *reason, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	struct opinion o;
	char *words;
	enum verdict v;

	if (reason == NULL || *text_trim(run->ctx, reason) == 0)
		return fail(f, NEVER, "--hold needs --reason: whoever lifts it must know why it was put");
	words = text_cut(run->ctx, text_from(run->ctx, bytes_of(reason), TEXT_LINE, NULL), HOLD_REASON_MAX);
	v = find_opinion(run, l, number, &o, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = hold_put(l, &o, who.name, words, f);
	if (v == DONE)
		v = access_note_within(l, NULL, "hold", o.id, f);
	return db_end(l->db, v, !run->dry_run, f);
}

enum verdict
erase_lift(struct run *run, struct ledger *l, const char *number, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	struct opinion o;
	enum verdict v = find_opinion(run, l, number, &o, f);

	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = hold_lift(l, &o, who.name, f);
	if (v == DONE)
		v = access_note_within(l, NULL, "lift hold", o.id, f);
	return db_end(l->db, v, !run->dry_run, f);
}
