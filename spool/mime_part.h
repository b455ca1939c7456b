/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_part - what gmime's objects hold: raw header fields, and octets after transfer decoding. */
#ifndef SPOOL_MIME_PART_H
#define SPOOL_MIME_PART_H

#include <gmime/gmime.h>
#include <stdbool.h>

#include "config/bytes.h"
#include "spool/octets.h"

/* The first field of that name as it stands behind its colon, folded; empty when there is none.
 * Lives as long as the object. */
struct bytes mime_raw_header(GMimeObject *object, const char *name);

/* "text/plain"; "" when there is no Content-Type. Owned by ctx. */
char *mime_media_type(void *ctx, GMimeObject *object);

/* A parameter of Content-Type, NULL when it is not there. Owned by ctx. */
char *mime_type_parameter(void *ctx, GMimeObject *object, const char *name);

/* "inline", "attachment", "" when nothing is said. Owned by ctx. */
char *mime_disposition(void *ctx, GMimeObject *object);

/* The name given by Content-Disposition, else by Content-Type, else "". Owned by ctx. Characters that could
 * not be decoded are added to *damaged (may be NULL). */
const char *mime_file_name(void *ctx, GMimeObject *object, int64_t *damaged);

/* Where the octets of an attachment come from. */
struct mime_giver {
	void *state;
	enum verdict (*give)(void *state, const struct sink *sink);
};

/* The decoded octets of a GMimePart; those of a GMimeMessage; those of a struct bytes. NEVER when gmime
 * cannot read them or the sink wants no more. */
struct mime_giver mime_give_part(GMimePart *part);
struct mime_giver mime_give_message(GMimeMessage *message);
struct mime_giver mime_give_bytes(struct bytes *bytes);

/* At most max decoded octets of a part. Owned by ctx. *cut_out says whether there were more. */
struct bytes mime_collect(void *ctx, GMimePart *part, size_t max, bool *cut_out);

#endif
