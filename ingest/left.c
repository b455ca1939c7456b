/* SPDX-License-Identifier: GPL-3.0-or-later */
/* left - what stays in a drop folder: since when it is known, and when it was last reported. */
#include "ingest/left.h"

#include <errno.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/seal.h"

#define FILE_MAX (64U << 20)
#define WORDS 5

struct left {
	const char *folder, *path;
	struct left_entry **entry;	/* the known ones first, sorted by their keys */
	size_t count, known, room;
	bool changed;
};

static const struct seal_key no_secret;

/* What replaces something of the same name is something else. */
static void
key_of_item(const struct item *item, unsigned char key[LEFT_KEY])
{
	struct buffer b = buffer_init(NULL);

	record_put_string(&b, item->name);
	record_put_number(&b, (int64_t)item->st.st_ino);
	seal_hash(&no_secret, "left", buffer_bytes(&b), key, LEFT_KEY);
	talloc_free(b.data);
}

static void
stamp_of_item(const struct item *item, unsigned char stamp[LEFT_KEY])
{
	struct buffer b = buffer_init(NULL);

	for (size_t i = 0; i < item->count; i++) {
		const struct stat *st = &item->files[i].st;

		record_put_string(&b, item->files[i].name);
		record_put_number(&b, (int64_t)st->st_ino);
		record_put_number(&b, st->st_size);
		record_put_number(&b, st->st_mtim.tv_sec);
		record_put_number(&b, st->st_mtim.tv_nsec);
		record_put_number(&b, st->st_ctim.tv_sec);
		record_put_number(&b, st->st_ctim.tv_nsec);
	}
	seal_hash(&no_secret, "stamp", buffer_bytes(&b), stamp, LEFT_KEY);
	talloc_free(b.data);
}

static bool
read_hex(const char *hex, unsigned char out[LEFT_KEY])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < LEFT_KEY; i++) {
		const char *high = hex[2 * i] != 0 ? strchr(digits, hex[2 * i]) : NULL;
		const char *low = high != NULL && hex[2 * i + 1] != 0 ? strchr(digits, hex[2 * i + 1]) : NULL;

		if (low == NULL)
			return false;
		out[i] = (unsigned char)((high - digits) << 4 | (low - digits));
	}
	return hex[2 * LEFT_KEY] == 0;
}

static struct left_entry *
add_entry(struct left *l)
{
	if (l->count == l->room) {
		l->room = l->room != 0 ? 2 * l->room : 64;
		l->entry = must(talloc_realloc(l, l->entry, struct left_entry *, l->room));
	}
	l->entry[l->count] = memory_new(l, sizeof **l->entry);
	return l->entry[l->count++];
}

/* "KEY STAMP FIRST SINCE REPORTED"; a line that is damaged is passed over. */
static void
read_line(struct left *l, char *line)
{
	char *word[WORDS] = { NULL };
	struct left_entry e = { .known = true };
	size_t n = 0;

	for (char *p = line; p != NULL && n < WORDS; n++) {
		char *space = strchr(p, ' ');

		word[n] = p;
		if (space != NULL)
			*space++ = 0;
		p = space;
	}
	if (n == WORDS && read_hex(word[0], e.key) && read_hex(word[1], e.stamp) &&
	    text_to_number(word[2], 0, INT64_MAX, &e.first) && text_to_number(word[3], 0, INT64_MAX, &e.since) &&
	    text_to_number(word[4], 0, INT64_MAX, &e.reported))
		*add_entry(l) = e;
	else
		l->changed = true;
}

static int
compare_keys(const void *a, const void *b)
{
	return memcmp((*(struct left_entry *const *)a)->key, (*(struct left_entry *const *)b)->key, LEFT_KEY);
}

