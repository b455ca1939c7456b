/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-fetch - takes mails from the mailboxes of the settings into the spool. */
#include "config/log.h"
#include "config/run.h"
#include "ingest/fetch.h"

static enum fetch_extent
extent_of(const struct run *run)
{
	return run->check ? FETCH_OPEN : run->dry_run ? FETCH_LIST : FETCH_ALL;
}

static bool
is_wanted(const struct run *run, const struct source *source)
{
	for (int i = 0; i < run->argument_count; i++)
		if (strcmp(run->arguments[i], source->name) == 0)
			return true;
	return run->argument_count == 0;
}

static void
report(const struct run *run, const char *name, const struct fetch_counts *c)
{
	if (run->dry_run)
		printf("%s: %lld seen, %lld would be taken, %lld already known, %lld too large, %lld failed, "
		    "%lld left for the next run\n", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->known, (long long)c->too_large, (long long)c->failed, (long long)c->left);
	else
		log_line(LOG_NOTE, "source %s: %lld seen, %lld taken, %lld already known, %lld too large, "
		    "%lld failed, %lld left for the next run", name, (long long)c->seen, (long long)c->taken,
		    (long long)c->known, (long long)c->too_large, (long long)c->failed, (long long)c->left);
	if (c->too_large > 0)
		log_line(LOG_WARNING, "source %s: %lld mails stay at the source because they are larger than "
		    "message_size; the largest has %lld octets", name, (long long)c->too_large,
		    (long long)c->largest);
	if (c->failed > 0)
		log_line(LOG_WARNING, "source %s: %lld mails could not be read at the source", name,
		    (long long)c->failed);
}

/* A source that fails leaves the others alone, whatever the reason. */
static enum verdict
fetch_one(struct run *run, const struct source *source, struct arrivals *arrivals)
{
	struct fetch_counts counts;
	struct fault f = { "" };
	enum verdict v = fetch_source(run, source, arrivals, extent_of(run), &counts, &f);

	if (run->check && v == DONE)
		printf("source %s: ready\n", source->name);
	if (!run->check && (v == DONE || counts.seen > 0))
		report(run, source->name, &counts);
	run->tally.seen += counts.taken + counts.too_large + counts.failed;
	run->tally.done += counts.taken;
	run->tally.never += counts.too_large;
	run->tally.later += counts.failed;
	if (v != DONE)
		log_line(LOG_ERROR, "source %s: %s", source->name, f.text);
	return v;
}

static enum verdict
check_arguments(struct run *run)
{
	for (int i = 0; i < run->argument_count; i++)
		if (settings_source(run->settings, run->arguments[i]) == NULL)
			return fail(&run->fault, HALT, "%s: there is no [source %s]", run->settings->file,
			    run->arguments[i]);
	return DONE;
}

static void
fetch_all(struct run *run)
{
	struct arrivals *arrivals = NULL;
	enum verdict worst = DONE;

	run->verdict = check_arguments(run);
	if (run->verdict == DONE && extent_of(run) != FETCH_LIST)
		run->verdict = arrivals_open(run->ctx, run->settings, &arrivals, &run->fault);
	if (run->verdict != DONE)
		return;
	for (size_t i = 0; i < run->settings->source_count && run_goes_on(run); i++) {
		const struct source *source = &run->settings->sources[i];
		enum verdict v = is_wanted(run, source) ? fetch_one(run, source, arrivals) : DONE;

		if (v > worst)
			worst = fail(&run->fault, v, "source %s failed", source->name);
	}
	run->verdict = worst;
}

int
main(int argc, char **argv)
{
	struct run run = {
		.program = "iken-fetch",
		.synopsis = "[SOURCE ...]",
		.purpose = "Takes mails from the mailboxes of the settings into the spool.",
		.lock = RUN_LOCKED,
		.max_arguments = -1,
	};

	run_begin(&run, argc, argv);
	fetch_all(&run);
	return run_end(&run);
}
