/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_wrap - the secret half of an opinion's key pair, wrapped under a password. */
#include "spool/page_wrap.h"

#include <string.h>

#include "config/memory.h"

static const char magic[] = "ikenwrap 1";

/* What the wrap is bound to. */
static char *
context_of(void *ctx, const char *number, int64_t generation)
{
	return must(talloc_asprintf(ctx, "page.wrap %s %lld", number, (long long)generation));
}

enum verdict
page_wrap_make(const char *number, int64_t generation, const char *password, const unsigned char secret[SEAL_SECRET],
    struct page_wrap *out, struct fault *f)
{
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	char *context;

	memset(out, 0, sizeof *out);
	out->generation = generation;
	out->cost = seal_cost_usual();
	seal_random(out->salt, sizeof out->salt);
	if (!seal_password_key(bytes_of(password), out->salt, out->cost, &key))
		return fail(f, LATER, "no memory for the key of a password");
	context = context_of(NULL, number, generation);
	seal_value(&key, context, (struct bytes){ secret, SEAL_SECRET }, &sealed);
	memcpy(out->sealed, sealed.data, sizeof out->sealed);
	seal_wipe(&key, sizeof key);
	talloc_free(context);
	talloc_free(sealed.data);
	return DONE;
}

bool
page_wrap_open(const struct page_wrap *wrap, const char *number, const char *password,
    unsigned char secret_out[SEAL_SECRET])
{
	void *ctx = must(talloc_new(NULL));
	struct buffer opened = buffer_init(ctx);
	struct seal_key key = { { 0 } };
	bool good = seal_password_key(bytes_of(password), wrap->salt, wrap->cost, &key) &&
	    seal_open_value(&key, context_of(ctx, number, wrap->generation),
	    (struct bytes){ wrap->sealed, sizeof wrap->sealed }, &opened);

	good = good && opened.len == SEAL_SECRET;
	if (good)
		memcpy(secret_out, opened.data, SEAL_SECRET);
	else
		memset(secret_out, 0, SEAL_SECRET);
	if (opened.data != NULL)
		seal_wipe(opened.data, opened.room);
	seal_wipe(&key, sizeof key);
	talloc_free(ctx);
	return good;
}

void
page_wrap_put(const struct page_wrap *wrap, struct buffer *out)
{
	struct buffer one = buffer_init(NULL);

	record_put_number(&one, wrap->generation);
	record_put_number(&one, wrap->cost.passes);
	record_put_number(&one, wrap->cost.memory);
	record_put(&one, (struct bytes){ wrap->salt, sizeof wrap->salt });
	record_put(&one, (struct bytes){ wrap->sealed, sizeof wrap->sealed });
	record_put(out, buffer_bytes(&one));
	talloc_free(one.data);
}

bool
page_wrap_take(struct record *r, struct page_wrap *out)
{
	struct record one = { .rest = record_take(r) };
	struct bytes salt, sealed;

	memset(out, 0, sizeof *out);
	out->generation = record_take_number(&one);
	out->cost.passes = record_take_number(&one);
	out->cost.memory = record_take_number(&one);
	salt = record_take(&one);
	sealed = record_take(&one);
	if (one.broken || !record_at_end(&one) || salt.len != sizeof out->salt || sealed.len != sizeof out->sealed ||
	    out->generation < 1)
		return false;
	memcpy(out->salt, salt.data, salt.len);
	memcpy(out->sealed, sealed.data, sealed.len);
	return true;
}

void
page_wrap_pack(const char *number, const struct page_wrap *wrap, struct buffer *out)
{
	record_put_string(out, magic);
	record_put_string(out, number);
	page_wrap_put(wrap, out);
}

enum verdict
page_wrap_unpack(struct bytes file, const char *number, struct page_wrap *out, struct fault *f)
{
	struct record r = { .rest = file };

	if (!bytes_equal(record_take(&r), bytes_of(magic)) || !bytes_equal(record_take(&r), bytes_of(number)) ||
	    !page_wrap_take(&r, out) || !record_at_end(&r))
		return fail(f, NEVER, "the wrap of %s is damaged", number);
	return DONE;
}
