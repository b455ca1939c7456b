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

#endif
