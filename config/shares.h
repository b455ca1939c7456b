/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shares - what belongs to whom where the programs have several users (config/users.h): what iken-init sets and iken-check
 * looks at.
 */
#ifndef CONFIG_SHARES_H
#define CONFIG_SHARES_H

#include "config/settings.h"
#include "config/users.h"

/* Told of each file or folder that is not as it should be, in words that say how. */
typedef void shares_sayer(void *with, const char *path, const char *words);

enum shares { SHARES_LOOK, SHARES_SET };

/* SHARES_SET: makes what is missing and sets owners, groups and modes; for root. Links are never followed, and a file with a
 * second name is left alone. Done again, or after it was killed, it ends the same. LATER: something could not be set. */
enum verdict shares_go_through(const struct settings *s, enum shares what, shares_sayer *say, void *with, struct fault *f)
    MUST_USE;

/* The user whose password file this is shall be its only reader. HALT: two users' servers name the same file. */
enum verdict shares_of_passwords(const struct settings *s, struct fault *f) MUST_USE;

/* HALT: the residents' page lies in the data folder, where no web server gets. */
enum verdict shares_of_page(const struct settings *s, struct fault *f) MUST_USE;

#endif
