/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_token - what this host alone makes and reads again: forms' tokens, hidden fields, cookies. */
#include <string.h>

#include "config/memory.h"
#include "spool/page_state.h"
#include "spool/page_view.h"

enum { MAC = 16, MAC_HEX = 2 * MAC, TOKEN_PERIOD = 6 * 3600, HEX_MAX = 16384 };

/* ---- tokens ---- */

static bool
make_token(struct page *page, const char *purpose, const char *whom, int64_t period, char out[MAC_HEX + 1])
{
	unsigned char mac[MAC];
	struct buffer b = buffer_init(page);
	struct seal_key key;

	if (page_state_key(page->dir, "form", period, &key, NULL) != DONE)
		return false;
	record_put_string(&b, purpose);
	record_put_string(&b, whom);
	seal_hash(&key, "page.form", buffer_bytes(&b), mac, sizeof mac);
	seal_hex(mac, sizeof mac, out);
	seal_wipe(&key, sizeof key);
	return true;
}

const char *
page_token_for(struct page *page, const char *purpose, const char *whom)
{
	char token[MAC_HEX + 1];

	return make_token(page, purpose, whom, page->now / TOKEN_PERIOD, token) ? must(talloc_strdup(page, token)) : "";
}

bool
page_token_good(struct page *page, const char *purpose, const char *whom, const char *token)
{
	bool good = false;

	if (strlen(token) != MAC_HEX || page->request.foreign)
		return false;
	for (int64_t back = 0; back < 2; back++) {
		char right[MAC_HEX + 1];

		if (make_token(page, purpose, whom, page->now / TOKEN_PERIOD - back, right))
			good = seal_equal(right, token, MAC_HEX) || good;
	}
	return good;
}

/* ---- sealed octets ---- */

char *
page_seal(struct page *page, const char *purpose, int64_t period, struct bytes octets)
{
	struct buffer sealed = buffer_init(page);
	struct seal_key key;
	char *hex;

	if (page_state_key(page->dir, purpose, page->now / period, &key, NULL) != DONE)
		return NULL;
	seal_value(&key, purpose, octets, &sealed);
	seal_wipe(&key, sizeof key);
	hex = must(talloc_size(page, 2 * sealed.len + 1));
	seal_hex(sealed.data, sealed.len, hex);
	return hex;
}

bool
page_unseal(struct page *page, const char *purpose, int64_t period, const char *hex, struct buffer *out)
{
	size_t len = strlen(hex) / 2;
	unsigned char *sealed;
	bool good = false;

	if (len == 0 || len > HEX_MAX || strlen(hex) % 2 != 0)
		return false;
	sealed = must(talloc_size(page, len));
	if (!seal_from_hex(hex, sealed, len))
		return false;
	for (int64_t back = 0; back < 2 && !good; back++) {
		struct seal_key key;

		if (page_state_key(page->dir, purpose, page->now / period - back, &key, NULL) == DONE)
			good = seal_open_value(&key, purpose, (struct bytes){ sealed, len }, out);
		seal_wipe(&key, sizeof key);
	}
	return good;
}
