/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What clerks' replies say: the cases of tests/process/answer_cases, and hostile texts.
 *
 *	=== name
 *	to: approval			(without it: request)
 *	kind: answer			(note, pass-on, no-answer, approve, return, ask, not-ours,
 *					 disclose, dismiss, stop, unclear)
 *	pass: ..., reason: ..., why: the reason of a dismissal, code: ..., remark: ...
 *	flags: block between whole correction public
 *	<<<
 *	the mail
 *	>>>
 *	the text that it says
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/answer.h"

#include <cmocka.h>	/* its fail() would hide ours */

#define FOLDER "tests/process/answer_cases"

static const char *const kinds[] = {
	[ANSWER_TEXT] = "answer", [ANSWER_NOTE] = "note", [ANSWER_PASS_ON] = "pass-on",
	    [ANSWER_NO_ANSWER] = "no-answer",
	[ANSWER_APPROVE] = "approve", [ANSWER_RETURN] = "return", [ANSWER_UNCLEAR] = "unclear",
	[ANSWER_ASK] = "ask", [ANSWER_NOT_OURS] = "not-ours", [ANSWER_DISCLOSE] = "disclose",
	[ANSWER_DISMISS] = "dismiss", [ANSWER_STOP] = "stop"
};

struct one_case {
	const char *name, *to, *kind, *pass, *reason, *flags, *why, *code, *remark, *mail, *text;
};

static size_t cases, wrong;

static void
check_case(void *ctx, const char *file, const struct one_case *c)
{
	struct answer a = answer_read(ctx, c->mail, *c->to != 0 ? ANSWER_TO_APPROVAL :
	    ANSWER_TO_REQUEST);
	const char *flags = talloc_asprintf(ctx, "%s%s%s%s%s", a.from_block ? "block " : "", a.between ?
	    "between " : "", a.whole ? "whole " : "", a.correction ? "correction " : "",
	    a.public ? "public " : "");
	const char *expected = *c->flags != 0 ? talloc_asprintf(ctx, "%s ", c->flags) : "";

	cases++;
	if (strcmp(kinds[a.kind], c->kind) == 0 && strcmp(a.text, c->text) == 0 &&
	    strcmp(a.pass_to, c->pass) == 0 &&
	    strcmp(a.reason, c->reason) == 0 && strcmp(flags, expected) == 0 &&
	    strcmp(a.reason_words, c->why) == 0 && strcmp(a.code, c->code) == 0 &&
	    strcmp(a.remark, c->remark) == 0)
		return;
	wrong++;
	print_message("%s: %s: got kind %s, reason %s, pass %s, why %s, code %s, remark %s, flags %s, "
	    "text:\n%s\n----\n", file, c->name, kinds[a.kind], a.reason, a.pass_to, a.reason_words, a.code,
	    a.remark, flags, a.text);
}

