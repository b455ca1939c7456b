/* SPDX-License-Identifier: GPL-3.0-or-later */
/* offline - whoever gave up the network cannot have it again, nor can what it starts */
#include <errno.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/config/sandbox.h"

#include "config/offline.h"

static int
opens(int domain)
{
	int fd = socket(domain, SOCK_STREAM, 0);
	int error = errno;

	if (fd >= 0)
		close(fd);
	return fd >= 0 ? 0 : error;
}

/* What a process that gave it up, and one that it forked, can open; the exit status is the first that is wrong. */
static int
try(void)
{
	struct fault f;
	int status;
	pid_t pid;

	if (opens(AF_INET) != 0)
		return 1;
	if (offline_for_good(&f) != DONE)
		return 2;
	if (opens(AF_INET) != EACCES || opens(AF_INET6) != EACCES || opens(AF_NETLINK) != EACCES || opens(AF_PACKET) != EACCES)
		return 3;
	if (opens(AF_UNIX) != 0)
		return 4;
	pid = fork();
	if (pid == 0)
		_exit(opens(AF_INET) == EACCES ? 0 : 5);
	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) ? WEXITSTATUS(status) : 6;
}

static void
no_socket_but_of_this_machine(void **state)
{
	int status = 0;
	pid_t pid = fork();

	(void)state;
	if (pid == 0)
		_exit(try());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_socket_but_of_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
