/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arrival - a message that came in: sealed as its octets arrive, durable before it is let go.
 *
 * An arrival is one file, FOLDER/arrivals/ID, in the format of sealed.h. Its id is a keyless
 * hash of where it came from (source, UIDVALIDITY and UID; UIDL; Maildir name; ...), so that taking the
 * same message twice makes the same file: repeating is harmless. Ingest holds only the public
 * key and cannot read again what it has written.
 *
 * Law 1 in one place: arrival_open/_write/_close make a finished file under tmp/;
 * arrival_commit() makes a whole batch durable with one sync, gives the files their
 * names and syncs the folder. Only after it returned DONE may the source let go.
 */
#ifndef SPOOL_ARRIVAL_H
#define SPOOL_ARRIVAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"

#define ARRIVAL_ID_LENGTH 32	/* hexadecimal digits */

/*
 * What came through the residents' page is known by the end of its id, and by nothing else: its note was written by the
 * web host, which may be anybody's. No other arrival's id ends so.
 */
#define ARRIVAL_OF_PAGE "7061676500"
bool arrival_is_of_page(const char *id);

struct seal_key;
struct arrivals;	/* a spool that can take messages in */
struct arrival;		/* a message being written */

/* Where a message came from; stored sealed in the head of the file. */
struct origin {
	const char *source;	/* name of the source in the settings, or "deliver" */
	const char *channel;
	const char *place;	/* unique within the source: "UIDVALIDITY.UID", the UIDL, ... */
	int64_t received;	/* UTC seconds: when we took it */
	const char *sender;	/* envelope sender where known, else NULL */
	const char *recipient;	/* envelope recipient where known, else NULL */
};

/* HALT when the folder or the public key is not there (run iken-init). */
enum verdict arrivals_open(void *ctx, const struct settings *s, struct arrivals **out, struct fault *f) MUST_USE;
/* The same for a place that is no spool: finished files appear in folder, unfinished ones lie in tmp of the same file
 * system, and are sealed to public. LATER: a folder is not there. */
enum verdict arrivals_open_at(void *ctx, const char *folder, const char *tmp, const unsigned char public[32],
    struct arrivals **out, struct fault *f) MUST_USE;
/* For what is registered by the program that writes it: finished files appear in the store, where the register looks for
 * them, and no key is in them (arrival_close_known()). What no row of the register speaks of nobody can read. */
enum verdict arrivals_open_store(void *ctx, const struct settings *s, struct arrivals **out, struct fault *f) MUST_USE;
void arrivals_close(struct arrivals **arrivals);

/* The id of a message from there: ARRIVAL_ID_LENGTH digits and a 0 into id_out. */
void arrival_id(const struct origin *origin, char id_out[ARRIVAL_ID_LENGTH + 1]);

/* Begins a message; one at a time may be open. The origin is copied. LATER: no room, no descriptor. */
enum verdict arrival_open(struct arrivals *a, const struct origin *origin, struct arrival **out,
    struct fault *f) MUST_USE;
/* Any number of octets, any number of times; sealed in chunks, a few hundred KB of memory. */
enum verdict arrival_write(struct arrival *arrival, const void *data, size_t len, struct fault *f) MUST_USE;
/* Ends the message and adds it to the batch; *arrival is NULL afterwards in every case. */
enum verdict arrival_close(struct arrival **arrival, struct fault *f) MUST_USE;
/* The same of one for the store: its key goes to *key_out, and is not in the file. */
enum verdict arrival_close_known(struct arrival **arrival, struct seal_key *key_out, struct fault *f) MUST_USE;
/* Forgets a message that could not be read to its end. */
void arrival_abandon(struct arrival **arrival);

/* Takes in, as it is, what was sealed to us elsewhere, of the residents' page: all octets of fd, at most max, from where
 * it stands, added to the batch. Its id, which is made of them: the same file makes the same id. *known_out: it is in
 * the spool already, and was not added again. NEVER: it is longer. LATER: it cannot be read, or kept. */
enum verdict arrival_adopt(struct arrivals *a, const struct settings *s, int fd, int64_t max,
    char id_out[ARRIVAL_ID_LENGTH + 1], bool *known_out, struct fault *f) MUST_USE;

/* Makes all messages closed since the last commit durable. From here on they are ours.
 * LATER: none of them is; they are forgotten and the source must keep them. */
enum verdict arrivals_commit(struct arrivals *a, struct fault *f) MUST_USE;
/* How many messages the batch holds that are not yet committed. */
size_t arrivals_waiting(const struct arrivals *a);

#endif
