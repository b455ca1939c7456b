/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opinion - a resident's matter in the register; every change of state goes through here. */
#include "spool/opinion.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/due.h"
#include "spool/approval.h"
#include "spool/intent.h"
#include "spool/number.h"
#include "spool/part.h"

#define COLUMNS "id, number, channel, purpose, department, language, state, received, due, changed, arrival, key, " \
	"reason, protected, danger, counted_from, paused, paused_days, address_bad"

static void
take_columns(void *ctx, struct query *q, struct opinion *out)
{
	char *state = query_text_at(ctx, q, 6);

	out->id = query_number_at(q, 0);
	out->number = query_text_at(ctx, q, 1);
	out->channel = query_text_at(ctx, q, 2);
	out->purpose = query_text_at(ctx, q, 3);
	out->department = query_text_at(ctx, q, 4);
	out->language = query_text_at(ctx, q, 5);
	out->state = state_from_name(state);
	out->received = query_number_at(q, 7);
	out->due = query_number_at(q, 8);
	out->changed = query_number_at(q, 9);
	out->arrival = query_number_at(q, 10);
	out->key = query_number_at(q, 11);
	out->reason = query_text_at(ctx, q, 12);
	out->is_protected = query_number_at(q, 13) != 0;
	out->danger = query_number_at(q, 14) != 0;
	out->counted_from = query_number_at(q, 15);
	out->paused = query_number_at(q, 16);
	out->paused_days = query_number_at(q, 17);
	out->address_bad = query_number_at(q, 18) != 0;
	out->text = NULL;
	talloc_free(state);
}

static enum verdict
find(void *ctx, struct query *q, struct opinion *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		take_columns(ctx, q, out);
	query_done(q);
	return v;
}

enum verdict
opinion_by_number(struct ledger *l, void *ctx, const char *number, struct opinion *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM opinion WHERE number = ?1");

	query_text(q, 1, number);
	return find(ctx, q, out, found_out, f);
}

enum verdict
opinion_by_id(struct ledger *l, void *ctx, int64_t id, struct opinion *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM opinion WHERE id = ?1");

	query_number(q, 1, id);
	return find(ctx, q, out, found_out, f);
}

enum verdict
opinion_by_token(struct ledger *l, void *ctx, const char *subject, struct opinion *out, bool *found_out,
    struct fault *f)
{
	/* The check digit follows from the others, so at most one of these ten exists. */
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM opinion WHERE number >= ?1 || '-0' AND "
	    "number <= ?1 || '-9' AND length(number) = length(?1) + 2");

	query_text(q, 1, subject);
	return find(ctx, q, out, found_out, f);
}

char *
opinion_token_subject(void *ctx, const struct opinion *o)
{
	return must(talloc_strndup(ctx, o->number, strlen(o->number) - 2));
}

enum verdict
opinion_next(struct ledger *l, void *ctx, enum state state, int64_t after, struct opinion *out,
    bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM opinion WHERE state = ?1 AND id > ?2 AND "
	    "state NOT IN ('delivered','closed','erased') ORDER BY id LIMIT 1");

	query_text(q, 1, state_name(state));
	query_number(q, 2, after);
	return find(ctx, q, out, found_out, f);
}

static enum verdict
next_running(struct ledger *l, int64_t year, int64_t *running_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO running(year, last) VALUES(?1, 1) "
	    "ON CONFLICT(year) DO UPDATE SET last = last + 1 RETURNING last");
	bool row;
	enum verdict v;

	query_number(q, 1, year);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		*running_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
opinion_new_number(struct ledger *l, void *ctx, int64_t year, char **number_out, int64_t *running_out, struct fault *f)
{
	enum verdict v = next_running(l, year, running_out, f);

	if (v == DONE)
		*number_out = number_make(ctx, year, *running_out);
	return v;
}

static enum verdict
insert(struct ledger *l, struct opinion *o, const struct contact *contact, const struct seal_key *key,
    struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO opinion(number, channel, purpose, state, language, "
	    "received, changed, arrival, key, contact, contact_hash, protected, danger, counted_from, text_hash) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)");
	struct buffer plain = buffer_init(NULL), sealed = buffer_init(NULL);
	unsigned char hash[SEAL_HASH], text_hash[SEAL_HASH];
	enum verdict v;

	contact_pack(contact, &plain);
	seal_value(key, "opinion.contact", buffer_bytes(&plain), &sealed);
	query_text(q, 1, o->number);
	query_text(q, 2, o->channel);
	query_text(q, 3, o->purpose);
	query_text(q, 4, state_name(o->state));
	query_text(q, 5, o->language);
	query_number(q, 6, o->received);
	query_number(q, 7, o->changed);
	query_number(q, 8, o->arrival);
	query_number(q, 9, o->key);
	query_blob(q, 10, buffer_bytes(&sealed));
	if (contact->mail[0] != 0) {
		ledger_hash_address(l, contact->mail, hash);
		query_blob(q, 11, (struct bytes){ hash, sizeof hash });
	}
	query_number(q, 12, o->is_protected);
	query_number(q, 13, o->danger);
	query_number(q, 14, o->counted_from);
	if (o->text != NULL && ledger_hash_text(l, o->text, text_hash))
		query_blob(q, 15, (struct bytes){ text_hash, sizeof text_hash });
	v = query_run(q, f);
	o->id = db_last_id(l->db);
	seal_wipe(plain.data, plain.len);
	talloc_free(plain.data);
	talloc_free(sealed.data);
	return v;
}

