/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach - the attachments of an arrival, taken out of its sealed file while a mail is sent. */
#include "reply/attach.h"

#include "config/memory.h"
#include "reply/base64.h"
#include "reply/render.h"

enum { PARTS_MAX = 50, PART_HEAD = 2048, TEXT_GROWTH = 3 };

struct source_part {
	struct parser *parser;
	const struct octets *message;
	int index;
	const struct part *part;	/* as it was registered */
};

/* Octets on their way, which must be those that were registered. */
struct passing {
	const struct sink *to;
	struct seal_digest digest;
};

static enum verdict
pass(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct passing *p = state;

	seal_digest_add(&p->digest, (struct bytes){ data, len });
	return p->to->take(p->to->state, data, len, f);
}

static enum verdict
give(void *state, const struct sink *sink, struct fault *f)
{
	const struct source_part *s = state;
	struct passing passing = { .to = sink };
	struct sink through = { &passing, pass };
	unsigned char digest[READING_DIGEST];
	enum verdict v;

	seal_digest_begin(&passing.digest, NULL);
	v = parser_extract(s->parser, s->message, s->index, &through, f);
	seal_digest_end(&passing.digest, digest, sizeof digest);
	if (v == DONE && memcmp(digest, s->part->digest, sizeof digest) != 0)
		return fail(f, NEVER, "part %d is not what was registered", s->index);
	return v;
}

/* What the mail would come to, a little too much rather than too little. */
static int64_t
estimate(const struct reading *r)
{
	int64_t size = 64 * 1024 + (int64_t)strlen(r->text) * TEXT_GROWTH;

	for (size_t i = 0; i < r->part_count; i++)
		size += base64_lines_size(r->parts[i].size) + PART_HEAD;
	return size;
}

enum verdict
attach_open(struct ledger *l, struct parser *parser, void *ctx, const struct facts *facts, int64_t max,
    struct attached_files *out, struct fault *f)
{
	const struct entry *entry;
	const struct reading *r = render_attachments(facts, &entry);
	struct sealed *file;
	enum verdict v;

	*out = (struct attached_files){ NULL, 0 };
	if (r == NULL || r->part_count > PARTS_MAX || estimate(r) > max)
		return DONE;
	v = entry_open(l, ctx, entry, &file, f);
	if (v != DONE)
		return v == NEVER ? DONE : v;
	out->item = must(talloc_array(ctx, struct attachment, r->part_count));
	for (size_t i = 0; i < r->part_count; i++) {
		struct source_part *s = memory_new(ctx, sizeof *s);

		*s = (struct source_part){ parser, sealed_content(file), r->parts[i].index,
			&r->parts[i] };
		out->item[out->count++] = (struct attachment){ .name = r->parts[i].name, .type = r->parts[i].sniffed,
			.size = r->parts[i].size, .state = s, .give = give };
	}
	return DONE;
}
