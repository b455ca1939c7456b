/* SPDX-License-Identifier: GPL-3.0-or-later */
/* returned - a letter of ours came back by post. */
#include "process/returned.h"

#include "process/act.h"
#include "spool/letter.h"

enum verdict
returned_enter(struct ledger *l, const struct taken *t, struct opinion *o, int64_t letter, const char *who, bool *was_out,
    struct fault *f)
{
	struct detail detail = { .who = who, .note = "returned letter", .address_bad = true };
	enum state after;
	enum verdict v = letter_returned(l, letter, o->id, was_out, f);

	if (v != DONE || !*was_out)
		return v;
	v = act_enter(l, t, ENTRY_RETURNED, NULL, o, &detail.arrival, f);
	/* The opinion may have gone on meanwhile: then the letter is noted, and its address is known to be bad. */
	return v == DONE ? opinion_step(l, o, state_after(o->state, STEP_FAIL, &after) ? STEP_FAIL : STEP_NOTE, &detail, f) : v;
}
