/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_forget - what is erased is taken out of the index, and proved to be gone. */
#include "config/memory.h"
#include "spool/index_file.h"

enum verdict
index_forget_begin(void *ctx, struct ledger *l, struct index **out, struct fault *f)
{
	enum verdict v;

	*out = NULL;
	if (!l->settings->search.index)
		return index_discard(l->settings, f);
	if (!index_is_there(l->settings))
		return DONE;
	v = index_open(ctx, l, INDEX_WRITE, out, f);
	if (v == DONE)
		v = db_begin((*out)->db, f);
	if (v == HALT && *out != NULL) {
		(*out)->broken = true;
		v = DONE;
	}
	return v == HALT ? index_discard(l->settings, f) : v;
}

static enum verdict
keep_aside(struct index *x, int64_t opinion, const struct tokens *t, struct fault *f)
{
	struct query *q = db_query(x->db, "INSERT OR REPLACE INTO gone(opinion, tokens) VALUES(?1,?2)");
	struct buffer packed = buffer_init(NULL);
	enum verdict v;

	index_tokens_pack(t, &packed);
	query_number(q, 1, opinion);
	query_blob(q, 2, buffer_bytes(&packed));
	v = query_run(q, f);
	talloc_free(packed.data);
	return v;
}

static enum verdict
forget(struct index *x, const struct opinion *o, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct index_text text;
	struct found_by then = { .words.ctx = ctx };
	struct index_doc doc;
	enum verdict v = index_doc(x, ctx, o->id, &doc, f);

	if (v != DONE || !doc.there) {
		talloc_free(ctx);
		return v;
	}
	v = index_text_of(x->l, ctx, o, INDEX_WITH_CONTACT, &text, f);
	if (v == DONE && index_as_it_was(x, ctx, &text, &doc, &then)) {
		index_tokens_join(&then.words, &then.people);
		v = index_write_tokens(db_query(x->db, "INSERT INTO word(word, rowid, token) VALUES('delete',?1,?2)"), o->id, &then.words, f);
		if (v == DONE)
			v = keep_aside(x, o->id, &then.words, f);
	} else if (v == DONE || v == NEVER) {
		x->spoiled = true;
		v = DONE;
	}
	if (v == DONE)
		v = index_run_about(db_query(x->db, "DELETE FROM doc WHERE opinion = ?1"), o->id, f);
	talloc_free(ctx);
	return v;
}

enum verdict
index_forget(struct index *x, const struct opinion *o, struct fault *f)
{
	enum verdict v = x->broken ? DONE : forget(x, o, f);

	/* One that is damaged is of no use, and holds nothing that the register has not. */
	x->broken |= v == HALT;
	return v == HALT ? DONE : v;
}

enum verdict
index_forget_end(struct index *x, struct fault *f)
{
	enum verdict v = x->broken ? HALT : index_put_stamp(x, f);

	if (v == DONE)
		v = db_commit(x->db, f);
	else if (x->db != NULL)
		db_rollback(x->db);
	return v == HALT ? index_give_up(x, f) : v;
}

/* Nothing of what was erased may lie in rows that only a later one hides. */
static enum verdict
rebuild_rows(struct index *x, struct fault *f)
{
	return query_run(db_query(x->db, "INSERT INTO word(word) VALUES('optimize')"), f);
}

static enum verdict
is_found(struct index *x, int64_t opinion, uint64_t token, bool *out, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT 1 FROM word WHERE word MATCH ?1 AND rowid = ?2");
	char letters[INDEX_TOKEN + 1];
	enum verdict v;

	index_token_letters(token, letters);
	query_text(q, 1, letters);
	query_number(q, 2, index_row_of(opinion));
	v = query_next(q, out, f);
	query_done(q);
	return v;
}

struct gone {
	int64_t opinion;
	struct tokens tokens;
};

static enum verdict
take_gone(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct gone *out = row;

	(void)with, (void)f;
	*out = (struct gone){ .opinion = query_number_at(q, 0), .tokens.ctx = ctx };
	index_tokens_read(&out->tokens, query_blob_at(q, 1));
	return DONE;
}

static enum verdict
prove(struct index *x, void *ctx, const struct gone *g, struct fault *f)
{
	struct index_doc doc;
	bool found = false;
	enum verdict v = index_doc(x, ctx, g->opinion, &doc, f);

	for (size_t i = 0; v == DONE && !found && i < g->tokens.count; i++)
		v = is_found(x, g->opinion, g->tokens.item[i], &found, f);
	if (v == DONE && (found || doc.there))
		v = fail(f, NEVER, "index: opinion %lld was erased and is still found by it", (long long)g->opinion);
	if (v == DONE)
		v = index_run_about(db_query(x->db, "DELETE FROM gone WHERE opinion = ?1"), g->opinion, f);
	return v;
}

/* Those that are erased now, some at a time. */
static enum verdict
prove_all(struct index *x, int64_t *count_out, struct fault *f)
{
	int64_t after = 0;
	struct rows rows = { .count = 1 };
	enum verdict v = DONE;

	while (v == DONE && rows.count != 0) {
		void *ctx = must(talloc_new(NULL));
		struct query *q = db_query(x->db, "SELECT opinion, tokens FROM gone WHERE opinion > ?1 ORDER BY opinion LIMIT 200");

		query_number(q, 1, after);
		v = query_all(q, ctx, sizeof(struct gone), take_gone, NULL, &rows, f);
		for (size_t i = 0; v == DONE && i < rows.count; i++) {
			const struct gone *g = (const struct gone *)rows.item + i;
			struct opinion o;
			bool found;

			after = g->opinion;
			v = opinion_by_id(x->l, ctx, g->opinion, &o, &found, f);
			if (v != DONE || !found || o.state != STATE_ERASED)
				continue;
			v = prove(x, ctx, g, f);
			++*count_out;
		}
		talloc_free(ctx);
	}
	return v;
}

static enum verdict
empty_log(struct index *x, struct fault *f)
{
	struct query *q = db_query(x->db, "PRAGMA wal_checkpoint(TRUNCATE)");
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row && query_number_at(q, 0) != 0)
		v = fail(f, LATER, "index: another program reads it, and its log cannot be emptied now");
	query_done(q);
	return v;
}

static enum verdict
forgotten(struct index *x, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(x->db, "SELECT 1 FROM gone LIMIT 1");
	bool any;
	enum verdict v = query_next(q, &any, f);

	query_done(q);
	if (v != DONE || !any)
		return v;
	v = db_begin(x->db, f);
	if (v == DONE)
		v = rebuild_rows(x, f);
	if (v == DONE)
		v = prove_all(x, count_out, f);
	if (v == DONE)
		v = db_commit(x->db, f);
	else
		db_rollback(x->db);
	return v == DONE ? empty_log(x, f) : v;
}

enum verdict
index_forgotten(struct ledger *l, int64_t *count_out, struct fault *f)
{
	struct index *x = NULL;
	enum verdict v = DONE;

	*count_out = 0;
	if (!l->settings->search.index)
		return index_discard(l->settings, f);
	if (!index_is_there(l->settings))
		return DONE;
	/* One from which something could not be taken out is emptied here. */
	v = index_open(NULL, l, INDEX_WRITE, &x, f);
	if (v == DONE)
		v = forgotten(x, count_out, f);
	if (v == HALT)
		v = x != NULL ? index_give_up(x, f) : index_discard(l->settings, f);
	if (x != NULL)
		index_close(&x);
	return v;
}
