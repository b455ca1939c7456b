/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser_process - the process that forks readers of mails, and the sockets to them. */
#include "spool/parser_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "spool/descriptor.h"
#include "spool/parser_child.h"

/* Nothing stays open but the two descriptors, which are moved out of the way. Libraries that print find
 * /dev/null, never a socket. */
static bool
keep_only(int *control, int *ready)
{
	enum { FIRST = 3 };
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	int a = fcntl(*control, F_DUPFD_CLOEXEC, 16), b = fcntl(*ready, F_DUPFD_CLOEXEC, 16);

	if (nothing < 0 || a < 0 || b < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0)
		return false;
#ifndef IKEN_SANITIZED
	if (dup2(nothing, STDERR_FILENO) < 0)
		return false;
#endif
	*control = a;
	*ready = b;
	return close_range(FIRST, (unsigned)(a < b ? a : b) - 1, 0) == 0 &&
	    (abs(a - b) == 1 || close_range((unsigned)(a < b ? a : b) + 1, (unsigned)(a < b ? b : a) - 1, 0) == 0) &&
	    close_range((unsigned)(a < b ? b : a) + 1, ~0U, 0) == 0;
}

static enum verdict
fork_process(struct parser_process *p, int control[2], int ready[2], const struct limits *limits, struct fault *f)
{
	fflush(NULL);
	p->pid = fork();
	if (p->pid < 0)
		return fail(f, LATER, "start the reader of mails: %s", strerror(errno));
	if (p->pid == 0) {
		signal(SIGTERM, SIG_DFL);
		signal(SIGALRM, SIG_DFL);
		signal(SIGINT, SIG_IGN);
		if (!keep_only(&control[1], &ready[1]))
			_exit(EX_OSERR);
		parser_child_run(control[1], ready[1], limits);
	}
	return DONE;
}

static enum verdict
await_ready(int fd, struct fault *f)
{
	char words[FAULT_TEXT_MAX];
	size_t len = 0;
	ssize_t n;

	while (len < sizeof words - 1 &&
	    ((n = read(fd, words + len, sizeof words - 1 - len)) > 0 || (n < 0 && errno == EINTR)))
		len += n > 0 ? (size_t)n : 0;
	words[len] = 0;
	if (strcmp(words, "+") == 0)
		return DONE;
	return fail(f, HALT, "%s", len != 0 ? words : "the reader of mails died while it started");
}

static void
close_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

enum verdict
parser_process_start(struct parser_process *p, const struct limits *limits, struct fault *f)
{
	int control[2] = { -1, -1 }, ready[2] = { -1, -1 };
	enum verdict v;

	*p = (struct parser_process){ .pid = -1, .control = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0 || pipe2(ready, O_CLOEXEC) != 0)
		v = fail(f, LATER, "start the reader of mails: %s", strerror(errno));
	else
		v = fork_process(p, control, ready, limits, f);
	p->control = control[0];
	close_open(control[1]);
	close_open(ready[1]);
	if (v == DONE)
		v = await_ready(ready[0], f);
	close_open(ready[0]);
	return v;
}

void
parser_process_end(struct parser_process *p)
{
	close_open(p->control);
	p->control = -1;
	while (p->pid > 0 && waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	p->pid = -1;
}

enum verdict
parser_process_reader(const struct parser_process *p, int64_t patience, int *fd_out, struct fault *f)
{
	int ends[2];
	enum verdict v = DONE;

	if (!descriptor_stream(patience, ends))
		return fail(f, LATER, "a socket for the reader of mails: %s", strerror(errno));
	if (!descriptor_send(p->control, bytes_of("j"), &ends[1], 1))
		v = fail(f, LATER, "the reader of mails is gone: %s", strerror(errno));
	close(ends[1]);
	if (v == DONE)
		*fd_out = ends[0];
	else
		close(ends[0]);
	return v;
}
