/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_folder - a folder that is wholly there or not.
 *
 * It is filled as .NAME.part, which nobody but its owner may enter, synced and given its name; nothing of that name is ever
 * replaced. What a run that was killed has left under the first name is destroyed by the next.
 */
#ifndef REPORT_EXPORT_FOLDER_H
#define REPORT_EXPORT_FOLDER_H

#include "report/export_out.h"

struct export_folder;

/* Owned by ctx, and destroyed with it unless it got its name. NEVER: there is one of that name. LATER: another run fills it. */
enum verdict export_folder_new(void *ctx, const char *in, const char *name, struct export_folder **out, struct fault *f) MUST_USE;
struct export_target export_folder_target(struct export_folder *x);
/* Synced, and named. */
enum verdict export_folder_end(struct export_folder *x, struct fault *f) MUST_USE;

#endif
