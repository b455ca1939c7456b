/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * token - reply addresses that nobody can guess: opinion+KIND-2026-000123-TOKEN@city.example.
 *
 * TOKEN is 100 bits of a keyed hash over kind, number and the party it was made for, in lower-case
 * base32 without i, l, o, u (Crockford's alphabet). It is accepted in any case, with i and l for
 * 1, o for 0. It opens only together with a sender of that party (law 9).
 */
#ifndef SPOOL_TOKEN_H
#define SPOOL_TOKEN_H

#include <stdbool.h>

#include "spool/keys.h"

enum token_kind {
	TOKEN_ANSWER,		/* a department answers a request */
	TOKEN_APPROVAL,		/* the desk approves a draft */
	TOKEN_FOLLOW_UP,	/* the resident writes again */
	TOKEN_BOUNCE,		/* envelope sender; subject is the intent's id */
	TOKEN_STAFF,		/* clerks' commands; subject is the code of their group, in lower case */
	TOKEN_FILE,		/* the desk says where a held mail belongs; subject is the arrival's seq */
	TOKEN_SCAN,		/* a clerk types in a scan; subject is the arrival's seq */
	TOKEN_RUN,		/* the desk says what became of a run of letters; subject is the run's id */
	TOKEN_ERASURE,		/* a clerk releases or withdraws an erasure; subject is its id */
	TOKEN_FAQ,		/* a department approves or corrects a question with its answer; subject is its id */
	TOKEN_KINDS
};

#define TOKEN_LENGTH 20

const char *token_kind_name(enum token_kind kind);

/* The mail address: base's local part, "+", kind, subject (the opinion's number without its check
 * digit, the id of an intent or a run, an arrival's seq or a code) and token, base's domain. party: "department:CODE",
 * "desk:DRAFT", "approver:CODE:DRAFT", "staff:CODE:GENERATION" (staff.h), "desk", "transcriber:PLACE",
 * "eraser:ADDRESS:DIGEST" (eraser.h), "faq:CODE:ROUND:DIGEST" (faq.h), "resident", "". */
char *token_address(void *ctx, const struct seal_key *key, const char *base, enum token_kind kind,
    const char *subject, const char *party);

/* What an address of that form says; the token is not yet checked. */
struct token {
	enum token_kind kind;
	const char *subject;
	char digits[TOKEN_LENGTH + 1];
};

/* False when the address is not base with a well-formed extension. */
bool token_parse(void *ctx, const char *base, const char *address, struct token *out);

/* Whether the token was made for this party, with the present key or one that is still accepted; in constant time. */
bool token_fits(const struct token_keys *keys, const struct token *token, const char *party);

#endif
