/* SPDX-License-Identifier: GPL-3.0-or-later */
/* confine_page_test - a program of the page reaches its own folder and nothing else. */
#include "tests/spool/fixture.h"

#include "spool/confine.h"
#include "spool/confine_page.h"
#include "spool/page_folder.h"
#include "spool/page_state.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *ctx;
static const char *dir;

static bool
is_refused(long result)
{
	return result == -1 && (errno == EPERM || errno == EACCES);
}

static char *
below(const char *name)
{
	return page_path(ctx, dir, name);
}

static bool
write_refused(const char *path)
{
	return is_refused(open(path, O_WRONLY | O_CREAT, 0600));
}

/* What holds wherever there is seccomp. */
static bool
has_no_calls(void)
{
	char name[] = "/bin/true", *argv[] = { name, NULL };

	return is_refused(socket(AF_INET, SOCK_STREAM, 0)) && is_refused(socket(AF_UNIX, SOCK_STREAM, 0)) && is_refused(fork()) &&
	    is_refused(execv(name, argv)) && is_refused(syscall(SYS_ptrace, 0, 0, 0, 0)) &&
	    mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED &&
	    mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
}

/* What holds where there is Landlock besides. */
static bool
has_no_files(void)
{
	return is_refused(open("/etc/passwd", O_RDONLY)) && is_refused(open(dir, O_RDONLY | O_DIRECTORY)) &&
	    write_refused("/tmp/confine_page_test") && write_refused(below("new")) && write_refused(below("out/page")) &&
	    write_refused(below("out/cases/new")) && is_refused(unlink(below("out/page"))) &&
	    is_refused(rename(below("out/page"), below("state/page")));
}

/* What the programs need. */
static bool
can_work(void)
{
	char octet;
	int fd = open(below("out/page"), O_RDONLY);

	if (fd < 0 || read(fd, &octet, 1) != 1)
		return false;
	fd = open(below("state/tmp/one"), O_WRONLY | O_CREAT | O_EXCL, 0600);
	return fd >= 0 && write(fd, "x", 1) == 1 && fsync(fd) == 0 && rename(below("state/tmp/one"), below("in/one")) == 0 &&
	    open("/usr/lib/os-release", O_RDONLY) >= 0;
}

static int
status_of(bool (*holds)(void))
{
	pid_t child = fork();
	int status = -1;

	if (child == 0) {
		struct fault f;

		_exit(confine_page(dir, &f) != DONE ? 2 : holds() ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void
make_folder(struct fixture *fx)
{
	int fd;

	ctx = fx;
	dir = page_path(ctx, fx->folder, "page");
	assert_done(page_folder_make(dir, &fx->fault));
	assert_done(page_state_open(dir, &fx->fault));
	fd = open(below("out/page"), O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0 && write(fd, "x", 1) == 1);
	close(fd);
}

static void
test_work(void **state)
{
	make_folder(*state);
	assert_int_equal(status_of(can_work), 0);
}

static void
test_calls(void **state)
{
	make_folder(*state);
	assert_int_equal(status_of(has_no_calls), 0);
}

static void
test_files(void **state)
{
	make_folder(*state);
	if (confine_offer().landlock < 2)
		print_message("# no Landlock that lets files be renamed between folders: what it forbids is not tried\n");
	else
		assert_int_equal(status_of(has_no_files), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_work),
#ifndef IKEN_SANITIZED		/* whose programs are not confined */
		spool_test(test_calls), spool_test(test_files),
#endif
	};

#ifdef IKEN_SANITIZED
	(void)test_calls, (void)test_files;
#endif
	return cmocka_run_group_tests(tests, NULL, NULL);
}