static int64_t
time_of(const struct detail *d)
{
	return d->at != 0 ? d->at : clock_now();
}

static enum verdict
write_event(struct ledger *l, const struct opinion *o, enum step step, enum state before,
    const struct detail *d, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO event(opinion, at, step, before, after, who, note, arrival) "
	    "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");

	query_number(q, 1, o->id);
	query_number(q, 2, time_of(d));
	query_text(q, 3, step_name(step));
	query_text(q, 4, state_name(before));
	query_text(q, 5, state_name(o->state));
	query_text(q, 6, d->who);
	query_text(q, 7, d->note != NULL ? d->note : "");
	query_number(q, 8, d->arrival);
	return query_run(q, f);
}

static bool
is_told(const struct settings *s, const char *reason)
{
	const struct reason *r = settings_reason(s, reason);

	return r != NULL && r->tell;
}

/* Which way an answer goes. Where no letters are printed all go by mail, and what has no address to the desk. */
static enum verdict
choose_way(struct ledger *l, const struct opinion *o, struct new_intent *intent, struct fault *f)
{
	struct contact *contact;
	void *ctx;
	enum verdict v;

	if (strcmp(intent->kind, "answer") != 0 || l->settings->print.kind == PRINT_NONE)
		return DONE;
	ctx = must(talloc_new(NULL));
	v = opinion_contact(l, ctx, o, &contact, f);
	if (v == DONE)
		intent->way = contact_is_by_post(contact) ? INTENT_LETTER : INTENT_MAIL;
	talloc_free(ctx);
	return v;
}

static enum verdict
insert_caused(struct ledger *l, const struct opinion *o, enum step step, const struct detail *d,
    struct fault *f)
{
	enum verdict v = DONE;

	for (const struct cause *c = step_causes(step); v == DONE && !d->past && c->kind != NULL; c++) {
		struct new_intent intent = { .kind = c->kind, .party = c->party, .opinion = o->id,
			.arrival = d->arrival, .draft = d->draft, .not_before = d->not_before,
			.code = strcmp(c->kind, "undeliverable") == 0 ? d->note : NULL };
		char *party = NULL;

		if (d->unprintable && strcmp(c->kind, "undeliverable") == 0)
			intent.kind = "unprintable";
		if (strcmp(c->kind, "receipt") == 0 && !l->settings->office.receipts)
			continue;
		/* Then it is the approver who is asked again, by whoever takes the step. */
		if (step == STEP_REISSUE && o->state == STATE_DRAFTED)
			continue;
		if (strcmp(c->kind, "not-processed") == 0 && !is_told(l->settings, o->reason))
			continue;
		if (strcmp(c->party, "department") == 0) {
			if (o->department[0] == 0)
				continue;
			party = must(talloc_asprintf(NULL, "department:%s", o->department));
			intent.party = party;
		}
		v = choose_way(l, o, &intent, f);
		if (v == DONE)
			v = intent_insert(l, &intent, f);
		talloc_free(party);
	}
	return v;
}

enum verdict
opinion_take_over(struct ledger *l, void *ctx, struct opinion *o, const struct contact *contact,
    const struct detail *d, struct fault *f)
{
	struct seal_key key;
	enum verdict v = DONE;

	if (o->number == NULL) {
		int64_t running = 0;
		char *number = NULL;

		v = opinion_new_number(l, ctx, clock_tokyo(o->received).year, &number, &running, f);
		o->number = number;
	}
	if (v == DONE)
		v = ledger_new_key(l, &o->key, &key, f);
	if (v != DONE)
		return v;
	o->department = "";
	o->state = STATE_RECEIVED;
	o->changed = time_of(d);
	o->due = 0;
	o->reason = "";
	o->counted_from = o->received;
	o->paused = o->paused_days = 0;
	o->address_bad = false;
	v = insert(l, o, contact, &key, f);
	seal_wipe(&key, sizeof key);
	if (v == DONE)
		v = write_event(l, o, STEP_RECEIVE, STATE_NONE, d, f);
	/* No receipt where there is no address to send it to. */
	if (v == DONE && contact->mail[0] != 0)
		v = insert_caused(l, o, STEP_RECEIVE, d, f);
	return v;
}

