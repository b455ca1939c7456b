/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clerk_enter - 1-①: clerks enter what residents say at the counter or on the telephone. */
#include "config/memory.h"
#include "process/act.h"
#include "process/clerk.h"
#include "process/danger.h"
#include "process/writer.h"
#include "spool/intake.h"
#include "spool/staff.h"

/* The mail as it is kept: what the resident said, and nothing of the clerk's around it. */
static struct reading
reading_of(const struct clerk *k, const char *subject, const char *text)
{
	struct reading r = *k->t->reading;

	r.subject = subject;
	r.text = text;
	r.html_text = "";
	r.text_from_html = false;
	return r;
}

/* The proper form, and what came along with it. */
static struct bytes
form_of(const struct clerk *k, const struct intake *intake)
{
	const struct reading *r = k->t->reading;
	struct buffer b = buffer_init(k->ctx);

	intake_write(intake, &b);
	for (size_t i = 0; i < r->part_count; i++)
		buffer_add(&b, r->parts[i].digest, sizeof r->parts[i].digest);
	return buffer_bytes(&b);
}

static const char *
language_of(const struct clerk *k, const struct reading *r)
{
	return k->l->settings->office.language == LANGUAGE_EN || !writer_is_japanese(r) ? "en" : "ja";
}

static enum verdict
enter_new(struct clerk *k, const struct intake *intake, const struct reading *r, struct opinion *o, struct fault *f)
{
	struct alarm alarm;
	enum verdict v;

	*o = (struct opinion){ .channel = intake->channel, .purpose = intake->purpose, .language = language_of(k, r),
		.received = intake->received != 0 ? intake->received : k->t->received, .text = reading_words(r) };
	alarm = danger_mark(k->l->settings, r, o);
	v = opinion_enter(k->l, k->ctx, o, &intake->form->contact, k->who, f);
	if (v == DONE)
		v = clerk_register(k, o, f);
	if (v == DONE)
		v = entry_made_opinion(k->l, k->seq, o->id, f);
	return v == DONE ? danger_call(k->l, o, &alarm, k->seq, f) : v;
}

/* The form has come already: nothing is made of it again. */
static enum verdict
enter_again(struct clerk *k, int64_t id, struct fault *f)
{
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(k->l, k->ctx, id, &o, &found, f);

	buffer_string(&k->result, "-before");
	if (v == DONE && !found)
		v = fail(f, LATER, "what was entered before is gone");
	if (v == DONE)
		v = clerk_register(k, &o, f);
	clerk_result(k, "done", v == DONE ? o.number : "");
	return v;
}

static enum verdict
enter(struct clerk *k, const struct intake *intake, const struct reading *r, struct fault *f)
{
	struct bytes form = form_of(k, intake);
	struct opinion o;
	int64_t before;
	enum verdict v = staff_form_known(k->l, k->staff, form, k->t->received, &before, f);

	if (v == DONE && before != 0)
		return enter_again(k, before, f);
	if (v == DONE)
		v = enter_new(k, intake, r, &o, f);
	if (v == DONE)
		v = staff_form_note(k->l, k->staff, form, k->t->received, o.id, f);
	clerk_result(k, "done", v == DONE ? o.number : "");
	return v;
}

enum verdict
clerk_enter(struct clerk *k, struct fault *f)
{
	const struct settings *s = k->l->settings;
	struct buffer errors = buffer_init(k->ctx);
	const struct taken *whole = k->t;
	struct taken kept = *whole;
	struct reading r;
	struct intake intake;
	enum verdict v = intake_read(k->ctx, s, k->c.text, k->staff->channel, s->office.language, &intake, &errors, f);

	if (v != DONE && v != NEVER)
		return v;
	/* With mistakes the form is kept as it was typed: the mail that returns it reads it again. */
	r = v == DONE ? reading_of(k, intake.form->subject, intake.form->text) : reading_of(k, "", k->c.text);
	kept.reading = &r;
	kept.channel = intake.channel;
	k->t = &kept;
	if (v == DONE && intake.about[0] != 0)
		v = clerk_refuse(k, "form-about", f);
	else
		v = v == DONE ? enter(k, &intake, &r, f) : clerk_refuse(k, "form-errors", f);
	k->t = whole;
	return v;
}
