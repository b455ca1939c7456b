/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_plan - what the rules would erase now, and the proposal that fixes it. */
#include "config/clock.h"
#include "config/memory.h"
#include "spool/erasure.h"

enum { DAY = 86400 };

struct planning {
	struct ledger *l;
	void *ctx;			/* owns the plan */
	struct erasure_plan *plan;
	size_t room;
};

/* ---- one opinion ------------------------------------------------------------------------------------------------- */

/* Only what has ended well or not, and rests. One look for each reason, over indices. */
enum verdict
erasure_judge(struct ledger *l, int64_t opinion, int64_t before, enum erasure_why *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT "
	    "EXISTS (SELECT 1 FROM hold WHERE opinion = ?1 AND lifted = 0), "
	    "EXISTS (SELECT 1 FROM intent WHERE opinion = ?1 AND state = 'waiting') OR EXISTS (SELECT 1 FROM letter JOIN run ON "
	    "run.id = letter.run WHERE letter.opinion = ?1 AND (letter.state = 'printed' OR run.state <> 'confirmed')), "
	    "EXISTS (SELECT 1 FROM guess JOIN arrival ON arrival.seq = guess.arrival WHERE guess.opinion = ?1 AND "
	    "arrival.kind = 'held'), "
	    "NOT EXISTS (SELECT 1 FROM opinion WHERE id = ?1 AND state IN ('delivered','closed','undeliverable') AND "
	    "changed < ?2) OR EXISTS (SELECT 1 FROM event WHERE opinion = ?1 AND at >= ?2)");
	static const enum erasure_why whys[] = { ERASURE_HELD, ERASURE_WAITING, ERASURE_GUESSED, ERASURE_RECENT };
	bool row;
	enum verdict v;

	*out = ERASURE_GOES;
	query_number(q, 1, opinion);
	query_number(q, 2, before);
	v = query_next(q, &row, f);
	for (int i = 3; v == DONE && row && i >= 0; i--)
		if (query_number_at(q, i) != 0) {
			*out = whys[i];
			break;
		}
	query_done(q);
	return v;
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

static bool
list_has(const struct list *list, const char *word)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->item[i], word) == 0)
			return true;
	return false;
}

static bool
matches(const struct settings *s, const struct erase_rule *rule, const char *state, const char *channel,
    const char *purpose)
{
	const struct purpose *p = settings_purpose(s, purpose);

	if (!list_has(&rule->states, state))
		return false;
	if (rule->channels.count != 0 && !list_has(&rule->channels, channel))
		return false;
	return rule->purposes.count == 0 || list_has(&rule->purposes, purpose) ||
	    (p != NULL && list_has(&rule->purposes, p->name));
}

static void
say_list(struct buffer *b, const char *what, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(b, "%s%s%s", i != 0 ? ", " : b->len != 0 ? "; " : "", i != 0 ? "" : what, list->item[i]);
}

static const char *
says(void *ctx, const struct erase_rule *rule)
{
	struct buffer b = buffer_init(ctx);

	say_list(&b, "states = ", &rule->states);
	say_list(&b, "channels = ", &rule->channels);
	say_list(&b, "purposes = ", &rule->purposes);
	buffer_printf(&b, "%sage = %lld days", b.len != 0 ? "; " : "", (long long)rule->age);
	return buffer_text(&b);
}

/* Rules with their moments; what belongs to no opinion is never kept longer than the first of the opinions. */
static void
begin(struct planning *p)
{
	const struct settings *s = p->l->settings;
	int64_t loose = s->erasure.loose;

	p->plan->at = clock_now();
	p->plan->rules = must(talloc_zero_array(p->ctx, struct erasure_rule, s->erase_rule_count));
	p->plan->rule_count = s->erase_rule_count;
	for (size_t i = 0; i < s->erase_rule_count; i++) {
		const struct erase_rule *rule = &s->erase_rules[i];

		p->plan->rules[i] = (struct erasure_rule){ .place = (int64_t)i + 1, .name = rule->name,
			.says = says(p->ctx, rule), .before = p->plan->at - rule->age * DAY };
		if (rule->age < loose)
			loose = rule->age;
	}
	p->plan->loose_before = p->plan->at - loose * DAY;
}

/* ---- all of them ------------------------------------------------------------------------------------------------- */

static void
add_item(struct planning *p, int64_t opinion, const char *number, size_t rule)
{
	struct erasure_plan *plan = p->plan;

	if (plan->item_count == p->room) {
		p->room = p->room != 0 ? 2 * p->room : 64;
		plan->items = must(talloc_realloc(p->ctx, plan->items, struct erasure_item, p->room));
	}
	plan->items[plan->item_count++] = (struct erasure_item){ .opinion = opinion, .number = talloc_strdup(p->ctx, number),
		.rule = (int64_t)rule + 1, .outcome = "" };
	plan->rules[rule].count++;
}

