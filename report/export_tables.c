/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_tables - opinions and answers as tables, CSV and XLSX.
 *
 * Only so many rows are in memory at a time: what is full is written as the first, second, ... table.
 */
#include "config/clock.h"
#include "config/memory.h"
#include "report/export.h"
#include "spool/grid.h"

enum { ROWS = 5000 };

struct export_tables {
	struct export_work *w;
	const struct pick *pick;
	bool numbered;			/* there are several */
	int part;
	void *ctx;			/* of these rows */
	struct grid *opinions, *answers;
};

static const char *
say(const struct export_tables *t, enum export_word word)
{
	return export_word(&t->w->words, word);
}

static void
begin(struct export_tables *t)
{
	static const struct {
		enum export_word title;
		enum grid_kind kind;
		double mm;
	} opinions[] = {
		{ WORD_NUMBER, GRID_TEXT, 28 }, { WORD_RECEIVED, GRID_TIME, 28 }, { WORD_CHANNEL, GRID_TEXT, 18 },
		{ WORD_PURPOSE, GRID_TEXT, 24 }, { WORD_DEPARTMENT, GRID_TEXT, 24 }, { WORD_STATE, GRID_TEXT, 24 },
		{ WORD_DUE, GRID_DATE, 20 }, { WORD_PROTECTED, GRID_TEXT, 14 }, { WORD_NAME, GRID_TEXT, 24 },
		{ WORD_MAIL, GRID_TEXT, 40 }, { WORD_POSTAL, GRID_TEXT, 18 }, { WORD_ADDRESS, GRID_TEXT, 50 },
		{ WORD_PHONE, GRID_TEXT, 26 }, { WORD_FAX, GRID_TEXT, 26 }, { WORD_SUBJECT, GRID_TEXT, 40 },
		{ WORD_TEXT, GRID_TEXT, 80 }, { WORD_FOLLOW_UPS, GRID_NUMBER, 14 }, { WORD_ANSWERED, GRID_TIME, 28 },
		{ WORD_ANSWER, GRID_TEXT, 80 },
	}, answers[] = {
		{ WORD_NUMBER, GRID_TEXT, 28 }, { WORD_AT, GRID_TIME, 28 }, { WORD_KIND, GRID_TEXT, 20 },
		{ WORD_DEPARTMENT, GRID_TEXT, 24 }, { WORD_TEXT, GRID_TEXT, 100 },
	};

	t->part++;
	talloc_free(t->ctx);
	t->ctx = must(talloc_new(t));
	t->opinions = grid_new(t->ctx, say(t, WORD_OPINIONS));
	t->answers = grid_new(t->ctx, say(t, WORD_ANSWERS));
	for (size_t i = 0; i < sizeof opinions / sizeof opinions[0]; i++)
		grid_column(t->opinions, say(t, opinions[i].title), opinions[i].kind, opinions[i].mm);
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
		grid_column(t->answers, say(t, answers[i].title), answers[i].kind, answers[i].mm);
}

struct export_tables *
export_tables_new(void *ctx, struct export_work *w, const struct pick *pick, int64_t opinions)
{
	struct export_tables *t = memory_new(ctx, sizeof *t);

	t->w = w;
	t->pick = pick;
	t->numbered = opinions > ROWS;
	begin(t);
	return t;
}

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void
add_head(struct export_tables *t, const struct export_case *c)
{
	const struct settings *s = t->w->run->settings;
	const struct purpose *purpose = settings_purpose(s, c->o.purpose);
	struct grid *g = t->opinions;

	grid_row(g, false);
	grid_text(g, c->o.number);
	if (c->seen == SEEN_ERASED) {
		grid_none(g, say(t, WORD_ERASED));
		return;
	}
	grid_time(g, c->o.received);
	grid_text(g, export_code(&t->w->words, "channel ", c->o.channel));
	grid_text(g, purpose != NULL ? purpose->name : c->o.purpose);
	grid_text(g, export_department(s, c->o.department));
	grid_text(g, export_code(&t->w->words, "", state_name(c->o.state)));
	grid_date(g, c->o.due);
	grid_text(g, c->seen == SEEN_PROTECTED ? say(t, WORD_YES) : "");
	grid_text(g, c->contact.name);
	grid_text(g, c->contact.mail);
	grid_text(g, c->contact.postal_code);
	grid_text(g, c->contact.address);
	grid_text(g, c->contact.phone);
	grid_text(g, c->contact.fax);
}

