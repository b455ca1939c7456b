/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_case_test - passwords, wraps, links and cases open for who may, and for nobody else. */
#include "tests/spool/fixture.h"

#include "spool/page_case.h"
#include "spool/page_folder.h"
#include "spool/page_link.h"
#include "spool/page_password.h"
#include "spool/sealed.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NUMBER "2026-000123-7"

static void
test_password_is_read_as_people_type_it(void **state)
{
	struct seal_key seed = seal_new_key(), other = seal_new_key();
	char shown[PAGE_PASSWORD_SHOWN + 1], again[PAGE_PASSWORD_SHOWN + 1], read[PAGE_PASSWORD_SHOWN + 1];

	(void)state;
	page_password_make(&seed, "x", shown);
	page_password_make(&seed, "x", again);
	assert_string_equal(shown, again);
	assert_int_equal(strlen(shown), PAGE_PASSWORD_SHOWN);
	page_password_make(&other, "x", again);
	assert_string_not_equal(shown, again);
	page_password_make(&seed, "y", again);
	assert_string_not_equal(shown, again);
	assert_true(page_password_read(shown, read));
	assert_string_equal(read, shown);

	assert_true(page_password_read("k7mp3x9qha2d", read));
	assert_string_equal(read, "k7mp-3x9q-ha2d");
	assert_true(page_password_read(" K7MP 3X9Q HA2D\n", read));
	assert_string_equal(read, "k7mp-3x9q-ha2d");
	assert_true(page_password_read("Ｋ７ＭＰ－３Ｘ９Ｑ　ｈａ２ｄ", read));
	assert_string_equal(read, "k7mp-3x9q-ha2d");
	assert_true(page_password_read("oOiI-lL00-1111", read));
	assert_string_equal(read, "0011-1100-1111");
}

static void
test_what_is_no_password(void **state)
{
	static const char *const typed[] = { "", "k7mp-3x9q-ha2", "k7mp-3x9q-ha2dd", "k7mp-3x9q-hau2", "パスワード",
		"k7mp-3x9q-ha2\xff", "k7mp/3x9q/ha2d", "k7mp-3x9q-ha2d;", "------------" };
	char read[PAGE_PASSWORD_SHOWN + 1];

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
		memset(read, 0, sizeof read);
		read[0] = 'b';
		assert_false(page_password_read(typed[i], read));
		assert_string_equal(read, "");
	}
}

static void
test_wrap(void **state)
{
	struct fixture *fx = *state;
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET], opened[SEAL_SECRET];
	struct buffer file = buffer_init(fx);
	struct page_wrap wrap, read;

	seal_new_pair(public, secret);
	assert_done(page_wrap_make(NUMBER, 3, "k7mp-3x9q-ha2d", secret, &wrap, &fx->fault));
	page_wrap_pack(NUMBER, &wrap, &file);
	assert_done(page_wrap_unpack(buffer_bytes(&file), NUMBER, &read, &fx->fault));
	assert_true(page_wrap_open(&read, NUMBER, "k7mp-3x9q-ha2d", opened));
	assert_memory_equal(opened, secret, sizeof secret);
	assert_int_equal(read.generation, 3);

	assert_false(page_wrap_open(&read, NUMBER, "k7mp-3x9q-ha2e", opened));
	assert_false(page_wrap_open(&read, "2026-000124-6", "k7mp-3x9q-ha2d", opened));
	read.generation = 4;
	assert_false(page_wrap_open(&read, NUMBER, "k7mp-3x9q-ha2d", opened));
	read = wrap;
	read.cost.memory = (int64_t)1 << 40;	/* nobody's machine falls over a file */
	assert_false(page_wrap_open(&read, NUMBER, "k7mp-3x9q-ha2d", opened));
	assert_int_equal(page_wrap_unpack(buffer_bytes(&file), "2026-000124-6", &read, &fx->fault), NEVER);
	for (size_t len = 0; len < file.len; len += 7)
		assert_int_equal(page_wrap_unpack((struct bytes){ file.data, len }, NUMBER, &read, &fx->fault), NEVER);
}

