/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_letter - one letter: rendered from the register (law 4), checked, and set for paper. */
#include "config/memory.h"
#include "config/text.h"
#include "reply/print.h"
#include "reply/reason.h"
#include "spool/approval.h"
#include "spool/sheet.h"

enum { SIGNS_NAMED = 10 };

static bool
is_blank(const char *text)
{
	return strspn(text, " \t\n　") == strlen(text);
}

/* "glyph U+20BB7 U+9AD9": codes only, for a sign may be of a name. */
static const char *
glyph_code(void *ctx, const struct missing *missing)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, "glyph");
	for (size_t i = 0; i < missing->count && i < SIGNS_NAMED; i++)
		for (const char *p = strstr(missing->signs[i], "U+"); p != NULL; p = strstr(p + 2, "U+"))
			buffer_printf(&b, " %.*s", (int)strcspn(p, " "), p);
	return buffer_text(&b);
}

static char *
code_of_page(void *ctx, void *state, size_t page, size_t pages)
{
	const struct print_letter *p = state;
	const struct sheet sheet = { .kind = SHEET_LETTER, .number = p->facts.opinion.number, .id = p->row.id,
		.page = (int64_t)page, .pages = (int64_t)pages };

	return sheet_write(ctx, p->key, &sheet);
}

/* Whom to ask, at the foot. */
static enum verdict
contact_lines(const struct print_run *x, struct print_letter *p, const char **out, struct fault *f)
{
	const struct office *office = &x->l->settings->office;
	bool ja = p->facts.language == LANGUAGE_JA;
	struct buffer b = buffer_init(p->ctx);
	const char *title;
	enum verdict v = reason_words(p->ctx, office, p->facts.language, "letter-contact", &title, f);

	if (v != DONE)
		return v;
	if (title[0] != 0)
		buffer_printf(&b, ja ? "【%s】\n" : "%s:\n", title);
	buffer_string(&b, office->name);
	if (office->section[0] != 0)
		buffer_printf(&b, ja ? "　%s" : ", %s", office->section);
	if (office->contact[0] != 0)
		buffer_printf(&b, "\n%s", office->contact);
	buffer_printf(&b, ja ? "\n受付番号　%s" : "\nNumber %s", p->facts.opinion.number);
	*out = buffer_text(&b);
	return DONE;
}

/* What is printed again has the date that it had. */
static enum verdict
date_of(struct print_run *x, struct print_letter *p, int64_t *out, struct fault *f)
{
	struct letter_row first = { .run = 0 };
	struct letter_run run = { .made = 0 };
	bool found = false;
	enum verdict v = DONE;

	*out = x->row.made;
	if (p->row.reprints != 0)
		v = letter_by_id(x->l, p->ctx, p->row.reprints, &first, &found, f);
	if (v == DONE && found)
		v = letter_run_by_id(x->l, p->ctx, first.run, &run, &found, f);
	if (v == DONE && found)
		*out = run.made;
	return v;
}

static enum verdict
fill_text(struct print_run *x, struct print_letter *p, struct fault *f)
{
	const struct printing *print = &x->l->settings->print;
	const struct contact *c = p->facts.contact;
	bool english = p->facts.language == LANGUAGE_EN, code = p->facts.has_link;
	struct letter_text *t = &p->text;
	struct rendered words;
	enum verdict v = view_letter(x->renderer, p->ctx, &p->facts, &words, f);

	if (v != DONE)
		return v;
	*t = (struct letter_text){ .english = english, .large = print->large || c->large, .wide_digits = !english && !code,
		.seal_omitted = print->seal_omitted, .barcode = print->barcode, .reprint = p->row.reprints != 0,
		.name = c->name, .postal_code = c->postal_code, .address = c->address, .document_number = p->row.document,
		.sender = print->signature[0] != 0 ? print->signature : x->l->settings->office.name,
		.subject = words.subject, .body = words.text, .code = code_of_page, .state = p };
	t->window = (struct window){ (double)print->window_left, (double)print->window_top, (double)print->window_width,
		(double)print->window_height };
	v = date_of(x, p, &t->date, f);
	if (v == DONE)
		v = reason_words(p->ctx, &x->l->settings->office, p->facts.language, "letter-closing", &t->closing, f);
	return v == DONE ? contact_lines(x, p, &t->contact, f) : v;
}

static enum verdict
check(struct print_run *x, struct print_letter *p, struct fault *f)
{
	struct missing missing = { 0 };
	enum verdict v = sheet_letter_check(p->ctx, x->fonts, &p->text, &missing, f);

	if (v != NEVER)
		return v;
	p->why = missing.count != 0 ? glyph_code(p->ctx, &missing) : "window";
	return DONE;
}

enum verdict
print_set(struct print_run *x, struct print_letter *p, struct letter_plan **out, struct fault *f)
{
	struct missing missing = { 0 };
	enum verdict v = sheet_letter_plan(p->ctx, x->fonts, &p->text, out, &missing, f);
	size_t pages;

	if (v != DONE)
		return v == NEVER ? HALT : v;
	pages = sheet_letter_pages(*out);
	p->row.sheets = (int64_t)(x->l->settings->print.duplex ? (pages + 1) / 2 : pages);
	return DONE;
}

/* What somebody has to agree to, and did not, does not leave, whatever waits. What is printed again has left. */
static enum verdict
check_released(struct print_run *x, struct print_letter *p, struct fault *f)
{
	bool lets_go = true;
	enum verdict v = DONE;

	if (p->cancelled == NULL && p->row.reprints == 0)
		v = approval_lets_go(x->l, p->facts.draft.id, &lets_go, f);
	if (v == DONE && !lets_go)
		p->cancelled = "not released";
	return v;
}

enum verdict
print_prepare(struct print_run *x, struct print_letter *p, struct fault *f)
{
	enum verdict v = facts_gather(x->l, p->ctx, p->intent, &p->facts, &p->cancelled, f);

	/* A letter needs no mail address. */
	if (v == DONE && p->cancelled != NULL && strcmp(p->cancelled, "no-address") == 0)
		p->cancelled = NULL;
	if (v == DONE)
		v = check_released(x, p, f);
	if (v != DONE || p->cancelled != NULL)
		return v;
	p->row.opinion = p->facts.opinion.id;
	p->row.number = p->facts.opinion.number;
	p->row.draft = p->facts.draft.id;
	p->row.intent = p->intent->id;
	p->key = x->l->keys->token;
	if (is_blank(p->facts.contact->name) || is_blank(p->facts.contact->address))
		p->why = "no-address";
	else if (p->facts.opinion.address_bad)
		p->why = "address-bad";
	if (p->why != NULL)
		return DONE;
	v = fill_text(x, p, f);
	if (v == NEVER) {
		p->why = "gone";
		return DONE;
	}
	return v == DONE ? check(x, p, f) : v;
}
