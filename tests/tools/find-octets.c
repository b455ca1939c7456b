/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find-octets - looks for many values in all files of folders
 *
 * usage: find-octets [-n SECONDS] VALUES FOLDER|FILE ...
 *
 * VALUES has a value a line: hexadecimal digits, six octets at least, a space, and what to call it. Looked through is the
 * content of each file as it is, in lower case, and without its line ends and those of quoted-printable; and its path.
 * With -n only files that have changed since then, in seconds of the epoch. Prints a line for each file with a
 * value: the path, what it is called, where. Status 0 when nothing was found, 1 when something was, 2 when this
 * program itself fails. A file that is gone by then was none.
 */
#include <ctype.h>
#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/seal.h"

enum { SHORTEST = 6, TABLE = 1 << 20, LARGEST = 256 << 20 };

struct value {
	unsigned char *octets;
	size_t len;
	char *name;
	struct value *next;	/* with the same beginning, as far as the table tells */
};

static struct value *table[TABLE];
static int64_t since;
static bool found, failed;

static size_t
place_of(const unsigned char *p)
{
	uint64_t sum = 0;

	memcpy(&sum, p, SHORTEST);
	return (size_t)(sum * UINT64_C(0x9E3779B97F4A7C15) >> 44);
}

static bool
read_value(void *ctx, char *line)
{
	char *space = strchr(line, ' ');
	size_t digits = space != NULL ? (size_t)(space - line) : 0;
	struct value *v = memory_new(ctx, sizeof *v);

	if (digits < 2 * SHORTEST || digits % 2 != 0)
		return false;
	*v = (struct value){ .octets = memory_new(ctx, digits / 2), .len = digits / 2, .name = must(talloc_strdup(ctx, space + 1)) };
	v->name[strcspn(v->name, "\n")] = 0;
	*space = 0;
	if (!seal_from_hex(line, v->octets, v->len))
		return false;
	v->next = table[place_of(v->octets)];
	table[place_of(v->octets)] = v;
	return true;
}

static bool
read_values(void *ctx, const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool right = f != NULL;

	while (right && getline(&line, &room, f) > 0)
		right = read_value(ctx, line);
	free(line);
	if (f != NULL)
		fclose(f);
	return right;
}

static const struct value *
search(const unsigned char *content, size_t len, size_t *at_out)
{
	for (size_t i = 0; i + SHORTEST <= len; i++)
		for (const struct value *v = table[place_of(content + i)]; v != NULL; v = v->next)
			if (v->len <= len - i && memcmp(content + i, v->octets, v->len) == 0) {
				*at_out = i;
				return v;
			}
	return NULL;
}

static size_t
drop_line_ends(unsigned char *content, size_t len)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		bool soft = content[i] == '=' && i + 1 < len && (content[i + 1] == '\n' || (content[i + 1] == '\r' &&
		    i + 2 < len && content[i + 2] == '\n'));

		if (content[i] != '\n' && content[i] != '\r' && !soft)
			content[out++] = content[i];
	}
	return out;
}

static bool
look_through(const char *path, unsigned char *content, size_t len)
{
	const char *how = "";
	size_t at = 0;
	const struct value *v = search(content, len, &at);

	for (size_t i = 0; v == NULL && i < len; i++)
		content[i] = (unsigned char)(content[i] < 128 ? tolower(content[i]) : content[i]);
	if (v == NULL && (v = search(content, len, &at)) != NULL)
		how = ", in lower case,";
	if (v != NULL) {
		printf("%s: %s%s at %zu\n", path, v->name, how, at);
		found = true;
	}
	return v != NULL;
}

static void
look_unfolded(const char *path, unsigned char *content, size_t len)
{
	size_t at = 0;
	const struct value *v = search(content, drop_line_ends(content, len), &at);

	if (v != NULL) {
		printf("%s: %s, over line ends\n", path, v->name);
		found = true;
	}
}

static int
look_at(const char *path, const struct stat *s, int type, struct FTW *ftw)
{
	unsigned char *content, *copy;
	size_t len, at;
	const struct value *v = search((const unsigned char *)path, strlen(path), &at);
	FILE *f;

	(void)ftw;
	if (v != NULL && (since == 0 || s->st_ctime >= since)) {
		printf("%s: %s in the path\n", path, v->name);
		found = true;
	}
	if (type != FTW_F || !S_ISREG(s->st_mode) || (since != 0 && s->st_ctime < since && s->st_mtime < since))
		return 0;
	f = fopen(path, "re");
	if (f == NULL) {
		failed |= errno != ENOENT && since == 0;
		return 0;
	}
	if (s->st_size > LARGEST) {
		failed |= since == 0;
		fclose(f);
		return 0;
	}
	content = memory_new(NULL, (size_t)s->st_size + 1);
	len = fread(content, 1, (size_t)s->st_size, f);
	fclose(f);
	copy = must(talloc_memdup(content, content, len + 1));
	if (!look_through(path, content, len))
		look_unfolded(path, copy, len);
	talloc_free(content);
	return 0;
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	int i = 1;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		if (!text_to_number(argv[2], 1, INT64_MAX, &since))
			return 2;
		i = 3;
	}
	if (argc < i + 2 || !read_values(ctx, argv[i])) {
		fprintf(stderr, "usage: find-octets [-n SECONDS] VALUES FOLDER|FILE ...\n");
		return 2;
	}
	while (++i < argc)
		if (nftw(argv[i], look_at, 20, FTW_PHYS) != 0 && errno != ENOENT)
			failed = true;
	talloc_free(ctx);
	if (failed)
		fprintf(stderr, "find-octets: not everything could be read\n");
	return failed ? 2 : found ? 1 : 0;
}
