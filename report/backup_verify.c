/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_verify - whether backups are whole. */
#include "report/backup_verify.h"

#include <stdarg.h>

#include "config/memory.h"
#include "report/backup_open.h"

/* What was looked at once is not looked at again for the next backup. */
enum { MARK_NEW, MARK_FINE, MARK_WRONG };

struct verifying {
	struct run *run;
	struct store *store;
	struct keyring *keyring;	/* NULL: without the secret */
	const struct backup_pair *pair;
	int64_t wrong;
};

static void __attribute__((format(printf, 3, 4)))
complain(struct verifying *v, const struct backup *b, const char *format, ...)
{
	va_list ap;

	printf("backup %s: ", b->id);
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	putchar('\n');
	v->wrong++;
}

static enum verdict
look_at_piece(struct verifying *x, const struct backup *b, struct stored *piece, struct fault *f)
{
	struct fault why;
	enum verdict v;

	if (piece->mark == MARK_NEW) {
		v = store_examine(x->store, piece, &why);
		if (v != DONE && v != NEVER)
			return fail(f, v, "%s", why.text);
		piece->mark = v == DONE ? MARK_FINE : MARK_WRONG;
		if (v == NEVER)
			complain(x, b, "%s", why.text);
	} else if (piece->mark == MARK_WRONG) {
		char *path = store_path(x->store, x->run->ctx, piece->name);

		complain(x, b, "%s is missing or damaged, as above", path);
	}
	return DONE;
}

static enum verdict
look_at_list(struct verifying *x, const struct backup *b, int64_t *octets_out, struct fault *f)
{
	struct stored *pieces;
	size_t count;
	enum verdict v = store_read_lists(x->store, x->run->ctx, b, &pieces, &count, f);

	if (v == NEVER) {
		complain(x, b, "%s", f->text);
		return DONE;
	}
	if (v == DONE && (int64_t)count != b->objects)
		complain(x, b, "its lists name %zu pieces instead of %lld", count, (long long)b->objects);
	for (size_t i = 0; v == DONE && i < count && run_goes_on(x->run); i++) {
		struct stored *piece = store_find(x->store, pieces[i].name);

		v = piece != NULL ? look_at_piece(x, b, piece, f) : DONE;
		*octets_out += pieces[i].size;
	}
	talloc_free(pieces);
	return v;
}

/* ---- with the secret: everything that the description names ------------------------------------------------- */

static enum verdict
open_one(struct verifying *x, const struct opened *o, const unsigned char digest[SEAL_DIGEST], struct fault *f)
{
	struct stored *piece = store_find(x->store, digest);
	struct fault why;
	int64_t size;
	enum verdict v;

	if (piece == NULL) {
		complain(x, o->backup, "a piece that it needs stands in none of its lists");
		return DONE;
	}
	if (piece->mark != MARK_FINE)
		return DONE;
	v = open_piece(o, digest, NULL, &size, &why);
	if (v == NEVER)
		complain(x, o->backup, "%s", why.text);
	return v == NEVER ? DONE : v == DONE ? DONE : fail(f, v, "%s", why.text);
}

static enum verdict
open_all(struct verifying *x, const struct opened *o, const struct root_stream *stream, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < stream->count && run_goes_on(x->run); i++)
		v = open_one(x, o, stream->digest[i], f);
	return v;
}

static enum verdict
open_files(struct verifying *x, const struct opened *o, struct fault *f)
{
	struct buffer table = { .len = 0 };
	struct fault why;
	enum verdict v = open_whole(o, x->run->ctx, &o->root.files, INT32_MAX, &table, &why);

	if (v == NEVER) {
		complain(x, o->backup, "the table of its files: %s", why.text);
		return DONE;
	}
	for (size_t at = 0; v == DONE && at + ROOT_LINE <= table.len && run_goes_on(x->run); at += ROOT_LINE) {
		struct root_file file;

		if (root_take_file(table.data + at, &file))
			v = open_one(x, o, file.digest, f);
		else
			complain(x, o->backup, "a line of the table of its files is damaged");
	}
	talloc_free(table.data);
	return v;
}

