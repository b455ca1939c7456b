/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meanwhile - the resident writes again while an answer is on its way out. */
#include "process/meanwhile.h"

#include "config/memory.h"
#include "spool/approval.h"
#include "spool/draft.h"
#include "spool/intent.h"

static enum verdict
tell_who_decides(struct ledger *l, void *ctx, const struct opinion *o, const struct draft *newest, int64_t arrival,
    struct fault *f)
{
	struct approval *list;
	size_t count;
	enum verdict v = approval_list(l, ctx, newest->id, &list, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct new_intent n = { .kind = "approval", .party = approval_party(ctx, &list[i]), .opinion = o->id,
			.draft = newest->id, .arrival = arrival };

		if (list[i].state == APPROVAL_ASKED)
			v = intent_insert(l, &n, f);
	}
	return v;
}

static enum verdict
tell_desk(struct ledger *l, void *ctx, const struct opinion *o, const struct draft *newest, int64_t arrival,
    struct fault *f)
{
	struct new_intent n = { .kind = "notice", .party = "desk", .opinion = o->id, .arrival = arrival,
		.code = "wrote-again" };
	struct intent answer;
	bool waits;
	enum verdict v = intent_answer_waits(l, ctx, o->id, newest->id, &answer, &waits, f);

	/* A letter that is printed lies in the office: it can be kept back. */
	return v == DONE && (waits || o->state == STATE_PRINTED) ? intent_insert(l, &n, f) : v;
}

enum verdict
meanwhile_tell(struct ledger *l, const struct opinion *o, int64_t arrival, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct draft newest;
	bool found = false;
	enum verdict v = DONE;

	if (o->state == STATE_DRAFTED || o->state == STATE_RELEASED || o->state == STATE_PRINTED)
		v = draft_newest(l, ctx, o->id, &newest, &found, f);
	if (v == DONE && found)
		v = o->state == STATE_DRAFTED ? tell_who_decides(l, ctx, o, &newest, arrival, f) :
		    tell_desk(l, ctx, o, &newest, arrival, f);
	talloc_free(ctx);
	return v;
}
