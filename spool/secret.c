/* SPDX-License-Identifier: GPL-3.0-or-later */
/* secret - passwords and tokens from a file or a command, for wire.h. */
#include "spool/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <sodium.h>

#include "config/memory.h"
#include "config/text.h"

#define SECRET_MAX 16384	/* octets; access tokens of some services have thousands */

extern char **environ;

static int64_t
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static enum verdict
new_secret(char **secret_out, struct fault *f)
{
	*secret_out = NULL;
	if (sodium_init() < 0 || (*secret_out = sodium_malloc(SECRET_MAX + 1)) == NULL)
		return fail(f, LATER, "no memory for a password");
	memset(*secret_out, 0, SECRET_MAX + 1);
	return DONE;
}

void
wire_secret_free(char **secret)
{
	sodium_free(*secret);
	*secret = NULL;
}

/* Keeps the first line. A control character in it would become part of a command. */
static enum verdict
take_line(char *secret, size_t len, const char *where, struct fault *f)
{
	size_t end = 0;

	while (end < len && secret[end] != '\n')
		end++;
	if (end > 0 && end < len && secret[end - 1] == '\r')
		end--;
	if (end == SECRET_MAX)
		return fail(f, HALT, "%s: more than %d octets", where, SECRET_MAX - 1);
	memset(secret + end, 0, SECRET_MAX - end);
	if (end == 0)
		return fail(f, HALT, "%s: the first line is empty", where);
	for (size_t i = 0; i < end; i++)
		if ((unsigned char)secret[i] < 0x20 || secret[i] == 0x7f)
			return fail(f, HALT, "%s: a control character in the first line", where);
	return DONE;
}

static enum verdict
check_file(int fd, const char *path, struct fault *f)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return fail(f, HALT, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return fail(f, HALT, "%s is not a file", path);
	if (st.st_uid != geteuid())
		return fail(f, HALT, "%s belongs to another user: chown it to the user who runs this", path);
	if ((st.st_mode & 0177) != 0)
		return fail(f, HALT, "%s may be read by others (mode %04o): chmod 600 it", path,
		    (unsigned)st.st_mode & 07777);
	return DONE;
}

static enum verdict
read_secret(int fd, char *secret, const char *path, struct fault *f)
{
	size_t len = 0;
	ssize_t n = 1;

	while (len < SECRET_MAX && n > 0) {
		n = read(fd, secret + len, SECRET_MAX - len);
		if (n < 0)
			return fail(f, HALT, "%s: %s", path, strerror(errno));
		len += (size_t)n;
	}
	return take_line(secret, len, path, f);
}

static enum verdict
secret_from_file(const char *path, char *secret, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	enum verdict v;

	if (fd < 0)
		return fail(f, HALT, "%s: %s", path, strerror(errno));
	v = check_file(fd, path, f);
	if (v == DONE)
		v = read_secret(fd, secret, path, f);
	close(fd);
	return v;
}

static char **
split_command(void *ctx, const char *command)
{
	char **argv = must(talloc_zero_array(ctx, char *, strlen(command) / 2 + 2));
	size_t count = 0;

	while (*command != 0) {
		size_t n = strcspn(command, " \t");

		if (n != 0)
			argv[count++] = must(talloc_strndup(argv, command, n));
		command += n + strspn(command + n, " \t");
	}
	return argv;
}

/* The child leads a process group of its own, so that all it started can be ended with it. */
static int
spawn_command(char **argv, int out, pid_t *pid_out)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t how;
	sigset_t pipe;
	int r;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&how);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
	posix_spawnattr_setsigdefault(&how, &pipe);
	posix_spawnattr_setpgroup(&how, 0);
	posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	r = posix_spawn(pid_out, argv[0], &files, &how, argv, environ);
	posix_spawnattr_destroy(&how);
	posix_spawn_file_actions_destroy(&files);
	return r;
}

/* Reads until the end of what the command prints; false when the time is over. */
static bool
read_until(int fd, char *secret, size_t *len, int64_t until)
{
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		int64_t left = until - seconds();
		ssize_t n;

		if (left <= 0)
			return false;
		if (poll(&p, 1, left < 1000 ? (int)left * 1000 : 1000000) <= 0)
			continue;
		if (*len == SECRET_MAX)
			return true;
		n = read(fd, secret + *len, SECRET_MAX - *len);
		if (n <= 0)
			return true;
		*len += (size_t)n;
	}
}

/* The status of the command, or -1 when it did not end in time and was killed. */
static int
await_command(pid_t pid, int64_t until)
{
	struct timespec pause = { .tv_nsec = 10000000 };
	int status;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (seconds() >= until) {
			kill(-pid, SIGKILL);
			waitpid(pid, &status, 0);
			return -1;
		}
		nanosleep(&pause, NULL);
	}
	return status;
}

static enum verdict
run_command(char **argv, int64_t timeout, char *secret, struct fault *f)
{
	int64_t until = seconds() + timeout;
	size_t len = 0;
	int ends[2], r, status;
	pid_t pid;
	bool ended;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return fail(f, LATER, "pipe: %s", strerror(errno));
	r = spawn_command(argv, ends[1], &pid);
	close(ends[1]);
	if (r != 0) {
		close(ends[0]);
		return fail(f, HALT, "%s: %s", argv[0], strerror(r));
	}
	ended = read_until(ends[0], secret, &len, until);
	close(ends[0]);
	status = await_command(pid, ended ? until : 0);
	if (status == -1)
		return fail(f, LATER, "%s: no end within %lld s", argv[0], (long long)timeout);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return fail(f, LATER, "%s: ended with %s %d", argv[0], WIFEXITED(status) ? "status" : "signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	return take_line(secret, len, argv[0], f);
}

static enum verdict
secret_from_command(const char *command, int64_t timeout, char *secret, struct fault *f)
{
	char **argv = split_command(NULL, command);
	enum verdict v;

	if (argv[0] == NULL || argv[0][0] != '/')
		v = fail(f, HALT, "a command for a password must begin with its full path: %s", command);
	else
		v = run_command(argv, timeout, secret, f);
	talloc_free(argv);
	return v;
}

static enum verdict
get_secret(const char *file, const char *command, int64_t timeout, char **secret_out, struct fault *f)
{
	enum verdict v = new_secret(secret_out, f);

	if (v == DONE && file[0] != 0)
		v = secret_from_file(file, *secret_out, f);
	else if (v == DONE && command[0] != 0)
		v = secret_from_command(command, timeout, *secret_out, f);
	if (v != DONE)
		wire_secret_free(secret_out);
	return v;
}

enum verdict
wire_password(const struct server *server, char **secret_out, struct fault *f)
{
	return get_secret(server->password_file, server->password_command, server->timeout, secret_out, f);
}

enum verdict
wire_token(const struct server *server, char **secret_out, struct fault *f)
{
	return get_secret("", server->token_command, server->timeout, secret_out, f);
}
