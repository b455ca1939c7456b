/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_store - the folder that backups lie in (spool/backup_list.h): putting pieces there, and finding them.
 *
 * A piece that is there already is not written again. What is new is written under tmp/, made durable with others in
 * one sync, read back from the disk, opened with its own key and compared with its digest; only then does it get
 * its name. A backup is there when its text is, and that comes last: whoever is killed before leaves pieces that
 * no backup names, which the next one uses or removes.
 */
#ifndef REPORT_BACKUP_STORE_H
#define REPORT_BACKUP_STORE_H

#include "report/backup_pieces.h"
#include "spool/backup_list.h"

#define STORED_NAME SEAL_HASH	/* octets of a piece's name: the first ones of its digest */

/* A piece as the lists have it. */
struct stored {
	unsigned char name[STORED_NAME];
	unsigned char digest[SEAL_DIGEST];	/* of its octets as they are stored */
	int64_t size;				/* of these */
	uint64_t mark;				/* for whoever goes through them */
};

struct store;

/* Opens a folder that is there; with public also to write, then what is missing in it is made and *busy_out says
 * whether another program writes there. */
enum verdict store_open(void *ctx, const char *folder, struct store **out, struct fault *f) MUST_USE;
enum verdict store_open_to_write(void *ctx, const char *folder, const unsigned char public[SEAL_PUBLIC],
    const struct piece_key *key, struct store **out, struct fault *f) MUST_USE;
const char *store_folder(const struct store *s);

/* Learns of the pieces of a backup. NEVER: a list is missing or damaged, f says which. */
enum verdict store_learn(struct store *s, const struct backup *b, struct fault *f) MUST_USE;
/* Learns of the pieces of all backups; lists that are missing or damaged are told to the log. A piece must be known
 * whichever backup has it: sealed once more it would have other octets than the lists of that one say. */
enum verdict store_learn_all(struct store *s, const struct backups *all, struct fault *f) MUST_USE;
/* The same pieces as they stand in the lists; an array owned by ctx. */
enum verdict store_read_lists(const struct store *s, void *ctx, const struct backup *b, struct stored **out,
    size_t *count_out, struct fault *f) MUST_USE;
/* By name; NULL: not known. */
struct stored *store_find(const struct store *s, const unsigned char name[STORED_NAME]);
char *store_path(const struct store *s, void *ctx, const unsigned char name[STORED_NAME]);
/* Forgets all. */
void store_forget(struct store *s);

/* Puts a piece with this digest there, unless it is, and adds it to the backup that is being made. LATER: it could
 * not be written or not be read back. */
enum verdict store_put(struct store *s, const struct octets *content, const unsigned char digest[SEAL_DIGEST],
    struct fault *f) MUST_USE;
/* Adds a piece that is known to be there. False: it is not, put it. */
bool store_use(struct store *s, const unsigned char digest[SEAL_DIGEST]);
/* Makes everything durable, writes the lists and fills in what b says of them. */
enum verdict store_finish(struct store *s, struct backup *b, struct fault *f) MUST_USE;

/* Whether the file of a piece has its digest. NEVER: f says what is wrong with it. */
enum verdict store_examine(const struct store *s, const struct stored *piece, struct fault *f) MUST_USE;

/* A whole file written durably in the folder, by its path within it. */
enum verdict store_write(const struct store *s, const char *within, struct bytes content, struct fault *f) MUST_USE;

#endif
