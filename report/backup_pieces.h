/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_pieces - what a backup is made of, as octets of known size, and the digest that it is known by.
 *
 * The digest is keyed with the spool's digest.key: nobody without the keys can tell whether some text is in a backup,
 * and nobody can make a piece that is taken for one of ours.
 */
#ifndef REPORT_BACKUP_PIECES_H
#define REPORT_BACKUP_PIECES_H

#include "config/bytes.h"
#include "spool/octets.h"
#include "spool/seal.h"

#define PIECE_SIZE 65536	/* octets of the register, or of another large file, that are stored as one */

struct piece_key {
	struct seal_key key;
};
struct piece_key piece_key(const struct seal_key *digest);

/* The digest of content. LATER: it cannot be read. */
enum verdict piece_digest(const struct piece_key *key, const struct octets *content, unsigned char out[SEAL_DIGEST],
    struct fault *f) MUST_USE;

/* Content that lies in memory, which must stay. */
struct octets piece_of_memory(const struct bytes *bytes);

/* A file that is open, whole or a part of it; what stands between blank_from and blank_to reads as 0. */
struct piece_file {
	int fd;
	int64_t begin, size;
	int64_t blank_from, blank_to;
};
struct octets piece_of_file(struct piece_file *file);

/* Gives all of content to the taker in order. */
enum verdict piece_pour(const struct octets *content, const struct sink *to, struct fault *f) MUST_USE;

#endif
