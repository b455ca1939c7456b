/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_reminder - the morning's digest: numbers, purposes and days, nothing personal. */
#include "reply/view.h"

#include "config/memory.h"
#include "reply/reason.h"
#include "spool/digest.h"

enum { LINES_MAX = 200, SOON_DAYS = 3 };

/* Where a line of the digest stands. */
enum section { SECTION_LATE, SECTION_SOON, SECTION_OTHERS, SECTION_ASKED, SECTION_WAITING, SECTIONS };

struct lines {
	struct buffer text;
	size_t count;			/* of those that are in it and those that were too many */
};

static struct lines
lines_new(void *ctx)
{
	return (struct lines){ .text = buffer_init(ctx) };
}

static const char *
end_lines(const struct facts *facts, struct lines *lines)
{
	if (lines->count > LINES_MAX)
		buffer_printf(&lines->text, facts->language == LANGUAGE_JA ? "　ほか%zu件\n" : "  and %zu more\n",
		    lines->count - LINES_MAX);
	return buffer_text(&lines->text);
}

/* How late, or how many open days are left. */
static const char *
lateness(void *ctx, const struct work *w, bool ja)
{
	if (w->state == STATE_ASKED || !w->dated)
		return "";
	if (w->days_late > 0)
		return must(talloc_asprintf(ctx, ja ? "　%lld開庁日遅れ" : "  %lld open days late",
		    (long long)w->days_late));
	if (w->days_late == 0)
		return ja ? "　今日まで" : "  today";
	return must(talloc_asprintf(ctx, ja ? "　あと%lld開庁日" : "  %lld open days left", -(long long)w->days_late));
}

static const char *
approver_name(const struct settings *s, const char *code)
{
	const struct approver *a = settings_approver(s, code);

	if (strcmp(code, "desk") == 0)
		return view_department_name(s, s->office.desk);
	return a != NULL ? a->name : code;
}

/* Whom a draft waits for; of a part, and of what is not the department's own, whose the opinion is. */
static const char *
bystander(void *ctx, const struct settings *s, const struct facts *facts, const struct work *w)
{
	bool ja = facts->language == LANGUAGE_JA;

	if (strcmp(w->lead, facts->digest->code) != 0)
		return must(talloc_asprintf(ctx, ja ? "（%s）" : "  (%s)", view_department_name(s, w->lead)));
	if (w->waits_for[0] != 0)
		return must(talloc_asprintf(ctx, ja ? "（承認待ち：%s）" : "  (waits for %s)",
		    approver_name(s, w->waits_for)));
	return "";
}

static void
add_line(struct renderer *r, struct holes *h, const struct facts *facts, const struct work *w, struct lines *lines)
{
	const struct settings *s = r->ledger->settings;
	const struct purpose *purpose = settings_purpose(s, w->purpose);
	bool ja = facts->language == LANGUAGE_JA;

	if (lines->count++ >= LINES_MAX)
		return;
	buffer_printf(&lines->text, ja ? "　%s　%s" : "  %s  %s", w->number,
	    purpose != NULL ? purpose->name : w->purpose);
	if (w->due != 0)
		buffer_printf(&lines->text, ja ? "　期限 %s" : "  due %s", view_day(h->ctx, facts->language, w->due));
	buffer_printf(&lines->text, "%s%s\n", lateness(h->ctx, w, ja), bystander(h->ctx, s, facts, w));
}

static void
view_list(struct renderer *r, struct holes *h, const struct facts *facts, const char *name, const struct worklist *list)
{
	struct lines lines = lines_new(h->ctx);

	for (size_t i = 0; i < list->count; i++)
		add_line(r, h, facts, &list->item[i], &lines);
	view_hole(h, name, end_lines(facts, &lines));
}

static enum section
section_of(const struct work *w)
{
	if (w->state == STATE_ASKED)
		return SECTION_ASKED;
	if (w->dated && w->days_late > 0)
		return SECTION_LATE;
	if (w->state == STATE_DRAFTED)
		return SECTION_WAITING;
	return w->dated && w->days_late >= -SOON_DAYS ? SECTION_SOON : SECTION_OTHERS;
}

/* The department's own opinions, each in one section; how many are late. */
static size_t
view_opinions(struct renderer *r, struct holes *h, const struct facts *facts)
{
	static const char *const names[SECTIONS] = { "late", "soon", "others", "asked", "waiting" };
	const struct worklist *list = &facts->digest->opinions;
	struct lines lines[SECTIONS];

	for (int i = 0; i < SECTIONS; i++)
		lines[i] = lines_new(h->ctx);
	for (size_t i = 0; i < list->count; i++)
		add_line(r, h, facts, &list->item[i], &lines[section_of(&list->item[i])]);
	for (int i = 0; i < SECTIONS; i++)
		view_hole(h, names[i], end_lines(facts, &lines[i]));
	return lines[SECTION_LATE].count;
}

