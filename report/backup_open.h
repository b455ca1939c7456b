/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_open - a backup opened with the secret key and a keyring: for reading all of it back. */
#ifndef REPORT_BACKUP_OPEN_H
#define REPORT_BACKUP_OPEN_H

#include "report/backup_keyring.h"
#include "report/backup_root.h"
#include "report/backup_store.h"

struct opened {
	const struct backup *backup;
	struct store *store;
	struct keyring *keyring;
	struct piece_key key;
	struct sealed_opener *opener;
	struct root root;
};

/* The newest keyring of a folder that opens. HALT or NEVER: there is none; f says why. */
enum verdict open_newest_keyring(void *ctx, const char *folder, const struct backup_pair *pair, struct keyring **out,
    struct fault *f) MUST_USE;

/* Whether the keyring belongs to the backup and is not older than it. HALT: f says what is wrong. */
enum verdict open_check_keyring(const struct keyring *k, const struct backup *b, struct fault *f) MUST_USE;

/* Opens the description. The pair must stay. NEVER: a piece of it is missing, damaged, or not what it should be. */
enum verdict open_backup(void *ctx, struct store *s, const struct backup *b, struct keyring *k,
    const struct backup_pair *pair, struct opened *out, struct fault *f) MUST_USE;

/* Gives a piece's content to the taker, and compares its digest afterwards. NEVER: missing, damaged, another piece. */
enum verdict open_piece(const struct opened *o, const unsigned char digest[SEAL_DIGEST], const struct sink *to,
    int64_t *size_out, struct fault *f) MUST_USE;
/* All pieces of a stream, in order. */
enum verdict open_stream(const struct opened *o, const struct root_stream *stream, const struct sink *to, struct fault *f)
    MUST_USE;
/* A stream of at most max octets, owned by ctx. */
enum verdict open_whole(const struct opened *o, void *ctx, const struct root_stream *stream, int64_t max,
    struct buffer *out, struct fault *f) MUST_USE;

#endif
