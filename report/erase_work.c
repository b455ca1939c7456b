/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erase_work - erases what was released, searches for what is left of it, and reports. */
#include <sys/stat.h>

#include "config/log.h"
#include "config/memory.h"
#include "report/agree.h"
#include "report/erase.h"
#include "report/erasure_text.h"
#include "spool/erasure_verify.h"

static enum verdict
destroy(struct run *run, struct ledger *l, struct erasure *e, struct fault *f)
{
	bool more = true;
	enum verdict v = DONE;

	while (v == DONE && more) {
		if (!run_goes_on(run))
			return fail(f, LATER, "erasure %lld was stopped; the next run goes on", (long long)e->id);
		v = erasure_destroy(l, e, &more, f);
	}
	if (v == DONE)
		v = erasure_remove_files(l, e, f);
	if (v == DONE)
		v = erasure_close(l, e, f);
	if (v == DONE)
		log_line(LOG_NOTE, "erasure %lld: %lld keys destroyed, %lld files removed", (long long)e->id, (long long)e->keys,
		    (long long)e->files);
	return v;
}

/* The register is closed while its file is read beside SQLite: closing the file would take SQLite's locks away. */
static enum verdict
search(struct run *run, struct ledger **l, const struct erasure *e, struct erasure_check *c, struct fault *f)
{
	void *ctx = must(talloc_new(run->ctx));
	struct needles *needles;
	enum verdict v = erasure_verify_rows(*l, ctx, e, &needles, c, f);

	if (v == DONE) {
		ledger_close(l);
		v = erasure_verify_files(run->settings, needles, c, f);
		if (v == DONE)
			v = ledger_open(run->ctx, run->settings, LEDGER_WRITE, KEYS_OF_REPORT, l, f);
	}
	talloc_free(ctx);
	return v;
}

static enum verdict
verify(struct run *run, struct ledger **l, const struct erasure *e, struct erasure_check *c, struct fault *f)
{
	enum verdict v = search(run, l, e, c, f);

	if (v == DONE && c->in_register) {
		log_line(LOG_NOTE, "erasure %lld: old pages of the register hold something; it is rebuilt", (long long)e->id);
		v = erasure_rebuild(*l, f);
		if (v == DONE)
			v = search(run, l, e, c, f);
		c->rebuilt = true;
	}
	if (v == DONE && c->found != 0)
		return fail(f, NEVER, "erasure %lld: %lld marks of what was destroyed are still there, the first in %s", (long long)e->id,
		    (long long)c->found, c->where);
	return v;
}

static enum verdict
report(struct run *run, struct ledger *l, const struct erasure *e, const struct erasure_check *c, struct fault *f)
{
	const char *text = "";
	enum verdict v = db_begin(l->db, f);

	if (v != DONE)
		return v;
	v = erasure_text(l, run->ctx, e, c, &text, f);
	if (v == DONE)
		v = erasure_put_report(l, e->id, text, f);
	if (v == DONE)
		v = agree_note(l, "erasure ", e->id, f);
	return db_end(l->db, v, true, f);
}

/* One erasure, from where it is to its report. */
static enum verdict
finish(struct run *run, struct ledger **l, struct erasure *e, struct fault *f)
{
	struct erasure_check check = { .marks = 0 };
	enum verdict v = DONE;

	if (e->state == ERASURE_RELEASED)
		v = destroy(run, *l, e, f);
	if (v == DONE)
		v = verify(run, l, e, &check, f);
	if (v == DONE) {
		check.renewed = erase_renew_keys(run);
		v = report(run, *l, e, &check, f);
	}
	if (v == DONE)
		printf("erasure %lld: %lld keys destroyed, %lld files removed, nothing left of them in %lld files; "
		    "iken erase --report %lld\n", (long long)e->id, (long long)e->keys, (long long)e->files, (long long)check.files,
		    (long long)e->id);
	return v;
}

static enum verdict
next(struct run *run, struct ledger *l, struct erasure *e, bool *found, struct fault *f)
{
	return erasure_next(l, run->ctx, ERASURE_RELEASED, ERASURE_ERASED, e, found, f);
}

enum verdict
erase_work(struct run *run, struct ledger **l, struct fault *f)
{
	struct erasure e;
	bool found = true;
	enum verdict v = DONE;

	/* SQLite's own temporary files, which hold sealed values only, lie where all else does. */
	if (setenv("SQLITE_TMPDIR", must(talloc_asprintf(run->ctx, "%s/tmp", run->settings->folder)), 1) != 0)
		return fail(f, LATER, "the environment is full");
	while (v == DONE && found && run_goes_on(run)) {
		v = next(run, *l, &e, &found, f);
		if (v != DONE || !found)
			break;
		if (run->dry_run) {
			printf("would finish erasure %lld, which is %s\n", (long long)e.id, erasure_state_name(e.state));
			break;
		}
		v = finish(run, l, &e, f);
		run_tally(run, must(talloc_asprintf(run->ctx, "erasure %lld", (long long)e.id)), v, f);
	}
	return v == DONE && !found && !run->dry_run ? erasure_forget_marks(run->settings, f) : v;
}
