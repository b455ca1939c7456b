/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * virus - has what came in looked at by the virus scanner before anything reads it (law 7; [virus] of the settings).
 *
 * Nothing counts as clean but what clamd has called so: a scanner that is away, slow, talks nonsense or has old
 * patterns has scanned nothing. Where it fails at one thing alone, the next ones are tried: afterwards it must
 * answer a new session and call a few harmless octets clean, or it counts as away.
 *
 * A mail is streamed with a line before it by which clamd knows it for a mail. A bundle (bundle.h) is streamed file by
 * file, because clamd does not know its form.
 */
#ifndef SPOOL_VIRUS_H
#define SPOOL_VIRUS_H

#include "spool/clamd.h"
#include "spool/ledger.h"
#include "spool/octets.h"

enum virus_is {
	VIRUS_UNKNOWN,		/* not looked at: the scanner is away */
	VIRUS_CLEAN,
	VIRUS_FOUND,		/* text is the name of the pattern */
	VIRUS_UNABLE		/* the scanner works, and not with this one: text says why */
};

struct virus_item {
	const struct octets *octets;
	bool is_bundle;
	enum virus_is is;
	char text[CLAMD_NAME_MAX + 1];
};

struct virus_scanner;

/* Nothing is connected to before there is something to scan. */
struct virus_scanner *virus_scanner_new(void *ctx, const struct virus_settings *s);
void virus_scanner_close(struct virus_scanner **scanner);

/* Fills in what each of the items is. LATER: the scanner is away or its patterns are old; those that are not known
 * are VIRUS_UNKNOWN. An item whose octets cannot be read is VIRUS_UNABLE. */
enum verdict virus_scan(struct virus_scanner *scanner, struct virus_item *items, size_t count, struct fault *f) MUST_USE;

/* Whether the last LATER of virus_scan() was about old patterns. */
bool virus_patterns_old(const struct virus_scanner *scanner);

/* Whether the scanner is there, has new patterns and finds the EICAR test file. LATER: why not. *patterns_out: when they
 * were made, 0 not said. */
enum verdict virus_check(struct virus_scanner *scanner, int64_t *patterns_out, struct fault *f) MUST_USE;

/* ---- what was found, in the register; all of it within the caller's transaction ---- */

/* An arrival is infected. *first_out: it was not known before, so that people are told. */
enum verdict virus_note(struct ledger *l, const char *id, const char *name, bool *first_out, struct fault *f) MUST_USE;
/* A person lets it pass, because nothing bad is in it. NEVER: nothing was found in an arrival of this id. */
enum verdict virus_waive(struct ledger *l, const char *id, struct fault *f) MUST_USE;
/* The pattern that was found in an arrival, let pass or not; "" none. Owned by ctx. */
enum verdict virus_name_of(struct ledger *l, void *ctx, const char *id, const char **name_out, struct fault *f) MUST_USE;
/* Whether somebody did. */
enum verdict virus_waived(struct ledger *l, const char *id, bool *waived_out, struct fault *f) MUST_USE;

#endif
