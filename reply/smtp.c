/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * smtp - mails over one session (RFC 5321), pipelined (RFC 2920) where the server can.
 *
 * Each mail takes one turn of waiting: while the server makes the mail before durable, its
 * envelope is on the way; the answers to both are read together.
 */
#include "config/memory.h"
#include "config/text.h"
#include "reply/mailbox.h"
#include "reply/session.h"
#include "reply/transport.h"

struct smtp {
	const struct server *server;
	struct session *session;	/* NULL: not connected */
	struct parcel *waiting;		/* its data are out, the answer is not in */
};

/* The answers to one envelope. */
struct answers {
	struct reply mail;
	struct reply data;
	size_t accepted;	/* recipients */
};

static enum verdict
verdict_of_code(int code)
{
	return code >= 200 && code < 400 ? DONE : code >= 500 ? NEVER : LATER;
}

static void
take_answer(struct recipient *r, const struct reply *reply)
{
	r->verdict = verdict_of_code(reply->code);
	snprintf(r->result, RESULT_MAX, "%s", reply->result);
}

/* What the server calls the mail now; an address in it is nothing to keep. */
static void
take_words(struct parcel *p, const struct reply *reply)
{
	p->said[0] = 0;
	if (reply->code / 100 != 2 || strchr(reply->text, '@') != NULL)
		return;
	snprintf(p->said, sizeof p->said, "%d %.*s", reply->code, (int)strcspn(reply->text, "\n"), reply->text);
	text_make_line(p->said);
}

/* The same for those whom the server had accepted so far. */
static void
take_answer_for_accepted(struct parcel *p, const struct reply *reply)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->recipients[i].verdict == DONE)
			take_answer(&p->recipients[i], reply);
}

static void
drop(struct smtp *s)
{
	talloc_free(s->session);
	s->session = NULL;
}

/* Reads the answer to the data of the waiting parcel. */
static struct parcel *
settle(struct smtp *s)
{
	struct parcel *p = s->waiting;
	struct reply r;

	if (p == NULL)
		return NULL;
	s->waiting = NULL;
	p->outstanding = false;
	r = dialogue_reply(s->session->dialogue);
	if (r.code == 0)
		snprintf(r.result, sizeof r.result, "perhaps");
	take_words(p, &r);
	take_answer_for_accepted(p, &r);
	return p;
}

static struct parcel *
smtp_settle(void *state)
{
	struct smtp *s = state;
	struct parcel *p = settle(s);

	if (s->session != NULL && dialogue_is_lost(s->session->dialogue))
		drop(s);
	return p;
}

/* ---- the envelope ---------------------------------------------------------------------------- */

struct envelope {
	const char *sender;
	const char **recipient;
};

static enum verdict
write_addresses(void *ctx, const struct parcel *p, struct envelope *out, struct fault *f)
{
	char *written = must(talloc_strdup(ctx, ""));
	enum verdict v = p->sender[0] != 0 ? mailbox_write(ctx, p->sender, &written, f) : DONE;

	out->sender = written;
	out->recipient = must(talloc_array(ctx, const char *, p->count));
	for (size_t i = 0; v == DONE && i < p->count; i++) {
		v = mailbox_write(ctx, p->recipients[i].address, &written, f);
		out->recipient[i] = written;
	}
	return v;
}

static void
put_mail(struct session *s, const struct parcel *p, const struct envelope *e)
{
	if (s->sized)
		dialogue_command(s->dialogue, "MAIL FROM:<%s> SIZE=%lld", e->sender,
		    (long long)message_size(p->message));
	else
		dialogue_command(s->dialogue, "MAIL FROM:<%s>", e->sender);
}

static void
take_recipient(struct parcel *p, size_t i, const struct reply *reply, struct answers *a)
{
	take_answer(&p->recipients[i], reply);
	a->accepted += p->recipients[i].verdict == DONE;
}

/* Everything at once; the answers come in order, the one to the mail before first. */
static void
ask_at_once(struct smtp *s, struct parcel *p, const struct envelope *e, struct parcel **settled_out,
    struct answers *a)
{
	struct dialogue *d = s->session->dialogue;

	put_mail(s->session, p, e);
	for (size_t i = 0; i < p->count; i++)
		dialogue_command(d, "RCPT TO:<%s>", e->recipient[i]);
	dialogue_command(d, "DATA");
	dialogue_flush(d);
	*settled_out = settle(s);
	a->mail = dialogue_reply(d);
	for (size_t i = 0; i < p->count; i++) {
		struct reply r = dialogue_reply(d);

		take_recipient(p, i, a->mail.code / 100 == 2 ? &r : &a->mail, a);
	}
	a->data = dialogue_reply(d);
}

static void
ask_in_turn(struct smtp *s, struct parcel *p, const struct envelope *e, struct parcel **settled_out,
    struct answers *a)
{
	struct dialogue *d = s->session->dialogue;

	*settled_out = settle(s);
	put_mail(s->session, p, e);
	a->mail = dialogue_ask(d);
	for (size_t i = 0; i < p->count; i++) {
		struct reply r = a->mail;

		if (a->mail.code / 100 == 2) {
			dialogue_command(d, "RCPT TO:<%s>", e->recipient[i]);
			r = dialogue_ask(d);
		}
		take_recipient(p, i, &r, a);
	}
	if (a->accepted == 0)
		return;
	dialogue_command(d, "DATA");
	a->data = dialogue_ask(d);
}

/* ---- the data -------------------------------------------------------------------------------- */

struct data {
	struct dialogue *dialogue;
	bool at_line_start;
};

