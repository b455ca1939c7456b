/* SPDX-License-Identifier: GPL-3.0-or-later */
/* paper_plan - what an arrival from a drop folder is. */
#include "process/paper_plan.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/intake.h"

enum { FAX_WORDS = 1000 };	/* octets that a fax gateway writes around a fax at most */

bool
paper_is_bundle(const struct settings *s, const struct taken *t)
{
	return settings_drop(s, t->source) != NULL;
}

static bool
is_scan(const struct part *p)
{
	static const char *const types[] = { "application/pdf", "image/tiff", "image/jpeg", "image/png", "image/heic",
		"image/heif" };

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (text_equal_ignoring_case(p->sniffed, types[i]))
			return true;
	return false;
}

bool
paper_is_fax(const struct taken *t)
{
	const struct reading *r = t->reading;

	if (strcmp(t->channel, "fax") != 0 || r == NULL || strlen(reading_words(r)) > FAX_WORDS)
		return false;
	for (size_t i = 0; i < r->part_count; i++)
		if (is_scan(&r->parts[i]))
			return true;
	return false;
}

/* A row of a table: which of those that say the same, "row 2"; else none. */
static bool
is_row(const struct taken *t)
{
	return text_starts(t->recipient, "row ");
}

/* What a form says, whatever spaces and signs it was typed with; one with mistakes as it is. */
static const char *
proper_form(const struct ledger *l, void *ctx, const struct taken *t)
{
	struct buffer errors = buffer_init(ctx), proper = buffer_init(ctx);
	struct intake intake;
	struct fault ignored;

	if (t->reading->text[0] == 0 || intake_read(ctx, l->settings, t->reading->text, "", LANGUAGE_EN, &intake,
	    &errors, &ignored) != DONE)
		return t->reading->text;
	intake_write(&intake, &proper);
	return buffer_text(&proper);
}

/* The same files under other names are the same. Around a fax the gateway writes what it likes. */
static void
take_digest(const struct ledger *l, void *ctx, struct taken *t)
{
	struct buffer b = buffer_init(NULL);

	record_put_string(&b, is_row(t) ? t->recipient : "");
	record_put_string(&b, paper_is_bundle(l->settings, t) ? proper_form(l, ctx, t) : "");
	for (size_t i = 0; i < t->reading->part_count; i++)
		buffer_add(&b, t->reading->parts[i].digest, sizeof t->reading->parts[i].digest);
	seal_hash(l->keys->digest, "bundle", buffer_bytes(&b), t->digest, sizeof t->digest);
	if (b.data != NULL)
		seal_wipe(b.data, b.len);
	talloc_free(b.data);
}

/* How often it was split until it was this. */
static enum verdict
find_depth(struct ledger *l, void *ctx, const struct taken *t, int *depth_out, bool *of_stack_out, struct fault *f)
{
	const char *id = t->id;
	int64_t parent = 0;
	struct entry e;
	bool found = true;
	enum verdict v = piece_parent(l, id, &parent, f);

	*depth_out = 0;
	*of_stack_out = false;
	while (v == DONE && parent != 0 && found && *depth_out < PAPER_DEPTH) {
		v = entry_by_seq(l, ctx, parent, &e, &found, f);
		if (v != DONE || !found)
			break;
		*of_stack_out |= *depth_out == 0 && text_starts(e.reason, "stack");
		++*depth_out;
		v = piece_parent(l, e.id, &parent, f);
	}
	return v;
}

static enum verdict
held(struct paper_plan *plan, const char *reason)
{
	plan->is = PAPER_HELD;
	plan->reason = reason;
	return DONE;
}

/* Whether nothing speaks against taking the pages for what they are. */
static bool
is_in_order(void *ctx, struct paper_plan *plan, bool has_form)
{
	if (plan->lit.bad != 0)
		(void)held(plan, must(talloc_asprintf(ctx, "bad-scan %zu", plan->lit.bad)));
	else if (plan->lit.forged)
		(void)held(plan, "forged-sheet");
	else if (plan->lit.page_count == 0 && !has_form)
		(void)held(plan, "no-scan");
	return plan->is != PAPER_HELD;
}

