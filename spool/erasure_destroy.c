/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_destroy - keys destroyed and rows emptied, batch by batch. */
#include "spool/erasure_destroy.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/campaign.h"
#include "spool/file.h"
#include "spool/index.h"
#include "spool/page_folder.h"
#include "spool/queue.h"
#include "spool/webpublic.h"

enum { BATCH = 200, MARKS_MAX = 1 << 26 };

/* One batch. */
struct batch_at_work {
	struct seal_digest digest;	/* of all that is destroyed, behind the digest of the batches before */
	struct ledger *l;
	struct erasure *e;
	void *ctx;
	struct needles *needles;
	struct index *index;		/* NULL: there is none */
	int64_t arrivals, loose, keys;
};

/* ---- marks ------------------------------------------------------------------------------------------------------- */

static char *
marks_path(void *ctx, const struct settings *s, const struct erasure *e, int64_t batch)
{
	return must(talloc_asprintf(ctx, "%s/erasure/%lld-%lld.marks", s->folder, (long long)e->id, (long long)batch));
}

struct needles *
erasure_needles(void *ctx, const struct ledger *l, const struct erasure *e)
{
	char *purpose = must(talloc_asprintf(NULL, "erasure %lld", (long long)e->id));
	struct needles *n = needles_new(ctx, l->keys->digest, purpose);

	talloc_free(purpose);
	return n;
}

static enum verdict
put_marks(const struct batch_at_work *b, struct fault *f)
{
	struct buffer packed = buffer_init(b->ctx);
	char *folder = must(talloc_asprintf(b->ctx, "%s/erasure", b->l->settings->folder));
	enum verdict v = folder_make(folder, FOLDER_SHARED, f);

	needles_pack(b->needles, &packed);
	return v == DONE ? file_put(marks_path(b->ctx, b->l->settings, b->e, b->e->batches), buffer_bytes(&packed), FILE_SHARED, f) : v;
}

enum verdict
erasure_read_marks(const struct settings *s, const struct erasure *e, struct needles *n, int64_t *missing_out,
    struct fault *f)
{
	enum verdict v = DONE;

	*missing_out = 0;
	for (int64_t i = 0; v == DONE && i < e->batches; i++) {
		void *ctx = must(talloc_new(NULL));
		struct buffer packed;

		v = file_get(ctx, marks_path(ctx, s, e, i), MARKS_MAX, &packed, f);
		if (v == NEVER) {
			++*missing_out;
			v = DONE;
		} else if (v == DONE) {
			v = needles_unpack(n, buffer_bytes(&packed), f);
		}
		talloc_free(ctx);
	}
	return v;
}

/* A value that is about to be destroyed. */
static void
gone(struct batch_at_work *b, struct bytes value)
{
	const unsigned char len[4] = { (unsigned char)(value.len >> 24), (unsigned char)(value.len >> 16),
		(unsigned char)(value.len >> 8), (unsigned char)value.len };

	if (value.len == 0)
		return;
	needles_add(b->needles, value);
	seal_digest_add(&b->digest, (struct bytes){ len, sizeof len });
	seal_digest_add(&b->digest, value);
}

/* All values of a query's rows. */
static enum verdict
gather(struct batch_at_work *b, struct query *q, int columns, struct fault *f)
{
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row)
		for (int i = 0; i < columns; i++)
			gone(b, query_blob_at(q, i));
	return v;
}

/* ---- what every part does ------------------------------------------------------------------------------------------ */

static struct query *
about(const struct batch_at_work *b, const char *literal, int64_t id)
{
	struct query *q = db_query(b->l->db, literal);

	query_number(q, 1, id);
	return q;
}

#define RUN(literal, id) (v == DONE ? query_run(about(b, literal, id), f) : v)
#define GATHER(literal, id, columns) (v == DONE ? gather(b, about(b, literal, id), columns, f) : v)

static enum verdict
is_there(struct query *q, bool *out, struct fault *f)
{
	enum verdict v = query_next(q, out, f);

	query_done(q);
	return v;
}

