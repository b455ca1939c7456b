/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * send - carries out the intents that are due (law 4): rendered, sent, and noted mail by mail.
 *
 * A mail's outcome is committed as soon as the server's answer to it is read, while the server works on
 * the next. A run that is killed leaves at most those mails for which that had not happened;
 * they are sent again with the same Message-ID and the same octets.
 */
#ifndef REPLY_SEND_H
#define REPLY_SEND_H

#include "config/run.h"
#include "spool/ledger.h"
#include "spool/parser.h"

/* Sends what is due, at most as many mails as the settings allow a run. Tallies each mail in run.
 * LATER: the server cannot be reached; HALT: settings or templates. */
enum verdict send_due(struct run *run, struct ledger *l, struct parser *parser, struct fault *f) MUST_USE;

#endif
