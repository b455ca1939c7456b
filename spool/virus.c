/* SPDX-License-Identifier: GPL-3.0-or-later */
/* virus - has what came in looked at by the virus scanner before anything reads it. */
#include "spool/virus.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/bundle.h"
#include "spool/sealed.h"

enum { WINDOW = 8 };		/* streams whose answers are awaited at once */

struct virus_scanner {
	const struct virus_settings *settings;
	struct clamd *session;		/* NULL: none */
	bool patterns_old;
};

/* A stretch of an item that is one stream. */
struct stretch {
	struct virus_item *item;
	int64_t from, to;
	bool is_mail;
	unsigned number;		/* of the stream in this session, 0: not sent in it */
	enum virus_is is;
	char text[CLAMD_NAME_MAX + 1];
};

struct stretches {
	struct stretch *item;
	size_t count;
};

struct virus_scanner *
virus_scanner_new(void *ctx, const struct virus_settings *s)
{
	struct virus_scanner *scanner = memory_new(ctx, sizeof *scanner);

	scanner->settings = s;
	return scanner;
}

void
virus_scanner_close(struct virus_scanner **scanner)
{
	if (*scanner == NULL)
		return;
	clamd_close(&(*scanner)->session);
	talloc_free(*scanner);
	*scanner = NULL;
}

bool
virus_patterns_old(const struct virus_scanner *scanner)
{
	return scanner->patterns_old;
}

/* ---- what is streamed ---- */

static void
add_stretch(void *ctx, struct stretches *all, struct virus_item *item, int64_t from, int64_t to, bool is_mail)
{
	all->item = must(talloc_realloc(ctx, all->item, struct stretch, all->count + 1));
	all->item[all->count++] = (struct stretch){ .item = item, .from = from, .to = to, .is_mail = is_mail };
}

/* The files of a bundle lie between lines that no file can hold. */
static enum verdict
add_files(void *ctx, struct stretches *all, struct virus_item *item, struct fault *f)
{
	struct bundle_places places;
	enum verdict v = bundle_places(ctx, item->octets, &places, f);

	for (size_t i = 0; v == DONE && i < places.count; i++)
		add_stretch(ctx, all, item, places.item[i].from, places.item[i].to, false);
	/* Without files, and where it is not as ingest writes it: as a whole. */
	if (v == NEVER || (v == DONE && places.count == 0)) {
		add_stretch(ctx, all, item, 0, item->octets->size, true);
		v = DONE;
	}
	return v;
}

static void
take_reason(char out[CLAMD_NAME_MAX + 1], const struct fault *f)
{
	char *cut = text_cut(NULL, f->text, CLAMD_NAME_MAX / 4);

	snprintf(out, CLAMD_NAME_MAX + 1, "%s", cut);
	talloc_free(cut);
}

static void
unable(struct virus_item *item, const struct fault *f)
{
	item->is = VIRUS_UNABLE;
	take_reason(item->text, f);
}

static struct stretches
stretches_of(void *ctx, struct virus_item *items, size_t count)
{
	struct stretches all = { NULL, 0 };

	for (size_t i = 0; i < count; i++) {
		struct fault f;

		items[i].is = VIRUS_UNKNOWN;
		items[i].text[0] = 0;
		if (!items[i].is_bundle)
			add_stretch(ctx, &all, &items[i], 0, items[i].octets->size, true);
		else if (add_files(ctx, &all, &items[i], &f) != DONE)
			unable(&items[i], &f);
	}
	return all;
}

/* ---- sessions ---- */

static enum verdict
judge_age(struct virus_scanner *s, int64_t made, struct fault *f)
{
	int64_t age = clock_now() - made;

	s->patterns_old = false;
	if (s->settings->patterns_age == 0)
		return DONE;
	if (made != 0 && age <= s->settings->patterns_age)
		return DONE;
	s->patterns_old = true;
	if (made == 0)
		return fail(f, LATER, "virus scanner: it does not say how old its patterns are");
	return fail(f, LATER, "virus scanner: its patterns are %lld h old, [virus] patterns_age allows %lld h",
	    (long long)age / 3600, (long long)s->settings->patterns_age / 3600);
}

static enum verdict
open_session(struct virus_scanner *s, int64_t *made_out, struct fault *f)
{
	enum verdict v;

	clamd_close(&s->session);
	s->patterns_old = false;
	v = clamd_open(s, s->settings, &s->session, f);
	if (v == DONE)
		v = clamd_patterns(s->session, made_out, f);
	if (v == DONE)
		v = judge_age(s, *made_out, f);
	if (v != DONE)
		clamd_close(&s->session);
	return v;
}

