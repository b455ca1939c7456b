/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach - the attachments of an arrival, taken out of its sealed file while a mail is sent. */
#ifndef REPLY_ATTACH_H
#define REPLY_ATTACH_H

#include "reply/facts.h"
#include "reply/message.h"
#include "spool/parser.h"

struct attached_files {
	struct attachment *item;
	size_t count;		/* 0: none, or none that can be sent */
};

/* The attachments that go with the mail. They are owned by ctx, which also closes the file;
 * parser must live as long. All or none: none when together they would make a mail larger than
 * max octets, or when the file is gone. */
enum verdict attach_open(struct ledger *l, struct parser *parser, void *ctx, const struct facts *facts,
    int64_t max, struct attached_files *out, struct fault *f) MUST_USE;

#endif
