/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_collected - what the desk gets about drop folders: what became of a stack, an archive or a table, and what was
 * not taken; and what a department gets about its sheet. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/piece.h"

enum { LINES_MAX = 200 };	/* of pieces that are in order; those that are not are all listed */

struct listing {
	struct renderer *r;
	struct holes *h;
	const struct facts *facts;
	struct buffer lines, problems;
	size_t count, left;		/* left: not listed */
	size_t opinions, scans, bad;
};

static bool
is_ja(const struct listing *x)
{
	return x->facts->language == LANGUAGE_JA;
}

/* "pages 3-4", "row 12", "item 3" as people say it. */
static const char *
label_of(const struct listing *x, const char *label)
{
	void *ctx = x->h->ctx;
	const char *rest = label + strcspn(label, " ");

	if (!is_ja(x) || *rest == 0)
		return label;
	if (text_starts(label, "pages"))
		return must(talloc_asprintf(ctx, "%sページ", rest + 1));
	return must(talloc_asprintf(ctx, text_starts(label, "row") ? "%s行目" : "%s番目", rest + 1));
}

/* The name of a file or folder of an archive stands with its own arrival, sealed. */
static enum verdict
name_of(const struct listing *x, const struct piece *p, const char **out, struct fault *f)
{
	struct reading *reading;
	struct entry e;
	bool found = false;
	enum verdict v = text_starts(p->label, "item") ? entry_by_id(x->r->ledger, x->h->ctx, p->arrival, &e, &found, f) : DONE;

	*out = "";
	if (v != DONE || !found)
		return v;
	v = entry_reading(x->r->ledger, x->h->ctx, &e, &reading, f);
	if (v == DONE && e.opinion == 0)
		*out = must(talloc_asprintf(x->h->ctx, is_ja(x) ? "「%s」" : " \"%s\"", reading->subject));
	return v == NEVER ? DONE : v;
}

static const struct {
	const char *word, *ja, *en;
	enum { FINE, WAITS, WRONG } how;
} outcomes[] = {
	{ "opinion", "受付番号 %s", "entered as %s", FINE }, { "scan", "入力待ち（担当者にメールで依頼しました）", "waits to be typed in", WAITS },
	{ "follow-up", "%s への追記", "added to %s", FINE }, { "note", "%s の経過として記録", "note of %s", FINE },
	{ "returned", "%s の手紙が返戻", "letter of %s came back", FINE },
	{ "same-row", "以前に取り込まれた行と同じため、登録していません %s", "imported before, not entered again %s", WRONG },
	{ "duplicate", "以前に受け付けたものと同じため、登録していません %s", "came before, not entered again %s", WRONG },
	{ "split", "さらに分けました（別のメールでお知らせします）", "split further; another mail tells", FINE },
	{ "discarded", "破棄", "discarded", FINE }, { "set-aside", "読み取れませんでした（管理者に知らせました）", "could not be read; the administrator was told", WRONG },
	{ "infected", "ウイルスの疑いのため保管しました（別のメールでお知らせします）", "kept apart for a virus; another mail tells", WRONG },
	{ "errors", "登録していません：%s", "not entered: %s", WRONG },
};

static enum verdict
words_of(struct listing *x, const char *outcome, const char **out, bool *wrong_out, struct fault *f)
{
	size_t len = strcspn(outcome, " ");
	const char *rest = outcome + len + (outcome[len] == ' ');

	*wrong_out = true;
	if (text_starts(outcome, "held")) {
		const char *reason;
		enum verdict v = reason_words(x->h->ctx, &x->r->ledger->settings->office, x->facts->language, rest, &reason, f);

		*out = v == DONE ? must(talloc_asprintf(x->h->ctx, is_ja(x) ? "確認が必要です：%s" : "a person has to look: %s", reason)) : "";
		return v;
	}
	*out = outcome;
	for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
		const char *words = is_ja(x) ? outcomes[i].ja : outcomes[i].en, *hole;

		if (strlen(outcomes[i].word) != len || strncmp(outcomes[i].word, outcome, len) != 0)
			continue;
		hole = strstr(words, "%s");
		*out = hole == NULL ? words : text_trim(x->h->ctx, must(talloc_asprintf(x->h->ctx, "%.*s%s%s",
		    (int)(hole - words), words, rest, hole + 2)));
		*wrong_out = outcomes[i].how == WRONG;
		x->opinions += i == 0;
		x->scans += outcomes[i].how == WAITS;
	}
	return DONE;
}

static enum verdict
add_piece(struct listing *x, const struct piece *p, struct fault *f)
{
	const char *name, *words = "";
	bool wrong = false;
	enum verdict v = name_of(x, p, &name, f);

	if (v == DONE)
		v = words_of(x, p->outcome, &words, &wrong, f);
	if (v != DONE)
		return v;
	x->bad += wrong;
	if (!wrong && ++x->count > LINES_MAX) {
		x->left++;
		return DONE;
	}
	buffer_printf(wrong ? &x->problems : &x->lines, is_ja(x) ? "　%s%s　%s\n" : "  %s%s: %s\n", label_of(x, p->label), name, words);
	return DONE;
}

