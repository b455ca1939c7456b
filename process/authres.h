/* SPDX-License-Identifier: GPL-3.0-or-later */
/* authres - what the trusted relay says about who sent a mail (RFC 8601). */
#ifndef PROCESS_AUTHRES_H
#define PROCESS_AUTHRES_H

#include "config/settings.h"
#include "spool/reading.h"

/* True when no relay is trusted (trust->authserv_id ""), which the settings allow, or when the topmost Authentication-Results field is of
 * trust->authserv_id and one of trust->required passed in it for the domain of from_address: dmarc
 * with header.from, dkim with header.d or header.i, spf with smtp.mailfrom being that domain or one
 * above it. (That somebody's own domain passed says nothing about the From that they wrote.)
 * Fields of others, and fields further down with the same name (which the sender may have
 * written), are not believed; nor is a field that is not well formed. */
bool authres_passed(const struct trust *trust, const struct list *fields, const char *from_address);

#endif
