/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search - opinions that have words, were written by somebody, came in some time ago. */
#include "spool/search.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { OPENED = 40, SHOWN = 20, LOOKED = 20000, BATCH = 200, PLACES = 5, BEFORE = 12, AFTER = 36, PHONE_DIGITS = 6 };

enum { YEAR = 365 * 86400 };

struct searching {
	struct ledger *l;
	void *ctx;
	const struct search *s;
	struct search_result *out;
	struct index *x;		/* NULL: not needed */
	struct index_query query;
	struct buffer typed;		/* the words with spaces between */
	size_t words;			/* the first ones of query; behind them is the person */
	struct folded joined;		/* all words behind each other; count 0: there are not several */
	const char *mail;		/* the person's; "" none */
	size_t looked, room;
	int64_t now;
};

/* ---- what is asked for ------------------------------------------------------------------------------------------------ */

static enum verdict
add_term(struct searching *g, const char *text, size_t len, enum index_domain domain, struct fault *f)
{
	char *term = must(talloc_strndup(g->ctx, text, len));
	struct folded folded = domain == INDEX_OF_PHONE ? index_fold_phone(g->ctx, term) : index_fold(g->ctx, term);

	if (folded.count == 0)
		return DONE;
	if (g->query.count == INDEX_WORDS)
		return fail(f, NEVER, "more than %d words", INDEX_WORDS);
	if (domain == INDEX_OF_WORDS)
		buffer_printf(&g->typed, "%s ", term);
	g->query.word[g->query.count].domain = domain;
	g->query.word[g->query.count++].folded = folded;
	return DONE;
}

static size_t
space_at(const char *p)
{
	return text_is_space(*p) ? 1 : text_starts(p, "\xe3\x80\x80") ? 3 : 0;
}

/* What opens a phrase, and what closes it. */
static const char *const quotes[][2] = { { "\"", "\"" }, { "「", "」" }, { "“", "”" }, { "『", "』" } };

/* Octets of the quote that opens at p; *close_out what closes it. */
static size_t
quote_at(const char *p, const char **close_out)
{
	for (size_t i = 0; i < sizeof quotes / sizeof quotes[0]; i++)
		if (text_starts(p, quotes[i][0]) && strstr(p + strlen(quotes[i][0]), quotes[i][1]) != NULL) {
			*close_out = quotes[i][1];
			return strlen(quotes[i][0]);
		}
	return 0;
}

static enum verdict
take_words(struct searching *g, const char *typed, struct fault *f)
{
	enum verdict v = DONE;

	for (const char *p = typed; v == DONE && *p != 0;) {
		const char *close = NULL, *end = p;
		size_t quote = quote_at(p, &close);

		if (space_at(p) != 0) {
			p += space_at(p);
			continue;
		}
		if (quote != 0) {
			end = strstr(p + quote, close);
			v = add_term(g, p + quote, (size_t)(end - p) - quote, INDEX_OF_WORDS, f);
			p = end + strlen(close);
			continue;
		}
		while (*end != 0 && space_at(end) == 0 && (end == p || quote_at(end, &close) == 0))
			end++;
		v = add_term(g, p, (size_t)(end - p), INDEX_OF_WORDS, f);
		p = end;
	}
	g->words = g->query.count;
	if (g->words > 1)
		g->joined = index_fold(g->ctx, buffer_text(&g->typed));
	return v;
}

static bool
is_phone(const char *typed)
{
	const struct folded f = index_fold(NULL, typed);
	size_t digits = 0, other = 0;

	for (size_t i = 0; i < f.count; i++)
		if (f.code[i] >= '0' && f.code[i] <= '9')
			digits++;
		else if (f.code[i] >= 0x80 || strchr("-+() ", (int)f.code[i]) == NULL)
			other++;
	talloc_free(f.code);
	talloc_free(f.at);
	return other == 0 && digits >= PHONE_DIGITS;
}

static enum verdict
take_person(struct searching *g, const char *typed, struct fault *f)
{
	g->mail = strchr(typed, '@') != NULL ? text_trim(g->ctx, typed) : "";
	if (*typed == 0 || g->mail[0] != 0)
		return DONE;
	return add_term(g, typed, strlen(typed), is_phone(typed) ? INDEX_OF_PHONE : INDEX_OF_NAME, f);
}

/* ---- one candidate ---------------------------------------------------------------------------------------------------- */

static bool
is(const char *wanted, const char *is)
{
	return wanted[0] == 0 || strcmp(wanted, is) == 0;
}

