/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_token - text folded for searching, and the keyed hashes of its pieces. */
#include "spool/index_token.h"

#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { BITS = 40, BITS_OF_LETTER = 5, OCTETS = BITS / 8 };

/* ---- folding --------------------------------------------------------------------------------------------------------- */

static bool
is_left_out(uint32_t code)
{
	return (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef) ||
	    (code >= 0x200b && code <= 0x200d) || code == 0x2060 || code == 0xfeff || code == 0x00ad;
}

static bool
is_space(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == '\r' || code == 0x3000 || code == 0x00a0;
}

static bool
is_latin(uint32_t code)
{
	return (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z');
}

/* A kana and the sound mark behind it, combining or of half width; 0: they do not become one. text_fold() knows how. */
static uint32_t
voiced(uint32_t kana, uint32_t mark)
{
	unsigned char octets[8];
	size_t n = text_encode(kana, octets);
	uint32_t code = 0;
	char *both;
	bool one;

	if (mark == 0x3099 || mark == 0x309a)
		mark = mark == 0x3099 ? 0xff9e : 0xff9f;
	/* Its table is of katakana, hiragana are so far below them. */
	if (kana >= 0x3041 && kana <= 0x3096)
		n = text_encode(kana + 0x60, octets);
	n += text_encode(mark, octets + n);
	octets[n] = 0;
	both = text_fold(NULL, (const char *)octets);
	n = text_decode((const unsigned char *)both, (const unsigned char *)both + strlen(both), &code);
	one = both[n] == 0;
	talloc_free(both);
	return !one ? 0 : kana >= 0x3041 && kana <= 0x3096 ? code - 0x60 : code;
}

static uint32_t
fold(uint32_t code)
{
	code = text_fold_code(code);
	return code == 0x301c ? '~' : code == 0x2212 ? '-' : code;
}

/* Kana and kanji that stay as they are, whatever is before. */
static bool
is_plain(uint32_t code)
{
	return code > 0x3040 && code < 0xa000 && code != 0x3099 && code != 0x309a;
}

struct folded
index_fold(void *ctx, const char *text)
{
	const unsigned char *begin = (const unsigned char *)text, *end = begin + strlen(text), *p = begin;
	struct folded out = { .code = must(talloc_array(ctx, uint32_t, (size_t)(end - p) + 1)),
		.at = must(talloc_array(ctx, uint32_t, (size_t)(end - p) + 1)) };
	bool space = false;

	while (p < end) {
		uint32_t code, at = (uint32_t)(p - begin), one = 0;
		size_t n = text_decode(p, end, &code);

		if (n == 0) {
			code = *p;
			n = 1;
		}
		p += n;
		if (is_plain(code)) {
			space = false;
			out.code[out.count] = code;
			out.at[out.count++] = at;
			continue;
		}
		if (is_left_out(code))
			continue;
		if (is_space(code)) {
			space = out.count != 0 && is_latin(out.code[out.count - 1]);
			continue;
		}
		if (out.count != 0 && (code == 0x3099 || code == 0x309a || code == 0xff9e || code == 0xff9f))
			one = voiced(out.code[out.count - 1], code);
		if (one != 0) {
			out.code[out.count - 1] = one;
			continue;
		}
		code = fold(code);
		if (space && is_latin(code)) {
			out.code[out.count] = ' ';
			out.at[out.count++] = at;
		}
		space = false;
		out.code[out.count] = code;
		out.at[out.count++] = at;
	}
	return out;
}

struct folded
index_fold_phone(void *ctx, const char *phone)
{
	struct folded folded = index_fold(ctx, phone);
	size_t n = 0;

	for (size_t i = 0; i < folded.count; i++)
		if (folded.code[i] >= '0' && folded.code[i] <= '9')
			folded.code[n++] = folded.code[i];
	folded.count = n;
	return folded;
}

size_t
index_place_of(const struct folded *text, size_t from, const struct folded *word)
{
	if (word->count == 0 || word->count > text->count)
		return text->count;
	for (size_t i = from; i + word->count <= text->count; i++)
		if (text->code[i] == word->code[0] && memcmp(text->code + i, word->code, word->count * sizeof *word->code) == 0)
			return i;
	return text->count;
}

/* ---- tokens ---------------------------------------------------------------------------------------------------------- */

struct index_key
index_key_of(const struct seal_key *lookup)
{
	struct index_key key;

	seal_hash(lookup, "index.token", (struct bytes){ NULL, 0 }, key.octets, sizeof key.octets);
	return key;
}

static uint64_t
hash(const struct index_key *key, struct bytes data)
{
	return seal_short_hash(key->octets, data) >> (64 - BITS);
}

uint64_t
index_token(const struct index_key *key, enum index_domain domain, const uint32_t *code, size_t count)
{
	unsigned char octets[1 + INDEX_GRAM * 4] = { (unsigned char)domain };
	size_t n = 1;

	for (size_t i = 0; i < count && i < INDEX_GRAM; i++)
		n += text_encode(code[i], octets + n);
	return hash(key, (struct bytes){ octets, n });
}

void
index_token_letters(uint64_t token, char out[INDEX_TOKEN + 1])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (int i = 0; i < INDEX_TOKEN; i++)
		out[i] = letters[token >> (BITS - BITS_OF_LETTER * (i + 1)) & 31];
	out[INDEX_TOKEN] = 0;
}

