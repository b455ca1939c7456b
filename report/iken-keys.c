/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-keys - shows the keys, renews them, brings back those that are lost */
#include "config/memory.h"
#include "config/run.h"
#include "report/renewal.h"
#include "spool/backup_list.h"

enum { OPTION_LIST, OPTION_RENEW, OPTION_MEND, OPTION_RECOVER, OPTION_KEYRING };

static struct run_option options[] = {
	[OPTION_LIST] = { .name = "list", .help = "show them (as without any option), also while a backup is at work", .unlocked = true },
	[OPTION_RENEW] = { .name = "renew", .argument = "NAME", .help = "make a new one: master, lookup, token, audit or arrival" },
	[OPTION_MEND] = { .name = "mend", .help = "end renewals that were cut short, destroy what nothing needs any more" },
	[OPTION_RECOVER] = { .name = "recover", .argument = "FILE",
	    .help = "bring lost keys back from the newest keyring; FILE: the secret key of the backups" },
	[OPTION_KEYRING] = { .name = "keyring", .argument = "FOLDER", .help = "with --recover: where keyrings are, if not as set" },
	{ .name = NULL },
};

static const char *
given(int option)
{
	return options[option].value;
}

static enum verdict
recover(struct run *run)
{
	const char *folder = given(OPTION_KEYRING);

	if (folder == NULL && *run->settings->backup.folder == 0)
		return fail(&run->fault, HALT, "there is no [backup] folder in %s: say --keyring FOLDER", run->settings_file);
	return renewal_recover(run, given(OPTION_RECOVER), folder != NULL ? folder : keyring_folder(run->ctx, &run->settings->backup));
}

static enum verdict
renew(struct run *run)
{
	enum key_kind kind;

	if (!renewal_kind(given(OPTION_RENEW), &kind))
		return fail(&run->fault, NEVER, "\"%s\" is not renewed; say master, lookup, token, audit or arrival", given(OPTION_RENEW));
	return renewal_renew(run, kind);
}

static enum verdict
mend(struct run *run)
{
	if (run->dry_run) {
		printf("would end what was begun, and destroy what nothing needs any more\n");
		return renewal_show(run);
	}
	return renewal_mend(run);
}

static enum verdict
work(struct run *run)
{
	int count = (given(OPTION_LIST) != NULL) + (given(OPTION_RENEW) != NULL) + (given(OPTION_MEND) != NULL) + (given(OPTION_RECOVER) != NULL);

	if (run->check)
		return renewal_check(run);
	if (count > 1)
		return fail(&run->fault, NEVER, "one thing at a time");
	if (given(OPTION_KEYRING) != NULL && given(OPTION_RECOVER) == NULL)
		return fail(&run->fault, NEVER, "--keyring is for --recover");
	if (given(OPTION_RENEW) != NULL)
		return renew(run);
	if (given(OPTION_MEND) != NULL)
		return mend(run);
	return given(OPTION_RECOVER) != NULL ? recover(run) : renewal_show(run);
}

int
main(int argc, char **argv)
{
	/* A backup reads the keys and writes keyrings: never both at once. */
	struct run run = { .program = "iken-keys", .lock = RUN_LOCKED, .lock_name = "iken-backup", .options = options, .synopsis = "",
		.insists = &options[OPTION_RENEW], .purpose = "Shows the keys, renews them, and brings back those that are lost." };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	return run_end(&run);
}
