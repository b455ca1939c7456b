/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shares - what belongs to whom where the programs have several users. */
#include "config/shares.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/folders.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/standing.h"
#include "config/text.h"

enum { ROOT = -1, WEB = -2, DEPTH_MAX = 8, PROGRAM_MAX = 64, SETGID_ALL = 02770, STICKY = 03770, SHOWN = 0640, SHARED = 0660,
	FOLDER_PUBLISHED = 02775, PUBLISHED = 0664 };

enum inside {
	ALONE,			/* the folder or file itself */
	ALL,			/* and all that is in it, the same */
	BY_PROGRAM,		/* and each file is of the program that it is named after */
	KEYS			/* and each file as users_of_key() says */
};

struct right {
	uid_t owner;
	gid_t group;
	mode_t folder, file;
};

struct place {
	const char *path;
	int owner;		/* enum user, ROOT or WEB */
	gid_t group;
	mode_t folder;		/* 0: it is a file */
	mode_t file;
	enum inside inside;
};

struct going {
	const struct settings *s;
	struct user_ids ids;
	enum shares what;
	shares_sayer *say;
	void *with;
	struct fault *f;
	enum verdict verdict;
};

enum { PLACES_MAX = 40 };

/* ---- what belongs to whom ---------------------------------------------------------------------------------------- */

/* What stands in DIR is for three: reply and report write out/, by the register's group, and the web server reads it, as
 * nobody in particular: DIR itself lets in nobody but its group, where ours are members. Where it is elsewhere, ours alone. */
static size_t
list_page(void *ctx, const struct going *g, struct place *out)
{
	const gid_t reg = g->ids.of_register, web = g->ids.of_web;
	const mode_t folder = g->ids.has_web ? FOLDER_PUBLISHED : SETGID_ALL;
	const struct place all[] = {
		{ "", ROOT, g->ids.has_web ? web : g->ids.group, 0750, 0, ALONE },
		{ "/out", USER_REPLY, reg, folder, PUBLISHED, ALL },
		{ "/out/cases", USER_REPLY, reg, folder, PUBLISHED, ALONE },
		{ "/out/links", USER_REPLY, reg, folder, PUBLISHED, ALONE },
		{ "/out/static", USER_REPLY, reg, folder, PUBLISHED, ALONE },
		{ "/out/static/postal", USER_REPLY, reg, folder, PUBLISHED, ALONE },
		/* Ingest reads what is there by the web server's group, as report does that searches it, and removes it by the folder's. */
		{ "/in", g->ids.has_web ? WEB : USER_INGEST, g->ids.own[USER_INGEST], folder, SHARED, ALONE },
		/* The last is of page-sync, which root starts. */
		g->ids.has_web ? (struct place){ "/state", WEB, web, 0700, 0600, ALONE } :
		    (struct place){ "/sync", ROOT, reg, 02750, SHOWN, ALL },
	};
	size_t n = sizeof all / sizeof all[0];

	for (size_t i = 0; i < n; i++) {
		out[i] = all[i];
		out[i].path = must(talloc_asprintf(ctx, "%s%s", g->s->page.folder, all[i].path));
	}
	return n;
}

