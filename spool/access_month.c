/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_month - what the access log and the register say about one month. */
#include "spool/access_month.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/access.h"
#include "spool/calendar.h"

/* A look at an opinion within the time that [audit] many_within counts. */
struct recent {
	int64_t at, opinion;
};

struct window {
	struct recent *look;
	size_t count;
	bool reported;
};

struct reader {
	struct ledger *l;
	void *ctx;
	struct access_month *out;
	const struct calendar *calendar;
	struct window *window;		/* of each person */
};

static const char *const names[UNUSUALS] = { "hours", "many", "guarded", "without-case", "disclosed", "reprint", "refused",
	"forged", "override" };

const char *
unusual_name(enum unusual kind)
{
	return names[kind];
}

static void
add(struct reader *x, enum unusual kind, const struct unusual_item *item)
{
	struct access_month *out = x->out;

	if (out->count[kind]++ >= UNUSUAL_MAX)
		return;
	out->item = must(talloc_realloc(x->ctx, out->item, struct unusual_item, out->items + 1));
	out->item[out->items] = *item;
	out->item[out->items++].kind = kind;
}

/* ---- who, how often ------------------------------------------------------------------------------ */

static struct month_person *
person_of(struct reader *x, const char *who)
{
	struct access_month *out = x->out;

	for (size_t i = 0; i < out->persons; i++)
		if (strcmp(out->person[i].who, who) == 0)
			return &out->person[i];
	out->person = must(talloc_realloc(x->ctx, out->person, struct month_person, out->persons + 1));
	out->person[out->persons] = (struct month_person){ .who = must(talloc_strdup(x->ctx, who)) };
	return &out->person[out->persons++];
}

/* The looks of a month before: *slot of each person. */
static enum verdict
count_looks(struct reader *x, int64_t from, int64_t until, size_t before, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT who, count(*), count(DISTINCT CASE WHEN opinion > 0 THEN opinion END), "
	    "sum(unmasked) FROM access WHERE at >= ?1 AND at < ?2 AND what NOT LIKE 'mailed %' AND what NOT LIKE 'audit %' "
	    "GROUP BY who ORDER BY 2 DESC, 1");
	bool row;
	enum verdict v;

	query_number(q, 1, from);
	query_number(q, 2, until);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		struct month_person *p = person_of(x, query_text_at(x->ctx, q, 0));

		if (before != 0) {
			p->before[before - 1] = query_number_at(q, 1);
			continue;
		}
		p->looks = query_number_at(q, 1);
		p->opinions = query_number_at(q, 2);
		p->unmasked = query_number_at(q, 3);
	}
	return v;
}

/* ---- line by line -------------------------------------------------------------------------------- */

struct seen {
	struct access_line line;
	const char *number, *state;	/* state: when it was looked at */
	bool is_protected;
};

static bool
in_hours(const struct reader *x, int64_t at)
{
	const struct audit *a = &x->l->settings->audit;
	daynum day = calendar_day_of(at);
	int64_t second = at - calendar_begin(day);

	return calendar_at(x->calendar, day) != CALENDAR_CLOSED && second >= a->hours_from && second < a->hours_until;
}

static bool
is_final(const char *state)
{
	return strcmp(state, "delivered") == 0 || strcmp(state, "closed") == 0 || strcmp(state, "erased") == 0;
}

/* How many different opinions within the time that ends now. */
static int64_t
different(struct window *w)
{
	int64_t count = 0;

	for (size_t i = 0; i < w->count; i++) {
		bool before = false;

		for (size_t k = 0; k < i && !before; k++)
			before = w->look[k].opinion == w->look[i].opinion;
		count += !before;
	}
	return count;
}

