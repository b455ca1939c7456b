/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper - carries out what was found out about an arrival from a drop folder. */
#include "process/paper.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/danger.h"
#include "process/paper_plan.h"
#include "process/returned.h"
#include "process/writer.h"
#include "spool/batch.h"
#include "spool/guess.h"
#include "spool/transcription.h"

#define WHO "iken-register"

/* One arrival while its plan is carried out. */
struct deed {
	struct ledger *l;
	void *ctx;
	const struct taken *t;
	const struct paper_plan *plan;
	enum entry_kind kind;
	const char *outcome;		/* as of piece.h; of one that is no piece it is for the log alone */
	const char *number;		/* of the opinion that it is about; "" none */
	const char *refused;		/* of one that was held already: why it stays so; NULL it does not */
};

static const char *
with_number(struct deed *d, const char *word, const struct opinion *o)
{
	d->number = o->number;
	return must(talloc_asprintf(d->ctx, "%s %s", word, o->number));
}

/* ---- pieces ---------------------------------------------------------------------------------------------- */

static enum verdict
tell_collected(struct ledger *l, int64_t parent, struct fault *f)
{
	struct new_intent n = { .kind = "collected", .party = "desk", .arrival = parent };

	return intent_insert(l, &n, f);
}

enum verdict
paper_outcome(struct ledger *l, const char *id, const char *outcome, struct fault *f)
{
	int64_t parent;
	enum verdict v = piece_outcome(l, id, outcome, &parent, f);

	return v == DONE && parent != 0 ? tell_collected(l, parent, f) : v;
}

/* What became of a piece that was registered before what it is a piece of: that was undone in between. */
static enum verdict
known_outcome(struct deed *d, struct piece *p, struct fault *f)
{
	struct entry e;
	struct opinion o;
	bool found = false, has = false;
	enum verdict v = p->outcome[0] == 0 ? entry_by_id(d->l, d->ctx, p->arrival, &e, &found, f) : DONE;

	if (v == DONE && found && e.opinion != 0)
		v = opinion_by_id(d->l, d->ctx, e.opinion, &o, &has, f);
	if (v == DONE && found)
		p->outcome = must(talloc_asprintf(d->ctx, "%s%s%s", entry_kind_name(e.kind), has ? " " : "", has ? o.number : ""));
	return v;
}

static enum verdict
do_split(struct deed *d, struct fault *f)
{
	const struct stack *stack = &d->plan->stack;
	int64_t seq;
	bool settled = false;
	enum verdict v = act_own(d->l, d->t, ENTRY_SPLIT, d->plan->reason, &seq, f);

	d->kind = ENTRY_SPLIT;
	d->outcome = "split";
	for (size_t i = 0; v == DONE && i < d->plan->piece_count; i++) {
		struct piece p = d->plan->piece[i];

		v = known_outcome(d, &p, f);
		if (v == DONE)
			v = piece_insert(d->l, seq, &p, f);
	}
	for (size_t i = 0; v == DONE && i < stack->batch_count; i++)
		v = batch_scanned(d->l, stack->batch[i].id, seq, (int64_t)stack->batch[i].found, f);
	if (v == DONE)
		v = piece_all_settled(d->l, seq, &settled, f);
	return v == DONE && settled ? tell_collected(d->l, seq, f) : v;
}

/* ---- forms ------------------------------------------------------------------------------------------------- */

/* What is kept: what the resident said, and the files; nothing of a gateway's words around it. */
static struct reading
reading_of(const struct taken *t, const struct formtext *form)
{
	struct reading r = *t->reading;

	r.subject = form->subject;
	r.text = form->text;
	r.html_text = "";
	r.text_from_html = false;
	r.text_truncated = false;
	return r;
}

static enum verdict
enter_new(struct ledger *l, void *ctx, const struct taken *t, const struct intake *intake, struct opinion *o,
    struct fault *f)
{
	struct alarm alarm;
	int64_t seq = 0;
	enum verdict v;

	*o = (struct opinion){ .channel = intake->channel, .purpose = intake->purpose,
		.language = l->settings->office.language == LANGUAGE_EN || !writer_is_japanese(t->reading) ? "en" : "ja",
		.received = intake->received != 0 ? intake->received : t->received, .text = reading_words(t->reading) };
	alarm = danger_mark(l->settings, t->reading, o);
	v = opinion_enter(l, ctx, o, &intake->form->contact, WHO, f);
	if (v == DONE)
		v = act_enter(l, t, ENTRY_OPINION, NULL, o, &seq, f);
	if (v == DONE)
		v = entry_made_opinion(l, seq, o->id, f);
	return v == DONE ? danger_call(l, o, &alarm, seq, f) : v;
}

static enum verdict
add_to(struct ledger *l, void *ctx, const struct taken *t, const struct intake *intake, struct opinion *o,
    const char **code_out, struct fault *f)
{
	enum state after;
	bool found;
	enum verdict v = opinion_by_number(l, ctx, intake->about, o, &found, f);

	if (v == DONE && (!found || o->state == STATE_ERASED))
		*code_out = "file-number";
	else if (v == DONE && !state_after(o->state, STEP_FOLLOW_UP, &after))
		*code_out = "not-now";
	return v == DONE && *code_out == NULL ? act_follow_up(l, t, o, f) : v;
}

