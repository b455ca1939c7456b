/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine_test - a confined process can neither open, connect, start nor signal anything. */
#include "spool/confine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Each returns 0 when the kernel refused with EPERM or EACCES, 1 when it did not. */
static int
is_refused(long result)
{
	return result == -1 && (errno == EPERM || errno == EACCES) ? 0 : 1;
}

static int
try_open(void)
{
	return is_refused(open("/etc/passwd", O_RDONLY));
}

static int
try_create(void)
{
	return is_refused(open("/tmp/confine_test", O_CREAT | O_WRONLY, 0600));
}

static int
try_socket(void)
{
	return is_refused(socket(AF_INET, SOCK_STREAM, 0));
}

static int
try_exec(void)
{
	char name[] = "/bin/true", *argv[] = { name, NULL };

	return is_refused(execv(name, argv));
}

static int
try_kill(void)
{
	return is_refused(kill(getppid(), 0));
}

static int
try_trace(void)
{
	return is_refused(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
try_unlink(void)
{
	return is_refused(unlink("/tmp/confine_test_none"));
}

static int
try_run_memory(void)
{
	return is_refused((long)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
	    -1, 0));
}

static int
try_make_memory_runnable(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? 2 : is_refused(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int
try_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return is_refused(child);
}

static int
try_raise_limits(void)
{
	struct fault f;

	return confine_limits(1000, INT64_C(1) << 40, &f) == HALT ? 0 : 1;
}

static int
try_ignore_signal(void)
{
	return is_refused(signal(SIGPROF, SIG_IGN) == SIG_ERR ? -1 : 0);
}

static int
try_signal_others(void)
{
	return is_refused(tgkill(getppid(), getppid(), 0));
}

static int
try_signal_itself(void)
{
	return tgkill(getpid(), gettid(), 0) == 0 ? 0 : 1;
}

enum { BEFORE = 99 };

static int
status_of(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static int
run_confined(int layers, int (*attempt)(void))
{
	pid_t child = fork();

	if (child == 0) {
		struct fault f;

		if (confine(CONFINE_FORKING, &f) != DONE)
			_exit(BEFORE);
		if (layers == 2 && confine(CONFINE_WORKING, &f) != DONE)
			_exit(BEFORE);
		_exit(attempt());
	}
	return status_of(child);
}

static void
test_refused_to_both(void **state)
{
	static int (*const attempts[])(void) = { try_open, try_create, try_socket, try_exec, try_kill, try_trace,
		try_unlink, try_run_memory, try_make_memory_runnable };

	(void)state;
	for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
		if (run_confined(1, attempts[i]) != 0)
			fail_msg("attempt %zu: not refused to the process that forks", i);
		if (run_confined(2, attempts[i]) != 0)
			fail_msg("attempt %zu: not refused to the process that reads", i);
	}
	assert_int_not_equal(access("/tmp/confine_test", F_OK), 0);
}

static void
test_forking_is_for_one(void **state)
{
	(void)state;
	assert_int_equal(run_confined(1, try_fork), 1);
	assert_int_equal(run_confined(2, try_fork), 0);
}

static void
test_a_reader_cannot_free_itself(void **state)
{
	(void)state;
	assert_int_equal(run_confined(2, try_raise_limits), 0);
	assert_int_equal(run_confined(2, try_ignore_signal), 0);
	assert_int_equal(run_confined(2, try_signal_others), 0);
	assert_int_equal(run_confined(2, try_signal_itself), 0);
}

static bool has_landlock(void);

static void
test_offer(void **state)
{
	struct confine_offer offer = confine_offer();

	(void)state;
	assert_true(offer.seccomp);
	assert_int_equal(offer.landlock > 0, has_landlock());
}

/* ---- what looks at scans ---- */

static int
try_open_shared(void)
{
	return is_refused(open("/usr/share", O_RDONLY | O_DIRECTORY));
}

static int
try_write_shared(void)
{
	return is_refused(open("/usr/share/confine_test", O_CREAT | O_WRONLY, 0600));
}

static int
try_truncate_shared(void)
{
	return is_refused(open("/usr/share/zoneinfo/UTC", O_RDONLY | O_TRUNC));
}

static void *
do_nothing(void *unused)
{
	return unused;
}

static int
try_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, do_nothing, NULL) == 0 && pthread_join(thread, NULL) == 0 ? 0 : 1;
}

