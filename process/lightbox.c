/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lightbox - looks at the scans of an arrival: takes its files out, and reads pages and codes. */
#include "process/lightbox.h"

#include <time.h>

#include "config/memory.h"
#include "config/text.h"

struct lightbox {
	const struct settings *settings;
	struct parser *parser;
	struct scanner *scanner;	/* NULL before the first scan */
};

struct lightbox *
lightbox_new(void *ctx, const struct settings *s, struct parser *parser)
{
	struct lightbox *box = memory_new(ctx, sizeof *box);

	box->settings = s;
	box->parser = parser;
	return box;
}

void
lightbox_close(struct lightbox **box)
{
	if ((*box)->scanner != NULL)
		scanner_stop(&(*box)->scanner);
	talloc_free(*box);
	*box = NULL;
}

static enum verdict
start(struct lightbox *box, struct fault *f)
{
	return box->scanner != NULL ? DONE : scanner_start(box, &box->settings->limits, &box->scanner, f);
}

/* ---- files ------------------------------------------------------------------------------------------- */

struct collecting {
	struct buffer octets;
	int64_t most;
};

static enum verdict
collect(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct collecting *c = state;

	if ((int64_t)(c->octets.len + len) > c->most)
		return fail(f, NEVER, "its files are larger together than %lld octets", (long long)c->most);
	buffer_add(&c->octets, data, len);
	return DONE;
}

static bool
ends_with(void *ctx, const char *name, const char *end)
{
	char *folded = text_fold(ctx, name);
	size_t len = strlen(folded), n = strlen(end);

	return len > n && strcmp(folded + len - n, end) == 0;
}

/* Office documents are archives, too: only what is called one is taken for one. */
static enum scan_format
format_of(void *ctx, const struct part *part, struct bytes octets)
{
	enum scan_format format = scan_format_of(octets);

	return format == SCAN_ZIP && !ends_with(ctx, part->name, ".zip") ? SCAN_NONE : format;
}

static enum verdict
take_file(struct lightbox *box, void *ctx, const struct octets *message, const struct part *part, int64_t most,
    struct sheetfile *out, struct fault *f)
{
	struct collecting c = { .octets = buffer_init(ctx), .most = most };
	struct sink sink = { &c, collect };
	unsigned char digest[READING_DIGEST];
	struct seal_digest d;
	enum verdict v = parser_extract(box->parser, message, part->index, &sink, f);

	if (v != DONE)
		return v;
	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, buffer_bytes(&c.octets));
	seal_digest_end(&d, digest, sizeof digest);
	if (memcmp(digest, part->digest, sizeof digest) != 0)
		return fail(f, NEVER, "part %d is not what was read", part->index);
	*out = (struct sheetfile){ .part = part, .octets = buffer_bytes(&c.octets) };
	out->format = format_of(ctx, part, out->octets);
	out->is_table = out->format == SCAN_NONE && ends_with(ctx, part->name, ".csv");
	return DONE;
}

/* ---- pages ------------------------------------------------------------------------------------------- */

/* The first code of ours on a page counts; covers and separators before others. */
static void
read_marks(void *ctx, struct lit *lit, const struct scan_page *scanned, const struct token_keys *keys, struct stack_page *out)
{
	for (size_t i = 0; i < scanned->mark_count; i++) {
		struct sheet sheet;
		enum sheet_fit fit = sheet_read(ctx, keys, scanned->marks[i], &sheet);
		bool divides = fit == SHEET_OURS && (sheet.kind == SHEET_BATCH || sheet.kind == SHEET_SEPARATOR);

		lit->forged |= fit == SHEET_FORGED;
		if (fit != SHEET_OURS || (out->has_sheet && !divides))
			continue;
		out->has_sheet = true;
		out->sheet = sheet;
	}
}

