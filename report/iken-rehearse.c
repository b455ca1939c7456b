/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-rehearse - lives through a whole day on a copy from which nothing leaves, and says what differs afterwards */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/run.h"
#include "config/sample.h"
#include "config/text.h"
#include "config/users.h"
#include "report/rehearse_report.h"
#include "report/rehearse_tree.h"
#include "spool/calendar.h"
#include "spool/db.h"
#include "spool/file.h"

enum { OPTION_FOLDER, OPTION_DAY, OPTION_OPEN, OPTION_CLOSE, OPTION_STEP, OPTION_MAILS, OPTION_EXPECT, OPTION_CRONTAB, OPTION_FROM,
	OPTION_KEY, OPTION_KEYRING, OPTION_RUNNING, OPTION_END };
enum { CRONTAB_MAX = 1 << 16, TOLD_MAX = 20, MINUTES_MAX = 1440 };

static struct run_option options[] = {
	[OPTION_FOLDER] = { .name = "folder", .argument = "DIR", .help = "where the copy is made: a new or empty folder" },
	[OPTION_DAY] = { .name = "day", .argument = "DATE", .help = "the day that is lived through, e.g. 2027-04-01; else tomorrow" },
	[OPTION_OPEN] = { .name = "open", .argument = "HH:MM", .help = "the first round; 08:30 when not given" },
	[OPTION_CLOSE] = { .name = "close", .argument = "HH:MM", .help = "the last round; 17:30 when not given" },
	[OPTION_STEP] = { .name = "step", .argument = "MINUTES", .help = "between rounds; 30 when not given" },
	[OPTION_MAILS] = { .name = "mails", .argument = "FOLDER", .help = "mails, a file each, that arrive in the first mailbox" },
	[OPTION_EXPECT] = { .name = "expect", .argument = "FILE", .help = "lines of item,count to compare with" },
	[OPTION_CRONTAB] = { .name = "crontab", .argument = "FILE", .help = "what is run, instead of the sample crontab" },
	[OPTION_FROM] = { .name = "from", .argument = "BACKUPS", .help = "of the newest backup in this folder, not of the running spool" },
	[OPTION_KEY] = { .name = "key", .argument = "FILE", .help = "with --from: the secret key that opens the backups" },
	[OPTION_KEYRING] = { .name = "keyring", .argument = "FOLDER", .help = "with --from: where the keyrings are" },
	[OPTION_RUNNING] = { .name = "running", .help = "the office goes on meanwhile: that it changes is no finding" },
	[OPTION_END] = { .name = "end", .argument = "DIR", .help = "destroys a copy, its keys first" },
	{ .name = NULL },
};

struct rehearsal {
	struct run *run;
	struct settings *s;			/* of the office */
	char *dir;
	struct rehearse_settings settings;
	struct rehearse_hours hours;
	const char *crontab;
	struct tree_marks before, after;
	struct rehearse_day day;
	struct rehearse_report report;
};

static const char *
given(int option)
{
	return options[option].value;
}

/* ---- what is wanted ---- */

static bool
read_clock(struct rehearsal *r, const char *text, int64_t standard, int64_t *out)
{
	const char *colon = text != NULL ? strchr(text, ':') : NULL;
	int64_t hour, minute;

	*out = standard;
	if (text == NULL)
		return true;
	if (colon == NULL || !text_to_number(must(talloc_strndup(r->run->ctx, text, (size_t)(colon - text))), 0, 23, &hour) ||
	    !text_to_number(colon + 1, 0, 59, &minute))
		return false;
	*out = hour * 3600 + minute * 60;
	return true;
}

