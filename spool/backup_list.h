/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_list - which backups there are, as anybody can read who sees their folder; no key is needed.
 *
 *	FOLDER/backups/ID	what one backup is, a text; ID is 000012-20261130T162247Z. It is written last, and
 *				its last line is the digest of all lines before it
 *	FOLDER/lists/DIGEST	64 octets for each stored object: its name (16), the digest of its octets as they
 *				are stored (32), their number (8, big-endian), 0 (8). Named by its own digest
 *	FOLDER/objects/xx/NAME	one file or 64 KiB of the register, sealed (sealed.h). NAME is a keyed digest of
 *				what is in it, so that the same thing is stored once
 *	FOLDER/owner		the one data folder that may write here
 *	FOLDER/sealed-to	the public key
 *	KEYRING/keyring-000012-TIME-DIGEST	the keys alone, sealed; the newest few only
 *
 * Everything but the objects and the keyring is in the clear and holds numbers, times and digests alone.
 */
#ifndef SPOOL_BACKUP_LIST_H
#define SPOOL_BACKUP_LIST_H

#include "config/settings.h"
#include "spool/arrival.h"
#include "spool/ledger.h"
#include "spool/seal.h"

#define BACKUP_ID_ROOM 32
#define BACKUP_LINEAGE 32		/* hexadecimal digits */
#define BACKUP_DIGITS (2 * SEAL_DIGEST)

struct backup {
	char id[BACKUP_ID_ROOM];
	const char *problem;		/* NULL: it is whole; else why it is no backup */
	int64_t number, time;		/* the moment that it shows, UTC seconds */
	char lineage[BACKUP_LINEAGE + 1];	/* of the data folder that it is of */
	char keys[2 * SEAL_HASH + 1];		/* which keys those were */
	int64_t opinions, arrivals, files;
	int64_t objects, octets;	/* all of it, as it is stored */
	int64_t new_objects, new_octets;	/* what this one added */
	unsigned char root[SEAL_DIGEST];	/* of the description of all */
	char (*lists)[BACKUP_DIGITS + 1];
	size_t list_count;
	char (*waiting)[ARRIVAL_ID_LENGTH + 1];	/* arrivals that were not registered yet */
	size_t waiting_count;
};

struct backups {
	struct backup *backup;		/* the oldest first */
	size_t count;
};

/* A folder that is not there has none. LATER: it cannot be read. */
enum verdict backup_list(void *ctx, const char *folder, struct backups *out, struct fault *f) MUST_USE;
/* The newest that is whole; NULL: there is none. */
const struct backup *backup_newest(const struct backups *all);
/* The file's text, for writing it. */
void backup_write_text(const struct backup *b, struct buffer *out);

struct keyring_file {
	char *name;
	int64_t number, time;
	char digest[2 * SEAL_HASH + 1];		/* of its octets */
};

/* The keyrings in a folder, the oldest first. */
enum verdict keyring_list(void *ctx, const char *folder, struct keyring_file **out, size_t *count_out, struct fault *f)
    MUST_USE;
/* Where they are: [backup] keyring, else FOLDER/keyring. Owned by ctx. */
char *keyring_folder(void *ctx, const struct backup_settings *s);

/* How many opinions have been erased since, whose octets a backup of that moment holds. */
enum verdict backup_erased_since(struct ledger *l, int64_t moment, int64_t *count_out, struct fault *f) MUST_USE;

/* When a backup is removed, as the settings are, unless it is one of the last few. */
int64_t backup_until(const struct backup_settings *s, const struct backup *b);
/* Whether the newest one is too old at now, or missing. */
bool backup_is_too_old(const struct backup_settings *s, const struct backup *newest, int64_t now);

#endif
