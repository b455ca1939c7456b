/* SPDX-License-Identifier: GPL-3.0-or-later */
/* filing - the desk files what was held, by one reply. */
#include "process/filing.h"

#include "config/clock.h"
#include "config/memory.h"
#include "process/act.h"
#include "process/decide.h"
#include "process/filing_order.h"
#include "process/known.h"
#include "process/matter.h"
#include "process/paper.h"
#include "process/paper_plan.h"
#include "process/returned.h"
#include "spool/access.h"
#include "spool/guess.h"
#include "spool/letter.h"

struct filing {
	struct ledger *l;
	void *ctx;
	struct filing_order order;
	struct entry entry;		/* of the held mail */
	struct taken held;		/* as if it had just come in */
	struct entering entering;
	struct lightbox *lightbox;
	struct opinion to[FILING_MAX];	/* FILING_NEW: the new one, once it is there */
	size_t count;
	const char *code;		/* a code of the reasons: what became of it, or why nothing did */
	bool done;
};

static void
refuse(struct filing *x, const char *code)
{
	x->code = code;
}

/* ---- what is to be filed, and where ------------------------------------------------------------- */

/* The held mail, to be taken as if it came in now: nothing in it is read anew but its reading. */
static enum verdict
take_held(struct filing *x, struct fault *f)
{
	struct reading *reading;
	enum verdict v = entry_reading(x->l, x->ctx, &x->entry, &reading, f);

	x->entering = (struct entering){ .held = &x->entry, .several = x->count > 1 };
	x->held = (struct taken){ .id = x->entry.id, .source = x->entry.source, .channel = x->entry.channel,
		.sender = "", .recipient = "", .received = x->entry.received, .size = x->entry.size,
		.reading = v == DONE ? reading : NULL, .why = "", .entering = &x->entering };
	return v;
}

static enum verdict
find_item(struct filing *x, size_t i, const struct guess *guesses, size_t count, struct fault *f)
{
	int place = x->order.item[i].place;
	bool found = false;
	enum verdict v = DONE;

	if (place == 0)
		v = opinion_by_number(x->l, x->ctx, x->order.item[i].number, &x->to[x->count], &found, f);
	else if ((size_t)place <= count)
		v = opinion_by_id(x->l, x->ctx, guesses[place - 1].opinion, &x->to[x->count], &found, f);
	if (v == DONE && (!found || x->to[x->count].state == STATE_ERASED))
		refuse(x, "file-number");
	/* A place and a number may mean the same. */
	for (size_t k = 0; v == DONE && found && k < x->count; k++)
		found = x->to[k].id != x->to[x->count].id;
	x->count += found;
	return v;
}

static enum verdict
find_opinions(struct filing *x, struct fault *f)
{
	struct guess *guesses;
	size_t count;
	enum verdict v = guess_list(x->l, x->ctx, x->entry.seq, &guesses, &count, f);

	for (size_t i = 0; v == DONE && x->code == NULL && i < x->order.count; i++)
		v = find_item(x, i, guesses, count, f);
	return v;
}

/* ---- as what ------------------------------------------------------------------------------------- */

/* The department whose mail it is: the sender's, and of several that of the opinion. */
static const char *
department_of(const struct settings *s, const char *from, const char *preferred)
{
	const struct department *first = NULL;

	for (size_t i = 0; i < s->department_count; i++) {
		if (!known_is_of_department(&s->departments[i], from))
			continue;
		if (strcmp(s->departments[i].code, preferred) == 0)
			return s->departments[i].code;
		if (first == NULL)
			first = &s->departments[i];
	}
	return first != NULL ? first->code : "";
}

static enum verdict
file_answer(struct filing *x, size_t i, struct fault *f)
{
	const char *from = x->held.reading->from.address, *asked = x->to[i].department, *number;
	const char *department = department_of(x->l->settings, from, asked);
	struct known_token token = { .kind = KNOWN_ANSWER, .state = KNOWN_VALID, .opinion = x->to[i].id,
		.department = department[0] != 0 ? department : asked, .sender_fits = true };

	if (token.department[0] == 0) {
		refuse(x, "not-now");
		return DONE;
	}
	return matter_file(x->l, x->ctx, &x->held, &token, &number, &x->code, f);
}

static enum verdict
file_returned(struct filing *x, size_t i, struct fault *f)
{
	struct letter_row letter = { .id = 0 };
	bool found = false, was = false;
	enum verdict v = letter_out(x->l, x->ctx, x->to[i].id, &letter, &found, f);

	if (v == DONE && found)
		v = returned_enter(x->l, &x->held, &x->to[i], letter.id, "desk", &was, f);
	if (v == DONE && !was) {
		refuse(x, "returned-before");
		return DONE;
	}
	return v == DONE ? paper_outcome(x->l, x->entry.id, must(talloc_asprintf(x->ctx, "returned %s", x->to[i].number)), f) : v;
}

static enum verdict
file_into(struct filing *x, size_t i, struct fault *f)
{
	enum state after;

	if (x->order.as == FILING_ANSWER)
		return file_answer(x, i, f);
	if (x->order.as == FILING_RETURNED)
		return file_returned(x, i, f);
	if (!state_after(x->to[i].state, STEP_FOLLOW_UP, &after)) {
		refuse(x, "not-now");
		return DONE;
	}
	return act_follow_up(x->l, &x->held, &x->to[i], f);
}

