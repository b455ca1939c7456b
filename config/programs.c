/* SPDX-License-Identifier: GPL-3.0-or-later */
/* programs - which programs there are, where they lie, and how one starts another. */
#include "config/programs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "config/users.h"

#define OUTPUT_MAX 65536
#define PATH_ROOM 4096

extern char **environ;

const struct program programs[] = {
	{ "watch", PART_OF_ROUND, CHECK_NONE, "tells of programs that did not finish in their time" },
	{ "collect", PART_OF_ROUND, CHECK_KNOWN, "takes scans and faxes from the drop folders" },
	{ "fetch", PART_OF_ROUND, CHECK_KNOWN, "takes mails from the mailboxes" },
	{ "register", PART_OF_ROUND, CHECK_KNOWN, "finds out what each arrival is and registers it" },
	{ "index", PART_OF_ROUND, CHECK_KNOWN, "keeps the index that searching needs" },
	{ "route", PART_OF_ROUND, CHECK_KNOWN, "decides which department answers" },
	{ "remind", PART_OF_ROUND, CHECK_KNOWN, "reminds departments of what is overdue" },
	{ "print", PART_OF_ROUND, CHECK_KNOWN, "prints the letters that are due" },
	{ "send", PART_OF_ROUND, CHECK_KNOWN, "sends the mails that are due" },
	{ "status", PART_ALONE, CHECK_NONE, "says what is waiting, held or late, and how the last runs went" },
	{ "list", PART_ALONE, CHECK_NONE, "lists opinions" },
	{ "show", PART_ALONE, CHECK_NONE, "shows one opinion and its history" },
	{ "calendar", PART_ALONE, CHECK_KNOWN, "shows the open days, and loads the national holidays" },
	{ "turnover", PART_ALONE, CHECK_NONE, "shows what changes hands when departments end and begin" },
	{ "staff", PART_ALONE, CHECK_KNOWN, "shows the groups of clerks who give commands by mail, and their addresses" },
	{ "retry", PART_ALONE, CHECK_NONE, "puts back what was set aside" },
	{ "deliver", PART_ALONE, CHECK_NONE, "takes one mail from a mail server's pipe" },
	{ "post", PART_ALONE, CHECK_NONE, "takes opinions from a web form" },
	{ "read", PART_ALONE, CHECK_NONE, "the page where a resident reads an answer" },
	{ "stats", PART_ALONE, CHECK_NONE, "counts opinions by purpose, department and time" },
	{ "search", PART_ALONE, CHECK_NONE, "finds opinions by number, person or words" },
	{ "board", PART_ALONE, CHECK_NONE, "writes the desk's page: what is open, late, set aside" },
	{ "books", PART_ALONE, CHECK_NONE, "writes the registers of receipts, dispatches, media and erasures" },
	{ "import", PART_ALONE, CHECK_NONE, "takes over the opinions of an older system" },
	{ "rehearse", PART_ALONE, CHECK_NONE, "lives through a day on a copy, and says what differs" },
	{ "faq", PART_ALONE, CHECK_NONE, "makes questions and answers of answered opinions" },
	{ "export", PART_ALONE, CHECK_NONE, "writes opinions and answers to files" },
	{ "audit", PART_ALONE, CHECK_KNOWN, "reads the access log and says what is odd" },
	{ "keys", PART_ALONE, CHECK_KNOWN, "shows the keys, and renews them" },
	{ "erase", PART_ALONE, CHECK_NONE, "erases what is no longer needed, with a report" },
	{ "backup", PART_ALONE, CHECK_KNOWN, "writes an encrypted backup" },
	{ "restore", PART_ALONE, CHECK_NONE, "reads a backup back" },
	{ "init", PART_ALONE, CHECK_NONE, "makes the data folder, the keys and the register" },
	{ "scan", PART_ALONE, CHECK_NONE, "looks at scans for the others, which start it" },
	{ "check", PART_ALONE, CHECK_NONE, "says whether everything is set up right" },
	{ NULL, PART_ALONE, CHECK_NONE, NULL }
};

static const struct manner {
	const char *program;
	enum program_user user;
	bool online;
} manners[] = {
	{ "iken", AS_STARTER, true },
	{ "iken-collect", AS_INGEST, false },
	{ "iken-fetch", AS_INGEST, true },
	{ "iken-deliver", AS_INGEST, false },
	{ "iken-register", AS_PROCESS, false },
	{ "iken-route", AS_PROCESS, false },
	{ "iken-remind", AS_PROCESS, false },
	{ "iken-retry", AS_PROCESS, false },
	{ "iken-calendar", AS_PROCESS, false },
	{ "iken-turnover", AS_PROCESS, false },
	{ "iken-staff", AS_PROCESS, false },
	{ "iken-index", AS_PROCESS, false },
	{ "iken-import", AS_PROCESS, false },
	{ "iken-backup", AS_BACKUP, false },
	{ "iken-keys", AS_KEEPER, false },
	{ "iken-print", AS_REPLY, true },
	{ "iken-send", AS_REPLY, true },
	/* may start iken-send, where all are one user */
	{ "iken-watch", AS_REPORT, true },
	{ "iken-status", AS_REPORT, false },
	{ "iken-list", AS_REPORT, false },
	{ "iken-show", AS_REPORT, false },
	{ "iken-stats", AS_REPORT, false },
	{ "iken-search", AS_REPORT, false },
	{ "iken-board", AS_REPORT, false },
	{ "iken-books", AS_REPORT, false },
	{ "iken-faq", AS_REPORT, false },
	{ "iken-export", AS_REPORT, false },
	{ "iken-audit", AS_REPORT, false },
	{ "iken-erase", AS_REPORT, false },
};

