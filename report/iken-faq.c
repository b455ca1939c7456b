/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-faq - makes questions and answers for everybody of answered opinions */
#include "report/faq.h"
#include "spool/fonts.h"

enum option { CANDIDATES, PROPOSE, LIST, SHOW, ADD, WITHDRAW, PUBLISH, SJIS, OPTIONS };

static struct run_option options[OPTIONS + 1] = {
	[CANDIDATES] = { .name = "candidates", .help = "shows what was asked often and could become an entry" },
	[PROPOSE] = { .name = "propose", .help = "asks the departments about the candidates" },
	[LIST] = { .name = "list", .unlocked = true, .help = "shows all entries, a line each" },
	[SHOW] = { .name = "show", .argument = "N", .unlocked = true, .help = "shows one: its texts, where it came from" },
	[ADD] = { .name = "add", .argument = "FILE", .help = "an entry that was typed; its department is asked" },
	[WITHDRAW] = { .name = "withdraw", .argument = "N", .help = "an entry is not published (any more)" },
	[PUBLISH] = { .name = "publish", .help = "only writes the page, the list and the sheets where something changed" },
	[SJIS] = { .name = "sjis", .help = "with --publish: the list in CP932, too, and what did not fit" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

static enum verdict
check_usage(struct run *run)
{
	int count = 0;

	for (int i = 0; i < SJIS; i++)
		count += given((enum option)i) != NULL;
	if (given(SJIS) != NULL && given(PUBLISH) == NULL)
		return fail(&run->fault, NEVER, "--sjis is for --publish");
	return count > 1 ? fail(&run->fault, NEVER, "one thing at a time") : DONE;
}

/* What is due today. */
static enum verdict
work(struct run *run, struct ledger *l)
{
	struct fault *f = &run->fault;
	enum verdict v = faq_count_again(run, l, f);

	if (v == DONE)
		v = faq_by_time(run, l, f);
	return v == DONE ? faq_publish(run, l, false, f) : v;
}

static enum verdict
work_on(struct run *run, struct ledger *l)
{
	struct fault *f = &run->fault;

	if (run->check)
		return DONE;
	if (given(CANDIDATES) != NULL)
		return faq_show_candidates(run, l, f);
	if (given(PROPOSE) != NULL)
		return faq_propose_all(run, l, f);
	if (given(LIST) != NULL)
		return faq_show_list(run, l, f);
	if (given(SHOW) != NULL)
		return faq_show_one(run, l, given(SHOW), f);
	if (given(ADD) != NULL)
		return faq_add(run, l, given(ADD), f);
	if (given(WITHDRAW) != NULL)
		return faq_end(run, l, given(WITHDRAW), f);
	return given(PUBLISH) != NULL ? faq_publish(run, l, given(SJIS) != NULL, f) : work(run, l);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-faq", .lock = RUN_LOCKED, .options = options, .insists = &options[ADD],
		.purpose = "Makes questions and answers for everybody of what was asked and answered often." };
	struct ledger *l = NULL;
	int status;

	run_begin(&run, argc, argv);
	run.verdict = check_usage(&run);
	if (run.verdict == DONE)
		run.verdict = ledger_open(run.ctx, run.settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run.fault);
	if (run.verdict == DONE)
		run.verdict = work_on(&run, l);
	status = run_end(&run);
	fonts_end_of_program();
	return status;
}
