/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure - how long a program takes, and how much memory it and its children hold at most.
 *
 * usage: measure FILE PROGRAM ARGUMENT...
 * Writes "SECONDS PROCESSOR_SECONDS KILOBYTES" to FILE: wall clock, user and system time, and the peak
 * resident memory of the largest process. Exits as the program did.
 */
#include <errno.h>
#include <sys/resource.h>
#include <sys/wait.h>

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(71);
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static int
run(char **argv)
{
	pid_t pid = fork();
	int status;

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		execvp(argv[0], argv);
		die(argv[0]);
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			die("wait");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
main(int argc, char **argv)
{
	struct rusage used;
	double began;
	FILE *out;
	int status;

	if (argc < 3) {
		fprintf(stderr, "usage: measure FILE PROGRAM ARGUMENT...\n");
		return 64;
	}
	began = seconds_now();
	status = run(argv + 2);
	began = seconds_now() - began;
	getrusage(RUSAGE_CHILDREN, &used);
	out = fopen(argv[1], "w");
	if (out == NULL)
		die(argv[1]);
	fprintf(out, "%.6f %.3f %ld\n", began, seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
	    used.ru_maxrss);
	if (fclose(out) != 0)
		die(argv[1]);
	return status;
}
