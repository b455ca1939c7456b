/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_files - the files of an answer, each sealed under a key that the record names. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/users.h"
#include "reply/attach.h"
#include "reply/publish_parts.h"
#include "spool/file.h"
#include "spool/page_case.h"
#include "spool/page_folder.h"

/* One file that is being written. */
struct writing {
	struct sealed_writer *writer;
};

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	const struct writing *w = state;

	return sealed_write(w->writer, data, len, f);
}

static enum verdict
write_open(void *ctx, int fd, const unsigned char public[SEAL_PUBLIC], const struct attachment *a, struct seal_key *key_out,
    struct fault *f)
{
	struct writing w = { sealed_begin(ctx, fd, public, (struct bytes){ NULL, 0 }) };
	const struct sink sink = { &w, take };
	enum verdict v = a->give(a->state, &sink, f);

	*key_out = *sealed_writer_key(w.writer);
	if (v == DONE)
		v = sealed_end(w.writer, f);
	if (v == DONE && fsync(fd) != 0)
		v = fail(f, LATER, "sync a file for the page: %s", strerror(errno));
	talloc_free(w.writer);
	return v;
}

/* Whole under its name, or not there. */
static enum verdict
write_file(struct publisher *p, void *ctx, const struct opinion *o, const unsigned char public[SEAL_PUBLIC],
    const struct attachment *a, struct webfile *file, struct fault *f)
{
	char *path = page_path_file(ctx, p->dir, o->number, (size_t)file->place);
	char *folder = page_path(ctx, p->dir, "out/cases");
	char *part = must(talloc_asprintf(ctx, "%s/.%s.part", folder, o->number));
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	enum verdict v;

	if (fd < 0)
		return fail(f, LATER, "create %s: %s", part, strerror(errno));
	v = write_open(ctx, fd, public, a, &file->key, f);
	if (v == DONE && fchmod(fd, users_mode_of_page(p->l->settings)) != 0)
		v = fail(f, LATER, "chmod %s: %s", part, strerror(errno));
	if (close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "close %s: %s", part, strerror(errno));
	if (v == DONE && rename(part, path) != 0)
		v = fail(f, LATER, "rename %s: %s", part, strerror(errno));
	if (v != DONE)
		unlink(part);
	return v == DONE ? folder_sync(folder, f) : v;
}

static bool
is_there(struct publisher *p, void *ctx, const struct opinion *o, const struct webfile *file)
{
	struct stat st;

	return stat(page_path_file(ctx, p->dir, o->number, (size_t)file->place), &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size >= file->size;
}

/* Room for one more, with what the register knows of those that were there. */
static void
grow(void *ctx, struct published_files *all)
{
	size_t room = (all->count > all->fresh ? all->count : all->fresh) + 1;

	all->file = must(talloc_realloc(ctx, all->file, struct webfile, room));
	all->name = must(talloc_realloc(ctx, all->name, const char *, room));
	all->type = must(talloc_realloc(ctx, all->type, const char *, room));
}

static enum verdict
add(struct publisher *p, void *ctx, const struct opinion *o, const struct facts *facts, const unsigned char public[SEAL_PUBLIC],
    const struct attachment *a, int64_t part, struct published_files *all, struct fault *f)
{
	struct webfile *file;
	bool known;

	grow(ctx, all);
	file = &all->file[all->count];
	known = all->count < all->fresh && file->draft == facts->draft.id && file->part == part && file->size == a->size &&
	    is_there(p, ctx, o, file);
	all->name[all->count] = a->name;
	all->type[all->count] = page_file_type(a->type);
	if (known) {
		all->count++;
		return DONE;
	}
	/* From here on the register learns of them anew. */
	all->fresh = all->count;
	*file = (struct webfile){ .place = (int64_t)all->count + 1, .draft = facts->draft.id, .part = part, .size = a->size };
	all->count++;
	return write_file(p, ctx, o, public, a, file, f);
}

enum verdict
publish_files(struct publisher *p, void *ctx, const struct opinion *o, const struct facts *facts, struct published_files *all,
    struct fault *f)
{
	struct attached_files files;
	struct webcase c;
	bool found;
	enum verdict v = webcase_get(p->l, o, &c, &found, f);

	if (v != DONE || !found)
		return v;
	v = attach_open(p->l, p->parser, ctx, facts, INT64_MAX / 2, &files, f);
	for (size_t i = 0; v == DONE && i < files.count; i++)
		v = add(p, ctx, o, facts, c.public, &files.item[i], facts->draft_reading->parts[i].index, all, f);
	return v;
}
