/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * run - how every program begins and ends.
 *
 *	int
 *	main(int argc, char **argv)
 *	{
 *		struct run run = { .program = "iken-route", .arguments = "", .help = help };
 *
 *		run_begin(&run, argc, argv);
 *		run.verdict = route_all(&run);
 *		return run_end(&run);
 *	}
 *
 * run_begin() sets the locale to C.UTF-8, the umask to 077, ignores SIGPIPE, reads options and
 * settings and takes the program's lock. It ends the process itself: 0 for --help, --version
 * and when another run of the same program is at work (and says so), 64 for wrong usage, 78
 * for wrong settings, or for the wrong user. With --check or --dry-run it takes no lock and writes no log, so that
 * nothing is left behind. No core file is ever written.
 */
#ifndef CONFIG_RUN_H
#define CONFIG_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "config/fault.h"
#include "config/settings.h"

/* Counts of one run. "The books balance": seen = the sum of the others. */
struct tally {
	int64_t seen;
	int64_t done;
	int64_t later;
	int64_t never;
};

enum run_lock {
	RUN_LOCKED,		/* one run of this program at a time: FOLDER/lock/PROGRAM */
	RUN_UNLOCKED		/* programs that only read, or that take one message */
};

struct run_option {
	const char *name;	/* long name without --, e.g. "at-least" */
	const char *argument;	/* what it is called in the help; NULL: the option takes none */
	const char *help;
	const char *value;	/* out: the argument, or "" when given without; NULL when not given */
	bool unlocked;		/* when given, the program's lock is not needed */
	bool as_root;		/* when given, root stays root (config/users.h) */
	char letter;		/* short name, e.g. 'o'; 0 none */
};

struct run {
	/* set by the program */
	const char *program;
	const char *synopsis;		/* what follows the options, e.g. "NUMBER ..."; "" for none */
	const char *purpose;		/* one sentence for --help */
	enum run_lock lock;
	const char *lock_name;		/* the program whose lock it takes; NULL: its own */
	const struct run_option *insists;	/* when given, another run at work is a failure for now, not a good end */
	void (*busy)(struct run *run);	/* called before the end when another run is at work; NULL: nothing */
	int min_arguments, max_arguments;	/* max -1: any number */
	struct run_option *options;	/* ends with a NULL name; NULL: none but the common ones */
	bool may_stand_by;		/* it works in a standby, too (config/standing.h) */
	bool no_settings;		/* for iken and iken-init: do not read them */

	/* set by run_begin */
	void *ctx;			/* lives as long as the run */
	const char *settings_file;	/* -c FILE, else $IKEN_CONF, else /etc/iken/iken.conf */
	const struct settings *settings;
	bool dry_run;			/* -n, --dry-run */
	bool verbose;			/* -v */
	bool check;			/* --check: say whether this program could do its work */
	char **arguments;
	int argument_count;
	int64_t began;			/* UTC seconds */

	/* set as the run goes */
	struct tally tally;
	enum verdict verdict;		/* what the program ends with */
	struct fault fault;		/* why, when verdict is not DONE */
	int lock_fd;
};

/* Common options: -c FILE, -n/--dry-run, -v/--verbose, --check, --help, --version. */
void run_begin(struct run *run, int argc, char **argv);

/* What run_begin() does once the settings are read, for programs that read them themselves: root becomes the program's
 * user (config/users.h), and the network is gone for those that do not need it. */
void run_give_up_rights(struct run *run);

/* False when SIGTERM or SIGINT asks the run to stop after the item at hand (a second one ends the
 * process at once), or when the verdict is HALT. */
bool run_goes_on(const struct run *run);

/* Counts one item as seen, and what became of it, and logs it when it was not DONE; id is an arrival's id or a
 * number of ours. HALT becomes the run's verdict, so that the loop can end. */
void run_tally(struct run *run, const char *id, enum verdict verdict, const struct fault *f);

/* Prints the fault, notes the end of the run, releases the lock, frees ctx. Returns the exit
 * status: that of the verdict, or 75 when an item was left for later, or when what was printed could
 * not be written. How it went is remembered (config/lastrun.h). */
int run_end(struct run *run);

#endif
