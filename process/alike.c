/* SPDX-License-Identifier: GPL-3.0-or-later */
/* alike - what of an opinion's text is compared with others'. */
#include "process/alike.h"

#include "config/memory.h"
#include "config/text.h"
#include "process/furniture.h"
#include "process/piece.h"
#include "process/signature.h"
#include "spool/entry.h"
#include "spool/lines.h"
#include "spool/mask.h"

enum { GREETINGS = 3 };

/* A line of a form that says who wrote it, or what kind it is: 投稿目的: 意見. */
static bool
is_form(const struct line *line)
{
	static const char *const labels[] = { "投稿目的", "種別", "目的", "氏名", "名前", "お名前", "住所", "ご住所", "郵便番号", "電話",
		"メール", "件名", "年齢", "性別", "回答", "purpose", "name", "address", "phone", "mail", "subject", NULL };
	const char *colon = memchr(line->folded, ':', line->folded_len);

	for (size_t i = 0; colon != NULL && labels[i] != NULL; i++)
		if (piece_starts(line->folded, line->folded_len, labels[i]) && colon - line->folded <= 40)
			return true;
	return false;
}

static const char *
cut_furniture(void *ctx, const char *text)
{
	struct lines lines = lines_split(ctx, text);
	size_t end = signature_find(&lines, 0, lines.count);
	struct buffer out = buffer_init(ctx);
	size_t greetings = 0;

	for (size_t i = 0; i < (end != 0 ? end : lines.count); i++) {
		const struct line *line = &lines.item[i];

		if (line_is_blank(line) || line->depth != 0 || is_form(line))
			continue;
		/* Further down, a sentence that ends like a greeting is one that was meant. */
		if (out.len == 0 && greetings < GREETINGS && furniture_greeting(line)) {
			greetings++;
			continue;
		}
		buffer_add(&out, line->text, line->len);
		buffer_char(&out, '\n');
	}
	return buffer_text(&out);
}

const char *
alike_words(void *ctx, const struct reading *r, const struct contact *contact)
{
	const char *words = reading_words(r);

	if (words[0] == 0)
		return words;
	return cut_furniture(ctx, contact != NULL ? mask_text(ctx, words, contact, NULL) : words);
}

enum verdict
alike_of(struct ledger *l, void *ctx, const struct opinion *o, struct grams *out, bool *known_out, struct fault *f)
{
	struct contact *contact = NULL;
	struct reading *reading;
	struct entry entry;
	bool found = false;
	enum verdict v = o->arrival != 0 ? entry_by_seq(l, ctx, o->arrival, &entry, &found, f) : DONE;

	*known_out = false;
	if (v != DONE || !found)
		return v;
	v = entry_reading(l, ctx, &entry, &reading, f);
	if (v == DONE)
		v = opinion_contact(l, ctx, o, &contact, f);
	if (v != DONE)
		return v == NEVER ? DONE : v;
	*out = grams_of(ctx, alike_words(ctx, reading, contact));
	*known_out = true;
	return DONE;
}
