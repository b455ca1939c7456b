/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish_case - what a resident may read of one opinion: written, or withdrawn. */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/users.h"
#include "reply/facts.h"
#include "reply/publish_parts.h"
#include "reply/reason.h"
#include "reply/view.h"
#include "spool/access.h"
#include "spool/file.h"
#include "spool/page_case.h"
#include "spool/page_folder.h"
#include "spool/webpublic.h"

/* One opinion on its way. */
struct showing {
	struct publisher *p;
	void *ctx;
	struct opinion o;
	struct webcase c;
	const struct contact *contact;
	struct page_record record;
	struct intent *answers;		/* that have left */
	size_t answer_count;
	struct published_files files;
	struct weblink link;
	bool has_link;
	struct webpublished done;
	bool erased;			/* while it was being written */
};

/* ---- what stands in it -------------------------------------------------------------------------- */

static bool
is_final(enum state state)
{
	return state == STATE_SENT || state == STATE_DELIVERED || state == STATE_POSTED || state == STATE_CLOSED ||
	    state == STATE_UNDELIVERABLE;
}

static bool
was_mailed(enum state state)
{
	return state == STATE_SENT || state == STATE_DELIVERED || state == STATE_UNDELIVERABLE;
}

/* The state as it is told, and words where that says too little. */
static enum page_state
state_of(const struct showing *x, const char **note_out)
{
	*note_out = NULL;
	if (x->o.state == STATE_RECEIVED)
		return PAGE_RECEIVED;
	if (x->o.state == STATE_CLOSED)
		return PAGE_CLOSED;
	if (x->o.state == STATE_ASKED)
		*note_out = "page-asked";
	if (x->record.answer_count != 0 && (was_mailed(x->o.state) || x->o.state == STATE_RELEASED))
		return PAGE_ANSWERED;
	if (x->o.state == STATE_POSTED || x->o.state == STATE_DELIVERED) {
		*note_out = "page-posted";
		return PAGE_ANSWERED;
	}
	return PAGE_IN_WORK;
}

