/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_sheet - the check sheet (確認表): what became of each row. */
#include "process/former_sheet.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/former_sheet_inside.h"
#include "spool/file.h"
#include "spool/fonts.h"

enum { SHOWN_MAX = 5000 };		/* rows of a table that people read */

static const char *
word(const struct former_sheet *s, enum former_word w)
{
	return former_word(s->language, w);
}

static const enum former_word outcome_words[FORMER_OUTCOMES] = { FW_NEW, FW_THERE, FW_CHANGED, FW_REFUSED };

static const char *
outcome_word(const struct former_sheet *s, enum former_outcome outcome)
{
	return word(s, s->trial && outcome == FORMER_NEW ? FW_WOULD : outcome_words[outcome]);
}

/* ---- rows.csv ---- */

static void
put_cell(struct buffer *out, const char *text, char end)
{
	void *ctx = must(talloc_new(NULL));
	const char *p = grid_harmless(ctx, text);

	buffer_char(out, '"');
	for (; *p != 0; p++) {
		if (*p == '"')
			buffer_char(out, '"');
		buffer_char(out, (unsigned char)*p);
	}
	buffer_string(out, end == ',' ? "\"," : "\"\r\n");
	talloc_free(ctx);
}

static void
put_problems(const struct former_sheet *s, const struct former_item *item, struct buffer *out)
{
	for (size_t i = 0; i < item->problems.count; i++) {
		const struct former_problem *p = &item->problems.item[i];

		buffer_printf(out, "%s%s", i != 0 ? " / " : "", former_field_words(s->language, p->field));
		if (p->column != 0)
			buffer_printf(out, s->language == LANGUAGE_EN ? " (column %zu)" : "（%zu列目）", p->column);
		buffer_printf(out, ": %s", former_problem_words(s->language, p->code));
	}
}

/* The coded fields as they were taken, and dates; nothing of who wrote it or what. */
static const enum former_field shown[] = { FORMER_RECEIVED, FORMER_CHANNEL, FORMER_PURPOSE, FORMER_DEPARTMENT, FORMER_STATE,
	FORMER_DUE, FORMER_ANSWERED };

static enum verdict
put_head(struct former_sheet *s, struct fault *f)
{
	static const enum former_word before[] = { FW_LINE, FW_OLD_NUMBER, FW_NUMBER, FW_OUTCOME };
	struct buffer line = buffer_init(s->ctx);

	buffer_string(&line, "\xef\xbb\xbf");
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		put_cell(&line, word(s, before[i]), ',');
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		put_cell(&line, former_field_words(s->language, shown[i]), ',');
	put_cell(&line, word(s, FW_ANSWERS), ',');
	put_cell(&line, former_field_words(s->language, FORMER_FILES), ',');
	put_cell(&line, word(s, FW_WHY), '\n');
	return former_out_add(s->all, buffer_bytes(&line), f);
}

static enum verdict
put_row(struct former_sheet *s, const struct former_item *item, struct fault *f)
{
	struct buffer line = buffer_init(item->ctx), why = buffer_init(item->ctx);
	bool taken = item->outcome == FORMER_NEW || item->outcome == FORMER_THERE;

	buffer_printf(&line, "%zu,", item->row.line);
	put_cell(&line, item->says.number, ',');
	put_cell(&line, item->number, ',');
	put_cell(&line, outcome_word(s, item->outcome), ',');
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++)
		put_cell(&line, taken ? former_said_text(item->ctx, &s->im->head, item, shown[i], 0) : "", ',');
	buffer_printf(&line, "%zu,%zu,", item->says.answer_count, item->says.files.count);
	put_problems(s, item, &why);
	put_cell(&line, buffer_text(&why), '\n');
	return former_out_add(s->all, buffer_bytes(&line), f);
}

/* ---- tables ---- */

