/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-restore - a backup read back: into a fresh folder, into a standby, and the standby made the live one */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "report/restore_folder.h"
#include "report/restore_takeover.h"

enum { OPTION_FROM, OPTION_KEYRING, OPTION_KEY, OPTION_BACKUP, OPTION_INTO, OPTION_STANDBY, OPTION_TAKE_OVER, OPTION_GAP,
	OPTION_DRILL, OPTION_RETIRE };

enum { GAP = 1000, GAP_MAX = 100000 };

static struct run_option options[] = {
	[OPTION_FROM] = { .name = "from", .argument = "FOLDER", .help = "where the backups are" },
	[OPTION_KEYRING] = { .name = "keyring", .argument = "FOLDER", .help = "where the keyrings are; FROM/keyring when not given" },
	[OPTION_KEY] = { .name = "key", .argument = "FILE", .help = "the secret key that opens the backups" },
	[OPTION_BACKUP] = { .name = "backup", .argument = "ID", .help = "which one; the newest when not given" },
	[OPTION_INTO] = { .name = "into", .argument = "FOLDER", .help = "restore into this fresh, empty folder" },
	[OPTION_STANDBY] = { .name = "standby", .argument = "FOLDER", .help = "bring this standby up to date, or make it" },
	[OPTION_TAKE_OVER] = { .name = "take-over", .help = "make the standby that [spool] folder names the live one" },
	[OPTION_GAP] = { .name = "gap", .argument = "NUMBER", .help = "numbers left out at --take-over; 1000 when not given" },
	[OPTION_DRILL] = { .name = "drill", .help = "with --take-over: the live machine goes on and is left alone" },
	[OPTION_RETIRE] = { .name = "retire", .help = "[spool] folder is not the live one any more" },
	{ .name = NULL },
};

static bool
given(int option)
{
	return options[option].value != NULL;
}

/* ---- from a backup ----------------------------------------------------------------------------------- */

static const struct backup *
choose(const struct backups *all, struct fault *f)
{
	const char *id = options[OPTION_BACKUP].value;
	const struct backup *b = id == NULL ? backup_newest(all) : NULL;

	for (size_t i = 0; id != NULL && i < all->count; i++)
		if (strcmp(all->backup[i].id, id) == 0)
			b = &all->backup[i];
	if (b == NULL)
		(void)fail(f, NEVER, "there is no backup %s in %s", id != NULL ? id : "that is whole", options[OPTION_FROM].value);
	else if (b->problem != NULL)
		(void)fail(f, NEVER, "backup %s: %s", b->id, b->problem);
	return b == NULL || b->problem != NULL ? NULL : b;
}

static enum verdict
open_from(struct run *run, struct backup_pair *pair, struct opened *out)
{
	const char *from = options[OPTION_FROM].value, *keyrings = options[OPTION_KEYRING].value;
	struct store *store = NULL;
	struct backups *all = memory_new(run->ctx, sizeof *all);
	const struct backup *b = NULL;
	struct keyring *keyring = NULL;
	struct fault *f = &run->fault;
	enum verdict v = seal_begin(f);

	if (keyrings == NULL)
		keyrings = must(talloc_asprintf(run->ctx, "%s/keyring", from));
	if (v == DONE)
		v = backup_key_secret(options[OPTION_KEY].value, pair, f);
	if (v == DONE)
		v = store_open(run->ctx, from, &store, f);
	if (v == DONE)
		v = backup_list(run->ctx, from, all, f);
	if (v == DONE && (b = choose(all, f)) == NULL)
		v = NEVER;
	if (v == DONE)
		v = open_newest_keyring(run->ctx, keyrings, pair, &keyring, f);
	if (v == DONE)
		v = open_check_keyring(keyring, b, f);
	return v == DONE ? open_backup(run->ctx, store, b, keyring, pair, out, f) : v;
}

static void
print_restored(struct run *run, const struct opened *o, const struct restored *r, const char *folder)
{
	printf("backup %s of %s is restored into %s\n", o->backup->id, clock_local(run->ctx, o->backup->time), folder);
	printf("register  %zu tables with %lld rows as in the backup; whole, and every reference fits\n", r->tables,
	    (long long)r->rows);
	printf("files     %lld with %lld octets, each with the digest of the backup; %lld were fetched\n", (long long)r->files,
	    (long long)r->octets, (long long)r->fetched);
	if (r->erased != 0 || r->unreadable != 0)
		printf("erased    %lld opinions since the backup, marked so; %lld files have no key any more and are left out\n",
		    (long long)r->erased, (long long)r->unreadable);
	printf("it is a standby: no program works in it before iken restore --take-over; its settings are in %s/iken.conf\n", folder);
}

