/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_text - all that can be searched of an opinion. */
#include "spool/index_text.h"

#include "config/memory.h"
#include "spool/wording.h"

static void
add(void *ctx, struct index_text *t, struct index_piece piece)
{
	if (piece.text[0] == 0)
		return;
	if (t->count == t->room) {
		t->room = t->room * 2 + 4;
		t->piece = must(talloc_realloc(ctx, t->piece, struct index_piece, t->room));
	}
	t->piece[t->count++] = piece;
}

/* What cannot be opened is not known. */
static enum verdict
find_contact(struct ledger *l, void *ctx, const struct opinion *o, const struct contact **out, struct fault *f)
{
	struct contact *contact = NULL;
	enum verdict v = opinion_contact(l, ctx, o, &contact, f);

	*out = v == DONE ? contact : NULL;
	return v == NEVER ? DONE : v;
}

static void
add_wording(void *ctx, struct index_text *t, const struct wording *w)
{
	enum index_side side = w->by_office ? INDEX_BY_OFFICE : INDEX_BY_RESIDENT;
	char source = w->by_office ? 'd' : 'a';

	add(ctx, t, (struct index_piece){ side, true, "subject", source, w->id, w->subject });
	add(ctx, t, (struct index_piece){ side, false, w->kind, source, w->id, w->text });
}

enum verdict
index_text_of(struct ledger *l, void *ctx, const struct opinion *o, enum index_with with, struct index_text *out, struct fault *f)
{
	struct wording *wording = NULL;
	size_t count = 0;
	enum verdict v = wording_of(l, ctx, o, &wording, &count, f);

	*out = (struct index_text){ .count = 0 };
	if (v == DONE && with == INDEX_WITH_CONTACT)
		v = find_contact(l, ctx, o, &out->contact, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		add_wording(ctx, out, &wording[i]);
	return v;
}
