/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page - what came by the residents' page. */
#include "process/page.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/act.h"
#include "process/danger.h"
#include "process/page_asked.h"
#include "process/rules.h"
#include "spool/access.h"
#include "spool/formtext.h"
#include "spool/number.h"
#include "spool/page_notice.h"
#include "spool/webcase.h"
#include "spool/webnumber.h"

#define WHO "iken-register"

enum { TRIES_SHOWN = 200 };

bool
page_is_notice(const struct taken *t)
{
	return arrival_is_of_page(t->id);
}

/* ---- posts --------------------------------------------------------------------------------------- */

/* One post. */
struct post {
	struct ledger *l;
	void *ctx;
	const struct taken *t;
	const struct page_notice *n;
	struct formtext *form;
	struct reading r;		/* what the resident said, and their files */
	struct opinion o;
	bool renumbered;
	int64_t seq;
};

/* The page writes the form as the grammar has it; what does not fit all the same is text, so that it is not lost. */
static enum verdict
read_form(struct post *p, struct fault *f)
{
	struct buffer errors = buffer_init(p->ctx);
	const char *text = p->t->reading->text;
	struct formtext *form;
	struct fault ignored;
	enum verdict v = formtext_read(p->ctx, text, FORMTEXT_STRICT, LANGUAGE_JA, &form, &errors, &ignored);

	if (v == NEVER)
		v = formtext_read(p->ctx, text, FORMTEXT_LOOSE, LANGUAGE_JA, &form, &errors, f);
	else if (v != DONE)
		*f = ignored;
	if (v != DONE)
		return v;
	p->form = form;
	p->r = *p->t->reading;
	p->r.subject = form->subject;
	p->r.text = form->text;
	p->r.html_text = "";
	p->r.text_from_html = false;
	if (text_equal_ignoring_case(form->contact.mail, p->l->settings->office.address))
		form->contact.mail = "";
	if (!form->reply_given)
		form->contact.reply = form->contact.mail[0] != 0 ? REPLY_MAIL : form->contact.address[0] != 0 ? REPLY_POST : REPLY_NONE;
	return DONE;
}

/* The same post, sent twice: it has the same pair, whatever else was changed. */
static enum verdict
is_known(struct post *p, int64_t *opinion_out, struct fault *f)
{
	int64_t seq;
	enum verdict v = entry_by_digest(p->l, p->t->digest, &seq, opinion_out, f);

	if (v == DONE && seq == 0)
		v = webcase_of_pair(p->l, p->n->public, opinion_out, f);
	return v;
}

static enum verdict
choose_number(struct post *p, struct fault *f)
{
	bool is_free = false;
	enum verdict v = webnumber_is_free(p->l, p->n->number, &is_free, f);

	p->renumbered = !is_free;
	if (v != DONE || !is_free)
		return v;
	p->o.number = p->n->number;
	return webnumber_use(p->l, p->n->number, f);
}

static bool
is_pair(const struct page_notice *n)
{
	unsigned char public[SEAL_PUBLIC];

	seal_public_of(n->secret, public);
	return seal_equal(public, n->public, sizeof public);
}

/* The password opens its own number alone. */
static enum verdict
add_case(struct post *p, struct fault *f)
{
	bool whole = is_pair(p->n), keeps = whole && !p->renumbered && p->n->wrap.generation == 1;
	enum verdict v = whole ? webcase_add(p->l, &p->o, p->n->public, p->n->secret, keeps ? &p->n->wrap : NULL, f) :
	    webcase_add_new(p->l, &p->o, f);

	if (v == DONE && !keeps && p->form->contact.mail[0] != 0)
		v = webcase_new_link(p->l, &p->o, clock_now(), f);
	return v;
}

/* Somebody has another number on their screen. */
static enum verdict
tell_desk(struct post *p, struct fault *f)
{
	struct new_intent n = { .kind = "notice", .party = "desk", .opinion = p->o.id, .arrival = p->seq,
		.code = must(talloc_asprintf(p->ctx, "page-number %s", number_read(p->ctx, p->n->number) != NULL ? p->n->number : "-")) };

	return p->renumbered ? intent_insert(p->l, &n, f) : DONE;
}

static const char *
language_of(const struct post *p)
{
	return p->l->settings->office.language == LANGUAGE_EN || p->n->language == PAGE_EN ? "en" : "ja";
}

static enum verdict
enter_post(struct post *p, struct fault *f)
{
	struct taken kept = *p->t;
	struct alarm alarm;
	enum verdict v = read_form(p, f);

	if (v != DONE)
		return v;
	p->o = (struct opinion){ .channel = p->t->channel, .language = language_of(p), .received = p->t->received,
		.purpose = rules_purpose(p->l->settings, p->form->purpose, p->form->subject), .text = reading_words(&p->r) };
	alarm = danger_mark(p->l->settings, &p->r, &p->o);
	kept.reading = &p->r;
	v = choose_number(p, f);
	if (v == DONE)
		v = opinion_enter(p->l, p->ctx, &p->o, &p->form->contact, WHO, f);
	if (v == DONE)
		v = act_enter(p->l, &kept, ENTRY_OPINION, NULL, &p->o, &p->seq, f);
	if (v == DONE)
		v = entry_made_opinion(p->l, p->seq, p->o.id, f);
	if (v == DONE)
		v = add_case(p, f);
	if (v == DONE)
		v = tell_desk(p, f);
	return v == DONE ? danger_call(p->l, &p->o, &alarm, p->seq, f) : v;
}