static void
find(struct former_sheet *s, const struct former_item *item, const char *why)
{
	if (s->findings->rows >= SHOWN_MAX) {
		s->not_shown++;
		return;
	}
	grid_row(s->findings, false);
	grid_number(s->findings, (int64_t)item->row.line);
	grid_text(s->findings, item->says.number);
	grid_text(s->findings, item->number);
	grid_text(s->findings, outcome_word(s, item->outcome));
	grid_text(s->findings, why);
}

static const enum former_field looked_at[] = { FORMER_NAME, FORMER_ADDRESS, FORMER_SUBJECT, FORMER_TEXT, FORMER_ANSWER };

static enum former_sign
worst_sign(const char *text, enum former_field field, uint32_t *code_out)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	enum former_sign worst = FORMER_SIGN_USUAL;
	uint32_t code = 0;

	while (p < end) {
		size_t n = text_decode(p, end, &code);
		enum former_sign sign = n != 0 ? former_sign_of(code) : FORMER_SIGN_USUAL;

		/* 外字 anywhere; other forms where they tell people apart. */
		if (sign > worst && (sign == FORMER_SIGN_PRIVATE || field == FORMER_NAME || field == FORMER_ADDRESS)) {
			worst = sign;
			*code_out = code;
		}
		p += n != 0 ? n : 1;
	}
	return worst;
}

bool
former_sheet_shows(const struct former_item *item)
{
	uint32_t code;

	return worst_sign(item->says.contact.name != NULL ? item->says.contact.name : "", FORMER_NAME, &code) != FORMER_SIGN_USUAL;
}

static void
note_sign(struct former_sheet *s, const struct former_item *item, enum former_field field, const char *text)
{
	unsigned char sign[5] = "";
	char hex[16];
	uint32_t code = 0;
	enum former_sign kind = worst_sign(text, field, &code);

	if (kind == FORMER_SIGN_USUAL)
		return;
	if (s->signs->rows >= SHOWN_MAX) {
		s->not_shown++;
		return;
	}
	sign[text_encode(code, sign)] = 0;
	snprintf(hex, sizeof hex, "U+%04X", code);
	grid_row(s->signs, false);
	grid_number(s->signs, (int64_t)item->row.line);
	grid_text(s->signs, item->says.number);
	grid_text(s->signs, item->number);
	grid_text(s->signs, former_field_words(s->language, field));
	grid_text(s->signs, (const char *)sign);
	grid_text(s->signs, hex);
	grid_text(s->signs, word(s, kind == FORMER_SIGN_PRIVATE ? FW_PRIVATE : FW_RARE));
	grid_text(s->signs, field == FORMER_NAME ? text : "");
}

static void
note_signs(struct former_sheet *s, const struct former_item *item)
{
	for (size_t i = 0; i < sizeof looked_at / sizeof looked_at[0]; i++)
		note_sign(s, item, looked_at[i], former_said_text(item->ctx, &s->im->head, item, looked_at[i], 0));
}

static struct grid *
new_grid(struct former_sheet *s, enum former_word title, const enum former_word *columns, size_t count, unsigned figures)
{
	struct grid *g = grid_new(s->ctx, word(s, title));

	for (size_t i = 0; i < count; i++)
		grid_column(g, word(s, columns[i]), (figures >> i & 1) != 0 ? GRID_NUMBER : GRID_TEXT, columns[i] == FW_LINE ? 14 :
		    columns[i] == FW_WHY ? 80 : columns[i] == FW_SIGN ? 16 : 32);
	return g;
}

enum verdict
former_sheet_begin(void *ctx, const struct former_import *im, const char *folder, const char *file, bool trial,
    struct former_sheet **out, struct fault *f)
{
	static const enum former_word findings[] = { FW_LINE, FW_OLD_NUMBER, FW_NUMBER, FW_OUTCOME, FW_WHY };
	static const enum former_word signs[] = { FW_LINE, FW_OLD_NUMBER, FW_NUMBER, FW_ITEM, FW_SIGN, FW_SIGN_CODE, FW_SIGN_KIND,
		FW_WHY };
	struct former_sheet *s = memory_new(ctx, sizeof *s);
	enum verdict v;

