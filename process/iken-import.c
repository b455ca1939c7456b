/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-import - takes over the opinions of an older system from its table, with a check sheet */
#include <sys/stat.h>
#include <sysexits.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "process/former_sheet.h"
#include "process/former_table.h"
#include "spool/access.h"
#include "spool/charset.h"
#include "spool/former.h"

enum { OPTION_MAPPING, OPTION_FILES, OPTION_SHEET };
enum { BATCH = 256, BATCH_OCTETS = 32 << 20 };

static struct run_option options[] = {
	[OPTION_MAPPING] = { .name = "mapping", .argument = "FILE", .help = "what the columns and words of the table are (needed)", .letter = 'm' },
	[OPTION_FILES] = { .name = "files", .argument = "FOLDER", .help = "where the files lie that the table names" },
	[OPTION_SHEET] = { .name = "sheet", .argument = "FOLDER", .help = "where the check sheet is written (needed)", .letter = 'o' },
	{ .name = NULL },
};

struct work {
	struct run *run;
	struct former_map map;
	struct former_import im;
	struct former_table *table, *again;	/* read twice: to be taken, and to be compared */
	struct former_sheet *sheet;
	void *ctx;				/* of the batch */
	struct former_item item[BATCH];
	size_t count;
	int64_t octets;
	bool noted;				/* in the access log */
};

/* ---- before keys are in memory ---- */

static enum verdict
check_sheet_folder(struct run *run)
{
	const char *folder = options[OPTION_SHEET].value;
	struct stat st;

	if (stat(folder, &st) != 0 || !S_ISDIR(st.st_mode))
		return fail(&run->fault, HALT, "%s is no folder: make one, which nobody else may read (chmod 700)", folder);
	if ((st.st_mode & 0027) != 0)
		return fail(&run->fault, HALT, "%s can be read by others, and names will lie in it: chmod 700 %s", folder, folder);
	return DONE;
}

static enum verdict
read_map(struct work *w)
{
	struct run *run = w->run;
	struct buffer errors = buffer_init(run->ctx);
	enum verdict v = former_map_read(run->ctx, run->settings, options[OPTION_MAPPING].value, &w->map, &errors, &run->fault);

	if (errors.len != 0)
		fprintf(stderr, "%s", buffer_text(&errors));
	w->im.map = &w->map;
	w->im.folder = options[OPTION_FILES].value;
	return v;
}

static enum verdict
open_table(struct work *w, struct former_table **out)
{
	return former_table_open(w->run->ctx, w->run->arguments[0], w->map.charset, w->map.separator, &w->run->settings->limits, out,
	    &w->run->fault);
}

/* Whatever reads octets from outside is started here. */
static enum verdict
prepare(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = check_sheet_folder(run);

	if (v == DONE)
		v = read_map(w);
	if (v == DONE)
		v = former_signs_begin(&run->fault);
	if (v == DONE)
		v = open_table(w, &w->table);
	if (v == DONE && !run->dry_run)
		v = open_table(w, &w->again);
	if (v == DONE && w->im.folder != NULL)
		v = parser_start(run->ctx, &run->settings->limits, &w->im.parser, &run->fault);
	if (v == DONE)
		v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_ALL, &w->im.l, &run->fault);
	if (v == DONE && !run->dry_run)
		v = arrivals_open_store(run->ctx, run->settings, &w->im.store, &run->fault);
	if (v == DONE && run->settings->virus.scanner != VIRUS_BY_NONE)
		w->im.scanner = virus_scanner_new(run->ctx, &run->settings->virus);
	return v;
}

static enum verdict
read_head(struct work *w, struct former_table *table)
{
	struct run *run = w->run;
	struct buffer errors = buffer_init(run->ctx);
	struct former_row row;
	bool more = false;
	enum verdict v = former_table_next(table, run->ctx, &row, &more, &run->fault);

	if (v == DONE && !more)
		v = fail(&run->fault, NEVER, "the table is empty");
	if (v == DONE)
		v = former_head_read(run->ctx, &w->map, &row, &w->im.head, &errors, &run->fault);
	if (errors.len != 0)
		fprintf(stderr, "%s", buffer_text(&errors));
	return v;
}

/* ---- taking ---- */

