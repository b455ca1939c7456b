/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_notice_test - what the page and the spool tell each other comes over whole, or not at all. */
#include "tests/spool/fixture.h"

#include "spool/page_config.h"
#include "spool/page_folder.h"
#include "spool/page_notice.h"
#include "spool/arrival.h"
#include "spool/number.h"
#include "spool/sealed.h"

#define NUMBER "2026-000123-8"

static struct page_config
a_config(void)
{
	static struct page_purpose purposes[] = {
		{ "road", { { "道路・公園", "Roads and parks", "みち・こうえん" } } },
		{ "other", { { "その他", "", "" } } },
	};
	struct page_config c = page_config_usual();

	seal_random(c.arrival, sizeof c.arrival);
	c.office = (struct page_words){ { "見本区役所", "Sample City Office", "" } };
	c.contact = (struct page_words){ { "電話 03-0000-0000\t(平日)", "", "" } };
	c.purposes = purposes;
	c.purpose_count = 2;
	c.ways[1] = false;
	c.languages[PAGE_EN] = false;
	c.file_count = 3;
	c.session = 60;
	return c;
}

static void
test_config(void **state)
{
	struct fixture *fx = *state;
	struct page_config c = a_config(), *read;
	struct buffer file = buffer_init(fx), later = buffer_init(fx);

	page_config_write(&c, &file);
	assert_done(page_config_read(fx, buffer_bytes(&file), &read, &fx->fault));
	assert_memory_equal(read->arrival, c.arrival, sizeof c.arrival);
	assert_string_equal(page_words(&read->office, PAGE_JA), "見本区役所");
	assert_string_equal(page_words(&read->office, PAGE_EN), "Sample City Office");
	assert_string_equal(page_words(&read->office, PAGE_EASY), "見本区役所");
	assert_string_equal(page_words(&read->contact, PAGE_JA), "電話 03-0000-0000 (平日)");
	assert_int_equal(read->purpose_count, 2);
	assert_string_equal(read->purposes[0].code, "road");
	assert_string_equal(page_words(&read->purposes[0].name, PAGE_EASY), "みち・こうえん");
	assert_string_equal(page_words(&read->purposes[1].name, PAGE_EN), "その他");
	assert_true(read->ways[0]);
	assert_false(read->ways[1]);
	assert_true(read->ways[2]);
	assert_true(read->languages[PAGE_JA]);
	assert_false(read->languages[PAGE_EN]);
	assert_int_equal(read->file_count, 3);
	assert_int_equal(read->session, 60);
	assert_true(read->answers_here);
	assert_int_equal(page_config_read(fx, (struct bytes){ file.data, file.len - 2 }, &read, &fx->fault), NEVER);
	assert_int_equal(page_config_read(fx, bytes_of("ikenbako-page\t1\nend\n"), &read, &fx->fault), NEVER);
	/* A later program may say more. */
	buffer_add(&later, file.data, file.len - 4);
	buffer_string(&later, "colour\tgreen\nend\n");
	assert_done(page_config_read(fx, buffer_bytes(&later), &read, &fx->fault));
}

static void
test_numbers(void **state)
{
	struct fixture *fx = *state;
	char *written[] = { number_make(fx, 2026, 123), number_make(fx, 2026, 12345678) };
	struct buffer file = buffer_init(fx);
	char **numbers;
	size_t count;

	page_numbers_write(written, 2, &file);
	buffer_string(&file, "nonsense\n../../etc/passwd\n2026-000124\n\n");
	page_numbers_read(fx, buffer_bytes(&file), &numbers, &count);
	assert_int_equal(count, 2);
	assert_string_equal(numbers[1], written[1]);
	page_numbers_read(fx, (struct bytes){ NULL, 0 }, &numbers, &count);
	assert_int_equal(count, 0);
}

/* ---- notices ---- */

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)f;
	buffer_add(state, data, len);
	return DONE;
}

