/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_verify - whether the access log is as it was written. */
#include "spool/access_verify.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "spool/access.h"
#include "spool/file.h"

#define FILE_MAX ((size_t)256 << 20)

enum { NEWEST = 8192 };	/* octets of the file's end */

/* A good checkpoint, wherever it stands. */
struct mark {
	struct checkpoint c;
	const char *where;
};

struct verifier {
	struct ledger *l;
	void *ctx;
	struct verification *out;
	enum verify_span span;
	struct mark *mark;		/* by count */
	size_t marks, next;
	const struct mark *good;	/* the last that fitted */
	struct access_end last;		/* the line before, as it is kept */
	bool begun;
};

static struct finding *
found(struct verifier *x, enum finding_kind kind, int64_t first, int64_t last)
{
	struct verification *out = x->out;
	struct finding *one = &out->finding[out->count < FINDINGS_MAX ? out->count++ : FINDINGS_MAX - 1];

	*one = (struct finding){ .kind = kind, .first = first, .last = last, .where = "" };
	return one;
}

/* ---- checkpoints --------------------------------------------------------------------------------- */

static int
by_count(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->c.end.count != y->c.end.count ? (x->c.end.count < y->c.end.count ? -1 : 1) :
	    x->c.end.at < y->c.end.at ? -1 : x->c.end.at > y->c.end.at;
}

static void
add_marks(struct verifier *x, const struct checkpoint *all, size_t count, const char *where)
{
	x->mark = must(talloc_realloc(x->ctx, x->mark, struct mark, x->marks + count + 1));
	for (size_t i = 0; i < count; i++) {
		if (access_checkpoint_is_signed(x->l, &all[i]))
			x->mark[x->marks++] = (struct mark){ all[i], where };
		else
			found(x, FINDING_CHECKPOINT_FORGED, all[i].end.count, 0)->where = where;
	}
}

static void
check_order(struct verifier *x, const struct checkpoint *all, size_t count)
{
	int64_t before = 0;

	for (size_t i = 0; x->span == VERIFY_ALL && i < count; i++) {
		if (all[i].id != before + 1)
			found(x, FINDING_CHECKPOINT_MISSING, before + 1, all[i].id - 1)->since = i != 0 ? all[i - 1].end.at : 0;
		before = all[i].id;
	}
}

static bool
has(const struct checkpoint *all, size_t count, const struct checkpoint *c)
{
	/* The newest first: that is where one is looked for. */
	for (size_t i = count; i > 0; i--)
		if (memcmp(all[i - 1].signature, c->signature, SEAL_SIGNATURE) == 0)
			return true;
	return false;
}

/* The file and the register must have the same ones, but for those that were not written there yet. */
static void
compare(struct verifier *x, const struct checkpoint *ours, size_t count, const struct checkpoint *theirs, size_t there,
    const char *path)
{
	int64_t slack = 2 * x->l->settings->audit.checkpoint_every, now = clock_now();
	size_t i = 0, k = 0;

	/* Both are in the same order: what one has and the other lacks shows where they part. */
	while (i < count && k < there) {
		if (memcmp(ours[i].signature, theirs[k].signature, SEAL_SIGNATURE) == 0) {
			i++;
			k++;
		} else if (has(theirs + k, there - k, &ours[i])) {
			if (access_checkpoint_is_signed(x->l, &theirs[k]))
				found(x, FINDING_CHECKPOINT_MISSING, 0, theirs[k].end.count)->since = theirs[k].end.at;
			k++;
		} else {
			found(x, FINDING_FILE_CUT, ours[i].id, ours[i].id)->where = path;
			i++;
		}
	}
	for (; k < there; k++)
		if (access_checkpoint_is_signed(x->l, &theirs[k]))
			found(x, FINDING_CHECKPOINT_MISSING, 0, theirs[k].end.count)->since = theirs[k].end.at;
	if (i < count && now - ours[i].end.at > slack) {
		struct finding *cut = found(x, FINDING_FILE_CUT, ours[i].id, ours[count - 1].id);

		cut->where = path;
		cut->since = ours[i].end.at;
	}
}

