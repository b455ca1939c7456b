/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-status - what the spool holds and how the last runs went, on one screen */
#include <dirent.h>

#include "config/clock.h"
#include "config/lastrun.h"
#include "config/memory.h"
#include "config/run.h"
#include "spool/access_verify.h"
#include "spool/backup_list.h"
#include "spool/calendar.h"
#include "spool/entry.h"
#include "spool/erasure.h"
#include "spool/figures.h"
#include "spool/holiday.h"
#include "spool/index.h"
#include "spool/letter.h"
#include "spool/queue.h"
#include "spool/trouble.h"
#include "spool/webcase.h"
#include "spool/webnumber.h"

enum { SHOWN = 10, POSTED_WITHIN = 2 * 86400 };

static char *
age(void *ctx, int64_t since, int64_t now)
{
	int64_t seconds = now - since;

	if (since == 0)
		return must(talloc_strdup(ctx, "-"));
	if (seconds < 120)
		return must(talloc_asprintf(ctx, "%lld s", (long long)seconds));
	if (seconds < 7200)
		return must(talloc_asprintf(ctx, "%lld min", (long long)seconds / 60));
	if (seconds < 172800)
		return must(talloc_asprintf(ctx, "%lld h", (long long)seconds / 3600));
	return must(talloc_asprintf(ctx, "%lld days", (long long)seconds / 86400));
}

static void
print_states(void *ctx, const struct figures *figures, int64_t now)
{
	printf("opinions           count   oldest\n");
	for (int state = STATE_RECEIVED; state < STATES; state++)
		if (figures->opinions[state] != 0)
			printf("  %-14s %7lld   %s\n", state_name((enum state)state),
			    (long long)figures->opinions[state], age(ctx, figures->oldest[state], now));
	printf("  late           %7lld\n", (long long)figures->late);
}

static enum verdict
print_reasons(struct run *run, struct ledger *ledger)
{
	struct reason_count *reasons;
	size_t count;
	enum verdict v = figures_reasons(ledger, run->ctx, &reasons, &count, &run->fault);

	if (v == DONE && count != 0)
		printf("not processed\n");
	for (size_t i = 0; v == DONE && i < count; i++)
		printf("  %-14s %7lld\n", reasons[i].reason, (long long)reasons[i].count);
	return v;
}

/* For whom a person was called, and nobody has done anything since. */
static enum verdict
print_danger(struct run *run, struct ledger *ledger, int64_t now)
{
	struct opinion o = { .id = 0 };
	bool found = true;
	enum verdict v = DONE;

	for (int i = 0; v == DONE && found && i <= SHOWN; i++) {
		v = figures_next_danger(ledger, run->ctx, o.id, &o, &found, &run->fault);
		if (v != DONE || !found)
			break;
		if (i == 0)
			printf("DANGER: nobody has acted on\n");
		if (i == SHOWN)
			printf("  and others\n");
		else
			printf("  %-16s received %s ago, with %s\n", o.number, age(run->ctx, o.received, now),
			    o.department[0] != 0 ? o.department : "nobody yet");
	}
	return v;
}

static enum verdict
print_queue(struct run *run, const struct figures *figures, int64_t now)
{
	int64_t oldest;
	size_t count;
	enum verdict v = queue_count(run->settings, &count, &oldest, &run->fault);

	if (v != DONE)
		return v;
	printf("arrivals waiting   %5zu   %s\n", count, age(run->ctx, oldest, now));
	printf("mails to send      %5lld   %s\n", (long long)figures->waiting,
	    age(run->ctx, figures->oldest_waiting, now));
	printf("  failed before    %5lld\n", (long long)figures->postponed);
	printf("  given up         %5lld   in 30 days\n", (long long)figures->failed);
	printf("held for the desk  %5lld\n", (long long)figures->held);
	printf("set aside          %5lld\n", (long long)figures->set_aside);
	return DONE;
}

