/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page-thief - tries to read the sealed files of the residents' page with whatever the web host has
 *
 *	page-thief DIR [FILE ...]	every 32 octets of DIR/state, of DIR/out/page and of the FILEs are tried as a secret key on
 *					all of DIR/in and DIR/out/cases, and as a file's own key
 *
 * Prints "opened NAME" for each file that it reads, and how many keys and files it tried.
 */
#include <dirent.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>

#include "config/memory.h"
#include "spool/file.h"
#include "spool/page_case.h"
#include "spool/page_folder.h"
#include "spool/sealed.h"

#define LARGEST (64 << 10)	/* of a file in which keys are looked for */

struct thief {
	void *ctx;
	const char *dir;
	struct buffer keys;	/* octets in which keys may stand, SEAL_SECRET zeros between files */
	long tried;
	struct fault f;
};

static void
gather_file(struct thief *t, const char *path)
{
	static const unsigned char gap[SEAL_SECRET];
	struct buffer file;

	if (file_get(t->ctx, path, LARGEST, &file, &t->f) != DONE)
		return;
	buffer_add(&t->keys, file.data, file.len);
	buffer_add(&t->keys, gap, sizeof gap);
}

static void
gather(struct thief *t, char *folder)
{
	FTS *tree = fts_open((char *[]){ folder, NULL }, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

	if (tree == NULL)
		return;
	for (FTSENT *e; (e = fts_read(tree)) != NULL;)
		if (e->fts_info == FTS_F)
			gather_file(t, e->fts_path);
	fts_close(tree);
}

static bool
opens_arrival(struct thief *t, const char *path, const unsigned char *secret)
{
	void *ctx = talloc_new(t->ctx);
	unsigned char public[SEAL_PUBLIC];
	struct sealed *file;
	bool open;

	seal_public_of(secret, public);
	open = sealed_open(ctx, path, sealed_opener_new(ctx, public, secret), &file, &t->f) == DONE;
	talloc_free(ctx);
	return open;
}

static bool
opens_with_own_key(struct thief *t, const char *path, const unsigned char *octets)
{
	void *ctx = talloc_new(t->ctx);
	struct seal_key key;
	struct sealed *file;
	bool open;

	memcpy(&key, octets, sizeof key);
	open = sealed_open_with(ctx, path, &key, &file, &t->f) == DONE;
	talloc_free(ctx);
	return open;
}

static bool
opens_case(struct thief *t, const char *path, const char *number, const unsigned char *secret)
{
	void *ctx = talloc_new(t->ctx);
	struct page_record *record;
	struct buffer file;
	struct page_case c;
	bool open = file_get(ctx, path, PAGE_FILE_MAX, &file, &t->f) == DONE
	    && page_case_unpack(ctx, buffer_bytes(&file), number, &c, &t->f) == DONE
	    && page_case_open(ctx, &c, secret, &record, &t->f) == DONE;

	talloc_free(ctx);
	return open;
}

static void
try_file(struct thief *t, const char *path, const char *name, bool is_case)
{
	for (size_t i = 0; i + SEAL_SECRET <= t->keys.len; i++) {
		const unsigned char *key = (const unsigned char *)t->keys.data + i;

		t->tried++;
		if (is_case ? opens_case(t, path, name, key) : opens_arrival(t, path, key) || opens_with_own_key(t, path, key)) {
			printf("opened %s\n", name);
			return;
		}
	}
}

static int
try_folder(struct thief *t, const char *below, bool is_case)
{
	char *folder = page_path(t->ctx, t->dir, below);
	DIR *d = opendir(folder);
	int count = 0;

	if (d == NULL)
		return 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.') {
			count++;
			try_file(t, must(talloc_asprintf(t->ctx, "%s/%s", folder, e->d_name)), e->d_name, is_case);
		}
	closedir(d);
	return count;
}

int
main(int argc, char **argv)
{
	struct thief t = { .ctx = talloc_new(NULL) };
	int files;

	if (argc < 2) {
		fprintf(stderr, "usage: page-thief DIR [FILE ...]\n");
		return 64;
	}
	t.dir = argv[1];
	t.keys = buffer_init(t.ctx);
	gather(&t, page_path(t.ctx, t.dir, "state"));
	gather_file(&t, page_path(t.ctx, t.dir, "out/page"));
	for (int i = 2; i < argc; i++)
		gather_file(&t, argv[i]);
	files = try_folder(&t, "in", false) + try_folder(&t, "out/cases", true);
	printf("%zu octets of keys, %ld tries, %d files\n", t.keys.len, t.tried, files);
	talloc_free(t.ctx);
	return 0;
}