	*out = s;
	s->ctx = s;
	s->im = im;
	s->language = im->l->settings->office.language;
	s->folder = folder;
	s->file = file;
	s->trial = trial;
	s->findings = new_grid(s, FW_FINDINGS, findings, sizeof findings / sizeof findings[0], 1);
	s->signs = new_grid(s, FW_SIGNS, signs, sizeof signs / sizeof signs[0], 1);
	file_sweep(folder, "check");
	v = former_out_begin(s, folder, "rows.csv", &s->all, f);
	if (v == DONE)
		v = former_out_begin(s, folder, "refused.csv", &s->refused, f);
	if (v == DONE)
		v = former_out_add(s->refused, im->head.octets, f);
	return v == DONE ? put_head(s, f) : v;
}

/* ---- a row ---- */

enum verdict
former_sheet_row(struct former_sheet *s, const struct former_item *item, struct fault *f)
{
	struct buffer why = buffer_init(item->ctx);
	enum verdict v = put_row(s, item, f);

	s->rows++;
	s->outcome[item->outcome]++;
	put_problems(s, item, &why);
	if (item->outcome == FORMER_REFUSED || item->outcome == FORMER_CHANGED)
		find(s, item, buffer_text(&why));
	else
		note_signs(s, item);
	if (v == DONE && item->outcome == FORMER_REFUSED)
		v = former_out_add(s->refused, item->row.octets, f);
	return v;
}

void
former_sheet_repeated(struct former_sheet *s)
{
	s->repeated++;
}

int64_t
former_sheet_outcomes(const struct former_sheet *s, enum former_outcome outcome)
{
	return s->outcome[outcome];
}

/* ---- what it says ---- */

static void
count_coded(struct former_sheet *s, enum former_field field, const char *old, const char *code)
{
	struct former_coded *c = s->coded, *end = c + s->coded_count;

	while (c < end && !(c->field == field && strcmp(c->word, old) == 0 && strcmp(c->code, code) == 0))
		c++;
	if (c == end) {
		s->coded = must(talloc_realloc(s, s->coded, struct former_coded, s->coded_count + 1));
		c = &s->coded[s->coded_count++];
		*c = (struct former_coded){ field, must(talloc_strdup(s, old)), must(talloc_strdup(s, code)), 0 };
	}
	c->count++;
}

static void
count_codes(struct former_sheet *s, const struct former_item *item)
{
	static const enum former_field fields[] = { FORMER_CHANNEL, FORMER_PURPOSE, FORMER_DEPARTMENT, FORMER_STATE };
	char year[16];

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		const char *old = item->says.word[fields[i]];

		count_coded(s, fields[i], old != NULL ? old : word(s, FW_NO_COLUMN),
		    former_said_text(item->ctx, &s->im->head, item, fields[i], 0));
	}
	snprintf(year, sizeof year, "%d", clock_tokyo(item->says.received).year);
	count_coded(s, FORMER_RECEIVED, year, year);
}

static void
count_text(struct former_figure *figure, int side, const char *text)
{
	figure->filled[side] += *text != 0;
	figure->signs[side] += (int64_t)text_length(text);
}

static void
compare(struct former_sheet *s, const struct former_item *item, const struct former_back *back, enum former_field field,
    size_t nth)
{
	const char *said = former_said_text(item->ctx, &s->im->head, item, field, nth), *is;
	struct former_figure *figure = &s->figure[field];

	count_text(figure, 0, said);
	if (back == NULL)
		return;
	is = former_back_text(item->ctx, back, item, field, nth);
	count_text(figure, 1, is);
	if (strcmp(said, is) != 0) {
		figure->differs++;
		find(s, item, must(talloc_asprintf(item->ctx, "%s: %s", former_field_words(s->language, field),
		    word(s, FW_TAKEN_DIFFERENTLY))));
	}
}

