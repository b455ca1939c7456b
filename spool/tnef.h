/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tnef - what Outlook hides in winmail.dat (MS-OXTNEF), over libytnef. */
#ifndef SPOOL_TNEF_H
#define SPOOL_TNEF_H

#include <stdbool.h>

#include "config/bytes.h"

struct tnef_file {
	char *name;		/* one line of text */
	struct bytes data;	/* owned by the result */
};

struct tnef {
	char *body;		/* running text, "" for none */
	bool body_is_html;
	struct tnef_file *files;
	size_t count;		/* at most max */
};

/* NULL when it is no TNEF or broken. Owned by ctx. */
struct tnef *tnef_read(void *ctx, struct bytes content, size_t max);

#endif
