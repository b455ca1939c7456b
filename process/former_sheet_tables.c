/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_sheet_tables - the check sheet's sums, and both sides of each item. */
#include "config/clock.h"
#include "config/memory.h"
#include "process/former_sheet_inside.h"

static const char *
word(const struct former_sheet *s, enum former_word w)
{
	return former_word(s->language, w);
}

/* A row with both sides; they have to be equal. */
static void
both(struct former_sheet *s, struct grid *g, const char *title, int64_t file, int64_t there)
{
	grid_row(g, false);
	grid_text(g, title);
	grid_number(g, file);
	if (s->trial) {
		grid_none(g, word(s, FW_NONE));
		grid_none(g, word(s, FW_NONE));
		return;
	}
	grid_number(g, there);
	grid_number(g, there - file);
	s->equal &= there == file;
}

static void
both_days(struct former_sheet *s, struct grid *g, enum former_word title, int64_t file, int64_t there)
{
	grid_row(g, false);
	grid_text(g, word(s, title));
	grid_time(g, file);
	if (s->trial) {
		grid_none(g, word(s, FW_NONE));
		grid_none(g, word(s, FW_NONE));
		return;
	}
	grid_time(g, there);
	grid_text(g, word(s, there == file ? FW_EQUAL : FW_UNEQUAL));
	s->equal &= there == file;
}

static void
one(struct former_sheet *s, struct grid *g, enum former_word title, int64_t number)
{
	grid_row(g, false);
	grid_text(g, word(s, title));
	grid_number(g, number);
}

static void
outcomes(struct former_sheet *s, struct grid *g)
{
	static const enum former_word words[FORMER_OUTCOMES] = { FW_NEW, FW_THERE, FW_CHANGED, FW_REFUSED };
	int64_t sum = 0;

	one(s, g, FW_ROWS, s->rows);
	for (int i = 0; i < FORMER_OUTCOMES; i++) {
		one(s, g, s->trial && i == FORMER_NEW ? FW_WOULD : words[i], s->outcome[i]);
		sum += s->outcome[i];
	}
	grid_row(g, true);
	grid_text(g, word(s, FW_BALANCE));
	grid_number(g, sum);
	grid_text(g, "");
	grid_text(g, word(s, sum == s->rows ? FW_EQUAL : FW_UNEQUAL));
	s->equal &= sum == s->rows;
}

enum verdict
former_sheet_sums(struct former_sheet *s, struct grid **out, struct fault *f)
{
	struct grid *g = grid_new(s->ctx, word(s, s->trial ? FW_SHEET_TRIAL : FW_SHEET));
	enum verdict v = s->trial ? DONE : former_set_sums(s->im->l, &s->sums, f);
	int64_t taken = s->outcome[FORMER_NEW] + s->outcome[FORMER_THERE];

	grid_column(g, word(s, FW_ITEM), GRID_TEXT, 110);
	grid_column(g, word(s, FW_FILE), GRID_NUMBER, 45);
	grid_column(g, word(s, FW_REGISTER), GRID_NUMBER, 45);
	grid_column(g, word(s, FW_DIFFERENCE), GRID_NUMBER, 45);
	outcomes(s, g);
	if (!s->trial) {
		one(s, g, FW_MOVED, s->moved);
		one(s, g, FW_REPEATED, s->repeated);
	}
	both(s, g, word(s, FW_COMPARED), taken - s->moved - s->repeated, s->sums.opinions);
	both_days(s, g, FW_FIRST, s->first, s->sums.first);
	both_days(s, g, FW_LAST, s->last, s->sums.last);
	both(s, g, word(s, FW_ANSWERS), s->answers, s->sums.answers);
	both(s, g, word(s, FW_UNDATED), s->open, s->sums.open);
	both(s, g, word(s, FW_INTENTS), s->im->map->requests ? s->sums.intents : 0, s->sums.intents);
	if (!s->trial)
		one(s, g, FW_OPEN_DUE, s->sums.open_with_due);
	if (s->trial)
		grid_note(g, word(s, FW_SHEET_TRIAL));
	grid_note(g, must(talloc_asprintf(s->ctx, "%s: %s", word(s, FW_OF_FILE), s->file)));
	grid_note(g, must(talloc_asprintf(s->ctx, "%s: %s (%s)", word(s, FW_OF_MAPPING), s->im->map->file, s->im->map->origin)));
	*out = g;
	return v;
}

static const char *
column_of(const struct former_sheet *s, enum former_field field)
{
	for (size_t i = 0; i < s->im->head.count; i++)
		if (s->im->head.column[i]->field == field)
			return s->im->head.column[i]->name;
	return word(s, FW_NO_COLUMN);
}

