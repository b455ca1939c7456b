/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access - who looked at what: append-only, each line chained to the one before.
 *
 * A line's chain value is a keyed hash over the line and the chain value before it, so that
 * changing, removing or reordering lines is found by access_verify(). (Cutting lines off the end is
 * found by comparing with the value that was last written to the log.)
 */
#ifndef SPOOL_ACCESS_H
#define SPOOL_ACCESS_H

#include "spool/ledger.h"

/* what: "show", "show unmasked", "list", ...; opinion 0: none. In a transaction of its own. */
enum verdict access_note(struct ledger *l, const char *what, int64_t opinion, struct fault *f) MUST_USE;

/* The same within the caller's transaction, for what somebody did by mail: who is "department:CODE",
 * "staff:CODE", ... */
enum verdict access_note_within(struct ledger *l, const char *who, const char *what, int64_t opinion,
    struct fault *f) MUST_USE;

/* NEVER with the first line that does not fit. */
enum verdict access_verify(struct ledger *l, int64_t *lines_out, struct fault *f) MUST_USE;

#endif
