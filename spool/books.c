/* SPDX-License-Identifier: GPL-3.0-or-later */
/* books - the registers that an office keeps, read off. */
#include "spool/books.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/agreement.h"

/* A day in Tokyo, counted from 1970: "+ 32400". */
enum { TOKYO = 32400, DAY = 86400 };

static void
put_span(struct query *q, const struct book_span *span)
{
	query_number(q, 1, span->from);
	query_number(q, 2, span->until);
	query_number(q, 3, span->last);
}

static enum verdict
take_all(struct query *q, void *ctx, const struct book_span *span, size_t size, row_taker *take, void **out,
    size_t *count_out, struct fault *f)
{
	struct rows rows;
	enum verdict v;

	put_span(q, span);
	v = query_all(q, ctx, size, take, NULL, &rows, f);
	*out = rows.item;
	*count_out = rows.count;
	return v;
}

/* ---- what came in -------------------------------------------------------------------------------------------------- */

static enum verdict
take_receipt(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct book_receipt *out = row;
	char *state = query_text_at(NULL, q, 6);

	(void)with, (void)f;
	*out = (struct book_receipt){ .id = query_number_at(q, 0), .number = query_text_at(ctx, q, 1),
		.received = query_number_at(q, 2), .channel = query_text_at(ctx, q, 3), .purpose = query_text_at(ctx, q, 4),
		.department = query_text_at(ctx, q, 5), .state = state_from_name(state), .due = query_number_at(q, 7),
		.answered = query_number_at(q, 8), .way = query_text_at(ctx, q, 9), .reason = query_text_at(ctx, q, 10) };
	talloc_free(state);
	return DONE;
}

enum verdict
book_receipts(struct ledger *l, void *ctx, const struct book_span *span, struct book_receipt **out, size_t *count_out,
    struct fault *f)
{
	void *rows;
	enum verdict v = take_all(db_query(l->db, "SELECT id, number, received, channel, purpose, department, state, due, "
	    "answered, answered_way, reason FROM opinion INDEXED BY opinion_received WHERE received >= ?1 AND received < ?2 AND "
	    "id <= ?3 ORDER BY received, id"), ctx, span, sizeof **out, take_receipt, &rows, count_out, f);

	*out = rows;
	return v;
}

/* ---- what left ----------------------------------------------------------------------------------------------------- */

static enum verdict
take_letter(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct book_letter *out = row;

	(void)with, (void)f;
	*out = (struct book_letter){ .id = query_number_at(q, 0), .run = query_number_at(q, 1), .made = query_number_at(q, 2),
		.place = query_number_at(q, 3), .document = query_text_at(ctx, q, 4), .number = query_text_at(ctx, q, 5),
		.sheets = query_number_at(q, 6), .state = query_text_at(ctx, q, 7), .changed = query_number_at(q, 8),
		.reprint = query_number_at(q, 9) != 0 };
	return DONE;
}

enum verdict
book_letters(struct ledger *l, void *ctx, const struct book_span *span, struct book_letter **out, size_t *count_out,
    struct fault *f)
{
	void *rows;
	enum verdict v = take_all(db_query(l->db, "SELECT letter.id, run.id, run.made, letter.place, document, opinion.number, sheets, "
	    "letter.state, letter.changed, reprints FROM run JOIN letter ON letter.run = run.id JOIN opinion ON "
	    "opinion.id = letter.opinion WHERE run.made >= ?1 AND run.made < ?2 AND letter.id <= ?3 AND run.state <> 'making' "
	    "ORDER BY run.id, letter.place"), ctx, span, sizeof **out, take_letter, &rows, count_out, f);

	*out = rows;
	return v;
}

static enum verdict
take_mail(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct book_mail *out = row;

	(void)with, (void)f;
	*out = (struct book_mail){ .day = query_number_at(q, 0) * DAY - TOKYO, .kind = query_text_at(ctx, q, 1),
		.count = query_number_at(q, 2) };
	return DONE;
}

enum verdict
book_mails(struct ledger *l, void *ctx, const struct book_span *span, struct book_mail **out, size_t *count_out,
    struct fault *f)
{
	void *rows;
	enum verdict v = take_all(db_query(l->db, "SELECT (done + 32400) / 86400 AS day, kind, count(*) FROM intent WHERE "
	    "state = 'sent' AND way = 'mail' AND party = 'resident' AND done >= ?1 AND done < ?2 AND id <= ?3 GROUP BY day, kind"),
	    ctx, span, sizeof **out, take_mail, &rows, count_out, f);

	*out = rows;
	return v;
}

