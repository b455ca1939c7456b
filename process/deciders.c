/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deciders - who has to agree before an answer leaves, who sees it then, and what each of them gets. */
#include "process/deciders.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/draft.h"
#include "spool/intent.h"

struct approval *
deciders_find(const struct deciders *d, const char *approver)
{
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->item[i].approver, approver) == 0)
			return &d->item[i];
	return NULL;
}

static void
add(struct deciders *d, void *ctx, const char *approver, enum approval_role role)
{
	if (deciders_find(d, approver) != NULL)
		return;
	d->item = must(talloc_realloc(ctx, d->item, struct approval, d->count + 1));
	d->item[d->count] = (struct approval){ .position = (int64_t)d->count + 1, .approver = approver,
		.role = role };
	d->count++;
	d->deciding += role == APPROVAL_DECIDE;
}

static void
add_all(struct deciders *d, void *ctx, const struct list *codes, enum approval_role role)
{
	for (size_t i = 0; i < codes->count; i++)
		add(d, ctx, codes->item[i], role);
}

struct deciders
deciders_choose(const struct matter *m)
{
	const struct department *department = settings_department(m->l->settings, m->department);
	const struct purpose *purpose = settings_purpose(m->l->settings, m->o.purpose);
	struct deciders d = { .item = NULL };

	/* An answer between quoted lines has our request in it: a person looks at it before it goes. */
	if (department == NULL || department->approval || m->answer.between || m->filed ||
	    m->doubtful)
		add(&d, m->ctx, APPROVAL_DESK, APPROVAL_DECIDE);
	if (department != NULL)
		add_all(&d, m->ctx, &department->approvers, APPROVAL_DECIDE);
	if (purpose != NULL)
		add_all(&d, m->ctx, &purpose->approvers, APPROVAL_DECIDE);
	/* What waits for approval already is replaced by what waits for it. */
	if (d.deciding == 0 && m->o.state == STATE_DRAFTED)
		add(&d, m->ctx, APPROVAL_DESK, APPROVAL_DECIDE);
	if (department != NULL)
		add_all(&d, m->ctx, &department->circulate, APPROVAL_SEE);
	return d;
}

int64_t
deciders_not_before(const struct settings *s, const struct deciders *d)
{
	return d->count != 0 && s->office.cooling_off > 0 ? clock_now() + s->office.cooling_off : 0;
}

enum verdict
deciders_of(struct ledger *l, void *ctx, int64_t draft, struct deciders *out, struct fault *f)
{
	enum verdict v = approval_list(l, ctx, draft, &out->item, &out->count, f);

	out->deciding = 0;
	for (size_t i = 0; v == DONE && i < out->count; i++)
		out->deciding += out->item[i].role == APPROVAL_DECIDE;
	return v;
}

struct approval *
deciders_next(const struct deciders *d)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->item[i].role == APPROVAL_DECIDE && d->item[i].state == APPROVAL_WAITING)
			return &d->item[i];
	return NULL;
}

static enum verdict
mail_to(struct ledger *l, const struct approval *a, const char *kind, struct fault *f)
{
	char *party = approval_party(NULL, a);
	struct new_intent n = { .kind = kind, .party = party, .opinion = a->opinion, .draft = a->draft };
	enum verdict v = intent_insert(l, &n, f);

	talloc_free(party);
	return v;
}

enum verdict
deciders_ask(struct ledger *l, const struct approval *a, struct fault *f)
{
	enum verdict v = approval_set(l, a->id, APPROVAL_ASKED, 0, f);

	return v == DONE ? mail_to(l, a, "approval", f) : v;
}

enum verdict
deciders_ask_again(struct ledger *l, int64_t opinion, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct deciders list = { .item = NULL };
	struct draft newest;
	bool found;
	enum verdict v = draft_newest(l, ctx, opinion, &newest, &found, f);

	if (v == DONE && found)
		v = deciders_of(l, ctx, newest.id, &list, f);
	for (size_t i = 0; v == DONE && i < list.count; i++)
		if (list.item[i].state == APPROVAL_ASKED)
			v = mail_to(l, &list.item[i], "approval", f);
	talloc_free(ctx);
	return v;
}

enum verdict
deciders_enter(struct ledger *l, struct deciders *d, int64_t opinion, int64_t draft, struct fault *f)
{
	enum verdict v = approval_void_older(l, opinion, draft, f);

	if (v == DONE)
		v = intent_cancel_void(l, opinion, "overtaken", f);
	for (size_t i = 0; v == DONE && i < d->count; i++) {
		struct approval *a = &d->item[i];
		bool sees = d->deciding == 0, asked = a->role == APPROVAL_DECIDE && i == 0;

		a->opinion = opinion;
		a->draft = draft;
		a->state = sees ? APPROVAL_SEEN : asked ? APPROVAL_ASKED : APPROVAL_WAITING;
		v = approval_insert(l, a, f);
		if (v == DONE && (sees || asked))
			v = mail_to(l, a, sees ? "circulation" : "approval", f);
	}
	return v;
}

enum verdict
deciders_complete(struct ledger *l, const struct deciders *d, struct fault *f)
{
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < d->count; i++) {
		const struct approval *a = &d->item[i];

		if (a->role == APPROVAL_SEE) {
			v = approval_set(l, a->id, APPROVAL_SEEN, 0, f);
			if (v == DONE)
				v = mail_to(l, a, "circulation", f);
		} else if (l->settings->office.cooling_off > 0) {
			v = mail_to(l, a, "agreed", f);
		}
	}
	return v;
}