static enum verdict
enter_item(struct work *w, struct former_item *item)
{
	struct run *run = w->run;
	struct fault why;
	enum verdict v = db_begin_item(w->im.l->db, &run->fault);

	if (v != DONE)
		return v;
	v = former_item_enter(&w->im, item, &why);
	if (v == DONE)
		return db_end_item(w->im.l->db, &run->fault);
	db_undo_item(w->im.l->db);
	if (v != NEVER)
		run->fault = why;
	else {
		log_line(LOG_WARNING, "line %zu: %s", item->row.line, why.text);
		former_problem_add(item->ctx, &item->problems, "register", FORMER_FIELDS, 0);
		item->outcome = FORMER_REFUSED;
		item->number = "";
		item->opinion = 0;
	}
	return v == NEVER ? DONE : v;
}

/* That names of it will stand in the sheet is on record before they do. */
static enum verdict
note_looks(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = DONE;

	if (!w->noted)
		v = access_note_within(w->im.l, NULL, must(talloc_asprintf(w->ctx, "import %s", w->map.origin)), 0, &run->fault);
	w->noted = true;
	for (size_t i = 0; v == DONE && i < w->count; i++) {
		struct look look = { .what = "import", .opinion = w->item[i].opinion, .items = "name", .unmasked = true };

		if (w->item[i].opinion != 0 && w->item[i].outcome != FORMER_CHANGED && former_sheet_shows(&w->item[i]))
			v = access_look_within(w->im.l, &look, &run->fault);
	}
	return v;
}

static enum verdict
enter_batch(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < w->count; i++)
		if (w->item[i].outcome == FORMER_NEW)
			v = former_item_write(&w->im, &w->item[i], &run->fault);
	/* The files are there before a row of the register speaks of them. */
	if (v == DONE)
		v = arrivals_commit(w->im.store, &run->fault);
	if (v == DONE)
		v = db_begin(w->im.l->db, &run->fault);
	if (v != DONE)
		return v;
	for (size_t i = 0; v == DONE && i < w->count; i++)
		if (w->item[i].outcome == FORMER_NEW)
			v = enter_item(w, &w->item[i]);
	if (v == DONE)
		v = note_looks(w);
	return db_end(w->im.l->db, v, true, &run->fault);
}

static enum verdict
work_batch(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = former_items_screen(&w->im, w->ctx, w->item, w->count, &run->fault);

	if (v == DONE && !run->dry_run)
		v = enter_batch(w);
	for (size_t i = 0; v == DONE && i < w->count; i++) {
		struct former_item *item = &w->item[i];

		v = former_sheet_row(w->sheet, item, &run->fault);
		if (run->dry_run && (item->outcome == FORMER_NEW || item->outcome == FORMER_THERE))
			former_sheet_count(w->sheet, item, NULL);
		run->tally.seen++;
		run->tally.done += item->outcome == FORMER_NEW || item->outcome == FORMER_THERE;
		run->tally.never += item->outcome == FORMER_CHANGED || item->outcome == FORMER_REFUSED;
	}
	return v;
}

/* Rows until the batch is full; *more_out: there may be others. */
static enum verdict
gather_batch(struct work *w, bool *more_out)
{
	struct run *run = w->run;
	enum verdict v = DONE;

	w->count = 0;
	w->octets = 0;
	*more_out = true;
	while (v == DONE && *more_out && w->count < BATCH && w->octets < BATCH_OCTETS) {
		struct former_item *item = &w->item[w->count];

		*item = (struct former_item){ .ctx = must(talloc_new(w->ctx)), .number = "" };
		v = former_table_next(w->table, item->ctx, &item->row, more_out, &run->fault);
		if (v != DONE || !*more_out)
			break;
		v = former_item_read(&w->im, item, &run->fault);
		w->octets += (int64_t)item->row.octets.len;
		for (size_t i = 0; i < item->file_count; i++)
			w->octets += (int64_t)item->file[i].octets.len;
		w->count++;
	}
	return v;
}

static enum verdict
take_all(struct work *w)
{
	enum verdict v = read_head(w, w->table);
	bool more = true;

	if (v == DONE)
		v = former_seen_begin(w->im.l, &w->run->fault);
	if (v == DONE)
		v = former_sheet_begin(w->run->ctx, &w->im, options[OPTION_SHEET].value, w->run->arguments[0], w->run->dry_run,
		    &w->sheet, &w->run->fault);
	while (v == DONE && more) {
		if (!run_goes_on(w->run))
			return fail(&w->run->fault, LATER, "stopped; what was taken is known when it is given again");
		w->ctx = must(talloc_new(w->run->ctx));
		v = gather_batch(w, &more);
		if (v == DONE)
			v = work_batch(w);
		talloc_free(w->ctx);
	}
	return v;
}

