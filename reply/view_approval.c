/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_approval - what approvers get: the draft as it will reach the resident, and how far it has come. */
#include "reply/view.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/approval.h"

/* The list of a draft, and what is kept beside drafts and decisions. */
struct round {
	struct approval *list;
	size_t count;
	struct draft *drafts;
	size_t draft_count;
};

static enum verdict
gather(struct renderer *r, void *ctx, const struct facts *facts, struct round *out, struct fault *f)
{
	enum verdict v = approval_list(r->ledger, ctx, facts->draft.id, &out->list, &out->count, f);

	if (v == DONE)
		v = draft_list(r->ledger, ctx, facts->opinion.id, &out->drafts, &out->draft_count, f);
	return v;
}

const char *
view_remark(const struct draft *drafts, size_t count, int64_t arrival)
{
	for (size_t i = 0; arrival != 0 && i < count; i++)
		if (drafts[i].arrival == arrival && strcmp(drafts[i].kind, "note") == 0)
			return drafts[i].text;
	return "";
}

const char *
view_approver_name(const struct settings *s, const char *code)
{
	const struct approver *a = settings_approver(s, code);

	if (strcmp(code, APPROVAL_DESK) == 0)
		return view_department_name(s, s->office.desk);
	return a != NULL ? a->name : code;
}

static void
add_indented(struct buffer *out, const char *text)
{
	while (*text != 0) {
		size_t n = strcspn(text, "\n");

		buffer_printf(out, "   %.*s\n", (int)n, text);
		text += n + (text[n] == '\n');
	}
}

/* One line for each, with what they wrote when they decided. */
static enum verdict
progress_lines(struct renderer *r, void *ctx, const struct facts *facts, const struct round *round,
    const char **lines_out, struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	struct buffer out = buffer_init(ctx);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < round->count; i++) {
		const struct approval *a = &round->list[i];
		const char *words, *code = must(talloc_asprintf(ctx, "approval-%s%s", approval_state_name(a->state),
		    a->role == APPROVAL_SEE && a->state == APPROVAL_WAITING ? "-to-see" : ""));

		v = reason_words(ctx, &s->office, facts->language, code, &words, f);
		buffer_printf(&out, "%lld. %s: %s", (long long)a->position, view_approver_name(s, a->approver), words);
		if (a->arrival != 0)
			buffer_printf(&out, facts->language == LANGUAGE_JA ? "（%s）" : " (%s)",
			    view_moment(ctx, facts->language, a->at));
		buffer_char(&out, '\n');
		add_indented(&out, view_remark(round->drafts, round->draft_count, a->arrival));
	}
	*lines_out = buffer_text(&out);
	return v;
}

/* Where the one who gets this mail stands among those who decide; nothing where they decide alone. */
static void
fill_position(struct holes *h, const struct facts *facts, const struct round *round)
{
	int64_t mine = 0, total = 0;

	for (size_t i = 0; i < round->count; i++) {
		const struct approval *a = &round->list[i];

		total += a->role == APPROVAL_DECIDE;
		if (strcmp(approval_party(h->ctx, a), facts->intent->party) == 0)
			mine = a->position;
	}
	if (total < 2 || mine == 0)
		return;
	view_hole(h, "position", must(talloc_asprintf(h->ctx, "%lld", (long long)mine)));
	view_hole(h, "total", must(talloc_asprintf(h->ctx, "%lld", (long long)total)));
}

/* The answer as the resident gets it, and what it answers. */
static enum verdict
fill_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct rendered answer;
	enum verdict v = view_whole_answer(r, h->ctx, facts, !view_masked(facts), &answer, f);

	if (v != DONE)
		return v;
	view_received(h, facts, facts->opinion.received, facts->language);
	view_hole(h, "department", view_department_name(r->ledger->settings, facts->draft.department));
	view_hole(h, "text", answer.text);
	view_hole(h, "answer_subject", answer.subject);
	view_hole(h, "opinion", view_text(h->ctx, facts, facts->opinion_reading));
	return DONE;
}

/* What the resident wrote after the draft came in. */
static enum verdict
fill_further(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	struct event *events;
	size_t count;
	enum verdict v = opinion_events(r->ledger, h->ctx, facts->opinion.id, &events, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		struct reading *reading = NULL;
		struct entry entry;
		bool found;

		if (strcmp(events[i].step, step_name(STEP_FOLLOW_UP)) != 0 || events[i].at < facts->draft.at)
			continue;
		v = entry_by_seq(r->ledger, h->ctx, events[i].arrival, &entry, &found, f);
		if (v == DONE && found)
			v = entry_reading(r->ledger, h->ctx, &entry, &reading, f);
		v = v == NEVER ? DONE : v;
		buffer_printf(&out, "%s%s\n", out.len != 0 ? "\n" : "", view_text(h->ctx, facts, reading));
	}
	view_hole(h, "further", buffer_text(&out));
	view_hole(h, "again", facts->intent->arrival != 0 ? "yes" : "");
	return v;
}

/* What all of them get. */
static enum verdict
fill_round(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct round round;
	const char *progress;
	enum verdict v = fill_answer(r, h, facts, f);

	if (v == DONE)
		v = fill_further(r, h, facts, f);
	if (v == DONE)
		v = gather(r, h->ctx, facts, &round, f);
	if (v == DONE)
		v = progress_lines(r, h->ctx, facts, &round, &progress, f);
	if (v != DONE)
		return v;
	v = view_for_all(r, h, facts, facts->draft.id, f);
	fill_position(h, facts, &round);
	view_hole(h, "progress", round.count > 1 ? progress : "");
	view_hole(h, "public", facts->draft.public ? "yes" : "");
	view_hole(h, "remark", view_remark(round.drafts, round.draft_count, facts->draft.arrival));
	view_files(h, facts, facts->draft_reading);
	return v;
}

enum verdict
view_approval(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	return fill_round(r, h, facts, f);
}

enum verdict
view_agreed(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct intent answer;
	bool waits;
	enum verdict v = intent_answer_waits(r->ledger, h->ctx, facts->opinion.id, facts->draft.id, &answer, &waits, f);

	if (v == DONE && waits && answer.not_before > clock_now())
		view_hole(h, "until", view_moment(h->ctx, facts->language, answer.not_before));
	return v == DONE ? fill_round(r, h, facts, f) : v;
}
