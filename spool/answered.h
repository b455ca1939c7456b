/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answered - what a resident was told already, from the events of an opinion. */
#ifndef SPOOL_ANSWERED_H
#define SPOOL_ANSWERED_H

#include "spool/opinion.h"

struct answered {
	int64_t at;			/* when the newest answer left that did not come back; 0: none did */
	bool wrote_since;		/* and the resident has written since */
};

enum verdict answered_find(struct ledger *l, int64_t opinion, struct answered *out, struct fault *f) MUST_USE;

#endif
