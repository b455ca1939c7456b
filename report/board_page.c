/* SPDX-License-Identifier: GPL-3.0-or-later */
/* board_page - the desk's page as HTML. */
#include "report/board.h"

#include "config/clock.h"
#include "config/memory.h"
#include "report/book_words.h"
#include "spool/grid.h"
#include "spool/html.h"

#define GENERATOR "<meta name=\"generator\" content=\"iken-board\">"

enum { POSTED_WITHIN = 2 * 86400, MS = 1000, HEAD = 512, EXIT_LATER = 75 };

static const char style[] =
    ":root{--ink:#1b1b1b;--paper:#fff;--soft:#f2f2f2;--line:#767676;--alarm:#a40000;--alarm-paper:#fdeaea;--graph:#00508c;"
    "--shade:#e3edf5}"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--soft:#262626;--line:#8f8f8f;--alarm:#ff9b9b;"
    "--alarm-paper:#3b1717;--graph:#7cc4ff;--shade:#22303b}}"
    "*{box-sizing:border-box}body{margin:0;font-family:sans-serif;line-height:1.6;color:var(--ink);background:var(--paper)}"
    ".skip{position:absolute;left:-99em}.skip:focus{left:0;background:var(--paper);padding:.5em}"
    "header,main,footer{max-width:72rem;margin:auto;padding:.6rem 1rem}"
    "h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.4rem 0 .4rem;border-bottom:2px solid var(--line)}"
    "p{margin:.3rem 0}.old,.attention li{background:var(--alarm-paper);color:var(--alarm);border-left:.4rem solid var(--alarm);"
    "padding:.3rem .7rem;font-weight:bold}.attention{list-style:none;margin:0;padding:0}.attention li{margin:.3rem 0}"
    ".tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.8rem,1fr));gap:.6rem;margin:0}"
    ".tiles div{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .7rem;display:flex;"
    "flex-direction:column}.tiles dt{font-size:.9rem}.tiles dd{margin:0;font-size:1.7rem;font-weight:bold;line-height:1.3}"
    ".tiles dd+dd{font-size:.8rem;font-weight:normal}.tiles .alarm{border-color:var(--alarm);background:var(--alarm-paper);"
    "color:var(--alarm)}.wide{overflow-x:auto}table{border-collapse:collapse;margin:.4rem 0}"
    "th,td{border:1px solid var(--line);padding:.2rem .6rem;text-align:left;vertical-align:top}"
    ".grid th,.grid td{white-space:nowrap}.pair{display:flex;flex-wrap:wrap;gap:0 2.5rem}"
    ".pair>section{max-width:100%}thead th{background:var(--soft)}tbody th{font-weight:normal}.figure{text-align:right;"
    "font-variant-numeric:tabular-nums}.total td,.total th{font-weight:bold;background:var(--soft)}"
    ".chart{width:100%;max-width:46rem;height:auto;display:block}.chart text{font-size:12px;fill:var(--ink)}"
    ".grid-line{stroke:var(--line);stroke-width:.5}.shade{fill:var(--shade)}.line{fill:none;stroke:var(--graph);stroke-width:2.2}"
    "summary{cursor:pointer;padding:.3rem 0}footer{border-top:1px solid var(--line);margin-top:1.5rem;font-size:.9rem}"
    "button{font:inherit;padding:.25rem .7rem;color:var(--ink);background:var(--soft);border:1px solid var(--line);border-radius:.3rem}"
    "a:focus-visible,button:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--graph)}"
    "@media print{.skip,button{display:none}.wide{overflow:visible}table{font-size:.85rem}body{color:#000;background:#fff}.tiles{grid-template-columns:repeat(4,1fr)}"
    "tr,.tiles div,.chart{break-inside:avoid}thead{display:table-header-group}@page{size:A4;margin:12mm}}";

/* Whatever bears the sign of warning in the page stands in the list at its head, too: both come from warn(). */
#define WARNING "⚠ "

struct writing {
	const struct board *b;
	struct buffer *out;
	struct buffer *attention;	/* items of the list at the head */
	enum language language;
	void *ctx;
};