/* The whole file, or its end. */
static enum verdict
read_file(struct verifier *x, const char *path, char **text_out, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	size_t size, from = 0, at = 0;
	ssize_t n = 1;

	*text_out = NULL;
	if (fd < 0 && errno == ENOENT)
		return DONE;
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || (uint64_t)st.st_size > FILE_MAX) {
		if (fd >= 0)
			close(fd);
		/* Whoever looks at an opinion can do nothing about it. */
		return x->span != VERIFY_ALL ? DONE : fail(f, LATER, "checkpoints of the access log: %s: %s", path, fd < 0 ? strerror(errno) :
		    "no regular file, or too large");
	}
	size = (size_t)st.st_size;
	if (x->span != VERIFY_ALL && size > NEWEST)
		from = size - NEWEST;
	*text_out = must(talloc_zero_array(x->ctx, char, size - from + 1));
	while (n > 0 && at < size - from) {
		n = pread(fd, *text_out + at, size - from - at, (off_t)(from + at));
		at += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	return n < 0 ? fail(f, LATER, "read %s: %s", path, strerror(errno)) : DONE;
}

static enum verdict
gather_marks(struct verifier *x, const char *against, struct fault *f)
{
	char *path = access_checkpoint_file(x->ctx, x->l->settings), *text;
	struct checkpoint *ours, *theirs = NULL, last;
	size_t count = 0, there = 0;
	enum verdict v;

	if (x->span == VERIFY_ALL) {
		v = access_checkpoints(x->l, x->ctx, &ours, &count, f);
	} else {
		v = access_last_checkpoint(x->l, &last, f);
		ours = &last;
		count = last.id != 0;
	}
	if (v == DONE)
		v = read_file(x, path, &text, f);
	if (v != DONE)
		return v;
	if (text == NULL && count != 0)
		found(x, FINDING_FILE_MISSING, 0, 0)->where = path;
	else if (text != NULL)
		there = access_read_checkpoints(x->ctx, text, &theirs);
	check_order(x, ours, count);
	add_marks(x, ours, count, "register");
	add_marks(x, theirs, there, path);
	if (text != NULL && x->span == VERIFY_ALL)
		compare(x, ours, count, theirs, there, path);
	if (against != NULL) {
		there = access_read_checkpoints(x->ctx, against, &theirs);
		if (there == 0)
			return fail(f, NEVER, "there is no checkpoint in it, or not a whole one");
		add_marks(x, theirs, there, "--against");
	}
	if (x->marks != 0)
		qsort(x->mark, x->marks, sizeof *x->mark, by_count);
	for (size_t i = 0; i < x->marks; i++)
		if (x->mark[i].c.end.at > x->out->signed_at)
			x->out->signed_at = x->mark[i].c.end.at;
	x->out->checkpoints = (int64_t)x->marks;
	return DONE;
}

/* When a line was last known to be as it was written: the first checkpoint behind it, or one for which all lines
 * were verified. */
static int64_t
known_until(const struct verifier *x, int64_t line, int64_t otherwise)
{
	int64_t first = 0, whole = 0;

	for (size_t i = 0; i < x->marks; i++) {
		const struct checkpoint *c = &x->mark[i].c;

		if (c->end.count < line)
			continue;
		if (first == 0 || c->end.at < first)
			first = c->end.at;
		if (c->whole && c->end.at > whole)
			whole = c->end.at;
	}
	return whole > first ? whole : first != 0 ? first : otherwise;
}

/* ---- lines --------------------------------------------------------------------------------------- */

