/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_people - who asks for an export, and who agrees to it. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/agree.h"
#include "report/export.h"
#include "spool/intent.h"

enum { NUMBERS_SHOWN = 100 };

enum verdict
export_find(struct run *run, struct ledger *l, const char *typed, struct export *out, struct fault *f)
{
	int64_t id;
	bool found = false;
	enum verdict v;

	*out = (struct export){ .id = 0 };
	if (!text_to_number(typed, 1, INT64_MAX, &id))
		return fail(f, NEVER, "there is no such export; iken export --list shows all");
	v = export_by_id(l, run->ctx, id, out, &found, f);
	return v == DONE && !found ? fail(f, NEVER, "there is no export %lld", (long long)id) : v;
}

/* ---- a proposal -------------------------------------------------------------------------------------------------------- */

/* What would leave, without saying whose. */
static void
say_choice(const struct pick *p, const struct pick_count *c)
{
	printf("  opinions     %lld\n", (long long)c->opinions);
	if (c->is_protected != 0)
		printf("  protected    %lld: without addresses and files\n", (long long)c->is_protected);
	if (c->erased != 0)
		printf("  erased       %lld: numbers alone\n", (long long)c->erased);
	printf("  items        %s\n", export_items_of(p->masked ? SEEN_MASKED : SEEN_ALL, p->cases));
	if (p->infected)
		printf("  infected     files in which a virus was found, too\n");
	printf("  digest       %s\n", c->digest);
}

static enum verdict
tell(struct ledger *l, int64_t id, struct fault *f)
{
	char *code = must(talloc_asprintf(NULL, "export %lld", (long long)id));
	const struct new_intent n = { .kind = "notice", .party = "desk", .code = code };
	enum verdict v = intent_insert(l, &n, f);

	talloc_free(code);
	return v;
}

static enum verdict
ask(struct run *run, struct ledger *l, const struct pick *pick, const char *reason, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	const struct export_settings *s = &run->settings->export;
	struct pick_count count;
	int64_t id = 0, people;
	enum verdict v = pick_count(l, pick, &count, f);

	if (v == DONE && count.opinions == 0)
		v = fail(f, NEVER, "no opinion fits that");
	people = v == DONE && count.opinions == 1 ? s->case_people : s->people;
	if (v == DONE)
		v = export_propose(l, pick, &count, people, &who, reason, &id, f);
	if (v == DONE)
		v = agree_note(l, "propose export: ", id, f);
	if (v == DONE && people > 1)
		v = tell(l, id, f);
	if (v != DONE)
		return v;
	printf("export %lld is %s\n", (long long)id, people > 1 ? "proposed: somebody else has to approve it" : "released");
	say_choice(pick, &count);
	return DONE;
}

enum verdict
export_ask(struct run *run, struct ledger *l, const struct pick *pick, const char *reason, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	return v == DONE ? db_end(l->db, ask(run, l, pick, reason, f), !run->dry_run, f) : v;
}

static const struct agreeable exports = { .name = "export", .verb = "approve", .agreed = "approve export: ",
	.withdrawn = "withdraw export: ", .agree = export_release, .withdraw = export_withdraw };

enum verdict
export_agree(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct export e;
	int64_t left = 0;
	enum verdict v = export_find(run, l, typed, &e, f);

	if (v == DONE)
		v = agree_to(run, l, &exports, e.id, &left, f);
	if (v == DONE && left <= 0)
		printf("export %lld is released; iken export --run %lld writes it, once\n", (long long)e.id, (long long)e.id);
	return v;
}

enum verdict
export_give_up(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct export e;
	enum verdict v = export_find(run, l, typed, &e, f);

	return v == DONE ? agree_to_none(run, l, &exports, e.id, f) : v;
}

/* ---- looking at them ------------------------------------------------------------------------------------------------------- */

enum verdict
export_show_all(struct run *run, struct ledger *l, struct fault *f)
{
	struct export *all;
	size_t count;
	enum verdict v = export_list(l, run->ctx, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++) {
		printf("export %-4lld %-10s %s  %lld opinions  %s", (long long)all[i].id,
		    export_is_late(l, &all[i]) ? "late" : export_state_name(all[i].state), clock_local(run->ctx, all[i].made),
		    (long long)all[i].opinions, all[i].who);
		if (all[i].medium != 0)
			printf("  medium %lld", (long long)all[i].medium);
		putchar('\n');
	}
	return v;
}

static enum verdict
show_numbers(struct run *run, struct ledger *l, const struct pick *pick, struct fault *f)
{
	struct pick_walk walk;
	bool found = true;
	int64_t count = 0;
	enum verdict v = pick_begin(l, run->ctx, pick, &walk, f);

	while (v == DONE && found && (run->verbose || count <= NUMBERS_SHOWN)) {
		void *own = must(talloc_new(NULL));
		struct opinion o;

		v = pick_next(&walk, own, &o, &found, f);
		if (v == DONE && found && (run->verbose || count < NUMBERS_SHOWN))
			printf("  %s%s%s\n", o.number, o.is_protected ? " protected" : "", o.state == STATE_ERASED ? " erased" : "");
		else if (v == DONE && found)
			printf("  ... and more; -v shows all\n");
		count++;
		talloc_free(own);
	}
	return v;
}

static enum verdict
show_people(struct run *run, struct ledger *l, const struct export *e, struct fault *f)
{
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(l, run->ctx, TO_EXPORT, e->id, &all, &count, f);

	printf("  asked for    %s  %s\n", clock_local(run->ctx, e->made), e->who);
	for (size_t i = 0; v == DONE && i < count; i++)
		printf("  approved     %s  %s\n", clock_local(run->ctx, all[i].at), all[i].name);
	return v;
}

static enum verdict
show(struct run *run, struct ledger *l, const struct export *e, struct fault *f)
{
	struct pick_count count;
	enum verdict v = pick_count(l, e->pick, &count, f);

	if (v != DONE)
		return v;
	printf("export %lld is %s\n  reason       %s\n", (long long)e->id, export_is_late(l, e) ? "late: propose it anew" :
	    export_state_name(e->state), e->reason);
	v = show_people(run, l, e, f);
	if (v != DONE)
		return v;
	if (e->medium != 0)
		printf("  medium       %lld\n", (long long)e->medium);
	say_choice(e->pick, &count);
	if (strcmp(count.digest, e->choice) != 0)
		printf("  that is not what it was proposed for: propose it anew\n");
	return show_numbers(run, l, e->pick, f);
}

enum verdict
export_show(struct run *run, struct ledger *l, const char *typed, struct fault *f)
{
	struct export e;
	enum verdict v = export_find(run, l, typed, &e, f);

	return v == DONE && e.pick != NULL ? show(run, l, &e, f) : v;
}
