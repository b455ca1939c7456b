/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-list - one line for each opinion, without personal data */
#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/access.h"
#include "spool/campaign.h"
#include "spool/figures.h"

enum { OPTION_ALL, OPTION_LATE, OPTION_DEPARTMENT, OPTION_STATE, OPTION_REASON, OPTION_CAMPAIGNS };

static struct run_option options[] = {
	[OPTION_ALL] = { .name = "all", .help = "closed ones too" },
	[OPTION_LATE] = { .name = "late", .help = "only those whose due day has passed" },
	[OPTION_DEPARTMENT] = { .name = "department", .argument = "CODE", .help = "only those with this department" },
	[OPTION_STATE] = { .name = "state", .argument = "STATE", .help = "only those in this state" },
	[OPTION_REASON] = { .name = "reason", .argument = "CODE", .help = "only those that are not processed for this reason" },
	[OPTION_CAMPAIGNS] = { .name = "campaigns", .help = "instead, the same letter from many: how many of it there are" },
	{ .name = NULL },
};

static void
print_opinion(void *ctx, const struct opinion *o)
{
	printf("%-16s %-13s %-8s %-12s %-12s %s  %s%s%s\n", o->number, state_name(o->state), o->channel, o->purpose,
	    o->department[0] != 0 ? o->department : "-", clock_local(ctx, o->received),
	    o->due != 0 ? clock_local(ctx, o->due) : "-", o->reason[0] != 0 ? "  " : "", o->reason);
}

static const char *
value_of(int option)
{
	return options[option].value != NULL ? options[option].value : "";
}

static enum verdict
check_options(struct run *run)
{
	if (*value_of(OPTION_STATE) != 0 && state_from_name(value_of(OPTION_STATE)) == STATES)
		return fail(&run->fault, NEVER, "there is no state %s", value_of(OPTION_STATE));
	if (*value_of(OPTION_DEPARTMENT) != 0 &&
	    settings_department(run->settings, value_of(OPTION_DEPARTMENT)) == NULL)
		return fail(&run->fault, NEVER, "there is no department %s in %s", value_of(OPTION_DEPARTMENT),
		    run->settings_file);
	if (*value_of(OPTION_REASON) != 0 && settings_reason(run->settings, value_of(OPTION_REASON)) == NULL)
		return fail(&run->fault, NEVER, "there is no reason %s", value_of(OPTION_REASON));
	return DONE;
}

/* Number of the first, letters, people, how many are not answered, department, since when. */
static enum verdict
list_campaigns(struct run *run, struct ledger *ledger)
{
	struct campaign_line line = { .c = { .id = 0 } };
	bool found = true;
	enum verdict v = DONE;

	printf("%-16s %7s %7s %7s %-12s %-16s  %s\n", "first", "letters", "people", "open", "department", "since", "newest");
	while (v == DONE && found) {
		void *ctx = must(talloc_new(run->ctx));

		v = campaign_next(ledger, ctx, line.c.id, &line, &found, &run->fault);
		if (v == DONE && found)
			printf("%-16s %7lld %7lld %7lld %-12s %s  %s\n", line.number, (long long)line.c.letters,
			    (long long)line.c.people, (long long)line.open, line.department[0] != 0 ? line.department : "-",
			    clock_local(ctx, line.c.since), clock_local(ctx, line.c.newest));
		talloc_free(ctx);
	}
	return v;
}

static enum verdict
list(struct run *run)
{
	struct filter filter = { .of = LIST_OPEN, .department = value_of(OPTION_DEPARTMENT),
		.state = value_of(OPTION_STATE), .reason = value_of(OPTION_REASON), .now = clock_now() };
	struct ledger *ledger = NULL;
	bool found = true;
	enum verdict v = check_options(run);

	if (options[OPTION_ALL].value != NULL || *filter.state != 0 || *filter.reason != 0)
		filter.of = LIST_ALL;
	else if (options[OPTION_LATE].value != NULL)
		filter.of = LIST_LATE;
	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPORT, &ledger, &run->fault);
	if (v == DONE)
		v = access_note(ledger, "list", 0, &run->fault);
	if (v == DONE && options[OPTION_CAMPAIGNS].value != NULL)
		return list_campaigns(run, ledger);
	if (v == DONE)
		printf("%-16s %-13s %-8s %-12s %-12s %-16s  %s\n", "number", "state", "channel", "purpose",
		    "department", "received", "due");
	while (v == DONE && found) {
		void *ctx = must(talloc_new(run->ctx));
		struct opinion o;

		v = figures_next(ledger, ctx, &filter, &o, &found, &run->fault);
		if (v == DONE && found) {
			print_opinion(ctx, &o);
			filter.after = o.id;
		}
		talloc_free(ctx);
	}
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-list", .lock = RUN_UNLOCKED, .synopsis = "", .options = options,
		.purpose = "Lists opinions, one a line, without personal data." };

	run_begin(&run, argc, argv);
	run.verdict = list(&run);
	return run_end(&run);
}
