/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trouble - what keeps the programs from their work: the administrator is told of each once. */
#include "spool/trouble.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/intent.h"

static const char *const codes[TROUBLE_KINDS] = {
	[TROUBLE_SCANNER_AWAY] = "scanner-away", [TROUBLE_SCANNER_OLD] = "scanner-old", [TROUBLE_SCANNER_UNABLE] = "scanner-unable",
	[TROUBLE_LATE_WORKS] = "late-works", [TROUBLE_LATE_GONE] = "late-gone",
	[TROUBLE_BOOKS] = "books-unbalanced",
};

const char *
trouble_code(enum trouble_kind kind)
{
	return codes[kind];
}

static enum verdict
tell(struct ledger *l, const char *code, bool *told_out, struct fault *f)
{
	const struct new_intent n = { .kind = "notice", .party = "administrator", .code = code };
	bool first = db_changes(l->db) == 1;

	if (told_out != NULL)
		*told_out = first;
	return first ? intent_insert(l, &n, f) : DONE;
}

enum verdict
trouble_is(struct ledger *l, const char *name, enum trouble_kind kind, const char *about, bool *told_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO trouble(name, code, since) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");
	char *code = must(talloc_asprintf(NULL, "%s%s%s", codes[kind], about[0] != 0 ? " " : "", about));
	enum verdict v;

	query_text(q, 1, name);
	query_text(q, 2, code);
	query_number(q, 3, clock_now());
	v = query_run(q, f);
	if (v == DONE)
		v = tell(l, code, told_out, f);
	talloc_free(code);
	return v;
}

enum verdict
trouble_is_over(struct ledger *l, const char *name, const char *code, bool *told_out, struct fault *f)
{
	struct query *q = db_query(l->db, "DELETE FROM trouble WHERE name = ?1");
	enum verdict v;

	query_text(q, 1, name);
	v = query_run(q, f);
	return v == DONE ? tell(l, code, told_out, f) : v;
}

static void
read_code(struct trouble *t)
{
	size_t len = strcspn(t->code, " ");

	t->about = t->code + len + (t->code[len] != 0);
	for (t->kind = 0; t->kind < TROUBLE_KINDS; t->kind++)
		if (strlen(codes[t->kind]) == len && strncmp(codes[t->kind], t->code, len) == 0)
			break;
}

enum verdict
trouble_list(struct ledger *l, void *ctx, struct trouble **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT name, code, since FROM trouble ORDER BY since, name");
	bool row;
	enum verdict v;

	*out = NULL;
	*count_out = 0;
	while ((v = query_next(q, &row, f)) == DONE && row) {
		*out = must(talloc_realloc(ctx, *out, struct trouble, *count_out + 1));
		(*out)[*count_out] = (struct trouble){ .name = query_text_at(ctx, q, 0), .code = query_text_at(ctx, q, 1),
			.since = query_number_at(q, 2) };
		read_code(&(*out)[(*count_out)++]);
	}
	return v;
}
