/* SPDX-License-Identifier: GPL-3.0-or-later */
/* octets - something of known size that can be read at any place. */
#include "spool/octets.h"

#include <string.h>

static enum verdict
read_buffer(void *state, int64_t offset, unsigned char *out, size_t len, struct fault *f)
{
	const struct buffer *b = state;

	(void)f;
	memcpy(out, b->data + offset, len);
	return DONE;
}

struct octets
octets_of_buffer(struct buffer *b)
{
	return (struct octets){ .state = b, .size = (int64_t)b->len, .read = read_buffer };
}
