/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan - the side of the programs that have scans looked at; nothing that iken-scan says is believed unseen. */
#include "spool/scan.h"

#include <limits.h>

#include "config/memory.h"
#include "config/programs.h"
#include "config/text.h"
#include "spool/child_talk.h"
#include "spool/scan_process.h"

enum {
	MEMORY_LEAST = 512 << 20,
	OUTPUT_MAX = 256 << 20,		/* octets of a picture or an extract */
	UNPACK_MOST = 1 << 30,
	TEXT_MAX = 1 << 20
};

struct scanner {
	const struct limits *limits;
	struct scan_process looking;
	struct scan_process reading;	/* words: it takes ten times as long to start */
};

enum scan_format
scan_format_of(struct bytes head)
{
	static const char brands[][5] = { "heic", "heix", "heim", "heis", "mif1", "msf1", "hevc", "hevx" };
	static const struct {
		enum scan_format format;
		size_t len;
		const char *magic;
	} known[] = {
		{ SCAN_PDF, 5, "%PDF-" },
		{ SCAN_TIFF, 4, "II*\0" },
		{ SCAN_TIFF, 4, "MM\0*" },
		{ SCAN_TIFF, 4, "II+\0" },
		{ SCAN_TIFF, 4, "MM\0+" },
		{ SCAN_JPEG, 3, "\xff\xd8\xff" },
		{ SCAN_PNG, 8, "\x89PNG\r\n\x1a\n" },
		{ SCAN_ZIP, 4, "PK\3\4" },
		{ SCAN_ZIP, 4, "PK\5\6" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (head.len >= known[i].len && memcmp(head.data, known[i].magic, known[i].len) == 0)
			return known[i].format;
	if (head.len < 12 || memcmp(head.data + 4, "ftyp", 4) != 0)
		return SCAN_NONE;
	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++)
		if (memcmp(head.data + 8, brands[i], 4) == 0)
			return SCAN_HEIC;
	return SCAN_NONE;
}

static int
end_scanner(struct scanner *scanner)
{
	scan_process_end(&scanner->looking);
	scan_process_end(&scanner->reading);
	return 0;
}

enum verdict
scanner_start(void *ctx, const struct limits *limits, struct scanner **out, struct fault *f)
{
	struct scanner *scanner = memory_new(ctx, sizeof *scanner);
	const char *path = program_path(scanner, "scan");
	char whole[PATH_MAX];

	/* It is started from another folder. */
	if (path == NULL || realpath(path, whole) == NULL) {
		talloc_free(scanner);
		return fail(f, HALT, "iken-scan is neither beside this program nor in " IKEN_BINDIR "; install it");
	}
	path = must(talloc_strdup(scanner, whole));
	scanner->limits = limits;
	scanner->looking = (struct scan_process){ .path = path, .pid = -1, .control = -1 };
	scanner->reading = (struct scan_process){ .path = path, .argument = SCAN_WORDS_ARGUMENT, .pid = -1,
		.control = -1 };
	talloc_set_destructor(scanner, end_scanner);
	*out = scanner;
	return DONE;
}

void
scanner_stop(struct scanner **scanner)
{
	talloc_free(*scanner);
	*scanner = NULL;
}

/* ---- the conversation over one job ---- */

struct talk {
	struct child_talk child;
	int64_t taken;			/* octets given on */
	int64_t most;			/* octets that may be */
	int64_t entry_left;		/* octets of the file in an archive that are to come; -1: none is open */
	int64_t entries;
	void *ctx;			/* for what is needed for a moment */
	const struct sink *sink;
	const struct unpack_taker *taker;
	struct buffer *result;
	unsigned char piece[SCAN_PIECE];
};

static enum verdict
begin_entry(struct talk *talk, struct bytes words, struct fault *f)
{
	struct record record = { .rest = words };
	struct bytes name = record_take(&record);
	struct unpacked entry = { .name = text_from(talk->ctx, name, TEXT_LINE, NULL),
		.size = record_take_number(&record) };

	if (talk->taker == NULL || talk->entry_left >= 0 || !record_at_end(&record) || entry.size < 0 ||
	    ++talk->entries > SCAN_ENTRIES_MAX)
		return child_lies(&talk->child, f);
	talk->entry_left = entry.size;
	return talk->taker->begin(talk->taker->state, &entry, f);
}

static enum verdict
end_entry(struct talk *talk, struct fault *f)
{
	if (talk->taker == NULL || talk->entry_left != 0)
		return child_lies(&talk->child, f);
	talk->entry_left = -1;
	return talk->taker->end(talk->taker->state, f);
}

static enum verdict
take_data(struct talk *talk, struct bytes data, struct fault *f)
{
	talk->taken += (int64_t)data.len;
	if (talk->taken > talk->most)
		return child_lies(&talk->child, f);
	if (talk->taker == NULL)
		return talk->sink != NULL ? talk->sink->take(talk->sink->state, data.data, data.len, f) : child_lies(&talk->child, f);
	if ((int64_t)data.len > talk->entry_left)
		return child_lies(&talk->child, f);
	talk->entry_left -= (int64_t)data.len;
	return talk->taker->take(talk->taker->state, data.data, data.len, f);
}

static enum verdict
take_result(struct talk *talk, uint32_t left, struct fault *f)
{
	if (left > SCAN_RESULT_MAX || talk->entry_left > 0)
		return child_lies(&talk->child, f);
	return child_read_into(&talk->child, left, talk->result, f);
}

static enum verdict
hear(struct talk *talk, enum scan_word_kind kind, struct bytes words, struct fault *f)
{
	switch (kind) {
	case SCAN_BEGUN:
		talk->child.begun = true;
		return DONE;
	case SCAN_ALIVE:
		return DONE;
	case SCAN_DATA:
		return take_data(talk, words, f);
	case SCAN_ENTRY:
		return begin_entry(talk, words, f);
	case SCAN_ENTRY_END:
		return end_entry(talk, f);
	case SCAN_NEVER:
		return fail(f, NEVER, "%s", text_from(talk->ctx, words, TEXT_LINE, NULL));
	case SCAN_DONE:
		break;
	}
	return child_lies(&talk->child, f);
}

static enum verdict
converse(struct talk *talk, struct fault *f)
{
	enum verdict v = DONE;

	while (v == DONE) {
		struct scan_word word;

		if (!child_read(&talk->child, &word, sizeof word))
			return child_failed(&talk->child, f);
		if (word.kind == SCAN_DONE)
			return take_result(talk, word.len, f);
		if (word.len > sizeof talk->piece)
			return child_lies(&talk->child, f);
		if (!child_read(&talk->child, talk->piece, word.len))
			return child_failed(&talk->child, f);
		v = hear(talk, (enum scan_word_kind)word.kind, (struct bytes){ talk->piece, word.len }, f);
	}
	return v;
}

static enum verdict
attempt(struct scan_process *process, const struct scan_job *job, int held, struct talk *talk, struct fault *f)
{
	enum verdict v = scan_process_job(process, job, held, &talk->child.fd, f);

	if (v != DONE)
		return v;
	v = converse(talk, f);
	close(talk->child.fd);
	return v;
}

/* Has one job done. A reader that was killed before it took the job is started anew, once. A child that gives no answer
 * may not see that nobody listens: it is ended with its parent. */
static enum verdict
work(struct scanner *scanner, struct scan_job job, struct bytes file, struct talk *talk, struct fault *f)
{
	struct scan_process *process = job.task == SCAN_WORDS ? &scanner->reading : &scanner->looking;
	int held = -1;
	enum verdict v;

	job.seconds = scanner->limits->parse_seconds;
	job.memory = scanner->limits->parse_memory > MEMORY_LEAST ? scanner->limits->parse_memory : MEMORY_LEAST;
	talk->child.reader = "scans";
	talk->child.patience = job.seconds * SCAN_PATIENCE * SCAN_PATIENT_PAGES;
	talk->entry_left = -1;
	v = scan_process_file(file, &held, f);
	if (v != DONE)
		return v;
	v = attempt(process, &job, held, talk, f);
	if (v == LATER && process->pid > 0 && !talk->child.begun) {
		scan_process_end(process);
		talk->child.timed_out = false;
		v = attempt(process, &job, held, talk, f);
	}
	close(held);
	if (talk->child.timed_out)
		scan_process_end(process);
	return v;
}

static struct talk *
new_talk(int64_t most, struct buffer *result)
{
	struct talk *talk = memory_new(NULL, sizeof *talk);

	talk->ctx = talk;
	talk->most = most;
	*result = buffer_init(talk);
	talk->result = result;
	return talk;
}

/* ---- looking ---- */

static bool
is_mark(const char *text)
{
	for (const char *p = text; *p != 0; p++)
		if (*p < ' ' || *p > '~' || p - text >= SCAN_MARK_MAX)
			return false;
	return *text != 0;
}

static bool
unpack_page(void *ctx, struct record *record, struct scan_page *page)
{
	int64_t count;

	page->width = record_take_number(record);
	page->height = record_take_number(record);
	page->blank = record_take_number(record) != 0;
	count = record_take_number(record);
	if (record->broken || count < 0 || count > SCAN_MARKS_MAX || page->width < 0 || page->height < 0)
		return false;
	page->marks = memory_new(ctx, ((size_t)count + 1) * sizeof *page->marks);
	for (page->mark_count = 0; page->mark_count < (size_t)count; page->mark_count++) {
		page->marks[page->mark_count] = record_take_string(ctx, record);
		if (record->broken || !is_mark(page->marks[page->mark_count]))
			return false;
	}
	return true;
}

static struct scan *
unpack_scan(void *ctx, struct bytes words)
{
	struct scan *scan = memory_new(ctx, sizeof *scan);
	struct record record = { .rest = words };
	int64_t format = record_take_number(&record), active = record_take_number(&record),
	    count = record_take_number(&record);
	bool good = !record.broken && format >= SCAN_PDF && format <= SCAN_HEIC && count > 0 && count <= SCAN_PAGES_MAX;

	scan->format = good ? (enum scan_format)format : SCAN_NONE;
	scan->active = active != 0;
	scan->page_count = good ? (size_t)count : 0;
	scan->pages = memory_new(scan, (scan->page_count + 1) * sizeof *scan->pages);
	for (size_t i = 0; i < scan->page_count && good; i++)
		good = unpack_page(scan, &record, &scan->pages[i]);
	if (good && record_at_end(&record))
		return scan;
	talloc_free(scan);
	return NULL;
}

static enum verdict
refuse_others(struct bytes file, struct fault *f)
{
	enum scan_format format = scan_format_of(file);

	if (format == SCAN_NONE || format == SCAN_ZIP)
		return fail(f, NEVER, "it is not a PDF, TIFF, JPEG, PNG or HEIC file");
	return DONE;
}

enum verdict
scan_look(struct scanner *scanner, void *ctx, struct bytes file, struct scan **out, struct fault *f)
{
	struct buffer result;
	struct talk *talk;
	enum verdict v = refuse_others(file, f);

	if (v != DONE)
		return v;
	talk = new_talk(0, &result);
	v = work(scanner, (struct scan_job){ .task = SCAN_LOOK }, file, talk, f);
	if (v == DONE) {
		*out = unpack_scan(ctx, buffer_bytes(&result));
		if (*out == NULL)
			v = child_lies(&talk->child, f);
	}
	talloc_free(talk);
	return v;
}

/* ---- what leaves as octets ---- */

static enum verdict
keep(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* Kept until it is whole, so that sink never sees half a picture. */
static enum verdict
make_file(struct scanner *scanner, struct scan_job job, struct bytes file, const struct sink *sink, struct fault *f)
{
	struct buffer result, output;
	struct talk *talk;
	struct sink keeper = { &output, keep };
	enum verdict v = refuse_others(file, f);

	if (v != DONE)
		return v;
	if (job.first < 0 || job.count < 1 || job.first >= SCAN_PAGES_MAX || job.count > SCAN_PAGES_MAX)
		return fail(f, NEVER, "there is no such page");
	talk = new_talk(OUTPUT_MAX, &result);
	output = buffer_init(talk);
	talk->sink = &keeper;
	v = work(scanner, job, file, talk, f);
	if (v == DONE && output.len == 0)
		v = child_lies(&talk->child, f);
	if (v == DONE)
		v = sink->take(sink->state, output.data, output.len, f);
	talloc_free(talk);
	return v;
}

enum verdict
scan_render(struct scanner *scanner, struct bytes file, size_t page, enum scan_image image, const struct sink *sink,
    struct fault *f)
{
	return make_file(scanner, (struct scan_job){ .task = SCAN_RENDER, .first = (int64_t)page, .count = 1,
	    .image = image }, file, sink, f);
}

enum verdict
scan_extract(struct scanner *scanner, struct bytes file, size_t first, size_t count, const struct sink *sink,
    struct fault *f)
{
	return make_file(scanner, (struct scan_job){ .task = SCAN_EXTRACT, .first = (int64_t)first,
	    .count = (int64_t)count }, file, sink, f);
}

enum verdict
scan_words(struct scanner *scanner, void *ctx, struct bytes file, size_t page, struct scan_words *out, struct fault *f)
{
	struct scan_job job = { .task = SCAN_WORDS, .first = (int64_t)page, .count = 1 };
	struct buffer result;
	struct talk *talk;
	enum verdict v = refuse_others(file, f);

	if (v != DONE)
		return v;
	talk = new_talk(0, &result);
	v = work(scanner, job, file, talk, f);
	if (v == DONE) {
		struct record record = { .rest = buffer_bytes(&result) };
		struct bytes text = record_take(&record);
		int64_t confidence = record_take_number(&record);

		if (!record_at_end(&record) || text.len > TEXT_MAX || confidence < 0 || confidence > 100)
			v = child_lies(&talk->child, f);
		else
			*out = (struct scan_words){ text_from(ctx, text, TEXT_RUNNING, NULL), (int)confidence };
	}
	talloc_free(talk);
	return v;
}

enum verdict
scan_unpack(struct scanner *scanner, struct bytes zip, const struct unpack_taker *taker, struct fault *f)
{
	struct scan_job job = { .task = SCAN_UNPACK, .most = taker->most > 0 ? taker->most : UNPACK_MOST };
	struct buffer result;
	struct talk *talk;
	enum verdict v;

	if (scan_format_of(zip) != SCAN_ZIP)
		return fail(f, NEVER, "it is not a ZIP archive");
	talk = new_talk(job.most, &result);
	talk->taker = taker;
	v = work(scanner, job, zip, talk, f);
	talloc_free(talk);
	return v;
}
