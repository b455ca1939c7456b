/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_folder - the one folder through which the residents' page and the spool speak. */
#include "spool/page_folder.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/number.h"

static const struct {
	const char *below;
	mode_t mode;
} folders[] = {
	{ "", 0755 }, { "/out", 0750 }, { "/out/cases", 0750 }, { "/out/links", 0750 }, { "/out/static", 0755 },
	{ "/in", 02770 }, { "/state", 0700 },
};

enum verdict
page_folder_make(const char *dir, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; i < sizeof folders / sizeof folders[0] && v == DONE; i++) {
		char *path = must(talloc_asprintf(NULL, "%s%s", dir, folders[i].below));

		/* whatever the umask is */
		if (mkdir(path, folders[i].mode) == 0)
			v = chmod(path, folders[i].mode) == 0 ? DONE : fail(f, LATER, "chmod %s: %s", path, strerror(errno));
		else if (errno != EEXIST)
			v = fail(f, LATER, "make folder %s: %s", path, strerror(errno));
		talloc_free(path);
	}
	return v;
}

char *
page_path(void *ctx, const char *dir, const char *below)
{
	return must(talloc_asprintf(ctx, "%s/%s", dir, below));
}

char *
page_path_case(void *ctx, const char *dir, const char *number)
{
	return must(talloc_asprintf(ctx, "%s/out/cases/%s", dir, number));
}

char *
page_path_file(void *ctx, const char *dir, const char *number, size_t index)
{
	return must(talloc_asprintf(ctx, "%s/out/cases/%s.%zu", dir, number, index));
}

char *
page_path_link(void *ctx, const char *dir, const char *name)
{
	return must(talloc_asprintf(ctx, "%s/out/links/%s", dir, name));
}

void
page_numbers_write(char *const *numbers, size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, "%s\n", numbers[i]);
}

void
page_numbers_read(void *ctx, struct bytes file, char ***numbers_out, size_t *count_out)
{
	const unsigned char *p = file.data, *end = file.len != 0 ? p + file.len : p;
	size_t room = 0;

	*numbers_out = NULL;
	*count_out = 0;
	while (p < end) {
		const unsigned char *feed = memchr(p, '\n', (size_t)(end - p));
		char *line = must(talloc_strndup(ctx, (const char *)p, (size_t)((feed != NULL ? feed : end) - p)));
		char *number = number_read(ctx, line);

		talloc_free(line);
		p = feed != NULL ? feed + 1 : end;
		if (number == NULL)
			continue;
		if (*count_out == room) {
			room = room != 0 ? 2 * room : 64;
			*numbers_out = must(talloc_realloc(ctx, *numbers_out, char *, room));
		}
		(*numbers_out)[(*count_out)++] = number;
	}
}
