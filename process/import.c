/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import - the holidays of a file taken into the register, and what that changes. */
#include "process/import.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/calendar.h"
#include "spool/file.h"
#include "spool/holiday.h"
#include "spool/holiday_file.h"
#include "spool/opinion.h"

struct import {
	struct ledger *ledger;
	void *ctx;
	struct holidays known, file;
	struct holiday_change *changes;
	size_t change_count;
	int64_t now;
	struct buffer *out;
	struct fault *f;
};

static enum verdict
read_file(struct import *im, const char *path)
{
	struct buffer content;
	enum verdict v = file_get(im->ctx, path, HOLIDAY_FILE_MAX, &content, im->f);

	return v == DONE ? holiday_file_parse(im->ctx, path, buffer_bytes(&content), &im->file, im->f) : v;
}

static size_t
holidays_in(const struct holidays *h, int first, int last)
{
	size_t n = 0;

	for (size_t i = 0; i < h->count; i++) {
		int year = calendar_year_of(h->item[i].day);

		n += year >= first && year <= last ? 1 : 0;
	}
	return n;
}

static size_t
changes_in(const struct import *im, int year)
{
	size_t n = 0;

	for (size_t i = 0; i < im->change_count; i++)
		n += calendar_year_of(im->changes[i].day) == year ? 1 : 0;
	return n;
}

static bool
is_known(const struct import *im, int year)
{
	return im->known.last_year != 0 && year >= im->known.first_year && year <= im->known.last_year;
}

static void
tell_change(const struct import *im, const struct holiday_change *c)
{
	char day[CALENDAR_TEXT];

	buffer_printf(im->out, "  %s %s  ", calendar_text(c->day, day), calendar_weekday(c->day));
	if (c->before != NULL && c->after != NULL)
		buffer_printf(im->out, "%s is called %s now\n", c->before, c->after);
	else
		buffer_printf(im->out, "%s %s\n", c->before != NULL ? c->before : c->after,
		    c->before != NULL ? "is gone" : "is new");
}

static void
tell_changed_year(const struct import *im, int year)
{
	buffer_printf(im->out, "%d: changed%s\n", year,
	    year < clock_tokyo(im->now).year ? ", although it is past" : "");
	for (size_t i = 0; i < im->change_count; i++)
		if (calendar_year_of(im->changes[i].day) == year)
			tell_change(im, &im->changes[i]);
}

enum news { AS_BEFORE, CHANGED, NEW };

static enum news
news_of(const struct import *im, int year)
{
	if (!is_known(im, year))
		return NEW;
	return changes_in(im, year) == 0 ? AS_BEFORE : CHANGED;
}

static void
tell_run(const struct import *im, int first, int last, enum news news)
{
	buffer_printf(im->out, "%d", first);
	if (last != first)
		buffer_printf(im->out, " to %d", last);
	if (news == NEW)
		buffer_printf(im->out, ": new, %zu holidays\n", holidays_in(&im->file, first, last));
	else
		buffer_string(im->out, ": as before\n");
}

/* Years on end about which there is the same to say share a line. */
static void
tell_years(const struct import *im)
{
	for (int year = im->file.first_year; year <= im->file.last_year; year++) {
		enum news news = news_of(im, year);
		int first = year;

		if (news == CHANGED) {
			tell_changed_year(im, year);
			continue;
		}
		while (year < im->file.last_year && news_of(im, year + 1) == news)
			year++;
		tell_run(im, first, year, news);
	}
}

/* A due day lies so many open days after the receipt: as many by the new calendar may be another day.
 * One that was promised on a day that is closed by now counts as the open day before it. */
static bool
is_moved(const struct opinion *o, const struct calendar *before, const struct calendar *after, daynum *would_be)
{
	daynum received = calendar_day_of(o->received), was;
	int64_t days;

	return o->due != 0 && calendar_count(before, received, calendar_day_of(o->due), &days) &&
	    calendar_add(before, received, days, &was) && calendar_add(after, received, days, would_be) &&
	    *would_be != was;
}

static void
tell_if_moved(const struct import *im, const struct opinion *o, const struct calendar *before,
    const struct calendar *after, size_t *moved)
{
	char due[CALENDAR_TEXT], other[CALENDAR_TEXT];
	daynum would_be;

	if (!is_moved(o, before, after, &would_be))
		return;
	if ((*moved)++ == 0)
		buffer_string(im->out, "promised days stay as they are:\n");
	buffer_printf(im->out, "  %s is due %s, would be %s\n", o->number, calendar_text(calendar_day_of(o->due), due),
	    calendar_text(would_be, other));
}

static enum verdict
tell_moved_in(const struct import *im, enum state state, const struct calendar *before,
    const struct calendar *after, size_t *moved)
{
	enum verdict v = DONE;
	bool found = true;
	int64_t last = 0;

	while (v == DONE && found) {
		void *ctx = must(talloc_new(im->ctx));
		struct opinion o;

		v = opinion_next(im->ledger, ctx, state, last, &o, &found, im->f);
		if (v == DONE && found) {
			tell_if_moved(im, &o, before, after, moved);
			last = o.id;
		}
		talloc_free(ctx);
	}
	return v;
}

static enum verdict
tell_moved(const struct import *im)
{
	static const enum state waiting[] = { STATE_RECEIVED, STATE_REQUESTED, STATE_DRAFTED };
	const struct calendar_settings *s = &im->ledger->settings->calendar;
	const struct holidays *known = &im->known;
	struct holidays all = holiday_merge(im->ctx, known, &im->file);
	struct calendar *before = calendar_make(im->ctx, s, known->item, known->count, known->first_year,
	    known->last_year);
	struct calendar *after = calendar_make(im->ctx, s, all.item, all.count, all.first_year, all.last_year);
	enum verdict v = DONE;
	size_t moved = 0;

	for (size_t i = 0; v == DONE && i < sizeof waiting / sizeof waiting[0]; i++)
		v = tell_moved_in(im, waiting[i], before, after, &moved);
	return v;
}

static enum verdict
compare(struct import *im)
{
	enum verdict v = holiday_read(im->ledger->db, im->ctx, &im->known, im->f);

	if (v == DONE)
		v = holiday_fits(&im->known, &im->file, im->f);
	if (v != DONE)
		return v;
	im->changes = holiday_compare(im->ctx, &im->known, &im->file, &im->change_count);
	tell_years(im);
	return im->change_count != 0 ? tell_moved(im) : DONE;
}

enum verdict
import_holidays(struct ledger *l, void *ctx, const char *path, enum import_mode mode, struct buffer *out,
    struct fault *f)
{
	struct import im = { .ledger = l, .ctx = ctx, .now = clock_now(), .out = out, .f = f };
	enum verdict v = read_file(&im, path);

	if (v != DONE || mode == IMPORT_SHOW)
		return v == DONE ? compare(&im) : v;
	v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = compare(&im);
	if (v == DONE)
		v = holiday_store(l->db, &im.file, im.now, f);
	return db_end(l->db, v, true, f);
}
