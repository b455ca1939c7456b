/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parser - reads messages in a confined child. */
#include "spool/parser.h"

#include <errno.h>
#include <sys/socket.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/child_talk.h"
#include "spool/parser_child.h"
#include "spool/parser_process.h"

enum {
	PATIENCE = 3,			/* wall clock for all waiting, as a multiple of processor seconds */
	READERS_MAX = 8,		/* jobs begun and not finished */
	DATA_MORE = 1 << 20		/* octets that a part may have beyond the size of its message */
};

struct reader {
	int fd;				/* -1: not there */
	bool busy;
};

struct parser {
	struct parser_process process;
	const struct limits *limits;
	struct reader readers[READERS_MAX];
};

struct parse_job {
	struct parser *parser;
	struct reader *reader;
	const struct octets *message;
	struct child_talk talk;
	int64_t data;			/* octets given to the sink */
	unsigned char piece[JOB_FIRST];
};

static void
drop_reader(struct reader *reader)
{
	if (reader->fd >= 0)
		close(reader->fd);
	reader->fd = -1;
	reader->busy = false;
}

static int
end_parser(struct parser *parser)
{
	for (size_t i = 0; i < READERS_MAX; i++)
		drop_reader(&parser->readers[i]);
	parser_process_end(&parser->process);
	return 0;
}

enum verdict
parser_start(void *ctx, const struct limits *limits, struct parser **parser_out, struct fault *f)
{
	struct parser *parser = memory_new(ctx, sizeof *parser);
	enum verdict v;

	parser->limits = limits;
	for (size_t i = 0; i < READERS_MAX; i++)
		parser->readers[i].fd = -1;
	talloc_set_destructor(parser, end_parser);
	v = parser_process_start(&parser->process, limits, f);
	if (v == DONE)
		*parser_out = parser;
	else
		talloc_free(parser);
	return v;
}

void
parser_stop(struct parser **parser)
{
	talloc_free(*parser);
	*parser = NULL;
}

/* ---- jobs ---- */

