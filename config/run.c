/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run - how every program begins and ends. */
#include "config/run.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/lastrun.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/offline.h"
#include "config/programs.h"
#include "config/standing.h"
#include "config/text.h"
#include "config/users.h"

#define DEFAULT_SETTINGS "/etc/iken/iken.conf"

enum { OPTION_CHECK = 256, OPTION_HELP, OPTION_VERSION, OPTION_OWN };

static volatile sig_atomic_t asked_to_stop;

static void
note_signal(int number)
{
	(void)number;
	asked_to_stop = 1;
}

/* A read or write under way is left to end by itself; a second signal ends the process, which
 * every program survives without harm. */
static void
set_signals(void)
{
	struct sigaction stop = { .sa_handler = note_signal, .sa_flags = SA_RESTART | SA_RESETHAND };
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
}

/* A file that we open must never get the number of a standard stream. */
static void
fill_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

static void
set_surroundings(struct run *run)
{
	struct rlimit none = { 0, 0 };

	fill_standard_streams();
	set_signals();
	umask(077);
	/* A core file would be a resident's letter in the clear. */
	setrlimit(RLIMIT_CORE, &none);
	if (setenv("TZ", "UTC", 1) == 0)
		tzset();
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
		log_line(LOG_ERROR, "the locale C.UTF-8 is missing; install the package libc-bin");
		exit(EX_CONFIG);
	}
	run->ctx = must(talloc_new(NULL));
	run->began = clock_now();
	run->lock_fd = -1;
}

static void
print_usage(const struct run *run, FILE *to)
{
	fprintf(to, "usage: %s [-nv] [-c FILE] [OPTION ...]%s%s\n", run->program,
	    *run->synopsis != 0 ? " " : "", run->synopsis);
}

static void
print_option(const char *name, const char *argument, const char *help)
{
	char *left = must(talloc_asprintf(NULL, "%s%s%s", name, argument != NULL ? " " : "",
	    argument != NULL ? argument : ""));

	printf("  %-24s %s\n", left, help);
	talloc_free(left);
}

static void
print_help(const struct run *run)
{
	print_usage(run, stdout);
	if (run->purpose != NULL)
		printf("%s\n", run->purpose);
	putchar('\n');
	for (const struct run_option *o = run->options; o != NULL && o->name != NULL; o++) {
		char *name = o->letter != 0 ? must(talloc_asprintf(run->ctx, "-%c, --%s", o->letter, o->name)) :
		    must(talloc_asprintf(run->ctx, "--%s", o->name));

		print_option(name, o->argument, o->help);
	}
	print_option("-c, --config", "FILE", "settings; else $IKEN_CONF, else " DEFAULT_SETTINGS);
	print_option("-n, --dry-run", NULL, "say what would be done and do nothing");
	print_option("-v, --verbose", NULL, "say on standard error what is done");
	print_option("--check", NULL, "say whether this program could do its work, and end");
	print_option("--help", NULL, "show this");
	print_option("--version", NULL, "show the version");
}

static _Noreturn void
end_early(struct run *run, int status)
{
	if (fflush(stdout) != 0)
		status = EX_IOERR;
	log_end();
	talloc_free(run->ctx);
	exit(status);
}

static _Noreturn void
end_usage(struct run *run, const char *what, const char *which)
{
	fprintf(stderr, "%s: %s%s\n", run->program, what, which);
	print_usage(run, stderr);
	fprintf(stderr, "%s --help says more.\n", run->program);
	end_early(run, EX_USAGE);
}

static size_t
own_option_count(const struct run *run)
{
	size_t n = 0;

	while (run->options != NULL && run->options[n].name != NULL)
		n++;
	return n;
}

/* The common options, then the program's own, as getopt_long() wants them. */
static struct option *
option_table(const struct run *run)
{
	static const struct option common[] = {
		{ "config", required_argument, NULL, 'c' }, { "dry-run", no_argument, NULL, 'n' },
		{ "verbose", no_argument, NULL, 'v' }, { "check", no_argument, NULL, OPTION_CHECK },
		{ "help", no_argument, NULL, OPTION_HELP },
		{ "version", no_argument, NULL, OPTION_VERSION },
	};
	size_t n = sizeof common / sizeof common[0], own = own_option_count(run);
	struct option *table = memory_new(run->ctx, (n + own + 1) * sizeof *table);

	memcpy(table, common, sizeof common);
	for (size_t i = 0; i < own; i++) {
		table[n + i].name = run->options[i].name;
		table[n + i].has_arg = run->options[i].argument != NULL ? required_argument : no_argument;
		table[n + i].val = OPTION_OWN + (int)i;
	}
	return table;
}

/* The short ones; the program's own stand for their long names. */
static char *
option_letters(const struct run *run)
{
	char *letters = must(talloc_strdup(run->ctx, ":c:nv"));

	for (const struct run_option *o = run->options; o != NULL && o->name != NULL; o++)
		if (o->letter != 0)
			letters = must(talloc_asprintf_append(letters, "%c%s", o->letter, o->argument != NULL ? ":" : ""));
	return letters;
}

