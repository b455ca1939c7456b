/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contact - who wrote an opinion and how an answer reaches them; sealed in the register. */
#include "spool/contact.h"

#include "config/memory.h"

enum { VERSION = 2, WITHOUT_LARGE = 1 };

void
contact_pack(const struct contact *contact, struct buffer *out)
{
	record_put_number(out, VERSION);
	record_put_string(out, contact->name);
	record_put_string(out, contact->mail);
	record_put_string(out, contact->postal_code);
	record_put_string(out, contact->address);
	record_put_string(out, contact->phone);
	record_put_string(out, contact->fax);
	record_put_number(out, contact->reply);
	record_put_number(out, contact->large);
}

struct contact *
contact_unpack(void *ctx, struct bytes record)
{
	struct contact *c = memory_new(ctx, sizeof *c);
	struct record r = { .rest = record };
	int64_t version = record_take_number(&r), reply;

	c->name = record_take_string(c, &r);
	c->mail = record_take_string(c, &r);
	c->postal_code = record_take_string(c, &r);
	c->address = record_take_string(c, &r);
	c->phone = record_take_string(c, &r);
	c->fax = record_take_string(c, &r);
	reply = record_take_number(&r);
	if (version != WITHOUT_LARGE)
		c->large = record_take_number(&r) == 1;
	if (!record_at_end(&r) || version < WITHOUT_LARGE || version > VERSION || reply < REPLY_MAIL || reply > REPLY_NONE) {
		talloc_free(c);
		return NULL;
	}
	c->reply = (enum reply_way)reply;
	return c;
}

bool
contact_is_by_post(const struct contact *contact)
{
	return contact->reply == REPLY_POST || (contact->reply == REPLY_MAIL && contact->mail[0] == 0 &&
	    contact->address[0] != 0);
}

struct contact
contact_for_export(const struct contact *contact, bool is_protected)
{
	struct contact shown = *contact;

	if (is_protected)
		shown.mail = shown.postal_code = shown.address = shown.phone = shown.fax = "";
	return shown;
}
