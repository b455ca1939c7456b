/* SPDX-License-Identifier: GPL-3.0-or-later */
/* outcome - what became of a mail, noted in the register. */
#include "reply/outcome.h"

#include "config/clock.h"
#include "config/memory.h"

#define WHO "iken-send"

enum { DELIVER_BATCH = 64 };

int64_t
outcome_pause(const struct sending *s, int64_t attempts)
{
	int64_t pause = s->first_pause;

	while (attempts-- > 0 && pause < s->longest_pause)
		pause *= 2;
	return pause < s->longest_pause ? pause : s->longest_pause;
}

static bool
is_kind(const struct intent *i, const char *kind)
{
	return strcmp(i->kind, kind) == 0;
}

/* The opinion's step that a sent or failed answer is. The register may have moved on meanwhile (the
 * resident wrote again): then there is nothing to do. */
static enum verdict
take_step(struct ledger *l, const struct intent *i, enum step step, const char *note, struct fault *f)
{
	struct detail d = { .who = WHO, .note = note, .draft = i->draft };
	void *ctx = must(talloc_new(NULL));
	struct opinion o;
	enum state after;
	bool found;
	enum verdict v = opinion_by_id(l, ctx, i->opinion, &o, &found, f);

	if (v == DONE && found && state_after(o.state, step, &after))
		v = opinion_step(l, &o, step, &d, f);
	talloc_free(ctx);
	return v;
}

/* Who has to know that a mail did not go: of an answer the desk, which finds another way; of a
 * question the department; of the rest the administrator, but not of what answered a mail by itself, or was for him. */
static enum verdict
tell(struct ledger *l, const struct intent *i, const char *why, const char *result, struct fault *f)
{
	struct new_intent notice = { .kind = "notice", .party = "administrator", .opinion = i->opinion,
		.arrival = i->arrival };
	char *code = must(talloc_asprintf(NULL, "%s %s%s%s", why, i->kind, result[0] != 0 ? " " : "", result));
	enum verdict v = DONE;

	notice.code = code;
	if (is_kind(i, "answer"))
		v = take_step(l, i, STEP_FAIL, code, f);
	else if (is_kind(i, "question"))
		v = take_step(l, i, STEP_ASK_FAIL, code, f);
	else if (strcmp(i->party, "administrator") != 0 && !is_kind(i, "receipt") && !is_kind(i, "understood") &&
	    !is_kind(i, "not-understood") && !is_kind(i, "filed"))
		v = intent_insert(l, &notice, f);
	talloc_free(code);
	return v;
}

static enum verdict
note_recipients(struct ledger *l, const struct intent *i, const struct recipient *r, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t n = 0; v == DONE && n < count; n++)
		if (r[n].verdict == DONE || r[n].verdict == NEVER)
			v = intent_delivery(l, i->id, r[n].address, r[n].result, f);
	return v;
}

/* The recipient who decides what becomes of the whole: one who is left for later, else one who
 * accepted, else one who refused. */
static const struct recipient *
deciding(const struct recipient *r, size_t count, enum verdict verdict)
{
	for (size_t n = 0; n < count; n++)
		if (r[n].verdict == verdict)
			return &r[n];
	return NULL;
}

static enum verdict
note_later(struct ledger *l, const struct intent *i, struct outcome *out, struct fault *f)
{
	const struct sending *s = &l->settings->send;
	int64_t now = clock_now();
	enum verdict v;

	/* What a person has to see at once does not wait longer and longer. */
	if (now - i->created < s->give_up_after)
		return intent_postpone(l, i->id, now + outcome_pause(s, is_kind(i, "danger") ? 0 : i->attempts),
		    out->result, f);
	out->verdict = NEVER;
	v = intent_finish(l, i->id, INTENT_FAILED, out->result, f);
	return v == DONE ? tell(l, i, "gave-up", out->result, f) : v;
}

enum verdict
outcome_note(struct ledger *l, const struct intent *i, const struct recipient *recipients, size_t count,
    struct outcome *out, struct fault *f)
{
	const struct recipient *later = deciding(recipients, count, LATER);
	const struct recipient *sent = deciding(recipients, count, DONE);
	const struct recipient *refused = deciding(recipients, count, NEVER);
	const struct recipient *decides = later != NULL ? later : sent != NULL ? sent : refused;
	enum verdict v = note_recipients(l, i, recipients, count, f);

	*out = (struct outcome){ .verdict = later != NULL ? LATER : sent != NULL ? DONE : NEVER,
		.result = decides != NULL ? decides->result : "" };
	if (v == DONE && refused != NULL && (sent != NULL || later != NULL))
		v = tell(l, i, "refused", refused->result, f);
	if (v != DONE)
		return v;
	if (later != NULL)
		return note_later(l, i, out, f);
	v = intent_finish(l, i->id, sent != NULL ? INTENT_SENT : INTENT_FAILED, out->result, f);
	if (v != DONE)
		return v;
	if (sent == NULL)
		return tell(l, i, "refused", out->result, f);
	return is_kind(i, "answer") ? take_step(l, i, STEP_SEND, NULL, f) : DONE;
}

enum verdict
outcome_give_up(struct ledger *l, const struct intent *i, const char *code, struct fault *f)
{
	enum verdict v = intent_finish(l, i->id, INTENT_FAILED, code, f);

	return v == DONE ? tell(l, i, code, "", f) : v;
}

/* ---- the bounce window --------------------------------------------------------------------------- */

static enum verdict
deliver_batch(struct ledger *l, enum state state, int64_t now, int64_t *after, int64_t *count, bool *more_out, struct fault *f)
{
	struct detail d = { .who = WHO };
	void *ctx = must(talloc_new(NULL));
	enum verdict v = DONE;

	*more_out = true;
	for (int n = 0; v == DONE && *more_out && n < DELIVER_BATCH; n++) {
		struct opinion o;
		enum step step;
		int64_t seconds;

		v = opinion_next(l, ctx, state, *after, &o, more_out, f);
		if (v != DONE || !*more_out)
			break;
		*after = o.id;
		if (!state_time_limit(o.state, l->settings, &step, &seconds) || now - o.changed < seconds)
			continue;
		v = opinion_step(l, &o, step, &d, f);
		*count += v == DONE;
	}
	talloc_free(ctx);
	return v;
}

static enum verdict
deliver_all(struct ledger *l, enum state state, int64_t now, int64_t *count_out, struct fault *f)
{
	int64_t after = 0;
	bool more = true;
	enum verdict v = DONE;

	while (v == DONE && more) {
		int64_t before = *count_out;

		v = db_begin(l->db, f);
		if (v == DONE)
			v = deliver_batch(l, state, now, &after, count_out, &more, f);
		if (v == DONE && *count_out != before)
			v = db_commit(l->db, f);
		else
			db_rollback(l->db);
	}
	return v;
}

enum verdict
outcome_deliver(struct ledger *l, int64_t now, int64_t *count_out, struct fault *f)
{
	enum verdict v;

	*count_out = 0;
	v = deliver_all(l, STATE_SENT, now, count_out, f);
	return v == DONE ? deliver_all(l, STATE_POSTED, now, count_out, f) : v;
}
