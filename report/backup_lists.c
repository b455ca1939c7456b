/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_lists - the lists of stored pieces and the files that they speak of. */
#include "report/backup_lists.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/log.h"
#include "config/memory.h"
#include "spool/file.h"

/* Pieces of one list: so many that a list is worth a file, so few that little is written anew when one changes. */
enum { LINE = 64, LINES = 2048, STEP = 65536 };

static void
put_line(unsigned char line[LINE], const struct stored *piece)
{
	memset(line, 0, LINE);
	memcpy(line, piece->name, STORED_NAME);
	memcpy(line + STORED_NAME, piece->digest, SEAL_DIGEST);
	for (int i = 0; i < 8; i++)
		line[STORED_NAME + SEAL_DIGEST + i] = (unsigned char)((uint64_t)piece->size >> (56 - 8 * i));
}

static void
take_line(const unsigned char line[LINE], struct stored *piece)
{
	uint64_t size = 0;

	*piece = (struct stored){ .mark = 0 };
	memcpy(piece->name, line, STORED_NAME);
	memcpy(piece->digest, line + STORED_NAME, SEAL_DIGEST);
	for (int i = 0; i < 8; i++)
		size = size << 8 | line[STORED_NAME + SEAL_DIGEST + i];
	piece->size = (int64_t)size;
}

static void
digest_of(struct bytes content, char digits[BACKUP_DIGITS + 1])
{
	unsigned char digest[SEAL_DIGEST];
	struct seal_digest d;

	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, content);
	seal_digest_end(&d, digest, sizeof digest);
	seal_hex(digest, sizeof digest, digits);
}

static enum verdict
read_list(void *ctx, const char *folder, const char *digits, struct buffer *out, struct fault *f)
{
	char *path = must(talloc_asprintf(ctx, "%s/lists/%s", folder, digits));
	char found[BACKUP_DIGITS + 1];
	enum verdict v = file_get(ctx, path, LINES * LINE, out, f);

	if (v != DONE)
		return v;
	digest_of(buffer_bytes(out), found);
	if (strcmp(found, digits) != 0 || out->len % LINE != 0)
		return fail(f, NEVER, "%s is damaged: it has another digest than its name", path);
	return DONE;
}

/* A list that is there and whole is left alone: backups that differ little share most of them. */
static enum verdict
write_list(const char *folder, struct bytes content, char digits[BACKUP_DIGITS + 1], struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct fault ignored;
	struct buffer there;
	char *path;
	enum verdict v = DONE;

	digest_of(content, digits);
	path = must(talloc_asprintf(ctx, "%s/lists/%s", folder, digits));
	if (read_list(ctx, folder, digits, &there, &ignored) != DONE)
		v = file_put(path, content, 0600, f);
	talloc_free(ctx);
	return v;
}

enum verdict
lists_write(void *ctx, const char *folder, const struct stored *pieces, size_t count, struct backup *b, struct fault *f)
{
	unsigned char *lines = must(talloc_size(ctx, LINES * LINE));
	enum verdict v = DONE;

	b->list_count = 0;
	b->lists = must(talloc_zero_size(ctx, (count / LINES + 1) * sizeof *b->lists));
	for (size_t at = 0; v == DONE && at < count; at += LINES) {
		size_t n = count - at < LINES ? count - at : LINES;

		for (size_t i = 0; i < n; i++)
			put_line(lines + i * LINE, &pieces[at + i]);
		v = write_list(folder, (struct bytes){ lines, n * LINE }, b->lists[b->list_count++], f);
	}
	talloc_free(lines);
	return v;
}

