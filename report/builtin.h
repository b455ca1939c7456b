/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin - the words of reports, config/templates/LANGUAGE/audit, built into the programs by the Makefile. */
#ifndef REPORT_BUILTIN_H
#define REPORT_BUILTIN_H

#include "config/bytes.h"

struct report_builtin {
	const char *name;	/* "ja/audit" */
	struct bytes content;
};

/* Ends with a NULL name. */
extern const struct report_builtin report_builtin_files[];

#endif
