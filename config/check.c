/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check - what iken-check looks at itself: clock, files, folders, disk. */
#include "config/check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include <linux/magic.h>

#include "config/answers.h"
#include "config/clock.h"
#include "config/folders.h"
#include "config/memory.h"
#include "config/shares.h"
#include "config/users.h"

#define MB (INT64_C(1) << 20)
#define ROOM_WANTED (1024 * MB)
#define ROOM_NEEDED (100 * MB)
#define FILES_WANTED 10000
#define FILES_NEEDED 1000
#define CLOCK_SLACK 5
#define FIRST_YEAR 2026
#define CIFS_MAGIC 0xff534d42
#define SHARES_SHOWN 20
#define SMB2_MAGIC 0xfe534d42

static void say(const char *mark, const char *what, const char *format, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
say(const char *mark, const char *what, const char *format, va_list ap)
{
	printf("%s %s: ", mark, what);
	vprintf(format, ap);
	putchar('\n');
}

void
check_ok(struct checks *c, const char *what, const char *format, ...)
{
	va_list ap;

	(void)c;
	va_start(ap, format);
	say("ok", what, format, ap);
	va_end(ap);
}

void
check_warning(struct checks *c, const char *what, const char *format, ...)
{
	va_list ap;

	(void)c;
	va_start(ap, format);
	say("warning", what, format, ap);
	va_end(ap);
}

void
check_failed(struct checks *c, int status, const char *what, const char *format, ...)
{
	va_list ap;

	if (c->status != EX_CONFIG)
		c->status = status == EX_TEMPFAIL ? EX_TEMPFAIL : EX_CONFIG;
	va_start(ap, format);
	say("FAIL", what, format, ap);
	va_end(ap);
}

void
check_clock(struct checks *c)
{
	int64_t now = time(NULL);
	struct day day = clock_tokyo(now);
	char *shown = clock_local(NULL, now);

	if (getenv("IKEN_NOW") != NULL)
		check_warning(c, "clock", "IKEN_NOW is set, so that the programs believe another time; unset it");
	if (day.year < FIRST_YEAR)
		check_failed(c, EX_CONFIG, "clock", "it says %s, which is past; set it (timedatectl)", shown);
	else
		check_ok(c, "clock", "%s in Tokyo", shown);
	talloc_free(shown);
}

void
check_settings_owner(struct checks *c, const char *file)
{
	struct stat st;

	if (stat(file, &st) != 0)
		check_failed(c, EX_CONFIG, "settings", "%s: %s", file, strerror(errno));
	else if (st.st_uid != 0 && st.st_uid != geteuid())
		check_warning(c, "settings", "%s belongs to neither root nor this user, and it names commands "
		    "that are run; chown it", file);
	else if ((st.st_mode & S_IWGRP) != 0 && st.st_gid != 0)
		check_warning(c, "settings", "%s can be written by its group; chmod g-w it", file);
}

/* Secrets are for their owner alone. */
static void
check_secret(struct checks *c, const char *file, bool shared)
{
	struct stat st;

	/* check_sharing() says whose it is */
	if (*file == 0 || (shared && access(file, F_OK) == 0))
		return;
	if (stat(file, &st) != 0)
		check_failed(c, EX_CONFIG, "password", "%s: %s; write the password into it", file,
		    strerror(errno));
	else if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 0177) != 0)
		check_failed(c, EX_CONFIG, "password", "%s is not a file of this user's that nobody else can "
		    "read; chown it, chmod 0600 it", file);
	else
		check_ok(c, "password", "%s is closed to others", file);
}

/* The first word of a command. */
static void
check_command(struct checks *c, void *ctx, const char *command)
{
	char *path = must(talloc_strndup(ctx, command, strcspn(command, " ")));

	if (*path != 0 && access(path, X_OK) != 0)
		check_failed(c, EX_CONFIG, "command", "%s: %s; install it or correct the setting", path,
		    strerror(errno));
	else if (*path != 0)
		check_ok(c, "command", "%s can be run", path);
}

