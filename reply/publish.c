/* SPDX-License-Identifier: GPL-3.0-or-later */
/* publish - writes what the residents' page may know into DIR/out. */
#include "reply/publish.h"

#include <dirent.h>
#include <errno.h>
#include <time.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/users.h"
#include "reply/facts.h"
#include "reply/publish_parts.h"
#include "spool/file.h"
#include "spool/page_folder.h"
#include "spool/webnumber.h"

enum { STAMP_MAX = 256 };

/* Seconds that other mails wait for it at most: what somebody has to see at once is among them. */
enum { PATIENCE = 30 };

/* A link whose time is over soon is of no use in a mail. */
#define LINK_LEFT (INT64_C(3) * 86400)

struct publisher *
publisher_new(void *ctx, struct run *run, struct ledger *l, struct parser *parser)
{
	struct publisher *p = memory_new(ctx, sizeof *p);

	*p = (struct publisher){ .run = run, .l = l, .parser = parser, .dir = l->settings->page.folder };
	return p;
}

/* ---- which folder it is --------------------------------------------------------------------------- */

static enum verdict
read_stamp(const struct publisher *p, char out[WEBCASE_STAMP + 1], struct fault *f)
{
	char *path = page_path(NULL, p->dir, "out/stamp");
	struct buffer content;
	enum verdict v = file_get(path, path, STAMP_MAX, &content, f);

	out[0] = 0;
	if (v == DONE)
		snprintf(out, WEBCASE_STAMP + 1, "%s", buffer_text(&content));
	talloc_free(path);
	return v == NEVER ? DONE : v;
}

static enum verdict
write_stamp(const struct publisher *p, const struct webstamp *s, struct fault *f)
{
	char *path = page_path(NULL, p->dir, "out/stamp");
	char *line = must(talloc_asprintf(path, "%s\n", s->stamp));
	enum verdict v = file_put(path, bytes_of(line), users_mode_of_page(p->l->settings), f);

	talloc_free(path);
	return v;
}

/* Within one commit; then the folder gets it. Killed in between, all is written anew. While it is written to, the register
 * says that it is to be swept: a killed run leaves half a file there. */
static enum verdict
new_stamp(struct publisher *p, struct webstamp *s, bool anew, bool writing, struct fault *f)
{
	enum verdict v = db_begin(p->l->db, f);

	s->sweep = writing;
	if (v == DONE && anew)
		v = webcase_publish_all(p->l, f);
	if (v == DONE)
		v = webcase_new_stamp(p->l, s, f);
	v = db_end(p->l->db, v, true, f);
	return v == DONE ? write_stamp(p, s, f) : v;
}

static enum verdict
look_at_folder(struct publisher *p, struct webstamp *s, struct fault *f)
{
	char there[WEBCASE_STAMP + 1] = "";
	enum verdict v = webcase_stamp(p->l, s, f);

	p->sweeps = v == DONE && s->sweep;
	if (v == DONE)
		v = read_stamp(p, there, f);
	if (v != DONE || (there[0] != 0 && strcmp(there, s->stamp) == 0))
		return v;
	if (s->stamp[0] != 0)
		log_line(LOG_NOTE, "page: %s is not as it was left: everything is written anew", p->dir);
	p->began = p->sweeps = true;
	return new_stamp(p, s, true, true, f);
}

/* ---- what is left over after all was written anew ------------------------------------------------------ */

