/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-status - what the spool holds and how the last runs went, on one screen */
#include <dirent.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "spool/entry.h"
#include "spool/figures.h"
#include "spool/file.h"
#include "spool/queue.h"

enum { SHOWN = 10 };

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

/* The value of a "name: value" line of a run's record; "-" when it has none. */
static char *
field(void *ctx, const char *record, const char *name)
{
	size_t n = strlen(name);

	for (const char *line = record; line != NULL && *line != 0;) {
		const char *end = strchr(line, '\n');

		if (strncmp(line, name, n) == 0 && line[n] == ':')
			return text_trim(ctx, must(talloc_strndup(ctx, line + n + 1,
			    end != NULL ? (size_t)(end - line) - n - 1 : strlen(line + n + 1))));
		line = end != NULL ? end + 1 : NULL;
	}
	return must(talloc_strdup(ctx, "-"));
}

static void
print_run(struct run *run, const char *folder, const char *name)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/%s", folder, name));
	int64_t ended = 0;
	struct buffer record;
	struct fault ignored;

	if (file_get(run->ctx, path, 65536, &record, &ignored) != DONE)
		return;
	if (text_to_number(field(run->ctx, buffer_text(&record), "ended"), 0, INT64_MAX, &ended) && ended != 0)
		printf("  %-15.*s %s  exit %-3s seen %s, done %s, later %s, never %s%s%s\n",
		    (int)(strlen(name) - strlen(".run")), name, clock_local(run->ctx, ended),
		    field(run->ctx, buffer_text(&record), "exit"), field(run->ctx, buffer_text(&record), "seen"),
		    field(run->ctx, buffer_text(&record), "done"), field(run->ctx, buffer_text(&record), "later"),
		    field(run->ctx, buffer_text(&record), "never"), "", "");
	if (strcmp(field(run->ctx, buffer_text(&record), "reason"), "-") != 0 &&
	    *field(run->ctx, buffer_text(&record), "reason") != 0)
		printf("    %s\n", field(run->ctx, buffer_text(&record), "reason"));
}

static void
print_runs(struct run *run)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/state", run->settings->folder));
	struct dirent **names;
	int count = scandir(path, &names, NULL, alphasort);

	printf("last runs\n");
	for (int i = 0; i < count; i++) {
		const char *dot = strrchr(names[i]->d_name, '.');

		if (dot != NULL && strcmp(dot, ".run") == 0)
			print_run(run, path, names[i]->d_name);
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

static enum verdict
status(struct run *run)
{
	struct ledger *ledger;
	struct figures figures;
	int64_t now = clock_now();
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_READ, &ledger, &run->fault);

	if (v == DONE)
		v = figures_read(ledger, now, &figures, &run->fault);
	if (v != DONE)
		return v;
	print_states(run->ctx, &figures, now);
	v = print_queue(run, &figures, now);
	if (v == DONE)
		v = print_waiting(run, ledger);
	if (v == DONE)
		print_runs(run);
	return v;
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
