/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_test - what a scan is called, and what happens when its reader is killed, stopped, or never ends. */
#include "spool/scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "config/memory.h"
#include "config/programs.h"
#include "config/text.h"
#include "spool/scan_exif.h"
#include "spool/scan_image.h"
#include "spool/scan_reader.h"

#ifdef IKEN_SANITIZED
enum { SANITIZED = 1 };		/* it keeps standard error, and is not confined */
#else
enum { SANITIZED = 0 };
#endif

static struct limits limits = { .parse_seconds = 20, .parse_memory = 256 << 20 };

static void
test_formats(void **state)
{
	static const struct {
		enum scan_format format;
		size_t len;
		const char *head;
	} known[] = {
		{ SCAN_PDF, 8, "%PDF-1.7" }, { SCAN_TIFF, 8, "II*\0\10\0\0\0" }, { SCAN_TIFF, 8, "MM\0*\0\0\0\10" },
		{ SCAN_JPEG, 4, "\xff\xd8\xff\xe0" }, { SCAN_PNG, 8, "\x89PNG\r\n\x1a\n" }, { SCAN_ZIP, 4, "PK\3\4" },
		{ SCAN_HEIC, 12, "\0\0\0\x18""ftypheic" }, { SCAN_HEIC, 12, "\0\0\0\x18""ftypmif1" },
		{ SCAN_NONE, 12, "\0\0\0\x18""ftypmp42" }, { SCAN_NONE, 0, "" }, { SCAN_NONE, 2, "PK" },
		{ SCAN_NONE, 7, "\x89PNG\r\n\x1a" }, { SCAN_NONE, 9, "<html>\n%P" }, { SCAN_NONE, 11, "\0\0\0\x18""ftyphei" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (scan_format_of((struct bytes){ (const unsigned char *)known[i].head, known[i].len }) != known[i].format)
			fail_msg("head %zu is taken for something else", i);
}

static void
test_resolution(void **state)
{
	struct resolution r;

	(void)state;
	r = image_resolution(1728, 1145, 0, 0);		/* a coarse fax that does not say so */
	assert_true(r.x == 204 && r.y == 98);
	r = image_resolution(1654, 2339, 200, 200);
	assert_true(r.x == 200 && r.y == 200);
	r = image_resolution(3000, 4000, 72, 72);	/* a photograph */
	assert_true(r.x > 341 && r.x < 343 && r.y == r.x);
	r = image_resolution(1728, 1145, 204, 98);
	assert_true(r.x == 204 && r.y == 98);
}

static void
test_joined_words(void **state)
{
	static const char *const pairs[][2] = {
		{ "市 役 所 前 の\n道 路", "市役所前の\n道路" },
		{ " 東京 の ward office 3 F です \n\n", "東京の ward office 3 F です" },
		{ "", "" },
		{ "\n\n", "" },
		{ "a  b", "a  b" },
		{ "ゴ ミ 、 収 集 。", "ゴミ、収集。" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		char *text = must(talloc_strdup(NULL, pairs[i][0]));

		reader_join(text);
		assert_string_equal(text, pairs[i][1]);
		talloc_free(text);
	}
}

static void
test_exif(void **state)
{
	static const unsigned char turned[] = "\xff\xd8\xff\xe0\0\4JF\xff\xe1\0\x22""Exif\0\0II*\0\10\0\0\0\1\0"
	    "\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0\xff\xda";
	static const unsigned char wild[] = "\xff\xd8\xff\xe1\0\x22""Exif\0\0MM\0*\xff\xff\xff\xf0\0\1"
	    "\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0\xff\xda";

	(void)state;
	assert_int_equal(exif_turn((struct bytes){ turned, sizeof turned - 1 }), 1);
	for (size_t len = 0; len < 40; len++)
		assert_int_equal(exif_turn((struct bytes){ turned, len }) & ~3, 0);
	assert_int_equal(exif_turn((struct bytes){ wild, sizeof wild - 1 }), 0);
}

/* ---- readers that come to harm ---- */

/* Each drawing draws the next ten times: it would take years. */
static const char laughter[] = "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>endobj\n"
    "4 0 obj<</Length 6>>stream\n/A Do \nendstream endobj\n"
#define DRAWING(number, next) #number " 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</A " \
    #next " 0 R>>>>/Length 60>>stream\n/A Do /A Do /A Do /A Do /A Do /A Do /A Do /A Do /A Do /A Do \nendstream endobj\n"
    DRAWING(5, 6) DRAWING(6, 7) DRAWING(7, 8) DRAWING(8, 9) DRAWING(9, 10) DRAWING(10, 11) DRAWING(11, 12) DRAWING(12, 13)
    "13 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Length 20>>stream\n0 0 595 842 re f   \nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 14>>\n%%EOF\n";

static const char page[] = "%PDF-1.4\n"
    "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    "4 0 obj<</Length 20>>stream\n100 100 200 20 re f \nendstream endobj\n"
    "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n";

struct test {
	void *ctx;
	struct scanner *scanner;
	struct fault fault;
};

static enum verdict
look(struct test *test, const char *file)
{
	struct scan *scan;
	enum verdict v = scan_look(test->scanner, test->ctx, bytes_of(file), &scan, &test->fault);

	if (v == DONE) {
		assert_int_equal(scan->format, SCAN_PDF);
		assert_int_equal(scan->page_count, 1);
		assert_false(scan->pages[0].blank);
		assert_false(scan->active);
	}
	return v;
}

enum { CHILDREN = 8 };

/* The children of a process, as many as there is room for. */
static size_t
children_of(pid_t parent, pid_t children[CHILDREN])
{
	char path[64], words[512] = "", *p = words, *end;
	size_t count = 0;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
	file = fopen(path, "re");
	if (file != NULL && fgets(words, sizeof words, file) == NULL)
		words[0] = 0;
	if (file != NULL)
		fclose(file);
	for (long pid; count < CHILDREN && (pid = strtol(p, &end, 10)) > 0; p = end)
		children[count++] = (pid_t)pid;
	return count;
}

/* The only child of a process that has run iken-scan, or 0. */
static pid_t
child_of(pid_t parent)
{
	pid_t children[CHILDREN];

	return children_of(parent, children) > 0 ? children[0] : 0;
}

/* Hundredths of a second that a process has worked. */
static long
worked(pid_t process)
{
	char path[64], words[512] = "", *p;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
	file = fopen(path, "re");
	if (file != NULL && fgets(words, sizeof words, file) == NULL)
		words[0] = 0;
	if (file != NULL)
		fclose(file);
	p = strrchr(words, ')');
	for (int i = 0; p != NULL && i < 12; i++)
		p = strchr(p + 1, ' ');
	return p != NULL ? strtol(p, NULL, 10) : 0;
}

/* Sends the signal to each child that has looked at a file for so long, from now on, until stop_signals(). */
static pid_t
signal_readers(int number, long least)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	const pid_t worker = child_of(getpid());
	const pid_t helper = fork();

	while (helper == 0) {
		pid_t readers[CHILDREN];
		size_t count = children_of(worker, readers);

		/* one that has answered may still be about to go */
		for (size_t i = 0; i < count; i++)
			if (worked(readers[i]) >= least)
				kill(readers[i], number);
		nanosleep(&moment, NULL);
	}
	return helper;
}

static void
stop_signals(pid_t helper)
{
	kill(helper, SIGKILL);
	waitpid(helper, NULL, 0);
}

static void
test_a_killed_reader(void **state)
{
	struct test *test = *state;
	pid_t helper;

	assert_int_equal(look(test, page), DONE);
	helper = signal_readers(SIGKILL, 10);
	assert_int_equal(look(test, laughter), NEVER);
	stop_signals(helper);
	assert_string_equal(test->fault.text,
	    "the reader of scans died of it: out of memory (limits.parse_memory), or killed");
	assert_int_equal(look(test, page), DONE);
}

static void
test_a_killed_worker(void **state)
{
	struct test *test = *state;

	assert_int_equal(look(test, page), DONE);
	assert_int_equal(kill(child_of(getpid()), SIGKILL), 0);
	assert_int_equal(look(test, page), DONE);
}

static void
test_a_stopped_worker(void **state)
{
	struct test *test = *state;

	assert_int_equal(look(test, page), DONE);
	limits.parse_seconds = 1;
	assert_int_equal(kill(child_of(getpid()), SIGSTOP), 0);
	assert_int_equal(look(test, page), DONE);	/* by another one */
	limits.parse_seconds = 20;
}

static void
test_a_reader_that_does_not_end(void **state)
{
	struct test *test = *state;

	limits.parse_seconds = 1;
	assert_int_equal(look(test, laughter), NEVER);
	limits.parse_seconds = 20;
	/* processor time, or on a busy machine time on the clock */
	assert_non_null(strstr(test->fault.text, "limits.parse_seconds"));
	assert_int_equal(look(test, page), DONE);
}

static void
test_a_reader_that_hangs(void **state)
{
	struct test *test = *state;
	pid_t helper;

	assert_int_equal(look(test, page), DONE);
	helper = signal_readers(SIGSTOP, 10);
	limits.parse_seconds = 3;
	assert_int_equal(look(test, laughter), NEVER);
	limits.parse_seconds = 20;
	stop_signals(helper);
	assert_string_equal(test->fault.text, "the reader of scans gave no answer in time (limits.parse_seconds)");
	assert_int_equal(child_of(getpid()), 0);
	assert_int_equal(look(test, page), DONE);
}

static int
line_of_status(pid_t process, const char *name)
{
	char path[64], line[128];
	int value = -1;
	FILE *file;

	snprintf(path, sizeof path, "/proc/%d/status", (int)process);
	file = fopen(path, "re");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		if (text_starts(line, name))
			value = (int)strtol(line + strlen(name), NULL, 10);
	fclose(file);
	return value;
}

/* Those that are neither nothing nor data of the system's; -1 when we may not look. */
static int
open_files(pid_t process)
{
	char path[64], target[256];
	int count = 0;
	DIR *folder;

	snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
	folder = opendir(path);
	if (folder == NULL)
		return -1;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		ssize_t n = readlinkat(dirfd(folder), entry->d_name, target, sizeof target - 1);

		target[n > 0 ? n : 0] = 0;
		if (n > 0 && strcmp(target, "/dev/null") != 0 && !text_starts(target, "/usr/share/"))
			count++;
	}
	closedir(folder);
	return count;
}

/* Of a process that gave up its rights only root sees this. */
static void
test_what_it_is_given(void **state)
{
	static const char wanted[] = "LC_ALL=C.UTF-8\0OMP_THREAD_LIMIT=1";
	struct test *test = *state;
	char path[64], octets[4096] = "";
	pid_t worker;
	FILE *file;
	size_t n;

	setenv("SECRET", "in the environment", 1);
	assert_int_equal(look(test, page), DONE);
	worker = child_of(getpid());
	if (geteuid() == 0 && !SANITIZED)
		assert_int_equal(open_files(worker), 1);
	snprintf(path, sizeof path, "/proc/%d/environ", (int)worker);
	file = fopen(path, "re");
	if (file != NULL) {
		n = fread(octets, 1, sizeof octets, file);
		fclose(file);
		assert_int_equal(n, sizeof wanted);
		assert_memory_equal(octets, wanted, n);
	}
	assert_int_equal(line_of_status(worker, "Seccomp:"), SANITIZED ? 0 : 2);
	assert_int_equal(line_of_status(worker, "NoNewPrivs:"), !SANITIZED);
}

static int
set_up(void **state)
{
	struct test *test = memory_new(NULL, sizeof *test);
	const char *build = getenv("B");

	test->ctx = test;
	programs_look_in(must(talloc_asprintf(test, "%s/bin", build != NULL ? build : "build")));
	*state = test;
	return scanner_start(test, &limits, &test->scanner, &test->fault) == DONE ? 0 : -1;
}

static int
tear_down(void **state)
{
	struct test *test = *state;

	scanner_stop(&test->scanner);
	programs_look_in(NULL);
	talloc_free(test);
	return child_of(getpid()) == 0 ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),
		cmocka_unit_test(test_resolution),
		cmocka_unit_test(test_joined_words),
		cmocka_unit_test(test_exif),
		cmocka_unit_test_setup_teardown(test_a_killed_reader, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_killed_worker, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_stopped_worker, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_reader_that_does_not_end, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_reader_that_hangs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_what_it_is_given, set_up, tear_down),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
