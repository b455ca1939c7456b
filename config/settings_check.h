/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_check - whether settings that are right one by one are right together.
 *
 * Private to config/settings*.c.
 */
#ifndef CONFIG_SETTINGS_CHECK_H
#define CONFIG_SETTINGS_CHECK_H

#include "config/settings.h"
#include "config/settings_file.h"

/* Adds to p what is wrong; lines that have a problem already are passed over. */
void settings_check(const struct settings *s, const struct settings_file *file, struct problems *p);

/* The index-th section of a kind, NULL when there are fewer. */
const struct section *settings_section(const struct settings_file *file, const char *kind, size_t index);

/* ---- what the files settings_check*.c have in common ---- */

struct check {
	const struct settings *s;
	const struct settings_file *file;
	struct problems *p;
	size_t known;			/* problems that were there before */
};

/* Of one setting in the light of others (names separated by spaces): when one of them is wrong by
 * itself, it is too early to judge. */
void complain(const struct check *c, const struct section *section, const char *name, const char *others,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Places that must lie apart: backups, exports and their passwords (settings_check_places.c). */
void settings_check_places(const struct check *c);

#endif