static enum verdict
need_session(struct virus_scanner *s, struct fault *f)
{
	int64_t made;

	return s->session != NULL ? DONE : open_session(s, &made, f);
}

/* Sends some octets of ours and tells what the scanner says of them. */
static enum verdict
ask(struct virus_scanner *s, const char *octets, struct clamd_answer *out, struct fault *f)
{
	unsigned number;
	enum verdict v = clamd_begin(s->session, &number, f);

	if (v == DONE)
		v = clamd_write(s->session, (const unsigned char *)octets, strlen(octets), f);
	if (v == DONE)
		v = clamd_end(s->session, f);
	if (v == DONE)
		v = clamd_next(s->session, out, f);
	if (v == DONE && out->number != number)
		v = fail(f, LATER, "virus scanner: an answer that clamd does not give");
	return v;
}

/* After a failure: whether it is the scanner's. */
static enum verdict
try_anew(struct virus_scanner *s, struct fault *f)
{
	struct clamd_answer answer = { .says = CLAMD_UNABLE };
	int64_t made;
	enum verdict v = open_session(s, &made, f);

	if (v == DONE)
		v = ask(s, "nothing bad is in this\n", &answer, f);
	if (v == DONE && answer.says != CLAMD_CLEAN)
		v = fail(f, LATER, "virus scanner: it does not work: %s", answer.text);
	if (v != DONE)
		clamd_close(&s->session);
	return v;
}

/* ---- streams ---- */

/* What cannot be read is given up; the session with it, since its stream cannot be taken back. */
static enum verdict
send_octets(struct virus_scanner *s, struct stretch *t, struct fault *f)
{
	const struct octets *octets = t->item->octets;
	unsigned char *piece = must(talloc_size(NULL, SEALED_CHUNK));
	enum verdict v = DONE;

	for (int64_t at = t->from; v == DONE && at < t->to; ) {
		size_t n = t->to - at < SEALED_CHUNK ? (size_t)(t->to - at) : SEALED_CHUNK;

		v = octets->read(octets->state, at, piece, n, f);
		if (v == DONE) {
			v = clamd_write(s->session, piece, n, f);
		} else {
			unable(t->item, f);
			clamd_close(&s->session);
		}
		at += (int64_t)n;
	}
	seal_wipe(piece, SEALED_CHUNK);
	talloc_free(piece);
	return v;
}

static enum verdict
send_stretch(struct virus_scanner *s, struct stretch *t, struct fault *f)
{
	static const char mail[] = "From iken Thu Jan  1 00:00:00 1970\n";
	enum verdict v = clamd_begin(s->session, &t->number, f);

	if (v == DONE && t->is_mail)
		v = clamd_write(s->session, (const unsigned char *)mail, sizeof mail - 1, f);
	if (v == DONE)
		v = send_octets(s, t, f);
	return v == DONE ? clamd_end(s->session, f) : v;
}

static bool
is_open(const struct stretch *t)
{
	return t->is == VIRUS_UNKNOWN && t->item->is != VIRUS_UNABLE;
}

static enum verdict
take_answer(struct virus_scanner *s, struct stretches *all, struct fault *f)
{
	static const enum virus_is is[] = { [CLAMD_CLEAN] = VIRUS_CLEAN, [CLAMD_INFECTED] = VIRUS_FOUND,
		[CLAMD_UNABLE] = VIRUS_UNABLE };
	struct clamd_answer answer;
	enum verdict v = clamd_next(s->session, &answer, f);

	for (size_t i = 0; v == DONE && i < all->count; i++) {
		struct stretch *t = &all->item[i];

		if (t->number != answer.number || t->is != VIRUS_UNKNOWN)
			continue;
		t->is = is[answer.says];
		memcpy(t->text, answer.text, sizeof t->text);
		return DONE;
	}
	return v == DONE ? fail(f, LATER, "virus scanner: two answers to one question") : v;
}

/* Sends everything, a few streams ahead of their answers. */
static enum verdict
scan_ahead(struct virus_scanner *s, struct stretches *all, struct fault *f)
{
	struct fault ignored;
	size_t open = 0;
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < all->count; i++) {
		if (!is_open(&all->item[i]))
			continue;
		v = send_stretch(s, &all->item[i], f);
		open++;
		if (v == DONE && open == WINDOW) {
			v = take_answer(s, all, f);
			open--;
		}
		/* Answers that have come before it closed the connection. */
		while (v != DONE && s->session != NULL && take_answer(s, all, &ignored) == DONE)
			continue;
	}
	while (v == DONE && open-- > 0)
		v = take_answer(s, all, f);
	return v;
}

