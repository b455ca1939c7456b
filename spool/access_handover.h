/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access_handover - how the keys that sign the access log followed each other: KEYS/audit.handover, a line for each.
 *
 *	iken-audit-key COUNT TIME OLD NEW CHAIN SIGNATURE SIGNATURE
 *
 * When audit.key was renewed the log had COUNT lines and ended with the chain value CHAIN. OLD and NEW are the public
 * halves, the first signature is by the old key and the second by the new one, over all before them. What the old
 * key has signed is believed up to that line and not beyond, so that whoever has got hold of it can add nothing; and
 * whoever knows the old public half finds the present one by following the lines.
 */
#ifndef SPOOL_ACCESS_HANDOVER_H
#define SPOOL_ACCESS_HANDOVER_H

#include "spool/access_sign.h"

struct handover {
	struct access_end end;	/* at: when it was */
	unsigned char old[SEAL_PUBLIC], new[SEAL_PUBLIC];
};

/* Those that lead to the key public, the newest first: the new one of the first is public, that of the next is the old one
 * of the first, and both signatures of each are right. An array owned by ctx. */
enum verdict handover_read(void *ctx, const struct settings *s, const unsigned char public[SEAL_PUBLIC],
    struct handover **out, size_t *count_out, struct fault *f) MUST_USE;

/* Writes the next one; one that a run wrote which did not come to its end is replaced. *line_out: owned by ctx. */
enum verdict handover_write(void *ctx, const struct settings *s, const struct access_end *end, const struct seal_key *old,
    const struct seal_key *new, char **line_out, struct fault *f) MUST_USE;

/* Every line of the file also stands in the file of checkpoints outside of the register. */
enum verdict handover_publish(struct ledger *l, struct fault *f) MUST_USE;

#endif