static enum verdict
destroy_key(struct batch_at_work *b, int64_t key, struct fault *f)
{
	enum verdict v = DONE;

	v = GATHER("SELECT wrapped FROM key WHERE id = ?1 AND wrapped IS NOT NULL", key, 1);
	v = RUN("UPDATE key SET wrapped = NULL WHERE id = ?1 AND wrapped IS NOT NULL", key);
	if (v == DONE)
		b->keys += db_changes(b->l->db);
	return v;
}

/* ---- arrivals ------------------------------------------------------------------------------------------------------ */

/* The end of a file is a tag over its content: nothing else is like it. False: it is not there. */
static bool
mark_end(struct batch_at_work *b, const char *path)
{
	unsigned char end[NEEDLE_WINDOW];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && st.st_size >= NEEDLE_WINDOW &&
	    pread(fd, end, sizeof end, st.st_size - NEEDLE_WINDOW) == (ssize_t)sizeof end)
		gone(b, (struct bytes){ end, sizeof end });
	close(fd);
	return true;
}

static void
mark_file(struct batch_at_work *b, const char *id)
{
	char *path = queue_find(b->ctx, b->l->settings, id);

	if (path != NULL)
		(void)mark_end(b, path);
	talloc_free(path);
}

/* Who got a mail matters only as long as somebody else has not. */
#define MAILS_ABOUT "(SELECT id FROM intent WHERE arrival = ?1 AND state <> 'waiting')"

static enum verdict
empty_arrival(struct batch_at_work *b, int64_t seq, struct fault *f)
{
	enum verdict v = DONE;

	v = GATHER("SELECT digest, file_key, reading FROM arrival WHERE seq = ?1", seq, 3);
	v = GATHER("SELECT form FROM transcription WHERE arrival = ?1", seq, 1);
	v = GATHER("SELECT text FROM proposal WHERE arrival = ?1", seq, 1);
	v = GATHER("SELECT recipient FROM delivery WHERE intent IN " MAILS_ABOUT, seq, 1);
	v = RUN("DELETE FROM delivery WHERE intent IN " MAILS_ABOUT, seq);
	v = RUN("UPDATE transcription SET form = NULL WHERE arrival = ?1", seq);
	v = RUN("DELETE FROM proposal WHERE arrival = ?1", seq);
	v = RUN("DELETE FROM guess WHERE arrival = ?1", seq);
	return RUN("UPDATE arrival SET digest = x'', file_key = NULL, reading = NULL WHERE seq = ?1", seq);
}

static enum verdict
note_file(struct batch_at_work *b, const char *id, struct fault *f)
{
	struct query *q = db_query(b->l->db, "INSERT OR IGNORE INTO erasure_file(arrival, erasure) VALUES(?1,?2)");

	query_text(q, 1, id);
	query_number(q, 2, b->e->id);
	return query_run(q, f);
}

/* Its id and its key; *found_out false: it is not there, or erased. */
static enum verdict
find_arrival(struct batch_at_work *b, int64_t seq, char **id_out, int64_t *key_out, bool *found_out, struct fault *f)
{
	struct query *q = about(b, "SELECT id, key FROM arrival WHERE seq = ?1 AND digest <> x''", seq);
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out) {
		*id_out = query_text_at(b->ctx, q, 0);
		*key_out = query_number_at(q, 1);
	}
	query_done(q);
	return v;
}

static enum verdict destroy_parent(struct batch_at_work *b, const char *id, struct fault *f);

static enum verdict
destroy_arrival(struct batch_at_work *b, int64_t seq, struct fault *f)
{
	char *id = NULL;
	int64_t key = 0;
	bool found = false;
	enum verdict v = find_arrival(b, seq, &id, &key, &found, f);

	if (v != DONE || !found)
		return v;
	mark_file(b, id);
	v = empty_arrival(b, seq, f);
	if (v == DONE)
		v = destroy_key(b, key, f);
	if (v == DONE)
		v = note_file(b, id, f);
	b->arrivals++;
	return v == DONE ? destroy_parent(b, id, f) : v;
}

