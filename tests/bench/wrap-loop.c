/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wrap-loop N - wraps N secrets under passwords (Argon2id, as the residents' page does for each post), on all processors. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "spool/page_wrap.h"

static int
wrap(long n)
{
	static const unsigned char secret[SEAL_SECRET] = { 1 };
	struct page_wrap made;
	struct fault f;

	for (; n > 0; n--)
		if (page_wrap_make("2026-000001-5", 1, "k7mp-3x9q-ha2d", secret, &made, &f) != DONE)
			return 1;
	return 0;
}

int
main(int argc, char **argv)
{
	long n = argc > 1 ? strtol(argv[1], NULL, 10) : 0, processors = sysconf(_SC_NPROCESSORS_ONLN);
	int status, bad = 0;

	for (long i = 0; i < processors; i++) {
		pid_t child = fork();

		if (child < 0)
			return 1;
		if (child == 0)
			_exit(wrap(n / processors + (i < n % processors)));
	}
	while (wait(&status) > 0)
		bad |= status;
	return bad != 0;
}
