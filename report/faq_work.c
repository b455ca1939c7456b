/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_work - entries by hand, and by time. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/faq.h"
#include "spool/access.h"
#include "spool/file.h"
#include "spool/intent.h"
#include "spool/person.h"

enum { FILE_MAX = 1 << 20, QUESTION_COLUMN = 40 };

/* ---- by hand -------------------------------------------------------------------------------------------------------- */

static const struct department *
department_named(const struct settings *s, void *ctx, const char *name)
{
	const char *folded = text_fold(ctx, name);

	for (size_t i = 0; i < s->department_count; i++)
		if (strcmp(text_fold(ctx, s->departments[i].code), folded) == 0 || strcmp(text_fold(ctx, s->departments[i].name), folded) == 0)
			return settings_department_at(s, s->departments[i].code, clock_now());
	return NULL;
}

static enum verdict
check_form(struct run *run, const struct faq_form *form, struct faq *out, struct fault *f)
{
	static const struct faq_text nothing = { "", "", "", "" };
	const struct settings *s = run->settings;
	const struct department *d = form->department != NULL ? department_named(s, run->ctx, form->department) : NULL;
	const struct purpose *p = form->purpose != NULL ? settings_purpose_named(s, text_fold(run->ctx, form->purpose)) : NULL;

	*out = (struct faq){ .draft = faq_form_over(&nothing, form) };
	if (form->before)
		return fail(f, NEVER, "something stands before the first label (担当:, 目的:, 質問:, 回答:)");
	if (d == NULL)
		return fail(f, NEVER, "担当 (department): %s", form->department == NULL ? "is not given" : "there is none of that name or code");
	if (p == NULL)
		return fail(f, NEVER, "目的 (purpose): %s", form->purpose == NULL ? "is not given" : "there is none of that name or code");
	if (out->draft.question[0] == 0 || out->draft.answer[0] == 0)
		return fail(f, NEVER, "質問 and 回答 (question, answer) are both needed");
	out->department = d->code;
	out->purpose = p->code;
	return DONE;
}

enum verdict
faq_add(struct run *run, struct ledger *l, const char *file, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	struct buffer content;
	struct faq q;
	struct faq_form form;
	int64_t id = 0;
	enum verdict v = file_get(run->ctx, file, FILE_MAX, &content, f);

	if (v == DONE) {
		form = faq_form_read(run->ctx, text_from(run->ctx, buffer_bytes(&content), TEXT_RUNNING, NULL));
		v = check_form(run, &form, &q, f);
	}
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = faq_propose(l, &q, NULL, 0, &id, f);
	if (v == DONE)
		v = access_note_within(l, who.name, must(talloc_asprintf(run->ctx, "add faq %lld", (long long)id)), 0, f);
	v = db_end(l->db, v, !run->dry_run, f);
	if (v == DONE && run->dry_run)
		printf("would ask %s about it\n", q.department);
	else if (v == DONE)
		printf("faq %lld: %s is asked whether it may be published\n", (long long)id, q.department);
	return v;
}

static enum verdict
find(struct run *run, struct ledger *l, const char *typed, struct faq *out, struct fault *f)
{
	int64_t id = 0;
	bool found = false;
	enum verdict v = DONE;

	*out = (struct faq){ .department = "", .purpose = "", .text = { .question = "" }, .draft = { .question = "" } };
	if (!text_to_number(text_starts(typed, "FAQ") ? typed + 3 : typed, 1, INT64_MAX, &id))
		return fail(f, NEVER, "%s is no entry: iken faq --list shows them", typed);
	v = faq_by_id(l, run->ctx, id, out, &found, f);
	return v == DONE && !found ? fail(f, NEVER, "there is no entry %lld: iken faq --list shows them", (long long)id) : v;
}

enum verdict
faq_end(struct run *run, struct ledger *l, const char *id, struct fault *f)
{
	const struct person who = person_here(run->ctx);
	struct faq q = { .id = 0 };
	enum verdict v = db_begin(l->db, f);

	if (v != DONE)
		return v;
	v = find(run, l, id, &q, f);
	if (v == DONE && q.state == FAQ_WITHDRAWN)
		v = fail(f, NEVER, "faq %lld is withdrawn already", (long long)q.id);
	if (v == DONE)
		v = faq_withdraw(l, &q, f);
	if (v == DONE)
		v = access_note_within(l, who.name, must(talloc_asprintf(run->ctx, "withdraw faq %lld", (long long)q.id)), 0, f);
	v = db_end(l->db, v, !run->dry_run, f);
	if (v == DONE)
		printf("faq %lld %s withdrawn\n", (long long)q.id, run->dry_run ? "would be" : "is");
	return v;
}

/* ---- looking at them ------------------------------------------------------------------------------------------------ */

static char *
this_month(void *ctx)
{
	return text_cut(ctx, clock_local(ctx, clock_now()), strlen("2026-11"));
}

static char *
day_of(void *ctx, int64_t utc)
{
	return utc != 0 ? text_cut(ctx, clock_local(ctx, utc), strlen("2026-11-30")) : must(talloc_strdup(ctx, "-"));
}