static bool
passes(const struct search *s, const struct opinion *o)
{
	return o->state != STATE_ERASED && is(s->channel, o->channel) && is(s->purpose, o->purpose) &&
	    is(s->department, o->department) && is(s->state, state_name(o->state)) && (s->from == 0 || o->received >= s->from) &&
	    (s->until == 0 || o->received < s->until);
}

static bool
is_person(struct searching *g, void *ctx, const struct contact *c)
{
	const struct index_query *q = &g->query;

	if (g->s->person[0] == 0)
		return true;
	if (c == NULL)
		return false;
	if (g->mail[0] != 0)
		return strcmp(text_fold(ctx, c->mail), text_fold(ctx, g->mail)) == 0;
	for (size_t i = g->words; i < q->count; i++) {
		const struct folded name = index_fold(ctx, c->name), phones[] = { index_fold_phone(ctx, c->phone), index_fold_phone(ctx, c->fax) };
		const struct folded *wanted = &q->word[i].folded;

		if (q->word[i].domain == INDEX_OF_NAME && index_place_of(&name, 0, wanted) < name.count)
			continue;
		if (q->word[i].domain == INDEX_OF_PHONE && ((phones[0].count == wanted->count && index_place_of(&phones[0], 0, wanted) == 0) ||
		    (phones[1].count == wanted->count && index_place_of(&phones[1], 0, wanted) == 0)))
			continue;
		return false;
	}
	return true;
}

static bool
is_wanted(const struct search *s, const struct index_piece *p)
{
	return s->in == SEARCH_ANYWHERE || (s->in == SEARCH_OPINION) == (p->side == INDEX_BY_RESIDENT);
}

/* The original text around a place, one line. */
static char *
cut_out(void *ctx, const struct index_piece *p, const struct folded *text, size_t at, size_t len)
{
	size_t from = at > BEFORE ? at - BEFORE : 0, to = at + len + AFTER;
	size_t begin = from == 0 ? 0 : text->at[from], end = to >= text->count ? strlen(p->text) : text->at[to];
	char *line = must(talloc_asprintf(ctx, "%s%.*s%s", begin != 0 ? "…" : "", (int)(end - begin), p->text + begin,
	    to < text->count ? "…" : ""));

	text_make_line(line);
	return text_trim(ctx, line);
}

static void
note_place(struct hit *hit, void *ctx, const struct index_piece *p, const struct folded *text, size_t at, size_t len)
{
	/* The first place, but rather in a text than in its subject. */
	if (hit->snippet != NULL && !(strcmp(hit->kind, "subject") == 0 && !p->is_subject))
		return;
	hit->kind = must(talloc_strdup(ctx, p->kind));
	hit->snippet = cut_out(ctx, p, text, at, len);
}

static size_t
count_places(const struct folded *text, const struct folded *word, size_t *first_out)
{
	size_t n = 0, at = index_place_of(text, 0, word);

	*first_out = at;
	for (; at < text->count; at = index_place_of(text, at + word->count, word))
		n++;
	return n;
}

/* False: not every word is there. */
static bool
look_at_words(struct searching *g, void *ctx, const struct index_text *t, struct hit *hit)
{
	size_t places[INDEX_WORDS] = { 0 };
	bool in_subject[INDEX_WORDS] = { false }, joined = false;

	for (size_t i = 0; i < t->count; i++) {
		const struct folded text = is_wanted(g->s, &t->piece[i]) ? index_fold(ctx, t->piece[i].text) : (struct folded){ .count = 0 };

		for (size_t k = 0; k < g->words; k++) {
			size_t first, n = count_places(&text, &g->query.word[k].folded, &first);

			if (n != 0)
				note_place(hit, g->ctx, &t->piece[i], &text, first, g->query.word[k].folded.count);
			places[k] += n;
			in_subject[k] |= n != 0 && t->piece[i].is_subject;
		}
		joined |= g->joined.count != 0 && index_place_of(&text, 0, &g->joined) < text.count;
	}
	for (size_t k = 0; k < g->words; k++) {
		if (places[k] == 0)
			return false;
		hit->points += (double)(places[k] < PLACES ? places[k] : PLACES) + (in_subject[k] ? 4 : 0);
	}
	hit->points += joined ? 6 : 0;
	return true;
}