struct grid *
former_sheet_fields(struct former_sheet *s)
{
	static const enum former_word columns[] = { FW_FILLED_FILE, FW_FILLED_REGISTER, FW_SIGNS_FILE, FW_SIGNS_REGISTER, FW_DIFFERS };
	struct grid *g = grid_new(s->ctx, word(s, FW_FIELDS));

	grid_column(g, word(s, FW_ITEM), GRID_TEXT, 0);
	grid_column(g, word(s, FW_COLUMN), GRID_TEXT, 0);
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		grid_column(g, word(s, columns[i]), GRID_NUMBER, 0);
	for (int field = 0; field < FORMER_LEFT_OUT; field++) {
		const struct former_figure *figure = &s->figure[field];

		if (field == FORMER_REQUESTED || field == FORMER_CLOSED)
			continue;
		grid_row(g, false);
		grid_text(g, former_field_words(s->language, (enum former_field)field));
		grid_text(g, column_of(s, (enum former_field)field));
		grid_number(g, figure->filled[0]);
		grid_number(g, figure->filled[1]);
		grid_number(g, figure->signs[0]);
		grid_number(g, figure->signs[1]);
		grid_number(g, figure->differs);
		s->equal &= s->trial || figure->filled[0] == figure->filled[1];
	}
	return g;
}

/* ---- codes ---- */

static int64_t
in_register(const struct former_count *counts, size_t count, const char *code)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(counts[i].code, code) == 0)
			return counts[i].count;
	return 0;
}

static int64_t
in_file(const struct former_sheet *s, enum former_field field, const char *code)
{
	int64_t sum = 0;

	for (size_t i = 0; i < s->coded_count; i++)
		if (s->coded[i].field == field && strcmp(s->coded[i].code, code) == 0)
			sum += s->coded[i].count;
	return sum;
}

static void
put_code(struct former_sheet *s, struct grid *g, const char *field, const char *code, int64_t file, int64_t there)
{
	grid_row(g, true);
	grid_text(g, field);
	grid_text(g, word(s, FW_SUM));
	grid_text(g, code[0] != 0 ? code : word(s, FW_EMPTY));
	grid_number(g, file);
	if (s->trial)
		return;
	grid_number(g, there);
	grid_number(g, there - file);
	s->equal &= there == file;
}

/* Each word of the file, and behind the words of a code its sum on both sides; then what is in the register alone. */
static void
put_codes(struct former_sheet *s, struct grid *g, enum former_field field, const struct former_count *counts, size_t count)
{
	const char *title = field == FORMER_RECEIVED ? word(s, FW_YEAR) : former_field_words(s->language, field);

	for (size_t i = 0; i < s->coded_count; i++) {
		const struct former_coded *c = &s->coded[i];
		bool first = c->field == field;

		for (size_t k = 0; k < i && first; k++)
			first = s->coded[k].field != field || strcmp(s->coded[k].code, c->code) != 0;
		if (!first)
			continue;
		for (size_t k = i; k < s->coded_count && field != FORMER_RECEIVED; k++) {
			if (s->coded[k].field != field || strcmp(s->coded[k].code, c->code) != 0)
				continue;
			grid_row(g, false);
			grid_text(g, title);
			grid_text(g, s->coded[k].word[0] != 0 ? s->coded[k].word : word(s, FW_EMPTY));
			grid_text(g, c->code[0] != 0 ? c->code : word(s, FW_EMPTY));
			grid_number(g, s->coded[k].count);
		}
		put_code(s, g, title, c->code, in_file(s, field, c->code), in_register(counts, count, c->code));
	}
	for (size_t i = 0; i < count; i++)
		if (in_file(s, field, counts[i].code) == 0)
			put_code(s, g, title, counts[i].code, 0, counts[i].count);
}

enum verdict
former_sheet_codes(struct former_sheet *s, struct grid **out, struct fault *f)
{
	static const enum former_field fields[FORMER_BYS] = { FORMER_CHANNEL, FORMER_PURPOSE, FORMER_DEPARTMENT, FORMER_STATE,
		FORMER_RECEIVED };
	struct grid *g = grid_new(s->ctx, word(s, FW_CODES));
	enum verdict v = DONE;

	grid_column(g, word(s, FW_ITEM), GRID_TEXT, 0);
	grid_column(g, word(s, FW_WORD), GRID_TEXT, 0);
	grid_column(g, word(s, FW_CODE), GRID_TEXT, 0);
	grid_column(g, word(s, FW_FILE), GRID_NUMBER, 0);
	grid_column(g, word(s, FW_REGISTER), GRID_NUMBER, 0);
	grid_column(g, word(s, FW_DIFFERENCE), GRID_NUMBER, 0);
	for (int by = 0; v == DONE && by < FORMER_BYS; by++) {
		struct former_count *counts = NULL;
		size_t count = 0;

		if (!s->trial)
			v = former_set_count(s->im->l, s->ctx, (enum former_by)by, &counts, &count, f);
		if (v == DONE)
			put_codes(s, g, fields[by], counts, count);
	}
	*out = g;
	return v;
}

void
former_sheet_print(const struct former_sheet *s, struct buffer *out)
{
	static const char *const names[FORMER_OUTCOMES] = { "taken", "there already", "changed", "refused" };

	buffer_printf(out, "rows %lld", (long long)s->rows);
	for (int i = 0; i < FORMER_OUTCOMES; i++)
		buffer_printf(out, ", %s %lld", s->trial && i == FORMER_NEW ? "would be taken" : names[i], (long long)s->outcome[i]);
	if (!s->trial)
		buffer_printf(out, "; compared with the register %lld: %s", (long long)s->compared,
		    s->equal ? "equal" : "NOT EQUAL");
	buffer_string(out, "\n");
}
