/* SPDX-License-Identifier: GPL-3.0-or-later */
/* child - what the confined children have in common that read mails and scans. */
#include "spool/child.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sysexits.h>
#include <unistd.h>

#include "spool/file.h"

enum { STACK = 64 << 20, REASON_MAX = 120 };

void
child_write(int fd, const void *data, size_t len)
{
	if (!file_write(fd, (struct bytes){ data, len }))
		_exit(EX_IOERR);
}

void
child_widen_stack(void)
{
	struct rlimit stack = { STACK, RLIM_INFINITY };

	getrlimit(RLIMIT_STACK, &stack);
	if (stack.rlim_max == RLIM_INFINITY || stack.rlim_max > STACK)
		stack.rlim_cur = STACK;
	setrlimit(RLIMIT_STACK, &stack);
}

int64_t
child_address_space(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	char words[64] = "0";

	if (file == NULL)
		return 0;
	if (fgets(words, sizeof words, file) == NULL)
		words[0] = 0;
	fclose(file);
	return strtol(words, NULL, 10) * sysconf(_SC_PAGESIZE);
}

void
child_limit_time(int64_t seconds)
{
	struct itimerval time = { .it_value = { .tv_sec = seconds } };

	if (setitimer(ITIMER_PROF, &time, NULL) != 0)
		_exit(EX_OSERR);
}

/* ---- last words ---- */

static struct child_words last_words;
static char gave_up[REASON_MAX], crashed[REASON_MAX];

/* Runs in the middle of anything: only write() and _exit(). */
static void
say_last_words(int number)
{
	static const char late[] = "it takes longer to read than limits.parse_seconds allows";
	const size_t digits = strlen(crashed) - strlen("00)");
	const char *text = crashed;
	uint32_t len;

	crashed[digits] = (char)('0' + number / 10);
	crashed[digits + 1] = (char)('0' + number % 10);
	if (number == SIGPROF || number == SIGXCPU)
		text = late;
	else if (number == SIGABRT || number == SIGTRAP)
		text = gave_up;
	len = (uint32_t)strlen(text);
	memcpy((char *)last_words.head + last_words.length_at, &len, sizeof len);
	if (write(last_words.fd, last_words.head, last_words.head_len) == (ssize_t)last_words.head_len &&
	    write(last_words.fd, text, len) == (ssize_t)len)
		_exit(EX_DATAERR);
	_exit(EX_IOERR);
}

/* On a stack of their own, since a stack that overflows is one of the reasons. Sanitizers tell of crashes
 * themselves. */
void
child_prepare_last_words(const struct child_words *words)
{
	static unsigned char room[16384];
	static const int signals[] = { SIGPROF, SIGXCPU,
#ifndef IKEN_SANITIZED
		SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP,
#endif
	};
	stack_t stack = { .ss_sp = room, .ss_size = sizeof room };
	struct sigaction action = { .sa_handler = say_last_words, .sa_flags = SA_ONSTACK | (int)SA_RESETHAND };

	last_words = *words;
	snprintf(gave_up, sizeof gave_up, "the reader of %s gave up, as it does when limits.parse_memory is too little",
	    words->reader);
	snprintf(crashed, sizeof crashed, "the reader of %s crashed on it (signal 00)", words->reader);
	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
		sigaction(signals[i], &action, NULL);
}