static enum verdict
consider(struct planning *p, const struct opinion *o, struct fault *f)
{
	const struct settings *s = p->l->settings;
	enum erasure_why why;
	size_t rule = 0;
	enum verdict v;

	while (rule < s->erase_rule_count && !matches(s, &s->erase_rules[rule], state_name(o->state), o->channel, o->purpose))
		rule++;
	if (rule == s->erase_rule_count || o->changed >= p->plan->rules[rule].before)
		return DONE;
	v = erasure_judge(p->l, o->id, p->plan->rules[rule].before, &why, f);
	if (v != DONE)
		return v;
	p->plan->left.held += why == ERASURE_HELD;
	p->plan->left.waiting += why == ERASURE_WAITING;
	p->plan->left.guessed += why == ERASURE_GUESSED;
	if (why == ERASURE_GOES)
		add_item(p, o->id, o->number, rule);
	return DONE;
}

static enum verdict
consider_all(struct planning *p, struct fault *f)
{
	struct query *q = db_query(p->l->db, "SELECT id, number, channel, purpose, state, changed FROM opinion WHERE "
	    "state IN ('delivered','closed','undeliverable') AND changed < ?1 ORDER BY id");
	bool row;
	enum verdict v;

	query_number(q, 1, p->plan->at);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		void *ctx = must(talloc_new(NULL));
		char *state = query_text_at(ctx, q, 4);
		struct opinion o = { .id = query_number_at(q, 0), .number = query_text_at(ctx, q, 1),
			.channel = query_text_at(ctx, q, 2), .purpose = query_text_at(ctx, q, 3),
			.state = state_from_name(state), .changed = query_number_at(q, 5) };

		v = consider(p, &o, f);
		talloc_free(ctx);
		if (v != DONE)
			break;
	}
	query_done(q);
	return v;
}

static enum verdict
count_loose(struct planning *p, struct fault *f)
{
	struct query *q = db_query(p->l->db, "SELECT count(*) FROM arrival a WHERE "
	    "a.opinion IS NULL AND a.received < ?1 AND a.digest <> x'' AND a.kind NOT IN ('held','set-aside','scan') AND "
	    "NOT EXISTS (SELECT 1 FROM piece WHERE parent = a.seq)");
	bool row;
	enum verdict v;

	query_number(q, 1, p->plan->loose_before);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		p->plan->loose = query_number_at(q, 0);
	query_done(q);
	return v;
}

enum verdict
erasure_plan(struct ledger *l, void *ctx, struct erasure_plan **out, struct fault *f)
{
	struct planning p = { .l = l };
	enum verdict v;

	if (l->settings->erase_rule_count == 0)
		return fail(f, NEVER, "there is no rule: write a section [erase NAME] into %s", l->settings->file);
	p.plan = memory_new(ctx, sizeof *p.plan);
	p.ctx = p.plan;
	begin(&p);
	v = consider_all(&p, f);
	if (v == DONE)
		v = count_loose(&p, f);
	*out = p.plan;
	return v;
}

/* ---- the proposal ------------------------------------------------------------------------------------------------ */

static enum verdict
insert_erasure(struct ledger *l, const struct erasure_plan *plan, const char *who, int64_t *id_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO erasure(made, who, state, loose_before, people, changed, digest) "
	    "VALUES(?1,?2,'proposed',?3,?4,?1,zeroblob(32))");
	enum verdict v;

	query_number(q, 1, plan->at);
	query_text(q, 2, who);
	query_number(q, 3, plan->loose_before);
	query_number(q, 4, l->settings->erasure.people);
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	return v;
}

static enum verdict
insert_rule(struct ledger *l, int64_t id, const struct erasure_rule *rule, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO erasure_rule(erasure, place, name, says, before) VALUES(?1,?2,?3,?4,?5)");

	query_number(q, 1, id);
	query_number(q, 2, rule->place);
	query_text(q, 3, rule->name);
	query_text(q, 4, rule->says);
	query_number(q, 5, rule->before);
	return query_run(q, f);
}

static enum verdict
insert_item(struct ledger *l, int64_t id, const struct erasure_item *item, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO erasure_item(erasure, opinion, rule) VALUES(?1,?2,?3)");

	query_number(q, 1, id);
	query_number(q, 2, item->opinion);
	query_number(q, 3, item->rule);
	return query_run(q, f);
}

enum verdict
erasure_propose(struct ledger *l, const struct erasure_plan *plan, const char *who, int64_t *id_out, struct fault *f)
{
	enum verdict v = insert_erasure(l, plan, who, id_out, f);

	for (size_t i = 0; v == DONE && i < plan->rule_count; i++)
		v = insert_rule(l, *id_out, &plan->rules[i], f);
	for (size_t i = 0; v == DONE && i < plan->item_count; i++)
		v = insert_item(l, *id_out, &plan->items[i], f);
	return v;
}
