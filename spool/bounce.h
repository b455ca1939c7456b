/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bounce - reports that a mail did not arrive: RFC 3464, and those that programs write as prose. */
#ifndef SPOOL_BOUNCE_H
#define SPOOL_BOUNCE_H

#include "spool/reading.h"

/* The content of a message/delivery-status part. */
void bounce_from_status(struct reading *r, struct bytes content);

/* The header of the mail that came back: its Message-ID and our stamp. */
void bounce_from_original(struct reading *r, struct bytes header);

/* X-Failed-Recipients, which Exim writes: kept in bounces until it is known that it is a bounce. */
void bounce_from_failed_recipients(struct reading *r, struct bytes raw);

/* Recognises a bounce by who sent it and by the words of qmail, Exim, Postfix, Exchange and others;
 * sets is_report and bounces. To be called last, on a whole reading that is no report yet. */
void bounce_from_prose(struct reading *r);

#endif
