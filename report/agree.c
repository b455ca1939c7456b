/* SPDX-License-Identifier: GPL-3.0-or-later */
/* agree - what somebody at the keyboard says to an erasure or an export that was proposed. */
#include "report/agree.h"

#include "config/memory.h"
#include "spool/access.h"

enum verdict
agree_note(struct ledger *l, const char *words, int64_t id, struct fault *f)
{
	char *what = must(talloc_asprintf(NULL, "%s%lld", words, (long long)id));
	enum verdict v = access_note_within(l, NULL, what, 0, f);

	talloc_free(what);
	return v;
}

enum verdict
agree_to(struct run *run, struct ledger *l, const struct agreeable *a, int64_t id, int64_t *left_out, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	enum verdict v = db_begin(l->db, f);

	*left_out = 0;
	if (v == DONE)
		v = a->agree(l, id, &who, left_out, f);
	if (v == DONE)
		v = agree_note(l, a->agreed, id, f);
	v = db_end(l->db, v, !run->dry_run, f);
	if (v == DONE && *left_out > 0)
		printf("%s %lld waits for %lld more to %s it\n", a->name, (long long)id, (long long)*left_out, a->verb);
	return v;
}

enum verdict
agree_to_none(struct run *run, struct ledger *l, const struct agreeable *a, int64_t id, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = a->withdraw(l, id, f);
	if (v == DONE)
		v = agree_note(l, a->withdrawn, id, f);
	return db_end(l->db, v, !run->dry_run, f);
}
