/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confine_page - what a program of the residents' page gives up before it looks at a request.
 *
 * No socket, no other program, no other process. Where the kernel has Landlock (version 2 or later): DIR/out may be read, DIR/in
 * and DIR/state written, the system's libraries read (the tables of charsets), and nothing else.
 */
#ifndef SPOOL_CONFINE_PAGE_H
#define SPOOL_CONFINE_PAGE_H

#include "config/fault.h"

/* HALT when the kernel refuses the filter. In sanitizer builds nothing is given up. */
enum verdict confine_page(const char *dir, struct fault *f) MUST_USE;

#endif