/* A dot at the beginning of a line is doubled (RFC 5321, 4.5.2). */
static enum verdict
take_data(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct data *d = state;
	const unsigned char *end = data + len, *from = data, *p = data;

	while (p < end) {
		const unsigned char *lf;

		if (d->at_line_start && *p == '.') {
			dialogue_put(d->dialogue, from, (size_t)(p - from));
			dialogue_put(d->dialogue, ".", 1);
			from = p;
		}
		lf = memchr(p, '\n', (size_t)(end - p));
		d->at_line_start = lf != NULL;
		p = lf != NULL ? lf + 1 : end;
	}
	dialogue_put(d->dialogue, from, (size_t)(end - from));
	if (dialogue_is_lost(d->dialogue))
		return fail(f, LATER, "%s", dialogue_error(d->dialogue));
	return DONE;
}

/* A failure before the final dot costs the session, but the mail was surely not sent. */
static enum verdict
send_data(struct smtp *s, struct parcel *p, struct fault *f)
{
	const char *protocol = dialogue_protocol(s->session->dialogue);
	struct data data = { s->session->dialogue, true };
	const struct sink sink = { &data, take_data };
	enum verdict v;

	snprintf(p->link, sizeof p->link, "%s%s %s", protocol, protocol[0] != 0 ? " verified" : "clear", s->server->host);
	v = message_write(p->message, &sink, f);

	if (v != DONE) {
		parcel_settle(p, v, v == NEVER ? "unwritable" : "connection");
		dialogue_abandon(data.dialogue);
		drop(s);
		return v;
	}
	dialogue_put(data.dialogue, ".\r\n", 3);
	dialogue_flush(data.dialogue);
	s->waiting = p;
	p->outstanding = true;
	return DONE;
}

/* Ends a transaction that came to nothing; what the server says to it does not matter. */
static void
give_up_transaction(struct smtp *s, const struct answers *a)
{
	struct dialogue *d = s->session->dialogue;

	if (a->data.code == 354)
		dialogue_put(d, ".\r\n", 3);
	else if (a->mail.code / 100 == 2)
		dialogue_command(d, "RSET");
	else
		return;
	dialogue_ask(d);
}

/* ---- one mail --------------------------------------------------------------------------------- */

static bool
is_closing(const struct parcel *p, const struct answers *a)
{
	bool closing = a->mail.code == 421 || a->data.code == 421;

	for (size_t i = 0; i < p->count; i++)
		closing = closing || strncmp(p->recipients[i].result, "421", 3) == 0;
	return closing;
}

static enum verdict
transact(struct smtp *s, struct parcel *p, const struct envelope *e, struct parcel **settled_out, struct fault *f)
{
	struct answers a = { .accepted = 0 };

	(s->session->pipelining ? ask_at_once : ask_in_turn)(s, p, e, settled_out, &a);
	if (dialogue_is_lost(s->session->dialogue)) {
		fail(f, LATER, "%s", dialogue_error(s->session->dialogue));
		parcel_settle(p, LATER, "connection");
		drop(s);
		return LATER;
	}
	if (a.mail.code == 530 || a.mail.code == 535)
		return fail(f, HALT, "%s: does not let us send (%s)", s->server->host, a.mail.result);
	if (a.accepted != 0 && a.data.code == 354)
		return send_data(s, p, f);
	if (a.accepted != 0)
		take_answer_for_accepted(p, &a.data);
	if (is_closing(p, &a))
		drop(s);
	else
		give_up_transaction(s, &a);
	return DONE;
}

/* Sends over the session there is, and once more over a new one when that one had been closed. */
static enum verdict
send_over_session(struct smtp *s, struct parcel *p, const struct envelope *e, struct parcel **settled_out,
    struct fault *f)
{
	bool fresh = s->session == NULL;
	struct parcel *none = NULL;
	enum verdict v = DONE;

	if (!fresh) {
		v = transact(s, p, e, settled_out, f);
		if (v != LATER || s->session != NULL)
			return v;
	}
	v = session_open(s, s->server, &s->session, f);
	if (v != DONE)
		parcel_settle(p, v, "connection");
	return v == DONE ? transact(s, p, e, &none, f) : v;
}

static bool
is_too_large(const struct session *s, const struct message *m)
{
	return s->size_limit != 0 && message_size(m) > s->size_limit;
}

static enum verdict
smtp_send(void *state, struct parcel *p, struct parcel **settled_out, struct fault *f)
{
	struct smtp *s = state;
	void *ctx = must(talloc_new(NULL));
	struct envelope e;
	enum verdict v = write_addresses(ctx, p, &e, f);

	if (v != DONE) {
		parcel_settle(p, v, "address");
	} else if (s->session != NULL && is_too_large(s->session, p->message)) {
		*settled_out = smtp_settle(s);
		parcel_settle(p, NEVER, "552 5.3.4");
		v = fail(f, NEVER, "the mail is larger than the server takes");
	} else {
		v = send_over_session(s, p, &e, settled_out, f);
	}
	talloc_free(ctx);
	return v;
}

static enum verdict
smtp_open(void *ctx, const struct sending *sending, void **state_out, struct fault *f)
{
	struct smtp *s = memory_new(ctx, sizeof *s);

	s->server = &sending->server;
	*state_out = s;
	return session_open(s, s->server, &s->session, f);
}

static int64_t
smtp_limit(const void *state)
{
	const struct smtp *s = state;

	return s->session != NULL ? s->session->size_limit : 0;
}

const struct transport_kind transport_smtp = { smtp_open, smtp_send, smtp_settle, smtp_limit };
