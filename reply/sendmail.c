/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sendmail - mails given to a program as sendmail(8) takes them; no shell is asked. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "config/memory.h"
#include "reply/mailbox.h"
#include "reply/transport.h"

struct sendmail {
	char **argv;		/* of the settings, ended by NULL */
	size_t argc;
	int64_t deadline;	/* seconds that one mail may take */
};

static enum verdict
sendmail_open(void *ctx, const struct sending *s, void **state_out, struct fault *f)
{
	struct sendmail *m = memory_new(ctx, sizeof *m);
	char *command = must(talloc_strdup(m, s->command)), *rest = NULL;

	m->deadline = s->server.deadline != 0 ? s->server.deadline : 900;
	for (char *word = strtok_r(command, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
		m->argv = must(talloc_realloc(m, m->argv, char *, m->argc + 2));
		m->argv[m->argc++] = word;
		m->argv[m->argc] = NULL;
	}
	*state_out = m;
	if (m->argc == 0 || m->argv[0][0] != '/')
		return fail(f, HALT, "send.command must begin with the absolute path of a program");
	if (access(m->argv[0], X_OK) != 0)
		return fail(f, HALT, "send.command: %s: %s", m->argv[0], strerror(errno));
	return DONE;
}

/* The settings' words, then the envelope. */
static enum verdict
make_arguments(void *ctx, const struct sendmail *m, const struct parcel *p, char ***argv_out, struct fault *f)
{
	char **argv = must(talloc_array(ctx, char *, m->argc + p->count + 4));
	size_t n = 0;
	enum verdict v = DONE;

	for (size_t i = 0; i < m->argc; i++)
		argv[n++] = m->argv[i];
	argv[n++] = must(talloc_strdup(ctx, "-f"));
	if (p->sender[0] != 0)
		v = mailbox_write(ctx, p->sender, &argv[n], f);
	else
		argv[n] = must(talloc_strdup(ctx, "<>"));
	n++;
	argv[n++] = must(talloc_strdup(ctx, "--"));
	for (size_t i = 0; v == DONE && i < p->count; i++)
		v = mailbox_write(ctx, p->recipients[i].address, &argv[n++], f);
	argv[n] = NULL;
	*argv_out = argv;
	return v;
}

static enum verdict
start(char **argv, int in, pid_t *pid_out, struct fault *f)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	char *environment[] = { path, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t pipe_signal;
	int error;

	/* What it says may hold addresses, and would end up in cron's mail. */
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	sigemptyset(&pipe_signal);
	sigaddset(&pipe_signal, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &pipe_signal);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	error = posix_spawn(pid_out, argv[0], &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (error != 0)
		return fail(f, LATER, "%s: %s", argv[0], strerror(error));
	return DONE;
}

struct feed {
	int fd;			/* non-blocking */
	int64_t end;		/* CLOCK_MONOTONIC milliseconds */
	bool closed;		/* the program reads no more */
};

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits until fd is ready; false when the time is over. */
static bool
wait_for(int fd, short events, int64_t end)
{
	struct pollfd ready = { fd, events, 0 };

	for (;;) {
		int64_t left = end - milliseconds();
		int n = poll(&ready, 1, left > 0 ? (left < INT32_MAX ? (int)left : INT32_MAX) : 0);

		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

static enum verdict
write_all(struct feed *feed, const unsigned char *data, size_t len, struct fault *f)
{
	while (len > 0) {
		ssize_t n = write(feed->fd, data, len);

		if (n > 0) {
			data += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN && !wait_for(feed->fd, POLLOUT, feed->end)) {
			return fail(f, LATER, "the program of send.command does not read");
		} else if (errno != EAGAIN && errno != EINTR) {
			feed->closed = errno == EPIPE;
			return fail(f, LATER, "the program of send.command: %s", strerror(errno));
		}
	}
	return DONE;
}

/* On this machine lines end with LF alone. */
static enum verdict
take_lines(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	unsigned char out[4096];
	size_t n = 0;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < len; i++) {
		if (data[i] != '\r')
			out[n++] = data[i];
		if (n == sizeof out || i == len - 1) {
			v = write_all(state, out, n, f);
			n = 0;
		}
	}
	return v;
}

/* Its exit status, -1 when it had to be killed, -2 when something else killed it. */
static int
wait_for_end(pid_t pid, int64_t end, bool kill_it)
{
	int fd = pidfd_open(pid, 0), status;
	bool ended = !kill_it && fd >= 0 && wait_for(fd, POLLIN, end);

	if (fd >= 0)
		close(fd);
	if (!ended)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -2;
	if (!ended)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

/* sysexits.h: what concerns this mail alone is for good, what this program was told wrongly stops the
 * run, and the rest passes. */
static enum verdict
judge(struct parcel *p, int status, struct fault *f)
{
	char result[RESULT_MAX];
	enum verdict v;

	snprintf(result, sizeof result, status < 0 ? "killed" : "exit %d", status);
	switch (status) {
	case 0:
		v = DONE;
		break;
	case EX_DATAERR:
	case EX_NOUSER:
	case EX_NOHOST:
	case EX_UNAVAILABLE:
	case EX_NOPERM:
		v = NEVER;
		break;
	case EX_USAGE:
	case EX_CONFIG:
		return fail(f, HALT, "the program of send.command ended with %d: check send.command", status);
	default:
		v = LATER;
	}
	snprintf(p->link, sizeof p->link, "program");
	parcel_settle(p, v, result);
	return DONE;
}

/* *status_out: as wait_for_end() says. */
static enum verdict
run_program(const struct sendmail *m, char **argv, const struct message *message, int *status_out, struct fault *f)
{
	struct feed feed;
	int ends[2];
	pid_t pid;
	enum verdict v;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(f, LATER, "pipe: %s", strerror(errno));
	v = start(argv, ends[0], &pid, f);
	close(ends[0]);
	if (v != DONE) {
		close(ends[1]);
		return v;
	}
	feed = (struct feed){ .fd = ends[1], .end = milliseconds() + m->deadline * 1000 };
	fcntl(feed.fd, F_SETFL, O_NONBLOCK);
	v = message_write(message, &(struct sink){ &feed, take_lines }, f);
	/* Half a mail must not be taken for a whole one: the program is killed before its input ends.
	 * One that has stopped reading says by its exit status why. */
	if (v != DONE && !feed.closed) {
		wait_for_end(pid, feed.end, true);
		close(feed.fd);
		return v;
	}
	close(feed.fd);
	*status_out = wait_for_end(pid, feed.end, false);
	/* That it is content with half a mail is nothing to go by. */
	return feed.closed && *status_out == 0 ? v : DONE;
}

static enum verdict
sendmail_send(void *state, struct parcel *p, struct parcel **settled_out, struct fault *f)
{
	const struct sendmail *m = state;
	void *ctx = must(talloc_new(NULL));
	int status = -1;
	char **argv;
	enum verdict v = make_arguments(ctx, m, p, &argv, f);

	*settled_out = NULL;
	if (v != DONE)
		parcel_settle(p, v, "address");
	if (v == DONE) {
		v = run_program(m, argv, p->message, &status, f);
		if (v == DONE)
			v = judge(p, status, f);
		else
			parcel_settle(p, v, v == NEVER ? "unwritable" : "program");
	}
	talloc_free(ctx);
	return v;
}

const struct transport_kind transport_sendmail = { sendmail_open, sendmail_send, NULL, NULL };
