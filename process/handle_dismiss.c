/* SPDX-License-Identifier: GPL-3.0-or-later */
/* handle_dismiss - the opinion is not processed, for a reason of the settings. */
#include "process/matter.h"

#include "config/memory.h"
#include "config/text.h"

static const char *
reason_named(const struct settings *s, const char *words)
{
	char *wanted = text_fold(NULL, words);
	const char *found = NULL;

	for (size_t i = 0; i < s->reason_count && found == NULL; i++) {
		const struct reason *r = &s->reasons[i];

		if (strcmp(wanted, text_fold(wanted, r->code)) == 0 || strcmp(wanted, text_fold(wanted, r->name)) == 0)
			found = r->code;
		for (size_t j = 0; j < r->words.count && found == NULL; j++)
			if (strcmp(wanted, text_fold(wanted, r->words.item[j])) == 0)
				found = r->code;
	}
	talloc_free(wanted);
	return found;
}

enum verdict
handle_dismiss(struct matter *m, const char **code_out, struct fault *f)
{
	struct detail d = { .reason = reason_named(m->l->settings, m->answer.reason_words) };

	d.note = d.reason;
	if (d.reason == NULL)
		*code_out = "no-reason";
	else
		(void)matter_possible(m, STEP_DISMISS, code_out);
	return *code_out != NULL ? DONE : matter_take_step(m, STEP_DISMISS, &d, "note", "dismiss", f);
}
