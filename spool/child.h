/* SPDX-License-Identifier: GPL-3.0-or-later */
/* child - what the confined children have in common that read mails and scans: the side of the child. */
#ifndef SPOOL_CHILD_H
#define SPOOL_CHILD_H

#include <stddef.h>
#include <stdint.h>

/* Writes all of it; ends the child where the other side has gone. */
void child_write(int fd, const void *data, size_t len);

/* Before the first fork: a stack of 64 MB for what is read, where that is allowed. */
void child_widen_stack(void);

/* Octets of address space that this process has; 0 when it is not said. */
int64_t child_address_space(void);

/* Processor time from now on; 0: no limit. */
void child_limit_time(int64_t seconds);

/* How a child says why it dies: a word of its conversation (an object of head_len octets that lives as long as the
 * child), in which a uint32_t at length_at is the length of the reason behind it. */
struct child_words {
	int fd;
	void *head;
	size_t head_len, length_at;
	const char *reader;		/* of what: "mails" */
};

/* From now on the child says why it dies, when a signal ends it: out of time, crashed, given up. Where it was in the
 * middle of a word, the caller finds nonsense, and knows enough. */
void child_prepare_last_words(const struct child_words *words);

#endif
