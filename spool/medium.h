/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * medium - the register of media (媒体管理簿): what left the office, sealed with a password that goes another way.
 *
 * A line is there before there is a medium, and says so by a size of 0 until the medium is whole. What was never
 * finished ends as "void". All functions work within the caller's transaction.
 */
#ifndef SPOOL_MEDIUM_H
#define SPOOL_MEDIUM_H

#include "spool/ledger.h"

#define MEDIUM_DIGEST 64		/* hexadecimal digits of SHA-256 */

struct medium {
	int64_t id, at;
	const char *who, *approved;	/* who made it, who agreed */
	const char *name;		/* of the file */
	const char *digest;		/* SHA-256 of the file; "" as long as it is not whole */
	int64_t size, opinions;
	const char *reason;		/* "" once it was erased */
	int64_t returned;		/* when it came back, was destroyed or given up; 0: it is out */
	const char *end;		/* returned, destroyed, void; "" it is out */
};

struct new_medium {
	const char *who, *approved;
	int64_t opinions;
	int64_t key;			/* of ledger_new_key(): seals the reason */
	const char *reason;
};

/* The file's name is made of the line's number; owned by ctx. */
char *medium_name(void *ctx, int64_t id);

enum verdict medium_insert(struct ledger *l, const struct new_medium *m, int64_t *id_out, struct fault *f) MUST_USE;
/* It is whole. */
enum verdict medium_finish(struct ledger *l, int64_t id, const char *digest, int64_t size, struct fault *f) MUST_USE;
/* It came back, was destroyed, or is given up. NEVER: there is no such medium, it has ended already, or end does not fit. */
enum verdict medium_end(struct ledger *l, int64_t id, const char *end, struct fault *f) MUST_USE;

/* *found_out false: there is none. Strings owned by ctx. */
enum verdict medium_by_id(struct ledger *l, void *ctx, int64_t id, struct medium *out, bool *found_out, struct fault *f)
    MUST_USE;
/* Those made from .. before until, with no id above last, in their order; an array owned by ctx. */
enum verdict medium_list(struct ledger *l, void *ctx, int64_t from, int64_t until, int64_t last, struct medium **out,
    size_t *count_out, struct fault *f) MUST_USE;

#endif
