/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_backups - the keys of backups after an erasure, and what its report says of backups. */
#include <sysexits.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/programs.h"
#include "report/erase.h"
#include "report/erasure_text.h"
#include "spool/backup_list.h"

enum { RENEW_SECONDS = 600 };

bool
erase_renew_keys(struct run *run)
{
	const char *path = program_path(run->ctx, "backup");
	char *argv[] = { must(talloc_strdup(run->ctx, path != NULL ? path : "")), must(talloc_strdup(run->ctx, "--renew-keys")),
		must(talloc_strdup(run->ctx, "-c")), must(talloc_strdup(run->ctx, run->settings_file)), NULL };
	struct buffer said = buffer_init(run->ctx);
	struct fault f = { "" };
	int status = EX_UNAVAILABLE;

	if (run->settings->backup.folder[0] == 0)
		return false;
	if (path == NULL || program_run(path, argv, RENEW_SECONDS, &said, &status, &f) != DONE || status != EX_OK || said.len != 0) {
		log_line(LOG_WARNING, "the keys of backups could not be renewed (exit %d): iken backup --renew-keys", status);
		return false;
	}
	return true;
}

/* Each backup that was made before the keys were destroyed. */
static size_t
write_backups(void *ctx, const struct settings *s, const struct erasure *e, const struct backups *all, struct buffer *out)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct backup *b = &all->backup[i];

		if (b->problem != NULL || b->time > e->changed)
			continue;
		buffer_printf(out, "　%s：開けない写しが残る。%sより後に取り除かれる\n", b->id,
		    clock_japanese_date(ctx, backup_until(&s->backup, b)));
		count++;
	}
	return count;
}

static enum verdict
write_keyrings(void *ctx, const struct settings *s, const struct erasure *e, bool renewed, struct buffer *out, struct fault *f)
{
	struct keyring_file *files;
	size_t count, older = 0;
	enum verdict v = keyring_list(ctx, keyring_folder(ctx, &s->backup), &files, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		older += files[i].time < e->changed || (files[i].time == e->changed && !renewed);
	if (v == DONE && older != 0)
		buffer_printf(out, "　消去より前の鍵束が%zu個ある。iken backup --renew-keys で取り除くまでは、これらの写しを開くことができる\n", older);
	else if (v == DONE)
		buffer_string(out, "　消去より前の鍵束は残っていない\n");
	return v;
}

enum verdict
erasure_text_backups(const struct settings *s, const struct erasure *e, bool renewed, struct buffer *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct backups all;
	enum verdict v = DONE;

	buffer_string(out, "５　バックアップ\n");
	if (s->backup.folder[0] == 0) {
		buffer_string(out, "　設定されていない\n\n");
		talloc_free(ctx);
		return DONE;
	}
	v = backup_list(ctx, s->backup.folder, &all, f);
	if (v == DONE && write_backups(ctx, s, e, &all, out) == 0)
		buffer_string(out, "　消去より前のバックアップはない\n");
	if (v == DONE)
		v = write_keyrings(ctx, s, e, renewed, out, f);
	buffer_string(out, "\n");
	talloc_free(ctx);
	return v;
}
