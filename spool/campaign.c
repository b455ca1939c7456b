/* SPDX-License-Identifier: GPL-3.0-or-later */
/* campaign - the same letter from many: who is in one, and who is asked about it. */
#include "spool/campaign.h"

#include "config/clock.h"
#include "config/memory.h"

#define MEMBER "m.opinion, m.campaign, m.state, m.answer, m.draft"

static const char *const states[] = { "own", "collected", "apart", "out", "done" };

const char *
member_state_name(enum member_state state)
{
	return states[state];
}

enum verdict
campaign_by_id(struct ledger *l, int64_t id, struct campaign *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT id, first, since, newest, letters, people FROM campaign WHERE id = ?1");
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*out = (struct campaign){ query_number_at(q, 0), query_number_at(q, 1), query_number_at(q, 2),
			query_number_at(q, 3), query_number_at(q, 4), query_number_at(q, 5) };
	query_done(q);
	return v;
}

static enum verdict
find_member(struct query *q, struct member *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		*out = (struct member){ query_number_at(q, 0), query_number_at(q, 1),
			(enum member_state)query_word_at(q, 2, states, MEMBER_DONE), query_number_at(q, 3), query_number_at(q, 4) };
	query_done(q);
	return v;
}

enum verdict
campaign_member(struct ledger *l, int64_t opinion, struct member *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " MEMBER " FROM campaign_member m WHERE m.opinion = ?1");

	query_number(q, 1, opinion);
	return find_member(q, out, found_out, f);
}

/* One number of one row; *found_out false: there is none. */
static enum verdict
one_number(struct query *q, int64_t *out, bool *found_out, struct fault *f)
{
	enum verdict v = query_next(q, found_out, f);

	if (v == DONE && *found_out)
		*out = query_number_at(q, 0);
	query_done(q);
	return v;
}

static enum verdict
is_there(struct query *q, bool *out, struct fault *f)
{
	enum verdict v = query_next(q, out, f);

	query_done(q);
	return v;
}

enum verdict
campaign_begin(struct ledger *l, const struct opinion *o, int64_t *id_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO campaign(first, since, newest) VALUES(?1,?2,?2)");
	enum verdict v;

	query_number(q, 1, o->id);
	query_number(q, 2, o->received);
	v = query_run(q, f);
	*id_out = db_last_id(l->db);
	return v;
}

/* ---- who is in one ------------------------------------------------------------------------------------- */

/* Who wrote it: the mail address or, without one, name and postal address. False: nothing is known. */
static enum verdict
person_of(struct ledger *l, const struct opinion *o, unsigned char out[SEAL_HASH], bool *known_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct contact *contact = NULL;
	enum verdict v = opinion_contact(l, ctx, o, &contact, f);

	*known_out = false;
	if (v == DONE && contact->mail[0] != 0) {
		ledger_hash_address(l, contact->mail, out);
		*known_out = true;
	} else if (v == DONE && contact->name[0] != 0) {
		*known_out = ledger_hash_text(l, must(talloc_asprintf(ctx, "%s %s %s", contact->name, contact->postal_code,
		    contact->address)), out);
	}
	talloc_free(ctx);
	return v == NEVER ? DONE : v;
}

static enum verdict
count(struct ledger *l, int64_t campaign, int64_t letters, int64_t people, int64_t received, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE campaign SET letters = letters + ?2, people = people + ?3, "
	    "newest = max(newest, ?4) WHERE id = ?1");

	query_number(q, 1, campaign);
	query_number(q, 2, letters);
	query_number(q, 3, people);
	query_number(q, 4, received);
	return query_run(q, f);
}

enum verdict
campaign_join(struct ledger *l, int64_t campaign, const struct opinion *o, enum member_state state, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM campaign_member WHERE campaign = ?1 AND person = ?2 AND state <> 'out' "
	    "LIMIT 1");
	unsigned char person[SEAL_HASH];
	bool known, repeats = false;
	enum verdict v = person_of(l, o, person, &known, f);

	if (v == DONE && known) {
		query_number(q, 1, campaign);
		query_blob(q, 2, (struct bytes){ person, sizeof person });
		v = is_there(q, &repeats, f);
	}
	if (v != DONE)
		return v;
	q = db_query(l->db, "INSERT INTO campaign_member(opinion, campaign, state, repeats, at, person) VALUES(?1,?2,?3,?4,?5,?6)");
	query_number(q, 1, o->id);
	query_number(q, 2, campaign);
	query_text(q, 3, states[state]);
	query_number(q, 4, repeats);
	query_number(q, 5, clock_now());
	query_blob(q, 6, (struct bytes){ known ? person : NULL, sizeof person });
	v = query_run(q, f);
	return v == DONE ? count(l, campaign, 1, !repeats, o->received, f) : v;
}

enum verdict
campaign_set(struct ledger *l, int64_t opinion, enum member_state state, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE campaign_member SET state = ?2, at = ?3 WHERE opinion = ?1");

	query_number(q, 1, opinion);
	query_text(q, 2, states[state]);
	query_number(q, 3, clock_now());
	return query_run(q, f);
}

/* Another letter of the same person, which was a repetition until now, stands for them. */
static enum verdict
pass_person_on(struct ledger *l, const struct member *m, bool *passed_out, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE campaign_member SET repeats = 0 WHERE opinion = (SELECT min(o.opinion) FROM "
	    "campaign_member m, campaign_member o WHERE m.opinion = ?1 AND m.repeats = 0 AND o.campaign = m.campaign AND "
	    "o.person = m.person AND o.state <> 'out' AND o.repeats = 1)");
	enum verdict v;

	query_number(q, 1, m->opinion);
	v = query_run(q, f);
	*passed_out = v == DONE && db_changes(l->db) != 0;
	return v;
}

