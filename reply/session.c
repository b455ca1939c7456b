/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session - an SMTP session up to where mails can be sent. */
#include "reply/session.h"

#include "config/address.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/base64.h"
#include "spool/seal.h"
#include "spool/wire.h"

/* What EHLO announced about AUTH. */
struct mechanisms {
	bool plain, login, xoauth2;
};

static enum verdict
unexpected(const struct session *s, const struct reply *r, const char *doing, struct fault *f)
{
	if (r->code == 0)
		return fail(f, LATER, "%s", dialogue_error(s->dialogue));
	return fail(f, LATER, "%s: answers %s to %s", s->host, r->result, doing);
}

/* Whether words (separated by spaces or =) of a line hold the word. */
static bool
line_has(const char *line, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if ((i == 0 || line[i - 1] == ' ' || line[i - 1] == '=') && strncasecmp(line + i, word, n) == 0 &&
		    (i + n == len || line[i + n] == ' '))
			return true;
	return false;
}

static void
read_extension(struct session *s, const char *line, size_t len, struct mechanisms *m)
{
	if (strncasecmp(line, "PIPELINING", 10) == 0) {
		s->pipelining = true;
	} else if (strncasecmp(line, "SIZE", 4) == 0) {
		char *number = must(talloc_strndup(NULL, line + 4, len - 4));
		char *trimmed = text_trim(number, number);

		s->sized = true;
		if (!text_to_number(trimmed, 0, INT64_MAX, &s->size_limit))
			s->size_limit = 0;
		talloc_free(number);
	} else if (strncasecmp(line, "AUTH", 4) == 0) {
		m->plain = m->plain || line_has(line, len, "PLAIN");
		m->login = m->login || line_has(line, len, "LOGIN");
		m->xoauth2 = m->xoauth2 || line_has(line, len, "XOAUTH2");
	}
}

static enum verdict
say_hello(struct session *s, struct mechanisms *m, bool *start_tls_out, struct fault *f)
{
	char name[256] = "";
	struct reply r;

	if (gethostname(name, sizeof name - 1) != 0 || strchr(name, '.') == NULL || host_fault(name) != NULL)
		snprintf(name, sizeof name, "[127.0.0.1]");
	dialogue_command(s->dialogue, "EHLO %s", name);
	r = dialogue_ask(s->dialogue);
	if (r.code != 250)
		return unexpected(s, &r, "EHLO", f);
	/* What a server said before TLS counts no longer (RFC 3207, 4.2). */
	*m = (struct mechanisms){ .plain = false };
	s->pipelining = s->sized = *start_tls_out = false;
	s->size_limit = 0;
	for (const char *line = r.text; *line != 0; line += strcspn(line, "\n") + 1) {
		size_t len = strcspn(line, "\n");

		read_extension(s, line, len, m);
		*start_tls_out = *start_tls_out || line_has(line, len, "STARTTLS");
	}
	return DONE;
}

static enum verdict
begin(struct session *s, const struct server *server, struct mechanisms *m, struct fault *f)
{
	struct reply r = dialogue_reply(s->dialogue);
	bool start_tls = false;
	enum verdict v;

	if (r.code != 220)
		return unexpected(s, &r, "the connection", f);
	v = say_hello(s, m, &start_tls, f);
	if (v != DONE || server->tls == TLS_IMPLICIT)
		return v;
	if (!start_tls)
		return fail(f, LATER, "%s: offers no STARTTLS; nothing is sent in the clear", server->host);
	dialogue_command(s->dialogue, "STARTTLS");
	r = dialogue_ask(s->dialogue);
	if (r.code != 220)
		return unexpected(s, &r, "STARTTLS", f);
	v = dialogue_start_tls(s->dialogue, f);
	return v == DONE ? say_hello(s, m, &start_tls, f) : v;
}

static struct reply
send_base64(struct session *s, const char *command, struct bytes octets)
{
	struct buffer signs = buffer_init(NULL);

	base64_add(&signs, octets);
	dialogue_secret(s->dialogue, command, buffer_bytes(&signs));
	if (signs.len != 0)
		seal_wipe(signs.data, signs.len);
	talloc_free(signs.data);
	return dialogue_reply(s->dialogue);
}

/* RFC 4616; and XOAUTH2 of Google and Microsoft. */
static struct reply
send_initial(struct session *s, const char *command, const char *before, const char *user, const char *between,
    size_t between_len, const char *secret, const char *after)
{
	struct buffer octets = buffer_init(NULL);
	struct reply r;

	buffer_add(&octets, before, before[0] != 0 ? strlen(before) : 1);
	buffer_string(&octets, user);
	buffer_add(&octets, between, between_len);
	buffer_string(&octets, secret);
	buffer_string(&octets, after);
	r = send_base64(s, command, buffer_bytes(&octets));
	seal_wipe(octets.data, octets.len);
	talloc_free(octets.data);
	return r;
}

static struct reply
log_in_slowly(struct session *s, const char *user, const char *password)
{
	struct reply r;

	dialogue_command(s->dialogue, "AUTH LOGIN");
	r = dialogue_ask(s->dialogue);
	if (r.code == 334)
		r = send_base64(s, "", bytes_of(user));
	if (r.code == 334)
		r = send_base64(s, "", bytes_of(password));
	return r;
}

static enum verdict
judge_login(struct session *s, const struct server *server, const struct reply *r, struct fault *f)
{
	struct reply last = *r;

	if (r->code == 235)
		return DONE;
	if (r->code == 334) {
		/* XOAUTH2: the error is in the challenge; the server wants to be told that it was seen. */
		dialogue_command(s->dialogue, "%s", "");
		last = dialogue_ask(s->dialogue);
	}
	if (last.code < 500)
		return unexpected(s, &last, "AUTH", f);
	return fail(f, HALT, "%s: user %s is refused (%s): check the password or the token", server->host, server->user,
	    last.result);
}

static enum verdict
log_in(struct session *s, const struct server *server, const struct mechanisms *m, struct fault *f)
{
	bool token = server->token_command[0] != 0;
	char *secret;
	struct reply r;
	enum verdict v = DONE;

	if (server->user[0] == 0)
		return DONE;
	if (token ? !m->xoauth2 : !m->plain && !m->login)
		return fail(f, HALT, "%s: offers no AUTH %s", server->host, token ? "XOAUTH2" : "PLAIN or LOGIN");
	v = token ? wire_token(server, &secret, f) : wire_password(server, &secret, f);
	if (v != DONE)
		return v;
	if (token)
		r = send_initial(s, "AUTH XOAUTH2 ", "user=", server->user, "\1auth=Bearer ", 13, secret, "\1\1");
	else if (m->plain)
		r = send_initial(s, "AUTH PLAIN ", "", server->user, "", 1, secret, "");
	else
		r = log_in_slowly(s, server->user, secret);
	wire_secret_free(&secret);
	return judge_login(s, server, &r, f);
}

enum verdict
session_open(void *ctx, const struct server *server, struct session **out, struct fault *f)
{
	struct session *s = memory_new(ctx, sizeof *s);
	struct mechanisms m = { 0 };
	enum verdict v = dialogue_open(s, server, &s->dialogue, f);

	s->host = server->host;
	if (v == DONE)
		v = begin(s, server, &m, f);
	if (v == DONE)
		v = log_in(s, server, &m, f);
	if (v != DONE) {
		talloc_free(s);
		return v;
	}
	*out = s;
	return DONE;
}
