/* SPDX-License-Identifier: GPL-3.0-or-later */
/* meanwhile - the resident writes again while an answer is on its way out. */
#ifndef PROCESS_MEANWHILE_H
#define PROCESS_MEANWHILE_H

#include "spool/opinion.h"

/* Tells those who decide on the draft, who get it once more with what the resident wrote, and the desk when
 * an approved answer waits to be sent. The department was told by the step itself. */
enum verdict meanwhile_tell(struct ledger *l, const struct opinion *o, int64_t arrival, struct fault *f) MUST_USE;

#endif
