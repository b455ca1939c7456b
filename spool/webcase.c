/* SPDX-License-Identifier: GPL-3.0-or-later */
/* webcase - what the register knows of an opinion that can be read on the residents' page. */
#include "spool/webcase.h"

#include <string.h>

#include "config/memory.h"

/* What is bound to the opinion, so that nothing sealed can be put in another's place. */
#define SECRET_CONTEXT "page_case.secret"
#define WRAP_CONTEXT "page_case.wrap"
#define FILE_CONTEXT "page_file.key"

static struct query *
about(struct ledger *l, const char *literal, int64_t opinion)
{
	struct query *q = db_query(l->db, literal);

	query_number(q, 1, opinion);
	return q;
}

static bool
take_octets(struct query *q, int column, unsigned char *out, size_t len)
{
	struct bytes b = query_blob_at(q, column);

	if (b.len != len)
		return false;
	memcpy(out, b.data, len);
	return true;
}

static bool
take_wrap(const struct seal_key *key, struct bytes sealed, struct page_wrap *out)
{
	struct buffer plain = buffer_init(NULL);
	bool good = seal_open_value(key, WRAP_CONTEXT, sealed, &plain);
	struct record r = { .rest = buffer_bytes(&plain) };

	good = good && page_wrap_take(&r, out) && record_at_end(&r);
	talloc_free(plain.data);
	return good;
}