enum verdict
opinion_enter(struct ledger *l, void *ctx, struct opinion *o, const struct contact *contact, const char *who,
    struct fault *f)
{
	const struct detail d = { .who = who, .arrival = o->arrival };

	return opinion_take_over(l, ctx, o, contact, &d, f);
}

static enum verdict
update(struct ledger *l, const struct opinion *o, enum state before, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE opinion SET state = ?2, department = ?3, purpose = ?4, "
	    "due = ?5, changed = ?6, reason = ?8, protected = ?9, counted_from = ?10, paused = ?11, paused_days = ?12, "
	    "danger = ?13, address_bad = ?14 "
	    "WHERE id = ?1 AND state = ?7");
	enum verdict v;

	query_number(q, 1, o->id);
	query_text(q, 2, state_name(o->state));
	query_text(q, 3, o->department);
	query_text(q, 4, o->purpose);
	query_number(q, 5, o->due);
	query_number(q, 6, o->changed);
	query_text(q, 7, state_name(before));
	query_text(q, 8, o->reason);
	query_number(q, 9, o->is_protected);
	query_number(q, 10, o->counted_from);
	query_number(q, 11, o->paused);
	query_number(q, 12, o->paused_days);
	query_number(q, 13, o->danger);
	query_number(q, 14, o->address_bad);
	v = query_run(q, f);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, LATER, "%s was changed by somebody else meanwhile", o->number);
	return v;
}

/* No department is waited for any more. */
static bool
is_done_with(enum state state)
{
	return state == STATE_DELIVERED || state == STATE_CLOSED;
}

/* Whether both are counted by the same. */
static bool
is_counted_alike(const struct settings *s, const struct opinion *a, const struct opinion *b)
{
	return a->counted_from == b->counted_from && a->paused_days == b->paused_days &&
	    (a->department[0] == 0) == (b->department[0] == 0) &&
	    calendar_days(s, a->department, a->purpose) == calendar_days(s, b->department, b->purpose);
}

/* The due day after a step. Where the length of a pause is not known there is none: iken-remind
 * fills it in once the holidays are loaded. */
static enum verdict
count_anew(struct ledger *l, const struct opinion *before, struct opinion *after, struct fault *f)
{
	bool resumed = before->paused != 0 && after->paused == 0, known = true;
	const struct calendar *cal;
	int64_t days = 0;
	enum verdict v;

	if (!resumed && is_counted_alike(l->settings, before, after))
		return DONE;
	v = calendar_of(l, &cal, f);
	if (v != DONE)
		return v;
	if (resumed && before->counted_from == after->counted_from)
		known = calendar_count(cal, calendar_day_of(before->paused), calendar_day_of(clock_now()), &days);
	after->paused_days += days;
	if (!known || !is_counted_alike(l->settings, before, after))
		after->due = known ? due_of(cal, l->settings, after) : 0;
	return DONE;
}

/* Open parts move with the whole. */
static enum verdict
date_parts(struct ledger *l, const struct opinion *o, struct fault *f)
{
	const struct calendar *cal;
	enum verdict v = calendar_of(l, &cal, f);

	return v == DONE ? part_set_due(l, o->id, due_of_part(cal, l->settings, o->due, clock_now()), f) : v;
}

/* What waited for approval, or was approved, is not to go out as it is. */
static bool
ends_approval(enum state before, enum state after, enum step step)
{
	return step == STEP_STOP || (before == STATE_DRAFTED && after != STATE_DRAFTED && after != STATE_RELEASED);
}

static enum verdict
end_approval(struct ledger *l, int64_t opinion, enum step step, struct fault *f)
{
	enum verdict v = approval_void_open(l, opinion, f);

	return v == DONE ? intent_cancel_void(l, opinion, step_name(step), f) : v;
}

