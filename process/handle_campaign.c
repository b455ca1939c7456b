/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handle_campaign - 一括回答, 同じ回答, 別件: what a department says about the same letter from many.
 *
 * The answer for all is an answer to the opinion that was replied to, with its approvals; when it leaves, iken-route
 * gives it to the others (spread.h).
 */
#include "config/memory.h"
#include "process/command_line.h"
#include "process/matter.h"
#include "spool/campaign.h"
#include "spool/draft.h"

enum { NUMBERS_MAX = 100 };

/* The campaign that the opinion is in. Out of one is in none. */
static enum verdict
find(struct matter *m, struct member *out, const char **code_out, struct fault *f)
{
	bool found;
	enum verdict v = campaign_member(m->l, m->o.id, out, &found, f);

	if (v == DONE && (!found || out->state == MEMBER_OUT))
		*code_out = "no-campaign";
	return v;
}

/* like: the opinion whose answer it repeats, or corrects where that is this one. */
static enum verdict
answer_all(struct matter *m, const struct member *member, int64_t like, const char *code, const char **code_out, struct fault *f)
{
	struct campaign_answer a = { .campaign = member->campaign, .opinion = m->o.id, .root = m->o.id,
		.department = m->department };
	bool found;
	enum verdict v = matter_answer(m, code, &a.draft, code_out, f);

	if (v == DONE && *code_out == NULL && (m->corrects != 0 || like != m->o.id))
		v = campaign_root(m->l, like, &a.root, &found, f);
	return v == DONE && *code_out == NULL ? campaign_answer_enter(m->l, &a, f) : v;
}

enum verdict
handle_all(struct matter *m, const char **code_out, struct fault *f)
{
	struct member member;
	enum verdict v = find(m, &member, code_out, f);

	if (v == DONE && *code_out == NULL && member.state == MEMBER_APART)
		*code_out = "campaign-apart";
	return v == DONE && *code_out == NULL ? answer_all(m, &member, m->o.id, "answer-all", code_out, f) : v;
}

/* What the others got, as the text of this mail; what was written in it is a remark. */
static enum verdict
take_given(struct matter *m, const struct member *member, int64_t *opinion_out, const char **code_out, struct fault *f)
{
	struct draft given;
	int64_t id;
	bool found = false;
	enum verdict v = campaign_given(m->l, member->campaign, m->department, &id, &found, f);

	if (v == DONE && found)
		v = draft_by_id(m->l, m->ctx, id, &given, &found, f);
	if (v != DONE)
		return v;
	if (!found || given.text[0] == 0) {
		*code_out = "no-given";
		return DONE;
	}
	*opinion_out = given.opinion;
	m->answer.remark = m->answer.text;
	m->answer.text = given.text;
	m->answer.code = "";
	return DONE;
}

enum verdict
handle_same(struct matter *m, const char **code_out, struct fault *f)
{
	struct member member;
	int64_t draft, given = 0;
	enum verdict v = find(m, &member, code_out, f);

	if (v == DONE && *code_out == NULL)
		v = take_given(m, &member, &given, code_out, f);
	if (v != DONE || *code_out != NULL)
		return v;
	/* What is answered by itself is no answer for others. */
	return member.state == MEMBER_APART ? matter_answer(m, "same-answer", &draft, code_out, f) :
	    answer_all(m, &member, given, "same-answer", code_out, f);
}

/* ---- 別件 -------------------------------------------------------------------------------------------------- */

struct numbers {
	const char *item[NUMBERS_MAX];
	size_t count;
};

static bool
has(const struct numbers *list, const char *number)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], number) == 0)
			return true;
	return false;
}

static bool
read_numbers(void *ctx, const char *text, struct numbers *out)
{
	struct command_number n;
	size_t len = strlen(text), at = 0;

	while (command_number_next(ctx, text, len, at, &n, NULL, &at)) {
		if (n.state != NUMBER_RIGHT || out->count == NUMBERS_MAX)
			return false;
		if (!has(out, n.number))
			out->item[out->count++] = n.number;
	}
	return true;
}

/* Another one of the campaign, which is with the same department. */
static enum verdict
find_other(struct matter *m, const char *number, int64_t campaign, struct opinion *o, struct member *member, bool *is_out,
    struct fault *f)
{
	bool found, in = false;
	enum verdict v = opinion_by_number(m->l, m->ctx, number, o, &found, f);

	if (v == DONE && found)
		v = campaign_member(m->l, o->id, member, &in, f);
	*is_out = v == DONE && found && in && member->state != MEMBER_OUT && member->campaign == campaign &&
	    strcmp(o->department, m->o.department) == 0;
	return v;
}

/* Who was not asked about it until now is. */
static enum verdict
take_out(struct matter *m, struct opinion *o, const struct member *member, struct fault *f)
{
	struct detail d = { .who = m->who, .note = "campaign-out" };
	bool asked = member->state != MEMBER_COLLECTED;
	enum verdict v = campaign_leave(m->l, member, f);

	if (v == DONE && !asked)
		v = campaign_was_asked(m->l, o, &asked, f);
	if (v != DONE || (asked && o->id == m->o.id))
		return v;
	return opinion_step(m->l, o, o->state == STATE_REQUESTED && !asked ? STEP_REISSUE : STEP_NOTE, &d, f);
}

enum verdict
handle_separate(struct matter *m, const char **code_out, struct fault *f)
{
	struct numbers numbers = { .count = 0 };
	struct detail d = { .note = "campaign-out" };
	struct opinion others[NUMBERS_MAX];
	struct member members[NUMBERS_MAX], mine;
	bool all_there = true;
	enum verdict v = find(m, &mine, code_out, f);

	if (v != DONE || *code_out != NULL)
		return v;
	if (!read_numbers(m->ctx, m->answer.text, &numbers))
		all_there = false;
	for (size_t i = 0; v == DONE && all_there && i < numbers.count; i++)
		v = find_other(m, numbers.item[i], mine.campaign, &others[i], &members[i], &all_there, f);
	if (v != DONE || !all_there) {
		*code_out = v == DONE ? "not-in-campaign" : NULL;
		return v;
	}
	if (!matter_possible(m, STEP_NOTE, code_out))
		return DONE;
	v = matter_take_step(m, STEP_NOTE, &d, numbers.count == 0 ? "note" : "", "separate", f);
	if (v == DONE && numbers.count == 0)
		return take_out(m, &m->o, &mine, f);
	for (size_t i = 0; v == DONE && i < numbers.count; i++)
		v = take_out(m, &others[i], &members[i], f);
	return v;
}
