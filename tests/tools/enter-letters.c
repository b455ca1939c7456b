/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * enter-letters - enters opinions whose answers wait to be printed: enter-letters SETTINGS <LINES
 *
 * A line for each: NAME|POSTAL CODE|ADDRESS|LANGUAGE|large or nothing|ANSWER, in which \n is a line feed. Prints their
 * numbers.
 */
#include <stdio.h>

#include "config/memory.h"
#include "config/settings.h"
#include "config/text.h"
#include "spool/draft.h"

static char *
lines_of(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);

	buffer_string(&b, "");
	for (; *text != 0; text++) {
		bool feed = text[0] == '\\' && text[1] == 'n';

		buffer_char(&b, feed ? '\n' : (unsigned char)*text);
		text += feed;
	}
	return (char *)b.data;
}

static enum verdict
step(struct ledger *l, struct opinion *o, enum step s, int64_t draft, struct fault *f)
{
	struct detail d = { .who = "test", .department = s == STEP_ROUTE ? "roads" : NULL, .draft = draft };

	return opinion_step(l, o, s, &d, f);
}

static enum verdict
enter(struct ledger *l, void *ctx, char *line, struct fault *f)
{
	char *field[6] = { NULL };
	struct contact c = { .mail = "", .phone = "", .fax = "", .reply = REPLY_POST };
	struct opinion o = { .channel = "letter", .purpose = "other", .received = 1790000000 };
	struct draft d = { .department = "roads", .kind = "answer" };
	int64_t draft = 0;
	enum verdict v;

	for (size_t i = 0; i < 6; i++)
		if ((field[i] = strsep(&line, i < 5 ? "|" : "\n")) == NULL)
			return fail(f, NEVER, "a line has too few fields");
	c.name = field[0];
	c.postal_code = field[1];
	c.address = lines_of(ctx, field[2]);
	o.language = field[3];
	c.large = strcmp(field[4], "large") == 0;
	d.text = lines_of(ctx, field[5]);
	v = opinion_enter(l, ctx, &o, &c, "test", f);
	if (v == DONE)
		v = step(l, &o, STEP_ROUTE, 0, f);
	if (v == DONE)
		v = draft_insert(l, &o, &d, &draft, f);
	if (v == DONE)
		v = step(l, &o, STEP_RELEASE, draft, f);
	if (v == DONE)
		printf("%s\n", o.number);
	return v;
}

static enum verdict
enter_all(struct ledger *l, void *ctx, struct fault *f)
{
	enum verdict v = db_begin(l->db, f);
	char *line = NULL;
	size_t room = 0;

	while (v == DONE && getline(&line, &room, stdin) > 0)
		v = enter(l, ctx, line, f);
	free(line);
	return v == DONE ? db_commit(l->db, f) : v;
}

int
main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct buffer errors = buffer_init(ctx);
	struct settings *s;
	struct ledger *l;
	struct fault f = { "" };
	enum verdict v = argc == 2 ? settings_read(ctx, argv[1], &s, &errors, &f) : fail(&f, HALT, "enter-letters SETTINGS");

	if (v == DONE)
		v = ledger_open(ctx, s, LEDGER_WRITE, KEYS_ALL, &l, &f);
	if (v == DONE)
		v = enter_all(l, ctx, &f);
	if (v != DONE)
		fprintf(stderr, "enter-letters: %s\n", f.text);
	talloc_free(ctx);
	return v == DONE ? 0 : 1;
}
