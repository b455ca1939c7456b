/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keylock - nobody works with keys that are being exchanged. */
#include "spool/keylock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"

enum { ROUNDS = 1200, ROUND = 100000000 };	/* of 0.1 s */

struct keylock {
	int fd;
};

/* A process that opens the register twice would wait for itself at the gate. */
static struct keylock shared = { -1 };
static int sharing;

static int
open_lock(const struct settings *s, const char *name)
{
	char *path = must(talloc_asprintf(NULL, "%s/lock/%s", s->folder, name));
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0 && errno == ENOENT) {
		fd = open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0644);
		/* Other users of the programs lock it as well, and nothing is in it. */
		if (fd >= 0 && fchmod(fd, 0644) != 0)
			errno = 0;
	}
	talloc_free(path);
	return fd;
}

static bool
lock_within(int fd, int how)
{
	const struct timespec pause = { .tv_nsec = ROUND };

	for (int i = 0; i < ROUNDS; i++) {
		if (flock(fd, how | LOCK_NB) == 0)
			return true;
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		(void)nanosleep(&pause, NULL);
	}
	errno = EWOULDBLOCK;
	return false;
}

static int
release(struct keylock *lock)
{
	if (lock->fd >= 0) {
		close(lock->fd);
	} else if (--sharing == 0) {
		close(shared.fd);
		shared.fd = -1;
	}
	return 0;
}

static enum verdict
take(const struct settings *s, int how, int *fd_out, bool *busy_out, struct fault *f)
{
	int gate = open_lock(s, "keys.gate");
	int fd = gate >= 0 && lock_within(gate, how) ? open_lock(s, "keys") : -1;
	int error = fd >= 0 && lock_within(fd, how) ? 0 : errno;

	if (gate >= 0)
		close(gate);
	if (error != 0 && fd >= 0)
		close(fd);
	*fd_out = error == 0 ? fd : -1;
	*busy_out = error == EWOULDBLOCK;
	if (error == EWOULDBLOCK)
		return fail(f, LATER, how == LOCK_EX ? "other programs are at work with the keys and do not end; try again later" :
		    "the keys are being renewed; try again later");
	return error == 0 ? DONE : fail(f, LATER, "lock %s/lock/keys: %s", s->folder, strerror(error));
}

enum verdict
keylock_take(void *ctx, const struct settings *s, enum keylock_kind kind, struct keylock **out, struct fault *f)
{
	int fd = -1;
	bool busy = false;
	enum verdict v = DONE;

	*out = NULL;
	if (kind == KEYLOCK_EXCHANGE || sharing == 0)
		v = take(s, kind == KEYLOCK_EXCHANGE ? LOCK_EX : LOCK_SH, &fd, &busy, f);
	if (v != DONE)
		return kind == KEYLOCK_LOOK && !busy ? DONE : v;
	*out = memory_new(ctx, sizeof **out);
	(*out)->fd = fd;
	if (kind != KEYLOCK_EXCHANGE) {
		(*out)->fd = -1;
		if (sharing++ == 0)
			shared.fd = fd;
	}
	talloc_set_destructor(*out, release);
	return DONE;
}
