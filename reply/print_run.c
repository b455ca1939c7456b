/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_run - a run of letters: chosen, fixed, made, finished. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "reply/print.h"
#include "spool/approval.h"
#include "spool/intent.h"

enum verdict
print_open(struct run *run, struct ledger *l, struct print_run *out, struct fault *f)
{
	const struct printing *print = &run->settings->print;

	*out = (struct print_run){ .run = run, .l = l, .renderer = renderer_new(run->ctx, l) };
	return fonts_open(run->ctx, print->font, print->fallback_font, &out->fonts, f);
}

/* ---- fixed, in one commit ------------------------------------------------------------------------ */

/* The opinion's step; the register may have moved on meanwhile: then there is nothing to do. */
static enum verdict
take_step(struct print_run *x, const struct print_letter *p, enum step step, const char *why, bool *taken_out,
    struct fault *f)
{
	struct detail d = { .who = PRINT_WHO, .draft = p->row.draft, .unprintable = step == STEP_FAIL,
		.note = why != NULL ? why : must(talloc_asprintf(p->ctx, "run %lld", (long long)x->row.id)) };
	struct opinion o;
	enum state after;
	bool found;
	enum verdict v = opinion_by_id(x->l, p->ctx, p->row.opinion, &o, &found, f);

	/* A code for a new password is a letter besides. */
	*taken_out = v == DONE && found && p->row.draft != 0 && state_after(o.state, step, &after);
	return *taken_out ? opinion_step(x->l, &o, step, &d, f) : v;
}

/* Its opinion goes back to the desk; all others are printed. */
static enum verdict
stop_letter(struct print_run *x, const struct print_letter *p, struct fault *f)
{
	struct new_intent n = { .kind = "unprintable", .party = "desk", .opinion = p->row.opinion, .draft = p->row.draft,
		.code = p->why };
	bool taken;
	enum verdict v = intent_finish(x->l, p->intent->id, INTENT_FAILED, letter_stopped_result(p->ctx, x->row.id, p->why), f);

	if (v != DONE || db_changes(x->l->db) != 1)
		return v;
	log_line(LOG_WARNING, "letter %s: not printed: %s", p->row.number, p->why);
	x->row.stopped++;
	v = take_step(x, p, STEP_FAIL, p->why, &taken, f);
	return v == DONE && !taken ? intent_insert(x->l, &n, f) : v;
}

/* What was stopped since it was looked at stays out. */
static enum verdict
may_enter(struct print_run *x, const struct print_letter *p, bool *may_out, struct fault *f)
{
	enum verdict v = approval_lets_go(x->l, p->row.draft, may_out, f);

	if (v == DONE && *may_out)
		v = intent_begin(x->l, p->intent->id, f);
	*may_out = v == DONE && *may_out && db_changes(x->l->db) == 1;
	return v;
}

static enum verdict
enter(struct print_run *x, struct print_letter *p, struct fault *f)
{
	bool may = true;
	enum verdict v = DONE;

	if (p->row.reprints == 0)
		v = may_enter(x, p, &may, f);
	if (v != DONE || !may)
		return v;
	if (x->row.id == 0)
		v = letter_run_insert(x->l, x->row.made, &x->row.id, f);
	p->row.run = x->row.id;
	p->row.place = (int64_t)x->count + 1;
	if (v == DONE)
		v = letter_insert(x->l, &p->row, f);
	x->row.letters++;
	x->letter[x->count++] = p;
	return v;
}

static enum verdict
fix(struct print_run *x, int64_t documents, struct fault *f)
{
	size_t all = x->count;
	enum verdict v = documents != 0 ? document_number_use(x->l, x->row.made, documents, f) : DONE;

	x->count = 0;
	for (size_t i = 0; v == DONE && i < all; i++)
		if (x->letter[i]->cancelled == NULL && x->letter[i]->why == NULL)
			v = enter(x, x->letter[i], f);
	return v;
}

