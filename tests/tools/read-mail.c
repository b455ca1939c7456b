/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read-mail - prints what the confined reader makes of mail files.
 *
 * usage: read-mail [-t] FILE ...
 * -t prints the text alone. Exit 65 when one of them could not be read.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "config/memory.h"
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
print_list(const char *label, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		printf("%s: %s\n", label, list->item[i]);
}

static void
print_reading(const struct reading *r)
{
	printf("from: %s <%s> (%d)\nreply-to: %s\nreturn-path: %s\nsubject: %s\nmessage-id: %s\ncharset: %s\n",
	    r->from.name, r->from.address, r->from_count, r->reply_to.address, r->return_path, r->subject,
	    r->message_id, r->charset);
	for (size_t i = 0; i < r->recipients.count; i++)
		printf("to: %s\n", r->recipients.item[i].address);
	print_list("reference", &r->references);
	printf("automatic: [%s] [%s] [%s] [%s]\n", r->auto_submitted, r->precedence, r->list_id, r->other_automatic);
	printf("damaged: %lld html: %d report: %d signed: %d encrypted: %d tnef: %d limit: %s\n",
	    (long long)r->damaged, r->text_from_html, r->is_report, r->is_signed, r->is_encrypted, r->had_tnef,
	    r->over_limit);
	for (size_t i = 0; i < r->bounce_count; i++)
		printf("bounce: %s %s %s\n", r->bounces[i].recipient, r->bounces[i].status, r->bounces[i].action);
	for (size_t i = 0; i < r->part_count; i++)
		printf("part %d: %s (%s, %s) %lld\n", r->parts[i].index, r->parts[i].name, r->parts[i].declared,
		    r->parts[i].sniffed, (long long)r->parts[i].size);
	printf("\n%s\n", r->text);
}

int
main(int argc, char **argv)
{
	static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20, .parts = 500,
		.depth = 30, .text_size = 1 << 20 };
	bool text_only = argc > 1 && strcmp(argv[1], "-t") == 0;
	struct parser *parser;
	struct fault fault;
	int status = 0;

	signal(SIGPIPE, SIG_IGN);
	if (parser_start(NULL, &limits, &parser, &fault) != DONE) {
		fprintf(stderr, "read-mail: %s\n", fault.text);
		return 78;
	}
	for (int i = text_only ? 2 : 1; i < argc; i++) {
		void *ctx = must(talloc_new(NULL));
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		struct octets message = { .state = &fd, .read = read_file };
		struct reading *r;
		struct stat st;

		if (fd < 0 || fstat(fd, &st) != 0) {
			fprintf(stderr, "read-mail: %s: %s\n", argv[i], strerror(errno));
			return 66;
		}
		message.size = st.st_size;
		if (parser_read(parser, &message, ctx, &r, &fault) != DONE) {
			fprintf(stderr, "read-mail: %s: %s\n", argv[i], fault.text);
			status = 65;
		} else if (text_only) {
			printf("%s\n", r->text);
		} else {
			printf("== %s\n", argv[i]);
			print_reading(r);
		}
		close(fd);
		talloc_free(ctx);
	}
	parser_stop(&parser);
	return status;
}
