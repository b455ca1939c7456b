/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics - the register read once, and what is counted on the way. */
#include "spool/statistics.h"

#include "config/clock.h"
#include "config/memory.h"

enum { TOKYO = 9 * 3600, DAY = 86400, FIRST_CELLS = 64, FIRST_PEOPLE = 1024 };

/* Different senders, by the keyed hash of their addresses: open addressing, never more than half full. */
struct people {
	unsigned char (*item)[SEAL_HASH];
	bool *used;
	size_t room, count;
};

/* An answer whose pauses stand in its events alone. */
struct paused {
	int64_t id, from, at;
	size_t cell, part;
};

struct reader {
	struct ledger *l;
	void *ctx;
	const struct statistics_request *asked;
	const struct calendar *cal;
	struct statistics *out;
	uint32_t *slot;			/* of the hash over the cells: its place + 1 */
	size_t slots;
	uint32_t last[AXES];		/* codes of the row before */
	struct people people;
	struct paused *paused;		/* whose pauses have to be read */
	size_t paused_count, paused_room;
	int64_t received_since, again_since, ended_since;	/* behind the period */
};

/* ---- codes and cells --------------------------------------------------------------------------------------------- */

static void
add_code(void *ctx, struct codes *c, const char *code, size_t len)
{
	c->code = must(talloc_realloc(ctx, c->code, const char *, c->count + 1));
	c->code[c->count++] = must(talloc_strndup(ctx, code, len));
}

static bool
is_code(const char *code, struct bytes text)
{
	return strncmp(code, (const char *)text.data, text.len) == 0 && code[text.len] == 0;
}

/* Most rows have the code of the row before. */
static uint32_t
place_of(struct reader *r, enum axis axis, struct bytes text)
{
	struct codes *c = &r->asked->codes[axis];

	if (text.data == NULL)
		text = bytes_of("");
	if (r->last[axis] < c->count && is_code(c->code[r->last[axis]], text))
		return r->last[axis];
	for (uint32_t i = 0; i < c->count; i++)
		if (is_code(c->code[i], text))
			return r->last[axis] = i;
	add_code(r->asked->codes, c, (const char *)text.data, text.len);
	return r->last[axis] = (uint32_t)c->count - 1;
}

static size_t
slot_of(const struct coordinates *w, size_t slots)
{
	uint64_t h = ((uint64_t)w->at[0] << 42) ^ ((uint64_t)w->at[1] << 21) ^ w->at[2];

	h *= UINT64_C(0x9E3779B97F4A7C15);
	return (size_t)(h >> 32) & (slots - 1);
}

static void
put_in_slot(struct reader *r, size_t cell)
{
	size_t i = slot_of(&r->out->cell[cell].where, r->slots);

	while (r->slot[i] != 0)
		i = (i + 1) & (r->slots - 1);
	r->slot[i] = (uint32_t)cell + 1;
}

static struct stat_cell *
new_cell(struct reader *r, const struct coordinates *where)
{
	struct statistics *s = r->out;

	if (s->cells * 2 >= r->slots) {
		r->slots *= 2;
		talloc_free(r->slot);
		r->slot = memory_new(r->ctx, r->slots * sizeof *r->slot);
		s->cell = must(talloc_realloc(r->ctx, s->cell, struct stat_cell, r->slots / 2));
		for (size_t i = 0; i < s->cells; i++)
			put_in_slot(r, i);
	}
	s->cell[s->cells] = (struct stat_cell){ .where = *where };
	put_in_slot(r, s->cells);
	return &s->cell[s->cells++];
}

/* The cell of a row whose columns from column on are channel, purpose and department. */
static struct stat_cell *
cell_of(struct reader *r, struct query *q, int column)
{
	struct coordinates w;

	for (int axis = 0; axis < AXES; axis++)
		w.at[axis] = place_of(r, (enum axis)axis, query_blob_at(q, column + axis));
	for (size_t i = slot_of(&w, r->slots);; i = (i + 1) & (r->slots - 1)) {
		if (r->slot[i] == 0)
			return new_cell(r, &w);
		if (memcmp(&r->out->cell[r->slot[i] - 1].where, &w, sizeof w) == 0)
			return &r->out->cell[r->slot[i] - 1];
	}
}

/* ---- people ------------------------------------------------------------------------------------------------------ */

static bool
add_person(struct people *p, const unsigned char hash[SEAL_HASH])
{
	size_t i;

	memcpy(&i, hash, sizeof i);
	for (i &= p->room - 1; p->used[i]; i = (i + 1) & (p->room - 1))
		if (memcmp(p->item[i], hash, SEAL_HASH) == 0)
			return false;
	memcpy(p->item[i], hash, SEAL_HASH);
	p->used[i] = true;
	p->count++;
	return true;
}

