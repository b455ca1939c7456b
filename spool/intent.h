/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intent - what must go out: decided by process in the same transaction as its cause, carried out
 * by reply (law 4).
 *
 * An answer goes by mail or, where the resident wishes it or has no mail address, as a letter (way): iken-send
 * takes the one, iken-print the other. While a letter is printed and not yet posted its intent is marked as
 * begun (intent_begin).
 *
 * The row holds no text and no address: reply renders the mail from the register when it
 * sends it, to the party that is named. The Message-ID is fixed here, so that a mail that
 * has to be sent again is the same mail.
 *
 *	kind		party		about
 *	receipt		resident	opinion; 受付確認メール 1-③
 *	request		department:CODE	opinion; 処理依頼メール 1-④. code: "", or "campaign": its answer is for all who have sent
 *			the same letter (spool/campaign.h)
 *	follow-up	department:CODE	opinion, arrival: the resident wrote again
 *	understood	sender		opinion, arrival, draft, code: how a department's mail was understood
 *	not-understood	sender		opinion or 0, arrival, code: what to change
 *	approval	desk		opinion, draft
 *	returned	department:CODE	opinion, draft, arrival (with the desk's remark)
 *	answer		resident	opinion, draft; 回答メール 1-⑧
 *	undeliverable	desk		opinion, code
 *	question	resident	opinion, draft: the department asks back (照会)
 *	not-processed	resident	opinion: not processed, and what to do instead
 *	reminder	PARTY		code: the day, 2026-11-24; the digest of what is open and late.
 *			PARTY is department:CODE, chief:CODE, head:CODE or approver:CODE
 *	part-request	department:CODE	opinion: its part is asked for; the opinion's department compiles
 *	part-answer	department:CODE	opinion, draft: another department's part, to the lead
 *	copy		department:CODE	opinion, code: for information only (参考送付)
 *	disclosure	department:CODE	opinion: the personal data that it asked for (開示)
 *	danger		duty		opinion, arrival, code: a person has to look at once
 *	approval	approver:CODE	opinion, draft: as for the desk
 *	approval	as above	and arrival: the resident has written again, and it is asked once more
 *	agreed		approver:CODE	opinion, draft: the list is complete; it can be stopped until then
 *	circulation	approver:CODE	opinion, draft: 供覧; it can be stopped until then
 *	command		sender		opinion or 0, arrival, code: what a clerk's command gave: the command (enter,
 *			enter-before, look-up, read, list, reissue, correct, note, protect, reopen,
 *			help) or why it was not obeyed (no-right, form-errors, ...), for list and
 *			no-department a department's code or several, and what became of each
 *			number: "look-up done:2026-000123-8 not-found:2026-000999-1"
 *	welcome		staff:CODE	the signed address and the forms
 *	filed		sender		opinion or 0, arrival (the reply), code: what became of a held mail, and its seq:
 *			"filed-follow-up 57", or why nothing did: "file-number 57"
 *	held		desk		arrival, code; guesses
 *	transcribe	transcriber:N	arrival (a scan), code: to be typed in; N 1 or 2: a clerk, 3: decides between them;
 *			code "" or why the last reply could not be taken
 *	transcribed	sender		opinion or 0, arrival (the reply), code: what came of it, and the scan's seq:
 *			"transcribed 57", "transcribed-first 57", "form-errors 57", ...
 *	collected	desk		arrival (of kind split): what its pieces became, all of them
 *	note-sheet	department:CODE	opinion, arrival: a sheet that it filled in by hand is kept with the opinion
 *	drop-report	desk		arrival (of kind report): files that were not taken from a drop folder
 *	dispatch	desk		code: a run of letters is printed, "RUN"; replied to when it was posted
 *	dispatched	sender		arrival (the reply), code: what came of it, and the run: "dispatched 12"
 *	erasure		eraser:N	code: an erasure is proposed, its id; N is the place of the clerk in [erasure] clerks
 *	erasure-answer	sender		arrival (the reply), code: what came of it, the erasure, and how many more have to
 *			release it: "erasure-waits 3 1"
 *	faq		department:CODE	code: a question with its answer to approve or to confirm, its id and the round
 *	faq-answer	sender		arrival (the reply), code: what came of it, and the question: "faq-published 3"
 *	unprintable	desk		opinion, draft, code: a letter that was not printed, and why:
 *			"no-address", "address-bad", "glyph U+20BB7"
 *	page-link	resident	opinion, arrival: a link for a new password, by mail or as a letter
 *	checkpoint	administrator	code: a signed state of the access log (access_sign.h); or to the desk
 *	statistics	statistics	code: the period, "2026-11", once; the report goes to [stats] mail
 *	set-aside	administrator	arrival, code
 *	infected	desk		arrival, code: the virus that was found in it
 *	not-taken	sender		arrival: the mail could not be taken because of a file (a virus; it does not say so)
 *	notice		administrator	code: what needs a person; to the desk too when it is about a department's mail
 */
#ifndef SPOOL_INTENT_H
#define SPOOL_INTENT_H

#include "spool/ledger.h"

enum intent_way { INTENT_MAIL, INTENT_LETTER };

struct intent {
	int64_t id;
	const char *kind;
	const char *party;
	int64_t opinion, arrival, draft;	/* 0: none */
	const char *code;
	const char *message_id;			/* without brackets */
	int64_t created;			/* decided or, of what had to wait from the beginning, due: the mail's Date */
	int64_t not_before;
	int64_t attempts;
};

