/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_runs - runs of letters at the command line. */
#include "reply/print_runs.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/number.h"
#include "spool/posting.h"

enum { SHOWN = 50 };

enum verdict
print_runs_list(struct run *run, struct ledger *l, struct fault *f)
{
	struct letter_figures figures;
	struct letter_run *runs;
	size_t count;
	enum verdict v = letter_run_list_newest(l, run->ctx, SHOWN, &runs, &count, f);

	if (v == DONE)
		v = letter_figures(l, clock_now(), &figures, f);
	if (v != DONE)
		return v;
	printf("   run  made              state      decided printed posted  kept returned not-printed  sheets  where\n");
	for (size_t i = 0; i < count; i++) {
		const struct letter_run *r = &runs[i];

		printf("%6lld  %s  %-9s  %7lld %7lld %6lld %5lld %8lld %11lld %7lld  %s%s%s\n", (long long)r->id,
		    clock_local(run->ctx, r->made), letter_run_state_name(r->state), (long long)r->letters + (long long)r->stopped,
		    (long long)r->letters, (long long)r->posted + (long long)r->returned, (long long)r->kept, (long long)r->returned,
		    (long long)r->stopped, (long long)r->sheets, r->place, r->who[0] != 0 ? "  confirmed by " : "", r->who);
	}
	printf("waiting %lld\n", (long long)figures.waiting);
	return DONE;
}

static const char *
why_not(const char *refused)
{
	static const struct {
		const char *code, *words;
	} all[] = {
		{ "no-run", "there is no such run; iken-print --list shows all" },
		{ "not-printed", "it is not printed yet" }, { "already", "it was confirmed before" },
		{ "not-in-run", "a number that is to be kept is not in it" },
	};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (strcmp(all[i].code, refused) == 0)
			return all[i].words;
	return refused;
}

/* The numbers in their proper form. */
static enum verdict
read_numbers(struct run *run, const struct list *typed, struct list *out, struct fault *f)
{
	out->item = must(talloc_zero_array(run->ctx, char *, typed->count + 1));
	out->count = 0;
	for (size_t i = 0; i < typed->count; i++) {
		char *number = number_read(run->ctx, typed->item[i]);

		if (number == NULL)
			return fail(f, NEVER, "%s is not a number: a digit is missing or wrong", typed->item[i]);
		out->item[out->count++] = number;
	}
	return DONE;
}

static enum verdict
confirm(struct run *run, struct ledger *l, struct posting *p, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = posting_confirm(l, run->ctx, p, f);
	if (v == DONE && p->refused != NULL)
		v = fail(f, NEVER, "run %lld: %s", (long long)p->run, why_not(p->refused));
	return db_end(l->db, v, !run->dry_run, f);
}

enum verdict
print_runs_confirm(struct run *run, struct ledger *l, const char *which, const struct list *kept, struct fault *f)
{
	struct list numbers;
	struct posting p = { .kept = &numbers, .who = "iken-print" };
	enum verdict v = read_numbers(run, kept, &numbers, f);

	if (v == DONE && !text_to_number(which, 1, INT64_MAX, &p.run))
		v = fail(f, NEVER, "%s is not the number of a run", which);
	if (v == DONE)
		v = confirm(run, l, &p, f);
	if (v != DONE)
		return v;
	printf("run %lld: %s%lld posted, %lld kept\n", (long long)p.run, run->dry_run ? "would be " : "", (long long)p.posted,
	    (long long)p.kept_back);
	for (size_t i = 0; i < p.overtaken.count; i++)
		printf("%s: a newer answer or a stop has overtaken its letter\n", p.overtaken.item[i]);
	if (!run->dry_run)
		log_line(LOG_NOTE, "run %lld: confirmed: %lld posted, %lld kept", (long long)p.run, (long long)p.posted,
		    (long long)p.kept_back);
	return DONE;
}
