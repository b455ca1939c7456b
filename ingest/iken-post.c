/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-post - the form where residents post opinions, as a CGI program; 1-① and 1-②. */
#include <string.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "ingest/post_commit.h"
#include "ingest/post_receive.h"
#include "spool/page_folder.h"
#include "spool/page_postal.h"
#include "spool/page_serve.h"
#include "spool/page_state.h"

enum { OPTION_PAGE, OPTION_POSTAL, OPTION_END };

static const char *
self_of(const struct page *page)
{
	return page->post;
}

static enum verdict
show_form(struct post *post, int status, struct fault *f)
{
	html_set(post->values, "title", "title-form");
	html_set_flag(post->values, "on_post", true);
	post_show_values(post);
	return page_show(post->page, status, "form", post->values, f);
}

static enum verdict
show_check(struct post *post, struct fault *f)
{
	html_set(post->values, "title", "title-check");
	if (post->page->form->converted)
		html_set(post->values, "notice", "error-converted");
	post_show_values(post);
	post_show_faq(post);
	return page_show(post->page, 200, "check", post->values, f);
}

static enum verdict
show_done(struct post *post, const struct posted *posted, struct fault *f)
{
	struct html *h = page_values(post->page, self_of(post->page));

	html_set(h, "title", "title-done");
	html_set(h, "number", posted->number);
	html_set(h, "password", posted->password);
	html_set(h, "url", post->page->config->url);
	html_set(h, "next", strcmp(post->way, "post") == 0 ? "next-post" : strcmp(post->way, "none") == 0 ? "next-none" :
	    post->page->config->answers_here ? "next-page" : "next-mail");
	return page_show(post->page, 200, "done", h, f);
}

static enum verdict
send_post(struct post *post, struct fault *f)
{
	struct posted posted;
	struct fault why = { "" };

	post_commit(post, &posted, &why);
	if (posted.refusal == POST_TAKEN) {
		log_line(LOG_NOTE, "%s: posted", posted.number);
		return show_done(post, &posted, f);
	}
	if (posted.refusal == POST_FULL)
		log_line(LOG_ERROR, "a post could not be taken: %s", why.text);
	if (post->page->retry == 0)
		post->page->retry = 300;
	post_complain(post, NULL, posted.refusal == POST_FULL ? "error-full" : "error-often", NULL);
	return show_form(post, posted.refusal == POST_FULL ? 503 : 429, f);
}

static void
remove_upload(struct post *post, const char *index)
{
	int64_t number;

	for (size_t i = 0; text_to_number(index, 1, 1000, &number) && i < post->uploads.count; i++)
		if ((int64_t)post->uploads.item[i].index == number)
			upload_remove(&post->uploads.item[i]);
	post->uploads = uploads_of(post->page, post->draft);
}

static enum verdict
fill_address(struct post *post, struct fault *f)
{
	if (post_fill_address(post)) {
		html_set(post->values, "notice", "postal-done");
		html_set_flag(post->values, "focus_address", true);
	} else {
		post_complain(post, "postal", "postal-none", NULL);
	}
	return show_form(post, 200, f);
}

static enum verdict
act(struct post *post, struct fault *f)
{
	const char *act = cgi_field_line(post->page->form, "do");

	if (strcmp(act, "edit") == 0 && !post->wrong)
		return show_form(post, 200, f);
	if (text_starts(act, "remove-") && !post->wrong) {
		remove_upload(post, act + strlen("remove-"));
		return show_form(post, 200, f);
	}
	if (strcmp(act, "postal") == 0 && !post->wrong)
		return fill_address(post, f);
	post_check(post);
	if (post->wrong)
		return show_form(post, 400, f);
	return strcmp(act, "send") == 0 ? send_post(post, f) : show_check(post, f);
}

/* The draft of the form, or a new one where it cannot be used any more; then somebody looks at it again before it is
 * posted. One that was posted is done with: going back and changing something makes another opinion. */
