/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look-at-scan - prints what iken-scan makes of a file, or writes what it makes.
 *
 * usage: look-at-scan FILE ...                 format, pages, QR codes
 *        look-at-scan -r PAGE FILE             a reduced picture, on standard output (-R: the whole one)
 *        look-at-scan -x FIRST COUNT FILE      these pages as a file
 *        look-at-scan -w PAGE FILE             its words
 *        look-at-scan -u MOST FILE             names, sizes and sums of the files in an archive
 *
 * With -p before all of it: prints the time that it takes, too. Exit 65 when one of them could not be read.
 */
#include <errno.h>
#include <signal.h>
#include <sysexits.h>

#include "config/memory.h"
#include "config/programs.h"
#include "spool/scan.h"

static const char *const formats[] = { "none", "pdf", "tiff", "jpeg", "png", "heic", "zip" };
static struct scanner *scanner;
static bool timed;

static struct bytes
read_file(void *ctx, const char *name)
{
	struct buffer out = buffer_init(ctx);
	unsigned char block[65536];
	FILE *in = fopen(name, "re");
	size_t n;

	if (in == NULL) {
		fprintf(stderr, "look-at-scan: %s: %s\n", name, strerror(errno));
		exit(EX_NOINPUT);
	}
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		buffer_add(&out, block, n);
	fclose(in);
	return buffer_bytes(&out);
}

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum verdict
print(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)state;
	(void)f;
	fwrite(data, 1, len, stdout);
	return DONE;
}

static enum verdict
look(void *ctx, struct bytes file, struct fault *f)
{
	struct scan *scan;
	double began = seconds();
	enum verdict v = scan_look(scanner, ctx, file, &scan, f);

	if (v != DONE)
		return v;
	if (timed)
		fprintf(stderr, "%.3f s a page\n", (seconds() - began) / (double)scan->page_count);
	printf("%s pages %zu%s\n", formats[scan->format], scan->page_count, scan->active ? " active" : "");
	for (size_t i = 0; i < scan->page_count; i++) {
		const struct scan_page *page = &scan->pages[i];

		printf("page %zu: %lldx%lld%s\n", i, (long long)page->width, (long long)page->height,
		    page->blank ? " blank" : "");
		for (size_t k = 0; k < page->mark_count; k++)
			printf("mark %zu: %s\n", i, page->marks[k]);
	}
	return DONE;
}

static enum verdict
words(void *ctx, struct bytes file, size_t page, struct fault *f)
{
	struct scan_words found;
	enum verdict v = scan_words(scanner, ctx, file, page, &found, f);

	if (v == DONE)
		printf("confidence %d\n%s\n", found.confidence, found.text);
	return v;
}

static unsigned long sum;

static enum verdict
begin(void *state, const struct unpacked *entry, struct fault *f)
{
	(void)state;
	(void)f;
	printf("%lld %s", (long long)entry->size, entry->name);
	sum = 5381;
	return DONE;
}

static enum verdict
add(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	(void)state;
	(void)f;
	for (size_t i = 0; i < len; i++)
		sum = (sum * 33 + data[i]) & 0xffffffff;
	return DONE;
}

static enum verdict
end(void *state, struct fault *f)
{
	(void)state;
	(void)f;
	printf(" %08lx\n", sum);
	return DONE;
}

static enum verdict
run(int argc, char **argv, void *ctx, struct fault *f)
{
	struct sink sink = { NULL, print };
	struct unpack_taker taker = { NULL, 0, begin, add, end };
	char how = argc > 2 && argv[1][0] == '-' ? argv[1][1] : 0;
	struct bytes file = read_file(ctx, how != 0 ? argv[argc - 1] : argv[1]);
	size_t number = how != 0 ? strtoul(argv[2], NULL, 10) : 0;

	switch (how) {
	case 'r':
	case 'R':
		return scan_render(scanner, file, number, how == 'r' ? SCAN_REDUCED : SCAN_WHOLE, &sink, f);
	case 'x':
		return scan_extract(scanner, file, number, strtoul(argv[3], NULL, 10), &sink, f);
	case 'w':
		return words(ctx, file, number, f);
	case 'u':
		taker.most = (int64_t)number;
		return scan_unpack(scanner, file, &taker, f);
	default:
		return look(ctx, file, f);
	}
}

/* Test programs do not lie beside the others. */
static void
find_programs(void *ctx)
{
	const char *folder = programs_folder(ctx);

	programs_look_in(must(talloc_asprintf(ctx, "%s/../../bin", folder != NULL ? folder : ".")));
}

int
main(int argc, char **argv)
{
	static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20 };
	void *ctx = must(talloc_new(NULL));
	struct fault fault = { "" };
	int status = EX_OK;

	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && strcmp(argv[1], "-p") == 0) {
		timed = true;
		argv++;
		argc--;
	}
	if (argc < 2)
		return EX_USAGE;
	find_programs(ctx);
	if (scanner_start(ctx, &limits, &scanner, &fault) != DONE) {
		fprintf(stderr, "look-at-scan: %s\n", fault.text);
		return EX_CONFIG;
	}
	do {
		double began = seconds();
		enum verdict v = run(argc, argv, ctx, &fault);

		if (v != DONE) {
			fprintf(stderr, "%s: %s\n", verdict_name(v), fault.text);
			status = verdict_exit(v);
		}
		if (timed)
			fprintf(stderr, "%.3f s\n", seconds() - began);
		if (argv[1][0] == '-')
			break;
		argv++;
	} while (--argc > 1);
	scanner_stop(&scanner);
	talloc_free(ctx);
	return status;
}
