/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template - the words of the mails that are sent, with holes for what differs. */
#include "reply/template.h"

#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "reply/template_file.h"

#define MAY "may_enter may_look_up may_read may_list may_reissue may_correct may_note"

/* The holes of each kind: first those that its template must use, then those that it may. Every
 * template may use those of the office. */
static const struct kind {
	const char *name;
	const char *needed;
	const char *allowed;
} kinds[] = {
	{ "receipt", "number", "received purpose page link code until" },
	{ "request", "number text", "received purpose due department subject sender truncated attachments "
	    "not_attached original parts open compiled history passed_by not_ours ping_pong wanted handed_over "
	    "remark protected codes desk campaign people together together_count apart given given_day similar" },
	{ "part-request", "number text lead", "received purpose due part_due department subject sender truncated "
	    "attachments not_attached original parts open compiled history passed_by remark protected" },
	{ "part-answer", "number from", "received purpose due department text none moved_to replaces late opinion "
	    "attachments not_attached parts open compiled" },
	{ "copy", "number text", "received purpose due department lead reason subject sender truncated attachments "
	    "not_attached original protected" },
	{ "question", "number text", "received purpose name department" },
	{ "follow-up", "number text", "received purpose due department subject sender truncated attachments "
	    "not_attached original question protected waiting" },
	{ "understood", "number reason", "state department text waits_for remark disclosed public for_all" },
	{ "not-understood", "reason", "number text candidates choices" },
	{ "approval", "number text", "department purpose received due opinion answer_subject position total progress "
	    "remark attachments not_attached further again public for_all" },
	{ "agreed", "number text", "department purpose received due opinion answer_subject position total progress "
	    "remark attachments not_attached until further again for_all" },
	{ "circulation", "number text", "department purpose received due opinion answer_subject position total "
	    "progress remark attachments not_attached until further again for_all" },
	{ "returned", "number remark", "department purpose due text opinion decided_by stopped" },
	{ "disclosure", "number sender", "received purpose due department subject text truncated attachments "
	    "not_attached protected" },
	{ "danger", "words", "number arrival received purpose department state text protected" },
	{ "not-processed", "number reason", "received purpose advice" },
	{ "answer", "number text", "received purpose name correction" },
	{ "answer-page", "number page", "received purpose name correction link code until" },
	{ "page-link", "number link", "received purpose name page code until" },
	{ "letter", "number text", "received purpose name correction" },
	{ "letter-page", "number page code", "received purpose name until" },
	{ "dispatch", "run letters", "count sheets stopped place folder" },
	{ "dispatched", "reason", "run done open count posted kept kept_count overtaken text" },
	{ "erasure", "erasure rules", "count loose who made people released numbers more" },
	{ "erasure-answer", "reason", "erasure done left open text" },
	{ "faq", "question answer", "faq department purpose easy words masked review expires made_of again month" },
	{ "faq-answer", "reason", "faq done open expires text" },
	{ "unprintable", "number reason", "code signs department received purpose due" },
	{ "undeliverable", "number", "reason code question letter" },
	{ "held", "arrival", "reason received from subject text truncated not_attached attachments guesses as detail bundle "
	    "left" },
	{ "filed", "reason", "done numbers state text arrival" },
	{ "command", "title", "number message errors form details list text help" },
	{ "command-opinion", "number", "received channel purpose state department due late events sender reply subject "
	    "text answers attachments not_attached" },
	{ "command-help", "name", MAY },
	{ "welcome", "address help", "name" },
	{ "transcribe", "arrival", "form received channel reason errors second pages left attachments not_attached text "
	    "about differences proposal confidence" },
	{ "transcribed", "reason", "done number purpose due details errors form text" },
	{ "collected", "count", "arrival received subject stack differs opinions scans bad more problems list" },
	{ "drop-report", "text", "received subject" },
	{ "note-sheet", "number text", "department purpose due" },
	{ "checkpoint", "checkpoint", "lines when" },
	{ "statistics", "period received", "from until before answered median ninetieth in_time open running attached" },
	{ "set-aside", "arrival", "reason received" },
	{ "infected", "arrival virus", "received channel from subject bundle told" },
	{ "not-taken", "received", "subject" },
	{ "notice", "reason", "code number arrival desk department wrote_again" },
	{ "reminder", "recipient", "day days department clerks chief head approver late late_parts late_count soon "
	    "others asked waiting parts approvals undeliverable undated typing typing_count held held_count "
	    "open_count" },
	{ NULL, NULL, NULL },
};
#define ALWAYS_ALLOWED "office section contact"

