/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser_test - a mail that kills, stops or overfeeds its reader costs that mail only. */
#include "tests/spool/mails.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>

#include "config/text.h"

static const char small[] = "From: a@example.jp\r\nSubject: small\r\n\r\nwords\r\n";

static int
setup_hasty(void **state)
{
	struct limits limits = mail_limits();

	limits.parse_seconds = 1;
	return mail_setup_with(state, limits);
}

#ifndef IKEN_SANITIZED		/* whose programs have no limit on memory */
static int
setup_tight(void **state)
{
	struct limits limits = mail_limits();

	limits.parse_memory = 120 << 20;
	return mail_setup_with(state, limits);
}
#endif

static void
assert_still_reads(struct mail_with *w)
{
	struct reading *r = mail_read(w->parser, w, bytes_of(small));

	assert_string_equal(r->subject, "small");
	assert_string_equal(text_trim(w, r->text), "words");
}

/* ---- who the readers are ---- */

/* The process ids of all children of a process, or -1 at their end. */
static void
children_of(pid_t pid, pid_t *out, size_t max)
{
	char path[64], line[4096];
	FILE *file;
	size_t n = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	file = fopen(path, "re");
	assert_non_null(file);
	if (fgets(line, sizeof line, file) != NULL)
		for (char *p = line; n < max - 1 && *p >= '0' && *p <= '9'; p += strspn(p, " "))
			out[n++] = (pid_t)strtol(p, &p, 10);
	out[n] = -1;
	fclose(file);
}

/* Whether there is such a process, other than one that has ended and is only to be reaped. */
static bool
is_alive(pid_t pid)
{
	char path[64], line[256];
	FILE *file;
	bool alive;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (file == NULL)
		return false;
	alive = fgets(line, sizeof line, file) != NULL && strstr(line, ") Z ") == NULL;
	fclose(file);
	return alive;
}

/* The one that reads: the youngest. Others may be on their way out. */
static pid_t
reader_at_work(void)
{
	pid_t starter[8], readers[64], youngest = -1;

	children_of(getpid(), starter, 8);
	assert_true(starter[0] > 0 && starter[1] == -1);
	children_of(starter[0], readers, 64);
	for (size_t i = 0; readers[i] != -1; i++)
		if (is_alive(readers[i]))
			youngest = readers[i];
	assert_true(youngest > 0);
	return youngest;
}

/* ---- messages that do something to their reader when it asks for octets behind the first ---- */

struct trap {
	int64_t size;
	int signal;
	bool sprung;
	int64_t peak;			/* memory of the reader, in KB, when it asked last */
	const char *head, *line;	/* the message: head, then line again and again */
};

static int64_t
peak_memory(pid_t pid)
{
	char path[64], line[256];
	int64_t kb = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			kb = strtol(line + 6, NULL, 10);
	fclose(file);
	return kb;
}

static void
fill(const struct trap *trap, int64_t offset, unsigned char *out, size_t len)
{
	int64_t head = (int64_t)strlen(trap->head), line = (int64_t)strlen(trap->line);

	for (size_t i = 0; i < len; i++, offset++)
		out[i] = (unsigned char)(offset < head ? trap->head[offset] : trap->line[(offset - head) % line]);
}

static enum verdict
read_trap(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	struct trap *trap = state;

	(void)f;
	fill(trap, offset, out, len);
	if (offset == 0)
		return DONE;
	trap->peak = peak_memory(reader_at_work());
	if (trap->signal != 0 && !trap->sprung)
		assert_int_equal(kill(reader_at_work(), trap->signal), 0);
	trap->sprung = true;
	return DONE;
}

static enum verdict
read_with(struct mail_with *w, struct trap *trap, struct reading **out)
{
	struct octets octets = { .state = trap, .size = trap->size, .read = read_trap };

	w->f.text[0] = 0;
	return parser_read(w->parser, &octets, w, out, &w->f);
}

static struct trap
text_trap(int64_t size, int signal)
{
	return (struct trap){ .size = size, .signal = signal, .head = "From: a@example.jp\r\nSubject: long\r\n\r\n",
		.line = "some words of a long text\r\n" };
}

static void
test_crash(void **state)
{
	static const int signals[] = { SIGABRT, SIGKILL,
#ifndef IKEN_SANITIZED
		SIGSEGV,
#endif
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
		struct trap trap = text_trap(1 << 20, signals[i]);
		struct reading *r;

		assert_int_equal(read_with(w, &trap, &r), NEVER);
		assert_true(trap.sprung);
#ifndef IKEN_SANITIZED
		if (signals[i] == SIGSEGV)
			assert_non_null(strstr(w->f.text, "signal 11"));
		if (signals[i] == SIGABRT)
			assert_non_null(strstr(w->f.text, "limits.parse_memory"));
#endif
		if (signals[i] == SIGKILL)
			assert_non_null(strstr(w->f.text, "killed"));
		assert_still_reads(w);
	}
}

