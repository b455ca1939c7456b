/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_similar - answered opinions that are like this one, and what was answered to them where that may be shown. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/similar.h"

enum { WORDS_MAX = 1500 };

static void
add_quoted(struct buffer *out, void *ctx, const char *words)
{
	const char *line = text_trim(ctx, text_cut(ctx, words, WORDS_MAX)), *end;

	for (; *line != 0; line = end + (*end != 0)) {
		end = line + strcspn(line, "\n");
		buffer_printf(out, "  > %.*s\n", (int)(end - line), line);
	}
	if (text_length(words) > WORDS_MAX)
		buffer_string(out, "  > ...\n");
}

static void
add(struct renderer *r, void *ctx, const struct facts *facts, const struct similar_answer *a, struct buffer *out)
{
	bool ja = facts->language == LANGUAGE_JA;

	buffer_printf(out, ja ? "%s　%s　%sの回答%s\n" : "%s  %s  answer of %s%s\n", a->opinion.number,
	    view_day(ctx, facts->language, a->at), view_department_name(r->ledger->settings, a->department),
	    a->text[0] != 0 ? "" : ja ? "（公開の扱いでないため、文章は載せていません）" : " (not public: its text is not shown)");
	add_quoted(out, ctx, a->text);
}

enum verdict
view_similar(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct ledger *l = r->ledger;
	size_t max = (size_t)l->settings->request.similar, shown = 0, count;
	struct buffer out = buffer_init(h->ctx);
	struct similar *list;
	enum verdict v = similar_list(l, h->ctx, facts->opinion.id, &list, &count, f);

	for (size_t i = 0; v == DONE && i < count && shown < max; i++) {
		struct similar_answer answer;
		bool found;

		v = similar_answer(l, h->ctx, list[i].other, SIMILAR_WITH_TEXT, &answer, &found, f);
		if (v == NEVER) {
			v = DONE;
			continue;
		}
		if (v == DONE && found) {
			add(r, h->ctx, facts, &answer, &out);
			shown++;
		}
	}
	view_hole(h, "similar", buffer_text(&out));
	return v;
}