static void
test_link(void **state)
{
	struct fixture *fx = *state;
	struct seal_key key = seal_new_key();
	struct page_link link = { .number = must(talloc_strdup(fx, NUMBER)), .expires = 1800000000, .generation = 2 }, read;
	struct buffer file = buffer_init(fx), longer = buffer_init(fx);
	char token[PAGE_TOKEN_SHOWN + 1], typed[PAGE_TOKEN_SHOWN + 1], other[PAGE_TOKEN_SHOWN + 1];
	char name[PAGE_LINK_NAME + 1], other_name[PAGE_LINK_NAME + 1];

	seal_random(link.secret, sizeof link.secret);
	page_token_make(&key, 17, NUMBER, 2, token);
	assert_int_equal(strlen(token), PAGE_TOKEN_SHOWN);
	assert_true(page_token_read(token, typed));
	assert_string_equal(typed, token);
	page_token_make(&key, 18, NUMBER, 2, other);
	assert_string_not_equal(other, token);
	page_token_make(&key, 17, NUMBER, 3, other);
	assert_string_not_equal(other, token);
	page_link_name(token, name);
	page_link_name(other, other_name);
	assert_int_equal(strlen(name), PAGE_LINK_NAME);
	assert_string_not_equal(name, other_name);

	page_link_pack(token, &link, &file);
	assert_done(page_link_unpack(fx, token, buffer_bytes(&file), &read, &fx->fault));
	assert_string_equal(read.number, NUMBER);
	assert_int_equal(read.expires, link.expires);
	assert_int_equal(read.generation, 2);
	assert_memory_equal(read.secret, link.secret, sizeof link.secret);
	assert_int_equal(page_link_unpack(fx, other, buffer_bytes(&file), &read, &fx->fault), NEVER);
	/* The file says neither whose it is nor how long the number is. */
	assert_null(memmem(file.data, file.len, "000123", 6));
	link.number = must(talloc_strdup(fx, "2026-12345678-0"));
	page_link_pack(token, &link, &longer);
	assert_int_equal(longer.len, file.len);
	file.data[file.len - 1] ^= 1;
	assert_int_equal(page_link_unpack(fx, token, buffer_bytes(&file), &read, &fx->fault), NEVER);
}

static struct page_record
record_of(struct page_answer *answers, struct page_file *files, const char *text)
{
	return (struct page_record){ .state = PAGE_ANSWERED, .received = 1700000000, .expected = 1701000000,
		.until = 1702000000, .purpose = "road", .text = text, .note = "", .answers = answers,
		.answer_count = 1, .files = files, .file_count = 1 };
}

