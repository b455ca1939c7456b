/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-remind - reminds departments in the morning, and does what time does to open opinions */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/hand_over.h"
#include "process/morning.h"
#include "spool/digest.h"
#include "spool/due.h"

#define WHO "iken-remind"

enum { BATCH = 64 };

struct remind {
	struct run *run;
	struct ledger *ledger;
	const struct calendar *cal;
	int64_t now;
};

/* One opinion: what became of it is added to said, nothing when there was nothing to do. */
typedef enum verdict item_function(struct remind *r, const struct work *item, struct opinion *o,
    struct buffer *said, struct fault *f);

static void
tell(const struct remind *r, const char *lines)
{
	for (const char *line = lines; *line != 0; line += strcspn(line, "\n") + 1) {
		int len = (int)strcspn(line, "\n");

		if (r->run->dry_run)
			printf("%.*s\n", len, line);
		else
			log_line(LOG_NOTE, "%.*s", len, line);
	}
}

/* ---- opinions, in batches ---------------------------------------------------------------------------- */

static enum verdict
do_item(struct remind *r, void *ctx, const struct work *item, item_function *function, struct buffer *said,
    struct fault *f)
{
	struct opinion o;
	bool found;
	enum verdict v = db_begin_item(r->ledger->db, f);

	if (v != DONE)
		return v;
	v = opinion_by_id(r->ledger, ctx, item->opinion, &o, &found, f);
	if (v == DONE && found)
		v = function(r, item, &o, said, f);
	if (v == DONE)
		return db_end_item(r->ledger->db, f);
	db_undo_item(r->ledger->db);
	return v;
}

/* One transaction. What failed by itself is said and left; it does not stop the others. */
static enum verdict
do_batch(struct remind *r, const struct work *items, size_t count, item_function *function)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer said = buffer_init(ctx);
	enum verdict v = db_begin(r->ledger->db, &r->run->fault), verdicts[BATCH] = { DONE };
	struct fault *faults = memory_new(ctx, BATCH * sizeof *faults);

	for (size_t i = 0; v == DONE && i < count; i++) {
		verdicts[i] = do_item(r, ctx, &items[i], function, &said, &faults[i]);
		if (verdicts[i] == HALT) {
			r->run->fault = faults[i];
			v = HALT;
		}
	}
	v = db_end(r->ledger->db, v, !r->run->dry_run, &r->run->fault);
	for (size_t i = 0; v == DONE && i < count; i++)
		run_tally(r->run, items[i].number, verdicts[i], &faults[i]);
	if (v == DONE)
		tell(r, buffer_text(&said));
	talloc_free(ctx);
	return v;
}

static enum verdict
do_all(struct remind *r, const struct worklist *list, item_function *function)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < list->count && run_goes_on(r->run); i += BATCH)
		v = do_batch(r, &list->item[i], list->count - i < BATCH ? list->count - i : BATCH, function);
	return v;
}

/* ---- what time does ----------------------------------------------------------------------------------- */

static enum verdict
hand_over(struct remind *r, const struct work *item, struct opinion *o, struct buffer *said, struct fault *f)
{
	const struct department *to = hand_over_to(r->run->settings, o->department, r->now);
	const char *from = o->department;
	enum verdict v;

	(void)item;
	if (to == NULL)
		return DONE;
	v = hand_over_opinion(r->ledger, o, to, WHO, 0, f);
	if (v == DONE)
		buffer_printf(said, "%s: handed over from %s to %s\n", o->number, from, to->code);
	return v;
}

static enum verdict
hand_part_over(struct remind *r, const struct work *item, struct opinion *o, struct buffer *said, struct fault *f)
{
	const struct department *to = hand_over_to(r->run->settings, item->department, r->now);
	enum verdict v;

	if (to == NULL)
		return DONE;
	v = hand_over_part(r->ledger, o, item->department, to, WHO, 0, f);
	if (v == DONE)
		buffer_printf(said, "%s: part handed over from %s to %s\n", o->number, item->department, to->code);
	return v;
}

