/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kill-at - runs a command and breaks one of the system calls by which it changes the world
 *
 * usage: kill-at --count COMMAND ...
 *	  kill-at -r REPORT --list COMMAND ...
 *	  kill-at [-r REPORT] MODE N COMMAND ...
 *
 * Counts, in one order over the command and all its children, the calls that create, write,
 * sync, rename, remove or send something. With --count the command runs undisturbed (its
 * output goes to standard error) and their number is printed; with --list REPORT receives the name of
 * each, one a line. Else MODE befalls the N-th:
 *
 *	kill-before	everything is killed just before it; kill-after: just after it
 *	kill-one	only the process that makes it is killed, before it
 *	EIO, ENOSPC, ... it fails with that error and does nothing
 *	from-ENOSPC, ... it and every later one fail
 *	short		it writes half of what it was given
 *
 * REPORT receives one line: "N NAME" of the call that was hit, or "none" when the command
 * made fewer. The status is the command's, 128 + signal when it died of one, 2 when this
 * program itself fails.
 *
 * A call is made to fail by spoiling its arguments and replacing its result: were its number
 * replaced, the command's own system call filter might kill it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>

#if defined(__x86_64__)
#define RESULT(regs) ((regs)->rax)
#define FIRST(regs) ((regs)->rdi)
#define SECOND(regs) ((regs)->rsi)
#define THIRD(regs) ((regs)->rdx)
#elif defined(__aarch64__)
#define RESULT(regs) ((regs)->regs[0])
#define FIRST(regs) ((regs)->regs[0])
#define SECOND(regs) ((regs)->regs[1])
#define THIRD(regs) ((regs)->regs[2])
#else
#error "the registers of this machine are not known here"
#endif

/* What makes a call do nothing: a bad descriptor, or a bad pointer to its path. */
enum spoil { BAD_FD, BAD_FIRST_PATH, BAD_SECOND_PATH };

struct call {
	uint64_t nr;
	const char *name;
	enum spoil spoil;
};

static const struct call calls[] = {
#ifdef SYS_open
	{ SYS_open, "open", BAD_FIRST_PATH },
	{ SYS_rename, "rename", BAD_FIRST_PATH },
	{ SYS_link, "link", BAD_FIRST_PATH },
	{ SYS_symlink, "symlink", BAD_FIRST_PATH },
	{ SYS_unlink, "unlink", BAD_FIRST_PATH },
	{ SYS_mkdir, "mkdir", BAD_FIRST_PATH },
	{ SYS_rmdir, "rmdir", BAD_FIRST_PATH },
	{ SYS_chmod, "chmod", BAD_FIRST_PATH },
#endif
	{ SYS_openat, "openat", BAD_SECOND_PATH },
#ifdef SYS_renameat
	{ SYS_renameat, "renameat", BAD_SECOND_PATH },
#endif
	{ SYS_renameat2, "renameat2", BAD_SECOND_PATH },
	{ SYS_linkat, "linkat", BAD_SECOND_PATH },
	{ SYS_symlinkat, "symlinkat", BAD_FIRST_PATH },
	{ SYS_unlinkat, "unlinkat", BAD_SECOND_PATH },
	{ SYS_mkdirat, "mkdirat", BAD_SECOND_PATH },
	{ SYS_fchmodat, "fchmodat", BAD_SECOND_PATH },
	{ SYS_fchmod, "fchmod", BAD_FD },
	{ SYS_write, "write", BAD_FD },
	{ SYS_pwrite64, "pwrite64", BAD_FD },
	{ SYS_writev, "writev", BAD_FD },
	{ SYS_pwritev, "pwritev", BAD_FD },
	{ SYS_ftruncate, "ftruncate", BAD_FD },
	{ SYS_truncate, "truncate", BAD_FIRST_PATH },
	{ SYS_fallocate, "fallocate", BAD_FD },
	{ SYS_copy_file_range, "copy_file_range", BAD_FD },
	{ SYS_sendfile, "sendfile", BAD_FD },
	{ SYS_fsync, "fsync", BAD_FD },
	{ SYS_fdatasync, "fdatasync", BAD_FD },
	{ SYS_connect, "connect", BAD_FD },
	{ SYS_sendto, "sendto", BAD_FD },
	{ SYS_sendmsg, "sendmsg", BAD_FD },
};

enum mode { COUNT, LIST, KILL_BEFORE, KILL_AFTER, KILL_ONE, FAIL_ONCE, FAIL_FROM, SHORT };

struct errno_name {
	const char *name;
	int number;
};

static const struct errno_name errors[] = {
	{ "EIO", EIO }, { "ENOSPC", ENOSPC }, { "EINTR", EINTR }, { "EAGAIN", EAGAIN },
	{ "EACCES", EACCES }, { "EDQUOT", EDQUOT }, { "EROFS", EROFS }, { "EMFILE", EMFILE },
	{ "ENFILE", ENFILE }, { "EPIPE", EPIPE }, { "ECONNRESET", ECONNRESET },
	{ "ETIMEDOUT", ETIMEDOUT }, { "ENOMEM", ENOMEM },
};