/* Told once for as long as it goes on. */
static void
watch_many(struct reader *x, size_t person, const struct seen *s, const struct unusual_item *item)
{
	const struct audit *a = &x->l->settings->audit;
	struct window *w = &x->window[person];
	struct unusual_item many = *item;
	size_t gone = 0;

	while (gone < w->count && w->look[gone].at <= s->line.at - a->many_within)
		gone++;
	w->count -= gone;
	if (w->count != 0)
		memmove(w->look, w->look + gone, w->count * sizeof *w->look);
	for (size_t i = 0; i < w->count; i++)
		if (w->look[i].opinion == s->line.opinion)
			return;
	w->look = must(talloc_realloc(x->ctx, w->look, struct recent, w->count + 1));
	w->look[w->count++] = (struct recent){ s->line.at, s->line.opinion };
	many.count = different(w);
	if (many.count < a->many)
		w->reported = false;
	else if (!w->reported) {
		w->reported = true;
		add(x, UNUSUAL_MANY, &many);
	}
}

static bool
begins(const char *what, const char *const *with)
{
	for (; *with != NULL; with++)
		if (text_starts(what, *with))
			return true;
	return false;
}

static void
look(struct reader *x, size_t person, const struct seen *s, const struct unusual_item *item)
{
	static const char *const refused[] = { "refused", "no such number", "password", NULL };
	static const char *const override[] = { "filed-", "unscanned", NULL };
	const char *what = s->line.what;
	struct month_person *p = &x->out->person[person];

	if (!in_hours(x, s->line.at)) {
		p->out_of_hours++;
		add(x, UNUSUAL_HOURS, item);
	}
	if (s->is_protected) {
		p->guarded++;
		add(x, UNUSUAL_GUARDED, item);
	}
	if (s->line.unmasked && s->line.opinion > 0 && is_final(s->state)) {
		p->without_case++;
		add(x, UNUSUAL_WITHOUT_CASE, item);
	}
	if (s->line.opinion > 0)
		watch_many(x, person, s, item);
	if (text_starts(what, "disclosed"))
		add(x, UNUSUAL_DISCLOSED, item);
	if (strcmp(what, "reprint") == 0)
		add(x, UNUSUAL_REPRINT, item);
	if (begins(what, refused))
		add(x, UNUSUAL_REFUSED, item);
	if (begins(what, override))
		add(x, UNUSUAL_OVERRIDE, item);
}

static void
take_line(struct reader *x, const struct seen *s)
{
	size_t person = (size_t)(person_of(x, s->line.who) - x->out->person);
	const struct unusual_item item = { .at = s->line.at, .who = x->out->person[person].who,
		.what = must(talloc_strdup(x->ctx, s->line.what)), .number = must(talloc_strdup(x->ctx, s->number)), .count = 1 };

	if (text_starts(s->line.what, "audit "))
		return;
	/* What the page publishes goes to a resident, as a mail does. */
	if (text_starts(s->line.what, "mailed ") || text_starts(s->line.what, "published ")) {
		x->out->person[person].mails++;
		return;
	}
	/* Residents are not looked at when they look. */
	if (text_starts(s->line.what, "wrong password")) {
		add(x, UNUSUAL_REFUSED, &item);
		return;
	}
	look(x, person, s, &item);
}

/* Everybody of the month gets a window before the first line is looked at. */
static enum verdict
gather_people(struct reader *x, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT DISTINCT who FROM access WHERE at >= ?1 AND at < ?2");
	bool row;
	enum verdict v;

	query_number(q, 1, x->out->from);
	query_number(q, 2, x->out->until);
	while ((v = query_next(q, &row, f)) == DONE && row)
		person_of(x, query_text_at(x->ctx, q, 0));
	x->window = must(talloc_zero_array(x->ctx, struct window, x->out->persons + 1));
	return v;
}