static enum verdict
turn_over(struct remind *r, const struct work_query *q)
{
	struct fault *f = &r->run->fault;
	struct list codes;
	enum verdict v = worklist_departments(r->ledger, q->ctx, &codes, f);

	for (size_t i = 0; v == DONE && i < codes.count; i++) {
		struct worklist list;

		if (hand_over_to(r->run->settings, codes.item[i], r->now) == NULL)
			continue;
		v = worklist_of_department(q, codes.item[i], &list, f);
		if (v == DONE)
			v = do_all(r, &list, hand_over);
		if (v == DONE)
			v = worklist_parts(q, codes.item[i], &list, f);
		if (v == DONE)
			v = do_all(r, &list, hand_part_over);
	}
	return v;
}

/* A day that the calendar did not reach when it was counted. */
static enum verdict
mend(struct remind *r, const struct work *item, struct opinion *o, struct buffer *said, struct fault *f)
{
	struct opinion counted = *o;
	struct detail d = { .who = WHO };
	char day[CALENDAR_TEXT];
	bool known;
	enum verdict v;

	(void)item;
	v = due_pauses(r->ledger, r->cal, o, &counted.paused_days, &known, f);

	if (v != DONE || !known)
		return v;
	d.due = due_of(r->cal, r->run->settings, &counted);
	d.paused_days = counted.paused_days - o->paused_days;
	if (d.due == 0)
		return DONE;
	calendar_text(calendar_day_of(d.due), day);
	d.note = day;
	v = opinion_step(r->ledger, o, STEP_DUE, &d, f);
	if (v == DONE)
		buffer_printf(said, "%s: due %s\n", o->number, day);
	return v;
}

static enum verdict
mend_all(struct remind *r, const struct work_query *q)
{
	struct worklist list;
	enum verdict v = worklist_undated(q, &list, &r->run->fault);

	return v == DONE ? do_all(r, &list, mend) : v;
}

typedef enum verdict morning_function(struct ledger *l, const struct calendar *cal, int64_t now,
    struct buffer *said, struct fault *f);

static enum verdict
do_morning(struct remind *r, morning_function *function)
{
	struct buffer said = buffer_init(NULL);
	enum verdict v = db_begin(r->ledger->db, &r->run->fault);

	if (v == DONE)
		v = function(r->ledger, r->cal, r->now, &said, &r->run->fault);
	v = db_end(r->ledger->db, v, !r->run->dry_run, &r->run->fault);
	if (v == DONE)
		tell(r, buffer_text(&said));
	talloc_free(said.data);
	return v;
}

static enum verdict
remind(struct remind *r)
{
	struct run *run = r->run;
	struct work_query q = { .ctx = run->ctx, .now = r->now };
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_OPINIONS, &r->ledger, &run->fault);

	if (v == DONE)
		v = calendar_of(r->ledger, &r->cal, &run->fault);
	q.l = r->ledger;
	q.cal = r->cal;
	/* First what belongs to whom and when it is due, then who is reminded of it. */
	if (v == DONE)
		v = turn_over(r, &q);
	if (v == DONE)
		v = mend_all(r, &q);
	if (v == DONE)
		v = do_morning(r, morning_warn);
	if (v == DONE && run_goes_on(run))
		v = do_morning(r, morning_remind);
	return v;
}

static enum verdict
check(struct remind *r)
{
	struct run *run = r->run;
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_OPINIONS, &r->ledger, &run->fault);

	if (v == DONE)
		v = calendar_of(r->ledger, &r->cal, &run->fault);
	if (v == DONE)
		printf("holidays of %d to %d are loaded; today is %s\n", calendar_first_year(r->cal),
		    calendar_last_year(r->cal), calendar_at(r->cal, calendar_day_of(r->now)) == CALENDAR_OPEN ?
		    "an open day" : "no open day");
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-remind", .lock = RUN_LOCKED, .synopsis = "",
		.purpose = "Reminds departments of what is open and late, and hands over what has ended departments." };
	struct remind r = { .run = &run };

	run_begin(&run, argc, argv);
	r.now = clock_now();
	run.verdict = run.check ? check(&r) : remind(&r);
	return run_end(&run);
}