static const struct manner *
manner_of(const char *program)
{
	static const struct manner free = { "", AS_ANYBODY, true };

	for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++)
		if (strcmp(manners[i].program, program) == 0)
			return &manners[i];
	return &free;
}

enum program_user
program_user(const char *program)
{
	return manner_of(program)->user;
}

bool
program_is_online(const char *program)
{
	return manner_of(program)->online;
}

const char *
programs_folder(void *ctx)
{
	char *path = memory_new(ctx, PATH_ROOM);
	ssize_t n = readlink("/proc/self/exe", path, PATH_ROOM - 1);
	char *slash = n > 0 ? strrchr(path, '/') : NULL;

	if (slash == NULL)
		return NULL;
	*slash = 0;
	return path;
}

static const char *other_folder;

void
programs_look_in(const char *folder)
{
	other_folder = folder;
}

static char *
path_in(void *ctx, const char *folder, const char *name)
{
	char *path = must(talloc_asprintf(ctx, "%s/iken-%s", folder, name));

	return access(path, X_OK) == 0 ? path : NULL;
}

char *
program_path(void *ctx, const char *name)
{
	const char *folder = programs_folder(ctx);
	char *path = NULL;

	for (const char *p = name; *p != 0; p++)
		if (!text_is_digit(*p) && *p != '-' && (*p < 'a' || *p > 'z'))
			return NULL;
	if (*name == 0)
		return NULL;
	if (folder != NULL)
		path = path_in(ctx, folder, name);
	if (path == NULL && other_folder != NULL)
		path = path_in(ctx, other_folder, name);
	return path != NULL ? path : path_in(ctx, IKEN_BINDIR, name);
}

/* Signals that came while a program ran: they are the child's to obey, and then ours. */
static volatile sig_atomic_t child, passed;

static void
pass_signal(int number)
{
	passed = 1;
	if (child > 0)
		(void)kill((pid_t)child, number);
}

static bool
start(const char *path, char *const argv[], int output, pid_t *pid_out)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int error;

	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	sigaddset(&defaults, SIGTERM);
	sigaddset(&defaults, SIGINT);
	error = posix_spawn_file_actions_init(&actions);
	if (error == 0)
		error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		posix_spawnattr_setsigdefault(&attributes, &defaults);
		posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
		if (output >= 0) {
			posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
			posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
		}
		error = posix_spawn(pid_out, path, &actions, &attributes, argv, environ);
		posix_spawnattr_destroy(&attributes);
		posix_spawn_file_actions_destroy(&actions);
	}
	errno = error;
	return error == 0;
}

static int64_t
milliseconds(void)
{
	struct timespec spec = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &spec);
	return (int64_t)spec.tv_sec * 1000 + spec.tv_nsec / 1000000;
}

/* Reads until the program closes its output; false when that took too long. */
static bool
keep_output(int fd, unsigned seconds, struct buffer *out)
{
	int64_t end = milliseconds() + (int64_t)seconds * 1000;
	size_t begin = out->len;
	char block[4096];

	for (;;) {
		int64_t left = seconds != 0 ? end - milliseconds() : 60000;
		struct pollfd wanted = { .fd = fd, .events = POLLIN };
		ssize_t n;

		if (left <= 0)
			return false;
		if (poll(&wanted, 1, (int)(left < 60000 ? left : 60000)) <= 0)
			continue;
		n = read(fd, block, sizeof block);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		if (out->len - begin + (size_t)n <= OUTPUT_MAX)
			buffer_add(out, block, (size_t)n);
	}
}

static enum verdict
wait_for_end(const char *path, pid_t pid, int *status_out, struct fault *f)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fail(f, LATER, "wait for %s: %s", path, strerror(errno));
	if (WIFEXITED(status)) {
		*status_out = WEXITSTATUS(status);
		return DONE;
	}
	*status_out = EX_SOFTWARE;
	(void)fail(f, LATER, "%s was ended by signal %d", path, WTERMSIG(status));
	return DONE;
}

enum verdict
program_run(const char *path, char *const argv[], unsigned seconds, struct buffer *out,
    int *status_out, struct fault *f)
{
	struct sigaction forward = { .sa_handler = pass_signal }, term, interrupt;
	int ends[2] = { -1, -1 };
	enum verdict verdict;
	pid_t pid;

	f->text[0] = 0;
	if (out != NULL && pipe2(ends, O_CLOEXEC) != 0)
		return fail(f, LATER, "pipe: %s", strerror(errno));
	/* What is started becomes a user of its own, and a signal can be passed on to it. */
	users_be_root(true);
	sigaction(SIGTERM, &forward, &term);
	sigaction(SIGINT, &forward, &interrupt);
	passed = 0;
	if (start(path, argv, ends[1], &pid)) {
		child = (sig_atomic_t)pid;
		if (ends[1] >= 0)
			close(ends[1]);
		if (out != NULL && !keep_output(ends[0], seconds, out))
			(void)kill(pid, SIGKILL);
		verdict = wait_for_end(path, pid, status_out, f);
		child = 0;
	} else {
		verdict = fail(f, LATER, "start %s: %s", path, strerror(errno));
		if (ends[1] >= 0)
			close(ends[1]);
	}
	if (ends[0] >= 0)
		close(ends[0]);
	users_be_root(false);
	sigaction(SIGTERM, &term, NULL);
	sigaction(SIGINT, &interrupt, NULL);
	if (passed)
		(void)raise(SIGTERM);
	return verdict;
}