/* One thing: what the code on its first page says. */
static enum verdict
plan_single(struct paper_plan *plan, const struct drop *drop, bool anew)
{
	const struct sheet *sheet = plan->stack.count != 0 ? plan->stack.piece[0].sheet : NULL;

	if (sheet == NULL)
		return drop != NULL && drop->returned && !anew ? held(plan, "no-sheet") : DONE;
	plan->sheet = *sheet;
	if (sheet->kind == SHEET_NOTE || sheet->kind == SHEET_OPINION)
		plan->is = PAPER_NOTE;
	else if (sheet->kind == SHEET_LETTER && drop != NULL && drop->returned)
		plan->is = PAPER_RETURNED;
	return DONE;
}

static enum verdict
plan_pages(struct ledger *l, void *ctx, const struct taken *t, bool anew, bool has_form, struct paper_plan *plan,
    struct fault *f)
{
	const struct drop *drop = settings_drop(l->settings, t->source);
	bool of_stack;
	int depth;
	enum verdict v;

	if (!anew && !is_in_order(ctx, plan, has_form))
		return DONE;
	plan->stack = stack_split(ctx, plan->lit.page, plan->lit.page_count);
	if (!plan->stack.is_split)
		return plan_single(plan, drop, anew);
	v = find_depth(l, ctx, t, &depth, &of_stack, f);
	if (v != DONE)
		return v;
	if (drop == NULL || of_stack || depth >= PAPER_DEPTH)
		return anew ? DONE : held(plan, "several-sheets");
	if (has_form && plan->stack.count > 1)
		return held(plan, "form-and-stack");
	return plan->stack.count == 0 ? held(plan, "blank-stack") : paper_split_stack(l, ctx, t, plan, f);
}

static enum verdict
plan_files(struct ledger *l, void *ctx, const struct taken *t, bool anew, struct paper_plan *plan, struct fault *f)
{
	const struct reading *r = t->reading;
	bool has_form = paper_is_bundle(l->settings, t) && *text_trim(ctx, r->text) != 0, of_stack = false;
	const struct sheetfile *only = plan->lit.count == 1 && !has_form && paper_is_bundle(l->settings, t) ?
	    &plan->lit.file[0] : NULL;
	int depth = 0;
	enum verdict v = DONE;

	if (only != NULL && only->format == SCAN_ZIP) {
		v = find_depth(l, ctx, t, &depth, &of_stack, f);
		if (v == DONE && depth != 0)
			return held(plan, "zip-in-zip");
		return v == DONE ? paper_split_archive(l, ctx, t, plan, f) : v;
	}
	if (only != NULL && only->is_table)
		return paper_split_table(l, ctx, t, plan, f);
	return plan_pages(l, ctx, t, anew, has_form, plan, f);
}

static enum verdict
find_same(struct ledger *l, const struct taken *t, struct paper_plan *plan, struct fault *f)
{
	int64_t seq;
	enum verdict v = entry_by_digest(l, t->digest, &seq, &plan->same, f);

	if (v == DONE && seq != 0) {
		plan->is = is_row(t) ? PAPER_SAME_ROW : PAPER_HELD;
		plan->reason = "same-scan";
	}
	return v;
}

enum verdict
paper_plan(struct ledger *l, void *ctx, struct taken *t, bool anew, struct paper_plan *out, struct fault *f)
{
	struct token_keys keys = ledger_token_keys(l);
	enum verdict v = DONE;

	*out = (struct paper_plan){ .is = PAPER_OPINION, .reason = "", .sheet = { .number = "" } };
	if (paper_is_bundle(l->settings, t) && strcmp(t->recipient, "report") == 0) {
		out->is = PAPER_REPORT;
		return DONE;
	}
	if (paper_is_bundle(l->settings, t) || paper_is_fax(t))
		take_digest(l, ctx, t);
	if (!anew)
		v = find_same(l, t, out, f);
	if (v != DONE || out->is != PAPER_OPINION)
		return v;
	if (t->reading->part_count == 0)
		return *text_trim(ctx, t->reading->text) == 0 ? held(out, "no-scan") : DONE;
	v = lightbox_look(t->lightbox, ctx, sealed_content(t->file), t->reading, &keys, t->size, &out->lit, f);
	return v == DONE ? plan_files(l, ctx, t, anew, out, f) : v;
}
