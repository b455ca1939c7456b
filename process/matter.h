/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * matter - a mail of somebody who was asked about one opinion: what it says, who says it, and one
 * handler for each kind of answer.
 *
 * A handler does one of three things, all within the caller's transaction:
 *	- it takes the step: enters the mail (matter_enter), keeps what was written (matter_keep), steps
 *	  (opinion_step) and confirms to the sender (matter_confirm); DONE;
 *	- it changes nothing and sets *code_out: the mail goes back with that code of the reasons; DONE;
 *	- it fails, and the caller undoes the item.
 */
#ifndef PROCESS_MATTER_H
#define PROCESS_MATTER_H

#include "process/answer.h"
#include "process/classify.h"
#include "process/take.h"
#include "spool/opinion.h"
#include "spool/part.h"

struct matter {
	struct ledger *l;
	void *ctx;
	const struct taken *t;
	const struct known_token *token;
	struct answer answer;
	struct opinion o;
	const char *department;		/* the one that speaks: the successor where the asked one has ended;
					 * of a decision the approver's code, or "desk" */
	const char *who;		/* "department:CODE", "approver:CODE" or "desk" */
	struct opinion_part part;		/* of a department that does not lead (role.h); id 0: it has none */
	int64_t corrects;		/* of a text: when the answer left that it corrects; 0: none */
	bool doubtful;			/* of a text: the desk looks at it before it leaves */
	bool filed;			/* the desk filed what was held: nothing goes out without approval, and
					 * the department is told, not whoever sent it */
};

typedef enum verdict matter_handler(struct matter *m, const char **code_out, struct fault *f);

/* The mail's line in the register, as an answer or a decision about the opinion. */
enum verdict matter_enter(struct matter *m, int64_t *seq_out, struct fault *f) MUST_USE;

/* Keeps text as a draft of this kind (draft.h); *id_out 0 when text is empty. */
enum verdict matter_keep(struct matter *m, const char *kind, const char *text, int64_t seq, int64_t *id_out,
    struct fault *f) MUST_USE;

/* Tells the sender how the mail was understood; code of the reasons. draft 0: none. */
enum verdict matter_confirm(struct matter *m, int64_t seq, int64_t draft, const char *code, struct fault *f) MUST_USE;

/* Whether the step is possible now; sets *code_out to "not-now" when it is not. */
bool matter_possible(const struct matter *m, enum step step, const char **code_out);

/* The most common of the three: the mail is entered, its words are kept as draft_kind ("" nothing),
 * the step is taken with d (arrival, draft and who are set here) and confirmed with code. */
enum verdict matter_take_step(struct matter *m, enum step step, struct detail *d, const char *draft_kind,
    const char *code, struct fault *f) MUST_USE;

/* The handlers; each stands in the file of its subject. */
matter_handler handle_text, handle_note, handle_no_answer;	/* handle_answer.c */
matter_handler handle_all, handle_same, handle_separate;	/* handle_campaign.c */
matter_handler handle_pass_on, handle_not_ours;			/* handle_pass_on.c */
matter_handler handle_part, handle_part_none, handle_part_pass_on;	/* handle_part.c */
matter_handler handle_ask;					/* handle_ask.c */
matter_handler handle_disclose;					/* handle_disclose.c */
matter_handler handle_dismiss;					/* handle_dismiss.c */
matter_handler handle_approve, handle_return, handle_stop;	/* handle_approval.c */

/* An answer's text becomes a draft, which is released or asked to be approved; code: how it was understood, unless it
 * corrects one. *draft_out: the draft. */
enum verdict matter_answer(struct matter *m, const char *code, int64_t *draft_out, const char **code_out,
    struct fault *f) MUST_USE;

/* What a department's mail, or an approver's, wants is done. Sends back what was not understood. */
enum verdict matter_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **number_out, struct fault *f) MUST_USE;

/* The same for a mail that was held (t->entering) and that the desk files as the answer of the token's
 * department. What is not understood is not sent back: *code_out says why, and nothing was changed. */
enum verdict matter_file(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **number_out, const char **code_out, struct fault *f) MUST_USE;

#endif
