/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * template - the words of the mails that are sent, with holes for what differs.
 *
 * A template is a text file, config/templates/LANGUAGE/KIND (KIND: an intent's, spool/intent.h). They
 * are built into the program; a file LANGUAGE/KIND in the settings' folder office.templates is used
 * instead of the one built in.
 *
 *	Subject: one line
 *
 *	Text with holes (config/fill.h): {number}
 *
 * Which holes a kind has, and which of them its template must use, is one table in template.c.
 */
#ifndef REPLY_TEMPLATE_H
#define REPLY_TEMPLATE_H

#include "config/fill.h"
#include "config/settings.h"

struct template;

struct rendered {
	char *subject;		/* one line */
	char *text;		/* running text, ends with a line feed */
};

/* The template of a kind, owned by ctx. HALT: a fault in it, as "FILE:LINE: what is wrong", or
 * there is no such kind. */
enum verdict template_read(void *ctx, const struct office *office, enum language language, const char *kind,
    const struct template **out, struct fault *f) MUST_USE;

/* Fills the holes; both texts are owned by ctx. holes ends with a NULL name; a hole that is not among
 * them is empty, but HALT when the template's kind needs it. Never interprets a value. */
enum verdict template_fill(void *ctx, const struct template *t, const struct hole *holes, struct rendered *out,
    struct fault *f) MUST_USE;

/* Reads all templates and reasons of both languages. HALT: errors has one line for each fault, f the first. */
enum verdict template_check(void *ctx, const struct office *office, struct buffer *errors, struct fault *f) MUST_USE;

#endif
