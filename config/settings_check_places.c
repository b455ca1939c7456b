/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_check_places - places that must lie apart. */
#include "config/settings_check.h"

#include <string.h>

static bool
is_set(const char *string)
{
	return *string != 0;
}

static bool
lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return n != 0 && strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == 0);
}

static void
check_backup(const struct check *c)
{
	const struct backup_settings *backup = &c->s->backup;
	const struct section *at = settings_section(c->file, "backup", 0);

	if (is_set(backup->folder) && !is_set(backup->public_key))
		complain(c, at, "public_key", "folder", "public_key is missing; make it with iken backup --new-key FILE");
	if (!is_set(backup->folder) && (is_set(backup->keyring) || is_set(backup->public_key)))
		complain(c, at, "folder", "keyring public_key", "folder is missing; write where backups go");
	if (lies_in(backup->folder, c->s->folder))
		complain(c, at, "folder", "", "it lies inside %s, and is lost with it; use another disk", c->s->folder);
}

/* Whoever takes the one must not find the other. */
static void
check_export(const struct check *c)
{
	const struct export_settings *e = &c->s->export;
	const struct section *at = settings_section(c->file, "export", 0);

	if (is_set(e->folder) && is_set(e->notices) && (lies_in(e->folder, e->notices) || lies_in(e->notices, e->folder)))
		complain(c, at, "notices", "folder", "an archive and its password lie together; use another folder, "
		    "better on another disk");
	if (lies_in(e->folder, c->s->folder))
		complain(c, at, "folder", "", "it lies inside %s; use another folder", c->s->folder);
	if (lies_in(e->notices, c->s->folder))
		complain(c, at, "notices", "", "it lies inside %s; use another folder", c->s->folder);
}

void
settings_check_places(const struct check *c)
{
	check_backup(c);
	check_export(c);
}
