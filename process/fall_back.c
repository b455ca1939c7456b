/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fall_back - a department's mail came back: its successor is asked, and people are told. */
#include "process/fall_back.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/hand_over.h"

struct bounced {
	struct ledger *l;
	const struct intent *intent;
	const char *department;		/* it was for; "" for others */
	int64_t arrival;
	const char *who;
};

/* Who has the department's work now; NULL when it went to a department that goes on. What was decided after
 * its end went to the successor's addresses already. */
static const struct department *
successor(const struct bounced *b)
{
	const struct settings *s = b->l->settings;
	const struct department *d = settings_department(s, b->department);

	if (b->department[0] == 0 || (d != NULL && department_has_ended(d, b->intent->created)))
		return NULL;
	return hand_over_to(s, b->department, clock_now());
}

/* What the department still had of the opinion; iken-remind may have handed it over before. */
static enum verdict
move(const struct bounced *b, const struct department *to, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum state after;
	struct opinion o;
	bool found = false;
	enum verdict v = DONE;

	if (b->intent->opinion != 0)
		v = opinion_by_id(b->l, ctx, b->intent->opinion, &o, &found, f);
	if (v == DONE && found && state_after(o.state, STEP_HAND_OVER, &after)) {
		if (strcmp(o.department, b->department) == 0)
			v = hand_over_opinion(b->l, &o, to, b->who, b->arrival, f);
		else
			v = hand_over_part(b->l, &o, b->department, to, b->who, b->arrival, f);
	}
	talloc_free(ctx);
	return v;
}

static enum verdict
tell(const struct bounced *b, const char *code, struct fault *f)
{
	struct new_intent n = { .kind = "notice", .party = "administrator", .opinion = b->intent->opinion,
		.arrival = b->arrival, .code = code };
	bool desk = b->department[0] != 0 && strcmp(b->department, b->l->settings->office.desk) != 0;
	enum verdict v = intent_insert(b->l, &n, f);

	n.party = "desk";
	return v == DONE && desk ? intent_insert(b->l, &n, f) : v;
}

enum verdict
fall_back(struct ledger *l, const struct intent *intent, int64_t arrival, const char *status, const char *who,
    struct fault *f)
{
	const char *party = intent->party;
	struct bounced b = { l, intent, text_starts(party, "department:") ? party + strlen("department:") : "", arrival,
		who };
	const struct department *to = successor(&b);
	char *code = must(talloc_asprintf(NULL, "%s %s %s%s%s", to != NULL ? "moved" : "bounced", intent->kind, status,
	    b.department[0] != 0 ? " " : "", b.department));
	enum verdict v = to != NULL ? move(&b, to, f) : DONE;

	if (v == DONE)
		v = tell(&b, code, f);
	talloc_free(code);
	return v;
}
