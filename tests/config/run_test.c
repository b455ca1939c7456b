/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_test - how programs begin and end: options, lock, signals, statuses, what is remembered. */
#include "config/run.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <wchar.h>

#include "config/bytes.h"
#include "config/lastrun.h"
#include "config/log.h"
#include "config/text.h"
#include "tests/config/sandbox.h"

#undef fail

/* What the program does between run_begin() and run_end(). */
typedef void work(struct run *run);

static int
setup(void **state)
{
	static const char *const folders[] = { "data", "data/lock", "data/state", "data/log" };
	struct sandbox *box;
	struct buffer text;

	sandbox_setup(state);
	box = *state;
	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		assert_int_equal(mkdir(talloc_asprintf(box, "%s/%s", box->folder, folders[i]), 0700), 0);
	text = buffer_init(box);
	buffer_printf(&text, "%s[spool]\nfolder = %s/data\n[department desk]\nname = 課\n"
	    "addresses = d@city.example.jp\n", HEAD, box->folder);
	sandbox_write(box->file, text.data, text.len);
	assert_int_equal(setenv("IKEN_CONF", box->file, 1), 0);
	assert_int_equal(setenv("IKEN_NOW", "1795410300", 1), 0);
	return 0;
}

static void
redirect(struct sandbox *box, const char *name, int to)
{
	int fd = open(talloc_asprintf(box, "%s/%s", box->folder, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd < 0 || dup2(fd, to) < 0)
		_exit(99);
	close(fd);
}

static _Noreturn void
be_program(struct sandbox *box, work *todo, int argc, char **argv)
{
	struct run_option options[] = { { .name = "at-least", .argument = "N", .help = "how many" },
		{ .name = "all", .help = "all" }, { .name = NULL } };
	struct run run = { .program = "iken-test", .purpose = "Tests.", .synopsis = "[WORD ...]",
		.max_arguments = 2, .options = options };

	redirect(box, "out", STDOUT_FILENO);
	redirect(box, "err", STDERR_FILENO);
	run_begin(&run, argc, argv);
	todo(&run);
	exit(run_end(&run));
}

static pid_t
start(struct sandbox *box, work *todo, const char *a, const char *b, const char *c)
{
	char *argv[] = { must(talloc_strdup(box, "iken-test")), must(talloc_strdup(box, a != NULL ? a : "")),
		must(talloc_strdup(box, b != NULL ? b : "")), must(talloc_strdup(box, c != NULL ? c : "")), NULL };
	int argc = 1 + (a != NULL) + (b != NULL) + (c != NULL);
	pid_t pid;

	argv[argc] = NULL;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		be_program(box, todo, argc, argv);
	return pid;
}

static int
finish(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#define ran(box, todo, ...) ran_with(box, todo, (const char *[4]){ __VA_ARGS__ })

static int
ran_with(struct sandbox *box, work *todo, const char **words)
{
	return finish(start(box, todo, words[0], words[1], words[2]));
}

static const char *
content(struct sandbox *box, const char *name)
{
	return sandbox_read(box, talloc_asprintf(box, "%s/%s", box->folder, name));
}

static void
nothing(struct run *run)
{
	(void)run;
}

static void
show(struct run *run)
{
	char letter[5];
	struct stat st;
	mode_t mask = umask(0);

	printf("%s|%s|%s|%d|%s|%d%d%d|%o|%s|%s", run->settings->office.name, run->options[0].value,
	    run->options[1].value, run->argument_count, run->argument_count > 0 ? run->arguments[0] : "",
	    run->dry_run, run->verbose, run->check, mask, setlocale(LC_CTYPE, NULL), getenv("TZ"));
	snprintf(letter, sizeof letter, "%lc", (wint_t)0x9053);
	printf("|%s|%d", letter, fstat(STDIN_FILENO, &st));
}

static void
options_and_surroundings(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(ran(box, show, NULL), 0);
	assert_string_equal(content(box, "out"), "見本区役所|(null)|(null)|0||000|77|C.UTF-8|UTC|道|0");
	assert_string_equal(content(box, "err"), "");
	assert_int_equal(ran(box, show, "word", "--at-least=3", "-nv"), 0);
	assert_string_equal(content(box, "out"), "見本区役所|3|(null)|1|word|110|77|C.UTF-8|UTC|道|0");
	assert_int_equal(ran(box, show, "--all", "--", "-x"), 0);
	assert_string_equal(content(box, "out"), "見本区役所|(null)||1|-x|000|77|C.UTF-8|UTC|道|0");
}

static void
help_and_version_need_no_settings(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(unlink(box->file), 0);
	assert_int_equal(ran(box, nothing, "--help"), 0);
	assert_true(text_starts(content(box, "out"),
	    "usage: iken-test [-nv] [-c FILE] [OPTION ...] [WORD ...]\nTests.\n"));
	assert_non_null(strstr(content(box, "out"), "--at-least N"));
	assert_int_equal(ran(box, nothing, "--version"), 0);
	assert_string_equal(content(box, "out"), "iken-test " IKEN_VERSION " (ikenbako)\n");
	assert_string_equal(content(box, "err"), "");
}

static void
wrong_usage_ends_with_64(void **state)
{
	static const char *const rows[][4] = {
		{ "--nonsense", NULL, NULL, "iken-test: there is no option --nonsense\nusage: " },
		{ "-xn", NULL, NULL, "iken-test: there is no option -x\nusage: " },
		{ "--at-least", NULL, NULL, "iken-test: an argument is missing after --at-least\nusage: " },
		{ "-c", NULL, NULL, "iken-test: an argument is missing after -c\nusage: " },
		{ "a", "b", "c", "iken-test: one argument too many: c\nusage: " },
	};
	struct sandbox *box = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(finish(start(box, nothing, rows[i][0], rows[i][1], rows[i][2])), 64);
		assert_true(text_starts(content(box, "err"), rows[i][3]));
		assert_string_equal(content(box, "out"), "");
	}
}

static void
wrong_settings_end_with_78(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(ran(box, nothing, "-c", "/nonexistent"), 78);
	assert_string_equal(content(box, "err"),
	    "/nonexistent does not exist; run iken-init, or name the file with -c\n");
	assert_int_equal(rename(talloc_asprintf(box, "%s/data", box->folder),
	    talloc_asprintf(box, "%s/else", box->folder)), 0);
	assert_int_equal(ran(box, nothing, NULL), 78);
	assert_non_null(strstr(content(box, "err"), "/data does not exist; run iken-init\n"));
	assert_int_equal(ran(box, nothing, "--check"), 78);
	assert_int_equal(mkdir(talloc_asprintf(box, "%s/data", box->folder), 0700), 0);
	assert_int_equal(ran(box, nothing, NULL), 78);
	assert_non_null(strstr(content(box, "err"), "/data/lock does not exist; run iken-init\n"));
	sandbox_write(box->file, "x\ny\n", 4);
	assert_int_equal(ran(box, nothing, NULL), 78);
	assert_non_null(strstr(content(box, "err"), "iken.conf:2: there is no = after \"y\""));
}

static void
wait_for_signal(struct run *run)
{
	putchar('w');
	fflush(stdout);
	for (int i = 0; run_goes_on(run) && i < 1000; i++)
		usleep(10000);
	run_tally(run, "00af", run_goes_on(run) ? NEVER : DONE, NULL);
}

static void
wait_until_at_work(struct sandbox *box)
{
	for (int i = 0; i < 1000 && *content(box, "out") == 0; i++)
		usleep(10000);
}

static void
a_second_run_says_so_and_ends(void **state)
{
	struct sandbox *box = *state;
	pid_t first = start(box, wait_for_signal, NULL, NULL, NULL);

	wait_until_at_work(box);
	assert_int_equal(ran(box, nothing, NULL), 0);
	assert_string_equal(content(box, "err"), talloc_asprintf(box,
	    "iken-test: another run is at work, process %ld; nothing done\n", (long)first));
	assert_int_equal(ran(box, nothing, "--check"), 0);
	assert_string_equal(content(box, "err"), "");
	assert_int_equal(kill(first, SIGKILL), 0);
	assert_int_equal(finish(first), 1000 + SIGKILL);
	assert_int_equal(ran(box, nothing, NULL), 0);
	assert_string_equal(content(box, "err"), "");
	assert_string_equal(content(box, "data/lock/iken-test"), "");
}

static void
a_signal_ends_the_run_after_the_item(void **state)
{
	static const int signals[] = { SIGTERM, SIGINT };
	struct sandbox *box = *state;
	struct lastrun last;

	for (size_t i = 0; i < 2; i++) {
		pid_t pid = start(box, wait_for_signal, NULL, NULL, NULL);

		wait_until_at_work(box);
		assert_int_equal(kill(pid, signals[i]), 0);
		assert_int_equal(finish(pid), 0);
		assert_true(lastrun_read(box, talloc_asprintf(box, "%s/data", box->folder), "iken-test", &last));
		assert_int_equal(last.tally.done, 1);
		assert_int_equal(unlink(talloc_asprintf(box, "%s/out", box->folder)), 0);
	}
}

static void
four_items(struct run *run)
{
	struct fault f;

	run_tally(run, "a1", DONE, NULL);
	(void)fail(&f, LATER, "mail.example.jp: connection refused");
	run_tally(run, "a2", LATER, &f);
	(void)fail(&f, NEVER, "deeper than 30 parts");
	run_tally(run, "a3", NEVER, &f);
	assert_true(run_goes_on(run));
	if (run->options[1].value == NULL)
		return;
	(void)fail(&f, HALT, "the register is damaged");
	run_tally(run, "a4", HALT, &f);
	assert_false(run_goes_on(run));
}

static void
items_are_counted_and_remembered(void **state)
{
	struct sandbox *box = *state;
	char *data = must(talloc_asprintf(box, "%s/data", box->folder));
	struct lastrun last;

	assert_int_equal(ran(box, nothing, NULL), 0);
	assert_int_equal(setenv("IKEN_NOW", "1795410400", 1), 0);
	assert_int_equal(ran(box, four_items, NULL), 75);
	assert_string_equal(content(box, "err"),
	    "iken-test: warning: a2: left for the next run: mail.example.jp: connection refused\n"
	    "iken-test: warning: a3: set aside: deeper than 30 parts\n");
	assert_true(lastrun_read(box, data, "iken-test", &last));
	assert_int_equal(last.exit_status, 75);
	assert_int_equal(last.verdict, DONE);
	assert_int_equal(last.tally.seen, 3);
	assert_int_equal(last.tally.done + last.tally.later + last.tally.never, 3);
	assert_int_equal(last.succeeded, 1795410300);
	assert_int_equal(last.ended, 1795410400);
	assert_int_equal(ran(box, four_items, "--all"), 78);
	assert_true(lastrun_read(box, data, "iken-test", &last));
	assert_int_equal(last.verdict, HALT);
	assert_string_equal(last.reason, "a4: the register is damaged");
	assert_int_equal(last.tally.seen, 4);
	assert_int_equal(last.succeeded, 1795410300);
	assert_non_null(strstr(content(box, "data/log/iken-test.log"),
	    "2026-11-23T05:06:40Z iken-test error: a4: the register is damaged\n"));
}

static void
trial_runs_leave_no_trace(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(ran(box, four_items, "-n"), 75);
	assert_string_equal(content(box, "data/state/iken-test.run"), "");
	assert_int_equal(access(talloc_asprintf(box, "%s/data/lock/iken-test", box->folder), F_OK), -1);
	assert_int_equal(access(talloc_asprintf(box, "%s/data/log/iken-test.log", box->folder), F_OK), -1);
}

static void
fail_later(struct run *run)
{
	run->verdict = fail(&run->fault, LATER, "disk full");
}

static void
fail_halt(struct run *run)
{
	run->verdict = fail(&run->fault, HALT, "no key");
}

static void
print_to_full(struct run *run)
{
	(void)run;
	assert_non_null(freopen("/dev/full", "w", stdout));
	printf("a list");
}

static void
use_all_memory(struct run *run)
{
	(void)memory_new(run->ctx, (size_t)1 << 60);
}

static void
verdicts_become_statuses(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(ran(box, fail_later, NULL), 75);
	assert_string_equal(content(box, "err"), "iken-test: error: disk full\n");
	assert_int_equal(ran(box, fail_halt, NULL), 78);
	assert_int_equal(ran(box, print_to_full, NULL), 75);
	assert_string_equal(content(box, "err"), "iken-test: error: standard output: No space left on device\n");
	assert_int_equal(ran(box, use_all_memory, NULL), 75);
	assert_true(text_starts(content(box, "err"), "out of memory"));
}

static void
note_lines(struct run *run)
{
	(void)run;
	log_line(LOG_NOTE, "0a3f: registered as %s\n\x1b[31m", "2026-000123-7");
}

static void
log_lines_are_lines(void **state)
{
	struct sandbox *box = *state;
	char *log = must(talloc_asprintf(box, "%s/data/log/iken-test.log", box->folder));
	struct stat st;

	assert_int_equal(ran(box, note_lines, NULL), 0);
	assert_string_equal(content(box, "err"), "");
	assert_string_equal(sandbox_read(box, log),
	    "2026-11-23T05:05:00Z iken-test 0a3f: registered as 2026-000123-7  [31m\n");
	assert_int_equal(stat(log, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(ran(box, note_lines, "-v"), 0);
	assert_string_equal(content(box, "err"), "iken-test: 0a3f: registered as 2026-000123-7  [31m\n");
}

/* A log that cannot be written, be it a trap or a lack, never stops a program. */
static void
without_a_log_programs_run(void **state)
{
	struct sandbox *box = *state;
	char *log = must(talloc_asprintf(box, "%s/data/log/iken-test.log", box->folder));
	char *target = must(talloc_asprintf(box, "%s/precious", box->folder));

	sandbox_write(target, "x", 1);
	assert_int_equal(symlink(target, log), 0);
	assert_int_equal(ran(box, note_lines, "-v"), 0);
	assert_string_equal(sandbox_read(box, target), "x");
	assert_int_equal(unlink(log), 0);
	assert_int_equal(mkfifo(log, 0600), 0);
	assert_int_equal(ran(box, note_lines, "-v"), 0);
	assert_string_equal(content(box, "err"), "iken-test: 0a3f: registered as 2026-000123-7  [31m\n");
}

static void
damaged_records_do_no_harm(void **state)
{
	struct sandbox *box = *state;
	char *data = must(talloc_asprintf(box, "%s/data", box->folder));
	char *path = must(talloc_asprintf(box, "%s/state/iken-test.run", data));
	static const char text[] = "began: 5\nended: x\nexit: 999\nverdict: maybe\nseen: -1\nnew: 1\nreason: a";
	struct lastrun last;

	assert_false(lastrun_read(box, data, "iken-test", &last));
	sandbox_write(path, text, strlen(text));
	assert_true(lastrun_read(box, data, "iken-test", &last));
	assert_int_equal(last.began, 5);
	assert_int_equal(last.exit_status, 0);
	assert_int_equal(last.tally.seen, 0);
	assert_string_equal(last.reason, "");
	sandbox_write(path, "", 0);
	assert_false(lastrun_read(box, data, "iken-test", &last));
	assert_int_equal(ran(box, nothing, NULL), 0);
	assert_true(lastrun_read(box, data, "iken-test", &last));
}

int
main(void)
{
#define run_unit(function) cmocka_unit_test_setup_teardown(function, setup, sandbox_teardown)
	const struct CMUnitTest tests[] = {
		run_unit(options_and_surroundings),
		run_unit(help_and_version_need_no_settings),
		run_unit(wrong_usage_ends_with_64),
		run_unit(wrong_settings_end_with_78),
		run_unit(a_second_run_says_so_and_ends),
		run_unit(a_signal_ends_the_run_after_the_item),
		run_unit(items_are_counted_and_remembered),
		run_unit(trial_runs_leave_no_trace),
		run_unit(verdicts_become_statuses),
		run_unit(log_lines_are_lines),
		run_unit(without_a_log_programs_run),
		run_unit(damaged_records_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
