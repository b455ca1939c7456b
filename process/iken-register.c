/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-register - finds out what each arrival is and enters it into the register */
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/act.h"
#include "process/decide.h"
#include "process/infected.h"
#include "process/paper.h"
#include "process/paper_plan.h"
#include "process/propose.h"
#include "process/screen.h"
#include "process/take.h"
#include "spool/allowance.h"
#include "spool/charset.h"
#include "spool/confine.h"
#include "spool/ledger.h"
#include "spool/page_folder.h"
#include "spool/parser.h"
#include "spool/queue.h"

#include "config/clock.h"

enum {
	OPTION_INIT,
	BATCH = 64,
	AHEAD = 4,
	ROUNDS = 4			/* what an archive of tables or stacks is split into comes in one after the other */
};

static struct run_option options[] = {
	[OPTION_INIT] = { .name = "init", .help = "make the keys and the register where they are missing; iken-init does it",
	    .as_root = true },
	{ .name = NULL },
};

/* What became of one arrival of the batch, to be told once the batch is committed. */
struct outcome {
	const char *id;
	enum verdict verdict;
	bool known;			/* it was in the register already: only the move was left */
	bool moves;			/* of a known one: it is not in the store yet */
	bool opened;			/* its file could be opened: the register has its key */
	bool screened;			/* the virus scanner has called it clean before, in this run */
	bool unscanned;			/* the virus scanner is away: nothing is done */
	bool waits;			/* it has to be looked at first, outside of this transaction */
	struct taken taken;
	struct decision decision;
	struct fault fault;
};

struct work {
	struct run *run;
	struct ledger *ledger;
	struct parser *parser;
	struct lightbox *lightbox;
	struct screen *screen;
	struct fault away;		/* why the virus scanner is; "" it is not */
	const char **scans;		/* ids of what has to be looked at */
	size_t scan_count;
	void *ctx;			/* of the batch */
	struct outcome outcomes[BATCH];
	size_t count;			/* of the batch */
	size_t begun;			/* of those, given to a reader */
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
		seal_hash(w->ledger->keys->digest, "unopened", bytes_of(t->id), t->digest, sizeof t->digest);
		t->source = t->channel = "";
		t->received = clock_now();
		t->file = NULL;
		t->reading = NULL;
	}
	v = act_set_aside(w->ledger, t, o->fault.text, &ignored);
	if (v == DONE)
		v = paper_outcome(w->ledger, o->id, "set-aside", &ignored);
	if (v != DONE) {
		db_undo_item(w->ledger->db);
		o->fault = ignored;
		return v;
	}
	o->decision = (struct decision){ ENTRY_SET_ASIDE, o->fault.text };
	return db_end_item(w->ledger->db, &o->fault);
}

/* Opens an arrival; what goes wrong is judged when its turn comes. */
static void
open_one(struct work *w, struct outcome *o)
{
	o->verdict = entry_known(w->ledger, o->id, &o->known, &o->fault);
	if (o->verdict != DONE || o->known)
		return;
	o->verdict = take_open(w->ledger, w->ctx, o->id, &o->taken, &o->fault);
	o->opened = o->verdict == DONE;
	o->taken.lightbox = w->lightbox;
}

static void
take_screened(struct outcome *o, const struct screened *s)
{
	o->unscanned = s->is == VIRUS_UNKNOWN;
	if (s->is == VIRUS_UNABLE)
		o->verdict = fail(&o->fault, LATER, "the virus scanner cannot look at it: %s", s->why);
}

/* Law 7: the virus scanner sees it before anything else does. HALT and the like: no reason to go on. */
static enum verdict
screen_batch(struct work *w, struct fault *f)
{
	struct screened all[BATCH];
	struct outcome *of[BATCH];
	size_t count = 0;
	struct fault why;
	enum verdict v;

	for (size_t i = 0; i < w->count; i++) {
		struct outcome *o = &w->outcomes[i];

		open_one(w, o);
		if (!o->opened || o->screened)
			continue;
		all[count] = (struct screened){ .taken = &o->taken };
		of[count++] = o;
	}
	v = screen_all(w->screen, w->ctx, all, count, &why);
	for (size_t i = 0; i < count; i++)
		take_screened(of[i], &all[i]);
	if (v == LATER)
		w->away = why;
	else if (v != DONE)
		*f = why;
	return v == LATER ? DONE : v;
}

/* Gives it to a reader. */
static void
begin_one(struct work *w, struct outcome *o)
{
	if (o->verdict != DONE || o->unscanned)
		return;
	o->verdict = o->known ? entry_lies_again(w->ledger, o->id, &o->moves, &o->fault) :
	    take_begin(w->parser, w->ctx, &o->taken, &o->fault);
}

