/* SPDX-License-Identifier: GPL-3.0-or-later */
/* act - carries out what was decided about an arrival. */
#include "process/act.h"

#include "config/clock.h"
#include "config/memory.h"
#include "process/danger.h"
#include "process/dismissal.h"
#include "process/fall_back.h"
#include "process/guess.h"
#include "process/meanwhile.h"
#include "process/page.h"

#define WHO "iken-register"

/* The arrival's line in the register, under key. */
static enum verdict
insert_entry(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    int64_t opinion, int64_t key, int64_t *seq_out, struct fault *f)
{
	struct new_entry n = { .id = t->id, .source = t->source, .channel = t->channel, .received = t->received,
		.size = t->size, .kind = kind, .reason = reason, .opinion = opinion, .key = key,
		.file_key = t->file != NULL ? sealed_key(t->file) : NULL, .reading = t->reading };

	memcpy(n.digest, t->digest, sizeof n.digest);
	return entry_insert(l, &n, seq_out, f);
}

/* The same for an arrival that belongs to no opinion: it gets a key of its own. */
static enum verdict
insert_unlinked(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    int64_t *seq_out, struct fault *f)
{
	struct seal_key key;
	int64_t id;
	enum verdict v = ledger_new_key(l, &id, &key, f);

	seal_wipe(&key, sizeof key);
	if (v != DONE)
		return v;
	return insert_entry(l, t, kind, reason, 0, id, seq_out, f);
}

/* The first of several opinions, or where the desk files it. */
static enum verdict
enter_first(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    const struct opinion *o, int64_t *seq_out, struct fault *f)
{
	const struct entering *how = t->entering;
	struct seal_key key;
	int64_t id = o->key;
	enum verdict v = DONE;

	if (how->held != NULL) {
		*seq_out = how->held->seq;
		return entry_file(l, how->held, kind, o->id, how->several ? how->held->key : o->key, f);
	}
	if (how->several) {
		v = ledger_new_key(l, &id, &key, f);
		seal_wipe(&key, sizeof key);
	}
	return v == DONE ? insert_entry(l, t, kind, reason, o->id, id, seq_out, f) : v;
}

enum verdict
act_enter(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    const struct opinion *o, int64_t *seq_out, struct fault *f)
{
	struct entering *how = t->entering;
	enum verdict v;

	if (how == NULL)
		return insert_entry(l, t, kind, reason, o->id, o->key, seq_out, f);
	if (how->entered) {
		*seq_out = how->seq;
		return entry_file_also(l, how->seq, o->id, f);
	}
	v = enter_first(l, t, kind, reason, o, seq_out, f);
	how->entered = v == DONE;
	if (v == DONE)
		how->seq = *seq_out;
	return v;
}

enum verdict
act_opinion(struct ledger *l, void *ctx, const struct taken *t, const struct contact *contact,
    const char *purpose, const char *language, const char **number_out, struct fault *f)
{
	struct opinion o = { .channel = t->channel, .purpose = purpose, .language = language,
		.received = t->received, .text = reading_words(t->reading) };
	struct alarm alarm = danger_mark(l->settings, t->reading, &o);
	int64_t seq = 0;
	enum verdict v = opinion_enter(l, ctx, &o, contact, WHO, f);

	if (v == DONE)
		v = act_enter(l, t, ENTRY_OPINION, NULL, &o, &seq, f);
	if (v == DONE)
		v = entry_made_opinion(l, seq, o.id, f);
	if (v == DONE)
		v = page_offer(l, &o, contact, f);
	if (v == DONE)
		v = danger_call(l, &o, &alarm, seq, f);
	*number_out = o.number;
	return v;
}

/* What was answered or closed begins anew with a follow-up, and so does the time for the answer. */
static bool
is_finished(enum state state)
{
	return state == STATE_SENT || state == STATE_POSTED || state == STATE_DELIVERED ||
	    state == STATE_UNDELIVERABLE || state == STATE_CLOSED;
}

enum verdict
act_follow_up(struct ledger *l, const struct taken *t, struct opinion *o, struct fault *f)
{
	struct detail d = { .who = "resident", .counted_from = is_finished(o->state) ? t->received : 0 };
	struct alarm alarm = alarm_find(l->settings, t->reading);
	bool dismissed = o->reason[0] != 0;
	enum verdict v = act_enter(l, t, ENTRY_FOLLOW_UP, NULL, o, &d.arrival, f);

	if (v == DONE && dismissed)
		v = dismissal_taken_up(l, o, &d, f);
	if (v == DONE)
		v = opinion_step(l, o, STEP_FOLLOW_UP, &d, f);
	if (v == DONE)
		v = meanwhile_tell(l, o, d.arrival, f);
	return v == DONE ? danger_call(l, o, &alarm, d.arrival, f) : v;
}

enum verdict
act_not_understood(struct ledger *l, const struct taken *t, const struct opinion *o, const char *code,
    struct fault *f)
{
	struct new_intent n = { .kind = "not-understood", .party = "sender", .opinion = o->id, .code = code };
	enum verdict v = act_enter(l, t, ENTRY_ANSWER, code, o, &n.arrival, f);

