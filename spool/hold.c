/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hold - opinions that are not erased for now. */
#include "spool/hold.h"

#include "config/clock.h"
#include "config/memory.h"

#define CONTEXT "hold.reason"

static enum verdict
is_held(struct ledger *l, int64_t opinion, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM hold WHERE opinion = ?1 AND lifted = 0");
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_next(q, is_out, f);
	query_done(q);
	return v;
}

static enum verdict
insert(struct ledger *l, const struct opinion *o, const char *who, struct bytes reason, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO hold(opinion, at, who, reason) VALUES(?1,?2,?3,?4)");

	query_number(q, 1, o->id);
	query_number(q, 2, clock_now());
	query_text(q, 3, who);
	query_blob(q, 4, reason);
	return query_run(q, f);
}

enum verdict
hold_put(struct ledger *l, const struct opinion *o, const char *who, const char *reason, struct fault *f)
{
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	bool held = false;
	enum verdict v;

	if (o->state == STATE_ERASED)
		return fail(f, NEVER, "%s was erased: there is nothing to hold", o->number);
	v = is_held(l, o->id, &held, f);
	if (v == DONE && held)
		v = fail(f, NEVER, "%s is held already", o->number);
	if (v == DONE)
		v = ledger_key(l, o->key, &key, f);
	if (v != DONE)
		return v;
	seal_value(&key, CONTEXT, bytes_of(reason), &sealed);
	seal_wipe(&key, sizeof key);
	v = insert(l, o, who, buffer_bytes(&sealed), f);
	talloc_free(sealed.data);
	return v;
}

enum verdict
hold_lift(struct ledger *l, const struct opinion *o, const char *who, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE hold SET lifted = ?2, lifted_by = ?3 WHERE opinion = ?1 AND lifted = 0");
	enum verdict v;

	query_number(q, 1, o->id);
	query_number(q, 2, clock_now());
	query_text(q, 3, who);
	v = query_run(q, f);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, NEVER, "%s is not held", o->number);
	return v;
}

/* A row of hold_list before its reason is opened. */
struct sealed_hold {
	struct hold hold;
	int64_t key;
	struct bytes reason;
};

static enum verdict
take_hold(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct sealed_hold *h = out;
	struct bytes reason = query_blob_at(q, 4);

	(void)with;
	(void)f;
	h->hold = (struct hold){ .opinion = query_number_at(q, 0), .number = query_text_at(ctx, q, 1),
		.at = query_number_at(q, 2), .who = query_text_at(ctx, q, 3), .reason = "" };
	h->reason = (struct bytes){ reason.len != 0 ? must(talloc_memdup(ctx, reason.data, reason.len)) : NULL, reason.len };
	h->key = query_number_at(q, 5);
	return DONE;
}

static enum verdict
open_reason(struct ledger *l, void *ctx, struct sealed_hold *h, struct fault *f)
{
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v = ledger_key(l, h->key, &key, f);

	if (v == DONE && seal_open_value(&key, CONTEXT, h->reason, &plain))
		h->hold.reason = buffer_text(&plain);
	seal_wipe(&key, sizeof key);
	return v == NEVER ? DONE : v;
}

enum verdict
hold_list(struct ledger *l, void *ctx, struct hold **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT o.id, o.number, h.at, h.who, h.reason, o.key FROM hold h JOIN opinion o ON "
	    "o.id = h.opinion WHERE h.lifted = 0 ORDER BY h.at, h.id");
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof(struct sealed_hold), take_hold, NULL, &rows, f);
	struct sealed_hold *all = rows.item;

	*out = must(talloc_zero_array(ctx, struct hold, rows.count + 1));
	*count_out = rows.count;
	for (size_t i = 0; v == DONE && i < rows.count; i++) {
		v = open_reason(l, ctx, &all[i], f);
		(*out)[i] = all[i].hold;
	}
	return v;
}
