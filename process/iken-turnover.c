/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-turnover - shows what changes hands on a day on which departments end and begin */
#include <sysexits.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/hand_over.h"
#include "process/turnover.h"
#include "spool/worklist.h"

enum { OPTION_ON };
enum { APRIL = 4 };

static struct run_option options[] = {
	[OPTION_ON] = { .name = "on", .argument = "DATE", .help = "the day, e.g. 2027-04-01; else the next on which a department ends or begins" },
	{ .name = NULL }
};

struct turnover {
	struct run *run;
	int64_t on;			/* the moment at which the day begins */
	struct work_query q;
	size_t opinions, parts;
};

/* The day that was asked for, else the next one of the settings, else the next 1 April. */
static bool
choose_day(struct turnover *t)
{
	struct day today = clock_tokyo(t->q.now);
	daynum day;

	if (options[OPTION_ON].value != NULL) {
		if (!calendar_date_from_text(options[OPTION_ON].value, &day))
			return false;
		t->on = calendar_begin(day);
		return true;
	}
	t->on = turnover_next(t->run->settings, t->q.now);
	if (t->on == 0)
		t->on = clock_from_tokyo(today.year + (today.month >= APRIL), APRIL, 1);
	return true;
}

static const char *
day_of(int64_t utc, char out[CALENDAR_TEXT])
{
	return utc != 0 ? calendar_text(calendar_day_of(utc), out) : "-";
}

static void
print_work(const struct turnover *t, const struct work *w, const char *more_before, const char *more)
{
	const struct department *to = hand_over_to(t->run->settings, w->department, t->on);
	char due[CALENDAR_TEXT];

	printf("  %-15s %-13s %-10s  %s -> %s%s%s%s\n", w->number, state_name(w->state), day_of(w->due, due),
	    w->department, to->code, more[0] != 0 ? "  " : "", more[0] != 0 ? more_before : "", more);
}

static enum verdict
print_department(struct turnover *t, const char *code, bool parts)
{
	struct worklist list;
	struct fault *f = &t->run->fault;
	enum verdict v = parts ? worklist_parts(&t->q, code, &list, f) : worklist_of_department(&t->q, code, &list, f);

	for (size_t i = 0; v == DONE && i < list.count; i++) {
		size_t *count = parts ? &t->parts : &t->opinions;

		if ((*count)++ == 0)
			printf("\n%s\n", parts ? "open parts that change hands" :
			    "open opinions that change hands, drafts that wait for approval among them");
		print_work(t, &list.item[i], parts ? "for " : "waits for ", parts ? list.item[i].lead :
		    list.item[i].waits_for);
	}
	return v;
}

static enum verdict
print_open(struct turnover *t)
{
	struct list codes;
	enum verdict v = worklist_departments(t->q.l, t->q.ctx, &codes, &t->run->fault);

	for (int parts = 0; parts < 2; parts++)
		for (size_t i = 0; v == DONE && i < codes.count; i++)
			if (hand_over_to(t->run->settings, codes.item[i], t->on) != NULL)
				v = print_department(t, codes.item[i], parts == 1);
	return v;
}

/* Who is waited for although the settings do not know them any more. */
static enum verdict
print_lost_approvers(struct turnover *t)
{
	struct list codes;
	enum verdict v = worklist_approvers(t->q.l, t->q.ctx, &codes, &t->run->fault);
	bool first = true;

	for (size_t i = 0; v == DONE && i < codes.count; i++) {
		struct worklist list;

		if (strcmp(codes.item[i], "desk") == 0 || settings_approver(t->run->settings, codes.item[i]) != NULL)
			continue;
		v = worklist_approvals(&t->q, codes.item[i], INT64_MAX, &list, &t->run->fault);
		for (size_t k = 0; v == DONE && k < list.count; k++) {
			printf("%s  %-15s waits for %s\n", first ? "\ndrafts that wait for an approver who is not in the "
			    "settings\n" : "", list.item[k].number, codes.item[i]);
			first = false;
		}
	}
	return v;
}

static void
print_findings(const struct turnover *t)
{
	static const struct {
		const char *heading;
		void (*find)(const struct settings *s, int64_t on, struct buffer *out);
	} findings[] = {
		{ "settings that name a department which is not there then", turnover_names },
		{ "approvers and groups of clerks that are not needed then", turnover_people },
		{ "addresses that two departments have then", turnover_addresses },
	};

	for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++) {
		struct buffer out = buffer_init(t->run->ctx);

		findings[i].find(t->run->settings, t->on, &out);
		if (out.len != 0)
			printf("\n%s\n%s", findings[i].heading, buffer_text(&out));
	}
}

static enum verdict
show(struct turnover *t)
{
	struct run *run = t->run;
	struct buffer departments = buffer_init(run->ctx);
	char day[CALENDAR_TEXT];
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_READ, KEYS_OF_OPINIONS, &t->q.l, &run->fault);

	if (v == DONE)
		v = calendar_of(t->q.l, &t->q.cal, &run->fault);
	if (v != DONE)
		return v;
	turnover_departments(run->settings, t->on, &departments);
	printf("on %s\n%s", day_of(t->on, day), departments.len != 0 ? buffer_text(&departments) :
	    "  no department ends or begins\n");
	v = print_open(t);
	if (v == DONE)
		v = print_lost_approvers(t);
	if (v != DONE)
		return v;
	print_findings(t);
	printf("\n%zu opinion%s and %zu part%s change hands\n", t->opinions, t->opinions == 1 ? "" : "s", t->parts,
	    t->parts == 1 ? "" : "s");
	return DONE;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-turnover", .lock = RUN_UNLOCKED, .synopsis = "", .options = options,
		.purpose = "Shows what changes hands on a day on which departments end and begin; changes nothing." };
	struct turnover t = { .run = &run };
	bool understood;

	run_begin(&run, argc, argv);
	t.q.ctx = run.ctx;
	t.q.now = clock_now();
	understood = choose_day(&t);
	if (understood)
		run.verdict = show(&t);
	else
		fprintf(stderr, "%s: --on wants a date that exists, such as 2027-04-01\n", run.program);
	return understood ? run_end(&run) : (run_end(&run), EX_USAGE);
}
