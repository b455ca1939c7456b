/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_batch - the cover of a stack of scans, and its separators. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/print_sheets.h"
#include "reply/reason.h"
#include "reply/sheet_batch.h"
#include "spool/intake.h"
#include "spool/letter.h"
#include "spool/sheet.h"

struct coded {
	const struct seal_key *key;
	int64_t batch;
};

static char *
code_of(void *ctx, void *state, size_t position)
{
	const struct coded *c = state;
	const struct sheet sheet = { .kind = position == 0 ? SHEET_BATCH : SHEET_SEPARATOR, .number = "", .id = c->batch,
		.place = (int64_t)position, .page = 1, .pages = 1 };

	return sheet_write(ctx, c->key, &sheet);
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* The code of what was typed: a drop folder's name or channel, a source's, or one of the words of the form. */
static const char *
channel_of(void *ctx, const struct settings *s, const char *typed)
{
	const struct drop *drop = settings_drop(s, typed);

	if (drop != NULL)
		return drop->channel;
	for (size_t i = 0; i < s->drop_count; i++)
		if (strcmp(s->drops[i].channel, typed) == 0)
			return typed;
	for (size_t i = 0; i < s->source_count; i++)
		if (strcmp(s->sources[i].channel, typed) == 0)
			return typed;
	return intake_channel(ctx, typed);
}

/* What people call it: as they typed it, and of a code its words. */
static enum verdict
channel_name(struct run *run, const char *typed, const char *code, const char **out, struct fault *f)
{
	const char *whole = must(talloc_asprintf(run->ctx, "channel %s", code));
	enum verdict v = DONE;

	*out = typed;
	if (strcmp(typed, code) == 0)
		v = reason_words(run->ctx, &run->settings->office, LANGUAGE_JA, whole, out, f);
	if (v == DONE && strcmp(*out, whole) == 0)
		*out = code;
	return v;
}

static enum verdict
draw(struct run *run, const struct fonts *fonts, const struct batch_text *text, struct buffer *out, struct fault *f)
{
	const struct sink sink = { out, take };
	struct missing missing = { 0 };
	struct paper *paper;
	enum verdict v = paper_new(run->ctx, must(talloc_asprintf(run->ctx, "batch %s", text->batch)), text->date, &sink, &paper, f);

	if (v == DONE)
		v = sheet_batch(run->ctx, paper, fonts, text, &missing, f);
	if (v == DONE)
		v = paper_end(paper, f);
	talloc_free(paper);
	return v;
}

/* The sheets are out before the batch is known: a number that nobody knows is given again. */
static enum verdict
print_it(struct run *run, struct ledger *l, const char *code, struct batch_text *text, const char *output, struct fault *f)
{
	const struct printing *print = &run->settings->print;
	struct coded *coded = memory_new(run->ctx, sizeof *coded);
	struct buffer pdf = buffer_init(run->ctx);
	struct fonts *fonts = NULL;
	enum verdict v = fonts_open(run->ctx, print->font, print->fallback_font, &fonts, f);

	if (v == DONE)
		v = batch_insert(l, code, (int64_t)text->expected, &coded->batch, f);
	if (v != DONE)
		return v;
	text->batch = must(talloc_asprintf(run->ctx, "%lld", (long long)coded->batch));
	coded->key = l->keys->token;
	text->code = code_of;
	text->state = coded;
	v = draw(run, fonts, text, &pdf, f);
	if (v == DONE && run->dry_run)
		printf("would print a cover and %zu separators\n", text->separators);
	else if (v == DONE)
		v = print_output(run, must(talloc_asprintf(run->ctx, "batch-%s", text->batch)), &pdf, output, f);
	talloc_free(fonts);
	return v;
}

enum verdict
print_batch(struct run *run, struct ledger *l, const char *channel, const char *papers, const char *separators,
    const char *output, struct fault *f)
{
	const char *code = channel_of(run->ctx, run->settings, channel);
	struct batch_text text = { .office = run->settings->office.name, .date = clock_now() };
	int64_t expected, parts;
	enum verdict v;

	if (code == NULL)
		return fail(f, NEVER, "%s is no channel: postcards are はがき or the name of their drop folder", channel);
	if (!text_to_number(papers, 1, BATCH_MAX, &expected))
		return fail(f, NEVER, "%s: how many papers are in the stack? 1 to %d", papers, BATCH_MAX);
	parts = expected - 1;
	if (separators != NULL && !text_to_number(separators, 0, BATCH_MAX, &parts))
		return fail(f, NEVER, "%s: how many separators? 0 to %d", separators, BATCH_MAX);
	text.expected = (size_t)expected;
	text.separators = (size_t)parts;
	v = channel_name(run, channel, code, &text.channel, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = print_it(run, l, code, &text, output, f);
	return db_end(l->db, v, !run->dry_run, f);
}
