/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pick - which opinions are given out, and what of them. */
#include "spool/pick.h"

#include <stdlib.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/number.h"

/* ---- words ------------------------------------------------------------------------------------------------------- */

char *
pick_write(void *ctx, const struct pick *pick)
{
	struct buffer b = buffer_init(ctx);

	buffer_printf(&b, "from %lld\nto %lld\ndepartment %s\npurpose %s\nchannel %s\nstate %s\nnumbers %s\n",
	    (long long)pick->from, (long long)pick->to, pick->department, pick->purpose, pick->channel, pick->state,
	    pick->numbers);
	buffer_printf(&b, "cases %d\nmasked %d\ninfected %d\ncp932 %d\n", pick->cases, pick->masked, pick->infected,
	    pick->cp932);
	return (char *)b.data;
}

/* What stands behind a name, up to the end of its line; NULL: the name does not stand there. */
static char *
take(void *ctx, const char **at, const char *name)
{
	size_t len = strlen(name), line;
	const char *value;

	if (strncmp(*at, name, len) != 0 || (*at)[len] != ' ')
		return NULL;
	value = *at + len + 1;
	line = strcspn(value, "\n");
	*at = value + line + (value[line] != 0);
	return must(talloc_strndup(ctx, value, line));
}

static bool
take_number(void *ctx, const char **at, const char *name, int64_t *out)
{
	char *digits = take(ctx, at, name);

	return digits != NULL && text_to_number(digits, 0, INT64_MAX, out);
}

static bool
take_flag(void *ctx, const char **at, const char *name, bool *out)
{
	int64_t number = 0;
	bool whole = take_number(ctx, at, name, &number) && number <= 1;

	*out = number == 1;
	return whole;
}

struct pick *
pick_read(void *ctx, const char *words)
{
	struct pick *p = memory_new(ctx, sizeof *p);
	const struct {
		const char *name;
		const char **out;
	} texts[] = { { "department", &p->department }, { "purpose", &p->purpose }, { "channel", &p->channel },
		{ "state", &p->state }, { "numbers", &p->numbers } };
	const char *at = words;
	bool whole = take_number(p, &at, "from", &p->from) && take_number(p, &at, "to", &p->to);

	for (size_t i = 0; whole && i < sizeof texts / sizeof texts[0]; i++) {
		*texts[i].out = take(p, &at, texts[i].name);
		whole = *texts[i].out != NULL;
	}
	whole = whole && take_flag(p, &at, "cases", &p->cases) && take_flag(p, &at, "masked", &p->masked) &&
	    take_flag(p, &at, "infected", &p->infected) && take_flag(p, &at, "cp932", &p->cp932) && *at == 0;
	if (!whole)
		talloc_free(p);
	return whole ? p : NULL;
}

/* ---- one after the other ----------------------------------------------------------------------------------------- */

