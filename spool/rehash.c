/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehash - the hashes that are made with lookup.key, made anew when it was renewed. */
#include "spool/rehash.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/campaign.h"
#include "spool/entry.h"
#include "spool/marks.h"
#include "spool/opinion.h"

enum { OPINIONS = 500 };	/* read at once */

struct pair {
	unsigned char from[SEAL_HASH], to[SEAL_HASH];
};

struct rehash {
	struct ledger *l;
	const struct seal_key *from, *to;
	void *ctx;
	struct pair *pair;		/* what is known: sorted by from once all are there */
	size_t pairs, room;
	struct rehashed *out;
};

static int
by_from(const void *a, const void *b)
{
	return memcmp(((const struct pair *)a)->from, ((const struct pair *)b)->from, SEAL_HASH);
}

static void
know(struct rehash *x, const char *who)
{
	if (x->from == NULL || who == NULL || who[0] == 0)
		return;
	if (x->pairs == x->room) {
		x->room = x->room * 2 + 64;
		x->pair = must(talloc_realloc(x->ctx, x->pair, struct pair, x->room));
	}
	lookup_hash_address(x->from, who, x->pair[x->pairs].from);
	lookup_hash_address(x->to, who, x->pair[x->pairs++].to);
}

static void
know_as(struct rehash *x, const char *what, const char *of)
{
	char *who = must(talloc_asprintf(NULL, "%s:%s", what, of));

	know(x, who);
	talloc_free(who);
}

/* An address, and what reply/quota.c counts of it. */
static void
know_address(struct rehash *x, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;

	if (at == NULL)
		return;
	know(x, address);
	know_as(x, "address", address);
	know_as(x, "domain", at + 1);
	know_as(x, "clerks", at + 1);
}

static void
know_list(struct rehash *x, const struct list *addresses)
{
	for (size_t i = 0; i < addresses->count; i++)
		know_address(x, addresses->item[i]);
}

static void
know_party(struct rehash *x, const char *party, const char *code)
{
	char *name = must(talloc_asprintf(NULL, "%s%s%s", party, code[0] != 0 ? ":" : "", code));

	know_as(x, "told", name);
	talloc_free(name);
}

/* Counts that are of nobody (reply/quota.c, process/morning.c). */
static void
know_counts(struct rehash *x)
{
	struct day today = clock_tokyo(clock_now());

	know(x, "morning:reminders");
	know(x, "breaker:told");
	know(x, "all:mails");
	for (int year = today.year - 1; year <= today.year + 3; year++) {
		char *code = must(talloc_asprintf(NULL, "calendar %d", year));

		know(x, code);
		talloc_free(code);
	}
	know_party(x, "desk", "");
	know_party(x, "administrator", "");
	know_party(x, "sender", "");
	know_party(x, "resident", "");
}

static void
know_everybody(struct rehash *x)
{
	const struct settings *s = x->l->settings;

	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *d = &s->departments[i];

		know_list(x, &d->addresses);
		know_list(x, &d->senders);
		know_list(x, &d->chief);
		know_list(x, &d->head);
		know_party(x, "department", d->code);
	}
	for (size_t i = 0; i < s->approver_count; i++) {
		know_list(x, &s->approvers[i].addresses);
		know_list(x, &s->approvers[i].senders);
		know_party(x, "approver", s->approvers[i].code);
	}
	for (size_t i = 0; i < s->staff_count; i++) {
		know_list(x, &s->staff[i].addresses);
		know_list(x, &s->staff[i].senders);
		know_party(x, "staff", s->staff[i].code);
	}
	know_list(x, &s->transcription.addresses);
	know_list(x, &s->transcription.second);
	know_list(x, &s->transcription.third);
	know_list(x, &s->danger.addresses);
	know_address(x, s->office.administrator);
	know_address(x, s->office.address);
	know_counts(x);
}

/* What it was of nobody knows: equal ones stay equal. */
static void
hash_former(struct rehash *x, struct bytes hash, unsigned char out[SEAL_HASH])
{
	seal_hash(x->to, "former", hash, out, SEAL_HASH);
	x->out->unknown++;
}

