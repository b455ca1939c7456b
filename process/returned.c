/* SPDX-License-Identifier: GPL-3.0-or-later */
/* returned - a letter of ours came back by post. */
#include "process/returned.h"

#include "config/memory.h"
#include "process/act.h"
#include "spool/letter.h"

enum verdict
returned_enter(struct ledger *l, const struct taken *t, struct opinion *o, int64_t letter, const char *who, bool *was_out,
    struct fault *f)
{
	struct detail detail = { .who = who, .note = "returned letter", .address_bad = true };
	void *ctx = must(talloc_new(NULL));
	struct letter_row row = { .draft = 0 };
	enum state after;
	bool found, answers = false;
	enum verdict v = letter_by_id(l, ctx, letter, &row, &found, f);

	/* A code for a new password is no answer. */
	answers = v == DONE && found && row.draft != 0;
	talloc_free(ctx);
	if (v == DONE)
		v = letter_returned(l, letter, o->id, was_out, f);
	if (v != DONE || !*was_out)
		return v;
	v = act_enter(l, t, ENTRY_RETURNED, NULL, o, &detail.arrival, f);
	/* The opinion may have gone on meanwhile: then the letter is noted, and its address is known to be bad. */
	return v == DONE ? opinion_step(l, o, answers && state_after(o->state, STEP_FAIL, &after) ? STEP_FAIL : STEP_NOTE, &detail, f) : v;
}