static enum verdict
read_wishes(struct rehearsal *r)
{
	struct fault *f = &r->run->fault;
	struct rehearse_hours *h = &r->hours;
	int64_t minutes = 30;
	daynum day = calendar_day_of(clock_now()) + 1;
	struct buffer crontab;
	enum verdict v = DONE;

	if (given(OPTION_DAY) != NULL && !calendar_date_from_text(given(OPTION_DAY), &day))
		return fail(f, NEVER, "--day wants a date that exists, such as 2027-04-01");
	if (!read_clock(r, given(OPTION_OPEN), 8 * 3600 + 1800, &h->open) || !read_clock(r, given(OPTION_CLOSE), 17 * 3600 + 1800, &h->close) ||
	    h->close < h->open)
		return fail(f, NEVER, "--open and --close want times such as 08:30, the second not before the first");
	if (given(OPTION_STEP) != NULL && (!text_to_number(given(OPTION_STEP), 1, MINUTES_MAX, &minutes) || minutes % 5 != 0))
		return fail(f, NEVER, "--step wants minutes: 5, 10, 30, ...");
	h->day = calendar_begin(day);
	h->step = minutes * 60;
	r->crontab = (const char *)sample_crontab;
	if (given(OPTION_CRONTAB) != NULL) {
		v = file_get(r->run->ctx, given(OPTION_CRONTAB), CRONTAB_MAX, &crontab, f);
		r->crontab = v == DONE ? buffer_text(&crontab) : "";
	}
	if (v == DONE && given(OPTION_EXPECT) != NULL)
		v = rehearse_expected_read(r->run->ctx, given(OPTION_EXPECT), &r->report.expected, f);
	r->report.has_expected = given(OPTION_EXPECT) != NULL;
	r->report.running = given(OPTION_RUNNING) != NULL;
	if (v == DONE && given(OPTION_FROM) != NULL && given(OPTION_KEY) == NULL)
		v = fail(f, NEVER, "--from needs --key FILE: what opens the backups");
	return v;
}

static enum verdict
read_settings(struct rehearsal *r)
{
	struct run *run = r->run;
	struct buffer errors = buffer_init(run->ctx);
	enum verdict v = settings_read(run->ctx, run->settings_file, &r->s, &errors, &run->fault);

	if (v != DONE)
		fputs(buffer_text(&errors), stderr);
	else if (users_are_set(r->s) && geteuid() != 0)
		v = fail(&run->fault, HALT, "what is copied is of several users: start it as root");
	return v;
}

/* ---- the folder ---- */

static bool
is_empty(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (folder == NULL)
		return false;
	while (empty && (entry = readdir(folder)) != NULL)
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(folder);
	return empty;
}

static bool
is_within(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	return strncmp(path, folder, len) == 0 && (path[len] == '/' || path[len] == 0);
}

static enum verdict
make_folder(struct rehearsal *r)
{
	const char *wanted = given(OPTION_FOLDER);
	struct fault *f = &r->run->fault;
	char *real, *spool;
	enum verdict v;

	if (mkdir(wanted, 0700) != 0 && errno != EEXIST)
		return fail(f, HALT, "make %s: %s", wanted, strerror(errno));
	real = realpath(wanted, NULL);
	spool = realpath(r->s->folder, NULL);
	if (real == NULL || !is_empty(real))
		v = fail(f, HALT, "%s is no empty folder: a rehearsal makes its own", wanted);
	else if (spool != NULL && (is_within(real, spool) || is_within(spool, real)))
		v = fail(f, HALT, "%s and the data folder lie within each other", wanted);
	else if (chmod(real, 0700) != 0)
		v = fail(f, HALT, "%s: %s", wanted, strerror(errno));
	else
		v = DONE;
	if (v == DONE) {
		r->dir = must(talloc_strdup(r->run->ctx, real));
		v = file_put(must(talloc_asprintf(r->run->ctx, "%s/" REHEARSAL_MARK, r->dir)), bytes_of("a rehearsal: iken rehearse --end destroys it\n"),
		    0600, f);
	}
	free(real);
	free(spool);
	return v;
}

/* ---- the copy ---- */

