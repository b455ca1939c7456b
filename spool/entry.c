/* SPDX-License-Identifier: GPL-3.0-or-later */
/* entry - the register's line about one arrival: what it was and what became of it. */
#include "spool/entry.h"

#include <errno.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/queue.h"

static const char *const kind_names[ENTRY_KINDS] = { "opinion", "follow-up", "answer", "approval", "bounce",
	"automatic", "duplicate", "command", "held", "set-aside", "discarded", "scan", "split", "note", "returned",
	"report" };

#define COLUMNS "seq, id, source, channel, received, registered, size, kind, reason, opinion, key"

const char *
entry_kind_name(enum entry_kind kind)
{
	return kind_names[kind];
}

static enum entry_kind
kind_from_name(const char *name)
{
	int kind = 0;

	while (kind < ENTRY_KINDS - 1 && strcmp(kind_names[kind], name) != 0)
		kind++;
	return (enum entry_kind)kind;
}

static void
take_columns(void *ctx, struct query *q, struct entry *out)
{
	char *kind = query_text_at(ctx, q, 7);

	out->seq = query_number_at(q, 0);
	out->id = query_text_at(ctx, q, 1);
	out->source = query_text_at(ctx, q, 2);
	out->channel = query_text_at(ctx, q, 3);
	out->received = query_number_at(q, 4);
	out->registered = query_number_at(q, 5);
	out->size = query_number_at(q, 6);
	out->kind = kind_from_name(kind);
	out->reason = query_text_at(ctx, q, 8);
	out->opinion = query_number_at(q, 9);
	out->key = query_number_at(q, 10);
	talloc_free(kind);
}

enum verdict
entry_known(struct ledger *l, const char *id, bool *known_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM arrival WHERE id = ?1");
	enum verdict v;

	query_text(q, 1, id);
	v = query_next(q, known_out, f);
	query_done(q);
	return v;
}

enum verdict
entry_by_digest(struct ledger *l, const unsigned char digest[SEAL_HASH], int64_t *seq_out,
    int64_t *opinion_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT seq, opinion FROM arrival WHERE digest = ?1 ORDER BY seq LIMIT 1");
	bool row;
	enum verdict v;

	query_blob(q, 1, (struct bytes){ digest, SEAL_HASH });
	v = query_next(q, &row, f);
	*seq_out = v == DONE && row ? query_number_at(q, 0) : 0;
	*opinion_out = v == DONE && row ? query_number_at(q, 1) : 0;
	query_done(q);
	return v;
}

static enum verdict
insert_sealed(struct ledger *l, const struct new_entry *n, struct bytes file_key, struct bytes reading,
    struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO arrival(id, source, channel, received, registered, size, "
	    "digest, kind, reason, opinion, key, file_key, reading) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)");

	query_text(q, 1, n->id);
	query_text(q, 2, n->source);
	query_text(q, 3, n->channel);
	query_number(q, 4, n->received);
	query_number(q, 5, clock_now());
	query_number(q, 6, n->size);
	query_blob(q, 7, (struct bytes){ n->digest, SEAL_HASH });
	query_text(q, 8, kind_names[n->kind]);
	query_text(q, 9, n->reason != NULL ? n->reason : "");
	if (n->opinion != 0)
		query_number(q, 10, n->opinion);
	query_number(q, 11, n->key);
	query_blob(q, 12, file_key);
	query_blob(q, 13, reading);
	return query_run(q, f);
}

enum verdict
entry_insert(struct ledger *l, const struct new_entry *n, int64_t *seq_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer file_key = buffer_init(ctx), reading = buffer_init(ctx), plain = buffer_init(ctx);
	struct seal_key key;
	enum verdict v = ledger_key(l, n->key, &key, f);

	if (v == DONE && n->file_key != NULL)
		seal_value(&key, "arrival.file_key", (struct bytes){ n->file_key->octets, SEAL_KEY }, &file_key);
	if (v == DONE && n->reading != NULL) {
		reading_pack(n->reading, &plain);
		seal_value(&key, "arrival.reading", buffer_bytes(&plain), &reading);
	}
	if (v == DONE)
		v = insert_sealed(l, n, buffer_bytes(&file_key), buffer_bytes(&reading), f);
	*seq_out = db_last_id(l->db);
	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	return v;
}

