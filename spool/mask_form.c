/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_form - a text as it is compared when something known is looked for in it. */
#include "spool/mask_form.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config/memory.h"
#include "config/text.h"

enum { NUMERALS_MAX = 12 };

struct reader {
	struct form form;
	void *ctx;
	size_t room;
	const unsigned char *text, *end, *p;
	/* what stands behind a number and separates it from the next one, if one follows */
	bool pending, hard, house;
	size_t pending_begin;
	size_t number_end;	/* behind 号, 番地: they belong to the number before */
};

bool
sign_is_digit(const struct sign *s)
{
	return s->code >= '0' && s->code <= '9';
}

bool
sign_is_kanji(const struct sign *s)
{
	return (s->code >= 0x3400 && s->code < 0xa000) || (s->code >= 0xf900 && s->code < 0xfb00) || s->code == 0x3005 ||
	    (s->code >= 0x20000 && s->code < 0x40000);
}

static struct sign *
last(const struct reader *r)
{
	return r->form.count != 0 ? &r->form.sign[r->form.count - 1] : NULL;
}

static bool
after_digit(const struct reader *r)
{
	return last(r) != NULL && sign_is_digit(last(r));
}

static void
add(struct reader *r, uint32_t code, size_t begin, size_t end)
{
	if (r->form.count == r->room) {
		r->room = r->room * 2 + 64;
		r->form.sign = must(talloc_realloc(r->ctx, r->form.sign, struct sign, r->room));
	}
	r->form.sign[r->form.count++] = (struct sign){ .code = code, .begin = (uint32_t)begin, .end = (uint32_t)end };
}

/* A digit: what stands between it and the number before becomes one sign. */
static void
add_digit(struct reader *r, uint32_t code, size_t begin, size_t end)
{
	if (r->pending && after_digit(r)) {
		last(r)->house |= r->house;
		add(r, '-', r->pending_begin, begin);
		last(r)->soft = !r->hard;
	}
	r->pending = false;
	add(r, code, begin, end);
}

static void
end_number(struct reader *r)
{
	if (r->pending && after_digit(r)) {
		last(r)->house |= r->house;
		if (r->number_end > last(r)->end)
			last(r)->end = (uint32_t)r->number_end;
	}
	r->pending = false;
}

enum between { BETWEEN_SOFT, BETWEEN_HARD, BETWEEN_HOUSE };

static void
wait_for_number(struct reader *r, size_t begin, size_t end, enum between what)
{
	if (!r->pending) {
		r->pending = true;
		r->hard = r->house = false;
		r->pending_begin = begin;
		r->number_end = 0;
	}
	r->hard |= what != BETWEEN_SOFT;
	r->house |= what == BETWEEN_HOUSE;
	if (what == BETWEEN_HOUSE)
		r->number_end = end;
}

/* What separates two numbers at p; its octets, 0 for none. */
static size_t
separator(const char *p, enum between *what_out)
{
	static const struct {
		const char *word;
		enum between what;
	} words[] = {
		{ "丁目", BETWEEN_HOUSE }, { "番地の", BETWEEN_HOUSE }, { "番地", BETWEEN_HOUSE }, { "号室", BETWEEN_HOUSE },
		{ "号", BETWEEN_HOUSE }, { "番", BETWEEN_HARD }, { "丁", BETWEEN_HARD }, { "の", BETWEEN_HARD },
		{ "ノ", BETWEEN_HARD }, { "之", BETWEEN_HARD }, { "-", BETWEEN_HARD }, { "(", BETWEEN_HARD }, { ")", BETWEEN_HARD },
		{ "（", BETWEEN_HARD }, { "）", BETWEEN_HARD }, { "－", BETWEEN_HARD }, { "ー", BETWEEN_HARD },
		{ "ｰ", BETWEEN_HARD }, { "\xe2\x88\x92", BETWEEN_HARD }, { "\xe2\x80\x90", BETWEEN_HARD },
		{ "\xe2\x80\x91", BETWEEN_HARD }, { "\xe2\x80\x92", BETWEEN_HARD }, { "\xe2\x80\x93", BETWEEN_HARD },
		{ "\xe2\x80\x94", BETWEEN_HARD }, { "\xe2\x80\x95", BETWEEN_HARD }, { "\xe2\x94\x80", BETWEEN_HARD },
		{ "\xe4\xb8\x80\xe2\x80\x90", BETWEEN_HARD }, { ".", BETWEEN_SOFT }, { "．", BETWEEN_SOFT },
		{ "・", BETWEEN_SOFT }, { "･", BETWEEN_SOFT }
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text_starts(p, words[i].word)) {
			*what_out = words[i].what;
			return strlen(words[i].word);
		}
	return 0;
}

static int
numeral(uint32_t code)
{
	static const uint32_t kanji[] = { 0x3007, 0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x4e03, 0x516b, 0x4e5d };

	for (int i = 0; i < 10; i++)
		if (code == kanji[i] || (i == 0 && code == 0x96f6))
			return i;
	return code == 0x5341 ? 10 : code == 0x767e ? 100 : -1;
}

