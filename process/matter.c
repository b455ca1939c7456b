/* SPDX-License-Identifier: GPL-3.0-or-later */
/* matter - a mail of somebody who was asked about one opinion. */
#include "process/matter.h"

#include "config/clock.h"
#include "config/memory.h"
#include "process/act.h"
#include "process/role.h"
#include "spool/draft.h"

static matter_handler *const to_request[ANSWER_KINDS] = {
	[ANSWER_TEXT] = handle_text, [ANSWER_NOTE] = handle_note, [ANSWER_NO_ANSWER] = handle_no_answer,
	[ANSWER_PASS_ON] = handle_pass_on, [ANSWER_NOT_OURS] = handle_not_ours, [ANSWER_ASK] = handle_ask,
	[ANSWER_DISCLOSE] = handle_disclose, [ANSWER_DISMISS] = handle_dismiss,
	[ANSWER_SAME] = handle_same, [ANSWER_SEPARATE] = handle_separate,
};

static matter_handler *const to_approval[ANSWER_KINDS] = {
	[ANSWER_APPROVE] = handle_approve, [ANSWER_RETURN] = handle_return, [ANSWER_STOP] = handle_stop,
};

static bool
is_decision(const struct matter *m)
{
	return m->token->kind == KNOWN_APPROVAL;
}

enum verdict
matter_enter(struct matter *m, int64_t *seq_out, struct fault *f)
{
	return act_enter(m->l, m->t, is_decision(m) ? ENTRY_APPROVAL : ENTRY_ANSWER, NULL, &m->o, seq_out, f);
}

enum verdict
matter_keep(struct matter *m, const char *kind, const char *text, int64_t seq, int64_t *id_out, struct fault *f)
{
	struct draft d = { .arrival = seq, .department = m->department, .kind = kind, .text = text,
		.corrects = strcmp(kind, "answer") == 0 ? m->corrects : 0,
		.public = strcmp(kind, "answer") == 0 && m->answer.public };

	*id_out = 0;
	return text[0] == 0 ? DONE : draft_insert(m->l, &m->o, &d, id_out, f);
}

enum verdict
matter_confirm(struct matter *m, int64_t seq, int64_t draft, const char *code, struct fault *f)
{
	struct new_intent n = { .kind = "understood", .party = "sender", .opinion = m->o.id, .arrival = seq,
		.draft = draft, .code = code };

	if (m->filed)
		n.party = must(talloc_asprintf(m->ctx, "department:%s", m->department));
	return intent_insert(m->l, &n, f);
}

bool
matter_possible(const struct matter *m, enum step step, const char **code_out)
{
	enum state after;

	if (state_after(m->o.state, step, &after))
		return true;
	*code_out = "not-now";
	return false;
}

/* A remark is for clerks: in what they read it stands below the text, of a question it is a note. What an
 * answer's remark becomes is for those who approve it. */
static enum verdict
keep_words(struct matter *m, const char *kind, int64_t seq, int64_t *id_out, struct fault *f)
{
	const char *text = m->answer.text, *remark = m->answer.remark;
	bool en = m->l->settings->office.language == LANGUAGE_EN;
	bool asks = strcmp(kind, "question") == 0;
	int64_t note;
	enum verdict v;

	if (remark[0] != 0 && (strcmp(kind, "note") == 0 || strcmp(kind, "part") == 0))
		text = must(talloc_asprintf(m->ctx, "%s%s%s%s", text, text[0] != 0 ? "\n\n" : "",
		    en ? "Remark: " : "備考: ", remark));
	v = matter_keep(m, kind, text, seq, id_out, f);
	return v == DONE && asks ? matter_keep(m, "note", remark, seq, &note, f) : v;
}

enum verdict
matter_take_step(struct matter *m, enum step step, struct detail *d, const char *draft_kind, const char *code,
    struct fault *f)
{
	int64_t draft = 0;
	enum verdict v = matter_enter(m, &d->arrival, f);

	if (v == DONE && *draft_kind != 0)
		v = keep_words(m, draft_kind, d->arrival, &draft, f);
	d->who = m->who;
	if (draft != 0)
		d->draft = draft;
	if (v == DONE)
		v = opinion_step(m->l, &m->o, step, d, f);
	if (v == DONE)
		v = matter_confirm(m, d->arrival, d->draft, code, f);
	return v;
}

/* Who speaks: with the token of a department that has ended, its successor. */
static void
name_speaker(struct matter *m)
{
	const struct department *d;

	if (is_decision(m)) {
		m->department = m->token->department;
		m->who = strcmp(m->department, "desk") == 0 ? "desk" :
		    must(talloc_asprintf(m->ctx, "approver:%s", m->department));
		return;
	}
	d = settings_department_at(m->l->settings, m->token->department, clock_now());
	m->department = d != NULL ? d->code : m->token->department;
	m->who = must(talloc_asprintf(m->ctx, "department:%s", m->department));
}

static enum verdict
handle(struct matter *m, const char **code_out, struct fault *f)
{
	matter_handler *handler = is_decision(m) ? to_approval[m->answer.kind] : to_request[m->answer.kind];
	enum role role = ROLE_LEAD;
	enum verdict v = is_decision(m) ? DONE : role_of(m, &role, f);

	if (v != DONE)
		return v;
	if (handler == handle_text && m->answer.all)
		handler = handle_all;
	if (m->answer.kind == ANSWER_UNCLEAR)
		*code_out = m->answer.reason;
	else if (handler == NULL)
		*code_out = !is_decision(m) && to_approval[m->answer.kind] != NULL ? "not-an-approver" : "no-word";
	else if (role != ROLE_LEAD && handler == handle_all)
		*code_out = "lead-only";
	else if (role != ROLE_LEAD)
		handler = role_handler(role, m->answer.kind, code_out);
	return *code_out != NULL ? DONE : handler(m, code_out, f);
}

static enum verdict
decide(struct matter *m, const char **number_out, const char **code_out, struct fault *f)
{
	bool found;
	enum verdict v = opinion_by_id(m->l, m->ctx, m->token->opinion, &m->o, &found, f);

	if (v != DONE)
		return v;
	if (!found)
		return fail(f, NEVER, "the opinion of its reply address is gone");
	*number_out = m->o.number;
	m->answer = answer_of_reading(m->ctx, m->t->reading, is_decision(m) ? ANSWER_TO_APPROVAL : ANSWER_TO_REQUEST);
	name_speaker(m);
	return handle(m, code_out, f);
}

enum verdict
matter_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **number_out, struct fault *f)
{
	struct matter m = { .l = l, .ctx = ctx, .t = t, .token = token };
	const char *code = NULL;
	enum verdict v = decide(&m, number_out, &code, f);

	return v == DONE && code != NULL ? act_not_understood(l, t, &m.o, code, f) : v;
}

enum verdict
matter_file(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **number_out, const char **code_out, struct fault *f)
{
	struct matter m = { .l = l, .ctx = ctx, .t = t, .token = token, .filed = true };

	*code_out = NULL;
	return decide(&m, number_out, code_out, f);
}
