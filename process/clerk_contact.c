/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clerk_contact - clerks correct who wrote an opinion, and have an answer that could not be delivered sent again. */
#include "config/memory.h"
#include "process/clerk.h"
#include "spool/draft.h"
#include "spool/formtext.h"

/* The lines as a form: what it lacks is a text. */
static enum verdict
read_lines(struct clerk *k, struct formtext **out, struct fault *f)
{
	struct buffer errors = buffer_init(k->ctx);

	return formtext_read(k->ctx, must(talloc_asprintf(k->ctx, "%s\n-\n", k->c.contact)), FORMTEXT_STRICT, LANGUAGE_EN, out,
	    &errors, f);
}

bool
clerk_contact_check(struct clerk *k)
{
	struct formtext *form;
	struct fault ignored;

	return k->c.contact[0] == 0 || read_lines(k, &form, &ignored) == DONE;
}

static void
take(const char **value, const char *given)
{
	if (given[0] != 0)
		*value = given;
}

/* Whether a line says so: "文字の大きさ: 普通" leaves no other trace in the form. */
static bool
has_field(struct clerk *k, enum formtext_field wanted)
{
	enum formtext_field field;

	for (const char *p = k->c.contact; *p != 0; p += strcspn(p, "\n"), p += *p != 0)
		if (formtext_label(p, strcspn(p, "\n"), &field) != 0 && field == wanted)
			return true;
	return false;
}

static struct contact
corrected(struct clerk *k, const struct contact *before, const struct formtext *form)
{
	struct contact c = *before;
	const struct contact *given = &form->contact;

	take(&c.name, given->name);
	take(&c.postal_code, given->postal_code);
	take(&c.address, given->address);
	take(&c.phone, given->phone);
	take(&c.fax, given->fax);
	take(&c.mail, given->mail);
	if (form->reply_given)
		c.reply = given->reply;
	if (has_field(k, FORMTEXT_LARGE))
		c.large = given->large;
	return c;
}

static bool
is_same(void *ctx, const struct contact *a, const struct contact *b)
{
	struct buffer x = buffer_init(ctx), y = buffer_init(ctx);

	contact_pack(a, &x);
	contact_pack(b, &y);
	return bytes_equal(buffer_bytes(&x), buffer_bytes(&y));
}

enum verdict
clerk_contact_correct(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	struct detail d = { .who = k->who, .arrival = k->seq, .note = "contact" };
	struct contact *before, after;
	struct formtext *form;
	enum verdict v = read_lines(k, &form, f);

	if (v == DONE)
		v = opinion_contact(k->l, k->ctx, o, &before, f);
	if (v != DONE)
		return v;
	after = corrected(k, before, form);
	if (is_same(k->ctx, before, &after)) {
		if (k->c.purpose[0] == 0 && k->c.department[0] == 0)
			*outcome_out = "same";
		return DONE;
	}
	return opinion_correct_contact(k->l, o, &after, &d, f);
}

/* ---- sent again ------------------------------------------------------------------------------------------ */

static enum verdict
post(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f)
{
	struct detail d = { .who = k->who, .arrival = k->seq };
	struct contact *contact;
	struct draft draft;
	enum state after;
	bool found;
	enum verdict v = opinion_contact(k->l, k->ctx, o, &contact, f);

	if (v == DONE)
		v = draft_newest(k->l, k->ctx, o->id, &draft, &found, f);
	if (v != DONE)
		return v;
	if (!found || !state_after(o->state, STEP_RESEND, &after)) {
		*outcome_out = "not-now";
		return DONE;
	}
	if (o->address_bad && contact_is_by_post(contact)) {
		*outcome_out = "address-bad";
		return DONE;
	}
	d.draft = draft.id;
	return opinion_step(k->l, o, STEP_RESEND, &d, f);
}

enum verdict
clerk_post(struct clerk *k, struct fault *f)
{
	return clerk_each(k, post, f);
}
