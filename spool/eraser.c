/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eraser - the desk's clerks who release or withdraw an erasure by mail. */
#include "spool/eraser.h"

#include <pwd.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"

#define BY_MAIL "mail "
#define BY_LOGIN "uid "

/* ---- what was proposed ------------------------------------------------------------------------------------------- */

static void
put_erasure(struct buffer *b, const struct erasure *e)
{
	record_put_number(b, e->id);
	record_put_number(b, e->made);
	record_put_string(b, e->who);
	record_put_number(b, e->loose_before);
	record_put_number(b, e->people);
}

static enum verdict
put_rules(struct ledger *l, void *ctx, int64_t id, struct buffer *b, struct fault *f)
{
	struct erasure_rule *rules;
	size_t count;
	enum verdict v = erasure_rules(l, ctx, id, &rules, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		record_put_number(b, rules[i].place);
		record_put_string(b, rules[i].name);
		record_put_string(b, rules[i].says);
		record_put_number(b, rules[i].before);
	}
	return v;
}

static enum verdict
put_items(struct ledger *l, void *ctx, int64_t id, struct buffer *b, struct fault *f)
{
	struct erasure_item *items;
	size_t count;
	enum verdict v = erasure_items(l, ctx, id, &items, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		record_put_string(b, items[i].number);
		record_put_number(b, items[i].rule);
	}
	return v;
}

static enum verdict
digest_of(struct ledger *l, void *ctx, const struct erasure *e, unsigned char out[SEAL_DIGEST], struct fault *f)
{
	struct buffer b = buffer_init(ctx);
	enum verdict v;

	put_erasure(&b, e);
	v = put_rules(l, ctx, e->id, &b, f);
	if (v == DONE)
		v = put_items(l, ctx, e->id, &b, f);
	if (v == DONE)
		seal_hash(l->keys->digest, "erasure.proposal", buffer_bytes(&b), out, SEAL_DIGEST);
	return v;
}

/* *found_out false: there is no such erasure. */
static enum verdict
find_digest(struct ledger *l, void *ctx, int64_t id, unsigned char out[SEAL_DIGEST], bool *found_out, struct fault *f)
{
	struct erasure e;
	enum verdict v = erasure_by_id(l, ctx, id, &e, found_out, f);

	return v == DONE && *found_out ? digest_of(l, ctx, &e, out, f) : v;
}

enum verdict
eraser_digest(struct ledger *l, int64_t id, unsigned char out[SEAL_DIGEST], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	bool found = false;
	enum verdict v = find_digest(l, ctx, id, out, &found, f);

	talloc_free(ctx);
	return v == DONE && !found ? fail(f, NEVER, "there is no erasure %lld", (long long)id) : v;
}

/* ---- addresses --------------------------------------------------------------------------------------------------- */

static char *
party_of(void *ctx, const char *clerk, const unsigned char digest[SEAL_DIGEST])
{
	char digits[2 * SEAL_DIGEST + 1];

	seal_hex(digest, SEAL_DIGEST, digits);
	return must(talloc_asprintf(ctx, "eraser:%s:%s", text_fold(ctx, clerk), digits));
}

enum verdict
eraser_address(struct ledger *l, void *ctx, int64_t id, const char *clerk, const char **out, struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	enum verdict v = eraser_digest(l, id, digest, f);

	if (v == DONE)
		*out = token_address(ctx, l->keys->token, l->settings->office.address, TOKEN_ERASURE,
		    must(talloc_asprintf(ctx, "%lld", (long long)id)), party_of(ctx, clerk, digest));
	return v;
}

static enum verdict
find_clerk(struct ledger *l, void *ctx, const struct token *token, int64_t *id_out, const char **clerk_out,
    struct fault *f)
{
	const struct list *clerks = &l->settings->erasure.clerks;
	struct token_keys keys = ledger_token_keys(l);
	unsigned char digest[SEAL_DIGEST];
	bool found = false;
	enum verdict v;

	if (clerks->count == 0 || !text_to_number(token->subject, 1, INT64_MAX, id_out))
		return DONE;
	v = find_digest(l, ctx, *id_out, digest, &found, f);
	for (size_t i = 0; v == DONE && found && *clerk_out == NULL && i < clerks->count; i++)
		if (token_fits(&keys, token, party_of(ctx, clerks->item[i], digest)))
			*clerk_out = clerks->item[i];
	return v;
}

enum verdict
eraser_find(struct ledger *l, const struct token *token, int64_t *id_out, const char **clerk_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v;

	*id_out = 0;
	*clerk_out = NULL;
	v = find_clerk(l, ctx, token, id_out, clerk_out, f);
	talloc_free(ctx);
	return v;
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

const char *
eraser_clerk(const struct settings *s, const char *address)
{
	for (size_t i = 0; i < s->erasure.clerks.count; i++)
		if (text_equal_ignoring_case(s->erasure.clerks.item[i], address))
			return s->erasure.clerks.item[i];
	return NULL;
}

struct person
eraser_person(void *ctx, const char *clerk)
{
	return (struct person){ must(talloc_asprintf(ctx, BY_MAIL "%s", text_fold(ctx, clerk))), must(talloc_strdup(ctx, clerk)) };
}

/* The clerk whose login this is; NULL: nobody's. "LOGIN=ADDRESS". */
static const char *
clerk_of_login(const struct settings *s, const char *login)
{
	size_t n = strlen(login);

	for (size_t i = 0; i < s->erasure.logins.count; i++) {
		const char *item = s->erasure.logins.item[i];

		if (text_starts(item, login) && item[n] == '=')
			return eraser_clerk(s, item + n + 1);
	}
	return NULL;
}

static bool
has_login(const struct settings *s, const char *clerk)
{
	for (size_t i = 0; i < s->erasure.logins.count; i++) {
		const char *sign = strchr(s->erasure.logins.item[i], '=');

		if (sign != NULL && text_equal_ignoring_case(sign + 1, clerk))
			return true;
	}
	return false;
}

/* The clerk that a person is, as far as the settings tell of both their address and their login; NULL: they do not. */
static const char *
clerk_of(const struct settings *s, const char *person)
{
	const struct passwd *user;
	const char *clerk = NULL;
	int64_t uid;

	if (text_starts(person, BY_MAIL)) {
		clerk = eraser_clerk(s, person + strlen(BY_MAIL));
		return clerk != NULL && has_login(s, clerk) ? clerk : NULL;
	}
	if (!text_starts(person, BY_LOGIN) || !text_to_number(person + strlen(BY_LOGIN), 0, UINT32_MAX, &uid))
		return NULL;
	user = getpwuid((uid_t)uid);
	return user != NULL ? clerk_of_login(s, user->pw_name) : NULL;
}

bool
eraser_are_two(const struct settings *s, const char *one, const char *other)
{
	const char *first, *second;

	if (text_starts(one, BY_MAIL) == text_starts(other, BY_MAIL))
		return strcmp(one, other) != 0;
	first = clerk_of(s, one);
	second = clerk_of(s, other);
	return first != NULL && second != NULL && first != second;
}
