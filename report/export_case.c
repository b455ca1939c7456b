/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_case - one opinion whole: as text, as pages, and as it came. */
#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/export.h"
#include "report/export_folder.h"
#include "spool/access.h"
#include "spool/number.h"

enum verdict
export_work_begin(struct export_work *w, struct fault *f)
{
	const struct settings *s = w->run->settings;
	enum verdict v = export_words_read(w->run->ctx, &s->office, &w->words, f);

	return v == DONE ? fonts_open(w->run->ctx, s->print.font, s->print.fallback_font, &w->fonts, f) : v;
}

enum verdict
export_case_write(struct export_work *w, void *ctx, const struct export_case *c, const struct export_target *target,
    const char *prefix, const struct export_fact *facts, char sums_out[SHA256_DIGITS + 1], struct fault *f)
{
	struct export_out *out = export_out_new(ctx, target, prefix);
	const struct export_doc *d = export_doc_of(ctx, w->run->settings, &w->words, c);
	struct buffer text = buffer_init(ctx), pdf = buffer_init(ctx);
	struct missing missing = { 0 };
	enum verdict v;

	export_doc_text(d, &text);
	v = export_out_put(out, "case.txt", export_word(&w->words, WORD_AS_TEXT), buffer_bytes(&text), f);
	if (v == DONE)
		v = export_doc_pdf(ctx, d, w->fonts, &missing, &pdf, f);
	if (v == DONE)
		v = export_out_put(out, "case.pdf", export_word(&w->words, WORD_AS_PDF), buffer_bytes(&pdf), f);
	if (v == DONE)
		v = export_files(w, c, out, f);
	return v == DONE ? export_out_finish(out, &w->words, facts, missing.signs, missing.count, sums_out, f) : v;
}

/* ---- a folder --------------------------------------------------------------------------------------------------------- */

/* What the PDF cannot show is said before it is made. */
static void
say_missing(struct export_work *w, const struct export_case *c)
{
	const struct export_doc *d = export_doc_of(w->run->ctx, w->run->settings, &w->words, c);
	struct missing missing = { 0 };

	export_doc_check(w->run->ctx, d, w->fonts, &missing);
	for (size_t i = 0; i < missing.count; i++)
		printf("%s: %s\n", export_word(&w->words, WORD_MISSING), missing.signs[i]);
}

static enum verdict
find(struct export_work *w, const char *typed, struct opinion *out, struct fault *f)
{
	char *number = number_read(w->run->ctx, typed);
	bool found = false;
	enum verdict v;

	if (number == NULL)
		return fail(f, NEVER, "%.40s is not a number: a digit is missing or wrong", typed);
	v = opinion_by_number(w->l, w->run->ctx, number, out, &found, f);
	return v == DONE && !found ? fail(f, NEVER, "there is no opinion %s", number) : v;
}

static enum verdict
write_folder(struct export_work *w, const struct export_case *c, const char *folder, const char *reason, struct fault *f)
{
	const struct export_fact facts[] = {
		{ export_word(&w->words, WORD_NUMBER), c->o.number },
		{ export_word(&w->words, WORD_MADE), clock_local(w->run->ctx, clock_now()) },
		{ export_word(&w->words, WORD_BY), access_user(w->run->ctx) },
		{ export_word(&w->words, WORD_WHY), reason },
		{ export_word(&w->words, WORD_PROTECTED), c->seen == SEEN_PROTECTED ? export_word(&w->words, WORD_IS_PROTECTED) : "" },
		{ NULL, NULL }
	};
	char sums[SHA256_DIGITS + 1];
	struct export_folder *x;
	struct export_target target;
	enum verdict v = export_folder_new(w->run->ctx, folder, c->o.number, &x, f);

	target = export_folder_target(x);
	if (v == DONE)
		v = export_case_write(w, x, c, &target, "", facts, sums, f);
	if (v == DONE)
		v = export_folder_end(x, f);
	if (v == DONE)
		printf("%s/%s\n", folder, c->o.number);
	talloc_free(x);
	return v;
}

enum verdict
export_case(struct export_work *w, const char *number, const char *folder, const char *reason, bool masked, struct fault *f)
{
	struct look look = { .what = "export case", .reason = reason };
	struct opinion o = { .id = 0 };
	struct export_case *c;
	enum verdict v = find(w, number, &o, f);

	if (v == DONE && w->run->settings->export.case_people > 1)
		v = fail(f, NEVER, "an export of one opinion needs %lld people: --propose --case %s",
		    (long long)w->run->settings->export.case_people, o.number);
	if (v != DONE)
		return v;
	look.opinion = o.id;
	look.items = export_items_of(export_seen_of(&o, masked), true);
	look.unmasked = export_seen_of(&o, masked) < SEEN_MASKED;
	if (w->run->dry_run) {
		printf("would write %s/%s: %s\n", folder, o.number, look.items != NULL ? look.items : "-");
		return DONE;
	}
	/* On record before anything is written. */
	v = access_look(w->l, &look, f);
	if (v == DONE)
		v = export_gather(w->l, w->run->ctx, &o, masked, &c, f);
	if (v != DONE)
		return v;
	say_missing(w, c);
	return write_folder(w, c, folder, reason, f);
}
