/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * find-words - what the search finds for each of many words, by one process.
 *
 * usage: find-words CONF <WORDS
 *
 * Of each line of WORDS, taken as one phrase, the ids of all opinions that are found, in ascending order, on one line, behind
 * the number of opinions that had to be opened for it.
 */
#include "config/memory.h"
#include "config/settings.h"
#include "spool/search.h"

static int
by_id(const void *a, const void *b)
{
	int64_t x = ((const struct hit *)a)->o.id, y = ((const struct hit *)b)->o.id;

	return x < y ? -1 : x > y;
}

static void
find(struct ledger *l, const char *word)
{
	void *ctx = must(talloc_new(NULL));
	struct fault f = { "" };
	struct search_result r;
	struct search s = { .words = must(talloc_asprintf(ctx, "\"%s\"", word)), .person = "", .channel = "", .purpose = "", .department = "",
		.state = "", .all = true };

	if (search_run(l, ctx, &s, &r, &f) != DONE) {
		printf("? %s\n", f.text);
	} else {
		if (r.count != 0)
			qsort(r.hit, r.count, sizeof *r.hit, by_id);
		printf("%zu", r.opened);
		for (size_t i = 0; i < r.count; i++)
			printf(" %lld", (long long)r.hit[i].o.id);
		putchar('\n');
	}
	talloc_free(ctx);
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer errors = buffer_init(ctx);
	struct settings *settings;
	struct fault f = { "" };
	struct ledger *l;
	char line[4096];

	if (argc != 2 || settings_read(ctx, argv[1], &settings, &errors, &f) != DONE ||
	    ledger_open(ctx, settings, LEDGER_READ, KEYS_OF_REPORT, &l, &f) != DONE) {
		fprintf(stderr, "find-words: %s\n", argc == 2 ? f.text : "usage: find-words CONF <WORDS");
		return 1;
	}
	while (fgets(line, sizeof line, stdin) != NULL) {
		line[strcspn(line, "\n")] = 0;
		find(l, line);
	}
	ledger_close(&l);
	talloc_free(ctx);
	return 0;
}
