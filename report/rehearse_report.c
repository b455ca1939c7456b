/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rehearse_report - what a rehearsed day was like. */
#include "report/rehearse_report.h"

#include "config/clock.h"
#include "config/lastrun.h"
#include "config/memory.h"
#include "config/programs.h"
#include "config/text.h"
#include "spool/csv.h"
#include "spool/file.h"
#include "spool/grid.h"
#include "spool/html.h"

enum { EXPECTED_MAX = 1 << 20, EXPECTED_ROWS = 10000, TABLES = 6 };

enum word {
	W_TITLE, W_SUMS, W_ITEM, W_VALUE, W_DAY, W_HOURS, W_OF, W_ROUNDS, W_JOBS, W_MAILS, W_PAPERS, W_FILES, W_UNCHANGED, W_CHANGED,
	W_RUNNING, W_DIFFERENCE, W_BEFORE, W_AFTER, W_DIFF, W_LEFT, W_TIMES, W_FAILED, W_WHEN, W_COMMAND, W_STATUS, W_SAID, W_RUNS,
	W_PROGRAM, W_ENDED, W_EXPECTED, W_EXPECT, W_IS, W_NONE, W_PERSONAL, W_END, W_MISMATCH, WORDS
};

static const struct {
	const char *ja, *en;
} words[WORDS] = {
	[W_TITLE] = { "仮移行（予行）の報告", "Report of a rehearsal" }, [W_SUMS] = { "概要", "In short" },
	[W_ITEM] = { "項目", "item" }, [W_VALUE] = { "内容", "what" }, [W_DAY] = { "予行した日", "day that was lived through" },
	[W_HOURS] = { "時間と間隔", "hours, and between rounds" }, [W_OF] = { "写した元", "copy of" },
	[W_ROUNDS] = { "巡回の回数", "rounds" }, [W_JOBS] = { "定時の処理の回数", "jobs of the crontab" },
	[W_MAILS] = { "送られたはずのメール（写しの中に残る）", "mails that would have left (they are in the copy)" },
	[W_PAPERS] = { "印刷されたはずの文書（写しの中に残る）", "papers that would have been printed (in the copy)" },
	[W_FILES] = { "元の台帳・保管庫・設定のファイル", "files of the original: register, store, keys, settings" },
	[W_UNCHANGED] = { "予行の前後で一字も変わっていない", "unchanged, octet for octet" },
	[W_CHANGED] = { "予行の間に変わったファイル", "files that are not as they were" },
	[W_RUNNING] = { "（元は動いたまま：--running）", "(the office went on: --running)" },
	[W_DIFFERENCE] = { "前後の件数", "Before and after" }, [W_BEFORE] = { "前", "before" }, [W_AFTER] = { "後", "after" },
	[W_DIFF] = { "差", "difference" }, [W_LEFT] = { "出たはずのもの", "What would have left" }, [W_TIMES] = { "件数", "how many" },
	[W_FAILED] = { "正常に終わらなかった処理", "What did not end well" }, [W_WHEN] = { "日時", "when" },
	[W_COMMAND] = { "処理", "command" }, [W_STATUS] = { "終了コード", "status" }, [W_SAID] = { "出力（1行目）", "said (first line)" },
	[W_RUNS] = { "最後の実行", "Last runs" }, [W_PROGRAM] = { "プログラム", "program" }, [W_ENDED] = { "終了", "ended" },
	[W_EXPECTED] = { "旧システムの数字との照合", "Compared with the older system's figures" }, [W_EXPECT] = { "旧システム", "older system" },
	[W_IS] = { "予行の後", "after the rehearsal" }, [W_NONE] = { "なし", "none" },
	[W_PERSONAL] = { "この写しには個人情報が入っている。確認が済んだら、次のコマンドで鍵から順に上書きして消す：",
	    "The copy holds personal data. When all is looked at, this destroys it, the keys first:" },
	[W_END] = { "消去のコマンド", "to destroy it" },
	[W_MISMATCH] = { "台帳の送信記録とメールの数が違う", "the register and the mails do not agree" },
};