	if (v == DONE)
		v = intent_insert(l, &n, f);
	return v;
}

/* A bounced answer reopens its opinion at the desk, a bounced question at its department; of any other
 * mail that did not arrive people are told, except where it was itself a notice to the administrator. */
static enum verdict
tell_of_bounce(struct ledger *l, void *ctx, const struct intent *intent, int64_t seq, const char *status,
    struct fault *f)
{
	struct detail d = { .who = WHO, .arrival = seq, .draft = intent->draft,
		.note = must(talloc_asprintf(ctx, "bounced %s %s", intent->kind, status)) };
	enum step step = STEP_FAIL;
	struct opinion o;
	enum state after;
	bool found;
	enum verdict v;

	if (strcmp(intent->party, "administrator") == 0)
		return DONE;
	if (strcmp(intent->kind, "question") == 0)
		step = STEP_ASK_FAIL;
	else if (strcmp(intent->kind, "answer") != 0)
		return strcmp(intent->kind, "receipt") == 0 ? DONE : fall_back(l, intent, seq, status, WHO, f);
	v = opinion_by_id(l, ctx, intent->opinion, &o, &found, f);
	if (v == DONE && found && state_after(o.state, step, &after))
		v = opinion_step(l, &o, step, &d, f);
	return v;
}

enum verdict
act_bounce(struct ledger *l, void *ctx, const struct taken *t, const struct intent *intent, bool permanent,
    const char *status, struct fault *f)
{
	struct opinion o = { .id = 0 };
	bool linked = false;
	int64_t seq;
	enum verdict v = DONE;

	if (intent->opinion != 0)
		v = opinion_by_id(l, ctx, intent->opinion, &o, &linked, f);
	linked = linked && o.state != STATE_ERASED;
	if (v == DONE)
		v = linked ? act_enter(l, t, ENTRY_BOUNCE, status, &o, &seq, f) :
		    insert_unlinked(l, t, ENTRY_BOUNCE, status, &seq, f);
	if (v == DONE && permanent)
		v = tell_of_bounce(l, ctx, intent, seq, status, f);
	return v;
}

enum verdict
act_note_only(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    int64_t opinion, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct opinion o = { .id = 0 };
	bool linked = false;
	int64_t seq;
	enum verdict v = DONE;

	if (opinion != 0)
		v = opinion_by_id(l, ctx, opinion, &o, &linked, f);
	/* What is erased has no key that it could be sealed with. */
	linked = linked && o.state != STATE_ERASED;
	if (v == DONE)
		v = linked ? act_enter(l, t, kind, reason, &o, &seq, f) :
		    insert_unlinked(l, t, kind, reason, &seq, f);
	talloc_free(ctx);
	return v;
}

enum verdict
act_command(struct ledger *l, const struct taken *t, const struct opinion *o, const char *reason, int64_t *seq_out,
    struct fault *f)
{
	return o != NULL ? insert_entry(l, t, ENTRY_COMMAND, reason, o->id, o->key, seq_out, f) :
	    insert_unlinked(l, t, ENTRY_COMMAND, reason, seq_out, f);
}

static enum verdict
keep_and_tell(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason,
    const char *intent_kind, const char *party, int64_t *seq_out, struct fault *f)
{
	struct new_intent n = { .kind = intent_kind, .party = party, .code = reason };
	enum verdict v = insert_unlinked(l, t, kind, reason, &n.arrival, f);

	if (v == DONE)
		v = intent_insert(l, &n, f);
	*seq_out = n.arrival;
	return v;
}

enum verdict
act_own(struct ledger *l, const struct taken *t, enum entry_kind kind, const char *reason, int64_t *seq_out,
    struct fault *f)
{
	struct entry *held = t->entering != NULL ? t->entering->held : NULL;

	if (held == NULL)
		return insert_unlinked(l, t, kind, reason, seq_out, f);
	*seq_out = held->seq;
	return entry_become(l, held, kind, reason, f);
}

enum verdict
act_hold(struct ledger *l, const struct taken *t, const char *reason, enum held_from from, int64_t *seq_out,
    struct fault *f)
{
	struct alarm alarm = alarm_find(l->settings, t->reading);
	struct new_intent call = { .kind = "danger", .party = "duty" };
	enum verdict v = keep_and_tell(l, t, ENTRY_HELD, reason, "held", "desk", seq_out, f);

	call.arrival = *seq_out;
	if (v == DONE && from == HELD_FROM_ANYBODY && alarm_rings(&alarm))
		v = intent_insert(l, &call, f);
	return v == DONE ? guess_gather(l, t, *seq_out, f) : v;
}

enum verdict
act_set_aside(struct ledger *l, const struct taken *t, const char *reason, struct fault *f)
{
	int64_t seq;

	return keep_and_tell(l, t, ENTRY_SET_ASIDE, reason, "set-aside", "administrator", &seq, f);
}
