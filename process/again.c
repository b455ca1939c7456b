/* SPDX-License-Identifier: GPL-3.0-or-later */
/* again - what an opinion has had already. */
#include "process/again.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/draft.h"
#include "spool/intent.h"

enum { ARRIVALS_MAX = 200 };

static bool
is_person(enum entry_kind kind)
{
	return kind == ENTRY_OPINION || kind == ENTRY_FOLLOW_UP || kind == ENTRY_ANSWER || kind == ENTRY_APPROVAL;
}

static bool
is_same(const struct reading *a, const struct reading *b)
{
	return strcmp(a->message_id, b->message_id) == 0 && strcmp(a->text, b->text) == 0 &&
	    strcmp(a->html_text, b->html_text) == 0 && text_equal_ignoring_case(a->from.address, b->from.address);
}

enum verdict
again_mail(struct ledger *l, void *ctx, const struct reading *r, int64_t opinion, bool *again_out, struct fault *f)
{
	struct entry *entries;
	size_t count = 0;
	enum verdict v = DONE;

	*again_out = false;
	if (r->message_id[0] != 0)
		v = entry_list(l, ctx, opinion, ARRIVALS_MAX, &entries, &count, f);
	for (size_t i = 0; v == DONE && !*again_out && i < count; i++) {
		struct reading *before;

		if (!is_person(entries[i].kind))
			continue;
		v = entry_reading(l, ctx, &entries[i], &before, f);
		*again_out = v == DONE && is_same(before, r);
		v = v == NEVER ? DONE : v;
	}
	return v;
}

/* Nobody waits for what was returned or came back: the same words may be right now. */
static bool
is_settled(enum state state)
{
	return state == STATE_DRAFTED || state == STATE_RELEASED || state == STATE_PRINTED ||
	    state == STATE_POSTED || state == STATE_SENT || state == STATE_DELIVERED;
}

enum verdict
again_answer(struct matter *m, bool *again_out, struct fault *f)
{
	struct draft *drafts;
	size_t count, answers = 0;
	enum verdict v = draft_list(m->l, m->ctx, m->o.id, &drafts, &count, f);

	*again_out = false;
	for (size_t i = count; v == DONE && !*again_out && i-- > 0;) {
		bool newest;

		if (strcmp(drafts[i].kind, "answer") != 0)
			continue;
		newest = answers++ == 0;
		if (strcmp(drafts[i].text, m->answer.text) != 0)
			continue;
		v = intent_answer_was_sent(m->l, m->o.id, drafts[i].id, again_out, f);
		*again_out = *again_out || (newest && is_settled(m->o.state));
	}
	/* What came back is sent anew, and by the same words. */
	*again_out = *again_out && m->o.state != STATE_UNDELIVERABLE;
	return v;
}
