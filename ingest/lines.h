/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines - the answers of a mail server as lines and as large pieces of octets.
 *
 * libetpan holds a whole mail in memory, loses what follows a 0 octet (POP3) and does not say
 * whose body it hands over before the answer is complete (IMAP); so the answers that carry mails
 * are read here, from the same stream, and given on as they come.
 */
#ifndef INGEST_LINES_H
#define INGEST_LINES_H

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/wire.h"

#define LINES_ROOM (128 * 1024)
#define LINE_MAX_OCTETS 8192	/* of one line; the answers that we ask for have a few hundred */

struct lines {
	mailstream *stream;
	const struct wire *wire;
	const char *host;	/* for faults */
	size_t at, end;
	unsigned char data[LINES_ROOM];
	char line[LINE_MAX_OCTETS + 1];
};

/* Owned by ctx; the stream stays its owner's. */
struct lines *lines_new(void *ctx, mailstream *stream, const struct wire *wire, const char *host);

/* One line without its CR LF in l->line, NUL-terminated; a 0 octet in it becomes '?'. LATER: the
 * connection broke, or the line is too long. */
enum verdict lines_next(struct lines *l, struct fault *f) MUST_USE;

/* The octets at hand, at least one; valid until the next call. lines_skip takes them out. */
enum verdict lines_peek(struct lines *l, struct bytes *out, struct fault *f) MUST_USE;
void lines_skip(struct lines *l, size_t octets);

/* Reads more behind the octets at hand, for whoever cannot decide on them yet. */
enum verdict lines_more(struct lines *l, struct fault *f) MUST_USE;

/* Sends a command, CR LF added. */
enum verdict lines_send(struct lines *l, const char *command, struct fault *f) MUST_USE;

/* LATER when octets are at hand that nobody asked for: before TLS they may be injected. */
enum verdict lines_at_end(struct lines *l, struct fault *f) MUST_USE;

#endif
