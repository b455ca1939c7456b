/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * programs - which programs there are, where they lie, and how one starts another.
 *
 * No shell is ever involved: a program is a path and an argument vector.
 */
#ifndef CONFIG_PROGRAMS_H
#define CONFIG_PROGRAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "config/bytes.h"
#include "config/fault.h"

enum program_part { PART_ALONE, PART_OF_ROUND };
enum program_check { CHECK_NONE, CHECK_KNOWN };

struct program {
	const char *name;		/* without iken-: "fetch" */
	enum program_part part;		/* whether `iken run` runs it */
	enum program_check check;	/* whether --check says if it could do its work */
	const char *purpose;		/* one line */
};

/* All of them, those of a round in its order; ends with a NULL name. */
extern const struct program programs[];

/* Whose user a program runs as where there are several (config/users.h). AS_STARTER: root, as what it starts becomes other
 * users; between them report's. AS_KEEPER: process, and root again for as long as a key's file is written. AS_BACKUP is
 * process, which can read all keys. In the order of enum user. */
enum program_user { AS_ANYBODY, AS_KEEPER, AS_STARTER, AS_INGEST, AS_PROCESS, AS_REPLY, AS_REPORT, AS_BACKUP = AS_PROCESS };
/* Of "iken-fetch", or "iken". */
enum program_user program_user(const char *program);
/* Whether it has to reach other machines, or starts a program that has to. */
bool program_is_online(const char *program);

/* The folder that this program was started from, or NULL when it cannot be known. */
const char *programs_folder(void *ctx);

/* The path of iken-NAME beside this program, else in IKEN_BINDIR; NULL when it is in neither.
 * name has only letters, digits and hyphens, or nothing is found. Owned by ctx. */
char *program_path(void *ctx, const char *name);

/* Looks in folder (which must stay) before IKEN_BINDIR: for programs that lie elsewhere than the others, as tests do. */
void programs_look_in(const char *folder);

/* Runs path with argv (argv[0] and a final NULL included) and waits for its end. out: what it
 * prints, errors included, is added to it (64 KB at most), and it is ended after so many seconds
 * (0: never); NULL: it prints to our own streams and ends when it likes. SIGTERM and SIGINT are
 * passed on. *status_out is its exit status, or 70 when a signal ended it (f says which). LATER:
 * it could not be started. */
enum verdict program_run(const char *path, char *const argv[], unsigned seconds,
    struct buffer *out, int *status_out, struct fault *f) MUST_USE;

#endif
