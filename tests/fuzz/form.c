/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form - the text form of an opinion: what is read is written so that it is read the same */
#include "config/memory.h"
#include "spool/formtext.h"
#include "tests/fuzz/fuzz.h"

void
fuzz_begin(void)
{
}

static void
write_again(void *ctx, const struct formtext *form, enum language language)
{
	struct buffer once = buffer_init(ctx), again = buffer_init(ctx), errors = buffer_init(ctx);
	struct formtext *back;
	struct fault f;

	formtext_write(form, language, &once);
	if (formtext_read(ctx, buffer_text(&once), FORMTEXT_STRICT, language, &back, &errors, &f) != DONE)
		must_hold(false, "what was written is a form");
	formtext_write(back, language, &again);
	must_hold(strcmp(buffer_text(&once), buffer_text(&again)) == 0, "a form that is written again is the same");
}

void
fuzz_one(void *ctx, struct bytes input)
{
	const char *text = fuzz_text(ctx, input);

	for (int i = 0; i < 4; i++) {
		enum language language = i & 1 ? LANGUAGE_EN : LANGUAGE_JA;
		struct buffer errors = buffer_init(ctx);
		struct formtext *form = NULL;
		struct fault f;
		enum verdict v = formtext_read(ctx, text, i & 2 ? FORMTEXT_LOOSE : FORMTEXT_STRICT, language, &form, &errors, &f);

		must_hold(v == DONE || (v == NEVER && !(i & 2)), "a form, or mistakes in a strict one");
		must_hold(v == DONE || errors.len > 0, "mistakes are told");
		if (v == DONE && !(i & 2))
			write_again(ctx, form, language);
	}
}