/* *kept_out: it is a hit, and keeps the opinion. */
static enum verdict
open_one(struct searching *g, void *ctx, const struct opinion *o, bool *kept_out, struct fault *f)
{
	struct hit hit = { .kind = "", .o = *o };
	struct index_text text;
	enum verdict v = index_text_of(g->l, ctx, o, g->s->person[0] != 0 ? INDEX_WITH_CONTACT : INDEX_WORDS_ONLY, &text, f);

	if (v != DONE)
		return v == NEVER ? DONE : v;
	g->out->opened++;
	if (!is_person(g, ctx, text.contact) || !look_at_words(g, ctx, &text, &hit))
		return DONE;
	hit.points += 2 - (double)(g->now - o->received) / (3.0 * YEAR);
	hit.snippet = hit.snippet != NULL ? hit.snippet : "";
	if (g->out->count == g->room) {
		g->room = g->room * 2 + SHOWN;
		g->out->hit = must(talloc_realloc(g->ctx, g->out->hit, struct hit, g->room));
	}
	g->out->hit[g->out->count++] = hit;
	*kept_out = true;
	return DONE;
}

static enum verdict
look_at(struct searching *g, int64_t id, struct fault *f)
{
	void *ctx = must(talloc_new(NULL)), *kept = must(talloc_new(g->ctx));
	struct opinion o;
	bool found, is_hit = false;
	enum verdict v = opinion_by_id(g->l, kept, id, &o, &found, f);

	g->looked++;
	if (v == DONE && found && passes(g->s, &o))
		v = open_one(g, ctx, &o, &is_hit, f);
	if (!is_hit)
		talloc_free(kept);
	talloc_free(ctx);
	return v;
}

/* ---- candidates ------------------------------------------------------------------------------------------------------- */

static enum verdict
of_mail(struct searching *g, void *ctx, int64_t before, int64_t **out, size_t *count_out, struct fault *f)
{
	struct query *q = db_query(g->l->db, "SELECT id FROM opinion WHERE contact_hash = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3");
	unsigned char hash[SEAL_HASH];

	ledger_hash_address(g->l, g->mail, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_number(q, 2, before != 0 ? before : INT64_MAX);
	query_number(q, 3, BATCH);
	return query_numbers(q, ctx, out, count_out, f);
}

static enum verdict
next_candidates(struct searching *g, void *ctx, int64_t before, int64_t **out, size_t *count_out, struct fault *f)
{
	enum verdict v;

	if (g->mail[0] != 0)
		return of_mail(g, ctx, before, out, count_out, f);
	v = index_find(g->x, ctx, &g->query, before, BATCH, out, count_out, f);
	if (v == HALT) {
		index_report_damage(g->l->settings);
		v = LATER;
	}
	return v;
}

static bool
is_enough(const struct searching *g)
{
	return !g->s->all && (g->out->opened >= OPENED || g->looked >= LOOKED);
}

static enum verdict
look_at_all(struct searching *g, struct fault *f)
{
	int64_t before = 0;
	size_t count = 1;
	enum verdict v = DONE;

	while (v == DONE && count != 0 && !is_enough(g)) {
		void *ctx = must(talloc_new(NULL));
		int64_t *ids;
		size_t i = 0;

		v = next_candidates(g, ctx, before, &ids, &count, f);
		for (; v == DONE && i < count && !is_enough(g); i++) {
			v = look_at(g, ids[i], f);
			before = ids[i];
		}
		/* Fewer than were asked for: there are no more. */
		if (v == DONE && i == count && count < BATCH)
			count = 0;
		talloc_free(ctx);
	}
	g->out->exact = count == 0;
	return v;
}

static int
by_points(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->points > y->points || x->points < y->points)
		return x->points > y->points ? -1 : 1;
	return x->o.id > y->o.id ? -1 : x->o.id < y->o.id;
}

enum verdict
search_run(struct ledger *l, void *ctx, const struct search *s, struct search_result *out, struct fault *f)
{
	struct searching g = { .l = l, .ctx = ctx, .s = s, .out = out, .mail = "", .now = clock_now(),
		.typed = buffer_init(ctx) };
	enum verdict v;

	*out = (struct search_result){ .count = 0 };
	v = take_words(&g, s->words, f);
	out->words = g.words;
	if (v == DONE)
		v = take_person(&g, s->person, f);
	if (v == DONE && g.query.count == 0 && g.mail[0] == 0)
		v = fail(f, NEVER, "there is nothing to search for");
	g.x = s->index;
	if (v == DONE && g.mail[0] == 0) {
		if (g.x == NULL)
			v = index_open(ctx, l, INDEX_READ, &g.x, f);
		if (v == DONE)
			v = index_cover(g.x, &out->cover, f);
	}
	/* Each statement outside of a transaction would lock the register anew. */
	if (v == DONE)
		v = db_begin_read(l->db, f);
	if (v == DONE) {
		v = look_at_all(&g, f);
		db_rollback(l->db);
	}
	if (g.x != NULL && g.x != s->index)
		index_close(&g.x);
	if (v == DONE && out->count != 0)
		qsort(out->hit, out->count, sizeof *out->hit, by_points);
	return v;
}
