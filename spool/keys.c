/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keys - the secrets of one spool, each in its own file of the keys folder. */
#include "spool/keys.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "config/users.h"
#include "spool/file.h"

/* One of a kind. */
struct one {
	struct seal_key key;
	int64_t retired;		/* when it was replaced; 0: it was not */
};

/* What the pointers of struct keys show to, in one piece of guarded memory with them. */
struct held {
	struct keys keys;
	unsigned set;
	unsigned char public[SEAL_PUBLIC];
	struct one one[KEYS_KINDS][1 + KEYS_FORMER_MAX];	/* the present one first */
	size_t count[KEYS_KINDS];
};

struct key_file {
	const char *name;
	mode_t mode;
};

static const struct key_file files[KEYS_KINDS] = {
	[KEYS_ARRIVAL] = { "arrival.secret", 0600 },
	[KEYS_MASTER] = { "master.key", 0600 },
	[KEYS_LOOKUP] = { "lookup.key", 0600 },
	[KEYS_TOKEN] = { "token.key", 0600 },
	[KEYS_AUDIT] = { "audit.key", 0600 },		/* made by keys_create_audit() */
	[KEYS_DIGEST] = { "digest.key", 0600 },		/* made by keys_create_digest() */
};
static const unsigned bits[KEYS_KINDS] = { KEY_SECRET, KEY_MASTER, KEY_LOOKUP, KEY_TOKEN, KEY_AUDIT, KEY_DIGEST };

static const struct key_file arrival_public = { "arrival.public", 0644 };
static const struct key_file audit_public = { "audit.public", 0644 };
static const struct key_file identity = { "identity.public", 0644 };

/* What keys_create() makes. */
static const struct key_file *const first_files[] = { &arrival_public, &files[KEYS_ARRIVAL], &files[KEYS_MASTER],
	&files[KEYS_LOOKUP], &files[KEYS_TOKEN] };

enum { PUBLIC, SECRET };		/* places among them */
enum { FIRST = sizeof first_files / sizeof first_files[0], DIGITS = 2 * SEAL_KEY };

_Static_assert(SEAL_SECRET == SEAL_KEY && SEAL_PUBLIC == SEAL_KEY, "each is a key as any other");

const char *
keys_file(enum key_kind kind)
{
	return files[kind].name;
}

unsigned
keys_bit(enum key_kind kind)
{
	return bits[kind];
}

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
	users_be_root(true);
	v = file_put(key_path(ctx, s, file), (struct bytes){ (unsigned char *)digits, DIGITS + 1 },
	    file->mode, f);
	sodium_memzero(digits, sizeof digits);
	if (v == DONE)
		v = users_settle_key(s, key_path(ctx, s, file), file->name, f);
	users_be_root(false);
	talloc_free(ctx);
	return v;
}