/* All checkpoints of a line that was just read: what was signed must be what is kept. */
static void
meet_marks(struct verifier *x)
{
	for (; x->next < x->marks && x->mark[x->next].c.end.count <= x->last.count; x->next++) {
		const struct mark *m = &x->mark[x->next];
		struct finding *before = x->out->count != 0 ? &x->out->finding[x->out->count - 1] : NULL;

		if (m->c.end.count != x->last.count)
			continue;
		if (seal_equal(m->c.end.chain, x->last.chain, SEAL_DIGEST)) {
			x->good = m;
			continue;
		}
		if (before == NULL || before->kind != FINDING_REWRITTEN) {
			before = found(x, FINDING_REWRITTEN, x->good != NULL ? x->good->c.end.count + 1 : 1, x->last.count);
			before->where = m->where;
		}
		before->last = x->last.count;
		if (m->c.end.at > before->since)
			before->since = m->c.end.at;
	}
}

static void
take_line(struct verifier *x, const struct access_line *line, struct bytes stored)
{
	unsigned char value[SEAL_DIGEST];
	bool gap = line->id != x->last.count + 1;

	if (!x->begun && x->last.count == 0 && x->span != VERIFY_ALL)
		gap = line->id != 1;
	if (gap)
		found(x, FINDING_MISSING, x->last.count + 1, line->id - 1)->since =
		    known_until(x, x->last.count + 1, x->last.at);
	access_chain(x->l, line, x->last.chain, value);
	/* What stands behind a gap is chained to what is gone. */
	if (stored.len != SEAL_DIGEST || (!gap && !seal_equal(stored.data, value, SEAL_DIGEST)))
		found(x, FINDING_CHANGED, line->id, line->id)->since = known_until(x, line->id, line->at);
	x->begun = true;
	x->last = (struct access_end){ .count = line->id, .at = line->at };
	if (stored.len == SEAL_DIGEST)
		memcpy(x->last.chain, stored.data, SEAL_DIGEST);
	meet_marks(x);
}

static enum verdict
read_lines(struct verifier *x, int64_t after, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT " ACCESS_COLUMNS " FROM access WHERE id > ?1 ORDER BY id");
	bool row;
	enum verdict v;

	query_number(q, 1, after);
	while ((v = query_next(q, &row, f)) == DONE && row) {
		void *ctx = must(talloc_new(NULL));
		struct access_line line;

		access_take_line(ctx, q, &line);
		take_line(x, &line, query_blob_at(q, 10));
		talloc_free(ctx);
	}
	return v;
}

/* The line that a checkpoint names is where the short way begins; false: it is not there. */
static enum verdict
begin_at(struct verifier *x, int64_t id, bool *there_out, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT at, chain FROM access WHERE id = ?1");
	struct bytes chain;
	enum verdict v;

	query_number(q, 1, id);
	v = query_next(q, there_out, f);
	if (v == DONE && *there_out) {
		chain = query_blob_at(q, 1);
		x->last = (struct access_end){ .count = id, .at = query_number_at(q, 0) };
		if (chain.len == SEAL_DIGEST)
			memcpy(x->last.chain, chain.data, SEAL_DIGEST);
	}
	query_done(q);
	return v;
}

static enum verdict
check_lines(struct verifier *x, struct fault *f)
{
	struct checkpoint last = { .id = 0 };
	bool there = false;
	enum verdict v = DONE;

	if (x->span != VERIFY_ALL)
		v = access_last_checkpoint(x->l, &last, f);
	if (v == DONE && last.end.count != 0)
		v = begin_at(x, last.end.count, &there, f);
	if (v != DONE)
		return v;
	x->out->from = there ? last.end.count + 1 : 1;
	/* Checkpoints before it are not met. */
	while (there && x->next < x->marks && x->mark[x->next].c.end.count < last.end.count)
		x->next++;
	if (there)
		meet_marks(x);
	return read_lines(x, there ? last.end.count : 0, f);
}

/* ---- the end ------------------------------------------------------------------------------------- */