static void
meet(struct reader *r, struct bytes hash)
{
	struct people *p = &r->people;

	if (hash.len != SEAL_HASH)
		return;
	r->out->with_sender++;
	if (p->count * 2 >= p->room) {
		struct people wider = { .room = p->room == 0 ? FIRST_PEOPLE : p->room * 2 };

		wider.item = memory_new(r->ctx, wider.room * sizeof *wider.item);
		wider.used = memory_new(r->ctx, wider.room * sizeof *wider.used);
		for (size_t i = 0; i < p->room; i++)
			if (p->used[i])
				(void)add_person(&wider, p->item[i]);
		talloc_free(p->item);
		talloc_free(p->used);
		*p = wider;
	}
	(void)add_person(p, hash.data);
	r->out->persons = (int64_t)p->count;
}

/* ---- the rows ---------------------------------------------------------------------------------------------------- */

/* Rows come in the order of time: the part and the step that a moment is in, from that of the row before. */
static size_t
part_at(const struct statistics *s, size_t part, int64_t at)
{
	while (part + 1 < s->parts && at >= s->part_begin[part + 1])
		part++;
	return part;
}

static struct stat_step *
step_at(const struct statistics *s, size_t *step, int64_t at)
{
	while (*step + 1 < s->steps && at >= s->step[*step + 1].begin)
		++*step;
	return &s->step[*step];
}

static void
add_reason(struct reader *r, struct bytes text)
{
	struct statistics *s = r->out;

	if (text.len == 0)
		return;
	s->not_processed++;
	for (size_t i = 0; i < s->reasons; i++) {
		if (is_code(s->reason[i].code, text)) {
			s->reason[i].count++;
			return;
		}
	}
	s->reason = must(talloc_realloc(r->ctx, s->reason, struct stat_reason, s->reasons + 1));
	s->reason[s->reasons++] = (struct stat_reason){ must(talloc_strndup(r->ctx, (const char *)text.data, text.len)), 1 };
}

/* ?1 and ?2 are those of the period, where a statement has them. */
static struct query *
ask(const struct reader *r, enum statistics_sql sql)
{
	return db_query(r->l->db, statistics_sql_text(sql));
}

static struct query *
ask_period(const struct reader *r, enum statistics_sql sql)
{
	struct query *q = ask(r, sql);

	query_number(q, 1, r->out->from);
	query_number(q, 2, r->out->until);
	return q;
}

static enum verdict
read_received(struct reader *r, struct fault *f)
{
	struct query *q = ask_period(r, SQL_RECEIVED);
	struct statistics *s = r->out;
	size_t part = 0, step = 0;
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		int64_t at = query_number_at(q, 0);
		struct stat_cell *c = cell_of(r, q, 1);

		if (s->received++ == 0)
			s->first_received = at;
		part = part_at(s, part, at);
		c->received++;
		c->received_in[part]++;
		step_at(s, &step, at)->received++;
		add_reason(r, query_blob_at(q, 4));
		meet(r, query_blob_at(q, 5));
	}
	return v;
}

static int
way_of(struct bytes text)
{
	static const char *const words[] = { [WAY_OF_MAIL] = "mail", [WAY_OF_LETTER] = "letter", [WAY_OF_PAGE] = "page" };

	for (int i = 0; i < WAY_OF_OTHER; i++)
		if (text.data != NULL && is_code(words[i], text))
			return i;
	return WAY_OF_OTHER;
}

/* As calendar_day_of(), which takes a date apart that is not asked for here. */
static daynum
day_of(int64_t utc)
{
	return (daynum)((utc + TOKYO) / DAY);
}

static void
add_days(struct reader *r, struct days *const to[2], int64_t from, int64_t at, int64_t paused, bool known)
{
	int64_t days;

	known = known && calendar_count(r->cal, day_of(from), day_of(at), &days);
	for (int i = 0; i < 2; i++) {
		if (known)
			days_add(r->ctx, to[i], days - paused);
		else
			to[i]->unknown++;
	}
}

static void
keep_paused(struct reader *r, struct paused p)
{
	if (r->paused_count == r->paused_room) {
		r->paused_room = r->paused_room == 0 ? FIRST_CELLS : r->paused_room * 2;
		r->paused = must(talloc_realloc(r->ctx, r->paused, struct paused, r->paused_room));
	}
	r->paused[r->paused_count++] = p;
}

