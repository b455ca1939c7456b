/* SPDX-License-Identifier: GPL-3.0-or-later */
/* classify - what an arrival is. */
#include "process/classify.h"

#include <string.h>

#include "config/text.h"

static struct classified
held(const char *reason)
{
	return (struct classified){ .kind = ENTRY_HELD, .reason = reason, .status = "" };
}

/* The one token that is valid, when all that are of a matter agree; else NULL. */
static const struct known_token *
only_valid(const struct known *k)
{
	const struct known_token *found = NULL;

	for (size_t i = 0; i < k->token_count; i++) {
		const struct known_token *t = &k->tokens[i];

		if (t->state != KNOWN_VALID || t->opinion == 0)
			continue;
		if (found != NULL && found->opinion != t->opinion)
			return NULL;
		found = t;
	}
	return found;
}

/* ---- bounces ---- */

/* How much a recipient's outcome matters: the worst of a report is the report's. */
enum severity { DELIVERED, DELAYED, UNKNOWN, FULL, FAILED };

static bool
is_mailbox_full(const char *status)
{
	return strlen(status) >= 5 && strncmp(status + 1, ".2.2", 4) == 0 &&
	    !text_is_digit(status[5]);
}

static enum severity
severity_of(const struct bounce *b)
{
	bool failed = text_equal_ignoring_case(b->action, "failed");

	if (text_equal_ignoring_case(b->action, "delayed"))
		return DELAYED;
	if (is_mailbox_full(b->status))
		return FULL;
	if (failed || b->status[0] == '5')
		return FAILED;
	if (b->status[0] == '4')
		return DELAYED;
	if (b->status[0] == '2' || b->action[0] != 0)	/* delivered, relayed, expanded */
		return DELIVERED;
	return UNKNOWN;
}

static struct classified
bounce(const struct reading *r)
{
	struct classified c = { .kind = ENTRY_BOUNCE, .reason = "", .status = "" };
	enum severity worst = r->bounce_count == 0 ? UNKNOWN : DELIVERED;

	for (size_t i = 0; i < r->bounce_count; i++) {
		enum severity severity = severity_of(&r->bounces[i]);

		if (i == 0 || severity > worst) {
			worst = severity;
			c.status = r->bounces[i].status;
		}
	}
	c.permanent = worst == FAILED;
	return c;
}

/* A report in a form that nobody has defined, as some systems still send: it has an empty sender,
 * comes from a mail system and goes to the bounce address of a mail of ours. */
static bool
is_plain_report(const char *reason, const struct known *k)
{
	return (strcmp(reason, "empty-return-path") == 0 || strcmp(reason, "robot-sender") == 0) &&
	    k->bounced_intent;
}

/* ---- persons ---- */

static struct classified
by_token(const struct known_token *t, const struct known *k)
{
	static const enum entry_kind kinds[] = {
		[KNOWN_ANSWER] = ENTRY_ANSWER, [KNOWN_APPROVAL] = ENTRY_APPROVAL,
		    [KNOWN_FOLLOW_UP] = ENTRY_FOLLOW_UP, [KNOWN_STAFF] = ENTRY_COMMAND,
		[KNOWN_FILE] = ENTRY_COMMAND, [KNOWN_SCAN] = ENTRY_COMMAND, [KNOWN_RUN] = ENTRY_COMMAND,
		[KNOWN_ERASURE] = ENTRY_COMMAND, [KNOWN_FAQ] = ENTRY_COMMAND
	};

	if (t->state == KNOWN_FORGED)
		return held("forged-token");
	if (t->state == KNOWN_ERASED)
		return held("erased-token");
	/* Clerks whose address was changed are told so; nothing else is done. */
	if (t->state == KNOWN_OLD && t->kind != KNOWN_STAFF)
		return held("old-token");
	if (t->kind == KNOWN_BOUNCE || !t->sender_fits)
		return held("token-other-sender");
	/* A resident's domain need not prove anything: a follow-up lets nothing out. */
	if (t->kind != KNOWN_FOLLOW_UP && !k->authenticated)
		return held("not-authenticated");
	return (struct classified){ .kind = kinds[t->kind], .reason = "", .token = t,
	    .status = "" };
}

static bool
is_same(const struct known_token *a, const struct known_token *b)
{
	return a->kind == b->kind && a->state == b->state && a->opinion == b->opinion &&
	    a->draft == b->draft && a->arrival == b->arrival && a->place == b->place && a->run == b->run && a->erasure == b->erasure &&
	    a->faq == b->faq && a->round == b->round &&
	    strcmp(a->department, b->department) == 0;
}

/* Whether a mail to two reply addresses may be filed into both: each must open its matter for this sender. */
static bool
goes_with(const struct classified *c, const struct known_token *t)
{
	bool of_a_kind = t->kind == c->token->kind && (t->kind == KNOWN_ANSWER || t->kind == KNOWN_FOLLOW_UP);
	bool other = t->opinion != c->token->opinion;

	for (size_t i = 0; i < c->also_count; i++)
		other = other && t->opinion != c->also[i]->opinion;
	return of_a_kind && other && t->state == KNOWN_VALID && t->sender_fits;
}

static struct classified
by_tokens(const struct known *k)
{
	struct classified c = by_token(&k->tokens[0], k);

	for (size_t i = 1; i < k->token_count; i++) {
		const struct known_token *t = &k->tokens[i];

		if (is_same(&k->tokens[0], t))
			continue;
		if (c.token == NULL || !goes_with(&c, t))
			return held("two-tokens");
		c.also[c.also_count++] = t;
	}
	return c;
}

static struct classified
by_person(const struct reading *r, const struct known *k)
{
	if (r->from_count > 1)
		return held("several-senders");
	if (r->from.address[0] == 0)
		return held("no-sender");
	if (k->token_count != 0)
		return by_tokens(k);
	if (k->referenced.opinion != 0)
		return by_token(&k->referenced, k);
	if (k->listed_sender)
		return held("sender-without-token");
	return (struct classified){ .kind = ENTRY_OPINION, .reason = "", .status = "" };
}

struct classified
classify(const struct reading *r, const struct known *k)
{
	const char *reason = NULL;
	struct classified person;

	if (k->same_digest != 0)
		return (struct classified){ .kind = ENTRY_DUPLICATE, .reason = "", .status = "" };
	if (r->is_report && k->bounced_intent)
		return bounce(r);
	reason = classify_automatic(r, k);
	person = by_person(r, k);
	person.from_office = k->listed_sender;
	/* A department may share its address through a list: with a valid token it counts. */
	if (reason != NULL && strcmp(reason, "list") == 0 && person.token != NULL &&
	    person.token != &k->referenced)
		return person;
	if (reason != NULL && is_plain_report(reason, k))
		return bounce(r);
	if (r->is_report || reason != NULL)
		return (struct classified){ .kind = ENTRY_AUTOMATIC, .token = only_valid(k),
		    .status = "",
			.reason = r->is_report ? "bounce-of-nothing" : reason };
	return person;
}
