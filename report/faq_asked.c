/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_asked - what opinions ask, and which entry asks the same. */
#include "config/memory.h"
#include "report/faq.h"
#include "spool/entry.h"
#include "spool/formtext.h"

static enum verdict
read_text(struct ledger *l, void *ctx, const struct opinion *o, const char **text_out, struct fault *f)
{
	struct formtext *form;
	struct reading *reading;
	struct entry entry;
	bool found;
	enum verdict v = entry_by_seq(l, ctx, o->arrival, &entry, &found, f);

	*text_out = NULL;
	if (v != DONE || !found)
		return v;
	v = entry_reading(l, ctx, &entry, &reading, f);
	if (v == NEVER)
		return DONE;
	if (v != DONE)
		return v;
	/* A form's lines say who wrote it; its text says what is asked. */
	v = formtext_read(ctx, reading->text, FORMTEXT_LOOSE, l->settings->office.language, &form, NULL, f);
	*text_out = v == DONE && form->text[0] != 0 ? form->text : reading->text;
	return v == NEVER ? DONE : v;
}

enum verdict
faq_read_opinion(struct ledger *l, void *ctx, const struct opinion *o, const char **text_out, struct contact **contact_out,
    struct fault *f)
{
	enum verdict v = read_text(l, ctx, o, text_out, f);

	*contact_out = NULL;
	if (v != DONE || *text_out == NULL)
		return v;
	v = opinion_contact(l, ctx, o, contact_out, f);
	if (v == NEVER)
		*text_out = NULL;
	return v == NEVER ? DONE : v;
}

/* The text is in memory only as long as it takes to make its shape. */
static enum verdict
read_shape(struct ledger *l, void *ctx, const struct faq_opinion *row, struct faq_asked *out, bool *any_out, struct fault *f)
{
	void *own = must(talloc_new(NULL));
	struct contact *contact;
	const char *text = NULL;
	struct opinion o;
	bool found = false;
	enum verdict v = opinion_by_id(l, own, row->id, &o, &found, f);

	if (v == DONE && found)
		v = faq_read_opinion(l, own, &o, &text, &contact, f);
	*any_out = v == DONE && text != NULL;
	if (*any_out) {
		*out = (struct faq_asked){ row->id, row->received, faq_shape_of(ctx, faq_question_of(own, text)) };
		out->shape.term = must(talloc_realloc(ctx, out->shape.term, struct faq_term, out->shape.count + 1));
	}
	talloc_free(own);
	return v;
}

enum verdict
faq_gather(struct run *run, struct ledger *l, void *ctx, int64_t after, int64_t since, size_t max, struct faq_asked **out,
    size_t *count_out, int64_t *last_out, struct fault *f)
{
	struct faq_opinion *rows = NULL;
	size_t n = 0;
	enum verdict v = faq_opinions(l, ctx, after, since, (int64_t)max, &rows, &n, f);

	*out = must(talloc_array(ctx, struct faq_asked, n + 1));
	*count_out = 0;
	*last_out = after;
	for (size_t i = 0; v == DONE && i < n && run_goes_on(run); i++) {
		bool any = false;

		v = read_shape(l, ctx, &rows[i], &(*out)[*count_out], &any, f);
		*count_out += any;
		*last_out = rows[i].id;
	}
	return v;
}

enum verdict
faq_known(struct ledger *l, void *ctx, struct faq_known *out, struct fault *f)
{
	enum verdict v = faq_list(l, ctx, FAQ_STATES, &out->item, &out->count, f);

	out->shape = must(talloc_array(ctx, struct faq_shape, out->count + 1));
	for (size_t i = 0; v == DONE && i < out->count; i++) {
		const struct faq_text *shown = faq_shown(&out->item[i]);

		/* The words by which it is recognised count as its question does. */
		out->shape[i] = faq_shape_of(ctx, must(talloc_asprintf(ctx, "%s。%s", shown->question, shown->words)));
	}
	return v;
}

size_t
faq_known_like(const struct faq_known *known, const struct faq_shape *shape, bool published)
{
	size_t best = SIZE_MAX;
	float most = FAQ_ALIKE;

	for (size_t i = 0; i < known->count; i++) {
		float likeness = published && known->item[i].state != FAQ_PUBLISHED ? 0 : faq_likeness(&known->shape[i], shape);

		if (likeness >= most) {
			most = likeness;
			best = i;
		}
	}
	return best;
}
