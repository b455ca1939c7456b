/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys_change - the files of a key that is renewed, step by step. */
#include "spool/keys_change.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "config/users.h"
#include "spool/file.h"

enum { FILE_MAX = 4096 };

static char *
path_of(void *ctx, const struct settings *s, const char *name, const char *end)
{
	return must(talloc_asprintf(ctx, "%s/%s%s", s->keys, name, end));
}

static bool
is_there(const struct settings *s, enum key_kind kind, const char *end)
{
	char *path = path_of(NULL, s, keys_file(kind), end);
	struct stat st;
	bool there = lstat(path, &st) == 0;

	talloc_free(path);
	return there;
}

bool
keys_have_new(const struct settings *s, enum key_kind kind)
{
	return is_there(s, kind, ".new");
}

bool
keys_have_gone(const struct settings *s, enum key_kind kind)
{
	return is_there(s, kind, ".gone");
}

/* With the rights of another file, or as [users] says. */
static enum verdict
put_beside(const struct settings *s, const char *beside, const char *like, struct bytes content, struct fault *f)
{
	struct stat st;
	enum verdict v = DONE;

	if (lstat(like, &st) != 0)
		return fail(f, HALT, "key %s: %s", like, strerror(errno));
	v = file_put(beside, content, st.st_mode & 0777, f);
	if (v == DONE && (st.st_uid != geteuid() || st.st_gid != getegid()) && lchown(beside, st.st_uid, st.st_gid) != 0)
		v = fail(f, HALT, "%s belongs to another user, to whom a new one cannot be given: run this as root", like);
	return v == DONE ? users_settle_key(s, beside, strrchr(beside, '/') + 1, f) : v;
}

/* Whole under a name that no program reads, then with its rights, then under its own. */
static enum verdict
put_like(const struct settings *s, const char *path, const char *like, struct bytes content, struct fault *f)
{
	char *beside = must(talloc_asprintf(NULL, "%s.tmp", path));
	enum verdict v;

	users_be_root(true);
	v = put_beside(s, beside, like, content, f);
	if (v == DONE && rename(beside, path) != 0)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	if (v != DONE && unlink(beside) != 0)
		errno = 0;
	users_be_root(false);
	talloc_free(beside);
	return v;
}

static bool
name_anew(const char *path, const char *new)
{
	int error;

	users_be_root(true);
	error = rename(path, new) == 0 ? 0 : errno;
	users_be_root(false);
	errno = error;
	return error == 0;
}

static enum verdict
put_digits(const struct settings *s, const char *path, const char *like, const unsigned char octets[SEAL_KEY], struct fault *f)
{
	char digits[2 * SEAL_KEY + 2];
	enum verdict v;

	seal_hex(octets, SEAL_KEY, digits);
	digits[2 * SEAL_KEY] = '\n';
	v = put_like(s, path, like, (struct bytes){ (unsigned char *)digits, 2 * SEAL_KEY + 1 }, f);
	seal_wipe(digits, sizeof digits);
	return v;
}

static enum verdict
sync_keys(const struct settings *s, struct fault *f)
{
	return folder_sync(s->keys, f);
}

/* ---- former ones ----------------------------------------------------------------------------------------- */

/* Calls act for each NAME.old-T, until it returns false. */
typedef bool former_act(const char *path, int64_t retired, void *with);

static enum verdict
each_former(const struct settings *s, enum key_kind kind, former_act *act, void *with, struct fault *f)
{
	char *prefix = must(talloc_asprintf(NULL, "%s.old-", keys_file(kind)));
	DIR *folder = opendir(s->keys);
	const struct dirent *entry;
	bool more = true;

	while (folder != NULL && more && (entry = readdir(folder)) != NULL) {
		int64_t retired;
		char *path;

		if (!text_starts(entry->d_name, prefix) || !text_to_number(entry->d_name + strlen(prefix), 1, INT64_MAX, &retired))
			continue;
		path = path_of(prefix, s, entry->d_name, "");
		more = act(path, retired, with);
	}
	talloc_free(prefix);
	if (folder == NULL)
		return fail(f, HALT, "keys %s: %s", s->keys, strerror(errno));
	closedir(folder);
	return DONE;
}