static enum verdict
register_item(struct work *w, struct outcome *o)
{
	enum verdict v = take_finish(w->ctx, &o->taken, &o->fault);

	if (v != DONE)
		return v;
	/* Looking at pages takes time, and mails do not wait for it. */
	o->waits = o->taken.infected == NULL && o->taken.plan == NULL && o->taken.reading != NULL && o->taken.reading->part_count != 0 &&
	    (paper_is_bundle(w->run->settings, &o->taken) || paper_is_fax(&o->taken));
	if (o->waits)
		return DONE;
	v = db_begin_item(w->ledger->db, &o->fault);
	if (v != DONE)
		return v;
	v = o->taken.infected != NULL ? infected_decide(w->ledger, w->ctx, &o->taken, &o->decision, &o->fault) :
	    decide(w->ledger, w->ctx, &o->taken, &o->decision, &o->fault);
	if (v == DONE)
		return db_end_item(w->ledger->db, &o->fault);
	db_undo_item(w->ledger->db);
	return v;
}

static void
register_one(struct work *w, struct outcome *o)
{
	if (o->verdict == DONE && !o->known && !o->unscanned)
		o->verdict = register_item(w, o);
	if (o->verdict == NEVER)
		o->verdict = set_aside(w, &o->taken, o);
	if (o->taken.file != NULL)
		sealed_close(&o->taken.file);
}

static void
tell(struct work *w, const struct outcome *o)
{
	struct run *run = w->run;

	if (o->unscanned)
		return;
	if (o->waits) {
		w->scans = must(talloc_realloc(run->ctx, w->scans, const char *, w->scan_count + 1));
		w->scans[w->scan_count++] = o->id;
		return;
	}
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

		if (o->verdict == DONE && !o->waits && !o->unscanned && (!o->known || o->moves))
			o->verdict = queue_store(w->run->settings, o->id,
			    o->opened || o->known ? QUEUE_TAKE_KEY_OUT : QUEUE_LEAVE_KEY, &o->fault);
		tell(w, o);
	}
}

/* Readers work on the next arrivals while this one is registered. */
static enum verdict
register_items(struct work *w, struct fault *f)
{
	w->begun = 0;
	for (size_t i = 0; i < w->count; i++) {
		struct outcome *o = &w->outcomes[i];

		while (w->begun < w->count && w->begun < i + AHEAD)
			begin_one(w, &w->outcomes[w->begun++]);
		register_one(w, o);
		if (o->verdict == HALT) {
			*f = o->fault;
			return HALT;
		}
	}
	return DONE;
}

static enum verdict
register_batch(struct work *w, const struct queue *queue, size_t from)
{
	struct fault *f = &w->run->fault;
	enum verdict v;

	w->ctx = must(talloc_new(w->run->ctx));
	w->count = queue->count - from < BATCH ? queue->count - from : BATCH;
	for (size_t i = 0; i < w->count; i++)
		w->outcomes[i] = (struct outcome){ .id = queue->id[from + i] };
	v = screen_batch(w, f);
	if (v == DONE)
		v = db_begin(w->ledger->db, f);
	if (v == DONE)
		v = register_items(w, f);
	v = db_end(w->ledger->db, v, true, f);
	if (v == DONE)
		finish_batch(w);
	talloc_free(w->ctx);
	return v;
}

/* ---- scans: each by itself, looked at before the register is locked ------------------------------------- */

static void
make_plan(struct work *w, struct outcome *o)
{
	struct paper_plan *plan = memory_new(w->ctx, sizeof *plan);

	if (o->verdict == DONE && !o->known)
		o->verdict = take_finish(w->ctx, &o->taken, &o->fault);
	if (o->verdict != DONE || o->known || o->taken.reading == NULL)
		return;
	o->verdict = paper_plan(w->ledger, w->ctx, &o->taken, false, plan, &o->fault);
	o->taken.plan = plan;
}

