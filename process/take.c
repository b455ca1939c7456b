/* SPDX-License-Identifier: GPL-3.0-or-later */
/* take - opens one waiting arrival and finds out what it is made of. */
#include "process/take.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/page_folder.h"
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
	/* A web host writes its notes itself: nothing that it says makes its files another source's. */
	if (arrival_is_of_page(t->id)) {
		t->source = PAGE_SOURCE;
		t->channel = "web";
		t->sender = t->recipient = "";
		t->received = t->received < clock_now() ? t->received : clock_now();
	}
	return DONE;
}

static enum verdict
compute_digest(struct ledger *l, struct taken *t, struct fault *f)
{
	const struct octets *content = sealed_content(t->file);
	unsigned char *piece = must(talloc_size(NULL, SEALED_CHUNK));
	struct seal_digest digest;
	enum verdict v = DONE;

	seal_digest_begin(&digest, l->keys->digest);
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

enum { HEAD_MAX = 65536 };

/* The first octets of something. */
struct beginning {
	const struct octets *whole;
};

static enum verdict
read_beginning(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct beginning *b = state;

	return b->whole->read(b->whole->state, offset, out, len, f);
}

static size_t
head_length(const unsigned char *octets, size_t len)
{
	for (size_t i = 0; i + 1 < len; i++)
		if (octets[i] == '\n' && (octets[i + 1] == '\n' || (i + 2 < len && octets[i + 1] == '\r' && octets[i + 2] == '\n')))
			return i + 1;
	return len;
}

enum verdict
take_head(void *ctx, struct taken *taken, struct octets *out, struct fault *f)
{
	struct beginning *b = memory_new(ctx, sizeof *b);
	size_t len = taken->size < HEAD_MAX ? (size_t)taken->size : HEAD_MAX;
	unsigned char *octets = must(talloc_size(NULL, len + 1));
	enum verdict v;

	b->whole = sealed_content(taken->file);
	v = b->whole->read(b->whole->state, 0, octets, len, f);
	if (v == DONE)
		*out = (struct octets){ .state = b, .size = (int64_t)head_length(octets, len), .read = read_beginning };
	seal_wipe(octets, len);
	talloc_free(octets);
	return v;
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
	const struct octets *message = taken->infected != NULL ? &taken->head : sealed_content(taken->file);
	enum verdict v;

	if (message->size == 0 && taken->infected != NULL)
		return DONE;
	v = parser_begin(parser, message, ctx, &taken->job, f);
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
