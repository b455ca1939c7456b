/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-stats - counts opinions: a report of a month, a quarter or a fiscal year */
#include <sysexits.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "report/stats.h"
#include "spool/access.h"
#include "spool/file.h"
#include "spool/statistics_mail.h"

enum option { FOLDER, HTML, CSV, XLSX, PDF, PUBLIC, BY_DAY, SJIS, MAIL, SQL, OPTIONS };

static struct run_option options[OPTIONS + 1] = {
	[FOLDER] = { .name = "folder", .argument = "FOLDER", .help = "writes the report there as page, PDF, CSV and XLSX" },
	[HTML] = { .name = "html", .help = "prints it as a page" },
	[CSV] = { .name = "csv", .help = "prints it as CSV" },
	[XLSX] = { .name = "xlsx", .help = "prints it as XLSX" },
	[PDF] = { .name = "pdf", .help = "prints it as PDF" },
	[PUBLIC] = { .name = "public", .help = "for publication: without small numbers, and without what tells them" },
	[BY_DAY] = { .name = "by-day", .help = "what came in and what was open on each day, and not by months" },
	[SJIS] = { .name = "sjis", .help = "CSV in CP932, with a list of the signs that it lacks" },
	[MAIL] = { .name = "mail", .help = "has it mailed to [stats] mail, once for each period; for cron" },
	[SQL] = { .name = "sql", .argument = "NAME", .help = "prints a statement that figures come from: S1, S2, ..., all" },
};