enum verdict
opinion_step(struct ledger *l, struct opinion *o, enum step step, const struct detail *d, struct fault *f)
{
	struct opinion changed = *o;
	enum verdict v;

	if (!state_after(o->state, step, &changed.state))
		return fail(f, NEVER, "%s is %s: %s is not possible", o->number, state_name(o->state),
		    step_name(step));
	if (d->department != NULL)
		changed.department = d->department;
	if (d->purpose != NULL)
		changed.purpose = d->purpose;
	if (changed.state != STATE_CLOSED)
		changed.reason = "";
	if (d->reason != NULL)
		changed.reason = d->reason;
	if (step == STEP_PROTECT)
		changed.is_protected = true;
	changed.danger |= d->danger;
	changed.address_bad |= d->address_bad;
	if (step == STEP_ADDRESS)
		changed.address_bad = false;
	if (d->counted_from != 0) {
		changed.counted_from = d->counted_from;
		changed.paused_days = 0;
	}
	changed.paused_days += d->paused_days;
	if (changed.state != o->state) {
		changed.changed = time_of(d);
		changed.paused = changed.state == STATE_ASKED ? changed.changed : 0;
	}
	v = count_anew(l, o, &changed, f);
	if (d->due != DUE_AS_IT_WAS)
		changed.due = d->due == DUE_NONE ? 0 : d->due;
	if (v == DONE)
		v = update(l, &changed, o->state, f);
	if (v == DONE && changed.due != o->due)
		v = date_parts(l, &changed, f);
	if (v == DONE)
		v = write_event(l, &changed, step, o->state, d, f);
	if (v == DONE)
		v = insert_caused(l, &changed, step, d, f);
	if (v == DONE && changed.state != o->state && is_done_with(changed.state))
		v = part_void_all(l, o->id, f);
	if (v == DONE && ends_approval(o->state, changed.state, step))
		v = end_approval(l, o->id, step, f);
	if (v == DONE)
		*o = changed;
	return v;
}

enum verdict
opinion_contact(struct ledger *l, void *ctx, const struct opinion *o, struct contact **out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT contact FROM opinion WHERE id = ?1");
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	bool row;
	enum verdict v = o->state == STATE_ERASED ? fail(f, NEVER, "%s was erased", o->number) : ledger_key(l, o->key, &key, f);

	if (v != DONE)
		return v;
	query_number(q, 1, o->id);
	v = query_next(q, &row, f);
	*out = NULL;
	if (v == DONE && row && seal_open_value(&key, "opinion.contact", query_blob_at(q, 0), &plain))
		*out = contact_unpack(ctx, buffer_bytes(&plain));
	query_done(q);
	seal_wipe(&key, sizeof key);
	if (v == DONE && *out == NULL)
		v = fail(f, NEVER, "%s: who wrote it cannot be opened", o->number);
	return v;
}

static enum verdict
store_contact(struct ledger *l, const struct opinion *o, const struct contact *contact, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE opinion SET contact = ?2, contact_hash = ?3 WHERE id = ?1");
	struct buffer plain = buffer_init(NULL), sealed = buffer_init(NULL);
	unsigned char hash[SEAL_HASH];
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	contact_pack(contact, &plain);
	seal_value(&key, "opinion.contact", buffer_bytes(&plain), &sealed);
	query_number(q, 1, o->id);
	query_blob(q, 2, buffer_bytes(&sealed));
	if (contact->mail[0] != 0) {
		ledger_hash_address(l, contact->mail, hash);
		query_blob(q, 3, (struct bytes){ hash, sizeof hash });
	}
	v = query_run(q, f);
	seal_wipe(&key, sizeof key);
	seal_wipe(plain.data, plain.len);
	talloc_free(plain.data);
	talloc_free(sealed.data);
	return v;
}

enum verdict
opinion_correct_contact(struct ledger *l, struct opinion *o, const struct contact *contact, const struct detail *d,
    struct fault *f)
{
	enum verdict v = store_contact(l, o, contact, f);

	return v == DONE ? opinion_step(l, o, STEP_ADDRESS, d, f) : v;
}

enum verdict
opinion_is_repeated(struct ledger *l, const struct opinion *o, int64_t days, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM opinion AS this, opinion AS other WHERE this.id = ?1 AND "
	    "other.contact_hash = this.contact_hash AND other.text_hash = this.text_hash AND "
	    "other.text_hash IS NOT NULL AND other.id < this.id AND other.received >= this.received - ?2 * 86400");
	enum verdict v;

	query_number(q, 1, o->id);
	query_number(q, 2, days);
	v = query_next(q, is_out, f);
	query_done(q);
	return v;
}

static enum verdict
take_event(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct event *e = row;

	(void)with, (void)f;
	e->at = query_number_at(q, 0);
	e->step = query_text_at(ctx, q, 1);
	e->before = query_text_at(ctx, q, 2);
	e->after = query_text_at(ctx, q, 3);
	e->who = query_text_at(ctx, q, 4);
	e->note = query_text_at(ctx, q, 5);
	e->arrival = query_number_at(q, 6);
	return DONE;
}

enum verdict
opinion_events(struct ledger *l, void *ctx, int64_t opinion, struct event **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT at, step, before, after, who, note, arrival FROM event "
	    "WHERE opinion = ?1 ORDER BY id");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_all(q, ctx, sizeof **out, take_event, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}
