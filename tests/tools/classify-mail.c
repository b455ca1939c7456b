/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * classify-mail - prints what mail files would be taken for, one line each: file, kind, reason,
 * status of a bounce and whether it is permanent.
 *
 * usage: classify-mail [-a] FILE ...
 * Every report is taken for one about a mail of ours. -a: each is a department's reply; prints
 * what it says instead.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "process/answer.h"
#include "process/classify.h"
#include "spool/parser.h"

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const int *fd = state;

	if (pread(*fd, out, len, offset) != (ssize_t)len)
		return fail(f, LATER, "read: %s", strerror(errno));
	return DONE;
}

static void
print_class(const char *name, const struct reading *r)
{
	struct known k = { .envelope_sender = "", .bounced_intent = r->is_report, .authenticated = true };
	struct classified c = classify(r, &k);

	printf("%s\t%s\t%s\t%s%s\n", name, entry_kind_name(c.kind), c.reason, c.status,
	    c.permanent ? " permanent" : "");
}

static void
print_answer(void *ctx, const char *name, const struct reading *r)
{
	struct answer a = answer_read(ctx, r->text, ANSWER_TO_REQUEST);

	printf("=== %s\t%d %s%s%s%s\n%s\n", name, a.kind, a.reason, a.from_block ? " block" : "",
	    a.between ? " between" : "", a.whole ? " whole" : "", a.text);
}

int
main(int argc, char **argv)
{
	static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20,
		.parts = 500, .depth = 30, .text_size = 1 << 20 };
	bool answers = argc > 1 && strcmp(argv[1], "-a") == 0;
	struct parser *parser;
	struct fault fault;

	signal(SIGPIPE, SIG_IGN);
	if (parser_start(NULL, &limits, &parser, &fault) != DONE) {
		fprintf(stderr, "classify-mail: %s\n", fault.text);
		return 78;
	}
	for (int i = answers ? 2 : 1; i < argc; i++) {
		void *ctx = must(talloc_new(NULL));
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		struct octets message = { .state = &fd, .read = read_file };
		struct reading *r;
		struct stat st;

		if (fd < 0 || fstat(fd, &st) != 0) {
			fprintf(stderr, "classify-mail: %s: %s\n", argv[i], strerror(errno));
			return 66;
		}
		message.size = st.st_size;
		if (parser_read(parser, &message, ctx, &r, &fault) != DONE)
			printf("%s\tset aside\t%s\n", argv[i], fault.text);
		else if (answers)
			print_answer(ctx, argv[i], r);
		else
			print_class(argv[i], r);
		close(fd);
		talloc_free(ctx);
	}
	parser_stop(&parser);
	return 0;
}
