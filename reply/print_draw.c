/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_draw - a run of letters as pages, and its dispatch list. */
#include "config/clock.h"
#include "config/memory.h"
#include "reply/print.h"
#include "reply/reason.h"
#include "reply/sheet_dispatch.h"

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

/* One letter, set and forgotten again: a run's letters together would take much memory. */
static enum verdict
draw_letter(struct print_run *x, struct print_letter *p, struct paper *paper, struct fault *f)
{
	struct letter_plan *plan = NULL;
	size_t before;
	enum verdict v = print_set(x, p, &plan, f);

	if (v != DONE)
		return v;
	if (x->l->settings->print.duplex)
		paper_to_front(paper);
	before = paper_pages(paper);
	v = sheet_letter_draw(paper, plan, f);
	if (v == DONE && paper_pages(paper) - before != sheet_letter_pages(plan))
		v = fail(f, HALT, "%s: %zu pages are drawn, not %zu", p->row.number, paper_pages(paper) - before,
		    sheet_letter_pages(plan));
	talloc_free(plan);
	return v;
}

enum verdict
print_draw(struct print_run *x, size_t from, size_t end, struct buffer *out, struct fault *f)
{
	const struct sink sink = { out, take };
	void *ctx = must(talloc_new(x->ctx));
	struct paper *paper;
	enum verdict v = paper_new(ctx, must(talloc_asprintf(ctx, "letters %lld", (long long)x->row.id)), x->row.made, &sink,
	    &paper, f);

	for (size_t i = from; v == DONE && i < end; i++)
		v = draw_letter(x, x->letter[i], paper, f);
	if (v == DONE)
		v = paper_end(paper, f);
	talloc_free(ctx);
	return v;
}

/* ---- the list ------------------------------------------------------------------------------------ */

struct listing {
	struct print_run *x;
	void *ctx;
	struct dispatch_text text;
};

/* A list is read by clerks: a sign that the fonts lack does not stop it. */
static const char *
shown(struct listing *l, const char *text)
{
	struct missing missing = { 0 };

	return fonts_replace(l->x->fonts, l->ctx, text, &missing);
}

static void
list_letters(struct listing *l)
{
	struct dispatch_row *rows = must(talloc_zero_array(l->ctx, struct dispatch_row, l->x->count + 1));

	for (size_t i = 0; i < l->x->count; i++) {
		const struct print_letter *p = l->x->letter[i];
		const struct reading *files = p->facts.draft_reading;

		rows[i] = (struct dispatch_row){ .number = p->row.number, .document_number = shown(l, p->row.document),
			.name = p->facts.opinion.is_protected ? "（保護）" : shown(l, p->facts.contact->name),
			.sheets = (size_t)p->row.sheets, .reprint = p->row.reprints != 0, .large = p->text.large, .note = "" };
		if (files != NULL && files->part_count != 0)
			rows[i].note = must(talloc_asprintf(l->ctx, "添付%zu件", files->part_count));
	}
	l->text.rows = rows;
	l->text.row_count = l->x->count;
}

static enum verdict
list_stopped(struct listing *l, struct fault *f)
{
	struct letter_stopped *all;
	struct dispatch_stopped *rows;
	size_t count;
	enum verdict v = letters_stopped(l->x->l, l->ctx, &l->x->row, &all, &count, f);

	if (v != DONE)
		return v;
	rows = must(talloc_zero_array(l->ctx, struct dispatch_stopped, count + 1));
	for (size_t i = 0; v == DONE && i < count; i++) {
		const char *words = "", *signs = strstr(all[i].why, "U+");

		v = reason_words(l->ctx, &l->x->l->settings->office, LANGUAGE_JA, must(talloc_asprintf(l->ctx, "unprintable %s",
		    all[i].why)), &words, f);
		rows[i] = (struct dispatch_stopped){ all[i].number, shown(l, signs == NULL ? words :
		    must(talloc_asprintf(l->ctx, "%s（%s）", words, signs))) };
	}
	l->text.stopped = rows;
	l->text.stopped_count = count;
	return v;
}

/* For spreadsheets: they know UTF-8 by its mark. */
static void
write_lines(const struct listing *l, struct buffer *out)
{
	buffer_string(out, "\xEF\xBB\xBF番,受付番号,文書番号,用紙,備考\r\n");
	for (size_t i = 0; i < l->text.row_count; i++) {
		const struct dispatch_row *r = &l->text.rows[i];

		buffer_printf(out, "%zu,%s,%s,%zu,%s%s%s\r\n", i + 1, r->number, r->document_number, r->sheets,
		    r->reprint ? "再発行" : "", r->reprint && r->note[0] != 0 ? " " : "", r->note);
	}
	for (size_t i = 0; i < l->text.stopped_count; i++)
		buffer_printf(out, ",%s,,0,印刷せず: %s\r\n", l->text.stopped[i].number, l->text.stopped[i].reason);
}

enum verdict
print_draw_list(struct print_run *x, struct buffer *pdf, struct buffer *lines, struct fault *f)
{
	const struct sink sink = { pdf, take };
	struct listing l = { .x = x, .ctx = must(talloc_new(x->ctx)) };
	struct missing missing = { 0 };
	struct paper *paper;
	enum verdict v;

	l.text.run = x->row.id;
	l.text.date = x->row.made;
	l.text.office = shown(&l, x->l->settings->office.name);
	list_letters(&l);
	v = list_stopped(&l, f);
	l.text.decided = (size_t)(x->row.letters + x->row.stopped);
	if (v == DONE)
		v = paper_new(l.ctx, must(talloc_asprintf(l.ctx, "dispatch %lld", (long long)x->row.id)), x->row.made, &sink, &paper,
		    f);
	if (v == DONE)
		v = sheet_dispatch(l.ctx, paper, x->fonts, &l.text, &missing, f);
	if (v == DONE)
		v = paper_end(paper, f);
	if (v == DONE)
		write_lines(&l, lines);
	talloc_free(l.ctx);
	return v == NEVER ? HALT : v;
}

char *
print_file_name(void *ctx, const char *what, const struct letter_run *run, const char *ending)
{
	struct day day = clock_tokyo(run->made);

	return must(talloc_asprintf(ctx, "%s-%lld-%04d%02d%02d.%s", what, (long long)run->id, day.year, day.month, day.day,
	    ending));
}