static enum verdict
read_file(struct left *l, struct fault *f)
{
	struct buffer content = buffer_init(l);
	enum verdict v;
	char *p;

	if (access(l->path, F_OK) != 0 && errno == ENOENT)
		return DONE;
	v = file_get(l, l->path, FILE_MAX, &content, f);
	if (v != DONE)
		return v == NEVER ? HALT : v;
	p = (char *)content.data;
	for (char *end; p != NULL && (end = strchr(p, '\n')) != NULL; p = end + 1) {
		*end = 0;
		read_line(l, p);
	}
	l->known = l->count;
	if (l->known > 1)
		qsort(l->entry, l->known, sizeof(struct left_entry *), compare_keys);
	talloc_free(content.data);
	return DONE;
}

enum verdict
left_open(void *ctx, const struct settings *s, const struct drop *drop, struct left **out, struct fault *f)
{
	struct left *l = memory_new(ctx, sizeof *l);
	char *name = must(talloc_strdup(l, drop->name));
	enum verdict v;

	/* A drop's name as the name of a file: a slash or a leading dot would lead elsewhere. */
	for (char *p = name; *p != 0; p++)
		if (*p == '/' || (*p == '.' && p == name))
			*p = '_';
	l->folder = must(talloc_asprintf(l, "%s/taken", s->folder));
	l->path = must(talloc_asprintf(l, "%s/%s", l->folder, name));
	v = read_file(l, f);
	if (v != DONE) {
		talloc_free(l);
		return v;
	}
	*out = l;
	return DONE;
}

static struct left_entry *
find_entry(const struct left *l, const unsigned char key[LEFT_KEY])
{
	struct left_entry wanted, *p = &wanted, **found;

	memcpy(wanted.key, key, LEFT_KEY);
	found = l->known != 0 ? bsearch(&p, l->entry, l->known, sizeof(struct left_entry *), compare_keys) : NULL;
	if (found != NULL)
		return *found;
	/* An item is asked for twice in a run, the second time right after the first. */
	if (l->count > l->known && memcmp(l->entry[l->count - 1]->key, key, LEFT_KEY) == 0)
		return l->entry[l->count - 1];
	return NULL;
}

struct left_entry *
left_note(struct left *l, const struct item *item, int64_t now)
{
	unsigned char key[LEFT_KEY], stamp[LEFT_KEY];
	struct left_entry *e;

	key_of_item(item, key);
	stamp_of_item(item, stamp);
	e = find_entry(l, key);
	if (e == NULL) {
		e = add_entry(l);
		memcpy(e->key, key, LEFT_KEY);
		e->first = now;
	}
	e->present = true;
	if (memcmp(e->stamp, stamp, LEFT_KEY) != 0) {
		struct timespec real = { 0, 0 };

		(void)clock_gettime(CLOCK_REALTIME, &real);
		memcpy(e->stamp, stamp, LEFT_KEY);
		e->since = real.tv_sec;
		l->changed = true;
	}
	return e;
}

void
left_keep(struct left *l, const struct item *item)
{
	unsigned char key[LEFT_KEY];
	struct left_entry *e;

	key_of_item(item, key);
	e = find_entry(l, key);
	if (e != NULL)
		e->present = true;
}

void
left_reported(struct left *l, struct left_entry *entry, int64_t now)
{
	entry->reported = now;
	l->changed = true;
}

enum verdict
left_save(struct left *l, struct fault *f)
{
	struct buffer all = buffer_init(l);
	enum verdict v;

	for (size_t i = 0; i < l->count; i++) {
		const struct left_entry *e = l->entry[i];
		char key[2 * LEFT_KEY + 1], stamp[2 * LEFT_KEY + 1];

		l->changed |= !e->present;
		if (!e->present)
			continue;
		seal_hex(e->key, LEFT_KEY, key);
		seal_hex(e->stamp, LEFT_KEY, stamp);
		buffer_printf(&all, "%s %s %lld %lld %lld\n", key, stamp, (long long)e->first, (long long)e->since,
		    (long long)e->reported);
	}
	v = l->changed ? folder_make(l->folder, FOLDER_SHARED, f) : DONE;
	if (v == DONE && l->changed)
		v = file_put(l->path, buffer_bytes(&all), FILE_SHARED, f);
	if (v == DONE)
		l->changed = false;
	talloc_free(all.data);
	return v;
}
