/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_link - a link that opens an opinion's page once and gives it a new password. */
#include "spool/page_link.h"

#include <string.h>

#include "config/memory.h"
#include "spool/page_password.h"

static const char magic[] = "ikenlink 1";

enum { NUMBER_ROOM = 32 };	/* so that all files have one length */

void
page_token_make(const struct seal_key *key, int64_t intent, const char *number, int64_t generation,
    char out[PAGE_TOKEN_SHOWN + 1])
{
	unsigned char octets[SEAL_DIGEST];
	struct buffer b = buffer_init(NULL);

	record_put_number(&b, intent);
	record_put_string(&b, number);
	record_put_number(&b, generation);
	seal_hash(key, "page.token", buffer_bytes(&b), octets, sizeof octets);
	page_groups_write(octets, PAGE_TOKEN_SIGNS, out);
	seal_wipe(octets, sizeof octets);
	talloc_free(b.data);
}

bool
page_token_read(const char *typed, char out[PAGE_TOKEN_SHOWN + 1])
{
	return page_groups_read(typed, PAGE_TOKEN_SIGNS, out);
}

static const struct seal_key no_key;

void
page_link_name(const char *token, char out[PAGE_LINK_NAME + 1])
{
	unsigned char hash[PAGE_LINK_NAME / 2];

	seal_hash(&no_key, "page.link.name", bytes_of(token), hash, sizeof hash);
	seal_hex(hash, sizeof hash, out);
}

/* 100 bits of a keyed hash need no slow derivation. */
static struct seal_key
key_of(const char *token)
{
	struct seal_key key = { { 0 } };

	seal_hash(&no_key, "page.link.key", bytes_of(token), key.octets, sizeof key.octets);
	return key;
}

void
page_link_pack(const char *token, const struct page_link *link, struct buffer *out)
{
	struct buffer plain = buffer_init(NULL), sealed = buffer_init(NULL);
	struct seal_key key = key_of(token);
	size_t used = strlen(link->number);

	record_put_string(&plain, link->number);
	record_put_number(&plain, link->expires);
	record_put_number(&plain, link->generation);
	record_put(&plain, (struct bytes){ link->secret, SEAL_SECRET });
	for (; used < NUMBER_ROOM; used++)
		buffer_char(&plain, 0);
	seal_value(&key, "page.link", buffer_bytes(&plain), &sealed);
	record_put_string(out, magic);
	record_put(out, buffer_bytes(&sealed));
	seal_wipe(plain.data, plain.len);
	seal_wipe(&key, sizeof key);
	talloc_free(plain.data);
	talloc_free(sealed.data);
}

static bool
take_link(void *ctx, struct bytes plain, struct page_link *out)
{
	struct record r = { .rest = plain };
	struct bytes secret;

	out->number = record_take_string(ctx, &r);
	out->expires = record_take_number(&r);
	out->generation = record_take_number(&r);
	secret = record_take(&r);
	if (r.broken || secret.len != SEAL_SECRET)
		return false;
	memcpy(out->secret, secret.data, SEAL_SECRET);
	return true;
}

enum verdict
page_link_unpack(void *ctx, const char *token, struct bytes file, struct page_link *out, struct fault *f)
{
	struct record r = { .rest = file };
	struct buffer plain = buffer_init(NULL);
	struct seal_key key = key_of(token);
	bool good = bytes_equal(record_take(&r), bytes_of(magic)) &&
	    seal_open_value(&key, "page.link", record_take(&r), &plain) && record_at_end(&r) &&
	    take_link(ctx, buffer_bytes(&plain), out);

	if (plain.data != NULL)
		seal_wipe(plain.data, plain.room);
	seal_wipe(&key, sizeof key);
	talloc_free(plain.data);
	return good ? DONE : fail(f, NEVER, "the file of a link is damaged, or another one's");
}
