/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_form - what a resident typed into the form of the page, and what is wrong with it. */
#ifndef INGEST_POST_FORM_H
#define INGEST_POST_FORM_H

#include "ingest/post_draft.h"
#include "spool/contact.h"

struct post {
	struct page *page;
	struct draft *draft;
	struct uploads uploads;
	/* as typed; text of one line, but for text */
	const char *purpose, *subject, *text, *person, *mail, *postal, *address, *phone, *way;
	bool large;
	struct html *values;		/* of the page that answers; problems are put into it */
	bool wrong;			/* something has to be repaired before it can be posted */
	const char *form;		/* the text form (formtext.h), once post_check() found nothing wrong */
};

/* Takes the values out of page->form. */
void post_take(struct post *post);

/* One problem more: field is where the reader goes to repair it, or NULL; word names what to say; detail is shown behind
 * it, or NULL. */
void post_complain(struct post *post, const char *field, const char *word, const char *detail);

/* Finds all that is wrong with what was typed and with the attachments; wrong stays false when there is nothing. */
void post_check(struct post *post);

/* Puts what was typed, the choices and the attachments into post->values. */
void post_show_values(struct post *post);

/* Questions that were answered before and fit the purpose, for the page that checks: up to five. */
void post_show_faq(struct post *post);

/* Puts the address of the postal code where it belongs; false: there is none. */
bool post_fill_address(struct post *post);
bool post_has_postal(const struct page *page);

#endif
