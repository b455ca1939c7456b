/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-register - finds out what each arrival is and enters it into the register */
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/act.h"
#include "process/decide.h"
#include "process/take.h"
#include "spool/allowance.h"
#include "spool/charset.h"
#include "spool/ledger.h"
#include "spool/parser.h"
#include "spool/queue.h"

#include "config/clock.h"

enum { OPTION_INIT, BATCH = 64 };

static struct run_option options[] = {
	[OPTION_INIT] = { "init", NULL, "make the keys and the register where they are missing; iken-init does it", NULL },
	{ NULL, NULL, NULL, NULL },
};

/* What became of one arrival of the batch, to be told once the batch is committed. */
struct outcome {
	const char *id;
	enum verdict verdict;
	bool known;			/* it was in the register already: only the move was left */
	bool opened;			/* its file could be opened: the register has its key */
	struct decision decision;
	struct fault fault;
};

struct work {
	struct run *run;
	struct ledger *ledger;
	struct parser *parser;
	void *ctx;			/* of the batch */
	struct outcome outcomes[BATCH];
	size_t count;
	int64_t by_kind[ENTRY_KINDS];
	int64_t repeated;
};

static enum verdict
set_aside(struct work *w, struct taken *t, struct outcome *o)
{
	struct fault ignored;
	enum verdict v = db_begin_item(w->ledger->db, &o->fault);

	if (v != DONE)
		return v;
	if (!o->opened) {
		/* Its octets are unknown: the digest stands for the id, so that no two are the same. */
		seal_hash(&w->ledger->keys->lookup, "unopened", bytes_of(t->id), t->digest, sizeof t->digest);
		t->source = t->channel = "";
		t->received = clock_now();
		t->file = NULL;
		t->reading = NULL;
	}
	v = act_set_aside(w->ledger, t, o->fault.text, &ignored);
	if (v != DONE) {
		db_undo_item(w->ledger->db);
		o->fault = ignored;
		return v;
	}
	o->decision = (struct decision){ ENTRY_SET_ASIDE, o->fault.text };
	return db_end_item(w->ledger->db, &o->fault);
}

static enum verdict
register_item(struct work *w, struct taken *t, struct outcome *o)
{
	enum verdict v = take_open(w->ledger, w->ctx, o->id, t, &o->fault);

	if (v != DONE)
		return v;
	o->opened = true;
	v = take_read(w->parser, w->ctx, t, &o->fault);
	if (v != DONE)
		return v;
	v = db_begin_item(w->ledger->db, &o->fault);
	if (v != DONE)
		return v;
	v = decide(w->ledger, w->ctx, t, &o->decision, &o->fault);
	if (v == DONE)
		return db_end_item(w->ledger->db, &o->fault);
	db_undo_item(w->ledger->db);
	return v;
}

static enum verdict
register_one(struct work *w, struct outcome *o)
{
	struct taken t;
	enum verdict v = entry_known(w->ledger, o->id, &o->known, &o->fault);

	if (v != DONE || o->known)
		return v;
	v = register_item(w, &t, o);
	if (v == NEVER)
		v = set_aside(w, &t, o);
	if (t.file != NULL)
		sealed_close(&t.file);
	return v;
}

static void
tell(struct work *w, const struct outcome *o)
{
	struct run *run = w->run;

	if (o->verdict == DONE && !o->known) {
		w->by_kind[o->decision.kind]++;
		log_line(o->decision.kind == ENTRY_SET_ASIDE ? LOG_WARNING : LOG_NOTE, "%s: %s: %s", o->id,
		    entry_kind_name(o->decision.kind), o->decision.note);
	}
	w->repeated += o->verdict == DONE && o->known;
	run_tally(run, o->id, o->verdict, &o->fault);
}

/* From the commit on the arrivals are registered: what is left is to move their files. */
static void
finish_batch(struct work *w)
{
	for (size_t i = 0; i < w->count; i++) {
		struct outcome *o = &w->outcomes[i];

		if (o->verdict == DONE)
			o->verdict = queue_store(w->run->settings, o->id,
			    o->opened || o->known ? QUEUE_TAKE_KEY_OUT : QUEUE_LEAVE_KEY, &o->fault);
		tell(w, o);
	}
}