/* ---- what was erased ----------------------------------------------------------------------------------------------- */

static enum verdict
take_erasure(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct book_erasure *out = row;

	(void)with, (void)f;
	*out = (struct book_erasure){ .id = query_number_at(q, 0), .made = query_number_at(q, 1), .who = query_text_at(ctx, q, 2),
		.state = query_text_at(ctx, q, 3), .began = query_number_at(q, 4), .changed = query_number_at(q, 5),
		.arrivals = query_number_at(q, 6), .loose = query_number_at(q, 7), .keys = query_number_at(q, 8),
		.files = query_number_at(q, 9), .reported = query_number_at(q, 10) != 0, .opinions = query_number_at(q, 11),
		.kept = query_number_at(q, 12), .released = "" };
	return DONE;
}

static enum verdict
read_releases(struct ledger *l, void *ctx, struct book_erasure *e, struct fault *f)
{
	struct buffer b = buffer_init(ctx);
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(l, ctx, TO_ERASURE, e->id, &all, &count, f);

	for (size_t i = 0; v == DONE && i < count; i++)
		buffer_printf(&b, "%s%s %.10s", i > 0 ? "\n" : "", all[i].name, clock_local(ctx, all[i].at));
	e->released = buffer_text(&b);
	return v;
}

enum verdict
book_erasures(struct ledger *l, void *ctx, const struct book_span *span, struct book_erasure **out, size_t *count_out,
    struct fault *f)
{
	void *rows;
	enum verdict v = take_all(db_query(l->db, "SELECT erasure.id, made, who, state, began, changed, arrivals, loose, keys, "
	    "files, report <> '', count(outcome) FILTER (WHERE outcome = 'erased'), count(outcome) FILTER (WHERE outcome = 'kept') "
	    "FROM erasure LEFT JOIN erasure_item ON erasure_item.erasure = erasure.id WHERE made >= ?1 AND made < ?2 AND "
	    "erasure.id <= ?3 GROUP BY erasure.id ORDER BY erasure.id"), ctx, span, sizeof **out, take_erasure, &rows, count_out, f);

	*out = rows;
	for (size_t i = 0; v == DONE && i < *count_out; i++)
		v = read_releases(l, ctx, &(*out)[i], f);
	return v;
}

/* ---- counted by the register --------------------------------------------------------------------------------------- */

static enum verdict
take_sum(void *ctx, struct query *q, void *with, void *row, struct fault *f)
{
	struct book_sum *out = row;

	(void)with, (void)f;
	*out = (struct book_sum){ .key = query_text_at(ctx, q, 0), .count = query_number_at(q, 1), .more = query_number_at(q, 2) };
	return DONE;
}

static struct query *
count_query(struct ledger *l, enum book book)
{
	switch (book) {
	case BOOK_RECEIPTS:
		return db_query(l->db, "SELECT channel, count(*), 0 FROM opinion NOT INDEXED WHERE received >= ?1 AND "
		    "received < ?2 AND id <= ?3 GROUP BY channel");
	case BOOK_DISPATCHES:
		return db_query(l->db, "SELECT state, count(*), sum(sheets) FROM letter NOT INDEXED WHERE id <= ?3 AND run IN "
		    "(SELECT id FROM run NOT INDEXED WHERE made >= ?1 AND made < ?2 AND state <> 'making') GROUP BY state");
	case BOOK_MAILS:
		return db_query(l->db, "SELECT kind, count(*), 0 FROM intent NOT INDEXED WHERE state = 'sent' AND way = 'mail' AND "
		    "party = 'resident' AND done >= ?1 AND done < ?2 AND id <= ?3 GROUP BY kind");
	case BOOK_MEDIA:
		return db_query(l->db, "SELECT end, count(*), sum(opinions) FROM medium NOT INDEXED WHERE at >= ?1 AND at < ?2 AND "
		    "id <= ?3 GROUP BY end");
	default:
		return db_query(l->db, "SELECT state, count(*), coalesce(sum((SELECT count(*) FROM erasure_item NOT INDEXED WHERE "
		    "erasure_item.erasure = erasure.id AND outcome = 'erased')), 0) FROM erasure NOT INDEXED WHERE made >= ?1 AND "
		    "made < ?2 AND id <= ?3 GROUP BY state");
	}
}

enum verdict
book_count(struct ledger *l, void *ctx, enum book book, const struct book_span *span, struct book_sum **out,
    size_t *count_out, struct fault *f)
{
	void *rows;
	enum verdict v = take_all(count_query(l, book), ctx, span, sizeof **out, take_sum, &rows, count_out, f);

	*out = rows;
	return v;
}
