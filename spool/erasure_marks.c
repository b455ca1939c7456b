/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_marks - what an erasure remembers of what it destroyed, until it is proved to be gone, is forgotten. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/erasure_destroy.h"

enum verdict
erasure_forget_marks(const struct settings *s, struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/erasure", s->folder));
	DIR *folder = opendir(path);
	const struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL && errno != ENOENT)
		v = fail(f, LATER, "open %s: %s", path, strerror(errno));
	while (v == DONE && folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.' && unlinkat(dirfd(folder), entry->d_name, 0) != 0 && errno != ENOENT)
			v = fail(f, LATER, "remove %s/%s: %s", path, entry->d_name, strerror(errno));
	if (folder != NULL)
		closedir(folder);
	talloc_free(path);
	return v;
}
