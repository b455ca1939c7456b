/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reading - what a reader of mails says it has read: it may have been taken over by what it read */
#include "spool/reading.h"

#include "config/memory.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	struct reading *r = reading_unpack(ctx, input), *back;
	struct buffer once = buffer_init(ctx), again = buffer_init(ctx);

	if (r == NULL)
		return;
	reading_pack(r, &once);
	back = reading_unpack(ctx, (struct bytes){ once.data, once.len });
	must_hold(back != NULL, "what was believed is packed whole");
	reading_pack(back, &again);
	must_hold(once.len == again.len && memcmp(once.data, again.data, once.len) == 0, "and unpacked the same");
}