/* How many of the first key files are there; missing_out names one that is not. */
static int
count_keys(const struct settings *s, const char **missing_out)
{
	void *ctx = must(talloc_new(NULL));
	int there = 0;

	for (size_t i = 0; i < FIRST; i++) {
		struct stat st;

		if (lstat(key_path(ctx, s, first_files[i]), &st) == 0)
			there++;
		else
			*missing_out = first_files[i]->name;
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
	struct seal_key key[FIRST];
	enum verdict v = DONE;

	if (there == FIRST)
		return DONE;
	if (there != 0 && is_in_use(s))
		return fail(f, HALT, "%s/%s is missing while other keys are there: bring it back from the backup",
		    s->keys, missing);
	if (there == 0 && is_in_use(s))
		return fail(f, HALT, "%s holds no keys, and %s has what was sealed with them: bring them back from the backup", s->keys,
		    s->folder);
	seal_new_pair(key[PUBLIC].octets, key[SECRET].octets);
	/* Of a run that was killed while it made them: no secret is written over. */
	if (is_there(s, first_files[SECRET])) {
		v = read_key(s, first_files[SECRET], key[SECRET].octets, f);
		seal_public_of(key[SECRET].octets, key[PUBLIC].octets);
	}
	for (size_t i = SECRET + 1; i < FIRST; i++)
		key[i] = seal_new_key();
	for (size_t i = 0; i < FIRST && v == DONE; i++)
		if (i == PUBLIC || !is_there(s, first_files[i]))
			v = write_octets(s, first_files[i], key[i].octets, f);
	sodium_memzero(key, sizeof key);
	return v;
}

/* Where each has users and groups of its own, more than those is too much, and so is another owner, who could open it. */
static enum verdict
check_sharing(const struct settings *s, const char *path, const char *name, const struct stat *st, struct fault *f)
{
	struct user_ids ids;
	uid_t owner;
	gid_t group;
	mode_t mode;
	enum verdict v = users_find(s, &ids, f);

	if (v == DONE && users_of_key(&ids, name, &owner, &group, &mode) && (st->st_uid != owner || st->st_gid != group ||
	    (st->st_mode & 07777 & ~mode) != 0))
		v = fail(f, HALT, "key %s is not as [users] says: run iken-init as root", path);
	return v;
}

static enum verdict
check_rights(const struct settings *s, const char *path, const struct key_file *file, struct fault *f)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return fail(f, HALT, "key %s: %s: run iken-init, or bring it back from the backup", path,
		    strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(f, HALT, "key %s is not a regular file", path);
	/* iken-init opens them before it has given them away. */
	if (users_are_set(s) && geteuid() != 0)
		return check_sharing(s, path, file->name, &st, f);
	if (users_are_set(s))
		return DONE;
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
	enum verdict v = check_rights(s, path, file, f);

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
	return is_there(s, &files[KEYS_AUDIT]);
}

enum verdict
keys_create_audit(const struct settings *s, struct fault *f)
{
	unsigned char public[SEAL_PUBLIC], written[SEAL_PUBLIC];
	struct fault ignored;
	struct seal_key key;
	enum verdict v = DONE;

	if (!is_there(s, &files[KEYS_AUDIT])) {
		key = seal_new_key();
		v = write_octets(s, &files[KEYS_AUDIT], key.octets, f);
	}
	if (v == DONE)
		v = read_key(s, &files[KEYS_AUDIT], key.octets, f);
	if (v == DONE) {
		seal_signing_public(&key, public);
		if (!is_there(s, &audit_public) || read_key(s, &audit_public, written, &ignored) != DONE ||
		    memcmp(public, written, sizeof public) != 0)
			v = write_octets(s, &audit_public, public, f);
	}
	sodium_memzero(&key, sizeof key);
	return v;
}

bool
keys_have_digest(const struct settings *s)
{
	return is_there(s, &files[KEYS_DIGEST]);
}

enum verdict
keys_create_digest(const struct settings *s, enum keys_digest how, struct fault *f)
{
	struct seal_key key;
	enum verdict v = DONE;

	if (keys_have_digest(s))
		return DONE;
	if (how == KEYS_DIGEST_AS_LOOKUP)
		v = read_key(s, &files[KEYS_LOOKUP], key.octets, f);
	else
		key = seal_new_key();
	if (v == DONE)
		v = write_octets(s, &files[KEYS_DIGEST], key.octets, f);
	sodium_memzero(&key, sizeof key);
	return v;
}

/* ---- opening ------------------------------------------------------------------------------------- */

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

static const struct seal_key *
present(const struct held *h, enum key_kind kind)
{
	return h->count[kind] != 0 ? &h->one[kind][0].key : NULL;
}

static void
show(struct held *h)
{
	const struct seal_key *secret = present(h, KEYS_ARRIVAL);

	/* Whoever has the secret half makes the public one of it. */
	if (secret != NULL)
		seal_public_of(secret->octets, h->public);
	h->keys = (struct keys){ .public = h->set & KEY_PUBLIC || secret != NULL ? h->public : NULL,
		.secret = secret != NULL ? secret->octets : NULL, .master = present(h, KEYS_MASTER),
		.lookup = present(h, KEYS_LOOKUP), .token = present(h, KEYS_TOKEN), .audit = present(h, KEYS_AUDIT),
		.digest = present(h, KEYS_DIGEST) };
}

/* "token.key.old-1796106060" of a kind in the set; false: something else. */
static bool
is_former(unsigned set, const char *name, enum key_kind *kind_out, int64_t *retired_out)
{
	for (int kind = 0; kind < KEYS_KINDS; kind++) {
		size_t n = strlen(files[kind].name);

		if ((set & bits[kind]) == 0 || strncmp(name, files[kind].name, n) != 0 || strncmp(name + n, ".old-", 5) != 0 ||
		    !text_to_number(name + n + 5, 1, INT64_MAX, retired_out))
			continue;
		*kind_out = (enum key_kind)kind;
		return true;
	}
	return false;
}

/* The newest first, so that what is tried most stands before. */
static void
keep_former(struct held *h, enum key_kind kind, const struct seal_key *key, int64_t retired)
{
	size_t at = h->count[kind]++;

	for (; at > 1 && h->one[kind][at - 1].retired < retired; at--)
		h->one[kind][at] = h->one[kind][at - 1];
	h->one[kind][at] = (struct one){ *key, retired };
}

static enum verdict
read_former(const struct settings *s, struct held *h, struct fault *f)
{
	DIR *folder = opendir(s->keys);
	const struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL)
		return fail(f, HALT, "keys %s: %s", s->keys, strerror(errno));
	while (v == DONE && (entry = readdir(folder)) != NULL) {
		struct key_file file = { entry->d_name, 0600 };
		struct seal_key key;
		enum key_kind kind;
		int64_t retired;

		if (!is_former(h->set, entry->d_name, &kind, &retired))
			continue;
		if (h->count[kind] > KEYS_FORMER_MAX)
			v = fail(f, HALT, "%s has more than %d former ones: iken-keys --mend", files[kind].name, KEYS_FORMER_MAX);
		else if ((v = read_key(s, &file, key.octets, f)) == DONE)
			keep_former(h, kind, &key, retired);
		else if (!is_there(s, &file))
			v = DONE;	/* nothing needs it any more, and it was destroyed meanwhile */
		sodium_memzero(&key, sizeof key);
	}
	closedir(folder);
	return v;
}