/* Programs make and remove nothing in the data folder itself, so that none can put another's folder away. */
static size_t
list_places(void *ctx, const struct going *g, struct place out[PLACES_MAX])
{
	const struct settings *s = g->s;
	const gid_t all = g->ids.group, reg = g->ids.of_register;
	const struct place inside[] = {
		{ "", ROOT, all, 0750, 0, ALONE },
		{ "/register.db", USER_PROCESS, reg, 0, SHARED, ALONE },
		{ "/register.db-wal", USER_PROCESS, reg, 0, SHARED, ALONE },
		{ "/register.db-shm", USER_PROCESS, reg, 0, SHARED, ALONE },
		{ "/" STANDING_FILE, ROOT, all, 0, SHOWN, ALONE },
		{ "/" FOLDER_ARRIVING, USER_INGEST, reg, SETGID_ALL, SHARED, ALL },
		{ "/arrivals", USER_INGEST, reg, SETGID_ALL, SHARED, ALL },
		{ "/taken", USER_INGEST, reg, SETGID_ALL, SHARED, ALL },
		{ "/store", USER_PROCESS, reg, SETGID_ALL, SHARED, ALL },
		{ "/index", USER_PROCESS, reg, SETGID_ALL, SHARED, ALL },
		{ "/keyring", USER_PROCESS, reg, 02750, SHOWN, ALL },
		{ "/sent", USER_REPLY, reg, SETGID_ALL, SHARED, ALL },
		{ "/erasure", USER_REPORT, reg, SETGID_ALL, SHARED, ALL },
		{ "/stats", USER_REPORT, reg, SETGID_ALL, SHARED, ALL },
		{ "/tmp", USER_PROCESS, reg, STICKY, SHARED, ALONE },
		{ "/lock", ROOT, all, STICKY, SHOWN, BY_PROGRAM },
		{ "/state", ROOT, all, STICKY, SHOWN, BY_PROGRAM },
		{ "/log", ROOT, all, STICKY, SHOWN, BY_PROGRAM },
	};
	size_t n = sizeof inside / sizeof inside[0];

	for (size_t i = 0; i < n; i++) {
		out[i] = inside[i];
		out[i].path = must(talloc_asprintf(ctx, "%s%s", s->folder, inside[i].path));
	}
	out[n++] = (struct place){ s->keys, ROOT, all, 0750, 0, KEYS };
	if (s->backup.folder[0] != 0)
		out[n++] = (struct place){ s->backup.folder, USER_PROCESS, g->ids.own[USER_PROCESS], 0750, SHOWN, ALL };
	if (s->backup.keyring[0] != 0)
		out[n++] = (struct place){ s->backup.keyring, USER_PROCESS, g->ids.own[USER_PROCESS], 0750, SHOWN, ALL };
	if (settings_has_page(s))
		n += list_page(ctx, g, out + n);
	if (s->send.kind == SEND_MAILDIR)
		out[n++] = (struct place){ s->send.folder, USER_REPLY, reg, SETGID_ALL, SHARED, ALL };
	if (s->export.folder[0] != 0)
		out[n++] = (struct place){ s->export.folder, USER_REPORT, g->ids.own[USER_REPORT], 0700, 0600, ALONE };
	if (s->export.notices[0] != 0)
		out[n++] = (struct place){ s->export.notices, USER_REPORT, g->ids.own[USER_REPORT], 0700, 0600, ALONE };
	if (s->faq.folder[0] != 0)
		out[n++] = (struct place){ s->faq.folder, USER_REPORT, g->ids.own[USER_REPORT], 0750, SHOWN, ALL };
	if (s->stats.folder[0] != 0)
		out[n++] = (struct place){ s->stats.folder, USER_REPORT, g->ids.own[USER_REPORT], 0750, SHOWN, ALONE };
	if (s->print.kind == PRINT_FOLDER)
		out[n++] = (struct place){ s->print.folder, USER_REPLY, reg, SETGID_ALL, SHARED, ALL };
	return n;
}

static uid_t
owner_of(const struct going *g, int owner)
{
	if (owner == WEB)
		return g->ids.web;
	return owner == ROOT ? 0 : g->ids.user[owner];
}

/* "iken-fetch.log" is of who runs iken-fetch; what is named after no program is of backups, but for the access log's. */
static struct right
right_by_name(const struct going *g, const struct place *p, const char *name)
{
	struct right right = { g->ids.user[USER_PROCESS], p->group, 0, p->file };
	char program[PROGRAM_MAX];
	enum program_user as;

	(void)snprintf(program, sizeof program, "%.*s", (int)strcspn(name, "."), name);
	as = program_user(program);
	if (as == AS_KEEPER)
		return right;
	if (as >= AS_INGEST)
		right.owner = g->ids.user[as - AS_INGEST];
	else if (as == AS_STARTER)
		right.owner = g->ids.user[USER_REPORT];
	else if (strcmp(program, "access") == 0)
		right = (struct right){ g->ids.user[USER_REPORT], g->ids.of_register, 0, SHARED };
	else if (text_starts(program, "iken-"))
		right.owner = 0;
	return right;
}

