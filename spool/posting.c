/* SPDX-License-Identifier: GPL-3.0-or-later */
/* posting - a clerk says that a run of letters was posted. */
#include "spool/posting.h"

#include "config/memory.h"
#include "spool/intent.h"
#include "spool/opinion.h"

struct confirming {
	struct ledger *l;
	void *ctx;
	struct posting *p;
};

static bool
is_kept(const struct posting *p, const struct letter_row *letter)
{
	return settings_list_has(p->kept, letter->number);
}

/* Whether each number that is to be kept is one of the run's. */
static bool
are_in_run(const struct posting *p, const struct letter_row *letters, size_t count)
{
	for (size_t i = 0; i < p->kept->count; i++) {
		bool found = false;

		for (size_t k = 0; k < count && !found; k++)
			found = strcmp(letters[k].number, p->kept->item[i]) == 0;
		if (!found)
			return false;
	}
	return true;
}

static void
note_overtaken(struct confirming *c, const char *number)
{
	struct list *all = &c->p->overtaken;

	all->item = must(talloc_realloc(c->ctx, all->item, char *, all->count + 1));
	all->item[all->count++] = must(talloc_strdup(c->ctx, number));
}

/* The opinion's step, where the letter is the one that it waits for. */
static enum verdict
take_step(struct confirming *c, const struct letter_row *letter, enum step step, bool *taken_out, struct fault *f)
{
	struct detail d = { .who = c->p->who, .arrival = c->p->arrival, .draft = letter->draft,
		.note = must(talloc_asprintf(c->ctx, "run %lld", (long long)letter->run)) };
	struct letter_row newest = { .id = 0 };
	struct opinion o;
	enum state after;
	bool found, there = false;
	enum verdict v = opinion_by_id(c->l, c->ctx, letter->opinion, &o, &found, f);

	*taken_out = false;
	if (v == DONE && found)
		v = letter_newest(c->l, c->ctx, letter->opinion, &newest, &there, f);
	if (v != DONE || !there || newest.id != letter->id || !state_after(o.state, step, &after))
		return v;
	*taken_out = true;
	return opinion_step(c->l, &o, step, &d, f);
}

/* A reprint is paper besides: the letter that it stands for takes the step. A code for a new password (draft 0) is one of
 * its own. */
static enum verdict
post(struct confirming *c, const struct letter_row *letter, struct fault *f)
{
	enum verdict v = letter_set(c->l, letter->id, LETTER_POSTED, f);
	bool taken = true;

	c->p->posted++;
	if (v == DONE && letter->reprints == 0)
		v = intent_finish(c->l, letter->intent, INTENT_SENT, "posted", f);
	if (v == DONE && letter->reprints == 0 && letter->draft != 0)
		v = take_step(c, letter, STEP_POST, &taken, f);
	if (!taken)
		note_overtaken(c, letter->number);
	return v;
}

static enum verdict
keep(struct confirming *c, const struct letter_row *letter, struct fault *f)
{
	enum verdict v = letter_set(c->l, letter->id, LETTER_KEPT, f);
	bool taken = true;

	c->p->kept_back++;
	if (v != DONE || letter->reprints != 0)
		return v;
	if (letter->draft != 0)
		v = take_step(c, letter, STEP_KEEP, &taken, f);
	if (v != DONE)
		return v;
	return taken ? intent_not_begun(c->l, letter->intent, f) :
	    intent_finish(c->l, letter->intent, INTENT_CANCELLED, "overtaken", f);
}

static enum verdict
settle(struct confirming *c, const struct letter_row *letter, struct fault *f)
{
	if (letter->state == LETTER_PRINTED)
		return is_kept(c->p, letter) ? keep(c, letter, f) : post(c, letter, f);
	/* It came back before anybody said that it had left. */
	c->p->posted++;
	return letter->reprints == 0 ? intent_finish(c->l, letter->intent, INTENT_SENT, "returned", f) : DONE;
}

enum verdict
posting_confirm(struct ledger *l, void *ctx, struct posting *p, struct fault *f)
{
	struct confirming c = { .l = l, .ctx = ctx, .p = p };
	struct letter_row *letters = NULL;
	struct letter_run run;
	size_t count = 0;
	bool found;
	enum verdict v = letter_run_by_id(l, ctx, p->run, &run, &found, f);

	p->refused = NULL;
	p->posted = p->kept_back = 0;
	p->overtaken = (struct list){ NULL, 0 };
	if (v == DONE && found)
		v = letters_of_run(l, ctx, p->run, &letters, &count, f);
	if (v != DONE)
		return v;
	if (!found)
		p->refused = "no-run";
	else if (run.state != RUN_PRINTED)
		p->refused = run.state == RUN_MAKING ? "not-printed" : "already";
	else if (!are_in_run(p, letters, count))
		p->refused = "not-in-run";
	if (p->refused != NULL)
		return DONE;
	for (size_t i = 0; v == DONE && i < count; i++)
		v = settle(&c, &letters[i], f);
	return v == DONE ? letter_run_confirm(l, p->run, p->who, f) : v;
}
