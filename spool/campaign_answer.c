/* SPDX-License-Identifier: GPL-3.0-or-later */
/* campaign_answer - answers that are written once and given to all members of a campaign. */
#include "spool/campaign.h"

#include "config/clock.h"
#include "config/memory.h"

enum verdict
campaign_answer_enter(struct ledger *l, const struct campaign_answer *a, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO campaign_answer(draft, campaign, opinion, department, at, root, "
	    "state) VALUES(?1,?2,?3,?4,?5,?6,'waiting')");

	query_number(q, 1, a->draft);
	query_number(q, 2, a->campaign);
	query_number(q, 3, a->opinion);
	query_text(q, 4, a->department);
	query_number(q, 5, clock_now());
	query_number(q, 6, a->root);
	return query_run(q, f);
}

static void
take(void *ctx, struct query *q, struct campaign_answer *out)
{
	*out = (struct campaign_answer){ .draft = query_number_at(q, 0), .campaign = query_number_at(q, 1),
		.opinion = query_number_at(q, 2), .root = query_number_at(q, 3), .department = query_text_at(ctx, q, 4),
		.at = query_number_at(q, 5) };
}

/*
 * How far it is shows in the answer to the opinion for which it was drafted: it is there once all have agreed, it is due
 * once nobody can stop it any more, and it is cancelled when somebody did. That one person's mail came back keeps nothing from
 * the others. Without one it waits for approval, until a newer draft or a return has overtaken it.
 */
#define LET_GO "EXISTS (SELECT 1 FROM intent i WHERE i.opinion = a.opinion AND i.draft = a.draft AND i.kind = 'answer' AND " \
	"(i.state IN ('sent','failed') OR (i.state = 'waiting' AND i.not_before <= ?2)))"
#define GOES "EXISTS (SELECT 1 FROM intent i WHERE i.opinion = a.opinion AND i.draft = a.draft AND i.kind = 'answer' AND " \
	"i.state <> 'cancelled')"
#define IS_DRAFTED "EXISTS (SELECT 1 FROM opinion o WHERE o.id = a.opinion AND o.state = 'drafted') AND NOT EXISTS " \
	"(SELECT 1 FROM draft d WHERE d.opinion = a.opinion AND d.kind = 'answer' AND d.id > a.draft) AND NOT EXISTS " \
	"(SELECT 1 FROM approval p WHERE p.draft = a.draft AND p.state IN ('returned','stopped','void'))"

enum verdict
campaign_answer_next(struct ledger *l, void *ctx, int64_t after, struct campaign_answer *out, bool *let_go_out, bool *void_out,
    bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT a.draft, a.campaign, a.opinion, a.root, a.department, a.at, a.state = 'going' OR " LET_GO
	    ", NOT (a.state = 'going' OR " GOES " OR " IS_DRAFTED ") FROM campaign_answer a WHERE a.state IN ('waiting','going') AND "
	    "a.draft > ?1 ORDER BY a.draft LIMIT 1");
	enum verdict v;

	query_number(q, 1, after);
	query_number(q, 2, clock_now());
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		take(ctx, q, out);
		*let_go_out = query_number_at(q, 6) != 0;
		*void_out = query_number_at(q, 7) != 0;
	}
	query_done(q);
	return v;
}

enum verdict
campaign_answer_set(struct ledger *l, int64_t draft, enum campaign_answer_state state, struct fault *f)
{
	static const char *const states[] = { "going", "done", "void" };
	struct query *q = db_query(l->db, "UPDATE campaign_answer SET state = ?2 WHERE draft = ?1");

	query_number(q, 1, draft);
	query_text(q, 2, states[state]);
	return query_run(q, f);
}

enum verdict
campaign_answer_is(struct ledger *l, int64_t draft, struct campaign_answer *out, bool *is_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT draft, campaign, opinion, root, at FROM campaign_answer WHERE draft = ?1 AND "
	    "state <> 'void'");
	enum verdict v;

	query_number(q, 1, draft);
	v = query_next(q, is_out, f);
	if (v == DONE && *is_out)
		*out = (struct campaign_answer){ query_number_at(q, 0), query_number_at(q, 1), query_number_at(q, 2),
			query_number_at(q, 3), "", query_number_at(q, 4) };
	query_done(q);
	return v;
}

enum verdict
campaign_answer_runs(struct ledger *l, int64_t campaign, const char *department, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM campaign_answer WHERE campaign = ?1 AND department = ?2 AND "
	    "state IN ('waiting','going') LIMIT 1");
	enum verdict v;

	query_number(q, 1, campaign);
	query_text(q, 2, department);
	v = query_next(q, out, f);
	query_done(q);
	return v;
}

enum verdict
campaign_answered(struct ledger *l, int64_t opinion, int64_t answer, int64_t draft, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE campaign_member SET state = 'done', answer = ?2, draft = ?3, at = ?4 WHERE "
	    "opinion = ?1");

	query_number(q, 1, opinion);
	query_number(q, 2, answer);
	query_number(q, 3, draft);
	query_number(q, 4, clock_now());
	return query_run(q, f);
}

enum verdict
campaign_root(struct ledger *l, int64_t opinion, int64_t *root_out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT b.root FROM campaign_member m JOIN campaign_answer b ON b.draft = m.answer WHERE "
	    "m.opinion = ?1");
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*root_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

/* An earlier answer of the same root, of which this one is the newer. */
#define TO_CORRECT " FROM campaign_member m JOIN campaign_answer b ON b.draft = m.answer WHERE m.campaign = ?1 AND " \
	"m.state = 'done' AND m.answer < ?2 AND m.opinion <> ?3 AND b.root = ?4 AND " \
	"EXISTS (SELECT 1 FROM draft d WHERE d.id = ?2 AND d.corrects <> 0)"

static void
name_answer(struct query *q, const struct campaign_answer *a)
{
	query_number(q, 1, a->campaign);
	query_number(q, 2, a->draft);
	query_number(q, 3, a->opinion);
	query_number(q, 4, a->root);
}

enum verdict
campaign_count_to_correct(struct ledger *l, const struct campaign_answer *a, int64_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*)" TO_CORRECT);

	name_answer(q, a);
	return query_one_number(q, count_out, f);
}

enum verdict
campaign_to_correct(struct ledger *l, void *ctx, const struct campaign_answer *a, int64_t after, size_t max, int64_t **out,
    size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT m.opinion" TO_CORRECT " AND m.opinion > ?5 ORDER BY m.opinion LIMIT ?6");

	name_answer(q, a);
	query_number(q, 5, after);
	query_number(q, 6, (int64_t)max);
	return query_numbers(q, ctx, out, count_out, f);
}

enum verdict
campaign_given(struct ledger *l, int64_t campaign, const char *department, int64_t *draft_out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT m.draft FROM campaign_answer a JOIN campaign_member m ON m.campaign = a.campaign AND "
	    "m.answer = a.draft JOIN opinion o ON o.id = m.opinion WHERE a.campaign = ?1 AND a.department = ?2 AND "
	    "a.state IN ('going','done') AND m.draft <> 0 AND o.state <> 'erased' ORDER BY a.draft DESC, m.opinion LIMIT 1");
	enum verdict v;

	query_number(q, 1, campaign);
	query_text(q, 2, department);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*draft_out = query_number_at(q, 0);
	query_done(q);
	return v;
}