/* Lines that a good checkpoint or the head knows of, and that are not there. */
static void
check_cut(struct verifier *x, const struct access_end *head)
{
	int64_t last = 0, since = 0;
	const char *where = "";

	for (size_t i = 0; i < x->marks; i++)
		if (x->mark[i].c.end.count > x->last.count && x->mark[i].c.end.count >= last) {
			last = x->mark[i].c.end.count;
			where = x->mark[i].where;
			since = x->mark[i].c.end.at > since ? x->mark[i].c.end.at : since;
		}
	if (head != NULL && head->count > x->last.count && head->count >= last) {
		last = head->count;
		where = "";
		since = head->at > since ? head->at : since;
	}
	if (last != 0) {
		struct finding *cut = found(x, FINDING_CUT, x->last.count + 1, last);

		cut->since = since;
		cut->where = where;
	}
}

static enum verdict
check_end(struct verifier *x, struct fault *f)
{
	struct access_end head;
	bool there, good;
	enum verdict v = access_read_head(x->l, &head, &there, &good, f);

	if (v != DONE)
		return v;
	if (!there)
		found(x, FINDING_HEAD_MISSING, 0, 0);
	else if (!good)
		found(x, FINDING_HEAD_FORGED, 0, 0);
	else if (head.count < x->last.count)
		found(x, FINDING_ADDED, head.count + 1, x->last.count)->since = head.at;
	else if (head.count == x->last.count && head.count != 0 && !seal_equal(head.chain, x->last.chain, SEAL_DIGEST))
		found(x, FINDING_REWRITTEN, x->good != NULL ? x->good->c.end.count + 1 : 1, head.count)->since = head.at;
	check_cut(x, there && good ? &head : NULL);
	return DONE;
}

static enum verdict
check_triggers(struct verifier *x, struct fault *f)
{
	static const char *const names[] = { "access_update", "access_delete", "access_insert", "checkpoint_update",
		"checkpoint_delete", "checkpoint_insert" };
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < sizeof names / sizeof names[0]; i++) {
		struct query *q = db_query(x->l->db, "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND name = ?1");
		bool there;

		query_text(q, 1, names[i]);
		v = query_next(q, &there, f);
		query_done(q);
		if (v == DONE && !there)
			found(x, FINDING_TRIGGER, 0, 0)->where = names[i];
	}
	return v;
}

enum verdict
access_verify(struct ledger *l, void *ctx, enum verify_span span, const char *against, struct verification *out,
    struct fault *f)
{
	struct verifier x = { .l = l, .ctx = ctx, .out = out, .span = span };
	enum verdict v;

	*out = (struct verification){ .count = 0 };
	v = check_triggers(&x, f);
	if (v == DONE)
		v = gather_marks(&x, against, f);
	if (v == DONE)
		v = check_lines(&x, f);
	if (v == DONE)
		v = check_end(&x, f);
	out->lines = x.last.count;
	return v;
}

/* ---- words --------------------------------------------------------------------------------------- */

static const char *const names[FINDINGS] = { "changed", "missing", "cut", "added", "rewritten", "head-missing",
	"head-forged", "checkpoint-forged", "checkpoint-missing", "file-missing", "file-cut", "trigger" };

const char *
access_finding_name(enum finding_kind kind)
{
	return names[kind];
}

char *
access_finding_text(void *ctx, const struct finding *x)
{
	struct buffer b = buffer_init(ctx);

	buffer_printf(&b, "%s", names[x->kind]);
	if (x->first != 0)
		buffer_printf(&b, " %lld", (long long)x->first);
	if (x->last != 0 && x->last != x->first)
		buffer_printf(&b, "-%lld", (long long)x->last);
	if (x->where[0] != 0)
		buffer_printf(&b, " (%s)", x->where);
	if (x->since != 0)
		buffer_printf(&b, " after %s", clock_local(ctx, x->since));
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

enum verdict
access_checkpoint(struct ledger *l, enum verify_span span, bool *made_out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct verification found_out;
	enum verdict v = access_verify(l, ctx, span, NULL, &found_out, f);

	*made_out = v == DONE && found_out.count == 0;
	if (*made_out)
		v = access_insert_checkpoint(l, span == VERIFY_ALL, f);
	talloc_free(ctx);
	return v;
}