static void
translate(struct rehash *x, struct bytes hash, unsigned char out[SEAL_HASH])
{
	struct pair wanted;
	const struct pair *found = NULL;

	if (hash.len == SEAL_HASH && x->pairs != 0) {
		memcpy(wanted.from, hash.data, SEAL_HASH);
		found = bsearch(&wanted, x->pair, x->pairs, sizeof *x->pair, by_from);
	}
	if (found != NULL)
		memcpy(out, found->to, SEAL_HASH);
	else
		hash_former(x, hash, out);
}

/* ---- opinions ---------------------------------------------------------------------------------------------- */

struct row {
	int64_t id;
	struct bytes contact, text;	/* data NULL: there is none */
};

static struct bytes
keep(void *ctx, struct query *q, int column)
{
	struct bytes value = query_blob_at(q, column);

	if (query_null_at(q, column) || value.len == 0)
		return (struct bytes){ NULL, 0 };
	return (struct bytes){ must(talloc_memdup(ctx, value.data, value.len)), value.len };
}

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct row *)out = (struct row){ query_number_at(q, 0), keep(ctx, q, 1), keep(ctx, q, 2) };
	return DONE;
}

static enum verdict
next_rows(struct rehash *x, void *ctx, int64_t after, struct rows *out, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT id, contact_hash, text_hash FROM opinion WHERE id > ?1 AND "
	    "(contact_hash IS NOT NULL OR text_hash IS NOT NULL) ORDER BY id LIMIT ?2");

	query_number(q, 1, after);
	query_number(q, 2, OPINIONS);
	return query_all(q, ctx, sizeof(struct row), take_row, NULL, out, f);
}

/* NEVER: the address is not known. */
static enum verdict
hash_contact(struct rehash *x, void *ctx, const struct opinion *o, unsigned char out[SEAL_HASH], struct fault *f)
{
	struct contact *contact;
	enum verdict v = opinion_contact(x->l, ctx, o, &contact, f);

	if (v != DONE || contact->mail[0] == 0)
		return v == DONE ? NEVER : v;
	know_address(x, contact->mail);
	lookup_hash_address(x->to, contact->mail, out);
	return DONE;
}

/* NEVER: the text is not known, or it is another one than was hashed. */
static enum verdict
hash_text(struct rehash *x, void *ctx, const struct opinion *o, struct bytes before, unsigned char out[SEAL_HASH],
    struct fault *f)
{
	unsigned char hash[SEAL_HASH];
	struct reading *reading;
	struct entry entry;
	bool found = false;
	const char *text;
	enum verdict v = entry_by_seq(x->l, ctx, o->arrival, &entry, &found, f);

	if (v == DONE && !found)
		v = NEVER;
	if (v == DONE)
		v = entry_reading(x->l, ctx, &entry, &reading, f);
	if (v != DONE)
		return v;
	text = reading_words(reading);
	if (x->from != NULL && (!lookup_hash_text(x->from, text, hash) || before.len != SEAL_HASH ||
	    memcmp(hash, before.data, SEAL_HASH) != 0))
		return NEVER;
	return lookup_hash_text(x->to, text, out) ? DONE : NEVER;
}

static enum verdict
rehash_opinion(struct rehash *x, void *ctx, const struct row *row, struct fault *f)
{
	struct query *q;
	unsigned char contact[SEAL_HASH], text[SEAL_HASH];
	struct opinion o;
	bool found;
	enum verdict v = opinion_by_id(x->l, ctx, row->id, &o, &found, f);

	if (v != DONE || !found)
		return v;
	v = row->contact.data != NULL ? hash_contact(x, ctx, &o, contact, f) : DONE;
	if (v == NEVER) {
		hash_former(x, row->contact, contact);
		v = DONE;
	}
	if (v == DONE && row->text.data != NULL)
		v = hash_text(x, ctx, &o, row->text, text, f);
	if (v == NEVER) {
		hash_former(x, row->text, text);
		v = DONE;
	}
	if (v != DONE)
		return v;
	q = db_query(x->l->db, "UPDATE opinion SET contact_hash = ?2, text_hash = ?3 WHERE id = ?1");
	query_number(q, 1, row->id);
	query_blob(q, 2, (struct bytes){ row->contact.data != NULL ? contact : NULL, SEAL_HASH });
	query_blob(q, 3, (struct bytes){ row->text.data != NULL ? text : NULL, SEAL_HASH });
	x->out->opinions++;
	return query_run(q, f);
}

