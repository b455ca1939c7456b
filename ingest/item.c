/* SPDX-License-Identifier: GPL-3.0-or-later */
/* item - what is taken from a drop folder as one. */
#include "ingest/item.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>

#include "config/memory.h"
#include "config/text.h"
#include "ingest/whole.h"

/* More than a run can take is looked at by the next. */
#define NAMES_MAX 200000
#define FILES_MAX 1000		/* of a subfolder */

struct names {
	char **name;
	size_t count, room;
};

static bool
ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && text_equal_ignoring_case(name + n - m, ending);
}

bool
item_is_partial(const char *name)
{
	static const char *const endings[] = { ".part", ".crdownload", ".tmp", ".filepart" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
		if (ends_with(name, endings[i]))
			return true;
	return false;
}

bool
item_is_litter(const char *name)
{
	return name[0] == '.' || text_starts(name, "~$") || text_equal_ignoring_case(name, "Thumbs.db") ||
	    text_equal_ignoring_case(name, "desktop.ini") || strcmp(name, "@eaDir") == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a folder, sorted, without litter. partial_out (may be NULL): whether some file is under way. */
static bool
read_names(void *ctx, int folder, size_t max, struct names *out, bool *partial_out)
{
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *entry;
	int error;

	*out = (struct names){ NULL, 0, 0 };
	if (d == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while ((errno = 0, entry = readdir(d)) != NULL && out->count < max) {
		if (partial_out != NULL && item_is_partial(entry->d_name))
			*partial_out = true;
		if (item_is_litter(entry->d_name) || item_is_partial(entry->d_name))
			continue;
		if (out->count == out->room) {
			out->room = out->room != 0 ? 2 * out->room : 64;
			out->name = must(talloc_realloc(ctx, out->name, char *, out->room));
		}
		out->name[out->count++] = must(talloc_strdup(ctx, entry->d_name));
	}
	error = errno;
	closedir(d);
	if (out->count > 1)
		qsort(out->name, out->count, sizeof *out->name, compare_names);
	errno = error;
	return error == 0;
}

static int
compare_times(const struct timespec *a, const struct timespec *b)
{
	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec ? -1 : 1;
	return a->tv_nsec < b->tv_nsec ? -1 : a->tv_nsec > b->tv_nsec;
}

static int
compare_items(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int order = compare_times(&x->st.st_mtim, &y->st.st_mtim);

	return order != 0 ? order : strcmp(x->name, y->name);
}

/* ---- listing: which names belong together --------------------------------------------------- */

/* By what stands before the ending, so that a form and its scans are neighbours. */
static int
compare_stems(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	size_t n = whole_stem(x->name), m = whole_stem(y->name);
	int order = memcmp(x->name, y->name, n < m ? n : m);

	if (order != 0 || n != m)
		return order != 0 ? order : n < m ? -1 : 1;
	return strcmp(x->name, y->name);
}

static bool
same_stem(const struct item *x, const struct item *y)
{
	size_t n = whole_stem(x->name);

	return n == whole_stem(y->name) && memcmp(x->name, y->name, n) == 0;
}

static void
add_file(void *ctx, struct item *item, const char *name)
{
	item->files = must(talloc_realloc(ctx, item->files, struct item_file, item->count + 1));
	item->files[item->count++] = (struct item_file){ .name = name, .form = whole_kind_of(name) == WHOLE_FORM };
}

/* Puts the forms of files first; they are sorted by name already. Returns how many there are. */
static size_t
forms_first(struct item *item)
{
	size_t forms = 0;

	for (size_t i = 0; i < item->count; i++)
		if (item->files[i].form) {
			struct item_file form = item->files[i];

			memmove(&item->files[forms + 1], &item->files[forms], (i - forms) * sizeof form);
			item->files[forms++] = form;
		}
	return forms;
}

/* Files of one stem: with a form among them they are one item, else each is one. Adds them to out. */
static void
add_group(void *ctx, const struct item *first, size_t count, struct items *out)
{
	struct item together = *first;
	bool form = false, scan = false;

	for (size_t i = 0; i < count; i++) {
		enum whole_kind kind = whole_kind_of(first[i].name);

		form |= kind == WHOLE_FORM;
		scan |= kind != WHOLE_FORM && kind != WHOLE_NO_KIND;
	}
	if (!form || !scan) {
		for (size_t i = 0; i < count; i++) {
			out->item[out->count] = first[i];
			add_file(ctx, &out->item[out->count++], first[i].name);
		}
		return;
	}
	together.name = NULL;
	for (size_t i = 0; i < count; i++) {
		enum whole_kind kind = whole_kind_of(first[i].name);

		if (kind == WHOLE_NO_KIND) {
			out->item[out->count] = first[i];
			add_file(ctx, &out->item[out->count++], first[i].name);
			continue;
		}
		add_file(ctx, &together, first[i].name);
		if (kind != WHOLE_FORM && together.name == NULL)
			together.name = first[i].name;
		if (compare_times(&first[i].st.st_mtim, &together.st.st_mtim) < 0)
			together.st = first[i].st;
	}
	(void)forms_first(&together);
	out->item[out->count++] = together;
}

/* What stands there under each name; what has gone meanwhile is left out. Subfolders go to out at once. */
static struct item *
look_up(void *ctx, const struct drop_folder *d, const struct names *names, struct items *out, size_t *count_out)
{
	struct item *alone = must(talloc_zero_array(ctx, struct item, names->count + 1));

	*count_out = 0;
	for (size_t i = 0; i < names->count; i++) {
		struct item item = { .name = names->name[i] };

		if (fstatat(d->fd, item.name, &item.st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		item.folder = S_ISDIR(item.st.st_mode);
		if (item.folder)
			out->item[out->count++] = item;
		else
			alone[(*count_out)++] = item;
	}
	if (*count_out > 1)
		qsort(alone, *count_out, sizeof *alone, compare_stems);
	return alone;
}

enum verdict
items_list(void *ctx, const struct drop_folder *d, struct items *out, struct fault *f)
{
	struct names names;
	struct item *alone;
	size_t count, next;

	*out = (struct items){ NULL, 0 };
	if (!read_names(ctx, d->fd, NAMES_MAX, &names, NULL))
		return fail(f, LATER, "%s: %s", d->drop->folder, strerror(errno));
	out->item = must(talloc_zero_array(ctx, struct item, names.count + 1));
	alone = look_up(ctx, d, &names, out, &count);
	for (size_t i = 0; i < count; i = next) {
		for (next = i + 1; next < count && same_stem(&alone[i], &alone[next]); next++)
			;
		add_group(ctx, &alone[i], next - i, out);
	}
	talloc_free(alone);
	if (out->count > 1)
		qsort(out->item, out->count, sizeof *out->item, compare_items);
	return DONE;
}

/* ---- examining ------------------------------------------------------------------------------ */

static void
refuse(struct item *item, enum refusal reason)
{
	item->state = ITEM_REFUSED;
	item->reason = reason;
}

static void
wait_for_rest(struct item *item, enum item_state state, enum refusal reason)
{
	item->state = state;
	item->reason = reason;
}

/* A file that could not be looked up or opened. */
static void
note_error(struct item *item, int error)
{
	if (error == ENOENT || error == ESTALE)
		item->state = ITEM_GONE;
	else if (error == ELOOP)
		refuse(item, REFUSAL_LINK);
	else if (error == EACCES || error == EPERM)
		refuse(item, REFUSAL_UNREADABLE);
	else if (error == ENXIO || error == ENODEV)
		refuse(item, REFUSAL_SPECIAL);
	else
		item->state = ITEM_FAILED;
}

static bool
is_put_back(const struct drop_folder *d, ino_t inode)
{
	for (size_t i = 0; i < d->back_count; i++)
		if (d->back[i] == inode)
			return true;
	return false;
}

static void
note_change(const struct drop_folder *d, struct item *item, const struct stat *st)
{
	if (compare_times(&item->changed, &st->st_mtim) < 0)
		item->changed = st->st_mtim;
	if (compare_times(&item->changed, &st->st_ctim) < 0 && !is_put_back(d, st->st_ino))
		item->changed = st->st_ctim;
}

static bool
has_settled(const struct drop_folder *d, const struct item *item, int64_t since)
{
	int64_t settle = d->drop->settle;
	struct timespec real;
	int64_t seconds = d->now.tv_sec - item->changed.tv_sec, rest = d->now.tv_nsec - item->changed.tv_nsec;

	if (item_is_of_future(d, item)) {
		(void)clock_gettime(CLOCK_REALTIME, &real);
		return real.tv_sec - since >= (settle > 0 ? settle : 1);
	}
	if (settle == 0)
		return seconds > 0 || rest >= DROP_TICK;
	return seconds > settle || (seconds == settle && rest >= 0);
}

int
item_enter(const struct drop_folder *d, const struct item *item)
{
	int fd;
	struct stat st;

	if (!item->folder)
		return d->fd;
	fd = openat(d->fd, item->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_ino != item->st.st_ino)) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	return fd;
}

void
item_leave(const struct drop_folder *d, int fd)
{
	if (fd >= 0 && fd != d->fd)
		close(fd);
}

static bool
has_good_name(const char *name)
{
	for (const char *p = name; *p != 0; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			return false;
	return strlen(name) <= 255;
}

/* What can be said without opening it. False: the item is not taken. */
static bool
check_file(const struct drop_folder *d, struct item *item, const struct item_file *file)
{
	const struct stat *st = &file->st;

	if (S_ISLNK(st->st_mode))
		refuse(item, REFUSAL_LINK);
	else if (S_ISDIR(st->st_mode))
		refuse(item, REFUSAL_NESTED);
	else if (!S_ISREG(st->st_mode))
		refuse(item, REFUSAL_SPECIAL);
	else if (!has_good_name(file->name))
		refuse(item, REFUSAL_NAME);
	else if (!drop_takes_from(d, st->st_uid))
		refuse(item, REFUSAL_OWNER);
	else if (st->st_nlink > 1)
		refuse(item, REFUSAL_HARD_LINK);
	else if (whole_kind_of(file->name) == WHOLE_NO_KIND)
		refuse(item, REFUSAL_TYPE);
	else if (st->st_size > d->drop->item_size || item->size > d->drop->item_size)
		refuse(item, REFUSAL_SIZE);
	else
		return true;
	return false;
}

static struct timespec
birth_of(int fd)
{
	struct statx now;

	if (statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &now) != 0 || (now.stx_mask & STATX_BTIME) == 0)
		return (struct timespec){ 0, 0 };
	return (struct timespec){ now.stx_btime.tv_sec, now.stx_btime.tv_nsec };
}

static void
look_into(const struct drop_folder *d, struct item *item, struct item_file *file)
{
	int fd = item_open(d, item, file);
	enum whole whole;

	if (fd < 0) {
		note_error(item, errno);
		return;
	}
	if (drop_is_written(fd)) {
		wait_for_rest(item, ITEM_UNSETTLED, REFUSAL_UNSETTLED);
		close(fd);
		return;
	}
	file->born = birth_of(fd);
	whole = whole_look(fd, file->st.st_size, whole_kind_of(file->name));
	if (whole == WHOLE_UNREADABLE)
		note_error(item, errno);
	else if (whole == WHOLE_FOREIGN)
		refuse(item, REFUSAL_CONTENT);
	else if (whole == WHOLE_NOT_YET)
		wait_for_rest(item, ITEM_INCOMPLETE, REFUSAL_INCOMPLETE);
	else if (!item_is_same(fd, file))
		wait_for_rest(item, ITEM_UNSETTLED, REFUSAL_UNSETTLED);
	close(fd);
}

/* A subfolder's files. */
static void
list_files(void *ctx, const struct drop_folder *d, struct item *item)
{
	int fd = item_enter(d, item);
	struct names names = { NULL, 0, 0 };
	bool partial = false;

	item->files = NULL;
	item->count = 0;
	if (fd < 0 || !read_names(ctx, fd, FILES_MAX + 1, &names, &partial) || fstat(fd, &item->st) != 0) {
		note_error(item, errno);
	} else {
		for (size_t i = 0; i < names.count; i++)
			add_file(ctx, item, names.name[i]);
		note_change(d, item, &item->st);
		if (partial)
			wait_for_rest(item, ITEM_INCOMPLETE, REFUSAL_INCOMPLETE);
		else if (names.count == 0)
			item->state = ITEM_GONE;
		else if (names.count > FILES_MAX)
			refuse(item, REFUSAL_MANY);
		else if (!drop_takes_from(d, item->st.st_uid))
			refuse(item, REFUSAL_OWNER);
		else if (!has_good_name(item->name))
			refuse(item, REFUSAL_NAME);
	}
	item_leave(d, fd);
	if (forms_first(item) > 1 && item->state == ITEM_READY)
		refuse(item, REFUSAL_FORMS);
}

/* Their stamps and sizes. */
static void
look_up_files(const struct drop_folder *d, struct item *item)
{
	int fd = item_enter(d, item);

	for (size_t i = 0; i < item->count; i++) {
		struct stat *st = &item->files[i].st;

		if (fd < 0 || fstatat(fd, item->files[i].name, st, AT_SYMLINK_NOFOLLOW) != 0) {
			note_error(item, errno);
			break;
		}
		note_change(d, item, st);
		item->size += st->st_size;
		if (item->size < 0)
			item->size = INT64_MAX / 2;
	}
	item_leave(d, fd);
}

bool
item_look_up(void *ctx, const struct drop_folder *d, struct item *item)
{
	item->state = ITEM_READY;
	item->reason = REFUSAL_NONE;
	item->size = 0;
	item->changed = (struct timespec){ 0, 0 };
	if (item->folder)
		list_files(ctx, d, item);
	if (item->state == ITEM_READY)
		look_up_files(d, item);
	return item->state != ITEM_GONE && item->state != ITEM_FAILED;
}

bool
item_is_of_future(const struct drop_folder *d, const struct item *item)
{
	return compare_times(&item->changed, &d->now) > 0;
}

void
item_examine(const struct drop_folder *d, struct item *item, int64_t since)
{
	if (!has_settled(d, item, since)) {
		wait_for_rest(item, ITEM_UNSETTLED, REFUSAL_UNSETTLED);
		return;
	}
	if (item->state == ITEM_READY && !item->folder && item->count > 1 && item->files[1].form)
		refuse(item, REFUSAL_FORMS);
	for (size_t i = 0; i < item->count && item->state == ITEM_READY; i++)
		if (check_file(d, item, &item->files[i]))
			look_into(d, item, &item->files[i]);
}

/* ---- the files as they were examined --------------------------------------------------------- */

static bool
same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

bool
item_is_moved(const struct stat *now, const struct item_file *file)
{
	return S_ISREG(now->st_mode) && now->st_dev == file->st.st_dev && now->st_ino == file->st.st_ino &&
	    now->st_size == file->st.st_size && now->st_nlink == 1 && same_time(&now->st_mtim, &file->st.st_mtim);
}

bool
item_is_same(int fd, const struct item_file *file)
{
	struct stat now;

	return fstat(fd, &now) == 0 && item_is_moved(&now, file) && same_time(&now.st_ctim, &file->st.st_ctim);
}

int
item_open(const struct drop_folder *d, const struct item *item, const struct item_file *file)
{
	int folder = item_enter(d, item), fd, error;

	if (folder < 0)
		return -1;
	fd = openat(folder, file->name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	error = errno;
	item_leave(d, folder);
	errno = error;
	if (fd >= 0 && !item_is_same(fd, file)) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	return fd;
}

bool
item_is_all(int folder, const struct item *item)
{
	void *ctx = must(talloc_new(NULL));
	struct names names;
	bool partial = false;
	bool all = read_names(ctx, folder, FILES_MAX + 1, &names, &partial) && !partial && names.count == item->count;

	for (size_t i = 0; all && i < item->count; i++) {
		struct stat st;

		all = fstatat(folder, item->files[i].name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    item_is_moved(&st, &item->files[i]);
	}
	talloc_free(ctx);
	return all;
}
