/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_back - what the register says of an opinion that was taken over, read back from it to be compared. */
#ifndef PROCESS_FORMER_BACK_H
#define PROCESS_FORMER_BACK_H

#include "process/former_item.h"
#include "spool/draft.h"
#include "spool/entry.h"

struct former_back {
	struct opinion o;
	bool moved;			/* others have worked on it since, or it is erased: nothing more is filled in */
	struct contact *contact;
	struct reading *reading;
	struct draft *draft;
	size_t draft_count;
	char *number;			/* that it had there */
};

/* All of it belongs to ctx. */
enum verdict former_back_read(struct ledger *l, void *ctx, int64_t opinion, struct former_back *out, struct fault *f)
    MUST_USE;

/* What the register says of a field, and what the row says, both as they are compared; owned by ctx. Of a date both as
 * moments; of files their names. nth: of answers, in says.answer. "" nothing. */
const char *former_back_text(void *ctx, const struct former_back *back, const struct former_item *item, enum former_field field,
    size_t nth);
const char *former_said_text(void *ctx, const struct former_head *head, const struct former_item *item,
    enum former_field field, size_t nth);

/* The state that the row's opinion gets. */
enum state former_state_of(const struct former_opinion *says);

#endif
