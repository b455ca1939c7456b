/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letter - letters on paper in the register: runs, letters, document numbers, stacks. */
#include "spool/letter.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

/* What could not be printed is noted in its intent with the run that should have had it. */
#define RUN_COLUMNS "run.id, run.made, run.state, run.place, run.confirmed, run.who, count(letter.id), " \
	"coalesce(sum(letter.sheets), 0), sum(letter.state = 'printed'), sum(letter.state = 'posted'), " \
	"sum(letter.state = 'kept'), sum(letter.state = 'returned'), (SELECT count(*) FROM intent WHERE " \
	"intent.state = 'failed' AND intent.done >= run.made AND intent.result LIKE 'run ' || run.id || ' %')"
#define LETTER_COLUMNS "letter.id, run, place, opinion, draft, intent, reprints, document, sheets, letter.state, " \
	"letter.changed, (SELECT number FROM opinion WHERE opinion.id = letter.opinion)"

enum { REIWA_BEFORE = 2018, FISCAL_FROM = 4 };

static const char *const run_states[] = { "making", "printed", "confirmed" };
static const char *const letter_states[] = { "printed", "posted", "kept", "returned" };

const char *
letter_run_state_name(enum run_state state)
{
	return run_states[state];
}

const char *
letter_state_name(enum letter_state state)
{
	return letter_states[state];
}

/* ---- runs ---------------------------------------------------------------------------------------- */

enum verdict
letter_run_insert(struct ledger *l, int64_t made, int64_t *id_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO run(made, state, digest) VALUES(?1, 'making', x'')");
	enum verdict v;

	query_number(q, 1, made);
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	return v;
}

enum verdict
letter_run_place(struct ledger *l, int64_t run, const char *place, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE run SET place = ?2 WHERE id = ?1 AND state = 'making'");

	query_number(q, 1, run);
	query_text(q, 2, place);
	return query_run(q, f);
}

/* A run goes on from one state only, so that it is finished and confirmed once. */
static enum verdict
went_on(struct ledger *l, int64_t run, struct query *q, struct fault *f)
{
	enum verdict v = query_run(q, f);

	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, NEVER, "run %lld is not in the state for that", (long long)run);
	return v;
}

enum verdict
letter_run_finish(struct ledger *l, int64_t run, const char *place, struct bytes digest, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE run SET state = 'printed', place = ?2, digest = ?3 WHERE id = ?1 AND "
	    "state = 'making'");

	query_number(q, 1, run);
	query_text(q, 2, place);
	query_blob(q, 3, digest);
	return went_on(l, run, q, f);
}

enum verdict
letter_run_confirm(struct ledger *l, int64_t run, const char *who, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE run SET state = 'confirmed', confirmed = ?2, who = ?3 WHERE id = ?1 AND "
	    "state = 'printed'");

	query_number(q, 1, run);
	query_number(q, 2, clock_now());
	query_text(q, 3, who);
	return went_on(l, run, q, f);
}

enum verdict
letter_run_remove(struct ledger *l, int64_t run, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM run WHERE id = ?1 AND state = 'making'");

	query_number(q, 1, run);
	return query_run(q, f);
}

static enum verdict
take_run(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct letter_run *out = row;

	(void)with, (void)f;
	out->id = query_number_at(q, 0);
	out->made = query_number_at(q, 1);
	out->state = (enum run_state)query_word_at(q, 2, run_states, RUN_CONFIRMED);
	out->place = query_text_at(ctx, q, 3);
	out->confirmed = query_number_at(q, 4);
	out->who = query_text_at(ctx, q, 5);
	out->letters = query_number_at(q, 6);
	out->sheets = query_number_at(q, 7);
	out->printed = query_number_at(q, 8);
	out->posted = query_number_at(q, 9);
	out->kept = query_number_at(q, 10);
	out->returned = query_number_at(q, 11);
	out->stopped = query_number_at(q, 12);
	return DONE;
}

enum verdict
letter_run_by_id(struct ledger *l, void *ctx, int64_t id, struct letter_run *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " RUN_COLUMNS " FROM run LEFT JOIN letter ON letter.run = run.id "
	    "WHERE run.id = ?1 GROUP BY run.id");
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		v = take_run(ctx, q, NULL, out, f);
	query_done(q);
	return v;
}

static enum verdict
list_runs(void *ctx, struct query *q, struct letter_run **out, size_t *count_out, struct fault *f)
{
	struct rows rows;
	enum verdict v = query_all(q, ctx, sizeof **out, take_run, NULL, &rows, f);

	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
letter_run_list_open(struct ledger *l, void *ctx, struct letter_run **out, size_t *count_out, struct fault *f)
{
	return list_runs(ctx, db_query(l->db, "SELECT " RUN_COLUMNS " FROM run LEFT JOIN letter ON letter.run = run.id "
	    "WHERE run.state <> 'confirmed' GROUP BY run.id ORDER BY run.id"), out, count_out, f);
}

enum verdict
letter_run_list_newest(struct ledger *l, void *ctx, size_t max, struct letter_run **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " RUN_COLUMNS " FROM (SELECT * FROM run ORDER BY id DESC LIMIT ?1) AS run "
	    "LEFT JOIN letter ON letter.run = run.id GROUP BY run.id ORDER BY run.id DESC");

	query_number(q, 1, (int64_t)max);
	return list_runs(ctx, q, out, count_out, f);
}

