/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-backup - encrypted copies of everything, while everything runs; the keys apart */
#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "report/backup_key.h"
#include "report/backup_make.h"
#include "report/backup_verify.h"

enum { OPTION_LIST, OPTION_VERIFY, OPTION_KEY, OPTION_RENEW_KEYS, OPTION_NEW_KEY, OPTION_FIRST };

static struct run_option options[] = {
	[OPTION_LIST] = { .name = "list", .help = "show the backups, and what they hold of erased opinions", .unlocked = true },
	[OPTION_VERIFY] = { .name = "verify", .help = "read all backups, or the one of ID, back", .unlocked = true },
	[OPTION_KEY] = { .name = "key", .argument = "FILE", .help = "with --verify: the secret key, to open them to the end" },
	[OPTION_RENEW_KEYS] = { .name = "renew-keys", .help = "write the keyring anew and remove all older ones" },
	[OPTION_NEW_KEY] = { .name = "new-key", .argument = "FILE", .help = "make a key pair: FILE and FILE.public", .unlocked = true },
	[OPTION_FIRST] = { .name = "first", .help = "begin in an empty folder, though there were backups before" },
	{ .name = NULL },
};

static bool
given(int option)
{
	return options[option].value != NULL;
}

static enum verdict
new_key(struct run *run)
{
	const char *file = options[OPTION_NEW_KEY].value;
	enum verdict v = seal_begin(&run->fault);

	if (v == DONE && run->dry_run) {
		printf("would make %s and %s.public\n", file, file);
		return DONE;
	}
	if (v == DONE)
		v = backup_key_make(file, &run->fault);
	if (v == DONE)
		printf("%s opens all backups that are made from now on: take it off this machine, print it, keep two copies apart.\n"
		    "Without it no backup can be opened by anybody. Write into %s:\n\n[backup]\npublic_key = %s.public\n", file,
		    run->settings_file, file);
	return v;
}

static enum verdict
verify(struct run *run)
{
	const struct backup_settings *s = &run->settings->backup;
	const char *id = run->argument_count > 0 ? run->arguments[0] : NULL;
	struct backup_pair pair;
	enum verdict v = seal_begin(&run->fault);

	if (v == DONE && *s->folder == 0)
		v = fail(&run->fault, HALT, "there is no [backup] folder in %s", run->settings_file);
	if (v == DONE && given(OPTION_KEY))
		v = backup_key_secret(options[OPTION_KEY].value, &pair, &run->fault);
	if (v == DONE)
		v = backup_verify(run, s->folder, keyring_folder(run->ctx, s), id, given(OPTION_KEY) ? &pair : NULL);
	seal_wipe(&pair, sizeof pair);
	return v;
}

/* ---- --list ------------------------------------------------------------------------------------------- */

static enum verdict
print_backup(struct run *run, struct ledger *l, const struct backup *b)
{
	int64_t erased;
	enum verdict v;

	if (b->problem != NULL) {
		printf("%-24s %s\n", b->id, b->problem);
		return DONE;
	}
	v = backup_erased_since(l, b->time, &erased, &run->fault);
	if (v != DONE)
		return v;
	printf("%-24s %s %9lld %9lld %12lld %12lld   %s %7lld\n", b->id, clock_local(run->ctx, b->time), (long long)b->opinions,
	    (long long)b->files, (long long)b->octets, (long long)b->new_octets,
	    clock_local(run->ctx, backup_until(&run->settings->backup, b)), (long long)erased);
	return DONE;
}

static enum verdict
print_keyrings(struct run *run, struct ledger *l)
{
	char *folder = keyring_folder(run->ctx, &run->settings->backup);
	struct keyring_file *files;
	size_t count;
	enum verdict v = keyring_list(run->ctx, folder, &files, &count, &run->fault);

	for (size_t i = 0; v == DONE && i < count; i++) {
		int64_t erased;

		v = backup_erased_since(l, files[i].time, &erased, &run->fault);
		if (v == DONE && erased != 0)
			printf("keyring of %s: opens %lld opinions that were erased since: iken backup --renew-keys\n",
			    clock_local(run->ctx, files[i].time), (long long)erased);
		else if (v == DONE)
			printf("keyring of %s: opens nothing that was erased\n", clock_local(run->ctx, files[i].time));
	}
	if (v == DONE && count == 0)
		printf("there is no keyring in %s\n", folder);
	return v;
}

static enum verdict
list(struct run *run)
{
	struct ledger *l;
	struct backups all;
	enum verdict v = ledger_open(run->ctx, run->settings, LEDGER_READ, KEY_PUBLIC | KEY_MASTER | KEY_LOOKUP, &l, &run->fault);

	if (v == DONE && *run->settings->backup.folder == 0)
		v = fail(&run->fault, HALT, "there is no [backup] folder in %s", run->settings_file);
	if (v == DONE)
		v = backup_list(run->ctx, run->settings->backup.folder, &all, &run->fault);
	if (v != DONE)
		return v;
	printf("%-24s %-16s %9s %9s %12s %12s   %-16s %7s\n", "backup", "of", "opinions", "files", "octets", "new octets",
	    "kept until", "erased");
	for (size_t i = 0; v == DONE && i < all.count; i++)
		v = print_backup(run, l, &all.backup[i]);
	return v == DONE ? print_keyrings(run, l) : v;
}

/* ---- --check --------------------------------------------------------------------------------------------- */

static enum verdict
check(struct run *run)
{
	const struct backup_settings *s = &run->settings->backup;
	unsigned char public[SEAL_PUBLIC];
	const struct backup *newest;
	struct backups all;
	enum verdict v;

	if (*s->folder == 0) {
		printf("there is no [backup] folder in %s: nothing is backed up\n", run->settings_file);
		return DONE;
	}
	v = backup_key_public(s->public_key, public, &run->fault);
	if (v == DONE)
		v = backup_list(run->ctx, s->folder, &all, &run->fault);
	if (v != DONE)
		return v;
	newest = backup_newest(&all);
	if (newest == NULL)
		return fail(&run->fault, HALT, "there is no backup in %s: run iken backup", s->folder);
	if (backup_is_too_old(s, newest, clock_now()))
		return fail(&run->fault, HALT, "the newest backup is of %s, and too old: why does iken backup not run?",
		    clock_local(run->ctx, newest->time));
	printf("the newest of %zu backups is of %s\n", all.count, clock_local(run->ctx, newest->time));
	return DONE;
}

static enum verdict
backup(struct run *run)
{
	struct backup made;

	if (run->check)
		return check(run);
	if (given(OPTION_NEW_KEY))
		return new_key(run);
	if (given(OPTION_VERIFY))
		return verify(run);
	if (run->argument_count != 0)
		return fail(&run->fault, NEVER, "%s: a backup is named with --verify only", run->arguments[0]);
	if (given(OPTION_LIST))
		return list(run);
	if (run->dry_run)
		return backup_rehearse(run);
	return given(OPTION_RENEW_KEYS) ? backup_renew_keys(run) : backup_make(run, given(OPTION_FIRST), &made);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-backup", .lock = RUN_LOCKED, .options = options, .synopsis = "[ID]", .max_arguments = 1,
		.insists = &options[OPTION_RENEW_KEYS],
		.purpose = "Writes an encrypted backup of everything while everything runs, and the keys apart." };

	run_begin(&run, argc, argv);
	run.verdict = backup(&run);
	return run_end(&run);
}
