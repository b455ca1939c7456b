/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_publish - what is published: a page, a list for the call centre, sheets for the counters; each written where it differs. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/faq.h"
#include "report/faq_words.h"
#include "spool/file.h"
#include "spool/grid.h"

enum { FILE_MAX = 64 << 20 };

#define FILE_SJIS "faq-cp932.csv"
#define FILE_MISFITS "faq-cp932-misfits.csv"

/* ---- the entries ---------------------------------------------------------------------------------------------------- */

static size_t
place_of(const struct settings *s, const char *purpose)
{
	size_t i = 0;

	while (i < s->purpose_count && strcmp(s->purposes[i].code, purpose) != 0)
		i++;
	return i;
}

struct placed {
	struct faq_entry entry;
	size_t place;
};

static int
by_place(const void *a, const void *b)
{
	const struct placed *x = a, *y = b;
	int purpose = strcmp(x->entry.q->purpose, y->entry.q->purpose);

	if (x->place != y->place)
		return x->place < y->place ? -1 : 1;
	return purpose != 0 ? purpose : x->entry.q->id < y->entry.q->id ? -1 : 1;
}

static const char *
department_name(const struct settings *s, const char *code)
{
	const struct department *d = settings_department_at(s, code, clock_now());

	return d != NULL ? d->name : code;
}

static enum verdict
place(struct ledger *l, const struct faq *q, const char *month, struct placed *out, struct fault *f)
{
	const struct settings *s = l->settings;
	const struct purpose *p = settings_purpose(s, q->purpose);
	enum verdict v = faq_counted(l, q->id, month, &out->entry.month, f);

	out->entry.q = q;
	out->entry.department = department_name(s, q->department);
	out->entry.purpose = p != NULL ? p->name : q->purpose;
	out->place = place_of(s, q->purpose);
	return v == DONE ? faq_counted(l, q->id, "", &out->entry.all, f) : v;
}

/* What has run out is out, whether or not the night's work has seen it. */
static enum verdict
gather(struct ledger *l, void *ctx, struct faq_book *out, struct fault *f)
{
	struct placed *placed;
	struct faq *all;
	size_t count;
	enum verdict v = faq_list(l, ctx, FAQ_PUBLISHED, &all, &count, f);

	*out = (struct faq_book){ .s = l->settings, .month = text_cut(ctx, clock_local(ctx, clock_now()), strlen("2026-11")) };
	placed = must(talloc_zero_array(ctx, struct placed, count + 1));
	out->item = must(talloc_array(ctx, struct faq_entry, count + 1));
	for (size_t i = 0; v == DONE && i < count; i++)
		if (clock_now() < all[i].expires)
			v = place(l, &all[i], out->month, &placed[out->count++], f);
	if (out->count > 1)
		qsort(placed, out->count, sizeof placed[0], by_place);
	for (size_t i = 0; i < out->count; i++) {
		out->item[i] = placed[i].entry;
		if (out->changed < placed[i].entry.q->changed)
			out->changed = placed[i].entry.q->changed;
	}
	return v;
}

/* ---- the list ------------------------------------------------------------------------------------------------------- */

static struct grid *
list_of(void *ctx, const struct faq_book *book)
{
	static const enum faq_word columns[] = { FAQ_NUMBER, FAQ_PURPOSE, FAQ_DEPARTMENT, FAQ_QUESTION, FAQ_ANSWER, FAQ_EASY,
		FAQ_SEARCH_WORDS, FAQ_CHANGED, FAQ_UNTIL, FAQ_MONTH, FAQ_ALL };
	enum language language = book->s->office.language;
	struct grid *g = grid_new(ctx, faq_words(language, FAQ_TITLE));

	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		grid_column(g, faq_words(language, columns[i]), columns[i] >= FAQ_MONTH || columns[i] == FAQ_NUMBER ? GRID_NUMBER :
		    columns[i] == FAQ_CHANGED || columns[i] == FAQ_UNTIL ? GRID_DATE : GRID_TEXT, 0);
	for (size_t i = 0; i < book->count; i++) {
		const struct faq_entry *e = &book->item[i];

		grid_row(g, false);
		grid_number(g, e->q->id);
		grid_text(g, e->purpose);
		grid_text(g, e->department);
		grid_text(g, e->q->text.question);
		grid_text(g, e->q->text.answer);
		grid_text(g, e->q->text.easy);
		grid_text(g, e->q->text.words);
		grid_date(g, e->q->changed);
		grid_date(g, e->q->expires);
		grid_number(g, e->month);
		grid_number(g, e->all);
	}
	return g;
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

/* Written where it differs; whoever copies it to a web server sees by its time whether it is new. */
static enum verdict
put(struct run *run, const char *name, const struct buffer *content, bool *any, struct fault *f)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/%s", run->settings->faq.folder, name));
	struct fault ignored;
	struct buffer old;

	if (file_get(run->ctx, path, FILE_MAX, &old, &ignored) == DONE && old.len == content->len &&
	    memcmp(old.data, content->data, old.len) == 0)
		return DONE;
	*any = true;
	if (run->dry_run) {
		printf("would write %s\n", path);
		return DONE;
	}
	return file_put(path, buffer_bytes(content), 0640, f);
}

