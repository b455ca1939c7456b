/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_process - starts iken-scan and gives it jobs. */
#include "spool/scan_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "spool/descriptor.h"
#include "spool/file.h"

#define START_SECONDS 60

void
scan_process_end(struct scan_process *p)
{
	if (p->control >= 0)
		close(p->control);
	p->control = -1;
	if (p->pid > 0)
		(void)kill(p->pid, SIGKILL);
	while (p->pid > 0 && waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	p->pid = -1;
}

enum verdict
scan_process_file(struct bytes file, int *fd_out, struct fault *f)
{
	const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
	int fd = memfd_create("scan", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return fail(f, LATER, "a file in memory: %s", strerror(errno));
	if (!file_write(fd, file) || fcntl(fd, F_ADD_SEALS, seals) != 0) {
		enum verdict v = fail(f, LATER, "a file in memory: %s", strerror(errno));

		close(fd);
		return v;
	}
	*fd_out = fd;
	return DONE;
}

/* ---- starting ---- */

/* A program that has one descriptor, a small environment and no folder. Libraries that print find /dev/null. */
static int
describe_descriptors(posix_spawn_file_actions_t *actions, int control)
{
	int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);

	if (error == 0)
		error = posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDOUT_FILENO);
#ifndef IKEN_SANITIZED
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(actions, STDIN_FILENO, STDERR_FILENO);
#endif
	if (error == 0)
		error = posix_spawn_file_actions_adddup2(actions, control, SCAN_CONTROL);
	if (error == 0)
		error = posix_spawn_file_actions_addclosefrom_np(actions, SCAN_CONTROL + 1);
	if (error == 0)
		error = posix_spawn_file_actions_addchdir_np(actions, "/");
	return error;
}

static int
describe_signals(posix_spawnattr_t *attributes)
{
	sigset_t all, none;
	int error;

	sigfillset(&all);
	sigemptyset(&none);
	error = posix_spawnattr_setsigdefault(attributes, &all);
	if (error == 0)
		error = posix_spawnattr_setsigmask(attributes, &none);
	if (error == 0)
		error = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	return error;
}

static int
spawn(struct scan_process *p, int control)
{
	static char name[] = "iken-scan", words[] = SCAN_WORDS_ARGUMENT, locale[] = "LC_ALL=C.UTF-8",
	    threads[] = "OMP_THREAD_LIMIT=1";
	char *argv[] = { name, p->argument != NULL ? words : NULL, NULL };
	char *environment[] = { locale, threads, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	error = posix_spawn_file_actions_init(&actions);
	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = describe_descriptors(&actions, control);
		if (error == 0)
			error = describe_signals(&attributes);
		if (error == 0)
			error = posix_spawn(&p->pid, p->path, &actions, &attributes, argv, environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static enum verdict
await_ready(const struct scan_process *p, struct fault *f)
{
	struct timeval patience = { .tv_sec = START_SECONDS };
	char words[FAULT_TEXT_MAX];
	ssize_t n;

	setsockopt(p->control, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	do
		n = read(p->control, words, sizeof words - 1);
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		return fail(f, HALT, "%s %s", p->path, n == 0 ? "ended while it started" : "does not get ready");
	words[n] = 0;
	return strcmp(words, "+") == 0 ? DONE : fail(f, HALT, "%s", words);
}

static enum verdict
start(struct scan_process *p, struct fault *f)
{
	int ends[2], high, error;
	enum verdict v;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return fail(f, LATER, "start %s: %s", p->path, strerror(errno));
	/* dup2() of a descriptor to itself would leave it to be closed. */
	high = fcntl(ends[1], F_DUPFD_CLOEXEC, SCAN_CONTROL + 1);
	p->control = ends[0];
	close(ends[1]);
	error = high < 0 ? errno : spawn(p, high);
	if (high >= 0)
		close(high);
	if (error != 0) {
		p->pid = -1;
		v = fail(f, verdict_of_errno(error) == LATER ? LATER : HALT, "start %s: %s", p->path, strerror(error));
	} else
		v = await_ready(p, f);
	if (v != DONE)
		scan_process_end(p);
	return v;
}

/* ---- jobs ---- */

/* One that was killed while it had nothing to do is started anew, once. */
static enum verdict
deliver(struct scan_process *p, const struct scan_job *job, int file, int socket, struct fault *f)
{
	const int both[2] = { file, socket };

	for (int attempt = 0; attempt < 2; attempt++) {
		enum verdict v = p->pid > 0 ? DONE : start(p, f);

		if (v != DONE)
			return v;
		if (descriptor_send(p->control, (struct bytes){ (const unsigned char *)job, sizeof *job }, both, 2))
			return DONE;
		scan_process_end(p);
	}
	return fail(f, LATER, "%s takes no work: %s", p->path, strerror(errno));
}

enum verdict
scan_process_job(struct scan_process *p, const struct scan_job *job, int file, int *socket_out, struct fault *f)
{
	int ends[2];
	enum verdict v;

	if (!descriptor_stream(job->seconds * SCAN_PATIENCE + 1, ends))
		return fail(f, LATER, "a socket for %s: %s", p->path, strerror(errno));
	v = deliver(p, job, file, ends[1], f);
	close(ends[1]);
	if (v == DONE)
		*socket_out = ends[0];
	else
		close(ends[0]);
	return v;
}