static int
run_scans(enum confine_kind kind, int (*attempt)(void))
{
	pid_t child = fork();

	if (child == 0) {
		struct fault f;

		if (confine(CONFINE_SCANS, &f) != DONE || (kind != CONFINE_SCANS && confine(kind, &f) != DONE))
			_exit(BEFORE);
		_exit(attempt());
	}
	return status_of(child);
}

static bool
has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

static void
test_scans_refused(void **state)
{
	static int (*const attempts[])(void) = { try_open, try_create, try_write_shared, try_truncate_shared, try_socket,
		try_exec, try_kill, try_trace, try_unlink, try_run_memory, try_make_memory_runnable };
	static const enum confine_kind kinds[] = { CONFINE_SCANS, CONFINE_SCAN, CONFINE_SCAN_FONTS, CONFINE_SCAN_THREADS };

	(void)state;
	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
		for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++)
			if (run_scans(kinds[k], attempts[i]) != 0)
				fail_msg("attempt %zu: not refused to kind %d", i, (int)kinds[k]);
	assert_int_not_equal(access("/tmp/confine_test", F_OK), 0);
}

static void
test_scans_have_what_they_need(void **state)
{
	int fonts = has_landlock() ? 1 : 0;

	(void)state;
	assert_int_equal(run_scans(CONFINE_SCANS, try_open_shared), fonts);
	assert_int_equal(run_scans(CONFINE_SCAN_FONTS, try_open_shared), fonts);
	assert_int_equal(run_scans(CONFINE_SCAN, try_open_shared), 0);
	assert_int_equal(run_scans(CONFINE_SCAN_THREADS, try_open_shared), 0);
	assert_int_equal(run_scans(CONFINE_SCANS, try_fork), 1);
	assert_int_equal(run_scans(CONFINE_SCAN, try_fork), 0);
	assert_int_equal(run_scans(CONFINE_SCAN_FONTS, try_fork), 0);
	assert_int_equal(run_scans(CONFINE_SCAN_THREADS, try_fork), 0);
	assert_int_equal(run_scans(CONFINE_SCAN_THREADS, try_thread), 0);
	assert_int_equal(run_scans(CONFINE_SCAN, try_thread), 1);
}

static int
read_write_allocate(void)
{
	char octet = 'x';
	int ends[2] = { 7, 8 };
	void *much = malloc(1 << 24);

	if (much == NULL)
		return 2;
	memset(much, 1, 1 << 24);
	free(much);
	return write(ends[1], &octet, 1) == 1 && read(ends[0], &octet, 1) == 1 ? 0 : 3;
}

static void
test_work_is_possible(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(dup2(ends[0], 7), 7);
	assert_int_equal(dup2(ends[1], 8), 8);
	assert_int_equal(run_confined(2, read_write_allocate), 0);
	close(7);
	close(8);
}

static int
burn(void)
{
	volatile unsigned i = 1;

	while (i != 0)
		i |= 1;
	return 0;
}

static int
take_much(void)
{
	return malloc(1 << 30) == NULL ? 0 : 1;
}

static int
run_limited(int (*attempt)(void))
{
	pid_t child = fork();

	if (child == 0) {
		struct fault f;

		if (confine_limits(1, 200 << 20, &f) != DONE)
			_exit(BEFORE);
		_exit(attempt());
	}
	return status_of(child);
}

static void
test_limits(void **state)
{
	(void)state;
	assert_int_equal(run_limited(burn), 1000 + SIGXCPU);
#ifndef IKEN_SANITIZED
	assert_int_equal(run_limited(take_much), 0);
#else
	(void)take_much;
#endif
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
#ifndef IKEN_SANITIZED
		cmocka_unit_test(test_refused_to_both),
		cmocka_unit_test(test_forking_is_for_one),
		cmocka_unit_test(test_a_reader_cannot_free_itself),
		cmocka_unit_test(test_work_is_possible),
		cmocka_unit_test(test_scans_refused),
		cmocka_unit_test(test_scans_have_what_they_need),
#endif
		cmocka_unit_test(test_offer), cmocka_unit_test(test_limits),
	};

#ifdef IKEN_SANITIZED
	(void)run_confined, (void)test_refused_to_both, (void)test_forking_is_for_one;
	(void)test_a_reader_cannot_free_itself, (void)test_work_is_possible;
	(void)test_scans_refused, (void)test_scans_have_what_they_need;
#endif
	return cmocka_run_group_tests(tests, NULL, NULL);
}
