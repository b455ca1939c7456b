/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clerk - a clerk's command by mail is judged by the rights of their group and carried out; what came
 * of it goes back by mail.
 *
 * Everything happens within the caller's transaction. The register's line about the mail says
 * "staff:GROUP COMMAND"; the intent of kind "command" says what to tell (spool/intent.h).
 */
#ifndef PROCESS_CLERK_H
#define PROCESS_CLERK_H

#include "process/classify.h"
#include "process/command.h"
#include "process/take.h"
#include "spool/opinion.h"

struct clerk {
	struct ledger *l;
	void *ctx;
	const struct taken *t;
	const struct staff *staff;
	const char *who;		/* "staff:CODE" */
	struct command c;
	int64_t seq;			/* of the mail, once it is in the register */
	struct buffer result;		/* the intent's code as it grows */
	int64_t about;			/* the one opinion that it is about, 0: none or several */
};

typedef enum verdict clerk_handler(struct clerk *k, struct fault *f);

/* The mail's line in the register, under the key of an opinion (NULL: of none). */
enum verdict clerk_register(struct clerk *k, const struct opinion *o, struct fault *f) MUST_USE;

/* What became of one opinion: "done", "same", "not-now", ... */
void clerk_result(struct clerk *k, const char *outcome, const char *number);

/* Registers the mail and tells the clerk why nothing was done. */
enum verdict clerk_refuse(struct clerk *k, const char *why, struct fault *f) MUST_USE;

/* What is done with one opinion; *outcome_out is "done" unless it says something else. */
typedef enum verdict clerk_act(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f);

/* Registers the mail, and does it with each opinion that is named and there. */
enum verdict clerk_each(struct clerk *k, clerk_act *act, struct fault *f) MUST_USE;

clerk_handler clerk_look_up, clerk_read, clerk_list;			/* clerk_look.c */
clerk_handler clerk_reissue, clerk_correct, clerk_note, clerk_protect, clerk_reopen;	/* clerk_change.c */
clerk_handler clerk_enter;						/* clerk_enter.c */
clerk_handler clerk_post;						/* clerk_contact.c */

/* Corrects who wrote an opinion by the lines of a form in k->c.contact, after clerk_contact_check(). */
enum verdict clerk_contact_correct(struct clerk *k, struct opinion *o, const char **outcome_out, struct fault *f) MUST_USE;
/* Whether these lines can be read. */
bool clerk_contact_check(struct clerk *k);

/* Judges and does what the mail wants. A mail that comes a second time by another way is *kind_out
 * ENTRY_DUPLICATE, and nothing is done. *note_out: for the log; owned by ctx. */
enum verdict clerk_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    enum entry_kind *kind_out, const char **note_out, struct fault *f) MUST_USE;

#endif