/* Letters: those that wait, and those that are printed and that nobody has said to be posted. */
static enum verdict
print_letters(struct run *run, struct ledger *ledger, int64_t now)
{
	struct letter_figures letters;
	enum verdict v = letter_figures(ledger, now, &letters, &run->fault);
	bool late = letters.printed != 0 && now - letters.oldest_printed > POSTED_WITHIN;

	if (v != DONE || (run->settings->print.kind == PRINT_NONE && letters.waiting + letters.printed == 0))
		return v;
	printf("letters to print   %5lld   %s\n", (long long)letters.waiting, age(run->ctx, letters.oldest_waiting, now));
	printf("  not yet posted   %5lld   %s%s\n", (long long)letters.printed, age(run->ctx, letters.oldest_printed, now),
	    late ? ": were they posted? iken print --confirm RUN" : "");
	return DONE;
}

/* Numbers that the residents' page may still give away, and what is not published yet. */
static enum verdict
print_page(struct run *run, struct ledger *ledger, int64_t now)
{
	int64_t numbers, due;
	enum verdict v;

	if (!settings_has_page(run->settings))
		return DONE;
	v = webnumber_count(ledger, &numbers, &run->fault);
	if (v == DONE)
		v = webcase_count_due(ledger, now, &due, &run->fault);
	if (v == DONE)
		printf("page               %5lld   numbers left%s\n  to publish       %5lld\n", (long long)numbers,
		    numbers < run->settings->page.reserve / 4 ? ": FEW, why does iken send not run?" : "", (long long)due);
	return v;
}

/* What is to be erased and waits for people, or for the night. */
static enum verdict
print_erasure(struct run *run, struct ledger *ledger, int64_t now)
{
	struct erasure e;
	bool found = false;
	enum verdict v = erasure_next(ledger, run->ctx, ERASURE_PROPOSED, ERASURE_RELEASED, &e, &found, &run->fault);

	if (v == DONE && found)
		printf("erasure %-10lld %s   %s%s\n", (long long)e.id, erasure_state_name(e.state), age(run->ctx, e.changed, now),
		    e.state == ERASURE_PROPOSED ? ": iken erase --show shows it, two people release it" : "");
	return v;
}

static enum verdict
print_waiting(struct run *run, struct ledger *ledger)
{
	struct entry *entries;
	size_t count;
	enum verdict v = entry_list(ledger, run->ctx, 0, SHOWN, &entries, &count, &run->fault);

	for (size_t i = 0; v == DONE && i < count; i++)
		printf("  %s %-9s %s: %s\n", clock_local(run->ctx, entries[i].received),
		    entry_kind_name(entries[i].kind), entries[i].id, entries[i].reason);
	return v;
}

static enum verdict
print_calendar(struct run *run, struct ledger *ledger, int64_t now)
{
	struct calendar *cal;
	enum verdict v = calendar_load(ledger, run->ctx, &cal, &run->fault);
	int missing;

	if (v != DONE)
		return v;
	missing = calendar_missing_year(cal, now);
	if (missing != 0)
		printf("calendar           %s\n", holiday_missing(run->ctx, missing));
	else
		printf("calendar           holidays of %d to %d are loaded\n", calendar_first_year(cal),
		    calendar_last_year(cal));
	return DONE;
}

/* A folder that cannot be read now is no reason to show nothing of the rest. */
static void
print_backup(struct run *run, int64_t now)
{
	const struct backup_settings *s = &run->settings->backup;
	const struct backup *newest = NULL;
	struct backups all = { .count = 0 };
	struct fault why;

	if (*s->folder == 0) {
		printf("backup             none: there is no [backup] folder in the settings\n");
	} else if (backup_list(run->ctx, s->folder, &all, &why) != DONE) {
		printf("backup             UNKNOWN: %s\n", why.text);
	} else {
		newest = backup_newest(&all);
		printf("backup             %s%s%s\n", newest != NULL ? age(run->ctx, newest->time, now) : "NONE YET",
		    newest != NULL ? " ago" : "", newest != NULL && backup_is_too_old(s, newest, now) ?
		    ": TOO OLD, why does iken backup not run?" : "");
	}
}

/* Only what keeps words from being found. */
static enum verdict
print_index(struct run *run, struct ledger *ledger)
{
	struct index_cover cover = { 0, 0, 0 };
	struct fault why = { "" };
	struct index *x = NULL;
	enum verdict v = DONE;

	if (!run->settings->search.index)
		return DONE;
	v = index_open(run->ctx, ledger, INDEX_READ, &x, &why);
	if (v == DONE)
		v = index_cover(x, &cover, &run->fault);
	else
		printf("index              %s\n", why.text);
	if (x != NULL)
		index_close(&x);
	if (v == DONE && cover.reached < cover.highest)
		printf("index              covers %lld of %lld opinions; iken-index goes on\n", (long long)cover.reached,
		    (long long)cover.highest);
	return v == HALT ? v : DONE;
}