static struct right
right_inside(const struct going *g, const struct place *p, const char *name)
{
	struct right right = { owner_of(g, p->owner), p->group, p->folder, p->file };

	if (p->inside == BY_PROGRAM)
		return right_by_name(g, p, name);
	if (p->inside == KEYS && !users_of_key(&g->ids, name, &right.owner, &right.group, &right.file))
		right = (struct right){ 0, 0, 0700, 0600 };
	return right;
}

/* ---- one file ---------------------------------------------------------------------------------------------------- */

/* Registered arrivals stay ingest's, which cannot reach them, and so on: what counts is who may use it. */
static bool
is_ours(const struct going *g, uid_t uid)
{
	for (int i = 0; i < USER_COUNT; i++)
		if (g->ids.user[i] == uid)
			return true;
	return uid == 0;
}

static bool
is_right(const struct going *g, const struct stat *st, const struct right *r, bool exact)
{
	mode_t wanted = S_ISDIR(st->st_mode) ? r->folder : r->file;

	if (g->what == SHARES_LOOK && !exact)
		return is_ours(g, st->st_uid) && (st->st_gid == r->group || (st->st_mode & 077) == 0) &&
		    (st->st_mode & 07777 & ~wanted) == 0 && (!g->ids.has_web || (wanted & S_IROTH & ~st->st_mode) == 0);
	return st->st_uid == r->owner && st->st_gid == r->group && (st->st_mode & 07777) == wanted;
}

/* What is being written now becomes readable when it gets its name. */
static bool
is_unfinished(const struct place *p, const char *name)
{
	const char *end = strrchr(name, '.');

	return p->file == PUBLISHED && (*name == '.' || (end != NULL && strcmp(end, ".tmp") == 0));
}

/* fd: open, or -1 where it is only looked at. */
static void
settle(struct going *g, int fd, const char *path, const struct stat *st, const struct right *r, bool exact)
{
	mode_t wanted = S_ISDIR(st->st_mode) ? r->folder : r->file;
	char *words;

	if (is_right(g, st, r, exact))
		return;
	words = must(talloc_asprintf(NULL, "belongs to %ld:%ld with mode %04o, not to %ld:%ld with %04o", (long)st->st_uid,
	    (long)st->st_gid, (unsigned)st->st_mode & 07777, (long)r->owner, (long)r->group, (unsigned)wanted));
	if (g->what == SHARES_SET && (fchown(fd, r->owner, r->group) != 0 || fchmod(fd, wanted) != 0))
		g->verdict = fail(g->f, LATER, "%s: %s", path, strerror(errno));
	else
		g->say(g->with, path, words);
	talloc_free(words);
}

/* A file with a second name may be one of somebody else's that was put here to be given away. */
static void
settle_file(struct going *g, int folder, const char *path, const char *name, const struct right *r, bool exact)
{
	struct stat st;
	int fd = -1;

	if (g->what == SHARES_SET)
		fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if ((fd >= 0 ? fstat(fd, &st) : fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW)) != 0) {
		if (errno != ENOENT)
			g->verdict = fail(g->f, LATER, "%s: %s", path, strerror(errno));
	} else if (!S_ISREG(st.st_mode) || st.st_nlink > 1)
		g->say(g->with, path, "is a link, has a second name or is no file; look at it and remove it");
	else if (fd >= 0 || g->what == SHARES_LOOK)
		settle(g, fd, path, &st, r, exact);
	if (fd >= 0)
		close(fd);
}

/* ---- a place ----------------------------------------------------------------------------------------------------- */

static void walk(struct going *g, const struct place *p, int folder, const char *path, int depth);

static void
take_entry(struct going *g, const struct place *p, int folder, const char *path, const char *name, int depth)
{
	char *below = must(talloc_asprintf(NULL, "%s/%s", path, name));
	struct right right = right_inside(g, p, name);
	struct stat st;
	int fd = -1;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		;
	else if (S_ISDIR(st.st_mode) && p->inside == ALL && depth < DEPTH_MAX) {
		fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && fstat(fd, &st) == 0) {
			settle(g, fd, below, &st, &right, false);
			walk(g, p, fd, below, depth + 1);
		}
	} else if (g->what == SHARES_SET || !is_unfinished(p, name))
		settle_file(g, folder, below, name, &right, p->inside == KEYS);
	if (fd >= 0)
		close(fd);
	talloc_free(below);
}

