/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * count-steps - what each statement cost, in steps of SQLite's machine; loaded into the programs by LD_PRELOAD.
 *
 * For each statement that is finalized a line is added to the file $STEPS: program, steps, steps of scans over a whole
 * table, how often it ran, and its text, which holds nothing of anybody, as values are bound to it. Steps are the same
 * in each run, on whatever machine.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

enum { ROOM = 16384 };

/* One write for a line, so that programs beside each other do not mix theirs. */
static void
note(sqlite3_stmt *statement, const char *file)
{
	static char line[ROOM];
	const char *sql = sqlite3_sql(statement);
	int len = snprintf(line, sizeof line, "%s\t%d\t%d\t%d\t%s", program_invocation_short_name,
	    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 0),
	    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0),
	    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_RUN, 0), sql != NULL ? sql : "");
	int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

	if (len >= ROOM)
		len = ROOM - 1;
	for (char *p = line; *p != 0; p++)
		if (*p == '\n')
			*p = ' ';
	line[len++] = '\n';
	if (fd < 0 || write(fd, line, (size_t)len) != len)
		_exit(99);
	close(fd);
}

int
sqlite3_finalize(sqlite3_stmt *statement)
{
	int (*next)(sqlite3_stmt *) = (int (*)(sqlite3_stmt *))(uintptr_t)dlsym(RTLD_NEXT, "sqlite3_finalize");
	const char *file = getenv("STEPS");

	if (file != NULL && statement != NULL)
		note(statement, file);
	return next(statement);
}
