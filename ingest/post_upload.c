/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_upload - attachments that wait for their post, sealed to a key that the form alone holds. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"
#include "ingest/post_draft.h"
#include "spool/charset.h"
#include "spool/page_state.h"
#include "spool/sealed.h"

enum {
	INDEX_MAX = 100,	/* files of one draft, whatever out/page allows */
	NAME_CHARACTERS = 120,
	PIECE = 65536
};

struct upload_writer {
	int fd;
	char *path;
	struct sealed_writer *sealed;
};

static void
upload_pair(const struct draft *draft, unsigned char public_out[SEAL_PUBLIC], unsigned char secret_out[SEAL_SECRET])
{
	seal_hash(&draft->seed, "page.upload", (struct bytes){ NULL, 0 }, secret_out, SEAL_SECRET);
	seal_public_of(secret_out, public_out);
}

static char *
path_of(void *ctx, const struct page *page, const struct draft *draft, size_t index, const char *suffix)
{
	char *name = must(talloc_asprintf(ctx, "%s.%zu%s", draft->id, index, suffix));

	return page_state_path(ctx, page->dir, PAGE_UPLOADS, name);
}

/* ---- writing ---- */

/* A name without its folders, without signs that no name has. */
static char *
plain_name(void *ctx, struct bytes raw)
{
	struct decoded decoded = charset_to_text(ctx, raw, "utf-8");
	char *name = text_from(ctx, (struct bytes){ (const unsigned char *)decoded.text, decoded.len }, TEXT_LINE, NULL), *slash;

	while ((slash = strpbrk(name, "/\\")) != NULL)
		name = slash + 1;
	name = text_trim(ctx, name);
	if (*name == 0 || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return must(talloc_strdup(ctx, "file"));
	return text_length(name) > NAME_CHARACTERS ? text_cut(ctx, name, NAME_CHARACTERS) : name;
}

static int
abandon(struct upload_writer *w)
{
	if (w->fd >= 0) {
		close(w->fd);
		unlink(w->path);
	}
	return 0;
}

/* The first free place; its name is taken for good by .part, which becomes the file. */
static enum verdict
take_place(struct page *page, const struct draft *draft, struct upload_writer *w, struct fault *f)
{
	for (size_t i = 1; i <= INDEX_MAX; i++) {
		struct stat st;

		w->path = path_of(w, page, draft, i, "");
		if (lstat(w->path, &st) == 0)
			continue;
		w->path = path_of(w, page, draft, i, ".part");
		w->fd = open(w->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (w->fd >= 0)
			return DONE;
		if (errno != EEXIST)
			break;
	}
	return fail(f, LATER, "keep an attachment: %s", strerror(errno));
}

enum verdict
upload_begin(struct page *page, const struct draft *draft, struct bytes name, struct upload_writer **out, struct fault *f)
{
	struct upload_writer *w = memory_new(page, sizeof *w);
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	enum verdict v;

	w->fd = -1;
	v = take_place(page, draft, w, f);
	if (v != DONE) {
		talloc_free(w);
		return v;
	}
	talloc_set_destructor(w, abandon);
	upload_pair(draft, public, secret);
	w->sealed = sealed_begin(w, w->fd, public, bytes_of(plain_name(w, name)));
	seal_wipe(secret, sizeof secret);
	*out = w;
	return DONE;
}

enum verdict
upload_write(struct upload_writer *w, struct bytes data, struct fault *f)
{
	return sealed_write(w->sealed, data.data, data.len, f);
}

enum verdict
upload_end(struct upload_writer **writer, struct fault *f)
{
	struct upload_writer *w = *writer;
	enum verdict v = sealed_end(w->sealed, f);
	char *whole = must(talloc_strndup(w, w->path, strlen(w->path) - strlen(".part")));

	if (v == DONE && rename(w->path, whole) != 0)
		v = fail(f, LATER, "keep an attachment: %s", strerror(errno));
	if (v == DONE) {
		close(w->fd);
		w->fd = -1;
	}
	talloc_free(w);
	*writer = NULL;
	return v;
}

/* ---- reading ---- */

static struct sealed *
open_upload(struct page *page, const struct draft *draft, const char *path)
{
	unsigned char *public = must(talloc_size(page, SEAL_PUBLIC)), *secret = must(talloc_size(page, SEAL_SECRET));
	struct sealed *s = NULL;

	upload_pair(draft, public, secret);
	if (sealed_open(page, path, sealed_opener_new(page, public, secret), &s, NULL) != DONE)
		s = NULL;
	seal_wipe(secret, SEAL_SECRET);
	return s;
}

struct uploads
uploads_of(struct page *page, const struct draft *draft)
{
	struct uploads u = { .count = 0 };

	for (size_t i = 1; i <= INDEX_MAX; i++) {
		char *path = path_of(page, page, draft, i, "");
		struct sealed *s;

		if (access(path, F_OK) != 0)
			continue;
		s = open_upload(page, draft, path);
		if (s == NULL)
			continue;
		u.item = must(talloc_realloc(page, u.item, struct upload, u.count + 1));
		u.item[u.count++] = (struct upload){ .index = i, .path = path, .size = sealed_content(s)->size,
			.name = text_from(page, sealed_note(s), TEXT_LINE, NULL) };
		u.total += sealed_content(s)->size;
		sealed_close(&s);
	}
	return u;
}

void
upload_remove(const struct upload *upload)
{
	if (unlink(upload->path) != 0)
		errno = 0;
}

enum verdict
upload_read(struct page *page, const struct draft *draft, const struct upload *upload, const struct sink *to, struct fault *f)
{
	struct sealed *s = open_upload(page, draft, upload->path);
	unsigned char *piece = must(talloc_size(page, PIECE));
	enum verdict v = s != NULL ? DONE : fail(f, LATER, "an attachment is no longer there");

	for (int64_t at = 0; v == DONE && at < upload->size; at += PIECE) {
		size_t n = upload->size - at < PIECE ? (size_t)(upload->size - at) : PIECE;

		v = sealed_content(s)->read(sealed_content(s)->state, at, piece, n, f);
		if (v == DONE)
			v = to->take(to->state, piece, n, f);
	}
	seal_wipe(piece, PIECE);
	talloc_free(piece);
	if (s != NULL)
		sealed_close(&s);
	return v;
}

/* ---- all of them ---- */

int64_t
uploads_total(struct page *page)
{
	char *folder = page_state_path(page, page->dir, PAGE_UPLOADS, "");
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int64_t total = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		struct stat st;

		if (entry->d_name[0] != '.' && fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0)
			total += st.st_size;
	}
	if (dir != NULL)
		closedir(dir);
	return total;
}
