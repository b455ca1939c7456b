/* SPDX-License-Identifier: GPL-3.0-or-later */
/* decide - what an arrival is and what follows. */
#include "process/decide.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/answer.h"
#include "process/authres.h"
#include "process/classify.h"
#include "process/known.h"
#include "process/rules.h"
#include "process/writer.h"

static enum verdict
decide_opinion(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct writer w = writer_of(ctx, t->reading);
	const char *purpose = rules_purpose(l->settings, w.purpose, t->reading->subject);
	const char *language = l->settings->office.language == LANGUAGE_EN || !writer_is_japanese(t->reading) ?
	    "en" : "ja";

	return act_opinion(l, ctx, t, &w.contact, purpose, language, &out->note, f);
}

static enum verdict
opinion_of(struct ledger *l, void *ctx, const struct known_token *token, struct opinion *out, struct fault *f)
{
	bool found;
	enum verdict v = opinion_by_id(l, ctx, token->opinion, out, &found, f);

	if (v == DONE && !found)
		return fail(f, NEVER, "the opinion of its reply address is gone");
	return v;
}

/* The department that a clerk named by code or by name; NULL when there is none. */
static const struct department *
department_named(const struct settings *s, const char *words)
{
	char *wanted = text_fold(NULL, words);
	const struct department *found = NULL;

	for (size_t i = 0; i < s->department_count && found == NULL; i++) {
		char *code = text_fold(wanted, s->departments[i].code);
		char *name = text_fold(wanted, s->departments[i].name);

		if (strcmp(wanted, code) == 0 || strcmp(wanted, name) == 0)
			found = &s->departments[i];
	}
	talloc_free(wanted);
	return found;
}

/* What the mail wants done, as act.h takes it; the code of what to change, or NULL. */
static const char *
facts_of(struct ledger *l, const struct answer *a, const struct known_token *token, struct answer_facts *facts)
{
	static const enum answer_act acts[] = { [ANSWER_TEXT] = ACT_ANSWER, [ANSWER_NOTE] = ACT_NOTE,
		[ANSWER_PASS_ON] = ACT_PASS_ON, [ANSWER_NO_ANSWER] = ACT_NO_ANSWER,
		[ANSWER_APPROVE] = ACT_APPROVE, [ANSWER_RETURN] = ACT_RETURN };
	const struct department *department;

	if (a->kind == ANSWER_UNCLEAR)
		return a->reason;
	/* Kinds that have no act yet go back. */
	if ((size_t)a->kind >= sizeof acts / sizeof acts[0] || a->code[0] != 0)
		return "no-word";
	facts->act = acts[a->kind];
	facts->text = a->text;
	if (token->kind == KNOWN_APPROVAL)
		return a->kind == ANSWER_APPROVE || a->kind == ANSWER_RETURN ? NULL : "no-word";
	if (a->kind == ANSWER_APPROVE || a->kind == ANSWER_RETURN)
		return "not-an-approver";
	if (a->kind != ANSWER_PASS_ON)
		return NULL;
	department = department_named(l->settings, a->pass_to);
	if (department == NULL)
		return "no-department";
	facts->pass_to = department->code;
	return NULL;
}

static bool
needs_approval(const struct settings *s, const char *code)
{
	const struct department *d = settings_department(s, code);

	return d == NULL || d->approval;
}

static enum verdict
newest_draft(struct ledger *l, void *ctx, const struct opinion *o, int64_t *id_out, struct fault *f)
{
	struct draft draft;
	bool found;
	enum verdict v = draft_newest(l, ctx, o->id, &draft, &found, f);

	*id_out = v == DONE && found ? draft.id : 0;
	return v;
}

/* 1-⑥: a department's reply, and the desk's approval. */
static enum verdict
decide_answer(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c,
    struct decision *out, struct fault *f)
{
	bool approval = c->kind == ENTRY_APPROVAL;
	const char *department = approval ? l->settings->office.desk : c->token->department;
	struct answer_facts facts = { .department = department, .approval = needs_approval(l->settings, department) };
	struct answer answer = answer_of_reading(ctx, t->reading, approval ? ANSWER_TO_APPROVAL : ANSWER_TO_REQUEST);
	const char *code = facts_of(l, &answer, c->token, &facts);
	struct opinion o;
	enum state after;
	enum verdict v = opinion_of(l, ctx, c->token, &o, f);

	if (v != DONE)
		return v;
	out->note = o.number;
	/* An answer between quoted lines has our request in it: a person looks at it before it goes. */
	facts.approval = facts.approval || answer.between;
	facts.who = approval ? "desk" : must(talloc_asprintf(ctx, "department:%s", department));
	if (approval && (v = newest_draft(l, ctx, &o, &facts.draft, f)) != DONE)
		return v;
	if (code == NULL && facts.act == ACT_ANSWER && answer.text[0] == 0)
		code = "empty";
	if (code == NULL && !state_after(o.state, act_step(&facts), &after))
		code = "not-now";
	if (code != NULL)
		return act_not_understood(l, t, &o, code, f);
	return act_answer(l, t, &o, &facts, f);
}

static enum verdict
decide_follow_up(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c,
    struct decision *out, struct fault *f)
{
	struct opinion o;
	enum verdict v = opinion_of(l, ctx, c->token, &o, f);

	if (v != DONE)
		return v;
	out->note = o.number;
	return act_follow_up(l, t, &o, f);
}

static enum verdict
act_on(struct ledger *l, void *ctx, const struct taken *t, const struct classified *c, struct known_more *more,
    struct decision *out, struct fault *f)
{
	out->note = c->reason;
	switch (c->kind) {
	case ENTRY_OPINION:
		return decide_opinion(l, ctx, t, out, f);
	case ENTRY_FOLLOW_UP:
		return decide_follow_up(l, ctx, t, c, out, f);
	case ENTRY_ANSWER:
	case ENTRY_APPROVAL:
		return decide_answer(l, ctx, t, c, out, f);
	case ENTRY_BOUNCE:
		out->note = c->status;
		return act_bounce(l, ctx, t, &more->bounced, c->permanent, c->status, f);
	case ENTRY_DUPLICATE:
		out->note = "the same octets as an earlier one";
		return act_note_only(l, t, ENTRY_DUPLICATE, c->reason, more->same_opinion, f);
	case ENTRY_AUTOMATIC:
		return act_note_only(l, t, ENTRY_AUTOMATIC, c->reason, c->token != NULL ? c->token->opinion : 0, f);
	case ENTRY_COMMAND:
	case ENTRY_HELD:
	case ENTRY_SET_ASIDE:
	case ENTRY_KINDS:
		break;
	}
	out->kind = ENTRY_HELD;
	return act_hold(l, t, c->reason, f);
}

enum verdict
decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct known known;
	struct known_more more;
	struct classified c;
	enum verdict v;

	if (t->reading == NULL) {
		*out = (struct decision){ ENTRY_SET_ASIDE, t->why };
		return act_set_aside(l, t, t->why, f);
	}
	if (strcmp(t->reading->over_limit, "parts") == 0 || strcmp(t->reading->over_limit, "depth") == 0) {
		/* Not all of it is known: a department must not answer half of a mail. */
		out->kind = ENTRY_SET_ASIDE;
		out->note = must(talloc_asprintf(ctx, "goes over limits.%s", t->reading->over_limit));
		return act_set_aside(l, t, out->note, f);
	}
	v = known_gather(l, ctx, t, &known, &more, f);
	if (v != DONE)
		return v;
	c = classify(t->reading, &known);
	*out = (struct decision){ c.kind, c.reason };
	return act_on(l, ctx, t, &c, &more, out, f);
}
