/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_reply - a department approves, corrects or drops a question with its answer by a reply to the mail that shows it. */
#ifndef PROCESS_FAQ_REPLY_H
#define PROCESS_FAQ_REPLY_H

#include "process/classify.h"
#include "process/take.h"

/* What is not clear or not possible is said in the mail that answers it; nothing is changed then. *note_out is what came
 * of it. Within the caller's transaction. */
enum verdict faq_reply_decide(struct ledger *l, void *ctx, const struct taken *t, const struct known_token *token,
    const char **note_out, struct fault *f) MUST_USE;

#endif