static const char *
say(const struct writing *w, enum board_word word)
{
	return board_word(w->language, word);
}

static void
text(const struct writing *w, const char *words)
{
	html_escape(words, w->out);
}

static void
heading(const struct writing *w, const char *id, enum board_word word)
{
	buffer_printf(w->out, "<h2 id=\"%s\">", id);
	text(w, say(w, word));
	buffer_string(w->out, "</h2>\n");
}

/* A table that can be wider than a phone, below the heading with this id. */
static void
table(const struct writing *w, const struct grid *g, const char *heading_id)
{
	buffer_printf(w->out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">\n", heading_id);
	grid_html(g, "", heading_id, w->out);
	buffer_string(w->out, "</div>\n");
}

static const char *
age(const struct writing *w, int64_t since)
{
	int64_t hours = (w->b->now - since) / 3600;
	bool ja = w->language != LANGUAGE_EN;

	if (hours < 1)
		return must(talloc_asprintf(w->ctx, "%lld%s", (long long)(w->b->now - since) / 60, ja ? "分前" : " min ago"));
	if (hours < 48)
		return must(talloc_asprintf(w->ctx, "%lld%s", (long long)hours, ja ? "時間前" : " h ago"));
	return must(talloc_asprintf(w->ctx, "%lld%s", (long long)hours / 24, ja ? "日前" : " days ago"));
}

/* ---- head ------------------------------------------------------------------------------------------------------------ */

