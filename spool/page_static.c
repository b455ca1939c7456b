/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_static - what the web server gives by itself. */
#include "spool/page_static.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/page_builtin.h"
#include "spool/page_folder.h"

enum verdict
page_static_write(const char *dir, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = DONE;

	for (const struct page_builtin *b = page_builtin_files; b->name != NULL && v == DONE; b++) {
		struct buffer there;
		char *path;

		if (!text_starts(b->name, "static/"))
			continue;
		path = must(talloc_asprintf(ctx, "%s/out/%s", dir, b->name));
		if (file_get(ctx, path, PAGE_FILE_MAX, &there, NULL) != DONE || !bytes_equal(buffer_bytes(&there), b->content))
			v = file_put(path, b->content, 0644, f);
	}
	talloc_free(ctx);
	return v;
}
