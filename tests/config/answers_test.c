/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answers_test - standard answers: found by code, filled, and refused where they are no files of ours */
#include "config/answers.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>	/* its fail() would hide ours */

struct fixture {
	char *folder;
	struct office office;
	struct fault fault;
};

static void
put(struct fixture *fx, const char *name, const char *content)
{
	FILE *file = fopen(must(talloc_asprintf(fx, "%s/%s", fx->folder, name)), "w");

	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
set_up(void **state)
{
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	const char *tmp = getenv("TMPDIR");

	fx->folder = must(talloc_asprintf(fx, "%s/iken-XXXXXX", tmp != NULL ? tmp : "/tmp"));
	assert_non_null(mkdtemp(fx->folder));
	assert_int_equal(mkdir(must(talloc_asprintf(fx, "%s/en", fx->folder)), 0700), 0);
	fx->office.answers = fx->folder;
	put(fx, "A01.txt", "\xEF\xBB\xBF" "番号 {number}\r\n{?text}\r\n{text}\r\n{/text}\r\n");
	put(fx, "en/A01.txt", "number {number}\n");
	put(fx, "b_2-x.txt", "b\n");
	*state = fx;
	return 0;
}

static int
remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static int
tear_down(void **state)
{
	struct fixture *fx = *state;

	nftw(fx->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	talloc_free(fx);
	return 0;
}

/* The filled answer, NULL where there is none; "!" where it cannot be read. */
static const char *
answer(struct fixture *fx, enum language language, const char *code)
{
	const struct hole holes[] = { { "number", "7" }, { NULL, NULL } };
	struct buffer out = buffer_init(fx);
	struct fill *words;
	enum verdict v = answers_read(fx, &fx->office, language, code, &words, &fx->fault);

	if (v != DONE) {
		assert_int_equal(v, LATER);
		return "!";
	}
	if (words == NULL)
		return NULL;
	fill_write(words, holes, &out);
	return buffer_text(&out);
}

static void
test_found_by_code(void **state)
{
	struct fixture *fx = *state;

	assert_string_equal(answer(fx, LANGUAGE_JA, "A01"), "番号 7\n");
	assert_string_equal(answer(fx, LANGUAGE_JA, "ａ０１"), "番号 7\n");
	assert_string_equal(answer(fx, LANGUAGE_EN, "a01"), "number 7\n");
	assert_string_equal(answer(fx, LANGUAGE_EN, "B_2-X"), "b\n");
	assert_null(answer(fx, LANGUAGE_JA, "A1"));
	assert_null(answer(fx, LANGUAGE_JA, ""));
	assert_null(answer(fx, LANGUAGE_JA, "../A01"));
	assert_null(answer(fx, LANGUAGE_JA, "en/A01"));
	fx->office.answers = "";
	assert_null(answer(fx, LANGUAGE_JA, "A01"));
}

static void
test_list(void **state)
{
	struct fixture *fx = *state;
	struct list codes;

	assert_int_equal(answers_list(fx, &fx->office, LANGUAGE_EN, &codes, &fx->fault), DONE);
	assert_int_equal(codes.count, 2);
	assert_string_equal(codes.item[0], "A01");
	assert_string_equal(codes.item[1], "b_2-x");
}

static void
test_faults(void **state)
{
	struct fixture *fx = *state;
	struct buffer errors = buffer_init(fx), large = buffer_init(fx);
	const char *text;

	assert_int_equal(answers_check(fx, &fx->office, &errors), 3);
	assert_string_equal(buffer_text(&errors), "");
	for (int i = 0; i < 65 * 1024; i++)
		buffer_char(&large, 'a');
	put(fx, "c1.txt", "one\n{nummer}\n");
	put(fx, "c2.txt", " \n\n");
	put(fx, "c3.txt", "\x83\x60\n");
	put(fx, "c4.txt", buffer_text(&large));
	put(fx, "a01.TXT", "the same code\n");
	put(fx, "nodigit.txt", "x\n");
	put(fx, "notes.doc", "x\n");
	assert_int_equal(symlink("/etc/hostname", must(talloc_asprintf(fx, "%s/d1.txt", fx->folder))), 0);
	assert_int_equal(mkfifo(must(talloc_asprintf(fx, "%s/d2.txt", fx->folder)), 0600), 0);
	assert_int_equal(mkdir(must(talloc_asprintf(fx, "%s/d3.txt", fx->folder)), 0700), 0);
	assert_int_equal(answers_check(fx, &fx->office, &errors), 3);
	text = buffer_text(&errors);
	assert_non_null(strstr(text, "/c1.txt:2: a standard answer has no hole of that name: nummer\n"));
	assert_non_null(strstr(text, "/c2.txt:1: it is empty"));
	assert_non_null(strstr(text, "/c3.txt: it is not UTF-8"));
	assert_non_null(strstr(text, "/c4.txt: it is larger than 64 KB"));
	assert_non_null(strstr(text, "another file has the same code"));
	assert_non_null(strstr(text, "/nodigit.txt: no answer's name"));
	assert_non_null(strstr(text, "/notes.doc: no answer's name"));
	assert_non_null(strstr(text, "/d1.txt: links are not followed"));
	assert_non_null(strstr(text, "/d2.txt: this is no file"));
	assert_non_null(strstr(text, "/d3.txt: this is no file"));
	for (int i = 1; i <= 4; i++)
		assert_string_equal(answer(fx, LANGUAGE_JA, must(talloc_asprintf(fx, "c%d", i))), "!");
	for (int i = 1; i <= 3; i++)
		assert_string_equal(answer(fx, LANGUAGE_JA, must(talloc_asprintf(fx, "d%d", i))), "!");
}

/* A language's folder that is a link is not gone into. */
static void
test_linked_folder(void **state)
{
	struct fixture *fx = *state;

	assert_int_equal(symlink("en", must(talloc_asprintf(fx, "%s/ja", fx->folder))), 0);
	assert_string_equal(answer(fx, LANGUAGE_JA, "A01"), "!");
}

static void
test_samples_are_right(void **state)
{
	struct fixture *fx = *state;
	struct buffer errors = buffer_init(fx);

	fx->office.answers = "config/sample/answers";
	assert_int_equal(answers_check(fx, &fx->office, &errors), 4);
	assert_string_equal(buffer_text(&errors), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_found_by_code, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_list, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_faults, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_linked_folder, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_samples_are_right, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
