/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox - a mail address as RFC 5321 and RFC 5322 want it written. */
#ifndef REPLY_MAILBOX_H
#define REPLY_MAILBOX_H

#include "config/fault.h"

/* The address with its local part quoted where dots stand as carriers in Japan gave them out:
 * "a..b"@docomo.ne.jp. Owned by ctx. NEVER: it cannot be sent to; the reason does not name it. */
enum verdict mailbox_write(void *ctx, const char *address, char **out, struct fault *f) MUST_USE;

#endif