static int
compare_ids(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum verdict
add_number(struct pick_walk *w, void *ctx, const char *word, struct fault *f)
{
	char *number = number_read(ctx, word);
	struct opinion o;
	bool found = false;
	enum verdict v;

	if (number == NULL)
		return fail(f, NEVER, "%.40s is not a number: a digit is missing or wrong", word);
	v = opinion_by_number(w->l, ctx, number, &o, &found, f);
	if (v == DONE && !found)
		v = fail(f, NEVER, "there is no opinion %s", number);
	if (v == DONE)
		w->named[w->named_count++] = o.id;
	talloc_free(number);
	return v;
}

/* Ascending, each once. */
static void
order(struct pick_walk *w)
{
	size_t count = 0;

	if (w->named_count != 0)
		qsort(w->named, w->named_count, sizeof *w->named, compare_ids);
	for (size_t i = 0; i < w->named_count; i++)
		if (count == 0 || w->named[count - 1] != w->named[i])
			w->named[count++] = w->named[i];
	w->named_count = count;
}

enum verdict
pick_begin(struct ledger *l, void *ctx, const struct pick *pick, struct pick_walk *out, struct fault *f)
{
	enum verdict v = DONE;
	size_t count = 0;

	*out = (struct pick_walk){ .l = l, .pick = pick };
	for (const char *p = pick->numbers; *p != 0; p++)
		count += *p == ' ';
	if (pick->numbers[0] != 0)
		out->named = must(talloc_array(ctx, int64_t, count + 1));
	for (const char *p = pick->numbers; v == DONE && *p != 0;) {
		void *own = must(talloc_new(NULL));
		size_t len = strcspn(p, " ");

		v = add_number(out, own, must(talloc_strndup(own, p, len)), f);
		p += len + (p[len] != 0);
		talloc_free(own);
	}
	order(out);
	return v;
}

static enum verdict
next_id(struct pick_walk *w, int64_t *id_out, bool *found_out, struct fault *f)
{
	struct query *q = db_query(w->l->db, "SELECT id FROM opinion WHERE id > ?1 AND received >= ?2 AND (?3 = 0 OR received < ?3) "
	    "AND (?4 = '' OR department = ?4) AND (?5 = '' OR purpose = ?5) AND (?6 = '' OR channel = ?6) AND "
	    "(?7 = '' OR state = ?7) ORDER BY id LIMIT 1");
	enum verdict v;

	query_number(q, 1, w->after);
	query_number(q, 2, w->pick->from);
	query_number(q, 3, w->pick->to);
	query_text(q, 4, w->pick->department);
	query_text(q, 5, w->pick->purpose);
	query_text(q, 6, w->pick->channel);
	query_text(q, 7, w->pick->state);
	v = query_next(q, found_out, f);
	if (v == DONE && *found_out)
		*id_out = query_number_at(q, 0);
	query_done(q);
	return v;
}

static bool
fits(const struct pick *p, const struct opinion *o)
{
	return o->received >= p->from && (p->to == 0 || o->received < p->to) &&
	    (p->department[0] == 0 || strcmp(p->department, o->department) == 0) &&
	    (p->purpose[0] == 0 || strcmp(p->purpose, o->purpose) == 0) &&
	    (p->channel[0] == 0 || strcmp(p->channel, o->channel) == 0) &&
	    (p->state[0] == 0 || strcmp(p->state, state_name(o->state)) == 0);
}

enum verdict
pick_next(struct pick_walk *w, void *ctx, struct opinion *out, bool *found_out, struct fault *f)
{
	enum verdict v = DONE;

	*found_out = false;
	do {
		bool named = w->named != NULL;
		int64_t id = 0;

		if (named && w->next == w->named_count)
			return DONE;
		if (named)
			id = w->named[w->next++];
		else
			v = next_id(w, &id, found_out, f);
		if (v != DONE || (!named && !*found_out))
			return v;
		v = opinion_by_id(w->l, ctx, id, out, found_out, f);
		w->after = id;
		*found_out = v == DONE && *found_out && (!named || fits(w->pick, out));
	} while (v == DONE && !*found_out);
	return v;
}

enum verdict
pick_count(struct ledger *l, const struct pick *pick, struct pick_count *out, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	char *words = pick_write(ctx, pick);
	unsigned char digest[SEAL_DIGEST];
	struct seal_digest d;
	struct pick_walk walk;
	bool found = true;
	enum verdict v = pick_begin(l, ctx, pick, &walk, f);

	*out = (struct pick_count){ .opinions = 0 };
	seal_digest_begin(&d, NULL);
	seal_digest_add(&d, bytes_of(words));
	while (v == DONE && found) {
		void *own = must(talloc_new(ctx));
		struct opinion o;

		v = pick_next(&walk, own, &o, &found, f);
		if (v == DONE && found) {
			bool erased = o.state == STATE_ERASED;

			out->opinions++;
			out->is_protected += o.is_protected;
			out->erased += erased;
			seal_digest_add(&d, bytes_of(must(talloc_asprintf(own, "%s %d %d\n", o.number, o.is_protected, erased))));
		}
		talloc_free(own);
	}
	seal_digest_end(&d, digest, sizeof digest);
	seal_hex(digest, sizeof digest, out->digest);
	talloc_free(ctx);
	return v;
}
