/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draft - what a department wrote for an opinion: answers and progress notes, sealed. */
#include "spool/draft.h"

#include "config/clock.h"
#include "config/memory.h"

#define COLUMNS "draft.id, draft.opinion, draft.arrival, draft.at, draft.department, draft.kind, draft.text, " \
	"draft.corrects, draft.public, (SELECT key FROM opinion WHERE opinion.id = draft.opinion)"

enum verdict
draft_insert(struct ledger *l, const struct opinion *o, const struct draft *d, int64_t *id_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO draft(opinion, arrival, department, kind, at, text, "
	    "corrects, public) VALUES(?1,?2,?3,?4,?5,?6,?7,?8)");
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v != DONE)
		return v;
	seal_value(&key, "draft.text", bytes_of(d->text), &sealed);
	query_number(q, 1, o->id);
	query_number(q, 2, d->arrival);
	query_text(q, 3, d->department);
	query_text(q, 4, d->kind);
	query_number(q, 5, d->at != 0 ? d->at : clock_now());
	query_blob(q, 6, buffer_bytes(&sealed));
	query_number(q, 7, d->corrects);
	query_number(q, 8, d->public);
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	return v;
}

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct ledger *l = with;
	struct draft *out = row;
	struct buffer plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v;

	out->id = query_number_at(q, 0);
	out->opinion = query_number_at(q, 1);
	out->arrival = query_number_at(q, 2);
	out->at = query_number_at(q, 3);
	out->department = query_text_at(ctx, q, 4);
	out->kind = query_text_at(ctx, q, 5);
	out->corrects = query_number_at(q, 7);
	out->public = query_number_at(q, 8) != 0;
	out->text = "";
	v = ledger_key(l, query_number_at(q, 9), &key, f);
	if (v == NEVER)
		return DONE;
	if (v == DONE && seal_open_value(&key, "draft.text", query_blob_at(q, 6), &plain))
		out->text = buffer_text(&plain);
	seal_wipe(&key, sizeof key);
	return v;
}

static enum verdict
find(struct ledger *l, void *ctx, struct query *q, struct draft *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		v = take_row(ctx, q, l, out, f);
	query_done(q);
	return v;
}

enum verdict
draft_by_id(struct ledger *l, void *ctx, int64_t id, struct draft *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM draft WHERE draft.id = ?1");

	query_number(q, 1, id);
	return find(l, ctx, q, out, found_out, f);
}

enum verdict
draft_newest(struct ledger *l, void *ctx, int64_t opinion, struct draft *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM draft WHERE draft.opinion = ?1 AND "
	    "draft.kind = 'answer' ORDER BY draft.id DESC LIMIT 1");

	query_number(q, 1, opinion);
	return find(l, ctx, q, out, found_out, f);
}

enum verdict
draft_list(struct ledger *l, void *ctx, int64_t opinion, struct draft **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM draft WHERE draft.opinion = ?1 ORDER BY draft.id");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_all(q, ctx, sizeof **out, take_row, l, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}
