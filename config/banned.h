/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * banned - calls that nobody may make; the Makefile puts this before every file.
 *
 * They cut silently, overrun, depend on the locale or reach a shell. The headers that declare
 * them come first, because a poisoned name may not even be declared.
 */
#ifndef CONFIG_BANNED_H
#define CONFIG_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

/* clang with _FORTIFY_SOURCE has these as macros */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol atof
#pragma GCC poison system popen tmpnam mktemp tempnam asctime ctime gmtime localtime

#endif
