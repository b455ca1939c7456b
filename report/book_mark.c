/* SPDX-License-Identifier: GPL-3.0-or-later */
/* book_mark - the mark of a printed register, and whether its rows are still what they were. */
#include "report/book.h"

#include <ctype.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/calendar.h"

enum { MARK = 10, DAY = 86400, FIELDS = 6 };

static const char letters[BOOK_KINDS + 1] = "RDME";

static const char *
digits_of(void *ctx, int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return must(talloc_asprintf(ctx, "%04d%02d%02d", d.year, d.month, d.day));
}

void
book_mark_begin(struct book_mark *m, const struct ledger *l, void *ctx, enum book_kind kind, const struct book_span *span)
{
	*m = (struct book_mark){ .row = buffer_init(ctx) };
	seal_digest_begin(&m->digest, l->keys->digest);
	record_put_string(&m->row, "book 1");
	record_put_number(&m->row, kind);
	record_put_number(&m->row, span->from);
	record_put_number(&m->row, span->until);
	seal_digest_add(&m->digest, buffer_bytes(&m->row));
	buffer_clear(&m->row);
}

void
book_mark_row(struct book_mark *m, int64_t id)
{
	m->rows++;
	if (id > m->last)
		m->last = id;
	record_put_number(&m->row, id);
	seal_digest_add(&m->digest, buffer_bytes(&m->row));
	buffer_clear(&m->row);
}

const char *
book_mark_end(struct book_mark *m, void *ctx, enum book_kind kind, const struct book_span *span)
{
	unsigned char digest[SEAL_DIGEST];
	char hex[2 * MARK + 1];

	seal_digest_end(&m->digest, digest, sizeof digest);
	seal_hex(digest, MARK, hex);
	return must(talloc_asprintf(ctx, "%c-%s-%s-%lld-%lld-%s", letters[kind], digits_of(ctx, span->from),
	    digits_of(ctx, span->until - DAY), (long long)m->last, (long long)m->rows, hex));
}

/* ---- looking again --------------------------------------------------------------------------------------------------- */

struct printed {
	enum book_kind kind;
	struct book_span span;
	int64_t rows;
	const char *text;		/* in its proper form */
};

static bool
read_day(void *ctx, const char *digits, int64_t *begin_out)
{
	daynum day;

	if (strlen(digits) != 8)
		return false;
	if (!calendar_date_from_text(must(talloc_asprintf(ctx, "%.4s-%.2s-%.2s", digits, digits + 4, digits + 6)), &day))
		return false;
	*begin_out = calendar_begin(day);
	return true;
}

/* As somebody copies it off paper: in any case, with spaces. */
static bool
read_mark(void *ctx, const char *typed, struct printed *out)
{
	char *text = text_fold(ctx, typed), *rest, *field[FIELDS] = { NULL }, *to = text;
	size_t count = 0;

	for (const char *p = text; *p != 0; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = 0;
	out->text = must(talloc_strdup(ctx, text));
	for (rest = text; rest != NULL && count < FIELDS; count++)
		field[count] = strsep(&rest, "-");
	if (count != FIELDS || rest != NULL || field[0] == NULL || strlen(field[0]) != 1)
		return false;
	for (out->kind = RECEIPTS; out->kind < BOOK_KINDS && tolower((unsigned char)letters[out->kind]) != field[0][0];)
		out->kind++;
	if (out->kind == BOOK_KINDS || !read_day(ctx, field[1], &out->span.from) || !read_day(ctx, field[2], &out->span.until) ||
	    !text_to_number(field[3], 0, INT64_MAX, &out->span.last) || !text_to_number(field[4], 0, INT64_MAX, &out->rows))
		return false;
	out->span.until += DAY;
	return strlen(field[5]) == 2 * (size_t)MARK;
}

enum verdict
book_verify(struct ledger *l, void *ctx, const char *typed, struct fault *f)
{
	struct printed p = { .rows = 0 };
	struct period period;
	struct book_made made;
	enum verdict v;

	if (!read_mark(ctx, typed, &p))
		return fail(f, NEVER, "'%s' is no mark of a register: R-20261101-20261130-48213-3391-1f3c9a02b7d4e5f6a1b2", typed);
	period = (struct period){ .kind = PERIOD_DAYS, .from = p.span.from, .until = p.span.until };
	v = book_make(l, ctx, p.kind, &period, p.span.last, NULL, &made, f);
	if (v != DONE)
		return v;
	if (made.rows != p.rows)
		return fail(f, NEVER, "%s: the register has %lld of its %lld rows, or it was not copied well", typed,
		    (long long)made.rows, (long long)p.rows);
	if (!text_equal_ignoring_case(made.mark, p.text))
		return fail(f, NEVER, "%s: there are as many rows, but not the same ones, or it was not copied well", typed);
	printf("%s: all %lld rows are in the register as they were\n", typed, (long long)p.rows);
	return DONE;
}