/* A run of kanji numerals as digits: 二三 is 23, 二十三 as well. */
static void
add_numerals(struct reader *r, const int *values, size_t count, size_t begin, size_t end)
{
	int64_t total = 0, group = 0;
	bool places = false;
	char digits[32];
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		places |= values[i] >= 10;
	for (size_t i = 0; i < count && !places; i++)
		digits[n++] = (char)('0' + values[i]);
	for (size_t i = 0; i < count && places; i++) {
		if (values[i] < 10) {
			group = group * 10 + values[i];
		} else {
			total += (group != 0 ? group : 1) * values[i];
			group = 0;
		}
	}
	if (places)
		n = (size_t)snprintf(digits, sizeof digits, "%" PRId64, total + group);
	for (size_t i = 0; i < n; i++)
		add_digit(r, (unsigned char)digits[i], begin, end);
}

static size_t
decode(const struct reader *r, const unsigned char *p, uint32_t *code_out)
{
	size_t n = p < r->end ? text_decode(p, r->end, code_out) : 0;

	if (n == 0 && p < r->end) {
		*code_out = *p;
		return 1;
	}
	return n;
}

static bool
take_numerals(struct reader *r)
{
	int values[NUMERALS_MAX];
	size_t count = 0, n;
	const unsigned char *p = r->p;
	uint32_t code = 0;

	while (count < NUMERALS_MAX && (n = decode(r, p, &code)) != 0 && numeral(code) >= 0) {
		values[count++] = numeral(code);
		p += n;
	}
	if (count == 0)
		return false;
	add_numerals(r, values, count, (size_t)(r->p - r->text), (size_t)(p - r->text));
	r->p = p;
	return true;
}

/* The voiced kana of a kana and a sound mark; 0 where there is none. */
static uint32_t
with_sound_mark(uint32_t kana, bool half)
{
	uint32_t base = kana >= 0x30a0 ? 0x30a0 : 0x3040, place = kana - base;

	if (kana < 0x3041 || kana > 0x30ff)
		return 0;
	if (place == 0x06)
		return half ? 0 : base + 0x54;
	if (place >= 0x0b && place <= 0x22 && !half)		/* か to ぢ: か が き ぎ ... */
		return (place & 1) == 1 ? kana + 1 : 0;
	if (place >= 0x24 && place <= 0x28 && !half)		/* つ て と */
		return (place & 1) == 0 ? kana + 1 : 0;
	if (place >= 0x2f && place <= 0x3d && (place - 0x2f) % 3 == 0)	/* は ば ぱ ひ ... */
		return kana + (half ? 2 : 1);
	return 0;
}

static bool
is_invisible(uint32_t code)
{
	return code == 0xad || (code >= 0x200b && code <= 0x200f) || code == 0x2060 || code == 0xfeff ||
	    (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef);
}

static bool
take_sound_mark(struct reader *r, uint32_t code, size_t n)
{
	bool half = code == 0x309a || code == 0x309c || code == 0xff9f;
	uint32_t joined;

	if (last(r) == NULL || !(half || code == 0x3099 || code == 0x309b || code == 0xff9e))
		return false;
	joined = with_sound_mark(last(r)->code, half);
	if (joined == 0)
		return false;
	last(r)->code = joined;
	last(r)->end = (uint32_t)((size_t)(r->p - r->text) + n);
	return true;
}

/* Kana that are written one way or another within names of places. */
static uint32_t
place_kana(uint32_t code)
{
	return code == 0x30f6 ? 0x30b1 : code == 0x30f5 ? 0x30ab : code;
}

static void
take_sign(struct reader *r, uint32_t code, size_t n)
{
	size_t begin = (size_t)(r->p - r->text);
	uint32_t folded = place_kana(text_fold_code(code));
	size_t count = r->form.count;

	if (folded >= '0' && folded <= '9') {
		add_digit(r, folded, begin, begin + n);
		return;
	}
	end_number(r);
	add(r, folded, begin, begin + n);
	/* 霞が関 is 霞ヶ関 is 霞ケ関 */
	if (count >= 2 && sign_is_kanji(last(r)) && r->form.sign[count - 1].code == 0x304c &&
	    sign_is_kanji(&r->form.sign[count - 2]))
		r->form.sign[count - 1].code = 0x30b1;
}

static bool
is_space(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == 0x3000 || code == 0xa0;
}

static void
take(struct reader *r)
{
	const char *at = (const char *)r->p;
	enum between what = BETWEEN_SOFT;
	uint32_t code = 0;
	size_t n = decode(r, r->p, &code), begin = (size_t)(r->p - r->text), step;
	bool line_begins = r->p == r->text || r->p[-1] == '\n';

	while (line_begins && ((*r->p != 0 && strchr("> \t|", *r->p) != NULL) || text_starts((const char *)r->p, "＞")))
		r->p += *r->p < 0x80 ? 1 : 3;
	if ((const char *)r->p != at)
		return;
	if (is_invisible(code) || take_sound_mark(r, code, n)) {
		r->p += n;
	} else if (is_space(code)) {
		if (after_digit(r))
			wait_for_number(r, begin, begin + n, BETWEEN_SOFT);
		r->p += n;
	} else if (after_digit(r) && (step = separator(at, &what)) != 0) {
		wait_for_number(r, begin, begin + step, what);
		r->p += step;
	} else if (!take_numerals(r)) {
		take_sign(r, code, n);
		r->p += n;
	}
}

struct form
mask_form(void *ctx, const char *text)
{
	size_t len = strlen(text);
	struct reader r = { .ctx = ctx, .text = (const unsigned char *)text, .p = (const unsigned char *)text };

	r.end = r.text + (len < UINT32_MAX ? len : UINT32_MAX - 1);
	r.form.sign = must(talloc_array(ctx, struct sign, 1));
	r.room = 1;
	while (r.p < r.end)
		take(&r);
	end_number(&r);
	return r.form;
}
