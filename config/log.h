/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log - one line for each thing done, on standard error and in FOLDER/log.
 *
 *     2026-11-23T05:05:00Z iken-register 0a3f…: registered as 2026-000123-7
 *
 * A warning or an error says so before its words. Standard error gets the line without its time.
 * Ids, numbers, counts and faults only: never a name, an address, a subject or a text.
 * Standard error gets warnings and errors (cron mails them) and, with -v, everything.
 */
#ifndef CONFIG_LOG_H
#define CONFIG_LOG_H

#include <stdbool.h>

enum log_level { LOG_NOTE, LOG_WARNING, LOG_ERROR };

/* program: a name that outlives the process. Before log_to_folder only standard error is written. */
void log_begin(const char *program, bool verbose);
/* Appends to FOLDER/log/PROGRAM.log (0640) from here on; silently stays with standard error
 * when that cannot be opened, since a full disk must not stop the reading of mail. */
void log_to_folder(const char *folder);
void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_end(void);

/* The name that was given to log_begin. */
const char *log_program(void);

#endif