struct template {
	const struct kind *kind;
	struct fill *subject, *body;
};

/* The two parts of a template: the line behind "Subject:", and what follows the empty line. */
static enum verdict
split(void *ctx, const char *label, const char *text, const char **subject_out, const char **body_out, struct fault *f)
{
	const char *end = strchr(text, '\n');
	const char *start = text + strlen("Subject:");

	if (end == NULL || !text_starts(text, "Subject:"))
		return fail(f, HALT, "%s:1: the first line must be \"Subject: ...\"", label);
	while (*start == ' ')
		start++;
	if (end[1] != '\n')
		return fail(f, HALT, "%s:2: the second line must be empty", label);
	*subject_out = must(talloc_strndup(ctx, start, (size_t)(end - start)));
	*body_out = end + 2;
	return DONE;
}

static enum verdict
need_holes(const struct template *t, const char *label, struct fault *f)
{
	const char *word = t->kind->needed;

	while (*word != 0) {
		size_t len = strcspn(word, " ");

		if (!fill_has(t->subject, word, len) && !fill_has(t->body, word, len))
			return fail(f, HALT, "%s:%d: it ends without the hole {%.*s}", label, fill_end_line(t->body),
			    (int)len, word);
		word += len + (word[len] == ' ');
	}
	return DONE;
}

static enum verdict
parse(struct template *t, const char *label, const char *text, struct fault *f)
{
	const char *const names[] = { t->kind->needed, t->kind->allowed, ALWAYS_ALLOWED, NULL };
	struct fill_source subject = { .label = label, .line = 1, .names = names, .what = "this kind of mail" };
	struct fill_source body = subject;
	enum verdict v = split(t, label, text, &subject.text, &body.text, f);

	body.line = 3;
	if (v == DONE)
		v = fill_read(t, &subject, &t->subject, f);
	if (v == DONE)
		v = fill_read(t, &body, &t->body, f);
	return v == DONE ? need_holes(t, label, f) : v;
}

enum verdict
template_read(void *ctx, const struct office *office, enum language language, const char *kind,
    const struct template **out, struct fault *f)
{
	struct template *t = memory_new(ctx, sizeof *t);
	const struct kind *k = kinds;
	const char *label, *text;
	enum verdict v;

	while (k->name != NULL && strcmp(k->name, kind) != 0)
		k++;
	if (k->name == NULL)
		return fail(f, HALT, "there is no kind of mail called %s", kind);
	t->kind = k;
	v = template_file(t, office, language, kind, &label, &text, f);
	if (v == DONE)
		v = parse(t, label, text, f);
	*out = t;
	return v;
}

enum verdict
template_fill(void *ctx, const struct template *t, const struct hole *holes, struct rendered *out, struct fault *f)
{
	struct buffer subject = buffer_init(ctx), text = buffer_init(ctx);

	/* A mail about nothing, e.g. an empty answer, must not leave; a remark may be missing. */
	if (fill_lists(t->kind->needed, "text", 4) && fill_value(holes, "text")[0] == 0)
		return fail(f, NEVER, "the text of the %s is empty", t->kind->name);
	fill_write(t->subject, holes, &subject);
	fill_write(t->body, holes, &text);
	out->subject = text_from(ctx, buffer_bytes(&subject), TEXT_LINE, NULL);
	out->subject = text_trim(ctx, out->subject);
	out->text = must(talloc_strdup(ctx, buffer_text(&text)));
	return DONE;
}

enum verdict
template_check(void *ctx, const struct office *office, struct buffer *errors, struct fault *f)
{
	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		for (const struct kind *k = kinds; k->name != NULL; k++) {
			const struct template *t;
			struct fault one = { "" };

			if (template_read(ctx, office, (enum language)language, k->name, &t, &one) != DONE)
				buffer_printf(errors, "%s\n", one.text);
		}
		reason_check(ctx, office, (enum language)language, errors);
	}
	if (errors->len == 0)
		return DONE;
	return fail(f, HALT, "%.*s", (int)strcspn(buffer_text(errors), "\n"), buffer_text(errors));
}
