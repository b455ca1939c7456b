/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_archive - a ZIP archive with AES-256, encrypted as it is written. */
#include "report/export_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/file.h"

struct export_archive {
	struct archive *archive;
	struct archive_entry *entry;
	bool has_header;		/* of the entry, which comes with the first octet */
	int fd, error;			/* error: of the write that failed */
	const char *path;
	struct sha256 sha;
	int64_t size;
};

static la_ssize_t
take(struct archive *archive, void *with, const void *data, size_t len)
{
	struct export_archive *a = with;

	(void)archive;
	/* Of a failure libarchive hears nothing, for then it would not even free what it has; is_written() tells of it. */
	if (a->fd >= 0 && !file_write(a->fd, (struct bytes){ data, len })) {
		a->error = errno;
		a->fd = -1;
	}
	if (a->fd < 0)
		return (la_ssize_t)len;
	sha256_add(&a->sha, (struct bytes){ data, len });
	a->size += (int64_t)len;
	return (la_ssize_t)len;
}

static int
destroy(struct export_archive *a)
{
	/* What is left to write when it is given up goes nowhere. */
	a->fd = -1;
	archive_entry_free(a->entry);
	(void)archive_write_free(a->archive);
	return 0;
}

static enum verdict
failed(const struct export_archive *a, struct fault *f)
{
	const char *why = a->error != 0 ? strerror(a->error) : archive_error_string(a->archive);

	return fail(f, LATER, "write %s: %s", a->path, why != NULL ? why : "?");
}

/* Of a call that libarchive was content with: whether all that it wrote is written. */
static enum verdict
is_written(const struct export_archive *a, bool content, struct fault *f)
{
	return content && a->error == 0 ? DONE : failed(a, f);
}

enum verdict
export_archive_new(void *ctx, int fd, const char *path, const char *password, struct export_archive **out, struct fault *f)
{
	struct export_archive *a = memory_new(ctx, sizeof *a);

	a->fd = fd;
	a->path = must(talloc_strdup(a, path));
	a->archive = must(archive_write_new());
	a->entry = must(archive_entry_new());
	talloc_set_destructor(a, destroy);
	sha256_begin(&a->sha);
	*out = a;
	if (archive_write_set_format_zip(a->archive) != ARCHIVE_OK ||
	    archive_write_set_options(a->archive, "zip:encryption=aes256,zip:hdrcharset=UTF-8") != ARCHIVE_OK ||
	    archive_write_set_passphrase(a->archive, password) != ARCHIVE_OK)
		return fail(f, HALT, "this libarchive writes no ZIP with AES-256: %s", archive_error_string(a->archive));
	/* Without padding: the file ends where the archive does. */
	if (archive_write_set_bytes_in_last_block(a->archive, 1) != ARCHIVE_OK ||
	    archive_write_open(a->archive, a, NULL, take, NULL) != ARCHIVE_OK)
		return failed(a, f);
	return DONE;
}

static enum verdict
begin(void *state, const char *name, struct fault *f)
{
	struct export_archive *a = state;

	(void)archive_entry_clear(a->entry);
	archive_entry_set_pathname_utf8(a->entry, name);
	archive_entry_set_filetype(a->entry, AE_IFREG);
	archive_entry_set_perm(a->entry, S_IRUSR | S_IWUSR);
	archive_entry_set_mtime(a->entry, clock_now(), 0);
	a->has_header = false;
	(void)f;
	return DONE;
}

/* An empty file has to be said to be one: else libarchive writes an entry that is damaged. */
static enum verdict
put_header(struct export_archive *a, bool is_empty, struct fault *f)
{
	if (a->has_header)
		return DONE;
	if (is_empty)
		archive_entry_set_size(a->entry, 0);
	a->has_header = true;
	return is_written(a, archive_write_header(a->archive, a->entry) == ARCHIVE_OK, f);
}

static enum verdict
write_data(void *state, const void *data, size_t len, struct fault *f)
{
	struct export_archive *a = state;
	const unsigned char *p = data;
	enum verdict v = len != 0 ? put_header(a, false, f) : DONE;

	if (v != DONE)
		return v;
	while (len != 0) {
		la_ssize_t n = archive_write_data(a->archive, p, len);

		v = is_written(a, n > 0, f);
		if (v != DONE)
			return v;
		p += n;
		len -= (size_t)n;
	}
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	struct export_archive *a = state;
	enum verdict v = put_header(a, true, f);

	if (v != DONE)
		return v;
	return is_written(a, archive_write_finish_entry(a->archive) == ARCHIVE_OK, f);
}

struct export_target
export_archive_target(struct export_archive *a)
{
	return (struct export_target){ a, begin, write_data, end };
}

enum verdict
export_archive_end(struct export_archive *a, char digest_out[SHA256_DIGITS + 1], int64_t *size_out, struct fault *f)
{
	enum verdict v = is_written(a, archive_write_close(a->archive) == ARCHIVE_OK, f);

	if (v != DONE)
		return v;
	sha256_end(&a->sha, digest_out);
	*size_out = a->size;
	return DONE;
}
