/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * view - what a mail shows: one function for each kind of intent puts the values of its template's
 * holes together (law 4: a mail is rendered from the register when it is sent).
 */
#ifndef REPLY_VIEW_H
#define REPLY_VIEW_H

#include "reply/facts.h"
#include "reply/render.h"
#include "reply/template.h"

struct cached;

struct renderer {
	struct ledger *ledger;
	struct cached *cached;		/* templates that were read */
};

/* The holes of one mail. Values are owned by ctx or static. */
struct holes {
	void *ctx;
	struct hole *item;		/* ends with a NULL name */
	size_t count;
	enum attached attached;		/* whether the mail carries the files of render_attachments() */
};

typedef enum verdict view_function(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f);

/* The kinds; each stands in the file of its readers. The common holes are filled before. */
view_function view_receipt, view_answer, view_question;		/* view_resident.c */
view_function view_page_link;					/* view_page.c */
view_function view_request, view_follow_up, view_returned;	/* view_department.c */
view_function view_part_request, view_part_answer, view_copy;	/* view_part.c */
view_function view_disclosure, view_danger, view_not_processed;	/* view_personal.c */
view_function view_approval, view_agreed;			/* view_approval.c; agreed is circulation's too */
view_function view_understood, view_not_understood, view_notice;	/* view_clerk.c */
view_function view_held_mail, view_filed;				/* view_held.c */

view_function view_infected, view_not_taken;			/* view_infected.c */

/* The held mail that a mail to the desk is about, so that its reply files it; 0: none. */
int64_t view_held_arrival(const struct facts *facts);

/* The run of letters that a mail to the desk is about; 0: none. */
int64_t view_run(const struct facts *facts);
/* The same, where the mail asks for a reply. */
int64_t view_run_to_answer(const struct facts *facts);

view_function view_dispatch, view_dispatched, view_unprintable;	/* view_dispatch.c */
view_function view_erasure, view_erasure_answer;			/* view_erasure.c */

/* The reply address of the clerk whom a mail about an erasure goes to; "" when there is nothing to decide any more. Owned
 * by ctx. */
enum verdict view_erasure_address(struct renderer *r, void *ctx, const struct facts *facts, const char **out,
    struct fault *f) MUST_USE;

view_function view_faq, view_faq_answer;				/* view_faq.c */

struct faq;
/* The entry that a mail asks about; *open_out false: it is gone, answered or asked about anew. */
enum verdict view_faq_find(struct ledger *l, void *ctx, const struct intent *i, struct faq *out, bool *open_out,
    struct fault *f) MUST_USE;
/* The reply address of its department; "" when there is nothing to decide any more. */
enum verdict view_faq_address(struct renderer *r, void *ctx, const struct facts *facts, const char **out,
    struct fault *f) MUST_USE;

view_function view_command;					/* view_command.c */
view_function view_welcome;					/* view_staff.c */

view_function view_transcribe, view_transcribed;			/* view_paper.c */
view_function view_collected, view_drop_report, view_note_sheet;	/* view_collected.c */

/* The scan that a mail to a clerk is about and their place (spool/transcription.h), where a reply types it in. */
bool view_scan_of(const struct facts *facts, int64_t *seq_out, int64_t *place_out);

view_function view_checkpoint;					/* view_clerk.c */
view_function view_statistics;					/* view_statistics.c */
view_function view_reminder;					/* view_reminder.c */

/* ---- what several of them show ---- */

void view_hole(struct holes *h, const char *name, const char *value);
void view_hole_number(struct holes *h, const char *name, int64_t number);
/* The word of a mail's code at this place from 0, as a number: "faq-late 12"; 0: it is none. */
int64_t view_code_number(const char *code, int place);

/* Office, contact; number, purpose and due day of the opinion. */
void view_common(struct renderer *r, struct holes *h, const struct facts *facts, enum language language);
/* The hole "received". */
void view_received(struct holes *h, const struct facts *facts, int64_t utc, enum language language);
/* The words of a code, as the hole name. */
enum verdict view_reason(struct renderer *r, struct holes *h, const struct facts *facts, const char *name,
    const char *code, struct fault *f) MUST_USE;
/* The words of a channel; of one of an office's own its code. */
enum verdict view_channel_name(struct renderer *r, void *ctx, enum language language, const char *code, const char **out,
    struct fault *f) MUST_USE;
/* Text, subject, sender and files of an arrival, as this party may see them. */
void view_arrival(struct holes *h, const struct facts *facts, const struct reading *r);

/* Whether the files of an arrival are scans that this party does not get, because it gets nothing personal. */
bool view_withheld(const struct facts *facts, const struct reading *r);

/* Names and sizes of the files of an arrival: the hole "attachments", or "not_attached", with "original" where
 * it is the handwriting that is withheld. */
