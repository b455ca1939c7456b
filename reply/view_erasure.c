/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_erasure - what the desk's clerks get about erasures: a proposal to release or withdraw, and what came of a reply.
 * Counts and numbers, nothing personal. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/eraser.h"

enum { NUMBERS_MAX = 500, NUMBERS_A_LINE = 4 };

static int64_t
erasure_of(const struct facts *facts)
{
	return view_code_number(facts->intent->code, strcmp(facts->intent->kind, "erasure") == 0 ? 0 : 1);
}

static enum verdict
find(struct renderer *r, void *ctx, const struct facts *facts, struct erasure *out, bool *found_out, struct fault *f)
{
	return erasure_by_id(r->ledger, ctx, erasure_of(facts), out, found_out, f);
}

/* ---- the proposal ------------------------------------------------------------------------------------------------ */

static enum verdict
show_rules(struct renderer *r, struct holes *h, const struct facts *facts, const struct erasure *e, struct fault *f)
{
	bool ja = facts->language == LANGUAGE_JA;
	struct buffer out = buffer_init(h->ctx);
	struct erasure_rule *rules;
	size_t count;
	enum verdict v = erasure_rules(r->ledger, h->ctx, e->id, &rules, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		buffer_printf(&out, ja ? "　%s：%lld件（%sより前から動きのないもの。%s）\n" : "  %s: %lld (at rest before %s; %s)\n",
		    rules[i].name, (long long)rules[i].count, view_day(h->ctx, facts->language, rules[i].before), rules[i].says);
	view_hole(h, "rules", buffer_text(&out));
	return v;
}

static enum verdict
show_numbers(struct renderer *r, struct holes *h, const struct erasure *e, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	struct erasure_item *items;
	size_t count, shown;
	enum verdict v = erasure_items(r->ledger, h->ctx, e->id, &items, &count, f);

	if (v != DONE)
		return v;
	shown = count < NUMBERS_MAX ? count : NUMBERS_MAX;
	for (size_t i = 0; i < shown; i++)
		buffer_printf(&out, "%s%s", items[i].number, i % NUMBERS_A_LINE == NUMBERS_A_LINE - 1 ? "\n" : "  ");
	view_hole_number(h, "count", (int64_t)count);
	view_hole(h, "numbers", buffer_text(&out));
	if (count > shown)
		view_hole_number(h, "more", (int64_t)(count - shown));
	return DONE;
}

static enum verdict
show_released(struct renderer *r, struct holes *h, const struct facts *facts, const struct erasure *e, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(r->ledger, h->ctx, TO_ERASURE, e->id, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		buffer_printf(&out, "%s　%s\n", all[i].name, view_moment(h->ctx, facts->language, all[i].at));
	view_hole(h, "released", buffer_text(&out));
	return v;
}

enum verdict
view_erasure(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct erasure e;
	bool found;
	enum verdict v = find(r, h->ctx, facts, &e, &found, f);

	if (v == DONE && !found)
		return fail(f, NEVER, "its erasure is gone");
	if (v == DONE)
		v = show_rules(r, h, facts, &e, f);
	if (v == DONE)
		v = show_numbers(r, h, &e, f);
	if (v == DONE)
		v = show_released(r, h, facts, &e, f);
	if (v != DONE)
		return v;
	view_hole_number(h, "erasure", e.id);
	view_hole_number(h, "people", e.people);
	view_hole(h, "who", e.who);
	view_hole(h, "made", view_moment(h->ctx, facts->language, e.made));
	view_hole(h, "loose", view_day(h->ctx, facts->language, e.loose_before));
	return DONE;
}

/* ---- what came of a reply ---------------------------------------------------------------------------------------- */

enum verdict
view_erasure_answer(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	static const char *const done[] = { "erasure-waits ", "erasure-released ", "erasure-withdrawn " };
	const char *code = facts->intent->code;
	bool was_done = false, found = false;
	struct erasure e;
	enum verdict v = find(r, h->ctx, facts, &e, &found, f);

	for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
		was_done = was_done || text_starts(code, done[i]);
	view_hole_number(h, "erasure", erasure_of(facts));
	view_hole(h, "done", was_done ? "yes" : "");
	if (text_starts(code, done[0]))
		view_hole_number(h, "left", view_code_number(code, 2));
	view_hole(h, "open", v == DONE && found && e.state == ERASURE_PROPOSED && !was_done ? "yes" : "");
	view_hole(h, "text", !was_done && facts->reading != NULL ? facts->reading->text : "");
	return v == DONE ? view_reason(r, h, facts, "reason", code, f) : v;
}

enum verdict
view_erasure_address(struct renderer *r, void *ctx, const struct facts *facts, const char **out, struct fault *f)
{
	const char *clerk = facts->to_count == 1 ? eraser_clerk(r->ledger->settings, facts->to[0].address) : NULL;
	struct erasure e;
	bool found = false;
	enum verdict v = find(r, ctx, facts, &e, &found, f);

	*out = "";
	if (v != DONE || clerk == NULL || !found || !erasure_may_withdraw(&e))
		return v;
	return eraser_address(r->ledger, ctx, e.id, clerk, out, f);
}