/* ---- what there is to tell of a stack (process/paper_plan.h) ------------------------------------------------ */

static const struct {
	const char *word, *ja, *en;
} tellings[] = {
	{ "batch", "表紙 %s", "Batch %s" }, { "expected", "　表紙に書かれた件数：%s", "  expected: %s" },
	{ "found", "　読み取った件数：%s", "  found: %s" },
	{ "missing", "　★ 仕切り紙が見つかりません：%s枚目（前後の2件が1件になっているかもしれません）",
	    "  separators missing: %s (two opinions may have become one)" },
	{ "twice", "　★ 同じ仕切り紙が2枚以上あります：%s枚目", "  separators found more than once: %s" },
	{ "again", "　★ この表紙の束は、以前にも取り込まれています", "  this batch was scanned before" },
	{ "blank", "　白紙だけの区切り：%s（登録していません）", "  nothing but blank pages: %s (left out)" },
};

static void
add_telling(struct listing *x, struct buffer *out, const char *word, size_t len)
{
	const char *colon = memchr(word, ':', len);

	for (size_t i = 0; colon != NULL && i < sizeof tellings / sizeof tellings[0]; i++) {
		const char *words = is_ja(x) ? tellings[i].ja : tellings[i].en, *hole = strstr(words, "%s");
		const char *value = must(talloc_strndup(x->h->ctx, colon + 1, len - (size_t)(colon + 1 - word)));

		if (strlen(tellings[i].word) != (size_t)(colon - word) || strncmp(tellings[i].word, word, (size_t)(colon - word)) != 0)
			continue;
		if (hole == NULL)
			buffer_printf(out, "%s\n", words);
		else
			buffer_printf(out, "%.*s%s%s\n", (int)(hole - words), words, value, hole + 2);
	}
}

/* Whether the counts of a batch differ. */
static bool
counts_differ(const char *reason)
{
	for (const char *p = reason; (p = strstr(p, "expected:")) != NULL; p++) {
		const char *expected = p + strlen("expected:"), *found = strstr(p, "found:");
		size_t n = strcspn(expected, " ");

		if (found != NULL && (strcspn(found + 6, " ") != n || strncmp(expected, found + 6, n) != 0))
			return true;
	}
	return false;
}

static void
view_tellings(struct listing *x)
{
	const char *reason = x->facts->entry.reason;
	struct buffer out = buffer_init(x->h->ctx);

	for (const char *p = reason; *p != 0;) {
		size_t len = strcspn(p, " ");

		add_telling(x, &out, p, len);
		p += len + (p[len] == ' ');
	}
	view_hole(x->h, "stack", buffer_text(&out));
	view_hole(x->h, "differs", counts_differ(reason) ? "yes" : "");
}

static void
view_number(struct holes *h, const char *name, size_t number)
{
	view_hole(h, name, number != 0 ? must(talloc_asprintf(h->ctx, "%zu", number)) : "");
}

enum verdict
view_collected(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct listing x = { .r = r, .h = h, .facts = facts, .lines = buffer_init(h->ctx), .problems = buffer_init(h->ctx) };
	struct piece *pieces;
	size_t count;
	enum verdict v = piece_list(r->ledger, h->ctx, facts->entry.seq, &pieces, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		v = add_piece(&x, &pieces[i], f);
	if (v != DONE)
		return v;
	view_hole(h, "arrival", facts->entry.id);
	view_received(h, facts, facts->entry.received, facts->language);
	view_hole(h, "subject", facts->reading != NULL ? facts->reading->subject : "");
	view_tellings(&x);
	view_hole(h, "count", must(talloc_asprintf(h->ctx, "%zu", count)));
	view_number(h, "opinions", x.opinions);
	view_number(h, "scans", x.scans);
	view_number(h, "bad", x.bad);
	view_number(h, "more", x.left);
	view_hole(h, "problems", buffer_text(&x.problems));
	view_hole(h, "list", buffer_text(&x.lines));
	return DONE;
}

/* ---- reports and sheets ------------------------------------------------------------------------------------- */

enum verdict
view_drop_report(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	(void)r;
	(void)f;
	view_received(h, facts, facts->entry.received, facts->language);
	view_hole(h, "subject", facts->reading != NULL ? facts->reading->subject : "");
	view_hole(h, "text", facts->reading != NULL ? text_trim(h->ctx, facts->reading->text) : "");
	return DONE;
}

enum verdict
view_note_sheet(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(r->ledger, h->ctx, facts->opinion.id, &drafts, &count, f);

	view_hole(h, "department", view_department_name(r->ledger->settings, facts->opinion.department));
	view_hole(h, "text", v == DONE ? view_clerk_words(h->ctx, facts, view_remark(drafts, count, facts->intent->arrival)) : "");
	return v;
}