static void
test_hang(void **state)
{
	struct mail_with *w = *state;
	struct trap trap = text_trap(1 << 20, SIGSTOP);
	struct reading *r;
	time_t began = time(NULL);

	assert_int_equal(read_with(w, &trap, &r), NEVER);
	assert_non_null(strstr(w->f.text, "in time"));
	assert_true(time(NULL) - began >= 3 && time(NULL) - began <= 8);
	assert_still_reads(w);
}

/* A reader that does not go is taken along when the parser ends. */
static void
test_stop_takes_all(void **state)
{
	struct mail_with *w = *state;
	struct trap trap = text_trap(1 << 20, SIGSTOP);
	struct reading *r;
	pid_t reader;

	assert_int_equal(read_with(w, &trap, &r), NEVER);
	reader = reader_at_work();
	parser_stop(&w->parser);
	assert_null(w->parser);
	for (int i = 0; i < 100 && is_alive(reader); i++)
		usleep(10000);
	assert_false(is_alive(reader));
}

static void
test_time(void **state)
{
	struct mail_with *w = *state;
	struct trap trap = text_trap(INT64_C(1) << 40, 0);
	struct reading *r;

	assert_int_equal(read_with(w, &trap, &r), NEVER);
	assert_non_null(strstr(w->f.text, "parse_seconds"));
	assert_still_reads(w);
}

#ifndef IKEN_SANITIZED
/* Half a million fields in the header of a mail within. */
static void
test_memory(void **state)
{
	struct mail_with *w = *state;
	struct trap trap = { .size = 100 << 20, .head = "From: a@example.jp\r\nContent-Type: message/rfc822\r\n\r\n",
		.line = "X: y\r\n" };
	struct reading *r;

	assert_int_equal(read_with(w, &trap, &r), NEVER);
	assert_non_null(strstr(w->f.text, "limits.parse_memory"));
	/* with what the reader had before, which is not counted */
	assert_in_range(trap.peak, 60 << 10, (120 + 24) << 10);
	assert_still_reads(w);
}
#endif

