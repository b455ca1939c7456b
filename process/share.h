/* SPDX-License-Identifier: GPL-3.0-or-later */
/* share - other departments of an opinion: they are asked for their part, or get a copy. */
#ifndef PROCESS_SHARE_H
#define PROCESS_SHARE_H

#include "spool/opinion.h"

/* What a rule says besides its department. The opinion has been routed: its department leads and is never
 * asked twice. Codes of departments that have ended stand for their successors. *others_out: for the log,
 * "; parts: parks, waste; copies: kocho", "" for none; owned by ctx. Within the caller's transaction. */
enum verdict share_by_rule(struct ledger *l, void *ctx, struct opinion *o, const struct rule *rule,
    const char *who, const char **others_out, struct fault *f) MUST_USE;

/* Asks one department for its part: its row, the event, and the mail. arrival: the mail that says so, 0 none. */
enum verdict share_part(struct ledger *l, struct opinion *o, const char *department, const char *who,
    int64_t arrival, struct fault *f) MUST_USE;

#endif
