/* SPDX-License-Identifier: GPL-3.0-or-later */
/* octets - something of known size that can be read at any place, e.g. a sealed file. */
#ifndef SPOOL_OCTETS_H
#define SPOOL_OCTETS_H

#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"
#include "config/fault.h"

struct octets {
	void *state;
	int64_t size;
	/* Reads exactly len octets at offset (offset + len <= size) into out. */
	enum verdict (*read)(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f);
};

/* Those of a buffer, which stays as it is meanwhile. */
struct octets octets_of_buffer(struct buffer *b);

/* Takes octets in order; anything but DONE stops the giver, which returns the same. */
struct sink {
	void *state;
	enum verdict (*take)(void *state, const unsigned char *data, size_t len, struct fault *f);
};

#endif
