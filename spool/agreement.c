/* SPDX-License-Identifier: GPL-3.0-or-later */
/* agreement - who has agreed to what one person alone may not do: two tables of one shape. */
#include "spool/agreement.h"

#include "config/clock.h"
#include "config/memory.h"

static enum verdict
take_agreement(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct agreement *)out = (struct agreement){ query_text_at(ctx, q, 0), query_text_at(ctx, q, 1), query_number_at(q, 2) };
	return DONE;
}

enum verdict
agreement_list(struct ledger *l, void *ctx, enum agreement_to what, int64_t id, struct agreement **out, size_t *count_out,
    struct fault *f)
{
	static const char *const sql[] = {
		[TO_ERASURE] = "SELECT person, name, at FROM erasure_release WHERE erasure = ?1 ORDER BY at, person",
		[TO_EXPORT] = "SELECT person, name, at FROM export_release WHERE export = ?1 ORDER BY at, person",
	};
	struct query *q = db_query(l->db, sql[what]);
	struct rows rows;
	enum verdict v;

	query_number(q, 1, id);
	v = query_all(q, ctx, sizeof **out, take_agreement, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

enum verdict
agreement_add(struct ledger *l, enum agreement_to what, int64_t id, const struct person *who, struct fault *f)
{
	static const char *const sql[] = {
		[TO_ERASURE] = "INSERT INTO erasure_release(erasure, person, name, at) VALUES(?1,?2,?3,?4)",
		[TO_EXPORT] = "INSERT INTO export_release(export, person, name, at) VALUES(?1,?2,?3,?4)",
	};
	struct query *q = db_query(l->db, sql[what]);

	query_number(q, 1, id);
	query_text(q, 2, who->id);
	query_text(q, 3, who->name);
	query_number(q, 4, clock_now());
	return query_run(q, f);
}

bool
agreement_has(const struct agreement *all, size_t count, const char *person)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].person, person) == 0)
			return true;
	return false;
}

const char *
agreement_names(void *ctx, const struct agreement *all, size_t count)
{
	struct buffer names = buffer_init(ctx);

	for (size_t i = 0; i < count; i++)
		buffer_printf(&names, "%s%s", i != 0 ? ", " : "", all[i].name);
	return buffer_text(&names);
}