static enum verdict
leave_out(struct print_run *x, const struct print_letter *p, struct fault *f)
{
	if (p->row.reprints != 0) {
		log_line(LOG_WARNING, "letter %s: not printed again: %s", p->row.number, p->why != NULL ? p->why : p->cancelled);
		return DONE;
	}
	if (p->cancelled == NULL)
		return stop_letter(x, p, f);
	log_line(LOG_NOTE, "letter of intent %lld: not printed: %s", (long long)p->intent->id, p->cancelled);
	return intent_finish(x->l, p->intent->id, INTENT_CANCELLED, p->cancelled, f);
}

/* Those that stay out come after the others: they are noted with the run's number. */
static enum verdict
fix_in_commit(struct print_run *x, int64_t documents, struct fault *f)
{
	size_t all = x->count;
	struct print_letter **each = must(talloc_memdup(x->ctx, x->letter, (all + 1) * sizeof(void *)));
	enum verdict v = db_begin(x->l->db, f);

	if (v == DONE)
		v = fix(x, documents, f);
	for (size_t i = 0; v == DONE && i < all; i++)
		if (each[i]->cancelled != NULL || each[i]->why != NULL)
			v = leave_out(x, each[i], f);
	return db_end(x->l->db, v, true, f);
}

/* ---- finished, in one commit --------------------------------------------------------------------- */

static enum verdict
note_sheets(struct print_run *x, struct fault *f)
{
	enum verdict v = DONE;

	x->row.sheets = 0;
	for (size_t i = 0; v == DONE && i < x->count; i++) {
		x->row.sheets += x->letter[i]->row.sheets;
		v = letter_set_sheets(x->l, x->letter[i]->row.id, x->letter[i]->row.sheets, f);
	}
	return v;
}

/* n fixed = n drawn: the register's letters and sheets are those that were made. */
static enum verdict
balance(struct print_run *x, struct fault *f)
{
	struct letter_run row;
	bool found;
	enum verdict v = letter_run_by_id(x->l, x->ctx, x->row.id, &row, &found, f);

	if (v == DONE && (!found || row.state != RUN_MAKING || row.letters != (int64_t)x->count || row.printed != row.letters ||
	    row.sheets != x->row.sheets || row.stopped != x->row.stopped))
		return fail(f, HALT, "run %lld does not balance: %zu letters with %lld sheets are made, %lld with %lld are in the "
		    "register", (long long)x->row.id, x->count, (long long)x->row.sheets, (long long)row.letters, (long long)row.sheets);
	return v;
}

static enum verdict
finish(struct print_run *x, const char *place, struct bytes digest, struct fault *f)
{
	struct new_intent n = { .kind = "dispatch", .party = "desk",
		.code = must(talloc_asprintf(x->ctx, "%lld", (long long)x->row.id)) };
	enum verdict v = note_sheets(x, f);
	bool taken;

	if (v == DONE)
		v = balance(x, f);
	for (size_t i = 0; v == DONE && i < x->count; i++)
		v = take_step(x, x->letter[i], x->letter[i]->row.reprints == 0 ? STEP_PRINT : STEP_REPRINT, NULL, &taken, f);
	if (v == DONE)
		v = letter_run_finish(x->l, x->row.id, place, digest, f);
	return v == DONE ? intent_insert(x->l, &n, f) : v;
}

static enum verdict
finish_in_commit(struct print_run *x, const char *place, struct bytes digest, struct fault *f)
{
	enum verdict v = db_begin(x->l->db, f);

	if (v == DONE)
		v = finish(x, place, digest, f);
	return db_end(x->l->db, v, true, f);
}

static enum verdict
make(struct print_run *x, struct fault *f)
{
	unsigned char digest[SEAL_DIGEST];
	const char *place = "";
	enum verdict v = x->l->settings->print.kind == PRINT_PRINTER ? print_on_printer(x, &place, digest, f) :
	    print_into_folder(x, &place, digest, f);

	if (v == DONE)
		v = finish_in_commit(x, place, (struct bytes){ digest, sizeof digest }, f);
	if (v == DONE)
		log_line(LOG_NOTE, "run %lld: %lld letters, %lld sheets: %s", (long long)x->row.id, (long long)x->row.letters,
		    (long long)x->row.sheets, place);
	return v;
}

