/* SPDX-License-Identifier: GPL-3.0-or-later */
/* restore_takeover - a standby becomes the live data folder. */
#include "report/restore_takeover.h"

#include <errno.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/standing.h"
#include "config/text.h"
#include "report/backup_keyring.h"
#include "report/backup_owner.h"
#include "report/rehearse_settings.h"
#include "spool/backup_register.h"
#include "spool/file.h"

enum { NUMBERS_MAX = 65536 };

struct taking {
	struct run *run;
	const struct settings *s;
	struct standing_mark mark;
	struct register_takeover done;
	enum takeover kind;
	bool fenced;
};

static enum verdict
check_standing(struct taking *t, struct fault *f)
{
	const char *folder = t->s->folder;

	if (!standing_read(folder, &t->mark))
		return fail(f, HALT, "%s/" STANDING_FILE " cannot be read", folder);
	switch (t->mark.standing) {
	case STANDING_STANDBY:
		return DONE;
	case STANDING_LIVE:
		return fail(f, HALT, "%s is the live one already, or no data folder", folder);
	case STANDING_UNFINISHED:
		return fail(f, HALT, "%s is not restored to its end: run iken restore again first", folder);
	case STANDING_RETIRED:
		return fail(f, HALT, "%s is retired and too old: make a standby of the newest backup", folder);
	}
	return HALT;
}

/* What is live goes on during a drill: nothing may reach a resident, or take a mail away from it. */
static enum verdict
check_drill(const struct taking *t, struct fault *f)
{
	/* Of a rehearsal mailbox and drop folders are copies of its own. */
	if (t->kind != TAKEOVER_DRILL || rehearse_settings_are(t->s))
		return DONE;
	if (t->s->send.kind != SEND_MAILDIR)
		return fail(f, HALT, "a drill must send nothing: write kind = maildir in [send] of %s", t->s->file);
	for (size_t i = 0; i < t->s->source_count; i++)
		if (t->s->sources[i].after != AFTER_LEAVE)
			return fail(f, HALT, "a drill must leave the mailbox as it is: write after = leave in [source %s] of %s",
			    t->s->sources[i].name, t->s->file);
	if (settings_has_page(t->s) && !text_starts(t->s->page.folder, t->s->folder))
		return fail(f, HALT, "a drill must not touch the residents' page: remove folder or url in [page] of %s", t->s->file);
	if (t->s->drop_count != 0)
		return fail(f, HALT, "a drill must leave scans where they are: remove [drop %s] from %s", t->s->drops[0].name, t->s->file);
	return DONE;
}

static enum verdict
read_numbers(struct taking *t, struct record *numbers_out, int64_t *count_out, struct fault *f)
{
	char *path = must(talloc_asprintf(t->run->ctx, "%s/state/restore.numbers", t->s->folder));
	struct buffer packed;
	struct record from;
	enum verdict v = file_get(t->run->ctx, path, NUMBERS_MAX, &packed, f);

	if (v != DONE)
		return v == NEVER ? HALT : v;
	from = (struct record){ .rest = buffer_bytes(&packed) };
	*count_out = record_take_number(&from);
	*numbers_out = (struct record){ .rest = record_take(&from) };
	return from.broken ? fail(f, HALT, "%s is damaged: run iken restore again first", path) : DONE;
}

static enum verdict
change_register(struct taking *t, int64_t gap, struct fault *f)
{
	struct ledger *l;
	struct record numbers;
	int64_t count;
	enum verdict v = read_numbers(t, &numbers, &count, f);

	if (v == DONE)
		v = ledger_create(t->run->ctx, t->s, f);
	if (v == DONE)
		v = ledger_open(t->run->ctx, t->s, LEDGER_WRITE, KEYS_OF_REPORT, &l, f);
	if (v != DONE)
		return v;
	v = register_take_over(l, t->mark.backup, &numbers, count, gap, &t->done, f);
	ledger_close(&l);
	return v;
}

/* Backups are ours from here on. A folder that is not reachable now is claimed at the first backup by hand. */
static enum verdict
claim_backups(struct taking *t, struct fault *f)
{
	const char *folder = t->s->backup.folder;
	unsigned char public[SEAL_PUBLIC];
	char lineage[BACKUP_LINEAGE + 1], keys[2 * SEAL_HASH + 1];
	enum verdict v = owner_new_lineage(t->s, lineage, f);

	if (v == DONE)
		v = keys_identity(t->s, public, f);
	if (v != DONE)
		return v;
	keyring_fingerprint(public, keys);
	t->fenced = t->kind == TAKEOVER_REAL && *folder != 0 && access(folder, W_OK) == 0;
	return t->fenced ? owner_take(folder, lineage, keys, f) : DONE;
}

