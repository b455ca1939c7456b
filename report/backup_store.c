/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_store - the folder that backups lie in: putting pieces there, and finding them. */
#include "report/backup_store.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "report/backup_lists.h"
#include "spool/file.h"
#include "spool/sealed.h"

enum { BATCH = 1000 };

/* A piece that is written and not yet durable. */
struct pending {
	unsigned char digest[SEAL_DIGEST];
	struct seal_key key;
};

struct store {
	const char *folder;
	int lock;
	struct stored *table;		/* open addressing; room is a power of two; size 0: a free place */
	size_t count, room;
	const struct piece_key *key;
	unsigned char public[SEAL_PUBLIC];
	struct sealed_writer *writer;
	struct pending *pending;
	size_t pending_count;
	unsigned char (*used_name)[STORED_NAME];	/* what the backup consists of, in its order */
	size_t used_count, used_room;
	int64_t new_objects, new_octets;
};

static int
close_store(struct store *s)
{
	if (s->lock >= 0)
		close(s->lock);
	if (s->pending != NULL)
		seal_wipe(s->pending, BATCH * sizeof *s->pending);
	return 0;
}

static char *
within(const struct store *s, void *ctx, const char *name)
{
	return must(talloc_asprintf(ctx, "%s/%s", s->folder, name));
}

/* ---- the table ------------------------------------------------------------------------------------------ */

static struct stored *
place_of(const struct store *s, const unsigned char name[STORED_NAME])
{
	size_t i;

	memcpy(&i, name, sizeof i);
	for (i &= s->room - 1; s->table[i].size != 0; i = (i + 1) & (s->room - 1))
		if (memcmp(s->table[i].name, name, STORED_NAME) == 0)
			break;
	return &s->table[i];
}

static void
grow(struct store *s)
{
	struct stored *old = s->table;
	size_t old_room = s->room;

	s->room = old_room != 0 ? 2 * old_room : 1024;
	s->table = must(talloc_zero_array(s, struct stored, s->room));
	for (size_t i = 0; i < old_room; i++)
		if (old[i].size != 0)
			*place_of(s, old[i].name) = old[i];
	talloc_free(old);
}

static struct stored *
add(struct store *s, const struct stored *piece)
{
	struct stored *place;

	if (4 * (s->count + 1) > 3 * s->room)
		grow(s);
	place = place_of(s, piece->name);
	if (place->size == 0)
		s->count++;
	*place = *piece;
	return place;
}

struct stored *
store_find(const struct store *s, const unsigned char name[STORED_NAME])
{
	struct stored *place = place_of(s, name);

	return place->size != 0 ? place : NULL;
}

void
store_forget(struct store *s)
{
	memset(s->table, 0, s->room * sizeof *s->table);
	s->count = 0;
}

char *
store_path(const struct store *s, void *ctx, const unsigned char name[STORED_NAME])
{
	char digits[2 * STORED_NAME + 1];

	seal_hex(name, STORED_NAME, digits);
	return must(talloc_asprintf(ctx, "%s/objects/%.2s/%s", s->folder, digits, digits));
}

const char *
store_folder(const struct store *s)
{
	return s->folder;
}

/* ---- opening ---------------------------------------------------------------------------------------------- */

enum verdict
store_open(void *ctx, const char *folder, struct store **out, struct fault *f)
{
	struct store *s = memory_new(ctx, sizeof *s);

	s->lock = -1;
	s->folder = must(talloc_strdup(s, folder));
	grow(s);
	talloc_set_destructor(s, close_store);
	*out = s;
	return access(folder, R_OK | X_OK) == 0 ? DONE : fail(f, errno == ENOENT ? HALT : verdict_of_errno(errno),
	    "%s: %s: is the medium there?", folder, strerror(errno));
}

static enum verdict
take_lock(struct store *s, struct fault *f)
{
	char *path = within(s, s, "lock");

	s->lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (s->lock < 0)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	if (flock(s->lock, LOCK_EX | LOCK_NB) != 0)
		return fail(f, LATER, "%s: another program writes there", s->folder);
	return DONE;
}

/* What somebody who was killed has left. */
static void
sweep_tmp(const struct store *s)
{
	lists_each_name(s->folder, "tmp", lists_remove, NULL);
}

enum verdict
store_open_to_write(void *ctx, const char *folder, const unsigned char public[SEAL_PUBLIC], const struct piece_key *key,
    struct store **out, struct fault *f)
{
	static const char *const folders[] = { "tmp", "objects", "lists", "backups" };
	enum verdict v = store_open(ctx, folder, out, f);
	struct store *s = *out;

