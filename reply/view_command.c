/* SPDX-License-Identifier: GPL-3.0-or-later */
/* view_command - what clerks get in answer to their commands (spool/intent.h says what the code holds). */
#include "reply/view.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/reason.h"
#include "spool/intake.h"
#include "spool/worklist.h"

enum { LIST_MAX = 200 };

/* The code of the intent, taken apart. */
struct result {
	const char *name;		/* "look-up", "no-right", ... */
	struct list words;		/* departments' codes */
	struct list items;		/* "done:2026-000123-8" */
};

/* The commands, and how much of an opinion they show. */
static const struct {
	const char *name;
	enum view_depth depth;
} commands[] = {
	{ "enter", VIEW_ENTERED }, { "enter-before", VIEW_STATE }, { "look-up", VIEW_STATE }, { "read", VIEW_TEXT },
	{ "list", VIEW_STATE }, { "reissue", VIEW_STATE }, { "correct", VIEW_STATE }, { "note", VIEW_STATE },
	{ "protect", VIEW_STATE }, { "reopen", VIEW_STATE }, { "post", VIEW_STATE },
};

static size_t
command_of(const char *code)
{
	size_t i = 0, len = strcspn(code, " ");

	while (i < sizeof commands / sizeof commands[0] && (strlen(commands[i].name) != len ||
	    strncmp(commands[i].name, code, len) != 0))
		i++;
	return i;
}

bool
view_command_done(const char *code)
{
	return command_of(code) < sizeof commands / sizeof commands[0];
}

static void
add(void *ctx, struct list *list, const char *word, size_t len)
{
	list->item = must(talloc_realloc(ctx, list->item, char *, list->count + 1));
	list->item[list->count++] = must(talloc_strndup(ctx, word, len));
}

static struct result
result_of(void *ctx, const char *code)
{
	size_t len = strcspn(code, " ");
	struct result result = { .name = must(talloc_strndup(ctx, code, len)) };

	for (const char *p = code + len; *p != 0; p += len) {
		p += strspn(p, " ");
		len = strcspn(p, " ");
		if (len != 0)
			add(ctx, memchr(p, ':', len) != NULL ? &result.items : &result.words, p, len);
	}
	return result;
}

static enum verdict
words_of(struct renderer *r, struct holes *h, const struct facts *facts, const char *what, const char **out,
    struct fault *f)
{
	return reason_words(h->ctx, &r->ledger->settings->office, facts->language,
	    must(talloc_asprintf(h->ctx, "command %s", what)), out, f);
}

/* ---- what became of each opinion ------------------------------------------------------------------ */

static enum verdict
add_item(struct renderer *r, struct holes *h, const struct facts *facts, const struct result *result, const char *item,
    struct buffer *out, struct fault *f)
{
	const char *number = strchr(item, ':') + 1, *words;
	const char *outcome = must(talloc_strndup(h->ctx, item, (size_t)(number - item) - 1));
	bool found = false;
	enum verdict v = DONE;

	if (strcmp(outcome, "done") == 0)
		v = view_opinion(r, h->ctx, facts, number, commands[command_of(result->name)].depth, &words,
		    &found, f);
	if (v == DONE && found) {
		buffer_printf(out, "%s%s", out->len != 0 ? "\n" : "", words);
		return DONE;
	}
	if (v == DONE)
		v = words_of(r, h, facts, strcmp(outcome, "done") == 0 ? "erased" : outcome, &words, f);
	if (v == DONE)
		buffer_printf(out, facts->language == LANGUAGE_JA ? "%s%s：%s\n" : "%s%s: %s\n",
		    out->len != 0 ? "\n" : "", number, words);
	return v;
}

static enum verdict
view_items(struct renderer *r, struct holes *h, const struct facts *facts, const struct result *result, struct fault *f)
{
	struct buffer out = buffer_init(h->ctx);
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && view_command_done(result->name) && i < result->items.count; i++)
		v = add_item(r, h, facts, result, result->items.item[i], &out, f);
	view_hole(h, "details", text_trim(h->ctx, buffer_text(&out)));
	return v;
}

/* ---- lists ------------------------------------------------------------------------------------------ */

static enum verdict
add_work(struct renderer *r, struct holes *h, const struct facts *facts, const struct work *w, struct buffer *out,
    struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	const struct purpose *purpose = settings_purpose(s, w->purpose);
	const char *state, *late = "";
	bool ja = facts->language == LANGUAGE_JA;
	enum verdict v = reason_words(h->ctx, &s->office, facts->language, state_name(w->state), &state, f);

	if (v == DONE && w->dated && w->days_late > 0)
		v = words_of(r, h, facts, "late", &late, f);
	buffer_printf(out, ja ? "　%s　%s　%s" : "  %s  %s  %s", w->number, purpose != NULL ? purpose->name : w->purpose,
	    v == DONE ? state : "");
	if (w->due != 0)
		buffer_printf(out, ja ? "　期限 %s" : "  due %s", view_day(h->ctx, facts->language, w->due));
	buffer_printf(out, "%s%s\n", *late != 0 ? ja ? "　" : "  " : "", late);
	return v;
}

