/* SPDX-License-Identifier: GPL-3.0-or-later */
/* take - opens one waiting arrival and finds out what it is made of. */
#include "process/take.h"

#include "config/memory.h"
#include "spool/queue.h"

static enum verdict
read_note(void *ctx, struct taken *t, struct fault *f)
{
	struct record note = { .rest = sealed_note(t->file) };

	t->source = record_take_string(ctx, &note);
	t->channel = record_take_string(ctx, &note);
	talloc_free(record_take_string(ctx, &note));
	t->received = record_take_number(&note);
	t->sender = record_take_string(ctx, &note);
	t->recipient = record_take_string(ctx, &note);
	if (!record_at_end(&note))
		return fail(f, NEVER, "the note of where it came from is damaged");
	return DONE;
}

static enum verdict
compute_digest(struct ledger *l, struct taken *t, struct fault *f)
{
	const struct octets *content = sealed_content(t->file);
	unsigned char *piece = must(talloc_size(NULL, SEALED_CHUNK));
	struct seal_digest digest;
	enum verdict v = DONE;

	seal_digest_begin(&digest, &l->keys->lookup);
	for (int64_t at = 0; v == DONE && at < content->size; at += SEALED_CHUNK) {
		int64_t left = content->size - at;
		size_t n = left < SEALED_CHUNK ? (size_t)left : SEALED_CHUNK;

		v = content->read(content->state, at, piece, n, f);
		if (v == DONE)
			seal_digest_add(&digest, (struct bytes){ piece, n });
	}
	seal_digest_end(&digest, t->digest, sizeof t->digest);
	seal_wipe(piece, SEALED_CHUNK);
	talloc_free(piece);
	return v;
}

enum verdict
take_open(struct ledger *l, void *ctx, const char *id, struct taken *out, struct fault *f)
{
	char *path = queue_find(ctx, l->settings, id);
	enum verdict v;

	*out = (struct taken){ .id = id, .why = "" };
	if (path == NULL)
		return fail(f, LATER, "it is no longer there");
	v = sealed_open(ctx, path, l->opener, &out->file, f);
	if (v == DONE)
		v = read_note(ctx, out, f);
	if (v != DONE)
		return v;
	out->size = sealed_content(out->file)->size;
	return compute_digest(l, out, f);
}

static enum verdict
unreadable(void *ctx, struct taken *taken, const struct fault *f)
{
	taken->reading = NULL;
	taken->why = must(talloc_strdup(ctx, f->text));
	return DONE;
}

enum verdict
take_begin(struct parser *parser, void *ctx, struct taken *taken, struct fault *f)
{
	enum verdict v = parser_begin(parser, sealed_content(taken->file), ctx, &taken->job, f);

	return v == NEVER ? unreadable(ctx, taken, f) : v;
}

enum verdict
take_finish(void *ctx, struct taken *taken, struct fault *f)
{
	enum verdict v;

	if (taken->job == NULL)
		return DONE;
	v = parser_finish(&taken->job, ctx, &taken->reading, f);
	return v == NEVER ? unreadable(ctx, taken, f) : v;
}
