/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * meddle - somebody changes a file in the very moment before it is renamed; loaded into iken-collect by LD_PRELOAD.
 *
 * $MEDDLE: append (a line is added), replace (another file takes the name), or hold (it is opened for writing, and
 * stays so). Done to the first file only.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
write_line(int folder, const char *name, int flags)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);

	if (fd < 0 || write(fd, "line 2\n", 7) != 7)
		_exit(99);
	close(fd);
}

/* A process of its own, as every writer is. */
static void
hold(int folder, const char *name)
{
	int ends[2];
	char c;

	if (pipe(ends) != 0)
		_exit(99);
	if (fork() == 0) {
		int fd = openat(folder, name, O_WRONLY | O_APPEND | O_CLOEXEC);

		if (fd < 0 || write(ends[1], "", 1) != 1)
			_exit(99);
		close(ends[1]);
		sleep(2);
		_exit(write(fd, "line 2\n", 7) == 7 ? 0 : 99);
	}
	close(ends[1]);
	if (read(ends[0], &c, 1) != 1)
		_exit(99);
	close(ends[0]);
}

int
renameat2(int from, const char *name, int to, const char *new_name, unsigned flags)
{
	int (*next)(int, const char *, int, const char *, unsigned) =
	    (int (*)(int, const char *, int, const char *, unsigned))(uintptr_t)dlsym(RTLD_NEXT, "renameat2");
	const char *how = getenv("MEDDLE");
	static int done;

	if (how != NULL && done++ == 0) {
		if (strcmp(how, "append") == 0)
			write_line(from, name, O_APPEND);
		else if (strcmp(how, "hold") == 0)
			hold(from, name);
		else if (unlinkat(from, name, 0) == 0)
			write_line(from, name, O_EXCL);
	}
	return next(from, name, to, new_name, flags);
}