static enum verdict
read_lines(struct reader *x, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT " ACCESS_COLUMNS ", opinion.number, opinion.protected, "
	    "(SELECT after FROM event WHERE event.opinion = access.opinion AND event.at <= access.at ORDER BY event.id DESC "
	    "LIMIT 1) FROM access LEFT JOIN opinion ON opinion.id = access.opinion WHERE access.at >= ?1 AND access.at < ?2 "
	    "ORDER BY access.id");
	bool row;
	enum verdict v;

	query_number(q, 1, x->out->from);
	query_number(q, 2, x->out->until);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		void *ctx = must(talloc_new(NULL));
		struct seen s = { .number = query_text_at(ctx, q, 11), .is_protected = query_number_at(q, 12) != 0,
			.state = query_text_at(ctx, q, 13) };

		access_take_line(ctx, q, &s.line);
		take_line(x, &s);
		x->out->lines++;
		talloc_free(ctx);
	}
	return v;
}

/* ---- what the register says besides -------------------------------------------------------------- */

static enum verdict
add_rows(struct reader *x, struct query *q, enum unusual kind, struct fault *f)
{
	bool row;
	enum verdict v;

	query_number(q, 1, x->out->from);
	query_number(q, 2, x->out->until);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		const struct unusual_item item = { .at = query_number_at(q, 0), .who = query_text_at(x->ctx, q, 1),
			.what = query_text_at(x->ctx, q, 2), .number = query_text_at(x->ctx, q, 3), .count = 1 };

		add(x, kind, &item);
	}
	return v;
}

static enum verdict
read_register(struct reader *x, struct fault *f)
{
	enum verdict v = add_rows(x, db_query(x->l->db, "SELECT received, id, reason, '' FROM arrival WHERE received >= ?1 AND "
	    "received < ?2 AND reason IN ('forged-token','token-other-sender','sender-without-token','forged-sheet',"
	    "'not-authenticated','several-senders','two-tokens','old-token') ORDER BY seq"), UNUSUAL_FORGED, f);

	return v == DONE ? add_rows(x, db_query(x->l->db, "SELECT event.at, event.who, event.step, opinion.number FROM event "
	    "JOIN opinion ON opinion.id = event.opinion WHERE event.at >= ?1 AND event.at < ?2 AND step IN ('reopen','protect',"
	    "'address','resend','stop') AND event.who NOT LIKE 'iken-%' ORDER BY event.id"), UNUSUAL_OVERRIDE, f) : v;
}

static int
by_kind(const void *a, const void *b)
{
	const struct unusual_item *x = a, *y = b;

	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : x->at < y->at ? -1 : x->at > y->at;
}

static int
by_looks(const void *a, const void *b)
{
	const struct month_person *x = a, *y = b;

	return x->looks != y->looks ? (x->looks > y->looks ? -1 : 1) : strcmp(x->who, y->who);
}

/* The begin of the month that lies so many months back. */
static int64_t
begin_of(int year, int month, int back)
{
	int months = year * 12 + month - 1 - back;

	return clock_from_tokyo(months / 12, months % 12 + 1, 1);
}

enum verdict
access_month(struct ledger *l, void *ctx, int year, int month, struct access_month *out, struct fault *f)
{
	struct reader x = { .l = l, .ctx = ctx, .out = out };
	enum verdict v = calendar_of(l, &x.calendar, f);

	*out = (struct access_month){ .from = begin_of(year, month, 0), .until = begin_of(year, month, -1) };
	if (v == DONE)
		v = count_looks(&x, out->from, out->until, 0, f);
	for (int back = 1; v == DONE && back <= MONTHS_BEFORE; back++)
		v = count_looks(&x, begin_of(year, month, back), begin_of(year, month, back - 1), (size_t)back, f);
	if (v == DONE)
		v = gather_people(&x, f);
	if (v == DONE)
		v = read_lines(&x, f);
	if (v == DONE)
		v = read_register(&x, f);
	if (out->persons != 0)
		qsort(out->person, out->persons, sizeof *out->person, by_looks);
	if (out->items != 0)
		qsort(out->item, out->items, sizeof *out->item, by_kind);
	return v;
}
