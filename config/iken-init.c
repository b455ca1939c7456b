/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-init - makes the settings file, the data folder, the keys and the register where they are missing */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/accounts.h"
#include "config/folders.h"
#include "config/lastrun.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/run.h"
#include "config/sample.h"
#include "config/shares.h"
#include "config/users.h"

enum { OPTION_USER };

static struct run_option options[] = {
	[OPTION_USER] = { .name = "user", .argument = "NAME", .help = "the data folder shall belong to this user" },
	{ .name = NULL }
};

/* The folders on the way to path; they are there for everybody, as /var/spool is. */
static enum verdict
make_way(void *ctx, const char *path, struct fault *f)
{
	char *way = must(talloc_strdup(ctx, path));

	for (char *p = strchr(way + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = 0;
		if (mkdir(way, 0755) == 0)
			(void)chmod(way, 0755);
		else if (errno != EEXIST && errno != EROFS && errno != EACCES && errno != EPERM)
			return fail(f, HALT, "make %s: %s", way, strerror(errno));
		*p = '/';
	}
	return DONE;
}

static enum verdict
write_sample(struct run *run, const char *path)
{
	struct bytes sample = bytes_of((const char *)sample_settings);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	bool whole;

	if (fd < 0)
		return fail(&run->fault, HALT, "write %s: %s; name another file with -c", path,
		    strerror(errno));
	whole = write(fd, sample.data, sample.len) == (ssize_t)sample.len && fchmod(fd, 0644) == 0 &&
	    fsync(fd) == 0;
	whole = close(fd) == 0 && whole;
	if (!whole) {
		(void)unlink(path);
		return fail(&run->fault, LATER, "write %s: %s", path, strerror(errno));
	}
	printf("wrote %s\n", path);
	return fail(&run->fault, HALT, "%s is an example; write your own settings in it, then run iken-init "
	    "again", path);
}

/* HALT after the sample was written, because what it says is nobody's decision yet. */
static enum verdict
need_settings_file(struct run *run)
{
	enum verdict verdict;

	if (access(run->settings_file, F_OK) == 0 || errno != ENOENT)
		return DONE;
	if (run->dry_run) {
		printf("would write %s\n", run->settings_file);
		return fail(&run->fault, HALT, "%s does not exist", run->settings_file);
	}
	verdict = make_way(run->ctx, run->settings_file, &run->fault);
	return verdict != DONE ? verdict : write_sample(run, run->settings_file);
}

static enum verdict
read_settings(struct run *run, struct settings **settings_out)
{
	struct buffer errors = buffer_init(run->ctx);
	enum verdict verdict;

	verdict = settings_read(run->ctx, run->settings_file, settings_out, &errors, &run->fault);
	if (verdict != DONE) {
		fputs(buffer_text(&errors), stderr);
		run->fault.text[0] = 0;
	}
	return verdict;
}

static enum verdict
make_folder(struct run *run, const struct folder *folder)
{
	struct stat st;

	if (lstat(folder->path, &st) != 0 && errno == ENOENT) {
		if (run->dry_run) {
			printf("would make %s\n", folder->path);
			return DONE;
		}
		if (mkdir(folder->path, 0700) != 0 || chmod(folder->path, folder->mode) != 0)
			return fail(&run->fault, HALT, "make %s: %s", folder->path, strerror(errno));
		printf("made %s\n", folder->path);
		return DONE;
	}
	if (stat(folder->path, &st) != 0)
		return fail(&run->fault, HALT, "%s: %s", folder->path, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return fail(&run->fault, HALT, "%s is there and is no folder; move it away", folder->path);
	if ((st.st_mode & 0777 & ~folder->mode) == 0)
		return DONE;
	if (!run->dry_run && chmod(folder->path, folder->mode) != 0)
		return fail(&run->fault, HALT, "chmod %s: %s", folder->path, strerror(errno));
	printf("%s %s to mode %04o\n", run->dry_run ? "would close" : "closed", folder->path,
	    (unsigned)folder->mode);
	return DONE;
}

/* Root goes on as the user that the data shall belong to, so that what is made is that user's. */
static enum verdict
become_owner(struct run *run, const char *folder, const char *name)
{
	struct stat st;
	struct passwd *user;

	errno = 0;
	user = name != NULL ? getpwnam(name) : stat(folder, &st) == 0 ? getpwuid(st.st_uid) : NULL;
	if (name != NULL && user == NULL)
		return fail(&run->fault, HALT, "there is no user %s; make it with adduser --system --group %s",
		    name, name);
	if (user == NULL || geteuid() == user->pw_uid)
		return DONE;
	if (geteuid() != 0)
		return fail(&run->fault, HALT, "%s belongs to the user %s; run iken-init as that user or as root",
		    folder, user->pw_name);
	if (name != NULL && !run->dry_run && chown(folder, user->pw_uid, user->pw_gid) != 0)
		return fail(&run->fault, HALT, "chown %s: %s", folder, strerror(errno));
	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 ||
	    setuid(user->pw_uid) != 0)
		return fail(&run->fault, HALT, "become %s: %s", user->pw_name, strerror(errno));
	return DONE;
}

/* ---- several users ----------------------------------------------------------------------------------------------- */

/* What is under way as the user of before would go on making files of that one. */
static enum verdict
need_quiet(struct run *run, const struct settings *s)
{
	for (const struct program *p = programs; p->name != NULL; p++) {
		struct working working;
		char *program = must(talloc_asprintf(run->ctx, "iken-%s", p->name));

		if (lastrun_working(s->folder, program, &working) && working.alive)
			return fail(&run->fault, LATER, "%s is at work, process %lld: run iken-init again when it has ended", program,
			    (long long)working.process);
	}
	return DONE;
}

static void
say_share(void *with, const char *path, const char *words)
{
	const struct run *run = with;

	if (run->dry_run || run->verbose)
		printf("%s %s: it %s\n", run->dry_run ? "would set" : "set", path, words);
}

static enum verdict
share(struct run *run, const struct settings *s)
{
	struct fault none;

	/* A trial run cannot say who would own what before the users are there. */
	if (run->dry_run && (users_find(s, &(struct user_ids){ .group = 0 }, &none) != DONE || access(s->folder, F_OK) != 0))
		return DONE;
	return shares_go_through(s, run->dry_run ? SHARES_LOOK : SHARES_SET, say_share, run, &run->fault);
}

static enum verdict
begin_sharing(struct run *run, const struct settings *s)
{
	enum verdict v;

	if (!users_are_set(s))
		return DONE;
	if (geteuid() != 0)
		return fail(&run->fault, HALT, "[users] gives the programs users of their own: run iken-init as root");
	if (options[OPTION_USER].value != NULL)
		return fail(&run->fault, HALT, "[users] says who the data belongs to: leave --user away");
	v = shares_of_passwords(s, &run->fault);
	if (v == DONE)
		v = shares_of_page(s, &run->fault);
	if (v == DONE)
		v = need_quiet(run, s);
	return v == DONE ? accounts_make(s, run->dry_run, &run->fault) : v;
}

static enum verdict
make_folders(struct run *run, const struct settings *settings)
{
	struct folder folders[FOLDER_COUNT];
	enum verdict verdict = make_way(run->ctx, settings->folder, &run->fault);

	folders_list(run->ctx, settings, folders);
	for (size_t i = 0; i < FOLDER_COUNT && verdict == DONE; i++) {
		if (!users_are_set(settings) || access(folders[i].path, F_OK) != 0)
			verdict = make_folder(run, &folders[i]);
		if (i == 0 && verdict == DONE && !users_are_set(settings))
			verdict = become_owner(run, settings->folder, options[OPTION_USER].value);
	}
	return verdict;
}

static enum verdict
make_register(struct run *run)
{
	char *path = program_path(run->ctx, "register"), init[] = "--init", flag[] = "-c", name[] = "iken-register";
	char *argv[] = { name, flag, must(talloc_strdup(run->ctx, run->settings_file)), init, NULL };
	enum verdict verdict;
	int status = 0;

	if (path == NULL)
		return fail(&run->fault, HALT, "iken-register is neither beside iken-init nor in " IKEN_BINDIR
		    "; the keys and the register were not made");
	if (run->dry_run) {
		printf("would make the keys and the register where they are missing\n");
		return DONE;
	}
	/* What it prints comes after what was printed here. */
	fflush(stdout);
	verdict = program_run(path, argv, 0, NULL, &status, &run->fault);
	if (verdict != DONE || status == 0)
		return verdict;
	return run->fault.text[0] != 0 ? HALT : fail(&run->fault, status == 75 ? LATER : HALT,
	    "iken-register --init ended with %d; the keys and the register may be missing or old%s", status,
	    status == 75 ? ": run iken-init again" : "");
}

static enum verdict
init(struct run *run)
{
	struct settings *settings = NULL;
	enum verdict verdict = need_settings_file(run);

	if (verdict == DONE)
		verdict = read_settings(run, &settings);
	if (verdict != DONE || run->check)
		return verdict;
	verdict = begin_sharing(run, settings);
	if (verdict == DONE)
		verdict = make_folders(run, settings);
	if (verdict == DONE)
		verdict = make_register(run);
	return verdict == DONE && users_are_set(settings) ? share(run, settings) : verdict;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-init", .lock = RUN_UNLOCKED, .options = options, .no_settings = true,
		.purpose = "Makes the settings file, the data folder, the keys and the register where they are missing." };

	run_begin(&run, argc, argv);
	run.verdict = init(&run);
	return run_end(&run);
}