/* Likewise, of the parts that it owes others. */
static size_t
view_open_parts(struct renderer *r, struct holes *h, const struct facts *facts)
{
	const struct worklist *list = &facts->digest->parts;
	struct lines late = lines_new(h->ctx), open = lines_new(h->ctx);

	for (size_t i = 0; i < list->count; i++)
		add_line(r, h, facts, &list->item[i], section_of(&list->item[i]) == SECTION_LATE ? &late : &open);
	view_hole(h, "late_parts", end_lines(facts, &late));
	view_hole(h, "parts", end_lines(facts, &open));
	return late.count;
}

static enum verdict
view_held(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct digest *d = facts->digest;
	const struct office *office = &r->ledger->settings->office;
	bool ja = facts->language == LANGUAGE_JA;
	struct lines lines = lines_new(h->ctx);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < d->held_count; i++) {
		const char *words;

		if (lines.count++ >= LINES_MAX)
			continue;
		v = reason_words(h->ctx, office, facts->language, d->held[i].reason, &words, f);
		if (v == DONE)
			buffer_printf(&lines.text, ja ? "　%s受信　%s（整理番号 %s）\n" : "  since %s  %s (%s)\n",
			    view_day(h->ctx, facts->language, d->held[i].received), words, d->held[i].id);
	}
	view_hole(h, "held", end_lines(facts, &lines));
	view_hole(h, "held_count", must(talloc_asprintf(h->ctx, "%zu", d->held_count)));
	return v;
}

/* Which clerk a scan waits for. */
static const char *
typist(const struct scan_waiting *w, bool ja)
{
	if (w->place[2])
		return ja ? "3人目（違いを決める人）の入力" : "the third person, who decides";
	if (w->place[1])
		return w->place[0] ? (ja ? "2人の入力" : "both clerks") : (ja ? "2人目の入力" : "the second clerk");
	return ja ? "入力" : "a clerk";
}

static enum verdict
view_typing(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct digest *d = facts->digest;
	bool ja = facts->language == LANGUAGE_JA;
	struct lines lines = lines_new(h->ctx);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < d->typing_count; i++) {
		const struct scan_waiting *w = &d->typing[i];
		const char *channel;

		if (lines.count++ >= LINES_MAX)
			continue;
		v = view_channel_name(r, h->ctx, facts->language, w->channel, &channel, f);
		if (v == DONE)
			buffer_printf(&lines.text, ja ? "　%s依頼　%s　%s待ち（整理番号 %s）\n" :
			    "  asked for on %s  %s, waits for %s (%s)\n", view_day(h->ctx, facts->language, w->asked), channel,
			    typist(w, ja), w->arrival);
	}
	view_hole(h, "typing", end_lines(facts, &lines));
	view_hole(h, "typing_count", must(talloc_asprintf(h->ctx, "%zu", d->typing_count)));
	return v;
}

/* One of clerks, chief, head and approver is set: whom the words are for. */
static void
view_recipient(struct renderer *r, struct holes *h, const struct facts *facts)
{
	static const char *const rungs[] = { [DIGEST_CLERKS] = "clerks", [DIGEST_CHIEF] = "chief",
		[DIGEST_HEAD] = "head", [DIGEST_APPROVER] = "approver" };
	const struct settings *s = r->ledger->settings;
	const struct digest *d = facts->digest;
	int64_t days = d->rung == DIGEST_CHIEF ? s->calendar.chief_after : s->calendar.head_after;
	const char *name = facts->approver != NULL ? facts->approver->name : view_department_name(s, d->code);

	view_hole(h, rungs[d->rung], "yes");
	view_hole(h, "recipient", name);
	view_hole(h, "department", name);
	view_hole(h, "days", must(talloc_asprintf(h->ctx, "%lld", (long long)days)));
	view_hole(h, "day", view_day(h->ctx, facts->language, d->now));
}

enum verdict
view_reminder(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const struct digest *d = facts->digest;
	size_t late = view_opinions(r, h, facts) + view_open_parts(r, h, facts);
	size_t open = d->rung == DIGEST_APPROVER ? d->approvals.count : d->opinions.count + d->parts.count;
	enum verdict v;

	view_recipient(r, h, facts);
	view_list(r, h, facts, "approvals", &d->approvals);
	view_list(r, h, facts, "undeliverable", &d->undeliverable);
	view_list(r, h, facts, "undated", &d->undated);
	view_hole(h, "late_count", late != 0 ? must(talloc_asprintf(h->ctx, "%zu", late)) : "");
	view_hole(h, "open_count", must(talloc_asprintf(h->ctx, "%zu", open)));
	v = view_typing(r, h, facts, f);
	return v == DONE ? view_held(r, h, facts, f) : v;
}