/* What is made anew, or is of a program that runs. */
static bool
is_not_copied(const char *path)
{
	static const char *const names[] = { "register.db", "register.db-wal", "register.db-shm", "index.db", "index.db-wal", "index.db-shm" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(path, names[i]) == 0)
			return true;
	return text_starts(path, "lock/");
}

/* SQLite's own memory of who reads; and the locks of programs. */
static bool
is_not_compared(const char *path)
{
	return strcmp(path, "register.db-shm") == 0 || text_starts(path, "index.db") || text_starts(path, "lock/");
}

static enum verdict
copy_register(struct rehearsal *r, const char *to)
{
	struct run *run = r->run;
	char *from = must(talloc_asprintf(run->ctx, "%s/register.db", r->s->folder));
	struct db *db;
	enum verdict v = db_open(run->ctx, from, DB_READ, &db, &run->fault);

	if (v == DONE) {
		v = db_copy(db, to, &run->fault);
		db_close(&db);
	}
	return v;
}

/* What calls something taken is read before what was taken, the register before the files that it names; those that wait
 * once more behind it, as they move. */
static enum verdict
copy_spool(struct rehearsal *r)
{
	struct run *run = r->run;
	struct fault *f = &run->fault;
	char *to = must(talloc_asprintf(run->ctx, "%s/spool", r->dir));
	const char *from = r->s->folder;
	enum verdict v = tree_copy(from, to, is_not_copied, f);

	if (v == DONE)
		v = copy_register(r, must(talloc_asprintf(run->ctx, "%s/register.db", to)));
	if (v == DONE)
		v = tree_copy(must(talloc_asprintf(run->ctx, "%s/arrivals", from)), must(talloc_asprintf(run->ctx, "%s/arrivals", to)), NULL, f);
	if (v == DONE)
		v = tree_copy(must(talloc_asprintf(run->ctx, "%s/store", from)), must(talloc_asprintf(run->ctx, "%s/store", to)), NULL, f);
	return v == DONE ? tree_copy(r->s->keys, must(talloc_asprintf(run->ctx, "%s/keys", to)), NULL, f) : v;
}

static enum verdict
start(struct rehearsal *r, const char *name, char *const *words)
{
	struct run *run = r->run;
	char *path = program_path(run->ctx, name), *argv[16];
	struct buffer output = buffer_init(run->ctx);
	int argc = 0, status = 0;
	enum verdict v;

	if (path == NULL)
		return fail(&run->fault, HALT, "iken-%s is not installed", name);
	argv[argc++] = must(talloc_asprintf(run->ctx, "iken-%s", name));
	for (; *words != NULL && argc < 15; words++)
		argv[argc++] = *words;
	argv[argc] = NULL;
	v = program_run(path, argv, 0, &output, &status, &run->fault);
	if (v == DONE && status != 0)
		v = fail(&run->fault, HALT, "iken-%s ended with %d: %.200s", name, status, buffer_text(&output));
	return v;
}

static enum verdict
restore_spool(struct rehearsal *r)
{
	char *to = must(talloc_asprintf(r->run->ctx, "%s/spool", r->dir));
	char into[] = "--into", from[] = "--from", key[] = "--key", keyring[] = "--keyring";
	char *words[] = { from, must(talloc_strdup(r->run->ctx, given(OPTION_FROM))), key,
		must(talloc_strdup(r->run->ctx, given(OPTION_KEY))), into, to, NULL, NULL, NULL };

	if (given(OPTION_KEYRING) != NULL) {
		words[6] = keyring;
		words[7] = must(talloc_strdup(r->run->ctx, given(OPTION_KEYRING)));
	}
	return start(r, "restore", words);
}

/* A restored folder is a standby until somebody takes over. */
static enum verdict
take_over(struct rehearsal *r)
{
	char c[] = "-c", over[] = "--take-over", drill[] = "--drill";
	char *words[] = { c, must(talloc_strdup(r->run->ctx, r->settings.file)), over, drill, NULL };

	return start(r, "restore", words);
}

