/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tabular - opinions in the rows of a table. */
#include "process/tabular.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/intake.h"

enum { ROWS_MAX = 10000 };

struct reader {
	void *ctx;
	const struct settings *settings;
	const char *channel;
	struct csv csv;
	enum formtext_field *field;		/* of each column; FORMTEXT_FIELDS: has no name and is empty */
	const char **label;			/* as a form has it: "氏名:" */
};

/* A name in the first row: with a colon it is a form's. */
static bool
read_name(struct reader *r, size_t i, const char *name)
{
	char *flat = must(talloc_strdup(r->ctx, name));
	size_t n;

	text_make_line(flat);
	r->label[i] = must(talloc_asprintf(r->ctx, "%s:", text_trim(r->ctx, flat)));
	r->field[i] = FORMTEXT_FIELDS;
	if (strcmp(r->label[i], ":") == 0)
		return true;
	n = formtext_label(r->label[i], strlen(r->label[i]), &r->field[i]);
	for (size_t k = 0; k < i; k++)
		if (r->field[k] == r->field[i])
			return false;
	return n == strlen(r->label[i]);
}

static const char *
read_header(struct reader *r)
{
	const struct csv_row *row = &r->csv.row[0];
	bool text = false;

	r->field = must(talloc_array(r->ctx, enum formtext_field, row->count + 1));
	r->label = must(talloc_array(r->ctx, const char *, row->count + 1));
	for (size_t i = 0; i < row->count; i++) {
		if (!read_name(r, i, row->cell[i]))
			return must(talloc_asprintf(r->ctx, "column %zu.%zu", row->line, i + 1));
		text |= r->field[i] == FORMTEXT_TEXT;
	}
	return text ? NULL : must(talloc_asprintf(r->ctx, "no-text %zu.1", row->line));
}

static const char *
cell_of(const struct reader *r, const struct csv_row *row, enum formtext_field field)
{
	for (size_t i = 0; i < row->count && i < r->csv.row[0].count; i++)
		if (r->field[i] == field)
			return row->cell[i];
	return "";
}

static char *
form_of(const struct reader *r, const struct csv_row *row)
{
	struct buffer out = buffer_init(r->ctx);

	for (size_t i = 0; i < row->count && i < r->csv.row[0].count; i++) {
		char *cell = must(talloc_strdup(r->ctx, row->cell[i]));

		if (r->field[i] == FORMTEXT_TEXT || r->field[i] == FORMTEXT_FIELDS || *cell == 0)
			continue;
		text_make_line(cell);
		buffer_printf(&out, "%s %s\n", r->label[i], cell);
	}
	buffer_printf(&out, "本文:\n%s\n", cell_of(r, row, FORMTEXT_TEXT));
	return must(talloc_strdup(r->ctx, buffer_text(&out)));
}

/* "3行目: ..." of a form says nothing to who sees rows. */
static const char *
without_lines(void *ctx, const char *errors, enum language language)
{
	struct buffer out = buffer_init(ctx);

	while (*errors != 0) {
		size_t len = strcspn(errors, "\n");
		const char *colon = memmem(errors, len, ": ", 2);

		if (colon != NULL && colon + 2 <= errors + len) {
			buffer_string(&out, out.len == 0 ? "" : language == LANGUAGE_JA ? "／" : "; ");
			buffer_add(&out, colon + 2, len - (size_t)(colon + 2 - errors));
		}
		errors += len + (errors[len] == '\n');
	}
	return buffer_text(&out);
}

/* A name of a form within a cell would be read as one: what was in the table must come out again. */
static bool
is_kept(const struct reader *r, const struct csv_row *row, const struct formtext *form)
{
	const struct {
		enum formtext_field field;
		const char *value;
	} kept[] = {
		{ FORMTEXT_NAME, form->contact.name }, { FORMTEXT_ADDRESS, form->contact.address }, { FORMTEXT_SUBJECT, form->subject },
	};

	for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
		char *cell = must(talloc_strdup(r->ctx, cell_of(r, row, kept[i].field)));

		text_make_line(cell);
		if (strcmp(text_trim(r->ctx, cell), kept[i].value) != 0)
			return false;
	}
	return true;
}

/* FNV-1a. */
static uint64_t
hash_of(const char *text)
{
	uint64_t hash = 14695981039346656037u;

	for (; *text != 0; text++)
		hash = (hash ^ (unsigned char)*text) * 1099511628211u;
	return hash;
}

static struct tabular_row
read_row(const struct reader *r, const struct csv_row *row)
{
	struct tabular_row out = { .line = row->line, .form = form_of(r, row), .errors = "" };
	enum language language = r->settings->office.language;
	struct buffer errors = buffer_init(r->ctx), proper = buffer_init(r->ctx);
	struct intake intake;
	struct fault ignored;

	for (size_t i = r->csv.row[0].count; i < row->count; i++)
		if (row->cell[i][0] != 0)
			out.errors = language == LANGUAGE_JA ? "見出しより多くの列があります" : "there are more cells than columns";
	if (out.errors[0] != 0)
		return out;
	if (intake_read(r->ctx, r->settings, out.form, r->channel, language, &intake, &errors, &ignored) != DONE) {
		out.errors = without_lines(r->ctx, buffer_text(&errors), language);
		return out;
	}
	if (!is_kept(r, row, intake.form)) {
		out.errors = language == LANGUAGE_JA ? "欄の中に「項目名: 内容」の形の語があります" :
		    "a cell holds what looks like `name: value`";
		return out;
	}
	intake_write(&intake, &proper);
	out.proper = buffer_text(&proper);
	out.hash = hash_of(out.proper);
	return out;
}

struct tabular
tabular_read(void *ctx, const struct settings *s, struct bytes octets, const char *channel)
{
	struct reader r = { .ctx = ctx, .settings = s, .channel = channel };
	struct tabular out = { NULL, 0, NULL };
	struct fault ignored;

	if (csv_read(ctx, octets, ROWS_MAX + 1, &r.csv, &ignored) != DONE) {
		out.wrong = must(talloc_asprintf(ctx, "%s %zu.%zu", csv_wrong_name(r.csv.wrong), r.csv.line, r.csv.column));
		return out;
	}
	out.wrong = r.csv.count == 0 ? "no-text 1.1" : read_header(&r);
	if (out.wrong != NULL)
		return out;
	out.row = must(talloc_zero_array(ctx, struct tabular_row, r.csv.count));
	for (size_t i = 1; i < r.csv.count; i++)
		out.row[out.count++] = read_row(&r, &r.csv.row[i]);
	return out;
}
