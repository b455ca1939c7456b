/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * search-loop - what is looked for in the blind index, in one process and again and again.
 *
 * usage: search-loop CONF LOOPS QUERIES LAST
 *
 * QUERIES has lines of name, tab and words with spaces between them, all of which have to be there. Each is looked for
 * LOOPS times, or for two seconds, in two ways: the newest 20 of the opinions up to the id LAST, each opened and looked
 * through; and as iken-search does, but for noting who looks: up to forty opened, put in order of points, with the words
 * around the first place. Prints a line for each query: name, seconds of the median of the one and how many were found, how
 * many candidates were none; seconds of the other.
 */
#include "config/memory.h"
#include "config/settings.h"
#include "spool/search.h"

enum { SHOWN = 20, AT_ONCE = 20, LOOPS_MAX = 1000, PATIENCE = 2 };

static struct ledger *l;
static struct index *x;
static struct fault f;
static int64_t last;

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "search-loop: %s\n", why);
	exit(1);
}

static void
need(enum verdict v)
{
	if (v != DONE)
		die(f.text);
}

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static struct index_query
query_of(void *ctx, char *words)
{
	struct index_query q = { .count = 0 };

	for (char *word; q.count < INDEX_WORDS && (word = strsep(&words, " ")) != NULL;)
		q.word[q.count++].folded = index_fold(ctx, word);
	return q;
}

/* Whether all words stand in the pieces of the text. */
static bool
has_all(void *ctx, const struct index_query *q, const struct index_text *text)
{
	bool found[INDEX_WORDS] = { false };
	size_t count = 0;

	for (size_t i = 0; i < text->count; i++) {
		struct folded piece = index_fold(ctx, text->piece[i].text);

		for (size_t w = 0; w < q->count; w++) {
			if (!found[w] && index_place_of(&piece, 0, &q->word[w].folded) < piece.count) {
				found[w] = true;
				count++;
			}
		}
	}
	return count == q->count;
}

static bool
holds(void *ctx, const struct index_query *q, int64_t id)
{
	struct index_text text;
	struct opinion o;
	bool found;
	enum verdict v;

	need(opinion_by_id(l, ctx, id, &o, &found, &f));
	v = found ? index_text_of(l, ctx, &o, INDEX_WORDS_ONLY, &text, &f) : NEVER;
	if (v != NEVER)
		need(v);
	return v == DONE && has_all(ctx, q, &text);
}

static size_t
find(const struct index_query *q, size_t *wrong_out)
{
	size_t shown = 0, count = AT_ONCE;

	*wrong_out = 0;
	need(db_begin_read(l->db, &f));
	for (int64_t before = last + 1; shown < SHOWN && count == AT_ONCE;) {
		void *ctx = must(talloc_new(NULL));
		int64_t *found = NULL;

		need(index_find(x, ctx, q, before, AT_ONCE, &found, &count, &f));
		for (size_t i = 0; i < count && shown < SHOWN; i++) {
			before = found[i];
			if (holds(ctx, q, found[i]))
				shown++;
			else
				++*wrong_out;
		}
		talloc_free(ctx);
	}
	db_rollback(l->db);
	return shown;
}

static int
compare(const void *a, const void *b)
{
	const double *p = a, *q = b;

	return (*p > *q) - (*p < *q);
}

static size_t
find_newest(const char *words, size_t *wrong_out)
{
	void *ctx = must(talloc_new(NULL));
	const struct index_query q = query_of(ctx, must(talloc_strdup(ctx, words)));
	size_t shown = find(&q, wrong_out);

	talloc_free(ctx);
	return shown;
}

static size_t
find_ranked(const char *words, size_t *wrong_out)
{
	void *ctx = must(talloc_new(NULL));
	const struct search asked = { .words = words, .person = "", .channel = "", .purpose = "", .department = "", .state = "",
		.index = x };
	struct search_result result;
	size_t count;

	need(search_run(l, ctx, &asked, &result, &f));
	count = result.count;
	*wrong_out = result.opened - count;
	talloc_free(ctx);
	return count;
}

/* Seconds of the median; what the last one found. */
static double
taken_by(size_t (*finds)(const char *, size_t *), const char *words, int loops, size_t *count_out, size_t *wrong_out)
{
	double taken[LOOPS_MAX];
	int done = 0;

	for (double spent = 0; done < loops && spent < PATIENCE; done++) {
		double began = seconds_now();

		*count_out = finds(words, wrong_out);
		taken[done] = seconds_now() - began;
		spent += taken[done];
	}
	qsort(taken, (size_t)done, sizeof taken[0], compare);
	return taken[done / 2];
}

static void
look_for(char *line, int loops)
{
	char *words = strchr(line, '\t');
	size_t shown, found, wrong, ignored;
	double newest, ranked;

	if (words == NULL)
		die("a line without a tab");
	words[strcspn(words, "\n")] = 0;
	*words++ = 0;
	newest = taken_by(find_newest, words, loops, &shown, &wrong);
	ranked = taken_by(find_ranked, words, loops, &found, &ignored);
	printf("%s %.6f %zu %zu %.6f\n", line, newest, shown, wrong, ranked);
}

int
main(int argc, char **argv)
{
	struct buffer errors = buffer_init(NULL);
	int loops = argc == 5 ? (int)strtol(argv[2], NULL, 10) : 0;
	struct settings *s;
	FILE *in;
	char *line = NULL;
	size_t room = 0;

	if (loops < 1 || loops > LOOPS_MAX)
		die("usage: search-loop CONF LOOPS QUERIES LAST");
	last = strtoll(argv[4], NULL, 10);
	if (settings_read(NULL, argv[1], &s, &errors, &f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	need(ledger_open(NULL, s, LEDGER_READ, KEYS_ALL, &l, &f));
	need(index_open(NULL, l, INDEX_READ, &x, &f));
	in = fopen(argv[3], "r");
	if (in == NULL)
		die(argv[3]);
	while (getline(&line, &room, in) > 0)
		look_for(line, loops);
	fclose(in);
	index_close(&x);
	ledger_close(&l);
	return 0;
}
