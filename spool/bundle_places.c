/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bundle_places - where the files lie in a bundle. */
#include "spool/bundle.h"

#include "config/memory.h"
#include "spool/sealed.h"

enum {
	LINES_MAX = 4096,	/* octets of the head, and of the lines above a file */
	MARK_MAX = 64
};

/* What stands before each part, and how much of it there is. */
struct mark {
	unsigned char octets[MARK_MAX];
	size_t len;
};

static size_t
read_up_to(const struct octets *o, int64_t at, unsigned char *out, size_t max, enum verdict *v, struct fault *f)
{
	size_t n = o->size - at < (int64_t)max ? (size_t)(o->size - at) : max;

	*v = o->read(o->state, at, out, n, f);
	return *v == DONE ? n : 0;
}

static enum verdict
find_mark(const struct octets *o, struct mark *out, struct fault *f)
{
	static const char before[] = "; boundary=\"";
	unsigned char head[LINES_MAX];
	enum verdict v;
	size_t n = read_up_to(o, 0, head, sizeof head, &v, f), len;
	const unsigned char *at, *end;

	if (v != DONE)
		return v;
	at = memmem(head, n, before, sizeof before - 1);
	if (at == NULL)
		return fail(f, NEVER, "the bundle has no boundary");
	at += sizeof before - 1;
	end = memchr(at, '"', n - (size_t)(at - head));
	len = end != NULL ? (size_t)(end - at) : 0;
	if (len == 0 || len + 4 > MARK_MAX)
		return fail(f, NEVER, "the boundary of the bundle is none of ours");
	memcpy(out->octets, "\r\n--", 4);
	memcpy(out->octets + 4, at, len);
	out->len = len + 4;
	return DONE;
}

/* Where the part behind a mark begins: below the empty line. */
static enum verdict
find_start(const struct octets *o, int64_t mark_end, int64_t *start_out, struct fault *f)
{
	unsigned char lines[LINES_MAX];
	enum verdict v;
	size_t n = read_up_to(o, mark_end, lines, sizeof lines, &v, f);
	const unsigned char *at = memmem(lines, n, "\r\n\r\n", 4);

	*start_out = at != NULL ? mark_end + (at - lines) + 4 : mark_end;
	return v;
}

static enum verdict
take_mark(void *ctx, const struct octets *o, const struct mark *mark, int64_t at, struct bundle_places *out,
    struct fault *f)
{
	struct bundle_place place = { 0, o->size };
	enum verdict v = find_start(o, at + (int64_t)mark->len, &place.from, f);

	if (out->count != 0)
		out->item[out->count - 1].to = at;
	out->item = must(talloc_realloc(ctx, out->item, struct bundle_place, out->count + 1));
	out->item[out->count++] = place;
	return v;
}

enum verdict
bundle_places(void *ctx, const struct octets *bundle, struct bundle_places *out, struct fault *f)
{
	unsigned char *piece = must(talloc_size(NULL, SEALED_CHUNK));
	struct mark mark = { .len = 0 };
	enum verdict v = find_mark(bundle, &mark, f);

	*out = (struct bundle_places){ NULL, 0 };
	for (int64_t at = 0; v == DONE && at + (int64_t)mark.len <= bundle->size; ) {
		size_t n = read_up_to(bundle, at, piece, SEALED_CHUNK, &v, f);
		const unsigned char *found = v == DONE ? memmem(piece, n, mark.octets, mark.len) : NULL;

		if (found != NULL) {
			at += found - piece;
			v = take_mark(ctx, bundle, &mark, at, out, f);
			at += (int64_t)mark.len;
		} else {
			at += (int64_t)(n - mark.len) + 1;	/* it may be cut by the end of the piece */
		}
	}
	seal_wipe(piece, SEALED_CHUNK);
	talloc_free(piece);
	/* The last one ends the bundle, and has nothing behind it. */
	if (v == DONE && out->count != 0)
		out->count--;
	return v;
}
