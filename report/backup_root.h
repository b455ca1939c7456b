/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * backup_root - the description of all that is in one backup; itself a piece of it, and sealed as every other.
 *
 * The arrivals' files are in a table of fixed lines, in the order of the register, so that the table of the next
 * backup shares its pieces with this one's. Whatever else the data folder holds is there by name.
 */
#ifndef REPORT_BACKUP_ROOT_H
#define REPORT_BACKUP_ROOT_H

#include "report/backup_pieces.h"
#include "spool/arrival.h"
#include "spool/backup_register.h"

#define ROOT_LINE 64			/* octets of a line of the files' table */

/* Digests of pieces of PIECE_SIZE, the last one may be shorter. */
struct root_stream {
	int64_t size;
	unsigned char (*digest)[SEAL_DIGEST];
	size_t count, room;
};

/* An arrival's file. What is stored has 0 where the file's key was. */
struct root_file {
	char id[ARRIVAL_ID_LENGTH + 1];
	unsigned char digest[SEAL_DIGEST];
	int64_t size;
	bool waits;			/* in arrivals/ and not in the register: the keyring has its key */
	bool own_key;			/* it is stored with its key, which no key of ours opens */
};

struct root_other {
	const char *path;		/* within the data folder */
	int64_t mode;
	struct root_stream content;
};

struct root {
	int64_t number, time, schema;
	const char *lineage;
	struct table_counts tables;
	struct root_stream reg;		/* the register without keys */
	struct root_stream files;	/* the table of lines */
	int64_t file_count;
	struct root_other *others;
	size_t other_count, other_room;
};

void root_add_piece(void *ctx, struct root_stream *stream, const unsigned char digest[SEAL_DIGEST], int64_t size);

void root_pack(const struct root *r, struct buffer *out);
/* Owned by ctx. NEVER: it is none, or of another version. */
enum verdict root_unpack(void *ctx, struct bytes packed, struct root *out, struct fault *f) MUST_USE;

void root_put_file(const struct root_file *file, unsigned char line[ROOT_LINE]);
/* False: the line is damaged. */
bool root_take_file(const unsigned char line[ROOT_LINE], struct root_file *out);

#endif