static void
write_head(const struct writing *w)
{
	const struct board_settings *s = &w->b->settings->board;
	const struct office *o = &w->b->settings->office;

	buffer_printf(w->out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n" GENERATOR "\n"
	    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n"
	    "<meta name=\"color-scheme\" content=\"light dark\">\n"
	    "<noscript><meta http-equiv=\"refresh\" content=\"%lld\"></noscript>\n<title>", say(w, SAY_LANG), (long long)s->refresh);
	text(w, say(w, SAY_TITLE));
	buffer_printf(w->out, "</title>\n<style>%s</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">", style);
	text(w, say(w, SAY_SKIP));
	buffer_string(w->out, "</a>\n<header>\n<p>");
	text(w, o->name);
	buffer_string(w->out, "　");
	text(w, o->section);
	buffer_string(w->out, "</p>\n<h1>");
	text(w, say(w, SAY_TITLE));
	buffer_string(w->out, "</h1>\n<p><strong>");
	text(w, say(w, SAY_WRITTEN));
	buffer_printf(w->out, " <time datetime=\"%s\">%s</time></strong> ", clock_iso(w->ctx, w->b->now), clock_local(w->ctx, w->b->now));
	buffer_string(w->out, "<button type=\"button\" id=\"reload\" hidden></button></p>\n<p>");
	text(w, say(w, SAY_UNTIL));
	buffer_printf(w->out, "%s</p>\n<div role=\"alert\"><p class=\"old\" id=\"old\" hidden>⚠ ",
	    clock_local(w->ctx, w->b->now + s->old_after) + strlen("2026-11-30 "));
	text(w, say(w, SAY_OLD));
	buffer_string(w->out, "</p></div>\n</header>\n<main id=\"main\">\n");
}

/* Without scripts a browser reloads by the meta element; with them somebody who reads can stop that. */
static void
write_script(const struct writing *w)
{
	const struct board_settings *s = &w->b->settings->board;

	buffer_printf(w->out, "<script>\n(function () {\nvar written = %lld, oldAfter = %lld, every = %lld, timer = 0;\n"
	    "var old = document.getElementById('old'), button = document.getElementById('reload');\n"
	    "function look() { old.hidden = Date.now() - written <= oldAfter; }\n"
	    "function show() { button.textContent = timer ? '%s' : '%s'; }\n"
	    "function start() { timer = setTimeout(function () { location.reload(); }, every); show(); }\n"
	    "button.addEventListener('click', function () { if (timer) { clearTimeout(timer); timer = 0; show(); } else { start(); } });\n"
	    "button.hidden = false; start(); look(); setInterval(look, 15000);\n}());\n</script>\n",
	    (long long)w->b->now * MS, (long long)s->old_after * MS, (long long)s->refresh * MS, say(w, SAY_STOP), say(w, SAY_GO_ON));
}

/* ---- what needs somebody --------------------------------------------------------------------------------------------- */

static void
attention(const struct writing *w, enum board_word word, const char *more)
{
	buffer_string(w->attention, "<li>" WARNING);
	html_escape(say(w, word), w->attention);
	buffer_string(w->attention, w->language == LANGUAGE_EN ? ": " : "：");
	html_escape(more, w->attention);
	buffer_string(w->attention, "</li>\n");
}

/* Words with the sign, which stand in the list as well. */
static const char *
warn(const struct writing *w, enum board_word item, const char *words)
{
	attention(w, item, words);
	return must(talloc_asprintf(w->ctx, WARNING "%s", words));
}

static const char *
number(const struct writing *w, int64_t n)
{
	return must(talloc_asprintf(w->ctx, "%lld%s", (long long)n, w->language == LANGUAGE_EN ? "" : "件"));
}

static int64_t
late_of(const struct board *b)
{
	int64_t late = 0;

	for (size_t i = 0; i < b->statistics.opens; i++)
		late += b->statistics.open[i].late;
	return late;
}

static const char *
trouble_words(const struct writing *w, const struct trouble *t)
{
	const char *words = t->kind < TROUBLE_KINDS ? word_of_trouble(w->language, t->kind) : t->code;
	const char *about = t->kind < TROUBLE_KINDS ? t->about : "", *since = age(w, t->since);

	if (w->language == LANGUAGE_EN)
		return must(talloc_asprintf(w->ctx, "%s%s%s (%s)", words, *about != 0 ? ": " : "", about, since));
	return must(talloc_asprintf(w->ctx, "%s%s%s（%s）", words, *about != 0 ? "：" : "", about, since));
}

/* What has neither a tile nor a row of its own. */
static void
find_attention(const struct writing *w)
{
	const struct board *b = w->b;

	for (size_t i = 0; i < b->trouble_count; i++)
		attention(w, SAY_TROUBLE, trouble_words(w, &b->troubles[i]));
	if (b->erasure != 0)
		attention(w, SAY_ERASURE, must(talloc_asprintf(w->ctx, "%s%lld%s", say(w, SAY_ERASURE_WAITS), (long long)b->erasure,
		    w->language == LANGUAGE_EN ? "" : "号")));
}

/* Last, when all the rest has been written and said what needs somebody. */
static void
write_attention(const struct writing *w)
{
	heading(w, "attention", SAY_ATTENTION);
	if (w->attention->len != 0) {
		buffer_string(w->out, "<ul class=\"attention\">\n");
		buffer_add(w->out, w->attention->data, w->attention->len);
		buffer_string(w->out, "</ul>\n");
	} else {
		buffer_string(w->out, "<p>");
		text(w, say(w, SAY_NO_ATTENTION));
		buffer_string(w->out, "</p>\n");
	}
}

/* ---- counts ---------------------------------------------------------------------------------------------------------- */

/* warning: what the list at the head says of it where there are any; BOARD_WORDS nothing. */
static void
tile(const struct writing *w, enum board_word word, int64_t count, int64_t oldest, enum board_word warning)
{
	bool warns = warning != BOARD_WORDS && count != 0;

	if (warns)
		attention(w, warning, number(w, count));
	buffer_printf(w->out, "<div%s><dt>", warns ? " class=\"alarm\"" : "");
	text(w, say(w, word));
	buffer_printf(w->out, "</dt><dd>%s%lld</dd>", warns ? WARNING : "", (long long)count);
	if (oldest != 0 && count != 0) {
		buffer_string(w->out, "<dd>");
		text(w, say(w, SAY_OLDEST));
		buffer_string(w->out, " ");
		text(w, age(w, oldest));
		buffer_string(w->out, "</dd>");
	}
	buffer_string(w->out, "</div>\n");
}

static void
write_tiles(const struct writing *w)
{
	const struct board *b = w->b;
	const struct figures *f = &b->figures;
	int64_t open = 0, week = 0, undated = 0, oldest = 0;

	for (size_t i = 0; i < b->statistics.opens; i++) {
		open += b->statistics.open[i].count;
		undated += b->statistics.open[i].undated;
		if (oldest == 0 || b->statistics.open[i].oldest < oldest)
			oldest = b->statistics.open[i].oldest;
	}
	for (size_t i = 0; i < b->due_count; i++)
		week += b->due[i].count;
	heading(w, "now", SAY_NOW);
	buffer_string(w->out, "<dl class=\"tiles\">\n");
	tile(w, SAY_OPEN, open, oldest, BOARD_WORDS);
	tile(w, SAY_LATE, late_of(b), 0, SAY_LATE_WARNING);
	tile(w, SAY_WEEK, week, 0, BOARD_WORDS);
	tile(w, SAY_UNDATED, undated, 0, BOARD_WORDS);
	tile(w, SAY_APPROVAL, f->opinions[STATE_DRAFTED], f->oldest[STATE_DRAFTED], BOARD_WORDS);
	tile(w, SAY_UNDELIVERABLE, f->opinions[STATE_UNDELIVERABLE], f->oldest[STATE_UNDELIVERABLE], SAY_UNDELIVERABLE);
	tile(w, SAY_HELD, f->held, 0, BOARD_WORDS);
	tile(w, SAY_SCANS, b->scans, b->oldest_scan, BOARD_WORDS);
	tile(w, SAY_SET_ASIDE, f->set_aside, 0, BOARD_WORDS);
	tile(w, SAY_LETTERS, b->letters.waiting, b->letters.oldest_waiting, BOARD_WORDS);
	tile(w, SAY_UNPOSTED, b->letters.printed, b->letters.oldest_printed, b->now - b->letters.oldest_printed > POSTED_WITHIN ?
	    SAY_UNPOSTED : BOARD_WORDS);
	tile(w, SAY_MAILS, f->waiting, f->oldest_waiting, BOARD_WORDS);
	tile(w, SAY_GIVEN_UP, f->failed, 0, BOARD_WORDS);
	tile(w, SAY_ARRIVALS, b->arrivals, b->oldest_arrival, BOARD_WORDS);
	buffer_string(w->out, "</dl>\n");
}

static int64_t
due_of(const struct board *b, const char *department)
{
	for (size_t i = 0; i < b->due_count; i++)
		if (strcmp(b->due[i].department, department) == 0)
			return b->due[i].count;
	return 0;
}

static void
write_departments(const struct writing *w)
{
	struct grid *g = grid_new(w->ctx, "");
	int64_t open = 0, week = 0;

	grid_column(g, say(w, SAY_DEPARTMENT), GRID_TEXT, 0);
	grid_column(g, say(w, SAY_OPEN), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_LATE), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_WEEK), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_OLDEST_RECEIVED), GRID_DATE, 0);
	for (size_t i = 0; i < w->b->statistics.opens; i++) {
		const struct stat_open *o = &w->b->statistics.open[i];

		grid_row(g, false);
		grid_text(g, *o->department != 0 ? name_of_department(w->b->settings, o->department) : say(w, SAY_NOT_ROUTED));
		grid_number(g, o->count);
		grid_number(g, o->late);
		grid_number(g, due_of(w->b, o->department));
		grid_date(g, o->oldest);
		open += o->count;
		week += due_of(w->b, o->department);
	}
	grid_row(g, true);
	grid_text(g, say(w, SAY_TOTAL));
	grid_number(g, open);
	grid_number(g, late_of(w->b));
	grid_number(g, week);
	heading(w, "departments", SAY_BY_DEPARTMENT);
	table(w, g, "departments");
}

