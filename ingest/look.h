/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look - a file that is looked into here and there, without trusting it.
 *
 * Every place is checked against the file's size, and the octets that are read are counted: a file that leads
 * round in circles, or to and fro for ever, comes to an end of its budget.
 */
#ifndef INGEST_LOOK_H
#define INGEST_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOOK_MAX 32768		/* octets that can be looked at at once */

struct look_window {
	int64_t at;
	size_t len;
	unsigned char data[LOOK_MAX];
};

struct look {
	int fd;
	int64_t size;
	int64_t budget;			/* octets that may still be read */
	int error;			/* errno of a read that failed; 0 */
	unsigned latest;		/* the window that was used last */
	struct look_window window[2];	/* two, since lists of places and of lengths are read side by side */
};

void look_begin(struct look *l, int fd, int64_t size);

/* len octets (at most LOOK_MAX) at a place, valid until the next but one look. NULL: they are not all inside the
 * file, or cannot be read, or the budget is spent. */
const unsigned char *look_at(struct look *l, int64_t place, size_t len);

/* The last place before end, and not before begin, where word stands; -1: nowhere. end - begin is at most LOOK_MAX. */
int64_t look_back_for(struct look *l, const char *word, int64_t begin, int64_t end);

/* Numbers at a place that was looked at. */
uint16_t big16(const unsigned char *p);
uint32_t big32(const unsigned char *p);
uint64_t big64(const unsigned char *p);
uint16_t little16(const unsigned char *p);
uint32_t little32(const unsigned char *p);
uint64_t little64(const unsigned char *p);

#endif
