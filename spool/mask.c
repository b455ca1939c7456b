/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask - a resident's text without what tells who wrote it. */
#include "spool/mask.h"

#include "config/memory.h"
#include "config/text.h"

enum { NUMBER_MAX = 24 };

static const struct {
	const char *label, *mark;
} labels[] = {
	{ "氏名", "〔氏名〕" }, { "お名前", "〔氏名〕" }, { "名前", "〔氏名〕" }, { "フリガナ", "〔氏名〕" },
	{ "ふりがな", "〔氏名〕" }, { "name", "〔氏名〕" }, { "住所", "〔住所〕" }, { "ご住所", "〔住所〕" },
	{ "address", "〔住所〕" }, { "電話", "〔電話番号〕" }, { "電話番号", "〔電話番号〕" }, { "tel", "〔電話番号〕" },
	{ "携帯", "〔電話番号〕" }, { "fax", "〔FAX番号〕" }, { "郵便番号", "〔郵便番号〕" },
};

struct masking {
	struct buffer out;
	size_t count;
};

static void
put_mark(struct masking *m, const char *mark)
{
	buffer_string(&m->out, mark);
	m->count++;
}

/* ---- one piece of a line at p; each returns the octets that it took, 0 for none ---- */

static size_t
take_known(struct masking *m, const char *p, const char *known, const char *mark)
{
	size_t n = strlen(known);

	/* One character alone would mask half of the text. */
	if (text_length(known) < 2 || strncmp(p, known, n) != 0)
		return 0;
	put_mark(m, mark);
	return n;
}

static bool
is_address_octet(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c != 0 && strchr("._+-/!#$%&'*=?^`{|}~", c) != NULL);
}

static size_t
take_mail_address(struct masking *m, const char *p)
{
	size_t local = 0, domain = 0;

	while (is_address_octet((unsigned char)p[local]))
		local++;
	if (local == 0 || p[local] != '@')
		return 0;
	while (is_address_octet((unsigned char)p[local + 1 + domain]))
		domain++;
	if (domain < 3 || memchr(p + local + 1, '.', domain) == NULL)
		return 0;
	put_mark(m, "〔メールアドレス〕");
	return local + 1 + domain;
}

/* A digit or a separator of telephone numbers at p, full-width ones too: *digit_out is it as ASCII, '-'
 * for any separator. Returns octets, 0 for something else. */
static size_t
number_piece(const char *p, char *digit_out)
{
	static const char *const separators[] = { "-", "(", ")", "\xe2\x88\x92", "\xe2\x80\x90", "\xe2\x80\x93",
		"\xe2\x80\x94", "\xe2\x80\x95", "\xe3\x83\xbc", "\xef\xbc\x8d", "\xef\xbc\x88", "\xef\xbc\x89" };
	const unsigned char *u = (const unsigned char *)p;

	if (text_is_digit(*p)) {
		*digit_out = *p;
		return 1;
	}
	if (u[0] == 0xef && u[1] == 0xbc && u[2] >= 0x90 && u[2] <= 0x99) {
		*digit_out = (char)('0' + (u[2] - 0x90));
		return 3;
	}
	*digit_out = '-';
	for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++)
		if (text_starts(p, separators[i]))
			return strlen(separators[i]);
	return 0;
}

/* A run of digits and separators as ASCII into number; returns its octets in the text. */
static size_t
read_number(const char *p, char number[NUMBER_MAX + 1], size_t *digits_out)
{
	size_t taken = 0, n = 0, step, digits = 0, end = 0, end_n = 0;
	char c;

	while (n < NUMBER_MAX && (step = number_piece(p + taken, &c)) != 0) {
		number[n++] = c;
		taken += step;
		if (c != '-') {
			digits++;
			end = taken;
			end_n = n;
		}
	}
	number[end_n] = 0;
	*digits_out = digits;
	return end;
}

static bool
is_telephone(const char *number, size_t digits)
{
	const char *first = strpbrk(number, "0123456789");

	return first != NULL && *first == '0' && digits >= 10 && digits <= 11;
}

static bool
is_postal_code(const char *number, size_t digits)
{
	return digits == 7 && number[3] == '-' && strchr(number + 4, '-') == NULL;
}

static size_t
take_number(struct masking *m, const char *p)
{
	char number[NUMBER_MAX + 1];
	size_t digits, taken = read_number(p, number, &digits);

	if (taken == 0)
		return 0;
	if (is_telephone(number, digits))
		put_mark(m, "〔電話番号〕");
	else if (is_postal_code(number, digits))
		put_mark(m, "〔郵便番号〕");
	else
		buffer_add(&m->out, p, taken);
	return taken;
}

static size_t
take_piece(struct masking *m, const char *p, const struct contact *c)
{
	size_t n = take_known(m, p, c->name, "〔氏名〕");

	if (n == 0)
		n = take_known(m, p, c->address, "〔住所〕");
	if (n == 0)
		n = take_known(m, p, c->mail, "〔メールアドレス〕");
	if (n == 0)
		n = take_known(m, p, c->phone, "〔電話番号〕");
	if (n == 0)
		n = take_known(m, p, c->fax, "〔FAX番号〕");
	if (n == 0)
		n = take_number(m, p);
	return n;
}

/* ---- lines ---- */

/* A line "label: value": everything behind the colon is masked. */
static bool
mask_labelled(struct masking *m, const char *line)
{
	char *folded = text_fold(NULL, line);
	const char *colon = strchr(folded, ':');
	bool masked = false;

	for (size_t i = 0; colon != NULL && i < sizeof labels / sizeof labels[0] && !masked; i++) {
		char *label = text_trim(folded, must(talloc_strndup(folded, folded, (size_t)(colon - folded))));

		if (strcmp(label, labels[i].label) == 0 && *text_trim(folded, colon + 1) != 0) {
			buffer_printf(&m->out, "%s: ", label);
			put_mark(m, labels[i].mark);
			masked = true;
		}
	}
	talloc_free(folded);
	return masked;
}

/* A line that begins with a postal mark is the line of an address. */
static bool
mask_postal_line(struct masking *m, const char *line)
{
	char *trimmed = text_trim(NULL, line);
	bool postal = text_starts(trimmed, "〒");

	if (postal)
		put_mark(m, "〔郵便番号〕〔住所〕");
	talloc_free(trimmed);
	return postal;
}

static void
mask_pieces(struct masking *m, const char *p, const struct contact *contact)
{
	while (*p != 0) {
		bool word_begins = m->out.len == 0 || !is_address_octet(m->out.data[m->out.len - 1]);
		size_t n = word_begins ? take_mail_address(m, p) : 0;

		if (n == 0)
			n = take_piece(m, p, contact);
		if (n == 0) {
			n = 1;
			while ((p[n] & 0xc0) == 0x80)
				n++;
			buffer_add(&m->out, p, n);
		}
		p += n;
	}
}

char *
mask_text(void *ctx, const char *text, const struct contact *contact, size_t *masked_out)
{
	struct masking m = { .out = buffer_init(ctx) };

	buffer_string(&m.out, "");
	while (*text != 0) {
		size_t n = strcspn(text, "\n");
		char *line = must(talloc_strndup(NULL, text, n));

		if (!mask_labelled(&m, line) && !mask_postal_line(&m, line))
			mask_pieces(&m, line, contact);
		talloc_free(line);
		text += n;
		if (*text == '\n') {
			buffer_char(&m.out, '\n');
			text++;
		}
	}
	if (masked_out != NULL)
		*masked_out = m.count;
	return (char *)m.out.data;
}