struct writer {
	void *ctx;
	const struct rehearse_report *r;
	int64_t findings;
};

static const char *
word(const struct writer *w, enum word which)
{
	return w->r->s->office.language == LANGUAGE_EN ? words[which].en : words[which].ja;
}

/* ---- tables ---- */

static void
fact(struct writer *w, struct grid *g, enum word what, const char *value)
{
	grid_row(g, false);
	grid_text(g, word(w, what));
	grid_text(g, value);
}

static bool
is_mail(const char *item)
{
	return text_starts(item, "mail ") || text_starts(item, "letter ");
}

/* Mails that the register of the copy has sent since. */
static int64_t
mails_of_register(const struct rehearse_report *r)
{
	int64_t n = 0;

	for (size_t i = 0; i < r->after.count; i++)
		if (text_starts(r->after.item[i].item, "mail "))
			n += r->after.item[i].count - rehearsal_of(&r->before, r->after.item[i].item);
	return n;
}

static struct grid *
sums(struct writer *w)
{
	const struct rehearse_report *r = w->r;
	struct grid *g = grid_new(w->ctx, word(w, W_SUMS));
	char *day = clock_local(w->ctx, r->hours->day);
	bool mismatch = mails_of_register(r) > r->mails;

	grid_column(g, word(w, W_ITEM), GRID_TEXT, 0);
	grid_column(g, word(w, W_VALUE), GRID_TEXT, 0);
	day[strlen("2026-11-23")] = 0;
	fact(w, g, W_DAY, day);
	fact(w, g, W_HOURS, must(talloc_asprintf(w->ctx, "%02lld:%02lld - %02lld:%02lld, %lld min", (long long)r->hours->open / 3600,
	    (long long)r->hours->open / 60 % 60, (long long)r->hours->close / 3600, (long long)r->hours->close / 60 % 60,
	    (long long)r->hours->step / 60)));
	fact(w, g, W_OF, r->of);
	fact(w, g, W_ROUNDS, must(talloc_asprintf(w->ctx, "%lld", (long long)r->day->rounds)));
	fact(w, g, W_JOBS, must(talloc_asprintf(w->ctx, "%lld", (long long)r->day->jobs)));
	fact(w, g, W_MAILS, must(talloc_asprintf(w->ctx, "%lld%s%s", (long long)r->mails, mismatch ? ": " : "",
	    mismatch ? word(w, W_MISMATCH) : "")));
	fact(w, g, W_PAPERS, must(talloc_asprintf(w->ctx, "%lld", (long long)r->papers)));
	fact(w, g, W_FILES, must(talloc_asprintf(w->ctx, "%zu (%lld octets): %s", r->files, (long long)r->octets,
	    r->changed == 0 ? word(w, W_UNCHANGED) : word(w, W_CHANGED))));
	if (r->changed != 0)
		fact(w, g, W_CHANGED, must(talloc_asprintf(w->ctx, "%zu%s\n%s", r->changed, r->running ? word(w, W_RUNNING) : "", r->changes)));
	fact(w, g, W_END, must(talloc_asprintf(w->ctx, "iken rehearse --end %s", r->dir)));
	w->findings += mismatch + (r->changed != 0 && !r->running);
	return g;
}

static void
put_difference(struct grid *g, const char *item, int64_t before, int64_t after)
{
	grid_row(g, false);
	grid_text(g, item);
	grid_number(g, before);
	grid_number(g, after);
	grid_number(g, after - before);
}

