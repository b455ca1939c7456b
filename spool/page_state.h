/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page_state - DIR/state: what the page's host remembers by itself. Nobody else needs it; who takes it finds no text
 * of anybody and no key that opens one.
 */
#ifndef SPOOL_PAGE_STATE_H
#define SPOOL_PAGE_STATE_H

#include <stdbool.h>

#include "spool/seal.h"

enum page_place {
	PAGE_TAKEN,	/* numbers of out/numbers that were given to somebody */
	PAGE_POSTS,	/* forms that were posted: their number */
	PAGE_UPLOADS,	/* attachments of forms that are not posted yet, sealed to a key that the form alone holds */
	PAGE_WRAPS,	/* of passwords that out/cases does not know yet */
	PAGE_SPENT,	/* one-time links that were used */
	PAGE_COUNTS,	/* wrong tries, posts and requests of a day */
	PAGE_WRONG,	/* numbers of wrong tries, an hour's in a file, until they are told to the spool */
	PAGE_ENDED,	/* sessions that were ended by hand */
	PAGE_SEEN,	/* answers that were opened */
	PAGE_KEYS,	/* of this host alone, for some hours each */
	PAGE_SLOTS,	/* locked while a password is tried: only so many at a time */
	PAGE_TMP,	/* what is being written */
	PAGE_PLACES
};

/* Makes the folders that are missing. LATER: they cannot be made. */
enum verdict page_state_open(const char *dir, struct fault *f) MUST_USE;

/* DIR/state/PLACE/name, owned by ctx. name is hexadecimal digits, a number of ours and the like, never what came in. */
char *page_state_path(void *ctx, const char *dir, enum page_place place, const char *name);
const char *page_place_name(enum page_place place);

/* A key of this host, made when it is first asked for; purpose and period name it. LATER: it cannot be kept. */
enum verdict page_state_key(const char *dir, const char *purpose, int64_t period, struct seal_key *out, struct fault *f)
    MUST_USE;

/* Makes an empty file; *first_out false: it was there. Not synced. */
enum verdict page_state_mark(const char *path, bool *first_out, struct fault *f) MUST_USE;

/*
 * A short text of which one process at a time decides: locked from opening to closing (talloc_free), which happens by
 * itself when the process dies.
 */
struct page_note {
	int fd;
	char *text;		/* what stands in it; "" when it is new */
	const char *path;
};
enum verdict page_note_open(void *ctx, const char *path, struct page_note **out, struct fault *f) MUST_USE;
/* durable: also after a power cut. */
enum verdict page_note_write(struct page_note *note, const char *text, bool durable, struct fault *f) MUST_USE;

/* Waits for one of a few places at which passwords are tried, so that many at once do not use up the memory; free
 * it afterwards. Never fails: where there is none to lock, it goes on without. */
void *page_slot_take(void *ctx, const char *dir);

#endif