static enum verdict
read_answered(struct reader *r, struct fault *f)
{
	struct query *q = ask_period(r, SQL_ANSWERED);
	struct statistics *s = r->out;
	size_t part = 0, step = 0;
	bool row;
	enum verdict v;

	while ((v = query_next(q, &row, f)) == DONE && row) {
		int64_t at = query_number_at(q, 0), due = query_number_at(q, 5), paused = query_number_at(q, 6);
		struct stat_cell *c = cell_of(r, q, 1);
		struct days *const to[2] = { &c->days, &s->part_days[part = part_at(s, part, at)] };

		s->answered++;
		c->answered++;
		c->answered_in[part]++;
		step_at(s, &step, at)->answered++;
		s->way[way_of(query_blob_at(q, 7))]++;
		for (int i = 0; due > 0 && i < 2; i++) {
			to[i]->dated++;
			to[i]->in_time += at <= due;
		}
		if (paused >= 0)
			add_days(r, to, query_number_at(q, 4), at, paused, true);
		else
			keep_paused(r, (struct paused){ query_number_at(q, 8), query_number_at(q, 4), at, (size_t)(c - s->cell),
			    part });
	}
	return v;
}

/* Open days on which the resident was asked back, from day zero to the answer: as due_pauses() counts them. */
static enum verdict
read_pauses(struct reader *r, const struct paused *p, int64_t *days_out, bool *known_out, struct fault *f)
{
	struct query *q = ask(r, SQL_PAUSES);
	int64_t since = 0, days;
	bool row;
	enum verdict v;

	*days_out = 0;
	*known_out = true;
	query_number(q, 1, p->id);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		int64_t at = query_number_at(q, 0);
		bool before = query_number_at(q, 1) != 0, after = query_number_at(q, 2) != 0;

		if (!before && after)
			since = at;
		if (!before || after || since < p->from || at > p->at)
			continue;
		if (calendar_count(r->cal, day_of(since), day_of(at), &days))
			*days_out += days;
		else
			*known_out = false;
	}
	return v;
}

static enum verdict
add_paused(struct reader *r, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < r->paused_count; i++) {
		const struct paused *p = &r->paused[i];
		struct days *const to[2] = { &r->out->cell[p->cell].days, &r->out->part_days[p->part] };
		int64_t days = 0;
		bool known = true;

		v = read_pauses(r, p, &days, &known, f);
		if (v == DONE)
			add_days(r, to, p->from, p->at, days, known);
	}
	for (size_t i = 0; v == DONE && i < r->out->cells; i++)
		days_merge(r->ctx, &r->out->days, &r->out->cell[i].days);
	return v;
}

/* ---- what turned ------------------------------------------------------------------------------------------------- */

static void
add_turn(struct statistics *s, struct bytes step, struct bytes before, bool ended_before, bool ended_after)
{
	bool had_left = is_code("sent", before) || is_code("posted", before) || is_code("delivered", before);

	if (is_code("follow-up", step))
		s->follow_ups++;
	if (!ended_before && ended_after) {
		s->no_answer += is_code("no-answer", step);
		s->dismissed += is_code("dismiss", step);
	}
	if (ended_before && !ended_after) {
		s->corrections += had_left && (is_code("draft", step) || is_code("release", step));
		s->came_back += is_code("fail", step);
		s->reopened += is_code("reopen", step);
	}
}

static enum verdict
read_turns(struct reader *r, struct fault *f)
{
	struct query *q = ask(r, SQL_TURNS);
	struct statistics *s = r->out;
	size_t step = 0;
	bool row;
	enum verdict v;

	query_number(q, 1, s->from);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		int64_t at = query_number_at(q, 0);
		bool before = query_number_at(q, 3) != 0, after = query_number_at(q, 4) != 0;
		struct stat_step *to = at < s->until ? step_at(s, &step, at) : NULL;

		s->turns++;
		if (to != NULL)
			add_turn(s, query_blob_at(q, 1), query_blob_at(q, 2), before, after);
		*(to != NULL ? &to->ended : &r->ended_since) += !before && after;
		*(to != NULL ? &to->again : &r->again_since) += before && !after;
	}
	return v;
}

static enum verdict
read_count(struct query *q, int64_t *out, struct fault *f)
{
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		*out = query_number_at(q, 0);
	query_done(q);
	return v;
}

/* What is open now is known; what was open before follows from it step by step backwards. */
static void
go_back(struct reader *r)
{
	struct statistics *s = r->out;
	int64_t open = s->open_now - r->received_since - r->again_since + r->ended_since;

	for (size_t i = s->steps; i-- > 0;) {
		s->step[i].open = open;
		open -= s->step[i].received + s->step[i].again - s->step[i].ended;
	}
	s->open_before = open;
}