static bool
write_all(int fd, const void *data, size_t len)
{
	const unsigned char *p = data;

	while (len != 0) {
		ssize_t n = send(fd, p, len, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		p += n;
		len -= (size_t)n;
	}
	return true;
}

/* A job that is given up leaves its reader in the middle of something. */
static int
close_job(struct parse_job *job)
{
	if (job->reader != NULL && job->reader->busy)
		drop_reader(job->reader);
	return 0;
}

/* One that waits for work, else a new one. */
static enum verdict
find_reader(struct parser *parser, struct reader **out, struct fault *f)
{
	struct reader *place = NULL;

	for (size_t i = 0; i < READERS_MAX; i++) {
		struct reader *reader = &parser->readers[i];

		if (!reader->busy && reader->fd >= 0) {
			*out = reader;
			return DONE;
		}
		if (!reader->busy && place == NULL)
			place = reader;
	}
	if (place == NULL)
		return fail(f, LATER, "more than %d mails are being read at once", READERS_MAX);
	*out = place;
	return parser_process_reader(&parser->process, parser->limits->parse_seconds * PATIENCE + 1, &place->fd, f);
}

static enum verdict
begin(struct parser *parser, const struct octets *message, enum job_kind kind, int index, void *ctx,
    struct parse_job **job_out, struct fault *f)
{
	struct parse_job *job = must(talloc_size(ctx, sizeof *job));
	struct job_head head = { .size = message->size, .kind = kind, .index = index };
	size_t first = message->size < JOB_FIRST ? (size_t)message->size : JOB_FIRST;
	enum verdict v;

	job->parser = parser;
	job->message = message;
	job->reader = NULL;
	job->talk = (struct child_talk){ .fd = -1, .reader = "mails", .patience = parser->limits->parse_seconds * PATIENCE };
	job->data = 0;
	talloc_set_destructor(job, close_job);
	v = message->read(message->state, 0, job->piece, first, f);
	if (v == DONE)
		v = find_reader(parser, &job->reader, f);
	if (v == DONE) {
		job->reader->busy = true;
		job->talk.fd = job->reader->fd;
		if (!write_all(job->reader->fd, &head, sizeof head) ||
		    !write_all(job->reader->fd, job->piece, first))
			v = child_failed(&job->talk, f);
	}
	if (v != DONE) {
		talloc_free(job);
		return v;
	}
	*job_out = job;
	return DONE;
}

static enum verdict
answer_want(struct parse_job *job, const struct job_word *word, struct fault *f)
{
	const struct octets *message = job->message;
	enum verdict v;

	if (word->len > sizeof job->piece || word->offset < 0 || word->offset > message->size ||
	    word->len > message->size - word->offset)
		return child_lies(&job->talk, f);
	v = message->read(message->state, word->offset, job->piece, word->len, f);
	/* Where this fails the reader has ended: what it said last is still to be read. */
	if (v == DONE)
		(void)write_all(job->reader->fd, job->piece, word->len);
	return v;
}

static enum verdict
take_data(struct parse_job *job, const struct job_word *word, const struct sink *sink, struct fault *f)
{
	if (sink == NULL || word->len > sizeof job->piece)
		return child_lies(&job->talk, f);
	if (!child_read(&job->talk, job->piece, word->len))
		return child_failed(&job->talk, f);
	job->data += word->len;
	if (job->data > job->message->size + DATA_MORE)
		return child_lies(&job->talk, f);
	return sink->take(sink->state, job->piece, word->len, f);
}

/* What stands behind the last word, into out. */
static enum verdict
take_rest(struct parse_job *job, const struct job_word *word, struct buffer *out, struct fault *f)
{
	return word->len > JOB_WORD_MAX ? child_lies(&job->talk, f) : child_read_into(&job->talk, word->len, out, f);
}

/* The reader is free for the next job, unless it has said that it ends. */
static enum verdict
end_job(struct parse_job *job, const struct job_word *word, struct buffer *out, struct fault *f)
{
	enum verdict v = take_rest(job, word, out, f);

	if (v != DONE)
		return v;
	job->reader->busy = false;
	if (word->offset != 0)
		drop_reader(job->reader);
	return DONE;
}

/* It cannot be done, and the reader says why. */
static enum verdict
take_reason(struct parse_job *job, const struct job_word *word, struct buffer *out, struct fault *f)
{
	enum verdict v;

	buffer_clear(out);
	v = take_rest(job, word, out, f);
	if (v != DONE)
		return v;
	return fail(f, NEVER, "%s", text_from(out->ctx, buffer_bytes(out), TEXT_LINE, NULL));
}

static enum verdict
converse(struct parse_job *job, const struct sink *sink, struct buffer *result, struct fault *f)
{
	struct job_word word;
	enum verdict v = DONE;

	while (v == DONE) {
		if (!child_read(&job->talk, &word, sizeof word))
			return child_failed(&job->talk, f);
		if (word.kind == WORD_BEGUN)
			job->talk.begun = true;
		else if (word.kind == WORD_WANT)
			v = answer_want(job, &word, f);
		else if (word.kind == WORD_DATA)
			v = take_data(job, &word, sink, f);
		else if (word.kind == WORD_DONE)
			return end_job(job, &word, result, f);
		else if (word.kind == WORD_NEVER)
			return take_reason(job, &word, result, f);
		else
			return child_lies(&job->talk, f);
	}
	return v;
}

enum verdict
parser_begin(struct parser *parser, const struct octets *message, void *ctx, struct parse_job **job_out,
    struct fault *f)
{
	return begin(parser, message, JOB_READ, 0, ctx, job_out, f);
}

enum verdict
parser_finish(struct parse_job **job, void *ctx, struct reading **reading_out, struct fault *f)
{
	void *scratch = must(talloc_new(NULL));
	struct buffer record = buffer_init(scratch);
	enum verdict v = converse(*job, NULL, &record, f);

	if (v == DONE) {
		*reading_out = reading_unpack(ctx, buffer_bytes(&record));
		if (*reading_out == NULL)
			v = child_lies(&(*job)->talk, f);
	}
	talloc_free(scratch);
	talloc_free(*job);
	*job = NULL;
	return v;
}

enum verdict
parser_read(struct parser *parser, const struct octets *message, void *ctx, struct reading **reading_out,
    struct fault *f)
{
	struct parse_job *job;
	enum verdict v = parser_begin(parser, message, ctx, &job, f);

	if (v != DONE)
		return v;
	return parser_finish(&job, ctx, reading_out, f);
}

enum verdict
parser_extract(struct parser *parser, const struct octets *message, int index, const struct sink *sink,
    struct fault *f)
{
	void *scratch = must(talloc_new(NULL));
	struct buffer result = buffer_init(scratch);
	struct parse_job *job;
	enum verdict v = begin(parser, message, JOB_EXTRACT, index, scratch, &job, f);

	if (v == DONE)
		v = converse(job, sink, &result, f);
	talloc_free(scratch);
	return v;
}