/* A public half that is not ours would make everything unreadable that is sealed to it from now on. */
static enum verdict
check_public(const struct settings *s, const struct held *h, struct fault *f)
{
	for (size_t i = 0; i < h->count[KEYS_ARRIVAL]; i++) {
		unsigned char public[SEAL_PUBLIC];

		seal_public_of(h->one[KEYS_ARRIVAL][i].key.octets, public);
		if (memcmp(public, h->public, sizeof public) == 0)
			return DONE;
	}
	return fail(f, HALT, "key %s/arrival.public is not the public half of arrival.secret: iken-keys --mend writes it anew", s->keys);
}

enum verdict
keys_open(const struct settings *s, unsigned set, struct keys **out, struct fault *f)
{
	struct held *held = sodium_malloc(sizeof *held);
	enum verdict v = DONE;

	must(held);
	memset(held, 0, sizeof *held);
	held->set = set;
	if ((set & KEY_PUBLIC) != 0)
		v = read_key(s, &arrival_public, held->public, f);
	for (int i = 0; i < KEYS_KINDS && v == DONE; i++)
		if ((set & bits[i]) != 0) {
			v = read_key(s, &files[i], held->one[i][0].key.octets, f);
			held->count[i] = 1;
		}
	if (v == DONE)
		v = read_former(s, held, f);
	if (v == DONE && (set & KEY_PUBLIC) != 0 && (set & KEY_SECRET) != 0)
		v = check_public(s, held, f);
	if (v != DONE) {
		sodium_free(held);
		return v;
	}
	show(held);
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
	return read_key(s, &arrival_public, public_out, f);
}

enum verdict
keys_identity(const struct settings *s, unsigned char public_out[SEAL_PUBLIC], struct fault *f)
{
	return read_key(s, is_there(s, &identity) ? &identity : &arrival_public, public_out, f);
}

/* ---- the present one and former ones ------------------------------------------------------------- */

/* The keys stand at the beginning of what holds them. */
static struct held *
holder(const struct keys *keys)
{
	return (struct held *)(uintptr_t)keys;
}

size_t
keys_count(const struct keys *keys, enum key_kind kind)
{
	return holder(keys)->count[kind];
}

const struct seal_key *
keys_at(const struct keys *keys, enum key_kind kind, size_t place)
{
	return &holder(keys)->one[kind][place].key;
}

int64_t
keys_retired(const struct keys *keys, enum key_kind kind, size_t place)
{
	return holder(keys)->one[kind][place].retired;
}

void
keys_mark(enum key_kind kind, const struct seal_key *key, unsigned char out[SEAL_HASH])
{
	static const struct seal_key no_secret;

	/* A public half is known to many; what is made of a key by a keyed hash says nothing of it. */
	if (kind == KEYS_ARRIVAL || kind == KEYS_AUDIT) {
		unsigned char public[SEAL_PUBLIC];

		if (kind == KEYS_ARRIVAL)
			seal_public_of(key->octets, public);
		else
			seal_signing_public(key, public);
		seal_hash(&no_secret, files[kind].name, (struct bytes){ public, sizeof public }, out, SEAL_HASH);
	} else {
		seal_hash(key, "mark", bytes_of(files[kind].name), out, SEAL_HASH);
	}
}

bool
keys_settle(struct keys *keys, enum key_kind kind, const unsigned char mark[SEAL_HASH])
{
	struct held *h = holder(keys);

	for (size_t i = 0; i < h->count[kind]; i++) {
		unsigned char found[SEAL_HASH];
		struct one before;

		keys_mark(kind, &h->one[kind][i].key, found);
		if (memcmp(found, mark, sizeof found) != 0)
			continue;
		before = h->one[kind][0];
		h->one[kind][0] = h->one[kind][i];
		h->one[kind][0].retired = 0;
		if (i != 0)
			h->one[kind][i] = before;
		sodium_memzero(&before, sizeof before);
		show(h);
		return true;
	}
	return false;
}

struct token_keys
keys_of_tokens(const struct keys *keys, const struct settings *s, int64_t now)
{
	struct token_keys out = { .count = 0 };

	for (size_t i = 0; i < keys_count(keys, KEYS_TOKEN); i++) {
		int64_t retired = keys_retired(keys, KEYS_TOKEN, i);

		if (retired == 0 || now < retired + s->renewal.accept_addresses)
			out.key[out.count++] = keys_at(keys, KEYS_TOKEN, i);
	}
	return out;
}
