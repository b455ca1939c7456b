/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_mail - the report of a period goes out by mail once; its files lie in FOLDER/stats until then and after. */
#ifndef SPOOL_STATISTICS_MAIL_H
#define SPOOL_STATISTICS_MAIL_H

#include "spool/ledger.h"

/* FOLDER/stats, and FOLDER/stats/NAME.ENDING of the report that is mailed. Owned by ctx. */
char *statistics_folder(void *ctx, const struct settings *s);
char *statistics_file(void *ctx, const struct settings *s, const char *name, const char *ending);

/* Whether the mail about a period (its name) was decided before. */
enum verdict statistics_was_mailed(struct ledger *l, const char *name, bool *was_out, struct fault *f) MUST_USE;
/* Decides it, in a transaction of its own. *new_out false: somebody has done so meanwhile. */
enum verdict statistics_mail(struct ledger *l, const char *name, bool *new_out, struct fault *f) MUST_USE;

#endif
