/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_span - places of a text that are to be masked. Private to spool/mask*.c. */
#ifndef SPOOL_MASK_SPAN_H
#define SPOOL_MASK_SPAN_H

#include "spool/mask.h"
#include "spool/mask_form.h"

#define MARK_NAME "〔氏名〕"
#define MARK_MAIL "〔メールアドレス〕"
#define MARK_PHONE "〔電話番号〕"
#define MARK_FAX "〔FAX番号〕"
#define MARK_POSTAL "〔郵便番号〕"
#define MARK_ADDRESS "〔住所〕"

struct span {
	size_t begin, end;	/* octets */
	const char *mark;
	bool personal;		/* a label or a postal code says that it is the writer's */
};

struct spans {
	void *ctx;
	struct span *item;
	size_t count, room;
};

void spans_add(struct spans *s, size_t begin, size_t end, const char *mark, bool personal);

/* What is known of a person (mask_known.c). */
void mask_find_known(const struct mask *mask, enum mask_how how, const struct form *form, struct spans *out);

/* What looks personal, whoever's it is (mask_find.c); strict: what looks like an address as well. */
void mask_find_any(const char *text, const struct form *form, bool strict, struct spans *out);

/* Lines with a label or a postal code (mask_lines.c). */
void mask_find_lines(const char *text, struct spans *out);

/* A visible ASCII sign at p, full-width too; its octets, 0 for something else. */
size_t mask_ascii(const char *p, char *out);

#endif