static void
write_states(const struct writing *w)
{
	struct grid *g = grid_new(w->ctx, "");
	const struct figures *f = &w->b->figures;

	grid_column(g, say(w, SAY_STATE), GRID_TEXT, 0);
	grid_column(g, say(w, SAY_COUNT), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_SINCE), GRID_TEXT, 0);
	for (enum state state = STATE_RECEIVED; state < STATES; state++) {
		bool rests = state == STATE_DELIVERED || state == STATE_CLOSED || state == STATE_ERASED;

		if (f->opinions[state] == 0)
			continue;
		grid_row(g, false);
		grid_text(g, word_of_state(w->language, state));
		grid_number(g, f->opinions[state]);
		grid_text(g, rests ? "" : age(w, f->oldest[state]));
	}
	heading(w, "states", SAY_BY_STATE);
	table(w, g, "states");
}

static void
write_backlog(const struct writing *w)
{
	const struct statistics *s = &w->b->statistics;
	struct grid *g = grid_new(w->ctx, "");

	heading(w, "backlog", SAY_BACKLOG);
	board_chart(w->b, w->out);
	grid_column(g, say(w, SAY_DAY), GRID_DATE, 0);
	grid_column(g, say(w, SAY_RECEIVED), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_ANSWERED), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_OPEN_END), GRID_NUMBER, 0);
	/* the newest first */
	for (size_t i = s->steps; i-- > 0;) {
		grid_row(g, false);
		grid_date(g, s->step[i].begin);
		grid_number(g, s->step[i].received);
		grid_number(g, s->step[i].answered);
		grid_number(g, s->step[i].open);
	}
	buffer_string(w->out, "<details>\n<summary>");
	text(w, say(w, SAY_TABLE));
	buffer_string(w->out, "</summary>\n");
	table(w, g, "backlog");
	buffer_string(w->out, "</details>\n");
}

