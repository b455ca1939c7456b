/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reply-loop - how fast replies to our mails are understood, without reading their MIME.
 *
 * usage: reply-loop FOLDER TIMES MAIL...
 * Reads each MAIL (NAME.eml) once and understands all of them TIMES times. Writes to FOLDER NAME.txt, the
 * decoded text, which is what other programs are given, and NAME.ours: "KIND PLACE", a blank line and
 * the text that was understood. KIND is answer or other, PLACE is block or free. Prints "SECONDS
 * PROCESSOR_SECONDS KILOBYTES MAILS" of the loop.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "config/memory.h"
#include "process/answer.h"
#include "spool/parser.h"

static _Noreturn void
die(const char *what, const char *why)
{
	fprintf(stderr, "reply-loop: %s: %s\n", what, why);
	exit(1);
}

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const int *fd = state;

	if (pread(*fd, out, len, offset) != (ssize_t)len)
		return fail(f, LATER, "read: %s", strerror(errno));
	return DONE;
}

static struct reading *
read_mail(struct parser *parser, void *ctx, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct octets message = { .state = &fd, .read = read_file };
	struct reading *r = NULL;
	struct fault f = { "" };
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		die(path, strerror(errno));
	message.size = st.st_size;
	if (parser_read(parser, &message, ctx, &r, &f) != DONE)
		die(path, f.text);
	close(fd);
	return r;
}

static void
write_file(const char *folder, const char *mail, const char *ending, const char *head, const char *text)
{
	char *copy = must(talloc_strdup(NULL, mail)), *name = basename(copy);
	char *path = must(talloc_asprintf(copy, "%s/%.*s%s", folder, (int)strcspn(name, "."), name, ending));
	FILE *out = fopen(path, "w");

	if (out == NULL || fprintf(out, "%s%s", head, text) < 0 || fclose(out) != 0)
		die(path, strerror(errno));
	talloc_free(copy);
}

static void
write_both(const char *folder, const char *mail, const struct reading *r)
{
	void *ctx = must(talloc_new(NULL));
	struct answer a = answer_of_reading(ctx, r, ANSWER_TO_REQUEST);
	const char *head = must(talloc_asprintf(ctx, "%s %s\n\n", a.kind == ANSWER_TEXT ? "answer" : "other",
	    a.from_block ? "block" : "free"));

	write_file(folder, mail, ".txt", "", r->text);
	write_file(folder, mail, ".ours", head, a.text);
	talloc_free(ctx);
}

static double
clock_seconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
loop(struct reading *const *readings, long count, long times)
{
	double began = clock_seconds(CLOCK_MONOTONIC), used = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);
	struct rusage usage;

	for (long i = 0; i < times * count; i++) {
		void *ctx = must(talloc_new(NULL));

		(void)answer_of_reading(ctx, readings[i % count], ANSWER_TO_REQUEST);
		talloc_free(ctx);
	}
	began = clock_seconds(CLOCK_MONOTONIC) - began;
	used = clock_seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
	getrusage(RUSAGE_SELF, &usage);
	printf("%.6f %.6f %ld %ld\n", began, used, usage.ru_maxrss, times * count);
}

int
main(int argc, char **argv)
{
	static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20, .parts = 500,
		.depth = 30, .text_size = 1 << 20 };
	struct reading **readings;
	struct parser *parser;
	struct fault f = { "" };
	void *ctx;

	if (argc < 4) {
		fprintf(stderr, "usage: reply-loop FOLDER TIMES MAIL...\n");
		return 64;
	}
	signal(SIGPIPE, SIG_IGN);
	if (parser_start(NULL, &limits, &parser, &f) != DONE)
		die("parser", f.text);
	ctx = must(talloc_new(NULL));
	readings = memory_new(ctx, (size_t)argc * sizeof readings[0]);
	for (int i = 3; i < argc; i++) {
		readings[i - 3] = read_mail(parser, ctx, argv[i]);
		write_both(argv[1], argv[i], readings[i - 3]);
	}
	parser_stop(&parser);
	loop(readings, argc - 3, strtol(argv[2], NULL, 10));
	talloc_free(ctx);
	return 0;
}
