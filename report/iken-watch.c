/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-watch - tells the administrator once of a program that did not finish in its time, and once when it did again */
#include <stdio.h>

#include "config/clock.h"
#include "config/lastrun.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/run.h"
#include "config/users.h"
#include "spool/trouble.h"

struct watch {
	struct run *run;
	struct ledger *ledger;
	int64_t now;
	size_t late;			/* programs */
	bool told;
};

static enum verdict
note(struct watch *w, const char *program, bool late, bool alive, struct fault *f)
{
	char *name = must(talloc_asprintf(w->run->ctx, "late %s", program));
	char *over = must(talloc_asprintf(w->run->ctx, "late-over %s", program));
	bool told = false;
	enum verdict v = late ? trouble_is(w->ledger, name, alive ? TROUBLE_LATE_WORKS : TROUBLE_LATE_GONE, program, &told, f) :
	    trouble_is_over(w->ledger, name, over, &told, f);

	w->told = w->told || told;
	return v;
}

/* Standard error goes to the administrator by cron, too: it may be the mails that do not leave. */
static void
say(const struct watch *w, const char *program, const struct working *working, int64_t since, bool first)
{
	enum log_level level = first ? LOG_WARNING : LOG_NOTE;
	long long minutes = (long long)(w->now - since) / 60;

	if (working->alive)
		log_line(level, "%s works for %lld min, process %lld", program, minutes, (long long)working->process);
	else
		log_line(level, "%s has not come to its end for %lld min", program, minutes);
}

static enum verdict
look_at(struct watch *w, const char *program, struct fault *f)
{
	const struct settings *s = w->run->settings;
	struct working working;
	int64_t since;
	bool late = lastrun_late(s->folder, program, w->now, s->limits.finish_within, &working, &since), before = w->told;
	enum verdict v;

	w->late += late;
	if (w->run->dry_run) {
		if (late)
			printf("%s is late\n", program);
		return DONE;
	}
	w->told = false;
	v = note(w, program, late, working.alive, f);
	if (v == DONE && late)
		say(w, program, &working, since, w->told);
	w->told = w->told || before;
	return v;
}

/* The register cannot be written, perhaps because of the one that hangs: then only cron tells. */
static void
say_all(struct watch *w)
{
	for (const struct program *p = programs; p->name != NULL; p++) {
		char *program = must(talloc_asprintf(w->run->ctx, "iken-%s", p->name));
		struct working working;
		int64_t since;

		if (p->part == PART_OF_ROUND && lastrun_late(w->run->settings->folder, program, w->now,
		    w->run->settings->limits.finish_within, &working, &since))
			say(w, program, &working, since, true);
	}
}

/* The round is late with every program of it: it counts where none of them is. */
static enum verdict
look_at_all(struct watch *w, struct fault *f)
{
	enum verdict v = DONE;

	for (const struct program *p = programs; v == DONE && p->name != NULL; p++)
		if (p->part == PART_OF_ROUND && strcmp(p->name, "watch") != 0)
			v = look_at(w, must(talloc_asprintf(w->run->ctx, "iken-%s", p->name)), f);
	return v == DONE && w->late == 0 ? look_at(w, "iken", f) : v;
}

/* The round that would send the mail may be the one that hangs. */
static void
send_mails(struct run *run)
{
	char *path = program_path(run->ctx, "send"), name[] = "iken-send", flag[] = "-c";
	char *argv[] = { name, flag, must(talloc_strdup(run->ctx, run->settings_file)), NULL };
	struct fault f;
	int status;

	if (path != NULL && program_run(path, argv, 0, NULL, &status, &f) != DONE)
		log_line(LOG_WARNING, "%s", f.text);
}

static enum verdict
watch(struct run *run)
{
	struct watch w = { .run = run, .now = clock_now() };
	struct fault *f = &run->fault;
	enum verdict v = ledger_open(run->ctx, run->settings, run->dry_run ? LEDGER_READ : LEDGER_WRITE, KEYS_OF_REPORT, &w.ledger, f);

	if (v == DONE && !run->dry_run)
		v = db_begin(w.ledger->db, f);
	if (v != DONE) {
		say_all(&w);
		return v;
	}
	v = look_at_all(&w, f);
	if (run->dry_run)
		return v;
	v = db_end(w.ledger->db, v, true, f);
	ledger_close(&w.ledger);
	/* Of another user: iken run does it. */
	if (v == DONE && w.told && !users_are_set(run->settings))
		send_mails(run);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-watch", .lock = RUN_LOCKED,
		.purpose = "Tells the administrator once of a program that did not finish in its time." };

	run_begin(&run, argc, argv);
	if (!run.check)
		run.verdict = watch(&run);
	return run_end(&run);
}