enum verdict
webcase_get(struct ledger *l, const struct opinion *o, struct webcase *out, bool *found_out, struct fault *f)
{
	struct query *q;
	struct seal_key key;
	enum verdict v;

	*found_out = false;
	*out = (struct webcase){ .opinion = o->id };
	if (o->state == STATE_ERASED)
		return DONE;
	v = ledger_key(l, o->key, &key, f);
	if (v != DONE)
		return v == NEVER ? DONE : v;
	q = about(l, "SELECT public, wrap, generation, promised, opened, changed, shown, live FROM page_case WHERE opinion = ?1", o->id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		out->has_wrap = !query_null_at(q, 1);
		out->generation = query_number_at(q, 2);
		out->promised = query_number_at(q, 3);
		out->opened = query_number_at(q, 4);
		out->changed = query_number_at(q, 5);
		out->shown = query_number_at(q, 6);
		out->is_live = query_number_at(q, 7) != 0;
		if (!take_octets(q, 0, out->public, sizeof out->public) ||
		    (out->has_wrap && !take_wrap(&key, query_blob_at(q, 1), &out->wrap)))
			v = fail(f, HALT, "%s: what the register knows of its page is damaged", o->number);
	}
	query_done(q);
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
webcase_of_pair(struct ledger *l, const unsigned char public[SEAL_PUBLIC], int64_t *opinion_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion FROM page_case WHERE public = ?1");

	query_blob(q, 1, (struct bytes){ public, SEAL_PUBLIC });
	return query_one_number(q, opinion_out, f);
}

static void
seal_wrap(const struct seal_key *key, const struct page_wrap *wrap, struct buffer *out)
{
	struct buffer plain = buffer_init(NULL);

	page_wrap_put(wrap, &plain);
	seal_value(key, WRAP_CONTEXT, buffer_bytes(&plain), out);
	talloc_free(plain.data);
}

enum verdict
webcase_add(struct ledger *l, const struct opinion *o, const unsigned char public[SEAL_PUBLIC],
    const unsigned char secret[SEAL_SECRET], const struct page_wrap *wrap, struct fault *f)
{
	struct query *q = about(l, "INSERT INTO page_case(opinion, public, secret, wrap, generation, promised) "
	    "VALUES(?1,?2,?3,?4,?5,?5)", o->id);
	struct buffer sealed = buffer_init(NULL), sealed_wrap = buffer_init(NULL);
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	seal_value(&key, SECRET_CONTEXT, (struct bytes){ secret, SEAL_SECRET }, &sealed);
	if (wrap != NULL)
		seal_wrap(&key, wrap, &sealed_wrap);
	query_blob(q, 2, (struct bytes){ public, SEAL_PUBLIC });
	query_blob(q, 3, buffer_bytes(&sealed));
	query_blob(q, 4, buffer_bytes(&sealed_wrap));
	query_number(q, 5, wrap != NULL ? wrap->generation : 0);
	v = query_run(q, f);
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	talloc_free(sealed_wrap.data);
	return v;
}

enum verdict
webcase_add_new(struct ledger *l, const struct opinion *o, struct fault *f)
{
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	enum verdict v;

	seal_new_pair(public, secret);
	v = webcase_add(l, o, public, secret, NULL, f);
	seal_wipe(secret, sizeof secret);
	return v;
}

/* The links of this password, and of those before it, are spent. */
static enum verdict
end_links_of(struct ledger *l, int64_t opinion, int64_t generation, struct fault *f)
{
	struct query *q = about(l, "DELETE FROM page_link WHERE opinion = ?1 AND generation <= ?2", opinion);

	query_number(q, 2, generation);
	return query_run(q, f);
}

enum verdict
webcase_set_wrap(struct ledger *l, const struct webcase *c, const struct opinion *o, const struct page_wrap *wrap,
    bool *fits_out, struct fault *f)
{
	struct query *q;
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	enum verdict v;

	*fits_out = wrap->generation > c->generation && wrap->generation <= c->promised;
	if (!*fits_out)
		return DONE;
	v = ledger_key(l, o->key, &key, f);
	if (v != DONE)
		return v;
	seal_wrap(&key, wrap, &sealed);
	q = about(l, "UPDATE page_case SET wrap = ?2, generation = ?3, changed = changed + 1 WHERE opinion = ?1", o->id);
	query_blob(q, 2, buffer_bytes(&sealed));
	query_number(q, 3, wrap->generation);
	v = query_run(q, f);
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	return v == DONE ? end_links_of(l, o->id, wrap->generation, f) : v;
}

/* ---- links ------------------------------------------------------------------------------------------------------- */

enum verdict
webcase_new_link(struct ledger *l, const struct opinion *o, int64_t now, struct fault *f)
{
	struct query *q = about(l, "INSERT INTO page_link(opinion, generation, until) SELECT opinion, promised, ?2 FROM page_case "
	    "WHERE opinion = ?1", o->id);
	enum verdict v = query_run(about(l, "DELETE FROM page_link WHERE opinion = ?1", o->id), f);

	if (v == DONE)
		v = query_run(about(l, "UPDATE page_case SET promised = promised + 1 WHERE opinion = ?1", o->id), f);
	if (v != DONE) {
		query_done(q);
		return v;
	}
	query_number(q, 2, now + l->settings->page.link_time);
	return query_run(q, f);
}

enum verdict
webcase_token(struct ledger *l, const struct opinion *o, int64_t generation, char out[PAGE_TOKEN_SHOWN + 1], struct fault *f)
{
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v == DONE)
		page_token_make(&key, o->id, o->number, generation, out);
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
webcase_link(struct ledger *l, const struct opinion *o, int64_t now, struct weblink *out, bool *found_out, struct fault *f)
{
	struct query *q = about(l, "SELECT generation, until FROM page_link WHERE opinion = ?1 AND until > ?2", o->id);
	enum verdict v;

	*out = (struct weblink){ .token = "" };
	query_number(q, 2, now);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		out->generation = query_number_at(q, 0);
		out->until = query_number_at(q, 1);
	}
	query_done(q);
	return v == DONE && *found_out ? webcase_token(l, o, out->generation, out->token, f) : v;
}

enum verdict
webcase_end_links(struct ledger *l, int64_t now, struct fault *f)
{
	return query_run(about(l, "DELETE FROM page_link WHERE until <= ?1", now), f);
}