/* ---- letters ------------------------------------------------------------------------------------- */

enum verdict
letter_insert(struct ledger *l, struct letter_row *letter, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO letter(run, place, opinion, draft, intent, reprints, document, "
	    "sheets, state, changed) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,'printed',?9)");
	enum verdict v;

	letter->state = LETTER_PRINTED;
	letter->changed = clock_now();
	query_number(q, 1, letter->run);
	query_number(q, 2, letter->place);
	query_number(q, 3, letter->opinion);
	query_number(q, 4, letter->draft);
	query_number(q, 5, letter->intent);
	query_number(q, 6, letter->reprints);
	query_text(q, 7, letter->document);
	query_number(q, 8, letter->sheets);
	query_number(q, 9, letter->changed);
	v = query_run(q, f);
	letter->id = db_last_id(l->db);
	return v;
}

enum verdict
letter_remove(struct ledger *l, const struct letter_row *letter, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM letter WHERE id = ?1");
	enum verdict v;

	query_number(q, 1, letter->id);
	v = query_run(q, f);
	if (v != DONE)
		return v;
	/* By way of negative places: places are unique at every moment. */
	q = db_query(l->db, "UPDATE letter SET place = -(place - 1) WHERE run = ?1 AND place > ?2");
	query_number(q, 1, letter->run);
	query_number(q, 2, letter->place);
	v = query_run(q, f);
	if (v != DONE)
		return v;
	q = db_query(l->db, "UPDATE letter SET place = -place WHERE run = ?1 AND place < 0");
	query_number(q, 1, letter->run);
	return query_run(q, f);
}

enum verdict
letter_set(struct ledger *l, int64_t id, enum letter_state state, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE letter SET state = ?2, changed = ?3 WHERE id = ?1");

	query_number(q, 1, id);
	query_text(q, 2, letter_states[state]);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

enum verdict
letter_set_sheets(struct ledger *l, int64_t id, int64_t sheets, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE letter SET sheets = ?2 WHERE id = ?1");

	query_number(q, 1, id);
	query_number(q, 2, sheets);
	return query_run(q, f);
}

static enum verdict
take_letter(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct letter_row *out = row;

	(void)with, (void)f;
	out->id = query_number_at(q, 0);
	out->run = query_number_at(q, 1);
	out->place = query_number_at(q, 2);
	out->opinion = query_number_at(q, 3);
	out->draft = query_number_at(q, 4);
	out->intent = query_number_at(q, 5);
	out->reprints = query_number_at(q, 6);
	out->document = query_text_at(ctx, q, 7);
	out->sheets = query_number_at(q, 8);
	out->state = (enum letter_state)query_word_at(q, 9, letter_states, LETTER_RETURNED);
	out->changed = query_number_at(q, 10);
	out->number = query_text_at(ctx, q, 11);
	return DONE;
}

static enum verdict
find_letter(void *ctx, struct query *q, struct letter_row *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		v = take_letter(ctx, q, NULL, out, f);
	query_done(q);
	return v;
}

enum verdict
letter_by_id(struct ledger *l, void *ctx, int64_t id, struct letter_row *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " LETTER_COLUMNS " FROM letter WHERE letter.id = ?1");

	query_number(q, 1, id);
	return find_letter(ctx, q, out, found_out, f);
}

enum verdict
letters_of_run(struct ledger *l, void *ctx, int64_t run, struct letter_row **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " LETTER_COLUMNS " FROM letter WHERE run = ?1 ORDER BY place");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, run);
	v = query_all(q, ctx, sizeof **out, take_letter, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
letter_newest(struct ledger *l, void *ctx, int64_t opinion, struct letter_row *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " LETTER_COLUMNS " FROM letter WHERE opinion = ?1 AND reprints = 0 "
	    "AND draft <> 0 ORDER BY letter.id DESC LIMIT 1");

	query_number(q, 1, opinion);
	return find_letter(ctx, q, out, found_out, f);
}

enum verdict
letter_kept(struct ledger *l, void *ctx, int64_t intent, struct letter_row *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " LETTER_COLUMNS " FROM letter WHERE intent = ?1 AND reprints = 0 AND "
	    "letter.state = 'kept' ORDER BY letter.id DESC LIMIT 1");

	query_number(q, 1, intent);
	return find_letter(ctx, q, out, found_out, f);
}

enum verdict
letter_out(struct ledger *l, void *ctx, int64_t opinion, struct letter_row *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " LETTER_COLUMNS " FROM letter WHERE opinion = ?1 AND "
	    "letter.state IN ('posted','printed') ORDER BY letter.state = 'posted' DESC, letter.id DESC LIMIT 1");

	query_number(q, 1, opinion);
	return find_letter(ctx, q, out, found_out, f);
}

