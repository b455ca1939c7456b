/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-books - the registers of an office, printed: receipts, dispatches, media, erasures */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "report/book.h"
#include "spool/access.h"
#include "spool/access_sign.h"
#include "spool/fonts.h"
#include "spool/medium.h"

enum option { RECEIPTS_BOOK, DISPATCHES_BOOK, MEDIA_BOOK, ERASURES_BOOK, ALL, MONTH, YEAR, FROM, TO, FORMAT, OUTPUT, WITH_NAMES, REASON,
	VERIFY, RETURNED, DESTROYED, OPTIONS };

static struct run_option options[OPTIONS + 1] = {
	[RECEIPTS_BOOK] = { .name = "receipts", .help = "every opinion that came in (受付簿)" },
	[DISPATCHES_BOOK] = { .name = "dispatches", .help = "the letters and mails that left (発送簿)" },
	[MEDIA_BOOK] = { .name = "media", .help = "what left on media (媒体管理簿)" },
	[ERASURES_BOOK] = { .name = "erasures", .help = "what was erased (消去簿)" },
	[ALL] = { .name = "all", .help = "all four" },
	[MONTH] = { .name = "month", .argument = "YYYY-MM", .help = "of this month; the present one when nothing is said" },
	[YEAR] = { .name = "fiscal-year", .argument = "YEAR", .help = "of the year from April: 2026, R8" },
	[FROM] = { .name = "from", .argument = "DATE", .help = "from this day on" },
	[TO] = { .name = "to", .argument = "DATE", .help = "with --from: to this day, which belongs to it; today" },
	[FORMAT] = { .name = "format", .argument = "FORMAT[,...]", .help = "pdf (when not said), csv, csv-cp932, xlsx, html" },
	[OUTPUT] = { .name = "output", .argument = "FOLDER", .help = "where the files are written", .letter = 'o' },
	[WITH_NAMES] = { .name = "with-names", .help = "receipts with the names of those who wrote; needs --reason" },
	[REASON] = { .name = "reason", .argument = "TEXT", .help = "why, for the access log" },
	[VERIFY] = { .name = "verify", .argument = "MARK", .help = "whether the rows of a printed register are as they were" },
	[RETURNED] = { .name = "medium-returned", .argument = "NUMBER", .help = "a medium came back" },
	[DESTROYED] = { .name = "medium-destroyed", .argument = "NUMBER", .help = "a medium was destroyed" },
};

static const char *
given(enum option option)
{
	return options[option].value;
}

static bool
is_wanted(enum book_kind kind)
{
	return given(ALL) != NULL || given((enum option)((int)RECEIPTS_BOOK + (int)kind)) != NULL;
}

static const char *
formats(void)
{
	return given(FORMAT) != NULL ? given(FORMAT) : "pdf";
}

static enum verdict
check_formats(struct run *run)
{
	char *rest = must(talloc_strdup(run->ctx, formats())), *word;

	while ((word = strsep(&rest, ",")) != NULL)
		if (book_format_named(text_trim(run->ctx, word)) == FORMATS)
			return fail(&run->fault, NEVER, "there is no format '%s': pdf, csv, csv-cp932, xlsx, html", word);
	return DONE;
}

static enum verdict
check_usage(struct run *run)
{
	int books = 0, alone = (given(VERIFY) != NULL) + (given(RETURNED) != NULL) + (given(DESTROYED) != NULL);

	for (enum book_kind kind = RECEIPTS; kind < BOOK_KINDS; kind++)
		books += is_wanted(kind);
	if (alone + (books != 0) != 1)
		return fail(&run->fault, NEVER, "say which: --receipts, --dispatches, --media, --erasures or --all; or one of --verify, "
		    "--medium-returned and --medium-destroyed");
	if (given(WITH_NAMES) != NULL && (!is_wanted(RECEIPTS) || given(REASON) == NULL || given(REASON)[0] == 0))
		return fail(&run->fault, NEVER, "--with-names is for --receipts and needs --reason");
	if (books != 0 && !run->dry_run && (given(OUTPUT) == NULL || given(OUTPUT)[0] == 0))
		return fail(&run->fault, NEVER, "say with --output where the files are to be written");
	return check_formats(run);
}

/* ---- books ------------------------------------------------------------------------------------------------------------- */

