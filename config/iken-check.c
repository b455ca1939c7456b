/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-check - says whether everything is set up right, one line for each check */
#include <stdio.h>
#include <sysexits.h>

#include "config/check.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/run.h"
#include "config/users.h"

enum { OPTION_SETTINGS, OPTION_EXPLAIN };

#define CHECK_SECONDS 120

static struct run_option options[] = {
	[OPTION_SETTINGS] = { .name = "settings", .help = "show the settings that are in force, and end" },
	[OPTION_EXPLAIN] = { .name = "explain", .help = "show every setting there is, and end" },
	{ .name = NULL }
};

/* Each line of what a program printed, as it stands. */
static void
pass_output(const struct buffer *out)
{
	const char *line = buffer_text(out);

	while (*line != 0) {
		size_t n = strcspn(line, "\n");

		printf("    %.*s\n", (int)n, line);
		line += line[n] != 0 ? n + 1 : n;
	}
}

static void
check_program(struct run *run, struct checks *checks, const struct program *program)
{
	char *path = program_path(run->ctx, program->name), flag[] = "-c", check[] = "--check";
	char *name = must(talloc_asprintf(run->ctx, "iken-%s", program->name));
	char *argv[] = { name, flag, must(talloc_strdup(run->ctx, run->settings_file)), check, NULL };
	struct buffer out = buffer_init(run->ctx);
	struct fault f;
	int status = 0;

	if (path == NULL || program->check != CHECK_KNOWN)
		return;
	if (program_run(path, argv, CHECK_SECONDS, &out, &status, &f) != DONE ||
	    f.text[0] != 0)
		check_failed(checks, EX_CONFIG, name, "%s", f.text);
	else if (status != 0)
		check_failed(checks, status, name, "its own check ended with %d; see below", status);
	else
		check_ok(checks, name, "could do its work");
	pass_output(&out);
}

static void
check_programs(struct run *run, struct checks *checks)
{
	static const char *const needed[] = { "fetch", "register", "route", "send" };

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (program_path(run->ctx, needed[i]) == NULL)
			check_failed(checks, EX_CONFIG, must(talloc_asprintf(run->ctx, "iken-%s", needed[i])),
			    "is neither beside iken-check nor in " IKEN_BINDIR "; install it");
	for (const struct program *p = programs; p->name != NULL; p++)
		check_program(run, checks, p);
}

static void
show_settings_errors(struct checks *checks, const struct buffer *errors)
{
	const char *line = buffer_text(errors);

	while (*line != 0) {
		size_t n = strcspn(line, "\n");

		check_failed(checks, EX_CONFIG, "settings", "%.*s", (int)n, line);
		line += line[n] != 0 ? n + 1 : n;
	}
}

static int
check_all(struct run *run)
{
	struct checks checks = { .status = EX_OK };
	struct buffer errors = buffer_init(run->ctx);
	struct settings *settings;
	struct fault f;

	check_ok(&checks, "locale", "C.UTF-8 is there");
	check_clock(&checks);
	if (settings_read(run->ctx, run->settings_file, &settings, &errors, &f) != DONE) {
		show_settings_errors(&checks, &errors);
		return checks.status;
	}
	check_ok(&checks, "settings", "%s", run->settings_file);
	check_settings_owner(&checks, run->settings_file);
	if (settings->trial.now != 0)
		check_warning(&checks, "trial", "now is set: this is a rehearsal; remove it before the programs go to work");
	if (settings->virus.scanner == VIRUS_BY_NONE)
		check_warning(&checks, "virus", "NOTHING THAT COMES IN IS SCANNED FOR VIRUSES, as [virus] scanner = none says; "
		    "install clamav-daemon and write scanner = clamd");
	else if (settings->virus.patterns_age == 0)
		check_warning(&checks, "virus", "the scanner's patterns may be of any age; write [virus] patterns_age = 3 days");
	check_named_files(&checks, run->ctx, settings);
	if (!users_are_set(settings))
		check_user(&checks);
	if (check_folders(&checks, run->ctx, settings)) {
		check_disk(&checks, settings->folder);
		check_file_clock(&checks, run->ctx, settings->folder);
		check_programs(run, &checks);
	}
	return checks.status;
}

static int
show_settings(struct run *run)
{
	struct buffer out = buffer_init(run->ctx), errors = buffer_init(run->ctx);
	struct settings *settings;
	struct fault f;

	if (options[OPTION_EXPLAIN].value != NULL)
		settings_explain(&out);
	else if (settings_read(run->ctx, run->settings_file, &settings, &errors, &f) == DONE)
		settings_print(settings, &out);
	else {
		fputs(buffer_text(&errors), stderr);
		return EX_CONFIG;
	}
	fputs(buffer_text(&out), stdout);
	return EX_OK;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-check", .lock = RUN_UNLOCKED, .options = options, .no_settings = true,
		.purpose = "Says whether everything is set up right: \"ok|warning|FAIL WHAT: why; what to do\"." };
	int status, ended;

	run_begin(&run, argc, argv);
	setvbuf(stdout, NULL, _IOLBF, 0);
	status = options[OPTION_SETTINGS].value != NULL || options[OPTION_EXPLAIN].value != NULL ?
	    show_settings(&run) : check_all(&run);
	ended = run_end(&run);
	return status != EX_OK ? status : ended;
}