static void
check_readable(struct checks *c, const char *what, const char *path)
{
	if (*path != 0 && access(path, R_OK) != 0)
		check_failed(c, EX_CONFIG, what, "%s: %s; correct the setting or the file's rights", path,
		    strerror(errno));
	else if (*path != 0)
		check_ok(c, what, "%s can be read", path);
}

static void
check_server(struct checks *c, void *ctx, const struct server *server, bool shared)
{
	check_secret(c, server->password_file, shared);
	check_command(c, ctx, server->password_command);
	check_command(c, ctx, server->token_command);
	check_readable(c, "certificates", server->ca_file);
}

/* Every standard answer. */
static void
check_answers(struct checks *c, void *ctx, const struct office *office)
{
	struct buffer errors = buffer_init(ctx);
	size_t right = answers_check(ctx, office, &errors);

	for (const char *line = buffer_text(&errors); *line != 0; line += strcspn(line, "\n") + 1)
		check_failed(c, EX_CONFIG, "answers", "%.*s", (int)strcspn(line, "\n"), line);
	if (*office->answers != 0 && errors.len == 0)
		check_ok(c, "answers", "%zu standard answers in %s", right, office->answers);
}

void
check_named_files(struct checks *c, void *ctx, const struct settings *s)
{
	for (size_t i = 0; i < s->source_count; i++)
		check_server(c, ctx, &s->sources[i].server, users_are_set(s));
	check_server(c, ctx, &s->send.server, users_are_set(s));
	if (s->send.kind == SEND_SENDMAIL)
		check_command(c, ctx, s->send.command);
	check_readable(c, "templates", s->office.templates);
	check_answers(c, ctx, &s->office);
}

static void
say_share(void *with, const char *path, const char *words)
{
	struct checks *c = with;

	/* Thousands of files say no more than some. */
	if (c->shares++ < SHARES_SHOWN)
		check_failed(c, EX_CONFIG, "rights", "%s %s; run iken-init as root", path, words);
}

void
check_sharing(struct checks *c, const struct settings *s)
{
	struct fault f;

	c->shares = 0;
	if (geteuid() != 0)
		check_warning(c, "user", "only root can look at what each of the users may read; run iken check as root");
	else if (shares_go_through(s, SHARES_LOOK, say_share, c, &f) != DONE)
		check_failed(c, EX_CONFIG, "rights", "%s", f.text);
	else if (c->shares == 0)
		check_ok(c, "rights", "%s, %s, %s and %s each have what they need and no more", s->users.ingest,
		    s->users.process, s->users.reply, s->users.report);
	if (c->shares > SHARES_SHOWN)
		check_failed(c, EX_CONFIG, "rights", "and %zu more", c->shares - SHARES_SHOWN);
}

void
check_user(struct checks *c)
{
	if (geteuid() == 0)
		check_warning(c, "user", "root runs this; make a user for the programs and run them as that one");
	check_warning(c, "user", "one user runs all programs: who breaks into the one that reads mailboxes "
	    "has the keys too; let nothing else run as this user, or write [users] and run iken-init as root");
}

static bool
check_folder(struct checks *c, const struct folder *folder, bool shared)
{
	struct stat st;

	if (stat(folder->path, &st) != 0) {
		check_failed(c, EX_CONFIG, "folder", "%s: %s; run iken-init", folder->path, strerror(errno));
		return false;
	}
	if (!S_ISDIR(st.st_mode))
		check_failed(c, EX_CONFIG, "folder", "%s is no folder; move it away and run iken-init",
		    folder->path);
	else if (!shared && st.st_uid != geteuid())
		check_failed(c, EX_CONFIG, "folder", "%s belongs to another user (%ld); run as that one, or chown "
		    "it", folder->path, (long)st.st_uid);
	else if (!shared && (st.st_mode & 0777 & ~folder->mode) != 0)
		check_failed(c, EX_CONFIG, "folder", "%s is open to others (%04o); chmod %04o it", folder->path,
		    (unsigned)st.st_mode & 07777, (unsigned)folder->mode);
	else if (!shared && access(folder->path, R_OK | W_OK | X_OK) != 0)
		check_failed(c, EX_CONFIG, "folder", "%s: %s; chmod %04o it", folder->path, strerror(errno),
		    (unsigned)folder->mode);
	else
		return true;
	return false;
}