static void
tally(struct print_run *x, int64_t seen, enum verdict v)
{
	struct tally *t = &x->run->tally;

	t->seen += seen;
	t->never += x->row.stopped;
	if (v == DONE)
		t->done += seen - x->row.stopped;
	else
		t->later += seen - x->row.stopped;
}

/* ---- chosen -------------------------------------------------------------------------------------- */

/* The document number that a letter has, or would have. What was printed before and kept back has its number: it is
 * in the office's book. */
static enum verdict
choose_one(struct print_run *x, const struct intent *intent, int64_t *document, struct fault *f)
{
	const struct settings *s = x->l->settings;
	struct print_letter *p = print_add(x);
	struct letter_row kept = { .document = "" };
	bool was_kept = false;
	enum verdict v = letter_kept(x->l, p->ctx, intent->id, &kept, &was_kept, f);
	bool has_number = v == DONE && was_kept && kept.document[0] != 0;

	if (v != DONE)
		return v;
	p->intent = intent;
	p->row.document = has_number ? kept.document : document_number_text(p->ctx, s, x->row.made, *document + 1);
	v = print_prepare(x, p, f);
	*document += v == DONE && !has_number && p->row.document[0] != 0 && p->why == NULL && p->cancelled == NULL;
	return v;
}

/* The letters of what waits. *document: the number of the last document afterwards; 0 where they have none. */
static enum verdict
choose(struct print_run *x, const struct intent *intents, size_t count, int64_t *document, struct fault *f)
{
	enum verdict v = document_number_last(x->l, x->row.made, document, f);

	for (size_t i = 0; v == DONE && i < count && run_goes_on(x->run); i++)
		v = choose_one(x, &intents[i], document, f);
	if (x->l->settings->print.document_number[0] == 0)
		*document = 0;
	return v;
}

static enum verdict
show_letter(struct print_run *x, struct print_letter *p, struct fault *f)
{
	struct letter_plan *plan = NULL;
	enum verdict v = DONE;

	if (p->cancelled != NULL)
		printf("would not print intent %lld: %s\n", (long long)p->intent->id, p->cancelled);
	else if (p->why != NULL)
		printf("would not print %s: %s\n", p->row.number, p->why);
	if (p->cancelled != NULL || p->why != NULL)
		return DONE;
	v = print_set(x, p, &plan, f);
	if (v == DONE)
		printf("would print %s (%lld sheet%s)\n", p->row.number, (long long)p->row.sheets, p->row.sheets == 1 ? "" : "s");
	talloc_free(plan);
	return v;
}

static enum verdict
show(struct print_run *x, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < x->count; i++)
		v = show_letter(x, x->letter[i], f);
	return v;
}

enum verdict
print_fix_and_make(struct print_run *x, int64_t documents, struct fault *f)
{
	int64_t seen = (int64_t)x->count;
	enum verdict v = fix_in_commit(x, documents, f);

	if (v == DONE && x->count != 0)
		v = make(x, f);
	tally(x, seen, v);
	return v;
}

void
print_begin(struct print_run *x, int64_t made, size_t room)
{
	x->ctx = must(talloc_new(x->run->ctx));
	x->row = (struct letter_run){ .made = made, .place = "" };
	x->letter = must(talloc_zero_array(x->ctx, struct print_letter *, room + 1));
	x->count = 0;
	x->found = false;
}

struct print_letter *
print_add(struct print_run *x)
{
	void *ctx = must(talloc_new(x->ctx));
	struct print_letter *p = memory_new(ctx, sizeof *p);

	p->ctx = ctx;
	p->row.document = p->row.number = "";
	x->letter[x->count++] = p;
	return p;
}

static enum verdict
print_waiting(struct print_run *x, struct fault *f)
{
	size_t limit = (size_t)x->l->settings->print.limit, count;
	int64_t document = 0;
	struct intent *intents;
	enum verdict v;

	print_begin(x, clock_now(), limit);
	v = intent_letters(x->l, x->ctx, x->row.made, 0, limit, &intents, &count, f);
	if (v == DONE)
		v = choose(x, intents, count, &document, f);
	if (v == DONE && x->run->dry_run)
		v = show(x, f);
	else if (v == DONE && x->count != 0)
		v = print_fix_and_make(x, document, f);
	talloc_free(x->ctx);
	return v;
}

