/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check - what iken-check looks at itself: clock, files, folders, disk.
 *
 * Each prints lines "ok|warning|FAIL WHAT: why; what to do" on standard output.
 */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#include <stdbool.h>

#include "config/settings.h"

struct checks {
	int status;		/* 0; 75: something is wrong that may pass; 78: something has to be set right */
	size_t shares;		/* files of which owner, group or mode are wrong */
};

void check_ok(struct checks *c, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void check_warning(struct checks *c, const char *what, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* status: 75 when it may pass by itself; whatever else counts as 78. */
void check_failed(struct checks *c, int status, const char *what, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

void check_clock(struct checks *c);
void check_settings_owner(struct checks *c, const char *file);
/* The files, programs and folders that settings name: passwords, certificates, templates, standard answers. */
void check_named_files(struct checks *c, void *ctx, const struct settings *s);
void check_user(struct checks *c);
/* Owners, groups and modes, where the programs have users of their own. */
void check_sharing(struct checks *c, const struct settings *s);
/* False when the data folder cannot be used at all. */
bool check_folders(struct checks *c, void *ctx, const struct settings *s);
/* Room, inodes, and whether its kind keeps files and locks safe. */
void check_disk(struct checks *c, const char *folder);
/* Whether the file system's time is ours: another machine's may not be. */
void check_file_clock(struct checks *c, void *ctx, const char *folder);

#endif
