/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bytes - octets with a length, and a buffer that grows.
 *
 * What comes from outside is bytes, never a C string, until text_from() (config/text.h) has
 * made text of it.
 */
#ifndef CONFIG_BYTES_H
#define CONFIG_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	const unsigned char *data;	/* not owned; may be NULL when len is 0 */
	size_t len;			/* octets */
};

/* Invariant: data[len] is 0 whenever data is not NULL, so that data can be read as a
 * string by code that knows it holds text. */
struct buffer {
	void *ctx;			/* owns data */
	unsigned char *data;
	size_t len;			/* octets used */
	size_t room;			/* octets allocated, the final 0 included */
};

/* The bytes of a C string, without its final 0. The string stays the caller's. */
struct bytes bytes_of(const char *string);
bool bytes_equal(struct bytes a, struct bytes b);

/* An empty buffer whose storage will belong to ctx. */
struct buffer buffer_init(void *ctx);
void buffer_add(struct buffer *b, const void *data, size_t len);
void buffer_string(struct buffer *b, const char *string);
void buffer_char(struct buffer *b, unsigned char c);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Empties the buffer and keeps its storage. */
void buffer_clear(struct buffer *b);
/* The content; valid until the buffer changes. */
struct bytes buffer_bytes(const struct buffer *b);
/* The content as a C string ("" when empty); valid until the buffer changes. */
const char *buffer_text(const struct buffer *b);

/*
 * A flat record of counted fields, for sealed columns and for what a confined child hands
 * back: each field is a 32-bit big-endian length and that many octets.
 */
void record_put(struct buffer *b, struct bytes field);
void record_put_string(struct buffer *b, const char *string);	/* NULL is put as "" */
void record_put_number(struct buffer *b, int64_t number);

struct record {
	struct bytes rest;	/* what has not been taken yet */
	bool broken;		/* set for good when a field did not fit */
};

/* The next field (empty and broken set, when there is none). It points into the record. */
struct bytes record_take(struct record *r);
/* A copy owned by ctx; broken is set when the field contains a 0 octet. */
char *record_take_string(void *ctx, struct record *r);
int64_t record_take_number(struct record *r);
bool record_at_end(const struct record *r);

#endif
