/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_update - the index follows the register. */
#include "config/memory.h"
#include "spool/index_file.h"

enum { EVENTS = 20000 };	/* followed in one run */
enum { PAGES = 5000 };		/* of 4 KB, written in one step of settling */

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static enum verdict
put_doc(struct index *x, int64_t opinion, const char *sources, const unsigned char mark[INDEX_MARK], const struct tokens *people,
    struct fault *f)
{
	struct query *q = db_query(x->db, "INSERT OR REPLACE INTO doc(opinion, sources, mark, people) VALUES(?1,?2,?3,?4)");
	struct buffer packed = buffer_init(NULL);
	enum verdict v;

	index_tokens_pack(people, &packed);
	query_number(q, 1, opinion);
	query_text(q, 2, sources);
	query_blob(q, 3, (struct bytes){ mark, INDEX_MARK });
	query_blob(q, 4, buffer_bytes(&packed));
	v = query_run(q, f);
	talloc_free(packed.data);
	return v;
}

/* FTS5 knows a row by its words alone where there is no content: what is new comes to what is there. */
static enum verdict
add_tokens(struct index *x, int64_t opinion, const struct tokens *t, struct fault *f)
{
	return index_write_tokens(db_query(x->db, "INSERT INTO word(rowid, token) VALUES(?1,?2)"), opinion, t, f);
}

static char *
sources_of(void *ctx, const struct index_text *t)
{
	struct buffer out = buffer_init(ctx);

	buffer_char(&out, ' ');
	for (size_t i = 0; i < t->count; i++)
		if (i == 0 || t->piece[i].id != t->piece[i - 1].id || t->piece[i].source != t->piece[i - 1].source)
			buffer_printf(&out, "%c%lld ", t->piece[i].source, (long long)t->piece[i].id);
	return (char *)out.data;
}

/* ---- one opinion --------------------------------------------------------------------------------------------------- */

static enum verdict
put_opinion(struct index *x, void *ctx, const struct opinion *o, const struct index_text *t, struct index_done *out, struct fault *f)
{
	struct found_by now = index_found_by(x, ctx, t, NULL), then = { .words.ctx = ctx };
	struct tokens fresh = { .ctx = ctx };
	unsigned char mark[INDEX_MARK];
	struct index_doc doc;
	enum verdict v = index_doc(x, ctx, o->id, &doc, f);

	if (v != DONE)
		return v;
	index_mark_tokens(x, &now.words, mark);
	index_tokens_join(&fresh, &now.people);
	index_tokens_minus(&fresh, &doc.people);
	if (doc.there && fresh.count == 0 && memcmp(doc.mark, mark, INDEX_MARK) == 0)
		return DONE;
	/* What is not in its pieces any more could not be taken out when it is erased. */
	if (doc.there && !index_as_it_was(x, ctx, t, &doc, &then))
		x->spoiled = true;
	index_tokens_join(&fresh, &now.words);
	index_tokens_minus(&fresh, &then.words);
	index_tokens_join(&now.people, &doc.people);
	v = add_tokens(x, o->id, &fresh, f);
	if (v == DONE)
		v = put_doc(x, o->id, sources_of(ctx, t), mark, &now.people, f);
	if (doc.there)
		out->changed++;
	else
		out->added++;
	return v;
}

/* Its key is gone, and with it what it was found by; unless whoever erased it has taken it out before. */
static enum verdict
lose_opinion(struct index *x, void *ctx, int64_t opinion, struct index_done *out, struct fault *f)
{
	struct index_doc doc;
	enum verdict v = index_doc(x, ctx, opinion, &doc, f);

	if (v == DONE && doc.there) {
		x->spoiled = true;
		out->removed++;
	}
	return v;
}

static enum verdict
follow_opinion(struct index *x, int64_t id, struct index_done *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct index_text text;
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(x->l, ctx, id, &o, &found, f);

	out->looked++;
	if (v == DONE && found)
		v = index_text_of(x->l, ctx, &o, INDEX_WITH_CONTACT, &text, f);
	if (v == DONE && found)
		v = put_opinion(x, ctx, &o, &text, out, f);
	else if (v == NEVER)
		v = lose_opinion(x, ctx, id, out, f);
	talloc_free(ctx);
	return v;
}

/* ---- which opinions -------------------------------------------------------------------------------------------------- */

/* Those that the query finds in ascending order, from the last one on: their rows ascend then (index_row_of()), and FTS5 keeps
 * them together. *last_out, if it is asked for, stays as it is where there are none. */