static struct buffer
write_notice(struct fixture *fx, const struct page_notice *n, const char *form, const char *content)
{
	struct buffer out = buffer_init(fx);
	struct sink sink = { &out, take };
	struct bundle *b;

	assert_done(page_notice_begin(fx, &sink, n, &b, &fx->fault));
	if (form != NULL) {
		assert_done(bundle_form(b, &fx->fault));
		assert_done(bundle_write(b, form, strlen(form), &fx->fault));
		assert_done(bundle_file(b, bytes_of("写真.jpg"), &fx->fault));
		assert_done(bundle_write(b, content, strlen(content), &fx->fault));
	}
	assert_done(bundle_end(&b, &fx->fault));
	return out;
}

static struct page_notice *
read_notice(struct fixture *fx, struct buffer *b)
{
	struct octets octets = octets_of_buffer(b);
	struct page_notice *n;

	assert_done(page_notice_read(fx, &octets, &n, &fx->fault));
	return n;
}

static void
test_post(void **state)
{
	struct fixture *fx = *state;
	struct page_notice n = { .kind = PAGE_POST, .at = 1700000000, .number = NUMBER, .language = PAGE_EASY }, *read;
	struct buffer message;
	struct octets octets;
	struct bundle_places places;

	seal_new_pair(n.public, n.secret);
	assert_done(page_wrap_make(NUMBER, 1, "k7mp-3x9q-ha2d", n.secret, &n.wrap, &fx->fault));
	message = write_notice(fx, &n, "氏名: 山田\n\n公園の街灯", "JPEG\r\n\r\nX-Ikenbako-Page: tries\r\n");
	read = read_notice(fx, &message);
	assert_int_equal(read->kind, PAGE_POST);
	assert_int_equal(read->at, n.at);
	assert_string_equal(read->number, NUMBER);
	assert_int_equal(read->language, PAGE_EASY);
	assert_memory_equal(read->public, n.public, SEAL_PUBLIC);
	assert_memory_equal(read->secret, n.secret, SEAL_SECRET);
	assert_memory_equal(read->wrap.sealed, n.wrap.sealed, sizeof n.wrap.sealed);
	octets = octets_of_buffer(&message);
	assert_done(bundle_places(fx, &octets, &places, &fx->fault));
	assert_int_equal(places.count, 2);
	assert_int_equal(places.item[0].to - places.item[0].from, strlen("氏名: 山田\n\n公園の街灯"));
	for (int64_t size = 0; size < 700; size += 13) {
		octets.size = size;
		assert_int_equal(page_notice_read(fx, &octets, &read, &fx->fault), NEVER);
	}
}

static void
test_others(void **state)
{
	struct fixture *fx = *state;
	struct page_tries tries[] = { { NUMBER, 7, 2 }, { "2026-000124-6", 1, 1 } };
	struct page_notice n[] = {
		{ .kind = PAGE_REISSUE, .number = NUMBER, .address = "東京都〇〇区1-2-3", .language = PAGE_JA },
		{ .kind = PAGE_TRIES, .number = "", .from = 1699990000, .at = 1700000000, .tries = tries, .try_count = 2 },
		{ .kind = PAGE_READ, .number = NUMBER, .answer = 1699999999 },
		{ .kind = PAGE_PASSWORD, .number = NUMBER, .wrap = { .generation = 2 } },
	};
	struct page_notice *read;
	struct buffer message;

	message = write_notice(fx, &n[0], NULL, NULL);
	assert_string_equal(read_notice(fx, &message)->address, "東京都〇〇区1-2-3");
	message = write_notice(fx, &n[1], NULL, NULL);
	read = read_notice(fx, &message);
	assert_int_equal(read->try_count, 2);
	assert_int_equal(read->from, 1699990000);
	assert_string_equal(read->tries[0].number, NUMBER);
	assert_int_equal(read->tries[0].wrong, 7);
	assert_int_equal(read->tries[1].sources, 1);
	message = write_notice(fx, &n[2], NULL, NULL);
	assert_int_equal(read_notice(fx, &message)->answer, 1699999999);
	message = write_notice(fx, &n[3], NULL, NULL);
	assert_int_equal(read_notice(fx, &message)->wrap.generation, 2);
}