static enum verdict
rehash_opinions(struct rehash *x, struct fault *f)
{
	struct rows rows = { .count = 1 };
	int64_t after = 0;
	enum verdict v = DONE;

	while (v == DONE && rows.count != 0) {
		void *ctx = must(talloc_new(NULL));
		const struct row *row;

		v = next_rows(x, ctx, after, &rows, f);
		row = rows.item;
		for (size_t i = 0; v == DONE && i < rows.count; i++) {
			void *own = must(talloc_new(ctx));

			v = rehash_opinion(x, own, &row[i], f);
			after = row[i].id;
			talloc_free(own);
		}
		talloc_free(ctx);
	}
	return v;
}

/* ---- recipients and counts ----------------------------------------------------------------------------------- */

struct hashed {
	int64_t id;
	struct bytes hash;
};

static enum verdict
take_hashed(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct hashed *)out = (struct hashed){ query_number_at(q, 0), keep(ctx, q, 1) };
	return DONE;
}

/* list: id and hash of each row; change: ?1 the id, ?2 the old hash, ?3 the new one. */
static enum verdict
rehash_rows(struct rehash *x, struct query *list, struct query *change, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct rows rows = { .count = 0 };
	enum verdict v = query_all(list, ctx, sizeof(struct hashed), take_hashed, NULL, &rows, f);
	const struct hashed *h = rows.item;

	for (size_t i = 0; v == DONE && i < rows.count; i++) {
		unsigned char to[SEAL_HASH];

		translate(x, h[i].hash, to);
		query_number(change, 1, h[i].id);
		query_blob(change, 2, h[i].hash);
		query_blob(change, 3, (struct bytes){ to, sizeof to });
		v = query_run(change, f);
	}
	talloc_free(ctx);
	return v;
}

enum verdict
rehash_all(struct ledger *l, const struct seal_key *from, const struct seal_key *to, struct rehashed *out, struct fault *f)
{
	struct rehash x = { .l = l, .from = from, .to = to, .ctx = must(talloc_new(NULL)), .out = out };
	enum verdict v;

	*out = (struct rehashed){ .opinions = 0 };
	v = rehash_opinions(&x, f);
	know_everybody(&x);
	if (x.pairs != 0)
		qsort(x.pair, x.pairs, sizeof *x.pair, by_from);
	if (v == DONE)
		v = rehash_rows(&x, db_query(l->db, "SELECT intent, recipient FROM delivery"),
		    db_query(l->db, "UPDATE delivery SET recipient = ?3 WHERE intent = ?1 AND recipient = ?2"), f);
	if (v == DONE)
		v = rehash_rows(&x, db_query(l->db, "SELECT day, who FROM allowance"),
		    db_query(l->db, "UPDATE allowance SET who = ?3 WHERE day = ?1 AND who = ?2"), f);
	if (v == DONE)
		v = rehash_rows(&x, db_query(l->db, "SELECT opinion, person FROM campaign_member WHERE person IS NOT NULL"),
		    db_query(l->db, "UPDATE campaign_member SET person = ?3 WHERE opinion = ?1 AND person = ?2"), f);
	if (v == DONE)
		v = sketch_forget_all(l, f);
	if (x.pair != NULL)
		seal_wipe(x.pair, x.pairs * sizeof *x.pair);
	talloc_free(x.ctx);
	return v;
}

enum verdict
rehash_if_due(struct ledger *l, struct fault *f)
{
	unsigned char mark[SEAL_HASH];
	struct rehashed done = { .opinions = 0 };
	bool empty = false;
	int64_t made;
	enum verdict v = marks_read(l->db, KEYS_LOOKUP, mark, &made, &empty, f);

	if (v != DONE || !empty)
		return v;
	v = db_begin(l->db, f);
	if (v == DONE)
		v = rehash_all(l, NULL, l->keys->lookup, &done, f);
	if (v == DONE)
		v = marks_change(l->db, KEYS_LOOKUP, l->keys->lookup, f);
	v = db_end(l->db, v, true, f);
	if (v == DONE)
		log_line(LOG_NOTE, "the look-ups of %lld opinions were written anew with lookup.key", (long long)done.opinions);
	return v;
}
