/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * try-key - how much of a spool answers to a key that somebody has kept, for tests of what it opens after it was renewed.
 *
 *	try-key CONF master FILE	wrapped keys of the register that open with it
 *	try-key CONF lookup FILE	hashes of the register that it makes of what is sealed there, and of addresses of the settings
 *	try-key CONF arrival FILE	arrivals that wait and open with it
 */
#include "config/memory.h"
#include "config/settings.h"
#include "spool/entry.h"
#include "spool/file.h"
#include "spool/ledger.h"
#include "spool/opinion.h"
#include "spool/queue.h"

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "try-key: %s\n", why);
	exit(1);
}

static void
sure(enum verdict v, const struct fault *f)
{
	if (v != DONE)
		die(f->text);
}

static int64_t
try_master(struct ledger *l, const struct seal_key *key)
{
	struct query *q = db_query(l->db, "SELECT wrapped FROM key WHERE wrapped IS NOT NULL");
	struct buffer opened = buffer_init(l);
	struct fault f = { "" };
	int64_t count = 0;
	bool row;

	while (query_next(q, &row, &f) == DONE && row)
		count += seal_open_value(key, "key", query_blob_at(q, 0), &opened);
	return count;
}

/* In any column that holds such hashes. */
static int64_t
count_hash(struct ledger *l, const unsigned char hash[SEAL_HASH])
{
	struct query *q = db_query(l->db, "SELECT (SELECT count(*) FROM opinion WHERE contact_hash = ?1) + (SELECT count(*) FROM opinion "
	    "WHERE text_hash = ?1) + (SELECT count(*) FROM delivery WHERE recipient = ?1) + (SELECT count(*) FROM allowance WHERE who = ?1)");
	struct fault f = { "" };
	int64_t count;
	bool row;

	query_blob(q, 1, (struct bytes){ hash, SEAL_HASH });
	sure(query_next(q, &row, &f), &f);
	count = query_number_at(q, 0);
	query_done(q);
	return count;
}

static int64_t
try_address(struct ledger *l, const struct seal_key *key, const char *address)
{
	unsigned char hash[SEAL_HASH];
	int64_t count;

	lookup_hash_address(key, address, hash);
	count = count_hash(l, hash);
	lookup_hash_address(key, must(talloc_asprintf(l, "address:%s", address)), hash);
	return count + count_hash(l, hash);
}

static int64_t
try_opinion(struct ledger *l, const struct seal_key *key, int64_t id)
{
	unsigned char hash[SEAL_HASH];
	struct contact *contact;
	struct reading *reading;
	struct entry entry;
	struct opinion o;
	struct fault f = { "" };
	int64_t count;
	bool found;

	sure(opinion_by_id(l, l, id, &o, &found, &f), &f);
	sure(opinion_contact(l, l, &o, &contact, &f), &f);
	count = try_address(l, key, contact->mail);
	sure(entry_by_seq(l, l, o.arrival, &entry, &found, &f), &f);
	sure(entry_reading(l, l, &entry, &reading, &f), &f);
	return count + (lookup_hash_text(key, reading_words(reading), hash) ? count_hash(l, hash) : 0);
}

static int64_t
try_lookup(struct ledger *l, const struct seal_key *key)
{
	struct query *q = db_query(l->db, "SELECT id FROM opinion WHERE state <> 'erased'");
	struct fault f = { "" };
	int64_t count = 0;
	bool row;

	while (query_next(q, &row, &f) == DONE && row)
		count += try_opinion(l, key, query_number_at(q, 0));
	for (size_t i = 0; i < l->settings->department_count; i++)
		for (size_t k = 0; k < l->settings->departments[i].addresses.count; k++)
			count += try_address(l, key, l->settings->departments[i].addresses.item[k]);
	return count;
}

static int64_t
try_arrival(struct ledger *l, const struct seal_key *key)
{
	unsigned char public[SEAL_PUBLIC];
	struct sealed_opener *opener;
	struct queue queue;
	struct fault f = { "" };
	int64_t count = 0;

	seal_public_of(key->octets, public);
	opener = sealed_opener_new(l, public, key->octets);
	sure(queue_list(l, l->settings, &queue, &f), &f);
	for (size_t i = 0; i < queue.count; i++) {
		struct sealed *sealed;

		count += sealed_open(l, queue_find(l, l->settings, queue.id[i]), opener, &sealed, &f) == DONE;
	}
	return count;
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer errors = buffer_init(ctx), text;
	struct settings *s;
	struct seal_key key;
	struct ledger *l;
	struct fault f = { "" };
	int64_t count;

	if (argc != 4)
		die("CONF master|lookup|arrival FILE");
	if (settings_read(ctx, argv[1], &s, &errors, &f) != DONE)
		die(buffer_text(&errors));
	sure(seal_begin(&f), &f);
	sure(ledger_open(ctx, s, LEDGER_READ, KEYS_ALL, &l, &f), &f);
	sure(file_get(ctx, argv[3], 1000, &text, &f), &f);
	if (!seal_from_hex(buffer_text(&text), key.octets, SEAL_KEY))
		die("no key");
	count = strcmp(argv[2], "master") == 0 ? try_master(l, &key) : strcmp(argv[2], "lookup") == 0 ? try_lookup(l, &key) :
	    try_arrival(l, &key);
	printf("%lld\n", (long long)count);
	talloc_free(ctx);
	return 0;
}