/* A stack goes with the last of the papers in it. */
static enum verdict
destroy_parent(struct batch_at_work *b, const char *id, struct fault *f)
{
	struct query *q = db_query(b->l->db, "SELECT parent FROM piece WHERE arrival = ?1");
	int64_t parent = 0;
	bool row, live = true;
	enum verdict v;

	query_text(q, 1, id);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		parent = query_number_at(q, 0);
	query_done(q);
	if (v != DONE || parent == 0)
		return v;
	v = is_there(about(b, "SELECT 1 FROM piece p LEFT JOIN arrival a ON a.id = p.arrival WHERE p.parent = ?1 AND "
	    "(a.seq IS NULL OR a.digest <> x'') LIMIT 1", parent), &live, f);
	return v == DONE && !live ? destroy_arrival(b, parent, f) : v;
}

/* An arrival that other opinions need as well stays until they are erased. */
static enum verdict
end_arrival(struct batch_at_work *b, int64_t seq, struct fault *f)
{
	bool needed = true;
	enum verdict v = is_there(about(b, "SELECT 1 FROM opinion WHERE id IN (SELECT opinion FROM arrival WHERE seq = ?1 "
	    "UNION SELECT opinion FROM filing WHERE arrival = ?1) AND state <> 'erased' LIMIT 1", seq), &needed, f);

	return v == DONE && !needed ? destroy_arrival(b, seq, f) : v;
}

/* ---- opinions ------------------------------------------------------------------------------------------------------ */

static enum verdict
empty_opinion(struct batch_at_work *b, const struct opinion *o, struct fault *f)
{
	enum verdict v = DONE;

	v = GATHER("SELECT contact, contact_hash, text_hash FROM opinion WHERE id = ?1", o->id, 3);
	v = GATHER("SELECT text FROM draft WHERE opinion = ?1", o->id, 1);
	v = GATHER("SELECT recipient FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = ?1)", o->id, 1);
	v = GATHER("SELECT form FROM staff_form WHERE opinion = ?1", o->id, 1);
	v = GATHER("SELECT reason FROM hold WHERE opinion = ?1", o->id, 1);
	v = GATHER("SELECT number FROM former WHERE opinion = ?1", o->id, 1);
	v = GATHER("SELECT person FROM campaign_member WHERE opinion = ?1 AND person IS NOT NULL", o->id, 1);
	v = RUN("UPDATE opinion SET contact = NULL, contact_hash = NULL, text_hash = NULL WHERE id = ?1", o->id);
	v = RUN("UPDATE draft SET text = NULL WHERE opinion = ?1", o->id);
	/* What a mail server said may name whom the mail was for. */
	v = RUN("UPDATE intent SET said = '' WHERE opinion = ?1 AND said <> ''", o->id);
	v = RUN("DELETE FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = ?1)", o->id);
	/* A character that no font has is one of a name. */
	v = RUN("UPDATE intent SET code = 'glyph' WHERE opinion = ?1 AND code LIKE 'glyph %'", o->id);
	v = RUN("UPDATE event SET note = 'glyph' WHERE opinion = ?1 AND note LIKE 'glyph %'", o->id);
	v = RUN("DELETE FROM staff_form WHERE opinion = ?1", o->id);
	v = RUN("UPDATE hold SET reason = NULL WHERE opinion = ?1", o->id);
	v = RUN("UPDATE former SET number = NULL WHERE opinion = ?1", o->id);
	v = v == DONE ? campaign_forget(b->l, o->id, f) : v;
	return RUN("DELETE FROM guess WHERE opinion = ?1", o->id);
}

