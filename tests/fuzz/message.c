/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message - reading a mail, a report about one (DSN) or a bundle of files, in this process and unconfined; what it is
 * taken for, and what it would say as an answer */
#include "config/memory.h"
#include "process/answer.h"
#include "process/classify.h"
#include "spool/bundle.h"
#include "spool/mime.h"
#include "tests/fuzz/fuzz.h"

static struct sniffer *sniffer;

static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20, .parts = 100, .depth = 20,
	.text_size = 1 << 16 };

void
fuzz_begin(void)
{
	struct fault f;

	must_hold(sniffer_open(NULL, &sniffer, &f) == DONE, "libmagic");
	mime_begin();
}

static enum verdict
read_at(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *input = state;

	(void)f;
	must_hold(offset >= 0 && (uint64_t)offset + len <= input->len, "reads stay inside");
	memcpy(out, input->data + offset, len);
	return DONE;
}

static enum verdict
forget(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	int64_t *count = state;

	(void)data;
	(void)f;
	*count += (int64_t)len;
	return DONE;
}

static void
read_on(void *ctx, const struct octets *message, const struct reading *r)
{
	struct known k = { .envelope_sender = "", .bounced_intent = r->is_report, .authenticated = true };
	struct buffer once = buffer_init(ctx), again = buffer_init(ctx);
	struct reading *back;
	int64_t count = 0;
	const struct sink sink = { &count, forget };
	struct fault f;

	must_hold(entry_kind_name(classify(r, &k).kind) != NULL, "it is of a kind");
	must_hold(answer_of_reading(ctx, r, ANSWER_TO_REQUEST).text != NULL, "an answer has a text");
	reading_pack(r, &once);
	back = reading_unpack(ctx, (struct bytes){ once.data, once.len });
	must_hold(back != NULL, "what was packed is unpacked");
	reading_pack(back, &again);
	must_hold(once.len == again.len && memcmp(once.data, again.data, once.len) == 0, "and is the same");
	for (size_t i = 0; i < r->part_count && i < 4; i++)
		must_hold(mime_extract(message, &limits, (int)i, &sink, &f) != HALT, "a part can be asked for");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	struct octets message = { .state = &input, .size = (int64_t)input.len, .read = read_at };
	struct reading *r = NULL;
	struct bundle_places places;
	struct fault f;

	if (mime_read(&message, &limits, sniffer, ctx, &r, &f) == DONE)
		read_on(ctx, &message, r);
	must_hold(bundle_places(ctx, &message, &places, &f) != HALT, "a bundle or none");
}
