/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_postal - the post office's table of postal codes as small files that the form and the browser read. */
#include "spool/page_postal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/csv.h"
#include "spool/file.h"
#include "spool/page_folder.h"

enum { ROWS_MAX = 400000, CODE_DIGITS = 7, GROUP_DIGITS = 3, TABLE_MAX = 64 << 20 };
enum { CELL_CODE = 2, CELL_PREFECTURE = 6, CELL_CITY = 7, CELL_TOWN = 8, CELLS = 9 };

struct entry {
	const char *code;
	const char *address;
	size_t row;
};

static bool
is_code(const char *cell)
{
	size_t n = 0;

	while (text_is_digit(cell[n]))
		n++;
	return n == CODE_DIGITS && cell[n] == 0;
}

/* The town without what is said about it: （...）, which may go on over further rows (NULL: this is one), and phrases that are
 * no name. */
static char *
town_of(void *ctx, const char *cell, bool *open)
{
	char *town = must(talloc_strdup(ctx, cell)), *bracket;
	bool within = *open;

	bracket = strstr(town, "（");
	if (bracket != NULL || within)
		*open = strstr(town, "）") == NULL;
	if (within)
		return NULL;
	if (bracket != NULL)
		*bracket = 0;
	if (strstr(town, "以下に掲載がない場合") != NULL || strstr(town, "の次に") != NULL ||
	    (strstr(town, "一円") != NULL && strcmp(town, "一円") != 0))
		*town = 0;
	return town;
}

static int
compare(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->code, right->code);

	return order != 0 ? order : left->row < right->row ? -1 : 1;
}

/* What two addresses of one code have in common, whole characters. */
static const char *
shared(void *ctx, const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] != 0 && a[n] == b[n])
		n++;
	while (n != 0 && ((unsigned char)a[n] & 0xc0) == 0x80)
		n--;
	return must(talloc_strndup(ctx, a, n));
}

static enum verdict
take_rows(const struct csv *csv, struct entry *entries, size_t *count_out, struct fault *f)
{
	bool open = false;

	*count_out = 0;
	for (size_t i = 0; i < csv->count; i++) {
		const struct csv_row *row = &csv->row[i];
		char *town;

		if (row->count < CELLS || !is_code(row->cell[CELL_CODE]))
			return fail(f, NEVER, "line %zu is not of the post office's table: the third of nine cells has 7 digits",
			    row->line);
		town = town_of(entries, row->cell[CELL_TOWN], &open);
		if (town != NULL)
			entries[(*count_out)++] = (struct entry){ row->cell[CELL_CODE], must(talloc_asprintf(entries, "%s%s%s",
			    row->cell[CELL_PREFECTURE], row->cell[CELL_CITY], town)), i };
	}
	qsort(entries, *count_out, sizeof *entries, compare);
	return *count_out != 0 ? DONE : fail(f, NEVER, "the table has no rows");
}

/* Entries with one code become one. */
static size_t
merge(void *ctx, struct entry *entries, size_t count)
{
	size_t kept = 0;

	for (size_t i = 1; i < count; i++)
		if (strcmp(entries[kept].code, entries[i].code) == 0)
			entries[kept].address = shared(ctx, entries[kept].address, entries[i].address);
		else
			entries[++kept] = entries[i];
	return kept + 1;
}

static enum verdict
write_group(const char *folder, const struct entry *entries, size_t count, struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/%.*s.txt", folder, GROUP_DIGITS, entries->code));
	struct buffer out = buffer_init(path);
	enum verdict v;

	for (size_t i = 0; i < count; i++)
		buffer_printf(&out, "%s\t%s\n", entries[i].code + GROUP_DIGITS, entries[i].address);
	v = file_put(path, buffer_bytes(&out), 0644, f);
	talloc_free(path);
	return v;
}

static enum verdict
write_groups(const char *dir, const struct entry *entries, size_t count, struct fault *f)
{
	char *folder = page_path(NULL, dir, "out/static/postal");
	enum verdict v = folder_make(folder, 0755, f);

	for (size_t first = 0, n; v == DONE && first < count; first += n) {
		for (n = 1; first + n < count && strncmp(entries[first].code, entries[first + n].code, GROUP_DIGITS) == 0; n++)
			;
		v = write_group(folder, entries + first, n, f);
	}
	talloc_free(folder);
	return v;
}

enum verdict
page_postal_convert(void *ctx, const char *table, const char *dir, bool dry_run, struct fault *f)
{
	struct buffer file;
	struct csv csv;
	struct entry *entries;
	size_t count = 0;
	enum verdict v = file_get(ctx, table, TABLE_MAX, &file, f);

	if (v == DONE)
		v = csv_read(ctx, buffer_bytes(&file), ROWS_MAX, &csv, f);
	if (v != DONE)
		return v;
	entries = must(talloc_array(ctx, struct entry, csv.count + 1));
	v = take_rows(&csv, entries, &count, f);
	if (v != DONE)
		return v;
	count = merge(ctx, entries, count);
	if (!dry_run) {
		umask(022);
		v = write_groups(dir, entries, count, f);
	}
	if (v == DONE)
		printf("%zu postal codes%s\n", count, dry_run ? " would be taken" : "");
	return v;
}
