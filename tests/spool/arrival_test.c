/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arrivals: durable all at once, the same message once, readable only by the secret key. */
#include "spool/arrival.h"

#include <dirent.h>

#include "spool/queue.h"
#include "spool/sealed.h"
#include "tests/spool/fixture.h"

static struct origin
origin_of(const char *place)
{
	return (struct origin){ .source = "box", .channel = "mail", .place = place, .received = 1700000000 };
}

static void
take(struct fixture *fx, struct arrivals *a, const char *place, const char *text)
{
	struct origin origin = origin_of(place);
	struct arrival *arrival;

	assert_done(arrival_open(a, &origin, &arrival, &fx->fault));
	assert_done(arrival_write(arrival, text, strlen(text), &fx->fault));
	assert_done(arrival_close(&arrival, &fx->fault));
	assert_null(arrival);
}

static int
count_files(struct fixture *fx, const char *name)
{
	char *path = must(talloc_asprintf(fx, "%s/%s", fx->folder, name));
	DIR *folder = opendir(path);
	struct dirent *entry;
	int n = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL)
		n += entry->d_name[0] != '.';
	closedir(folder);
	return n;
}

static void
test_nothing_is_there_before_the_commit(void **state)
{
	struct fixture *fx = *state;
	struct arrivals *a;

	assert_done(arrivals_open(fx, &fx->settings, &a, &fx->fault));
	take(fx, a, "1.1", "one");
	take(fx, a, "1.2", "two");
	assert_int_equal(arrivals_waiting(a), 2);
	assert_int_equal(count_files(fx, "arrivals"), 0);
	assert_done(arrivals_commit(a, &fx->fault));
	assert_int_equal(arrivals_waiting(a), 0);
	assert_int_equal(count_files(fx, "arrivals"), 2);
	assert_int_equal(count_files(fx, "tmp"), 0);
	arrivals_close(&a);
}

static void
test_what_is_not_committed_is_forgotten(void **state)
{
	struct fixture *fx = *state;
	struct origin origin = origin_of("1.3");
	struct arrivals *a;
	struct arrival *arrival;

	assert_done(arrivals_open(fx, &fx->settings, &a, &fx->fault));
	take(fx, a, "1.1", "one");
	assert_done(arrival_open(a, &origin, &arrival, &fx->fault));
	assert_done(arrival_write(arrival, "half", 4, &fx->fault));
	arrival_abandon(&arrival);
	arrivals_close(&a);
	assert_int_equal(count_files(fx, "tmp"), 0);
	assert_int_equal(count_files(fx, "arrivals"), 0);
}

static void
test_the_same_message_is_one_file(void **state)
{
	struct fixture *fx = *state;
	struct arrivals *a;

	assert_done(arrivals_open(fx, &fx->settings, &a, &fx->fault));
	for (int i = 0; i < 3; i++) {
		take(fx, a, "1.1", "the same");
		assert_done(arrivals_commit(a, &fx->fault));
	}
	take(fx, a, "1.11", "another");
	take(fx, a, "11.1", "another");
	assert_done(arrivals_commit(a, &fx->fault));
	assert_int_equal(count_files(fx, "arrivals"), 3);
	arrivals_close(&a);
}

static void
test_content_and_origin_come_back(void **state)
{
	struct fixture *fx = *state;
	struct origin origin = origin_of("7.7");
	struct queue queue;
	struct sealed *s;
	struct arrivals *a;
	struct record note;
	unsigned char back[5];

	assert_done(arrivals_open(fx, &fx->settings, &a, &fx->fault));
	take(fx, a, "7.7", "hello");
	assert_done(arrivals_commit(a, &fx->fault));
	arrivals_close(&a);
	assert_done(queue_list(fx, &fx->settings, &queue, &fx->fault));
	assert_int_equal(queue.count, 1);
	assert_done(sealed_open(fx, queue_find(fx, &fx->settings, queue.id[0]), fx->ledger->opener,
	    &s, &fx->fault));
	assert_done(sealed_content(s)->read(sealed_content(s)->state, 0, back, 5, &fx->fault));
	assert_memory_equal(back, "hello", 5);
	note.rest = sealed_note(s);
	note.broken = false;
	assert_string_equal(record_take_string(fx, &note), origin.source);
	assert_string_equal(record_take_string(fx, &note), origin.channel);
	assert_string_equal(record_take_string(fx, &note), origin.place);
	assert_int_equal(record_take_number(&note), origin.received);
	sealed_close(&s);
}

static void
test_the_queue_moves_files_once(void **state)
{
	struct fixture *fx = *state;
	struct queue queue;
	struct arrivals *a;
	size_t count;
	int64_t oldest;

	assert_done(arrivals_open(fx, &fx->settings, &a, &fx->fault));
	take(fx, a, "1.1", "one");
	assert_done(arrivals_commit(a, &fx->fault));
	assert_done(queue_list(fx, &fx->settings, &queue, &fx->fault));
	assert_done(queue_store(&fx->settings, queue.id[0], QUEUE_TAKE_KEY_OUT, &fx->fault));
	assert_done(queue_store(&fx->settings, queue.id[0], QUEUE_TAKE_KEY_OUT, &fx->fault));
	assert_done(queue_count(&fx->settings, &count, &oldest, &fx->fault));
	assert_int_equal(count, 0);
	assert_non_null(strstr(queue_find(fx, &fx->settings, queue.id[0]), "/store/"));
	/* The same message fetched once more waits again and is stored over the first. */
	take(fx, a, "1.1", "one");
	assert_done(arrivals_commit(a, &fx->fault));
	assert_done(queue_store(&fx->settings, queue.id[0], QUEUE_TAKE_KEY_OUT, &fx->fault));
	assert_int_equal(count_files(fx, "arrivals"), 0);
	arrivals_close(&a);
}

static void
test_odd_names_are_left_alone(void **state)
{
	struct fixture *fx = *state;
	char *path = must(talloc_asprintf(fx, "%s/arrivals/0123456789abcdef0123456789abcdef", fx->folder));
	struct queue queue;

	fixture_folder(fx, "arrivals/.DS_Store");
	assert_int_equal(symlink("/etc/passwd", path), 0);
	assert_done(queue_list(fx, &fx->settings, &queue, &fx->fault));
	assert_int_equal(queue.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_nothing_is_there_before_the_commit),
		spool_test(test_what_is_not_committed_is_forgotten),
		spool_test(test_the_same_message_is_one_file),
		spool_test(test_content_and_origin_come_back),
		spool_test(test_the_queue_moves_files_once),
		spool_test(test_odd_names_are_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