enum verdict
paper_enter(struct ledger *l, void *ctx, const struct taken *t, const struct intake *intake, struct opinion *o,
    const char **code_out, struct fault *f)
{
	struct reading r = reading_of(t, intake->form);
	struct taken kept = *t;
	const struct entry *line = t->entering != NULL ? t->entering->held : NULL;
	enum verdict v;

	kept.reading = &r;
	kept.channel = intake->channel;
	*code_out = NULL;
	v = intake->about[0] != 0 ? add_to(l, ctx, &kept, intake, o, code_out, f) : enter_new(l, ctx, &kept, intake, o, f);
	return v == DONE && *code_out == NULL && line != NULL ? entry_reread(l, line, &r, f) : v;
}

/* ---- scans --------------------------------------------------------------------------------------------------- */

static enum verdict
ask(struct deed *d, int64_t seq, int place, const char *code, struct fault *f)
{
	struct new_intent n = { .kind = "transcribe", .arrival = seq, .code = code,
		.party = must(talloc_asprintf(d->ctx, "transcriber:%d", place)) };
	enum verdict v = transcription_ask(d->l, seq, place, f);

	return v == DONE ? intent_insert(d->l, &n, f) : v;
}

/* Our letter in front of it says what it is about. */
static enum verdict
guess_by_sheet(struct deed *d, int64_t seq, struct fault *f)
{
	struct opinion o;
	bool found = false;
	enum verdict v = DONE;

	if (d->plan->sheet.number[0] != 0)
		v = opinion_by_number(d->l, d->ctx, d->plan->sheet.number, &o, &found, f);
	return v == DONE && found ? guess_add(d->l, seq, o.id, "sheet", f) : v;
}

/* A form with mistakes is corrected by one clerk; what is written by hand is typed in by as many as the settings say. */
static enum verdict
do_scan(struct deed *d, const char *code, struct fault *f)
{
	bool two = d->plan->lit.page_count != 0 && d->l->settings->transcription.second.count != 0;
	int64_t seq;
	enum verdict v = act_own(d->l, d->t, ENTRY_SCAN, code, &seq, f);

	d->kind = ENTRY_SCAN;
	d->outcome = "scan";
	if (v == DONE)
		v = guess_by_sheet(d, seq, f);
	if (v == DONE)
		v = ask(d, seq, 1, code, f);
	return v == DONE && two ? ask(d, seq, 2, code, f) : v;
}

static enum verdict
do_opinion(struct deed *d, struct fault *f)
{
	const struct settings *s = d->l->settings;
	struct buffer errors = buffer_init(d->ctx);
	struct opinion o;
	struct intake intake;
	const char *code = NULL;
	enum verdict v;

	if (!paper_is_bundle(s, d->t) || *text_trim(d->ctx, d->t->reading->text) == 0)
		return do_scan(d, "", f);
	v = intake_read(d->ctx, s, d->t->reading->text, d->t->channel, s->office.language, &intake, &errors, f);
	if (v == NEVER)
		return do_scan(d, "form-errors", f);
	if (v == DONE)
		v = paper_enter(d->l, d->ctx, d->t, &intake, &o, &code, f);
	if (v != DONE || code != NULL)
		return v == DONE ? do_scan(d, code, f) : v;
	d->kind = intake.about[0] != 0 ? ENTRY_FOLLOW_UP : ENTRY_OPINION;
	d->outcome = with_number(d, entry_kind_name(d->kind), &o);
	return DONE;
}

/* ---- sheets of ours -------------------------------------------------------------------------------------------- */

static enum verdict
do_held(struct deed *d, const char *reason, struct fault *f)
{
	int64_t seq;
	enum verdict v;

	if (d->t->entering != NULL) {
		d->refused = "not-now";
		return DONE;
	}
	v = act_hold(d->l, d->t, reason, HELD_FROM_ANYBODY, &seq, f);
	d->kind = ENTRY_HELD;
	d->outcome = must(talloc_asprintf(d->ctx, "held %s", reason));
	if (v == DONE && d->plan->same != 0)
		v = guess_add(d->l, seq, d->plan->same, "same-scan", f);
	return v == DONE ? guess_by_sheet(d, seq, f) : v;
}

static enum verdict
find_subject(struct deed *d, struct opinion *o, bool *found_out, struct fault *f)
{
	enum verdict v = opinion_by_number(d->l, d->ctx, d->plan->sheet.number, o, found_out, f);

	*found_out = v == DONE && *found_out && o->state != STATE_ERASED;
	return v;
}

/* The text of the note: what was typed beside it, or that there is a sheet. */
static const char *
note_of(const struct deed *d, const struct opinion *o)
{
	const char *typed = paper_is_bundle(d->l->settings, d->t) ? text_trim(d->ctx, d->t->reading->text) : "";

	if (*typed != 0)
		return typed;
	return must(talloc_asprintf(d->ctx, strcmp(o->language, "en") == 0 && d->l->settings->office.language == LANGUAGE_EN ?
	    "Sheet filled in by hand (%zu pages)" : "手書きの用紙（%zu枚）", d->plan->lit.page_count));
}

