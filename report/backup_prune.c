/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_prune - removes backups that are old enough, and the pieces that no backup needs any more. */
#include "report/backup_prune.h"

#include <dirent.h>
#include <errno.h>

#include "config/log.h"
#include "config/memory.h"
#include "report/backup_lists.h"
#include "spool/file.h"

struct pruning {
	struct store *store;
	const struct backups *stay;
	size_t pieces;			/* removed */
};

static bool
is_old(const struct backup_settings *settings, const struct backup *b, size_t newer, int64_t now)
{
	return b->problem == NULL && newer >= (size_t)settings->keep && backup_until(settings, b) < now;
}

static enum verdict
remove_backup(const struct store *s, const struct backup *b, struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/backups/%s", store_folder(s), b->id));
	enum verdict v = unlink(path) == 0 || errno == ENOENT ? DONE : fail(f, LATER, "remove %s: %s", path, strerror(errno));

	talloc_free(path);
	return v;
}

static enum verdict
remove_old(const struct store *s, const struct backup_settings *settings, const struct backups *all, int64_t now,
    size_t *removed_out, struct fault *f)
{
	size_t newer = 0;
	enum verdict v = DONE;

	for (size_t i = all->count; v == DONE && i > 0; i--) {
		const struct backup *b = &all->backup[i - 1];

		if (is_old(settings, b, newer, now)) {
			v = remove_backup(s, b, f);
			*removed_out += v == DONE;
		}
		newer += b->problem == NULL;
	}
	return v;
}

static void
drop_list(const char *path, const char *name, void *with)
{
	const struct pruning *p = with;

	for (size_t i = 0; i < p->stay->count; i++)
		for (size_t k = 0; k < p->stay->backup[i].list_count; k++)
			if (strcmp(p->stay->backup[i].lists[k], name) == 0)
				return;
	lists_remove(path, name, NULL);
}

static void
drop_piece(const char *path, const char *name, void *with)
{
	struct pruning *p = with;
	unsigned char octets[STORED_NAME];

	for (size_t i = 0; i < sizeof octets; i++) {
		char pair[3] = { name[2 * i], name[2 * i] != 0 ? name[2 * i + 1] : 0, 0 };

		octets[i] = (unsigned char)strtoul(pair, NULL, 16);
		if (pair[1] == 0)
			return;
	}
	if (store_find(p->store, octets) != NULL)
		return;
	lists_remove(path, name, NULL);
	p->pieces++;
}

/* What the backups that stay need is learned first. */
static enum verdict
drop_rest(void *ctx, struct pruning *p, struct fault *f)
{
	enum verdict v = DONE;

	store_forget(p->store);
	for (size_t i = 0; v == DONE && i < p->stay->count; i++)
		v = p->stay->backup[i].problem == NULL ? store_learn(p->store, &p->stay->backup[i], f) : NEVER;
	if (v == NEVER) {
		log_line(LOG_WARNING, "a backup is damaged (iken backup --verify): pieces are kept, though nobody may need them");
		return DONE;
	}
	for (int i = 0; v == DONE && i < 256; i++)
		lists_each_name(store_folder(p->store), must(talloc_asprintf(ctx, "objects/%02x", i)), drop_piece, p);
	if (v == DONE)
		lists_each_name(store_folder(p->store), "lists", drop_list, p);
	return v;
}

enum verdict
backup_prune(void *ctx, struct store *s, const struct backup_settings *settings, int64_t now, size_t *removed_out,
    struct fault *f)
{
	struct backups all, stay;
	struct pruning p = { s, &stay, 0 };
	enum verdict v = backup_list(ctx, store_folder(s), &all, f);

	*removed_out = 0;
	if (v == DONE)
		v = remove_old(s, settings, &all, now, removed_out, f);
	if (v != DONE || *removed_out == 0)
		return v;
	v = folder_sync(must(talloc_asprintf(ctx, "%s/backups", store_folder(s))), f);
	if (v == DONE)
		v = backup_list(ctx, store_folder(s), &stay, f);
	return v == DONE ? drop_rest(ctx, &p, f) : v;
}
