/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page - what came by the residents' page: posts (1-①), and what else people did there.
 *
 * A post becomes an opinion with the number that the page gave it, where that was free: else it gets another one, the
 * desk is told, and its password, which belongs to the number, opens nothing; a link makes a new one. All else is a
 * line in the register about the opinion, and what it causes. Whoever holds the web host can write such files: so none
 * of them lets anything out, but mails to the address that the register has, few in a day, and none changes a password
 * for which no link was made.
 */
#ifndef PROCESS_PAGE_H
#define PROCESS_PAGE_H

#include "process/decide.h"
#include "process/take.h"
#include "spool/contact.h"
#include "spool/opinion.h"

/* Whether it came by the page, by where it was taken in (spool/arrival.h). */
bool page_is_notice(const struct taken *t);

/* Registers it within the caller's transaction. */
enum verdict page_decide(struct ledger *l, void *ctx, const struct taken *t, struct decision *out, struct fault *f)
    MUST_USE;

/* An opinion that came by mail, and is answered on the page: a pair, and the link for the receipt. Nothing where it is
 * not answered there. */
enum verdict page_offer(struct ledger *l, const struct opinion *o, const struct contact *contact, struct fault *f) MUST_USE;

#endif