/* Questions that were made of it: what nobody has approved goes, and with it what others wrote. */
static enum verdict
end_questions(struct batch_at_work *b, const struct opinion *o, struct fault *f)
{
	int64_t *keys;
	size_t count;
	enum verdict v = query_numbers(about(b, "SELECT key FROM faq WHERE key IS NOT NULL AND id IN (SELECT faq FROM faq_source WHERE "
	    "opinion = ?1)", o->id), b->ctx, &keys, &count, f);

	v = GATHER("SELECT draft FROM faq WHERE id IN (SELECT faq FROM faq_source WHERE opinion = ?1)", o->id, 1);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = destroy_key(b, keys[i], f);
	v = RUN("UPDATE faq SET draft = NULL, key = NULL, open = 0, state = CASE state WHEN 'asked' THEN 'withdrawn' ELSE state END "
	    "WHERE key IS NOT NULL AND id IN (SELECT faq FROM faq_source WHERE opinion = ?1)", o->id);
	return RUN("DELETE FROM faq_source WHERE opinion = ?1", o->id);
}

/* What is published of it on the residents' page, before its key goes, which its links are named by. */
static enum verdict
unpublish(struct batch_at_work *b, const struct opinion *o, struct fault *f)
{
	const char *dir = b->l->settings->page.folder;
	enum verdict v = DONE;

	if (settings_has_page(b->l->settings)) {
		(void)mark_end(b, page_path_case(b->ctx, dir, o->number));
		for (size_t i = 1; mark_end(b, page_path_file(b->ctx, dir, o->number, i)); i++)
			continue;
		v = webpublic_remove(b->l, o, f);
	}
	v = GATHER("SELECT secret, wrap FROM page_case WHERE opinion = ?1", o->id, 2);
	v = GATHER("SELECT key FROM page_file WHERE opinion = ?1", o->id, 1);
	v = RUN("DELETE FROM page_link WHERE opinion = ?1", o->id);
	v = RUN("DELETE FROM page_file WHERE opinion = ?1", o->id);
	return RUN("DELETE FROM page_case WHERE opinion = ?1", o->id);
}