/* ---- the programs ------------------------------------------------------------------------------------------------------ */

static const char *
warn_of_run(const struct writing *w, const char *program, const struct lastrun *last)
{
	const char *words = must(talloc_asprintf(w->ctx, "%s (%d)", say(w, last->exit_status == EXIT_LATER ? SAY_LATER : SAY_FAILED),
	    last->exit_status));

	attention(w, SAY_RUNS, must(talloc_asprintf(w->ctx, "%s %s", program, words)));
	return must(talloc_asprintf(w->ctx, WARNING "%s", words));
}

static void
write_runs(const struct writing *w)
{
	struct grid *g = grid_new(w->ctx, "");

	grid_column(g, say(w, SAY_PROGRAM), GRID_TEXT, 0);
	grid_column(g, say(w, SAY_ENDED), GRID_TIME, 0);
	grid_column(g, say(w, SAY_RESULT), GRID_TEXT, 0);
	grid_column(g, say(w, SAY_SEEN), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_DONE), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_LEFT), GRID_NUMBER, 0);
	grid_column(g, say(w, SAY_SUCCEEDED), GRID_TIME, 0);
	for (size_t i = 0; i < w->b->runs; i++) {
		const struct lastrun *last = &w->b->run[i].last;

		grid_row(g, false);
		grid_text(g, w->b->run[i].program);
		grid_time(g, last->ended);
		grid_text(g, last->exit_status == 0 ? say(w, SAY_WELL) : warn_of_run(w, w->b->run[i].program, last));
		grid_number(g, last->tally.seen);
		grid_number(g, last->tally.done);
		grid_number(g, last->tally.later + last->tally.never);
		grid_time(g, last->exit_status != 0 ? last->succeeded : 0);
	}
	heading(w, "runs", SAY_RUNS);
	table(w, g, "runs");
}

static void
base_row(const struct writing *w, struct grid *g, enum board_word item, const char *words)
{
	grid_row(g, false);
	grid_text(g, say(w, item));
	grid_text(g, words);
}

static const char *
backup_words(const struct writing *w)
{
	static const enum board_word words[] = { [BACKUP_UNKNOWN] = SAY_BACKUP_UNKNOWN, [BACKUP_MISSING] = SAY_BACKUP_MISSING };

	if (w->b->backup == BACKUP_FINE)
		return age(w, w->b->backup_time);
	if (w->b->backup == BACKUP_NONE)
		return say(w, SAY_BACKUP_NONE);
	return warn(w, SAY_BACKUP, w->b->backup != BACKUP_OLD ? say(w, words[w->b->backup]) :
	    must(talloc_asprintf(w->ctx, "%s%s", say(w, SAY_BACKUP_OLD), age(w, w->b->backup_time))));
}

