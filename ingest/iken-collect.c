/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-collect - takes scans, faxes and files from the drop folders, and what came by the page, into the spool. */
#include <signal.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "ingest/collect.h"
#include "ingest/pagein.h"
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

static bool
page_is_wanted(const struct run *run)
{
	for (int i = 0; i < run->argument_count; i++)
		if (strcmp(run->arguments[i], "page") == 0)
			return settings_has_page(run->settings);
	return run->argument_count == 0 && settings_has_page(run->settings);
}

static void
report(const struct run *run, const char *name, const struct collect_counts *c)
{
	if (run->dry_run)
		printf("%s: %lld seen, %lld would be taken, %lld not complete, %lld refused, %lld failed, "
		    "%lld left for the next run\n", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->waiting, (long long)c->refused, (long long)c->failed, (long long)c->left);
	else if (c->seen > 0)
		log_line(LOG_NOTE, "%s: %lld seen, %lld taken, %lld not complete, %lld refused, %lld failed, "
		    "%lld left for the next run, %lld reported", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->waiting, (long long)c->refused, (long long)c->failed, (long long)c->left,
		    (long long)c->reported);
}

/* A folder that is not right leaves the others alone. What is not complete is no matter of this run: it is seen
 * again by the next. drop NULL: the residents' page. */
static enum verdict
collect_one(struct run *run, const struct drop *drop, struct arrivals *arrivals)
{
	const char *name = drop != NULL ? must(talloc_asprintf(run->ctx, "drop %s", drop->name)) : "page";
	struct collect_counts counts;
	struct fault f = { "" };
	enum verdict v = drop != NULL ? collect_drop(run, drop, arrivals, extent_of(run), &counts, &f) :
	    pagein_collect(run, arrivals, extent_of(run), &counts, &f);

	if (run->check && v == DONE)
		printf("%s: ready\n", name);
	if (!run->check && (v == DONE || counts.seen > 0))
		report(run, name, &counts);
	run->tally.seen += counts.taken + counts.refused + counts.failed;
	run->tally.done += counts.taken;
	run->tally.never += counts.refused;
	run->tally.later += counts.failed;
	if (v != DONE)
		log_line(LOG_ERROR, "%s: %s", name, f.text);
	return v;
}

static enum verdict
check_arguments(struct run *run)
{
	for (int i = 0; i < run->argument_count; i++)
		if (settings_drop(run->settings, run->arguments[i]) == NULL &&
		    !(strcmp(run->arguments[i], "page") == 0 && settings_has_page(run->settings)))
			return fail(&run->fault, HALT, "%s: there is no [drop %s]", run->settings->file, run->arguments[i]);
	return DONE;
}

static void
collect_all(struct run *run)
{
	struct arrivals *arrivals = NULL;
	enum verdict worst = DONE;

	run->verdict = check_arguments(run);
	if ((run->settings->drop_count == 0 && !page_is_wanted(run)) || run->verdict != DONE)
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
	if (page_is_wanted(run) && run_goes_on(run)) {
		enum verdict v = collect_one(run, NULL, arrivals);

		if (v > worst)
			worst = fail(&run->fault, v, "page failed");
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
		.purpose = "Takes scans, faxes and files from the drop folders, and what came by the residents' page, into the spool.",
		.lock = RUN_LOCKED,
		.max_arguments = -1,
	};

	/* Sent when a writer comes in the moment that drop_is_written() looks. */
	sigaction(SIGIO, &ignore, NULL);
	run_begin(&run, argc, argv);
	collect_all(&run);
	return run_end(&run);
}
