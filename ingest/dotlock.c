/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dotlock - the lock FILE.lock, by which programs keep away from a mbox that another works on. */
#include "ingest/dotlock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"

static const char mark[] = "ikenbako\n";

struct dotlock {
	int fd;
	char *name;	/* NULL: it is not there yet */
	char *fresh;	/* where it is made */
};

static int
give_up(struct dotlock *lock)
{
	if (lock->name != NULL)
		unlink(lock->name);
	if (lock->fd >= 0)
		close(lock->fd);
	return 0;
}

/* Whether it is one of ours and fd the only one that holds it: only who holds it takes it away. */
static bool
is_left(int fd, const char *name)
{
	char text[sizeof mark];
	struct stat held, there;

	return read(fd, text, sizeof text) == (ssize_t)sizeof mark - 1 && memcmp(text, mark, sizeof mark - 1) == 0 &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &held) == 0 && lstat(name, &there) == 0 &&
	    held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

/* True when a killed process left it and it is gone now. */
static bool
take_away(const char *name)
{
	int fd = open(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool gone;

	if (fd < 0)
		return false;
	gone = is_left(fd, name) && unlink(name) == 0;
	close(fd);
	return gone;
}

/* Complete and held before it has its name. */
static enum verdict
put_in_place(struct dotlock *lock, const char *name, struct fault *f)
{
	if (flock(lock->fd, LOCK_EX | LOCK_NB) != 0 ||
	    write(lock->fd, mark, sizeof mark - 1) != (ssize_t)sizeof mark - 1)
		return fail(f, LATER, "%s: %s", lock->fresh, strerror(errno));
	if (link(lock->fresh, name) == 0 || (errno == EEXIST && take_away(name) && link(lock->fresh, name) == 0)) {
		lock->name = must(talloc_strdup(lock, name));
		return DONE;
	}
	if (errno != EPERM && errno != EOPNOTSUPP)
		return fail(f, LATER, "%s", strerror(errno));
	return DONE;
}

enum verdict
dotlock_take(void *ctx, const char *path, struct dotlock **lock_out, struct fault *f)
{
	struct dotlock *lock = memory_new(ctx, sizeof *lock);
	char *name = must(talloc_asprintf(lock, "%s.lock", path));
	enum verdict v;

	*lock_out = NULL;
	lock->fresh = must(talloc_asprintf(lock, "%s.iken", name));
	unlink(lock->fresh);
	lock->fd = open(lock->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	talloc_set_destructor(lock, give_up);
	if (lock->fd < 0)
		return access(name, F_OK) == 0 ? fail(f, LATER, "%s is locked by another program (%s)", path, name) : DONE;
	v = put_in_place(lock, name, f);
	unlink(lock->fresh);
	if (v == LATER && access(name, F_OK) == 0)
		return fail(f, LATER, "%s is locked by another program (%s)", path, name);
	if (v == DONE && lock->name != NULL)
		*lock_out = lock;
	return v;
}