static enum verdict
become_live(const struct taking *t, struct fault *f)
{
	char *path = must(talloc_asprintf(t->run->ctx, "%s/" STANDING_FILE, t->s->folder));

	if (unlink(path) != 0 && errno != ENOENT)
		return fail(f, LATER, "%s: %s", path, strerror(errno));
	return folder_sync(t->s->folder, f);
}

/* ---- what a person has to know -------------------------------------------------------------------------- */

/* The backup's moment, as its name has it: 000012-20261130T162247Z, in words. */
static char *
moment_of(void *ctx, const char *id)
{
	const char *d = strchr(id, '-');

	if (d == NULL || strlen(d) < 17)
		return must(talloc_strdup(ctx, id));
	return must(talloc_asprintf(ctx, "%.4s-%.2s-%.2s %.2s:%.2s UTC", d + 1, d + 5, d + 7, d + 10, d + 12));
}

static void
print_source(const struct source *s, const char *moment)
{
	switch (s->after) {
	case AFTER_LEAVE:
	case AFTER_MARK:
		printf("  [source %s] mails since then are still there and are fetched again\n", s->name);
		return;
	case AFTER_MOVE:
		printf("  [source %s] mails since then that the other machine took are in %s: move those of after %s back\n", s->name,
		    s->move_to, moment);
		return;
	case AFTER_DELETE:
		printf("  [source %s] mails since then that the other machine took were deleted there and are LOST here: look into "
		    "arrivals/ and store/ of its disk, and ask the mail server's own backup\n", s->name);
		return;
	}
}

static void
print_drop(const struct drop *d, const char *moment)
{
	if (d->after == DROP_MOVE)
		printf("  [drop %s] files since then that the other machine took are in %s: move those of after %s back\n", d->name,
		    d->move_to, moment);
	else
		printf("  [drop %s] files since then that the other machine took are LOST here: scan them again\n", d->name);
}

static void
print_window(const struct taking *t)
{
	char *moment = moment_of(t->run->ctx, t->mark.backup);

	printf("what came in between %s and now:\n", moment);
	for (size_t i = 0; i < t->s->source_count; i++)
		print_source(&t->s->sources[i], moment);
	for (size_t i = 0; i < t->s->drop_count; i++)
		print_drop(&t->s->drops[i], moment);
	if (settings_has_page(t->s))
		printf("  [page] posts since then that the other machine took are LOST here; numbers that it gave away are not given away "
		    "again, and the next iken send writes %s/out anew\n", t->s->page.folder);
}

static void
print_done(const struct taking *t)
{
	printf("%s is the live one now, as of backup %s\n", t->s->folder, t->mark.backup);
	if (t->done.before)
		printf("its register had been taken over before, by a run that did not end; nothing in it was changed again\n");
	else
		printf("answers that had not left: %lld, undeliverable until the desk sends them again\n"
		    "other mails that wait: %lld, and go out (again) with the same Message-ID\n"
		    "the next opinion has the running number %lld: the gap before it is of what the other machine gave out\n",
		    (long long)t->done.held, (long long)t->done.again, (long long)t->done.number);
	if (t->kind == TAKEOVER_DRILL) {
		printf("this is a drill: the live machine goes on, and does not know of it\n");
		return;
	}
	print_window(t);
	if (t->fenced)
		printf("the other machine retires at its next backup into %s; ", t->s->backup.folder);
	else
		printf("the backups' folder is not reachable, so the other machine does not learn of this; ");
	printf("make sure now: stop its cron, or change the mailbox's password\n");
}

enum verdict
restore_take_over(struct run *run, enum takeover kind, int64_t gap)
{
	struct taking t = { .run = run, .s = run->settings, .kind = kind };
	struct fault *f = &run->fault;
	enum verdict v = check_standing(&t, f);

	if (v == DONE)
		v = check_drill(&t, f);
	if (v == DONE && run->dry_run) {
		printf("would make %s the live one, as of backup %s\n", t.s->folder, t.mark.backup);
		print_window(&t);
		return DONE;
	}
	if (v == DONE)
		v = change_register(&t, gap, f);
	if (v == DONE)
		v = claim_backups(&t, f);
	if (v == DONE)
		v = become_live(&t, f);
	if (v != DONE)
		return v;
	log_line(LOG_NOTE, "%s is the live one, as of backup %s: %lld answers held, next number %lld", t.s->folder, t.mark.backup,
	    (long long)t.done.held, (long long)t.done.number);
	print_done(&t);
	return DONE;
}

enum verdict
restore_retire(struct run *run)
{
	enum verdict v;

	if (run->dry_run) {
		printf("would retire %s\n", run->settings->folder);
		return DONE;
	}
	v = owner_retire(run->settings->folder, &run->fault);
	if (v == DONE)
		printf("%s is retired: no program works there any more\n", run->settings->folder);
	return v;
}