struct new_intent {
	const char *kind;
	const char *party;
	int64_t opinion, arrival, draft;
	const char *code;			/* NULL: "" */
	int64_t not_before;			/* 0: now */
	enum intent_way way;
};

enum verdict intent_insert(struct ledger *l, const struct new_intent *n, struct fault *f) MUST_USE;

/* Of those that go by mail, the waiting intents that are due at now, at most max: those of kind danger, then the others, oldest
 * first; an array owned by ctx. */
enum verdict intent_due(struct ledger *l, void *ctx, int64_t now, size_t max, struct intent **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* The letters that wait to be printed, with an id above after, at most max; an array owned by ctx. */
enum verdict intent_letters(struct ledger *l, void *ctx, int64_t now, int64_t after, size_t max, struct intent **out,
    size_t *count_out, struct fault *f) MUST_USE;

/* By the Message-ID of a mail that was sent, or by id (of a bounce's envelope address). */
enum verdict intent_by_message_id(struct ledger *l, void *ctx, const char *message_id, struct intent *out,
    bool *found_out, struct fault *f) MUST_USE;
enum verdict intent_by_id(struct ledger *l, void *ctx, int64_t id, struct intent *out, bool *found_out,
    struct fault *f) MUST_USE;

/* When the newest of kind checkpoint was decided; 0: there is none. */
enum verdict intent_newest_checkpoint(struct ledger *l, int64_t *created_out, struct fault *f) MUST_USE;

/* One recipient has accepted (result "250 2.0.0") or refused for good (result "550 5.1.1"). */
enum verdict intent_delivery(struct ledger *l, int64_t intent, const char *address, const char *result,
    struct fault *f) MUST_USE;
/* It has left for one of its recipients at least: what it shows (words of access.h), whether unmasked, over which
 * link, and what the server said. */
enum verdict intent_left(struct ledger *l, int64_t intent, const char *items, bool unmasked, const char *link,
    const char *said, struct fault *f) MUST_USE;
/* Whether a recipient was noted already. */
enum verdict intent_was_delivered(struct ledger *l, int64_t intent, const char *address, bool *was_out,
    struct fault *f) MUST_USE;

/* What waits to ask a party about an opinion (request, follow-up, part-request) is not sent: somebody else is
 * asked. */
enum verdict intent_withdraw(struct ledger *l, int64_t opinion, const char *party, const char *why,
    struct fault *f) MUST_USE;

/* Whether a request about an opinion waits to leave to a party; whether one with this code left, or waits. */
enum verdict intent_request_waits(struct ledger *l, int64_t opinion, const char *party, bool *out, struct fault *f) MUST_USE;
enum verdict intent_request_had(struct ledger *l, int64_t opinion, const char *party, const char *code, bool *out,
    struct fault *f) MUST_USE;
/* One that waits gets a code. *any_out false: there is none. */
enum verdict intent_request_name(struct ledger *l, int64_t opinion, const char *party, const char *code, bool *any_out,
    struct fault *f) MUST_USE;

/* Whether an answer of this draft was sent to the resident. */
enum verdict intent_answer_was_sent(struct ledger *l, int64_t opinion, int64_t draft, bool *was_out,
    struct fault *f) MUST_USE;
/* The answers of an opinion that went out by mail, or are being handed over, oldest first; an array owned by ctx. */
enum verdict intent_answers_left(struct ledger *l, void *ctx, int64_t opinion, struct intent **out, size_t *count_out,
    struct fault *f) MUST_USE;
/* The answers of an opinion that wait to be sent, but for that of the newest draft and one that is being
 * handed over, are cancelled. */
enum verdict intent_cancel_older_answers(struct ledger *l, int64_t opinion, int64_t newest_draft,
    struct fault *f) MUST_USE;

/*
 * An answer that waits can be stopped, and one that has left cannot; only the register decides which. iken-send
 * commits the mark before it hands the mail over, and takes it back when it knows that nothing has left.
 */
enum verdict intent_begin(struct ledger *l, int64_t intent, struct fault *f) MUST_USE;
enum verdict intent_not_begun(struct ledger *l, int64_t intent, struct fault *f) MUST_USE;
/* The answer of a draft that waits and has certainly not left. */
enum verdict intent_answer_waits(struct ledger *l, void *ctx, int64_t opinion, int64_t draft, struct intent *out,
    bool *found_out, struct fault *f) MUST_USE;
/* Of drafts that were returned, stopped or overtaken (approval.h): their answers that have not left, and the
 * mails to approvers that wait, are cancelled. */
enum verdict intent_cancel_void(struct ledger *l, int64_t opinion, const char *why, struct fault *f) MUST_USE;

enum intent_end { INTENT_SENT, INTENT_FAILED, INTENT_CANCELLED };
enum verdict intent_finish(struct ledger *l, int64_t intent, enum intent_end end, const char *result,
    struct fault *f) MUST_USE;
/* Tries again not before; counts an attempt; result is the server's code, "connection" or "perhaps": but for the
 * last it has not left. */
enum verdict intent_postpone(struct ledger *l, int64_t intent, int64_t not_before, const char *result,
    struct fault *f) MUST_USE;

#endif
