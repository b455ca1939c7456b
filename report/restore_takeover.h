/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * restore_takeover - a standby becomes the live data folder.
 *
 * What the machine before did after the backup is not known here, so nothing is done that could be wrong twice:
 *
 *	numbers		a gap is left, so that no number that it gave out comes again
 *	answers		those that had not left become undeliverable: the desk sends them again, or not
 *	other mails	go out (again) with the same Message-ID; a second copy is the same mail
 *	mailboxes	the memory is that of the backup: what came in since and is still there is fetched, what is known is
 *			known by its id and by its octets. What the machine before has deleted there is lost
 *	the other machine	retires at its next backup, when it sees who owns the backups' folder
 */
#ifndef REPORT_RESTORE_TAKEOVER_H
#define REPORT_RESTORE_TAKEOVER_H

#include "config/run.h"

enum takeover { TAKEOVER_REAL, TAKEOVER_DRILL };

/* gap: how many numbers are left out. A drill leaves the machine before alone; its settings must send nothing and leave the
 * mailboxes as they are. The folder is [spool] folder of the run's settings. Prints what was done and what
 * a person has to do. Done twice is harmless. */
enum verdict restore_take_over(struct run *run, enum takeover kind, int64_t gap) MUST_USE;

/* This data folder is not live any more. */
enum verdict restore_retire(struct run *run) MUST_USE;

#endif