enum verdict
entry_made_opinion(struct ledger *l, int64_t seq, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE opinion SET arrival = ?1 WHERE id = ?2");

	query_number(q, 1, seq);
	query_number(q, 2, opinion);
	return query_run(q, f);
}

static enum verdict
find(void *ctx, struct query *q, struct entry *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		take_columns(ctx, q, out);
	query_done(q);
	return v;
}

enum verdict
entry_by_seq(struct ledger *l, void *ctx, int64_t seq, struct entry *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM arrival WHERE seq = ?1");

	query_number(q, 1, seq);
	return find(ctx, q, out, found_out, f);
}

enum verdict
entry_by_id(struct ledger *l, void *ctx, const char *id, struct entry *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " COLUMNS " FROM arrival WHERE id = ?1");

	query_text(q, 1, id);
	return find(ctx, q, out, found_out, f);
}

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	(void)with, (void)f;
	take_columns(ctx, q, row);
	return DONE;
}

static enum verdict
list(struct query *q, void *ctx, int64_t opinion, size_t max, struct rows *out, struct fault *f)
{
	query_number(q, 1, opinion);
	query_number(q, 2, (int64_t)max);
	return query_all(q, ctx, sizeof(struct entry), take_row, NULL, out, f);
}

static int
by_seq(const void *a, const void *b)
{
	int64_t x = ((const struct entry *)a)->seq, y = ((const struct entry *)b)->seq;

	return x < y ? -1 : x > y;
}

/* Two statements: one with OR would sort what comes in order from the one and is nearly never in the other. */
static enum verdict
list_of_opinion(struct ledger *l, void *ctx, int64_t opinion, size_t max, struct rows *out, struct fault *f)
{
	struct rows filed = { .item = NULL };
	enum verdict v = list(db_query(l->db, "SELECT " COLUMNS " FROM arrival WHERE opinion = ?1 ORDER BY seq LIMIT ?2"), ctx, opinion,
	    max, out, f);

	if (v == DONE)
		v = list(db_query(l->db, "SELECT " COLUMNS " FROM arrival WHERE seq IN (SELECT arrival FROM filing WHERE opinion = ?1) AND "
		    "opinion IS NOT ?1 ORDER BY seq LIMIT ?2"), ctx, opinion, max, &filed, f);
	if (v != DONE || filed.count == 0)
		return v;
	out->item = must(talloc_realloc(ctx, out->item, struct entry, out->count + filed.count));
	memcpy((struct entry *)out->item + out->count, filed.item, filed.count * sizeof(struct entry));
	out->count += filed.count;
	qsort(out->item, out->count, sizeof(struct entry), by_seq);
	out->count = out->count < max ? out->count : max;
	return DONE;
}