enum verdict
campaign_leave(struct ledger *l, const struct member *m, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT repeats FROM campaign_member WHERE opinion = ?1");
	int64_t repeats = 0;
	bool found, passed = false;
	enum verdict v;

	query_number(q, 1, m->opinion);
	v = one_number(q, &repeats, &found, f);
	if (v == DONE && repeats == 0)
		v = pass_person_on(l, m, &passed, f);
	if (v == DONE)
		v = campaign_set(l, m->opinion, MEMBER_OUT, f);
	return v == DONE ? count(l, m->campaign, -1, repeats != 0 || passed ? 0 : -1, 0, f) : v;
}

/* ---- who is asked, and who waits ------------------------------------------------------------------------- */

enum verdict
campaign_lead(struct ledger *l, int64_t campaign, const char *department, int64_t *opinion_out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT m.opinion FROM campaign_member m JOIN opinion o ON o.id = m.opinion WHERE "
	    "m.campaign = ?1 AND m.state = 'own' AND o.department = ?2 AND o.state IN ('requested','asked','drafted') "
	    "ORDER BY m.opinion LIMIT 1");

	query_number(q, 1, campaign);
	query_text(q, 2, department);
	return one_number(q, opinion_out, found_out, f);
}

#define WAITING " FROM campaign_member m JOIN opinion o ON o.id = m.opinion WHERE m.campaign = ?1 AND " \
	"m.state IN ('own','collected') AND o.department = ?2 AND o.state = 'requested' AND m.opinion <> ?3"

enum verdict
campaign_waiting(struct ledger *l, void *ctx, int64_t campaign, const char *department, int64_t but, int64_t after, size_t max,
    int64_t **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT m.opinion" WAITING " AND m.opinion > ?4 ORDER BY m.opinion LIMIT ?5");

	query_number(q, 1, campaign);
	query_text(q, 2, department);
	query_number(q, 3, but);
	query_number(q, 4, after);
	query_number(q, 5, (int64_t)max);
	return query_numbers(q, ctx, out, count_out, f);
}

enum verdict
campaign_asked(struct ledger *l, void *ctx, int64_t campaign, const char *department, int64_t but, size_t max, int64_t **out,
    size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT m.opinion" WAITING " AND m.state = 'own' ORDER BY m.opinion LIMIT ?4");

	query_number(q, 1, campaign);
	query_text(q, 2, department);
	query_number(q, 3, but);
	query_number(q, 4, (int64_t)max);
	return query_numbers(q, ctx, out, count_out, f);
}

enum verdict
campaign_count_waiting(struct ledger *l, int64_t campaign, const char *department, int64_t but, int64_t *count_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT count(*)" WAITING);
	bool found;

	*count_out = 0;
	query_number(q, 1, campaign);
	query_text(q, 2, department);
	query_number(q, 3, but);
	return one_number(q, count_out, &found, f);
}

enum verdict
campaign_next_collected(struct ledger *l, int64_t after_campaign, int64_t after_opinion, struct member *out, bool *found_out,
    struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT " MEMBER " FROM campaign_member m WHERE m.state = 'collected' AND "
	    "(m.campaign, m.opinion) > (?1, ?2) ORDER BY m.campaign, m.opinion LIMIT 1");

	query_number(q, 1, after_campaign);
	query_number(q, 2, after_opinion);
	return find_member(q, out, found_out, f);
}

enum verdict
campaign_was_asked(struct ledger *l, const struct opinion *o, bool *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent WHERE opinion = ?1 AND kind = 'request' AND party = ?2 AND "
	    "state IN ('waiting','sent') LIMIT 1");
	char *party = must(talloc_asprintf(NULL, "department:%s", o->department));
	enum verdict v;

	query_number(q, 1, o->id);
	query_text(q, 2, party);
	v = is_there(q, out, f);
	talloc_free(party);
	return v;
}

/* ---- listing ---------------------------------------------------------------------------------------------- */

enum verdict
campaign_next(struct ledger *l, void *ctx, int64_t after, struct campaign_line *out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT c.id, c.first, c.since, c.newest, c.letters, c.people, "
	    "(SELECT number FROM opinion WHERE id = c.first), coalesce((SELECT o.department FROM campaign_member m JOIN opinion o ON "
	    "o.id = m.opinion WHERE m.campaign = c.id AND m.state <> 'out' AND o.department <> '' ORDER BY m.opinion DESC LIMIT 1), ''), "
	    "(SELECT count(*) FROM campaign_member m JOIN opinion o ON o.id = m.opinion WHERE m.campaign = c.id AND "
	    "m.state IN ('own','collected','apart') AND o.state IN ('received','requested','asked','drafted','undeliverable')) "
	    "FROM campaign c WHERE c.id > ?1 ORDER BY c.id LIMIT 1");
	enum verdict v;

	query_number(q, 1, after);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out) {
		out->c = (struct campaign){ query_number_at(q, 0), query_number_at(q, 1), query_number_at(q, 2), query_number_at(q, 3),
			query_number_at(q, 4), query_number_at(q, 5) };
		out->number = query_text_at(ctx, q, 6);
		out->department = query_text_at(ctx, q, 7);
		out->open = query_number_at(q, 8);
	}
	query_done(q);
	return v;
}
