/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach_report - the files of a report of statistics. */
#include "reply/attach_report.h"

#include "config/memory.h"
#include "reply/base64.h"
#include "spool/file.h"
#include "spool/statistics_mail.h"

enum { FILE_MAX = 32 << 20, HEAD = 64 * 1024 };

static const struct {
	const char *ending, *type;
} files[] = {
	{ "pdf", "application/pdf" },
	{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
};

enum { FILES = sizeof files / sizeof files[0] };

bool
attach_report_wanted(const struct facts *facts)
{
	return strcmp(facts->intent->kind, "statistics") == 0;
}

static enum verdict
give(void *state, const struct sink *sink, struct fault *f)
{
	const struct buffer *content = state;

	return sink->take(sink->state, content->data, content->len, f);
}

enum verdict
attach_report(const struct settings *s, void *ctx, const struct facts *facts, int64_t max, struct attached_files *out,
    struct fault *f)
{
	const char *name = facts->intent->code;
	int64_t size = HEAD;

	*out = (struct attached_files){ memory_new(ctx, FILES * sizeof *out->item), 0 };
	for (size_t i = 0; i < FILES; i++) {
		struct buffer *content = memory_new(ctx, sizeof *content);
		enum verdict v = file_get(ctx, statistics_file(ctx, s, name, files[i].ending), FILE_MAX, content, f);

		size += v == DONE ? base64_lines_size((int64_t)content->len) : 0;
		if (v == NEVER || size > max)
			out->count = 0;
		if (v != DONE || size > max)
			return v == NEVER ? DONE : v;
		out->item[out->count++] = (struct attachment){ .name = must(talloc_asprintf(ctx, "statistics-%s.%s", name,
		    files[i].ending)), .type = files[i].type, .size = (int64_t)content->len, .state = content, .give = give };
	}
	return DONE;
}
