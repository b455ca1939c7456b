/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parser_bench - how many mails of 40 KB the confined readers read in a second, beside gmime alone.
 *
 * usage: parser_bench [MAILS]
 * Each mail has Japanese text and one file in base64. Of the file's kind it depends whether libmagic is asked,
 * after which a reader ends: a photograph is known by its beginning, an odd file is not. The line "gmime"
 * is the least that is possible: parse, decode and hash in one process, without text, confinement or description.
 */
#include <gmime/gmime.h>
#include <signal.h>
#include <sodium.h>
#include <sys/resource.h>

#include "config/memory.h"
#include "spool/parser.h"

enum { SIZE = 40000, FILE_SIZE = 25000, KINDS = 2, ROUNDS = 4, AT_ONCE = 1 << (ROUNDS - 1) };

static const struct limits limits = { .parse_seconds = 10, .parse_memory = 256 << 20, .parts = 500, .depth = 30,
	.text_size = 1 << 20 };

struct kind {
	const char *name, *type, *beginning;
};

static const struct kind kinds[KINDS] = {
	{ "photograph", "image/jpeg", "\xff\xd8\xff\xe0" },
	{ "odd file", "application/octet-stream", "odd" },
};

static struct bytes
make_mail(void *ctx, const struct kind *kind)
{
	struct buffer b = buffer_init(ctx);
	unsigned char *file = must(talloc_size(ctx, FILE_SIZE));
	char *coded = must(talloc_size(ctx, FILE_SIZE * 2));
	size_t len;

	buffer_printf(&b, "Return-Path: <yamada@example.jp>\r\nReceived: from a by b for <opinion@city.example.jp>\r\n"
	    "From: =?ISO-2022-JP?B?GyRCOzNFREJATzobKEI=?= <yamada@example.jp>\r\nTo: opinion@city.example.jp\r\n"
	    "Subject: =?ISO-2022-JP?B?GyRCRjtPKRsoQg==?=\r\nMessage-ID: <%u@example.jp>\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n"
	    "Content-Type: text/plain; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: 7bit\r\n\r\n", rand());
	while (b.len < SIZE - (size_t)FILE_SIZE * 4 / 3 - FILE_SIZE / 25)
		buffer_string(&b, "\033$B$3$NF;O)$K$O7j$,$\"$$$F$$$F4m81$G$9!#Aa$/D>$7$F$/$@$5$$!#\033(B\r\n");
	randombytes_buf(file, FILE_SIZE);
	memcpy(file, kind->beginning, strlen(kind->beginning));
	buffer_printf(&b, "--b\r\nContent-Type: %s; name=\"=?UTF-8?B?5YaZ55yf?=.bin\"\r\n"
	    "Content-Transfer-Encoding: base64\r\n\r\n", kind->type);
	sodium_bin2base64(coded, FILE_SIZE * 2, file, FILE_SIZE, sodium_base64_VARIANT_ORIGINAL);
	len = strlen(coded);
	for (size_t i = 0; i < len; i += 76) {
		buffer_add(&b, coded + i, len - i < 76 ? len - i : 76);
		buffer_string(&b, "\r\n");
	}
	buffer_string(&b, "--b--\r\n");
	talloc_free(file);
	talloc_free(coded);
	return buffer_bytes(&b);
}

static enum verdict
read_bytes(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct bytes *bytes = state;

	(void)f;
	memcpy(out, bytes->data + offset, len);
	return DONE;
}

/* ---- clocks ---- */

