/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_others - what the data folder holds besides register, arrivals and keys. */
#include "report/backup_others.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/folders.h"
#include "config/memory.h"
#include "config/standing.h"
#include "config/text.h"

enum { DEPTH_MAX = 8 };

struct walk {
	const struct settings *settings;
	void *ctx;
	struct store *store;
	const struct piece_key *key;
	struct root *root;
};

enum verdict
others_put_piece(struct bytes content, void *ctx, struct store *s, const struct piece_key *key, struct root_stream *out,
    struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	struct octets octets = piece_of_memory(&content);
	enum verdict v = piece_digest(key, &octets, digest, f);

	if (v == DONE)
		v = store_put(s, &octets, digest, f);
	if (v == DONE)
		root_add_piece(ctx, out, digest, octets.size);
	return v;
}

/* The octets that are there, at most room; each is read once, because others write to logs meanwhile. */
static ssize_t
read_full(int fd, unsigned char *out, size_t room)
{
	size_t len = 0;
	ssize_t n = 1;

	while (len < room && n != 0) {
		n = read(fd, out + len, room - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

enum verdict
others_put_file(int fd, void *ctx, struct store *s, const struct piece_key *key, struct root_stream *out, struct fault *f)
{
	unsigned char *piece = must(talloc_size(NULL, PIECE_SIZE));
	ssize_t n = PIECE_SIZE;
	enum verdict v = DONE;

	while (v == DONE && n == PIECE_SIZE) {
		n = read_full(fd, piece, PIECE_SIZE);
		if (n < 0)
			v = fail(f, LATER, "read: %s", strerror(errno));
		else if (n > 0)
			v = others_put_piece((struct bytes){ piece, (size_t)n }, ctx, s, key, out, f);
	}
	seal_wipe(piece, PIECE_SIZE);
	talloc_free(piece);
	return v;
}

static struct root_other *
new_other(struct walk *w, const char *path, mode_t mode)
{
	struct root *r = w->root;
	struct root_other *other;

	if (r->other_count == r->other_room) {
		r->other_room = r->other_room != 0 ? 2 * r->other_room : 32;
		r->others = must(talloc_realloc(w->ctx, r->others, struct root_other, r->other_room));
	}
	other = &r->others[r->other_count++];
	*other = (struct root_other){ .path = must(talloc_strdup(w->ctx, path)), .mode = (int64_t)(mode & 0777) };
	return other;
}

/* One that is gone by now was removed by its program, which is its right. */
static enum verdict
put_file(struct walk *w, const char *path, const char *name, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct root_other *other;
	struct fault why;
	struct stat st;
	enum verdict v;

	if (fd < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return DONE;
	}
	other = new_other(w, name, st.st_mode);
	v = others_put_file(fd, w->ctx, w->store, w->key, &other->content, &why);
	close(fd);
	return v == DONE ? DONE : fail(f, v, "%s: %s", path, why.text);
}

/* What is of this machine, of the moment, or goes into the backup in another way. */
static bool
is_left_out(const struct walk *w, const char *path, const char *name)
{
	static const char *const names[] = { "tmp", FOLDER_ARRIVING, "lock", "index", "arrivals", "store", "register.db", "register.db-wal",
		"register.db-shm", "register.db-journal", STANDING_FILE, "iken.conf", "state/backup.files" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strcmp(path, w->settings->keys) == 0 || text_starts(name, "keys/") || strcmp(name, "keys") == 0 ||
	    text_starts(name, "register.db.");
}

static enum verdict walk_folder(struct walk *w, const char *path, const char *name, int depth, struct fault *f);

static enum verdict
take_name(struct walk *w, const char *path, const char *name, int depth, struct fault *f)
{
	struct stat st;

	if (is_left_out(w, path, name) || lstat(path, &st) != 0)
		return DONE;
	if (S_ISDIR(st.st_mode))
		return depth < DEPTH_MAX ? walk_folder(w, path, name, depth + 1, f) : DONE;
	return S_ISREG(st.st_mode) ? put_file(w, path, name, f) : DONE;
}

static enum verdict
walk_folder(struct walk *w, const char *path, const char *name, int depth, struct fault *f)
{
	struct dirent **names = NULL;
	int count = scandir(path, &names, NULL, alphasort);
	enum verdict v = DONE;

	if (count < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *entry = names[i]->d_name;
		char *below = must(talloc_asprintf(NULL, "%s/%s", path, entry));
		char *called = must(talloc_asprintf(below, "%s%s%s", name, *name != 0 ? "/" : "", entry));
		bool done = depth == 0 && strcmp(entry, "taken") == 0;	/* it came first */

		if (v == DONE && !done && strcmp(entry, ".") != 0 && strcmp(entry, "..") != 0)
			v = take_name(w, below, called, depth, f);
		talloc_free(below);
		free(names[i]);
	}
	free(names);
	return v;
}

enum verdict
others_gather(const struct settings *settings, void *ctx, struct store *s, const struct piece_key *key, struct root *root,
    struct fault *f)
{
	struct walk w = { settings, ctx, s, key, root };
	char *taken = must(talloc_asprintf(ctx, "%s/taken", settings->folder));
	enum verdict v = walk_folder(&w, taken, "taken", 1, f);

	if (v == DONE)
		v = walk_folder(&w, settings->folder, "", 0, f);
	return v == DONE ? put_file(&w, settings->file, "iken.conf", f) : v;
}
