/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whole - whether a scan, an archive or a table in a drop folder is there to its end */
#include "ingest/whole.h"

#include <unistd.h>

#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	static const char *const names[] = { "a.pdf", "a.zip", "a.csv", "a.txt" };
	int fd = fuzz_file(input);

	(void)ctx;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		must_hold(whole_look(fd, (int64_t)input.len, whole_kind_of(names[i])) != WHOLE_UNREADABLE, "it can be read");
	close(fd);
}