enum verdict
webcase_secret(struct ledger *l, const struct opinion *o, unsigned char out[SEAL_SECRET], struct fault *f)
{
	struct query *q = about(l, "SELECT secret FROM page_case WHERE opinion = ?1", o->id);
	struct buffer plain = buffer_init(NULL);
	struct seal_key key;
	bool row = false;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v == DONE)
		v = query_next(q, &row, f);
	if (v == DONE && (!row || !seal_open_value(&key, SECRET_CONTEXT, query_blob_at(q, 0), &plain) || plain.len != SEAL_SECRET))
		v = fail(f, NEVER, "%s: the secret half of its pair does not open", o->number);
	if (v == DONE)
		memcpy(out, plain.data, SEAL_SECRET);
	query_done(q);
	if (plain.data != NULL)
		seal_wipe(plain.data, plain.room);
	talloc_free(plain.data);
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
webcase_opened(struct ledger *l, int64_t opinion, int64_t at, struct fault *f)
{
	struct query *q = about(l, "UPDATE page_case SET opened = ?2 WHERE opinion = ?1", opinion);

	query_number(q, 2, at);
	return query_run(q, f);
}

/* ---- what is published --------------------------------------------------------------------------------------------- */

/* Two questions, so that each goes over an index. */
enum verdict
webcase_next_due(struct ledger *l, int64_t after, int64_t now, int64_t *opinion_out, bool *found_out, struct fault *f)
{
	struct query *q = about(l, "SELECT min(opinion) FROM (SELECT * FROM (SELECT opinion FROM page_case WHERE changed <> written AND "
	    "opinion > ?1 ORDER BY opinion LIMIT 1) UNION ALL SELECT min(opinion) FROM page_case WHERE until <> 0 AND until <= ?2 "
	    "AND opinion > ?1)", after);
	bool row;
	enum verdict v;

	query_number(q, 2, now);
	v = query_next(q, &row, f);
	*found_out = v == DONE && row && !query_null_at(q, 0);
	*opinion_out = *found_out ? query_number_at(q, 0) : 0;
	query_done(q);
	return v;
}

enum verdict
webcase_count_due(struct ledger *l, int64_t now, int64_t *count_out, struct fault *f)
{
	struct query *q = about(l, "SELECT (SELECT count(*) FROM page_case WHERE changed <> written) + (SELECT count(*) FROM page_case "
	    "WHERE until <> 0 AND until <= ?1)", now);

	return query_one_number(q, count_out, f);
}

enum verdict
webcase_changed(struct ledger *l, int64_t opinion, int64_t *changed_out, bool *found_out, struct fault *f)
{
	struct query *q = about(l, "SELECT changed FROM page_case WHERE opinion = ?1", opinion);
	enum verdict v = query_next(q, found_out, f);

	*changed_out = v == DONE && *found_out ? query_number_at(q, 0) : 0;
	query_done(q);
	return v;
}

enum verdict
webcase_published(struct ledger *l, int64_t opinion, const struct webpublished *p, struct fault *f)
{
	struct query *q = about(l, "UPDATE page_case SET written = ?2, shown = ?3, until = ?4, live = ?5 WHERE opinion = ?1", opinion);

	query_number(q, 2, p->changed);
	query_number(q, 3, p->shown);
	query_number(q, 4, p->until);
	query_number(q, 5, p->is_live);
	return query_run(q, f);
}

enum verdict
webcase_publish_all(struct ledger *l, struct fault *f)
{
	enum verdict v = query_run(db_query(l->db, "DELETE FROM page_file"), f);

	return v == DONE ? query_run(db_query(l->db, "UPDATE page_case SET written = 0, changed = changed + 1"), f) : v;
}

struct taking_files {
	const struct seal_key *key;
};

static enum verdict
take_file(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	const struct taking_files *t = with;
	struct webfile *file = out;
	struct buffer plain = buffer_init(NULL);
	bool good = seal_open_value(t->key, FILE_CONTEXT, query_blob_at(q, 4), &plain) && plain.len == SEAL_KEY;

	(void)ctx;
	*file = (struct webfile){ .place = query_number_at(q, 0), .draft = query_number_at(q, 1), .part = query_number_at(q, 2),
		.size = query_number_at(q, 3) };
	if (good)
		memcpy(file->key.octets, plain.data, SEAL_KEY);
	talloc_free(plain.data);
	return good ? DONE : fail(f, HALT, "the key of a published file is damaged");
}