static enum verdict
look(struct lightbox *box, void *ctx, struct lit *lit, size_t i, const struct token_keys *keys, struct fault *f)
{
	struct sheetfile *file = &lit->file[i];
	struct scan *scan;
	enum verdict v = start(box, f);

	if (v == DONE)
		v = scan_look(box->scanner, ctx, file->octets, &scan, f);
	if (v == NEVER && lit->bad == 0)
		lit->bad = i + 1;
	if (v != DONE)
		return v == NEVER ? DONE : v;
	file->first = lit->page_count;
	file->pages = scan->page_count;
	lit->page = must(talloc_realloc(ctx, lit->page, struct stack_page, lit->page_count + scan->page_count));
	for (size_t k = 0; k < scan->page_count; k++) {
		struct stack_page *page = &lit->page[lit->page_count++];

		*page = (struct stack_page){ .blank = scan->pages[k].blank, .sheet = { .number = "" } };
		read_marks(ctx, lit, &scan->pages[k], keys, page);
	}
	return DONE;
}

enum verdict
lightbox_look(struct lightbox *box, void *ctx, const struct octets *message, const struct reading *r,
    const struct token_keys *keys, int64_t most, struct lit *out, struct fault *f)
{
	enum verdict v = DONE;

	*out = (struct lit){ .file = must(talloc_zero_array(ctx, struct sheetfile, r->part_count + 1)) };
	for (size_t i = 0; v == DONE && i < r->part_count; i++) {
		v = take_file(box, ctx, message, &r->parts[i], most, &out->file[i], f);
		if (v != DONE)
			break;
		out->count++;
		most -= (int64_t)out->file[i].octets.len;
		if (out->file[i].format != SCAN_NONE && out->file[i].format != SCAN_ZIP)
			v = look(box, ctx, out, i, keys, f);
	}
	return v;
}

/* ---- words ------------------------------------------------------------------------------------------- */

static int64_t
seconds(void)
{
	struct timespec now;

	return clock_gettime(CLOCK_MONOTONIC, &now) == 0 ? (int64_t)now.tv_sec : INT64_MAX;
}

enum verdict
lightbox_words(struct lightbox *box, void *ctx, const struct lit *lit, size_t max, int64_t until, const char **text_out,
    int *confidence_out, struct fault *f)
{
	struct buffer text = buffer_init(ctx);
	int64_t sum = 0;
	size_t read = 0;
	enum verdict v = start(box, f);

	for (size_t i = 0; v == DONE && i < lit->count; i++)
		for (size_t k = 0; v == DONE && k < lit->file[i].pages && read < max && seconds() < until; k++) {
			struct scan_words words = { .text = "" };

			if (lit->page[lit->file[i].first + k].blank)
				continue;
			v = scan_words(box->scanner, ctx, lit->file[i].octets, k, &words, f);
			if (v == NEVER)
				v = DONE;
			else if (v == DONE && words.text[0] != 0) {
				buffer_printf(&text, "%s%s\n", text.len != 0 ? "\n" : "", text_trim(ctx, words.text));
				sum += words.confidence;
				read++;
			}
		}
	*text_out = buffer_text(&text);
	*confidence_out = read != 0 ? (int)(sum / (int64_t)read) : 0;
	return v;
}

enum verdict
lightbox_extract(struct lightbox *box, void *ctx, const struct sheetfile *file, size_t first, size_t count,
    struct bytes *out, struct fault *f)
{
	struct collecting c = { .octets = buffer_init(ctx), .most = INT64_MAX };
	struct sink sink = { &c, collect };
	enum verdict v = start(box, f);

	if (v == DONE)
		v = scan_extract(box->scanner, file->octets, first, count, &sink, f);
	*out = buffer_bytes(&c.octets);
	return v;
}

enum verdict
lightbox_unpack(struct lightbox *box, struct bytes zip, const struct unpack_taker *taker, struct fault *f)
{
	enum verdict v = start(box, f);

	return v == DONE ? scan_unpack(box->scanner, zip, taker, f) : v;
}