static void
walk(struct going *g, const struct place *p, int folder, const char *path, int depth)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *names = copy >= 0 ? fdopendir(copy) : NULL;
	struct dirent *entry;

	if (names == NULL) {
		g->verdict = fail(g->f, LATER, "%s: %s", path, strerror(errno));
		return;
	}
	while (g->verdict == DONE && (entry = readdir(names)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			take_entry(g, p, folder, path, entry->d_name, depth);
	closedir(names);
}

static void
take_folder(struct going *g, const struct place *p)
{
	const struct right right = { owner_of(g, p->owner), p->group, p->folder, p->file };
	struct stat st;
	int fd;

	if (g->what == SHARES_SET && mkdir(p->path, 0700) != 0 && errno != EEXIST) {
		g->verdict = fail(g->f, LATER, "make %s: %s", p->path, strerror(errno));
		return;
	}
	fd = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		g->say(g->with, p->path, strerror(errno));
	else {
		settle(g, fd, p->path, &st, &right, true);
		if (p->inside != ALONE)
			walk(g, p, fd, p->path, 0);
	}
	if (fd >= 0)
		close(fd);
}

/* Those of the register that SQLite would make, had the programs the right to. */
static void
take_file(struct going *g, const struct place *p)
{
	const struct right right = { owner_of(g, p->owner), p->group, p->folder, p->file };
	const char *end = strrchr(p->path, '-');
	bool to_be_made = end != NULL && (strcmp(end, "-wal") == 0 || strcmp(end, "-shm") == 0);
	int fd;

	if (g->what == SHARES_SET && to_be_made) {
		fd = open(p->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (fd >= 0)
			close(fd);
	}
	if (access(p->path, F_OK) == 0)
		settle_file(g, AT_FDCWD, p->path, p->path, &right, true);
	else if (to_be_made)
		g->say(g->with, p->path, "is missing, and no program may make it");
}

/* ---- passwords --------------------------------------------------------------------------------------------------- */

static void
take_password(struct going *g, const char *path, enum user who)
{
	const struct right right = { g->ids.user[who], g->ids.own[who], 0, 0600 };

	if (*path != 0 && access(path, F_OK) == 0)
		settle_file(g, AT_FDCWD, path, path, &right, true);
}

enum verdict
shares_of_passwords(const struct settings *s, struct fault *f)
{
	for (size_t i = 0; i < s->source_count; i++)
		if (*s->send.server.password_file != 0 &&
		    strcmp(s->sources[i].server.password_file, s->send.server.password_file) == 0)
			return fail(f, HALT, "%s is named by [source %s] and by [send], which are of two users: give each a file of "
			    "its own", s->send.server.password_file, s->sources[i].name);
	return DONE;
}

enum verdict
shares_of_page(const struct settings *s, struct fault *f)
{
	size_t n = strlen(s->folder);

	if (s->users.web[0] == 0 || !settings_has_page(s) || !text_starts(s->page.folder, s->folder) ||
	    (s->page.folder[n] != '/' && s->page.folder[n] != 0))
		return DONE;
	return fail(f, HALT, "[page] folder %s lies in the data folder, which %s may not enter: name another, such as "
	    "/srv/ikenbako/page", s->page.folder, s->users.web);
}

enum verdict
shares_go_through(const struct settings *s, enum shares what, shares_sayer *say, void *with, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct going g = { .s = s, .what = what, .say = say, .with = with, .f = f, .verdict = DONE };
	struct place places[PLACES_MAX];
	size_t count;

	g.verdict = users_find(s, &g.ids, f);
	if (g.verdict == DONE)
		g.verdict = shares_of_passwords(s, f);
	if (g.verdict == DONE)
		g.verdict = shares_of_page(s, f);
	count = g.verdict == DONE ? list_places(ctx, &g, places) : 0;
	for (size_t i = 0; i < count && g.verdict == DONE; i++)
		if (places[i].folder != 0)
			take_folder(&g, &places[i]);
		else
			take_file(&g, &places[i]);
	for (size_t i = 0; i < s->source_count && g.verdict == DONE; i++)
		take_password(&g, s->sources[i].server.password_file, USER_INGEST);
	if (g.verdict == DONE)
		take_password(&g, s->send.server.password_file, USER_REPLY);
	talloc_free(ctx);
	return g.verdict;
}
