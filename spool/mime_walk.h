/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mime_walk - one walk through the structure of a message, either to make a reading or to give one
 * part to a sink; within spool/mime*.c only.
 *
 * Both kinds of walk number the attachments alike: in depth-first order, those included that
 * stand within winmail.dat or an opaque signature.
 */
#ifndef SPOOL_MIME_WALK_H
#define SPOOL_MIME_WALK_H

#include <gmime/gmime.h>

#include "config/settings.h"
#include "spool/mime_part.h"
#include "spool/reading.h"
#include "spool/sniff.h"

struct mime_walk {
	void *ctx;
	const struct limits *limits;
	struct sniffer *sniffer;
	struct reading *reading;	/* NULL: one part is extracted */
	int wanted;			/* extracting: its index */
	const struct sink *sink;
	enum verdict given;		/* extracting: what became of it; NEVER as long as it was not met */
	struct buffer plain, html;	/* texts so far */
	int next_index;
	int64_t entities;
	int texts;			/* text parts so far: a later one with a file name is an attachment */
	int alternatives;		/* how many multipart/alternative are open */
	bool in_report;
	GMimeMessage *within;		/* the only message/rfc822 so far, kept until the walk ends */
	int messages;
	bool text_only;			/* nothing is an attachment */
};

void mime_walk(struct mime_walk *w, GMimeObject *object, int64_t depth);

/* Numbers and describes an attachment, or gives it to the sink. */
void mime_attach(struct mime_walk *w, const struct mime_giver *giver, const char *name, const char *declared,
    bool shown);
void mime_attach_part(struct mime_walk *w, GMimePart *part, const char *type);

/* A limit was exceeded, or one of the libraries that are attacked most is about to be called. */
void mime_exceed(struct mime_walk *w, const char *limit);
void mime_be_careful(void);

/* ---- mime_text.c: only when a reading is made ---- */

void mime_take_plain(struct mime_walk *w, GMimePart *part);
void mime_take_html(struct mime_walk *w, GMimePart *part);
/* Text of no charset of its own: what is between the lines of a message without a header. */
void mime_take_octets(struct mime_walk *w, struct bytes octets);
/* Text that is UTF-8 already. */
void mime_take_text(struct mime_walk *w, const char *text, bool is_html);
/* The children of a multipart/alternative stand behind these marks: where their plain text says nothing,
 * their HTML becomes the text. */
void mime_choose(struct mime_walk *w, size_t plain_mark, size_t html_mark);
bool mime_is_blank(const char *text);

/* ---- mime_opaque.c ---- */

void mime_walk_tnef(struct mime_walk *w, GMimePart *part, const char *type);
void mime_walk_pkcs7(struct mime_walk *w, GMimePart *part, const char *type, int64_t depth);

#endif
