/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wording - all that was written about an opinion, its words alone. */
#include "spool/wording.h"

#include "config/memory.h"
#include "spool/reading.h"

/* The key that was unwrapped last. */
struct unwrapped {
	int64_t id;		/* 0: none */
	struct seal_key key;
};

struct gathered {
	struct ledger *l;
	void *ctx;
	struct unwrapped last;
	struct wording *item;
	size_t count, room;
};

static enum verdict
unwrap(struct gathered *g, int64_t id, struct fault *f)
{
	enum verdict v = DONE;

	if (g->last.id == id)
		return DONE;
	g->last.id = 0;
	v = ledger_key(g->l, id, &g->last.key, f);
	if (v == DONE)
		g->last.id = id;
	return v;
}

static void
put(struct gathered *g, struct wording w)
{
	if (g->count == g->room) {
		g->room = g->room * 2 + 4;
		g->item = must(talloc_realloc(g->ctx, g->item, struct wording, g->room));
	}
	g->item[g->count++] = w;
}

/* ---- arrivals ---------------------------------------------------------------------------------------------------------- */

/* Columns: seq, kind, key, reading. */
static enum verdict
put_arrival(struct gathered *g, struct query *q, struct fault *f)
{
	struct wording w = { .id = query_number_at(q, 0) };
	struct buffer plain = buffer_init(g->ctx);
	enum verdict v = unwrap(g, query_number_at(q, 2), f);

	if (v != DONE)
		return v == NEVER ? DONE : v;
	if (!seal_open_value(&g->last.key, "arrival.reading", query_blob_at(q, 3), &plain))
		return DONE;
	if (reading_unpack_words(g->ctx, buffer_bytes(&plain), &w.subject, &w.text)) {
		w.kind = query_text_at(g->ctx, q, 1);
		put(g, w);
	}
	talloc_free(plain.data);
	return DONE;
}

static enum verdict
put_arrivals(struct gathered *g, struct query *q, int64_t opinion, struct fault *f)
{
	bool row;
	enum verdict v;

	query_number(q, 1, opinion);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		v = put_arrival(g, q, f);
		if (v != DONE)
			break;
	}
	query_done(q);
	return v;
}

static int
by_id(const void *a, const void *b)
{
	int64_t x = ((const struct wording *)a)->id, y = ((const struct wording *)b)->id;

	return x < y ? -1 : x > y;
}

/* Two statements: one with OR would sort what comes in order from the one and is nearly never in the other. */
static enum verdict
take_arrivals(struct gathered *g, int64_t opinion, struct fault *f)
{
	size_t own;
	enum verdict v = put_arrivals(g, db_query(g->l->db, "SELECT seq, kind, key, reading FROM arrival WHERE opinion = ?1 AND "
	    "kind IN ('opinion','follow-up') ORDER BY seq"), opinion, f);

	own = g->count;
	if (v == DONE)
		v = put_arrivals(g, db_query(g->l->db, "SELECT seq, kind, key, reading FROM filing CROSS JOIN arrival ON seq = filing.arrival "
		    "WHERE filing.opinion = ?1 AND arrival.opinion IS NOT ?1 AND kind IN ('opinion','follow-up')"), opinion, f);
	if (g->count != own)
		qsort(g->item, g->count, sizeof *g->item, by_id);
	return v;
}

/* ---- drafts ------------------------------------------------------------------------------------------------------------ */

static enum verdict
take_drafts(struct gathered *g, const struct opinion *o, struct fault *f)
{
	struct query *q = db_query(g->l->db, "SELECT id, kind, text FROM draft WHERE opinion = ?1 ORDER BY id");
	bool row;
	enum verdict v;

	query_number(q, 1, o->id);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		struct buffer plain = buffer_init(g->ctx);

		v = unwrap(g, o->key, f);
		if (v != DONE)
			break;
		if (seal_open_value(&g->last.key, "draft.text", query_blob_at(q, 2), &plain))
			put(g, (struct wording){ .by_office = true, .id = query_number_at(q, 0), .kind = query_text_at(g->ctx, q, 1),
			    .subject = "", .text = buffer_text(&plain) });
	}
	query_done(q);
	return v;
}

enum verdict
wording_of(struct ledger *l, void *ctx, const struct opinion *o, struct wording **out, size_t *count_out, struct fault *f)
{
	struct gathered g = { .l = l, .ctx = ctx };
	enum verdict v = o->state == STATE_ERASED ? fail(f, NEVER, "%s was erased", o->number) : unwrap(&g, o->key, f);

	if (v == DONE)
		v = take_arrivals(&g, o->id, f);
	if (v == DONE)
		v = take_drafts(&g, o, f);
	seal_wipe(&g.last.key, sizeof g.last.key);
	*out = g.item;
	*count_out = g.count;
	return v;
}