static void
print_run(struct run *run, const char *program)
{
	struct lastrun last;

	if (!lastrun_read(run->ctx, run->settings->folder, program, &last) || last.began == 0)
		return;
	printf("  %-14s %s  exit %-2d  seen %lld, done %lld, later %lld, never %lld\n", program,
	    clock_local(run->ctx, last.ended), last.exit_status, (long long)last.tally.seen,
	    (long long)last.tally.done, (long long)last.tally.later, (long long)last.tally.never);
	if (last.reason[0] != 0)
		printf("    %s\n", last.reason);
	if (last.exit_status != 0)
		printf("    last success: %s\n",
		    last.succeeded != 0 ? clock_local(run->ctx, last.succeeded) : "none yet");
}

static void
print_runs(struct run *run)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/state", run->settings->folder));
	struct dirent **names;
	int count = scandir(path, &names, NULL, alphasort);

	printf("last runs\n");
	for (int i = 0; i < count; i++) {
		char *dot = strrchr(names[i]->d_name, '.');

		if (dot != NULL && strcmp(dot, ".run") == 0) {
			*dot = 0;
			print_run(run, names[i]->d_name);
		}
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

/* What the administrator was told of and is not over; and what is switched off, every time. */
static enum verdict
print_troubles(struct run *run, struct ledger *ledger, int64_t now)
{
	struct trouble *troubles;
	size_t count;
	enum verdict v = trouble_list(ledger, run->ctx, &troubles, &count, &run->fault);

	if (run->settings->virus.scanner == VIRUS_BY_NONE)
		printf("VIRUS SCANNER: none. Nothing that comes in is scanned, as [virus] scanner = none says.\n");
	for (size_t i = 0; v == DONE && i < count; i++)
		printf("TROUBLE: %s, for %s\n", troubles[i].code, age(run->ctx, troubles[i].since, now));
	return v;
}

/* The newest lines of the access log; only what is wrong with them. */
static enum verdict
print_access_log(struct run *run, struct ledger *ledger)
{
	struct verification *found = memory_new(run->ctx, sizeof *found);
	enum verdict v = access_verify(ledger, run->ctx, VERIFY_SINCE_CHECKPOINT, NULL, found, &run->fault);

	if (v == DONE && found->count != 0)
		printf("ACCESS LOG: the access log is not as it was written (%s); see iken audit --verify\n",
		    access_finding_text(run->ctx, &found->finding[0]));
	return v;
}

static enum verdict
status(struct run *run)
{
	struct ledger *ledger;
	struct figures figures;
	int64_t now = clock_now();
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_READ, KEYS_OF_REPORT, &ledger, &run->fault);

	if (v == DONE)
		v = figures_read(ledger, now, &figures, &run->fault);
	if (v != DONE)
		return v;
	v = print_danger(run, ledger, now);
	if (v == DONE)
		v = print_troubles(run, ledger, now);
	if (v != DONE)
		return v;
	print_states(run->ctx, &figures, now);
	v = print_reasons(run, ledger);
	if (v == DONE)
		v = print_queue(run, &figures, now);
	if (v == DONE)
		v = print_letters(run, ledger, now);
	if (v == DONE)
		v = print_page(run, ledger, now);
	if (v == DONE)
		v = print_erasure(run, ledger, now);
	if (v == DONE)
		v = print_waiting(run, ledger);
	if (v == DONE)
		v = print_index(run, ledger);
	if (v == DONE)
		v = print_calendar(run, ledger, now);
	if (v == DONE)
		v = print_access_log(run, ledger);
	if (v != DONE)
		return v;
	print_backup(run, now);
	print_runs(run);
	return DONE;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-status", .lock = RUN_UNLOCKED, .synopsis = "",
		.purpose = "Shows what the spool holds and how the last runs went." };

	run_begin(&run, argc, argv);
	run.verdict = status(&run);
	return run_end(&run);
}