/* ---- comparing ---- */

/* A row that is in the register now, whoever took it. */
static enum verdict
compare_item(struct work *w, struct former_item *item, bool *in_set_out)
{
	struct run *run = w->run;
	struct former_back back;
	bool seen = false, same;
	enum verdict v = former_item_read(&w->im, item, &run->fault);

	*in_set_out = false;
	if (v != DONE || item->outcome != FORMER_THERE || item->opinion == 0)
		return v;
	v = former_seen(w->im.l, item->says.number, item->digest, &seen, &same, &run->fault);
	if (v == DONE && seen) {
		former_sheet_repeated(w->sheet);
		return DONE;
	}
	if (v == DONE)
		v = former_back_read(w->im.l, item->ctx, item->opinion, &back, &run->fault);
	if (v == DONE)
		former_sheet_count(w->sheet, item, &back);
	*in_set_out = v == DONE && !back.moved;
	return v;
}

static enum verdict
compare_all(struct work *w)
{
	struct run *run = w->run;
	enum verdict v = read_head(w, w->again);
	bool more = true;

	if (v == DONE)
		v = former_seen_begin(w->im.l, &run->fault);
	if (v == DONE)
		v = former_set_begin(w->im.l, &run->fault);
	while (v == DONE && more && run_goes_on(run)) {
		struct former_item item = { .ctx = must(talloc_new(run->ctx)), .number = "" };
		bool in_set = false;

		v = former_table_next(w->again, item.ctx, &item.row, &more, &run->fault);
		if (v == DONE && more)
			v = compare_item(w, &item, &in_set);
		if (v == DONE && in_set)
			v = former_set_add(w->im.l, item.opinion, &run->fault);
		talloc_free(item.ctx);
	}
	return v == DONE && more ? fail(&run->fault, LATER, "stopped while comparing") : v;
}

/* ---- the end ---- */

static enum verdict
finish(struct work *w)
{
	struct run *run = w->run;
	struct buffer out = buffer_init(run->ctx);
	bool equal = false;
	int64_t refused, changed;
	enum verdict v = former_sheet_end(w->sheet, &equal, &run->fault);

	if (v != DONE)
		return v;
	former_sheet_print(w->sheet, &out);
	printf("%s", buffer_text(&out));
	log_line(LOG_NOTE, "%s: %.*s", w->map.origin, (int)out.len - 1, buffer_text(&out));
	if (!equal)
		return fail(&run->fault, HALT, "the register does not hold what the table holds: see the check sheet");
	refused = former_sheet_outcomes(w->sheet, FORMER_REFUSED);
	changed = former_sheet_outcomes(w->sheet, FORMER_CHANGED);
	if (refused + changed != 0)
		return fail(&run->fault, NEVER, "%lld rows refused, %lld changed: see the check sheet; refused.csv can be put right and "
		    "given again", (long long)refused, (long long)changed);
	return DONE;
}

static enum verdict
import(struct work *w)
{
	enum verdict v = prepare(w);

	if (v == DONE)
		v = take_all(w);
	if (v == DONE && !w->run->dry_run)
		v = compare_all(w);
	if (v == DONE)
		v = finish(w);
	if (w->im.parser != NULL)
		parser_stop(&w->im.parser);
	if (w->im.scanner != NULL)
		virus_scanner_close(&w->im.scanner);
	return v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-import", .lock = RUN_LOCKED, .synopsis = "TABLE", .options = options,
		.purpose = "Takes over the opinions of an older system from its table, with a check sheet.",
		.min_arguments = 1, .max_arguments = 1 };
	struct work work = { .run = &run };

	run_begin(&run, argc, argv);
	if (options[OPTION_MAPPING].value == NULL || options[OPTION_SHEET].value == NULL) {
		fprintf(stderr, "%s: --mapping FILE and --sheet FOLDER are needed\n", run.program);
		return run_end(&run), EX_USAGE;
	}
	run.dry_run |= run.check;
	run.verdict = import(&work);
	return run_end(&run);
}
