/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_table - each row of a table becomes an arrival of its own, which is a form and nothing else. */
#include "config/memory.h"
#include "process/offspring.h"
#include "process/paper_plan.h"
#include "process/tabular.h"

/* Which of the rows so far that say the same this one is, from 1: two residents may say the same, and a table that is
 * imported again says nothing new. */
static size_t
occurrence(const struct tabular *table, size_t row)
{
	const struct tabular_row *r = table->row;
	size_t same = 1;

	for (size_t i = 0; i < row; i++)
		same += r[i].proper != NULL && r[i].hash == r[row].hash && strcmp(r[i].proper, r[row].proper) == 0;
	return same;
}

static enum verdict
write_row(void *ctx, const struct taken *t, struct offspring *o, const struct tabular *table, size_t i,
    struct paper_plan *plan, struct fault *f)
{
	const struct tabular_row *row = &table->row[i];
	struct child c = { .channel = t->channel };

	c.label = must(talloc_asprintf(ctx, "row %zu", row->line));
	c.name = must(talloc_asprintf(ctx, "%s %zu", t->reading->subject, row->line));
	c.form = bytes_of(row->form);
	if (row->proper != NULL)
		c.remark = must(talloc_asprintf(ctx, "row %zu", occurrence(table, i)));
	else
		c.outcome = must(talloc_asprintf(ctx, "errors %s", row->errors));
	return offspring_write(o, plan->piece, &c, &plan->piece[plan->piece_count++], f);
}

enum verdict
paper_split_table(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan, struct fault *f)
{
	void *scratch = must(talloc_new(ctx));
	struct tabular table = tabular_read(scratch, l->settings, plan->lit.file[0].octets, t->channel);
	struct offspring *o;
	enum verdict v = DONE;

	if (table.wrong != NULL || table.count == 0) {
		plan->is = PAPER_HELD;
		plan->reason = must(talloc_asprintf(ctx, "bad-csv %s", table.wrong != NULL ? table.wrong : "no-rows 1.1"));
		talloc_free(scratch);
		return DONE;
	}
	plan->is = PAPER_SPLIT;
	plan->reason = "table";
	plan->piece = must(talloc_zero_array(ctx, struct piece, table.count));
	v = offspring_begin(ctx, l->settings, t, &o, f);
	for (size_t i = 0; v == DONE && i < table.count; i++)
		v = write_row(scratch, t, o, &table, i, plan, f);
	talloc_free(scratch);
	return v == DONE ? offspring_commit(&o, f) : v;
}
