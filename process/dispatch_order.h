/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch_order - what the desk says became of a run of letters. Pure: its reply goes in. */
#ifndef PROCESS_DISPATCH_ORDER_H
#define PROCESS_DISPATCH_ORDER_H

#include "config/settings.h"
#include "spool/reading.h"

enum { DISPATCH_KEPT_MAX = 100 };

struct dispatch_order {
	struct list kept;		/* numbers of the letters that were not posted, in their proper form, each once;
					 * owned by ctx */
	int64_t said;			/* how many were posted, where it is said; -1 */
	const char *unclear;		/* a code of the reasons, static: "dispatch-unclear", "dispatch-number"; NULL: they
					 * were posted, all but the kept ones */
};

/* Reads the block of our mail or, when that says nothing, what stands above or below the quoted lines:
 * "発送済", "10通発送しました", "発送済み 残り: 2026-000123-7", "posted; except 2026-000123-7". A line that says something else
 * is passed over, but not when it could mean that not all of it was posted; nothing is read from what is quoted. */
struct dispatch_order dispatch_order_read(void *ctx, const struct reading *r);

#endif
