/* SPDX-License-Identifier: GPL-3.0-or-later */
/* intake_block - the rules between which our mails carry the form of an opinion. */
#include "config/memory.h"
#include "config/text.h"
#include "spool/intake.h"
#include "spool/lines.h"

/* A line that begins with two dashes and says one of the words. */
static bool
is_rule(const struct line *line, const char *const words[2])
{
	static const char *const dashes[] = { "-", "−", "‐", "–", "—", "―", "ー", "─", "━" };
	char squeezed[160];
	size_t at = 0, count = 0;

	if (line->folded_len >= sizeof squeezed)
		return false;
	(void)line_squeeze(line, squeezed, sizeof squeezed);
	for (size_t i = 0; i < sizeof dashes / sizeof dashes[0];) {
		bool dash = text_starts(squeezed + at, dashes[i]);

		at += dash ? strlen(dashes[i]) : 0;
		count += dash;
		i = dash ? 0 : i + 1;
	}
	return count >= 2 && (text_starts(squeezed + at, words[0]) || text_starts(squeezed + at, words[1]));
}

static bool
is_begin(const struct line *line)
{
	static const char *const words[2] = { "意見の入力", "opiniontobeentered" };

	return is_rule(line, words);
}

static bool
is_end(const struct line *line)
{
	static const char *const words[2] = { "ここまで", "endofopinion" };

	return is_rule(line, words);
}

static bool
is_filled(void *ctx, const char *text)
{
	struct buffer errors = buffer_init(ctx);
	struct formtext *form;
	struct fault ignored;
	const struct contact *c;

	if (formtext_read(ctx, text, FORMTEXT_LOOSE, LANGUAGE_EN, &form, &errors, &ignored) != DONE)
		return true;
	c = &form->contact;
	return form->text[0] != 0 || form->subject[0] != 0 || c->name[0] != 0 || c->mail[0] != 0 ||
	    c->address[0] != 0 || c->phone[0] != 0 || c->fax[0] != 0 || c->postal_code[0] != 0;
}

bool
intake_block_find(void *ctx, const struct lines *lines, size_t from, struct intake_block *out)
{
	size_t rule;

	while (from < lines->count && !is_begin(&lines->item[from]))
		from++;
	if (from == lines->count)
		return false;
	for (rule = from + 1; rule < lines->count && !is_end(&lines->item[rule]);)
		rule++;
	*out = (struct intake_block){ .first = from, .ended = rule < lines->count };
	out->end = rule + (out->ended ? 1 : 0);
	out->text = lines_join(ctx, lines, from + 1, rule, lines->item[from].depth);
	out->filled = is_filled(ctx, out->text);
	return true;
}
