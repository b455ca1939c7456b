/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_task - does one job of iken-scan and says what came of it. */
#ifndef SPOOL_SCAN_TASK_H
#define SPOOL_SCAN_TASK_H

#include "config/bytes.h"
#include "spool/scan_wire.h"

/* Makes libraries load what they would load later. */
void task_load(void);

/* Says SCAN_BEGUN first and SCAN_DONE or SCAN_NEVER last, over socket. Ends the process when nobody listens. */
void task_run(const struct scan_job *job, struct bytes file, int socket);

/* Stops the clock of the last job. */
void task_rest(void);

#endif