static enum verdict
add_list(struct renderer *r, struct holes *h, const struct facts *facts, const struct worklist *list, struct buffer *out,
    struct fault *f)
{
	const struct settings *s = r->ledger->settings;
	bool ja = facts->language == LANGUAGE_JA;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < list->count; i++) {
		const char *code = list->item[i].department;

		if (i == 0 || strcmp(code, list->item[i - 1].department) != 0)
			buffer_printf(out, "%s■ %s\n", i != 0 ? "\n" : "", code[0] != 0 ? view_department_name(s, code) :
			    ja ? "担当課の決まっていないもの" : "no department yet");
		v = add_work(r, h, facts, &list->item[i], out, f);
	}
	return v;
}

static enum verdict
view_list(struct renderer *r, struct holes *h, const struct facts *facts, const struct result *result, struct fault *f)
{
	struct work_query q = { .l = r->ledger, .ctx = h->ctx, .now = clock_now() };
	struct buffer out = buffer_init(h->ctx);
	struct worklist list;
	int64_t count, late;
	bool ja = facts->language == LANGUAGE_JA;
	enum verdict v;

	if (strcmp(result->name, "list") != 0)
		return DONE;
	v = calendar_of(r->ledger, &q.cal, f);
	if (v == DONE)
		v = worklist_open(&q, result->words.count != 0 ? result->words.item[0] : "", LIST_MAX, &list, &count, &late,
		    f);
	if (v != DONE)
		return v;
	buffer_printf(&out, ja ? "%lld件（うち期限を過ぎたもの %lld件）\n\n" : "%lld open, %lld of them late\n\n",
	    (long long)count, (long long)late);
	v = add_list(r, h, facts, &list, &out, f);
	if (count > LIST_MAX)
		buffer_printf(&out, ja ? "\nほか%lld件は、課を指定して一覧を求めてください。\n" :
		    "\n%lld more; ask for the list of a department.\n", (long long)count - LIST_MAX);
	view_hole(h, "list", text_trim(h->ctx, buffer_text(&out)));
	return v;
}

/* ---- what was not done --------------------------------------------------------------------------- */

/* The form is read again as it was when it came: the same mistakes are found in it. */
static void
view_errors(struct renderer *r, struct holes *h, const struct facts *facts)
{
	struct buffer errors = buffer_init(h->ctx);
	struct intake intake;
	struct fault ignored;

	if (facts->reading == NULL)
		return;
	if (intake_read(h->ctx, r->ledger->settings, facts->reading->text, "", facts->language, &intake, &errors,
	    &ignored) != DONE)
		view_hole(h, "errors", text_trim(h->ctx, buffer_text(&errors)));
	view_hole(h, "form", facts->reading->text);
}

/* "道路課、道路管理課" behind the reason. */
static const char *
message_of(struct renderer *r, struct holes *h, const struct facts *facts, const struct result *result,
    const char *reason)
{
	struct buffer out = buffer_init(h->ctx);
	bool ja = facts->language == LANGUAGE_JA;

	buffer_string(&out, reason);
	for (size_t i = 0; i < result->words.count; i++)
		buffer_printf(&out, "%s%s", i != 0 ? ja ? "、" : ", " : ja ? "：" : ": ",
		    view_department_name(r->ledger->settings, result->words.item[i]));
	return buffer_text(&out);
}

static enum verdict
view_failure(struct renderer *r, struct holes *h, const struct facts *facts, const struct result *result,
    struct fault *f)
{
	bool form = strcmp(result->name, "form-errors") == 0;
	bool asked = strcmp(result->name, "help") == 0;
	const char *reason, *help = "";
	enum verdict v = words_of(r, h, facts, result->name, &reason, f);

	if (v == DONE && !asked)
		view_hole(h, "message", message_of(r, h, facts, result, reason));
	if (form)
		view_errors(r, h, facts);
	else if (!asked && facts->reading != NULL)
		view_hole(h, "text", facts->reading->text);
	if (v == DONE && !form)
		v = view_help(r, h->ctx, facts, &help, f);
	view_hole(h, "help", help);
	return v;
}

enum verdict
view_command(struct renderer *r, struct holes *h, const struct facts *facts, struct fault *f)
{
	struct result result = result_of(h->ctx, facts->intent->code);
	bool done = view_command_done(result.name);
	const char *title;
	enum verdict v = words_of(r, h, facts, done || strcmp(result.name, "help") == 0 ? result.name : "refused", &title,
	    f);

	if (v != DONE)
		return v;
	view_hole(h, "title", title);
	if (!done)
		return view_failure(r, h, facts, &result, f);
	v = view_items(r, h, facts, &result, f);
	return v == DONE ? view_list(r, h, facts, &result, f) : v;
}
