/* SPDX-License-Identifier: GPL-3.0-or-later */
/* similar - opinions that were answered and are like another one. */
#include "spool/similar.h"

#include "config/memory.h"
#include "spool/answered.h"
#include "spool/campaign.h"
#include "spool/draft.h"
#include "spool/intent.h"
#include "spool/mask.h"

static enum verdict
forget(struct ledger *l, int64_t opinion, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM similar WHERE opinion = ?1");

	query_number(q, 1, opinion);
	return query_run(q, f);
}

enum verdict
similar_keep(struct ledger *l, int64_t opinion, const struct similar *list, size_t count, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO similar(opinion, place, other, score) VALUES(?1,?2,?3,?4)");
	enum verdict v = forget(l, opinion, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		query_number(q, 1, opinion);
		query_number(q, 2, (int64_t)i + 1);
		query_number(q, 3, list[i].other);
		query_number(q, 4, list[i].score);
		v = query_run(q, f);
	}
	return v;
}

static enum verdict
take_row(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)ctx, (void)with, (void)f;
	*(struct similar *)out = (struct similar){ query_number_at(q, 0), query_number_at(q, 1) };
	return DONE;
}

enum verdict
similar_list(struct ledger *l, void *ctx, int64_t opinion, struct similar **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT other, score FROM similar WHERE opinion = ?1 ORDER BY place");
	struct rows rows;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_all(q, ctx, sizeof **out, take_row, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

/* The newest answer that left and has not come back, or is being posted. */
static enum verdict
newest_answer(struct ledger *l, void *ctx, int64_t opinion, struct draft *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT max(draft) FROM intent WHERE opinion = ?1 AND kind = 'answer' AND state = 'sent'");
	int64_t draft = 0;
	bool row;
	enum verdict v;

	query_number(q, 1, opinion);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		draft = query_number_at(q, 0);
	query_done(q);
	*found_out = false;
	return v == DONE && draft != 0 ? draft_by_id(l, ctx, draft, out, found_out, f) : v;
}

/* What was written for many was called public once, where it was written. */
static enum verdict
is_public(struct ledger *l, void *ctx, const struct draft *d, bool *out, struct fault *f)
{
	struct draft first;
	struct member m;
	bool found;
	enum verdict v = campaign_member(l, d->opinion, &m, &found, f);

	*out = d->public;
	if (v != DONE || !found || m.draft != d->id || m.answer == 0 || m.answer == d->id)
		return v;
	v = draft_by_id(l, ctx, m.answer, &first, &found, f);
	*out = v == DONE && found && first.public;
	return v;
}

enum verdict
similar_answer(struct ledger *l, void *ctx, int64_t opinion, enum similar_with with, struct similar_answer *out, bool *found_out,
    struct fault *f)
{
	struct answered answered = { .at = 0 };
	struct contact *contact;
	struct draft draft;
	bool public = false;
	enum verdict v = opinion_by_id(l, ctx, opinion, &out->opinion, found_out, f);

	if (v != DONE || !*found_out || out->opinion.state == STATE_ERASED || out->opinion.is_protected) {
		*found_out = false;
		return v;
	}
	v = answered_find(l, opinion, &answered, f);
	if (v == DONE)
		v = newest_answer(l, ctx, opinion, &draft, found_out, f);
	*found_out = v == DONE && *found_out && answered.at != 0 && draft.text[0] != 0;
	if (!*found_out)
		return v;
	out->department = draft.department;
	out->at = answered.at;
	out->text = "";
	if (with == SIMILAR_WITHOUT_TEXT)
		return DONE;
	v = is_public(l, ctx, &draft, &public, f);
	if (v == DONE)
		v = opinion_contact(l, ctx, &out->opinion, &contact, f);
	if (v == DONE && public)
		out->text = mask_text(ctx, draft.text, contact, NULL);
	return v;
}