static enum verdict
take_away(struct run *run, const char *name, bool *any, struct fault *f)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/%s", run->settings->faq.folder, name));

	if (access(path, F_OK) != 0)
		return DONE;
	*any = true;
	if (run->dry_run)
		printf("would remove %s\n", path);
	else if (unlink(path) != 0 && errno != ENOENT)
		return fail(f, LATER, "remove %s: %s", path, strerror(errno));
	return DONE;
}

/* For programs that read no UTF-8. One that was asked for once must not go on telling what is withdrawn since. */
static enum verdict
put_sjis(struct run *run, const struct grid *list, bool wanted, bool *any, struct fault *f)
{
	struct grid *misfits = grid_misfits(run->ctx, run->settings->office.language == LANGUAGE_EN);
	struct buffer csv = buffer_init(run->ctx), lacking = buffer_init(run->ctx);
	enum verdict v;

	if (!wanted && access(must(talloc_asprintf(run->ctx, "%s/" FILE_SJIS, run->settings->faq.folder)), F_OK) != 0)
		return DONE;
	v = grid_csv(list, GRID_CP932, &csv, misfits, f);
	if (v == DONE && misfits->rows != 0)
		v = grid_csv(misfits, GRID_UTF8_BOM, &lacking, NULL, f);
	if (v == DONE)
		v = misfits->rows != 0 ? put(run, FILE_MISFITS, &lacking, any, f) : take_away(run, FILE_MISFITS, any, f);
	if (v == DONE)
		v = put(run, FILE_SJIS, &csv, any, f);
	if (v == DONE && wanted && misfits->rows != 0)
		printf("%zu signs do not fit into CP932 and 〓 stands for them: see " FILE_MISFITS "\n", misfits->rows);
	return v;
}

/* What a killed run was writing; no other is at work, for the program has its lock. */
static enum verdict
tidy(struct run *run, struct fault *f)
{
	const char *path = run->settings->faq.folder;
	DIR *folder = opendir(path);
	const struct dirent *entry;
	enum verdict v = DONE;

	if (folder == NULL)
		return errno == ENOENT ? DONE : fail(f, LATER, "open %s: %s", path, strerror(errno));
	while (v == DONE && (entry = readdir(folder)) != NULL) {
		size_t len = strlen(entry->d_name);

		if (text_starts(entry->d_name, "faq") && len > 4 && strcmp(entry->d_name + len - 4, ".tmp") == 0 &&
		    unlinkat(dirfd(folder), entry->d_name, 0) != 0 && errno != ENOENT)
			v = fail(f, LATER, "remove %s/%s: %s", path, entry->d_name, strerror(errno));
	}
	closedir(folder);
	return v;
}

enum verdict
faq_publish(struct run *run, struct ledger *l, bool sjis, struct fault *f)
{
	struct buffer html = buffer_init(run->ctx), csv = buffer_init(run->ctx), pdf = buffer_init(run->ctx);
	const struct grid *list;
	struct faq_book book;
	bool any = false;
	enum verdict v = DONE;

	if (run->settings->faq.folder[0] == 0)
		return sjis ? fail(f, HALT, "there is no [faq] folder in %s", run->settings_file) : DONE;
	v = gather(l, run->ctx, &book, f);
	if (v != DONE)
		return v;
	faq_html(run->ctx, &book, &html);
	list = list_of(run->ctx, &book);
	v = grid_csv(list, GRID_UTF8_BOM, &csv, NULL, f);
	if (v == DONE)
		v = faq_paper(run->ctx, &book, &pdf, f);
	if (v == DONE && !run->dry_run)
		v = folder_make(run->settings->faq.folder, 0750, f);
	if (v == DONE && !run->dry_run)
		v = tidy(run, f);
	if (v == DONE)
		v = put(run, "faq.html", &html, &any, f);
	if (v == DONE)
		v = put(run, "faq.csv", &csv, &any, f);
	if (v == DONE)
		v = put_sjis(run, list, sjis, &any, f);
	if (v == DONE)
		v = put(run, "faq-a5.pdf", &pdf, &any, f);
	if (v == DONE && any && !run->dry_run)
		log_line(LOG_NOTE, "faq: %zu entries are published", book.count);
	return v;
}
