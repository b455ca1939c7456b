/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_history - what happened to an opinion before this mail, for the department that has it now. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/mask.h"

enum { WORDS_MAX = 3000 };

enum happened { NOTHING, PASSED_ON, NOT_OURS, PING_PONG, HANDED_OVER, NOTED, ASKED, WROTE_AGAIN, NO_PART, PART_MOVED,
	DRAFTED, ANSWERED };

/* The sentences behind the day, in Japanese and English. Between their pieces stand: who did it, the
 * department it went to, the department that was named. */
static const char *const sentences[][2][5] = {
	[PASSED_ON] = { { "　", "から", "へ移送" }, { "  passed on by ", " to ", "" } },
	[NOT_OURS] = { { "　", "から「所管外」として", "へ" }, { "  sent back by ", " as not theirs, to ", "" } },
	[PING_PONG] = { { "　", "から移送。移送が続いたため", "へ（希望した移送先は", "）" },
		{ "  passed on by ", "; as it had been passed on often, to ", " (wanted: ", ")" } },
	[HANDED_OVER] = { { "　組織の変更（", "）により", "へ" }, { "  the department has ended (", "): to ", "" } },
	[NOTED] = { { "　", "の経過" }, { "  progress of ", "" } },
	[ASKED] = { { "　", "から意見を寄せた方への照会" }, { "  question of ", " to who wrote it" } },
	[WROTE_AGAIN] = { { "　意見を寄せた方から" }, { "  from who wrote it" } },
	[PART_MOVED] = { { "　", "の分担：", "へ移送" }, { "  part of ", ": passed on to ", "" } },
	[DRAFTED] = { { "　", "の回答案" }, { "  draft of an answer of ", "" } },
	[ANSWERED] = { { "　", "の回答" }, { "  answer of ", "" } },
	[NO_PART] = { { "　", "の分担：回答なし" }, { "  part of ", ": none" } },
};

struct past {
	struct renderer *r;
	struct holes *h;
	const struct facts *facts;
	struct event *events;
	size_t event_count;
	struct draft *drafts;
	size_t draft_count;
};

static enum verdict
gather(struct past *past, struct fault *f)
{
	struct ledger *l = past->r->ledger;
	int64_t opinion = past->facts->opinion.id;
	enum verdict v = opinion_events(l, past->h->ctx, opinion, &past->events, &past->event_count, f);

	return v == DONE ? draft_list(l, past->h->ctx, opinion, &past->drafts, &past->draft_count, f) : v;
}

const char *
view_clerk_words(void *ctx, const struct facts *facts, const char *text)
{
	return facts->opinion.is_protected && facts->contact != NULL ? mask_text(ctx, text, facts->contact, NULL) : text;
}

static bool
is_step(const struct event *e, enum step step)
{
	return strcmp(e->step, step_name(step)) == 0;
}

/* What a department wrote in the mail of an event; "" for nothing. */
static const char *
written(const struct past *past, const struct event *e)
{
	for (size_t i = 0; e->arrival != 0 && i < past->draft_count; i++)
		if (past->drafts[i].arrival == e->arrival)
			return view_clerk_words(past->h->ctx, past->facts, past->drafts[i].text);
	return "";
}

/* What the resident wrote in the mail of an event, as this party may see it. */
static enum verdict
read_resident(const struct past *past, const struct event *e, const char **out, struct fault *f)
{
	struct ledger *l = past->r->ledger;
	struct entry entry;
	struct reading *reading;
	bool found;
	enum verdict v = entry_by_seq(l, past->h->ctx, e->arrival, &entry, &found, f);

	*out = "";
	if (v != DONE || !found)
		return v;
	v = entry_reading(l, past->h->ctx, &entry, &reading, f);
	if (v == DONE)
		*out = view_text(past->h->ctx, past->facts, reading);
	return v == NEVER ? DONE : v;
}

const char *
view_who(const struct settings *s, const char *who)
{
	if (text_starts(who, "department:"))
		return view_department_name(s, who + strlen("department:"));
	if (text_starts(who, "staff:")) {
		const struct staff *staff = settings_staff(s, who + strlen("staff:"));

		return staff != NULL ? staff->name : who;
	}
	return strcmp(who, "desk") == 0 ? view_department_name(s, s->office.desk) : who;
}

/* A word of an event's note, a department's code, as its name. */
static const char *
named(const struct past *past, const char *note, size_t word)
{
	const char *p = note;

	while (word-- > 0) {
		p += strcspn(p, " ");
		p += *p == ' ';
	}
	return view_department_name(past->r->ledger->settings,
	    must(talloc_strndup(past->h->ctx, p, strcspn(p, " "))));
}