static bool
count_one(const char *path, int64_t retired, void *with)
{
	int *count = with;

	(void)path;
	(void)retired;
	++*count;
	return true;
}

struct comparing {
	struct bytes content;
	int64_t newest;
	bool same;
};

/* A copy that was made by a run that was killed. */
static bool
compare_one(const char *path, int64_t retired, void *with)
{
	struct comparing *c = with;
	void *ctx = must(talloc_new(NULL));
	struct buffer content;
	struct fault ignored;

	c->newest = retired > c->newest ? retired : c->newest;
	c->same = c->same || (file_get(ctx, path, FILE_MAX, &content, &ignored) == DONE && content.len == c->content.len &&
	    memcmp(content.data, c->content.data, content.len) == 0);
	talloc_free(ctx);
	return true;
}

/* ---- steps ------------------------------------------------------------------------------------------------- */

enum verdict
keys_make_new(const struct settings *s, enum key_kind kind, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct seal_key key = seal_new_key();
	int former = 0;
	enum verdict v = DONE;

	if (!keys_have_new(s, kind)) {
		v = each_former(s, kind, count_one, &former, f);
		if (v == DONE && former >= KEYS_FORMER_MAX)
			v = fail(f, NEVER, "%s has %d former ones that are still needed: renew it when the first of them is not", keys_file(kind),
			    former);
		if (v == DONE)
			v = put_digits(s, path_of(ctx, s, keys_file(kind), ".new"), path_of(ctx, s, keys_file(kind), ""), key.octets,
			    f);
		if (v == DONE)
			v = sync_keys(s, f);
	}
	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	return v;
}

enum verdict
keys_drop_new(const struct settings *s, enum key_kind kind, struct fault *f)
{
	char *path = path_of(NULL, s, keys_file(kind), ".new");
	enum verdict v = keys_destroy_file(path, f);

	talloc_free(path);
	return v == DONE ? sync_keys(s, f) : v;
}

static enum verdict
keep_old(const struct settings *s, void *ctx, enum key_kind kind, int64_t now, struct fault *f)
{
	char *path = path_of(ctx, s, keys_file(kind), ""), *old;
	struct buffer content;
	struct comparing c;
	enum verdict v = file_get(ctx, path, FILE_MAX, &content, f);

	if (v != DONE)
		return v == NEVER ? HALT : v;
	c = (struct comparing){ .content = buffer_bytes(&content) };
	v = each_former(s, kind, compare_one, &c, f);
	if (v == DONE && !c.same) {
		now = now > c.newest ? now : c.newest + 1;
		old = must(talloc_asprintf(ctx, "%s.old-%lld", path, (long long)now));
		v = put_like(s, old, path, c.content, f);
		if (v == DONE)
			v = sync_keys(s, f);
	}
	seal_wipe(content.data, content.len);
	return v;
}

/* What backups know the spool by stays. */
static enum verdict
keep_identity(const struct settings *s, void *ctx, struct fault *f)
{
	char *public = path_of(ctx, s, "arrival.public", ""), *identity = path_of(ctx, s, "identity.public", "");
	struct stat st;
	struct buffer content;
	enum verdict v;

	if (lstat(identity, &st) == 0)
		return DONE;
	v = file_get(ctx, public, FILE_MAX, &content, f);
	if (v == DONE)
		v = put_like(s, identity, public, buffer_bytes(&content), f);
	return v == NEVER ? HALT : v;
}

