/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parser_child - the confined side of parser.h, and the words that both sides exchange.
 *
 * Each reader has a stream socket of its own, over which it is given one job after the other. For each
 * the caller sends a struct job_head and, behind it, the first octets of the message. The child then
 * sends, each with a struct job_word before:
 *	WORD_BEGUN	it has the job; a child that ends before did not die of the message
 *	WORD_WANT	it needs octets: offset and length; the caller answers with exactly these
 *	WORD_DATA	octets of the part that is extracted
 *	WORD_DONE	it has finished; a reading follows as a record (empty when extracting); offset is
 *			1 when the reader ends after it
 *	WORD_NEVER	it cannot be done; the reason follows as text
 * Whatever else comes, or an end of the stream before WORD_DONE, is a child that has died.
 */
#ifndef SPOOL_PARSER_CHILD_H
#define SPOOL_PARSER_CHILD_H

#include <stdint.h>

#include "config/settings.h"

#define JOB_FIRST 262144		/* octets of the message that travel with the job */
#define JOB_WORD_MAX (64 << 20)	/* octets that a child may send behind one word */

enum job_kind { JOB_READ, JOB_EXTRACT };
enum job_word_kind { WORD_BEGUN = 1, WORD_WANT, WORD_DATA, WORD_DONE, WORD_NEVER };

struct job_head {
	int64_t size;			/* of the message */
	int32_t kind;
	int32_t index;			/* JOB_EXTRACT */
};

struct job_word {
	int64_t offset;			/* WORD_WANT */
	uint32_t len;
	uint32_t kind;
};

/* Becomes the process that forks a reader for each socket that comes over control; does not return.
 * ready: a descriptor to which one octet is written once it is confined, or the reason why not. */
_Noreturn void parser_child_run(int control, int ready, const struct limits *limits);

#endif
