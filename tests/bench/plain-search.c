/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plain-search - what one would do who need not keep a secret: an FTS5 table of trigrams over texts in the clear.
 *
 * usage: plain-search build TEXTS DATABASE
 *        plain-search find DATABASE LOOPS QUERIES
 *
 * build reads the texts of make-register -text, those of one opinion behind each other, and makes a table with a row
 * for each opinion. find looks for each query LOOPS times, or for two seconds, the newest 20 with their texts, as whoever shows them needs
 * them: with MATCH where all words have three signs, else by looking through the texts, because trigrams know no shorter
 * words (SQLite 3.40 finds nothing at all with LIKE and a shorter one). QUERIES has
 * lines of name, tab and words with spaces between them, all of which have to be there. Then again as one would show them: the
 * best 20 by FTS5's own rank with FTS5's own snippet, or, where it knows no such words, the newest 20 with what is around the
 * first place. Prints a line for each query: name, seconds of the median and how many of the 20 were found; seconds of the
 * second way.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

#include "config/bytes.h"
#include "config/memory.h"
#include "config/text.h"

enum { AT_ONCE = 100000, SHOWN = 20, WORDS = 8, LOOPS_MAX = 1000, PATIENCE = 2 };

static sqlite3 *db;

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "plain-search: %s: %s\n", why, db != NULL ? sqlite3_errmsg(db) : "");
	exit(1);
}

static void
script(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql);
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *s;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
		die(sql);
	return s;
}

/* ---- build ------------------------------------------------------------------------------------------- */

static void
put(sqlite3_stmt *insert, int64_t id, const struct buffer *text)
{
	static long rows;

	if (id == 0)
		return;
	if (++rows % AT_ONCE == 0)
		script("COMMIT; BEGIN");
	sqlite3_bind_int64(insert, 1, id);
	sqlite3_bind_text(insert, 2, (const char *)text->data, (int)text->len, SQLITE_STATIC);
	if (sqlite3_step(insert) != SQLITE_DONE)
		die("insert");
	sqlite3_reset(insert);
}

/* Line feeds come back. */
static void
add(struct buffer *text, const char *line)
{
	for (; *line != 0 && *line != '\n'; line++) {
		bool feed = line[0] == '\\' && line[1] == 'n';

		buffer_char(text, feed ? '\n' : (unsigned char)*line);
		line += feed;
	}
	buffer_char(text, '\n');
}

static void
build(const char *texts)
{
	FILE *in = fopen(texts, "r");
	struct buffer text = buffer_init(NULL);
	sqlite3_stmt *insert;
	char *line = NULL, *end;
	size_t room = 0;
	int64_t id = 0;

	script("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;"
	    "CREATE VIRTUAL TABLE plain USING fts5(text, tokenize = 'trigram'); BEGIN");
	insert = prepare("INSERT INTO plain(rowid, text) VALUES(?1, ?2)");
	while (in != NULL && getline(&line, &room, in) > 0) {
		int64_t next = strtoll(line, &end, 10);

		if (next != id) {
			put(insert, id, &text);
			buffer_clear(&text);
			id = next;
		}
		add(&text, end + 1);
	}
	put(insert, id, &text);
	script("COMMIT");
	if (in == NULL || ferror(in) != 0)
		die(texts);
}

/* ---- find -------------------------------------------------------------------------------------------- */

static double
seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

enum way { NEWEST, RANKED };

/* The columns and the order of each way, with MATCH and where FTS5 does not know the words. */
static const char *const columns[][2] = {
	[NEWEST] = { "rowid, text", "rowid, text" },
	[RANKED] = { "rowid, snippet(plain, 0, '', '', '…', 48)", "rowid, substr(text, max(instr(text, ?1) - 12, 1), 48)" },
};
static const char *const orders[][2] = { [NEWEST] = { "rowid DESC", "rowid DESC" }, [RANKED] = { "rank", "rowid DESC" } };

