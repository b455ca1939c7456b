/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parser - reads messages in confined children (law 7).
 *
 * parser_start() forks a process that opens what parsing needs (converters, libmagic's data),
 * gives up network, files and new programs (confine.h) and from then on only forks: readers,
 * each of which reads a few messages and ends. A reader holds no key; it asks for octets over a socket
 * pair and the caller reads them from the sealed file, so the whole mail is never in memory or
 * in clear on disk. Processor time and memory (beyond
 * what a reader has when it starts) are limited; a reader that dies, hangs or talks nonsense
 * costs only the message at hand: NEVER.
 *
 * How many messages a reader sees is a matter of measure: forking anew for each takes four times as long as
 * reading it, and a reader that a message had taken over could lie about those it reads later. So a
 * reader ends after PARSER_MESSAGES of them, and at once when a message led it into one of the libraries that are
 * attacked most (TNEF, PKCS #7, libmagic) or over a limit.
 */
#ifndef SPOOL_PARSER_H
#define SPOOL_PARSER_H

#include "config/fault.h"
#include "config/settings.h"
#include "spool/octets.h"
#include "spool/reading.h"

#define PARSER_MESSAGES 16

struct parser;

/* Starts the child. HALT when it cannot be confined. The limits must outlive the parser.
 * To be called before keys are read into memory, since the child inherits what is there. */
enum verdict parser_start(void *ctx, const struct limits *limits, struct parser **parser_out,
    struct fault *f) MUST_USE;
/* Ends the child and sets *parser to NULL. */
void parser_stop(struct parser **parser);

/* Two halves of parser_read(), so that children read the next messages while the caller works on this
 * one: a job is begun and later finished, once, or given up by talloc_free(), before the parser is stopped.
 * message must live until then. At most eight at a time: LATER. */
struct parse_job;
enum verdict parser_begin(struct parser *parser, const struct octets *message, void *ctx,
    struct parse_job **job_out, struct fault *f) MUST_USE;
/* As parser_read(). *job is NULL afterwards. */
enum verdict parser_finish(struct parse_job **job, void *ctx, struct reading **reading_out,
    struct fault *f) MUST_USE;

/* Reads one message; *reading_out is owned by ctx. NEVER: the reason says which limit or
 * signal; LATER: message could not be read from where it is kept. */
enum verdict parser_read(struct parser *parser, const struct octets *message, void *ctx,
    struct reading **reading_out, struct fault *f) MUST_USE;

/* Gives the decoded octets of part index to sink. They are those of the reading: the caller
 * compares size and digest. NEVER when there is no such part. */
enum verdict parser_extract(struct parser *parser, const struct octets *message, int index,
    const struct sink *sink, struct fault *f) MUST_USE;

#endif
