/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-show - one opinion whole, or one arrival: who, what, answers, events; every look is logged */
#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/access.h"
#include "spool/approval.h"
#include "spool/arrival.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/former.h"
#include "spool/number.h"
#include "spool/part.h"

enum { ARRIVALS_SHOWN = 100, OPTION_REASON = 0 };

static struct run_option options[] = {
	[OPTION_REASON] = { .name = "reason", .argument = "TEXT", .help = "why, for the access log" },
	{ .name = NULL },
};

static void
print_contact(const struct contact *c)
{
	static const char *const ways[] = { "mail", "post", "none" };
	const struct {
		const char *label, *value;
	} lines[] = {
		{ "name", c->name }, { "mail", c->mail }, { "postal code", c->postal_code },
		{ "address", c->address }, { "phone", c->phone }, { "fax", c->fax },
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		if (lines[i].value[0] != 0)
			printf("%-12s %s\n", lines[i].label, lines[i].value);
	printf("%-12s %s\n", "answer by", ways[c->reply]);
}

static void
print_head(void *ctx, const struct settings *s, const struct opinion *o)
{
	const struct purpose *purpose = settings_purpose(s, o->purpose);
	const struct department *department = settings_department(s, o->department);

	printf("%-12s %s\n%-12s %s\n", "number", o->number, "state", state_name(o->state));
	printf("%-12s %s\n%-12s %s (%s)\n", "channel", o->channel, "purpose", o->purpose,
	    purpose != NULL ? purpose->name : "no longer in the settings");
	if (o->department[0] != 0)
		printf("%-12s %s (%s)\n", "department", o->department,
		    department != NULL ? department->name : "no longer in the settings");
	if (o->reason[0] != 0) {
		const struct reason *reason = settings_reason(s, o->reason);

		printf("%-12s %s (%s)\n", "not processed", o->reason,
		    reason != NULL ? reason->name : "no longer in the settings");
	}
	if (o->danger)
		printf("%-12s a person was called\n", "danger");
	if (o->is_protected)
		printf("%-12s addresses are in no mail but the resident's own, and in no export\n", "protected");
	printf("%-12s %s\n", "received", clock_local(ctx, o->received));
	if (o->due != 0)
		printf("%-12s %s\n", "due", clock_local(ctx, o->due));
}

static void
print_reading(const struct reading *r)
{
	printf("subject      %s\n", r->subject);
	if (r->damaged != 0)
		printf("damaged      %lld characters could not be read\n", (long long)r->damaged);
	if (r->over_limit[0] != 0)
		printf("limit        more %s than the settings allow\n", r->over_limit);
	for (size_t i = 0; i < r->part_count; i++)
		printf("attachment   %d: %s (%s, %lld octets)\n", r->parts[i].index, r->parts[i].name,
		    r->parts[i].sniffed, (long long)r->parts[i].size);
	printf("\n%s\n", r->text);
}

static enum verdict
print_arrivals(struct run *run, struct ledger *l, const struct opinion *o)
{
	struct entry *entries;
	size_t count;
	enum verdict v = entry_list(l, run->ctx, o->id, ARRIVALS_SHOWN, &entries, &count, &run->fault);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct reading *reading;

		printf("\n---- %s %s, arrival %s\n", clock_local(run->ctx, entries[i].received),
		    entry_kind_name(entries[i].kind), entries[i].id);
		v = entry_reading(l, run->ctx, &entries[i], &reading, &run->fault);
		if (v == DONE)
			print_reading(reading);
		else if (v == NEVER) {
			printf("%s\n", run->fault.text);
			v = DONE;
		}
	}
	return v;
}

/* Who had to agree to a draft, or sees it, and how far that is. */
static enum verdict
print_approvals(struct run *run, struct ledger *l, int64_t draft)
{
	struct approval *list;
	size_t count;
	enum verdict v = approval_list(l, run->ctx, draft, &list, &count, &run->fault);

	if (v == DONE && count != 0)
		printf("\n");
	for (size_t i = 0; v == DONE && i < count; i++) {
		const struct approver *a = settings_approver(run->settings, list[i].approver);

		printf("%-12s %-8s %s  %s%s%s%s\n", approval_role_name(list[i].role), approval_state_name(list[i].state),
		    clock_local(run->ctx, list[i].at), list[i].approver, a != NULL ? " (" : "", a != NULL ? a->name : "",
		    a != NULL ? ")" : "");
	}
	return v;
}

static enum verdict
print_drafts(struct run *run, struct ledger *l, const struct opinion *o)
{
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(l, run->ctx, o->id, &drafts, &count, &run->fault);

	for (size_t i = 0; v == DONE && i < count; i++) {
		printf("\n---- %s %s by %s%s\n\n%s\n", clock_local(run->ctx, drafts[i].at), drafts[i].kind,
		    drafts[i].department, drafts[i].public ? ", may be published" : "", drafts[i].text);
		v = print_approvals(run, l, drafts[i].id);
	}
	return v;
}

/* Other departments that were asked, or got a copy. */
static enum verdict
print_parts(struct run *run, struct ledger *l, const struct opinion *o)
{
	struct opinion_part *parts;
	size_t count;
	enum verdict v = part_list(l, run->ctx, o->id, &parts, &count, &run->fault);

	for (size_t i = 0; v == DONE && i < count; i++) {
		const struct department *d = settings_department(run->settings, parts[i].department);

		printf("%-12s %s (%s): %s", part_role_name(parts[i].role), parts[i].department,
		    d != NULL ? d->name : "no longer in the settings", part_state_name(parts[i].state));
		if (parts[i].due != 0 && parts[i].state == PART_OPEN)
			printf(", due %s", clock_local(run->ctx, parts[i].due));
		putchar('\n');
	}
	return v;
}

