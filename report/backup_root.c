/* SPDX-License-Identifier: GPL-3.0-or-later */
/* backup_root - the description of all that is in one backup. */
#include "report/backup_root.h"

#include "config/memory.h"

#define MAGIC "ikenbako root 1"

enum { ID_OCTETS = ARRIVAL_ID_LENGTH / 2, FLAG_WAITS = 1, FLAG_OWN_KEY = 2 };

void
root_add_piece(void *ctx, struct root_stream *stream, const unsigned char digest[SEAL_DIGEST], int64_t size)
{
	if (stream->count == stream->room) {
		stream->room = stream->room != 0 ? 2 * stream->room : 8;
		stream->digest = must(talloc_realloc_size(ctx, stream->digest, stream->room * sizeof *stream->digest));
	}
	memcpy(stream->digest[stream->count++], digest, SEAL_DIGEST);
	stream->size += size;
}

static void
put_stream(struct buffer *out, const struct root_stream *s)
{
	record_put_number(out, s->size);
	record_put(out, (struct bytes){ s->count != 0 ? s->digest[0] : NULL, s->count * SEAL_DIGEST });
}

static bool
take_stream(void *ctx, struct record *from, struct root_stream *s)
{
	struct bytes digests;

	s->size = record_take_number(from);
	digests = record_take(from);
	/* How large the pieces are is their writer's to decide: other programs than these may have had another size. */
	if (from->broken || s->size < 0 || digests.len % SEAL_DIGEST != 0 || (s->size == 0) != (digests.len == 0))
		return false;
	s->count = s->room = digests.len / SEAL_DIGEST;
	s->digest = must(talloc_zero_size(ctx, digests.len + 1));
	if (digests.len != 0)
		memcpy(s->digest, digests.data, digests.len);
	return true;
}

void
root_pack(const struct root *r, struct buffer *out)
{
	record_put_string(out, MAGIC);
	record_put_number(out, r->number);
	record_put_number(out, r->time);
	record_put_number(out, r->schema);
	record_put_string(out, r->lineage);
	record_put_number(out, (int64_t)r->tables.count);
	for (size_t i = 0; i < r->tables.count; i++) {
		record_put_string(out, r->tables.table[i].name);
		record_put_number(out, r->tables.table[i].rows);
	}
	put_stream(out, &r->reg);
	put_stream(out, &r->files);
	record_put_number(out, r->file_count);
	record_put_number(out, (int64_t)r->other_count);
	for (size_t i = 0; i < r->other_count; i++) {
		record_put_string(out, r->others[i].path);
		record_put_number(out, r->others[i].mode);
		put_stream(out, &r->others[i].content);
	}
}

/* Each of them takes octets of what is left: a number alone makes nobody ask for memory. */
static int64_t
take_count(struct record *from)
{
	int64_t count = record_take_number(from);

	if (count < 0 || (uint64_t)count > from->rest.len)
		from->broken = true;
	return from->broken ? 0 : count;
}

static void
take_tables(void *ctx, struct record *from, struct root *out)
{
	out->tables.count = (size_t)take_count(from);
	out->tables.table = must(talloc_zero_array(ctx, struct table_count, out->tables.count + 1));
	for (size_t i = 0; i < out->tables.count && !from->broken; i++) {
		out->tables.table[i].name = record_take_string(ctx, from);
		out->tables.table[i].rows = record_take_number(from);
	}
}

/* A path that leads out of the folder is not ours. */
static bool
is_within(const char *path)
{
	return *path != 0 && *path != '/' && strncmp(path, "../", 3) != 0 && strstr(path, "/../") == NULL &&
	    strcmp(path, "..") != 0;
}

static bool
take_others(void *ctx, struct record *from, struct root *out)
{
	out->other_count = (size_t)take_count(from);
	out->others = must(talloc_zero_array(ctx, struct root_other, out->other_count + 1));
	for (size_t i = 0; i < out->other_count && !from->broken; i++) {
		out->others[i].path = record_take_string(ctx, from);
		out->others[i].mode = record_take_number(from);
		if (from->broken || !is_within(out->others[i].path) || !take_stream(ctx, from, &out->others[i].content))
			return false;
	}
	return !from->broken;
}

enum verdict
root_unpack(void *ctx, struct bytes packed, struct root *out, struct fault *f)
{
	struct record from = { .rest = packed };
	const char *magic = record_take_string(ctx, &from);

	*out = (struct root){ .number = 0 };
	if (from.broken || strcmp(magic, MAGIC) != 0)
		return fail(f, NEVER, "its description is of another version: use the programs that made it");
	out->number = record_take_number(&from);
	out->time = record_take_number(&from);
	out->schema = record_take_number(&from);
	out->lineage = record_take_string(ctx, &from);
	take_tables(ctx, &from, out);
	if (!take_stream(ctx, &from, &out->reg) || !take_stream(ctx, &from, &out->files))
		return fail(f, NEVER, "its description is damaged");
	out->file_count = record_take_number(&from);
	if (!take_others(ctx, &from, out) || !record_at_end(&from) || out->files.size % ROOT_LINE != 0 ||
	    out->files.size / ROOT_LINE != out->file_count)
		return fail(f, NEVER, "its description is damaged");
	return DONE;
}

void
root_put_file(const struct root_file *file, unsigned char line[ROOT_LINE])
{
	memset(line, 0, ROOT_LINE);
	for (size_t i = 0; i < ID_OCTETS; i++) {
		char pair[3] = { file->id[2 * i], file->id[2 * i + 1], 0 };

		line[i] = (unsigned char)strtoul(pair, NULL, 16);
	}
	memcpy(line + ID_OCTETS, file->digest, SEAL_DIGEST);
	for (int i = 0; i < 8; i++)
		line[ID_OCTETS + SEAL_DIGEST + i] = (unsigned char)((uint64_t)file->size >> (56 - 8 * i));
	line[ROOT_LINE - 1] = (unsigned char)((file->waits ? FLAG_WAITS : 0) | (file->own_key ? FLAG_OWN_KEY : 0));
}

bool
root_take_file(const unsigned char line[ROOT_LINE], struct root_file *out)
{
	uint64_t size = 0;

	*out = (struct root_file){ .size = 0 };
	seal_hex(line, ID_OCTETS, out->id);
	memcpy(out->digest, line + ID_OCTETS, SEAL_DIGEST);
	for (int i = 0; i < 8; i++)
		size = size << 8 | line[ID_OCTETS + SEAL_DIGEST + i];
	out->size = (int64_t)size;
	out->waits = (line[ROOT_LINE - 1] & FLAG_WAITS) != 0;
	out->own_key = (line[ROOT_LINE - 1] & FLAG_OWN_KEY) != 0;
	return out->size > 0;
}
