/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standing - whether a data folder is the live one, a standby, or one that another has taken over from.
 *
 * Two folders of one office that both work would answer residents twice and give one number to two opinions. So what
 * iken-restore makes is a standby until `iken restore --take-over` says otherwise: a file FOLDER/standby says
 * what it is, and no program begins work while it is there.
 */
#ifndef CONFIG_STANDING_H
#define CONFIG_STANDING_H

#include <stdbool.h>

#include "config/fault.h"

#define STANDING_FILE "standby"

enum standing { STANDING_LIVE, STANDING_STANDBY, STANDING_UNFINISHED, STANDING_RETIRED };

struct standing_mark {
	enum standing standing;
	char backup[64];	/* the backup that it holds, "" none */
};

/* False: the file is there and cannot be read; then nothing may be assumed. No file: STANDING_LIVE. */
bool standing_read(const char *folder, struct standing_mark *out);

/* What the file has to say. Owned by ctx. */
char *standing_text(void *ctx, const struct standing_mark *mark);

/* Whether programs must not work here; f says why and what to do. */
bool standing_refuses(const char *folder, struct fault *f);

#endif