enum verdict
keys_exchange(const struct settings *s, enum key_kind kind, int64_t now, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *new = path_of(ctx, s, keys_file(kind), ".new"), *path = path_of(ctx, s, keys_file(kind), "");
	enum verdict v = keys_have_new(s, kind) ? DONE : fail(f, NEVER, "there is no %s", new);

	if (v == DONE && kind == KEYS_ARRIVAL)
		v = keep_identity(s, ctx, f);
	if (v == DONE)
		v = keep_old(s, ctx, kind, now, f);
	if (v == DONE && !name_anew(new, path))
		v = fail(f, LATER, "%s: %s", path, strerror(errno));
	if (v == DONE)
		v = sync_keys(s, f);
	talloc_free(ctx);
	return v;
}

enum verdict
keys_let_go(const struct settings *s, enum key_kind kind, int64_t retired, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *old = must(talloc_asprintf(ctx, "%s/%s.old-%lld", s->keys, keys_file(kind), (long long)retired));
	/* One before it that was not destroyed yet. */
	enum verdict v = keys_destroy_gone(s, kind, f);

	if (v == DONE && !name_anew(old, path_of(ctx, s, keys_file(kind), ".gone")) && errno != ENOENT)
		v = fail(f, LATER, "%s: %s", old, strerror(errno));
	if (v == DONE)
		v = sync_keys(s, f);
	talloc_free(ctx);
	return v;
}

enum verdict
keys_destroy_file(const char *path, struct fault *f)
{
	enum verdict v;

	users_be_root(true);
	v = file_destroy(path, f);
	users_be_root(false);
	return v;
}

enum verdict
keys_destroy_gone(const struct settings *s, enum key_kind kind, struct fault *f)
{
	char *path = path_of(NULL, s, keys_file(kind), ".gone");
	enum verdict v = keys_destroy_file(path, f);

	talloc_free(path);
	return v == DONE ? sync_keys(s, f) : v;
}

/* ---- the public half of arrivals ------------------------------------------------------------------------------ */

/* Ingest, which nobody stops, reads it whenever it likes: it is one or the other. */
static enum verdict
write_public(const struct settings *s, const unsigned char public[SEAL_PUBLIC], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *path = path_of(ctx, s, "arrival.public", ""), *secret = path_of(ctx, s, "arrival.secret", "");
	struct stat st, like;
	enum verdict v = lstat(path, &st) == 0 ? put_digits(s, path, path, public, f) : put_digits(s, path, secret, public, f);

	/* One that was missing is for everybody to read. */
	if (v == DONE && lstat(path, &like) == 0 && (like.st_mode & 0444) != 0444 && chmod(path, 0644) != 0)
		v = fail(f, LATER, "%s: %s", path, strerror(errno));
	if (v == DONE)
		v = sync_keys(s, f);
	talloc_free(ctx);
	return v;
}

enum verdict
keys_write_public(const struct settings *s, const struct keys *keys, struct fault *f)
{
	unsigned char there[SEAL_PUBLIC];
	struct fault ignored;

	if (keys_public(s, there, &ignored) == DONE && memcmp(there, keys->public, sizeof there) == 0)
		return DONE;
	return write_public(s, keys->public, f);
}

enum verdict
keys_mend_public(const struct settings *s, bool *mended_out, struct fault *f)
{
	unsigned char there[SEAL_PUBLIC];
	struct fault ignored;
	struct keys *keys;
	bool right = false;
	enum verdict v = keys_open(s, KEY_SECRET, &keys, f);

	*mended_out = false;
	if (v != DONE)
		return v;
	if (keys_public(s, there, &ignored) == DONE)
		for (size_t i = 0; i < keys_count(keys, KEYS_ARRIVAL); i++) {
			unsigned char public[SEAL_PUBLIC];

			seal_public_of(keys_at(keys, KEYS_ARRIVAL, i)->octets, public);
			right = right || memcmp(there, public, sizeof there) == 0;
		}
	if (!right) {
		v = write_public(s, keys->public, f);
		*mended_out = v == DONE;
	}
	keys_close(&keys);
	return v;
}