static enum verdict
open_described(struct verifying *x, const struct backup *b, struct fault *f)
{
	struct opened o;
	struct fault why;
	enum verdict v = open_check_keyring(x->keyring, b, &why);

	if (v == DONE)
		v = open_backup(x->run->ctx, x->store, b, x->keyring, x->pair, &o, &why);
	if (v == NEVER || v == HALT) {
		complain(x, b, "%s", why.text);
		return DONE;
	}
	if (v != DONE)
		return fail(f, v, "%s", why.text);
	v = open_all(x, &o, &o.root.reg, f);
	for (size_t i = 0; v == DONE && i < o.root.other_count; i++)
		v = open_all(x, &o, &o.root.others[i].content, f);
	return v == DONE ? open_files(x, &o, f) : v;
}

/* ---- all of them ----------------------------------------------------------------------------------------------- */

static enum verdict
look_at_backup(struct verifying *x, const struct backup *b, struct fault *f)
{
	int64_t before = x->wrong, octets = 0;
	struct fault why;
	enum verdict v;

	if (b->problem != NULL) {
		complain(x, b, "%s", b->problem);
		return DONE;
	}
	v = store_learn(x->store, b, &why);
	if (v != DONE && v != NEVER)
		return fail(f, v, "%s", why.text);
	v = look_at_list(x, b, &octets, f);
	if (v == DONE && x->keyring != NULL)
		v = open_described(x, b, f);
	if (v == DONE && x->wrong == before && run_goes_on(x->run))
		printf("backup %s: %lld pieces, %lld octets: whole%s\n", b->id, (long long)b->objects, (long long)octets,
		    x->keyring != NULL ? ", and opened to the end" : "");
	return v;
}

static enum verdict
look_at_keyrings(struct verifying *x, const char *folder, struct fault *f)
{
	struct keyring_file *files;
	size_t count;
	enum verdict v = keyring_list(x->run->ctx, folder, &files, &count, f);

	if (v == DONE && count == 0) {
		printf("keyring: there is none in %s\n", folder);
		x->wrong++;
	}
	for (size_t i = 0; v == DONE && i < count; i++) {
		struct fault why;

		v = keyring_examine(x->run->ctx, folder, &files[i], &why);
		if (v == NEVER) {
			printf("keyring: %s\n", why.text);
			x->wrong++;
		}
		v = v == NEVER ? DONE : v == DONE ? DONE : fail(f, v, "%s", why.text);
	}
	return v;
}

static enum verdict
find_keyring(struct verifying *x, const char *keyrings, struct fault *f)
{
	struct fault why;
	enum verdict v = x->pair != NULL ? open_newest_keyring(x->run->ctx, keyrings, x->pair, &x->keyring, &why) : DONE;

	if (v == DONE || v == LATER)
		return v == DONE ? DONE : fail(f, v, "%s", why.text);
	printf("keyring: %s\n", why.text);
	x->wrong++;
	return DONE;
}

enum verdict
backup_verify(struct run *run, const char *folder, const char *keyrings, const char *id, const struct backup_pair *pair)
{
	struct verifying x = { .run = run, .pair = pair };
	struct backups all = { .count = 0 };
	bool found = id == NULL;
	enum verdict v = store_open(run->ctx, folder, &x.store, &run->fault);

	if (v == DONE)
		v = backup_list(run->ctx, folder, &all, &run->fault);
	if (v == DONE)
		v = look_at_keyrings(&x, keyrings, &run->fault);
	if (v == DONE)
		v = find_keyring(&x, keyrings, &run->fault);
	for (size_t i = 0; v == DONE && i < all.count && run_goes_on(run); i++) {
		if (id != NULL && strcmp(all.backup[i].id, id) != 0)
			continue;
		found = true;
		v = look_at_backup(&x, &all.backup[i], &run->fault);
	}
	if (v == DONE && !found)
		return fail(&run->fault, NEVER, "there is no backup %s in %s", id, folder);
	if (v == DONE && id == NULL && all.count == 0)
		return fail(&run->fault, NEVER, "there is no backup in %s", folder);
	if (v == DONE && x.wrong != 0)
		return fail(&run->fault, NEVER, "%lld things are wrong with the backups in %s", (long long)x.wrong, folder);
	return v;
}