static bool
given(enum option option)
{
	return options[option].value != NULL;
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static enum verdict
put(const char *folder, const char *name, const char *ending, const struct buffer *content, mode_t mode, struct fault *f)
{
	char *path = must(talloc_asprintf(NULL, "%s/%s%s", folder, name, ending));
	enum verdict v = file_put(path, buffer_bytes(content), mode, f);

	if (v == DONE)
		log_line(LOG_NOTE, "wrote %s", path);
	talloc_free(path);
	return v;
}

static enum verdict
put_csv(const struct stats_report *r, const char *folder, const char *name, struct fault *f)
{
	enum grid_charset charset = given(SJIS) ? GRID_CP932 : GRID_UTF8_BOM;
	struct grid *misfits = grid_misfits(r->ctx, r->language == LANGUAGE_EN);
	struct buffer csv = buffer_init(r->ctx), all = buffer_init(r->ctx), list = buffer_init(r->ctx);
	enum verdict v = stats_csv(r, charset, &csv, misfits, f);

	if (v == DONE)
		v = put(folder, name, ".csv", &csv, 0640, f);
	if (v == DONE && r->table[TABLE_ALL] != NULL)
		v = grid_csv(r->table[TABLE_ALL], charset, &all, misfits, f);
	if (v == DONE && r->table[TABLE_ALL] != NULL)
		v = put(folder, name, "-all.csv", &all, 0640, f);
	if (v != DONE || misfits->rows == 0)
		return v;
	v = grid_csv(misfits, GRID_UTF8_BOM, &list, NULL, f);
	return v == DONE ? put(folder, name, "-misfits.csv", &list, 0640, f) : v;
}

static enum verdict
put_all(const struct stats_report *r, const char *folder, struct fault *f)
{
	const char *name = must(talloc_asprintf(r->ctx, "%s%s%s", period_name(r->ctx, &r->period), r->for_public ? "-public" : "",
	    r->by_day ? "-days" : ""));
	struct buffer html = buffer_init(r->ctx), xlsx = buffer_init(r->ctx), pdf = buffer_init(r->ctx);
	enum verdict v;

	file_sweep(folder, name);
	v = put_csv(r, folder, name, f);
	if (v == DONE)
		v = stats_xlsx(r, &xlsx, f);
	if (v == DONE)
		v = put(folder, name, ".xlsx", &xlsx, 0640, f);
	if (v == DONE)
		v = stats_pdf(r, &pdf, f);
	if (v == DONE)
		v = put(folder, name, ".pdf", &pdf, 0640, f);
	if (v != DONE)
		return v;
	/* Last: whoever sees the page finds the others beside it. */
	stats_html(r, &html);
	return put(folder, name, ".html", &html, 0640, f);
}

static enum verdict
print(const struct stats_report *r, struct fault *f)
{
	struct buffer out = buffer_init(r->ctx);
	struct grid *misfits = grid_misfits(r->ctx, r->language == LANGUAGE_EN);
	enum verdict v = DONE;

	if (given(HTML))
		stats_html(r, &out);
	else if (given(CSV))
		v = stats_csv(r, given(SJIS) ? GRID_CP932 : GRID_UTF8_BOM, &out, misfits, f);
	else if (given(XLSX))
		v = stats_xlsx(r, &out, f);
	else
		v = stats_pdf(r, &out, f);
	if (v != DONE)
		return v;
	if (misfits->rows != 0)
		log_line(LOG_WARNING, "%zu signs are not in CP932 and 〓 stands for them; with --folder they are listed", misfits->rows);
	/* run_end() says when it did not arrive. */
	(void)fwrite(out.data, 1, out.len, stdout);
	return DONE;
}

/* ---- mail -------------------------------------------------------------------------------------------------------- */

/* The files first, then the decision (law 4): killed between, the next run writes them again. */
static enum verdict
mail(struct run *run, struct ledger *l, const struct stats_report *r, struct fault *f)
{
	const char *name = period_name(r->ctx, &r->period), *folder = statistics_folder(r->ctx, r->s);
	struct buffer xlsx = buffer_init(r->ctx), pdf = buffer_init(r->ctx);
	bool fresh = false;
	enum verdict v = stats_xlsx(r, &xlsx, f);

	if (v == DONE)
		v = stats_pdf(r, &pdf, f);
	if (v == DONE && run->dry_run)
		printf("would mail the statistics of %s\n", name);
	if (v != DONE || run->dry_run)
		return v;
	v = folder_make(folder, FOLDER_SHARED, f);
	file_sweep(folder, name);
	if (v == DONE)
		v = put(folder, name, ".xlsx", &xlsx, FILE_SHARED, f);
	if (v == DONE)
		v = put(folder, name, ".pdf", &pdf, FILE_SHARED, f);
	if (v == DONE)
		v = statistics_mail(l, name, &fresh, f);
	if (v == DONE && fresh)
		log_line(LOG_NOTE, "the statistics of %s are mailed", name);
	return v;
}

/* ---- the run ----------------------------------------------------------------------------------------------------- */

static enum verdict
check_usage(struct run *run, const char **folder_out)
{
	bool prints = given(HTML) || given(CSV) || given(XLSX) || given(PDF);
	const char *set = run->settings->stats.folder;

	*folder_out = given(FOLDER) ? options[FOLDER].value : prints || given(MAIL) ? "" : set;
	if (given(HTML) + given(CSV) + given(XLSX) + given(PDF) + given(FOLDER) + given(MAIL) > 1)
		return fail(&run->fault, NEVER, "say one of --html, --csv, --xlsx, --pdf, --folder and --mail");
	if (given(PUBLIC) && (given(BY_DAY) || given(MAIL)))
		return fail(&run->fault, NEVER, "--public is not for --by-day and --mail: what is published has no numbers of single days");
	if (!prints && !given(MAIL) && **folder_out == 0)
		return fail(&run->fault, NEVER, "say where: --folder FOLDER, --html, --csv, --xlsx or --pdf, or set [stats] folder");
	return DONE;
}

static enum verdict
print_sql(struct run *run)
{
	const char *name = options[SQL].value;
	bool all = strcmp(name, "all") == 0;
	enum statistics_sql one = statistics_sql_named(name);

	if (!all && one == STATISTICS_SQLS)
		return fail(&run->fault, NEVER, "there is no statement %s: %s to %s, or all", name, statistics_sql_name(0),
		    statistics_sql_name(STATISTICS_SQLS - 1));
	for (int i = 0; i < STATISTICS_SQLS; i++)
		if (all || i == (int)one)
			printf("-- %s\n%s;\n", statistics_sql_name((enum statistics_sql)i), statistics_sql_text((enum statistics_sql)i));
	return DONE;
}

/* False when there is nothing to be mailed. */
static enum verdict
is_wanted(struct run *run, struct ledger *l, const struct stats_report *r, bool *out)
{
	bool was = false;
	enum verdict v = DONE;

	*out = true;
	if (!given(MAIL))
		return DONE;
	if (run->settings->stats.mail.count != 0)
		v = statistics_was_mailed(l, period_name(r->ctx, &r->period), &was, &run->fault);
	*out = v == DONE && run->settings->stats.mail.count != 0 && !was;
	return v;
}

static enum verdict
work(struct run *run, bool *unbalanced_out)
{
	struct stats_report r = { .ctx = run->ctx, .s = run->settings, .for_public = given(PUBLIC), .by_day = given(BY_DAY) };
	struct ledger *l = NULL;
	const char *folder = "";
	bool wanted = false;
	enum verdict v;

	if (given(SQL))
		return print_sql(run);
	v = check_usage(run, &folder);
	r.period = period_last_month(clock_now());
	if (v == DONE && run->argument_count != 0 && !period_from_text(run->arguments[0], &r.period))
		v = fail(&run->fault, NEVER, "%s is no period: write a month as 2026-11, a quarter as 2026-Q3 (October to December), a "
		    "fiscal year as 2026 or R8", run->arguments[0]);
	if (v == DONE && r.period.from > clock_now())
		v = fail(&run->fault, NEVER, "%s has not begun yet", run->arguments[0]);
	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run->fault);
	if (v == DONE)
		v = is_wanted(run, l, &r, &wanted);
	if (v != DONE || !wanted)
		return v;
	if (!run->dry_run)
		v = access_note(l, must(talloc_asprintf(run->ctx, "stats %s", period_name(run->ctx, &r.period))), 0, &run->fault);
	if (v == DONE)
		v = stats_make(&r, l, unbalanced_out, &run->fault);
	if (v != DONE)
		return v;
	if (given(MAIL))
		return mail(run, l, &r, &run->fault);
	if (*folder == 0)
		return print(&r, &run->fault);
	if (!run->dry_run)
		return put_all(&r, folder, &run->fault);
	printf("would write the statistics of %s to %s\n", period_name(run->ctx, &r.period), folder);
	return DONE;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-stats", .lock = RUN_UNLOCKED, .synopsis = "[PERIOD]", .max_arguments = 1,
		.options = options, .purpose = "Counts opinions in a month (2026-11), a quarter (2026-Q3) or a fiscal year (2026)." };
	bool unbalanced = false;
	int status;

	run_begin(&run, argc, argv);
	run.verdict = work(&run, &unbalanced);
	status = run_end(&run);
	/* Sums that are not what the register counts are a fault of ours and no setting's. */
	return unbalanced ? EX_SOFTWARE : status;
}