static enum verdict
add_mails(struct rehearsal *r)
{
	struct run *run = r->run;

	if (given(OPTION_MAILS) == NULL)
		return DONE;
	if (r->s->source_count == 0)
		return fail(&run->fault, HALT, "--mails: the settings have no [source]");
	return tree_copy(given(OPTION_MAILS), must(talloc_asprintf(run->ctx, "%s/in/%s/new", r->dir, r->s->sources[0].name)), NULL,
	    &run->fault);
}

static enum verdict
make_copy(struct rehearsal *r)
{
	struct run *run = r->run;
	struct fault *f = &run->fault;
	struct settings *copied;
	enum verdict v = rehearse_settings_make(run->ctx, r->s, r->dir, &r->settings, f);

	if (v == DONE)
		v = rehearse_settings_at(&r->settings, r->hours.day, f);
	if (v == DONE)
		v = rehearse_settings_prove(run->ctx, &r->settings, &copied, f);
	if (v == DONE)
		v = given(OPTION_FROM) != NULL ? restore_spool(r) : copy_spool(r);
	if (v == DONE && given(OPTION_FROM) != NULL)
		v = take_over(r);
	return v == DONE ? add_mails(r) : v;
}

/* ---- before and behind it ---- */

static enum verdict
mark_office(struct rehearsal *r, struct tree_marks *out)
{
	struct run *run = r->run;
	enum verdict v = tree_mark_all(run->ctx, r->s->folder, is_not_compared, out, &run->fault);

	if (v == DONE && !is_within(r->s->keys, r->s->folder))
		v = tree_mark_all(run->ctx, r->s->keys, NULL, out, &run->fault);
	for (size_t i = 0; v == DONE && i < r->s->drop_count; i++)
		v = tree_mark_all(run->ctx, r->s->drops[i].folder, NULL, out, &run->fault);
	for (size_t i = 0; v == DONE && i < r->s->source_count; i++)
		if (r->s->sources[i].kind == SOURCE_MAILDIR)
			v = tree_mark_all(run->ctx, r->s->sources[i].folder, NULL, out, &run->fault);
	if (v == DONE && r->s->send.kind == SEND_MAILDIR)
		v = tree_mark_all(run->ctx, r->s->send.folder, NULL, out, &run->fault);
	return v;
}

static enum verdict
count(struct rehearsal *r, int64_t at, struct rehearsal_counts *out)
{
	struct run *run = r->run;
	struct db *db;
	enum verdict v = db_open(run->ctx, must(talloc_asprintf(run->ctx, "%s/spool/register.db", r->dir)), DB_READ, &db, &run->fault);

	if (v == DONE) {
		v = rehearsal_count(db, run->ctx, at, out, &run->fault);
		db_close(&db);
	}
	return v;
}

static int64_t
files_in(struct rehearsal *r, const char *path, const char *ending)
{
	DIR *folder = opendir(must(talloc_asprintf(r->run->ctx, "%s/%s", r->dir, path)));
	const struct dirent *entry;
	int64_t n = 0;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		size_t len = strlen(entry->d_name), end = strlen(ending);

		n += entry->d_name[0] != '.' && len >= end && strcmp(entry->d_name + len - end, ending) == 0;
	}
	if (folder != NULL)
		closedir(folder);
	return n;
}