static enum verdict
take_open(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct stat_open *o = row;

	(void)with, (void)f;
	o->department = query_text_at(ctx, q, 0);
	o->count = query_number_at(q, 1);
	o->late = query_number_at(q, 2);
	o->undated = query_number_at(q, 3);
	o->oldest = query_number_at(q, 4);
	return DONE;
}

static enum verdict
read_open(struct reader *r, struct fault *f)
{
	struct query *q;
	struct rows rows = { NULL, 0 };
	enum verdict v = read_turns(r, f);

	if (v == DONE)
		v = read_count(ask(r, SQL_OPEN), &r->out->open_now, f);
	if (v == DONE) {
		q = ask(r, SQL_RECEIVED_SINCE);
		query_number(q, 2, r->out->until);
		v = read_count(q, &r->received_since, f);
	}
	if (v == DONE) {
		q = ask(r, SQL_TURNS_COUNT);
		query_number(q, 1, r->out->from);
		v = read_count(q, &r->out->counted_turns, f);
	}
	if (v != DONE)
		return v;
	go_back(r);
	q = ask(r, SQL_OPEN_NOW);
	query_number(q, 3, r->out->now);
	v = query_all(q, r->ctx, sizeof *r->out->open, take_open, NULL, &rows, f);
	r->out->open = rows.item;
	r->out->opens = rows.count;
	return v;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static int64_t
next_month(int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return clock_from_tokyo(d.month == 12 ? d.year + 1 : d.year, d.month == 12 ? 1 : d.month + 1, 1);
}

static void
divide(struct reader *r)
{
	struct statistics *s = r->out;
	const struct statistics_request *a = r->asked;
	size_t room = a->by_day ? STATISTICS_STEPS : STATISTICS_PARTS;

	s->step = memory_new(r->ctx, room * sizeof *s->step);
	for (int64_t at = s->from; at < s->until && s->parts < STATISTICS_PARTS; at = next_month(at))
		s->part_begin[s->parts++] = at;
	s->part_begin[s->parts] = s->until;
	for (int64_t at = s->from; at < s->until && s->steps < room; at = a->by_day ? at + DAY : next_month(at))
		if (s->steps == 0 || at <= s->now)
			s->step[s->steps++].begin = at;
}

struct codes *
statistics_codes(void *ctx, const struct settings *s)
{
	struct codes *all = memory_new(ctx, AXES * sizeof *all);

	for (size_t i = 0; i < s->purpose_count; i++)
		add_code(all, &all[AXIS_PURPOSE], s->purposes[i].code, strlen(s->purposes[i].code));
	for (size_t i = 0; i < s->department_count; i++)
		add_code(all, &all[AXIS_DEPARTMENT], s->departments[i].code, strlen(s->departments[i].code));
	return all;
}

enum verdict
statistics_begin(struct ledger *l, struct fault *f)
{
	/* Nothing is written: others may go on. */
	return db_begin_item(l->db, f);
}

void
statistics_end(struct ledger *l)
{
	db_undo_item(l->db);
}

enum verdict
statistics_read(struct ledger *l, void *ctx, const struct statistics_request *asked, struct statistics *out, struct fault *f)
{
	struct reader r = { .l = l, .ctx = must(talloc_new(ctx)), .asked = asked, .out = out, .slots = FIRST_CELLS };
	enum verdict v = calendar_of(l, &r.cal, f);

	*out = (struct statistics){ .from = asked->from, .until = asked->until, .now = clock_now(), .codes = asked->codes,
		.with_open = asked->with_open };
	r.slot = memory_new(r.ctx, r.slots * sizeof *r.slot);
	out->cell = memory_new(r.ctx, r.slots / 2 * sizeof *out->cell);
	divide(&r);
	if (v == DONE)
		v = read_received(&r, f);
	if (v == DONE)
		v = read_count(ask_period(&r, SQL_RECEIVED_COUNT), &out->counted_received, f);
	if (v == DONE)
		v = read_answered(&r, f);
	if (v == DONE)
		v = read_count(ask_period(&r, SQL_ANSWERED_COUNT), &out->counted_answered, f);
	if (v == DONE)
		v = add_paused(&r, f);
	if (v == DONE)
		v = read_count(ask_period(&r, SQL_ERASED), &out->erased, f);
	if (v == DONE)
		v = statistics_campaigns(l, r.ctx, out, f);
	if (v == DONE && asked->with_open)
		v = read_open(&r, f);
	talloc_free(r.people.item);
	talloc_free(r.people.used);
	talloc_free(r.slot);
	talloc_free(r.paused);
	return v;
}