static void
test_100_megabytes(void **state)
{
	struct mail_with *w = *state;
	struct trap trap = { .size = 100 << 20,
		.head = "From: a@example.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
		    "--b\r\n\r\nsee the file\r\n--b\r\nContent-Type: application/octet-stream; name=big.bin\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\n",
		.line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0\r\n" };
	struct reading *r;

	if (read_with(w, &trap, &r) != DONE)
		fail_msg("not read: %s", w->f.text);
	assert_int_equal(r->part_count, 1);
	assert_string_equal(r->parts[0].name, "big.bin");
	assert_string_equal(text_trim(w, r->text), "see the file");
	assert_true(r->parts[0].size > 76000000 && r->parts[0].size < 77000000);
	print_message("# peak memory of the reader: %lld KB\n", (long long)trap.peak);
#ifndef IKEN_SANITIZED
	assert_true(trap.peak < 40 << 10);
#endif
	assert_still_reads(w);
}

/* ---- structures without measure ---- */

static void
test_10000_deep(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = buffer_init(w);
	struct reading *r;

	buffer_string(&mail, "From: a@example.jp\r\nSubject: deep\r\n");
	for (int i = 0; i < 10000; i++)
		buffer_printf(&mail, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
	buffer_string(&mail, "\r\nwords\r\n");
	r = mail_read(w->parser, w, buffer_bytes(&mail));
	assert_string_equal(r->subject, "deep");
	assert_string_equal(r->over_limit, "depth");
	assert_still_reads(w);
}

static struct buffer
many_parts(void *ctx, int count)
{
	struct buffer mail = buffer_init(ctx);

	buffer_string(&mail, "From: a@example.jp\r\nSubject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\n\r\nwords\r\n");
	for (int i = 0; i < count; i++)
		buffer_string(&mail, "--b\r\nContent-Type: image/gif\r\n\r\nGIF89a\r\n");
	buffer_string(&mail, "--b--\r\n");
	return mail;
}

static void
test_many_parts(void **state)
{
	static const int counts[] = { 100000, 1000000 };
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
		struct buffer mail = many_parts(w, counts[i]);
		struct reading *r = mail_read(w->parser, w, buffer_bytes(&mail));

		assert_string_equal(r->subject, "many");
		assert_string_equal(r->over_limit, "parts");
		assert_string_equal(text_trim(w, r->text), "words");
		assert_in_range(r->part_count, 490, 500);
		assert_string_equal(r->parts[400].sniffed, "image/gif");
		talloc_free(mail.data);
	}
	assert_still_reads(w);
}

/* As many parts as are allowed are no excess. */
static void
test_parts_within_the_limit(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = many_parts(w, 490);
	struct reading *r = mail_read(w->parser, w, buffer_bytes(&mail));

	assert_string_equal(r->over_limit, "");
	assert_int_equal(r->part_count, 490);
}

/* gmime's parser of addresses recurses: in the header, and in the header of a mail within. */
static void
test_nested_groups(void **state)
{
	static const char *const heads[] = {
		"From: a@example.jp\r\nTo: ",
		"From: a@example.jp\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"
		"Content-Type: message/rfc822\r\n\r\nTo: ",
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < 2; i++) {
		struct buffer mail = buffer_init(w);
		struct reading *r;

		buffer_string(&mail, heads[i]);
		for (int k = 0; k < 300000; k++)
			buffer_string(&mail, "g: ");
		buffer_string(&mail, i == 0 ? "\r\nSubject: x\r\n\r\nwords\r\n" : "\r\n\r\nx\r\n--b--\r\n");
		r = mail_read(w->parser, w, buffer_bytes(&mail));
		assert_string_equal(r->from.address, "a@example.jp");
		if (i == 0)
			assert_string_equal(r->over_limit, "header");
		assert_non_null(strstr(r->text, "words"));
		talloc_free(mail.data);
	}
	assert_still_reads(w);
}

/* ---- several at once ---- */

static void
test_several_at_once(void **state)
{
	struct mail_with *w = *state;
	struct bytes mails[8];
	struct octets octets[9];
	struct parse_job *jobs[9];

	for (int i = 0; i < 8; i++) {
		mails[i] = bytes_of(must(talloc_asprintf(w, "From: a@example.jp\r\nSubject: number %d\r\n\r\n%*d\r\n", i,
		    i * 20000, i)));
		octets[i] = mail_octets(&mails[i]);
		assert_int_equal(parser_begin(w->parser, &octets[i], w, &jobs[i], &w->f), DONE);
	}
	octets[8] = mail_octets(&mails[0]);
	assert_int_equal(parser_begin(w->parser, &octets[8], w, &jobs[8], &w->f), LATER);
	for (int i = 0; i < 8; i++) {
		struct reading *r;

		assert_int_equal(parser_finish(&jobs[i], w, &r, &w->f), DONE);
		assert_null(jobs[i]);
		assert_string_equal(r->subject, talloc_asprintf(w, "number %d", i));
	}
	assert_still_reads(w);
}

static void
test_job_given_up(void **state)
{
	struct mail_with *w = *state;
	struct bytes mail = bytes_of(small);
	struct octets octets = mail_octets(&mail);
	struct parse_job *given_up, *job;
	struct reading *r;

	for (int i = 0; i < 20; i++) {
		assert_int_equal(parser_begin(w->parser, &octets, w, &given_up, &w->f), DONE);
		assert_int_equal(parser_begin(w->parser, &octets, w, &job, &w->f), DONE);
		talloc_free(given_up);
		assert_int_equal(parser_finish(&job, w, &r, &w->f), DONE);
		assert_string_equal(r->subject, "small");
	}
}

/* A reader reads a few mails and then ends. */
static void
test_one_after_the_other(void **state)
{
	struct mail_with *w = *state;
	pid_t last = -1;
	int readers = 0;

	for (int i = 0; i < PARSER_MESSAGES * 4; i++) {
		pid_t reader;

		assert_still_reads(w);
		if (i % PARSER_MESSAGES == PARSER_MESSAGES - 1)
			continue;
		reader = reader_at_work();
		readers += reader != last;
		last = reader;
	}
	assert_int_equal(readers, 4);
}

/* It ends at once when libmagic had to be asked. */
static void
test_risk_ends_a_reader(void **state)
{
	struct mail_with *w = *state;
	pid_t reader;

	assert_still_reads(w);
	reader = reader_at_work();
	mail_read(w->parser, w, bytes_of("Content-Type: application/pdf\r\n\r\n%PDF-1.5\r\n"));
	assert_still_reads(w);
	assert_int_equal(reader_at_work(), reader);
	mail_read(w->parser, w, bytes_of("Content-Type: application/pdf\r\n\r\n#!/bin/sh\r\n"));
	assert_still_reads(w);
	assert_int_not_equal(reader_at_work(), reader);
}

static enum verdict
read_badly(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const int64_t *good = state;

	memset(out, 'x', len);
	return offset < *good ? DONE : (fail)(f, LATER, "the disk is gone");
}

static void
test_unreadable_message(void **state)
{
	static int64_t good[] = { 0, 100000 };
	struct mail_with *w = *state;

	for (size_t i = 0; i < 2; i++) {
		struct octets octets = { .state = &good[i], .size = 1 << 20, .read = read_badly };
		struct reading *r;

		assert_int_equal(parser_read(w->parser, &octets, w, &r, &w->f), LATER);
		assert_string_equal(w->f.text, "the disk is gone");
		assert_still_reads(w);
	}
}

/* When the process that starts readers is gone, no message is to blame. */
static void
test_starter_gone(void **state)
{
	struct mail_with *w = *state;
	struct bytes mail = bytes_of(small);
	struct octets octets = mail_octets(&mail);
	struct reading *r;
	pid_t starter[8];

	children_of(getpid(), starter, 8);
	kill(starter[0], SIGKILL);
	usleep(100000);
	assert_int_equal(parser_read(w->parser, &octets, w, &r, &w->f), LATER);
}

static enum verdict
refuse(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)state;
	(void)data;
	(void)len;
	return (fail)(f, LATER, "disk full");
}

