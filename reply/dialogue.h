/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialogue - commands and replies of SMTP (RFC 5321) over a connection of spool/wire.h.
 *
 * Commands of our own, because libetpan's wait for each answer; only its stream is used. After the
 * first failure everything fails; wire_error() says why.
 */
#ifndef REPLY_DIALOGUE_H
#define REPLY_DIALOGUE_H

#include "config/bytes.h"
#include "config/settings.h"

struct dialogue;

struct reply {
	int code;		/* 0: the connection is lost, or what came is no reply */
	char result[24];	/* "250 2.0.0": code and, where given, enhanced status (RFC 3463) */
	const char *text;	/* the lines without their codes, each ended by a line feed; until the next reply */
};

/* Connects; with TLS_IMPLICIT encrypted. *out is owned by ctx; freeing it closes. */
enum verdict dialogue_open(void *ctx, const struct server *server, struct dialogue **out, struct fault *f) MUST_USE;
enum verdict dialogue_start_tls(struct dialogue *d, struct fault *f) MUST_USE;

/* Adds to what is to be sent; nothing leaves for certain before dialogue_flush(). */
void dialogue_put(struct dialogue *d, const void *data, size_t len);
/* The same for a command; CR LF is added. No argument may hold one. */
void dialogue_command(struct dialogue *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void dialogue_flush(struct dialogue *d);
/* Nothing of the command is kept in memory. */
void dialogue_secret(struct dialogue *d, const char *command, struct bytes base64);

struct reply dialogue_reply(struct dialogue *d);
/* Sends what was put and reads one reply. */
struct reply dialogue_ask(struct dialogue *d);

/* Nothing more is said, not even QUIT: a mail that was begun must not be ended. */
void dialogue_abandon(struct dialogue *d);
/* "TLS1.3", with a verified certificate; "" while it is in the clear. A static string. */
const char *dialogue_protocol(const struct dialogue *d);
bool dialogue_is_lost(const struct dialogue *d);
/* "HOST: why", for faults; never NULL. */
const char *dialogue_error(const struct dialogue *d);

#endif
