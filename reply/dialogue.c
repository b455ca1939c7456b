/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue - commands and replies of SMTP over a connection of spool/wire.h. */
#include "reply/dialogue.h"

#include <stdarg.h>

#include <libetpan/libetpan.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/wire.h"

enum { REPLY_OCTETS = 64 * 1024, SUBMISSION_TLS = 465, SUBMISSION = 587 };

struct dialogue {
	const char *host;
	mailstream *stream;
	struct wire *wire;
	MMAPString *line;
	struct buffer text;
	bool lost;
	const char *why;		/* "" when the wire knows */
};

static int
close_dialogue(struct dialogue *d)
{
	if (d->stream != NULL) {
		if (!d->lost) {
			dialogue_command(d, "QUIT");
			dialogue_flush(d);
		}
		mailstream_close(d->stream);
	}
	mmap_string_free(d->line);
	return 0;
}

enum verdict
dialogue_open(void *ctx, const struct server *server, struct dialogue **out, struct fault *f)
{
	struct dialogue *d = memory_new(ctx, sizeof *d);
	enum verdict v;

	d->host = must(talloc_strdup(d, server->host));
	d->text = buffer_init(d);
	d->why = "";
	d->line = must(mmap_string_new(""));
	talloc_set_destructor(d, close_dialogue);
	v = wire_connect(server, server->tls == TLS_IMPLICIT ? SUBMISSION_TLS : SUBMISSION, &d->stream, &d->wire, f);
	if (v != DONE) {
		d->stream = NULL;
		talloc_free(d);
		return v;
	}
	*out = d;
	return DONE;
}

enum verdict
dialogue_start_tls(struct dialogue *d, struct fault *f)
{
	enum verdict v = wire_start_tls(d->stream, d->wire, f);

	d->lost = d->lost || v != DONE;
	return v;
}

void
dialogue_put(struct dialogue *d, const void *data, size_t len)
{
	if (!d->lost && len != 0 && mailstream_write(d->stream, data, len) != (ssize_t)len)
		d->lost = true;
}

void
dialogue_flush(struct dialogue *d)
{
	if (!d->lost && mailstream_flush(d->stream) < 0)
		d->lost = true;
}

void
dialogue_command(struct dialogue *d, const char *format, ...)
{
	char *command;
	va_list arguments;

	va_start(arguments, format);
	command = must(talloc_vasprintf(NULL, format, arguments));
	va_end(arguments);
	dialogue_put(d, command, strlen(command));
	dialogue_put(d, "\r\n", 2);
	talloc_free(command);
}

void
dialogue_secret(struct dialogue *d, const char *command, struct bytes base64)
{
	dialogue_put(d, command, strlen(command));
	dialogue_put(d, base64.data, base64.len);
	dialogue_put(d, "\r\n", 2);
	dialogue_flush(d);
	if (d->stream->write_buffer != NULL)
		explicit_bzero(d->stream->write_buffer, d->stream->buffer_max_size);
}

static struct reply
lose(struct dialogue *d, const char *why)
{
	d->lost = true;
	if (d->why[0] == 0)
		d->why = why;
	return (struct reply){ .code = 0, .result = "connection", .text = "" };
}

/* The enhanced status at the beginning of a reply's line, of the same class as its code. */
static size_t
status_length(const char *text, int code)
{
	size_t len = strspn(text, "0123456789.");
	size_t dots = 0;

	for (size_t i = 0; i < len; i++)
		dots += text[i] == '.';
	if (len < 5 || len > 12 || dots != 2 || text[0] != '0' + code / 100 || text[1] != '.' || text[len - 1] == '.')
		return 0;
	return len;
}

/* One line of a reply; *last_out: no further one follows. False: it is none. */
static bool
take_line(struct dialogue *d, struct reply *r, bool *last_out)
{
	const char *line = mailstream_read_line_remove_eol(d->stream, d->line);
	int64_t code;
	char digits[4];

	if (line == NULL || strlen(line) < 3)
		return false;
	memcpy(digits, line, 3);
	digits[3] = 0;
	if (!text_to_number(digits, 200, 599, &code) || (r->code != 0 && r->code != code) ||
	    (line[3] != 0 && line[3] != ' ' && line[3] != '-'))
		return false;
	r->code = (int)code;
	*last_out = line[3] != '-';
	line += line[3] != 0 ? 4 : 3;
	snprintf(r->result, sizeof r->result, "%d%s%.*s", r->code, status_length(line, r->code) != 0 ? " " : "",
	    (int)status_length(line, r->code), line);
	buffer_string(&d->text, line);
	buffer_char(&d->text, '\n');
	return true;
}

struct reply
dialogue_reply(struct dialogue *d)
{
	struct reply r = { .code = 0 };
	bool last = false;

	if (d->lost)
		return lose(d, "");
	wire_allow(d->wire, REPLY_OCTETS);
	buffer_clear(&d->text);
	while (!last)
		if (!take_line(d, &r, &last))
			return lose(d, wire_error(d->wire)[0] != 0 ? "" : "what it says is no reply of SMTP");
	r.text = buffer_text(&d->text);
	return r;
}

struct reply
dialogue_ask(struct dialogue *d)
{
	dialogue_flush(d);
	return dialogue_reply(d);
}

void
dialogue_abandon(struct dialogue *d)
{
	d->lost = true;
}

const char *
dialogue_protocol(const struct dialogue *d)
{
	return wire_protocol(d->wire);
}

bool
dialogue_is_lost(const struct dialogue *d)
{
	return d->lost;
}

const char *
dialogue_error(const struct dialogue *d)
{
	const char *why = d->why[0] != 0 ? d->why : wire_error(d->wire);

	return must(talloc_asprintf(d, "%s: %s", d->host, why[0] != 0 ? why : "the connection was lost"));
}
