/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess - looks for the opinions that a held mail perhaps belongs to. */
#include "process/guess.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/known.h"
#include "spool/guess.h"
#include "spool/intent.h"
#include "spool/number.h"
#include "spool/opinion.h"
#include "spool/token.h"

enum {
	TEXT_MAX = 65536,	/* octets that are searched for numbers */
	NUMBERS_MAX = 50,	/* that are looked up */
	NUMBER_ROOM = 48,	/* octets that a number may take up */
	REFERENCES_MAX = 50,
	OPEN_MAX = 5		/* of the sender's department */
};

struct guessing {
	struct ledger *l;
	void *ctx;
	const struct reading *r;
	int64_t seq;
	int numbers;
};

static enum verdict
add_token(struct guessing *g, const char *address, struct fault *f)
{
	struct token token;
	struct opinion o;
	bool found;
	enum verdict v;

	if (!token_parse(g->ctx, g->l->settings->office.address, address, &token) ||
	    (token.kind != TOKEN_ANSWER && token.kind != TOKEN_APPROVAL && token.kind != TOKEN_FOLLOW_UP))
		return DONE;
	v = opinion_by_token(g->l, g->ctx, token.subject, &o, &found, f);
	return v == DONE && found ? guess_add(g->l, g->seq, o.id, "token", f) : v;
}

static enum verdict
add_tokens(struct guessing *g, const char *envelope, struct fault *f)
{
	const struct reading *r = g->r;
	enum verdict v = add_token(g, envelope, f);

	for (size_t i = 0; v == DONE && i < r->recipients.count; i++)
		v = add_token(g, r->recipients.item[i].address, f);
	for (size_t i = 0; v == DONE && i < r->received_for.count; i++)
		v = add_token(g, r->received_for.item[i], f);
	return v;
}

/* Octets at p that belong to a number: a digit, or a dash as number.c reads it. */
static size_t
number_octets(const char *p)
{
	static const char *const dashes[] = { "-", "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x91", "\xe2\x80\x93",
		"\xe2\x80\x94", "\xe2\x80\x95", "\xe3\x83\xbc", "\xe2\x94\x80" };

	if (text_is_digit(*p))
		return 1;
	for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
		if (text_starts(p, dashes[i]))
			return strlen(dashes[i]);
	return 0;
}

static enum verdict
add_number(struct guessing *g, const char *p, size_t len, struct fault *f)
{
	char *number = number_read(g->ctx, must(talloc_strndup(g->ctx, p, len)));
	struct opinion o;
	bool found;
	enum verdict v;

	if (number == NULL || g->numbers++ >= NUMBERS_MAX)
		return DONE;
	v = opinion_by_number(g->l, g->ctx, number, &o, &found, f);
	return v == DONE && found ? guess_add(g->l, g->seq, o.id, "number", f) : v;
}

static enum verdict
add_numbers(struct guessing *g, const char *text, struct fault *f)
{
	char *piece = must(talloc_strndup(g->ctx, text, TEXT_MAX)), *p;
	enum verdict v = DONE;

	text_make_line(piece);
	p = text_fold(g->ctx, piece);
	while (v == DONE && *p != 0) {
		size_t len = 0, step;

		while (text_is_digit(*p) && (step = number_octets(p + len)) != 0)
			len += step;
		if (len != 0 && len < NUMBER_ROOM)
			v = add_number(g, p, len, f);
		p += len != 0 ? len : 1;
	}
	return v;
}

/* The newest stands last. */
static enum verdict
add_references(struct guessing *g, struct fault *f)
{
	const struct list *references = &g->r->references;
	enum verdict v = DONE;

	for (size_t i = references->count; v == DONE && i-- > 0 && references->count - i <= REFERENCES_MAX;) {
		struct intent intent;
		bool found;

		v = intent_by_message_id(g->l, g->ctx, references->item[i], &intent, &found, f);
		if (v == DONE && found && intent.opinion != 0)
			v = guess_add(g->l, g->seq, intent.opinion, "reference", f);
	}
	return v;
}

static enum verdict
add_departments(struct guessing *g, struct fault *f)
{
	const struct settings *s = g->l->settings;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < s->department_count; i++)
		if (known_is_of_department(&s->departments[i], g->r->from.address))
			v = guess_add_of_department(g->l, g->seq, s->departments[i].code, OPEN_MAX, f);
	return v;
}

enum verdict
guess_gather(struct ledger *l, const struct taken *t, int64_t seq, struct fault *f)
{
	struct guessing g = { .l = l, .ctx = must(talloc_new(NULL)), .r = t->reading, .seq = seq };
	enum verdict v = add_tokens(&g, t->recipient, f);

	if (v == DONE)
		v = add_numbers(&g, g.r->subject, f);
	if (v == DONE)
		v = add_numbers(&g, g.r->text, f);
	if (v == DONE)
		v = add_references(&g, f);
	if (v == DONE)
		v = guess_add_of_sender(l, seq, g.r->from.address, GUESSES_MAX, f);
	if (v == DONE)
		v = add_departments(&g, f);
	talloc_free(g.ctx);
	return v;
}
