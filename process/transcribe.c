/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transcribe - a clerk types in a scan by replying to the mail that shows it. */
#include "process/transcribe.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/command.h"
#include "process/filing_order.h"
#include "process/paper.h"
#include "spool/formdiff.h"
#include "spool/lines.h"
#include "spool/transcription.h"

/* One reply. */
struct typing {
	struct ledger *l;
	void *ctx;
	const struct taken *t;		/* the reply */
	int place;
	struct entry scan;
	struct taken scanned;		/* as if it came in now */
	struct entering entering;
	struct filing_order order;	/* where it is no form */
	const char *form;		/* as it was typed; NULL: it is none */
	const char *code;		/* what came of it */
	struct opinion o;		/* that it made or belongs to; id 0: none */
	bool ask_third;
};

static enum verdict
result(struct typing *x, const char *code)
{
	x->code = code;
	return DONE;
}

/* ---- what the reply says -------------------------------------------------------------------------------- */

/* The text without the forms in it. */
static const char *
outside_forms(void *ctx, const char *text)
{
	struct lines lines = lines_split(ctx, text);
	struct buffer out = buffer_init(ctx);
	struct intake_block block;
	bool more = intake_block_find(ctx, &lines, 0, &block);

	for (size_t i = 0; i < lines.count;) {
		if (more && i == block.first) {
			i = block.end;
			more = intake_block_find(ctx, &lines, i, &block);
			continue;
		}
		buffer_add(&out, lines.item[i].raw, lines.item[i].raw_len);
		buffer_char(&out, '\n');
		i++;
	}
	return buffer_text(&out);
}

/* 破棄 and 追記 are said above the form, whether that is filled in or not. */
static void
read_reply(struct typing *x)
{
	struct reading outside = *x->t->reading;
	struct command c = command_of_reading(x->ctx, x->t->reading);

	outside.text = outside_forms(x->ctx, outside.text);
	outside.html_text = *text_trim(x->ctx, outside.text) == 0 ? outside_forms(x->ctx, outside.html_text) : "";
	x->order = filing_order_read(x->ctx, &outside);
	if (x->order.unclear == NULL && (x->order.as == FILING_DISCARD || x->order.as == FILING_FOLLOW_UP))
		return;
	if (c.word != COMMAND_ENTER)
		x->code = x->order.unclear != NULL && strcmp(x->order.unclear, "file-number") == 0 ? "file-number" : "no-form";
	else if (c.text[0] != 0)
		x->form = c.text;
	if (x->code == NULL)
		x->code = c.problem;
}

/* ---- what is done -------------------------------------------------------------------------------------------- */

static enum verdict
take_scan(struct typing *x, struct fault *f)
{
	struct reading *reading;
	enum verdict v = entry_reading(x->l, x->ctx, &x->scan, &reading, f);

	x->entering = (struct entering){ .held = &x->scan, .several = x->order.count > 1 };
	x->scanned = (struct taken){ .id = x->scan.id, .source = x->scan.source, .channel = x->scan.channel, .sender = "",
		.recipient = "", .received = x->scan.received, .size = x->scan.size, .reading = v == DONE ? reading : NULL,
		.why = "", .entering = &x->entering };
	return v;
}

static enum verdict
close_scan(struct typing *x, const char *outcome, struct fault *f)
{
	enum verdict v = transcription_close(x->l, x->scan.seq, f);

	return v == DONE ? paper_outcome(x->l, x->scan.id, outcome, f) : v;
}

static enum verdict
discard(struct typing *x, struct fault *f)
{
	enum verdict v = entry_discard(x->l, &x->scan, f);

	(void)result(x, "scan-discarded");
	return v == DONE ? close_scan(x, "discarded", f) : v;
}

static enum verdict
add_to(struct typing *x, struct fault *f)
{
	enum state after;
	bool found;
	enum verdict v = take_scan(x, f);

	for (size_t i = 0; v == DONE && i < x->order.count; i++) {
		struct opinion o;

		if (x->order.item[i].place != 0)
			return result(x, "file-number");
		v = opinion_by_number(x->l, x->ctx, x->order.item[i].number, &o, &found, f);
		if (v == DONE && (!found || o.state == STATE_ERASED))
			return result(x, "file-number");
		if (v == DONE && !state_after(o.state, STEP_FOLLOW_UP, &after))
			return result(x, "not-now");
		if (v == DONE)
			v = act_follow_up(x->l, &x->scanned, &o, f);
		if (i == 0)
			x->o = o;
	}
	(void)result(x, "scan-follow-up");
	return v == DONE ? close_scan(x, must(talloc_asprintf(x->ctx, "follow-up %s", x->o.number)), f) : v;
}

static enum verdict
enter(struct typing *x, const struct intake *intake, struct fault *f)
{
	const char *code = NULL;
	enum verdict v = take_scan(x, f);

	if (v == DONE)
		v = paper_enter(x->l, x->ctx, &x->scanned, intake, &x->o, &code, f);
	if (v != DONE || code != NULL) {
		x->o.id = 0;
		return v == DONE ? result(x, strcmp(code, "file-number") == 0 ? "form-number" : "form-not-now") : v;
	}
	(void)result(x, "transcribed");
	return close_scan(x, must(talloc_asprintf(x->ctx, "%s %s", intake->about[0] != 0 ? "follow-up" : "opinion",
	    x->o.number)), f);
}

