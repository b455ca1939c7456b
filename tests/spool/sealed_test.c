/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sealed files: what is written comes out, and nothing that was changed or cut does. */
#include "spool/sealed.h"

#include "tests/spool/fixture.h"

#include <fcntl.h>

static const size_t sizes[] = { 0, 1, 15, 65535, 65536, 65537, 131072, 200000 };

static char *
write_sealed(struct fixture *fx, const unsigned char *data, size_t len)
{
	char *path = must(talloc_asprintf(fx, "%s/tmp/sealed", fx->folder));
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct sealed_writer *w;

	assert_true(fd >= 0);
	w = sealed_begin(fx, fd, fx->ledger->keys->public, bytes_of("note"));
	for (size_t at = 0; at < len; at += 7001)
		assert_done(sealed_write(w, data + at, len - at < 7001 ? len - at : 7001, &fx->fault));
	assert_done(sealed_end(w, &fx->fault));
	close(fd);
	return path;
}

static enum verdict
open_sealed(struct fixture *fx, const char *path, struct sealed **out)
{
	return sealed_open(fx, path, fx->ledger->opener, out, &fx->fault);
}

static void
test_what_is_written_comes_out(void **state)
{
	struct fixture *fx = *state;
	unsigned char *data = must(talloc_size(fx, 200000)), *back = must(talloc_size(fx, 200000));

	seal_random(data, 200000);
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		char *path = write_sealed(fx, data, sizes[i]);
		const struct octets *content;
		struct sealed *s;

		assert_done(open_sealed(fx, path, &s));
		content = sealed_content(s);
		assert_int_equal(content->size, sizes[i]);
		assert_done(content->read(content->state, 0, back, sizes[i], &fx->fault));
		assert_memory_equal(back, data, sizes[i]);
		assert_true(bytes_equal(sealed_note(s), bytes_of("note")));
		if (sizes[i] > 70000) {
			assert_done(content->read(content->state, 65530, back, 20, &fx->fault));
			assert_memory_equal(back, data + 65530, 20);
		}
		assert_int_equal(content->read(content->state, (int64_t)sizes[i], back, 1, &fx->fault), NEVER);
		sealed_close(&s);
	}
}

/* Each octet of the file matters: changing any of a sample is found, and so is every cut. */
static void
test_changes_are_found(void **state)
{
	struct fixture *fx = *state;
	unsigned char data[300] = { 1, 2, 3 }, back[300];
	char *path = write_sealed(fx, data, sizeof data);
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	for (off_t at = 0; at < st.st_size; at += 3) {
		int fd = open(path, O_RDWR);
		unsigned char c, changed;
		struct sealed *s = NULL;
		enum verdict v;

		assert_int_equal(pread(fd, &c, 1, at), 1);
		changed = c ^ 0x40;
		assert_int_equal(pwrite(fd, &changed, 1, at), 1);
		v = open_sealed(fx, path, &s);
		if (v == DONE)
			v = sealed_content(s)->read(sealed_content(s)->state, 0, back,
			    (size_t)sealed_content(s)->size, &fx->fault);
		assert_int_equal(v, NEVER);
		if (s != NULL)
			sealed_close(&s);
		assert_int_equal(pwrite(fd, &c, 1, at), 1);
		close(fd);
	}
	for (off_t size = st.st_size - 1; size > 0; size -= 11) {
		struct sealed *s = NULL;
		enum verdict v;

		assert_int_equal(truncate(path, size), 0);
		v = open_sealed(fx, path, &s);
		if (v == DONE)
			v = sealed_content(s)->read(sealed_content(s)->state, 0, back,
			    (size_t)sealed_content(s)->size, &fx->fault);
		assert_int_equal(v, NEVER);
		if (s != NULL)
			sealed_close(&s);
	}
}

static void
test_a_last_chunk_cut_off_is_found(void **state)
{
	struct fixture *fx = *state;
	unsigned char *data = memory_new(fx, 131072), back[10];
	char *path = write_sealed(fx, data, 131072);
	struct sealed *s = NULL;
	struct stat st;
	enum verdict v;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(truncate(path, st.st_size - 65536 - 16), 0);
	v = open_sealed(fx, path, &s);
	if (v == DONE)
		v = sealed_content(s)->read(sealed_content(s)->state, 0, back, 10, &fx->fault);
	assert_int_equal(v, NEVER);
}

static void
test_another_key_does_not_open(void **state)
{
	struct fixture *fx = *state;
	unsigned char public[SEAL_PUBLIC], secret[SEAL_SECRET];
	struct seal_key wrong = seal_new_key();
	char *path = write_sealed(fx, (const unsigned char *)"x", 1);
	struct sealed *s;

	seal_new_pair(public, secret);
	assert_int_equal(sealed_open(fx, path, sealed_opener_new(fx, public, secret), &s, &fx->fault), NEVER);
	assert_int_equal(sealed_open_with(fx, path, &wrong, &s, &fx->fault), NEVER);
}

static void
test_the_key_is_taken_out_and_put_back(void **state)
{
	struct fixture *fx = *state;
	char *path = write_sealed(fx, (const unsigned char *)"hello", 5);
	struct seal_key key;
	struct sealed *s;

	assert_done(open_sealed(fx, path, &s));
	key = *sealed_key(s);
	sealed_close(&s);
	assert_done(sealed_forget_key(path, &fx->fault));
	assert_done(sealed_forget_key(path, &fx->fault));
	assert_int_equal(open_sealed(fx, path, &s), NEVER);
	assert_done(sealed_open_with(fx, path, &key, &s, &fx->fault));
	sealed_close(&s);
	assert_done(sealed_restore_key(path, fx->ledger->keys->public, &key, &fx->fault));
	assert_done(open_sealed(fx, path, &s));
	sealed_close(&s);
}

static void
test_nothing_is_in_clear(void **state)
{
	struct fixture *fx = *state;
	const char *canary = "CANARY-山田太郎-0312345678";
	char *path = write_sealed(fx, (const unsigned char *)canary, strlen(canary));
	char content[4096];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, content, sizeof content);

	close(fd);
	assert_true(n > 0);
	assert_null(memmem(content, (size_t)n, "CANARY", 6));
	assert_null(memmem(content, (size_t)n, "note", 4));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_what_is_written_comes_out),
		spool_test(test_changes_are_found),
		spool_test(test_a_last_chunk_cut_off_is_found),
		spool_test(test_another_key_does_not_open),
		spool_test(test_the_key_is_taken_out_and_put_back),
		spool_test(test_nothing_is_in_clear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
