/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confine - gives up for good what a parser does not need.
 *
 * A seccomp filter allows reading and writing open descriptors, memory and time, and, for
 * CONFINE_FORKING, fork and wait; everything else fails with EPERM. Landlock, where the kernel has
 * it, forbids every file besides.
 *
 * What looks at scans is confined by kinds of its own: CONFINE_SCANS may fork, and where there is Landlock may read the
 * fonts and what belongs to them, but no other file. On top of it each child gives up more.
 *
 * In sanitizer builds (IKEN_SANITIZED) only the resource
 * limits are set, because ASan needs more calls than the filter allows.
 */
#ifndef SPOOL_CONFINE_H
#define SPOOL_CONFINE_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"

enum confine_kind {
	CONFINE_FORKING,
	CONFINE_WORKING,
	CONFINE_SCANS,			/* the process that forks those that follow */
	CONFINE_SCAN,			/* no file, no thread */
	CONFINE_SCAN_FONTS,		/* files as CONFINE_SCANS */
	CONFINE_SCAN_THREADS		/* threads */
};

/* HALT when the kernel refuses the filter; nothing is given up then. */
enum verdict confine(enum confine_kind kind, struct fault *f) MUST_USE;

/* Processor seconds and address space of this process. */
enum verdict confine_limits(int64_t seconds, int64_t memory, struct fault *f) MUST_USE;

/* What this kernel has for it: whether programs may filter system calls (without it confine() is HALT), and the version of
 * Landlock, 0 none: then the filter alone keeps files shut. */
struct confine_offer {
	bool seccomp;
	int landlock;
};
struct confine_offer confine_offer(void);

#endif
