/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_register - the register in a backup and out of it.
 *
 * The copy in a backup has no row in its table `key`: the keys are in the keyring alone, so that erasing an opinion
 * here and renewing the keyring erases it in every backup.
 */
#ifndef SPOOL_BACKUP_REGISTER_H
#define SPOOL_BACKUP_REGISTER_H

#include "spool/ledger.h"

struct table_count {
	char *name;
	int64_t rows;
};

struct table_counts {
	struct table_count *table;	/* by their names, without `key` */
	size_t count;
};

/* Copies the register of l as it is at this moment to the file at path, and opens the copy. */
enum verdict register_copy(struct ledger *l, void *ctx, const char *path, struct db **out, struct fault *f) MUST_USE;

/* Takes the keys out of a copy: from here on it may be stored. */
enum verdict register_strip_keys(struct db *copy, struct fault *f) MUST_USE;

/* The rows of every table but `key`. */
enum verdict register_count(struct db *db, void *ctx, struct table_counts *out, struct fault *f) MUST_USE;

/* An arrival that the register names. */
struct register_file {
	char id[33];
	bool erased;		/* its key is destroyed: it may have no file */
	bool has_key;		/* the register has the key that opens its file */
};
enum verdict register_files(struct db *db, void *ctx, struct register_file **out, size_t *count_out, struct fault *f)
    MUST_USE;
/* Whether the register that is in use has destroyed the key of an arrival, or does not know it (any more). */
enum verdict register_has_no_key(struct ledger *l, const char *id, bool *out, struct fault *f) MUST_USE;

/* The keys of the register that is in use, for the keyring: count, then id and wrapped key (record_put). */
enum verdict register_keys(struct db *db, struct buffer *out, int64_t *count_out, struct fault *f) MUST_USE;
/* The moment of the last erasure; 0: there was none. */
enum verdict register_last_erasure(struct db *db, int64_t *moment_out, struct fault *f) MUST_USE;
/* Puts them into a restored register. Keys that its rows name and the keyring lacks were erased. */
enum verdict register_put_keys(struct db *db, struct record *from, int64_t count, struct fault *f) MUST_USE;
/* Marks opinions whose key is gone as erased. */
enum verdict register_mark_erased(struct db *db, int64_t now, int64_t *count_out, struct fault *f) MUST_USE;

/* The last running numbers: year and number (record_put). */
enum verdict register_numbers(struct db *db, struct buffer *out, int64_t *count_out, struct fault *f) MUST_USE;

/* What take-over did. */
struct register_takeover {
	int64_t held;		/* answers that are held for the desk */
	int64_t again;		/* other mails that wait, and go out (again) */
	int64_t number;		/* the next running number of this year at least */
	bool before;		/* it was done before; nothing was changed */
};

/*
 * Makes a restored register the one that is used: within one transaction. Every kind of number that people or papers
 * carry leaves a gap, so that none that the other machine gave out since comes again; numbers is what the keyring
 * says (register_numbers). Answers that had not left become undeliverable, for the desk to send again or not.
 */
enum verdict register_take_over(struct ledger *l, const char *backup, struct record *numbers, int64_t count,
    int64_t gap, struct register_takeover *out, struct fault *f) MUST_USE;

#endif
