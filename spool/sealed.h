/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sealed - a file whose content only the holder of one key can read.
 *
 *	octets	what
 *	8	"iken\0\1\r\n"
 *	80	a key sealed to the spool's public key
 *	16	salt: the file's own key is derived from that key and this. 0: it is that key itself
 *	(both are all 0 once the register has taken the file's key over, so that erasing the
 *	register's copy erases the content)
 *	4	length of the sealed note, big-endian
 *	n	the note: a small record that goes with the content, sealed
 *	rest	the content in chunks of 64 KiB, each with its 16-octet tag, the last one
 *		marked as the last: a file cut short does not open
 *
 * The files of one writer share the sealed key, because public-key encryption for each small mail would take
 * longer than all the rest of sealing it; what they do not share is the salt.
 *
 * Chunks are ChaCha20-Poly1305 (RFC 8439) with a key of this file alone and the chunk's place as
 * nonce (the STREAM construction), so any chunk can be read by itself.
 */
#ifndef SPOOL_SEALED_H
#define SPOOL_SEALED_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"
#include "spool/octets.h"
#include "spool/seal.h"

#define SEALED_CHUNK 65536

struct sealed_writer;

/* Begins a sealed file on fd, which stays the caller's. Nothing is written before the first
 * chunk is full or the end comes. */
struct sealed_writer *sealed_begin(void *ctx, int fd, const unsigned char public[SEAL_PUBLIC],
    struct bytes note);
/* LATER: the write failed. */
enum verdict sealed_write(struct sealed_writer *w, const void *data, size_t len, struct fault *f) MUST_USE;
/* Writes the last chunk. Does not sync. The writer can be used again after sealed_again(). */
enum verdict sealed_end(struct sealed_writer *w, struct fault *f) MUST_USE;
/* The same writer for another file, so that its memory is allocated once. */
void sealed_again(struct sealed_writer *w, int fd, struct bytes note);

/* The key of the file that is being written, until its end: to read back what was written. */
const struct seal_key *sealed_writer_key(const struct sealed_writer *w);

/* Where the key stands in a file's head, 0 when the register has it. */
#define SEALED_KEY_AT 8
#define SEALED_KEY_LENGTH (SEAL_BOXED_KEY + 16)

/* Opens the keys in files' heads with the pair, and remembers the last one. The pair must outlive it. */
struct sealed_opener;
struct sealed_opener *sealed_opener_new(void *ctx, const unsigned char public[SEAL_PUBLIC],
    const unsigned char secret[SEAL_SECRET]);
/* A former pair, to be tried where the one before does not fit; its secret half must outlive the opener. */
void sealed_opener_add(struct sealed_opener *o, const unsigned char secret[SEAL_SECRET]);

struct sealed;

/* Opens a sealed file for reading, by the key in its head, or by the file's own key where the register has
 * it. NEVER: not such a file, cut short, or another key. LATER: it cannot be read. */
enum verdict sealed_open(void *ctx, const char *path, struct sealed_opener *opener, struct sealed **out,
    struct fault *f) MUST_USE;
enum verdict sealed_open_with(void *ctx, const char *path, const struct seal_key *key, struct sealed **out,
    struct fault *f) MUST_USE;
void sealed_close(struct sealed **s);
/* The content; valid as long as s. */
const struct octets *sealed_content(const struct sealed *s);
struct bytes sealed_note(const struct sealed *s);
const struct seal_key *sealed_key(const struct sealed *s);

/* Overwrites the key in the file with 0; doing it twice is harmless. */
enum verdict sealed_forget_key(const char *path, struct fault *f) MUST_USE;
/* Puts the key back, sealed to public: the file is again as ingest wrote it. Synced. */
enum verdict sealed_restore_key(const char *path, const unsigned char public[SEAL_PUBLIC],
    const struct seal_key *key, struct fault *f) MUST_USE;

#endif
