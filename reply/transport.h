/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport - hands mails over: to a server (SMTP), to a sendmail program, into a Maildir.
 *
 * A mail is a parcel: a message, its envelope, and what became of each recipient. A server that is
 * still thinking about one parcel is told about the next, so what became of a parcel may be known only
 * when the next one is sent, or by transport_settle(). At most one is so outstanding.
 *
 * Between the end of the data and the server's answer nobody knows whether the mail was taken: when the
 * connection is lost there, the parcel is LATER, and sent again it is the same mail with the
 * same Message-ID (law 4).
 */
#ifndef REPLY_TRANSPORT_H
#define REPLY_TRANSPORT_H

#include "config/settings.h"
#include "reply/message.h"

#define RESULT_MAX 24
#define LINK_MAX 160
#define SAID_MAX 120

struct recipient {
	const char *address;		/* as people write it; quoted for the server where needed */
	enum verdict verdict;		/* DONE: the other side is responsible now */
	char result[RESULT_MAX];	/* "250 2.0.0", "connection", "perhaps", "exit 75" */
};

struct parcel {
	const struct message *message;
	const char *sender;		/* of the envelope; "": none (<>) */
	struct recipient *recipients;
	size_t count;
	void *owner;			/* the caller's */
	char link[LINK_MAX];		/* how it left: "TLS1.3 verified HOST", "program", "folder"; "" not yet */
	char said[SAID_MAX];		/* what the server said when it took it, with its queue id; one line, no address */
	bool outstanding;		/* set while it is with the server and its recipients are not filled in */
};

struct transport;

/* *out is owned by ctx; freeing it says goodbye to the server. LATER: the server cannot be reached, or
 * its certificate is not good. HALT: the settings, or a password that the server does not take. */
enum verdict transport_open(void *ctx, const struct sending *s, struct transport **out, struct fault *f) MUST_USE;

/* Octets that a mail may have there; 0: not known. */
int64_t transport_limit(const struct transport *t);

/* Sends a parcel, which must live until it is settled: at once, or while p->outstanding is set, by a
 * later call, which gives it back in *settled_out (NULL: none was). DONE: the recipients say what
 * became of it, now or later. LATER: the connection was lost and could not be made again. NEVER: the
 * message cannot be written. Both are in the recipients, too. HALT: the server does not let us send;
 * nothing is known about the recipients. */
enum verdict transport_send(struct transport *t, struct parcel *p, struct parcel **settled_out,
    struct fault *f) MUST_USE;

/* Waits for the outstanding parcel; NULL when there is none. Its verdicts are in its recipients. */
struct parcel *transport_settle(struct transport *t);

/* Sets verdict and result of all recipients. */
void parcel_settle(struct parcel *p, enum verdict verdict, const char *result);

/* What the three kinds give to transport.c. settle may be NULL; so may limit. */
struct transport_kind {
	enum verdict (*open)(void *ctx, const struct sending *s, void **state_out, struct fault *f);
	enum verdict (*send)(void *state, struct parcel *p, struct parcel **settled_out, struct fault *f);
	struct parcel *(*settle)(void *state);
	int64_t (*limit)(const void *state);
};

extern const struct transport_kind transport_smtp, transport_sendmail, transport_maildir;

#endif