static bool
settle_draft(struct post *post)
{
	bool again = strcmp(cgi_field_line(post->page->form, "do"), "send") == 0;

	if (post->draft != NULL && (again || !post_is_done(post)))
		return true;
	if (post->page->request.foreign)
		post_complain(post, NULL, "error-foreign", NULL);
	else if (post->draft == NULL)
		post_complain(post, NULL, "error-draft", NULL);
	post->draft = draft_new(post->page);
	return post->draft != NULL;
}

static enum verdict
say_status(struct page *page, int status, struct fault *f)
{
	if (status == 413)
		return page_say(page, status, self_of(page), "title-too-large", "too-large", f);
	return page_say(page, status, self_of(page), "title-bad-request", "bad-request", f);
}

static enum verdict
say_unavailable(struct page *page, const char *why, struct fault *f)
{
	log_line(LOG_ERROR, "the page cannot be used: %s", why);
	page->retry = 300;
	return page_say(page, 503, self_of(page), "title-unavailable", "unavailable", f);
}

static enum verdict
take_form(struct page *page, struct fault *f)
{
	struct post post = { .page = page };
	int status = post_receive(&post, self_of(page));

	if (status != 0)
		return say_status(page, status, f);
	page_choose_language(page);
	html_set(post.values, "lang", page_language_name(page->language));
	html_set(post.values, "htmllang", page->language == PAGE_EN ? "en" : "ja");
	post_take(&post);
	if (!settle_draft(&post))
		return say_unavailable(page, "state/keys", f);
	post.uploads = uploads_of(page, post.draft);
	return act(&post, f);
}

static enum verdict
give_form(struct page *page, struct fault *f)
{
	struct post post = { .page = page, .values = page_values(page, self_of(page)), .draft = draft_new(page) };

	if (post.draft == NULL)
		return say_unavailable(page, "state/keys", f);
	post_take(&post);
	return show_form(&post, 200, f);
}

static const struct page_program answers = { self_of, give_form, take_form, say_unavailable };

/* What an administrator asks for on the command line. */
static enum verdict
command(struct run *run, const struct run_option *options, struct fault *f)
{
	const char *dir = page_dir(options[OPTION_PAGE].value);
	struct page *page;
	enum verdict v;

	if (options[OPTION_POSTAL].value != NULL && dir != NULL && !run->check)
		return page_postal_convert(run->ctx, options[OPTION_POSTAL].value, dir, run->dry_run, f);
	v = page_administer(run->ctx, dir, &page, f);
	if (v != DONE)
		return v;
	if (run->dry_run)
		printf("%zu purposes; attachments up to %lld of %lld octets\n", page->config->purpose_count,
		    (long long)page->config->file_count, (long long)page->config->file_size);
	else if (!run->check)
		return fail(f, HALT, "nothing to do: a web server starts this program (iken-post(8))");
	return DONE;
}

int
main(int argc, char **argv)
{
	struct run_option options[] = {
		[OPTION_PAGE] = { .name = "page", .argument = "DIR", .help = "the page's folder; else $IKEN_PAGE", .letter = 'p' },
		[OPTION_POSTAL] = { .name = "postal", .argument = "FILE", .help = "take the post office's table of addresses in" },
		[OPTION_END] = { .name = NULL },
	};
	struct run run = {
		.program = "iken-post",
		.purpose = "The form where residents post opinions: a CGI program.",
		.lock = RUN_UNLOCKED,
		.options = options,
		.no_settings = true,
	};
	/* Some web servers put a query without = on the command line. It is not ours to read. */
	bool called = cgi_called();

	run_begin(&run, called ? 1 : argc, argv);
	run.verdict = seal_begin(&run.fault);
	if (run.verdict == DONE)
		run.verdict = called ? page_serve(page_dir(NULL), &answers, &run.fault) :
		    command(&run, options, &run.fault);
	return run_end(&run);
}