static enum verdict
register_scan(struct work *w, const char *id)
{
	struct fault *f = &w->run->fault;
	struct outcome *o = &w->outcomes[0];
	enum verdict v;

	w->ctx = must(talloc_new(w->run->ctx));
	w->count = w->begun = 1;
	*o = (struct outcome){ .id = id, .screened = true };
	open_one(w, o);
	begin_one(w, o);
	make_plan(w, o);
	if (o->verdict == HALT)
		*f = o->fault;
	v = o->verdict == HALT ? HALT : db_begin(w->ledger->db, f);
	if (v == DONE) {
		register_one(w, o);
		v = db_commit(w->ledger->db, f);
	}
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

/* All that waits: mails and forms first, then scans. */
static enum verdict
register_round(struct work *w, const struct queue *queue)
{
	enum verdict v = DONE;

	w->scan_count = 0;
	for (size_t from = 0; v == DONE && from < queue->count && w->away.text[0] == 0 && run_goes_on(w->run); from += w->count)
		v = register_batch(w, queue, from);
	for (size_t i = 0; v == DONE && i < w->scan_count && run_goes_on(w->run); i++)
		v = register_scan(w, w->scans[i]);
	return v;
}

/* What something was split into is registered in the same run. */
static enum verdict
register_rounds(struct work *w, struct queue *queue)
{
	int64_t split = 0;
	enum verdict v = register_round(w, queue);

	for (int round = 1; v == DONE && round < ROUNDS && w->away.text[0] == 0 && w->by_kind[ENTRY_SPLIT] != split && run_goes_on(w->run); round++) {
		split = w->by_kind[ENTRY_SPLIT];
		v = queue_list(w->run->ctx, w->run->settings, queue, &w->run->fault);
		if (v == DONE)
			v = register_round(w, queue);
	}
	return v;
}

/* One line for all that waits for the virus scanner. */
static enum verdict
tell_of_scanner(struct work *w)
{
	enum verdict v = screen_tell(w->screen, &w->run->fault);

	if (v == DONE && w->away.text[0] != 0)
		return fail(&w->run->fault, LATER, "nothing is taken in unscanned: %s", w->away.text);
	return v;
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
		v = ledger_open(w->run->ctx, w->run->settings, LEDGER_WRITE, KEYS_ALL, &w->ledger, &w->run->fault);
	w->lightbox = lightbox_new(w->run->ctx, w->run->settings, w->parser);
	if (v == DONE) {
		w->screen = screen_new(w->run->ctx, w->ledger);
		v = register_rounds(w, &queue);
	}
	if (v == DONE)
		v = propose(w->run, w->ledger, w->lightbox);
	lightbox_close(&w->lightbox);
	if (w->parser != NULL)
		parser_stop(&w->parser);
	queue_sweep(w->run->settings);
	if (v == DONE)
		v = balance(w);
	if (v == DONE)
		v = tell_of_scanner(w);
	screen_close(&w->screen);
	return v;
}

static void
say_confinement(void)
{
	struct confine_offer offer = confine_offer();

	printf("keys, register and the confined reader: ready\n");
	if (offer.landlock != 0)
		printf("confinement of readers: seccomp, and Landlock %d\n", offer.landlock);
	else
		printf("confinement of readers: seccomp alone; this kernel has no Landlock, which keeps files shut besides (Linux 5.13, "
		    "lsm=landlock)\n");
}

static enum verdict
check_scanner(struct run *run)
{
	const struct virus_settings *settings = &run->settings->virus;
	struct virus_scanner *scanner = virus_scanner_new(run->ctx, settings);
	int64_t patterns;
	enum verdict v = DONE;

	if (settings->scanner == VIRUS_BY_NONE)
		printf("virus scanner: NONE, nothing that comes in is scanned ([virus] scanner = none)\n");
	else
		v = virus_check(scanner, &patterns, &run->fault);
	if (v == DONE && settings->scanner != VIRUS_BY_NONE)
		printf("virus scanner: ready, patterns of %s%s\n", patterns != 0 ? clock_local(run->ctx, patterns) :
		    "an unknown day", settings->patterns_age == 0 ? ", which may be of any age ([virus] patterns_age = 0 s)" : "");
	virus_scanner_close(&scanner);
	return v;
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
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_ALL, &ledger, &run->fault);
	if (v == DONE)
		say_confinement();
	return v == DONE ? check_scanner(run) : v;
}

static enum verdict
create(struct run *run)
{
	enum verdict v = ledger_create(run->ctx, run->settings, &run->fault);

	return v == DONE && settings_has_page(run->settings) ? page_folder_make(run->settings->page.folder, &run->fault) : v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-register", .lock = RUN_LOCKED, .synopsis = "", .options = options,
		.insists = &options[OPTION_INIT], .purpose = "Finds out what each arrival is and enters it into the register." };
	struct work work = { .run = &run };

	run_begin(&run, argc, argv);
	if (run.check)
		run.verdict = check(&run);
	else if (options[OPTION_INIT].value != NULL)
		run.verdict = create(&run);
	else
		run.verdict = register_queue(&work);
	return run_end(&run);
}
