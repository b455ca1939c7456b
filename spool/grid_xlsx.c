/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grid_xlsx - grids as the sheets of an XLSX file. */
#include "spool/grid.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

/* What the library puts aside lies in memory, too, and has no name. */
#define ASIDE "/dev/shm"

enum {
	SHEET_ROWS = 1048576,
	CELL_SIGNS = 32767,		/* of UTF-16 */
	NAME_SIGNS = 31,
	KINDS = GRID_NONE + 1,
	A4 = 9
};

struct xlsx {
	void *ctx;
	lxw_workbook *book;
	lxw_format *head, *note, *wrapped;
	lxw_format *format[KINDS][2];	/* the second: of totals */
	lxw_format *right[2];		/* what stands for a figure */
	const char **names;		/* of sheets so far */
	size_t count, cut;
	lxw_error error;		/* the first one */
};

static void
note_error(struct xlsx *x, lxw_error error)
{
	if (x->error == LXW_NO_ERROR)
		x->error = error;
}

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static size_t
signs_of(uint32_t code)
{
	return code > 0xffff ? 2 : 1;
}

/* As many octets of text as have at most max signs of UTF-16. */
static size_t
fitting(const char *text, size_t max)
{
	const unsigned char *begin = (const unsigned char *)text, *p = begin, *end = p + strlen(text);
	size_t used, signs = 0;
	uint32_t code;

	while ((used = text_decode(p, end, &code)) != 0 && signs + signs_of(code) <= max) {
		signs += signs_of(code);
		p += used;
	}
	return (size_t)(p - begin);
}

static bool
is_escape(const char *p)
{
	return p[0] == '_' && p[1] == 'x' && strspn(p + 2, "0123456789ABCDEFabcdef") >= 4 && p[6] == '_';
}

/* Somebody's _x0041_ is no A: the sign that begins such an escape is itself written as one. */
static const char *
escaped(void *ctx, const char *text)
{
	struct buffer b;

	if (strstr(text, "_x") == NULL)
		return text;
	b = buffer_init(ctx);
	for (const char *p = text; *p != 0; p++)
		if (is_escape(p))
			buffer_string(&b, "_x005F_");
		else
			buffer_char(&b, (unsigned char)*p);
	return buffer_text(&b);
}

static const char *
cell_text(struct xlsx *x, void *ctx, const char *text)
{
	static const char end[] = "…（以下略）";
	size_t len = fitting(text, CELL_SIGNS);

	if (text[len] != 0) {
		x->cut++;
		text = must(talloc_asprintf(ctx, "%.*s%s", (int)fitting(text, CELL_SIGNS - 64), text, end));
	}
	return escaped(ctx, text);
}

static bool
is_taken(const struct xlsx *x, const char *name)
{
	for (size_t i = 0; i < x->count; i++)
		if (text_equal_ignoring_case(x->names[i], name))
			return true;
	return false;
}

/* What a sheet may be called after its title. */
static const char *
sheet_name(struct xlsx *x, const char *title)
{
	char *clean = must(talloc_strdup(x->ctx, title)), *name;

	text_make_line(clean);
	for (char *p = clean; *p != 0; p++)
		if (strchr("[]:*?/\\'", *p) != NULL)
			*p = ' ';
	clean = text_trim(x->ctx, clean);
	if (*clean == 0)
		clean = must(talloc_strdup(x->ctx, "1"));
	name = must(talloc_strndup(x->ctx, clean, fitting(clean, NAME_SIGNS)));
	for (unsigned i = 2; is_taken(x, name); i++)
		name = must(talloc_asprintf(x->ctx, "%.*s (%u)", (int)fitting(clean, NAME_SIGNS - 8), clean, i));
	x->names = must(talloc_realloc(x->ctx, x->names, const char *, x->count + 1));
	x->names[x->count++] = name;
	return name;
}

/* ---- formats ----------------------------------------------------------------------------------------------------- */

static lxw_format *
new_format(struct xlsx *x, const char *number)
{
	lxw_format *format = workbook_add_format(x->book);

	if (format == NULL) {
		note_error(x, LXW_ERROR_MEMORY_MALLOC_FAILED);
		return NULL;
	}
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(format, number);
	return format;
}