static enum verdict
is_left_over(struct publisher *p, void *ctx, const char *name, bool *is_out, struct fault *f)
{
	size_t len = strcspn(name, "."), end = name[len] == '.' ? len + 1 + strspn(name + len + 1, "0123456789") : len;
	char *number = must(talloc_strndup(ctx, name, len));
	struct opinion o;
	struct webcase c = { .is_live = false };
	bool found;
	enum verdict v = opinion_by_number(p->l, ctx, number, &o, &found, f);

	if (v == DONE && found)
		v = webcase_get(p->l, &o, &c, &found, f);
	*is_out = v == DONE && (!found || !c.is_live || name[end] != 0);
	return v;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

struct links {
	char (*name)[PAGE_LINK_NAME + 1];
	size_t count;
};

static enum verdict
sweep_folder(struct publisher *p, const char *below, const struct links *links, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	DIR *dir = opendir(page_path(ctx, p->dir, below));
	struct dirent *entry;
	enum verdict v = DONE;

	if (dir == NULL) {
		talloc_free(ctx);
		return fail(f, LATER, "read %s/%s: %s", p->dir, below, strerror(errno));
	}
	while (v == DONE && (entry = readdir(dir)) != NULL) {
		bool over = false;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (links == NULL)
			v = is_left_over(p, ctx, entry->d_name, &over, f);
		else
			over = links->count == 0 || bsearch(entry->d_name, links->name, links->count, sizeof *links->name,
			    compare_names) == NULL;
		if (v == DONE && over && unlinkat(dirfd(dir), entry->d_name, 0) != 0 && errno != ENOENT)
			v = fail(f, LATER, "remove from %s/%s: %s", p->dir, below, strerror(errno));
	}
	closedir(dir);
	talloc_free(ctx);
	return v;
}

static enum verdict
sweep(struct publisher *p, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct links links = { NULL, 0 };
	enum verdict v = webcase_link_names(p->l, ctx, clock_now(), &links.name, &links.count, f);

	if (v == DONE && links.count != 0)
		qsort(links.name, links.count, sizeof *links.name, compare_names);
	if (v == DONE)
		v = sweep_folder(p, "out/cases", NULL, f);
	if (v == DONE)
		v = sweep_folder(p, "out/links", &links, f);
	talloc_free(ctx);
	return v;
}

/* ---- all that is due ------------------------------------------------------------------------------------ */

static enum verdict
end_links(struct publisher *p, int64_t now, struct fault *f)
{
	enum verdict v = db_begin(p->l->db, f);

	if (v == DONE)
		v = webcase_end_links(p->l, now, f);
	if (v == DONE && db_changes(p->l->db) != 0)
		return db_commit(p->l->db, f);
	db_rollback(p->l->db);
	return v;
}

/* From here on what is there is neither as an older register says nor as a newer one will. */
static enum verdict
begin(struct publisher *p, struct webstamp *s, struct fault *f)
{
	enum verdict v = p->began ? DONE : new_stamp(p, s, false, true, f);

	p->began = true;
	return v;
}

static int64_t
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

static enum verdict
publish_cases(struct publisher *p, struct webstamp *s, struct fault *f)
{
	int64_t now = clock_now(), opinion = 0, until = seconds() + PATIENCE;
	bool found = true;
	enum verdict v = end_links(p, now, f);

	while (v == DONE && found && run_goes_on(p->run) && seconds() < until) {
		v = webcase_next_due(p->l, opinion, now, &opinion, &found, f);
		if (v == DONE && found)
			v = begin(p, s, f);
		if (v == DONE && found)
			v = publish_case(p, opinion, f);
	}
	if (v == DONE && found)
		return fail(f, LATER, "page: not all is published yet; the next run goes on");
	if (v == DONE && p->sweeps)
		v = begin(p, s, f);
	return v == DONE && p->sweeps ? sweep(p, f) : v;
}

enum verdict
publish(struct publisher *p, struct fault *f)
{
	int64_t written = p->written, withdrawn = p->withdrawn;
	struct webstamp s;
	enum verdict v;

	if (!settings_has_page(p->l->settings))
		return DONE;
	p->began = false;
	v = page_folder_make(p->dir, f);
	if (v == DONE)
		v = look_at_folder(p, &s, f);
	if (v == DONE)
		v = publish_office(p, f);
	if (v == DONE)
		v = publish_cases(p, &s, f);
	if (v == DONE && p->began)
		v = new_stamp(p, &s, false, false, f);
	if (p->written != written || p->withdrawn != withdrawn)
		log_line(LOG_NOTE, "page: %lld published, %lld withdrawn", (long long)(p->written - written),
		    (long long)(p->withdrawn - withdrawn));
	return v;
}

enum verdict
publish_show(struct publisher *p, struct fault *f)
{
	int64_t count;
	enum verdict v;

	if (!settings_has_page(p->l->settings))
		return DONE;
	v = webcase_count_due(p->l, clock_now(), &count, f);
	if (v == DONE && count != 0)
		printf("would publish %lld on the page\n", (long long)count);
	return v;
}

enum verdict
publish_check(struct ledger *l, struct fault *f)
{
	const struct page_settings *page = &l->settings->page;
	char *out = page_path(NULL, page->folder, "out");
	int64_t numbers = 0;
	enum verdict v = DONE;

	if (!settings_has_page(l->settings)) {
		talloc_free(out);
		return DONE;
	}
	if (access(out, W_OK | X_OK) != 0)
		v = fail(f, HALT, "%s: %s; run iken-init, or correct its rights", out, strerror(errno));
	if (v == DONE)
		v = publish_faq_check(l->settings, f);
	if (v == DONE)
		v = webnumber_count(l, &numbers, f);
	if (v == DONE)
		printf("residents' page: %s can be written, and %lld numbers are left%s\n", out, (long long)numbers,
		    numbers < page->reserve / 4 ? "; they are FEW, and iken send gives it more" : "");
	talloc_free(out);
	return v;
}

/* ---- an answer that is about to leave ---------------------------------------------------------------------- */

/* Those that came by mail have a pair from the beginning; it is too late for none. */
static enum verdict
need_case(struct ledger *l, const struct opinion *o, struct webcase *c, struct fault *f)
{
	bool found;
	enum verdict v = webcase_get(l, o, c, &found, f);

	if (v != DONE || found)
		return v;
	v = webcase_add_new(l, o, f);
	return v == DONE ? webcase_get(l, o, c, &found, f) : v;
}

enum verdict
publish_prepare(struct ledger *l, void *ctx, const struct intent *i, struct fault *f)
{
	int64_t now = clock_now();
	struct contact *contact;
	struct opinion o;
	struct webcase c;
	struct weblink link;
	bool found;
	enum verdict v;

	if (!settings_has_page(l->settings) || l->settings->page.answers != PAGE_ANSWERS_PAGE || strcmp(i->kind, "answer") != 0)
		return DONE;
	v = opinion_by_id(l, ctx, i->opinion, &o, &found, f);
	if (v != DONE || !found || o.state == STATE_ERASED)
		return v;
	v = opinion_contact(l, ctx, &o, &contact, f);
	if (v != DONE || contact->mail[0] == 0)
		return v == NEVER ? DONE : v;
	v = need_case(l, &o, &c, f);
	if (v != DONE || c.generation != 0)
		return v;
	v = webcase_link(l, &o, now, &link, &found, f);
	return v == DONE && (!found || link.until < now + LINK_LEFT) ? webcase_new_link(l, &o, now, f) : v;
}