/* What is not approved may be personal: a list shows the questions of what is published alone. */
static enum verdict
print_line(struct run *run, struct ledger *l, const struct faq *q, struct fault *f)
{
	int64_t month = 0, all = 0;
	enum verdict v = faq_counted(l, q->id, this_month(run->ctx), &month, f);

	if (v == DONE)
		v = faq_counted(l, q->id, "", &all, f);
	if (v == DONE)
		printf("%-5lld %-10s%s %-12s %-12s until %-10s  asked again %lld (this month %lld)  %s\n", (long long)q->id,
		    faq_state_name(q->state), q->open ? "?" : " ", q->department, q->purpose, day_of(run->ctx, q->expires),
		    (long long)all, (long long)month,
		    q->state == FAQ_PUBLISHED ? text_cut(run->ctx, q->text.question, QUESTION_COLUMN) : "");
	return v;
}

enum verdict
faq_show_list(struct run *run, struct ledger *l, struct fault *f)
{
	struct faq *all = NULL;
	size_t count = 0;
	enum verdict v = faq_list(l, run->ctx, FAQ_STATES, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		v = print_line(run, l, &all[i], f);
	return v;
}

/* A look at what may be personal is noted for each opinion that it came from. */
static enum verdict
note_look(struct run *run, struct ledger *l, const struct faq *q, struct fault *f)
{
	const struct look look = { .what = must(talloc_asprintf(run->ctx, "show faq %lld", (long long)q->id)),
		.items = q->draft.question[0] != 0 ? "text answer" : NULL };

	return access_look(l, &look, f);
}

enum verdict
faq_show_one(struct run *run, struct ledger *l, const char *id, struct fault *f)
{
	struct buffer text = buffer_init(run->ctx);
	const char *sources = "";
	struct faq q;
	enum verdict v = find(run, l, id, &q, f);

	if (v == DONE)
		v = faq_sources(l, run->ctx, q.id, &sources, f);
	if (v == DONE)
		v = note_look(run, l, &q, f);
	if (v == DONE)
		v = print_line(run, l, &q, f);
	if (v != DONE)
		return v;
	printf("made %s, changed %s, asked about %lld times%s\n", day_of(run->ctx, q.made), day_of(run->ctx, q.changed),
	    (long long)q.round, q.open ? ", not answered yet" : "");
	if (sources[0] != 0)
		printf("of %s\n", sources);
	if (q.text.question[0] != 0) {
		faq_text_write(&q.text, run->settings->office.language, &text);
		printf("\n---- published\n%s", buffer_text(&text));
	}
	buffer_clear(&text);
	if (q.draft.question[0] != 0) {
		faq_text_write(&q.draft, run->settings->office.language, &text);
		printf("\n---- waits for approval\n%s", buffer_text(&text));
	}
	return DONE;
}

/* ---- by time -------------------------------------------------------------------------------------------------------- */

/* The owner has not said that it still holds: the desk and the owner see it in the mail and in the list. */
static enum verdict
expire(struct ledger *l, struct faq *q, struct fault *f)
{
	char *code = must(talloc_asprintf(NULL, "faq-expired %lld", (long long)q->id));
	struct new_intent n = { .kind = "notice", .party = "desk", .code = code };
	enum verdict v = faq_expire(l, q, f);

	if (v == DONE)
		v = intent_insert(l, &n, f);
	talloc_free(code);
	return v;
}

/* Read again within the transaction: it may have been answered meanwhile. */
static enum verdict
work_on(struct run *run, struct ledger *l, int64_t id, struct fault *f)
{
	int64_t now = clock_now();
	bool found = false;
	struct faq q;
	enum verdict v = faq_by_id(l, run->ctx, id, &q, &found, f);

	if (v != DONE || !found || q.state != FAQ_PUBLISHED)
		return v;
	if (now >= q.expires) {
		log_line(LOG_NOTE, "faq %lld: %s expired", (long long)id, run->dry_run ? "would be" : "is");
		/* Whose mail never went out is asked all the same. */
		v = q.open ? DONE : faq_ask(l, &q, f);
		return v == DONE ? expire(l, &q, f) : v;
	}
	if (now < q.review || q.open)
		return DONE;
	log_line(LOG_NOTE, "faq %lld: %s %s asked whether it holds", (long long)id, q.department, run->dry_run ? "would be" : "is");
	return faq_ask(l, &q, f);
}

enum verdict
faq_by_time(struct run *run, struct ledger *l, struct fault *f)
{
	struct faq *all;
	size_t count;
	enum verdict v = faq_list(l, run->ctx, FAQ_PUBLISHED, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count && run_goes_on(run); i++) {
		if (clock_now() < all[i].review)
			continue;
		v = db_begin(l->db, f);
		if (v != DONE)
			return v;
		v = work_on(run, l, all[i].id, f);
		v = db_end(l->db, v, !run->dry_run, f);
	}
	return v;
}
