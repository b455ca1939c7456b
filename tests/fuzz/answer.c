/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer - what a reply says, to a request and to an approval, and as a clerk's command */
#include "process/answer.h"
#include "config/memory.h"
#include "process/command.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	const char *text = fuzz_text(ctx, input);

	for (int to = ANSWER_TO_REQUEST; to <= ANSWER_TO_APPROVAL; to++) {
		struct answer a = answer_read(ctx, text, (enum answer_to)to);

		must_hold(a.kind == ANSWER_UNCLEAR || a.text != NULL, "what is understood has a text");
		must_hold(a.kind != ANSWER_UNCLEAR || a.reason[0] != 0, "what is not has a reason");
	}
	must_hold(command_read(ctx, "", text).text != NULL, "a command has a text");
}