static enum verdict
follow_all(struct index *x, struct query *q, struct index_done *out, int64_t *last_out, size_t *count_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	int64_t *ids;
	size_t count;
	enum verdict v = query_numbers(q, ctx, &ids, &count, f);

	for (size_t i = count; v == DONE && i > 0; i--)
		v = follow_opinion(x, ids[i - 1], out, f);
	if (v == DONE && last_out != NULL && count != 0)
		*last_out = ids[count - 1];
	if (count_out != NULL)
		*count_out = count;
	talloc_free(ctx);
	return v;
}

/* Up to which event: the newest, or as many as one run takes. Of opinions up to an id: those above are reached by and by, as they
 * are then. */
static enum verdict
follow_events(struct index *x, int64_t highest_reached, struct index_done *out, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT max(id) FROM (SELECT id FROM event WHERE id > ?1 ORDER BY id LIMIT ?2)");
	int64_t until = 0, newest = 0, highest = 0;
	bool row;
	enum verdict v;

	query_number(q, 1, x->event);
	query_number(q, 2, EVENTS);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		until = query_number_at(q, 0);
	query_done(q);
	if (v != DONE || until == 0)
		return v;
	/* No index: SQLite would go through all events that ever were, because one has them in that order. */
	q = db_query(x->l->db, "SELECT DISTINCT opinion FROM event NOT INDEXED WHERE id > ?1 AND id <= ?2 AND opinion <= ?3 ORDER BY opinion");
	query_number(q, 1, x->event);
	query_number(q, 2, until);
	query_number(q, 3, highest_reached);
	v = follow_all(x, q, out, NULL, NULL, f);
	x->event = until;
	if (v == DONE)
		v = index_ends(x, &newest, &highest, f);
	out->more |= v == DONE && newest > until;
	return v;
}

static enum verdict
follow_new(struct index *x, size_t max, struct index_done *out, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT id FROM opinion WHERE id > ?1 ORDER BY id LIMIT ?2");
	size_t count;
	enum verdict v;

	query_number(q, 1, x->built);
	query_number(q, 2, (int64_t)max);
	v = follow_all(x, q, out, &x->built, &count, f);
	out->more |= v == DONE && count == max;
	return v;
}

/* What was taken out to be erased and never was. */
static enum verdict
follow_spared(struct index *x, struct index_done *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	int64_t *ids;
	size_t count;
	enum verdict v = query_numbers(db_query(x->db, "SELECT opinion FROM gone"), ctx, &ids, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		int64_t id = ids[i];
		struct opinion o;
		bool found;

		v = opinion_by_id(x->l, ctx, id, &o, &found, f);
		if (v != DONE || !found || o.state == STATE_ERASED)
			continue;
		v = follow_opinion(x, id, out, f);
		if (v == DONE)
			v = index_run_about(db_query(x->db, "DELETE FROM gone WHERE opinion = ?1"), id, f);
	}
	talloc_free(ctx);
	return v;
}

enum verdict
index_update(struct index *x, size_t max, struct index_done *out, struct fault *f)
{
	const struct index before = *x;
	enum verdict v = db_begin(x->db, f);

	*out = (struct index_done){ .looked = 0 };
	if (v != DONE)
		return v;
	/* The register as it is at one moment; and its file is not locked anew for each statement, which takes longer than to read. */
	v = db_begin_item(x->l->db, f);
	if (v == DONE)
		v = follow_spared(x, out, f);
	if (v == DONE)
		v = follow_new(x, max, out, f);
	/* The older ones behind the newer, as their rows are. */
	if (v == DONE)
		v = follow_events(x, before.built, out, f);
	if (v == DONE && (x->event != before.event || x->built != before.built || x->spoiled != before.spoiled))
		v = index_put_stamp(x, f);
	db_undo_item(x->l->db);
	if (v == DONE)
		v = db_commit(x->db, f);
	else
		db_rollback(x->db);
	if (v != DONE) {
		x->event = before.event;
		x->built = before.built;
		x->spoiled = before.spoiled;
	}
	return v;
}

/* ---- settling -------------------------------------------------------------------------------------------------------- */

static enum verdict
changes_so_far(struct index *x, int64_t *out, struct fault *f)
{
	return query_one_number(db_query(x->db, "SELECT total_changes()"), out, f);
}

/* FTS5's manual, "The merge command": as long as it changes two rows or more there is more to do. */
enum verdict
index_settle(struct index *x, bool *more_out, struct fault *f)
{
	struct query *q = db_query(x->db, "INSERT INTO word(word, rank) VALUES('merge', ?1)");
	int64_t before, after = 0;
	enum verdict v = changes_so_far(x, &before, f);

	*more_out = false;
	if (v != DONE)
		return v;
	query_number(q, 1, -PAGES);
	v = query_run(q, f);
	if (v == DONE)
		v = changes_so_far(x, &after, f);
	*more_out = v == DONE && after - before >= 2;
	return v;
}