/* Scans one; where the scanner fails, it is not known whether at this one. */
static void
scan_one(struct virus_scanner *s, struct stretches *all, struct stretch *t)
{
	struct fault f, ignored;

	for (size_t i = 0; i < all->count; i++)
		all->item[i].number = 0;
	if (send_stretch(s, t, &f) == DONE)
		(void)take_answer(s, all, &f);
	else if (s->session != NULL)		/* it may have said why */
		(void)take_answer(s, all, &ignored);
	if (!is_open(t))
		return;
	t->is = VIRUS_UNABLE;
	take_reason(t->text, &f);
}

/* One by one, what has no answer yet: so it is seen at which of them the scanner fails. */
static enum verdict
scan_singly(struct virus_scanner *s, struct stretches *all, struct fault *f)
{
	enum verdict v = try_anew(s, f);

	for (size_t i = 0; v == DONE && i < all->count; i++) {
		struct stretch *t = &all->item[i];

		if (!is_open(t))
			continue;
		scan_one(s, all, t);
		if (t->is == VIRUS_CLEAN || t->is == VIRUS_FOUND)
			continue;
		v = try_anew(s, f);
		if (v != DONE)
			t->is = VIRUS_UNKNOWN;
	}
	return v;
}

/* An item is as bad as the worst of its stretches, and clean when all of them are. */
static void
sum_up(struct stretches *all, struct virus_item *items, size_t count)
{
	static const int worse[] = { [VIRUS_CLEAN] = 0, [VIRUS_UNKNOWN] = 1, [VIRUS_UNABLE] = 2, [VIRUS_FOUND] = 3 };

	for (size_t i = 0; i < count; i++)
		if (items[i].is != VIRUS_UNABLE)
			items[i].is = VIRUS_CLEAN;
	for (size_t i = 0; i < all->count; i++) {
		const struct stretch *t = &all->item[i];

		if (worse[t->is] <= worse[t->item->is])
			continue;
		t->item->is = t->is;
		memcpy(t->item->text, t->text, sizeof t->text);
	}
}

enum verdict
virus_scan(struct virus_scanner *s, struct virus_item *items, size_t count, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct stretches all = stretches_of(ctx, items, count);
	enum verdict v = need_session(s, f);

	if (v == DONE && scan_ahead(s, &all, f) != DONE)
		v = scan_singly(s, &all, f);
	if (v != DONE)
		clamd_close(&s->session);
	sum_up(&all, items, count);
	talloc_free(ctx);
	return v;
}

/* In two pieces, so that no scanner takes this program for the test file. */
enum verdict
virus_check(struct virus_scanner *s, int64_t *patterns_out, struct fault *f)
{
	char *eicar = must(talloc_asprintf(s, "X5O!P%%@AP[4\\PZX54(P^)7CC)7}$%s%s", "EICAR-STANDARD-",
	    "ANTIVIRUS-TEST-FILE!$H+H*"));
	struct clamd_answer answer;
	enum verdict v = open_session(s, patterns_out, f);

	if (v == DONE)
		v = ask(s, eicar, &answer, f);
	if (v == DONE && answer.says != CLAMD_INFECTED)
		v = fail(f, LATER, "virus scanner: it does not find the EICAR test file, so it finds nothing else");
	talloc_free(eicar);
	return v;
}

/* ---- the register ---- */

enum verdict
virus_note(struct ledger *l, const char *id, const char *name, bool *first_out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO infected(id, name, found) VALUES(?1, ?2, ?3) ON CONFLICT DO NOTHING");
	enum verdict v;

	query_text(q, 1, id);
	query_text(q, 2, name);
	query_number(q, 3, clock_now());
	v = query_run(q, f);
	*first_out = v == DONE && db_changes(l->db) == 1;
	return v;
}

enum verdict
virus_waive(struct ledger *l, const char *id, struct fault *f)
{
	struct query *q = db_query(l->db, "UPDATE infected SET waived = ?2 WHERE id = ?1");
	enum verdict v;

	query_text(q, 1, id);
	query_number(q, 2, clock_now());
	v = query_run(q, f);
	if (v == DONE && db_changes(l->db) != 1)
		return fail(f, NEVER, "arrival %s was not set aside for a virus", id);
	return v;
}

enum verdict
virus_name_of(struct ledger *l, void *ctx, const char *id, const char **name_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT name FROM infected WHERE id = ?1");
	bool row = false;
	enum verdict v;

	query_text(q, 1, id);
	v = query_next(q, &row, f);
	*name_out = v == DONE && row ? query_text_at(ctx, q, 0) : "";
	query_done(q);
	return v;
}

enum verdict
virus_waived(struct ledger *l, const char *id, bool *waived_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM infected WHERE id = ?1 AND waived <> 0");
	enum verdict v;

	query_text(q, 1, id);
	v = query_next(q, waived_out, f);
	query_done(q);
	return v;
}