/* Names are looked at within a transaction that writes these looks, and told when it is committed. */
static enum verdict
read_book(struct run *run, struct ledger *l, enum book_kind kind, const struct period *period, struct book_made *out)
{
	const char *names = kind == RECEIPTS && given(WITH_NAMES) != NULL && !run->dry_run ? given(REASON) : NULL;
	struct fault why = { "" };
	enum verdict v = names != NULL ? db_begin(l->db, &run->fault) : db_begin_read(l->db, &run->fault);

	if (v != DONE)
		return v;
	v = book_make(l, run->ctx, kind, period, INT64_MAX, names, out, &run->fault);
	v = db_end(l->db, v, true, &run->fault);
	if (v == DONE && names != NULL && access_publish(l, PUBLISH_GO_ON, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	return v;
}

static enum verdict
write_formats(struct run *run, enum book_kind kind, const struct period *period, const struct book_made *made)
{
	char *rest = must(talloc_strdup(run->ctx, formats())), *word;
	enum verdict v = DONE;

	while (v == DONE && (word = strsep(&rest, ",")) != NULL)
		v = book_write(run->settings, run->ctx, kind, period, made, book_format_named(text_trim(run->ctx, word)), given(OUTPUT),
		    &run->fault);
	return v;
}

static enum verdict
give_book(struct run *run, struct ledger *l, enum book_kind kind, const struct period *period)
{
	const char *what = must(talloc_asprintf(run->ctx, "books %s", book_kind_name(kind)));
	struct book_made made = { .unbalanced = false };
	struct fault why = { "" };
	enum verdict v = run->dry_run ? DONE : access_note(l, what, 0, &run->fault);

	if (v == DONE)
		v = read_book(run, l, kind, period, &made);
	/* What was found counts more than that nobody could be told. */
	if (!run->dry_run && (v == DONE || made.unbalanced) && book_tell(l, run->ctx, kind, period, made.unbalanced, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	if (v != DONE)
		return v;
	printf("%s %.10s to %.10s: %lld rows, mark %s\n", book_kind_name(kind), clock_local(run->ctx, period->from),
	    clock_local(run->ctx, period_last_day(period)), (long long)made.rows, made.mark);
	if (run->dry_run)
		return DONE;
	v = write_formats(run, kind, period, &made);
	if (v == DONE)
		log_line(LOG_NOTE, "%s %.10s to %.10s: %lld rows%s", book_kind_name(kind), clock_local(run->ctx, period->from),
		    clock_local(run->ctx, period_last_day(period)), (long long)made.rows,
		    kind == RECEIPTS && given(WITH_NAMES) != NULL ? ", with names" : "");
	return v;
}

static enum verdict
give_books(struct run *run, struct ledger *l)
{
	const struct period_words words = { given(FROM), given(TO), given(MONTH), given(YEAR) };
	struct period period;
	enum verdict v = period_read(&words, clock_now(), &period, &run->fault);

	for (enum book_kind kind = RECEIPTS; v == DONE && kind < BOOK_KINDS; kind++)
		if (is_wanted(kind))
			v = give_book(run, l, kind, &period);
	return v;
}

/* ---- marks and media ---------------------------------------------------------------------------------------------------- */

static enum verdict
verify(struct run *run, struct ledger *l)
{
	enum verdict v = db_begin_read(l->db, &run->fault);

	if (v != DONE)
		return v;
	v = book_verify(l, run->ctx, given(VERIFY), &run->fault);
	db_rollback(l->db);
	return v;
}

/* The line in the access log says who did it. */
static enum verdict
end_medium(struct run *run, struct ledger *l, const char *typed, const char *end)
{
	const char *what;
	int64_t id;
	enum verdict v;

	if (!text_to_number(typed, 1, INT64_MAX, &id))
		return fail(&run->fault, NEVER, "'%s' is no number of a medium: iken books --media lists them", typed);
	/* As the words of the log are known (audit templates), and without zeros that somebody typed before it. */
	what = must(talloc_asprintf(run->ctx, "medium %s: %lld", end, (long long)id));
	v = db_begin(l->db, &run->fault);
	if (v != DONE)
		return v;
	v = medium_end(l, id, end, &run->fault);
	if (v == DONE)
		v = access_note_within(l, NULL, what, 0, &run->fault);
	v = db_end(l->db, v, !run->dry_run, &run->fault);
	if (v == DONE && !run->dry_run)
		log_line(LOG_NOTE, "%s", what);
	if (v == DONE)
		printf("%s%s\n", run->dry_run ? "would note: " : "", what);
	return v;
}

static enum verdict
work(struct run *run)
{
	struct ledger *l;
	enum verdict v = run->check ? DONE : check_usage(run);

	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run->fault);
	if (v != DONE || run->check)
		return v;
	if (given(VERIFY) != NULL)
		return verify(run, l);
	if (given(RETURNED) != NULL)
		return end_medium(run, l, given(RETURNED), "returned");
	if (given(DESTROYED) != NULL)
		return end_medium(run, l, given(DESTROYED), "destroyed");
	return give_books(run, l);
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-books", .lock = RUN_UNLOCKED, .synopsis = "", .options = options,
		.purpose = "Writes the registers of receipts, dispatches, media and erasures." };

	run_begin(&run, argc, argv);
	run.verdict = work(&run);
	fonts_end_of_program();
	return run_end(&run);
}
