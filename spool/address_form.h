/* SPDX-License-Identifier: GPL-3.0-or-later */
/* address_form - the one form of a mail address, however it was written. */
#ifndef SPOOL_ADDRESS_FORM_H
#define SPOOL_ADDRESS_FORM_H

#include <stdbool.h>

#include "config/bytes.h"

/* What may stand in an atom of an address (RFC 5322, 3.2.3; dots, and what is not ASCII, too). */
bool address_is_atom(unsigned char c);

/* raw is an address as it stands in a field, without its angle brackets. White space, comments,
 * a source route, "mailto:" and quotes that are not needed go; the domain becomes lower case and
 * loses a final dot. Text of one line, owned by ctx. */
char *address_form(void *ctx, struct bytes raw);

#endif
