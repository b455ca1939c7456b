/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-reply - prints what replies to our mails say, as iken-register would understand them.
 *
 * usage: read-reply [-z] TO FILE [TO FILE ...]
 * TO is request or approval. For each file: a line "== FILE", lines of "label: value", a blank
 * line and the text. -z prints nothing: it reads each mail cut off at every 100th octet, and its
 * text with every line doubled and cut off at every 100th octet, as one that must not crash.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/answer.h"
#include "spool/parser.h"

enum { STEP = 100 };

static enum verdict
read_file(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const int *fd = state;

	if (pread(*fd, out, len, offset) != (ssize_t)len)
		return fail(f, LATER, "read: %s", strerror(errno));
	return DONE;
}

static void
print_value(const char *label, const char *value)
{
	if (*value != 0)
		printf("%s: %s\n", label, value);
}

static void
print_answer(const char *file, const struct answer *a)
{
	static const char *const kinds[] = {
		[ANSWER_TEXT] = "answer", [ANSWER_NOTE] = "note", [ANSWER_PASS_ON] = "pass-on",
		[ANSWER_NO_ANSWER] = "no-answer", [ANSWER_APPROVE] = "approve", [ANSWER_RETURN] = "return",
		[ANSWER_UNCLEAR] = "unclear", [ANSWER_ASK] = "ask", [ANSWER_NOT_OURS] = "not-ours",
		[ANSWER_DISCLOSE] = "disclose", [ANSWER_DISMISS] = "dismiss", [ANSWER_STOP] = "stop"
	};

	printf("== %s\nkind: %s\n", file, kinds[a->kind]);
	print_value("pass", a->pass_to);
	print_value("why", a->reason_words);
	print_value("code", a->code);
	print_value("remark", a->remark);
	print_value("reason", a->reason);
	print_value("between", a->between ? "yes" : "");
	print_value("correction", a->correction ? "yes" : "");
	printf("\n%s\n", a->text);
}

/* Reads the first size octets of the file. */
static bool
read_reply(struct parser *parser, void *ctx, const char *file, int64_t size, struct reading **out)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct octets message = { .state = &fd, .read = read_file };
	struct fault fault;
	struct stat st;
	bool done;

	if (fd < 0 || fstat(fd, &st) != 0) {
		fprintf(stderr, "read-reply: %s: %s\n", file, strerror(errno));
		return false;
	}
	message.size = size >= 0 && size < st.st_size ? size : st.st_size;
	done = parser_read(parser, &message, ctx, out, &fault) == DONE;
	if (!done)
		fprintf(stderr, "read-reply: %s: %s\n", file, fault.text);
	close(fd);
	return done;
}

static const char *
double_lines(void *ctx, const char *text)
{
	struct buffer out = buffer_init(ctx);

	buffer_add(&out, "", 0);
	while (*text != 0) {
		size_t n = strcspn(text, "\n");

		n += text[n] == '\n';
		buffer_add(&out, text, n);
		buffer_add(&out, text, n);
		text += n;
	}
	return buffer_text(&out);
}

static void
read_pieces(void *ctx, const char *text, enum answer_to to)
{
	size_t len = strlen(text);

	for (size_t n = 0; n < len; n += STEP) {
		void *work = must(talloc_new(ctx));
		struct bytes head = { (const unsigned char *)text, n };
		struct bytes tail = { (const unsigned char *)text + n, len - n };

		(void)answer_read(work, text_from(work, head, TEXT_RUNNING, NULL), to);
		(void)answer_read(work, text_from(work, tail, TEXT_RUNNING, NULL), to);
		talloc_free(work);
	}
}

static bool
read_damaged(struct parser *parser, const char *file, enum answer_to to)
{
	struct reading *r;
	struct stat st;

	if (stat(file, &st) != 0)
		return false;
	for (int64_t size = 0; size <= st.st_size; size += STEP) {
		void *ctx = must(talloc_new(NULL));

		if (!read_reply(parser, ctx, file, size, &r))
			return false;
		(void)answer_of_reading(ctx, r, to);
		if (size + STEP > st.st_size) {
			read_pieces(ctx, double_lines(ctx, r->text), to);
			read_pieces(ctx, double_lines(ctx, r->html_text), to);
		}
		talloc_free(ctx);
	}
	return true;
}

static bool
read_whole(struct parser *parser, const char *file, enum answer_to to)
{
	void *ctx = must(talloc_new(NULL));
	struct reading *r;
	bool done = read_reply(parser, ctx, file, -1, &r);

	if (done) {
		struct answer a = answer_of_reading(ctx, r, to);

		print_answer(file, &a);
	}
	talloc_free(ctx);
	return done;
}

int
main(int argc, char **argv)
{
	static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20,
		.parts = 500, .depth = 30, .text_size = 1 << 20 };
	bool damaged = argc > 1 && strcmp(argv[1], "-z") == 0;
	struct parser *parser;
	struct fault fault;
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	if (parser_start(NULL, &limits, &parser, &fault) != DONE) {
		fprintf(stderr, "read-reply: %s\n", fault.text);
		return 78;
	}
	for (int i = damaged ? 2 : 1; i + 1 < argc; i += 2) {
		enum answer_to to = strcmp(argv[i], "approval") == 0 ? ANSWER_TO_APPROVAL :
		    ANSWER_TO_REQUEST;
		bool done = damaged ? read_damaged(parser, argv[i + 1], to) :
		    read_whole(parser, argv[i + 1], to);

		if (!done)
			status = 65;
	}
	parser_stop(&parser);
	return status;
}