/* Cron starts a run while another one is still at work: it has nothing to do. */
static enum verdict
lock_folder(struct run *run, const char *folder, bool *busy_out)
{
	char *path = must(talloc_asprintf(run->ctx, "%s/lock/iken-restore", folder));
	int fd;

	*busy_out = false;
	if (access(folder, F_OK) != 0 || access(must(talloc_asprintf(run->ctx, "%s/lock", folder)), F_OK) != 0)
		return DONE;
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(&run->fault, LATER, "lock %s: %s", path, strerror(errno));
	*busy_out = flock(fd, LOCK_EX | LOCK_NB) != 0;
	return DONE;
}

static enum verdict
restore(struct run *run, const char *folder, enum restore_into into)
{
	struct backup_pair pair;
	struct opened opened;
	struct restored done;
	bool busy = false;
	enum verdict v = restore_may_go(folder, into, &run->fault);

	if (v == DONE)
		v = open_from(run, &pair, &opened);
	if (v == DONE && run->dry_run) {
		printf("would restore backup %s of %s into %s: %lld opinions, %lld files\n", opened.backup->id,
		    clock_local(run->ctx, opened.backup->time), folder, (long long)opened.backup->opinions,
		    (long long)opened.root.file_count);
		return DONE;
	}
	if (v == DONE)
		v = lock_folder(run, folder, &busy);
	if (v == DONE && busy) {
		fprintf(stderr, "%s: another run is at work in %s; nothing done\n", run->program, folder);
		return DONE;
	}
	if (v == DONE)
		v = restore_folder(run, &opened, folder, into, &done, &run->fault);
	seal_wipe(&pair, sizeof pair);
	if (v != DONE)
		return v;
	if (into == RESTORE_FRESH)
		print_restored(run, &opened, &done, folder);
	else if (!done.nothing_new)
		log_line(LOG_NOTE, "standby %s: backup %s, %lld files of which %lld were fetched, %lld removed", folder,
		    opened.backup->id, (long long)done.files, (long long)done.fetched, (long long)done.removed);
	return DONE;
}

/* ---- by the settings ------------------------------------------------------------------------------------ */

static enum verdict
with_settings(struct run *run)
{
	struct buffer errors = buffer_init(run->ctx);
	struct settings *settings;
	int64_t gap = GAP;
	enum verdict v = settings_read(run->ctx, run->settings_file, &settings, &errors, &run->fault);

	if (v != DONE) {
		fputs(buffer_text(&errors), stderr);
		return v;
	}
	run->settings = settings;
	if (given(OPTION_GAP) && !text_to_number(options[OPTION_GAP].value, 1, GAP_MAX, &gap))
		return fail(&run->fault, NEVER, "--gap %s: it is not a number from 1 to %d", options[OPTION_GAP].value, GAP_MAX);
	if (!run->dry_run)
		log_to_folder(settings->folder);
	return given(OPTION_RETIRE) ? restore_retire(run) : restore_take_over(run, given(OPTION_DRILL) ? TAKEOVER_DRILL : TAKEOVER_REAL, gap);
}

static enum verdict
act(struct run *run)
{
	int ways = given(OPTION_INTO) + given(OPTION_STANDBY) + given(OPTION_TAKE_OVER) + given(OPTION_RETIRE);

	if (run->check) {
		printf("it needs nothing but a backup, a keyring and the secret key\n");
		return DONE;
	}
	if (ways != 1)
		return fail(&run->fault, NEVER, "write one of --into, --standby, --take-over and --retire (iken restore --help)");
	if (given(OPTION_TAKE_OVER) || given(OPTION_RETIRE))
		return with_settings(run);
	if (!given(OPTION_FROM) || !given(OPTION_KEY))
		return fail(&run->fault, NEVER, "--from FOLDER and --key FILE are needed: where the backups are, and what opens them");
	if (given(OPTION_INTO))
		return restore(run, options[OPTION_INTO].value, RESTORE_FRESH);
	return restore(run, options[OPTION_STANDBY].value, RESTORE_STANDBY);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-restore", .lock = RUN_UNLOCKED, .options = options, .no_settings = true,
		.purpose = "Restores a backup into a folder of its own, keeps a standby up to date, and lets it take over." };

	run_begin(&run, argc, argv);
	run.verdict = act(&run);
	return run_end(&run);
}
