/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_case - an opinion's page for who has shown its password: state, answer, files. */
#include "reply/read_case.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "reply/read_wrap.h"
#include "spool/cgi_reply.h"
#include "spool/page_folder.h"
#include "spool/page_parcel.h"
#include "spool/page_state.h"
#include "spool/sealed.h"

enum { PIECE = 65536 };

static const char *const states[PAGE_STATES] = { "state-received", "state-in-work", "state-answered", "state-closed",
	"state-withdrawn" };

bool
read_case_is_current(struct page *page, const struct session *session)
{
	const struct standing_case *c = standing_case(page, session->number);

	return c->wrap != NULL && c->generation == session->generation;
}

/* NULL: it is not published, or not readable (then it is logged). */
static struct page_record *
open_record(struct page *page, const struct session *session)
{
	const struct standing_case *c = standing_case(page, session->number);
	struct page_record *record = NULL;
	struct fault f;

	if (c->published && page_case_open(page, &c->file, session->secret, &record, &f) != DONE)
		log_line(LOG_ERROR, "%s", f.text);
	return record;
}

/* ---- the page ---- */

static const char *
purpose_name(struct page *page, const char *code)
{
	for (size_t i = 0; i < page->config->purpose_count; i++)
		if (strcmp(page->config->purposes[i].code, code) == 0)
			return page_words(&page->config->purposes[i].name, page->language);
	return NULL;
}

static void
show_record(struct page *page, const struct page_record *record, struct html *h)
{
	html_set(h, "state", states[record->state]);
	html_set(h, "received", page_day(page, record->received));
	if (record->expected != 0 && record->answer_count == 0 && record->state <= PAGE_IN_WORK)
		html_set(h, "expected", page_day(page, record->expected));
	html_set(h, "purpose_name", purpose_name(page, record->purpose));
	html_set(h, "progress", record->note);
	html_set(h, "text_posted", record->text);
	if (record->answer_count != 0 && record->until != 0)
		html_set(h, "until", page_day(page, record->until));
	/* the newest first */
	for (size_t i = record->answer_count; i-- != 0; ) {
		struct html *one = html_add(h, "answers");

		html_set_number(one, "index", (int64_t)i + 1);
		html_set(one, "answer", record->answers[i].text);
		html_set(one, "day", page_day(page, record->answers[i].at));
		html_set_flag(one, "corrects", record->answers[i].corrects);
	}
	for (size_t i = 0; i < record->file_count; i++) {
		struct html *one = html_add(h, "files");

		html_set_number(one, "index", (int64_t)i + 1);
		html_set(one, "file", record->files[i].name);
		html_set(one, "size", page_size(page, record->files[i].size));
	}
}

/* The desk sees that the answer was read. Should it fail, it is tried when the page is opened the next time. */
static void
tell_opened(struct page *page, const char *number, const struct page_record *record)
{
	int64_t at = record->answer_count != 0 ? record->answers[record->answer_count - 1].at : 0;
	char *name = must(talloc_asprintf(page, "%s.%lld", number, (long long)at));
	char *mark = page_state_path(page, page->dir, PAGE_SEEN, name);
	const struct page_notice notice = { .kind = PAGE_READ, .at = page->now, .number = number, .answer = at,
		.language = page->language, .address = "" };
	bool first = false;
	struct fault f;

	if (at == 0 || page_state_mark(mark, &first, &f) != DONE || !first)
		return;
	if (page_parcel_send(page->dir, page->config->arrival, must(talloc_asprintf(page, "read.%s", name)), &notice, &f) == DONE)
		return;
	log_line(LOG_WARNING, "%s: %s", number, f.text);
	if (unlink(mark) != 0)
		errno = 0;
}

enum verdict
read_case_page(struct page *page, struct session *session, struct fault *f)
{
	struct html *h = page_values(page, page->read);
	const struct page_record *record = open_record(page, session);
	enum verdict v;

	session_go_on(page, session);
	html_set(h, "title", "title-case");
	html_set_flag(h, "on_read", true);
	html_set(h, "number", session->number);
	html_set(h, "token", page_token_for(page, "logout", session->id));
	html_set(h, "state", "state-received");
	if (record != NULL)
		show_record(page, record, h);
	else
		html_set(h, "notice", "case-soon");
	v = page_show(page, 200, "case", h, f);
	if (record != NULL && v == DONE && page->request.method == CGI_GET)
		tell_opened(page, session->number, record);
	return v;
}

/* ---- a file ---- */

static enum verdict
stream(struct page *page, const struct octets *content, struct fault *f)
{
	unsigned char *piece = must(talloc_size(page, PIECE));
	enum verdict v = DONE;

	for (int64_t at = 0; v == DONE && at < content->size; at += PIECE) {
		size_t n = content->size - at < PIECE ? (size_t)(content->size - at) : PIECE;

		v = content->read(content->state, at, piece, n, f);
		if (v == DONE)
			v = cgi_reply_octets((struct bytes){ piece, n }, f);
	}
	seal_wipe(piece, PIECE);
	return v;
}

static enum verdict
send_file(struct page *page, const struct session *session, const struct page_file *file, size_t index, bool *there,
    struct fault *f)
{
	struct cgi_reply reply = { .status = 200, .type = file->type, .name = file->name,
		.head_only = page->request.method == CGI_HEAD };
	struct sealed *s;
	enum verdict v = sealed_open_with(page, page_path_file(page, page->dir, session->number, index), &file->key, &s, f);

	*there = v == DONE && sealed_content(s)->size == file->size;
	if (!*there)
		return DONE;
	reply.size = file->size;
	v = cgi_reply(&reply, (struct bytes){ NULL, 0 }, f);
	if (v == DONE && !reply.head_only)
		v = stream(page, sealed_content(s), f);
	sealed_close(&s);
	return v;
}

enum verdict
read_case_file(struct page *page, const struct session *session, const char *index, struct fault *f)
{
	const struct page_record *record = open_record(page, session);
	int64_t number;
	bool there = false;
	enum verdict v = DONE;

	if (record != NULL && text_to_number(index, 1, (int64_t)record->file_count, &number))
		v = send_file(page, session, &record->files[number - 1], (size_t)number, &there, f);
	return there ? v : page_say(page, 404, page->read, "title-not-found", "not-found", f);
}
