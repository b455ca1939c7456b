/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lastrun - what a program remembers of its last run, and the lock that a killed one has left */
#include "config/lastrun.h"

#include "config/memory.h"
#include "config/standing.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

void
fuzz_one(void *ctx, struct bytes input)
{
	const char *folder = fuzz_folder();
	struct standing_mark mark = { .standing = STANDING_LIVE };
	struct lastrun last = { .reason = "" }, back = { .reason = "" };
	struct working works;
	struct fault f;
	int64_t since;

	fuzz_put("state/iken-send.run", input);
	fuzz_put("lock/iken-send", input);
	fuzz_put(STANDING_FILE, input);
	(void)standing_read(folder, &mark);
	must_hold(memchr(mark.backup, 0, sizeof mark.backup) != NULL, "the backup's name ends");
	(void)lastrun_late(folder, "iken-send", 1795410300, 3600, &works, &since);
	if (!lastrun_read(ctx, folder, "iken-send", &last))
		return;
	must_hold(lastrun_write(folder, "iken-send", &last, &f) == DONE, "it can be written");
	must_hold(lastrun_read(ctx, folder, "iken-send", &back), "and read");
	must_hold(back.began == last.began && back.ended == last.ended && back.exit_status == last.exit_status &&
	    back.verdict == last.verdict && strcmp(back.reason, last.reason) == 0 && back.tally.seen == last.tally.seen &&
	    back.tally.never == last.tally.never, "and is the same");
}
