/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-read - the page where residents read answers and get new passwords, as a CGI program; 1-② and 1-⑨. */
#include <string.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "reply/read_case.h"
#include "reply/read_link.h"
#include "reply/read_login.h"
#include "reply/read_session.h"
#include "spool/page_serve.h"
#include "spool/page_tidy.h"

enum { OPTION_PAGE, OPTION_TIDY, OPTION_END };
enum { PATIENCE = 60 };

static enum verdict
log_out(struct page *page, struct fault *f)
{
	struct session *session = session_read(page);

	/* Without a good token it may be another site that wants it; to be logged out by it is no harm, but odd. */
	if (session != NULL && !page_token_good(page, "logout", session->id, cgi_field_line(page->form, "token")))
		return read_case_page(page, session, f);
	if (session != NULL)
		session_end(page, session);
	else
		session_forget(page);
	return page_say(page, 200, page->read, "title-logout", "logged-out", f);
}

static enum verdict
take_form(struct page *page, struct fault *f)
{
	const char *act;
	int status;

	if (!page_read_form(page, page_setting("IKEN_PAGE_PATIENCE", 1, 3600, PATIENCE), &status))
		return page_say(page, status, page->read, status == 413 ? "title-too-large" : "title-bad-request",
		    status == 413 ? "too-large" : "bad-request", f);
	act = cgi_field_line(page->form, "do");
	if (strcmp(act, "login") == 0)
		return read_login(page, f);
	if (strcmp(act, "logout") == 0)
		return log_out(page, f);
	if (strcmp(act, "link") == 0)
		return read_link_spend(page, f);
	if (strcmp(act, "reissue") == 0)
		return read_reissue(page, f);
	return page_say(page, 400, page->read, "title-bad-request", "bad-request", f);
}

static bool
is_asked(const struct page *page, const char *name)
{
	return cgi_field_each(page->query, name, 0) != NULL;
}

static enum verdict
give_page(struct page *page, struct fault *f)
{
	struct session *session;

	if (is_asked(page, "link"))
		return read_link_form(page, cgi_field_line(page->query, "link"), f);
	if (is_asked(page, "new"))
		return read_reissue_form(page, f);
	session = session_read(page);
	if (session != NULL && read_case_is_current(page, session))
		return is_asked(page, "file") ? read_case_file(page, session, cgi_field_line(page->query, "file"), f) :
		    read_case_page(page, session, f);
	if (*page->request.cookie != 0)
		session_forget(page);
	return read_login_form(page, is_asked(page, "file") ? 403 : 200, is_asked(page, "file") ? "error-session" : NULL, f);
}

static const char *
self_of(const struct page *page)
{
	return page->read;
}

static enum verdict
say_unavailable(struct page *page, const char *why, struct fault *f)
{
	log_line(LOG_ERROR, "the page cannot be used: %s", why);
	page->retry = 300;
	return page_say(page, 503, page->read, "title-unavailable", "unavailable", f);
}

static const struct page_program answers = { self_of, give_page, take_form, say_unavailable };

static enum verdict
command(struct run *run, const struct run_option *options, struct fault *f)
{
	const char *dir = page_dir(options[OPTION_PAGE].value);
	struct page *page;
	enum verdict v = page_administer(run->ctx, dir, &page, f);

	if (v != DONE)
		return v;
	if (run->check)
		return DONE;
	if (options[OPTION_TIDY].value == NULL)
		return fail(f, HALT, "nothing to do: a web server starts this program (iken-read(8))");
	if (run->dry_run) {
		puts("what is old would be removed, and wrong tries told to the spool");
		return DONE;
	}
	return page_tidy(dir, page->config, page->now, true, f);
}

int
main(int argc, char **argv)
{
	struct run_option options[] = {
		[OPTION_PAGE] = { .name = "page", .argument = "DIR", .help = "the page's folder; else $IKEN_PAGE", .letter = 'p' },
		[OPTION_TIDY] = { .name = "tidy", .help = "remove what is old in state/, tell the spool of wrong tries" },
		[OPTION_END] = { .name = NULL },
	};
	struct run run = {
		.program = "iken-read",
		.purpose = "The page where residents read answers: a CGI program.",
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
