/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folders - the data folder's own folders and who may enter them: what iken-init makes and iken-check checks. */
#ifndef CONFIG_FOLDERS_H
#define CONFIG_FOLDERS_H

#include <sys/types.h>

#include "config/settings.h"

/* Where messages lie until they are whole, when ingest has a user of its own (config/users.h); else in tmp. */
#define FOLDER_ARRIVING "arriving"

struct folder {
	const char *path;	/* absolute */
	mode_t mode;		/* what it has at most */
};

#define FOLDER_COUNT 9

/* The data folder first, then what is in it, then [spool] keys. The paths belong to ctx. */
void folders_list(void *ctx, const struct settings *s, struct folder folders_out[FOLDER_COUNT]);

#endif
