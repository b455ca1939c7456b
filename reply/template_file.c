/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_file - a file of mail templates: the office's own, else the one built in. */
#include "reply/template_file.h"

#include <errno.h>

#include "config/memory.h"
#include "config/text.h"
#include "reply/builtin.h"
#include "spool/file.h"

enum { FILE_MAX = 256 * 1024 };

static const char *const language_names[] = { [LANGUAGE_JA] = "ja", [LANGUAGE_EN] = "en" };

enum verdict
template_file(void *ctx, const struct office *office, enum language language, const char *name, const char **label_out,
    const char **text_out, struct fault *f)
{
	char *key = must(talloc_asprintf(ctx, "%s/%s", language_names[language], name));
	char *path = must(talloc_asprintf(ctx, "%s/%s", office->templates, key));
	struct buffer own = buffer_init(ctx);
	const struct builtin *b = builtin_files;
	enum verdict v;

	if (office->templates[0] != 0 && (access(path, F_OK) == 0 || errno != ENOENT)) {
		v = file_get(ctx, path, FILE_MAX, &own, f);
		if (v != DONE)
			return v == NEVER ? HALT : v;
		*label_out = path;
		*text_out = text_from(ctx, buffer_bytes(&own), TEXT_RUNNING, NULL);
		/* Editors of Windows put a byte order mark at the beginning. */
		if (text_starts(*text_out, "\xEF\xBB\xBF"))
			*text_out += 3;
		return DONE;
	}
	while (b->name != NULL && strcmp(b->name, key) != 0)
		b++;
	if (b->name == NULL)
		return fail(f, HALT, "there is no mail template %s", key);
	*label_out = must(talloc_asprintf(ctx, "templates/%s", key));
	*text_out = (const char *)b->content.data;
	return DONE;
}
