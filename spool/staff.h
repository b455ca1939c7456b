/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * staff - the standing signed addresses of the groups that give commands by mail ([staff CODE]).
 *
 * Such an address never closes by age: it ends when its section is removed from the settings, or when
 * a new one is given out. Which one is in force is told by its generation, which the register
 * keeps (1 where it has no line) and which is part of what the address is signed for.
 */
#ifndef SPOOL_STAFF_H
#define SPOOL_STAFF_H

#include "spool/ledger.h"
#include "spool/token.h"

struct staff_standing {
	int64_t generation;
	int64_t renewed;		/* UTC seconds, 0: it is the first */
};

enum verdict staff_standing(struct ledger *l, const struct staff *staff, struct staff_standing *out,
    struct fault *f) MUST_USE;

/* A new address from now on. Within the caller's transaction. */
enum verdict staff_renew(struct ledger *l, const struct staff *staff, struct staff_standing *out,
    struct fault *f) MUST_USE;

/* The address of a generation; owned by ctx. */
char *staff_address(void *ctx, const struct ledger *l, const struct staff *staff, int64_t generation);

enum staff_fit {
	STAFF_FITS_NOT,
	STAFF_FITS,
	STAFF_FITS_FORMER	/* the one before, for STAFF_FORMER_DAYS: its user is told to ask for the new one */
};

enum { STAFF_FORMER_DAYS = 14 };

enum staff_fit staff_fit(const struct ledger *l, const struct staff *staff, const struct staff_standing *standing,
    const struct token *token, int64_t now);

/* The forms that groups enter, so that one that is sent twice within STAFF_SAME_SECONDS (a click too many) is
 * registered once. form is the form in its proper form, with all that makes it what it is. */
enum { STAFF_SAME_SECONDS = 600 };

/* *opinion_out: what the same form of the same group has made already, 0: nothing. */
enum verdict staff_form_known(struct ledger *l, const struct staff *staff, struct bytes form, int64_t received,
    int64_t *opinion_out, struct fault *f) MUST_USE;
/* Notes what it has made, and forgets what is older than a day. Within the caller's transaction. */
enum verdict staff_form_note(struct ledger *l, const struct staff *staff, struct bytes form, int64_t received,
    int64_t opinion, struct fault *f) MUST_USE;

/* Mails with commands: whether the same one (its Message-ID, sender and words) has come already, and noting it. The
 * same mail may come by two ways, with other octets. mail is what makes it the same. */
enum verdict staff_mail_known(struct ledger *l, const struct staff *staff, struct bytes mail, bool *known_out,
    struct fault *f) MUST_USE;
enum verdict staff_mail_note(struct ledger *l, const struct staff *staff, struct bytes mail, int64_t received,
    struct fault *f) MUST_USE;

#endif
