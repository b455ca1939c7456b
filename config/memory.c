/* SPDX-License-Identifier: GPL-3.0-or-later */
/* memory - talloc, and what happens when there is none left. */
#include "config/memory.h"

#include <sysexits.h>
#include <unistd.h>

void *
must(void *pointer)
{
	static const char words[] = "out of memory; the next run goes on from here\n";

	if (pointer == NULL) {
		if (write(STDERR_FILENO, words, sizeof words - 1) < 0)
			_exit(EX_OSERR);
		_exit(EX_TEMPFAIL);
	}
	return pointer;
}

void *
memory_new(void *ctx, size_t size)
{
	return must(talloc_zero_size(ctx, size));
}
