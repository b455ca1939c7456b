/* SPDX-License-Identifier: GPL-3.0-or-later */
/* taken - the program's own memory of what it took from a source. */
#include "ingest/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/arrival.h"
#include "spool/file.h"

#define FILE_MAX (256U << 20)
#define ID_HALF 16		/* octets of an id */
/* The file is written anew when it has this many lines more than there are things to know. */
#define DEAD_LINES_MAX 1000

/* A name is remembered as the id of the arrival that it became. */
struct name {
	unsigned char id[ID_HALF];	/* all zero: a free place in the table */
	bool present;			/* still at the source */
};

struct taken {
	const char *folder;
	const char *path;
	const char *source;
	int fd;
	struct name *names;		/* open addressing; room is a power of two */
	size_t count, room;
	int64_t numbers[TAKEN_NUMBERS];
	uint32_t *left;
	size_t left_count, left_room;
	size_t lines;			/* in the file */
	bool rewrite;			/* what the file says is more than what is true */
	struct buffer pending;		/* lines not yet written */
	size_t pending_lines;
};

static const char number_letters[TAKEN_NUMBERS + 1] = "vtr";

static bool
is_free(const struct name *n)
{
	static const unsigned char zero[ID_HALF];

	return memcmp(n->id, zero, ID_HALF) == 0;
}

/* The place of id, or the free place where it belongs. */
static struct name *
find_name(const struct taken *t, const unsigned char id[ID_HALF])
{
	size_t i;

	memcpy(&i, id, sizeof i);
	for (i &= t->room - 1; !is_free(&t->names[i]); i = (i + 1) & (t->room - 1))
		if (memcmp(t->names[i].id, id, ID_HALF) == 0)
			break;
	return &t->names[i];
}

static void
grow_names(struct taken *t)
{
	struct name *old = t->names;
	size_t old_room = t->room;

	t->room = old_room != 0 ? 2 * old_room : 1024;
	t->names = must(talloc_zero_array(t, struct name, t->room));
	for (size_t i = 0; i < old_room; i++)
		if (!is_free(&old[i]))
			*find_name(t, old[i].id) = old[i];
	talloc_free(old);
}