enum verdict
webcase_files(struct ledger *l, void *ctx, const struct opinion *o, struct webfile **out, size_t *count_out, struct fault *f)
{
	struct seal_key key;
	struct taking_files with = { &key };
	struct rows rows = { .item = NULL };
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v == DONE)
		v = query_all(about(l, "SELECT place, draft, part, size, key FROM page_file WHERE opinion = ?1 ORDER BY place", o->id),
		    ctx, sizeof(struct webfile), take_file, &with, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	seal_wipe(&key, sizeof key);
	return v;
}

enum verdict
webcase_put_file(struct ledger *l, const struct opinion *o, const struct webfile *file, struct fault *f)
{
	struct query *q = about(l, "INSERT OR REPLACE INTO page_file(opinion, place, draft, part, size, key) VALUES(?1,?2,?3,?4,?5,?6)",
	    o->id);
	struct buffer sealed = buffer_init(NULL);
	struct seal_key key;
	enum verdict v = ledger_key(l, o->key, &key, f);

	if (v != DONE) {
		query_done(q);
		return v;
	}
	seal_value(&key, FILE_CONTEXT, (struct bytes){ file->key.octets, SEAL_KEY }, &sealed);
	query_number(q, 2, file->place);
	query_number(q, 3, file->draft);
	query_number(q, 4, file->part);
	query_number(q, 5, file->size);
	query_blob(q, 6, buffer_bytes(&sealed));
	v = query_run(q, f);
	seal_wipe(&key, sizeof key);
	talloc_free(sealed.data);
	return v;
}

/* ---- the folder ------------------------------------------------------------------------------------------------------ */

enum verdict
webcase_link_names(struct ledger *l, void *ctx, int64_t now, char (**out)[PAGE_LINK_NAME + 1], size_t *count_out, struct fault *f)
{
	int64_t *opinions;
	size_t count;
	enum verdict v = query_numbers(about(l, "SELECT opinion FROM page_link WHERE until > ?1", now), ctx, &opinions, &count, f);

	*out = must(talloc_zero_size(ctx, (count + 1) * sizeof **out));
	*count_out = 0;
	for (size_t i = 0; v == DONE && i < count; i++) {
		struct opinion o;
		struct weblink link;
		bool found;

		v = opinion_by_id(l, ctx, opinions[i], &o, &found, f);
		if (v == DONE && found)
			v = webcase_link(l, &o, now, &link, &found, f);
		if (v == DONE && found)
			page_link_name(link.token, (*out)[(*count_out)++]);
		v = v == NEVER ? DONE : v;
	}
	return v;
}

enum verdict
webcase_stamp(struct ledger *l, struct webstamp *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT stamp, sweep FROM page_home WHERE one = 1");
	bool row;
	enum verdict v = query_next(q, &row, f);

	*out = (struct webstamp){ .stamp = "" };
	if (v == DONE && row) {
		char *stamp = query_text_at(NULL, q, 0);

		snprintf(out->stamp, sizeof out->stamp, "%s", stamp);
		out->sweep = query_number_at(q, 1) != 0;
		talloc_free(stamp);
	}
	query_done(q);
	return v;
}

enum verdict
webcase_new_stamp(struct ledger *l, struct webstamp *s, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT OR REPLACE INTO page_home(one, stamp, sweep) VALUES(1,?1,?2)");
	unsigned char octets[WEBCASE_STAMP / 2];

	seal_random(octets, sizeof octets);
	seal_hex(octets, sizeof octets, s->stamp);
	query_text(q, 1, s->stamp);
	query_number(q, 2, s->sweep);
	return query_run(q, f);
}