/* The statement for words, with those bound. */
static sqlite3_stmt *
statement_of(enum way way, char *words)
{
	struct buffer sql = buffer_init(NULL), match = buffer_init(NULL);
	const char *word[WORDS];
	size_t count = 0;
	bool is_short = false;
	sqlite3_stmt *s;

	for (char *w; count < WORDS && (w = strsep(&words, " ")) != NULL; count++) {
		word[count] = w;
		is_short |= text_length(w) < 3;
	}
	buffer_printf(&sql, "SELECT %s FROM plain WHERE %s", columns[way][is_short], is_short ? "" : "plain MATCH ?1");
	for (size_t i = 0; i < count; i++) {
		if (is_short)
			buffer_printf(&sql, "%sinstr(text, ?%zu) > 0", i > 0 ? " AND " : "", i + 1);
		else
			buffer_printf(&match, "%s\"%s\"", i > 0 ? " " : "", word[i]);
	}
	buffer_printf(&sql, " ORDER BY %s LIMIT %d", orders[way][is_short], SHOWN);
	s = prepare(buffer_text(&sql));
	for (size_t i = 0; is_short && i < count; i++)
		sqlite3_bind_text(s, (int)i + 1, word[i], -1, SQLITE_TRANSIENT);
	if (!is_short)
		sqlite3_bind_text(s, 1, buffer_text(&match), -1, SQLITE_TRANSIENT);
	return s;
}

static int
run_once(sqlite3_stmt *s)
{
	int rows = 0;
	size_t octets = 0;

	while (sqlite3_step(s) == SQLITE_ROW) {
		octets += strlen((const char *)sqlite3_column_text(s, 1));
		rows++;
	}
	if (sqlite3_reset(s) != SQLITE_OK || (rows > 0 && octets == 0))
		die("find");
	return rows;
}

/* Seconds of the median. */
static double
taken_by(enum way way, const char *words, int loops, int *rows_out)
{
	char *own = must(talloc_strdup(NULL, words));
	sqlite3_stmt *s = statement_of(way, own);
	double taken[LOOPS_MAX];
	int done = 0;

	for (double spent = 0; done < loops && spent < PATIENCE; done++) {
		double began = seconds_now();

		*rows_out = run_once(s);
		taken[done] = seconds_now() - began;
		spent += taken[done];
	}
	qsort(taken, (size_t)done, sizeof taken[0], compare);
	sqlite3_finalize(s);
	talloc_free(own);
	return taken[done / 2];
}

static void
find(const char *queries, int loops)
{
	FILE *in = fopen(queries, "r");
	char *line = NULL;
	size_t room = 0;

	if (in == NULL)
		die(queries);
	while (getline(&line, &room, in) > 0) {
		char *words = strchr(line, '\t');
		int rows = 0, ranked_rows = 0;
		double newest, ranked;

		words[strcspn(words, "\n")] = 0;
		*words++ = 0;
		newest = taken_by(NEWEST, words, loops, &rows);
		ranked = taken_by(RANKED, words, loops, &ranked_rows);
		if (ranked_rows != rows)
			die("not as many by rank");
		printf("%s %.6f %d %.6f\n", line, newest, rows, ranked);
	}
	fclose(in);
}

int
main(int argc, char **argv)
{
	bool builds = argc == 4 && strcmp(argv[1], "build") == 0;
	int loops = argc == 5 ? (int)strtol(argv[3], NULL, 10) : 0;

	if (!builds && (argc != 5 || strcmp(argv[1], "find") != 0 || loops < 1 || loops > LOOPS_MAX))
		die("usage: plain-search build TEXTS DATABASE; plain-search find DATABASE LOOPS QUERIES");
	if (sqlite3_open(builds ? argv[3] : argv[2], &db) != SQLITE_OK)
		die("open");
	if (builds)
		build(argv[2]);
	else
		find(argv[4], loops);
	sqlite3_close(db);
	return 0;
}