static bool
insert_name(struct taken *t, const unsigned char id[ID_HALF], bool present)
{
	struct name *n;

	if (t->count * 4 >= t->room * 3)
		grow_names(t);
	n = find_name(t, id);
	if (!is_free(n)) {
		n->present |= present;
		return false;
	}
	memcpy(n->id, id, ID_HALF);
	n->present = present;
	t->count++;
	return true;
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
id_from_hex(const char *hex, unsigned char id[ID_HALF])
{
	for (size_t i = 0; i < ID_HALF; i++) {
		int high = hex_value(hex[2 * i]), low = high < 0 ? -1 : hex_value(hex[2 * i + 1]);

		if (low < 0)
			return false;
		id[i] = (unsigned char)(high << 4 | low);
	}
	return hex[2 * ID_HALF] == 0;
}

static void
id_of_name(const struct taken *t, const char *name, char hex[ARRIVAL_ID_LENGTH + 1], unsigned char id[ID_HALF])
{
	struct origin origin = { .source = t->source, .place = name };

	arrival_id(&origin, hex);
	(void)id_from_hex(hex, id);
}

static void
add_left(struct taken *t, uint32_t uid)
{
	if (t->left_count == t->left_room) {
		t->left_room = t->left_room != 0 ? 2 * t->left_room : 64;
		t->left = must(talloc_realloc(t, t->left, uint32_t, t->left_room));
	}
	t->left[t->left_count++] = uid;
}

static void
remove_left(struct taken *t, uint32_t uid)
{
	for (size_t i = 0; i < t->left_count; i++)
		if (t->left[i] == uid)
			t->left[i--] = t->left[--t->left_count];
}

/* One line of the file: a letter, a space and a value. */
static void
read_line(struct taken *t, const char *line)
{
	const char *letter = line[0] != 0 && line[1] == ' ' ? strchr(number_letters, line[0]) : NULL;
	unsigned char id[ID_HALF];
	int64_t number = 0;

	t->lines++;
	if (letter != NULL && text_to_number(line + 2, 0, UINT32_MAX, &number))
		t->numbers[letter - number_letters] = number;
	else if (text_starts(line, "l ") && text_to_number(line + 2, 1, UINT32_MAX, &number))
		taken_is_left(t, (uint32_t)number) ? (void)0 : add_left(t, (uint32_t)number);
	else if (text_starts(line, "u ") && text_to_number(line + 2, 1, UINT32_MAX, &number))
		remove_left(t, (uint32_t)number);
	else if (text_starts(line, "n ") && id_from_hex(line + 2, id))
		(void)insert_name(t, id, false);
	else
		t->rewrite = true;
}

static enum verdict
read_file(struct taken *t, struct fault *f)
{
	struct buffer content = buffer_init(t);
	enum verdict v;
	char *p;

	if (access(t->path, F_OK) != 0 && errno == ENOENT)
		return DONE;
	v = file_get(t, t->path, FILE_MAX, &content, f);
	if (v != DONE)
		return v == NEVER ? HALT : v;
	p = (char *)content.data;
	for (char *end; p != NULL && (end = strchr(p, '\n')) != NULL; p = end + 1) {
		*end = 0;
		read_line(t, p);
	}
	/* A line that a crash cut must not become the beginning of the next. */
	if (p != NULL && p != (char *)content.data + content.len)
		t->rewrite = true;
	talloc_free(content.data);
	return DONE;
}

/* A source's name as the name of a file: a slash or a leading dot would lead elsewhere. */
static char *
file_name(void *ctx, const char *source)
{
	char *name = must(talloc_strdup(ctx, source));

	for (char *p = name; *p != 0; p++)
		if (*p == '/' || (*p == '.' && p == name))
			*p = '_';
	return name;
}

static int
close_file(struct taken *t)
{
	if (t->fd >= 0)
		close(t->fd);
	return 0;
}

enum verdict
taken_open(void *ctx, const struct settings *s, const struct source *source, struct taken **out, struct fault *f)
{
	struct taken *t = memory_new(ctx, sizeof *t);
	enum verdict v;

	t->folder = must(talloc_asprintf(t, "%s/taken", s->folder));
	t->path = must(talloc_asprintf(t, "%s/%s", t->folder, file_name(t, source->name)));
	t->source = must(talloc_strdup(t, source->name));
	t->fd = -1;
	t->pending = buffer_init(t);
	grow_names(t);
	talloc_set_destructor(t, close_file);
	v = read_file(t, f);
	if (v != DONE) {
		talloc_free(t);
		return v;
	}
	*out = t;
	return DONE;
}

void
taken_close(struct taken **taken)
{
	talloc_free(*taken);
	*taken = NULL;
}

enum taken_known
taken_knows(struct taken *t, const char *name)
{
	char hex[ARRIVAL_ID_LENGTH + 1];
	unsigned char id[ID_HALF];
	struct name *n;

	id_of_name(t, name, hex, id);
	n = find_name(t, id);
	if (is_free(n))
		return TAKEN_UNKNOWN;
	if (n->present)
		return TAKEN_AGAIN;
	n->present = true;
	return TAKEN_KNOWN;
}

void
taken_note(struct taken *t, const char *name)
{
	char hex[ARRIVAL_ID_LENGTH + 1];
	unsigned char id[ID_HALF];

	id_of_name(t, name, hex, id);
	if (!insert_name(t, id, true))
		return;
	buffer_printf(&t->pending, "n %s\n", hex);
	t->pending_lines++;
}

void
taken_forget_others(struct taken *t)
{
	struct name *old = t->names;
	size_t room = t->room, before = t->count;

	t->names = must(talloc_zero_array(t, struct name, room));
	t->count = 0;
	for (size_t i = 0; i < room; i++)
		if (old[i].present)
			(void)insert_name(t, old[i].id, true);
	talloc_free(old);
	t->rewrite |= t->count != before;
}

int64_t
taken_number(const struct taken *t, enum taken_number which)
{
	return t->numbers[which];
}

void
taken_set_number(struct taken *t, enum taken_number which, int64_t value)
{
	if (t->numbers[which] == value)
		return;
	t->numbers[which] = value;
	buffer_printf(&t->pending, "%c %lld\n", number_letters[which], (long long)value);
	t->pending_lines++;
}

size_t
taken_left_count(const struct taken *t)
{
	return t->left_count;
}

uint32_t
taken_left_at(const struct taken *t, size_t i)
{
	return t->left[i];
}

bool
taken_is_left(const struct taken *t, uint32_t uid)
{
	for (size_t i = 0; i < t->left_count; i++)
		if (t->left[i] == uid)
			return true;
	return false;
}

void
taken_leave(struct taken *t, uint32_t uid)
{
	if (taken_is_left(t, uid))
		return;
	add_left(t, uid);
	buffer_printf(&t->pending, "l %u\n", uid);
	t->pending_lines++;
}

void
taken_unleave(struct taken *t, uint32_t uid)
{
	if (!taken_is_left(t, uid))
		return;
	remove_left(t, uid);
	buffer_printf(&t->pending, "u %u\n", uid);
	t->pending_lines++;
}

void
taken_clear(struct taken *t)
{
	memset(t->numbers, 0, sizeof t->numbers);
	memset(t->names, 0, t->room * sizeof t->names[0]);
	t->count = t->left_count = 0;
	t->rewrite = true;
}

static size_t
true_lines(const struct taken *t)
{
	return t->count + t->left_count + TAKEN_NUMBERS;
}

static enum verdict
write_anew(struct taken *t, struct fault *f)
{
	static const char digits[] = "0123456789abcdef";
	struct buffer all = buffer_init(t);
	enum verdict v;

	for (int i = 0; i < TAKEN_NUMBERS; i++)
		buffer_printf(&all, "%c %lld\n", number_letters[i], (long long)t->numbers[i]);
	for (size_t i = 0; i < t->left_count; i++)
		buffer_printf(&all, "l %u\n", t->left[i]);
	for (size_t i = 0; i < t->room; i++) {
		char line[2 + 2 * ID_HALF + 1] = { 'n', ' ', [2 + 2 * ID_HALF] = '\n' };

		if (is_free(&t->names[i]))
			continue;
		for (size_t j = 0; j < ID_HALF; j++) {
			line[2 + 2 * j] = digits[t->names[i].id[j] >> 4];
			line[3 + 2 * j] = digits[t->names[i].id[j] & 15];
		}
		buffer_add(&all, line, sizeof line);
	}
	v = file_put(t->path, buffer_bytes(&all), FILE_SHARED, f);
	talloc_free(all.data);
	if (v != DONE)
		return v;
	if (t->fd >= 0)
		close(t->fd);
	t->fd = -1;
	t->rewrite = false;
	t->lines = true_lines(t);
	buffer_clear(&t->pending);
	t->pending_lines = 0;
	return DONE;
}

static enum verdict
append(struct taken *t, struct fault *f)
{
	if (t->pending.len == 0)
		return DONE;
	if (t->fd < 0)
		t->fd = open(t->path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, FILE_SHARED);
	if (t->fd < 0)
		return fail(f, LATER, "%s: %s", t->path, strerror(errno));
	if (write(t->fd, t->pending.data, t->pending.len) != (ssize_t)t->pending.len) {
		/* Perhaps a part of it was written; only a whole new file is certain. */
		t->rewrite = true;
		return fail(f, LATER, "%s: %s", t->path, strerror(errno));
	}
	t->lines += t->pending_lines;
	buffer_clear(&t->pending);
	t->pending_lines = 0;
	return DONE;
}

enum verdict
taken_save(struct taken *t, enum taken_save how, struct fault *f)
{
	enum verdict v = folder_make(t->folder, FOLDER_SHARED, f);

	if (v != DONE)
		return v;
	if (t->rewrite || t->lines > true_lines(t) + DEAD_LINES_MAX)
		return write_anew(t, f);
	v = append(t, f);
	if (v == DONE && how == TAKEN_SYNCED && t->fd >= 0 && fdatasync(t->fd) != 0)
		v = fail(f, LATER, "%s: %s", t->path, strerror(errno));
	return v;
}
