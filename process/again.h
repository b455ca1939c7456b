/* SPDX-License-Identifier: GPL-3.0-or-later */
/* again - what an opinion has had already: a mail that came another way, an answer sent twice. */
#ifndef PROCESS_AGAIN_H
#define PROCESS_AGAIN_H

#include "process/matter.h"

/* Whether a mail is there already although its octets differ, because it came another way or was sent once more
 * as it was: its Message-ID, sender and text are those of an arrival of the opinion. */
enum verdict again_mail(struct ledger *l, void *ctx, const struct reading *r, int64_t opinion, bool *again_out,
    struct fault *f) MUST_USE;

/* Whether the answer's text is word for word one that waits or that the resident was sent. */
enum verdict again_answer(struct matter *m, bool *again_out, struct fault *f) MUST_USE;

#endif
