/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_verify - verifies the access log, and signs it. */
#include "report/audit.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "report/audit_words.h"
#include "spool/access.h"
#include "spool/access_verify.h"
#include "spool/file.h"
#include "spool/intent.h"

enum { AGAINST_MAX = 16 << 20, TOKYO = 9 * 3600, DAY = 86400 };

static char *
number(void *ctx, int64_t n)
{
	return must(talloc_asprintf(ctx, "%lld", (long long)n));
}

static void
say_finding(struct audit_words *w, const struct finding *x)
{
	const struct hole where = { "where", x->where };
	const struct hole range[] = { { "first", number(w, x->first) }, { "last", number(w, x->last) }, { NULL, NULL } };
	const struct hole holes[] = {
		{ "lines", x->last > x->first && x->first != 0 ? audit_word(w, "range", range) :
		    number(w, x->first != 0 ? x->first : x->last) },
		{ "where", x->where[0] != 0 ? audit_word(w, "where", (const struct hole[]){ where, { NULL, NULL } }) : "" },
		{ "since", x->since != 0 ? clock_local(w, x->since) : "" },
		{ NULL, NULL }
	};

	audit_say(w, access_finding_name(x->kind), holes);
	if (x->since != 0)
		audit_say(w, "since", holes);
}

static void
say_all(struct audit_words *w, const struct verification *v)
{
	const struct hole holes[] = {
		{ "count", number(w, v->count != 0 ? (int64_t)v->count : v->checkpoints) }, { "first", number(w, v->from) },
		{ "last", number(w, v->lines) }, { "at", v->signed_at != 0 ? clock_local(w, v->signed_at) : "-" },
		{ NULL, NULL }
	};

	audit_say(w, v->count != 0 ? "wrong" : v->lines == 0 ? "right-empty" : "right", holes);
	for (size_t i = 0; i < v->count; i++)
		say_finding(w, &v->finding[i]);
	if (v->count != 0)
		audit_say(w, "wrong-do", holes);
}

static enum verdict
read_against(void *ctx, const char *path, const char **out, struct fault *f)
{
	struct buffer text = buffer_init(ctx);
	char block[4096];
	size_t n;

	*out = NULL;
	if (path == NULL)
		return DONE;
	if (strcmp(path, "-") != 0) {
		enum verdict v = file_get(ctx, path, AGAINST_MAX, &text, f);

		*out = buffer_text(&text);
		return v;
	}
	while ((n = fread(block, 1, sizeof block, stdin)) != 0 && text.len < AGAINST_MAX)
		buffer_add(&text, block, n);
	*out = buffer_text(&text);
	return DONE;
}

/* What was right as a whole is signed as a whole, so that the next finding can say since when. */
static enum verdict
sign_whole(struct ledger *l, struct fault *f)
{
	bool made;
	enum verdict v = db_begin(l->db, f);

	if (v == DONE)
		v = access_checkpoint(l, VERIFY_ALL, &made, f);
	v = db_end(l->db, v, true, f);
	return v == DONE ? access_publish(l, PUBLISH_GO_ON, f) : v;
}

enum verdict
audit_verify(struct run *run, struct ledger *l, const char *against, struct fault *f)
{
	struct verification *found = memory_new(run->ctx, sizeof *found);
	struct audit_words *w;
	const char *text;
	enum verdict v = audit_words_read(run->ctx, &run->settings->office, &w, f);

	if (v == DONE)
		v = read_against(run->ctx, against, &text, f);
	/* Before anything is added: a line more must not lie about the end. */
	if (v == DONE)
		v = access_verify(l, run->ctx, VERIFY_ALL, text, found, f);
	if (v != DONE)
		return v;
	say_all(w, found);
	if (!run->dry_run)
		v = access_note(l, found->count == 0 ? "audit verify" : "audit verify: findings", 0, f);
	if (v == DONE && found->count == 0 && !run->dry_run)
		v = sign_whole(l, f);
	if (v != DONE || found->count == 0)
		return v;
	return fail(f, NEVER, "access log: %zu findings, the first: %s", found->count,
	    access_finding_text(run->ctx, &found->finding[0]));
}

enum verdict
audit_check(struct run *run, struct ledger *l, struct fault *f)
{
	struct verification *found = memory_new(run->ctx, sizeof *found);
	enum verdict v = access_verify(l, run->ctx, VERIFY_SINCE_CHECKPOINT, NULL, found, f);

	if (v != DONE)
		return v;
	for (size_t i = 0; i < found->count; i++)
		printf("access log: %s\n", access_finding_text(run->ctx, &found->finding[i]));
	if (found->count != 0)
		return fail(f, NEVER, "the access log is not as it was written: see iken-audit --verify");
	printf("access log: %lld lines; signed %s\n", (long long)found->lines,
	    found->signed_at != 0 ? clock_local(run->ctx, found->signed_at) : "never");
	return DONE;
}

/* ---- signing ------------------------------------------------------------------------------------- */

/* The newest checkpoint of a day goes out once; its mail is decided with it. */
static enum verdict
decide_mail(struct run *run, struct ledger *l, struct fault *f)
{
	static const char *const parties[] = { "", "administrator", "desk" };
	struct new_intent n = { .kind = "checkpoint", .party = parties[l->settings->audit.mail] };
	int64_t newest, today = (clock_now() + TOKYO) / DAY;
	struct checkpoint last = { .id = 0 };
	enum verdict v;

	if (l->settings->audit.mail == AUDIT_MAIL_NONE)
		return DONE;
	v = intent_newest_checkpoint(l, &newest, f);
	if (v == DONE)
		v = access_last_checkpoint(l, &last, f);
	if (v != DONE || last.id == 0 || (newest + TOKYO) / DAY == today)
		return v;
	n.code = access_checkpoint_line(run->ctx, &last);
	return intent_insert(l, &n, f);
}

static enum verdict
sign(struct run *run, struct ledger *l, struct fault *f)
{
	struct checkpoint last = { .id = 0 };
	struct access_end end = { .count = 0 };
	bool made = true;
	enum verdict v = access_last_checkpoint(l, &last, f);

	if (v == DONE)
		v = access_end(l, &end, f);
	if (v == DONE && (end.count > last.end.count || last.id == 0))
		v = access_checkpoint(l, VERIFY_SINCE_CHECKPOINT, &made, f);
	if (v == DONE && !made)
		return fail(f, NEVER, "the access log is not as it was written, and is not signed: see iken-audit --verify");
	return v == DONE ? decide_mail(run, l, f) : v;
}

enum verdict
audit_checkpoint(struct run *run, struct ledger *l, bool begin, struct fault *f)
{
	enum verdict v = begin && !run->dry_run ? access_note(l, "audit new checkpoint file", 0, f) : DONE;

	if (v == DONE && begin && !run->dry_run)
		v = access_publish(l, PUBLISH_BEGIN, f);
	if (v == DONE)
		v = db_begin(l->db, f);
	if (v != DONE)
		return v;
	v = sign(run, l, f);
	v = db_end(l->db, v, !run->dry_run, f);
	return v == DONE && !run->dry_run ? access_publish(l, PUBLISH_GO_ON, f) : v;
}
