/* SPDX-License-Identifier: GPL-3.0-or-later */
/* imap_answer - the IMAP answers that carry UIDs, sizes and mails, read as they come. */
#include "ingest/imap.h"

#include "config/memory.h"
#include "config/text.h"

void
imap_begin(struct imap *im)
{
	buffer_clear(&im->command);
	buffer_printf(&im->command, "i%u ", ++im->tag);
}

enum verdict
imap_send(struct imap *im, struct fault *f)
{
	return lines_send(im->lines, buffer_text(&im->command), f);
}

bool
imap_add_set(struct imap *im, const struct mail *mails, size_t count, enum fate a, enum fate b)
{
	uint32_t first = 0, last = 0;
	bool some = false;

	for (size_t i = 0; i <= count; i++) {
		bool wanted = i < count && (mails[i].fate == a || mails[i].fate == b);

		if (wanted && some && mails[i].number == last + 1) {
			last++;
			continue;
		}
		if (i < count && !wanted)
			continue;
		if (some && last > first)
			buffer_printf(&im->command, ":%u", last);
		if (wanted) {
			first = last = mails[i].number;
			buffer_printf(&im->command, "%s%u", some ? "," : "", first);
			some = true;
		}
	}
	return some;
}

/* The number that begins at *p, which moves behind it; false when there is none. */
static bool
take_number(const char **p, int64_t *number_out)
{
	int64_t n = 0;

	if (!text_is_digit(**p))
		return false;
	for (; text_is_digit(**p); (*p)++)
		if (n < INT64_MAX / 10 - 10)
			n = n * 10 + (**p - '0');
	*number_out = n;
	return true;
}

static bool
take_word(const char **p, const char *word)
{
	const char *q = *p;

	for (; *word != 0; word++, q++)
		if (text_lower(*q) != text_lower(*word))
			return false;
	*p = q;
	return true;
}

/* The length of the literal that a line announces at its end, "{N}"; -1: none. */
static int64_t
literal_length(const char *line)
{
	const char *open = strrchr(line, '{');
	int64_t n;

	if (open == NULL)
		return -1;
	open++;
	return take_number(&open, &n) && open[0] == '}' && open[1] == 0 ? n : -1;
}

/* Gives the octets of a literal to the arrival, or to nobody when it is NULL. */
static enum verdict
read_literal(struct lines *l, int64_t length, struct arrival *arrival, struct fault *f)
{
	while (length > 0) {
		struct bytes piece;
		enum verdict v = lines_peek(l, &piece, f);

		if (v == DONE && (int64_t)piece.len > length)
			piece.len = (size_t)length;
		if (v == DONE && arrival != NULL)
			v = arrival_write(arrival, piece.data, piece.len, f);
		if (v != DONE)
			return v;
		lines_skip(l, piece.len);
		length -= (int64_t)piece.len;
	}
	return DONE;
}

/* The rest of an answer of which nothing is wanted: its literals are passed over. */
static enum verdict
skip_answer(struct imap *im, struct fault *f)
{
	int64_t n;

	while ((n = literal_length(im->lines->line)) >= 0) {
		enum verdict v = read_literal(im->lines, n, NULL, f);

		if (v == DONE)
			v = lines_next(im->lines, f);
		if (v != DONE)
			return v;
	}
	return DONE;
}

/* The answer to the current command: *end_out true when it is the tagged one, which is DONE
 * only when the server says OK. */
static enum verdict
next_answer(struct imap *im, bool *end_out, struct fault *f)
{
	const char *p = im->lines->line;
	enum verdict v = lines_next(im->lines, f);
	int64_t tag;

	*end_out = false;
	if (v != DONE)
		return v;
	if (*p == 'i' && (p++, take_number(&p, &tag)) && *p == ' ' && tag == im->tag) {
		*end_out = true;
		p++;
		if (take_word(&p, "OK"))
			return DONE;
		return fail(f, NEVER, "%s: the server said: %s", im->lines->host, p);
	}
	if (take_word(&p, "* BYE"))
		return fail(f, LATER, "%s: the server ended the session:%s", im->lines->host, p);
	return DONE;
}

enum verdict
imap_finish(struct imap *im, struct fault *f)
{
	for (;;) {
		bool end;
		enum verdict v = next_answer(im, &end, f);

		if (v == DONE && !end)
			v = skip_answer(im, f);
		if (end || v != DONE)
			return v == NEVER ? LATER : v;
	}
}

/* A SEARCH answer is one line that may have megabytes: it is read number by number. */
static enum verdict
read_numbers(struct imap *im, uint32_t **uids, size_t *count, struct fault *f)
{
	size_t room = talloc_get_size(*uids) / sizeof **uids;
	uint64_t number = 0;
	bool within = false;

	for (;;) {
		struct bytes piece;
		enum verdict v = lines_peek(im->lines, &piece, f);

		if (v != DONE)
			return v;
		for (size_t i = 0; i < piece.len; i++) {
			unsigned char c = piece.data[i];

			if (text_is_digit((char)c)) {
				number = number < UINT32_MAX ? number * 10 + (c - '0') : number;
				within = true;
				continue;
			}
			if (within && number <= UINT32_MAX) {
				if (*count == room) {
					room = room != 0 ? 2 * room : 1024;
					*uids = must(talloc_realloc(im, *uids, uint32_t, room));
				}
				(*uids)[(*count)++] = (uint32_t)number;
			}
			within = false;
			number = 0;
			if (c == '\n') {
				lines_skip(im->lines, i + 1);
				return DONE;
			}
		}
		lines_skip(im->lines, piece.len);
	}
}

