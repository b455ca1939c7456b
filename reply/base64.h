/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base64 - RFC 4648: for attachments in lines (RFC 2045, 6.8) and for what AUTH sends. */
#ifndef REPLY_BASE64_H
#define REPLY_BASE64_H

#include "config/bytes.h"
#include "spool/octets.h"

/* Appends the signs for in, padded, without line ends. */
void base64_add(struct buffer *out, struct bytes in);

/* Octets that size octets become in lines of 76 signs, each with its CR LF. */
int64_t base64_lines_size(int64_t size);

/* Encodes a stream into such lines. */
struct base64_lines {
	const struct sink *out;
	size_t kept;
	unsigned char octets[57 * 64];
	unsigned char signs[78 * 64];
};

void base64_lines_begin(struct base64_lines *b, const struct sink *out);
enum verdict base64_lines_add(struct base64_lines *b, const unsigned char *data, size_t len, struct fault *f) MUST_USE;
enum verdict base64_lines_end(struct base64_lines *b, struct fault *f) MUST_USE;

#endif