static double
seconds(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

struct spent {
	double wall, processor;
};

static struct spent
spent_now(void)
{
	struct rusage own, children;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	return (struct spent){ (double)now.tv_sec + (double)now.tv_nsec / 1e9, seconds(&own.ru_utime) +
	    seconds(&own.ru_stime) + seconds(&children.ru_utime) + seconds(&children.ru_stime) };
}

static void
print(const char *kind, const char *how, const struct spent *before, int count)
{
	struct spent now = spent_now();

	printf("%-11s %-14s %6.0f mails/s  %4.0f us processor each\n", kind, how, count / (now.wall - before->wall),
	    (now.processor - before->processor) / count * 1e6);
	fflush(stdout);
}

/* ---- gmime alone ---- */

static void
hash_part(GMimeObject *parent, GMimeObject *object, gpointer digest)
{
	GMimeDataWrapper *content = GMIME_IS_PART(object) ? g_mime_part_get_content(GMIME_PART(object)) : NULL;
	GMimeStream *memory;
	GByteArray *octets;

	(void)parent;
	if (content == NULL)
		return;
	memory = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(content, memory);
	octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	crypto_generichash(digest, 32, octets->data, octets->len, NULL, 0);
	g_object_unref(memory);
}

static void
run_gmime(const struct kind *kind, const struct bytes *mails, int count)
{
	struct spent before = spent_now();
	unsigned char digest[32];

	for (int i = 0; i < count; i++) {
		GMimeStream *stream = g_mime_stream_mem_new_with_buffer((const char *)mails[i].data, mails[i].len);
		GMimeParser *parser = g_mime_parser_new_with_stream(stream);
		GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

		g_mime_message_foreach(message, hash_part, digest);
		g_object_unref(message);
		g_object_unref(parser);
		g_object_unref(stream);
	}
	print(kind->name, "gmime", &before, count);
}

/* ---- confined readers ---- */

static struct parser *
start_parser(void)
{
	struct parser *parser;
	struct fault f;

	if (parser_start(NULL, &limits, &parser, &f) == DONE)
		return parser;
	fprintf(stderr, "parser_bench: %s\n", f.text);
	exit(1);
}

static void
run_parser(const struct kind *kind, struct bytes *mails, int count, int at_once, struct parser *parser)
{
	struct octets octets[AT_ONCE];
	struct parse_job *jobs[AT_ONCE];
	struct spent before = spent_now();
	struct fault f;
	char how[32];

	for (int i = 0; i < count + at_once; i++) {
		void *ctx = must(talloc_new(NULL));
		struct reading *r;

		if (i >= at_once && parser_finish(&jobs[i % at_once], ctx, &r, &f) != DONE)
			fprintf(stderr, "parser_bench: %s\n", f.text);
		talloc_free(ctx);
		if (i >= count)
			continue;
		octets[i % at_once] = (struct octets){ &mails[i], (int64_t)mails[i].len, read_bytes };
		if (parser_begin(parser, &octets[i % at_once], NULL, &jobs[i % at_once], &f) != DONE)
			fprintf(stderr, "parser_bench: %s\n", f.text);
	}
	parser_stop(&parser);
	snprintf(how, sizeof how, "%d at once", at_once);
	print(kind->name, how, &before, count);
}

int
main(int argc, char **argv)
{
	int count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 5000;
	struct parser *parsers[KINDS][ROUNDS];

	signal(SIGPIPE, SIG_IGN);
	if (count < 1 || sodium_init() < 0)
		return 64;
	/* As in the programs: while this process is small, since all it has is copied by each fork. */
	for (size_t i = 0; i < KINDS * ROUNDS; i++)
		parsers[i / ROUNDS][i % ROUNDS] = start_parser();
	g_mime_init();
	for (size_t k = 0; k < KINDS; k++) {
		void *ctx = must(talloc_new(NULL));
		struct bytes *mails = memory_new(ctx, (size_t)count * sizeof *mails);

		for (int i = 0; i < count; i++)
			mails[i] = make_mail(ctx, &kinds[k]);
		if (k == 0)
			printf("# %d mails of %zu octets\n", count, mails[0].len);
		run_gmime(&kinds[k], mails, count);
		for (int i = 0; i < ROUNDS; i++)
			run_parser(&kinds[k], mails, count, 1 << i, parsers[k][i]);
		talloc_free(ctx);
	}
	return 0;
}
