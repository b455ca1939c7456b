/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_out - a file that grows as a table is worked through, and is there under its name only when it is whole. */
#include "process/former_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/file.h"

enum { BLOCK = 65536 };

struct former_out {
	int fd;
	char *folder, *path, *part;
	struct buffer waiting;
};

static int
discard(struct former_out *o)
{
	if (o->fd >= 0) {
		close(o->fd);
		(void)unlink(o->part);
	}
	return 0;
}

enum verdict
former_out_begin(void *ctx, const char *folder, const char *name, struct former_out **out, struct fault *f)
{
	struct former_out *o = memory_new(ctx, sizeof *o);

	o->folder = must(talloc_strdup(o, folder));
	o->path = must(talloc_asprintf(o, "%s/%s", folder, name));
	o->part = must(talloc_asprintf(o, "%s.part", o->path));
	o->waiting = buffer_init(o);
	o->fd = open(o->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (o->fd < 0)
		return fail(f, LATER, "create %s: %s", o->part, strerror(errno));
	talloc_set_destructor(o, discard);
	*out = o;
	return DONE;
}

static enum verdict
flush(struct former_out *o, struct fault *f)
{
	if (!file_write(o->fd, buffer_bytes(&o->waiting)))
		return fail(f, LATER, "write %s: %s", o->part, strerror(errno));
	buffer_clear(&o->waiting);
	return DONE;
}

enum verdict
former_out_add(struct former_out *o, struct bytes data, struct fault *f)
{
	buffer_add(&o->waiting, data.data, data.len);
	return o->waiting.len >= BLOCK ? flush(o, f) : DONE;
}

enum verdict
former_out_end(struct former_out **out, struct fault *f)
{
	struct former_out *o = *out;
	enum verdict v = flush(o, f);

	*out = NULL;
	if (v == DONE && fsync(o->fd) != 0)
		v = fail(f, LATER, "write %s: %s", o->part, strerror(errno));
	if (v == DONE && rename(o->part, o->path) != 0)
		v = fail(f, LATER, "rename %s: %s", o->part, strerror(errno));
	if (v == DONE) {
		close(o->fd);
		o->fd = -1;
		v = folder_sync(o->folder, f);
	}
	talloc_free(o);
	return v;
}
