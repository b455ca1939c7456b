/* SPDX-License-Identifier: GPL-3.0-or-later */
/* writer - who wrote an opinion. */
#include "process/writer.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/formtext.h"

struct writer
writer_of(void *ctx, const struct reading *r)
{
	struct buffer errors = buffer_init(ctx);
	struct formtext *form;
	struct fault ignored;
	struct writer w = { .purpose = "" };

	/* Read loosely, a form has no mistakes: what does not fit is text. */
	if (formtext_read(ctx, r->text, FORMTEXT_LOOSE, LANGUAGE_JA, &form, &errors, &ignored) == DONE) {
		w.contact = form->contact;
		w.purpose = form->purpose;
	} else {
		w.contact = (struct contact){ .name = "", .postal_code = "", .address = "", .phone = "", .fax = "" };
	}
	if (w.contact.name[0] == 0)
		w.contact.name = r->from.name != NULL ? r->from.name : "";
	w.contact.mail = r->from.address;
	return w;
}

enum script { SCRIPT_NONE, SCRIPT_LATIN, SCRIPT_JAPANESE };

/* Japanese as soon as there is one kana, kanji or full-width form. */
static enum script
script_of(const char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	enum script script = SCRIPT_NONE;

	while (p < end) {
		uint32_t code;
		size_t n = text_decode(p, end, &code);

		if (n == 0)
			break;
		if ((code >= 0x3040 && code < 0xa000) || (code >= 0xff00 && code < 0xfff0) ||
		    (code >= 0x20000 && code < 0x40000))
			return SCRIPT_JAPANESE;
		if (code < 0x80 && text_lower((char)code) >= 'a' && text_lower((char)code) <= 'z')
			script = SCRIPT_LATIN;
		p += n;
	}
	return script;
}

bool
writer_is_japanese(const struct reading *r)
{
	enum script subject = script_of(r->subject), text = script_of(r->text);

	if (subject == SCRIPT_JAPANESE || text == SCRIPT_JAPANESE)
		return true;
	/* A mail without any letters says nothing about its writer's language. */
	return subject == SCRIPT_NONE && text == SCRIPT_NONE;
}
