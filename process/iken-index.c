/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-index - brings the blind index up to date with the register */
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/index.h"

/* Opinions that a round takes in which were never reached: so many that nobody waits for it. */
enum { OF_A_ROUND = 2000, OF_A_COMMIT = 10000 };

enum { OPTION_ALL, OPTION_ANEW };

static struct run_option options[] = {
	[OPTION_ALL] = { .name = "all", .help = "goes on until everything is in it and lies together, however long that takes" },
	[OPTION_ANEW] = { .name = "anew", .help = "throws it away first" },
	{ .name = NULL },
};

static enum verdict
say_cover(struct run *run, struct ledger *l)
{
	struct index_cover cover;
	struct index *x;
	enum verdict v = index_open(run->ctx, l, INDEX_READ, &x, &run->fault);

	if (v == DONE)
		v = index_cover(x, &cover, &run->fault);
	if (v == NEVER) {
		printf("%s\n", run->fault.text);
		return DONE;
	}
	if (v == DONE && cover.reached < cover.highest)
		printf("the index covers %lld of %lld opinions\n", (long long)cover.reached, (long long)cover.highest);
	else if (v == DONE)
		printf("the index covers all %lld opinions; %lld events are to be followed\n", (long long)cover.highest,
		    (long long)cover.behind);
	return v;
}

static void
tell(struct run *run, const struct index_done *done)
{
	if (done->added + done->changed + done->removed != 0)
		log_line(LOG_NOTE, "index: %lld opinions came to it, %lld changed, %lld are gone", (long long)done->added,
		    (long long)done->changed, (long long)done->removed);
	run->tally.seen += done->looked;
	run->tally.done += done->looked;
}

static enum verdict
settle(struct run *run, struct index *x, struct fault *f)
{
	bool more = true;
	enum verdict v = DONE;

	while (v == DONE && more && run_goes_on(run))
		v = index_settle(x, &more, f);
	return v;
}

/* One opening of it, to the end of what this run does. */
static enum verdict
bring_up_to_date(struct run *run, struct ledger *l, struct fault *f)
{
	bool all = options[OPTION_ALL].value != NULL;
	struct index_done done = { .more = true };
	struct index *x;
	enum verdict v = index_open(run->ctx, l, INDEX_WRITE, &x, f);

	if (v != DONE)
		return v;
	do {
		v = index_update(x, all ? OF_A_COMMIT : OF_A_ROUND, &done, f);
		if (v == DONE)
			tell(run, &done);
	} while (v == DONE && all && done.more && run_goes_on(run));
	if (v == DONE && all)
		v = settle(run, x, f);
	index_close(&x);
	return v;
}

static enum verdict
work(struct run *run, struct ledger *l)
{
	const struct settings *s = run->settings;
	enum verdict v = DONE;

	if (run->check || run->dry_run)
		return say_cover(run, l);
	if (!s->search.index || options[OPTION_ANEW].value != NULL)
		v = index_discard(s, &run->fault);
	if (v != DONE || !s->search.index)
		return v;
	v = bring_up_to_date(run, l, &run->fault);
	if (v != HALT)
		return v;
	/* What is derived is made anew, once. */
	log_line(LOG_WARNING, "%s", run->fault.text);
	v = index_discard(s, &run->fault);
	return v == DONE ? bring_up_to_date(run, l, &run->fault) : v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-index", .lock = RUN_LOCKED, .synopsis = "", .options = options,
		.purpose = "Brings the index that words are searched in up to date with the register." };
	struct ledger *l;

	run_begin(&run, argc, argv);
	run.verdict = ledger_open(run.ctx, run.settings, LEDGER_READ, KEY_MASTER | KEY_LOOKUP | KEY_DIGEST, &l, &run.fault);
	if (run.verdict == DONE)
		run.verdict = work(&run, l);
	return run_end(&run);
}