static enum verdict
destroy_opinion(struct batch_at_work *b, struct opinion *o, struct fault *f)
{
	struct detail d = { .who = "iken-erase", .note = must(talloc_asprintf(b->ctx, "erasure %lld", (long long)b->e->id)) };
	int64_t *arrivals = NULL;
	size_t count = 0;
	enum verdict v;

	/* What is known of the person and is no statistics. */
	o->is_protected = o->danger = o->address_bad = false;
	/* While it can be read: what it is found by is made of that. */
	v = b->index != NULL ? index_forget(b->index, o, f) : DONE;
	if (v == DONE)
		v = unpublish(b, o, f);
	if (v == DONE)
		v = opinion_step(b->l, o, STEP_ERASE, &d, f);
	if (v == DONE)
		v = empty_opinion(b, o, f);
	if (v == DONE)
		v = end_questions(b, o, f);
	if (v == DONE)
		v = destroy_key(b, o->key, f);
	if (v == DONE)
		v = query_numbers(about(b, "SELECT seq FROM arrival WHERE opinion = ?1 UNION SELECT arrival FROM filing WHERE "
		    "opinion = ?1 ORDER BY 1", o->id), b->ctx, &arrivals, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = end_arrival(b, arrivals[i], f);
	return v;
}

struct due_item {
	int64_t opinion, before;
};

static enum verdict
take_item(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx;
	(void)with;
	(void)f;
	*(struct due_item *)out = (struct due_item){ query_number_at(q, 0), query_number_at(q, 1) };
	return DONE;
}

static enum verdict
note_outcome(struct batch_at_work *b, int64_t opinion, const char *outcome, struct fault *f)
{
	struct query *q = db_query(b->l->db, "UPDATE erasure_item SET outcome = ?3 WHERE erasure = ?1 AND opinion = ?2");

	query_number(q, 1, b->e->id);
	query_number(q, 2, opinion);
	query_text(q, 3, outcome);
	return query_run(q, f);
}

/* Something may have happened to it since it was proposed: then it is kept. */
static enum verdict
work_on(struct batch_at_work *b, const struct due_item *item, struct fault *f)
{
	enum erasure_why why;
	struct opinion o;
	bool found = false;
	enum verdict v = erasure_judge(b->l, item->opinion, item->before, &why, f);

	if (v == DONE && why != ERASURE_GOES)
		return note_outcome(b, item->opinion, "kept", f);
	if (v == DONE)
		v = opinion_by_id(b->l, b->ctx, item->opinion, &o, &found, f);
	if (v == DONE)
		v = destroy_opinion(b, &o, f);
	return v == DONE ? note_outcome(b, item->opinion, "erased", f) : v;
}

static enum verdict
do_opinions(struct batch_at_work *b, bool *any_out, struct fault *f)
{
	struct query *q = about(b, "SELECT i.opinion, r.before FROM erasure_item i JOIN erasure_rule r ON r.erasure = i.erasure "
	    "AND r.place = i.rule WHERE i.erasure = ?1 AND i.outcome = '' ORDER BY i.opinion LIMIT ?2", b->e->id);
	struct rows rows;
	enum verdict v;

	query_number(q, 2, BATCH);
	v = query_all(q, b->ctx, sizeof(struct due_item), take_item, NULL, &rows, f);
	for (size_t i = 0; v == DONE && i < rows.count; i++)
		v = work_on(b, &((const struct due_item *)rows.item)[i], f);
	*any_out = rows.count != 0;
	return v;
}

/* What belongs to no opinion and waits for nobody. A stack goes with its papers. */
static enum verdict
do_loose(struct batch_at_work *b, bool *any_out, struct fault *f)
{
	struct query *q = about(b, "SELECT a.seq FROM arrival a WHERE a.opinion IS NULL AND a.received < ?1 AND "
	    "a.digest <> x'' AND a.kind NOT IN ('held','set-aside','scan') AND NOT EXISTS (SELECT 1 FROM piece p LEFT JOIN "
	    "arrival c ON c.id = p.arrival WHERE p.parent = a.seq AND (c.seq IS NULL OR c.digest <> x'')) AND NOT EXISTS "
	    "(SELECT 1 FROM intent WHERE state = 'waiting' AND way = 'mail' AND arrival = a.seq) ORDER BY a.seq LIMIT ?2",
	    b->e->loose_before);
	int64_t *arrivals;
	size_t count;
	enum verdict v;

	query_number(q, 2, BATCH);
	v = query_numbers(q, b->ctx, &arrivals, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = destroy_arrival(b, arrivals[i], f);
	b->loose = b->arrivals;
	b->arrivals = 0;
	*any_out = count != 0;
	return v;
}

static enum verdict
destroy_export(struct batch_at_work *b, int64_t id, struct fault *f)
{
	struct query *q = about(b, "SELECT key FROM export WHERE id = ?1", id);
	int64_t key = 0;
	bool row = false;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		key = query_number_at(q, 0);
	query_done(q);
	v = GATHER("SELECT reason FROM export WHERE id = ?1", id, 1);
	v = GATHER("SELECT reason FROM medium WHERE id = (SELECT medium FROM export WHERE id = ?1)", id, 1);
	v = RUN("UPDATE medium SET reason = NULL WHERE id = (SELECT medium FROM export WHERE id = ?1)", id);
	v = RUN("UPDATE export SET reason = NULL WHERE id = ?1", id);
	return v == DONE ? destroy_key(b, key, f) : v;
}

/* Why something was exported, which people typed, goes by the age of what belongs to no opinion, once its medium is out no more. */
static enum verdict
do_exports(struct batch_at_work *b, bool *any_out, struct fault *f)
{
	struct query *q = about(b, "SELECT x.id FROM export x LEFT JOIN medium m ON m.id = x.medium WHERE x.reason IS NOT NULL AND "
	    "x.changed < ?1 AND (x.state IN ('done','withdrawn') AND (m.id IS NULL OR m.returned BETWEEN 1 AND ?1) OR "
	    "x.state IN ('proposed','released') AND x.changed < ?1 - 366 * 86400) ORDER BY x.id LIMIT ?2", b->e->loose_before);
	int64_t *exports;
	size_t count;
	enum verdict v;

	query_number(q, 2, BATCH);
	v = query_numbers(q, b->ctx, &exports, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = destroy_export(b, exports[i], f);
	*any_out = count != 0;
	return v;
}

/* ---- a batch ------------------------------------------------------------------------------------------------------- */

static enum verdict
note_batch(struct batch_at_work *b, struct fault *f)
{
	struct query *q = db_query(b->l->db, "UPDATE erasure SET batches = ?2, began = ?3, arrivals = ?4, loose = ?5, keys = ?6, "
	    "digest = ?7 WHERE id = ?1 AND state = 'released' AND batches = ?2 - 1");
	struct erasure *e = b->e;
	enum verdict v;

	seal_digest_end(&b->digest, e->digest, sizeof e->digest);
	e->batches++;
	e->began = e->began != 0 ? e->began : clock_now();
	e->arrivals += b->arrivals;
	e->loose += b->loose;
	e->keys += b->keys;
	query_number(q, 1, e->id);
	query_number(q, 2, e->batches);
	query_number(q, 3, e->began);
	query_number(q, 4, e->arrivals);
	query_number(q, 5, e->loose);
	query_number(q, 6, e->keys);
	query_blob(q, 7, (struct bytes){ e->digest, sizeof e->digest });
	v = query_run(q, f);
	if (v == DONE && db_changes(b->l->db) != 1)
		return fail(f, LATER, "erasure %lld was changed by somebody else meanwhile", (long long)e->id);
	return v;
}

static enum verdict
do_batch(struct batch_at_work *b, bool *more_out, struct fault *f)
{
	enum verdict v;

	/* Without a secret, so that whoever still has what is destroyed can compare. */
	seal_digest_begin(&b->digest, NULL);
	seal_digest_add(&b->digest, (struct bytes){ b->e->digest, sizeof b->e->digest });
	v = do_opinions(b, more_out, f);
	if (v == DONE && !*more_out)
		v = do_loose(b, more_out, f);
	if (v == DONE && !*more_out)
		v = do_exports(b, more_out, f);
	if (v != DONE || !*more_out)
		return v;
	v = put_marks(b, f);
	return v == DONE ? note_batch(b, f) : v;
}

/* The index is committed first: it may be behind the register, never before it. */
static enum verdict
destroy(struct batch_at_work *b, bool *more_out, struct fault *f)
{
	enum verdict v = do_batch(b, more_out, f);

	return v == DONE && b->index != NULL ? index_forget_end(b->index, f) : v;
}

enum verdict
erasure_destroy(struct ledger *l, struct erasure *e, bool *more_out, struct fault *f)
{
	struct batch_at_work b = { .l = l, .e = e, .ctx = must(talloc_new(NULL)) };
	struct erasure before = *e;
	enum verdict v;

	*more_out = false;
	b.needles = erasure_needles(b.ctx, l, e);
	v = index_forget_begin(b.ctx, l, &b.index, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v == DONE)
		v = destroy(&b, more_out, f);
	v = db_end(l->db, v, true, f);
	if (v != DONE)
		*e = before;
	talloc_free(b.ctx);
	return v;
}

enum verdict
erasure_close(struct ledger *l, struct erasure *e, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE erasure SET state = 'erased', changed = ?2, files = ?3, began = ?4 WHERE id = ?1 AND "
	    "state = 'released'");
	int64_t now = clock_now();
	enum verdict v;

	e->began = e->began != 0 ? e->began : now;
	query_number(q, 1, e->id);
	query_number(q, 2, now);
	query_number(q, 3, e->files);
	query_number(q, 4, e->began);
	v = query_run(q, f);
	if (v == DONE) {
		e->state = ERASURE_ERASED;
		e->changed = now;
	}
	return v;
}
