/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_dispatch - what the desk gets about letters: a run that is printed, what came of its reply, what could not be
 * printed. */
#include "reply/view.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/letter.h"

int64_t
view_run(const struct facts *facts)
{
	const char *code = facts->intent->code, *space = strchr(code, ' ');
	const char *digits = space != NULL ? space + 1 : code;
	char run[24];
	int64_t id;

	snprintf(run, sizeof run, "%.*s", (int)strcspn(digits, " "), digits);
	return text_to_number(run, 1, INT64_MAX, &id) ? id : 0;
}

int64_t
view_run_to_answer(const struct facts *facts)
{
	return text_starts(facts->intent->code, "dispatched ") ? 0 : view_run(facts);
}

/* Neither names nor addresses: the list lies beside the letters. */
static const char *
letter_lines(struct holes *h, const struct facts *facts, const struct letter_row *letters, size_t count)
{
	bool ja = facts->language == LANGUAGE_JA;
	struct buffer out = buffer_init(h->ctx);

	for (size_t i = 0; i < count; i++) {
		const struct letter_row *l = &letters[i];

		buffer_printf(&out, ja ? "%lld. %s　%lld枚" : "%lld. %s  %lld sheets", (long long)l->place, l->number,
		    (long long)l->sheets);
		if (l->document[0] != 0)
			buffer_printf(&out, ja ? "　%s" : "  %s", l->document);
		buffer_string(&out, l->reprints == 0 ? "\n" : ja ? "　再発行\n" : "  reprint\n");
	}
	return buffer_text(&out);
}

static enum verdict
show_run(struct renderer *r, struct holes *h, const struct facts *facts, const struct letter_run *run, struct fault *f)
{
	const struct printing *print = &r->ledger->settings->print;
	struct letter_row *letters;
	size_t count;
	enum verdict v = letters_of_run(r->ledger, h->ctx, run->id, &letters, &count, f);

	if (v != DONE)
		return v;
	view_hole_number(h, "run", run->id);
	view_hole_number(h, "count", run->letters);
	view_hole_number(h, "sheets", run->sheets);
	if (run->stopped != 0)
		view_hole_number(h, "stopped", run->stopped);
	view_hole(h, "place", run->place);
	view_hole(h, "folder", print->kind == PRINT_FOLDER ? print->folder : "");
	view_hole(h, "letters", letter_lines(h, facts, letters, count));
	return DONE;
}

enum verdict
view_dispatch(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct letter_run run;
	bool found;
	enum verdict v = letter_run_by_id(r->ledger, h->ctx, view_run(facts), &run, &found, f);

	if (v == DONE && !found)
		return fail(f, NEVER, "its run of letters is gone");
	return v == DONE ? show_run(r, h, facts, &run, f) : v;
}

/* The numbers that the code ends with, one in a line. */
static const char *
overtaken_lines(void *ctx, const char *code)
{
	struct buffer out = buffer_init(ctx);
	const char *p = strchr(code, ' ');

	for (p = p != NULL ? strchr(p + 1, ' ') : NULL; p != NULL; p = strchr(p + 1, ' '))
		buffer_printf(&out, "%.*s\n", (int)strcspn(p + 1, " "), p + 1);
	return buffer_text(&out);
}

static enum verdict
show_kept(struct renderer *r, struct holes *h, int64_t run, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	struct letter_row *letters;
	size_t count;
	enum verdict v = letters_of_run(r->ledger, h->ctx, run, &letters, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		if (letters[i].state == LETTER_KEPT)
			buffer_printf(&out, "%s\n", letters[i].number);
	view_hole(h, "kept", buffer_text(&out));
	return v;
}

enum verdict
view_dispatched(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;
	bool done = text_starts(code, "dispatched "), found;
	struct letter_run run;
	enum verdict v = letter_run_by_id(r->ledger, h->ctx, view_run(facts), &run, &found, f);

	if (v == DONE && found) {
		view_hole_number(h, "run", run.id);
		view_hole_number(h, "count", run.letters);
		view_hole_number(h, "posted", run.posted + run.returned);
		view_hole_number(h, "kept_count", run.kept);
		v = show_kept(r, h, run.id, f);
	}
	view_hole(h, "done", done ? "yes" : "");
	view_hole(h, "open", !done && found && run.state == RUN_PRINTED ? "yes" : "");
	view_hole(h, "overtaken", done ? overtaken_lines(h->ctx, code) : "");
	view_hole(h, "text", !done && facts->reading != NULL ? facts->reading->text : "");
	code = must(talloc_strndup(h->ctx, code, strcspn(code, " ")));
	return v == DONE ? view_reason(r, h, facts, "reason", code, f) : v;
}

/* "U+20BB7 U+9AD9": the signs themselves beside their codes. */
static const char *
sign_lines(void *ctx, const char *code)
{
	struct buffer out = buffer_init(ctx);

	for (const char *p = strstr(code, "U+"); p != NULL; p = strstr(p + 2, "U+")) {
		unsigned char octets[4];
		uint32_t sign = 0;
		size_t n = 0;

		for (const char *d = p + 2; n < 6 && strchr("0123456789ABCDEF", *d) != NULL && *d != 0; d++, n++)
			sign = sign * 16 + (uint32_t)(text_is_digit(*d) ? *d - '0' : *d - 'A' + 10);
		buffer_printf(&out, "U+%.*s　", (int)n, p + 2);
		buffer_add(&out, octets, text_encode(sign <= 0x10FFFF ? sign : 0xFFFD, octets));
		buffer_char(&out, '\n');
	}
	return buffer_text(&out);
}

enum verdict
view_unprintable(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	const char *code = facts->intent->code;

	view_hole(h, "code", code);
	view_hole(h, "signs", sign_lines(h->ctx, code));
	view_hole(h, "department", facts->opinion.department[0] != 0 ?
	    view_department_name(r->ledger->settings, facts->opinion.department) : "");
	return view_reason(r, h, facts, "reason", must(talloc_asprintf(h->ctx, "unprintable %s", code)), f);
}
