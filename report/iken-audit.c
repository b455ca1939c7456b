/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-audit - verifies the access log, signs it, says what is unusual in it, and what left about whom */
#include "config/memory.h"
#include "config/run.h"
#include "report/audit.h"

enum option { VERIFY, AGAINST, CHECKPOINT, NEW_FILE, MONTH, LAST_MONTH, CSV, LEAK, OPTIONS };

static struct run_option options[OPTIONS + 1] = {
	[VERIFY] = { .name = "verify", .help = "says whether the access log is as it was written, and which line is not" },
	[AGAINST] = { .name = "against", .argument = "FILE",
	    .help = "with --verify: compares it with a checkpoint in a mail or a printout" },
	[CHECKPOINT] = { .name = "checkpoint", .help = "signs what is new, inside and outside the register" },
	[NEW_FILE] = { .name = "new-file", .help = "with --checkpoint: begins the file outside anew" },
	[MONTH] = { .name = "month", .argument = "YYYY-MM", .help = "who looked at what how often, and what was unusual" },
	[LAST_MONTH] = { .name = "last-month", .help = "the same of the month before this one" },
	[CSV] = { .name = "csv", .help = "with --month and --last-month: as a table" },
	[LEAK] = { .name = "leak", .argument = "MESSAGE-ID|NUMBER",
	    .help = "whose data a mail showed, which items, to whom, when, encrypted or not" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

static enum verdict
check_usage(struct run *run)
{
	static const enum option one[] = { VERIFY, CHECKPOINT, MONTH, LAST_MONTH, LEAK };
	int count = 0;

	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
		count += given(one[i]) != NULL;
	if (count != 1)
		return fail(&run->fault, NEVER, "say one of --%s, --%s, --%s, --%s and --%s", "verify", "checkpoint", "month",
		    "last-month", "leak");
	if (given(CSV) != NULL && given(MONTH) == NULL && given(LAST_MONTH) == NULL)
		return fail(&run->fault, NEVER, "--csv is for --month and --last-month");
	if (given(AGAINST) != NULL && given(VERIFY) == NULL)
		return fail(&run->fault, NEVER, "--against is for --verify");
	if (given(NEW_FILE) != NULL && given(CHECKPOINT) == NULL)
		return fail(&run->fault, NEVER, "--new-file is for --checkpoint");
	return DONE;
}

static enum verdict
work(struct run *run)
{
	struct ledger *l;
	enum verdict v = run->check ? DONE : check_usage(run);

	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run->fault);
	if (v != DONE)
		return v;
	if (run->check)
		return audit_check(run, l, &run->fault);
	if (given(VERIFY) != NULL)
		return audit_verify(run, l, given(AGAINST), &run->fault);
	if (given(MONTH) != NULL || given(LAST_MONTH) != NULL)
		return audit_month(run, l, given(MONTH), given(CSV) != NULL, &run->fault);
	if (given(LEAK) != NULL)
		return audit_leak(run, l, given(LEAK), &run->fault);
	return audit_checkpoint(run, l, given(NEW_FILE) != NULL, &run->fault);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-audit", .lock = RUN_UNLOCKED, .synopsis = "", .options = options,
		.purpose = "Verifies and signs the access log, and says what is unusual in it." };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	return run_end(&run);
}
