/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rehash - the hashes that are made with lookup.key, made anew when it was renewed.
 *
 *	opinion.contact_hash	of the address that is sealed in the opinion
 *	opinion.text_hash	of the text that its first arrival says
 *	delivery.recipient	of addresses of the settings and of residents
 *	allowance.who		of the same, of their domains, and of what we count besides
 *	campaign_member.person	of addresses of residents; of who has none, of name and postal address
 *	sketch.number		of texts: forgotten, and made anew by the next run of iken-route
 *
 * Where what was hashed is not known any more (an address that nobody has now, a text that was read in another way)
 * the old hash is hashed with the new key: rows that were the same stay the same, and nothing that comes in later is found
 * to be the same as they are. Nothing in the register answers to the former key then.
 *
 * Whoever adds a column that holds such a hash adds it here. What nobody can guess and what must be found again for ever is
 * digested with digest.key, which stays: so no mail that came in before is taken for a new one.
 */
#ifndef SPOOL_REHASH_H
#define SPOOL_REHASH_H

#include "spool/ledger.h"

struct rehashed {
	int64_t opinions;	/* whose hashes were made anew */
	int64_t unknown;	/* hashes of all tables of which nobody knows any more what they are of */
};

/* Within a transaction, while nobody else looks for something. from: the former key; NULL: it is gone. */
enum verdict rehash_all(struct ledger *l, const struct seal_key *from, const struct seal_key *to, struct rehashed *out,
    struct fault *f) MUST_USE;

/* A register that was restored from before lookup.key was renewed: its hashes are made anew. Nothing to do is success. */
enum verdict rehash_if_due(struct ledger *l, struct fault *f) MUST_USE;

#endif
