/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * person - who sits at the keyboard, where two people have to agree.
 *
 * Many share one Unix user by sudo; the kernel remembers who logged in (/proc/self/loginuid, which only root can
 * change). Where it does not know it is the user who runs the program.
 */
#ifndef SPOOL_PERSON_H
#define SPOOL_PERSON_H

struct person {
	const char *id;		/* tells people apart: "uid 1000" */
	const char *name;	/* for people: "tanaka (1000)" */
};

/* Strings owned by ctx. */
struct person person_here(void *ctx);

#endif