#define TASKS_MAX 512

struct task {
	pid_t pid;
	bool failing;			/* the call it is in gets our result */
	bool killing;			/* everything dies when the call it is in ends */
};

struct driver {
	enum mode mode;
	int error;
	uint64_t wanted;
	uint64_t count;
	const char *hit;		/* name of the call that was hit */
	uint64_t hit_number;
	FILE *list;
	struct task tasks[TASKS_MAX];
	size_t task_count;
};

static void
die(const char *what)
{
	fprintf(stderr, "kill-at: %s: %s\n", what, strerror(errno));
	exit(2);
}

static void
usage(void)
{
	fputs("usage: kill-at --count COMMAND ...\n"
	      "       kill-at -r REPORT --list COMMAND ...\n"
	      "       kill-at [-r REPORT] MODE N COMMAND ...\n", stderr);
	exit(2);
}

static struct task *
task_of(struct driver *d, pid_t pid, bool *is_new)
{
	*is_new = false;
	for (size_t i = 0; i < d->task_count; i++)
		if (d->tasks[i].pid == pid)
			return &d->tasks[i];
	if (d->task_count == TASKS_MAX) {
		errno = EAGAIN;
		die("too many processes");
	}
	*is_new = true;
	d->tasks[d->task_count] = (struct task){ .pid = pid };
	return &d->tasks[d->task_count++];
}

static void
forget(struct driver *d, pid_t pid)
{
	for (size_t i = 0; i < d->task_count; i++)
		if (d->tasks[i].pid == pid)
			d->tasks[i] = d->tasks[--d->task_count];
}

static void
kill_all(const struct driver *d)
{
	for (size_t i = 0; i < d->task_count; i++)
		kill(d->tasks[i].pid, SIGKILL);
}

/* NULL for a call that changes nothing, as an open that only reads does. */
static const struct call *
counted_call(const struct __ptrace_syscall_info *info)
{
	uint64_t flags = 0;

	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		if (calls[i].nr != info->entry.nr)
			continue;
#ifdef SYS_open
		if (calls[i].nr == SYS_open)
			flags = info->entry.args[1] | O_CLOEXEC;
#endif
		if (calls[i].nr == SYS_openat)
			flags = info->entry.args[2] | O_CLOEXEC;
		if (flags != 0 && (flags & (O_CREAT | O_TRUNC | O_WRONLY | O_RDWR)) == 0)
			return NULL;
		return &calls[i];
	}
	return NULL;
}

static void
with_registers(pid_t pid, void (*change)(struct user_regs_struct *, const void *), const void *how)
{
	struct user_regs_struct regs;
	struct iovec where = { &regs, sizeof regs };

	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &where) == -1)
		return;			/* it was killed meanwhile */
	change(&regs, how);
	(void)ptrace(PTRACE_SETREGSET, pid, (void *)NT_PRSTATUS, &where);
}

static void
spoil_arguments(struct user_regs_struct *regs, const void *how)
{
	const struct call *call = how;

	if (call->spoil == BAD_FD)
		FIRST(regs) = (uint64_t)-1;
	else if (call->spoil == BAD_FIRST_PATH)
		FIRST(regs) = 0;
	else if (call->spoil == BAD_SECOND_PATH)
		SECOND(regs) = 0;
}

static void
replace_result(struct user_regs_struct *regs, const void *how)
{
	RESULT(regs) = (uint64_t)-(int64_t)*(const int *)how;
}

static void
halve_length(struct user_regs_struct *regs, const void *how)
{
	(void)how;
	THIRD(regs) = (THIRD(regs) + 1) / 2;
}

static bool
is_length_call(const struct call *call)
{
	return call->nr == SYS_write || call->nr == SYS_pwrite64 || call->nr == SYS_writev ||
	    call->nr == SYS_pwritev || call->nr == SYS_sendto;
}

static void
hit_call(struct driver *d, struct task *task, const struct call *call)
{
	if (d->hit == NULL) {
		d->hit = call->name;
		d->hit_number = d->count;
	}
	switch (d->mode) {
	case COUNT:
	case LIST:
		break;
	case KILL_BEFORE:
		kill_all(d);
		break;
	case KILL_ONE:
		kill(task->pid, SIGKILL);
		break;
	case KILL_AFTER:
		task->killing = true;
		break;
	case SHORT:
		if (is_length_call(call))
			with_registers(task->pid, halve_length, NULL);
		break;
	case FAIL_ONCE:
	case FAIL_FROM:
		with_registers(task->pid, spoil_arguments, call);
		task->failing = true;
		break;
	}
}

static void
call_entered(struct driver *d, struct task *task, const struct __ptrace_syscall_info *info)
{
	const struct call *call = counted_call(info);

	if (call == NULL)
		return;
	d->count++;
	if (d->list != NULL)
		fprintf(d->list, "%s\n", call->name);
	if (d->mode != COUNT && d->mode != LIST && (d->count == d->wanted ||
	    (d->mode == FAIL_FROM && d->count > d->wanted)))
		hit_call(d, task, call);
}