/* What came from a drop folder goes the way that it would have gone: perhaps it is a scan that waits now. */
static enum verdict
take_bundle(struct filing *x, const char **number_out, struct fault *f)
{
	enum verdict v = entry_open(x->l, x->ctx, &x->entry, &x->held.file, f);

	x->held.lightbox = x->lightbox;
	return v == DONE ? paper_take_anew(x->l, x->ctx, &x->held, number_out, &x->code, f) : v;
}

static enum verdict
file_new(struct filing *x, struct fault *f)
{
	const char *number = "";
	bool found = false;
	enum verdict v = paper_is_bundle(x->l->settings, &x->held) ? take_bundle(x, &number, f) :
	    decide_opinion(x->l, x->ctx, &x->held, &number, f);

	if (v == DONE && number[0] != 0)
		v = opinion_by_number(x->l, x->ctx, number, &x->to[0], &found, f);
	x->count = found;
	return v;
}

static enum verdict
discard(struct filing *x, struct fault *f)
{
	enum verdict v = entry_discard(x->l, &x->entry, f);

	return v == DONE ? paper_outcome(x->l, x->entry.id, "discarded", f) : v;
}

/* What it is when the desk names the opinion alone; reply/view_held.c says the same to it. */
static enum filing_as
as_unsaid(const struct filing *x)
{
	const struct drop *drop = settings_drop(x->l->settings, x->entry.source);

	if (drop != NULL && drop->returned)
		return FILING_RETURNED;
	return department_of(x->l->settings, x->held.reading->from.address, "")[0] != 0 ? FILING_ANSWER : FILING_FOLLOW_UP;
}

/* All of it; sets x->code where something is not possible: then the caller undoes it. */
static enum verdict
carry_out(struct filing *x, struct fault *f)
{
	static const char *const codes[] = { "", "filed-follow-up", "filed-answer", "filed-new", "filed-discarded",
		"filed-returned" };
	enum verdict v = take_held(x, f);

	if (v == DONE && x->order.as == FILING_UNSAID)
		x->order.as = as_unsaid(x);
	/* One paper is the letter of one opinion. */
	if (v == DONE && x->order.as == FILING_RETURNED && x->count != 1)
		refuse(x, "file-unclear");
	if (v == DONE && x->order.as == FILING_NEW)
		v = file_new(x, f);
	else if (v == DONE && x->order.as == FILING_DISCARD)
		v = discard(x, f);
	else
		for (size_t i = 0; v == DONE && x->code == NULL && i < x->count; i++)
			v = file_into(x, i, f);
	if (v == DONE && x->code == NULL) {
		x->code = codes[x->order.as];
		x->done = true;
	}
	return v;
}

static enum verdict
try(struct filing *x, struct fault *f)
{
	enum verdict v = db_begin_item(x->l->db, f);

	if (v != DONE)
		return v;
	v = carry_out(x, f);
	if (v == DONE && x->done)
		return db_end_item(x->l->db, f);
	db_undo_item(x->l->db);
	/* What cannot be done for good is told to the desk; its mail is as it was. */
	if (v == NEVER) {
		refuse(x, "not-now");
		return DONE;
	}
	return v;
}

/* ---- the desk's own mail ------------------------------------------------------------------------- */

static enum verdict
note_access(struct filing *x, struct fault *f)
{
	const char *what = must(talloc_asprintf(x->ctx, "%s arrival %s", x->code, x->entry.id));
	enum verdict v = x->count == 0 ? access_note_within(x->l, "desk", what, 0, f) : DONE;

	for (size_t i = 0; v == DONE && i < x->count; i++)
		v = access_note_within(x->l, "desk", what, x->to[i].id, f);
	return v;
}

/* The reply is entered and answered; its code names the held mail, so that it can be answered again. */
static enum verdict
conclude(struct filing *x, const struct taken *t, const struct known_token *token, struct fault *f)
{
	const struct opinion *first = x->done && x->count != 0 ? &x->to[0] : NULL;
	struct new_intent n = { .kind = "filed", .party = "sender", .opinion = first != NULL ? first->id : 0,
		.code = must(talloc_asprintf(x->ctx, "%s %lld", x->code, (long long)token->arrival)) };
	enum verdict v = act_command(x->l, t, first, x->code, &n.arrival, f);

	if (v == DONE)
		v = intent_insert(x->l, &n, f);
	return v == DONE && x->done ? note_access(x, f) : v;
}

enum verdict
filing_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f)
{
	struct filing *x = memory_new(ctx, sizeof *x);
	bool found;
	enum verdict v;

	*x = (struct filing){ .l = l, .ctx = ctx, .lightbox = t->lightbox, .order = filing_order_read(ctx, t->reading) };
	v = entry_by_seq(l, ctx, token->arrival, &x->entry, &found, f);
	if (v == DONE && (!found || x->entry.kind != ENTRY_HELD))
		refuse(x, "filed-already");
	else if (x->order.unclear != NULL)
		refuse(x, x->order.unclear);
	else if (v == DONE)
		v = find_opinions(x, f);
	if (v == DONE && x->code == NULL)
		v = try(x, f);
	if (v == DONE)
		v = conclude(x, t, token, f);
	*note_out = x->code;
	return v;
}
