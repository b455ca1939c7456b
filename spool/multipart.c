/* SPDX-License-Identifier: GPL-3.0-or-later */
/* multipart - multipart/form-data as it comes, piece by piece, in bounded memory. */
#include "spool/multipart.h"

#include <string.h>
#include <strings.h>

#include "config/memory.h"
#include "config/text.h"

enum {
	BOUNDARY_MAX = 70,
	HEAD_MAX = 16384,	/* lines above a part */
	PREAMBLE_MAX = 65536
};

enum place { BEFORE, HEAD, BODY, AFTER };

struct multipart {
	const struct multipart_taker *taker;
	char mark[BOUNDARY_MAX + 5];	/* CR LF - - boundary */
	size_t mark_len;
	enum place place;
	size_t passed;			/* octets before the first mark */
	struct buffer held;		/* what came and is not taken yet */
};

/* ---- parameters of a header ---- */

/* The value of a parameter in a header's line, quoted or not, into out (as it stands: browsers write \" as %22). */
static bool
parameter(struct bytes line, const char *name, struct bytes *out)
{
	size_t len = strlen(name);

	for (size_t i = 0; i + len + 1 < line.len; i++) {
		const unsigned char *p = line.data + i, *end = line.data + line.len, *stop;

		/* a quoted value may hold anything */
		if (*p == '"') {
			stop = memchr(p + 1, '"', (size_t)(end - p) - 1);
			if (stop == NULL)
				return false;
			i = (size_t)(stop - line.data);
			continue;
		}
		if ((i != 0 && p[-1] != ';' && p[-1] != ' ' && p[-1] != '\t') || p[len] != '=' ||
		    strncasecmp((const char *)p, name, len) != 0)
			continue;
		p += len + 1;
		if (p < end && *p == '"') {
			p++;
			stop = memchr(p, '"', (size_t)(end - p));
		} else {
			stop = memchr(p, ';', (size_t)(end - p));
			stop = stop != NULL ? stop : end;
		}
		if (stop == NULL)
			return false;
		*out = (struct bytes){ p, (size_t)(stop - p) };
		return true;
	}
	return false;
}

static bool
begins(struct bytes line, const char *with)
{
	return line.len >= strlen(with) && strncasecmp((const char *)line.data, with, strlen(with)) == 0;
}

struct multipart *
multipart_new(void *ctx, const char *type, const struct multipart_taker *taker)
{
	struct bytes boundary, line = bytes_of(type);
	struct multipart *m;

	if (!begins(line, "multipart/form-data") || !parameter(line, "boundary", &boundary) || boundary.len == 0 ||
	    boundary.len > BOUNDARY_MAX)
		return NULL;
	m = memory_new(ctx, sizeof *m);
	m->taker = taker;
	memcpy(m->mark, "\r\n--", 4);
	memcpy(m->mark + 4, boundary.data, boundary.len);
	m->mark_len = boundary.len + 4;
	m->held = buffer_init(m);
	/* so that the first mark looks like the others */
	buffer_string(&m->held, "\r\n");
	return m;
}

/* ---- the parts ---- */

static void
drop(struct buffer *b, size_t len)
{
	memmove(b->data, b->data + len, b->len - len);
	b->len -= len;
	b->data[b->len] = 0;
}

static void
read_head(struct bytes head, struct multipart_part *part, bool *good)
{
	*part = (struct multipart_part){ .is_file = false };
	*good = false;
	while (head.len != 0) {
		const unsigned char *end = memmem(head.data, head.len, "\r\n", 2);
		struct bytes line = { head.data, end != NULL ? (size_t)(end - head.data) : head.len };
		size_t used = end != NULL ? line.len + 2 : line.len;

		if (begins(line, "content-disposition:")) {
			*good = parameter(line, "name", &part->name);
			part->is_file = parameter(line, "filename", &part->file);
		} else if (begins(line, "content-type:")) {
			part->type = (struct bytes){ line.data + 13, line.len - 13 };
		}
		head.data += used;
		head.len -= used;
	}
}

