/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ledger - the register opened together with its keys. */
#include "spool/ledger.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/access.h"
#include "spool/access_handover.h"
#include "spool/holiday.h"
#include "spool/keylock.h"
#include "spool/marks.h"
#include "spool/rehash.h"
#include "spool/schema.h"

enum { AUDIT_SINCE = 4, DIGEST_SINCE = 5 };	/* version of the register */

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

static struct sealed_opener *
make_opener(struct ledger *l)
{
	struct sealed_opener *o = sealed_opener_new(l, l->keys->public, l->keys->secret);

	for (size_t i = 1; i < keys_count(l->keys, KEYS_ARRIVAL); i++)
		sealed_opener_add(o, keys_at(l->keys, KEYS_ARRIVAL, i)->octets);
	return o;
}

/* Whatever would be looked for in a register that was restored from before lookup.key was renewed would not be found. */
static enum verdict
check_lookup(struct ledger *l, struct fault *f)
{
	unsigned char mark[SEAL_HASH];
	bool empty = false;
	int64_t made;
	enum verdict v = marks_read(l->db, KEYS_LOOKUP, mark, &made, &empty, f);

	if (v == DONE && empty)
		return fail(f, HALT, "register: its look-ups are of a lookup.key that is gone: run iken-init");
	return v;
}

static enum verdict
read_handovers(struct ledger *l, struct fault *f)
{
	unsigned char public[SEAL_PUBLIC];

	seal_signing_public(l->keys->audit, public);
	return handover_read(l, l->settings, public, &l->handover, &l->handover_count, f);
}

/* What the register's look-ups are of. */
enum lookups { LOOKUPS_GOOD, LOOKUPS_ANY };

static enum verdict
open_ledger(void *ctx, const struct settings *s, enum ledger_mode mode, unsigned keys, enum lookups lookups,
    struct ledger **out, struct fault *f)
{
	struct ledger *l = memory_new(ctx, sizeof *l);
	struct keylock *lock;
	enum verdict v = seal_begin(f);

	talloc_set_destructor(l, close_ledger);
	l->settings = s;
	if (v == DONE)
		v = keylock_take(l, s, mode == LEDGER_EXCHANGE ? KEYLOCK_EXCHANGE : mode == LEDGER_READ ? KEYLOCK_LOOK : KEYLOCK_USE,
		    &lock, f);
	/* The register first: one of an older version says what to do before a key that it does not know is missed. */
	if (v == DONE)
		v = db_open(l, register_path(l, s), mode == LEDGER_READ ? DB_READ : DB_WRITE, &l->db, f);
	if (v == DONE)
		v = schema_check(l->db, f);
	if (v == DONE)
		v = keys_open(s, keys, &l->keys, f);
	if (v == DONE)
		v = marks_settle(l->db, s, l->keys, f);
	if (v == DONE && lookups == LOOKUPS_GOOD && mode == LEDGER_WRITE && (keys & KEY_LOOKUP) != 0)
		v = check_lookup(l, f);
	if (v == DONE && (keys & KEY_SECRET) != 0)
		l->opener = make_opener(l);
	if (v == DONE && (keys & KEY_AUDIT) != 0)
		v = read_handovers(l, f);
	if (v != DONE) {
		talloc_free(l);
		return v;
	}
	*out = l;
	return DONE;
}

enum verdict
ledger_open(void *ctx, const struct settings *s, enum ledger_mode mode, unsigned keys, struct ledger **out, struct fault *f)
{
	return open_ledger(ctx, s, mode, keys, LOOKUPS_GOOD, out, f);
}

void
ledger_close(struct ledger **ledger)
{
	talloc_free(*ledger);
	*ledger = NULL;
}

/* A register of version 4 or later has been signed with a key, which a new one would not replace; and one of version 5
 * or later has a key of digests. */
