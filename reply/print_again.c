/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_again - letters that were printed are printed once more, as they were, marked 再発行. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/print.h"
#include "spool/access.h"
#include "spool/number.h"

/* The letters that are meant; an array owned by ctx. */
static enum verdict
find(struct print_run *x, void *ctx, const char *which, struct letter_row **out, size_t *count_out, struct fault *f)
{
	char *number = number_read(ctx, which);
	struct letter_run run;
	struct opinion o;
	bool found = false;
	int64_t id;
	enum verdict v = DONE;

	*out = memory_new(ctx, sizeof **out);
	*count_out = 0;
	if (number != NULL) {
		v = opinion_by_number(x->l, ctx, number, &o, &found, f);
		if (v == DONE && found)
			v = letter_newest(x->l, ctx, o.id, *out, &found, f);
		*count_out = 1;
	} else if (text_to_number(which, 1, INT64_MAX, &id)) {
		v = letter_run_by_id(x->l, ctx, id, &run, &found, f);
		if (v == DONE && found && run.state == RUN_MAKING)
			return fail(f, NEVER, "run %s is not printed yet", which);
		if (v == DONE && found)
			v = letters_of_run(x->l, ctx, id, out, count_out, f);
	}
	if (v == DONE && !found)
		return fail(f, NEVER, "%s is neither a run of letters nor the number of an opinion with a printed letter", which);
	return v;
}

static enum verdict
prepare(struct print_run *x, const struct letter_row *before, struct fault *f)
{
	struct print_letter *p = print_add(x);
	struct intent *intent = memory_new(p->ctx, sizeof *intent);
	enum state after;
	bool found;
	enum verdict v = intent_by_id(x->l, p->ctx, before->intent, intent, &found, f);

	p->intent = intent;
	p->row.document = before->document;
	p->row.number = before->number;
	p->row.reprints = before->reprints != 0 ? before->reprints : before->id;
	if (v == DONE && !found)
		p->cancelled = "gone";
	if (v == DONE && found)
		v = print_prepare(x, p, f);
	if (v == DONE && p->cancelled == NULL && !state_after(p->facts.opinion.state, STEP_REPRINT, &after))
		p->cancelled = state_name(p->facts.opinion.state);
	return v;
}

static enum verdict
print_them(struct print_run *x, const char *which, const struct letter_row *letters, size_t count, struct fault *f)
{
	size_t good = 0;
	enum verdict v = DONE;

	print_begin(x, clock_now(), count);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = prepare(x, &letters[i], f);
	for (size_t i = 0; v == DONE && i < x->count; i++)
		good += x->letter[i]->why == NULL && x->letter[i]->cancelled == NULL;
	if (v == DONE && good == 0)
		v = fail(f, NEVER, "%s cannot be printed again: %s", which, count == 0 ? "it has no letters" :
		    x->letter[0]->why != NULL ? x->letter[0]->why : x->letter[0]->cancelled);
	if (v == DONE && x->run->dry_run)
		printf("would print %zu letter%s again\n", good, good == 1 ? "" : "s");
	else if (v == DONE)
		v = print_fix_and_make(x, 0, f);
	talloc_free(x->ctx);
	return v;
}

/* Who has them printed sees them. */
static enum verdict
note_looks(struct print_run *x, const struct letter_row *letters, size_t count, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < count && !x->run->dry_run; i++) {
		const struct look look = { .what = "reprint", .opinion = letters[i].opinion,
			.items = "name postal address answer", .unmasked = true };

		v = access_look(x->l, &look, f);
	}
	return v;
}

enum verdict
print_again(struct print_run *x, const char *which, struct fault *f)
{
	void *ctx = must(talloc_new(x->run->ctx));
	struct letter_row *letters;
	size_t count;
	enum verdict v = x->run->dry_run ? DONE : print_resume(x, f);

	if (v == DONE)
		v = find(x, ctx, which, &letters, &count, f);
	if (v == DONE)
		v = note_looks(x, letters, count, f);
	if (v == DONE)
		v = print_them(x, which, letters, count, f);
	talloc_free(ctx);
	return v;
}
