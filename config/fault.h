/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fault - what became of an action, and why.
 *
 * Whatever acts returns a verdict; whatever asks returns bool. The reason is written where
 * it is known and travels up in a struct fault; only the program's main loop prints it.
 * A reason names files, settings, hosts, numbers and identifiers of ours; never a resident's
 * name, address, subject or text, because it ends up in the log.
 */
#ifndef CONFIG_FAULT_H
#define CONFIG_FAULT_H

enum verdict {
	DONE = 0,	/* it happened, durably where durability is promised */
	LATER,		/* this item not now: network, lock, full disk; try again next run */
	NEVER,		/* this item not ever: unreadable, forbidden, unknown; set it aside */
	HALT		/* this run cannot go on: settings, keys, register */
};

#define FAULT_TEXT_MAX 512

struct fault {
	char text[FAULT_TEXT_MAX];	/* one line, UTF-8, no control characters; "" when DONE */
};

#define MUST_USE __attribute__((warn_unused_result))

/* Writes the reason into f (which may be NULL) and returns verdict, so that a failing
 * function ends with `return fail(f, LATER, "connect %s: %s", host, strerror(errno));`.
 * Text that is too long is cut at a character. errno is left as it was. */
enum verdict fail(struct fault *f, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* LATER or NEVER or HALT for an errno of a file or network call: what is not on the short
 * list of permanent errors is LATER. */
enum verdict verdict_of_errno(int error);

/* The sysexits status that a program ends with: DONE 0, LATER 75, NEVER 65, HALT 78. */
int verdict_exit(enum verdict verdict);

/* "done", "later", "never" or "halt"; a static string. */
const char *verdict_name(enum verdict verdict);

#endif
