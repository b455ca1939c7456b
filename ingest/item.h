/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * item - what is taken from a drop folder as one: a file, a scan with its form beside it, or a subfolder.
 *
 * NAME.txt beside NAME.pdf (or any other scan of that name) is its form. A subfolder's files are one item, its one
 * .txt the form. Litter of desktops and of copies under way is not seen at all.
 */
#ifndef INGEST_ITEM_H
#define INGEST_ITEM_H

#include "ingest/drop.h"
#include "ingest/refusal.h"
#include "spool/arrival.h"

struct item_file {
	const char *name;
	bool form;
	struct stat st;		/* as it was when it was examined */
	struct timespec born;	/* when its inode was made; 0 where the file system does not know */
};

enum item_state {
	ITEM_UNSEEN,		/* not examined in this run */
	ITEM_READY,
	ITEM_UNSETTLED,		/* it changes */
	ITEM_INCOMPLETE,	/* it is not whole in its format */
	ITEM_REFUSED,		/* for the reason */
	ITEM_FAILED,		/* it could not be looked at now, or not be let go */
	ITEM_GONE,		/* not there any more */
	ITEM_TAKEN
};

struct item {
	const char *name;	/* of the file, of the first scan, of the subfolder; any octets */
	bool folder;
	struct item_file *files;	/* the form first, then in the order of their names */
	size_t count;
	int64_t size;		/* octets of all files */
	struct stat st;		/* of the subfolder, or of the first file */
	struct timespec changed;	/* the latest change of any of it */
	enum item_state state;
	enum refusal reason;	/* of what was not taken */
	const char *place;		/* within the drop, once it was read: origin.place */
	char id[ARRIVAL_ID_LENGTH + 1];	/* of the arrival that it becomes */
};

struct items {
	struct item *item;	/* the oldest first */
	size_t count;
};

/* What is in the folder now; nothing is opened. LATER: it cannot be read. */
enum verdict items_list(void *ctx, const struct drop_folder *d, struct items *out, struct fault *f) MUST_USE;

/* Whether desktops and copying programs leave such files: nothing to take, nothing to report. */
bool item_is_litter(const char *name);
/* Whether it says that a file is still under way. */
bool item_is_partial(const char *name);

/* Looks up what the item consists of: its stamps, and a subfolder's files. False: it is gone, or cannot be looked
 * at (ITEM_FAILED). */
bool item_look_up(void *ctx, const struct drop_folder *d, struct item *item);
/* Whether it was changed in the future, so that only watching it tells whether it has settled. */
bool item_is_of_future(const struct drop_folder *d, const struct item *item);
/* Finds out state and reason. since: when the item was first seen as it is now (UTC seconds, by the real clock);
 * asked for only when its times lie in the future. */
void item_examine(const struct drop_folder *d, struct item *item, int64_t since);

/* Opens a file of the item as it was examined; -1 when it is not the same any more, or cannot be opened (errno). */
int item_open(const struct drop_folder *d, const struct item *item, const struct item_file *file);
/* Whether the open file is still as it was examined, to the last stamp. */
bool item_is_same(int fd, const struct item_file *file);
/* The same of a file that was renamed since. */
bool item_is_moved(const struct stat *now, const struct item_file *file);

/* Whether a subfolder, wherever it was moved, holds the item's files and nothing else that is no litter. */
bool item_is_all(int folder, const struct item *item);

/* The folder of the item's files as a descriptor; that of the drop where it is no subfolder. Closed by item_leave(). */
int item_enter(const struct drop_folder *d, const struct item *item);
void item_leave(const struct drop_folder *d, int fd);

#endif
