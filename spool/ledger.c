/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger - the register opened together with its keys. */
#include "spool/ledger.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/access.h"
#include "spool/holiday.h"
#include "spool/schema.h"

enum { AUDIT_SINCE = 4 };	/* version of the register */

static int
close_ledger(struct ledger *l)
{
	if (l->keys != NULL)
		keys_close(&l->keys);
	return 0;
}

static char *
register_path(void *ctx, const struct settings *s)
{
	return must(talloc_asprintf(ctx, "%s/register.db", s->folder));
}

enum verdict
ledger_open(void *ctx, const struct settings *s, enum ledger_mode mode, unsigned keys, struct ledger **out, struct fault *f)
{
	struct ledger *l = memory_new(ctx, sizeof *l);
	enum verdict v = seal_begin(f);

	talloc_set_destructor(l, close_ledger);
	l->settings = s;
	/* The register first: one of an older version says what to do before a key that it does not know is missed. */
	if (v == DONE)
		v = db_open(l, register_path(l, s), mode == LEDGER_READ ? DB_READ : DB_WRITE, &l->db, f);
	if (v == DONE)
		v = schema_check(l->db, f);
	if (v == DONE)
		v = keys_open(s, keys, &l->keys, f);
	if (v == DONE && (keys & KEY_SECRET) != 0)
		l->opener = sealed_opener_new(l, l->keys->public, l->keys->secret);
	if (v != DONE) {
		talloc_free(l);
		return v;
	}
	*out = l;
	return DONE;
}

void
ledger_close(struct ledger **ledger)
{
	talloc_free(*ledger);
	*ledger = NULL;
}

/* A register of version 4 or later has been signed with a key, which a new one would not replace. */
static enum verdict
create_audit_key(const struct settings *s, struct db *db, struct fault *f)
{
	int64_t version;
	enum verdict v = schema_read_version(db, &version, f);

	return v == DONE && (version < AUDIT_SINCE || keys_have_audit(s)) ? keys_create_audit(s, f) : v;
}

/* The access log is signed from its beginning on, of an older register from now on. */
static enum verdict
begin_access_log(void *ctx, const struct settings *s, struct fault *f)
{
	struct ledger *l;
	enum verdict v = ledger_open(ctx, s, LEDGER_WRITE, KEY_LOOKUP | KEY_AUDIT, &l, f);

	if (v != DONE)
		return v;
	v = access_begin(l, f);
	ledger_close(&l);
	return v;
}

enum verdict
ledger_create(void *ctx, const struct settings *s, struct fault *f)
{
	struct db *db;
	enum verdict v = seal_begin(f);

	if (v == DONE)
		v = keys_create(s, f);
	if (v == DONE)
		v = db_open(ctx, register_path(ctx, s), DB_CREATE, &db, f);
	if (v != DONE)
		return v;
	v = create_audit_key(s, db, f);
	if (v == DONE)
		v = schema_migrate(db, f);
	if (v == DONE)
		v = holiday_begin_with_shipped(db, f);
	db_close(&db);
	return v == DONE ? begin_access_log(ctx, s, f) : v;
}

enum verdict
ledger_new_key(struct ledger *l, int64_t *id_out, struct seal_key *key_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO key(wrapped) VALUES(?1)");
	struct buffer wrapped = buffer_init(NULL);
	enum verdict v;

	*key_out = seal_new_key();
	seal_value(l->keys->master, "key", (struct bytes){ key_out->octets, SEAL_KEY }, &wrapped);
	query_blob(q, 1, buffer_bytes(&wrapped));
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	talloc_free(wrapped.data);
	return v;
}

enum verdict
ledger_key(struct ledger *l, int64_t id, struct seal_key *key_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT wrapped FROM key WHERE id = ?1");
	struct buffer opened = buffer_init(NULL);
	bool row;
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, &row, f);
	if (v == DONE && (!row || query_null_at(q, 0)))
		v = fail(f, NEVER, "register: key %lld was erased", (long long)id);
	if (v == DONE && (!seal_open_value(l->keys->master, "key", query_blob_at(q, 0), &opened) ||
	    opened.len != SEAL_KEY))
		v = fail(f, HALT, "register: key %lld does not open with %s/master.key", (long long)id,
		    l->settings->keys);
	if (v == DONE)
		memcpy(key_out->octets, opened.data, SEAL_KEY);
	query_done(q);
	if (opened.data != NULL)
		seal_wipe(opened.data, opened.len);
	talloc_free(opened.data);
	return v;
}

void
ledger_hash_address(const struct ledger *l, const char *address, unsigned char out[SEAL_HASH])
{
	char *folded = text_fold(NULL, address);

	seal_hash(l->keys->lookup, "address", bytes_of(folded), out, SEAL_HASH);
	talloc_free(folded);
}

bool
ledger_hash_text(const struct ledger *l, const char *text, unsigned char out[SEAL_HASH])
{
	struct buffer words = buffer_init(NULL);
	char *folded = text_fold(NULL, text);

	for (const char *p = folded; *p != 0; p++) {
		if (text_starts(p, "\xe3\x80\x80"))	/* ideographic space */
			p += 2;
		else if (!text_is_space(*p))
			buffer_char(&words, (unsigned char)*p);
	}
	if (words.len != 0)
		seal_hash(l->keys->lookup, "opinion.text", buffer_bytes(&words), out, SEAL_HASH);
	seal_wipe(folded, strlen(folded));
	if (words.len != 0)
		seal_wipe(words.data, words.len);
	talloc_free(folded);
	talloc_free(words.data);
	return words.len != 0;
}