static void
make_formats(struct xlsx *x)
{
	/* "@": what a clerk changes in a text stays a text. */
	static const char *const numbers[KINDS] = { "@", "#,##0", "0.0%", "0.0", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "@" };

	for (int total = 0; total < 2; total++) {
		for (int kind = 0; kind < KINDS; kind++) {
			x->format[kind][total] = new_format(x, numbers[kind]);
			if (total && x->format[kind][total] != NULL)
				format_set_bold(x->format[kind][total]);
		}
		x->right[total] = new_format(x, "@");
		if (x->right[total] != NULL)
			format_set_align(x->right[total], LXW_ALIGN_RIGHT);
		if (total && x->right[total] != NULL)
			format_set_bold(x->right[total]);
	}
	x->head = new_format(x, "@");
	x->note = new_format(x, "@");
	x->wrapped = new_format(x, "@");
	if (x->error != LXW_NO_ERROR)
		return;
	format_set_bold(x->head);
	format_set_text_wrap(x->head);
	format_set_text_wrap(x->wrapped);
	format_set_bottom(x->head, LXW_BORDER_THIN);
}

/* ---- sheets ------------------------------------------------------------------------------------------------------ */

static lxw_error
write_moment(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const struct grid_cell *cell, lxw_format *format)
{
	struct day d = clock_tokyo(cell->integer);
	bool time = cell->kind == GRID_TIME;
	lxw_datetime moment = { d.year, d.month, d.day, time ? d.hour : 0, time ? d.minute : 0, 0 };

	return worksheet_write_datetime(sheet, row, column, &moment, format);
}

static void
write_cell(struct xlsx *x, lxw_worksheet *sheet, const struct grid *g, size_t row, size_t column)
{
	const struct grid_cell *cell = grid_at(g, row, column);
	lxw_row_t at = (lxw_row_t)row + 1;
	lxw_col_t to = (lxw_col_t)column;
	bool total = g->row[row].total;
	lxw_format *format;
	void *ctx;

	if (cell == NULL)
		return;
	format = x->format[cell->kind][total];
	switch (cell->kind) {
	case GRID_TEXT:
	case GRID_NONE:
		if (cell->text[0] == 0)
			return;
		if (grid_is_figure(g->column[column].kind))
			format = x->right[total];
		else if (strchr(cell->text, '\n') != NULL && !total)
			format = x->wrapped;
		ctx = must(talloc_new(x->ctx));
		note_error(x, worksheet_write_string(sheet, at, to, cell_text(x, ctx, cell->text), format));
		talloc_free(ctx);
		break;
	case GRID_NUMBER:
		note_error(x, worksheet_write_number(sheet, at, to, (double)cell->integer, format));
		break;
	case GRID_SHARE:
	case GRID_DAYS:
		note_error(x, worksheet_write_number(sheet, at, to, cell->number, format));
		break;
	case GRID_DATE:
	case GRID_TIME:
		note_error(x, write_moment(sheet, at, to, cell, format));
	}
}

/* On paper: the head again on each page, as wide as the paper. */
static void
set_print(struct xlsx *x, lxw_worksheet *sheet, const struct grid *g)
{
	struct buffer header = buffer_init(x->ctx);

	buffer_string(&header, "&C");
	for (const char *p = g->title; *p != 0; p++) {
		buffer_char(&header, (unsigned char)*p);
		if (*p == '&')
			buffer_char(&header, '&');
	}
	/* What is too long for the library's header is shown by the name of the sheet. */
	if (text_length(g->title) < 100)
		note_error(x, worksheet_set_header(sheet, buffer_text(&header)));
	note_error(x, worksheet_set_footer(sheet, "&C&P / &N"));
	note_error(x, worksheet_repeat_rows(sheet, 0, 0));
	worksheet_set_paper(sheet, A4);
	worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
}