void
former_sheet_count(struct former_sheet *s, const struct former_item *item, const struct former_back *back)
{
	const struct former_opinion *says = &item->says;
	size_t answers = says->answer_count != 0 ? says->answer_count : 1;

	if (back != NULL && back->moved) {
		s->moved++;
		return;
	}
	s->counted++;
	s->compared += back != NULL;
	s->first = s->first == 0 || says->received < s->first ? says->received : s->first;
	s->last = says->received > s->last ? says->received : s->last;
	s->open += says->state == FORMER_OPEN;
	for (size_t i = 0; says->state == FORMER_ANSWERED_ALL && i < says->answer_count; i++)
		s->answers += says->answer[i].text[0] != 0;
	count_codes(s, item);
	for (int field = 0; field < FORMER_LEFT_OUT; field++) {
		bool several = field == FORMER_ANSWER || field == FORMER_ANSWERED;

		for (size_t nth = 0; field != FORMER_REQUESTED && field != FORMER_CLOSED && nth < (several ? answers : 1); nth++)
			compare(s, item, back, (enum former_field)field, nth);
	}
}

/* ---- the end ---- */

static enum verdict
write_file(const struct former_sheet *s, const char *name, const struct buffer *content, struct fault *f)
{
	return file_put(must(talloc_asprintf(s->ctx, "%s/%s", s->folder, name)), buffer_bytes(content), 0600, f);
}

static enum verdict
write_csv(const struct former_sheet *s, const struct grid *g, const char *name, struct fault *f)
{
	struct buffer out = buffer_init(s->ctx);
	enum verdict v = grid_csv(g, GRID_UTF8_BOM, &out, NULL, f);

	return v == DONE ? write_file(s, name, &out, f) : v;
}

static enum verdict
write_paper(const struct former_sheet *s, const struct grid *const *grids, size_t count, struct fault *f)
{
	const struct printing *print = &s->im->l->settings->print;
	const char *const seals[] = { word(s, FW_SEAL_MADE), word(s, FW_SEAL_CHECKED), word(s, FW_SEAL_RESPONSIBLE), NULL };
	struct grid_paper paper = { .office = s->im->l->settings->office.name, .created = clock_now(), .landscape = true,
		.english = s->language == LANGUAGE_EN, .seals = seals };
	struct buffer out = buffer_init(s->ctx);
	struct missing missing = { NULL, 0 };
	struct fonts *fonts;
	enum verdict v = fonts_open(s->ctx, print->font, print->fallback_font, &fonts, f);

	paper.fonts = fonts;
	if (v == DONE)
		v = grid_pdf(s->ctx, grids, count, &paper, &out, &missing, f);
	if (v == DONE)
		v = write_file(s, "check.pdf", &out, f);
	buffer_clear(&out);
	if (v == DONE)
		v = grid_xlsx(grids, count, clock_now(), &out, NULL, f);
	return v == DONE ? write_file(s, "check.xlsx", &out, f) : v;
}

enum verdict
former_sheet_end(struct former_sheet *s, bool *equal_out, struct fault *f)
{
	static const char *const names[] = { "check-1-sums.csv", "check-2-items.csv", "check-3-codes.csv", "check-4-rows.csv",
		"check-5-signs.csv" };
	struct grid *grids[5] = { NULL, NULL, NULL, s->findings, s->signs };
	enum verdict v;

	s->equal = true;
	v = former_out_end(&s->all, f);
	if (v == DONE)
		v = former_out_end(&s->refused, f);
	if (v == DONE)
		v = former_sheet_codes(s, &grids[2], f);
	grids[1] = former_sheet_fields(s);
	if (v == DONE)
		v = former_sheet_sums(s, &grids[0], f);
	if (s->not_shown != 0)
		grid_note(s->findings, word(s, FW_NOT_ALL));
	for (size_t i = 0; v == DONE && i < 5; i++)
		v = write_csv(s, grids[i], names[i], f);
	if (v == DONE)
		v = write_paper(s, (const struct grid *const *)grids, 5, f);
	*equal_out = s->equal;
	return v;
}
