/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase_show - what would be erased, what is to be and what was: counts and numbers, nothing personal. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/erase.h"
#include "spool/file.h"
#include "spool/hold.h"

enum { REPORT_MODE = 0640 };

static void
print_rules(void *ctx, const struct erasure_rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("rule %-12s %6lld  at rest before %s  (%s)\n", rules[i].name, (long long)rules[i].count,
		    clock_local(ctx, rules[i].before), rules[i].says);
}

static void
print_items(const struct erasure_rule *rules, const struct erasure_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		printf("  %-16s %s%s%s\n", items[i].number, rules[items[i].rule - 1].name, items[i].outcome[0] != 0 ? "  " : "",
		    items[i].outcome);
}

enum verdict
erase_show_plan(struct run *run, struct ledger *l, struct fault *f)
{
	struct erasure_plan *plan;
	enum verdict v = erasure_plan(l, run->ctx, &plan, f);

	if (v != DONE)
		return v;
	print_rules(run->ctx, plan->rules, plan->rule_count);
	printf("of no opinion     %6lld  came in before %s\n", (long long)plan->loose, clock_local(run->ctx, plan->loose_before));
	printf("left out          %6lld  held\n                  %6lld  mails or letters wait\n"
	    "                  %6lld  something in the pen is perhaps about them\n", (long long)plan->left.held,
	    (long long)plan->left.waiting, (long long)plan->left.guessed);
	print_items(plan->rules, plan->items, plan->item_count);
	return DONE;
}

enum verdict
erase_show_list(struct run *run, struct ledger *l, struct fault *f)
{
	struct erasure *all;
	size_t count;
	enum verdict v = erasure_list(l, run->ctx, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct erasure_item *items;
		size_t opinions;

		v = erasure_items(l, run->ctx, all[i].id, &items, &opinions, f);
		printf("%4lld  %-10s proposed %s by %s, %zu opinions\n", (long long)all[i].id, erasure_state_name(all[i].state),
		    clock_local(run->ctx, all[i].made), all[i].who, opinions);
	}
	return v;
}

enum verdict
erase_find(struct run *run, struct ledger *l, const char *typed, struct erasure *out, struct fault *f)
{
	bool found = false;
	int64_t id;
	enum verdict v;

	*out = (struct erasure){ .id = 0 };
	if (!text_to_number(typed, 1, INT64_MAX, &id))
		return fail(f, NEVER, "%s is no erasure: iken erase --list shows them", typed);
	v = erasure_by_id(l, run->ctx, id, out, &found, f);
	if (v == DONE && !found)
		return fail(f, NEVER, "there is no erasure %lld: iken erase --list shows them", (long long)id);
	return v;
}

static enum verdict
print_releases(struct run *run, struct ledger *l, const struct erasure *e, struct fault *f)
{
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(l, run->ctx, TO_ERASURE, e->id, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		printf("released by       %s  %s\n", all[i].name, clock_local(run->ctx, all[i].at));
	if (v == DONE && e->state == ERASURE_PROPOSED)
		printf("waits for         %lld more to release it: iken erase --release %lld\n", (long long)e->people - (long long)count,
		    (long long)e->id);
	return v;
}

enum verdict
erase_show_one(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct erasure_rule *rules;
	struct erasure_item *items;
	size_t rule_count, item_count;
	struct erasure e;
	enum verdict v = erase_find(run, l, typed, &e, f);

	if (v == DONE)
		v = erasure_rules(l, run->ctx, e.id, &rules, &rule_count, f);
	if (v == DONE)
		v = erasure_items(l, run->ctx, e.id, &items, &item_count, f);
	if (v != DONE)
		return v;
	printf("erasure           %lld, %s\nproposed          %s by %s\n", (long long)e.id, erasure_state_name(e.state),
	    clock_local(run->ctx, e.made), e.who);
	v = print_releases(run, l, &e, f);
	print_rules(run->ctx, rules, rule_count);
	printf("of no opinion             came in before %s\n", clock_local(run->ctx, e.loose_before));
	if (e.began != 0)
		printf("destroyed         %lld keys, %lld arrivals, %lld of no opinion, %lld files\n", (long long)e.keys,
		    (long long)e.arrivals, (long long)e.loose, (long long)e.files);
	print_items(rules, items, item_count);
	return v;
}

enum verdict
erase_show_holds(struct run *run, struct ledger *l, struct fault *f)
{
	struct hold *all;
	size_t count;
	enum verdict v = hold_list(l, run->ctx, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		printf("%-16s %s  %s: %s\n", all[i].number, clock_local(run->ctx, all[i].at), all[i].who, all[i].reason);
	return v;
}

enum verdict
erase_show_report(struct run *run, struct ledger *l, const char *typed, const char *output, struct fault *f)
{
	const char *text = "";
	struct erasure e;
	enum verdict v = erase_find(run, l, typed, &e, f);

	if (v == DONE)
		v = erasure_report(l, run->ctx, e.id, &text, f);
	if (v == DONE && text[0] == 0)
		return fail(f, NEVER, "erasure %lld is %s: there is no report yet", (long long)e.id, erasure_state_name(e.state));
	if (v == DONE && output != NULL && strcmp(output, "-") != 0)
		return file_put(output, bytes_of(text), REPORT_MODE, f);
	if (v == DONE)
		printf("%s", text);
	return v;
}
