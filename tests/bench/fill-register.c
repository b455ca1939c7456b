/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fill-register - makes a register as large as that of many years.
 *
 * usage: fill-register CONF COUNT [OPEN]
 * Enters COUNT made-up opinions whose answers have long been delivered, each with its receipt and its
 * request sent, and after them OPEN opinions that came in during the last 40 days and still wait for a
 * department, all departments in turn; in large transactions, through the same calls as the programs.
 */
#include "config/clock.h"
#include "config/memory.h"
#include "config/settings.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/intent.h"
#include "spool/ledger.h"
#include "spool/opinion.h"

enum { AT_ONCE = 10000, OPEN_DAYS = 40, DAY = 86400 };

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "fill-register: %s\n", why);
	exit(1);
}

static void
need(enum verdict v, const struct fault *f)
{
	if (v != DONE)
		die(f->text);
}

static void
take_step(struct ledger *l, struct opinion *o, enum step step, const struct detail *d)
{
	struct fault f = { "" };

	need(opinion_step(l, o, step, d, &f), &f);
}

/* The mail that the opinion came in; its file is not there. */
static void
enter_arrival(struct ledger *l, void *ctx, const struct opinion *o, long i)
{
	struct seal_key file_key = seal_new_key();
	struct new_entry n = { .source = "mail", .channel = "mail", .received = o->received, .size = 40000,
		.kind = ENTRY_OPINION, .opinion = o->id, .key = o->key, .file_key = &file_key,
		.id = must(talloc_asprintf(ctx, "%032lx", i)) };
	struct fault f = { "" };
	int64_t seq;

	seal_random(n.digest, sizeof n.digest);
	need(entry_insert(l, &n, &seq, &f), &f);
	need(entry_made_opinion(l, seq, o->id, &f), &f);
}

/* An opinion that a department was asked to answer. */
static void
enter_routed(struct ledger *l, void *ctx, struct opinion *o, long i, const char *department)
{
	struct contact who = { .name = "山田太郎", .postal_code = "", .address = "見本市本町1-2-3", .phone = "",
		.fax = "", .reply = REPLY_MAIL, .mail = must(talloc_asprintf(ctx, "yamada%ld@example.jp", i)) };
	struct detail route = { .who = "fill-register", .department = department };
	struct fault f = { "" };

	o->channel = "mail";
	o->purpose = "opinion";
	o->language = "ja";
	need(opinion_enter(l, ctx, o, &who, "fill-register", &f), &f);
	enter_arrival(l, ctx, o, i);
	take_step(l, o, STEP_ROUTE, &route);
}

static void
enter_closed(struct ledger *l, long i)
{
	void *ctx = must(talloc_new(NULL));
	struct opinion o = { .received = clock_now() };
	struct detail answer = { .who = "department:desk" };
	struct draft draft = { .department = "desk", .kind = "answer", .text = "ご意見をありがとうございました。" };
	struct fault f = { "" };

	enter_routed(l, ctx, &o, i, "desk");
	need(draft_insert(l, &o, &draft, &answer.draft, &f), &f);
	take_step(l, &o, STEP_RELEASE, &answer);
	take_step(l, &o, STEP_SEND, &answer);
	take_step(l, &o, STEP_DELIVER, &answer);
	talloc_free(ctx);
}

static void
enter_open(struct ledger *l, long i)
{
	const struct settings *s = l->settings;
	void *ctx = must(talloc_new(NULL));
	struct opinion o = { .received = clock_now() - i / (long)s->department_count % OPEN_DAYS * DAY };

	enter_routed(l, ctx, &o, i, s->departments[(size_t)i % s->department_count].code);
	talloc_free(ctx);
}

static void
finish_intents(struct ledger *l)
{
	struct fault f = { "" };
	size_t count;

	do {
		void *ctx = must(talloc_new(NULL));
		struct intent *due;

		need(intent_due(l, ctx, clock_now() + 10 * 366 * 86400, AT_ONCE, &due, &count, &f), &f);
		for (size_t i = 0; i < count; i++)
			need(intent_finish(l, due[i].id, INTENT_SENT, "250 2.0.0", &f), &f);
		talloc_free(ctx);
	} while (count > 0);
}

/* Arrivals are numbered from first on. */
static void
enter_all(struct ledger *l, long first, long count, void (*enter)(struct ledger *l, long i))
{
	struct fault f = { "" };

	for (long i = 0; i < count;) {
		need(db_begin(l->db, &f), &f);
		for (long end = i + AT_ONCE; i < count && i < end; i++)
			enter(l, first + i);
		finish_intents(l);
		need(db_commit(l->db, &f), &f);
	}
}

int
main(int argc, char **argv)
{
	struct buffer errors = buffer_init(NULL);
	struct fault f = { "" };
	struct settings *s;
	struct ledger *l;

	if (argc != 3 && argc != 4)
		die("usage: fill-register CONF COUNT [OPEN]");
	if (settings_read(NULL, argv[1], &s, &errors, &f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	need(seal_begin(&f), &f);
	need(ledger_open(NULL, s, LEDGER_WRITE, KEYS_ALL, &l, &f), &f);
	enter_all(l, 0, strtol(argv[2], NULL, 10), enter_closed);
	/* Far behind those that another call may have entered. */
	enter_all(l, 1L << 40, argc == 4 ? strtol(argv[3], NULL, 10) : 0, enter_open);
	ledger_close(&l);
	return 0;
}
