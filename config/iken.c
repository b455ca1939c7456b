/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken - the front of all programs: runs one of them, or a round of those that cron runs */
#include <errno.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/run.h"
#include "config/settings_file.h"
#include "config/users.h"

static void
print_programs(FILE *to)
{
	void *ctx = must(talloc_new(NULL));

	fprintf(to, "  %-12s %s\n", "run", "one round: takes in, registers, routes, sends; for cron");
	for (const struct program *p = programs; p->name != NULL; p++)
		if (program_path(ctx, p->name) != NULL)
			fprintf(to, "  %-12s %s\n", p->name, p->purpose);
	talloc_free(ctx);
}

static void
print_help(FILE *to)
{
	fprintf(to, "usage: iken [-c FILE] COMMAND [ARGUMENT ...]\n"
	    "Takes residents' opinions in, routes them, and sends the answers.\n\n");
	print_programs(to);
	fprintf(to, "\niken help COMMAND says more of one; -c names the settings file.\n");
}

/* Becomes iken-NAME with argv, whose argv[0] is NAME. */
static int
become(const char *name, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	char *path = program_path(ctx, name);
	const char *names[64] = { "run", "help" }, *nearest;
	size_t count = 2;

	if (path != NULL) {
		argv[0] = must(talloc_asprintf(ctx, "iken-%s", name));
		execv(path, argv);
		fprintf(stderr, "iken: %s: %s\n", path, strerror(errno));
		talloc_free(ctx);
		return EX_OSERR;
	}
	for (const struct program *p = programs; p->name != NULL && count < 64; p++)
		names[count++] = p->name;
	nearest = nearest_name(name, names, count);
	if (nearest != NULL && strcmp(nearest, name) == 0)
		fprintf(stderr, "iken: iken-%s is neither beside iken nor in " IKEN_BINDIR "; install it\n", name);
	else
		fprintf(stderr, "iken: there is no command \"%s\"; %s%s%s\n", name,
		    nearest != NULL ? "did you mean " : "iken help lists them",
		    nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
	talloc_free(ctx);
	return EX_USAGE;
}

/* How much an exit status matters: done, try again, anything else. */
static int
weight(int status)
{
	return status == EX_OK ? 0 : status == EX_TEMPFAIL ? 1 : 2;
}

static int
run_one(struct run *run, const char *path, const char *name)
{
	char *argv[6];
	int argc = 0, status = EX_TEMPFAIL;
	struct fault f;

	argv[argc++] = must(talloc_asprintf(run->ctx, "iken-%s", name));
	argv[argc++] = must(talloc_strdup(run->ctx, "-c"));
	argv[argc++] = must(talloc_strdup(run->ctx, run->settings_file));
	if (run->dry_run)
		argv[argc++] = must(talloc_strdup(run->ctx, "-n"));
	if (run->verbose)
		argv[argc++] = must(talloc_strdup(run->ctx, "-v"));
	argv[argc] = NULL;
	if (program_run(path, argv, 0, NULL, &status, &f) != DONE || f.text[0] != 0)
		log_line(LOG_ERROR, "%s", f.text);
	else
		log_line(LOG_NOTE, "iken-%s ended with %d", name, status);
	return status;
}

/* Every program of the round once, whatever became of the one before: a mailbox that cannot be
 * reached is no reason to keep an answer back. */
static int
run_round(struct run *run)
{
	int worst = EX_OK;

	for (const struct program *p = programs; p->name != NULL && run_goes_on(run); p++) {
		char *path = p->part == PART_OF_ROUND ? program_path(run->ctx, p->name) : NULL;
		int status = path != NULL ? run_one(run, path, p->name) : EX_OK;

		if (weight(status) > weight(worst))
			worst = status;
	}
	return worst;
}

/* Another round may be at work because one of its programs hangs. */
static void
watch(struct run *run)
{
	char *path = program_path(run->ctx, "watch");

	if (path == NULL || run->dry_run)
		return;
	(void)run_one(run, path, "watch");
	/* It starts iken-send itself where both are one user. */
	path = program_path(run->ctx, "send");
	if (path != NULL && users_are_set(run->settings))
		(void)run_one(run, path, "send");
}

static int
begin_round(int argc, char **argv)
{
	struct run run = { .program = "iken", .lock = RUN_LOCKED, .busy = watch,
		.purpose = "iken run: one round of the programs that cron runs, each once, in their order." };
	int worst, status;

	run_begin(&run, argc, argv);
	if (run.check) {
		fprintf(stderr, "iken: iken check says whether everything is set up right\n");
		(void)run_end(&run);
		return EX_USAGE;
	}
	worst = run_round(&run);
	run.verdict = worst == EX_OK ? DONE : worst == EX_TEMPFAIL ? LATER : HALT;
	status = run_end(&run);
	return status == EX_OK ? EX_OK : worst;
}

static int
show_help(int argc, char **argv)
{
	char help[] = "--help";
	char *words[] = { NULL, help, NULL };

	if (argc > 1)
		return strcmp(argv[1], "run") == 0 ? begin_round(2, words) : become(argv[1], words);
	print_help(stdout);
	return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
}

int
main(int argc, char **argv)
{
	if (argc > 2 && (strcmp(argv[1], "-c") == 0 || strcmp(argv[1], "--config") == 0)) {
		if (setenv("IKEN_CONF", argv[2], 1) != 0)
			return EX_OSERR;
		argc -= 2;
		argv += 2;
	}
	if (argc < 2 || (argv[1][0] == '-' && strcmp(argv[1], "--help") != 0 &&
	    strcmp(argv[1], "--version") != 0)) {
		print_help(stderr);
		return EX_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0) {
		printf("iken %s (ikenbako)\n", IKEN_VERSION);
		return fflush(stdout) == 0 ? EX_OK : EX_IOERR;
	}
	if (strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0)
		return show_help(argc - 1, argv + 1);
	if (strcmp(argv[1], "run") == 0)
		return begin_round(argc - 1, argv + 1);
	return become(argv[1], argv + 1);
}
