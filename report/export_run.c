/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * export_run - a medium, from what people agreed to.
 *
 *	1  a commit: the line in the register of media, and each opinion in the access log
 *	2  .medium-N.zip.part, encrypted as it is written, and .medium-N.pdf.part, its notice, in another folder
 *	3  a commit: size and digest of the archive in its line
 *	4  both get their names
 *	5  a commit: done
 *
 * Killed before 3 the next run destroys what is there and makes another archive with another password, for the same line;
 * killed later it goes on at 4. The password is in the notice alone, or on the screen.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "report/export.h"
#include "report/export_archive.h"
#include "spool/access.h"
#include "spool/access_sign.h"
#include "spool/file.h"
#include "spool/page_password.h"

enum { SIGNS = 20, SHOWN = SIGNS + SIGNS / 4, PROGRESS = 50 };

struct running {
	struct export_work *w;
	void *ctx;
	struct export e;
	const char *who, *approved;
	char password[SHOWN];		/* 100 random bits in groups of four */
	char digest[SHA256_DIGITS + 1];
	int64_t size, written;
};

/* ---- places ---------------------------------------------------------------------------------------------------------- */

static char *
part_path(const struct running *r, const char *folder, const char *ending)
{
	return must(talloc_asprintf(r->ctx, "%s/.medium-%04lld.%s.part", folder, (long long)r->e.medium, ending));
}

static char *
final_path(const struct running *r, const char *folder, const char *ending)
{
	return must(talloc_asprintf(r->ctx, "%s/medium-%04lld.%s", folder, (long long)r->e.medium, ending));
}

/* The folder without links in its path; NULL: it is none. */
static char *
real_folder(const struct running *r, const char *path, struct fault *f)
{
	char *real = realpath(path, NULL), *own = NULL;
	struct stat st;

	if (real == NULL || stat(real, &st) != 0)
		(void)fail(f, NEVER, "%s: %s", path, strerror(errno));
	else if (!S_ISDIR(st.st_mode))
		(void)fail(f, NEVER, "%s is no folder", path);
	else
		own = must(talloc_strdup(r->ctx, real));
	free(real);
	return own;
}

static bool
lies_in(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == 0 || n == 1);
}

/* Never in the same place. */
static enum verdict
find_places(struct running *r, const char *folder, const char *notice, const char **folder_out, const char **notice_out,
    struct fault *f)
{
	*notice_out = "";
	*folder_out = real_folder(r, folder, f);
	if (*folder_out == NULL)
		return NEVER;
	if (notice == NULL)
		return DONE;
	*notice_out = real_folder(r, notice, f);
	if (*notice_out == NULL)
		return NEVER;
	if (lies_in(*folder_out, *notice_out) || lies_in(*notice_out, *folder_out))
		return fail(f, NEVER, "a notice in %s lies where its medium is: use another folder, better on another disk", notice);
	return DONE;
}

/* What another run has left. */
static enum verdict
forget(const struct running *r, struct fault *f)
{
	enum verdict v = DONE;

	if (r->e.medium == 0 || r->e.folder[0] == 0)
		return DONE;
	if (unlink(part_path(r, r->e.folder, "zip")) != 0 && errno != ENOENT)
		v = fail(f, LATER, "remove what is left in %s: %s", r->e.folder, strerror(errno));
	if (v == DONE && r->e.notice[0] != 0)
		v = file_destroy(part_path(r, r->e.notice, "pdf"), f);
	return v;
}

/* ---- 1 ------------------------------------------------------------------------------------------------------------------ */

static enum verdict
log_opinions(struct running *r, struct fault *f)
{
	struct look look = { .what = must(talloc_asprintf(r->ctx, "export: %lld", (long long)r->e.id)), .reason = r->e.reason };
	struct pick_walk walk;
	bool found = true;
	enum verdict v = pick_begin(r->w->l, r->ctx, r->e.pick, &walk, f);

	while (v == DONE && found) {
		void *own = must(talloc_new(NULL));
		struct opinion o;

		v = pick_next(&walk, own, &o, &found, f);
		if (v == DONE && found) {
			enum export_seen seen = export_seen_of(&o, r->e.pick->masked);

			look.opinion = o.id;
			look.items = export_items_of(seen, r->e.pick->cases);
			look.unmasked = seen < SEEN_MASKED;
			v = access_look_within(r->w->l, &look, f);
		}
		talloc_free(own);
	}
	return v;
}

