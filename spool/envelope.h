/* SPDX-License-Identifier: GPL-3.0-or-later */
/* envelope - what the header of a message says, into a reading. */
#ifndef SPOOL_ENVELOPE_H
#define SPOOL_ENVELOPE_H

#include "spool/reading.h"

/* Sets every string of r to "" and every list to empty. */
void envelope_begin(struct reading *r);

/* One header field, as raw as it stands behind its colon; in the order of the message, but
 * In-Reply-To last, because it names what is newest. Strings belong to
 * r. Fields that are not known are passed over. */
void envelope_field(struct reading *r, const char *name, struct bytes raw);

#endif
