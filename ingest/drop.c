/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drop - a folder that scanners, fax machines and clerks put files into, opened. */
#include "ingest/drop.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"

static int
close_folder(struct drop_folder *d)
{
	if (d->fd >= 0)
		close(d->fd);
	if (d->taken >= 0)
		close(d->taken);
	if (d->move_to >= 0)
		close(d->move_to);
	return 0;
}

static enum verdict
find_owners(struct drop_folder *d, struct fault *f)
{
	const struct list *names = &d->drop->owners;

	d->owners = must(talloc_zero_array(d, uid_t, names->count + 1));
	for (size_t i = 0; i < names->count; i++) {
		const struct passwd *user;
		int64_t number;

		if (text_to_number(names->item[i], 0, UINT32_MAX - 1, &number)) {
			d->owners[d->owner_count++] = (uid_t)number;
			continue;
		}
		user = getpwnam(names->item[i]);
		if (user == NULL)
			return fail(f, HALT, "[drop %s] owners: there is no user %s; correct the setting", d->drop->name,
			    names->item[i]);
		d->owners[d->owner_count++] = user->pw_uid;
	}
	return DONE;
}

static bool
is_listed(const struct drop_folder *d, uid_t owner)
{
	for (size_t i = 0; i < d->owner_count; i++)
		if (d->owners[i] == owner)
			return true;
	return false;
}

bool
drop_takes_from(const struct drop_folder *d, uid_t owner)
{
	return owner == d->owner || owner == geteuid() || is_listed(d, owner);
}

static enum verdict
check_folder(struct drop_folder *d, struct fault *f)
{
	const char *folder = d->drop->folder;
	struct stat st;

	if (fstat(d->fd, &st) != 0)
		return fail(f, LATER, "%s: %s", folder, strerror(errno));
	d->owner = st.st_uid;
	if (st.st_uid != geteuid() && st.st_uid != 0 && !is_listed(d, st.st_uid))
		return fail(f, HALT, "%s belongs to user %ld, who is neither root nor this user nor in owners of [drop %s]; "
		    "chown it, or add that user to owners", folder, (long)st.st_uid, d->drop->name);
	if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
		return fail(f, HALT, "everybody may write to %s, and rename and remove what others put there; chmod o-w it",
		    folder);
	if ((st.st_mode & S_ISVTX) != 0 && st.st_uid != geteuid() && geteuid() != 0)
		return fail(f, HALT, "in %s only its owner may remove others' files; chown it to this user, or chmod -t it",
		    folder);
	if (faccessat(d->fd, ".", R_OK | W_OK | X_OK, AT_EACCESS) != 0)
		return fail(f, errno == EACCES || errno == EROFS ? HALT : LATER,
		    "%s: %s; this user has to read, write and enter it", folder, strerror(errno));
	return DONE;
}

static enum verdict
open_move_to(struct drop_folder *d, struct fault *f)
{
	const char *folder = d->drop->move_to;
	struct stat here, there;

	if (d->drop->after != DROP_MOVE)
		return DONE;
	d->move_to = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (d->move_to < 0)
		return fail(f, HALT, "[drop %s] move_to: %s: %s; make it", d->drop->name, folder, strerror(errno));
	if (fstat(d->fd, &here) != 0 || fstat(d->move_to, &there) != 0)
		return fail(f, LATER, "%s: %s", folder, strerror(errno));
	if (here.st_dev != there.st_dev)
		return fail(f, HALT, "%s lies on another file system than %s; choose a folder beside it", folder,
		    d->drop->folder);
	if (here.st_ino == there.st_ino)
		return fail(f, HALT, "[drop %s] move_to is the folder itself; choose another one", d->drop->name);
	if (faccessat(d->move_to, ".", W_OK | X_OK, AT_EACCESS) != 0)
		return fail(f, HALT, "%s: %s; this user has to write to it", folder, strerror(errno));
	return DONE;
}

enum verdict
drop_open(void *ctx, const struct drop *drop, struct drop_folder **out, struct fault *f)
{
	struct drop_folder *d = memory_new(ctx, sizeof *d);
	enum verdict v;

	d->drop = drop;
	d->taken = d->move_to = -1;
	d->fd = open(drop->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	talloc_set_destructor(d, close_folder);
	(void)clock_gettime(CLOCK_REALTIME, &d->now);
	if (d->fd < 0)
		v = fail(f, errno == EMFILE || errno == ENFILE || errno == EIO ? LATER : HALT,
		    "[drop %s] folder: %s: %s; make it, or mount it, or correct the setting", drop->name, drop->folder,
		    strerror(errno));
	else if ((v = find_owners(d, f)) == DONE && (v = check_folder(d, f)) == DONE)
		v = open_move_to(d, f);
	if (v != DONE) {
		talloc_free(d);
		return v;
	}
	*out = d;
	return DONE;
}

/* Other machines' disks have other machines' clocks, and whether a file has settled is a matter of the clock that
 * stamps it: a folder just made tells what it shows. */
static void
learn_time(struct drop_folder *d, const struct stat *made)
{
	struct timespec ours;

	(void)clock_gettime(CLOCK_REALTIME, &ours);
	d->now = made->st_ctim.tv_sec > ours.tv_sec - 2 && made->st_ctim.tv_sec < ours.tv_sec + 2 ? ours : made->st_ctim;
}

enum verdict
drop_prepare(struct drop_folder *d, struct fault *f)
{
	const struct timespec tick = { 0, DROP_TICK + DROP_TICK / 4 };
	bool made;
	struct stat st;

	if (d->drop->settle == 0)
		(void)nanosleep(&tick, NULL);
	made = mkdirat(d->fd, DROP_TAKEN, 0700) == 0;
	if (!made && errno != EEXIST)
		return fail(f, LATER, "%s/" DROP_TAKEN ": %s", d->drop->folder, strerror(errno));
	if (d->taken < 0)
		d->taken = openat(d->fd, DROP_TAKEN, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (d->taken < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOENT || errno == EIO))
		return fail(f, LATER, "%s/" DROP_TAKEN ": %s", d->drop->folder, strerror(errno));
	if (d->taken < 0 || fstat(d->taken, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & S_IWOTH) != 0)
		return fail(f, HALT, "%s/" DROP_TAKEN " is not of this program's making; move it away", d->drop->folder);
	if (made)
		learn_time(d, &st);
	return DONE;
}

void
drop_tidy(struct drop_folder *d)
{
	if (d->taken < 0)
		return;
	close(d->taken);
	d->taken = -1;
	(void)unlinkat(d->fd, DROP_TAKEN, AT_REMOVEDIR);
}

bool
drop_is_written(int fd)
{
	if (fcntl(fd, F_SETLEASE, F_RDLCK) != 0)
		return errno == EAGAIN;
	(void)fcntl(fd, F_SETLEASE, F_UNLCK);
	return false;
}
