/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-print - prints answers as letters, and the sheets that go with paper */
#include "config/memory.h"
#include "config/run.h"
#include "reply/print.h"
#include "reply/print_runs.h"
#include "reply/print_sheets.h"
#include "reply/template.h"

enum option { NOW, LIST, CONFIRM, KEPT, REPRINT, BATCH_SHEET, SEPARATORS, OPINION, UNMASKED, REASON, NOTE_SHEET, ERASURE, OUTPUT, OPTIONS };

static struct run_option options[OPTIONS + 1] = {
	[NOW] = { .name = "now", .help = "begins a run of letters whatever print.every says" },
	[LIST] = { .name = "list", .unlocked = true, .help = "shows the newest runs of letters" },
	[CONFIRM] = { .name = "confirm", .argument = "RUN", .unlocked = true, .help = "the letters of a run were posted" },
	[KEPT] = { .name = "kept", .argument = "NUMBER", .help = "all but this one, and those of the numbers that follow" },
	[REPRINT] = { .name = "reprint", .argument = "RUN|NUMBER", .help = "prints letters once more, marked as such" },
	[BATCH_SHEET] = { .name = "batch-sheet", .argument = "CHANNEL", .unlocked = true,
	    .help = "prints the cover of a stack of so many papers (NUMBER), and separators" },
	[SEPARATORS] = { .name = "separators", .argument = "NUMBER", .help = "so many of them; else one less than papers" },
	[OPINION] = { .name = "opinion", .argument = "NUMBER", .unlocked = true, .help = "prints an opinion, masked" },
	[UNMASKED] = { .name = "unmasked", .help = "with who wrote it, and its scans; needs --reason" },
	[REASON] = { .name = "reason", .argument = "TEXT", .help = "why, for the access log" },
	[NOTE_SHEET] = { .name = "note-sheet", .argument = "NUMBER", .unlocked = true,
	    .help = "prints the sheet on which a department notes what it did" },
	[ERASURE] = { .name = "erasure", .argument = "N", .unlocked = true, .help = "prints the report of an erasure" },
	[OUTPUT] = { .name = "output", .letter = 'o', .argument = "FILE", .help = "a sheet goes into a file, - standard output" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

/* The numbers behind --kept. */
static struct list
kept_numbers(const struct run *run)
{
	struct list all = { must(talloc_zero_array(run->ctx, char *, (unsigned)run->argument_count + 2)), 0 };

	if (given(KEPT) != NULL)
		all.item[all.count++] = must(talloc_strdup(run->ctx, given(KEPT)));
	for (int i = 0; i < run->argument_count; i++)
		all.item[all.count++] = run->arguments[i];
	return all;
}

static enum verdict
print_letters(struct run *run, struct ledger *l)
{
	struct print_run x;
	enum verdict v;

	if (run->settings->print.kind == PRINT_NONE)
		return fail(&run->fault, HALT, "nothing is printed here: print.kind is none");
	v = print_open(run, l, &x, &run->fault);
	if (v == DONE)
		v = given(REPRINT) != NULL ? print_again(&x, given(REPRINT), &run->fault) :
		    print_due(&x, given(NOW) != NULL, &run->fault);
	return v;
}

static enum verdict
check(struct run *run, struct ledger *l)
{
	static const char *const kinds[] = { "no letters are printed", "into the folder", "on the printer" };
	const struct printing *print = &run->settings->print;
	struct buffer errors = buffer_init(run->ctx);
	struct print_run x;
	enum verdict v = template_check(run->ctx, &run->settings->office, &errors, &run->fault);

	if (v != DONE)
		printf("%s", buffer_text(&errors));
	else if (print->kind != PRINT_NONE)
		v = print_open(run, l, &x, &run->fault);
	if (v == DONE)
		printf("register, words of letters and fonts: ready; %s%s%s\n", kinds[print->kind],
		    print->kind == PRINT_NONE ? "" : " ", print->kind == PRINT_NONE ? "" :
		    print->kind == PRINT_FOLDER ? print->folder : print->printer);
	return v;
}

/* What is asked for on paper besides letters. */
static enum verdict
print_sheet(struct run *run, struct ledger *l, struct parser *parser, struct scanner *scanner)
{
	const struct print_opinion what = { .number = given(OPINION), .reason = given(UNMASKED) != NULL ? given(REASON) : NULL,
		.parser = parser, .scanner = scanner, .output = given(OUTPUT) };

	if (given(OPINION) != NULL)
		return print_opinion(run, l, &what, &run->fault);
	if (given(NOTE_SHEET) != NULL)
		return print_note(run, l, given(NOTE_SHEET), given(OUTPUT), &run->fault);
	if (given(ERASURE) != NULL)
		return print_erasure(run, l, given(ERASURE), given(OUTPUT), &run->fault);
	return print_batch(run, l, given(BATCH_SHEET), run->argument_count != 0 ? run->arguments[0] : "", given(SEPARATORS),
	    given(OUTPUT), &run->fault);
}

static enum verdict
work_on(struct run *run, struct ledger *l, struct parser *parser, struct scanner *scanner)
{
	struct list kept = kept_numbers(run);

	if (run->check)
		return check(run, l);
	if (given(LIST) != NULL)
		return print_runs_list(run, l, &run->fault);
	if (given(CONFIRM) != NULL)
		return print_runs_confirm(run, l, given(CONFIRM), &kept, &run->fault);
	if (given(OPINION) != NULL || given(NOTE_SHEET) != NULL || given(BATCH_SHEET) != NULL || given(ERASURE) != NULL)
		return print_sheet(run, l, parser, scanner);
	return print_letters(run, l);
}

/* A round of all programs has nothing to wait for where nothing is printed. */
static bool
has_nothing_to_do(const struct run *run)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (options[i].value != NULL)
			return false;
	return run->settings->print.kind == PRINT_NONE && !run->check;
}

/* What makes no sense together. */
static enum verdict
check_usage(struct run *run)
{
	enum option one[] = { LIST, CONFIRM, REPRINT, BATCH_SHEET, OPINION, NOTE_SHEET, ERASURE };
	int count = 0;

	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
		count += given(one[i]) != NULL;
	if (count > 1)
		return fail(&run->fault, NEVER, "one thing at a time: --%s, --%s, --%s, --%s, --%s, --%s or --%s", "list", "confirm",
		    "reprint", "batch-sheet", "opinion", "note-sheet", "erasure");
	if (given(UNMASKED) != NULL && (given(REASON) == NULL || given(REASON)[0] == 0))
		return fail(&run->fault, NEVER, "--unmasked needs --reason: it stands in the access log");
	if (given(KEPT) != NULL && given(CONFIRM) == NULL)
		return fail(&run->fault, NEVER, "--kept is for --confirm");
	if (run->argument_count != 0 && given(KEPT) == NULL && given(BATCH_SHEET) == NULL)
		return fail(&run->fault, NEVER, "%s: what is it for? Letters that were not posted stand behind --kept",
		    run->arguments[0]);
	return DONE;
}

static enum verdict
work(struct run *run)
{
	struct scanner *scanner = NULL;
	struct parser *parser = NULL;
	struct ledger *l;
	enum verdict v = check_usage(run);

	if (v == DONE && has_nothing_to_do(run))
		return DONE;
	/* The children that read scans are started before any key is read into memory. */
	if (v == DONE && given(OPINION) != NULL && given(UNMASKED) != NULL) {
		v = parser_start(run->ctx, &run->settings->limits, &parser, &run->fault);
		if (v == DONE)
			v = scanner_start(run->ctx, &run->settings->limits, &scanner, &run->fault);
	}
	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPLY, &l, &run->fault);
	if (v == DONE)
		v = work_on(run, l, parser, scanner);
	if (scanner != NULL)
		scanner_stop(&scanner);
	if (parser != NULL)
		parser_stop(&parser);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-print", .lock = RUN_LOCKED, .synopsis = "[NUMBER ...]", .options = options,
		.insists = &options[REPRINT],
		.purpose = "Prints answers as letters, and the sheets that go with paper.", .max_arguments = -1 };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	return run_end(&run);
}
