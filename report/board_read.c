/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board_read - what the desk's page shows, read off. */
#include "report/board.h"

#include <dirent.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/access_verify.h"
#include "spool/backup_list.h"
#include "spool/erasure.h"
#include "spool/queue.h"
#include "spool/webcase.h"
#include "spool/webnumber.h"

enum { DAY = 86400, WEEK = 7, SHOWN = 1000 };

/* Sunday 24:00 in Tokyo. */
static int64_t
end_of_week(int64_t now)
{
	struct day d = clock_tokyo(now);

	return clock_from_tokyo(d.year, d.month, d.day) + (int64_t)((WEEK - d.weekday) % WEEK + 1) * DAY;
}

static enum verdict
read_days(struct ledger *l, void *ctx, struct board *b, struct fault *f)
{
	struct day d = clock_tokyo(b->now);
	int64_t today = clock_from_tokyo(d.year, d.month, d.day);
	const struct statistics_request r = { .from = today - (int64_t)(BOARD_DAYS - 1) * DAY, .until = today + DAY,
		.by_day = true, .with_open = true, .codes = statistics_codes(ctx, b->settings) };
	enum verdict v = statistics_read(l, ctx, &r, &b->statistics, f);

	return v == DONE ? statistics_balance(&b->statistics, f) : v;
}

static enum verdict
count_danger(struct ledger *l, void *ctx, struct board *b, struct fault *f)
{
	struct opinion o = { .id = 0 };
	bool found = true;
	enum verdict v = DONE;

	while (v == DONE && found && b->danger < SHOWN) {
		v = figures_next_danger(l, ctx, o.id, &o, &found, f);
		b->danger += v == DONE && found;
	}
	return v;
}

static enum verdict
read_page(struct ledger *l, struct board *b, struct fault *f)
{
	enum verdict v;

	b->numbers_left = -1;
	if (!settings_has_page(b->settings))
		return DONE;
	v = webnumber_count(l, &b->numbers_left, f);
	return v == DONE ? webcase_count_due(l, b->now, &b->to_publish, f) : v;
}

static enum verdict
read_rest(struct ledger *l, void *ctx, struct board *b, struct fault *f)
{
	struct verification *found = memory_new(ctx, sizeof *found);
	const struct calendar *cal;
	struct erasure e;
	bool waits = false;
	enum verdict v = erasure_next(l, ctx, ERASURE_PROPOSED, ERASURE_PROPOSED, &e, &waits, f);

	if (v == DONE && waits)
		b->erasure = e.id;
	if (v == DONE)
		v = trouble_list(l, ctx, &b->troubles, &b->trouble_count, f);
	if (v == DONE)
		v = calendar_of(l, &cal, f);
	if (v == DONE)
		b->missing_year = calendar_missing_year(cal, b->now);
	if (v == DONE)
		v = access_verify(l, ctx, VERIFY_SINCE_CHECKPOINT, NULL, found, f);
	if (v == DONE)
		b->access_log_broken = found->count != 0;
	return v;
}

/* ---- beside the register --------------------------------------------------------------------------------------------- */

static void
read_backup(void *ctx, struct board *b)
{
	const struct backup_settings *s = &b->settings->backup;
	struct backups all = { .count = 0 };
	const struct backup *newest;
	struct fault ignored;

	b->backup = BACKUP_NONE;
	if (*s->folder == 0)
		return;
	b->backup = BACKUP_UNKNOWN;
	if (backup_list(ctx, s->folder, &all, &ignored) != DONE)
		return;
	newest = backup_newest(&all);
	b->backup = newest == NULL ? BACKUP_MISSING : backup_is_too_old(s, newest, b->now) ? BACKUP_OLD : BACKUP_FINE;
	b->backup_time = newest != NULL ? newest->time : 0;
}

static void
add_run(void *ctx, struct board *b, const char *program)
{
	struct board_run *r = &b->run[b->runs];

	if (!lastrun_read(ctx, b->settings->folder, program, &r->last) || r->last.began == 0)
		return;
	r->program = program;
	b->runs++;
}

static void
read_runs(void *ctx, struct board *b)
{
	char *path = must(talloc_asprintf(ctx, "%s/state", b->settings->folder));
	struct dirent **names;
	int count = scandir(path, &names, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		char *dot = strrchr(names[i]->d_name, '.');

		if (dot != NULL && strcmp(dot, ".run") == 0 && b->runs < BOARD_RUNS)
			add_run(ctx, b, must(talloc_strndup(ctx, names[i]->d_name, (size_t)(dot - names[i]->d_name))));
		free(names[i]);
	}
	if (count >= 0)
		free(names);
}

static enum verdict
read_queue(struct board *b, struct fault *f)
{
	size_t count;
	enum verdict v = queue_count(b->settings, &count, &b->oldest_arrival, f);

	b->arrivals = v == DONE ? (int64_t)count : 0;
	return v;
}

static enum verdict
read_register(struct ledger *l, void *ctx, struct board *b, struct fault *f)
{
	enum verdict v = figures_read(l, b->now, &b->figures, f);

	if (v == DONE)
		v = read_days(l, ctx, b, f);
	if (v == DONE)
		v = figures_due(l, ctx, b->now, b->week_ends, &b->due, &b->due_count, f);
	if (v == DONE)
		v = figures_scans(l, &b->scans, &b->oldest_scan, f);
	if (v == DONE)
		v = letter_figures(l, b->now, &b->letters, f);
	if (v == DONE)
		v = count_danger(l, ctx, b, f);
	if (v == DONE)
		v = read_page(l, b, f);
	return v == DONE ? read_rest(l, ctx, b, f) : v;
}

enum verdict
board_read(struct ledger *l, void *ctx, int64_t now, struct board *out, struct fault *f)
{
	enum verdict v;

	*out = (struct board){ .settings = l->settings, .now = now, .week_ends = end_of_week(now) };
	v = db_begin_read(l->db, f);
	if (v != DONE)
		return v;
	v = read_register(l, ctx, out, f);
	db_rollback(l->db);
	if (v == DONE)
		v = read_queue(out, f);
	read_backup(ctx, out);
	read_runs(ctx, out);
	return v;
}