/* The program's own option that getopt_long() found. */
static struct run_option *
own_option(const struct run *run, int option)
{
	for (struct run_option *o = run->options; o != NULL && o->name != NULL; o++)
		if (o->letter != 0 && o->letter == option)
			return o;
	return &run->options[option - OPTION_OWN];
}

static const char *
unknown_option(const struct run *run, char **argv)
{
	if (optopt > 0 && optopt < OPTION_CHECK)
		return must(talloc_asprintf(run->ctx, "-%c", optopt));
	return argv[optind - 1];
}

static void
take_option(struct run *run, int option, char **argv)
{
	switch (option) {
	case 'c':
		run->settings_file = optarg;
		break;
	case 'n':
		run->dry_run = true;
		break;
	case 'v':
		run->verbose = true;
		break;
	case OPTION_CHECK:
		run->check = true;
		break;
	case OPTION_HELP:
		print_help(run);
		end_early(run, EX_OK);
	case OPTION_VERSION:
		printf("%s %s (ikenbako)\n", run->program, IKEN_VERSION);
		end_early(run, EX_OK);
	case ':':
		end_usage(run, "an argument is missing after ", argv[optind - 1]);
	case '?':
		end_usage(run, "there is no option ", unknown_option(run, argv));
	default:
		own_option(run, option)->value = optarg != NULL ? optarg : "";
	}
}

static void
read_arguments(struct run *run, int argc, char **argv)
{
	const char *named = getenv("IKEN_CONF");
	struct option *table = option_table(run);
	const char *letters = option_letters(run);
	int option;

	run->settings_file = named != NULL && *named != 0 ? named : DEFAULT_SETTINGS;
	opterr = 0;
	optind = 0;
	while ((option = getopt_long(argc, argv, letters, table, NULL)) != -1)
		take_option(run, option, argv);
	run->arguments = argv + optind;
	run->argument_count = argc - optind;
	if (run->argument_count < run->min_arguments && !run->check)
		end_usage(run, "too few arguments", "");
	if (run->max_arguments >= 0 && run->argument_count > run->max_arguments)
		end_usage(run, "one argument too many: ", run->arguments[run->max_arguments]);
}

static void
read_settings(struct run *run)
{
	struct buffer errors = buffer_init(run->ctx);
	struct settings *settings;
	struct fault f = { "" };
	enum verdict verdict;

	verdict = settings_read(run->ctx, run->settings_file, &settings, &errors, &f);
	if (verdict != DONE) {
		fputs(errors.len != 0 ? buffer_text(&errors) : f.text, stderr);
		if (errors.len == 0)
			fputc('\n', stderr);
		end_early(run, verdict_exit(verdict));
	}
	run->settings = settings;
	if (settings->trial.now != 0) {
		clock_rehearse(settings->trial.now);
		run->began = clock_now();
	}
}

static void
say_busy(const struct run *run)
{
	char holder[32];
	ssize_t n = pread(run->lock_fd, holder, sizeof holder - 1, 0);

	holder[n > 0 ? n : 0] = 0;
	holder[strcspn(holder, "\n")] = 0;
	fprintf(stderr, "%s: another run is at work%s%s; nothing done\n", run->program,
	    *holder != 0 ? ", process " : "", holder);
}

/* Number of the process and begin are for people to read, and for lastrun_working(); the lock alone decides. */
static void
sign_lock(const struct run *run)
{
	if (ftruncate(run->lock_fd, 0) == 0)
		dprintf(run->lock_fd, "%ld\n%lld\n", (long)getpid(), (long long)run->began);
}

static void
take_lock(struct run *run)
{
	const char *folder = run->settings->folder;
	char *path = must(talloc_asprintf(run->ctx, "%s/lock/%s", folder,
	    run->lock_name != NULL ? run->lock_name : run->program));
	int error;

	run->lock_fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);
	if (run->lock_fd >= 0 && flock(run->lock_fd, LOCK_EX | LOCK_NB) == 0) {
		sign_lock(run);
		return;
	}
	error = errno;
	if (run->lock_fd >= 0 && error == EWOULDBLOCK) {
		say_busy(run);
		if (run->busy != NULL)
			run->busy(run);
		end_early(run, run->insists != NULL && run->insists->value != NULL ? EX_TEMPFAIL : EX_OK);
	}
	if (error == ENOENT || error == ENOTDIR)
		log_line(LOG_ERROR, "%s/lock does not exist; run iken-init", folder);
	else
		log_line(LOG_ERROR, "lock %s: %s", path, strerror(error));
	end_early(run, error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE ||
	    error == EINTR || error == EIO || error == EROFS ? EX_TEMPFAIL : EX_CONFIG);
}

static bool
is_unlocked(const struct run *run)
{
	for (const struct run_option *o = run->options; o != NULL && o->name != NULL; o++)
		if (o->unlocked && o->value != NULL)
			return true;
	return false;
}

