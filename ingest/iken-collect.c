/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-collect - takes scans, faxes and files from the drop folders of the settings into the spool. */
#include <signal.h>

#include "config/log.h"
#include "config/run.h"
#include "ingest/collect.h"
#include "spool/seal.h"

static enum collect_extent
extent_of(const struct run *run)
{
	return run->check ? COLLECT_OPEN : run->dry_run ? COLLECT_LIST : COLLECT_ALL;
}

static bool
is_wanted(const struct run *run, const struct drop *drop)
{
	for (int i = 0; i < run->argument_count; i++)
		if (strcmp(run->arguments[i], drop->name) == 0)
			return true;
	return run->argument_count == 0;
}

static void
report(const struct run *run, const char *name, const struct collect_counts *c)
{
	if (run->dry_run)
		printf("%s: %lld seen, %lld would be taken, %lld not complete, %lld refused, %lld failed, "
		    "%lld left for the next run\n", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->waiting, (long long)c->refused, (long long)c->failed, (long long)c->left);
	else if (c->seen > 0)
		log_line(LOG_NOTE, "drop %s: %lld seen, %lld taken, %lld not complete, %lld refused, %lld failed, "
		    "%lld left for the next run, %lld reported", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->waiting, (long long)c->refused, (long long)c->failed, (long long)c->left,
		    (long long)c->reported);
}

/* A folder that is not right leaves the others alone. What is not complete is no matter of this run: it is seen
 * again by the next. */
static enum verdict
collect_one(struct run *run, const struct drop *drop, struct arrivals *arrivals)
{
	struct collect_counts counts;
	struct fault f = { "" };
	enum verdict v = collect_drop(run, drop, arrivals, extent_of(run), &counts, &f);

	if (run->check && v == DONE)
		printf("drop %s: ready\n", drop->name);
	if (!run->check && (v == DONE || counts.seen > 0))
		report(run, drop->name, &counts);
	run->tally.seen += counts.taken + counts.refused + counts.failed;
	run->tally.done += counts.taken;
	run->tally.never += counts.refused;
	run->tally.later += counts.failed;
	if (v != DONE)
		log_line(LOG_ERROR, "drop %s: %s", drop->name, f.text);
	return v;
}

static enum verdict
check_arguments(struct run *run)
{
	for (int i = 0; i < run->argument_count; i++)
		if (settings_drop(run->settings, run->arguments[i]) == NULL)
			return fail(&run->fault, HALT, "%s: there is no [drop %s]", run->settings->file, run->arguments[i]);
	return DONE;
}

static void
collect_all(struct run *run)
{
	struct arrivals *arrivals = NULL;
	enum verdict worst = DONE;

	run->verdict = check_arguments(run);
	if (run->settings->drop_count == 0 || run->verdict != DONE)
		return;
	run->verdict = seal_begin(&run->fault);
	if (run->verdict == DONE && extent_of(run) != COLLECT_LIST)
		run->verdict = arrivals_open(run->ctx, run->settings, &arrivals, &run->fault);
	if (run->verdict != DONE)
		return;
	for (size_t i = 0; i < run->settings->drop_count && run_goes_on(run); i++) {
		const struct drop *drop = &run->settings->drops[i];
		enum verdict v = is_wanted(run, drop) ? collect_one(run, drop, arrivals) : DONE;

		if (v > worst)
			worst = fail(&run->fault, v, "drop %s failed", drop->name);
	}
	run->verdict = worst;
}

int
main(int argc, char **argv)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct run run = {
		.program = "iken-collect",
		.synopsis = "[DROP ...]",
		.purpose = "Takes scans, faxes and files from the drop folders of the settings into the spool.",
		.lock = RUN_LOCKED,
		.max_arguments = -1,
	};

	/* Sent when a writer comes in the moment that drop_is_written() looks. */
	sigaction(SIGIO, &ignore, NULL);
	run_begin(&run, argc, argv);
	collect_all(&run);
	return run_end(&run);
}
