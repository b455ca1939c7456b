/* SPDX-License-Identifier: GPL-3.0-or-later */
/* accounts - makes the users and groups that [users] names where they are missing. */
#ifndef CONFIG_ACCOUNTS_H
#define CONFIG_ACCOUNTS_H

#include <stdbool.h>

#include "config/fault.h"
#include "config/settings.h"

/* By groupadd, useradd and usermod, without a shell; each thing made is a line on standard output, and with dry nothing
 * is made. The users have no password, no shell and no folder. Done again it makes nothing. For root. */
enum verdict accounts_make(const struct settings *s, bool dry, struct fault *f) MUST_USE;

#endif
