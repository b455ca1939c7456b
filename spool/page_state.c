/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_state - what the page's host remembers by itself. */
#include "spool/page_state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/file.h"

enum { NOTE_OCTETS = 4096, SLOTS = 4 };

static const char *const places[PAGE_PLACES] = { "taken", "posts", "uploads", "wraps", "spent", "counts", "wrong", "ended",
	"seen", "keys", "slots", "tmp" };

const char *
page_place_name(enum page_place place)
{
	return places[place];
}

char *
page_state_path(void *ctx, const char *dir, enum page_place place, const char *name)
{
	return must(talloc_asprintf(ctx, "%s/state/%s/%s", dir, places[place], name));
}

/* What is written there is renamed into in/, where the other side's group must be able to read it. */
static void
share_with_in(const char *dir, const char *tmp)
{
	char *in = must(talloc_asprintf(NULL, "%s/in", dir));
	struct stat st, own;

	if (stat(in, &st) == 0 && stat(tmp, &own) == 0 && st.st_gid != own.st_gid &&
	    chown(tmp, (uid_t)-1, st.st_gid) == 0 && chmod(tmp, 02700) != 0)
		errno = 0;	/* then the sync's user must be of our group */
	talloc_free(in);
}

enum verdict
page_state_open(const char *dir, struct fault *f)
{
	enum verdict v = DONE;

	for (int i = 0; i < PAGE_PLACES && v == DONE; i++) {
		char *path = page_state_path(NULL, dir, (enum page_place)i, "");

		path[strlen(path) - 1] = 0;
		if (mkdir(path, 0700) == 0) {
			if (i == PAGE_TMP)
				share_with_in(dir, path);
		} else if (errno != EEXIST) {
			v = fail(f, LATER, "make folder %s: %s", path, strerror(errno));
		}
		talloc_free(path);
	}
	return v;
}

/* ---- keys ---- */

static bool
get_key(const char *path, struct seal_key *out)
{
	struct buffer file;
	bool good = file_get(NULL, path, SEAL_KEY, &file, NULL) == DONE && file.len == SEAL_KEY;

	if (good)
		memcpy(out->octets, file.data, SEAL_KEY);
	talloc_free(file.data);
	return good;
}

/* The first who gives it its name has made it; a torn one of a power cut opens nothing any more and goes. */
static enum verdict
make_key(const char *dir, const char *path, const char *name, struct fault *f)
{
	struct seal_key key = seal_new_key();
	char *mine = must(talloc_asprintf(NULL, "%s/state/tmp/%s.%ld", dir, name, (long)getpid()));
	int fd = open(mine, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	int failed = fd < 0 || !file_write(fd, (struct bytes){ key.octets, SEAL_KEY }) ? errno : 0;

	if (fd >= 0)
		close(fd);
	if (failed == 0 && access(path, F_OK) == 0)
		unlink(path);
	if (failed == 0 && link(mine, path) != 0 && errno != EEXIST)
		failed = errno;
	unlink(mine);
	talloc_free(mine);
	seal_wipe(&key, sizeof key);
	return failed == 0 ? DONE : fail(f, LATER, "make a key of the page: %s", strerror(failed));
}

enum verdict
page_state_key(const char *dir, const char *purpose, int64_t period, struct seal_key *out, struct fault *f)
{
	char *name = must(talloc_asprintf(NULL, "%s-%lld", purpose, (long long)period));
	char *path = page_state_path(name, dir, PAGE_KEYS, name);
	enum verdict v = DONE;

	for (int round = 0; v == DONE && !get_key(path, out); round++)
		v = round < 3 ? make_key(dir, path, name, f) : fail(f, LATER, "%s: not to be read", path);
	talloc_free(name);
	return v;
}

/* ---- marks and notes ---- */

enum verdict
page_state_mark(const char *path, bool *first_out, struct fault *f)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	*first_out = fd >= 0;
	if (fd < 0)
		return errno == EEXIST ? DONE : fail(f, LATER, "make %s: %s", path, strerror(errno));
	close(fd);
	return DONE;
}

static int
close_note(struct page_note *note)
{
	close(note->fd);
	return 0;
}

enum verdict
page_note_open(void *ctx, const char *path, struct page_note **out, struct fault *f)
{
	struct page_note *note = memory_new(ctx, sizeof *note);
	ssize_t n;
	int failed;

	note->path = must(talloc_strdup(note, path));
	note->text = memory_new(note, NOTE_OCTETS + 1);
	note->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (note->fd < 0) {
		failed = errno;
		talloc_free(note);
		return fail(f, LATER, "open %s: %s", path, strerror(failed));
	}
	talloc_set_destructor(note, close_note);
	while ((failed = flock(note->fd, LOCK_EX) != 0 ? errno : 0) == EINTR)
		;
	n = failed == 0 ? pread(note->fd, note->text, NOTE_OCTETS, 0) : 0;
	if (failed != 0 || n < 0) {
		failed = failed != 0 ? failed : errno;
		talloc_free(note);
		return fail(f, LATER, "read %s: %s", path, strerror(failed));
	}
	*out = note;
	return DONE;
}

enum verdict
page_note_write(struct page_note *note, const char *text, bool durable, struct fault *f)
{
	size_t len = strlen(text);

	/* one short write: a power cut leaves it old or new, or short, which its readers take for old */
	if (pwrite(note->fd, text, len, 0) != (ssize_t)len || ftruncate(note->fd, (off_t)len) != 0 ||
	    (durable && fsync(note->fd) != 0))
		return fail(f, LATER, "write %s: %s", note->path, strerror(errno));
	note->text = must(talloc_strdup(note, text));
	return DONE;
}

/* ---- slots ---- */

static int
close_slot(int *slot)
{
	close(*slot);
	return 0;
}

void *
page_slot_take(void *ctx, const char *dir)
{
	int *slot = memory_new(ctx, sizeof *slot), fd = -1;
	unsigned char first;

	seal_random(&first, 1);
	for (int i = 0; i <= SLOTS; i++) {
		char name[2] = { (char)('0' + (first + i) % SLOTS), 0 };
		char *path = page_state_path(slot, dir, PAGE_SLOTS, name);

		if (fd >= 0)
			close(fd);
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		/* in the last round wait for it */
		if (fd < 0 || flock(fd, i < SLOTS ? LOCK_EX | LOCK_NB : LOCK_EX) == 0)
			break;
	}
	*slot = fd;
	if (fd >= 0)
		talloc_set_destructor(slot, close_slot);
	return slot;
}