static void
call_left(struct driver *d, struct task *task)
{
	if (task->failing)
		with_registers(task->pid, replace_result, &d->error);
	if (task->killing)
		kill_all(d);
	task->failing = task->killing = false;
}

/* Returns the signal to hand on to the process. */
static int
process_stopped(struct driver *d, pid_t pid, int status)
{
	struct __ptrace_syscall_info info;
	bool is_new;
	struct task *task = task_of(d, pid, &is_new);
	int sig = WSTOPSIG(status);

	if (sig == (SIGTRAP | 0x80)) {
		if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, (void *)sizeof info, &info) == -1)
			return 0;
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
			call_entered(d, task, &info);
		else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
			call_left(d, task);
		return 0;
	}
	if (status >> 16 != 0 || (is_new && sig == SIGSTOP))
		return 0;
	return sig;
}

/* Until the last process is gone. Returns the status of the first. */
static int
watch(struct driver *d, pid_t first)
{
	int status, result = 0;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) != -1 || errno == EINTR) {
		if (pid == -1)
			continue;
		if (WIFSTOPPED(status)) {
			int sig = process_stopped(d, pid, status);

			(void)ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(intptr_t)sig);
			continue;
		}
		forget(d, pid);
		if (pid == first)
			result = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	}
	return result;
}

/* The search for leaks traces the process itself, which nobody can do twice. */
static void
without_leak_search(void)
{
	const char *set = getenv("ASAN_OPTIONS");
	char options[4096];

	snprintf(options, sizeof options, "%s%sdetect_leaks=0", set != NULL ? set : "", set != NULL ? ":" : "");
	setenv("ASAN_OPTIONS", options, 1);
}

static pid_t
start(struct driver *d, char **command)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	    PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	bool is_new;
	int status;
	pid_t pid = fork();

	if (pid == -1)
		die("fork");
	if (pid == 0) {
		without_leak_search();
		if (d->mode == COUNT)
			dup2(STDERR_FILENO, STDOUT_FILENO);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
			die("ptrace");
		raise(SIGSTOP);
		execvp(command[0], command);
		fprintf(stderr, "kill-at: %s: %s\n", command[0], strerror(errno));
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || !WIFSTOPPED(status))
		die("cannot trace processes here");
	if (ptrace(PTRACE_SETOPTIONS, pid, NULL, (void *)options) == -1)
		die("ptrace options");
	task_of(d, pid, &is_new);
	if (ptrace(PTRACE_SYSCALL, pid, NULL, NULL) == -1)
		die("ptrace");
	return pid;
}

static bool
read_mode(struct driver *d, const char *word)
{
	d->mode = FAIL_ONCE;
	if (strcmp(word, "kill-before") == 0)
		d->mode = KILL_BEFORE;
	else if (strcmp(word, "kill-after") == 0)
		d->mode = KILL_AFTER;
	else if (strcmp(word, "kill-one") == 0)
		d->mode = KILL_ONE;
	else if (strcmp(word, "short") == 0)
		d->mode = SHORT;
	if (d->mode != FAIL_ONCE)
		return true;
	if (strncmp(word, "from-", 5) == 0) {
		d->mode = FAIL_FROM;
		word += 5;
	}
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (strcmp(errors[i].name, word) == 0)
			d->error = errors[i].number;
	return d->error != 0;
}

static void
write_report(const struct driver *d, const char *file)
{
	FILE *report = d->list != NULL ? d->list : fopen(file, "we");

	if (report == NULL)
		die(file);
	if (d->list != NULL)
		;
	else if (d->hit != NULL)
		fprintf(report, "%llu %s\n", (unsigned long long)d->hit_number, d->hit);
	else
		fputs("none\n", report);
	if (fclose(report) != 0)
		die(file);
}

int
main(int argc, char **argv)
{
	static struct driver d;
	const char *report = NULL;
	char *end;
	int status;

	argv++;
	if (argc > 2 && strcmp(argv[0], "-r") == 0) {
		report = argv[1];
		argv += 2;
	}
	if (argv[0] != NULL && strcmp(argv[0], "--count") == 0) {
		argv += 1;
	} else if (argv[0] != NULL && strcmp(argv[0], "--list") == 0 && report != NULL) {
		d.mode = LIST;
		argv += 1;
	} else {
		if (argv[0] == NULL || argv[1] == NULL || !read_mode(&d, argv[0]))
			usage();
		d.wanted = strtoull(argv[1], &end, 10);
		if (*end != '\0' || d.wanted == 0)
			usage();
		argv += 2;
	}
	if (argv[0] == NULL)
		usage();
	if (d.mode == LIST && (d.list = fopen(report, "we")) == NULL)
		die(report);
	status = watch(&d, start(&d, argv));
	if (report != NULL)
		write_report(&d, report);
	if (d.mode == COUNT)
		printf("%llu\n", (unsigned long long)d.count);
	return status;
}