static enum happened
what_happened(const struct event *e)
{
	if (is_step(e, STEP_PASS_ON))
		return strstr(e->note, " not-ours") != NULL ? NOT_OURS :
		    strstr(e->note, " ping-pong ") != NULL ? PING_PONG : PASSED_ON;
	if (is_step(e, STEP_HAND_OVER))
		return HANDED_OVER;
	if (is_step(e, STEP_DRAFT))
		return DRAFTED;
	if (is_step(e, STEP_RELEASE))
		return ANSWERED;
	/* A program notes for the record alone. */
	if (is_step(e, STEP_NOTE) && e->arrival != 0 && !text_starts(e->who, "iken-"))
		return NOTED;
	if (is_step(e, STEP_ASK))
		return ASKED;
	if (is_step(e, STEP_FOLLOW_UP))
		return WROTE_AGAIN;
	if (is_step(e, STEP_PART_ANSWER) && strcmp(e->note, "answered") != 0)
		return text_starts(e->note, "to ") ? PART_MOVED : NO_PART;
	return NOTHING;
}

static void
add_quoted(struct past *past, struct buffer *out, const char *words)
{
	void *ctx = past->h->ctx;
	bool cut = text_length(words) > WORDS_MAX;
	const char *line = text_trim(ctx, cut ? text_cut(ctx, words, WORDS_MAX) : words), *end;

	for (; *line != 0; line = end + (*end != 0)) {
		end = line + strcspn(line, "\n");
		buffer_printf(out, "  > %.*s\n", (int)(end - line), line);
	}
	if (cut)
		buffer_string(out, "  > ...\n");
}

static enum verdict
add_event(struct past *past, struct buffer *out, const struct event *e, struct fault *f)
{
	enum happened what = what_happened(e);
	enum language language = past->facts->language;
	const char *const *pieces = sentences[what][language == LANGUAGE_EN];
	const char *third = named(past, e->note, 2);
	const char *between[] = { what == HANDED_OVER ? third : view_who(past->r->ledger->settings, e->who),
		named(past, e->note, what == PART_MOVED), third };
	const char *words = "";
	enum verdict v = DONE;

	if (what == NOTHING)
		return DONE;
	if (what == HANDED_OVER)
		between[0] = named(past, e->note, 2);
	if (what == WROTE_AGAIN)
		v = read_resident(past, e, &words, f);
	else
		words = written(past, e);
	buffer_string(out, view_day(past->h->ctx, language, e->at));
	for (size_t i = 0; pieces[i] != NULL; i++) {
		buffer_string(out, pieces[i]);
		buffer_string(out, pieces[i + 1] != NULL ? between[i] : "\n");
	}
	add_quoted(past, out, words);
	return v;
}

/* The event of the mail's own cause: who sent it here, and why. */
static void
show_cause(struct past *past, const struct event *e)
{
	const struct settings *s = past->r->ledger->settings;
	struct holes *h = past->h;
	enum happened what = what_happened(e);

	if (what == PASSED_ON || what == NOT_OURS || what == PING_PONG || is_step(e, STEP_PART)) {
		view_hole(h, what == NOT_OURS ? "not_ours" : what == PING_PONG ? "ping_pong" : "passed_by",
		    view_who(s, e->who));
		view_hole(h, "remark", written(past, e));
	}
	if (what == PING_PONG)
		view_hole(h, "wanted", named(past, e->note, 2));
}

/* Whether the opinion came here because a department has ended, and nothing has moved it since. */
static void
show_hand_over(struct past *past)
{
	for (size_t i = past->event_count; i-- > 0;) {
		const struct event *e = &past->events[i];

		if (is_step(e, STEP_PASS_ON) || is_step(e, STEP_ROUTE))
			return;
		if (is_step(e, STEP_HAND_OVER)) {
			view_hole(past->h, "handed_over", named(past, e->note, 2));
			return;
		}
	}
}

enum verdict
view_history(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct past past = { .r = r, .h = h, .facts = facts };
	struct buffer out = buffer_init(h->ctx);
	enum verdict v = gather(&past, f);

	for (size_t i = 0; v == DONE && i < past.event_count; i++)
		v = add_event(&past, &out, &past.events[i], f);
	for (size_t i = past.event_count; v == DONE && facts->intent->arrival != 0 && i-- > 0;) {
		if (past.events[i].arrival == facts->intent->arrival) {
			show_cause(&past, &past.events[i]);
			break;
		}
	}
	show_hand_over(&past);
	view_hole(h, "history", buffer_text(&out));
	return v;
}

enum verdict
view_asked(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct past past = { .r = r, .h = h, .facts = facts };
	struct buffer out = buffer_init(h->ctx);
	enum verdict v = gather(&past, f);
	size_t first = 0, last = 0;

	/* The questions between the mail before this one and this one. */
	for (; v == DONE && last < past.event_count && past.events[last].arrival != facts->intent->arrival; last++)
		if (is_step(&past.events[last], STEP_FOLLOW_UP))
			first = last;
	for (size_t i = first; v == DONE && i < last; i++)
		if (is_step(&past.events[i], STEP_ASK))
			buffer_printf(&out, "%s%s", out.len != 0 ? "\n\n" : "", written(&past, &past.events[i]));
	view_hole(h, "question", buffer_text(&out));
	return v;
}