static enum verdict
do_note(struct deed *d, struct fault *f)
{
	struct draft note = { .kind = "note" };
	struct detail detail = { .who = WHO, .note = "note-sheet" };
	struct new_intent n = { .kind = "note-sheet" };
	struct opinion o;
	enum state after;
	bool found;
	enum verdict v = find_subject(d, &o, &found, f);

	if (v == DONE && (!found || !state_after(o.state, STEP_NOTE, &after)))
		return do_held(d, "note-unknown", f);
	if (v == DONE)
		v = act_enter(d->l, d->t, ENTRY_NOTE, NULL, &o, &detail.arrival, f);
	note.arrival = n.arrival = detail.arrival;
	note.department = o.department[0] != 0 ? o.department : d->l->settings->office.desk;
	note.text = v == DONE ? note_of(d, &o) : "";
	if (v == DONE)
		v = draft_insert(d->l, &o, &note, &detail.draft, f);
	if (v == DONE)
		v = opinion_step(d->l, &o, STEP_NOTE, &detail, f);
	d->kind = ENTRY_NOTE;
	d->outcome = v == DONE ? with_number(d, "note", &o) : "";
	n.opinion = o.id;
	n.party = must(talloc_asprintf(d->ctx, "department:%s", note.department));
	return v == DONE ? intent_insert(d->l, &n, f) : v;
}

static enum verdict
do_returned(struct deed *d, struct fault *f)
{
	struct opinion o;
	bool found, was = false;
	enum verdict v = find_subject(d, &o, &found, f);

	if (v == DONE && found)
		v = returned_enter(d->l, d->t, &o, d->plan->sheet.id, WHO, &was, f);
	if (v == DONE && !was)
		return do_held(d, found ? "returned-before" : "note-unknown", f);
	d->kind = ENTRY_RETURNED;
	d->outcome = v == DONE ? with_number(d, "returned", &o) : "";
	return v;
}

static enum verdict
do_report(struct deed *d, struct fault *f)
{
	struct new_intent n = { .kind = "drop-report", .party = "desk" };
	enum verdict v = act_own(d->l, d->t, ENTRY_REPORT, "", &n.arrival, f);

	d->kind = ENTRY_REPORT;
	d->outcome = "report";
	return v == DONE ? intent_insert(d->l, &n, f) : v;
}

static enum verdict
do_same_row(struct deed *d, struct fault *f)
{
	struct opinion o;
	bool found = false;
	int64_t seq;
	enum verdict v = act_own(d->l, d->t, ENTRY_DUPLICATE, "same-row", &seq, f);

	if (v == DONE && d->plan->same != 0)
		v = opinion_by_id(d->l, d->ctx, d->plan->same, &o, &found, f);
	d->kind = ENTRY_DUPLICATE;
	d->outcome = found ? must(talloc_asprintf(d->ctx, "same-row %s", o.number)) : "same-row";
	return v;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static enum verdict
carry_out(struct deed *d, struct fault *f)
{
	d->number = d->outcome = "";
	switch (d->plan->is) {
	case PAPER_HELD:
		return do_held(d, d->plan->reason, f);
	case PAPER_SPLIT:
		return do_split(d, f);
	case PAPER_NOTE:
		return do_note(d, f);
	case PAPER_RETURNED:
		return do_returned(d, f);
	case PAPER_REPORT:
		return do_report(d, f);
	case PAPER_SAME_ROW:
		return do_same_row(d, f);
	case PAPER_OPINION:
		break;
	}
	return do_opinion(d, f);
}

static enum verdict
plan_now(struct deed *d, struct taken *t, bool anew, struct fault *f)
{
	struct paper_plan *plan = memory_new(d->ctx, sizeof *plan);
	enum verdict v = paper_plan(d->l, d->ctx, t, anew, plan, f);

	d->plan = plan;
	return v;
}

enum verdict
paper_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct taken own = *t;
	struct deed d = { .l = l, .ctx = ctx, .t = &own, .plan = t->plan };
	enum verdict v = d.plan == NULL ? plan_now(&d, &own, false, f) : DONE;

	if (v == DONE)
		v = carry_out(&d, f);
	if (v == DONE)
		v = paper_outcome(l, t->id, d.outcome, f);
	*out = (struct decision){ d.kind, d.outcome };
	return v;
}

enum verdict
paper_take_anew(struct ledger *l, void *ctx, const struct taken *t, const char **number_out, const char **code_out,
    struct fault *f)
{
	struct taken own = *t;
	struct deed d = { .l = l, .ctx = ctx, .t = &own };
	enum verdict v = plan_now(&d, &own, true, f);

	*number_out = "";
	if (v == DONE)
		v = carry_out(&d, f);
	if (v == DONE && d.refused != NULL)
		*code_out = d.refused;
	else if (v == DONE)
		v = paper_outcome(l, t->id, d.outcome, f);
	*number_out = v == DONE ? d.number : "";
	return v;
}