static void
write_sheet(struct xlsx *x, const struct grid *g)
{
	lxw_worksheet *sheet = workbook_add_worksheet(x->book, sheet_name(x, g->title));

	if (sheet == NULL) {
		note_error(x, LXW_ERROR_CREATING_TMPFILE);
		return;
	}
	set_print(x, sheet, g);
	worksheet_freeze_panes(sheet, 1, 0);
	for (size_t i = 0; i < g->columns; i++) {
		lxw_col_t column = (lxw_col_t)i;

		/* A sign is as wide as 2 mm. */
		note_error(x, worksheet_set_column(sheet, column, column, g->column[i].mm > 8 ? g->column[i].mm / 2 : 10, NULL));
		note_error(x, worksheet_write_string(sheet, 0, column, cell_text(x, x->ctx, g->column[i].title), x->head));
	}
	for (size_t row = 0; row < g->rows && x->error == LXW_NO_ERROR; row++)
		for (size_t column = 0; column < g->columns; column++)
			write_cell(x, sheet, g, row, column);
	for (size_t i = 0; i < g->notes; i++)
		note_error(x, worksheet_write_string(sheet, (lxw_row_t)(g->rows + 2 + i), 0, cell_text(x, x->ctx, g->note[i]), x->note));
}

static enum verdict
check_sizes(const struct grid *const *grids, size_t count, struct fault *f)
{
	for (size_t i = 0; i < count; i++)
		if (grids[i]->rows + grids[i]->notes + 2 > SHEET_ROWS)
			return fail(f, NEVER, "a sheet of XLSX holds %d rows; there are %zu", SHEET_ROWS, grids[i]->rows);
	if (access(ASIDE, W_OK) != 0)
		return fail(f, LATER, ASIDE ": %s", strerror(errno));
	return DONE;
}

static enum verdict
write_book(struct xlsx *x, const struct grid *const *grids, size_t count, int64_t created, const char *path, struct fault *f)
{
	char aside[] = ASIDE, creator[] = "ikenbako";
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .tmpdir = aside };
	lxw_doc_properties properties = { .author = creator, .created = (time_t)created };

	x->book = workbook_new_opt(path, &options);
	if (x->book == NULL)
		return fail(f, LATER, "libxlsxwriter has no room for a workbook");
	note_error(x, workbook_set_properties(x->book, &properties));
	make_formats(x);
	for (size_t i = 0; i < count && x->error == LXW_NO_ERROR; i++)
		write_sheet(x, grids[i]);
	if (x->error != LXW_NO_ERROR)
		lxw_workbook_free(x->book);
	else
		x->error = workbook_close(x->book);
	return x->error != LXW_NO_ERROR ? fail(f, LATER, "libxlsxwriter: %s", lxw_strerror(x->error)) : DONE;
}

static enum verdict
read_back(int fd, struct buffer *out, struct fault *f)
{
	unsigned char block[65536];
	off_t at = 0;
	ssize_t n;

	while ((n = pread(fd, block, sizeof block, at)) > 0) {
		buffer_add(out, block, (size_t)n);
		at += n;
	}
	return n < 0 ? fail(f, LATER, "read a workbook: %s", strerror(errno)) : DONE;
}

enum verdict
grid_xlsx(const struct grid *const *grids, size_t count, int64_t created, struct buffer *out, size_t *cut_out,
    struct fault *f)
{
	struct xlsx x = { .error = LXW_NO_ERROR };
	enum verdict v = check_sizes(grids, count, f);
	int fd;

	if (cut_out != NULL)
		*cut_out = 0;
	if (v != DONE)
		return v;
	fd = memfd_create("workbook", MFD_CLOEXEC);
	if (fd < 0)
		return fail(f, LATER, "memfd_create: %s", strerror(errno));
	x.ctx = must(talloc_new(out->ctx));
	v = write_book(&x, grids, count, created, must(talloc_asprintf(x.ctx, "/proc/self/fd/%d", fd)), f);
	if (v == DONE)
		v = read_back(fd, out, f);
	if (cut_out != NULL)
		*cut_out = x.cut;
	talloc_free(x.ctx);
	close(fd);
	return v;
}