/* The lines above a part, when they are all there. */
static enum verdict
take_head(struct multipart *m, bool *more, struct fault *f)
{
	const unsigned char *end;
	struct multipart_part part;
	enum verdict v;
	bool good;

	*more = false;
	if (m->held.len >= 2 && memcmp(m->held.data, "--", 2) == 0) {
		m->place = AFTER;
		return DONE;
	}
	end = m->held.len != 0 ? memmem(m->held.data, m->held.len, "\r\n\r\n", 4) : NULL;
	if (end == NULL)
		return m->held.len > HEAD_MAX ? fail(f, NEVER, "a part of the form has too long a head") : DONE;
	read_head((struct bytes){ m->held.data, (size_t)(end - m->held.data) }, &part, &good);
	if (!good)
		return fail(f, NEVER, "a part of the form has no name");
	v = m->taker->begin(m->taker->state, &part, f);
	drop(&m->held, (size_t)(end - m->held.data) + 4);
	m->place = BODY;
	*more = true;
	return v;
}

/* The next mark that ends its line, or the end mark; NULL: none that is certain. *before_out: octets that are certainly before
 * the next one. */
static const unsigned char *
find_mark(const struct multipart *m, size_t *before_out)
{
	const unsigned char *data = m->held.data, *at = data;
	size_t len = m->held.len;

	while (len != 0 && (at = memmem(at, len - (size_t)(at - data), m->mark, m->mark_len)) != NULL) {
		const unsigned char *behind = at + m->mark_len;

		*before_out = (size_t)(at - data);
		if (len - *before_out < m->mark_len + 2)
			return NULL;
		if (memcmp(behind, "\r\n", 2) == 0 || memcmp(behind, "--", 2) == 0)
			return at;
		at++;
	}
	*before_out = len >= m->mark_len ? len - m->mark_len + 1 : 0;
	return NULL;
}

static enum verdict
take_body(struct multipart *m, bool *more, struct fault *f)
{
	size_t len;
	bool found = find_mark(m, &len) != NULL;
	enum verdict v = DONE;

	if (len != 0)
		v = m->taker->data(m->taker->state, (struct bytes){ m->held.data, len }, f);
	*more = found;
	if (found) {
		len += m->mark_len;
		m->place = HEAD;
		if (v == DONE)
			v = m->taker->end(m->taker->state, f);
	}
	if (len != 0)
		drop(&m->held, len);
	return v;
}

static enum verdict
pass_preamble(struct multipart *m, bool *more, struct fault *f)
{
	size_t len;
	bool found = find_mark(m, &len) != NULL;

	m->passed += len;
	len += found ? m->mark_len : 0;
	if (len != 0)
		drop(&m->held, len);
	*more = found;
	if (found)
		m->place = HEAD;
	else if (m->passed > PREAMBLE_MAX)
		return fail(f, NEVER, "the form does not begin");
	return DONE;
}

enum verdict
multipart_push(struct multipart *m, struct bytes octets, struct fault *f)
{
	enum verdict v = DONE;
	bool more = m->place != AFTER;

	if (more)
		buffer_add(&m->held, octets.data, octets.len);
	while (more && v == DONE)
		switch (m->place) {
		case BEFORE:
			v = pass_preamble(m, &more, f);
			break;
		case HEAD:
			v = take_head(m, &more, f);
			break;
		case BODY:
			v = take_body(m, &more, f);
			break;
		case AFTER:
			more = false;
			break;
		}
	return v;
}

enum verdict
multipart_end(struct multipart *m, struct fault *f)
{
	enum verdict v = DONE;

	if (m->place == BODY && m->held.len != 0)
		v = m->taker->data(m->taker->state, buffer_bytes(&m->held), f);
	if (v == DONE && m->place != AFTER)
		v = fail(f, NEVER, "the form has no end");
	return v;
}