static enum verdict
create_later_keys(const struct settings *s, struct db *db, int64_t *version_out, struct fault *f)
{
	int64_t version = 0;
	enum verdict v = schema_read_version(db, &version, f);

	if (v == DONE && (version < AUDIT_SINCE || keys_have_audit(s)))
		v = keys_create_audit(s, f);
	if (v == DONE && version < DIGEST_SINCE)
		v = keys_create_digest(s, version == 0 ? KEYS_DIGEST_NEW : KEYS_DIGEST_AS_LOOKUP, f);
	*version_out = v == DONE ? version : 0;
	return v;
}

/* An old register with keys of a later time: its hashes are of what digest.key is a copy of. */
static bool
keys_differ(const struct keys *keys)
{
	return !seal_equal(keys->lookup, keys->digest, sizeof *keys->digest);
}

static enum verdict
note_keys(const struct settings *s, struct db *db, int64_t version, struct fault *f)
{
	struct keys *keys;
	enum verdict v = keys_open(s, KEYS_ALL, &keys, f);

	if (v != DONE)
		return v;
	v = marks_note(db, keys, version != 0 && version < DIGEST_SINCE && keys_differ(keys), f);
	if (v == DONE)
		v = marks_settle(db, s, keys, f);
	keys_close(&keys);
	return v;
}

/* The access log is signed from its beginning on, of an older register from now on. */
static enum verdict
begin_access_log(void *ctx, const struct settings *s, struct fault *f)
{
	struct ledger *l;
	enum verdict v = open_ledger(ctx, s, LEDGER_WRITE, KEY_DIGEST | KEY_AUDIT | KEY_MASTER | KEY_LOOKUP, LOOKUPS_ANY,
	    &l, f);

	if (v != DONE)
		return v;
	v = rehash_if_due(l, f);
	if (v == DONE)
		v = access_begin(l, f);
	ledger_close(&l);
	return v;
}

enum verdict
ledger_create(void *ctx, const struct settings *s, struct fault *f)
{
	int64_t version = 0;
	struct db *db;
	enum verdict v = seal_begin(f);

	if (v == DONE)
		v = keys_create(s, f);
	if (v == DONE)
		v = db_open(ctx, register_path(ctx, s), DB_CREATE, &db, f);
	if (v != DONE)
		return v;
	v = create_later_keys(s, db, &version, f);
	if (v == DONE)
		v = schema_migrate(db, f);
	if (v == DONE)
		v = holiday_begin_with_shipped(db, f);
	if (v == DONE)
		v = note_keys(s, db, version, f);
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

/* While master.key is renewed some rows are of the former one (rewrap.h). */
static bool
unwrap(const struct ledger *l, struct bytes wrapped, struct buffer *out)
{
	for (size_t i = 0; i < keys_count(l->keys, KEYS_MASTER); i++) {
		buffer_clear(out);
		if (seal_open_value(keys_at(l->keys, KEYS_MASTER, i), "key", wrapped, out) && out->len == SEAL_KEY)
			return true;
	}
	return false;
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
	if (v == DONE && !unwrap(l, query_blob_at(q, 0), &opened))
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

struct token_keys
ledger_token_keys(const struct ledger *l)
{
	return keys_of_tokens(l->keys, l->settings, clock_now());
}

void
ledger_hash_address(const struct ledger *l, const char *address, unsigned char out[SEAL_HASH])
{
	lookup_hash_address(l->keys->lookup, address, out);
}

bool
ledger_hash_text(const struct ledger *l, const char *text, unsigned char out[SEAL_HASH])
{
	return lookup_hash_text(l->keys->lookup, text, out);
}

void
lookup_hash_address(const struct seal_key *key, const char *address, unsigned char out[SEAL_HASH])
{
	char *folded = text_fold(NULL, address);

	seal_hash(key, "address", bytes_of(folded), out, SEAL_HASH);
	talloc_free(folded);
}

bool
lookup_hash_text(const struct seal_key *key, const char *text, unsigned char out[SEAL_HASH])
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
		seal_hash(key, "opinion.text", buffer_bytes(&words), out, SEAL_HASH);
	seal_wipe(folded, strlen(folded));
	if (words.len != 0)
		seal_wipe(words.data, words.len);
	talloc_free(folded);
	talloc_free(words.data);
	return words.len != 0;
}