enum verdict
entry_list(struct ledger *l, void *ctx, int64_t opinion, size_t max, struct entry **out, size_t *count_out,
    struct fault *f)
{
	struct rows rows = { .item = NULL };
	enum verdict v = opinion != 0 ? list_of_opinion(l, ctx, opinion, max, &rows, f) :
	    list(db_query(l->db, "SELECT " COLUMNS " FROM arrival WHERE kind IN ('held','set-aside') ORDER BY seq LIMIT ?2"), ctx,
	    0, max, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

/* A sealed column of the arrival, opened. */
static enum verdict
open_column(struct ledger *l, struct query *q, const struct entry *e, const char *context, struct buffer *out,
    struct fault *f)
{
	struct seal_key key;
	bool row;
	enum verdict v = ledger_key(l, e->key, &key, f);

	if (v != DONE)
		return v;
	query_number(q, 1, e->seq);
	v = query_next(q, &row, f);
	if (v == DONE && (!row || query_null_at(q, 0)))
		v = fail(f, NEVER, "arrival %s has no %s", e->id, context);
	if (v == DONE && !seal_open_value(&key, context, query_blob_at(q, 0), out))
		v = fail(f, NEVER, "arrival %s: %s does not open", e->id, context);
	query_done(q);
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
entry_reading(struct ledger *l, void *ctx, const struct entry *e, struct reading **out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT reading FROM arrival WHERE seq = ?1");
	struct buffer plain = buffer_init(ctx);
	enum verdict v = open_column(l, q, e, "arrival.reading", &plain, f);

	if (v != DONE)
		return v;
	*out = reading_unpack(ctx, buffer_bytes(&plain));
	if (*out == NULL)
		v = fail(f, NEVER, "arrival %s: its reading is damaged", e->id);
	talloc_free(plain.data);
	return v;
}

enum verdict
entry_file_key(struct ledger *l, const struct entry *e, struct seal_key *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT file_key FROM arrival WHERE seq = ?1");
	struct buffer plain = buffer_init(NULL);
	enum verdict v = open_column(l, q, e, "arrival.file_key", &plain, f);

	if (v == DONE && plain.len != SEAL_KEY)
		v = fail(f, NEVER, "arrival %s: its key is damaged", e->id);
	if (v == DONE)
		memcpy(out->octets, plain.data, SEAL_KEY);
	if (plain.data != NULL)
		seal_wipe(plain.data, plain.len);
	talloc_free(plain.data);
	return v;
}

enum verdict
entry_open(struct ledger *l, void *ctx, const struct entry *e, struct sealed **out, struct fault *f)
{
	struct seal_key key;
	char *path = queue_find(ctx, l->settings, e->id);
	enum verdict v;

	if (path == NULL)
		return fail(f, NEVER, "arrival %s: its file is gone", e->id);
	v = entry_file_key(l, e, &key, f);
	if (v == DONE)
		v = sealed_open_with(ctx, path, &key, out, f);
	seal_wipe(&key, sizeof key);
	talloc_free(path);
	return v;
}

static enum verdict
forget_guesses(struct ledger *l, const struct entry *e, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM guess WHERE arrival = ?1");

	query_number(q, 1, e->seq);
	return query_run(q, f);
}

static enum verdict
delete(struct ledger *l, const struct entry *e, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM arrival WHERE seq = ?1 AND kind IN ('held','set-aside')");
	enum verdict v;

	query_number(q, 1, e->seq);
	v = query_run(q, f);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, NEVER, "arrival %s is neither held nor set aside", e->id);
	return v;
}

static enum verdict
has_file_key(struct ledger *l, const struct entry *e, bool *has_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM arrival WHERE seq = ?1 AND file_key IS NOT NULL");
	enum verdict v;

	query_number(q, 1, e->seq);
	v = query_next(q, has_out, f);
	query_done(q);
	return v;
}

/* Makes the file again what ingest left. One that could not be opened has kept its key. */
static enum verdict
put_key_back(struct ledger *l, const struct entry *e, const char *path, struct fault *f)
{
	struct seal_key key;
	bool has;
	enum verdict v = has_file_key(l, e, &has, f);

	if (v != DONE || !has)
		return v;
	v = entry_file_key(l, e, &key, f);
	if (v == DONE)
		v = sealed_restore_key(path, l->keys->public, &key, f);
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
entry_retry(struct ledger *l, const struct entry *e, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *from = queue_find(ctx, l->settings, e->id);
	char *to = must(talloc_asprintf(ctx, "%s/arrivals/%s", l->settings->folder, e->id));
	enum verdict v = DONE;

	if (from == NULL)
		v = fail(f, NEVER, "arrival %s: its file is gone", e->id);
	if (v == DONE)
		v = put_key_back(l, e, from, f);
	if (v == DONE)
		v = delete(l, e, f);
	if (v == DONE)
		v = forget_guesses(l, e, f);
	if (v == DONE && rename(from, to) != 0)
		v = fail(f, LATER, "move arrival %s back: %s", e->id, strerror(errno));
	talloc_free(ctx);
	return v;
}

/* The register gets the key in the file's head. */
static enum verdict
take_key_over(struct ledger *l, const struct entry *e, const struct seal_key *opener, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET file_key = ?2 WHERE seq = ?1");
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	enum verdict v = ledger_key(l, e->key, &key, f);

	if (v == DONE) {
		seal_value(&key, "arrival.file_key", (struct bytes){ opener->octets, SEAL_KEY }, &sealed);
		query_number(q, 1, e->seq);
		query_blob(q, 2, buffer_bytes(&sealed));
		v = query_run(q, f);
	} else {
		query_done(q);
	}
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	return v == NEVER ? DONE : v;
}

/* Then its file is gone for good, also where the message is taken in once more. */
static bool
is_erased(struct ledger *l, const struct entry *e)
{
	struct seal_key key;
	struct fault ignored;
	enum verdict v = ledger_key(l, e->key, &key, &ignored);

	seal_wipe(&key, sizeof key);
	return v == NEVER;
}

enum verdict
entry_lies_again(struct ledger *l, const char *id, bool *keep_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *queued = must(talloc_asprintf(ctx, "%s/arrivals/%s", l->settings->folder, id));
	char *stored = must(talloc_asprintf(ctx, "%s/store/%.2s/%s", l->settings->folder, id, id));
	struct sealed *file = NULL;
	struct entry e;
	bool found = false;
	enum verdict v = DONE;

	v = entry_by_id(l, ctx, id, &e, &found, f);
	*keep_out = access(stored, F_OK) != 0 && !(v == DONE && found && is_erased(l, &e));
	if (v == DONE && !*keep_out && unlink(queued) != 0 && errno != ENOENT)
		v = fail(f, LATER, "remove an arrival that is in the store: %s", strerror(errno));
	/* Without a key in its head it is the one whose key the register has. */
	if (v == DONE && found && *keep_out && sealed_open(ctx, queued, l->opener, &file, f) == DONE)
		v = take_key_over(l, &e, sealed_key(file), f);
	talloc_free(ctx);
	return v;
}

enum verdict
entry_change_key(struct ledger *l, struct entry *e, int64_t to, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE arrival SET key = ?2, file_key = ?3, reading = ?4 WHERE seq = ?1");
	struct query *destroy = db_query(l->db, "UPDATE key SET wrapped = NULL WHERE id = ?1");
	void *ctx = must(talloc_new(NULL));
	struct buffer sealed_file = buffer_init(ctx), sealed_reading = buffer_init(ctx), plain = buffer_init(ctx);
	struct seal_key key, opener;
	enum verdict v = ledger_key(l, to, &key, f);

	if (v == DONE)
		v = entry_file_key(l, e, &opener, f);
	if (v == DONE)
		v = open_column(l, db_query(l->db, "SELECT reading FROM arrival WHERE seq = ?1"), e, "arrival.reading",
		    &plain, f);
	if (v == DONE) {
		seal_value(&key, "arrival.file_key", (struct bytes){ opener.octets, SEAL_KEY }, &sealed_file);
		seal_value(&key, "arrival.reading", buffer_bytes(&plain), &sealed_reading);
		query_number(q, 1, e->seq);
		query_number(q, 2, to);
		query_blob(q, 3, buffer_bytes(&sealed_file));
		query_blob(q, 4, buffer_bytes(&sealed_reading));
		v = query_run(q, f);
	}
	if (v == DONE) {
		query_number(destroy, 1, e->key);
		v = query_run(destroy, f);
		e->key = to;
	}
	seal_wipe(&opener, sizeof opener);
	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	return v;
}