/* Whether the line to come begins with "* SEARCH"; taken out if so. */
static enum verdict
begins_search(struct imap *im, bool *yes_out, struct fault *f)
{
	static const char words[] = "* SEARCH";
	struct lines *l = im->lines;
	struct bytes piece;

	*yes_out = false;
	for (;;) {
		enum verdict v = lines_peek(l, &piece, f);
		size_t n = piece.len < sizeof words - 1 ? piece.len : sizeof words - 1;

		if (v != DONE || strncasecmp((const char *)piece.data, words, n) != 0)
			return v;
		if (n == sizeof words - 1)
			break;
		/* The line's beginning is cut by the end of the buffer. */
		v = lines_more(l, f);
		if (v != DONE)
			return v;
	}
	*yes_out = true;
	lines_skip(l, sizeof words - 1);
	return DONE;
}

enum verdict
imap_read_search(struct imap *im, uint32_t **uids, size_t *count, struct fault *f)
{
	for (;;) {
		bool search, end = false;
		enum verdict v = begins_search(im, &search, f);

		if (v == DONE && search) {
			v = read_numbers(im, uids, count, f);
		} else if (v == DONE) {
			v = next_answer(im, &end, f);
			if (v == DONE && !end)
				v = skip_answer(im, f);
		}
		if (end || v != DONE)
			return v == NEVER ? LATER : v;
	}
}

/* "* N FETCH (": *p moves behind it. */
static bool
take_fetch(const char **p)
{
	int64_t sequence;

	return take_word(p, "* ") && take_number(p, &sequence) && take_word(p, " FETCH (");
}

/* The value of an item like "UID 17" at a word's beginning in the rest of the line. */
static bool
find_item(const char *p, const char *name, int64_t *value_out)
{
	for (; *p != 0; p++) {
		const char *q = p;

		if ((p[-1] == ' ' || p[-1] == '(') && take_word(&q, name) && *q == ' ') {
			q++;
			return take_number(&q, value_out);
		}
	}
	return false;
}

static int
compare_number(const void *key, const void *mail)
{
	uint32_t a = *(const uint32_t *)key, b = ((const struct mail *)mail)->number;

	return a < b ? -1 : a > b;
}

static struct mail *
find_mail(struct mail *mails, size_t count, int64_t uid)
{
	uint32_t key = (uint32_t)uid;

	return uid > 0 && uid <= UINT32_MAX ? bsearch(&key, mails, count, sizeof *mails, compare_number) : NULL;
}

enum verdict
imap_read_sizes(struct imap *im, struct mail *mails, size_t count, struct fault *f)
{
	for (;;) {
		bool end;
		enum verdict v = next_answer(im, &end, f);
		const char *p = im->lines->line;
		int64_t uid, size;
		struct mail *mail;

		if (end || v != DONE)
			return v == NEVER ? LATER : v;
		if (take_fetch(&p) && find_item(p, "UID", &uid) && find_item(p, "RFC822.SIZE", &size) &&
		    (mail = find_mail(mails, count, uid)) != NULL)
			mail->size = size;
		v = skip_answer(im, f);
		if (v != DONE)
			return v;
	}
}

/* The body of one mail, whose UID came before it. The size limit holds whatever was said before. */
static enum verdict
read_body(struct mailbox *m, struct mail *mail, int64_t length, struct fault *f)
{
	struct imap *im = m->state;
	struct arrival *arrival;
	char place[32];
	enum verdict v;

	if (length > m->source->message_size) {
		mail->fate = MAIL_TOO_LARGE;
		return read_literal(im->lines, length, NULL, f);
	}
	wire_allow(im->wire, length + LINES_ROOM + (1 << 20));
	snprintf(place, sizeof place, "%u.%u", im->validity, mail->number);
	v = mailbox_arrival(m, place, &arrival, f);
	if (v != DONE)
		return v;
	v = read_literal(im->lines, length, arrival, f);
	if (v != DONE) {
		arrival_abandon(&arrival);
		return v;
	}
	v = arrival_close(&arrival, f);
	if (v == DONE)
		mail->fate = MAIL_WRITTEN;
	return v;
}

/* An answer of FETCH. When its UID did not come before the body, nobody can say yet whose body
 * it is; the mail stays waiting. */
static enum verdict
read_fetch(struct mailbox *m, struct mail *mails, size_t count, struct fault *f)
{
	struct imap *im = m->state;
	const char *p = im->lines->line;
	const char *body;
	int64_t uid, length;
	struct mail *mail = NULL;
	enum verdict v;

	if (take_fetch(&p) && find_item(p, "UID", &uid))
		mail = find_mail(mails, count, uid);
	body = strstr(p, "BODY[] {");
	length = literal_length(im->lines->line);
	if (mail == NULL || mail->fate != MAIL_WAITING || body == NULL || length < 0)
		return skip_answer(im, f);
	v = read_body(m, mail, length, f);
	if (v == DONE)
		v = lines_next(im->lines, f);
	return v == DONE ? skip_answer(im, f) : v;
}

enum verdict
imap_read_bodies(struct mailbox *m, struct mail *mails, size_t count, bool *refused_out, struct fault *f)
{
	struct imap *im = m->state;

	*refused_out = false;
	for (;;) {
		bool end;
		enum verdict v = next_answer(im, &end, f);

		if (v == DONE && !end)
			v = read_fetch(m, mails, count, f);
		if (end && v == NEVER) {
			*refused_out = true;
			return DONE;
		}
		if (end || v != DONE)
			return v;
	}
}