static void
test_case(void **state)
{
	struct fixture *fx = *state;
	struct page_answer answer = { .at = 1700500000, .text = "街灯を直しました。\n道路課", .corrects = true };
	struct page_file attached = { .name = "地図.pdf", .type = "application/pdf", .size = 17, .key = seal_new_key() };
	struct page_record record = record_of(&answer, &attached, "公園の街灯"), *read;
	unsigned char secret[SEAL_SECRET], other[SEAL_SECRET], public[SEAL_PUBLIC];
	struct page_case c = { .number = must(talloc_strdup(fx, NUMBER)), .generation = 1, .has_wrap = true }, back;
	struct buffer file = buffer_init(fx);

	seal_new_pair(c.public, secret);
	seal_new_pair(public, other);
	assert_done(page_wrap_make(NUMBER, 1, "k7mp-3x9q-ha2d", secret, &c.wrap, &fx->fault));
	page_case_pack(&c, &record, &file);
	assert_null(memmem(file.data, file.len, "街灯", strlen("街灯")));
	assert_null(memmem(file.data, file.len, "地図", strlen("地図")));
	assert_done(page_case_unpack(fx, buffer_bytes(&file), NUMBER, &back, &fx->fault));
	assert_int_equal(back.generation, 1);
	assert_true(back.has_wrap);
	assert_done(page_case_open(fx, &back, secret, &read, &fx->fault));
	assert_string_equal(read->text, "公園の街灯");
	assert_int_equal(read->state, PAGE_ANSWERED);
	assert_int_equal(read->received, 1700000000);
	assert_int_equal(read->expected, 1701000000);
	assert_int_equal(read->until, 1702000000);
	assert_string_equal(read->purpose, "road");
	assert_int_equal(read->answer_count, 1);
	assert_string_equal(read->answers[0].text, answer.text);
	assert_true(read->answers[0].corrects);
	assert_int_equal(read->file_count, 1);
	assert_string_equal(read->files[0].name, "地図.pdf");
	assert_memory_equal(read->files[0].key.octets, attached.key.octets, SEAL_KEY);
	assert_int_equal(page_case_open(fx, &back, other, &read, &fx->fault), NEVER);
	assert_int_equal(page_case_unpack(fx, buffer_bytes(&file), "2026-000124-6", &back, &fx->fault), NEVER);
	file.data[file.len - 1] ^= 1;
	assert_done(page_case_unpack(fx, buffer_bytes(&file), NUMBER, &back, &fx->fault));
	assert_int_equal(page_case_open(fx, &back, secret, &read, &fx->fault), NEVER);
}

/* Who counts octets learns little. */
static void
test_length_of_case(void **state)
{
	struct fixture *fx = *state;
	char text[3000];
	struct page_case c = { .number = must(talloc_strdup(fx, NUMBER)) };
	unsigned char secret[SEAL_SECRET];
	size_t first = 0;

	seal_new_pair(c.public, secret);
	memset(text, 'a', sizeof text);
	for (size_t len = 1; len < sizeof text; len += 500) {
		struct page_record record = { .purpose = "", .note = "", .text = must(talloc_strndup(fx, text, len)) };
		struct buffer file = buffer_init(fx);

		page_case_pack(&c, &record, &file);
		first = first != 0 ? first : file.len;
		assert_int_equal(file.len, first);
	}
}

static void
test_file_of_case(void **state)
{
	struct fixture *fx = *state;
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET], octets[8];
	char *path;
	struct sealed_writer *w;
	struct sealed *s;
	struct seal_key key;
	int fd;

	assert_done(page_folder_make(fx->folder, &fx->fault));
	path = page_path_file(fx, fx->folder, NUMBER, 1);
	seal_new_pair(public, secret);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	assert_true(fd >= 0);
	w = sealed_begin(fx, fd, public, (struct bytes){ NULL, 0 });
	assert_done(sealed_write(w, "contents", 8, &fx->fault));
	key = *sealed_writer_key(w);
	assert_done(sealed_end(w, &fx->fault));
	close(fd);
	assert_done(sealed_open_with(fx, path, &key, &s, &fx->fault));
	assert_int_equal(sealed_content(s)->size, 8);
	assert_done(sealed_content(s)->read(sealed_content(s)->state, 0, octets, 8, &fx->fault));
	assert_memory_equal(octets, "contents", 8);
	sealed_close(&s);
}

static void
test_types(void **state)
{
	(void)state;
	assert_string_equal(page_file_type("Application/PDF"), "application/pdf");
	assert_string_equal(page_file_type("text/html"), "application/octet-stream");
	assert_string_equal(page_file_type("image/svg+xml"), "application/octet-stream");
	assert_string_equal(page_file_type("image/png\r\nX: y"), "application/octet-stream");
	assert_string_equal(page_file_type(NULL), "application/octet-stream");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_password_is_read_as_people_type_it),
		spool_test(test_what_is_no_password),
		spool_test(test_wrap),
		spool_test(test_link),
		spool_test(test_case),
		spool_test(test_length_of_case),
		spool_test(test_file_of_case),
		spool_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