static struct grid *
differences(struct writer *w)
{
	const struct rehearsal_counts *before = &w->r->before, *after = &w->r->after;
	struct grid *g = grid_new(w->ctx, word(w, W_DIFFERENCE));
	size_t i = 0, k = 0;

	grid_column(g, word(w, W_ITEM), GRID_TEXT, 90);
	grid_column(g, word(w, W_BEFORE), GRID_NUMBER, 30);
	grid_column(g, word(w, W_AFTER), GRID_NUMBER, 30);
	grid_column(g, word(w, W_DIFF), GRID_NUMBER, 30);
	while (i < before->count || k < after->count) {
		int order = i == before->count ? 1 : k == after->count ? -1 : strcmp(before->item[i].item, after->item[k].item);
		const char *item = order <= 0 ? before->item[i].item : after->item[k].item;

		if (!is_mail(item))
			put_difference(g, item, order <= 0 ? before->item[i].count : 0, order >= 0 ? after->item[k].count : 0);
		i += order <= 0;
		k += order >= 0;
	}
	return g;
}

static struct grid *
what_left(struct writer *w)
{
	const struct rehearsal_counts *after = &w->r->after;
	struct grid *g = grid_new(w->ctx, word(w, W_LEFT));

	grid_column(g, word(w, W_ITEM), GRID_TEXT, 90);
	grid_column(g, word(w, W_TIMES), GRID_NUMBER, 30);
	for (size_t i = 0; i < after->count; i++) {
		int64_t n = after->item[i].count - rehearsal_of(&w->r->before, after->item[i].item);

		if (!is_mail(after->item[i].item) || n == 0)
			continue;
		grid_row(g, false);
		grid_text(g, after->item[i].item);
		grid_number(g, n);
	}
	return g;
}

static struct grid *
failures(struct writer *w)
{
	const struct rehearse_day *day = w->r->day;
	struct grid *g = grid_new(w->ctx, word(w, W_FAILED));

	grid_column(g, word(w, W_WHEN), GRID_TIME, 35);
	grid_column(g, word(w, W_COMMAND), GRID_TEXT, 50);
	grid_column(g, word(w, W_STATUS), GRID_NUMBER, 20);
	grid_column(g, word(w, W_SAID), GRID_TEXT, 90);
	for (size_t i = 0; i < day->failure_count; i++) {
		grid_row(g, false);
		grid_time(g, day->failure[i].at);
		grid_text(g, day->failure[i].command);
		grid_number(g, day->failure[i].status);
		grid_text(g, day->failure[i].said);
	}
	if (day->failure_count == 0)
		grid_note(g, word(w, W_NONE));
	w->findings += (int64_t)day->failure_count;
	return g;
}

static struct grid *
last_runs(struct writer *w)
{
	struct grid *g = grid_new(w->ctx, word(w, W_RUNS));
	char *folder = must(talloc_asprintf(w->ctx, "%s/spool", w->r->dir));

	grid_column(g, word(w, W_PROGRAM), GRID_TEXT, 50);
	grid_column(g, word(w, W_ENDED), GRID_TIME, 35);
	grid_column(g, word(w, W_STATUS), GRID_NUMBER, 30);
	for (const struct program *p = programs; p->name != NULL; p++) {
		struct lastrun last;

		if (!lastrun_read(w->ctx, folder, must(talloc_asprintf(w->ctx, "iken-%s", p->name)), &last) || last.ended == 0)
			continue;
		grid_row(g, false);
		grid_text(g, p->name);
		grid_time(g, last.ended);
		grid_number(g, last.exit_status);
	}
	return g;
}

static struct grid *
expectations(struct writer *w)
{
	const struct rehearsal_counts *expected = &w->r->expected;
	struct grid *g = grid_new(w->ctx, word(w, W_EXPECTED));

	grid_column(g, word(w, W_ITEM), GRID_TEXT, 90);
	grid_column(g, word(w, W_EXPECT), GRID_NUMBER, 30);
	grid_column(g, word(w, W_IS), GRID_NUMBER, 30);
	grid_column(g, word(w, W_DIFF), GRID_NUMBER, 30);
	for (size_t i = 0; i < expected->count; i++) {
		int64_t is = rehearsal_of(&w->r->after, expected->item[i].item);

		put_difference(g, expected->item[i].item, expected->item[i].count, is);
		w->findings += is != expected->item[i].count;
	}
	if (!w->r->has_expected)
		grid_note(g, word(w, W_NONE));
	return g;
}