/* The page may have been taken over. */
static void
test_hostile(void **state)
{
	static const char *const numbers[] = { "../../etc/passwd", "2026-000123-7", "", ("2026â" "000123") };
	struct fixture *fx = *state;
	struct page_notice n = { .kind = PAGE_REISSUE, .number = NUMBER, .address = "a@example.jp\r\nBcc: b@example.jp\xff" };
	struct page_notice *read;
	struct buffer message = write_notice(fx, &n, NULL, NULL);

	assert_null(strpbrk(read_notice(fx, &message)->address, "\r\n\xff"));
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		struct octets octets;

		n.number = numbers[i];
		message = write_notice(fx, &n, NULL, NULL);
		octets = octets_of_buffer(&message);
		assert_int_equal(page_notice_read(fx, &octets, &read, &fx->fault), NEVER);
	}
}

static void
test_what_is_no_notice(void **state)
{
	static const char *const texts[] = { "", "\r\n", "Subject: x\r\n\r\n", "X-Ikenbako-Page: post\r\n\r\n",
		"X-Ikenbako-Page: other\r\nX-Ikenbako-Page-Record: 00\r\n\r\n",
		"X-Ikenbako-Page: read\r\nX-Ikenbako-Page-Record: 0\r\n\r\n",
		"X-Ikenbako-Page: read\r\nX-Ikenbako-Page-Record: zz\r\n\r\n",
		("X-Ikenbako-Page: tries\r\nX-Ikenbako-Page-Record: 0000000800000000000000010000000800000000000000"
		"\r\n\r\n") };
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct buffer b = buffer_init(fx);
		struct octets octets;
		struct page_notice *read;

		buffer_string(&b, texts[i]);
		octets = octets_of_buffer(&b);
		assert_int_equal(page_notice_read(fx, &octets, &read, &fx->fault), NEVER);
	}
}

/* ---- into the folder ---- */

static void
test_arrival_of_the_page(void **state)
{
	struct fixture *fx = *state;
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	const struct origin origin = { .source = PAGE_SOURCE, .channel = "web", .place = "post.x", .received = 1700000000 };
	char *in = page_path(fx, fx->folder, "in"), *tmp = page_path(fx, fx->folder, "state"), *path;
	char id[ARRIVAL_ID_LENGTH + 1];
	struct arrivals *a;
	struct arrival *one;
	struct sealed *s;

	seal_new_pair(public, secret);
	assert_int_equal(arrivals_open_at(fx, in, tmp, public, &a, &fx->fault), LATER);
	assert_done(page_folder_make(fx->folder, &fx->fault));
	assert_done(page_folder_make(fx->folder, &fx->fault));
	assert_done(arrivals_open_at(fx, in, tmp, public, &a, &fx->fault));
	assert_done(arrival_open(a, &origin, &one, &fx->fault));
	assert_done(arrival_write(one, "hello", 5, &fx->fault));
	arrival_id(&origin, id);
	path = must(talloc_asprintf(fx, "%s/%s", in, id));
	assert_done(arrival_close(&one, &fx->fault));
	assert_int_not_equal(access(path, F_OK), 0);
	assert_done(arrivals_commit(a, &fx->fault));
	assert_done(sealed_open(fx, path, sealed_opener_new(fx, public, secret), &s, &fx->fault));
	assert_int_equal(sealed_content(s)->size, 5);
	sealed_close(&s);
	arrivals_close(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_config),
		spool_test(test_numbers),
		spool_test(test_post),
		spool_test(test_others),
		spool_test(test_hostile),
		spool_test(test_what_is_no_notice),
		spool_test(test_arrival_of_the_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
