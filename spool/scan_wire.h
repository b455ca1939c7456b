/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_wire - what scan.c and iken-scan say to each other.
 *
 * Over its first socket (descriptor SCAN_CONTROL, SOCK_SEQPACKET) iken-scan sends "+" once it is confined, or the reason
 * why it is not. It then receives jobs: a struct scan_job with two descriptors, a sealed file in memory and a stream
 * socket. Over the latter comes the answer, each word with a struct scan_word before it:
 *	SCAN_BEGUN	a child has the job; an end of the stream before is not the file's fault
 *	SCAN_ALIVE	a page is done
 *	SCAN_DATA	octets for the sink, or of the file in an archive
 *	SCAN_ENTRY	a file in an archive begins: a record of its name and size
 *	SCAN_ENTRY_END	and ends
 *	SCAN_DONE	with the result as a record
 *	SCAN_NEVER	with the reason as text
 * Whatever else comes, or an end of the stream before the last two, is a child that has died.
 */
#ifndef SPOOL_SCAN_WIRE_H
#define SPOOL_SCAN_WIRE_H

#include <stdint.h>

#define SCAN_CONTROL 3
#define SCAN_PIECE 65536		/* octets behind a word, but for SCAN_DONE */
#define SCAN_RESULT_MAX (4 << 20)	/* octets behind SCAN_DONE */
#define SCAN_MARKS_MAX 32		/* QR codes of a page */
#define SCAN_PATIENT_PAGES 30		/* a whole job takes no more than so many pages that are slow */
#define SCAN_PATIENCE 3			/* time on the clock for processor time */
#define SCAN_WORDS_ARGUMENT "words"	/* iken-scan with the data for reading words */

enum scan_task { SCAN_LOOK, SCAN_RENDER, SCAN_EXTRACT, SCAN_WORDS, SCAN_UNPACK };

struct scan_job {
	int32_t task;
	int32_t image;			/* SCAN_RENDER: enum scan_image */
	int64_t first, count;		/* pages */
	int64_t seconds;		/* processor time for a page */
	int64_t memory;
	int64_t most;			/* SCAN_UNPACK */
};

enum scan_word_kind { SCAN_BEGUN = 1, SCAN_ALIVE, SCAN_DATA, SCAN_ENTRY, SCAN_ENTRY_END, SCAN_DONE, SCAN_NEVER };

struct scan_word {
	uint32_t kind;
	uint32_t len;
};

#endif