static bool
stays_root(const struct run *run)
{
	for (const struct run_option *o = run->options; o != NULL && o->name != NULL; o++)
		if (o->as_root && o->value != NULL && geteuid() == 0)
			return true;
	return false;
}

/* A command of the settings may be one that gains rights, as sendmail does. */
static bool
starts_commands(const struct settings *s)
{
	bool any = s->send.kind == SEND_SENDMAIL || *s->send.server.password_command != 0 || *s->send.server.token_command != 0;

	for (size_t i = 0; i < s->source_count && !any; i++)
		any = *s->sources[i].server.password_command != 0 || *s->sources[i].server.token_command != 0;
	return any;
}

/* The scanner's port is a socket to this machine, but which socket it is no filter sees. */
static bool
is_online(const struct run *run)
{
	const struct virus_settings *v = &run->settings->virus;

	return program_is_online(run->program) || (strcmp(run->program, "iken-register") == 0 &&
	    v->scanner == VIRUS_BY_CLAMD && v->port != 0);
}

void
run_give_up_rights(struct run *run)
{
	enum verdict v = stays_root(run) ? DONE : users_enter(run->settings, run->program, &run->fault);

	if (v == DONE && !is_online(run))
		v = offline_for_good(&run->fault);
	else if (v == DONE && users_are_set(run->settings) && program_user(run->program) > AS_STARTER &&
	    !starts_commands(run->settings))
		offline_keep_rights();
	if (v == DONE)
		return;
	log_line(LOG_ERROR, "%s", run->fault.text);
	end_early(run, verdict_exit(v));
}

static void
enter_folder(struct run *run)
{
	struct stat st;

	if (stat(run->settings->folder, &st) != 0 || !S_ISDIR(st.st_mode)) {
		log_line(LOG_ERROR, "%s: [spool] folder %s does not exist; run iken-init",
		    run->settings->file, run->settings->folder);
		end_early(run, EX_CONFIG);
	}
	if (!run->may_stand_by && standing_refuses(run->settings->folder, &run->fault)) {
		log_line(LOG_ERROR, "%s", run->fault.text);
		end_early(run, EX_CONFIG);
	}
	if (run->check || run->dry_run)
		return;
	if (run->lock == RUN_LOCKED && !is_unlocked(run))
		take_lock(run);
	log_to_folder(run->settings->folder);
}

void
run_begin(struct run *run, int argc, char **argv)
{
	if (run->synopsis == NULL)
		run->synopsis = "";
	log_begin(run->program, false);
	set_surroundings(run);
	read_arguments(run, argc, argv);
	log_begin(run->program, run->verbose);
	if (run->no_settings)
		return;
	read_settings(run);
	run_give_up_rights(run);
	enter_folder(run);
}

bool
run_goes_on(const struct run *run)
{
	return !asked_to_stop && run->verdict != HALT;
}

void
run_tally(struct run *run, const char *id, enum verdict verdict, const struct fault *f)
{
	const char *reason = f != NULL && f->text[0] != 0 ? f->text : "no reason given";

	run->tally.seen++;
	switch (verdict) {
	case DONE:
		run->tally.done++;
		return;
	case NEVER:
		run->tally.never++;
		log_line(LOG_WARNING, "%s: set aside: %s", id, reason);
		return;
	case LATER:
		run->tally.later++;
		log_line(LOG_WARNING, "%s: left for the next run: %s", id, reason);
		return;
	case HALT:
		run->tally.later++;
		run->verdict = HALT;
		(void)fail(&run->fault, HALT, "%s: %s", id, reason);
		return;
	}
}

static int
exit_status(const struct run *run)
{
	if (run->verdict == DONE && run->tally.later > 0)
		return EX_TEMPFAIL;
	return verdict_exit(run->verdict);
}

static void
note_end(const struct run *run, int status)
{
	struct lastrun last = { .began = run->began, .ended = clock_now(), .exit_status = status,
		.verdict = run->verdict, .reason = run->verdict == DONE ? "" : run->fault.text,
		.tally = run->tally };
	struct fault f;

	if (lastrun_write(run->settings->folder, run->program, &last, &f) != DONE)
		log_line(LOG_WARNING, "%s", f.text);
}

int
run_end(struct run *run)
{
	int status;

	/* What was printed and did not arrive was not done. */
	if ((ferror(stdout) || fflush(stdout) != 0) && run->verdict == DONE)
		run->verdict = fail(&run->fault, LATER, "standard output: %s", strerror(errno));
	if (run->verdict != DONE && run->fault.text[0] != 0)
		log_line(LOG_ERROR, "%s", run->fault.text);
	status = exit_status(run);
	if (run->lock_fd >= 0) {
		note_end(run, status);
		/* The file stays: removing it would let two runs lock two files of one name. */
		if (ftruncate(run->lock_fd, 0) == 0)
			(void)flock(run->lock_fd, LOCK_UN);
		close(run->lock_fd);
	}
	log_end();
	talloc_free(run->ctx);
	run->ctx = NULL;
	return status;
}
