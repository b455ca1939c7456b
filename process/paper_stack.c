/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_stack - the pieces of a scanned stack become arrivals of their own. */
#include "config/memory.h"
#include "process/offspring.h"
#include "process/paper_plan.h"
#include "spool/batch.h"

/* scan.pdf, pages 3 to 4: scan-3-4.pdf */
static const char *
name_of(void *ctx, const char *name, size_t first, size_t count)
{
	const char *dot = strrchr(name, '.');
	int stem = (int)(dot != NULL && dot != name ? dot - name : (ptrdiff_t)strlen(name));

	return must(talloc_asprintf(ctx, "%.*s-%zu-%zu%s", stem, name, first + 1, first + count, name + stem));
}

/* What of a file belongs to the piece: all of it as it is, or some of its pages. */
static enum verdict
add_file(void *ctx, const struct taken *t, const struct sheetfile *file, const struct stack_piece *piece, struct child *c,
    struct fault *f)
{
	size_t first = piece->first > file->first ? piece->first - file->first : 0;
	size_t end = piece->end > file->first ? piece->end - file->first : 0;
	struct child_file *out = &c->file[c->file_count];

	end = end < file->pages ? end : file->pages;
	if (file->pages != 0 && first >= end)
		return DONE;
	c->file_count++;
	*out = (struct child_file){ file->part->name, file->octets };
	if (file->pages == 0 || (first == 0 && end == file->pages))
		return DONE;
	out->name = name_of(ctx, file->part->name, first, end - first);
	return lightbox_extract(t->lightbox, ctx, file, first, end - first, &out->octets, f);
}

static enum verdict
channel_of(struct ledger *l, void *ctx, const struct taken *t, int64_t batch, const char **out, struct fault *f)
{
	struct batch b;
	bool found = false;
	enum verdict v = batch != 0 ? batch_by_id(l, ctx, batch, &b, &found, f) : DONE;

	*out = found ? b.channel : t->channel;
	return v;
}

static enum verdict
write_piece(struct ledger *l, void *ctx, const struct taken *t, struct offspring *o, struct paper_plan *plan, size_t i,
    struct fault *f)
{
	const struct stack_piece *piece = &plan->stack.piece[i];
	struct child c = { .file = must(talloc_zero_array(ctx, struct child_file, plan->lit.count + 1)) };
	enum verdict v = channel_of(l, ctx, t, piece->batch, &c.channel, f);

	c.label = must(talloc_asprintf(ctx, "pages %zu-%zu", piece->first + 1, piece->end));
	c.name = must(talloc_asprintf(ctx, "%s %zu", t->reading->subject, i + 1));
	if (i == 0 && t->reading->text[0] != 0)
		c.form = bytes_of(t->reading->text);
	/* What has no pages goes with the first piece. */
	for (size_t k = 0; v == DONE && k < plan->lit.count; k++)
		if (plan->lit.file[k].pages != 0 || i == 0)
			v = add_file(ctx, t, &plan->lit.file[k], piece, &c, f);
	return v == DONE ? offspring_write(o, plan->piece, &c, &plan->piece[plan->piece_count++], f) : v;
}

/* What is told of it; see paper_plan.h. */
static enum verdict
tell(struct ledger *l, void *ctx, struct paper_plan *plan, struct fault *f)
{
	struct buffer out = buffer_init(ctx);
	enum verdict v = DONE;

	buffer_string(&out, "stack");
	for (size_t i = 0; v == DONE && i < plan->stack.batch_count; i++) {
		const struct stack_batch *b = &plan->stack.batch[i];
		struct batch known;
		bool found;

		v = batch_by_id(l, ctx, b->id, &known, &found, f);
		buffer_printf(&out, " batch:%lld", (long long)b->id);
		if (v == DONE && found && known.expected != 0)
			buffer_printf(&out, " expected:%lld", (long long)known.expected);
		buffer_printf(&out, " found:%zu", b->found);
		if (b->missing[0] != 0)
			buffer_printf(&out, " missing:%s", b->missing);
		if (b->twice[0] != 0)
			buffer_printf(&out, " twice:%s", b->twice);
		if (v == DONE && found && known.arrival != 0)
			buffer_string(&out, " again:1");
	}
	if (plan->stack.blanks != 0)
		buffer_printf(&out, " blank:%zu", plan->stack.blanks);
	plan->reason = buffer_text(&out);
	return v;
}

enum verdict
paper_split_stack(struct ledger *l, void *ctx, const struct taken *t, struct paper_plan *plan, struct fault *f)
{
	struct offspring *o;
	enum verdict v = offspring_begin(ctx, l->settings, t, &o, f);

	plan->is = PAPER_SPLIT;
	plan->piece = must(talloc_zero_array(ctx, struct piece, plan->stack.count + 1));
	for (size_t i = 0; v == DONE && i < plan->stack.count; i++) {
		void *scratch = must(talloc_new(ctx));

		v = write_piece(l, scratch, t, o, plan, i, f);
		talloc_free(scratch);
	}
	if (v == DONE)
		v = tell(l, ctx, plan, f);
	return v == DONE ? offspring_commit(&o, f) : v;
}
