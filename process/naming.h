/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * naming - which department a clerk means: by code, by its name, or by what people call it. Pure.
 *
 *	道路課, roads			its name or code; spaces, width and case do not count
 *	土木部道路課管理係, 道路課長	the same with its division before it, or somebody in it behind it
 *	道路課				the same without its division, where the settings say 土木部道路課
 *	道路				the beginning of its name, two characters at least
 *
 * The first of these that finds any decides. Where it finds several departments, none is meant.
 */
#ifndef PROCESS_NAMING_H
#define PROCESS_NAMING_H

#include "config/settings.h"

enum { NAMING_CANDIDATES = 8 };

struct naming {
	const struct department *department;	/* valid at the moment; NULL: none, or not sure which */
	const struct department *candidates[NAMING_CANDIDATES];	/* which it could be */
	size_t count;
};

/* Of a department that has ended, or not begun, the one that does its work is meant, by the first way only. */
struct naming naming_department(const struct settings *s, const char *words, int64_t utc);

/* The code of the reasons for a name that was not understood: "no-department", and behind it the codes of
 * the candidates. Owned by ctx. */
const char *naming_reason(void *ctx, const struct naming *n);

#endif
