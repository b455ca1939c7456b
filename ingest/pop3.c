/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pop3 - mails from a POP3 mailbox (RFC 1939, 2449, 2595). */
#include "ingest/pop3.h"

#include "config/memory.h"
#include "config/text.h"
#include "ingest/lines.h"
#include "ingest/mailbox.h"

struct pop3 {
	mailstream *stream;
	struct wire *wire;
	struct lines *lines;
	struct buffer command;
	bool pipelining;
	bool asked;		/* the answers to ask_pop3() have not been read yet */
	int64_t *sizes;		/* by message number */
	size_t size_count;
};

static int
free_pop3(struct pop3 *p)
{
	mailstream_close(p->stream);
	return 0;
}

/* One answer: DONE for "+OK", NEVER for anything else. */
static enum verdict
answer(struct pop3 *p, const char *what, struct fault *f)
{
	enum verdict v = lines_next(p->lines, f);

	if (v != DONE || text_starts(p->lines->line, "+OK"))
		return v;
	return fail(f, NEVER, "%s: %s: %s", p->lines->host, what, p->lines->line);
}

static enum verdict
command(struct pop3 *p, const char *words, struct fault *f)
{
	enum verdict v = lines_send(p->lines, words, f);

	return v == DONE ? answer(p, words, f) : v;
}

static enum verdict
start_tls(struct pop3 *p, struct fault *f)
{
	enum verdict v = command(p, "STLS", f);

	if (v == DONE)
		v = lines_at_end(p->lines, f);
	return v == DONE ? wire_start_tls(p->stream, p->wire, f) : v;
}

static enum verdict
ask_capabilities(struct pop3 *p, struct fault *f)
{
	enum verdict v = command(p, "CAPA", f);

	if (v == NEVER)		/* a server from before RFC 2449 */
		return DONE;
	while (v == DONE && (v = lines_next(p->lines, f)) == DONE && strcmp(p->lines->line, ".") != 0)
		if (strcasecmp(p->lines->line, "PIPELINING") == 0)
			p->pipelining = true;
	return v;
}

static enum verdict
send_secret(struct pop3 *p, const char *verb, const char *secret, struct fault *f)
{
	mailstream *s = p->stream;

	if (mailstream_write(s, verb, strlen(verb)) < 0 || mailstream_write(s, secret, strlen(secret)) < 0)
		return fail(f, LATER, "%s: %s", p->lines->host, wire_error(p->wire));
	return lines_send(p->lines, "", f);
}

static enum verdict
log_in_by_password(struct pop3 *p, const struct server *server, struct fault *f)
{
	char *secret;
	enum verdict v = wire_password(server, &secret, f);

	if (v != DONE)
		return v;
	buffer_clear(&p->command);
	buffer_printf(&p->command, "USER %s", server->user);
	v = lines_send(p->lines, buffer_text(&p->command), f);
	if (v == DONE)
		v = answer(p, "USER", f);
	if (v == DONE)
		v = send_secret(p, "PASS ", secret, f);
	if (v == DONE)
		v = answer(p, "log in", f);
	wire_secret_free(&secret);
	return v;
}

/* XOAUTH2 in two steps: a token is longer than a command may be (RFC 2449 section 4). */
static enum verdict
log_in_by_token(struct pop3 *p, const struct server *server, struct fault *f)
{
	char *token, *proof;
	enum verdict v = wire_token(server, &token, f);

	if (v != DONE)
		return v;
	proof = pop3_xoauth2(p, server->user, token);
	wire_secret_free(&token);
	v = lines_send(p->lines, "AUTH XOAUTH2", f);
	if (v == DONE)
		v = lines_next(p->lines, f);
	if (v == DONE && p->lines->line[0] != '+')
		v = fail(f, LATER, "%s: the server refuses XOAUTH2: %s", p->lines->host, p->lines->line);
	if (v == DONE)
		v = send_secret(p, "", proof, f);
	if (v == DONE)
		v = answer(p, "log in", f);
	explicit_bzero(proof, strlen(proof));
	return v;
}

