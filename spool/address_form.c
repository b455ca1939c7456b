/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address_form - the one form of a mail address, however it was written. */
#include "spool/address_form.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

bool
address_is_atom(unsigned char c)
{
	return c > ' ' && c != 0x7f && strchr("()<>@,;:\\\"[]", c) == NULL;
}

/* The local part without the quotes that only its dots, or nothing, made necessary. */
static void
add_local(struct buffer *out, const unsigned char *p, size_t len)
{
	struct buffer plain = buffer_init(out->ctx);
	bool needed = false;

	if (len < 2 || p[0] != '"' || p[len - 1] != '"') {
		buffer_add(out, p, len);
		return;
	}
	for (size_t i = 1; i + 1 < len; i++) {
		if (p[i] == '\\' && i + 2 < len)
			i++;
		needed = needed || !address_is_atom(p[i]);
		buffer_char(&plain, p[i]);
	}
	if (needed || plain.len == 0)
		buffer_add(out, p, len);
	else
		buffer_add(out, plain.data, plain.len);
	talloc_free(plain.data);
}

/* Without white space and comments outside quotes. */
static struct buffer
squeeze(void *ctx, struct bytes raw)
{
	struct buffer out = buffer_init(ctx);
	bool quoted = false;
	size_t depth = 0;

	buffer_add(&out, "", 0);
	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = raw.data[i];

		if (c == '\\' && i + 1 < raw.len && (quoted || depth != 0)) {
			if (quoted)
				buffer_add(&out, raw.data + i, 2);
			i++;
			continue;
		}
		if (c == '"' && depth == 0)
			quoted = !quoted;
		if (!quoted && c == '(')
			depth++;
		if (depth == 0 && (quoted || !text_is_space((char)c)))
			buffer_char(&out, c);
		if (!quoted && c == ')' && depth > 0)
			depth--;
	}
	return out;
}

/* Skips what may stand before an address: "mailto:", and a route ("@a,@b:") of old mail. */
static struct bytes
without_prefix(struct bytes address)
{
	const unsigned char *colon;

	if (address.len > 7 && strncasecmp((const char *)address.data, "mailto:", 7) == 0)
		address = (struct bytes){ address.data + 7, address.len - 7 };
	if (address.len != 0 && address.data[0] == '@' &&
	    (colon = memrchr(address.data, ':', address.len)) != NULL) {
		size_t skip = (size_t)(colon + 1 - address.data);

		address = (struct bytes){ address.data + skip, address.len - skip };
	}
	if (address.len >= 2 && address.data[0] == '\'' && address.data[address.len - 1] == '\'')
		address = (struct bytes){ address.data + 1, address.len - 2 };
	return address;
}

char *
address_form(void *ctx, struct bytes raw)
{
	void *work = talloc_new(ctx);
	struct buffer flat = squeeze(work, raw), out = buffer_init(work);
	struct bytes a = without_prefix(buffer_bytes(&flat));
	const unsigned char *at = a.len != 0 ? memrchr(a.data, '@', a.len) : NULL;
	size_t local = at != NULL ? (size_t)(at - a.data) : a.len;
	char *address;

	while (at != NULL && a.len > local + 1 && a.data[a.len - 1] == '.')
		a.len--;
	add_local(&out, a.data, local);
	for (size_t i = local; i < a.len; i++)
		buffer_char(&out, (unsigned char)text_lower((char)a.data[i]));
	address = text_from(ctx, buffer_bytes(&out), TEXT_LINE, NULL);
	talloc_free(work);
	return address;
}