/* One of two: equal ones are entered, of others a third person is asked. */
static enum verdict
compare(struct typing *x, const struct intake *intake, struct fault *f)
{
	struct buffer proper = buffer_init(x->ctx);
	struct transcription_state state;
	const char *other;
	enum verdict v;

	intake_write(intake, &proper);
	v = transcription_put(x->l, &x->scan, x->place, buffer_text(&proper), f);
	if (v == DONE)
		v = transcription_get(x->l, x->ctx, &x->scan, &state, f);
	if (v != DONE)
		return v;
	other = state.place[2 - x->place].form;
	if (other == NULL)
		return result(x, "transcribed-first");
	if (formdiff_compare(x->ctx, buffer_text(&proper), other, "").count == 0)
		return enter(x, intake, f);
	x->ask_third = !state.place[2].asked;
	return result(x, "transcribed-differ");
}

static enum verdict
take_form(struct typing *x, struct fault *f)
{
	const struct settings *s = x->l->settings;
	struct buffer errors = buffer_init(x->ctx);
	struct transcription_state state;
	struct intake intake;
	enum verdict v = intake_read(x->ctx, s, x->form, x->scan.channel, s->office.language, &intake, &errors, f);

	if (v == NEVER)
		return result(x, "form-errors");
	if (v == DONE && strstr(intake.form->text, FORMDIFF_OPEN) != NULL)
		return result(x, "form-open-places");
	if (v == DONE)
		v = transcription_get(x->l, x->ctx, &x->scan, &state, f);
	if (v != DONE)
		return v;
	return x->place != 3 && state.place[1].asked ? compare(x, &intake, f) : enter(x, &intake, f);
}

static enum verdict
carry_out(struct typing *x, struct fault *f)
{
	if (x->form != NULL)
		return take_form(x, f);
	return x->order.as == FILING_DISCARD ? discard(x, f) : add_to(x, f);
}

/* Whether what was said was done, or is kept: what is not done is undone. */
static bool
is_done(const char *code)
{
	return text_starts(code, "transcribed") || text_starts(code, "scan-");
}

static enum verdict
try(struct typing *x, struct fault *f)
{
	struct entry before = x->scan;
	enum verdict v = db_begin_item(x->l->db, f);

	if (v != DONE)
		return v;
	v = carry_out(x, f);
	if (v == DONE && is_done(x->code))
		return db_end_item(x->l->db, f);
	db_undo_item(x->l->db);
	x->scan = before;
	x->o.id = 0;
	return v == NEVER ? result(x, "not-now") : v;
}

/* ---- the reply itself ------------------------------------------------------------------------------------------ */

static enum verdict
ask_third(struct typing *x, struct fault *f)
{
	struct new_intent n = { .kind = "transcribe", .party = "transcriber:3", .arrival = x->scan.seq, .code = "differ" };
	enum verdict v = transcription_ask(x->l, x->scan.seq, 3, f);

	return v == DONE ? intent_insert(x->l, &n, f) : v;
}

/* A form is kept as it was typed, so that a mail that returns it has all of it. */
static enum verdict
conclude(struct typing *x, struct fault *f)
{
	struct reading r = *x->t->reading;
	struct taken kept = *x->t;
	struct new_intent n = { .kind = "transcribed", .party = "sender", .opinion = x->o.id };
	enum verdict v;

	if (x->form != NULL && !is_done(x->code)) {
		r.text = x->form;
		r.html_text = "";
		kept.reading = &r;
	}
	v = act_command(x->l, &kept, x->o.id != 0 ? &x->o : NULL, must(talloc_asprintf(x->ctx, "transcriber:%d %s", x->place,
	    x->code)), &n.arrival, f);
	n.code = must(talloc_asprintf(x->ctx, "%s %lld %d", x->code, (long long)x->scan.seq, x->place));
	if (v == DONE)
		v = intent_insert(x->l, &n, f);
	return v == DONE && x->ask_third ? ask_third(x, f) : v;
}

enum verdict
transcribe_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f)
{
	struct typing *x = memory_new(ctx, sizeof *x);
	bool found;
	enum verdict v;

	*x = (struct typing){ .l = l, .ctx = ctx, .t = t, .place = (int)token->place };
	v = entry_by_seq(l, ctx, token->arrival, &x->scan, &found, f);
	if (v == DONE && !found)
		return fail(f, NEVER, "the scan that it types in is gone");
	if (v == DONE)
		read_reply(x);
	if (v == DONE && x->scan.kind != ENTRY_SCAN) {
		x->o.id = 0;
		x->code = "typed-already";
	}
	if (v == DONE && x->code == NULL)
		v = try(x, f);
	if (v == DONE)
		v = conclude(x, f);
	*note_out = x->code;
	return v;
}