static void
test_extract(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = buffer_init(w);
	struct bytes noise = mail_noise(w, 3000000), whole, out;
	struct octets octets;
	struct sink sink = { NULL, refuse };

	buffer_string(&mail, "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b\r\n"
	    "Content-Type: image/gif\r\n\r\nGIF89a\r\n--b\r\n"
	    "Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	mail_base64(&mail, noise);
	buffer_string(&mail, "--b--\r\n");
	whole = buffer_bytes(&mail);
	out = mail_extract(w->parser, w, whole, 0);
	assert_int_equal(out.len, 6);
	out = mail_extract(w->parser, w, whole, 1);
	assert_true(bytes_equal(out, noise));
	octets = mail_octets(&whole);
	assert_int_equal(parser_extract(w->parser, &octets, 1, &sink, &w->f), LATER);
	assert_string_equal(w->f.text, "disk full");
	assert_int_equal(parser_extract(w->parser, &octets, 2, &sink, &w->f), NEVER);
	assert_int_equal(parser_extract(w->parser, &octets, -1, &sink, &w->f), NEVER);
	assert_still_reads(w);
}

/* What the parser's processes have open: /dev/null and sockets of their own. */
static void
test_descriptors(void **state)
{
	struct mail_with *w = *state;
	struct bytes mail = bytes_of(small);
	struct octets octets = mail_octets(&mail);
	struct parse_job *job;
	char path[64], target[256];
	struct reading *r;
	pid_t reader;

	assert_int_equal(parser_begin(w->parser, &octets, w, &job, &w->f), DONE);
	assert_int_equal(parser_finish(&job, w, &r, &w->f), DONE);
	reader = reader_at_work();
	for (int fd = 0; fd < 1024; fd++) {
		ssize_t n;

		snprintf(path, sizeof path, "/proc/%d/fd/%d", reader, fd);
		n = readlink(path, target, sizeof target - 1);
		if (n < 0)
			continue;
		target[n] = 0;
#ifdef IKEN_SANITIZED
		if (fd == STDERR_FILENO)
			continue;
#endif
		if (strcmp(target, "/dev/null") != 0 && strncmp(target, "socket:", 7) != 0)
			fail_msg("descriptor %d is %s", fd, target);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_crash, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_hang, setup_hasty, mail_teardown),
		cmocka_unit_test_setup_teardown(test_stop_takes_all, setup_hasty, mail_teardown),
		cmocka_unit_test_setup_teardown(test_time, setup_hasty, mail_teardown),
#ifndef IKEN_SANITIZED
		cmocka_unit_test_setup_teardown(test_memory, setup_tight, mail_teardown),
#endif
		cmocka_unit_test_setup_teardown(test_100_megabytes, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_10000_deep, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_many_parts, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_parts_within_the_limit, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_nested_groups, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_several_at_once, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_job_given_up, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_one_after_the_other, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_risk_ends_a_reader, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_unreadable_message, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_starter_gone, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_extract, mail_setup, mail_teardown),
		cmocka_unit_test_setup_teardown(test_descriptors, mail_setup, mail_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