static const char *
virus_words(const struct writing *w)
{
	if (w->b->settings->virus.scanner == VIRUS_BY_NONE)
		return warn(w, SAY_VIRUS, say(w, SAY_VIRUS_NONE));
	for (size_t i = 0; i < w->b->trouble_count; i++)
		if (w->b->troubles[i].kind == TROUBLE_SCANNER_AWAY || w->b->troubles[i].kind == TROUBLE_SCANNER_OLD ||
		    w->b->troubles[i].kind == TROUBLE_SCANNER_UNABLE)
			/* In the list already, with what it is. */
			return must(talloc_asprintf(w->ctx, WARNING "%s", word_of_trouble(w->language, w->b->troubles[i].kind)));
	return say(w, SAY_FINE);
}

static const char *
page_words(const struct writing *w)
{
	const struct board *b = w->b;
	bool few = b->numbers_left < b->settings->page.reserve / 4;
	const char *words = must(talloc_asprintf(w->ctx, "%s %lld, %s %lld", say(w, few ? SAY_FEW : SAY_NUMBERS),
	    (long long)b->numbers_left, say(w, SAY_TO_PUBLISH), (long long)b->to_publish));

	return few ? warn(w, SAY_PAGE, words) : words;
}

static void
write_base(const struct writing *w)
{
	const struct board *b = w->b;
	struct grid *g = grid_new(w->ctx, "");

	grid_column(g, say(w, SAY_ITEM), GRID_TEXT, 0);
	grid_column(g, say(w, SAY_STATE), GRID_TEXT, 0);
	base_row(w, g, SAY_BACKUP, backup_words(w));
	base_row(w, g, SAY_VIRUS, virus_words(w));
	base_row(w, g, SAY_CALENDAR, b->missing_year == 0 ? say(w, SAY_FINE) :
	    warn(w, SAY_CALENDAR, must(talloc_asprintf(w->ctx, "%s%d", say(w, SAY_CALENDAR_MISSING), b->missing_year))));
	base_row(w, g, SAY_ACCESS_LOG, b->access_log_broken ? warn(w, SAY_ACCESS_LOG, say(w, SAY_ACCESS_BROKEN)) : say(w, SAY_FINE));
	if (b->numbers_left >= 0)
		base_row(w, g, SAY_PAGE, page_words(w));
	heading(w, "base", SAY_BASE);
	table(w, g, "base");
}

/* Beside each other where there is room. */
static void
pair(const struct writing *w, void (*first)(const struct writing *), void (*second)(const struct writing *))
{
	buffer_string(w->out, "<div class=\"pair\">\n<section>\n");
	first(w);
	buffer_string(w->out, "</section>\n<section>\n");
	second(w);
	buffer_string(w->out, "</section>\n</div>\n");
}

void
board_page(const struct board *b, struct buffer *out)
{
	void *ctx = must(talloc_new(out->ctx));
	struct buffer body = buffer_init(ctx), list = buffer_init(ctx);
	struct writing w = { b, &body, &list, b->settings->office.language, ctx };

	if (b->danger != 0)
		attention(&w, SAY_DANGER, number(&w, b->danger));
	write_tiles(&w);
	find_attention(&w);
	pair(&w, write_departments, write_states);
	write_backlog(&w);
	pair(&w, write_runs, write_base);
	w.out = out;
	write_head(&w);
	write_attention(&w);
	buffer_add(out, body.data, body.len);
	buffer_string(out, "</main>\n<footer>\n<p>");
	text(&w, say(&w, SAY_PERSONAL));
	buffer_string(out, "</p>\n</footer>\n");
	write_script(&w);
	buffer_string(out, "</body>\n</html>\n");
	talloc_free(w.ctx);
}

bool
board_is_page(struct bytes file)
{
	size_t len = file.len < HEAD ? file.len : HEAD;

	return memmem(file.data, len, GENERATOR, strlen(GENERATOR)) != NULL;
}
