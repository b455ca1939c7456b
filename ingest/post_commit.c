/* SPDX-License-Identifier: GPL-3.0-or-later */
/* post_commit - one opinion becomes one file of DIR/in, however often its button was pressed. */
#include "ingest/post_commit.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/file.h"
#include "spool/number.h"
#include "spool/page_count.h"
#include "spool/page_folder.h"
#include "spool/page_parcel.h"
#include "spool/page_state.h"

#define POSTED "posted "
#define CLAIMED "claimed "

enum { POSTS_AN_HOUR = 30, HOUR = 3600 };

/* ---- the number ---- */

/* The number that was claimed for this form before, by a click that came to no end; NULL none. */
static char *
number_in(void *ctx, const char *text, const char *word)
{
	char *line;

	if (!text_starts(text, word) || text[strlen(text) - 1] != '\n')
		return NULL;
	line = must(talloc_strndup(ctx, text + strlen(word), strlen(text) - strlen(word) - 1));
	return number_read(ctx, line);
}

static enum verdict
claim_number(struct page *page, char **out, struct fault *f)
{
	struct buffer file;
	char **numbers;
	size_t count;
	enum verdict v = file_get(page, page_path(page, page->dir, "out/numbers"), PAGE_FILE_MAX, &file, f);

	if (v != DONE)
		return v;
	page_numbers_read(page, buffer_bytes(&file), &numbers, &count);
	for (size_t i = 0; i < count; i++) {
		char *path = page_state_path(page, page->dir, PAGE_TAKEN, numbers[i]);
		bool first;

		v = page_state_mark(path, &first, f);
		if (v != DONE)
			return v;
		*out = numbers[i];
		if (first)
			return folder_sync(page_state_path(page, page->dir, PAGE_TAKEN, ""), f);
	}
	return fail(f, LATER, "no reserved number is left in out/numbers");
}

/* ---- the parcel ---- */

static enum verdict
put_upload(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return bundle_write(state, data, len, f);
}

static enum verdict
fill_parcel(struct post *post, struct bundle *b, struct fault *f)
{
	struct sink to = { b, put_upload };
	enum verdict v = bundle_form(b, f);

	if (v == DONE)
		v = bundle_write(b, post->form, strlen(post->form), f);
	for (size_t i = 0; i < post->uploads.count && v == DONE; i++) {
		v = bundle_file(b, bytes_of(post->uploads.item[i].name), f);
		if (v == DONE)
			v = upload_read(post->page, post->draft, &post->uploads.item[i], &to, f);
	}
	return v;
}

static enum verdict
make_notice(struct post *post, const char *number, const char *password, struct page_notice *out, struct fault *f)
{
	void *slot = page_slot_take(post->page, post->page->dir);
	enum verdict v;

	*out = (struct page_notice){ .kind = PAGE_POST, .at = post->page->now, .number = number,
		.language = post->page->language, .address = "" };
	draft_pair(post->draft, out->public, out->secret);
	v = page_wrap_make(number, 1, password, out->secret, &out->wrap, f);
	talloc_free(slot);
	return v;
}

/* So that the number opens before the spool has taken it in. It can wait for that, too. */
static void
keep_wrap(struct post *post, const char *number, const struct page_wrap *wrap)
{
	struct buffer file = buffer_init(post->page);
	struct fault f;

	page_wrap_pack(number, wrap, &file);
	if (file_put(page_state_path(post->page, post->page->dir, PAGE_WRAPS, number), buffer_bytes(&file), 0600, &f) != DONE)
		return;
}

static enum verdict
send_parcel(struct post *post, const char *number, const char *password, struct fault *f)
{
	struct page *page = post->page;
	struct page_parcel *parcel = NULL;
	struct page_notice notice;
	enum verdict v = make_notice(post, number, password, &notice, f);

	if (v == DONE)
		v = page_parcel_open(page, page->dir, page->config->arrival,
		    must(talloc_asprintf(page, "post.%s", post->draft->id)), &notice, &parcel, f);
	if (v == DONE)
		v = fill_parcel(post, page_parcel_bundle(parcel), f);
	if (v == DONE)
		v = page_parcel_commit(&parcel, f);
	if (v == DONE)
		keep_wrap(post, number, &notice.wrap);
	talloc_free(parcel);
	seal_wipe(&notice, sizeof notice);
	return v;
}

/* ---- all of it ---- */

static bool
is_too_often(struct page *page)
{
	const int64_t limit = page_setting("IKEN_PAGE_POSTS", 0, 1000000, POSTS_AN_HOUR);
	/* a new count each hour */
	char *what = must(talloc_asprintf(page, "post %s %lld", page->request.source, (long long)(page->now / HOUR)));
	const struct page_pace pace = { limit, HOUR, HOUR };
	int64_t wait = 0;
	struct fault f;

	if (limit == 0 || page_count_try(page->dir, what, pace, page->now, &wait, NULL, &f) != DONE)
		return false;
	page->retry = wait;
	return wait != 0;
}

static enum verdict
post_once(struct post *post, struct page_note *note, struct posted *out, struct fault *f)
{
	struct page *page = post->page;
	enum verdict v = DONE;

	out->number = number_in(page, note->text, CLAIMED);
	if (out->number == NULL) {
		if (is_too_often(page)) {
			out->refusal = POST_TOO_OFTEN;
			return DONE;
		}
		v = claim_number(page, &out->number, f);
		if (v == DONE)
			v = page_note_write(note, must(talloc_asprintf(page, CLAIMED "%s\n", out->number)), true, f);
	}
	if (v == DONE)
		v = send_parcel(post, out->number, out->password, f);
	if (v != DONE) {
		out->refusal = POST_FULL;
		return v;
	}
	/* It is in in/. Should this be lost, the same form makes the same file again. */
	v = page_note_write(note, must(talloc_asprintf(page, POSTED "%s\n", out->number)), true, f);
	for (size_t i = 0; v == DONE && i < post->uploads.count; i++)
		upload_remove(&post->uploads.item[i]);
	return DONE;
}

void
post_commit(struct post *post, struct posted *out, struct fault *f)
{
	struct page *page = post->page;
	struct page_note *note;

	memset(out, 0, sizeof *out);
	draft_password(post->draft, out->password);
	if (page_note_open(page, page_state_path(page, page->dir, PAGE_POSTS, post->draft->id), &note, f) != DONE) {
		out->refusal = POST_FULL;
		return;
	}
	out->number = number_in(page, note->text, POSTED);
	if (out->number == NULL && post_once(post, note, out, f) != DONE)
		out->refusal = POST_FULL;
	talloc_free(note);
}

bool
post_is_done(const struct post *post)
{
	char *path = page_state_path(NULL, post->page->dir, PAGE_POSTS, post->draft->id);
	struct buffer file;
	bool done = file_get(path, path, PAGE_FILE_MAX, &file, NULL) == DONE && text_starts(buffer_text(&file), POSTED);

	talloc_free(path);
	return done;
}
