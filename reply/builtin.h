/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin - the files of config/templates, built into the program by the Makefile. */
#ifndef REPLY_BUILTIN_H
#define REPLY_BUILTIN_H

#include "config/bytes.h"

struct builtin {
	const char *name;	/* "ja/receipt" */
	struct bytes content;
};

/* Ends with a NULL name. */
extern const struct builtin builtin_files[];

#endif