static enum verdict
open_pop3(struct mailbox *m, struct fault *f)
{
	const struct server *server = &m->source->server;
	struct pop3 *p = memory_new(m, sizeof *p);
	enum verdict v;

	v = wire_connect(server, server->tls == TLS_IMPLICIT ? 995 : 110, &p->stream, &p->wire, f);
	if (v != DONE)
		return v;
	talloc_set_destructor(p, free_pop3);
	m->state = p;
	p->command = buffer_init(p);
	p->lines = lines_new(p, p->stream, p->wire, server->host);
	v = answer(p, "greeting", f);
	if (v == DONE && server->tls == TLS_STARTTLS)
		v = start_tls(p, f);
	if (v == DONE)
		v = ask_capabilities(p, f);
	if (v == DONE)
		v = server->token_command[0] != 0 ? log_in_by_token(p, server, f) : log_in_by_password(p, server, f);
	return v == NEVER ? LATER : v;
}

/* "NUMBER VALUE": false when it is neither. */
static bool
split_line(char *line, int64_t *number_out, char **value_out)
{
	char *space = strchr(line, ' ');

	if (space == NULL)
		return false;
	*space = 0;
	*value_out = space + 1 + strspn(space + 1, " ");
	(*value_out)[strcspn(*value_out, " ")] = 0;
	return text_to_number(line, 1, INT32_MAX, number_out) && **value_out != 0;
}

static enum verdict
list_sizes(struct pop3 *p, struct fault *f)
{
	enum verdict v = command(p, "LIST", f);
	size_t room = 0;

	while (v == DONE && (v = lines_next(p->lines, f)) == DONE && strcmp(p->lines->line, ".") != 0) {
		int64_t number, size;
		char *value;

		if (!split_line(p->lines->line, &number, &value) || !text_to_number(value, 0, INT64_MAX, &size))
			return fail(f, LATER, "%s: LIST: a line that cannot be understood", p->lines->host);
		if ((size_t)number > p->size_count + 1000000)
			return fail(f, LATER, "%s: LIST: numbers without order", p->lines->host);
		if ((size_t)number >= room) {
			room = 2 * (size_t)number + 1024;
			p->sizes = must(talloc_realloc(p, p->sizes, int64_t, room));
			memset(p->sizes + p->size_count, 0, (room - p->size_count) * sizeof *p->sizes);
		}
		if ((size_t)number >= p->size_count)
			p->size_count = (size_t)number + 1;
		p->sizes[number] = size;
	}
	return v;
}

/* The UIDL alone does not name a mail for ever: servers may give it again after the first has
 * been deleted (RFC 1939 section 7), and some do; the size makes a false match unlikely. */
static void
list_one(struct mailbox *m, uint32_t number, const char *uidl)
{
	struct pop3 *p = m->state;
	int64_t size = number < p->size_count ? p->sizes[number] : 0;
	char *name = must(talloc_asprintf(p, "%s/%lld", uidl, (long long)size));
	enum taken_known known = taken_knows(m->taken, name);

	m->seen++;
	if (known == TAKEN_UNKNOWN)
		(void)mailbox_add(m, number, size, name, MAIL_WAITING);
	else if (known == TAKEN_AGAIN)
		(void)mailbox_add(m, number, size, name, MAIL_FAILED);
	else if (m->source->after == AFTER_DELETE)
		(void)mailbox_add(m, number, size, name, MAIL_KNOWN);
	if (known == TAKEN_KNOWN)
		m->known++;
	talloc_free(name);
}

static enum verdict
list_pop3(struct mailbox *m, struct fault *f)
{
	struct pop3 *p = m->state;
	enum verdict v;

	wire_allow(p->wire, 1LL << 30);
	v = list_sizes(p, f);
	if (v == DONE)
		v = command(p, "UIDL", f);
	while (v == DONE && (v = lines_next(p->lines, f)) == DONE && strcmp(p->lines->line, ".") != 0) {
		int64_t number;
		char *uidl;

		if (!split_line(p->lines->line, &number, &uidl))
			v = fail(f, LATER, "%s: UIDL: a line that cannot be understood", p->lines->host);
		else
			list_one(m, (uint32_t)number, uidl);
	}
	if (v == DONE) {
		taken_forget_others(m->taken);
		mailbox_fail_repeated(m);
	}
	return v == NEVER ? LATER : v;
}