static enum verdict
report(struct rehearsal *r)
{
	struct run *run = r->run;
	struct rehearse_report *report = &r->report;
	struct buffer changes = buffer_init(run->ctx);
	int64_t findings = 0;
	enum verdict v;

	report->s = r->s;
	report->dir = r->dir;
	report->of = given(OPTION_FROM) != NULL ? given(OPTION_FROM) : r->s->folder;
	report->hours = &r->hours;
	report->day = &r->day;
	report->mails = files_in(r, "out/mail/new", "");
	report->papers = files_in(r, "out/print", ".pdf");
	report->changed = tree_compare(&r->before, &r->after, TOLD_MAX, &changes);
	report->changes = buffer_text(&changes);
	report->files = r->after.count;
	report->octets = r->after.octets;
	v = rehearse_report_write(run->ctx, report, &findings, &run->fault);
	if (v != DONE)
		return v;
	printf("%lld rounds and %lld jobs, %lld mails and %lld papers in the copy; the original is %s\n"
	    "report: %s/report/report.html\nthe copy holds personal data: iken rehearse --end %s destroys it\n", (long long)r->day.rounds,
	    (long long)r->day.jobs, (long long)report->mails, (long long)report->papers,
	    report->changed == 0 ? "unchanged, octet for octet" : "CHANGED", r->dir, r->dir);
	return findings == 0 ? DONE : fail(&run->fault, NEVER, "%lld findings: see the report", (long long)findings);
}

static enum verdict
rehearse(struct rehearsal *r)
{
	struct run *run = r->run;
	enum verdict v = read_settings(r);

	if (v == DONE)
		v = read_wishes(r);
	if (v != DONE || run->dry_run)
		return v;
	v = mark_office(r, &r->before);
	if (v == DONE)
		v = make_folder(r);
	if (v == DONE)
		v = make_copy(r);
	if (v == DONE)
		v = count(r, r->hours.day, &r->report.before);
	if (v == DONE)
		v = rehearse_day(run, &r->settings, r->crontab, &r->hours, &r->day, &run->fault);
	if (v == DONE)
		v = count(r, r->hours.day + r->hours.close, &r->report.after);
	if (v == DONE)
		v = mark_office(r, &r->after);
	return v == DONE ? report(r) : v;
}

/* ---- the end ---- */

static enum verdict
destroy(struct run *run, const char *dir)
{
	struct fault *f = &run->fault;
	char *mark = must(talloc_asprintf(run->ctx, "%s/" REHEARSAL_MARK, dir));
	enum verdict v;

	if (access(mark, F_OK) != 0)
		return fail(f, HALT, "%s is no rehearsal: it has no file " REHEARSAL_MARK, dir);
	if (run->dry_run) {
		printf("would destroy %s\n", dir);
		return DONE;
	}
	v = tree_destroy(must(talloc_asprintf(run->ctx, "%s/spool/keys", dir)), f);
	/* The mark goes last, so that what was cut short can be ended. */
	if (v == DONE)
		v = tree_destroy(must(talloc_asprintf(run->ctx, "%s/spool", dir)), f);
	if (v == DONE)
		v = tree_destroy(must(talloc_asprintf(run->ctx, "%s/out", dir)), f);
	if (v == DONE)
		v = tree_destroy(must(talloc_asprintf(run->ctx, "%s/in", dir)), f);
	if (v == DONE)
		v = tree_destroy(must(talloc_asprintf(run->ctx, "%s/drop", dir)), f);
	if (v == DONE)
		v = tree_destroy(dir, f);
	if (v == DONE)
		printf("%s is destroyed\n", dir);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-rehearse", .lock = RUN_UNLOCKED, .synopsis = "", .options = options, .no_settings = true,
		.purpose = "Lives through a whole day on a copy from which nothing leaves, and says what differs afterwards." };
	struct rehearsal r = { .run = &run };

	/* The programs of the copy have the clock of its settings. */
	unsetenv("IKEN_NOW");
	run_begin(&run, argc, argv);
	run.dry_run |= run.check;
	if ((given(OPTION_FOLDER) == NULL) == (given(OPTION_END) == NULL)) {
		fprintf(stderr, "%s: write one of --folder DIR and --end DIR\n", run.program);
		return run_end(&run), EX_USAGE;
	}
	run.verdict = given(OPTION_END) != NULL ? destroy(&run, given(OPTION_END)) : rehearse(&r);
	return run_end(&run);
}