	s->key = key;
	memcpy(s->public, public, SEAL_PUBLIC);
	for (size_t i = 0; v == DONE && i < sizeof folders / sizeof folders[0]; i++)
		v = folder_make(within(s, s, folders[i]), 0700, f);
	if (v == DONE)
		v = take_lock(s, f);
	if (v != DONE)
		return v;
	sweep_tmp(s);
	s->pending = must(talloc_zero_array(s, struct pending, BATCH));
	return DONE;
}

enum verdict
store_read_lists(const struct store *s, void *ctx, const struct backup *b, struct stored **out, size_t *count_out,
    struct fault *f)
{
	return lists_read(ctx, s->folder, b, out, count_out, f);
}

/* What was found out about the same stored octets stays known. */
static void
learn(struct store *s, const struct stored *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct stored *known = store_find(s, pieces[i].name);

		if (known == NULL || memcmp(known->digest, pieces[i].digest, SEAL_DIGEST) != 0)
			(void)add(s, &pieces[i]);
	}
}

enum verdict
store_learn(struct store *s, const struct backup *b, struct fault *f)
{
	struct stored *pieces;
	size_t count;
	enum verdict v = lists_read(s, s->folder, b, &pieces, &count, f);

	if (v == DONE)
		learn(s, pieces, count);
	talloc_free(pieces);
	return v;
}

enum verdict
store_learn_all(struct store *s, const struct backups *all, struct fault *f)
{
	struct stored *pieces;
	size_t count;
	enum verdict v = lists_read_all(s, s->folder, all, &pieces, &count, f);

	if (v == DONE)
		learn(s, pieces, count);
	talloc_free(pieces);
	return v;
}

/* ---- writing ---------------------------------------------------------------------------------------------- */

static void
note_use(struct store *s, const unsigned char name[STORED_NAME])
{
	if (s->used_count == s->used_room) {
		s->used_room = s->used_room != 0 ? 2 * s->used_room : 1024;
		s->used_name = must(talloc_realloc_size(s, s->used_name, s->used_room * sizeof *s->used_name));
	}
	memcpy(s->used_name[s->used_count++], name, STORED_NAME);
}

/* A known piece whose file is gone or was cut is written again. */
static bool
is_there(struct store *s, struct stored *piece)
{
	char *path;
	struct stat st;
	bool there;

	if (piece->mark != 0)
		return true;
	path = store_path(s, NULL, piece->name);
	there = lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == piece->size;
	talloc_free(path);
	return there;
}

bool
store_use(struct store *s, const unsigned char digest[SEAL_DIGEST])
{
	struct stored *piece = store_find(s, digest);

	if (piece == NULL || !is_there(s, piece))
		return false;
	if (piece->mark == 0)
		note_use(s, digest);
	piece->mark = 1;
	return true;
}

static char *
tmp_path(const struct store *s, void *ctx, const unsigned char digest[SEAL_DIGEST])
{
	char digits[2 * STORED_NAME + 1];

	seal_hex(digest, STORED_NAME, digits);
	return must(talloc_asprintf(ctx, "%s/tmp/%s", s->folder, digits));
}

static enum verdict
add_to_writer(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return sealed_write(state, data, len, f);
}

static enum verdict
write_piece(struct store *s, int fd, const struct octets *content, struct pending *p, struct fault *f)
{
	struct sink sink = { NULL, add_to_writer };
	enum verdict v;

	if (s->writer == NULL)
		s->writer = sealed_begin(s, fd, s->public, (struct bytes){ NULL, 0 });
	else
		sealed_again(s->writer, fd, (struct bytes){ NULL, 0 });
	p->key = *sealed_writer_key(s->writer);
	sink.state = s->writer;
	v = piece_pour(content, &sink, f);
	return v == DONE ? sealed_end(s->writer, f) : v;
}

/* From the disk and not from the memory of what was just written, as far as the system lets us. */
static enum verdict
read_back(const struct store *s, const char *path, const struct pending *p, struct stored *piece, struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	void *ctx = must(talloc_new(NULL));
	struct sealed *sealed;
	enum verdict v = lists_drop_cache(path, f);

	if (v == DONE)
		v = sealed_open_with(ctx, path, &p->key, &sealed, f);
	if (v == DONE)
		v = piece_digest(s->key, sealed_content(sealed), digest, f);
	if (v == DONE && memcmp(digest, p->digest, sizeof digest) != 0)
		v = fail(f, LATER, "what was written reads back as something else");
	if (v == DONE)
		v = lists_file_digest(path, piece->digest, &piece->size, f);
	talloc_free(ctx);
	return v == NEVER ? LATER : v;
}

