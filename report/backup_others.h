/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_others - what the data folder holds besides register, arrivals and keys: mailbox memory, states, logs, papers. */
#ifndef REPORT_BACKUP_OTHERS_H
#define REPORT_BACKUP_OTHERS_H

#include "report/backup_root.h"
#include "report/backup_store.h"

/* Puts them into the store, the mailbox memory first; the settings file among them, as iken.conf. */
enum verdict others_gather(const struct settings *settings, void *ctx, struct store *s, const struct piece_key *key,
    struct root *root, struct fault *f) MUST_USE;

/* Puts an open file into the store, by pieces. LATER: it cannot be read. */
enum verdict others_put_file(int fd, void *ctx, struct store *s, const struct piece_key *key, struct root_stream *out,
    struct fault *f) MUST_USE;

/* Puts octets into the store as one piece of a stream. */
enum verdict others_put_piece(struct bytes content, void *ctx, struct store *s, const struct piece_key *key,
    struct root_stream *out, struct fault *f) MUST_USE;

#endif
