/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_out - files on their way out, and the manifest of them. */
#include "report/export_out.h"

#include "config/memory.h"

enum { BLOCK = 65536 };

struct listed {
	const char *name, *note;
	int64_t size;
	char digest[SHA256_DIGITS + 1];
};

struct left_out {
	const char *what, *why;
};

struct export_out {
	const struct export_target *target;
	const char *prefix;
	struct listed *file;
	size_t files, room;
	struct left_out *left;
	size_t left_count;
	struct sha256 sha;		/* of the file that is being written */
};

struct export_out *
export_out_new(void *ctx, const struct export_target *target, const char *prefix)
{
	struct export_out *o = memory_new(ctx, sizeof *o);

	o->target = target;
	o->prefix = must(talloc_strdup(o, prefix));
	return o;
}

static struct listed *
add(struct export_out *o, const char *name, const char *note)
{
	if (o->files == o->room) {
		o->room = o->room * 2 + 16;
		o->file = must(talloc_realloc(o, o->file, struct listed, o->room));
	}
	o->file[o->files] = (struct listed){ .name = must(talloc_strdup(o, name)), .note = must(talloc_strdup(o, note)) };
	return &o->file[o->files++];
}

enum verdict
export_out_begin(struct export_out *o, const char *name, const char *note, struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s%s", o->prefix, name));
	enum verdict v = o->target->begin(o->target->state, path, f);

	talloc_free(path);
	if (v == DONE) {
		(void)add(o, name, note);
		sha256_begin(&o->sha);
	}
	return v;
}

enum verdict
export_out_write(struct export_out *o, const void *data, size_t len, struct fault *f)
{
	sha256_add(&o->sha, (struct bytes){ data, len });
	o->file[o->files - 1].size += (int64_t)len;
	return o->target->write(o->target->state, data, len, f);
}

enum verdict
export_out_end(struct export_out *o, struct fault *f)
{
	sha256_end(&o->sha, o->file[o->files - 1].digest);
	return o->target->end(o->target->state, f);
}

enum verdict
export_out_put(struct export_out *o, const char *name, const char *note, struct bytes content, struct fault *f)
{
	enum verdict v = export_out_begin(o, name, note, f);

	if (v == DONE)
		v = export_out_write(o, content.data, content.len, f);
	return v == DONE ? export_out_end(o, f) : v;
}

enum verdict
export_out_octets(struct export_out *o, const char *name, const char *note, const struct octets *octets, int64_t from,
    int64_t to, struct fault *f)
{
	unsigned char *block = must(talloc_size(NULL, BLOCK));
	enum verdict v = export_out_begin(o, name, note, f);

	while (v == DONE && from < to) {
		size_t n = to - from < BLOCK ? (size_t)(to - from) : BLOCK;

		v = octets->read(octets->state, from, block, n, f);
		if (v == DONE)
			v = export_out_write(o, block, n, f);
		from += (int64_t)n;
	}
	talloc_free(block);
	return v == DONE ? export_out_end(o, f) : v;
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return export_out_write(state, data, len, f);
}

struct sink
export_out_sink(struct export_out *o)
{
	return (struct sink){ o, take };
}

void
export_out_spoil(struct export_out *o, const char *why)
{
	struct listed *last = &o->file[o->files - 1];

	last->note = must(talloc_asprintf(o, "%s — %s", last->note, why));
}

void
export_out_leave(struct export_out *o, const char *what, const char *why)
{
	o->left = must(talloc_realloc(o, o->left, struct left_out, o->left_count + 1));
	o->left[o->left_count++] = (struct left_out){ must(talloc_strdup(o, what)), must(talloc_strdup(o, why)) };
}

void
export_out_mention(struct export_out *o, const char *name, const char *digest, int64_t size, const char *note)
{
	struct listed *l = add(o, name, note);

	(void)stpncpy(l->digest, digest, SHA256_DIGITS);
	l->size = size;
}

/* ---- manifest ------------------------------------------------------------------------------------------------------ */

static void
write_manifest(struct buffer *b, const struct export_out *o, const struct export_words *w, const struct export_fact *facts,
    char *const *missing, size_t missing_count)
{
	buffer_printf(b, "%s\n\n", export_word(w, WORD_MANIFEST));
	for (; facts->label != NULL; facts++)
		if (facts->value[0] != 0)
			buffer_printf(b, "%s: %s\n", facts->label, facts->value);
	buffer_printf(b, "%s\n\n%s\n", export_word(w, WORD_CHECK), export_word(w, WORD_CONTENT));
	for (size_t i = 0; i < o->files; i++)
		buffer_printf(b, "  %s\n    %lld\n    %s\n    %s\n", o->file[i].name, (long long)o->file[i].size, o->file[i].digest,
		    o->file[i].note);
	if (o->left_count != 0)
		buffer_printf(b, "\n%s\n", export_word(w, WORD_LEFT_OUT));
	for (size_t i = 0; i < o->left_count; i++)
		buffer_printf(b, "  %s: %s\n", o->left[i].what, o->left[i].why);
	if (missing_count != 0)
		buffer_printf(b, "\n%s\n", export_word(w, WORD_MISSING));
	for (size_t i = 0; i < missing_count; i++)
		buffer_printf(b, "  %s\n", missing[i]);
}

enum verdict
export_out_finish(struct export_out *o, const struct export_words *w, const struct export_fact *facts, char *const *missing,
    size_t missing_count, char sums_out[SHA256_DIGITS + 1], struct fault *f)
{
	struct buffer text = buffer_init(o), sums = buffer_init(o);
	enum verdict v;

	write_manifest(&text, o, w, facts, missing, missing_count);
	v = export_out_put(o, "manifest.txt", export_word(w, WORD_MANIFEST), buffer_bytes(&text), f);
	for (size_t i = 0; i < o->files; i++)
		buffer_printf(&sums, "%s  %s\n", o->file[i].digest, o->file[i].name);
	if (v == DONE)
		v = export_out_put(o, "SHA256SUMS", "", buffer_bytes(&sums), f);
	if (v == DONE)
		(void)stpcpy(sums_out, o->file[o->files - 1].digest);
	talloc_free(text.data);
	talloc_free(sums.data);
	return v;
}
