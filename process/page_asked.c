/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_asked - what somebody did on the page about an opinion that is there. */
#include "process/page_asked.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/allowance.h"
#include "spool/intent.h"

#define WHO "iken-register"

static enum verdict
result(struct asked *a, const char *outcome, enum step step)
{
	a->outcome = outcome;
	a->step = step;
	return DONE;
}

/* ---- パスワード再発行申請 ------------------------------------------------------------------------- */

/* Behind spaces and dashes of any kind, which people type in addresses as they like. */
static const char *
past_dashes(const char *p)
{
	static const char *const skipped[] = { " ", "-", "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x92",
		"\xe2\x80\x93", "\xe2\x80\x94", "\xe2\x80\x95", "\xe3\x83\xbc", "\xe2\x94\x80" };
	bool more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < sizeof skipped / sizeof skipped[0]; i++)
			if (text_starts(p, skipped[i])) {
				p += strlen(skipped[i]);
				more = true;
			}
	}
	return p;
}

/* The same address, however wide and spaced it was typed. */
static bool
is_same(void *ctx, const char *typed, const char *ours)
{
	const char *a = text_fold(ctx, typed), *b = text_fold(ctx, ours);

	if (ours[0] == 0)
		return false;
	for (;; a++, b++) {
		a = past_dashes(a);
		b = past_dashes(b);
		if (text_lower(*a) != text_lower(*b) || *a == 0)
			return *a == *b;
	}
}

/* A postal address may be typed with its code, or without. */
static bool
is_theirs(void *ctx, const char *typed, const struct contact *c)
{
	return is_same(ctx, typed, c->mail) || is_same(ctx, typed, c->address) ||
	    (c->address[0] != 0 && is_same(ctx, typed, must(talloc_asprintf(ctx, "%s%s", c->postal_code, c->address))));
}

/* The next one goes to the address that the register has, and never to one that was typed. */
static enum verdict
reissue(struct asked *a, struct fault *f)
{
	const struct settings *s = a->l->settings;
	struct contact *contact;
	bool granted = false;
	enum verdict v = opinion_contact(a->l, a->ctx, &a->o, &contact, f);

	if (v != DONE)
		return v == NEVER ? result(a, "unknown", STEPS) : v;
	if (!is_theirs(a->ctx, a->n->address, contact))
		return result(a, "other-address", STEPS);
	if (contact->mail[0] == 0 && (contact->address[0] == 0 || s->print.kind == PRINT_NONE || a->o.address_bad))
		return result(a, "no-way", STEPS);
	v = allowance_take(a->l, must(talloc_asprintf(a->ctx, "page:%s", a->o.number)), clock_now(), s->page.reissues, &granted, f);
	if (v != DONE || !granted)
		return v == DONE ? result(a, "too-often", STEPS) : v;
	v = webcase_new_link(a->l, &a->o, clock_now(), f);
	return v == DONE ? result(a, contact->mail[0] != 0 ? "mail" : "letter", STEP_LINK) : v;
}

/* ---- the others -------------------------------------------------------------------------------------- */

static enum verdict
set_password(struct asked *a, struct fault *f)
{
	bool fits;
	enum verdict v = webcase_set_wrap(a->l, &a->c, &a->o, &a->n->wrap, &fits, f);

	return v == DONE ? result(a, fits ? "set" : "old", fits ? STEP_PASSWORD : STEPS) : v;
}

static enum verdict
read_answer(struct asked *a, struct fault *f)
{
	enum verdict v;

	if (a->c.opened != 0 && a->c.opened >= a->n->answer)
		return result(a, "again", STEPS);
	v = webcase_opened(a->l, a->o.id, a->n->answer > a->n->at ? a->n->answer : a->n->at, f);
	return v == DONE ? result(a, "first", STEP_READ) : v;
}

enum verdict
page_asked(struct asked *a, struct fault *f)
{
	a->step = STEPS;
	switch (a->n->kind) {
	case PAGE_REISSUE:
		return reissue(a, f);
	case PAGE_PASSWORD:
		return set_password(a, f);
	case PAGE_READ:
		return read_answer(a, f);
	case PAGE_POST:
	case PAGE_TRIES:
	case PAGE_KINDS:
		break;
	}
	return result(a, "unknown", STEPS);
}

/* The link is not in the intent: the mail is made when it is sent. */
static enum verdict
send_link(struct asked *a, struct fault *f)
{
	struct new_intent n = { .kind = "page-link", .party = "resident", .opinion = a->o.id, .arrival = a->seq,
		.way = strcmp(a->outcome, "letter") == 0 ? INTENT_LETTER : INTENT_MAIL };

	return intent_insert(a->l, &n, f);
}

enum verdict
page_asked_event(struct asked *a, struct fault *f)
{
	struct detail d = { .who = "resident", .arrival = a->seq, .note = a->step == STEP_LINK ? a->outcome : NULL };
	enum state after;
	enum verdict v = DONE;

	if (a->step == STEPS)
		return DONE;
	if (a->step == STEP_LINK)
		v = send_link(a, f);
	if (v == DONE && state_after(a->o.state, a->step, &after))
		v = opinion_step(a->l, &a->o, a->step, &d, f);
	return v;
}