static enum verdict
settle(struct store *s, const struct pending *p, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *from = tmp_path(s, ctx, p->digest), *to = store_path(s, ctx, p->digest);
	struct stored piece = { .mark = 1 };
	struct fault why;
	enum verdict v = read_back(s, from, p, &piece, &why);

	memcpy(piece.name, p->digest, STORED_NAME);
	if (v != DONE)
		v = fail(f, v, "%s: %s", from, why.text);
	else if (rename(from, to) != 0)
		v = fail(f, LATER, "%s: %s", to, strerror(errno));
	if (v == DONE) {
		(void)add(s, &piece);
		s->new_objects++;
		s->new_octets += piece.size;
	}
	talloc_free(ctx);
	return v;
}

static enum verdict
sync_all(const struct store *s, struct fault *f)
{
	int fd = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), failed;

	if (fd < 0)
		return fail(f, LATER, "%s: %s", s->folder, strerror(errno));
	failed = syncfs(fd) != 0 ? errno : 0;
	close(fd);
	return failed == 0 ? DONE : fail(f, LATER, "sync %s: %s", s->folder, strerror(failed));
}

static enum verdict
flush(struct store *s, struct fault *f)
{
	enum verdict v = s->pending_count != 0 ? sync_all(s, f) : DONE;

	for (size_t i = 0; v == DONE && i < s->pending_count; i++)
		v = settle(s, &s->pending[i], f);
	seal_wipe(s->pending, s->pending_count * sizeof *s->pending);
	s->pending_count = 0;
	return v;
}

/* Until it is durable a new piece is in the table with its size as it is known: so that it is written once. */
static void
note_pending(struct store *s, const unsigned char digest[SEAL_DIGEST])
{
	struct stored piece = { .size = 1, .mark = 1 };

	memcpy(piece.name, digest, STORED_NAME);
	(void)add(s, &piece);
	note_use(s, digest);
}

static enum verdict
make_folder_of(const struct store *s, const unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/objects/%02x", s->folder, digest[0]));
	enum verdict v = folder_make(path, 0700, f);

	talloc_free(path);
	return v;
}

enum verdict
store_put(struct store *s, const struct octets *content, const unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	struct pending *p = &s->pending[s->pending_count];
	char *path;
	int fd;
	enum verdict v;

	if (store_use(s, digest))
		return DONE;
	v = make_folder_of(s, digest, f);
	if (v != DONE)
		return v;
	path = tmp_path(s, NULL, digest);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		v = fail(f, LATER, "create %s: %s", path, strerror(errno));
	else
		v = write_piece(s, fd, content, p, f);
	if (fd >= 0 && close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	talloc_free(path);
	if (v != DONE)
		return v;
	memcpy(p->digest, digest, SEAL_DIGEST);
	note_pending(s, digest);
	return ++s->pending_count == BATCH ? flush(s, f) : DONE;
}

enum verdict
store_write(const struct store *s, const char *name, struct bytes content, struct fault *f)
{
	char *path = within(s, NULL, name);
	enum verdict v = file_put(path, content, 0600, f);

	talloc_free(path);
	return v;
}

enum verdict
store_finish(struct store *s, struct backup *b, struct fault *f)
{
	struct stored *all;
	enum verdict v = flush(s, f);

	if (v != DONE)
		return v;
	all = must(talloc_zero_array(s, struct stored, s->used_count + 1));
	b->objects = (int64_t)s->used_count;
	for (size_t i = 0; i < s->used_count; i++) {
		all[i] = *store_find(s, s->used_name[i]);
		b->octets += all[i].size;
	}
	b->new_objects = s->new_objects;
	b->new_octets = s->new_octets;
	v = lists_write(s, s->folder, all, s->used_count, b, f);
	talloc_free(all);
	return v == DONE ? sync_all(s, f) : v;
}

enum verdict
store_examine(const struct store *s, const struct stored *piece, struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	char *path = store_path(s, NULL, piece->name);
	int64_t size = 0;
	enum verdict v = lists_file_digest(path, digest, &size, f);

	if (v == DONE && size < piece->size)
		v = fail(f, NEVER, "%s is cut short: %lld of %lld octets", path, (long long)size, (long long)piece->size);
	else if (v == DONE && (size != piece->size || memcmp(digest, piece->digest, sizeof digest) != 0))
		v = fail(f, NEVER, "%s is damaged, or is another piece: it has another digest", path);
	talloc_free(path);
	return v;
}
