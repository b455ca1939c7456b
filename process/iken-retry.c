/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-retry - puts what was held or set aside back into the queue, after a repair */
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/access.h"
#include "spool/entry.h"
#include "spool/virus.h"

enum { OPTION_ALL, OPTION_UNSCANNED, MOST = 10000 };

static struct run_option options[] = {
	[OPTION_ALL] = { .name = "all", .help = "everything that was set aside; what is held is left to the desk" },
	[OPTION_UNSCANNED] = { .name = "unscanned", .help = "lets pass those named in which a virus was found by mistake; recorded" },
	{ .name = NULL },
};

static bool
is_wanted(const struct run *run, const struct entry *e)
{
	if (options[OPTION_ALL].value != NULL)
		return e->kind == ENTRY_SET_ASIDE;
	for (int i = 0; i < run->argument_count; i++)
		if (strcmp(run->arguments[i], e->id) == 0)
			return true;
	return false;
}

/* Whatever the virus scanner says of it: who did so, and when, is in the access log. */
static enum verdict
let_pass(struct run *run, struct ledger *l, const struct entry *e)
{
	const struct look look = { .what = must(talloc_asprintf(run->ctx, "unscanned %s", e->id)) };
	enum verdict v = virus_waive(l, e->id, &run->fault);

	if (v == DONE)
		v = access_look_within(l, &look, &run->fault);
	if (v == DONE)
		log_line(LOG_WARNING, "%s: %s lets it pass although %s", e->id, access_user(run->ctx),
		    e->reason[0] != 0 ? e->reason : "it was set aside");
	return v;
}

static enum verdict
retry(struct run *run, struct ledger *l, const struct entry *e)
{
	enum verdict v = db_begin(l->db, &run->fault);

	if (v != DONE)
		return v;
	if (options[OPTION_UNSCANNED].value != NULL)
		v = let_pass(run, l, e);
	if (v == DONE)
		v = entry_retry(l, e, &run->fault);
	return db_end(l->db, v, true, &run->fault);
}

static enum verdict
retry_wanted(struct run *run)
{
	struct ledger *ledger;
	struct entry *entries;
	size_t count;
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEY_PUBLIC | KEY_MASTER | KEY_LOOKUP | KEY_DIGEST | KEY_AUDIT, &ledger, &run->fault);

	if (v == DONE)
		v = entry_list(ledger, run->ctx, 0, MOST, &entries, &count, &run->fault);
	if (v != DONE)
		return v;
	for (size_t i = 0; i < count && run_goes_on(run); i++) {
		if (!is_wanted(run, &entries[i]))
			continue;
		v = run->dry_run ? DONE : retry(run, ledger, &entries[i]);
		if (v == DONE)
			log_line(LOG_NOTE, "%s: back in the queue", entries[i].id);
		run_tally(run, entries[i].id, v, &run->fault);
	}
	if (run->argument_count != 0 && run->tally.seen != run->argument_count)
		return fail(&run->fault, NEVER, "%d of %d ids are neither held nor set aside (see iken status)",
		    run->argument_count - (int)run->tally.seen, run->argument_count);
	return DONE;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-retry", .lock = RUN_LOCKED,
		/* iken-register must not store again what is being put back. */
		.lock_name = "iken-register", .synopsis = "[ID ...]", .options = options,
		.purpose = "Puts what was set aside back into the queue.", .max_arguments = -1 };

	run_begin(&run, argc, argv);
	if (options[OPTION_UNSCANNED].value != NULL && (options[OPTION_ALL].value != NULL || run.argument_count == 0))
		run.verdict = fail(&run.fault, NEVER, "--unscanned wants the ids of what is to pass, and no --all");
	else
		run.verdict = retry_wanted(&run);
	return run_end(&run);
}