static void
add_command(struct pop3 *p, const char *verb, uint32_t number)
{
	/* lines_send() ends the last one. */
	buffer_printf(&p->command, "%s%s %u", p->command.len != 0 ? "\r\n" : "", verb, number);
}

static enum verdict
ask_pop3(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct pop3 *p = m->state;

	if (!p->pipelining)
		return DONE;
	buffer_clear(&p->command);
	for (size_t i = first; i < first + count; i++)
		if (m->mails[i].fate == MAIL_WAITING)
			add_command(p, "RETR", m->mails[i].number);
	p->asked = true;
	return p->command.len != 0 ? lines_send(p->lines, buffer_text(&p->command), f) : DONE;
}

static enum verdict
take_mail(struct mailbox *m, struct mail *mail, struct fault *f)
{
	struct pop3 *p = m->state;
	struct arrival *arrival = NULL;
	bool too_large;
	enum verdict v = answer(p, "RETR", f);

	if (v == NEVER) {
		mail->fate = MAIL_FAILED;
		return DONE;
	}
	if (v == DONE)
		v = mailbox_arrival(m, mail->name, &arrival, f);
	if (v != DONE)
		return v;
	/* Dots at the beginning of lines are doubled, and LIST may be wrong. */
	wire_allow(p->wire, 2 * m->source->message_size + (1 << 20));
	v = pop3_read_mail(p->lines, mailbox_sink(arrival), m->source->message_size, &too_large, f);
	if (v != DONE || too_large) {
		arrival_abandon(&arrival);
		mail->fate = v == DONE ? MAIL_TOO_LARGE : MAIL_WAITING;
		return v;
	}
	v = arrival_close(&arrival, f);
	if (v == DONE)
		mail->fate = MAIL_WRITTEN;
	return v;
}

static enum verdict
take_pop3(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct pop3 *p = m->state;
	enum verdict v = p->asked ? DONE : ask_pop3(m, first, count, f);

	for (size_t i = first; i < first + count && v == DONE; i++) {
		struct mail *mail = &m->mails[i];

		if (mail->fate != MAIL_WAITING)
			continue;
		if (!p->asked) {
			buffer_clear(&p->command);
			add_command(p, "RETR", mail->number);
			v = lines_send(p->lines, buffer_text(&p->command), f);
		}
		if (v == DONE)
			v = take_mail(m, mail, f);
	}
	p->asked = false;
	return v;
}

static bool
is_ours(const struct mail *mail)
{
	return mail->fate == MAIL_TAKEN || mail->fate == MAIL_KNOWN;
}

static enum verdict
let_go_pop3(struct mailbox *m, size_t first, size_t count, struct fault *f)
{
	struct pop3 *p = m->state;
	enum verdict v = DONE;

	if (m->source->after != AFTER_DELETE)
		return DONE;
	for (size_t i = first; i < first + count && v == DONE; i++) {
		if (!is_ours(&m->mails[i]))
			continue;
		buffer_clear(&p->command);
		add_command(p, "DELE", m->mails[i].number);
		v = lines_send(p->lines, buffer_text(&p->command), f);
		if (v == DONE && !p->pipelining)
			v = answer(p, "DELE", f);
	}
	for (size_t i = first; i < first + count && v == DONE && p->pipelining; i++)
		if (is_ours(&m->mails[i]))
			v = answer(p, "DELE", f);
	return v == NEVER ? LATER : v;
}

static enum verdict
close_pop3(struct mailbox *m, struct fault *f)
{
	/* Only QUIT makes the server delete (RFC 1939 section 6). */
	enum verdict v = command(m->state, "QUIT", f);

	return v == NEVER || m->source->after == AFTER_DELETE ? (v == NEVER ? LATER : v) : DONE;
}

const struct mailbox_kind mailbox_pop3 = {
	.open = open_pop3,
	.list = list_pop3,
	.ask = ask_pop3,
	.take = take_pop3,
	.remember = mailbox_remember_names,
	.let_go = let_go_pop3,
	.close = close_pop3,
};
