/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_task - does one job of iken-scan. */
#include "spool/scan_task.h"

#include <libheif/heif.h>

#include "config/memory.h"
#include "spool/child.h"
#include "spool/scan_archive.h"
#include "spool/scan_image.h"
#include "spool/scan_marks.h"
#include "spool/scan_reader.h"

enum {
	LOOK_DPI = 200, LOOK_SIDE = 3400, LOOK_LEAST = 2340,
	READ_DPI = 300, READ_SIDE = 5000, READ_LEAST = 2340,
	REDUCED_SIDE = 1400, REDUCED_QUALITY = 60,
	WHOLE_SIDE = 3300, WHOLE_QUALITY = 80
};

struct talk {
	void *ctx;
	const struct scan_job *job;
	int fd;
};

/* ---- saying ---- */

static void
say(const struct talk *talk, enum scan_word_kind kind, struct bytes words)
{
	struct scan_word word = { .kind = kind, .len = (uint32_t)words.len };

	child_write(talk->fd, &word, sizeof word);
	child_write(talk->fd, words.data, words.len);
}

static void
say_data(const struct talk *talk, struct bytes data)
{
	for (size_t at = 0; at < data.len; at += SCAN_PIECE)
		say(talk, SCAN_DATA, (struct bytes){ data.data + at,
		    data.len - at < SCAN_PIECE ? data.len - at : SCAN_PIECE });
}

/* ---- time ---- */

void
task_rest(void)
{
	child_limit_time(0);
}

static void
next_page(const struct talk *talk)
{
	say(talk, SCAN_ALIVE, (struct bytes){ NULL, 0 });
	child_limit_time(talk->job->seconds);
}

/* ---- tasks ---- */

void
task_load(void)
{
	setMsgSeverity(L_SEVERITY_NONE);
	(void)heif_init(NULL);
	archive_load();
	marks_load();
}

static void
put_page(struct buffer *out, const struct source_page *page, bool blank, const struct marks *marks)
{
	record_put_number(out, page->width);
	record_put_number(out, page->height);
	record_put_number(out, blank);
	record_put_number(out, (int64_t)marks->count);
	for (size_t i = 0; i < marks->count; i++)
		record_put_string(out, marks->text[i]);
}

static enum verdict
look_at_page(struct talk *talk, struct scan_source *source, size_t number, struct buffer *out, struct fault *f)
{
	static const struct source_wish wish = { .dpi = LOOK_DPI, .longer_side = LOOK_SIDE, .least = LOOK_LEAST };
	struct source_page page;
	struct marks marks = { .count = 0 };
	bool blank;
	enum verdict v = source_page(source, number, &wish, &page, f);

	if (v != DONE)
		return v;
	blank = image_is_blank(page.pix);
	if (!blank)
		marks = marks_find(talk->ctx, page.pix);
	put_page(out, &page, blank, &marks);
	pixDestroy(&page.pix);
	next_page(talk);
	return DONE;
}

static enum verdict
look(struct talk *talk, struct scan_source *source, struct buffer *out, struct fault *f)
{
	enum verdict v = DONE;

	record_put_number(out, source->format);
	record_put_number(out, source->active);
	record_put_number(out, (int64_t)source->pages);
	for (size_t i = 0; i < source->pages && v == DONE; i++)
		v = look_at_page(talk, source, i, out, f);
	return v;
}

/* Only where the file does not say itself which way is up. */
static int
turn_by_marks(struct talk *talk, PIX *pix)
{
	double longer = pixGetWidth(pix) > pixGetHeight(pix) ? pixGetWidth(pix) : pixGetHeight(pix);
	l_float32 factor = longer > LOOK_LEAST ? (l_float32)(LOOK_LEAST / longer) : 1;
	PIX *gray = pixConvertTo8(pix, 0), *small = gray != NULL ? pixScaleGeneral(gray, factor, factor, 0, 0) : NULL;
	int turn = small != NULL ? marks_find(talk->ctx, small).turn : 0;

	pixDestroy(&small);
	pixDestroy(&gray);
	return turn;
}

