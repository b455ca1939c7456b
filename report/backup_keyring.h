/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_keyring - the keys, apart from all else.
 *
 * One small sealed file: the key files of the spool, the keys of opinions that are not erased, the keys of the files of
 * arrivals that waited when a backup was made, and the last running numbers. It is made anew each time, and
 * the old ones are overwritten and removed: what was erased meanwhile is in none.
 */
#ifndef REPORT_BACKUP_KEYRING_H
#define REPORT_BACKUP_KEYRING_H

#include "report/backup_key.h"
#include "spool/backup_list.h"

/* Which keys: the same for all backups of one spool. SEAL_HASH octets in hexadecimal digits. */
void keyring_fingerprint(const unsigned char public[SEAL_PUBLIC], char out[2 * SEAL_HASH + 1]);

/* The key that opens an arrival's file: while it waits by the spool's own key, later by the register. NEVER: neither
 * does. */
enum verdict keyring_key_of_waiting(struct ledger *l, void *ctx, const char *id, struct seal_key *out, struct fault *f)
    MUST_USE;

/* Writes the next keyring: covers is the number of the newest backup that it opens; waiting are the ids of arrivals
 * that waited in some backup. Reads it back. *name_out belongs to ctx. */
enum verdict keyring_write(struct ledger *l, void *ctx, const unsigned char public[SEAL_PUBLIC], int64_t covers,
    const char (*waiting)[ARRIVAL_ID_LENGTH + 1], size_t waiting_count, char **name_out, struct fault *f) MUST_USE;

/* Overwrites and removes all but the newest keep ones. */
enum verdict keyring_prune(void *ctx, const char *folder, size_t keep, size_t *removed_out, struct fault *f) MUST_USE;

/* Whether the file has the digest in its name. NEVER: f says what is wrong. */
enum verdict keyring_examine(void *ctx, const char *folder, const struct keyring_file *file, struct fault *f) MUST_USE;

struct keyring_item {
	char *name;
	struct bytes content;
};

struct keyring {
	const char *path;
	int64_t covers, time;
	char fingerprint[2 * SEAL_HASH + 1];
	struct keyring_item *files;	/* of the keys folder */
	size_t file_count;
	struct record numbers, keys;	/* backup_register.h */
	int64_t number_count, key_count;
	char (*waiting)[ARRIVAL_ID_LENGTH + 1];
	struct seal_key *waiting_key;
	size_t waiting_count;
};

/* Opens a keyring with the secret half. NEVER: damaged, or sealed to another key; f says so. */
enum verdict keyring_open(void *ctx, const char *path, const struct backup_pair *pair, struct keyring **out,
    struct fault *f) MUST_USE;
/* A file of the keys folder; NULL data: there is none. */
struct bytes keyring_file(const struct keyring *k, const char *name);
/* A key of 32 octets that stands there in hexadecimal digits. */
bool keyring_key(const struct keyring *k, const char *name, unsigned char out[SEAL_KEY]);
const struct seal_key *keyring_waiting(const struct keyring *k, const char *id);

#endif
