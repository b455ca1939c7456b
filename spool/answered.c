/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answered - what a resident was told already, from the events of an opinion. */
#include "spool/answered.h"

#include "config/memory.h"

static bool
is_step(const struct event *e, enum step step)
{
	return strcmp(e->step, step_name(step)) == 0;
}

enum verdict
answered_find(struct ledger *l, int64_t opinion, struct answered *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct answered before = { .at = 0 };
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(l, ctx, opinion, &events, &count, f);

	*out = before;
	for (size_t i = 0; v == DONE && i < count; i++) {
		if (is_step(&events[i], STEP_SEND)) {
			before = *out;
			*out = (struct answered){ .at = events[i].at };
		} else if (is_step(&events[i], STEP_FAIL)) {
			/* What came back was not told; what was told before still is. */
			*out = before;
		} else if (is_step(&events[i], STEP_FOLLOW_UP)) {
			out->wrote_since = out->at != 0;
			before.wrote_since = before.at != 0;
		}
	}
	talloc_free(ctx);
	return v;
}