void
index_tokens_put(struct tokens *t, uint64_t token)
{
	if (t->count == t->room) {
		t->room = t->room * 2 + 256;
		t->item = must(talloc_realloc(t->ctx, t->item, uint64_t, t->room));
	}
	t->item[t->count++] = token;
}

void
index_tokens_add(struct tokens *t, const struct index_key *key, enum index_domain domain, const struct folded *text)
{
	for (size_t i = 0; i < text->count; i++)
		for (size_t n = 1; n <= INDEX_GRAM && i + n <= text->count; n++)
			index_tokens_put(t, index_token(key, domain, text->code + i, n));
}

void
index_tokens_add_whole(struct tokens *t, const struct index_key *key, enum index_domain domain, const struct folded *text)
{
	unsigned char octets[5] = { (unsigned char)domain };
	struct buffer whole = buffer_init(NULL);

	buffer_add(&whole, octets, 1);
	for (size_t i = 0; i < text->count; i++)
		buffer_add(&whole, octets, text_encode(text->code[i], octets));
	if (text->count != 0)
		index_tokens_put(t, hash(key, buffer_bytes(&whole)));
	talloc_free(whole.data);
}

/* By their digits, the lowest first: a text has about a thousand, and to compare them takes longer. */
static void
sort(uint64_t *item, size_t count)
{
	enum { DIGIT = 10, DIGITS = 1 << DIGIT, PASSES = BITS / DIGIT };
	uint64_t *from = item, *to = must(talloc_array(NULL, uint64_t, count)), *room = to;
	size_t begin[DIGITS];

	_Static_assert(PASSES % 2 == 0 && PASSES * DIGIT == BITS, "the last pass puts them back");
	for (int pass = 0; pass < PASSES; pass++) {
		int shift = pass * DIGIT;
		size_t next = 0;
		uint64_t *other = from;

		memset(begin, 0, sizeof begin);
		for (size_t i = 0; i < count; i++)
			begin[from[i] >> shift & (DIGITS - 1)]++;
		for (size_t i = 0; i < DIGITS; i++) {
			size_t here = begin[i];

			begin[i] = next;
			next += here;
		}
		for (size_t i = 0; i < count; i++)
			to[begin[from[i] >> shift & (DIGITS - 1)]++] = from[i];
		from = to;
		to = other;
	}
	talloc_free(room);
}

void
index_tokens_settle(struct tokens *t)
{
	size_t n = 0;

	if (t->count == 0)
		return;
	sort(t->item, t->count);
	for (size_t i = 0; i < t->count; i++)
		if (i == 0 || t->item[i] != t->item[n - 1])
			t->item[n++] = t->item[i];
	t->count = n;
}

void
index_tokens_minus(struct tokens *a, const struct tokens *b)
{
	size_t n = 0, k = 0;

	for (size_t i = 0; i < a->count; i++) {
		while (k < b->count && b->item[k] < a->item[i])
			k++;
		if (k == b->count || b->item[k] != a->item[i])
			a->item[n++] = a->item[i];
	}
	a->count = n;
}

void
index_tokens_write(const struct tokens *t, struct buffer *out)
{
	char letters[INDEX_TOKEN + 1];

	for (size_t i = 0; i < t->count; i++) {
		index_token_letters(t->item[i], letters);
		letters[INDEX_TOKEN] = ' ';
		buffer_add(out, letters, sizeof letters);
	}
}

void
index_tokens_pack(const struct tokens *t, struct buffer *out)
{
	buffer_add(out, "", 0);
	for (size_t i = 0; i < t->count; i++)
		for (int k = OCTETS - 1; k >= 0; k--)
			buffer_char(out, (unsigned char)(t->item[i] >> (8 * k)));
}

void
index_tokens_read(struct tokens *t, struct bytes packed)
{
	for (size_t i = 0; i + OCTETS <= packed.len; i += OCTETS) {
		uint64_t token = 0;

		for (size_t k = 0; k < OCTETS; k++)
			token = token << 8 | packed.data[i + k];
		index_tokens_put(t, token);
	}
	index_tokens_settle(t);
}

void
index_tokens_join(struct tokens *to, const struct tokens *from)
{
	struct buffer packed = buffer_init(NULL);

	index_tokens_pack(from, &packed);
	index_tokens_read(to, buffer_bytes(&packed));
	talloc_free(packed.data);
}
