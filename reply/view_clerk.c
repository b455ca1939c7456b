/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_clerk - what clerks and the administrator get: how a mail was understood, and what needs a person. */
#include "reply/view.h"

#include "config/answers.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/approval.h"

/* Whose decision is waited for. */
static enum verdict
fill_waits_for(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct approval *list;
	struct draft newest;
	size_t count;
	bool found;
	enum verdict v = draft_newest(r->ledger, h->ctx, facts->opinion.id, &newest, &found, f);

	if (v != DONE || !found)
		return v;
	v = approval_list(r->ledger, h->ctx, newest.id, &list, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		if (list[i].state == APPROVAL_ASKED)
			view_hole(h, "waits_for", view_approver_name(r->ledger->settings, list[i].approver));
	return v;
}

/* What was written in this mail that stays within the office: a reason, a remark. */
static enum verdict
fill_remark(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(r->ledger, h->ctx, facts->opinion.id, &drafts, &count, f);
	const char *remark = v == DONE ? view_remark(drafts, count, facts->intent->arrival) : "";

	view_hole(h, "remark", view_clerk_words(h->ctx, facts, remark));
	return v;
}

enum verdict
view_understood(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;
	bool wrote = strcmp(code, "answer") == 0 || strcmp(code, "answer-all") == 0 || strcmp(code, "same-answer") == 0 || strcmp(code, "correction") == 0 ||
	    strcmp(code, "note") == 0 || strcmp(code, "part") == 0 || strcmp(code, "ask") == 0;
	enum verdict v = view_reason(r, h, facts, "reason", code, f);

	if (v == DONE && facts->has_opinion)
		v = view_reason(r, h, facts, "state", state_name(facts->opinion.state), f);
	if (facts->has_opinion && facts->opinion.department[0] != 0)
		view_hole(h, "department", view_department_name(r->ledger->settings, facts->opinion.department));
	if (v == DONE && facts->has_opinion && facts->opinion.state == STATE_DRAFTED)
		v = fill_waits_for(r, h, facts, f);
	if (v == DONE && facts->has_opinion && strcmp(code, "note") != 0)
		v = fill_remark(r, h, facts, f);
	view_hole(h, "public", wrote && facts->has_draft && facts->draft.public ? "yes" : "");
	if (v == DONE && wrote && facts->has_draft)
		v = view_for_all(r, h, facts, facts->draft.id, f);
	view_hole(h, "text", wrote && facts->has_draft ? facts->draft.text : "");
	view_hole(h, "disclosed", text_starts(code, "disclose") ? "yes" : "");
	return v;
}

/* The departments that a name could mean, from their codes. */
static void
show_candidates(struct renderer *r, struct holes *h, const char *codes)
{
	struct buffer out = buffer_init(h->ctx);

	for (const char *p = codes; *p != 0; p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		const char *code = must(talloc_strndup(h->ctx, p, len));

		buffer_printf(&out, "%s (%s)\n", view_department_name(r->ledger->settings, code), code);
		p += len;
	}
	view_hole(h, "candidates", buffer_text(&out));
}

static void
list_reasons(const struct settings *s, struct buffer *out)
{
	for (size_t i = 0; i < s->reason_count; i++)
		buffer_printf(out, "%s: %s\n", s->reasons[i].code, s->reasons[i].name);
}

static void
list_answers(const struct settings *s, void *ctx, const struct facts *facts, struct buffer *out)
{
	enum language language = strcmp(facts->opinion.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	struct list codes = { NULL, 0 };
	struct fault ignored;

	/* A folder that cannot be read keeps no mail back: iken-check complains of it. */
	if (answers_list(ctx, &s->office, language, &codes, &ignored) != DONE)
		return;
	for (size_t i = 0; i < codes.count; i++)
		buffer_printf(out, "%s\n", codes.item[i]);
}

/* What there is to choose from, where something else was chosen. */
static void
show_choices(const struct settings *s, struct holes *h, const struct facts *facts)
{
	const char *code = facts->intent->code;
	struct buffer out = buffer_init(h->ctx);

	if (strcmp(code, "no-reason") == 0)
		list_reasons(s, &out);
	else if (strcmp(code, "no-code") == 0 && facts->has_opinion)
		list_answers(s, h->ctx, facts, &out);
	view_hole(h, "choices", buffer_text(&out));
}

enum verdict
view_not_understood(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code, *codes = strchr(code, ' ');

	view_hole(h, "text", facts->reading != NULL ? facts->reading->text : "");
	if (codes != NULL)
		show_candidates(r, h, codes + 1);
	show_choices(r->ledger->settings, h, facts);
	return view_reason(r, h, facts, "reason", must(talloc_strndup(h->ctx, code, strcspn(code, " "))), f);
}

enum verdict
view_notice(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;
	const struct department *d = NULL;

	if (facts->has_entry) {
		view_hole(h, "arrival", facts->entry.id);
		view_received(h, facts, facts->entry.received, facts->language);
	}
	view_hole(h, "code", code);
	view_hole(h, "question", strstr(code, " question") != NULL ? "yes" : "");
	view_hole(h, "letter", strcmp(code, "returned letter") == 0 ? "yes" : "");
	/* Of a mail to a department the code ends with whose it was. */
	if (strrchr(code, ' ') != NULL)
		d = settings_department(r->ledger->settings, strrchr(code, ' ') + 1);
	view_hole(h, "department", d != NULL ? d->name : "");
	view_hole(h, "wrote_again", strcmp(code, "wrote-again") == 0 ? "yes" : "");
	view_hole(h, "desk", strcmp(facts->intent->party, "desk") == 0 ? "yes" : "");
	return view_reason(r, h, facts, "reason", code[0] != 0 ? code : "bounced", f);
}

/* The intent's code is the checkpoint: "iken-checkpoint LINES TIME ..." */
enum verdict
view_checkpoint(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code, *count = code + strcspn(code, " ");

	(void)r;
	(void)f;
	count += *count == ' ';
	view_hole(h, "checkpoint", code);
	view_hole(h, "lines", must(talloc_strndup(h->ctx, count, strcspn(count, " "))));
	view_hole(h, "when", view_moment(h->ctx, facts->language, facts->intent->created));
	return DONE;
}
