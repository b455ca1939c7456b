/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings - the settings file: read, or refused with every line that is wrong */
#include "config/settings.h"

#include <stdlib.h>
#include <unistd.h>

#include "config/memory.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	char path[] = "/tmp/iken-fuzz-XXXXXX";
	int fd = mkstemp(path);
	struct buffer errors = buffer_init(ctx);
	struct settings *s = NULL;
	struct fault f;
	enum verdict v;

	must_hold(fd >= 0 && write(fd, input.data, input.len) == (ssize_t)input.len, "a file");
	close(fd);
	v = settings_read(ctx, path, &s, &errors, &f);
	unlink(path);
	must_hold(v == HALT || (v == DONE && s != NULL), "settings, or mistakes");
	must_hold(v == DONE || errors.len > 0 || f.text[0] != 0, "mistakes are told");
}
