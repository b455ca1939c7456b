/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys - the secrets of one spool, each in its own file of the keys folder. */
#include "spool/keys.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "spool/file.h"

/* What the pointers of struct keys show to, in one piece of guarded memory with them. */
struct held {
	struct keys keys;
	unsigned char public[SEAL_PUBLIC];
	unsigned char secret[SEAL_SECRET];
	struct seal_key master;
	struct seal_key lookup;
	struct seal_key token;
	struct seal_key audit;
};

struct key_file {
	const char *name;
	size_t offset;			/* in struct held */
	mode_t mode;
	enum key_set bit;
};

static const struct key_file files[] = {
	{ "arrival.public", offsetof(struct held, public), 0644, KEY_PUBLIC },
	{ "arrival.secret", offsetof(struct held, secret), 0600, KEY_SECRET },
	{ "master.key", offsetof(struct held, master), 0600, KEY_MASTER },
	{ "lookup.key", offsetof(struct held, lookup), 0600, KEY_LOOKUP },
	{ "token.key", offsetof(struct held, token), 0600, KEY_TOKEN },
	/* made by keys_create_audit() */
	{ "audit.key", offsetof(struct held, audit), 0600, KEY_AUDIT },
};

static const struct key_file audit_public = { "audit.public", 0, 0644, 0 };

enum { PUBLIC, SECRET, FILES = sizeof files / sizeof files[0], AUDIT = FILES - 1, DIGITS = 2 * SEAL_KEY };

static char *
key_path(void *ctx, const struct settings *s, const struct key_file *file)
{
	return must(talloc_asprintf(ctx, "%s/%s", s->keys, file->name));
}

static enum verdict
write_octets(const struct settings *s, const struct key_file *file, const unsigned char octets[SEAL_KEY], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char digits[DIGITS + 2];
	enum verdict v;

	sodium_bin2hex(digits, sizeof digits, octets, SEAL_KEY);
	digits[DIGITS] = '\n';
	v = file_put(key_path(ctx, s, file), (struct bytes){ (unsigned char *)digits, DIGITS + 1 },
	    file->mode, f);
	sodium_memzero(digits, sizeof digits);
	talloc_free(ctx);
	return v;
}

static enum verdict
write_key(const struct settings *s, const struct key_file *file, const struct held *held, struct fault *f)
{
	return write_octets(s, file, (const unsigned char *)held + file->offset, f);
}

/* How many of the key files are there; missing_out names one that is not. */
static int
count_keys(const struct settings *s, const char **missing_out)
{
	void *ctx = must(talloc_new(NULL));
	int there = 0;

	for (size_t i = 0; i < AUDIT; i++) {
		struct stat st;

		if (lstat(key_path(ctx, s, &files[i]), &st) == 0)
			there++;
		else
			*missing_out = files[i].name;
	}
	talloc_free(ctx);
	return there;
}

static bool is_there(const struct settings *s, const struct key_file *file);
static enum verdict read_key(const struct settings *s, const struct key_file *file, unsigned char *out, struct fault *f);

static bool
is_empty(const char *folder)
{
	struct dirent **names = NULL;
	int count = scandir(folder, &names, NULL, NULL);
	bool empty = count <= 2;

	while (count > 0)
		free(names[--count]);
	free(names);
	return empty;
}

/* Whether something may be sealed or wrapped with keys of this spool. */
static bool
is_in_use(const struct settings *s)
{
	char *path = must(talloc_asprintf(NULL, "%s/register.db", s->folder));
	bool used = access(path, F_OK) == 0 || errno != ENOENT ||
	    !is_empty(must(talloc_asprintf(path, "%s/arrivals", s->folder))) ||
	    !is_empty(must(talloc_asprintf(path, "%s/store", s->folder)));

	talloc_free(path);
	return used;
}

enum verdict
keys_create(const struct settings *s, struct fault *f)
{
	const char *missing = NULL;
	int there = count_keys(s, &missing);
	struct held held;
	enum verdict v = DONE;

	if (there == AUDIT)
		return DONE;
	if (there != 0 && is_in_use(s))
		return fail(f, HALT, "%s/%s is missing while other keys are there: bring it back from the backup",
		    s->keys, missing);
	seal_new_pair(held.public, held.secret);
	/* Of a run that was killed while it made them: no secret is written over. */
	if (is_there(s, &files[SECRET])) {
		v = read_key(s, &files[SECRET], held.secret, f);
		seal_public_of(held.secret, held.public);
	}
	held.master = seal_new_key();
	held.lookup = seal_new_key();
	held.token = seal_new_key();
	for (size_t i = 0; i < AUDIT && v == DONE; i++)
		if (i == PUBLIC || !is_there(s, &files[i]))
			v = write_key(s, &files[i], &held, f);
	sodium_memzero(&held, sizeof held);
	return v;
}

