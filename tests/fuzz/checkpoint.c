/* SPDX-License-Identifier: GPL-3.0-or-later */
/* checkpoint - checkpoints of the access log in a file, a mail or what somebody typed in from paper */
#include "config/memory.h"
#include "spool/access_sign.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	struct checkpoint *c, *back;
	size_t count = access_read_checkpoints(ctx, fuzz_text(ctx, input), &c);

	for (size_t i = 0; i < count; i++) {
		must_hold(c[i].end.count >= 0 && c[i].end.at >= 0, "lines and a time");
		must_hold(access_read_checkpoints(ctx, access_checkpoint_line(ctx, &c[i]), &back) == 1, "written, it is one");
		must_hold(back->end.count == c[i].end.count && back->end.at == c[i].end.at && back->whole == c[i].whole &&
		    memcmp(back->end.chain, c[i].end.chain, SEAL_DIGEST) == 0 &&
		    memcmp(back->signature, c[i].signature, SEAL_SIGNATURE) == 0, "and the same");
	}
}