static enum verdict
name_approvers(struct running *r, struct fault *f)
{
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(r->w->l, r->ctx, TO_EXPORT, r->e.id, &all, &count, f);

	if (v == DONE)
		r->approved = agreement_names(r->ctx, all, count);
	return v;
}

static enum verdict
begin(struct running *r, const char *folder, const char *notice, struct fault *f)
{
	struct ledger *l = r->w->l;
	struct fault why = { "" };
	enum verdict v = db_begin(l->db, f);

	if (v != DONE)
		return v;
	v = export_may_begin(l, &r->e, f);
	if (v == DONE)
		v = name_approvers(r, f);
	if (v == DONE)
		v = log_opinions(r, f);
	if (v == DONE)
		v = export_begin(l, &r->e, r->who, r->approved, folder, notice, f);
	v = db_end(l->db, v, true, f);
	/* What could not be written outside is written the next time. */
	if (v == DONE && access_publish(l, PUBLISH_GO_ON, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	return v;
}

/* ---- 2 ------------------------------------------------------------------------------------------------------------------ */

static void
show_progress(const struct running *r, bool end)
{
	if (isatty(STDERR_FILENO) && (end || r->written % PROGRESS == 0))
		fprintf(stderr, "\r%lld/%lld%s", (long long)r->written, (long long)r->e.opinions, end ? "\n" : "");
}

static enum verdict
write_case(struct running *r, void *own, const struct export_case *c, const struct export_target *target, struct export_out *out,
    struct fault *f)
{
	const struct export_words *w = &r->w->words;
	const struct export_fact facts[] = {
		{ export_word(w, WORD_NUMBER), c->o.number },
		{ export_word(w, WORD_MADE), clock_local(own, clock_now()) },
		{ export_word(w, WORD_PROTECTED), c->seen == SEEN_PROTECTED ? export_word(w, WORD_IS_PROTECTED) : "" },
		{ NULL, NULL }
	};
	char *prefix = must(talloc_asprintf(own, "cases/%s/", c->o.number));
	char sums[SHA256_DIGITS + 1];
	enum verdict v = export_case_write(r->w, own, c, target, prefix, facts, sums, f);

	if (v == DONE)
		export_out_mention(out, must(talloc_asprintf(own, "%sSHA256SUMS", prefix)), sums, 0, export_word(w, WORD_SUMS));
	return v;
}

static enum verdict
write_opinion(struct running *r, const struct opinion *o, const struct export_target *target, struct export_tables *tables,
    struct export_out *out, struct fault *f)
{
	void *own = must(talloc_new(NULL));
	const struct export_words *w = &r->w->words;
	struct export_case *c;
	enum verdict v = export_gather(r->w->l, own, o, r->e.pick->masked, &c, f);

	if (v == DONE)
		v = export_tables_add(tables, c, out, f);
	if (v == DONE && c->seen == SEEN_PROTECTED)
		export_out_leave(out, o->number, export_word(w, WORD_IS_PROTECTED));
	if (v == DONE && c->seen == SEEN_ERASED)
		export_out_leave(out, o->number, export_word(w, WORD_ERASED));
	if (v == DONE && r->e.pick->cases && c->seen != SEEN_ERASED)
		v = write_case(r, own, c, target, out, f);
	talloc_free(own);
	return v;
}

static enum verdict
write_manifest(struct running *r, struct export_out *out, struct fault *f)
{
	const struct export_words *w = &r->w->words;
	const struct export_fact facts[] = {
		{ export_word(w, WORD_MEDIUM), must(talloc_asprintf(r->ctx, "%lld", (long long)r->e.medium)) },
		{ export_word(w, WORD_MADE), clock_local(r->ctx, clock_now()) },
		{ export_word(w, WORD_BY), r->who }, { export_word(w, WORD_APPROVED), r->approved },
		{ export_word(w, WORD_WHY), r->e.reason },
		{ export_word(w, WORD_COUNT), must(talloc_asprintf(r->ctx, "%lld", (long long)r->written)) }, { NULL, NULL }
	};
	char sums[SHA256_DIGITS + 1];

	return export_out_finish(out, w, facts, NULL, 0, sums, f);
}

static enum verdict
write_opinions(struct running *r, const struct export_target *target, struct fault *f)
{
	struct export_out *out = export_out_new(r->ctx, target, "");
	struct export_tables *tables = export_tables_new(r->ctx, r->w, r->e.pick, r->e.opinions);
	struct pick_walk walk;
	bool found = true;
	enum verdict v = pick_begin(r->w->l, r->ctx, r->e.pick, &walk, f);

	while (v == DONE && found) {
		void *own = must(talloc_new(NULL));
		struct opinion o;

		v = pick_next(&walk, own, &o, &found, f);
		if (v == DONE && found) {
			v = write_opinion(r, &o, target, tables, out, f);
			r->written++;
			show_progress(r, false);
		}
		talloc_free(own);
	}
	show_progress(r, true);
	/* What was agreed to is what is written. */
	if (v == DONE && r->written != r->e.opinions)
		v = fail(f, LATER, "opinions came or changed meanwhile: nothing is written");
	if (v == DONE)
		v = export_tables_end(tables, out, f);
	if (v == DONE)
		v = write_manifest(r, out, f);
	talloc_free(tables);
	return v;
}

static enum verdict
write_archive(struct running *r, struct fault *f)
{
	const char *path = part_path(r, r->e.folder, "zip");
	struct export_archive *archive = NULL;
	struct export_target target;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	enum verdict v;

	if (fd < 0)
		return fail(f, verdict_of_errno(errno), "create %s: %s", path, strerror(errno));
	v = export_archive_new(r->ctx, fd, path, r->password, &archive, f);
	if (v == DONE) {
		target = export_archive_target(archive);
		v = write_opinions(r, &target, f);
	}
	if (v == DONE)
		v = export_archive_end(archive, r->digest, &r->size, f);
	talloc_free(archive);
	if (v == DONE && fsync(fd) != 0)
		v = fail(f, LATER, "sync %s: %s", path, strerror(errno));
	if (close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	return v == DONE ? folder_sync(r->e.folder, f) : v;
}

static enum verdict
put_notice(struct running *r, const struct buffer *pdf, struct fault *f)
{
	const char *path = part_path(r, r->e.notice, "pdf");
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
	enum verdict v = DONE;

	if (fd < 0)
		return fail(f, verdict_of_errno(errno), "create %s: %s", path, strerror(errno));
	if (!file_write(fd, buffer_bytes(pdf)) || fsync(fd) != 0)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	if (close(fd) != 0 && v == DONE)
		v = fail(f, LATER, "write %s: %s", path, strerror(errno));
	return v == DONE ? folder_sync(r->e.notice, f) : v;
}

/* The password leaves this process, before its archive counts. */
static enum verdict
give_password(struct running *r, struct fault *f)
{
	struct buffer pdf = buffer_init(r->ctx);
	enum verdict v;

	if (r->e.notice[0] == 0) {
		printf("%s %lld: %s\n", export_word(&r->w->words, WORD_MEDIUM), (long long)r->e.medium, r->password);
		return fflush(stdout) == 0 ? DONE : fail(f, LATER, "show the password: %s", strerror(errno));
	}
	v = export_notice(r->w, r->ctx, &r->e, r->who, r->approved, r->password, &pdf, f);
	if (v == DONE)
		v = put_notice(r, &pdf, f);
	if (pdf.data != NULL)
		seal_wipe(pdf.data, pdf.len);
	return v;
}

/* ---- 3 to 5 ---------------------------------------------------------------------------------------------------------------- */

static enum verdict
made(struct running *r, struct fault *f)
{
	struct ledger *l = r->w->l;
	enum verdict v = db_begin(l->db, f);

	if (v != DONE)
		return v;
	v = export_made(l, &r->e, r->digest, r->size, f);
	return db_end(l->db, v, true, f);
}

/* It has its name already when a run was killed behind that. */
static enum verdict
give_name(const char *folder, const char *part, const char *final, struct fault *f)
{
	struct stat st;

	if (renameat2(AT_FDCWD, part, AT_FDCWD, final, RENAME_NOREPLACE) == 0)
		return folder_sync(folder, f);
	if (errno == EEXIST)
		return fail(f, NEVER, "%s is there already, and nothing is ever replaced: put it away", final);
	if (errno != ENOENT)
		return fail(f, LATER, "name %s: %s", final, strerror(errno));
	if (lstat(final, &st) != 0)
		return fail(f, NEVER, "%s is gone: propose another export", part);
	return folder_sync(folder, f);
}

static enum verdict
finish(struct running *r, struct fault *f)
{
	struct ledger *l = r->w->l;
	const struct export *e = &r->e;
	const char *zip = final_path(r, e->folder, "zip");
	enum verdict v = DONE;

	if (e->notice[0] != 0)
		v = give_name(e->notice, part_path(r, e->notice, "pdf"), final_path(r, e->notice, "pdf"), f);
	if (v == DONE)
		v = give_name(e->folder, part_path(r, e->folder, "zip"), zip, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = export_done(l, &r->e, f);
	v = db_end(l->db, v, true, f);
	if (v == DONE)
		printf("%s%s%s\n", zip, e->notice[0] != 0 ? "\n" : "", e->notice[0] != 0 ? final_path(r, e->notice, "pdf") : "");
	return v;
}

static void
make_password(struct running *r)
{
	unsigned char octets[SIGNS];

	seal_random(octets, sizeof octets);
	page_groups_write(octets, SIGNS, r->password);
	seal_wipe(octets, sizeof octets);
}

static enum verdict
write_medium(struct running *r, struct fault *f)
{
	struct fault ignored;
	enum verdict v;

	make_password(r);
	v = write_archive(r, f);
	if (v == DONE)
		v = give_password(r, f);
	seal_wipe(r->password, sizeof r->password);
	if (v == DONE)
		v = made(r, f);
	/* Nothing half is left, but where the register could not be asked any more: then the next run sees to it. */
	if (v != DONE && r->e.state == EXPORT_BEGUN)
		(void)forget(r, &ignored);
	return v;
}

static enum verdict
run_it(struct running *r, const char *folder, const char *notice, struct fault *f)
{
	enum verdict v;

	if (r->e.state == EXPORT_MADE)
		return finish(r, f);
	v = export_may_begin(r->w->l, &r->e, f);
	if (v == DONE)
		v = find_places(r, folder, notice, &folder, &notice, f);
	if (v != DONE)
		return v;
	if (r->w->run->dry_run) {
		printf("would write %lld opinions to %s\n", (long long)r->e.opinions, folder);
		return DONE;
	}
	v = forget(r, f);
	if (v == DONE)
		v = begin(r, folder, notice, f);
	if (v == DONE)
		v = forget(r, f);
	if (v == DONE)
		v = write_medium(r, f);
	return v == DONE ? finish(r, f) : v;
}

enum verdict
export_run(struct export_work *w, const char *typed, const char *folder, const char *notice, struct fault *f)
{
	struct running r = { .w = w, .ctx = w->run->ctx, .who = access_user(w->run->ctx), .approved = "" };
	enum verdict v = export_find(w->run, w->l, typed, &r.e, f);

	if (v == DONE)
		w->infected = r.e.pick->infected;
	return v == DONE ? run_it(&r, folder, notice, f) : v;
}