bool
check_folders(struct checks *c, void *ctx, const struct settings *s)
{
	struct folder folders[FOLDER_COUNT];
	struct stat first, st;
	bool right = true;

	folders_list(ctx, s, folders);
	if (stat(folders[0].path, &first) != 0 || !S_ISDIR(first.st_mode)) {
		check_failed(c, EX_CONFIG, "folder", "%s does not exist; run iken-init", folders[0].path);
		return false;
	}
	for (size_t i = 0; i < FOLDER_COUNT; i++) {
		right = check_folder(c, &folders[i], users_are_set(s)) && right;
		if (i + 1 < FOLDER_COUNT && stat(folders[i].path, &st) == 0 && st.st_dev != first.st_dev)
			check_failed(c, EX_CONFIG, "folder", "%s lies on another file system than %s, and files "
			    "are moved between them; mount neither apart", folders[i].path, folders[0].path);
	}
	if (users_are_set(s))
		check_sharing(c, s);
	else if (right)
		check_ok(c, "folder", "%s and what is in it are ours alone", s->folder);
	return true;
}

static void
check_kind(struct checks *c, const char *folder)
{
	struct statfs fs;
	unsigned long kind;

	if (statfs(folder, &fs) != 0)
		return;
	kind = (unsigned long)fs.f_type & 0xffffffffUL;
	if (kind == NFS_SUPER_MAGIC || kind == CIFS_MAGIC || kind == SMB2_MAGIC || kind == SMB_SUPER_MAGIC)
		check_failed(c, EX_CONFIG, "disk", "%s lies on another machine, where locks and the register "
		    "are not safe; use a disk of this one", folder);
	else if (kind == TMPFS_MAGIC || kind == RAMFS_MAGIC)
		check_warning(c, "disk", "%s lies in memory and is lost when the machine stops; use a disk",
		    folder);
}

void
check_disk(struct checks *c, const char *folder)
{
	struct statvfs v;
	int64_t room;

	check_kind(c, folder);
	if (statvfs(folder, &v) != 0) {
		check_failed(c, EX_TEMPFAIL, "disk", "%s: %s", folder, strerror(errno));
		return;
	}
	room = (int64_t)v.f_bavail * (int64_t)v.f_frsize;
	if (room < ROOM_NEEDED)
		check_failed(c, EX_TEMPFAIL, "disk", "%" PRId64 " MB are free; make room", room / MB);
	else if (room < ROOM_WANTED)
		check_warning(c, "disk", "%" PRId64 " MB are free; make room soon", room / MB);
	else
		check_ok(c, "disk", "%" PRId64 " MB are free", room / MB);
	/* Some kinds have no fixed number of files and say 0. */
	if (v.f_files != 0 && v.f_favail < FILES_NEEDED)
		check_failed(c, EX_TEMPFAIL, "disk", "room for %ju files is left; remove some",
		    (uintmax_t)v.f_favail);
	else if (v.f_files != 0 && v.f_favail < FILES_WANTED)
		check_warning(c, "disk", "room for %ju files is left; remove some soon", (uintmax_t)v.f_favail);
}

void
check_file_clock(struct checks *c, void *ctx, const char *folder)
{
	char *path = must(talloc_asprintf(ctx, "%s/tmp/check.%ld", folder, (long)getpid()));
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat st;
	int64_t now = time(NULL);

	if (fd < 0) {
		check_failed(c, errno == ENOSPC || errno == EDQUOT ? EX_TEMPFAIL : EX_CONFIG, "disk", "%s: %s",
		    path, strerror(errno));
		return;
	}
	if (fstat(fd, &st) == 0 && (st.st_mtime > now + CLOCK_SLACK || st.st_mtime < now - CLOCK_SLACK))
		check_warning(c, "clock", "files in %s get a time that is %" PRId64 " s from ours; set both "
		    "machines by one time server", folder, (int64_t)st.st_mtime - now);
	close(fd);
	(void)unlink(path);
}
