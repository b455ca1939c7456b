/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dropreport - tells the desk what stays in a drop folder, and why.
 *
 * It is an arrival like any other: a bundle called "report" whose form has a line "NAME: reason (code)" for each item;
 * its origin's source is the drop, its recipient "report". Each item is told once, and once a day while it stays.
 */
#ifndef INGEST_DROPREPORT_H
#define INGEST_DROPREPORT_H

#include "ingest/left.h"
#include "spool/arrival.h"

struct dropreport;

struct dropreport *dropreport_new(void *ctx, const struct settings *s, const struct drop *drop, int64_t now);

/* An item that stays, and what is remembered of it. Both must live as long as the report. */
void dropreport_add(struct dropreport *r, const struct item *item, struct left_entry *entry);

/* Whether any of it has to be told now. */
bool dropreport_is_due(const struct dropreport *r);

/* Writes the report, makes it durable and notes it in left. *told_out: how many items it tells of. */
enum verdict dropreport_write(struct dropreport *r, struct arrivals *arrivals, struct left *left, int64_t *told_out,
    struct fault *f) MUST_USE;

#endif
