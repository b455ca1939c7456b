/* SPDX-License-Identifier: GPL-3.0-or-later */
/* authres - what the trusted relay says about who sent a mail (RFC 8601). */
#include "process/authres.h"

#include <string.h>

#include "config/text.h"

/* A piece of the field; it points into it. */
struct piece {
	const char *p;
	size_t len;
};

struct scan {
	const char *p;
	bool broken;
};

static bool
piece_is(struct piece piece, const char *word)
{
	return strlen(word) == piece.len && strncasecmp(piece.p, word, piece.len) == 0;
}

/* Spaces and comments, which may be nested. */
static void
skip_space(struct scan *s)
{
	size_t depth = 0;

	for (; *s->p != 0; s->p++) {
		if (*s->p == '\\' && depth != 0 && s->p[1] != 0)
			s->p++;
		else if (*s->p == '(')
			depth++;
		else if (*s->p == ')' && depth != 0)
			depth--;
		else if (depth == 0 && !text_is_space(*s->p))
			return;
	}
	s->broken |= depth != 0;
}

static bool
take_char(struct scan *s, char c)
{
	skip_space(s);
	if (*s->p != c)
		return false;
	s->p++;
	return true;
}

/* A token, a quoted string without its quotes, or an address, up to one of stops. */
static struct piece
take_piece(struct scan *s, const char *stops)
{
	struct piece piece;

	skip_space(s);
	piece.p = s->p;
	if (*s->p == '"') {
		piece.p++;
		for (s->p++; *s->p != 0 && *s->p != '"'; s->p++)
			if (*s->p == '\\' && s->p[1] != 0)
				s->p++;
		piece.len = (size_t)(s->p - piece.p);
		if (*s->p == '"')
			s->p++;
		else
			s->broken = true;
		return piece;
	}
	while (*s->p != 0 && !text_is_space(*s->p) && strchr(stops, *s->p) == NULL)
		s->p++;
	piece.len = (size_t)(s->p - piece.p);
	s->broken |= piece.len == 0;
	return piece;
}

/* Whether what was authenticated (a domain or an address) is domain or one above it. A parent
 * must have a dot, so that it is nobody's top-level domain. */
static bool
is_aligned(struct piece value, const char *domain)
{
	const char *at = memrchr(value.p, '@', value.len);
	size_t domain_len = strlen(domain);

	if (at != NULL) {
		value.len -= (size_t)(at + 1 - value.p);
		value.p = at + 1;
	}
	if (value.len != 0 && value.p[value.len - 1] == '.')
		value.len--;
	if (value.len == 0 || value.len > domain_len || memchr(value.p, '.', value.len) == NULL)
		return false;
	if (strncasecmp(domain + domain_len - value.len, value.p, value.len) != 0)
		return false;
	return value.len == domain_len || domain[domain_len - value.len - 1] == '.';
}

/* Which of a method's properties tell whom it authenticated. */
static bool
tells_whom(struct piece method, struct piece property)
{
	if (piece_is(method, "dmarc"))
		return piece_is(property, "header.from");
	if (piece_is(method, "dkim"))
		return piece_is(property, "header.d") || piece_is(property, "header.i");
	return piece_is(method, "spf") && piece_is(property, "smtp.mailfrom");
}

/* What stands before '/', as in dkim/1. */
static struct piece
without_version(struct piece method)
{
	const char *slash = memchr(method.p, '/', method.len);

	if (slash != NULL)
		method.len = (size_t)(slash - method.p);
	return method;
}

static bool
is_required(const struct list *required, struct piece method)
{
	for (size_t i = 0; i < required->count; i++)
		if (piece_is(method, required->item[i]))
			return true;
	return false;
}

/* One `method=result property=value ...`, up to the next semicolon or the end. */
static bool
result_passes(struct scan *s, const struct list *required, const char *domain)
{
	struct piece method = take_piece(s, "=;("), result, property, value;
	bool aligned = false, whom = false;

	if (piece_is(method, "none"))
		return false;
	if (!take_char(s, '='))
		s->broken = true;
	result = take_piece(s, ";(");
	for (skip_space(s); !s->broken && *s->p != 0 && *s->p != ';'; skip_space(s)) {
		property = take_piece(s, "=;(");
		if (!take_char(s, '='))
			s->broken = true;
		value = take_piece(s, ";(");
		if (s->broken || !tells_whom(without_version(method), property))
			continue;
		/* header.d and header.i of one signature must both be of the domain. */
		aligned = (aligned || !whom) && is_aligned(value, domain);
		whom = true;
	}
	return aligned && piece_is(result, "pass") && is_required(required,
	    without_version(method));
}

bool
authres_passed(const struct trust *trust, const struct list *fields, const char *from_address)
{
	const char *at = strrchr(from_address, '@');
	struct scan s;
	struct piece id;
	bool passed = false;

	if (trust->required.count == 0 || trust->authserv_id[0] == 0)
		return true;
	if (fields->count == 0 || at == NULL || at[1] == 0)
		return false;
	s = (struct scan){ .p = fields->item[0] };
	id = take_piece(&s, ";(");
	if (s.broken || !piece_is(id, trust->authserv_id))
		return false;
	skip_space(&s);
	if (text_is_digit(*s.p))
		(void)take_piece(&s, ";(");
	while (!s.broken && take_char(&s, ';')) {
		skip_space(&s);
		if (*s.p != 0)
			passed |= result_passes(&s, &trust->required, at + 1);
	}
	skip_space(&s);
	return passed && !s.broken && *s.p == 0;
}
