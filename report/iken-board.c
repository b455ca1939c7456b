/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-board - the desk's page: what is open, late, waiting or set aside, and how the programs do */
#include <errno.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/run.h"
#include "report/board.h"
#include "spool/file.h"

enum { OPTION_OUTPUT, MODE = 0644, PAGE_MAX = 16 * 1024 * 1024 };

static struct run_option options[] = {
	[OPTION_OUTPUT] = { .name = "output", .argument = "FILE", .help = "this file instead of that of the settings", .letter = 'o' },
	{ .name = NULL },
};

static const char *
file_of(const struct run *run)
{
	return options[OPTION_OUTPUT].value != NULL ? options[OPTION_OUTPUT].value : run->settings->board.file;
}

/* What stands there is a page of ours, or nothing. */
static enum verdict
check_file(struct run *run, const char *path)
{
	struct buffer there;

	if (*path == 0)
		return fail(&run->fault, HALT, "there is no [board] file in %s, and no --output", run->settings_file);
	if (access(path, F_OK) != 0)
		return errno == ENOENT ? DONE : fail(&run->fault, LATER, "%s: %s", path, strerror(errno));
	if (file_get(run->ctx, path, PAGE_MAX, &there, &run->fault) == DONE && board_is_page(buffer_bytes(&there)))
		return DONE;
	return fail(&run->fault, HALT, "%s is no page of iken-board: it is left as it is", path);
}

/* What killed runs have left beside it. */
static void
sweep(void *ctx, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		file_sweep(".", must(talloc_asprintf(ctx, "%s.", path)));
	else
		file_sweep(slash == path ? "/" : must(talloc_strndup(ctx, path, (size_t)(slash - path))),
		    must(talloc_asprintf(ctx, "%s.", slash + 1)));
}

static enum verdict
work(struct run *run)
{
	const char *path = file_of(run);
	struct buffer page = buffer_init(run->ctx);
	struct ledger *l;
	struct board *b = memory_new(run->ctx, sizeof *b);
	enum verdict v = check_file(run, path);

	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_READ, KEYS_OF_REPORT, &l, &run->fault);
	if (v != DONE || run->check)
		return v;
	v = board_read(l, run->ctx, clock_now(), b, &run->fault);
	if (v != DONE)
		return v;
	board_page(b, &page);
	if (run->dry_run) {
		printf("would write %zu octets: %s\n", page.len, path);
		return DONE;
	}
	sweep(run->ctx, path);
	return file_put(path, buffer_bytes(&page), MODE, &run->fault);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-board", .lock = RUN_LOCKED, .synopsis = "", .options = options,
		.purpose = "Writes the desk's page: what is open, late, waiting or set aside; nothing personal." };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	return run_end(&run);
}
