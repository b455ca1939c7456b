/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clamd - a session with ClamAV's daemon on this machine (clamd(8)), over its socket or a loopback port.
 *
 * What is scanned is streamed to it (INSTREAM), so that nothing is written to disk by us and no rights on files are
 * given. One connection serves many streams (IDSESSION): the next are sent while the answers to those before are
 * still to come. An answer is believed only when it is exactly one of those that clamd gives, to a stream that
 * was sent to its end. After a failure the session is of no more use.
 */
#ifndef SPOOL_CLAMD_H
#define SPOOL_CLAMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"

#define CLAMD_NAME_MAX 120

struct clamd;

enum clamd_says {
	CLAMD_CLEAN,
	CLAMD_INFECTED,		/* text is the name of what was found */
	CLAMD_UNABLE		/* this stream could not be scanned (its size, a limit): text says why */
};

struct clamd_answer {
	unsigned number;	/* of the stream, as clamd_begin() gave it */
	enum clamd_says says;
	char text[CLAMD_NAME_MAX + 1];	/* letters, digits and . _ - only; of CLAMD_UNABLE spaces too */
};

/* Connects and begins a session. LATER: nobody answers there. */
enum verdict clamd_open(void *ctx, const struct virus_settings *s, struct clamd **out, struct fault *f) MUST_USE;
void clamd_close(struct clamd **c);

/* When its patterns were made, UTC seconds; 0: it does not say. Only while no answer is awaited. */
enum verdict clamd_patterns(struct clamd *c, int64_t *made_out, struct fault *f) MUST_USE;

/* One stream: begun, any number of octets, ended. LATER: the session has failed; where clamd refused the stream, the
 * answer that says so can still be fetched by clamd_next(). */
enum verdict clamd_begin(struct clamd *c, unsigned *number_out, struct fault *f) MUST_USE;
enum verdict clamd_write(struct clamd *c, const unsigned char *data, size_t len, struct fault *f) MUST_USE;
enum verdict clamd_end(struct clamd *c, struct fault *f) MUST_USE;

/* The next answer to any of the streams; waits for it. */
enum verdict clamd_next(struct clamd *c, struct clamd_answer *out, struct fault *f) MUST_USE;

#endif
