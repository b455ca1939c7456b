/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * publish - writes what the residents' page may know into DIR/out: the office, numbers, and for each opinion what its
 * resident may read, sealed to its pair (1-⑦); and takes it away again when its time is over.
 *
 * Everything there is made of the register and the settings alone. A run writes what has changed since it was written; a
 * folder that is not the one that was written last, or is older or newer than the register, is written anew, all of it.
 * An answer is there before the mail leaves that says so.
 */
#ifndef REPLY_PUBLISH_H
#define REPLY_PUBLISH_H

#include "config/run.h"
#include "spool/intent.h"
#include "spool/parser.h"

struct publisher;

/* Does nothing where there is no page. Everything is owned by ctx; parser must live as long. */
struct publisher *publisher_new(void *ctx, struct run *run, struct ledger *l, struct parser *parser);

/* All that is due. LATER: something could not be written; nothing that waits for it may say that it is there. */
enum verdict publish(struct publisher *p, struct fault *f) MUST_USE;

/* What would be published, for a dry run. */
enum verdict publish_show(struct publisher *p, struct fault *f) MUST_USE;

/* Whether it could, in words; nothing where there is no page. HALT: the folder is not right. */
enum verdict publish_check(struct ledger *l, struct fault *f) MUST_USE;

/* An answer that is about to leave is read on the page: makes what it needs for that, a link where there is no password
 * yet. Within the caller's transaction. */
enum verdict publish_prepare(struct ledger *l, void *ctx, const struct intent *i, struct fault *f) MUST_USE;

#endif
