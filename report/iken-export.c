/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-export - opinions and answers leave the office: one as a folder, many sealed on a medium, when people have agreed */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "config/run.h"
#include "report/export.h"
#include "spool/calendar.h"
#include "spool/file.h"
#include "spool/formdate.h"
#include "spool/number.h"

enum option { CASE, PROPOSE, APPROVE, WITHDRAW, RUN, LIST, SHOW, REASON, FOLDER, NOTICE, SHOW_PASSWORD, FROM, TO,
	DEPARTMENT, PURPOSE, CHANNEL, STATE, NUMBERS, CASES, MASKED, INFECTED, CP932, OPTIONS };

enum { NUMBERS_MAX = 4 << 20, DAY = 86400 };

static struct run_option options[OPTIONS + 1] = {
	[CASE] = { .name = "case", .argument = "NUMBER", .unlocked = true, .help = "one opinion, as a folder" },
	[PROPOSE] = { .name = "propose", .unlocked = true, .help = "asks for an export of several" },
	[APPROVE] = { .name = "approve", .argument = "N", .unlocked = true, .help = "agrees to a proposal of somebody else" },
	[WITHDRAW] = { .name = "withdraw", .argument = "N", .help = "gives one up before it is made" },
	[RUN] = { .name = "run", .argument = "N", .help = "writes what was approved, once" },
	[LIST] = { .name = "list", .unlocked = true, .help = "shows all exports" },
	[SHOW] = { .name = "show", .argument = "N", .unlocked = true, .help = "shows one: why, who, how many, which" },
	[REASON] = { .name = "reason", .argument = "TEXT", .help = "why; --case and --propose need it" },
	[FOLDER] = { .name = "folder", .argument = "DIR", .help = "where it is put; [export] folder when not given" },
	[NOTICE] = { .name = "notice", .argument = "DIR", .help = "where the notice of the password is put, elsewhere" },
	[SHOW_PASSWORD] = { .name = "show-password", .help = "shows the password once instead, on standard output" },
	[FROM] = { .name = "from", .argument = "DATE", .help = "those received on this day or later" },
	[TO] = { .name = "to", .argument = "DATE", .help = "on this day or earlier" },
	[DEPARTMENT] = { .name = "department", .argument = "CODE", .help = "those with this department" },
	[PURPOSE] = { .name = "purpose", .argument = "CODE", .help = "those with this purpose" },
	[CHANNEL] = { .name = "channel", .argument = "CODE", .help = "those that came in this way" },
	[STATE] = { .name = "state", .argument = "STATE", .help = "those in this state" },
	[NUMBERS] = { .name = "numbers", .argument = "FILE", .help = "those whose numbers stand in a file" },
	[CASES] = { .name = "cases", .help = "with a case folder of each, not tables alone" },
	[MASKED] = { .name = "masked", .help = "without who wrote it" },
	[INFECTED] = { .name = "infected", .help = "with originals in which a virus was found" },
	[CP932] = { .name = "sjis", .help = "CSV in CP932, with a list of what it cannot hold" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

static const char *
words(enum option option)
{
	return given(option) != NULL ? given(option) : "";
}

/* ---- usage -------------------------------------------------------------------------------------------------------------- */

static enum verdict
check_usage(struct run *run)
{
	static const enum option one[] = { CASE, PROPOSE, APPROVE, WITHDRAW, RUN, LIST, SHOW };
	static const enum option of_proposal[] = { FROM, TO, DEPARTMENT, PURPOSE, CHANNEL, STATE, NUMBERS, CASES, CP932 };
	int count = 0;

	for (size_t i = 0; i < sizeof one / sizeof one[0]; i++)
		count += given(one[i]) != NULL;
	/* A proposal of one opinion is asked for by both. */
	count -= given(PROPOSE) != NULL && given(CASE) != NULL;
	if (count != 1 && !run->check)
		return fail(&run->fault, NEVER, "one thing at a time: --case, --propose, --approve, --run, --withdraw, --list or "
		    "--show; what became of a medium is said to iken books");
	for (size_t i = 0; given(PROPOSE) == NULL && i < sizeof of_proposal / sizeof of_proposal[0]; i++)
		if (given(of_proposal[i]) != NULL)
			return fail(&run->fault, NEVER, "--%s is for --propose", options[of_proposal[i]].name);
	if ((given(CASE) != NULL || given(PROPOSE) != NULL) && *text_trim(run->ctx, words(REASON)) == 0)
		return fail(&run->fault, NEVER, "--reason is missing: who asks later must know why it left");
	if (given(NOTICE) != NULL && given(SHOW_PASSWORD) != NULL)
		return fail(&run->fault, NEVER, "either --notice or --show-password");
	return DONE;
}

static char *
reason_of(struct run *run)
{
	return text_cut(run->ctx, text_trim(run->ctx, text_from(run->ctx, bytes_of(words(REASON)), TEXT_LINE, NULL)),
	    EXPORT_REASON_MAX);
}

/* Absolute, so that a later run from elsewhere finds it. */
static enum verdict
folder_of(struct run *run, enum option option, const char *setting, const char **out)
{
	*out = given(option) != NULL ? given(option) : setting;
	if (**out == 0)
		return fail(&run->fault, NEVER, "--%s is missing, and the settings name no folder in [export]", options[option].name);
	return DONE;
}

/* ---- which opinions -------------------------------------------------------------------------------------------------------- */

static enum verdict
read_day(struct run *run, enum option option, int64_t *out)
{
	daynum day;

	if (given(option) == NULL)
		return DONE;
	if (!formdate_read(given(option), &day))
		return fail(&run->fault, NEVER, "--%s: not a date such as 2026-04-01", options[option].name);
	*out = calendar_begin(day);
	return DONE;
}

/* One after the other, whatever stands between them. */
static enum verdict
read_numbers(struct run *run, const char **out)
{
	struct buffer file, numbers = buffer_init(run->ctx);
	enum verdict v = file_get(run->ctx, given(NUMBERS), NUMBERS_MAX, &file, &run->fault);
	const char *p;

	if (v != DONE)
		return v;
	for (p = text_from(run->ctx, buffer_bytes(&file), TEXT_RUNNING, NULL); *p != 0;) {
		size_t len = strcspn(p, " \t\n,;\"");
		char *word = must(talloc_strndup(run->ctx, p, len)), *number = number_read(run->ctx, word);

		p += len + (p[len] != 0);
		if (len == 0)
			continue;
		if (number == NULL)
			return fail(&run->fault, NEVER, "--numbers: %.40s is not a number: a digit is missing or wrong", word);
		buffer_printf(&numbers, "%s%s", numbers.len != 0 ? " " : "", number);
	}
	*out = buffer_text(&numbers);
	return **out != 0 ? DONE : fail(&run->fault, NEVER, "--numbers: there is none in the file");
}

static enum verdict
check_codes(struct run *run)
{
	const struct settings *s = run->settings;

	if (*words(STATE) != 0 && state_from_name(words(STATE)) == STATES)
		return fail(&run->fault, NEVER, "there is no state %.40s", words(STATE));
	if (*words(DEPARTMENT) != 0 && settings_department(s, words(DEPARTMENT)) == NULL)
		return fail(&run->fault, NEVER, "there is no department %.40s in %s", words(DEPARTMENT), run->settings_file);
	if (*words(PURPOSE) != 0 && settings_purpose(s, words(PURPOSE)) == NULL)
		return fail(&run->fault, NEVER, "there is no purpose %.40s in %s", words(PURPOSE), run->settings_file);
	if (strcspn(words(CHANNEL), " \n") != strlen(words(CHANNEL)))
		return fail(&run->fault, NEVER, "--channel: not a code");
	return DONE;
}

static enum verdict
read_pick(struct run *run, struct pick *out)
{
	enum verdict v = check_codes(run);

	*out = (struct pick){ .department = words(DEPARTMENT), .purpose = words(PURPOSE), .channel = words(CHANNEL),
		.state = words(STATE), .numbers = "", .cases = given(CASES) != NULL, .masked = given(MASKED) != NULL,
		.infected = given(INFECTED) != NULL, .cp932 = given(CP932) != NULL };
	if (v == DONE)
		v = read_day(run, FROM, &out->from);
	if (v == DONE)
		v = read_day(run, TO, &out->to);
	if (out->to != 0)
		out->to += DAY;
	if (v == DONE && given(NUMBERS) != NULL)
		v = read_numbers(run, &out->numbers);
	if (v == DONE && given(CASE) != NULL) {
		out->numbers = number_read(run->ctx, given(CASE));
		if (out->numbers == NULL)
			v = fail(&run->fault, NEVER, "%.40s is not a number: a digit is missing or wrong", given(CASE));
	}
	return v;
}

/* ---- what is asked for --------------------------------------------------------------------------------------------------- */

static enum verdict
propose(struct run *run, struct ledger *l)
{
	struct pick pick;
	enum verdict v = read_pick(run, &pick);

	return v == DONE ? export_ask(run, l, &pick, reason_of(run), &run->fault) : v;
}

static enum verdict
write_out(struct run *run, struct ledger *l, struct parser *parser)
{
	const struct export_settings *s = &run->settings->export;
	struct export_work w = { .run = run, .l = l, .parser = parser, .infected = given(INFECTED) != NULL };
	const char *folder, *notice = NULL;
	enum verdict v = folder_of(run, FOLDER, s->folder, &folder);

	if (v == DONE && given(RUN) != NULL && given(SHOW_PASSWORD) == NULL)
		v = folder_of(run, NOTICE, s->notices, &notice);
	if (v == DONE)
		v = export_work_begin(&w, &run->fault);
	if (v == DONE)
		v = given(RUN) != NULL ? export_run(&w, given(RUN), folder, notice, &run->fault) :
		    export_case(&w, given(CASE), folder, reason_of(run), given(MASKED) != NULL, &run->fault);
	talloc_free(w.fonts);
	fonts_end_of_program();
	return v;
}

static enum verdict
work_on(struct run *run, struct ledger *l, struct parser *parser)
{
	struct fault *f = &run->fault;

	if (run->check)
		return DONE;
	if (given(PROPOSE) != NULL)
		return propose(run, l);
	if (given(APPROVE) != NULL)
		return export_agree(run, l, given(APPROVE), f);
	if (given(WITHDRAW) != NULL)
		return export_give_up(run, l, given(WITHDRAW), f);
	if (given(LIST) != NULL)
		return export_show_all(run, l, f);
	if (given(SHOW) != NULL)
		return export_show(run, l, given(SHOW), f);
	return write_out(run, l, parser);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-export", .synopsis = "", .lock = RUN_LOCKED, .options = options, .insists = &options[RUN],
		.purpose = "Gives opinions and answers out: one as a folder, many sealed on a medium, when people have agreed." };
	struct ledger *l = NULL;
	struct parser *parser = NULL;

	run_begin(&run, argc, argv);
	run.verdict = check_usage(&run);
	/* Before keys are read into memory. */
	if (run.verdict == DONE && (given(RUN) != NULL || (given(CASE) != NULL && given(PROPOSE) == NULL)))
		run.verdict = parser_start(run.ctx, &run.settings->limits, &parser, &run.fault);
	if (run.verdict == DONE)
		run.verdict = ledger_open(run.ctx, run.settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run.fault);
	if (run.verdict == DONE)
		run.verdict = work_on(&run, l, parser);
	if (parser != NULL)
		parser_stop(&parser);
	return run_end(&run);
}