void view_files(struct holes *h, const struct facts *facts, const struct reading *r);

/* What happened until now, as the hole "history"; who sent the opinion, or the part, here with this mail's
 * cause: "passed_by", "not_ours" or "ping_pong" with "wanted", and "remark". */
enum verdict view_history(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f) MUST_USE;
/* What the resident's mail answers: the hole "question"; empty when nothing was asked. */
enum verdict view_asked(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f) MUST_USE;
/* The departments besides the lead: "parts", one in a line with how it stands, "open", the names of those
 * that are waited for, and "compiled", what was written until now, one after the other. */
enum verdict view_parts(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f) MUST_USE;

/* The same letter from many: "campaign" and "people" who sent it, once there are enough; "together" and "together_count", whose
 * answer this is as well, or "apart", where it is not; "given" and "given_day", what others got. */
enum verdict view_campaign(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f) MUST_USE;
/* Answered opinions that are like this one, with their public answers: the hole "similar". */
enum verdict view_similar(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f) MUST_USE;
/* How many others a draft is for, too: the hole "for_all". */
enum verdict view_for_all(struct renderer *r, struct holes *h, const struct facts *facts, int64_t draft, struct fault *f)
    MUST_USE;

/* What the mail to a group of clerks says they may write, by their rights; "" for a group that is gone. */
enum verdict view_help(struct renderer *r, void *ctx, const struct facts *facts, const char **out, struct fault *f)
    MUST_USE;
/* How much of an opinion a clerk is shown: its state and dates; its text and answers besides, without who wrote
 * it; or all that was entered, read back to who entered it. */
enum view_depth { VIEW_STATE, VIEW_TEXT, VIEW_ENTERED };
/* *found_out false: it is gone. */
enum verdict view_opinion(struct renderer *r, void *ctx, const struct facts *facts, const char *number,
    enum view_depth depth, const char **out, bool *found_out, struct fault *f) MUST_USE;
/* Whether the code of an intent "command" says that something was done. */
bool view_command_done(const char *code);

/* A date for people; "" for 0. */
const char *view_day(void *ctx, enum language language, int64_t utc);
/* The same with the time of day. */
const char *view_moment(void *ctx, enum language language, int64_t utc);
/* Whether the opinion's addresses are protected from this party (支援措置): from everybody but the resident. */
bool view_protected(const struct facts *facts);
/* Whether this party gets no personal data. */
bool view_masked(const struct facts *facts);
/* The last net for protected addresses: takes whatever is known of them out of all values that are not our own
 * words, whoever put them there. */
void view_conceal(struct holes *h, const struct facts *facts);
/* Name, addresses and telephone of who wrote, a line each; where they are protected the name alone. */
const char *view_sender(void *ctx, const struct facts *facts);
/* What somebody wrote, as this party may see it. */
const char *view_seen(void *ctx, const struct facts *facts, const char *text);
/* The text of an arrival, as this party may see it; a word of ours where there is none. */
const char *view_text(void *ctx, const struct facts *facts, const struct reading *r);
/* What a clerk wrote, for another clerk: only of a protected person is anything taken out. */
const char *view_clerk_words(void *ctx, const struct facts *facts, const char *text);
/* The name of who took a step: "department:CODE", "staff:CODE" or "desk". */
const char *view_who(const struct settings *s, const char *who);
/* A department's name; its code when it is not in the settings. */
const char *view_department_name(const struct settings *s, const char *code);

/* An approver's name, of the desk its department's; the code when it is not in the settings. */
const char *view_approver_name(const struct settings *s, const char *code);
/* What was written beside the words of this mail, for the office only; "" nothing. drafts: of the opinion. */
const char *view_remark(const struct draft *drafts, size_t count, int64_t arrival);

/* The template of a kind, filled. */
enum verdict view_fill(struct renderer *r, struct holes *h, enum language language, const char *kind,
    struct rendered *out, struct fault *f) MUST_USE;

/* The answer as the resident gets it: subject and text; named: with their name, else with 〔氏名〕 in its place. */
enum verdict view_whole_answer(struct renderer *r, void *ctx, const struct facts *facts, bool named,
    struct rendered *out, struct fault *f) MUST_USE;

/* The text of an answer, with the name where it belongs. facts: language, contact and draft. */
const char *view_answer_text(void *ctx, const struct facts *facts);

/* The holes "page", and where there is a link "link", "code" and "until". */
void view_page(struct renderer *r, struct holes *h, const struct facts *facts);

/* The same as a letter, without what stands around its text on paper (view_letter.c). */
enum verdict view_letter(struct renderer *r, void *ctx, const struct facts *facts, struct rendered *out,
    struct fault *f) MUST_USE;

#endif
