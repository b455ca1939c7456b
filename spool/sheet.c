/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet - what the QR code of a printed sheet says. */
#include "spool/sheet.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/number.h"

#define PREFIX "IKEN:"

enum { TOKEN = 16, FIELDS = 4, TEXT = 200 };

/* Crockford's, as in reply addresses. */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char letters[SHEET_KINDS] = { 'L', 'O', 'N', 'B', 'S' };

static void
make_token(const struct seal_key *key, const char *head, char out[TOKEN + 1])
{
	unsigned char hash[TOKEN];

	seal_hash(key, "sheet", bytes_of(head), hash, sizeof hash);
	for (size_t i = 0; i < TOKEN; i++)
		out[i] = alphabet[hash[i] & 31];
	out[TOKEN] = 0;
}

static char *
subject_of(void *ctx, const struct sheet *sheet)
{
	if (sheet->kind == SHEET_LETTER)
		return must(talloc_asprintf(ctx, "%s.%lld", sheet->number, (long long)sheet->id));
	if (sheet->kind == SHEET_SEPARATOR)
		return must(talloc_asprintf(ctx, "%lld.%lld", (long long)sheet->id, (long long)sheet->place));
	if (sheet->kind == SHEET_BATCH)
		return must(talloc_asprintf(ctx, "%lld", (long long)sheet->id));
	return must(talloc_strdup(ctx, sheet->number));
}

char *
sheet_write(void *ctx, const struct seal_key *key, const struct sheet *sheet)
{
	char *subject = subject_of(ctx, sheet);
	char *head = must(talloc_asprintf(ctx, PREFIX "%c:%s:%lld.%lld", letters[sheet->kind], subject,
	    (long long)sheet->page, (long long)sheet->pages));
	char token[TOKEN + 1];

	make_token(key, head, token);
	return must(talloc_asprintf(ctx, "%s:%s", head, token));
}

/* "12.7", or "12" where second_out is NULL. */
static bool
read_pair(const char *text, int64_t *first_out, int64_t *second_out)
{
	char first[TEXT];
	const char *dot = strchr(text, '.');

	if (second_out == NULL)
		return text_to_number(text, 1, INT64_MAX, first_out);
	if (dot == NULL)
		return false;
	snprintf(first, sizeof first, "%.*s", (int)(dot - text), text);
	return text_to_number(first, 1, INT64_MAX, first_out) && text_to_number(dot + 1, 1, INT64_MAX, second_out);
}

static bool
read_subject(void *ctx, const char *subject, struct sheet *out)
{
	const char *dot = strchr(subject, '.');
	char *number;

	out->number = "";
	if (out->kind == SHEET_BATCH)
		return read_pair(subject, &out->id, NULL);
	if (out->kind == SHEET_SEPARATOR)
		return read_pair(subject, &out->id, &out->place);
	if (out->kind == SHEET_LETTER && (dot == NULL || !text_to_number(dot + 1, 1, INT64_MAX, &out->id)))
		return false;
	number = must(talloc_strndup(ctx, subject, out->kind == SHEET_LETTER ? (size_t)(dot - subject) :
	    strlen(subject)));
	out->number = number_read(ctx, number);
	return out->number != NULL;
}

/* Cuts text at its colons into fields. */
static bool
split(char *text, char *fields[FIELDS])
{
	char *p = text;
	size_t n = 0;

	while (p != NULL) {
		fields[n++] = p;
		p = n < FIELDS ? strchr(p, ':') : NULL;
		if (p != NULL)
			*p++ = 0;
	}
	return n == FIELDS && strchr(fields[FIELDS - 1], ':') == NULL;
}

static bool
read_kind(const char *field, enum sheet_kind *kind_out)
{
	for (int i = 0; i < SHEET_KINDS; i++)
		if (field[0] == letters[i] && field[1] == 0) {
			*kind_out = (enum sheet_kind)i;
			return true;
		}
	return false;
}

static bool
is_signed(const struct token_keys *keys, const char *head, const char *token)
{
	bool fits = false;

	for (size_t i = 0; strlen(token) == TOKEN && i < keys->count; i++) {
		char digits[TOKEN + 1];

		make_token(keys->key[i], head, digits);
		fits = seal_equal(digits, token, TOKEN) || fits;
	}
	return fits;
}

enum sheet_fit
sheet_read(void *ctx, const struct token_keys *keys, const char *text, struct sheet *out)
{
	const char *last = strrchr(text, ':');
	char *fields[FIELDS];

	*out = (struct sheet){ .number = "" };
	if (!text_starts(text, PREFIX) || strlen(text) > TEXT)
		return SHEET_FOREIGN;
	if (!is_signed(keys, must(talloc_strndup(ctx, text, (size_t)(last - text))), last + 1))
		return SHEET_FORGED;
	if (!split(must(talloc_strdup(ctx, text + strlen(PREFIX))), fields) || !read_kind(fields[0], &out->kind) ||
	    !read_subject(ctx, fields[1], out) || !read_pair(fields[2], &out->page, &out->pages))
		return SHEET_FORGED;
	return SHEET_OURS;
}