static enum verdict
print_events(struct run *run, struct ledger *l, const struct opinion *o)
{
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(l, run->ctx, o->id, &events, &count, &run->fault);

	if (v == DONE)
		printf("\n---- events\n");
	for (size_t i = 0; v == DONE && i < count; i++)
		printf("%s  %-10s %-13s %s%s%s\n", clock_local(run->ctx, events[i].at), events[i].step,
		    events[i].after, events[i].who, events[i].note[0] != 0 ? ": " : "", events[i].note);
	return v;
}

static bool
is_of_no_opinion(enum entry_kind kind)
{
	return kind == ENTRY_HELD || kind == ENTRY_SET_ASIDE || kind == ENTRY_DISCARDED;
}

/* An arrival that is held, discarded or set aside has no number: it is shown by its id. */
static enum verdict
show_arrival(struct run *run, struct ledger *l, const char *id)
{
	struct entry entry;
	struct look look = { .items = "name mail subject text files", .unmasked = true };
	struct reading *reading;
	bool found;
	enum verdict v = entry_by_id(l, run->ctx, id, &entry, &found, &run->fault);

	if (v == DONE && (!found || !is_of_no_opinion(entry.kind)))
		v = fail(&run->fault, NEVER, "no arrival %s is held, discarded or set aside", id);
	look.what = must(talloc_asprintf(run->ctx, "show arrival %s", id));
	if (v == DONE)
		v = access_look(l, &look, &run->fault);
	if (v != DONE)
		return v;
	printf("arrival      %s\nsource       %s\nreceived     %s\n%-12s %s\n", id, entry.source,
	    clock_local(run->ctx, entry.received), entry_kind_name(entry.kind), entry.reason);
	v = entry_reading(l, run->ctx, &entry, &reading, &run->fault);
	if (v != DONE)
		return v;
	printf("from         %s <%s>\n", reading->from.name, reading->from.address);
	for (size_t k = 0; k < reading->recipients.count; k++)
		printf("to           %s\n", reading->recipients.item[k].address);
	print_reading(reading);
	return DONE;
}

/* What it was called in the system that it was taken over from. */
static enum verdict
print_former(struct run *run, struct ledger *l, const struct opinion *o)
{
	char *number, *origin;
	enum verdict v = former_number(l, run->ctx, o, &number, &origin, &run->fault);

	if (v == DONE && number != NULL)
		printf("%-12s %s (%s)\n", "former", number, origin);
	return v;
}

/* Our number; else what an older system called it. */
static enum verdict
find(struct run *run, struct ledger *l, const char *typed, struct opinion *o)
{
	const char *number = number_read(run->ctx, typed);
	int64_t *ids = NULL;
	size_t count = 0;
	bool found = false;
	enum verdict v = DONE;

	if (number != NULL)
		v = opinion_by_number(l, run->ctx, number, o, &found, &run->fault);
	if (v == DONE && !found)
		v = former_find(l, run->ctx, typed, &ids, &count, &run->fault);
	if (v == DONE && count > 1)
		return fail(&run->fault, NEVER, "%zu older systems called an opinion %s: iken-search lists them", count, typed);
	if (v == DONE && count == 1)
		v = opinion_by_id(l, run->ctx, ids[0], o, &found, &run->fault);
	if (v != DONE || found)
		return v;
	return number == NULL ? fail(&run->fault, NEVER, "%s is not a number: a digit is missing or wrong", typed) :
	    fail(&run->fault, NEVER, "there is no opinion %s", number);
}

/* What statistics need is there, and what happened to it. */
static enum verdict
show_erased(struct run *run, struct ledger *l, const struct opinion *o)
{
	print_head(run->ctx, run->settings, o);
	return print_events(run, l, o);
}

static enum verdict
show(struct run *run, struct ledger *l, const char *typed)
{
	struct look look = { .what = "show", .items = "contact subject text answer", .unmasked = true,
		.reason = options[OPTION_REASON].value };
	struct contact *contact;
	struct opinion o = { .id = 0 };
	enum verdict v;

	if (strlen(typed) == ARRIVAL_ID_LENGTH && strspn(typed, "0123456789abcdef") == ARRIVAL_ID_LENGTH)
		return show_arrival(run, l, typed);
	v = find(run, l, typed, &o);
	look.opinion = v == DONE ? o.id : 0;
	if (v == DONE && o.state == STATE_ERASED)
		return show_erased(run, l, &o);
	/* The look is on record before anything is shown. */
	if (v == DONE)
		v = access_look(l, &look, &run->fault);
	if (v == DONE)
		v = opinion_contact(l, run->ctx, &o, &contact, &run->fault);
	if (v != DONE)
		return v;
	print_head(run->ctx, run->settings, &o);
	v = print_former(run, l, &o);
	print_contact(contact);
	if (v == DONE)
		v = print_parts(run, l, &o);
	if (v == DONE)
		v = print_arrivals(run, l, &o);
	if (v == DONE)
		v = print_drafts(run, l, &o);
	if (v == DONE)
		v = print_events(run, l, &o);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-show", .lock = RUN_UNLOCKED, .synopsis = "NUMBER|ID ...", .options = options,
		.purpose = "Shows opinions whole; each look is noted in the access log.",
		.min_arguments = 1, .max_arguments = -1 };
	struct ledger *ledger;

	run_begin(&run, argc, argv);
	run.verdict = ledger_open(run.ctx, run.settings, LEDGER_WRITE, KEYS_OF_REPORT, &ledger, &run.fault);
	for (int i = 0; run.verdict == DONE && i < run.argument_count; i++)
		run.verdict = show(&run, ledger, run.arguments[i]);
	return run_end(&run);
}
