/* SPDX-License-Identifier: GPL-3.0-or-later */
/* taken_test - what was taken is known in the next run, whatever became of the file's end. */
#include "ingest/taken.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "config/memory.h"
#include "spool/seal.h"

static char folder[] = "/tmp/iken-taken-XXXXXX";
static char file[64];
static struct settings settings = { .folder = folder };
static struct source source = { .name = "../mail" };	/* must not lead elsewhere */

static struct taken *
again(struct taken *t, enum taken_save how)
{
	struct fault f = { "" };

	if (t != NULL)
		assert_int_equal(taken_save(t, how, &f), DONE);
	if (t != NULL)
		taken_close(&t);
	if (taken_open(NULL, &settings, &source, &t, &f) != DONE)
		fail_msg("%s", f.text);
	return t;
}

static void
add_to_file(const char *words)
{
	int fd = open(file, O_WRONLY | O_APPEND);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, words, strlen(words)), strlen(words));
	close(fd);
}

static void
names_are_known(void **state)
{
	struct taken *t = again(NULL, TAKEN_SYNCED);

	(void)state;
	assert_int_equal(taken_knows(t, "a"), TAKEN_UNKNOWN);
	taken_note(t, "a");
	taken_note(t, "b");
	taken_note(t, "a");
	t = again(t, TAKEN_WRITTEN);
	assert_int_equal(taken_knows(t, "a"), TAKEN_KNOWN);
	assert_int_equal(taken_knows(t, "a"), TAKEN_AGAIN);
	assert_int_equal(taken_knows(t, "c"), TAKEN_UNKNOWN);
	/* b was not asked for: it is no longer at the source. */
	taken_forget_others(t);
	t = again(t, TAKEN_SYNCED);
	assert_int_equal(taken_knows(t, "b"), TAKEN_UNKNOWN);
	assert_int_equal(taken_knows(t, "a"), TAKEN_KNOWN);
	taken_clear(t);
	t = again(t, TAKEN_SYNCED);
	assert_int_equal(taken_knows(t, "a"), TAKEN_UNKNOWN);
	taken_close(&t);
}

static void
numbers_and_exceptions_are_kept(void **state)
{
	struct taken *t = again(NULL, TAKEN_SYNCED);

	(void)state;
	taken_set_number(t, TAKEN_VALIDITY, 4294967295);
	taken_set_number(t, TAKEN_THROUGH, 17);
	taken_leave(t, 5);
	taken_leave(t, 9);
	t = again(t, TAKEN_SYNCED);
	taken_unleave(t, 5);
	taken_set_number(t, TAKEN_THROUGH, 18);
	t = again(t, TAKEN_SYNCED);
	assert_true(taken_number(t, TAKEN_VALIDITY) == 4294967295);
	assert_int_equal(taken_number(t, TAKEN_THROUGH), 18);
	assert_int_equal(taken_number(t, TAKEN_RELEASED), 0);
	assert_int_equal(taken_left_count(t), 1);
	assert_int_equal(taken_left_at(t, 0), 9);
	assert_true(taken_is_left(t, 9));
	taken_close(&t);
}

static void
a_damaged_end_costs_only_itself(void **state)
{
	static const char *const damages[] = { "n 0123", "t 99999999999\n", "n zz\n", "x\n", "t 20\nt 2" };

	(void)state;
	for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
		struct taken *t = again(NULL, TAKEN_SYNCED);

		taken_clear(t);
		taken_note(t, "a");
		taken_set_number(t, TAKEN_THROUGH, 20);
		t = again(t, TAKEN_SYNCED);
		taken_close(&t);
		add_to_file(damages[i]);
		t = again(NULL, TAKEN_SYNCED);
		assert_int_equal(taken_number(t, TAKEN_THROUGH), 20);
		taken_note(t, "b");
		t = again(t, TAKEN_SYNCED);
		assert_int_equal(taken_knows(t, "a"), TAKEN_KNOWN);
		assert_int_equal(taken_knows(t, "b"), TAKEN_KNOWN);
		taken_close(&t);
	}
}

static void
the_file_does_not_grow_for_ever(void **state)
{
	struct taken *t = again(NULL, TAKEN_SYNCED);
	struct stat st;

	(void)state;
	taken_clear(t);
	for (int i = 1; i <= 20000; i++) {
		struct fault f;

		taken_set_number(t, TAKEN_THROUGH, i);
		if (i % 100 == 0)
			assert_int_equal(taken_save(t, TAKEN_WRITTEN, &f), DONE);
	}
	taken_close(&t);
	assert_int_equal(stat(file, &st), 0);
	assert_true(st.st_size < 20000);
}

static void
many_names(void **state)
{
	struct taken *t = again(NULL, TAKEN_SYNCED);
	char name[32];

	(void)state;
	for (int i = 0; i < 20000; i++) {
		snprintf(name, sizeof name, "%d", i);
		taken_note(t, name);
	}
	t = again(t, TAKEN_SYNCED);
	for (int i = 0; i < 20000; i++) {
		snprintf(name, sizeof name, "%d", i);
		assert_int_equal(taken_knows(t, name), TAKEN_KNOWN);
	}
	taken_close(&t);
}

static int
set_up(void **state)
{
	struct fault f;

	(void)state;
	if (mkdtemp(folder) == NULL || seal_begin(&f) != DONE)
		return -1;
	snprintf(file, sizeof file, "%s/taken/_._mail", folder);
	return 0;
}

static int
tear_down(void **state)
{
	char name[64];

	(void)state;
	unlink(file);
	snprintf(name, sizeof name, "%s/taken", folder);
	return rmdir(name) != 0 || rmdir(folder) != 0 ? -1 : 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_known),
		cmocka_unit_test(numbers_and_exceptions_are_kept),
		cmocka_unit_test(a_damaged_end_costs_only_itself),
		cmocka_unit_test(the_file_does_not_grow_for_ever),
		cmocka_unit_test(many_names),
	};

	return cmocka_run_group_tests_name("taken", tests, set_up, tear_down);
}