enum verdict
letter_returned(struct ledger *l, int64_t id, int64_t opinion, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE letter SET state = 'returned', changed = ?3 WHERE id = ?1 AND "
	    "opinion = ?2 AND state <> 'returned'");
	enum verdict v;

	query_number(q, 1, id);
	query_number(q, 2, opinion);
	query_number(q, 3, clock_now());
	v = query_run(q, f);
	*was_out = v == DONE && db_changes(l->db) == 1;
	return v;
}

enum verdict
letter_figures(struct ledger *l, int64_t now, struct letter_figures *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*), min(created) FROM intent INDEXED BY intent_letter WHERE "
	    "state = 'waiting' AND way = 'letter' AND leaving = 0 AND not_before <= ?1");
	bool row;
	enum verdict v;

	*out = (struct letter_figures){ 0 };
	query_number(q, 1, now);
	v = query_next(q, &row, f);
	if (v == DONE && row) {
		out->waiting = query_number_at(q, 0);
		out->oldest_waiting = query_number_at(q, 1);
	}
	query_done(q);
	if (v != DONE)
		return v;
	q = db_query(l->db, "SELECT count(letter.id), min(run.made) FROM run JOIN letter ON letter.run = run.id WHERE "
	    "run.state <> 'confirmed' AND letter.state = 'printed'");
	v = query_next(q, &row, f);
	if (v == DONE && row) {
		out->printed = query_number_at(q, 0);
		out->oldest_printed = query_number_at(q, 1);
	}
	query_done(q);
	return v;
}

/* ---- what could not be printed ------------------------------------------------------------------- */

char *
letter_stopped_result(void *ctx, int64_t run, const char *why)
{
	return must(talloc_asprintf(ctx, "run %lld %s", (long long)run, why));
}

static enum verdict
take_stopped(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct letter_stopped *out = row;
	const char *result = query_text_at(ctx, q, 1), *space = strchr(result, ' ');

	(void)with, (void)f;
	space = space != NULL ? strchr(space + 1, ' ') : NULL;
	out->number = query_text_at(ctx, q, 0);
	out->why = space != NULL ? space + 1 : "";
	return DONE;
}

enum verdict
letters_stopped(struct ledger *l, void *ctx, const struct letter_run *run, struct letter_stopped **out, size_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion.number, intent.result FROM intent JOIN opinion ON opinion.id = "
	    "intent.opinion WHERE intent.state = 'failed' AND intent.done >= ?2 AND intent.result LIKE 'run ' || ?1 || ' %' "
	    "ORDER BY intent.id");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, run->id);
	query_number(q, 2, run->made);
	v = query_all(q, ctx, sizeof **out, take_stopped, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

/* ---- document numbers ---------------------------------------------------------------------------- */

static int64_t
fiscal_year(int64_t utc)
{
	struct day day = clock_tokyo(utc);

	return day.month >= FISCAL_FROM ? day.year : day.year - 1;
}

enum verdict
document_number_last(struct ledger *l, int64_t utc, int64_t *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT last FROM document WHERE year = ?1");

	query_number(q, 1, fiscal_year(utc));
	return query_one_number(q, out, f);
}

enum verdict
document_number_use(struct ledger *l, int64_t utc, int64_t number, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO document(year, last) VALUES(?1, ?2) ON CONFLICT(year) DO UPDATE SET "
	    "last = max(last, excluded.last)");

	query_number(q, 1, fiscal_year(utc));
	query_number(q, 2, number);
	return query_run(q, f);
}

static void
add_wide(struct buffer *out, int64_t number)
{
	char *digits = must(talloc_asprintf(NULL, "%lld", (long long)number));

	for (const char *p = digits; *p != 0; p++)
		buffer_printf(out, "%.3s", &"０１２３４５６７８９"[3 * (*p - '0')]);
	talloc_free(digits);
}

const char *
document_number_text(void *ctx, const struct settings *s, int64_t utc, int64_t number)
{
	const char *p = s->print.document_number != NULL ? s->print.document_number : "";
	int64_t year = fiscal_year(utc);
	struct buffer text = buffer_init(ctx);

	while (*p != 0) {
		const char *name = text_starts(p, "{year}") ? "{year}" : text_starts(p, "{number}") ? "{number}" : NULL;

		if (name == NULL)
			buffer_char(&text, (unsigned char)*p++);
		else if (name[1] == 'n' || year > REIWA_BEFORE + 1)
			add_wide(&text, name[1] == 'n' ? number : year - REIWA_BEFORE);
		else
			buffer_string(&text, "元");
		if (name != NULL)
			p += strlen(name);
	}
	return buffer_text(&text);
}

/* ---- stacks -------------------------------------------------------------------------------------- */

enum verdict
batch_insert(struct ledger *l, const char *channel, int64_t expected, int64_t *id_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO batch(channel, made, expected) VALUES(?1,?2,?3)");
	enum verdict v;

	query_text(q, 1, channel);
	query_number(q, 2, clock_now());
	query_number(q, 3, expected);
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	return v;
}
