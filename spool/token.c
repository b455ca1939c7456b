/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token - reply addresses that nobody can guess. */
#include "spool/token.h"

#include "config/memory.h"
#include "config/text.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

static const char *const kind_names[TOKEN_KINDS] = { "answer", "approval", "resident", "bounce", "staff",
	"file", "scan", "run", "erasure", "faq" };

const char *
token_kind_name(enum token_kind kind)
{
	return kind_names[kind];
}

static void
make_digits(const struct seal_key *key, enum token_kind kind, const char *subject, const char *party,
    char out[TOKEN_LENGTH + 1])
{
	struct buffer b = buffer_init(NULL);
	unsigned char hash[TOKEN_LENGTH];

	record_put_string(&b, kind_names[kind]);
	record_put_string(&b, subject);
	record_put_string(&b, party);
	seal_hash(key, "token", buffer_bytes(&b), hash, sizeof hash);
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		out[i] = alphabet[hash[i] & 31];
	out[TOKEN_LENGTH] = 0;
	talloc_free(b.data);
}

char *
token_address(void *ctx, const struct seal_key *key, const char *base, enum token_kind kind,
    const char *subject, const char *party)
{
	const char *at = strrchr(base, '@');
	char digits[TOKEN_LENGTH + 1], *lower = must(talloc_strdup(ctx, subject));

	/* Mail systems may write a local part in lower case. */
	for (char *p = lower; *p != 0; p++)
		*p = text_lower(*p);
	make_digits(key, kind, lower, party, digits);
	return must(talloc_asprintf(ctx, "%.*s+%s-%s-%s%s", (int)(at - base), base, kind_names[kind], lower,
	    digits, at));
}

static char
repair(char c)
{
	c = text_lower(c);
	if (c == 'i' || c == 'l')
		return '1';
	return c == 'o' ? '0' : c;
}

static bool
read_digits(const char *text, char out[TOKEN_LENGTH + 1])
{
	for (size_t i = 0; i < TOKEN_LENGTH; i++) {
		out[i] = repair(text[i]);
		if (out[i] == 0 || strchr(alphabet, out[i]) == NULL)
			return false;
	}
	out[TOKEN_LENGTH] = 0;
	return text[TOKEN_LENGTH] == 0;
}

/* Takes "KIND-SUBJECT-DIGITS" apart. */
static bool
parse_extension(void *ctx, const char *extension, struct token *out)
{
	const char *last = strrchr(extension, '-');

	if (last == NULL || !read_digits(last + 1, out->digits))
		return false;
	for (int kind = 0; kind < TOKEN_KINDS; kind++) {
		size_t n = strlen(kind_names[kind]);

		if (text_starts(extension, kind_names[kind]) && extension[n] == '-' &&
		    extension + n + 1 < last) {
			out->kind = (enum token_kind)kind;
			out->subject = must(talloc_strndup(ctx, extension + n + 1,
			    (size_t)(last - extension) - n - 1));
			return true;
		}
	}
	return false;
}

bool
token_parse(void *ctx, const char *base, const char *address, struct token *out)
{
	const char *base_at = strrchr(base, '@'), *at = strrchr(address, '@');
	char *local;
	bool parsed;

	if (base_at == NULL || at == NULL || !text_equal_ignoring_case(base_at, at))
		return false;
	local = must(talloc_strndup(ctx, address, (size_t)(at - address)));
	for (char *p = local; *p != 0; p++)
		*p = text_lower(*p);
	parsed = strncasecmp(local, base, (size_t)(base_at - base)) == 0 && local[base_at - base] == '+' &&
	    parse_extension(ctx, local + (base_at - base) + 1, out);
	talloc_free(local);
	return parsed;
}

bool
token_fits(const struct token_keys *keys, const struct token *token, const char *party)
{
	char digits[TOKEN_LENGTH + 1];
	bool fits = false;

	for (size_t i = 0; i < keys->count; i++) {
		make_digits(keys->key[i], token->kind, token->subject, party, digits);
		fits = seal_equal(digits, token->digits, TOKEN_LENGTH) || fits;
	}
	return fits;
}