/* What was written: the opinion itself, how often more came, and the newest answer. */
static void
add_words(struct export_tables *t, void *ctx, const struct export_case *c)
{
	struct grid *g = t->opinions;
	const struct reading *first = NULL;
	const struct draft *answer = NULL;
	int64_t more = 0;

	for (size_t i = 0; i < c->arrival_count; i++) {
		const struct export_arrival *a = &c->arrivals[i];

		if (a->entry.seq == c->o.arrival)
			first = a->reading;
		more += a->entry.kind == ENTRY_FOLLOW_UP;
	}
	for (size_t i = 0; i < c->draft_count; i++)
		if (strcmp(c->drafts[i].draft.kind, "answer") == 0)
			answer = &c->drafts[i].draft;
	grid_text(g, first != NULL ? export_text_of(ctx, c, true, first->subject) : "");
	grid_text(g, first != NULL ? export_text_of(ctx, c, true, reading_words(first)) : say(t, WORD_UNREADABLE));
	grid_number(g, more);
	grid_time(g, answer != NULL ? answer->at : 0);
	grid_text(g, answer != NULL ? export_text_of(ctx, c, false, answer->text) : "");
}

static void
add_answers(struct export_tables *t, void *ctx, const struct export_case *c)
{
	struct grid *g = t->answers;

	for (size_t i = 0; i < c->draft_count; i++) {
		const struct draft *d = &c->drafts[i].draft;

		grid_row(g, false);
		grid_text(g, c->o.number);
		grid_time(g, d->at);
		grid_text(g, export_code(&t->w->words, "command-draft ", d->kind));
		grid_text(g, export_department(t->w->run->settings, d->department));
		grid_text(g, export_text_of(ctx, c, false, d->text));
	}
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

static char *
name_of(const struct export_tables *t, const char *name, const char *ending)
{
	return t->numbered ? must(talloc_asprintf(t->ctx, "%s-%02d%s", name, t->part, ending)) :
	    must(talloc_asprintf(t->ctx, "%s%s", name, ending));
}

static enum verdict
write_csv(struct export_tables *t, struct export_out *out, const struct grid *g, const char *name, struct fault *f)
{
	struct buffer csv = buffer_init(t->ctx), lacking = buffer_init(t->ctx);
	struct grid *misfits = grid_misfits(t->ctx, t->w->words.language == LANGUAGE_EN);
	enum verdict v = grid_csv(g, t->pick->cp932 ? GRID_CP932 : GRID_UTF8_BOM, &csv, misfits, f);

	if (v == DONE)
		v = export_out_put(out, name_of(t, name, ".csv"), say(t, WORD_TABLE), buffer_bytes(&csv), f);
	talloc_free(csv.data);
	if (v != DONE || misfits->rows == 0)
		return v;
	v = grid_csv(misfits, GRID_UTF8_BOM, &lacking, NULL, f);
	return v == DONE ? export_out_put(out, name_of(t, must(talloc_asprintf(t->ctx, "%s-misfits", name)), ".csv"),
	    say(t, WORD_MISFITS), buffer_bytes(&lacking), f) : v;
}

static enum verdict
write_tables(struct export_tables *t, struct export_out *out, struct fault *f)
{
	const struct grid *const grids[] = { t->opinions, t->answers };
	struct buffer xlsx = buffer_init(t->ctx);
	size_t cut = 0;
	enum verdict v = write_csv(t, out, t->opinions, "opinions", f);

	if (v == DONE)
		v = write_csv(t, out, t->answers, "answers", f);
	if (v == DONE)
		v = grid_xlsx(grids, sizeof grids / sizeof grids[0], clock_now(), &xlsx, &cut, f);
	if (v == DONE)
		v = export_out_put(out, name_of(t, "tables", ".xlsx"), say(t, cut != 0 ? WORD_CUT : WORD_TABLE), buffer_bytes(&xlsx), f);
	return v;
}

enum verdict
export_tables_add(struct export_tables *t, const struct export_case *c, struct export_out *out, struct fault *f)
{
	void *own = must(talloc_new(NULL));
	enum verdict v = DONE;

	if (t->opinions->rows == ROWS) {
		v = write_tables(t, out, f);
		begin(t);
	}
	add_head(t, c);
	if (c->seen != SEEN_ERASED) {
		add_words(t, own, c);
		add_answers(t, own, c);
	}
	talloc_free(own);
	return v;
}

enum verdict
export_tables_end(struct export_tables *t, struct export_out *out, struct fault *f)
{
	return write_tables(t, out, f);
}
