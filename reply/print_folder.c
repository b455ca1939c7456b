/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_folder - a run of letters as files in a folder: the letters, the dispatch list, the same for spreadsheets. */
#include "config/memory.h"
#include "reply/print.h"
#include "spool/file.h"

enum { FILE_MODE = 0640 };

/* The same name each time: made once more after a kill, it takes the place of what there is. */
static enum verdict
put(struct print_run *x, const char *what, const char *ending, const struct buffer *content, struct fault *f)
{
	char *name = print_file_name(x->ctx, what, &x->row, ending);
	char *path = must(talloc_asprintf(x->ctx, "%s/%s", x->l->settings->print.folder, name));

	return file_put(path, buffer_bytes(content), FILE_MODE, f);
}

enum verdict
print_into_folder(struct print_run *x, const char **place_out, unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	struct buffer letters = buffer_init(x->ctx), list = buffer_init(x->ctx), lines = buffer_init(x->ctx);
	enum verdict v = print_draw(x, 0, x->count, &letters, f);

	if (v == DONE)
		v = print_draw_list(x, &list, &lines, f);
	if (v == DONE)
		v = put(x, "dispatch", "pdf", &list, f);
	if (v == DONE)
		v = put(x, "dispatch", "csv", &lines, f);
	if (v == DONE)
		v = put(x, "letters", "pdf", &letters, f);
	if (v != DONE)
		return v;
	seal_hash(x->l->keys->digest, "run", buffer_bytes(&letters), digest, SEAL_DIGEST);
	*place_out = print_file_name(x->ctx, "letters", &x->row, "pdf");
	talloc_free(letters.data);
	return DONE;
}
