/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_file - the lines of a settings file, before anybody asks what they mean.
 *
 * Private to config/settings*.c and to what reads a file of the same form (process/former_map.c).
 */
#ifndef CONFIG_SETTINGS_FILE_H
#define CONFIG_SETTINGS_FILE_H

#include "config/bytes.h"
#include "config/fault.h"

/* What is wrong in a file, gathered so that one reading shows all of it. */
struct problems {
	void *ctx;			/* owns the texts */
	const char *file;
	struct problem {
		int line;
		const char *text;	/* "what is wrong; what to do" */
	} *list;
	size_t count;
};

void problem_add(struct problems *p, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* "FILE:LINE: what; what to do" lines in the order of the file; at most a hundred of them. */
void problems_print(const struct problems *p, struct buffer *out);
/* Orders the problems by line; those of one line stay in the order in which they were found. */
void problems_sort(struct problems *p);

/* The one of count names that word most likely stands for, or NULL. */
const char *nearest_name(const char *word, const char *const *names, size_t count);

struct entry {
	const char *name;		/* folded: lower case, ASCII */
	const char *value;		/* trimmed text; may be "" */
	int line;
};

struct section {
	const char *kind;		/* folded: "office", "department" */
	const char *name;		/* "" for [office] */
	int line;
	struct entry *entries;
	size_t count;
};

struct settings_file {
	struct section *sections;
	size_t count;
	int last_line;
};

/* Everything belongs to ctx. HALT: the file cannot be read at all, f says why; what is wrong in
 * its lines goes to p instead and leaves the verdict DONE. */
enum verdict settings_file_read(void *ctx, const char *path, struct settings_file *out,
    struct problems *p, struct fault *f) MUST_USE;

#endif