/* ---- what was in the making ---------------------------------------------------------------------- */

/* A letter of a run in the making, once more; when it cannot be made any more it leaves the run. */
static enum verdict
prepare_again(struct print_run *x, const struct letter_row *row, struct fault *f)
{
	struct print_letter *p = print_add(x);
	struct intent *intent = memory_new(p->ctx, sizeof *intent);
	bool found;
	enum verdict v;

	p->row = *row;
	p->intent = intent;
	v = intent_by_id(x->l, p->ctx, row->intent, intent, &found, f);
	if (v == DONE && !found)
		p->cancelled = "gone";
	if (v == DONE && found)
		v = print_prepare(x, p, f);
	return v;
}

static enum verdict
drop(struct print_run *x, struct print_letter *p, struct fault *f)
{
	enum verdict v = letter_remove(x->l, &p->row, f);

	if (v != DONE || p->row.reprints != 0)
		return v;
	if (p->why != NULL)
		return stop_letter(x, p, f);
	return intent_finish(x->l, p->intent->id, INTENT_CANCELLED, p->cancelled, f);
}

static void
keep(struct print_run *x, struct print_letter *p)
{
	p->row.place = (int64_t)x->count + 1;
	x->row.letters++;
	x->letter[x->count++] = p;
}

/* From the last to the first, so that the places of those before stay as they are. */
static enum verdict
refix(struct print_run *x, struct fault *f)
{
	size_t all = x->count;
	enum verdict v = db_begin(x->l->db, f);

	x->row.letters = 0;
	for (size_t i = all; v == DONE && i-- > 0;)
		if (x->letter[i]->why != NULL || x->letter[i]->cancelled != NULL)
			v = drop(x, x->letter[i], f);
	x->count = 0;
	for (size_t i = 0; v == DONE && i < all; i++)
		if (x->letter[i]->why == NULL && x->letter[i]->cancelled == NULL)
			keep(x, x->letter[i]);
	if (v == DONE && x->count == 0)
		v = letter_run_remove(x->l, x->row.id, f);
	return db_end(x->l->db, v, true, f);
}

static enum verdict
resume(struct print_run *x, const struct letter_run *row, struct fault *f)
{
	struct letter_row *letters;
	size_t count;
	enum verdict v;

	print_begin(x, row->made, (size_t)row->letters);
	x->row = *row;
	x->found = true;
	log_line(LOG_NOTE, "run %lld was in the making: it is made once more", (long long)row->id);
	v = letters_of_run(x->l, x->ctx, row->id, &letters, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = prepare_again(x, &letters[i], f);
	if (v == DONE)
		v = refix(x, f);
	if (v == DONE && x->count != 0)
		v = make(x, f);
	tally(x, row->letters, v);
	talloc_free(x->ctx);
	return v;
}

enum verdict
print_resume(struct print_run *x, struct fault *f)
{
	struct letter_run *open;
	size_t count;
	enum verdict v = letter_run_list_open(x->l, x->run->ctx, &open, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		if (open[i].state == RUN_MAKING)
			v = resume(x, &open[i], f);
	return v;
}

/* A few letters wait for others; what a full run has left over does not. */
static enum verdict
is_time(struct print_run *x, bool *is_out, struct fault *f)
{
	const struct printing *print = &x->run->settings->print;
	struct letter_run *last;
	size_t count;
	enum verdict v = letter_run_list_newest(x->l, x->run->ctx, 1, &last, &count, f);

	*is_out = v == DONE && (count == 0 || last[0].letters >= print->limit || last[0].made + print->every <= clock_now());
	return v;
}

enum verdict
print_due(struct print_run *x, bool now, struct fault *f)
{
	bool begins = now;
	enum verdict v = x->run->dry_run ? DONE : print_resume(x, f);

	if (v == DONE && !now)
		v = is_time(x, &begins, f);
	return v == DONE && begins ? print_waiting(x, f) : v;
}