static enum verdict
tell_state(struct showing *x, struct fault *f)
{
	enum language language = strcmp(x->o.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA;
	const char *code;
	enum verdict v = DONE;

	x->record.state = state_of(x, &code);
	x->record.note = "";
	if (code != NULL)
		v = reason_words(x->ctx, &x->p->l->settings->office, language, code, &x->record.note, f);
	x->record.received = x->o.received;
	x->record.expected = x->record.state == PAGE_RECEIVED || x->record.state == PAGE_IN_WORK ? x->o.due : 0;
	x->record.purpose = x->o.purpose;
	x->record.until = x->done.until;
	return v;
}

/* What the resident wrote, as it was read. */
static enum verdict
tell_text(struct showing *x, struct fault *f)
{
	struct reading *reading = NULL;
	struct entry e;
	bool found = false;
	enum verdict v = entry_by_seq(x->p->l, x->ctx, x->o.arrival, &e, &found, f);

	if (v == DONE && found)
		v = entry_reading(x->p->l, x->ctx, &e, &reading, f);
	x->record.text = reading_words(reading);
	return v == NEVER ? DONE : v;
}

static bool
is_shown(const struct intent *intents, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (intents[k].draft == intents[i].draft)
			return true;
	return false;
}

/* One answer: its text with the name in it, and its files. */
static enum verdict
tell_answer(struct showing *x, const struct intent *i, struct fault *f)
{
	struct facts facts = { .intent = i, .has_opinion = true, .opinion = x->o, .contact = x->contact,
		.language = strcmp(x->o.language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_JA };
	struct reading *reading = NULL;
	bool found = false;
	enum verdict v = draft_by_id(x->p->l, x->ctx, i->draft, &facts.draft, &facts.has_draft, f);

	if (v != DONE || !facts.has_draft || facts.draft.text[0] == 0)
		return v;
	x->record.answers[x->record.answer_count++] = (struct page_answer){ .at = i->created,
		.text = view_answer_text(x->ctx, &facts), .corrects = facts.draft.corrects != 0 };
	x->done.shown = i->draft > x->done.shown ? i->draft : x->done.shown;
	if (facts.draft.arrival != 0)
		v = entry_by_seq(x->p->l, x->ctx, facts.draft.arrival, &facts.draft_entry, &found, f);
	if (v == DONE && found)
		v = entry_reading(x->p->l, x->ctx, &facts.draft_entry, &reading, f);
	facts.draft_reading = reading;
	if (v == DONE && reading != NULL && reading->part_count != 0)
		v = publish_files(x->p, x->ctx, &x->o, &facts, &x->files, f);
	return v == NEVER ? DONE : v;
}

static enum verdict
tell_answers(struct showing *x, struct fault *f)
{
	enum verdict v = DONE;

	x->record.answers = must(talloc_zero_array(x->ctx, struct page_answer, x->answer_count + 1));
	for (size_t i = 0; v == DONE && i < x->answer_count; i++)
		if (!is_shown(x->answers, i))
			v = tell_answer(x, &x->answers[i], f);
	x->record.files = must(talloc_zero_array(x->ctx, struct page_file, x->files.count + 1));
	for (size_t i = 0; i < x->files.count; i++)
		x->record.files[i] = (struct page_file){ .name = x->files.name[i], .type = x->files.type[i],
			.size = x->files.file[i].size, .key = x->files.file[i].key };
	x->record.file_count = x->files.count;
	return v;
}

/* ---- written --------------------------------------------------------------------------------------- */

static enum verdict
write_case(const struct showing *x, struct fault *f)
{
	struct page_case c = { .number = must(talloc_strdup(x->ctx, x->o.number)), .generation = x->c.generation,
		.has_wrap = x->c.has_wrap, .wrap = x->c.wrap };
	struct buffer out = buffer_init(x->ctx);

	memcpy(c.public, x->c.public, sizeof c.public);
	page_case_pack(&c, &x->record, &out);
	return file_put(page_path_case(x->ctx, x->p->dir, x->o.number), buffer_bytes(&out),
	    users_mode_of_page(x->p->l->settings), f);
}

static enum verdict
write_link(struct showing *x, struct fault *f)
{
	struct page_link link = { .number = must(talloc_strdup(x->ctx, x->o.number)) };
	struct buffer out = buffer_init(x->ctx);
	char name[PAGE_LINK_NAME + 1];
	enum verdict v = webcase_link(x->p->l, &x->o, clock_now(), &x->link, &x->has_link, f);

	if (v == DONE && x->has_link)
		v = webcase_secret(x->p->l, &x->o, link.secret, f);
	if (v == DONE && x->has_link) {
		link.expires = x->link.until;
		link.generation = x->link.generation;
		page_link_name(x->link.token, name);
		page_link_pack(x->link.token, &link, &out);
		v = file_put(page_path_link(x->ctx, x->p->dir, name), buffer_bytes(&out), users_mode_of_page(x->p->l->settings), f);
	}
	seal_wipe(&link.secret, sizeof link.secret);
	return v == DONE ? webpublic_remove_links(x->p->l, &x->o, x->c.promised, x->has_link ? x->link.generation : 0, f) : v;
}

static enum verdict
write_all(struct showing *x, struct fault *f)
{
	enum verdict v = tell_text(x, f);

	if (v == DONE)
		v = tell_answers(x, f);
	if (v == DONE)
		v = tell_state(x, f);
	if (v == DONE)
		v = write_case(x, f);
	return v == DONE ? write_link(x, f) : v;
}

/* ---- noted ------------------------------------------------------------------------------------------- */

/* An answer on the page is out of the house. */
static enum verdict
note_disclosure(const struct showing *x, struct fault *f)
{
	const struct look look = { .who = "page", .what = "published answer", .opinion = x->o.id,
		.items = x->files.count != 0 ? "text answer answer-files" : "text answer" };

	return x->done.shown > x->c.shown ? access_look_within(x->p->l, &look, f) : DONE;
}

static enum verdict
note(struct showing *x, struct fault *f)
{
	enum verdict v = db_begin(x->p->l->db, f);

	for (size_t i = x->files.fresh; v == DONE && i < x->files.count; i++)
		v = webcase_put_file(x->p->l, &x->o, &x->files.file[i], f);
	if (v == DONE)
		v = webcase_published(x->p->l, x->o.id, &x->done, f);
	x->erased = v == DONE && db_changes(x->p->l->db) == 0;
	if (v == DONE && !x->erased)
		v = note_disclosure(x, f);
	return db_end(x->p->l->db, v, true, f);
}

/* Its key may have been destroyed meanwhile: then it is withdrawn in the next round. */
static enum verdict
show(struct showing *x, struct fault *f)
{
	struct contact *contact = NULL;
	enum verdict v = opinion_contact(x->p->l, x->ctx, &x->o, &contact, f);

	x->contact = contact;
	if (v == DONE)
		v = webcase_files(x->p->l, x->ctx, &x->o, &x->files.file, &x->files.fresh, f);
	if (v == DONE)
		v = write_all(x, f);
	x->p->written += v == DONE;
	return v;
}

static enum verdict
withdraw(struct showing *x, struct fault *f)
{
	x->done.is_live = false;
	x->done.until = 0;
	x->files.count = x->files.fresh = 0;
	x->p->withdrawn++;
	return webpublic_remove(x->p->l, &x->o, f);
}

/* The register does not know it any more, and with it not what its link is called. */
static enum verdict
take_back(struct showing *x, struct fault *f)
{
	char name[PAGE_LINK_NAME + 1];

	if (x->has_link) {
		page_link_name(x->link.token, name);
		(void)unlink(page_path_link(x->ctx, x->p->dir, name));
	}
	return webpublic_remove(x->p->l, &x->o, f);
}

/* The key of what is erased is gone, and with it what its row says; how often it changed is still to be known. */
static enum verdict
read_changed(struct showing *x, struct fault *f)
{
	bool found;
	enum verdict v = webcase_changed(x->p->l, x->o.id, &x->done.changed, &found, f);

	return v == DONE && !found ? fail(f, HALT, "%s is not on the page", x->o.number) : v;
}

/* It is withdrawn so long after its newest answer, or after it ended without one; 0: it has not ended. */
static int64_t
end_of(const struct showing *x)
{
	int64_t since = x->answer_count != 0 ? x->answers[x->answer_count - 1].created : x->o.changed;

	return is_final(x->o.state) ? since + x->p->l->settings->page.keep : 0;
}

enum verdict
publish_case(struct publisher *p, int64_t opinion, struct fault *f)
{
	struct showing x = { .p = p, .ctx = must(talloc_new(NULL)) };
	bool found = false, readable = false;
	enum verdict v = opinion_by_id(p->l, x.ctx, opinion, &x.o, &found, f);

	/* Before all else: what happens from here on counts it up again. */
	if (v == DONE)
		v = read_changed(&x, f);
	if (v == DONE)
		v = webcase_get(p->l, &x.o, &x.c, &readable, f);
	if (v == DONE)
		v = intent_answers_left(p->l, x.ctx, opinion, &x.answers, &x.answer_count, f);
	x.done.shown = x.c.shown;
	x.done.until = end_of(&x);
	x.done.is_live = readable && (x.done.until == 0 || x.done.until > clock_now());
	if (v == DONE)
		v = x.done.is_live ? show(&x, f) : withdraw(&x, f);
	if (v == NEVER)
		v = withdraw(&x, f);
	if (v == DONE)
		v = note(&x, f);
	if (v == DONE && x.erased)
		v = take_back(&x, f);
	if (v != DONE)
		log_line(LOG_WARNING, "page: %s is not published: %s", found ? x.o.number : "an opinion", f->text);
	talloc_free(x.ctx);
	return v;
}
