/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contact - who wrote an opinion and how an answer reaches them; sealed in the register. */
#ifndef SPOOL_CONTACT_H
#define SPOOL_CONTACT_H

#include <stdbool.h>

#include "config/bytes.h"

enum reply_way { REPLY_MAIL, REPLY_POST, REPLY_NONE };

/* Strings are text, never NULL, owned by the context they were unpacked into. */
struct contact {
	const char *name;		/* 氏名 */
	const char *mail;		/* メールアドレス: an answer goes to this address only */
	const char *postal_code;	/* 郵便番号 */
	const char *address;		/* 住所 */
	const char *phone;		/* 電話番号 */
	const char *fax;		/* FAX番号 */
	enum reply_way reply;
	bool large;			/* letters in large print (大活字) */
};

/* Whether an answer has to go by post: that is what was asked for, or there is no other way. */
bool contact_is_by_post(const struct contact *contact);

void contact_pack(const struct contact *contact, struct buffer *out);
/* NULL when the record is not whole. */
struct contact *contact_unpack(void *ctx, struct bytes record);

/* What an export may hold of it: a contact of the same strings, those of the addresses "" where is_protected.
 * Its pointers are the given one's. */
struct contact contact_for_export(const struct contact *contact, bool is_protected);

#endif