static enum verdict
decide_post(struct ledger *l, void *ctx, const struct taken *t, const struct page_notice *n, struct decision *out,
    struct fault *f)
{
	struct post p = { .l = l, .ctx = ctx, .t = t, .n = n };
	int64_t before = 0;
	enum verdict v = is_known(&p, &before, f);

	if (v == DONE && before != 0) {
		*out = (struct decision){ ENTRY_DUPLICATE, "the same post as an earlier one" };
		return act_note_only(l, t, ENTRY_DUPLICATE, "page post", before, f);
	}
	if (v == DONE)
		v = enter_post(&p, f);
	if (v == DONE)
		*out = (struct decision){ ENTRY_OPINION, p.renumbered ? must(talloc_asprintf(ctx, "%s, not as it was posted",
		    p.o.number)) : p.o.number };
	return v;
}

/* ---- wrong passwords -------------------------------------------------------------------------------- */

static enum verdict
note_tries(struct ledger *l, void *ctx, const struct page_tries *tries, struct fault *f)
{
	struct look look = { .who = "page", .what = must(talloc_asprintf(ctx, "wrong password: %lld", (long long)tries->wrong)) };
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_number(l, ctx, tries->number, &o, &found, f);

	look.opinion = v == DONE && found ? o.id : 0;
	return v == DONE ? access_look_within(l, &look, f) : v;
}

/* What is more than can be read is one line. */
static enum verdict
decide_tries(struct ledger *l, void *ctx, const struct taken *t, const struct page_notice *n, struct fault *f)
{
	struct page_tries others = { .number = "" };
	int64_t seq;
	enum verdict v = act_command(l, t, NULL, "page tries", &seq, f);

	for (size_t i = 0; v == DONE && i < n->try_count; i++) {
		if (i < TRIES_SHOWN)
			v = note_tries(l, ctx, &n->tries[i], f);
		else
			others.wrong += n->tries[i].wrong;
	}
	return v == DONE && others.wrong != 0 ? note_tries(l, ctx, &others, f) : v;
}

/* ---- what is about one opinion --------------------------------------------------------------------- */

static enum verdict
decide_about(struct ledger *l, void *ctx, const struct taken *t, const struct page_notice *n, const char **note_out,
    struct fault *f)
{
	struct asked a = { .l = l, .ctx = ctx, .n = n, .outcome = "unknown" };
	const char *reason;
	bool found = false, can = false;
	enum verdict v = opinion_by_number(l, ctx, n->number, &a.o, &found, f);

	if (v == DONE && found)
		v = webcase_get(l, &a.o, &a.c, &can, f);
	if (v == DONE && can)
		v = page_asked(&a, f);
	if (v != DONE)
		return v;
	reason = must(talloc_asprintf(ctx, "page %s %s", page_kind_name(n->kind), a.outcome));
	*note_out = must(talloc_asprintf(ctx, "%s%s%s", reason, can ? " " : "", can ? a.o.number : ""));
	v = act_command(l, t, can ? &a.o : NULL, reason, &a.seq, f);
	return v == DONE && can ? page_asked_event(&a, f) : v;
}

/* ---- all of them ----------------------------------------------------------------------------------- */

static enum verdict
decide_notice(struct ledger *l, void *ctx, const struct taken *t, const struct page_notice *n, struct decision *out,
    struct fault *f)
{
	int64_t same, opinion;
	enum verdict v;

	if (n->kind == PAGE_POST)
		return decide_post(l, ctx, t, n, out, f);
	v = entry_by_digest(l, t->digest, &same, &opinion, f);
	if (v == DONE && same != 0) {
		*out = (struct decision){ ENTRY_DUPLICATE, "the same octets as an earlier one" };
		return act_note_only(l, t, ENTRY_DUPLICATE, "", opinion, f);
	}
	*out = (struct decision){ ENTRY_COMMAND, must(talloc_asprintf(ctx, "page %s", page_kind_name(n->kind))) };
	if (v != DONE)
		return v;
	return n->kind == PAGE_TRIES ? decide_tries(l, ctx, t, n, f) : decide_about(l, ctx, t, n, &out->note, f);
}

enum verdict
page_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
{
	struct page_notice *n = NULL;
	enum verdict v = page_notice_read(ctx, sealed_content(t->file), &n, f);

	if (v == NEVER) {
		*out = (struct decision){ ENTRY_SET_ASIDE, must(talloc_strdup(ctx, f->text)) };
		return act_set_aside(l, t, out->note, f);
	}
	if (v == DONE)
		v = decide_notice(l, ctx, t, n, out, f);
	if (n != NULL)
		seal_wipe(n->secret, sizeof n->secret);
	return v;
}

/* ---- mails ------------------------------------------------------------------------------------------ */

enum verdict
page_offer(struct ledger *l, const struct opinion *o, const struct contact *contact, struct fault *f)
{
	const struct settings *s = l->settings;
	enum verdict v;

	if (!settings_has_page(s) || s->page.answers != PAGE_ANSWERS_PAGE || !s->office.receipts || contact->mail[0] == 0 ||
	    contact->reply != REPLY_MAIL)
		return DONE;
	v = webcase_add_new(l, o, f);
	return v == DONE ? webcase_new_link(l, o, clock_now(), f) : v;
}