static char *
read_file(void *ctx, const char *name)
{
	char *path = talloc_asprintf(ctx, "%s/%s", FOLDER, name);
	FILE *file = fopen(path, "r");
	struct buffer b = buffer_init(ctx);
	char piece[4096];
	size_t n;

	assert_non_null(file);
	while ((n = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(&b, piece, n);
	fclose(file);
	return (char *)b.data;
}

/* Lines up to the one that is end (or the last), as one text; *p is moved behind it. */
static char *
take_lines(void *ctx, char **p, const char *end)
{
	struct buffer b = buffer_init(ctx);

	buffer_add(&b, "", 0);
	while (**p != 0) {
		size_t n = strcspn(*p, "\n");
		char *line = *p;

		if (strncmp(line, end, strlen(end)) == 0)
			break;
		if (b.len != 0)
			buffer_char(&b, '\n');
		buffer_add(&b, line, n);
		*p += n + (line[n] == '\n');
	}
	while (b.len != 0 && b.data[b.len - 1] == '\n')
		b.data[--b.len] = 0;
	return (char *)b.data;
}

static void
check_file(const char *name)
{
	void *ctx = talloc_new(NULL);
	char *p = strstr(read_file(ctx, name), "=== ");

	while (p != NULL && *p != 0) {
		struct one_case c = { "", "", "", "", "", "", "", "", "", "", "" };
		const char **fields[] = { &c.to, &c.kind, &c.pass, &c.reason, &c.flags, &c.why,
		    &c.code, &c.remark };
		static const char *const names[] = { "to: ", "kind: ", "pass: ", "reason: ",
		    "flags: ", "why: ", "code: ", "remark: " };
		char *head = take_lines(ctx, &p, "<<<"), *line;

		p += 4;
		c.mail = take_lines(ctx, &p, ">>>");
		p += *p != 0 ? 4 : 0;
		c.text = take_lines(ctx, &p, "=== ");
		c.name = head + 4;
		while ((line = strrchr(head, '\n')) != NULL) {
			*line++ = 0;
			for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
				if (strncmp(line, names[i], strlen(names[i])) == 0)
					*fields[i] = line + strlen(names[i]);
		}
		check_case(ctx, name, &c);
	}
	talloc_free(ctx);
}

static void
reads_the_cases(void **state)
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			check_file(entry->d_name);
	closedir(folder);
	print_message("%zu cases, %zu wrong\n", cases, wrong);
	assert_true(cases >= 160);
	assert_int_equal(wrong, 0);
}

/* Of reading a text of so many octets that is nothing but unit. */
static double
processor_time(const char *unit, size_t octets, enum answer_to to)
{
	void *ctx = talloc_new(NULL);
	struct buffer b = buffer_init(ctx);
	double seconds;
	clock_t began;

	while (b.len < octets)
		buffer_string(&b, unit);
	began = clock();
	(void)answer_read(ctx, buffer_text(&b), to);
	seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
	talloc_free(ctx);
	return seconds;
}

static void
is_quick(void **state)
{
	static const char *const units[] = {
		">", ">\n", "> \n", "a\n", "\n", "On ... wrote", "On 1 ... wrote:\n",
		"On 1 ... wrote:\n> a\n", "x wrote:\n> a\n",
		"On Mon, 1 ", "On 1\n", "2024年5月1日 a@b:\n", "2024/5/1 a@b:\n\n\n",
		"-----Original Message-----\n", "-", "-----\n",
		"From: a@b\n", "From: a@b\nSent: 1\n", "From: a@b\nSent: 1\nTo: b\n", "差出人: a\n",
		"----- ここから回答を記入\n",
		"> ----- ここから回答を記入\n", "----- ここまで -----\n",
		"----- ここから回答を記入\n\n----- ここまで -----\n", "-- \n", "━━━━\n03-1\n",
		"区分: 回答\n", "移送\n", "【", "　", " ", "|a\n", "iPhoneから送信\n", "お世話になっております\n",
		"a\n> b\n", "承認\n", ":\n", "a:\n> b\n", "＞",
		">>> a@b 1:1 >>>\n", "----\nmailing list\n\n", "mailing list\n", "このメールは外部から\n",
		"a ---2024/5/1 1:1---b\n", "In message <a>\n on 1, a <b> writes:\n", "| ----- ここから回答を記入\n|\n",
		"回答コード1\n", "質問\n", "\u200b", "    a> b\n", "----\n", "--\n\n"
	};

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		for (int to = ANSWER_TO_REQUEST; to <= ANSWER_TO_APPROVAL; to++) {
			double small = processor_time(units[i], 1 << 18, (enum answer_to)to);
			double large = processor_time(units[i], 1 << 20, (enum answer_to)to);

			/* Four times as much to read: about four times the time, and not sixteen times. What is
			 * short is not worth judging. */
			if (large > 1 && large > 10 * small)
				fail_msg("unit %zu: %.2f s for a quarter, %.2f s for the whole", i, small, large);
		}
}

/* Any part of a reply may be missing; it is read all the same. */
static void
reads_what_is_cut_off(void **state)
{
	static const char text[] =
	    "お世話になっております。\n回答：直します。\n-- \n道路課\n2024年5月1日(水) 10:00 意見箱 <a@example.jp>:\n> ----- ここから回答を記入してください"
	    "（この行は消さないでください） -----\n> 区分: 移送\n> 移送先: 道路課\n> （本文）\n> 備考: あ\n> ----- ここまで -----\n";

	(void)state;
	for (size_t i = 0; i < sizeof text; i++) {
		void *ctx = talloc_new(NULL);
		char *head = text_from(ctx, (struct bytes){ (const unsigned char *)text, i },
		    TEXT_RUNNING, NULL);
		char *tail = text_from(ctx, (struct bytes){ (const unsigned char *)text + i,
		    sizeof text - 1 - i },
		    TEXT_RUNNING, NULL);

		assert_non_null(answer_read(ctx, head, ANSWER_TO_REQUEST).text);
		assert_non_null(answer_read(ctx, tail, ANSWER_TO_APPROVAL).text);
		talloc_free(ctx);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_the_cases), cmocka_unit_test(is_quick),
		    cmocka_unit_test(reads_what_is_cut_off)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
