/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alike - what of an opinion's text is compared with others': not what many letters have, and not who wrote it.
 *
 * Left out are greetings, signatures, quoted lines, lines of forms that name the person or the purpose, and,
 * wherever they stand, name, addresses and numbers of who wrote it (spool/mask.h).
 */
#ifndef PROCESS_ALIKE_H
#define PROCESS_ALIKE_H

#include "spool/contact.h"
#include "spool/opinion.h"
#include "spool/reading.h"
#include "spool/sketch.h"

/* Owned by ctx. r and contact: NULL gives "". */
const char *alike_words(void *ctx, const struct reading *r, const struct contact *contact);

/* The same for an opinion in the register. *known_out false: it is erased, or could not be read. */
enum verdict alike_of(struct ledger *l, void *ctx, const struct opinion *o, struct grams *out, bool *known_out,
    struct fault *f) MUST_USE;

#endif