static enum verdict
render(struct talk *talk, struct scan_source *source, struct fault *f)
{
	bool whole = talk->job->image == SCAN_WHOLE;
	struct source_wish wish = { .dpi = whole ? READ_DPI : LOOK_DPI,
		.longer_side = whole ? WHOLE_SIDE : REDUCED_SIDE, .least = REDUCED_SIDE, .colour = whole };
	struct buffer jpeg = buffer_init(talk->ctx);
	struct source_page page;
	enum verdict v = source_page(source, (size_t)talk->job->first, &wish, &page, f);

	if (v != DONE)
		return v;
	v = image_drop_colour(&page.pix, f);
	if (v == DONE)
		v = image_turn(&page.pix, page.turn != 0 ? page.turn : turn_by_marks(talk, page.pix), f);
	if (v == DONE)
		v = image_jpeg(page.pix, whole ? WHOLE_QUALITY : REDUCED_QUALITY, &jpeg, f);
	pixDestroy(&page.pix);
	if (v == DONE)
		say_data(talk, buffer_bytes(&jpeg));
	return v;
}

static enum verdict
extract(struct talk *talk, struct scan_source *source, struct fault *f)
{
	struct buffer copy = buffer_init(talk->ctx);
	enum verdict v = source_extract(source, (size_t)talk->job->first, (size_t)talk->job->count, &copy, f);

	if (v == DONE)
		say_data(talk, buffer_bytes(&copy));
	return v;
}

static enum verdict
read_words(struct talk *talk, struct scan_source *source, struct buffer *out, struct fault *f)
{
	static const struct source_wish wish = { .dpi = READ_DPI, .longer_side = READ_SIDE, .least = READ_LEAST };
	struct source_page page;
	char *text = NULL;
	int confidence = 0;
	enum verdict v = source_page(source, (size_t)talk->job->first, &wish, &page, f);

	if (v == DONE)
		v = image_turn(&page.pix, page.turn, f);
	/* Where there is nothing but dust, each grain would be tried for a character. */
	if (v == DONE && !image_is_blank(page.pix))
		v = reader_read(talk->ctx, page.pix, &text, &confidence, f);
	pixDestroy(&page.pix);
	if (v != DONE)
		return v;
	record_put_string(out, text);
	record_put_number(out, confidence);
	return DONE;
}

/* ---- unpacking ---- */

static void
begin_entry(void *state, const char *name, int64_t size)
{
	struct talk *talk = state;
	struct buffer words = buffer_init(talk->ctx);

	record_put_string(&words, name);
	record_put_number(&words, size);
	say(talk, SCAN_ENTRY, buffer_bytes(&words));
	talloc_free(words.data);
}

static void
take_entry(void *state, const void *data, size_t len)
{
	say_data(state, (struct bytes){ data, len });
}

static void
end_entry(void *state)
{
	say(state, SCAN_ENTRY_END, (struct bytes){ NULL, 0 });
}

static void
entry_alive(void *state)
{
	next_page(state);
}

static enum verdict
unpack(struct talk *talk, struct bytes file, struct fault *f)
{
	struct archive_taker taker = { talk, begin_entry, take_entry, end_entry, entry_alive };

	return archive_unpack(file, talk->job->most, &taker, f);
}

/* ---- one of them ---- */

static enum verdict
work(struct talk *talk, struct bytes file, struct buffer *result, struct fault *f)
{
	struct scan_source *source;
	enum verdict v;

	if (talk->job->task == SCAN_UNPACK)
		return unpack(talk, file, f);
	v = source_open(talk->ctx, file, &source, f);
	if (v != DONE)
		return v;
	switch ((enum scan_task)talk->job->task) {
	case SCAN_LOOK:
		return look(talk, source, result, f);
	case SCAN_RENDER:
		return render(talk, source, f);
	case SCAN_EXTRACT:
		return extract(talk, source, f);
	case SCAN_WORDS:
		return read_words(talk, source, result, f);
	case SCAN_UNPACK:
		break;
	}
	return fail(f, NEVER, "there is no such task");
}

void
task_run(const struct scan_job *job, struct bytes file, int socket)
{
	struct talk talk = { .ctx = must(talloc_new(NULL)), .job = job, .fd = socket };
	struct buffer result = buffer_init(talk.ctx);
	struct fault fault = { "" };
	enum verdict v;

	say(&talk, SCAN_BEGUN, (struct bytes){ NULL, 0 });
	child_limit_time(job->seconds);
	v = work(&talk, file, &result, &fault);
	if (v == DONE)
		say(&talk, SCAN_DONE, buffer_bytes(&result));
	else
		say(&talk, SCAN_NEVER, bytes_of(fault.text));
	talloc_free(talk.ctx);
}
