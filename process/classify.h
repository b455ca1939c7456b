/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * classify - what an arrival is. Pure: what the message says (struct reading) and what the register
 * and the settings know about it (struct known) go in, a decision comes out.
 *
 * Laws 9 and 10: a department is believed with a valid reply address and a sender on its list and,
 * where set, the trusted relay's authentication result; what matches in part is held for
 * the desk. Automatic mail is never answered (RFC 3834).
 */
#ifndef PROCESS_CLASSIFY_H
#define PROCESS_CLASSIFY_H

#include "spool/entry.h"
#include "spool/reading.h"

/* A reply address of ours among the recipients. */
struct known_token {
	enum { KNOWN_ANSWER, KNOWN_APPROVAL, KNOWN_FOLLOW_UP, KNOWN_BOUNCE, KNOWN_STAFF, KNOWN_FILE, KNOWN_SCAN,
		KNOWN_RUN, KNOWN_ERASURE, KNOWN_FAQ } kind;
	enum {
		KNOWN_VALID,		/* made for somebody whom we know */
		KNOWN_ERASED,		/* the opinion was erased: of an approver's token it can no longer be told whether it is right */
		KNOWN_OLD,		/* valid once: the opinion is closed for longer than token_days, or the
					 * draft it approves is no longer the newest, or (STAFF) a new address
					 * was given out some days ago */
		KNOWN_FORGED		/* the token does not fit */
	} state;
	int64_t opinion;		/* 0: no such opinion (or a bounce's intent, STAFF, FILE, SCAN, RUN, ERASURE, FAQ: 0) */
	const char *department;		/* VALID ANSWER, FAQ: code of the department it was made for, VALID APPROVAL:
					 * of the approver ("desk" for the desk), VALID or OLD STAFF: of the group;
					 * VALID ERASURE: the mail address of the clerk (eraser.h); else "" */
	int64_t draft;			/* VALID or OLD APPROVAL: the draft that it decides on; else 0 */
	int64_t arrival;		/* VALID FILE: seq of the held mail, SCAN: of the scan; else 0 */
	int64_t place;			/* VALID SCAN: who was asked to type it in, 1 to 3; else 0 */
	int64_t run;			/* VALID RUN: the run of letters; else 0 */
	int64_t erasure;		/* VALID ERASURE: which one; else 0 */
	int64_t faq, round;		/* VALID FAQ: which one, and the round that it was signed for; else 0 */
	bool sender_fits;		/* the From address is on that department's list or its successor's
					 * (ANSWER, FAQ), the approver's (APPROVAL), the group's (STAFF), the desk's
					 * (FILE, RUN), the transcriber's (SCAN), the clerk's own and on the desk's list
					 * (ERASURE), or is the resident's own (FOLLOW_UP) */
};

enum { KNOWN_TOKENS_MAX = 16 };

struct known {
	const struct known_token *tokens;	/* at most KNOWN_TOKENS_MAX */
	size_t token_count;
	const char *envelope_sender;	/* "" not known, "<>" empty */
	bool from_ourselves;		/* From or envelope sender is an address of this office */
	bool listed_sender;		/* From is on the list of some department, approver or group of clerks */
	int64_t same_digest;		/* seq of an earlier arrival with the same octets, 0 none */
	bool authenticated;		/* authres.h says so, or no authentication is required */
	struct known_token referenced;	/* VALID FOLLOW_UP: it answers a mail of ours to the resident who now
					 * writes, without its reply address; opinion 0: it does not */
	bool bounced_intent;		/* the report names a mail of ours (Message-ID or bounce address) */
};

struct classified {
	enum entry_kind kind;
	const char *reason;		/* a code, static: "" where kind says enough */
	const struct known_token *token;	/* FOLLOW_UP, ANSWER, APPROVAL, COMMAND, AUTOMATIC: the one it
						 * belongs to; else NULL */
	const struct known_token *also[KNOWN_TOKENS_MAX];	/* FOLLOW_UP, ANSWER: the others, each of
						 * another opinion */
	size_t also_count;
	bool from_office;		/* the sender is on a list of the office's */
	bool permanent;			/* BOUNCE: of class 5 and not 5.2.2 (mailbox full) */
	const char *status;		/* BOUNCE: "5.1.1", "" where not said; lives as long as the reading */
};

/* Never ENTRY_SET_ASIDE with a reading; ENTRY_HELD carries the reason. Reasons of ENTRY_HELD:
 * "forged-token", "old-token", "token-other-sender", "sender-without-token", "two-tokens",
 * "not-authenticated", "several-senders", "no-sender"; of ENTRY_AUTOMATIC: "auto-submitted",
 * "precedence", "list", "empty-return-path", "robot-sender", "own-stamp", "own-address",
 * "out-of-office", "other-header", "bounce-of-nothing". */
struct classified classify(const struct reading *r, const struct known *k);

/* Whether a message was written by a program, and the reason code; NULL: by a person. */
const char *classify_automatic(const struct reading *r, const struct known *k);

#endif