enum verdict
lists_read(void *ctx, const char *folder, const struct backup *b, struct stored **out, size_t *count_out, struct fault *f)
{
	enum verdict v = DONE;

	*count_out = 0;
	*out = must(talloc_zero_array(ctx, struct stored, b->list_count * LINES + 1));
	for (size_t i = 0; v == DONE && i < b->list_count; i++) {
		void *own = must(talloc_new(ctx));
		struct buffer list;

		v = read_list(own, folder, b->lists[i], &list, f);
		for (size_t at = 0; v == DONE && at < list.len; at += LINE)
			take_line(list.data + at, &(*out)[(*count_out)++]);
		talloc_free(own);
	}
	return v;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* Their names, sorted. */
static char (*
all_names(void *ctx, const struct backups *all, size_t *count_out))[BACKUP_DIGITS + 1]
{
	size_t count = 0, at = 0;
	char (*names)[BACKUP_DIGITS + 1];

	for (size_t i = 0; i < all->count; i++)
		count += all->backup[i].list_count;
	names = must(talloc_zero_size(ctx, (count + 1) * sizeof *names));
	for (size_t i = 0; i < all->count; i++)
		for (size_t k = 0; k < all->backup[i].list_count; k++)
			memcpy(names[at++], all->backup[i].lists[k], sizeof *names);
	if (count != 0)
		qsort(names, count, sizeof *names, compare_names);
	*count_out = count;
	return names;
}

enum verdict
lists_read_all(void *ctx, const char *folder, const struct backups *all, struct stored **out, size_t *count_out,
    struct fault *f)
{
	size_t count, room = 0;
	char (*names)[BACKUP_DIGITS + 1] = all_names(ctx, all, &count);
	enum verdict v = DONE;

	*count_out = 0;
	*out = NULL;
	for (size_t i = 0; v == DONE && i < count; i++) {
		void *own = must(talloc_new(ctx));
		struct buffer list = { .len = 0 };

		if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
			v = read_list(own, folder, names[i], &list, f);
		if (v == NEVER) {
			log_line(LOG_WARNING, "%s: a backup is of no use (iken backup --verify)", f->text);
			v = DONE;
			list.len = 0;
		}
		if (*count_out + LINES > room) {
			room = 2 * room + LINES;
			*out = must(talloc_realloc(ctx, *out, struct stored, room));
		}
		for (size_t at = 0; v == DONE && at < list.len; at += LINE)
			take_line(list.data + at, &(*out)[(*count_out)++]);
		talloc_free(own);
	}
	talloc_free(names);
	return v;
}

static enum verdict
digest_fd(int fd, const char *path, unsigned char out[SEAL_DIGEST], int64_t *size_out, struct fault *f)
{
	unsigned char *step = must(talloc_size(NULL, STEP));
	struct seal_digest d;
	ssize_t n;

	*size_out = 0;
	seal_digest_begin(&d, NULL);
	while ((n = read(fd, step, STEP)) > 0 || (n < 0 && errno == EINTR)) {
		if (n < 0)
			continue;
		seal_digest_add(&d, (struct bytes){ step, (size_t)n });
		*size_out += n;
	}
	seal_digest_end(&d, out, SEAL_DIGEST);
	talloc_free(step);
	return n == 0 ? DONE : fail(f, LATER, "read %s: %s", path, strerror(errno));
}

enum verdict
lists_file_digest(const char *path, unsigned char out[SEAL_DIGEST], int64_t *size_out, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	enum verdict v;

	if (fd < 0)
		return errno == ENOENT ? fail(f, NEVER, "%s is missing", path) :
		    fail(f, verdict_of_errno(errno), "%s: %s", path, strerror(errno));
	v = digest_fd(fd, path, out, size_out, f);
	close(fd);
	return v;
}

enum verdict
lists_drop_cache(const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return fail(f, LATER, "open %s: %s", path, strerror(errno));
	if (posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
		errno = 0;	/* then it is read from memory */
	close(fd);
	return DONE;
}

void
lists_each_name(const char *folder, const char *within, lists_act *act, void *with)
{
	char *path = must(talloc_asprintf(NULL, "%s/%s", folder, within));
	DIR *d = opendir(path);
	const struct dirent *entry;

	while (d != NULL && (entry = readdir(d)) != NULL) {
		char *file = must(talloc_asprintf(path, "%s/%s", path, entry->d_name));

		if (entry->d_name[0] != '.')
			act(file, entry->d_name, with);
		talloc_free(file);
	}
	if (d != NULL)
		closedir(d);
	talloc_free(path);
}

void
lists_remove(const char *path, const char *name, void *with)
{
	(void)name;
	(void)with;
	(void)unlink(path);
}
