/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_draft - an opinion that somebody is writing: what the form carries from page to page. */
#include "ingest/post_draft.h"

#include <string.h>

#include "config/memory.h"
#include "spool/page_password.h"

enum { PERIOD = 3 * 3600 };	/* a form is good for three to six hours */

static const char purpose[] = "draft";

struct draft *
draft_new(struct page *page)
{
	struct draft *draft = memory_new(page, sizeof *draft);
	unsigned char id[DRAFT_ID / 2];
	struct buffer plain = buffer_init(draft);

	seal_random(id, sizeof id);
	seal_hex(id, sizeof id, draft->id);
	draft->seed = seal_new_key();
	record_put_string(&plain, draft->id);
	record_put(&plain, (struct bytes){ draft->seed.octets, SEAL_KEY });
	draft->sealed = page_seal(page, purpose, PERIOD, buffer_bytes(&plain));
	seal_wipe(plain.data, plain.len);
	return draft->sealed != NULL ? draft : NULL;
}

struct draft *
draft_read(struct page *page, const char *sealed)
{
	struct draft *draft = memory_new(page, sizeof *draft);
	struct buffer plain = buffer_init(draft);
	struct record r;
	struct bytes id, seed;

	if (page->request.foreign || !page_unseal(page, purpose, PERIOD, sealed, &plain))
		return NULL;
	r.rest = buffer_bytes(&plain);
	r.broken = false;
	id = record_take(&r);
	seed = record_take(&r);
	if (id.len != DRAFT_ID || seed.len != SEAL_KEY)
		return NULL;
	memcpy(draft->id, id.data, DRAFT_ID);
	memcpy(draft->seed.octets, seed.data, SEAL_KEY);
	draft->sealed = must(talloc_strdup(draft, sealed));
	seal_wipe(plain.data, plain.len);
	return draft;
}

void
draft_password(const struct draft *draft, char *out)
{
	page_password_make(&draft->seed, "post", out);
}

void
draft_pair(const struct draft *draft, unsigned char public_out[SEAL_PUBLIC], unsigned char secret_out[SEAL_SECRET])
{
	seal_hash(&draft->seed, "page.pair", (struct bytes){ NULL, 0 }, secret_out, SEAL_SECRET);
	seal_public_of(secret_out, public_out);
}