static enum verdict
check_rights(const char *path, const struct key_file *file, struct fault *f)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return fail(f, HALT, "key %s: %s: run iken-init, or bring it back from the backup", path,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(f, HALT, "key %s is not a regular file", path);
	if ((st.st_mode & ~file->mode & 0777) != 0)
		return fail(f, HALT, "key %s has mode %04o, others may use it: chmod %04o %s", path,
		    (unsigned)(st.st_mode & 0777), (unsigned)file->mode, path);
	return DONE;
}

static enum verdict
read_key(const struct settings *s, const struct key_file *file, unsigned char *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	const char *path = key_path(ctx, s, file);
	struct buffer digits;
	size_t len = 0;
	enum verdict v = check_rights(path, file, f);

	if (v == DONE && file_get(ctx, path, DIGITS + 2, &digits, f) != DONE)
		v = HALT;
	if (v == DONE && (sodium_hex2bin(out, SEAL_KEY, (const char *)digits.data, digits.len, "\r\n", &len,
	    NULL) != 0 || len != SEAL_KEY))
		v = fail(f, HALT, "key %s is damaged: bring it back from the backup", path);
	talloc_free(ctx);
	return v;
}

static bool
is_there(const struct settings *s, const struct key_file *file)
{
	char *path = key_path(NULL, s, file);
	struct stat st;
	bool there = lstat(path, &st) == 0;

	talloc_free(path);
	return there;
}

bool
keys_have_audit(const struct settings *s)
{
	return is_there(s, &files[AUDIT]);
}

enum verdict
keys_create_audit(const struct settings *s, struct fault *f)
{
	unsigned char public[SEAL_PUBLIC], written[SEAL_PUBLIC];
	struct fault ignored;
	struct held held;
	enum verdict v = DONE;

	memset(&held, 0, sizeof held);
	if (!is_there(s, &files[AUDIT])) {
		held.audit = seal_new_key();
		v = write_key(s, &files[AUDIT], &held, f);
	}
	if (v == DONE)
		v = read_key(s, &files[AUDIT], held.audit.octets, f);
	if (v == DONE) {
		seal_signing_public(&held.audit, public);
		if (!is_there(s, &audit_public) || read_key(s, &audit_public, written, &ignored) != DONE ||
		    memcmp(public, written, sizeof public) != 0)
			v = write_octets(s, &audit_public, public, f);
	}
	sodium_memzero(&held, sizeof held);
	return v;
}

/* A reader of mails that is forked later (parser.h) does not inherit the pages that the keys are in. */
static void
keep_from_children(struct held *held)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uintptr_t first = (uintptr_t)held / page * page;
	uintptr_t end = ((uintptr_t)held + sizeof *held + page - 1) / page * page;

	if (madvise((void *)first, end - first, MADV_DONTFORK) != 0)
		errno = 0;
}

static void
show(struct held *h, unsigned set)
{
	h->keys = (struct keys){
		.public = set & KEY_PUBLIC ? h->public : NULL, .secret = set & KEY_SECRET ? h->secret : NULL,
		.master = set & KEY_MASTER ? &h->master : NULL, .lookup = set & KEY_LOOKUP ? &h->lookup : NULL,
		.token = set & KEY_TOKEN ? &h->token : NULL, .audit = set & KEY_AUDIT ? &h->audit : NULL };
}

enum verdict
keys_open(const struct settings *s, unsigned set, struct keys **out, struct fault *f)
{
	struct held *held = sodium_malloc(sizeof *held);
	enum verdict v = DONE;

	must(held);
	for (size_t i = 0; i < FILES && v == DONE; i++)
		if ((set & files[i].bit) != 0)
			v = read_key(s, &files[i], (unsigned char *)held + files[i].offset, f);
	if (v != DONE) {
		sodium_free(held);
		return v;
	}
	show(held, set);
	keep_from_children(held);
	*out = &held->keys;
	return DONE;
}

void
keys_close(struct keys **keys)
{
	sodium_free(*keys);
	*keys = NULL;
}

enum verdict
keys_public(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f)
{
	return read_key(s, &files[0], public_out, f);
}
