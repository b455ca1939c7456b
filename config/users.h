/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * users - the Unix users of the programs, one for those of each folder ([users] in the settings).
 *
 *	ingest	takes in what came, sealed to a public key; can open none of it again, nor the register
 *	process	holds the key that opens arrivals, and has no network
 *	reply	holds what mail servers and printers ask for
 *	report	lists, shows, counts, erases
 *
 * Two groups bind them together: all four are in the one that may enter the data folder, and all but ingest in that of
 * the register. Root starts the programs, as cron does, and each becomes its own user before it does anything else.
 * Without [users] one user runs all programs, and each is whoever started it.
 */
#ifndef CONFIG_USERS_H
#define CONFIG_USERS_H

#include <stdbool.h>
#include <sys/types.h>

#include "config/fault.h"
#include "config/settings.h"

enum user { USER_INGEST, USER_PROCESS, USER_REPLY, USER_REPORT, USER_COUNT };

struct user_ids {
	uid_t user[USER_COUNT];
	gid_t own[USER_COUNT];		/* each one's first group */
	gid_t group;			/* of all four */
	gid_t of_register;		/* of process, reply and report */
	bool has_web;			/* a web server runs the residents' page on this machine: */
	uid_t web;
	gid_t of_web;			/* its first group, which ingest, reply and report are in as well */
};

bool users_are_set(const struct settings *s);
const char *users_name(const struct settings *s, enum user who);

/* HALT: one of them does not exist. */
enum verdict users_find(const struct settings *s, struct user_ids *out, struct fault *f) MUST_USE;

/* At the beginning of a program ("iken-fetch"): root becomes its user for good, and the umask lets the group in. "iken"
 * itself does so but between the programs that it starts, and iken-keys but while it writes keys (users_be_root()). HALT: this is another user, f says who
 * should run it. Without [users]: nothing. */
enum verdict users_enter(const struct settings *s, const char *program, struct fault *f) MUST_USE;

/* For who starts programs of several users or writes keys: root again, or no longer. Nothing where users_enter() lent nothing. */
void users_be_root(bool root);

/* The owner, group and mode that the key file of this name shall have; older keys of a kind are named KIND.SOMETHING.
 * False: there is no such kind. */
bool users_of_key(const struct user_ids *ids, const char *name, uid_t *owner_out, gid_t *group_out, mode_t *mode_out);

/* Root gives a key file that was just written to those who need it. Without [users], or as another user: nothing. */
enum verdict users_settle_key(const struct settings *s, const char *path, const char *name, struct fault *f) MUST_USE;

/* An open file of ours gets the register's group, which may write to it. Without [users]: nothing. */
void users_share_with_register(const struct settings *s, int fd);

/* Of what is published for the residents' page: a web server that is another's reads it as nobody in particular, and [page]
 * folder lets in nobody but that one and ours. */
mode_t users_mode_of_page(const struct settings *s);

#endif
