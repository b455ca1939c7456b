/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_list - which backups there are, as anybody can read who sees their folder. */
#include "spool/backup_list.h"

#include <dirent.h>
#include <errno.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"

enum { MANIFEST_MAX = 256 << 20 };

#define FIRST_LINE "ikenbako backup 1"

static bool
is_hex(const char *text, size_t digits)
{
	return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

static bool
from_hex(const char *text, unsigned char *out, size_t len)
{
	if (!is_hex(text, 2 * len))
		return false;
	for (size_t i = 0; i < len; i++) {
		char pair[3] = { text[2 * i], text[2 * i + 1], 0 };

		out[i] = (unsigned char)strtoul(pair, NULL, 16);
	}
	return true;
}

static void
text_digest(const char *text, size_t len, char out[BACKUP_DIGITS + 1])
{
	unsigned char digest[SEAL_DIGEST];
	struct seal_digest d;

	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, (struct bytes){ (const unsigned char *)text, len });
	seal_digest_end(&d, digest, sizeof digest);
	seal_hex(digest, sizeof digest, out);
}

/* ---- one of them ----------------------------------------------------------------------------------- */

struct number_line {
	const char *name;
	size_t offset;
};

static const struct number_line number_lines[] = {
	{ "number: ", offsetof(struct backup, number) }, { "time: ", offsetof(struct backup, time) },
	{ "opinions: ", offsetof(struct backup, opinions) }, { "arrivals: ", offsetof(struct backup, arrivals) },
	{ "files: ", offsetof(struct backup, files) }, { "objects: ", offsetof(struct backup, objects) },
	{ "octets: ", offsetof(struct backup, octets) }, { "new objects: ", offsetof(struct backup, new_objects) },
	{ "new octets: ", offsetof(struct backup, new_octets) },
};

enum { NUMBER_LINES = sizeof number_lines / sizeof number_lines[0] };

void
backup_write_text(const struct backup *b, struct buffer *out)
{
	char digits[BACKUP_DIGITS + 1];

	buffer_string(out, FIRST_LINE "\n");
	for (size_t i = 0; i < NUMBER_LINES; i++) {
		int64_t value;

		memcpy(&value, (const char *)b + number_lines[i].offset, sizeof value);
		buffer_printf(out, "%s%lld\n", number_lines[i].name, (long long)value);
	}
	seal_hex(b->root, sizeof b->root, digits);
	buffer_printf(out, "lineage: %s\nkeys: %s\nroot: %s\n", b->lineage, b->keys, digits);
	for (size_t i = 0; i < b->list_count; i++)
		buffer_printf(out, "list: %s\n", b->lists[i]);
	for (size_t i = 0; i < b->waiting_count; i++)
		buffer_printf(out, "waiting: %s\n", b->waiting[i]);
	text_digest(buffer_text(out), out->len, digits);
	buffer_printf(out, "digest: %s\n", digits);
}

static bool
take_number(struct backup *b, const char *line)
{
	for (size_t i = 0; i < NUMBER_LINES; i++) {
		int64_t value;

		if (!text_starts(line, number_lines[i].name))
			continue;
		if (!text_to_number(line + strlen(number_lines[i].name), 0, INT64_MAX, &value))
			return false;
		memcpy((char *)b + number_lines[i].offset, &value, sizeof value);
		return true;
	}
	return false;
}

/* Room for all lines of the file, which are at most so many. */
static bool
take_line(struct backup *b, const char *line)
{
	if (text_starts(line, "list: ") && is_hex(line + 6, BACKUP_DIGITS))
		memcpy(b->lists[b->list_count++], line + 6, BACKUP_DIGITS + 1);
	else if (text_starts(line, "waiting: ") && is_hex(line + 9, ARRIVAL_ID_LENGTH))
		memcpy(b->waiting[b->waiting_count++], line + 9, ARRIVAL_ID_LENGTH + 1);
	else if (text_starts(line, "lineage: ") && is_hex(line + 9, BACKUP_LINEAGE))
		memcpy(b->lineage, line + 9, sizeof b->lineage);
	else if (text_starts(line, "keys: ") && is_hex(line + 6, sizeof b->keys - 1))
		memcpy(b->keys, line + 6, sizeof b->keys);
	else if (text_starts(line, "root: "))
		return from_hex(line + 6, b->root, sizeof b->root);
	else
		return take_number(b, line) || strcmp(line, FIRST_LINE) == 0;
	return true;
}

static size_t
count_lines(const char *text, const char *begin)
{
	size_t n = 0;

	for (const char *p = text; p != NULL && *p != 0; p = strchr(p, '\n'), p += p != NULL)
		n += text_starts(p, begin);
	return n;
}

