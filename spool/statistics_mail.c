/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_mail - the report of a period goes out by mail once. */
#include "spool/statistics_mail.h"

#include "config/memory.h"
#include "spool/intent.h"

char *
statistics_folder(void *ctx, const struct settings *s)
{
	return must(talloc_asprintf(ctx, "%s/stats", s->folder));
}

char *
statistics_file(void *ctx, const struct settings *s, const char *name, const char *ending)
{
	return must(talloc_asprintf(ctx, "%s/stats/%s.%s", s->folder, name, ending));
}

enum verdict
statistics_was_mailed(struct ledger *l, const char *name, bool *was_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM intent INDEXED BY intent_one_statistics WHERE kind = 'statistics' AND "
	    "code = ?1");
	enum verdict v;

	query_text(q, 1, name);
	v = query_next(q, was_out, f);
	query_done(q);
	return v;
}

enum verdict
statistics_mail(struct ledger *l, const char *name, bool *new_out, struct fault *f)
{
	struct new_intent intent = { .kind = "statistics", .party = "statistics", .code = name };
	bool was = false;
	enum verdict v = db_begin(l->db, f);

	*new_out = false;
	if (v != DONE)
		return v;
	v = statistics_was_mailed(l, name, &was, f);
	if (v == DONE && !was)
		v = intent_insert(l, &intent, f);
	v = db_end(l->db, v, true, f);
	*new_out = v == DONE && !was;
	return v;
}
