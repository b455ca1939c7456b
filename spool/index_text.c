/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_text - all that can be searched of an opinion. */
#include "spool/index_text.h"

#include "config/memory.h"
#include "spool/draft.h"
#include "spool/entry.h"

enum { ARRIVALS_MAX = 10000 };

static void
add(void *ctx, struct index_text *t, struct index_piece piece)
{
	if (piece.text[0] == 0)
		return;
	t->piece = must(talloc_realloc(ctx, t->piece, struct index_piece, t->count + 1));
	t->piece[t->count++] = piece;
}

static enum verdict
add_arrival(struct ledger *l, void *ctx, const struct entry *e, struct index_text *t, struct fault *f)
{
	struct reading *r;
	enum verdict v;

	if (e->kind != ENTRY_OPINION && e->kind != ENTRY_FOLLOW_UP)
		return DONE;
	v = entry_reading(l, ctx, e, &r, f);
	if (v != DONE)
		return v == NEVER ? DONE : v;
	add(ctx, t, (struct index_piece){ INDEX_BY_RESIDENT, true, "subject", 'a', e->seq, r->subject });
	add(ctx, t, (struct index_piece){ INDEX_BY_RESIDENT, false, entry_kind_name(e->kind), 'a', e->seq, reading_words(r) });
	return DONE;
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

enum verdict
index_text_of(struct ledger *l, void *ctx, const struct opinion *o, struct index_text *out, struct fault *f)
{
	struct entry *entries = NULL;
	struct draft *drafts = NULL;
	struct seal_key key;
	size_t count = 0;
	enum verdict v = o->state == STATE_ERASED ? fail(f, NEVER, "%s was erased", o->number) : ledger_key(l, o->key, &key, f);

	*out = (struct index_text){ .count = 0 };
	if (v != DONE)
		return v;
	seal_wipe(&key, sizeof key);
	v = find_contact(l, ctx, o, &out->contact, f);
	if (v == DONE)
		v = entry_list(l, ctx, o->id, ARRIVALS_MAX, &entries, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		v = add_arrival(l, ctx, &entries[i], out, f);
	if (v == DONE)
		v = draft_list(l, ctx, o->id, &drafts, &count, f);
	for (size_t i = 0; v == DONE && i < count; i++)
		add(ctx, out, (struct index_piece){ INDEX_BY_OFFICE, false, drafts[i].kind, 'd', drafts[i].id, drafts[i].text });
	return v;
}
