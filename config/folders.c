/* SPDX-License-Identifier: GPL-3.0-or-later */
/* folders - the data folder's own folders and who may enter them: what iken-init makes and iken-check checks. */
#include "config/folders.h"

#include "config/memory.h"

void
folders_list(void *ctx, const struct settings *s, struct folder folders_out[FOLDER_COUNT])
{
	/* The group may read the logs and how runs went, and nothing else. */
	static const struct folder inside[] = {
		{ "", 0750 }, { "/tmp", 0700 }, { "/arrivals", 0700 }, { "/store", 0700 },
		{ "/lock", 0700 }, { "/state", 0750 }, { "/log", 0750 }, { "/sent", 0700 },
	};
	size_t n = sizeof inside / sizeof inside[0];

	for (size_t i = 0; i < n; i++)
		folders_out[i] = (struct folder){
			must(talloc_asprintf(ctx, "%s%s", s->folder, inside[i].path)), inside[i].mode };
	folders_out[n] = (struct folder){ s->keys, 0700 };
}