static const char *
parse(void *ctx, char *text, size_t len, struct backup *b)
{
	char *last = len > 1 && text[len - 1] == '\n' ? memrchr(text, '\n', len - 1) : NULL, *end;
	char digits[BACKUP_DIGITS + 1];

	if (!text_starts(text, FIRST_LINE "\n") || strlen(text) != len)
		return "it is no backup of this kind";
	if (last == NULL || !text_starts(last + 1, "digest: ") || strlen(last + 1) != 8 + BACKUP_DIGITS + 1)
		return "it is cut short";
	text_digest(text, (size_t)(last + 1 - text), digits);
	if (strncmp(last + 9, digits, BACKUP_DIGITS) != 0)
		return "it is damaged: its lines have another digest";
	last[1] = 0;
	b->lists = must(talloc_zero_size(ctx, (count_lines(text, "list: ") + 1) * sizeof *b->lists));
	b->waiting = must(talloc_zero_size(ctx, (count_lines(text, "waiting: ") + 1) * sizeof *b->waiting));
	for (char *line = text; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = 0;
		if (!take_line(b, line))
			return "it has a line that these programs do not know";
	}
	if (b->lineage[0] == 0 || b->keys[0] == 0)
		return "it does not say what it is of";
	return NULL;
}

static enum verdict
read_one(void *ctx, const char *folder, const char *name, struct backup *b, struct fault *f)
{
	char *path = must(talloc_asprintf(ctx, "%s/backups/%s", folder, name));
	struct buffer text;
	enum verdict v = file_get(ctx, path, MANIFEST_MAX, &text, f);

	*b = (struct backup){ .problem = NULL };
	memcpy(b->id, name, strlen(name) + 1);
	if (v == NEVER) {
		b->problem = must(talloc_strdup(ctx, f->text));
		return DONE;
	}
	if (v == DONE)
		b->problem = text.len == 0 ? "it is empty" : parse(ctx, (char *)text.data, text.len, b);
	return v;
}

static int
is_backup_name(const struct dirent *entry)
{
	const char *dash = strchr(entry->d_name, '-');

	return text_is_digit(entry->d_name[0]) && dash != NULL && strlen(entry->d_name) < BACKUP_ID_ROOM &&
	    strchr(entry->d_name, '.') == NULL;
}

enum verdict
backup_list(void *ctx, const char *folder, struct backups *out, struct fault *f)
{
	char *path = must(talloc_asprintf(ctx, "%s/backups", folder));
	struct dirent **names = NULL;
	int count = scandir(path, &names, is_backup_name, alphasort);
	enum verdict v = DONE;

	*out = (struct backups){ .backup = NULL };
	if (count < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", path, strerror(errno));
	out->backup = must(talloc_zero_array(ctx, struct backup, (size_t)count + 1));
	for (int i = 0; i < count; i++) {
		if (v == DONE && (v = read_one(ctx, folder, names[i]->d_name, &out->backup[out->count], f)) == DONE)
			out->count++;
		free(names[i]);
	}
	free(names);
	return v;
}

const struct backup *
backup_newest(const struct backups *all)
{
	for (size_t i = all->count; i > 0; i--)
		if (all->backup[i - 1].problem == NULL)
			return &all->backup[i - 1];
	return NULL;
}

/* ---- keyrings ---------------------------------------------------------------------------------------- */

char *
keyring_folder(void *ctx, const struct backup_settings *s)
{
	if (*s->keyring != 0)
		return must(talloc_strdup(ctx, s->keyring));
	return must(talloc_asprintf(ctx, "%s/keyring", s->folder));
}

static int
is_keyring_name(const struct dirent *entry)
{
	return text_starts(entry->d_name, "keyring-") && strchr(entry->d_name, '.') == NULL;
}

/* keyring-NUMBER-TIME-DIGEST */
static bool
parse_keyring(const char *name, struct keyring_file *out)
{
	char number[24], time[24];

	return sscanf(name, "keyring-%20[0-9]-%20[0-9]-%32[0-9a-f]", number, time, out->digest) == 3 &&
	    is_hex(out->digest, sizeof out->digest - 1) && text_to_number(number, 0, INT64_MAX, &out->number) &&
	    text_to_number(time, 0, INT64_MAX, &out->time);
}

enum verdict
keyring_list(void *ctx, const char *folder, struct keyring_file **out, size_t *count_out, struct fault *f)
{
	struct dirent **names = NULL;
	int count = scandir(folder, &names, is_keyring_name, alphasort);

	*out = NULL;
	*count_out = 0;
	if (count < 0)
		return errno == ENOENT ? DONE : fail(f, LATER, "%s: %s", folder, strerror(errno));
	*out = must(talloc_zero_array(ctx, struct keyring_file, (size_t)count + 1));
	for (int i = 0; i < count; i++) {
		if (parse_keyring(names[i]->d_name, &(*out)[*count_out]))
			(*out)[(*count_out)++].name = must(talloc_strdup(ctx, names[i]->d_name));
		free(names[i]);
	}
	free(names);
	return DONE;
}

/* ---- for how long ------------------------------------------------------------------------------------- */

int64_t
backup_until(const struct backup_settings *s, const struct backup *b)
{
	return b->time + s->keep_age;
}

bool
backup_is_too_old(const struct backup_settings *s, const struct backup *newest, int64_t now)
{
	return newest == NULL || now - newest->time > s->alarm_after;
}

enum verdict
backup_erased_since(struct ledger *l, int64_t moment, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*) FROM opinion WHERE state = 'erased' AND received <= ?1 AND "
	    "changed >= ?1");

	query_number(q, 1, moment);
	return query_one_number(q, count_out, f);
}