static enum verdict
register_batch(struct work *w, const struct queue *queue, size_t from)
{
	struct fault *f = &w->run->fault;
	enum verdict v = db_begin(w->ledger->db, f);

	w->count = 0;
	w->ctx = must(talloc_new(w->run->ctx));
	while (v == DONE && w->count < BATCH && from + w->count < queue->count && run_goes_on(w->run)) {
		struct outcome *o = &w->outcomes[w->count++];

		*o = (struct outcome){ .id = queue->id[from + w->count - 1] };
		o->verdict = register_one(w, o);
		if (o->verdict == HALT) {
			*f = o->fault;
			v = HALT;
		}
	}
	if (v == DONE)
		v = db_commit(w->ledger->db, f);
	else
		db_rollback(w->ledger->db);
	if (v == DONE)
		finish_batch(w);
	talloc_free(w->ctx);
	return v;
}

/* Law 3: what was seen is what was registered, answered, left out or set aside. */
static enum verdict
balance(struct work *w)
{
	const struct tally *tally = &w->run->tally;
	int64_t sum = w->repeated + tally->later + tally->never;
	struct buffer line = buffer_init(w->run->ctx);

	for (int kind = 0; kind < ENTRY_KINDS; kind++) {
		sum += w->by_kind[kind];
		if (w->by_kind[kind] != 0)
			buffer_printf(&line, ", %s %lld", entry_kind_name((enum entry_kind)kind),
			    (long long)w->by_kind[kind]);
	}
	if (tally->seen != 0)
		log_line(LOG_NOTE, "seen %lld%s, repeated %lld, later %lld", (long long)tally->seen,
		    buffer_text(&line), (long long)w->repeated, (long long)tally->later);
	if (sum != tally->seen)
		return fail(&w->run->fault, HALT, "the books do not balance: seen %lld, accounted for %lld",
		    (long long)tally->seen, (long long)sum);
	return DONE;
}

static enum verdict
register_queue(struct work *w)
{
	struct queue queue;
	enum verdict v = queue_list(w->run->ctx, w->run->settings, &queue, &w->run->fault);

	if (v != DONE || queue.count == 0)
		return v;
	if (w->run->dry_run) {
		printf("%zu arrivals wait\n", queue.count);
		return DONE;
	}
	/* The child is started before any key is read into memory. */
	v = parser_start(w->run->ctx, &w->run->settings->limits, &w->parser, &w->run->fault);
	if (v == DONE)
		v = ledger_open(w->run->ctx, w->run->settings, LEDGER_WRITE, &w->ledger, &w->run->fault);
	for (size_t from = 0; v == DONE && from < queue.count && run_goes_on(w->run); from += w->count)
		v = register_batch(w, &queue, from);
	if (w->parser != NULL)
		parser_stop(&w->parser);
	queue_sweep(w->run->settings);
	return v == DONE ? balance(w) : v;
}

static enum verdict
check(struct run *run)
{
	struct ledger *ledger;
	struct parser *parser;
	enum verdict v = parser_start(run->ctx, &run->settings->limits, &parser, &run->fault);

	if (v == DONE)
		parser_stop(&parser);
	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, &ledger, &run->fault);
	if (v == DONE)
		printf("ok      iken-register: keys, register and the confined reader\n");
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-register", .lock = RUN_LOCKED, .synopsis = "", .options = options,
		.purpose = "Finds out what each arrival is and enters it into the register." };
	struct work work = { .run = &run };

	run_begin(&run, argc, argv);
	if (run.check)
		run.verdict = check(&run);
	else if (options[OPTION_INIT].value != NULL)
		run.verdict = ledger_create(run.ctx, run.settings, &run.fault);
	else
		run.verdict = register_queue(&work);
	return run_end(&run);
}
