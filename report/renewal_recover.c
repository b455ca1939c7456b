/* SPDX-License-Identifier: GPL-3.0-or-later */
/* renewal_recover - keys that are lost are brought back from a keyring. */
#include <string.h>
#include <sys/stat.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/users.h"
#include "report/backup_open.h"
#include "report/renewal.h"
#include "spool/file.h"
#include "spool/keys_change.h"
#include "spool/marks.h"
#include "spool/schema.h"

struct recovering {
	struct run *run;
	const struct settings *s;
	const struct keyring *keyring;
	struct db *db;			/* NULL: there is none that could say which keys are its own */
	int written, right, other;
};

/* Whether the file is the register's own: whole, and of its mark. */
static enum verdict
is_right(struct recovering *x, enum key_kind kind, bool *right_out, struct fault *f)
{
	unsigned char mark[SEAL_HASH];
	bool empty = true;
	struct keys *keys;
	struct fault ignored;
	int64_t made;
	enum verdict v = x->db != NULL ? marks_read(x->db, kind, mark, &made, &empty, f) : DONE;

	*right_out = false;
	if (v != DONE || keys_open(x->s, keys_bit(kind), &keys, &ignored) != DONE)
		return v;
	*right_out = empty || keys_settle(keys, kind, mark);
	keys_close(&keys);
	return DONE;
}

/* Whether the keyring's is the one that the register names; where that names none it is believed. */
static enum verdict
is_ours(struct recovering *x, enum key_kind kind, const struct seal_key *key, bool *ours_out, struct fault *f)
{
	unsigned char mark[SEAL_HASH], found[SEAL_HASH];
	bool empty = true;
	int64_t made;
	enum verdict v = x->db != NULL ? marks_read(x->db, kind, mark, &made, &empty, f) : DONE;

	keys_mark(kind, key, found);
	*ours_out = v == DONE && (empty || memcmp(mark, found, sizeof mark) == 0);
	return v;
}

/* Nothing is written over: what was there may be somebody's only copy of another spool's key. */
static enum verdict
set_aside(const struct recovering *x, const char *path, struct fault *f)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return DONE;
	if (rename(path, must(talloc_asprintf(x->run->ctx, "%s.replaced", path))) != 0)
		return fail(f, LATER, "%s cannot be set aside", path);
	log_line(LOG_WARNING, "%s was not right, and is now %s.replaced", path, path);
	return DONE;
}

static enum verdict
write_key(struct recovering *x, enum key_kind kind, struct fault *f)
{
	char *path = must(talloc_asprintf(x->run->ctx, "%s/%s", x->s->keys, keys_file(kind)));
	enum verdict v;

	users_be_root(true);
	v = set_aside(x, path, f);
	if (v == DONE)
		v = file_put(path, keyring_file(x->keyring, keys_file(kind)), 0600, f);
	if (v == DONE)
		v = users_settle_key(x->s, path, keys_file(kind), f);
	users_be_root(false);
	if (v == DONE) {
		x->written++;
		log_line(LOG_NOTE, "%s is brought back from keyring %s", keys_file(kind), x->keyring->path);
		printf("%-16s brought back\n", keys_file(kind));
	}
	return v;
}

static enum verdict
recover_kind(struct recovering *x, enum key_kind kind, struct fault *f)
{
	struct seal_key key;
	bool right, ours = false;
	enum verdict v = is_right(x, kind, &right, f);

	if (v != DONE)
		return v;
	if (right) {
		x->right++;
		printf("%-16s is right\n", keys_file(kind));
		return DONE;
	}
	if (!keyring_key(x->keyring, keys_file(kind), key.octets)) {
		printf("%-16s is not in the keyring\n", keys_file(kind));
		x->other++;
		return DONE;
	}
	v = is_ours(x, kind, &key, &ours, f);
	if (v == DONE && !ours) {
		printf("%-16s of the keyring is another one than the register's: is there a newer keyring?\n", keys_file(kind));
		x->other++;
	}
	seal_wipe(&key, sizeof key);
	if (v != DONE || !ours)
		return v;
	if (x->run->dry_run) {
		printf("%-16s would be brought back\n", keys_file(kind));
		return DONE;
	}
	return write_key(x, kind, f);
}

static void
open_register(struct recovering *x)
{
	char *path = must(talloc_asprintf(x->run->ctx, "%s/register.db", x->s->folder));
	struct fault ignored;

	if (db_open(x->run->ctx, path, DB_READ, &x->db, &ignored) != DONE)
		x->db = NULL;
	else if (schema_check(x->db, &ignored) != DONE)
		db_close(&x->db);
}

static enum verdict
mend_halves(struct recovering *x, struct fault *f)
{
	bool mended;
	enum verdict v = keys_mend_public(x->s, &mended, f);

	return v == DONE ? keys_create_audit(x->s, f) : v;
}

enum verdict
renewal_recover(struct run *run, const char *key, const char *folder)
{
	struct recovering x = { .run = run, .s = run->settings };
	struct backup_pair pair;
	struct keyring *keyring;
	struct fault *f = &run->fault;
	enum verdict v = seal_begin(f);

	/* Both lie where whoever looks after the machine has put them. */
	users_be_root(true);
	if (v == DONE)
		v = backup_key_secret(key, &pair, f);
	if (v == DONE)
		v = open_newest_keyring(run->ctx, folder, &pair, &keyring, f);
	users_be_root(false);
	seal_wipe(&pair, sizeof pair);
	if (v != DONE)
		return v;
	x.keyring = keyring;
	open_register(&x);
	for (int kind = 0; v == DONE && kind < KEYS_KINDS; kind++)
		v = recover_kind(&x, (enum key_kind)kind, f);
	if (x.db != NULL)
		db_close(&x.db);
	if (v == DONE && x.written != 0 && !run->dry_run)
		v = mend_halves(&x, f);
	if (v == DONE && x.other != 0)
		return fail(f, HALT, "%d keys could not be brought back from this keyring", x.other);
	return v;
}