/* ---- files ---- */

static enum verdict
write_file(const struct writer *w, const char *name, const struct buffer *content, struct fault *f)
{
	return file_put(must(talloc_asprintf(w->ctx, "%s/report/%s", w->r->dir, name)), buffer_bytes(content), 0600, f);
}

static void
write_page(const struct writer *w, struct grid *const *grids, struct buffer *out)
{
	bool english = w->r->s->office.language == LANGUAGE_EN;

	buffer_printf(out, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"><title>", english ? "en" : "ja");
	html_escape(word(w, W_TITLE), out);
	buffer_string(out, "</title><style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
	    "table{border-collapse:collapse;margin:1.5em 0;width:100%}caption{text-align:left;font-weight:bold;padding:.3em 0}"
	    "th,td{border:1px solid #777;padding:.25em .6em;text-align:left;vertical-align:top}.figure{text-align:right}"
	    "@media print{body{margin:0}}</style></head><body><h1>");
	html_escape(word(w, W_TITLE), out);
	buffer_string(out, "</h1><p>");
	html_escape(w->r->s->office.name, out);
	buffer_string(out, "</p>\n");
	for (int i = 0; i < TABLES; i++)
		grid_html(grids[i], NULL, NULL, out);
	buffer_string(out, "<p><strong>");
	html_escape(word(w, W_PERSONAL), out);
	buffer_string(out, "</strong> <code>iken rehearse --end ");
	html_escape(w->r->dir, out);
	buffer_string(out, "</code></p></body></html>\n");
}

enum verdict
rehearse_report_write(void *ctx, const struct rehearse_report *r, int64_t *findings_out, struct fault *f)
{
	static const char *const names[TABLES] = { "sums.csv", "difference.csv", "left.csv", "failed.csv", "runs.csv", "expected.csv" };
	struct writer w = { .ctx = ctx, .r = r };
	struct grid *grids[TABLES] = { sums(&w), differences(&w), what_left(&w), failures(&w), last_runs(&w), expectations(&w) };
	struct buffer page = buffer_init(ctx), book = buffer_init(ctx);
	enum verdict v = folder_make(must(talloc_asprintf(ctx, "%s/report", r->dir)), 0700, f);

	for (int i = 0; v == DONE && i < TABLES; i++) {
		struct buffer table = buffer_init(ctx);

		v = grid_csv(grids[i], GRID_UTF8_BOM, &table, NULL, f);
		if (v == DONE)
			v = write_file(&w, names[i], &table, f);
	}
	write_page(&w, grids, &page);
	if (v == DONE)
		v = write_file(&w, "report.html", &page, f);
	if (v == DONE)
		v = grid_xlsx((const struct grid *const *)grids, TABLES, clock_now(), &book, NULL, f);
	*findings_out = w.findings;
	return v == DONE ? write_file(&w, "report.xlsx", &book, f) : v;
}

/* ---- what is expected ---- */

enum verdict
rehearse_expected_read(void *ctx, const char *path, struct rehearsal_counts *out, struct fault *f)
{
	struct buffer content;
	struct csv csv;
	enum verdict v = file_get(ctx, path, EXPECTED_MAX, &content, f);

	*out = (struct rehearsal_counts){ NULL, 0 };
	if (v == DONE)
		v = csv_read(ctx, buffer_bytes(&content), EXPECTED_ROWS, &csv, f);
	if (v != DONE)
		return v;
	out->item = must(talloc_array(ctx, struct rehearsal_item, csv.count + 1));
	for (size_t i = 0; i < csv.count; i++) {
		const struct csv_row *row = &csv.row[i];
		int64_t count;

		if (row->count < 2 || !text_to_number(row->cell[1], 0, INT64_MAX, &count)) {
			if (i == 0)
				continue;
			return fail(f, NEVER, "%s, line %zu: there is no count behind the item", path, row->line);
		}
		out->item[out->count++] = (struct rehearsal_item){ row->cell[0], count };
	}
	return DONE;
}
