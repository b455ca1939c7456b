/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-erase - erases what is no longer needed, when two people have agreed, and reports */
#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "report/erase.h"
#include "report/erasure_text.h"
#include "spool/access_handover.h"
#include "spool/file.h"

enum option { PROPOSE, LIST, SHOW, RELEASE, WITHDRAW, HOLD, REASON, LIFT, HOLDS, REPORT, OUTPUT, VERIFY, KEY, PUBLIC_KEY, OPTIONS };

enum { REPORT_MAX = 1 << 20, KEY_MAX = 256 };

static struct run_option options[OPTIONS + 1] = {
	[PROPOSE] = { .name = "propose", .help = "proposes what the rules would erase now; with -n only shows it" },
	[LIST] = { .name = "list", .unlocked = true, .help = "shows all erasures" },
	[SHOW] = { .name = "show", .argument = "N", .unlocked = true, .help = "shows one: rules, counts, people, numbers" },
	[RELEASE] = { .name = "release", .argument = "N", .unlocked = true, .help = "agrees to a proposal, as one of several people" },
	[WITHDRAW] = { .name = "withdraw", .argument = "N", .help = "gives a proposal up before anything is erased" },
	[HOLD] = { .name = "hold", .argument = "NUMBER", .unlocked = true, .help = "an opinion is not erased for now; needs --reason" },
	[REASON] = { .name = "reason", .argument = "TEXT", .help = "why it is held" },
	[LIFT] = { .name = "lift", .argument = "NUMBER", .unlocked = true, .help = "an opinion is no longer held" },
	[HOLDS] = { .name = "holds", .unlocked = true, .help = "shows what is held, since when and why" },
	[REPORT] = { .name = "report", .argument = "N", .unlocked = true, .help = "shows the signed report of an erasure" },
	[OUTPUT] = { .name = "output", .letter = 'o', .argument = "FILE", .help = "the report goes into a file" },
	[VERIFY] = { .name = "verify-report", .argument = "FILE", .unlocked = true, .help = "whether a report is whole and signed by us" },
	[KEY] = { .name = "key", .argument = "HEX", .help = "the public key that was published, instead of ours" },
	[PUBLIC_KEY] = { .name = "public-key", .unlocked = true, .help = "shows the public key of our signatures" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

/* What makes no sense together. */
static enum verdict
check_usage(struct run *run)
{
	static const enum option one[] = { PROPOSE, LIST, SHOW, RELEASE, WITHDRAW, HOLD, LIFT, HOLDS, REPORT, VERIFY, PUBLIC_KEY };
	int count = 0;

	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
		count += given(one[i]) != NULL;
	if (count > 1)
		return fail(&run->fault, NEVER, "one thing at a time");
	if (given(REASON) != NULL && given(HOLD) == NULL)
		return fail(&run->fault, NEVER, "--reason is for --hold");
	if (given(OUTPUT) != NULL && given(REPORT) == NULL)
		return fail(&run->fault, NEVER, "--output is for --report");
	if (given(KEY) != NULL && given(VERIFY) == NULL)
		return fail(&run->fault, NEVER, "--key is for --verify-report");
	return DONE;
}

static enum verdict
public_key(struct run *run, struct ledger *l)
{
	unsigned char public[SEAL_PUBLIC];
	char digits[2 * SEAL_PUBLIC + 1];

	(void)run;
	seal_signing_public(l->keys->audit, public);
	seal_hex(public, sizeof public, digits);
	printf("%s\n", digits);
	return DONE;
}

/* Signed before audit.key was renewed. */
static enum verdict
verify_former(struct run *run, struct ledger *l, struct bytes text)
{
	struct fault ignored;

	for (size_t i = 0; i < l->handover_count; i++)
		if (erasure_text_verify(text, l->handover[i].old, &ignored) == DONE) {
			printf("the report is whole, and signed with the key that we had until %s\n",
			    clock_local(run->ctx, l->handover[i].end.at));
			return DONE;
		}
	return NEVER;
}

static enum verdict
verify_report(struct run *run, struct ledger *l)
{
	unsigned char public[SEAL_PUBLIC];
	struct buffer text;
	enum verdict v = DONE;

	if (given(KEY) == NULL)
		seal_signing_public(l->keys->audit, public);
	else if (strlen(given(KEY)) != 2 * SEAL_PUBLIC || !seal_from_hex(given(KEY), public, sizeof public))
		v = fail(&run->fault, NEVER, "--key: %d hexadecimal digits", 2 * SEAL_PUBLIC);
	if (v == DONE)
		v = file_get(run->ctx, given(VERIFY), REPORT_MAX, &text, &run->fault);
	if (v == DONE)
		v = erasure_text_verify(buffer_bytes(&text), public, &run->fault);
	if (v == DONE)
		printf("the report is whole, and signed with %s key\n", given(KEY) != NULL ? "that" : "our");
	else if (v == NEVER && given(KEY) == NULL)
		v = verify_former(run, l, buffer_bytes(&text));
	return v;
}

static enum verdict
check(struct run *run, struct ledger *l)
{
	struct erasure_plan *plan;
	enum verdict v;

	if (run->settings->erase_rule_count == 0) {
		printf("there is no rule: nothing is ever erased\n");
		return DONE;
	}
	v = erasure_plan(l, run->ctx, &plan, &run->fault);
	if (v == DONE)
		printf("%zu rules, which would erase %zu opinions now\n", plan->rule_count, plan->item_count);
	return v;
}

static enum verdict
work_on(struct run *run, struct ledger **l)
{
	struct fault *f = &run->fault;

	if (run->check)
		return check(run, *l);
	if (given(LIST) != NULL)
		return erase_show_list(run, *l, f);
	if (given(SHOW) != NULL)
		return erase_show_one(run, *l, given(SHOW), f);
	if (given(HOLDS) != NULL)
		return erase_show_holds(run, *l, f);
	if (given(REPORT) != NULL)
		return erase_show_report(run, *l, given(REPORT), given(OUTPUT), f);
	if (given(VERIFY) != NULL)
		return verify_report(run, *l);
	if (given(PUBLIC_KEY) != NULL)
		return public_key(run, *l);
	if (given(PROPOSE) != NULL)
		return erase_propose(run, *l, f);
	if (given(RELEASE) != NULL)
		return erase_release(run, *l, given(RELEASE), f);
	if (given(WITHDRAW) != NULL)
		return erase_withdraw(run, *l, given(WITHDRAW), f);
	if (given(HOLD) != NULL)
		return erase_hold(run, *l, given(HOLD), given(REASON), f);
	if (given(LIFT) != NULL)
		return erase_lift(run, *l, given(LIFT), f);
	return erase_work(run, l, f);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-erase", .lock = RUN_LOCKED, .options = options, .insists = &options[WITHDRAW],
		.purpose = "Erases what is no longer needed, when several people have agreed, and reports." };
	struct ledger *l = NULL;

	run_begin(&run, argc, argv);
	run.verdict = check_usage(&run);
	if (run.verdict == DONE)
		run.verdict = ledger_open(run.ctx, run.settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run.fault);
	if (run.verdict == DONE)
		run.verdict = work_on(&run, &l);
	return run_end(&run);
}
