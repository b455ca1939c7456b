/* SPDX-License-Identifier: GPL-3.0-or-later */
/* formdiff - where two people typed in the same paper differently. */
#include "spool/formdiff.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/lines.h"

enum { LINES_MAX = 1500 };	/* of a longer text all is shown */

struct texts {
	void *ctx;
	const char **line[2];		/* not blank, as they were typed */
	char **plain[2];		/* as they are compared */
	size_t count[2];
	const char *open;
	struct formdiff *out;
	struct buffer agreed;
};

/* Without spaces, width and case. */
static char *
plain_of(void *ctx, const char *text)
{
	char *folded = text_fold(ctx, text), *to = folded;

	for (const char *p = folded; *p != 0;) {
		bool wide = text_starts(p, "\xe3\x80\x80");

		if (wide || text_is_space(*p) || *p == '\n')
			p += wide ? 3 : 1;
		else
			*to++ = *p++;
	}
	*to = 0;
	return folded;
}

static bool
is_same(void *ctx, const char *a, const char *b)
{
	return strcmp(a, b) == 0 || strcmp(plain_of(ctx, a), plain_of(ctx, b)) == 0;
}

static void
add(struct formdiff *d, void *ctx, enum formtext_field field, size_t line, const char *first, const char *second)
{
	d->item = must(talloc_realloc(ctx, d->item, struct formdiff_item, d->count + 1));
	d->item[d->count++] = (struct formdiff_item){ field, line, first, second };
}

static const char *
compare_value(void *ctx, struct formdiff *d, enum formtext_field field, const char *first, const char *second)
{
	if (is_same(ctx, first, second))
		return first;
	add(d, ctx, field, 0, first, second);
	return "";
}

/* ---- the text, line by line -------------------------------------------------------------------------- */

static void
take_lines(struct texts *t, int which, const char *text)
{
	struct lines lines = lines_split(t->ctx, text);
	size_t n = 0;

	t->line[which] = must(talloc_array(t->ctx, const char *, lines.count + 1));
	t->plain[which] = must(talloc_array(t->ctx, char *, lines.count + 1));
	for (size_t i = 0; i < lines.count; i++) {
		const char *line = must(talloc_strndup(t->ctx, lines.item[i].raw, lines.item[i].raw_len));
		char *plain = plain_of(t->ctx, line);

		if (*plain == 0)
			continue;
		t->line[which][n] = line;
		t->plain[which][n++] = plain;
	}
	t->count[which] = n;
}

static const char *
join(struct texts *t, int which, size_t first, size_t end)
{
	struct buffer b = buffer_init(t->ctx);

	for (size_t i = first; i < end; i++)
		buffer_printf(&b, "%s%s", i != first ? "\n" : "", t->line[which][i]);
	return buffer_text(&b);
}

static void
end_gap(struct texts *t, size_t a0, size_t a, size_t b0, size_t b)
{
	if (a0 == a && b0 == b)
		return;
	add(t->out, t->ctx, FORMTEXT_TEXT, a0 + 1, join(t, 0, a0, a), join(t, 1, b0, b));
	buffer_printf(&t->agreed, "%s\n", t->open);
}

/* The longest common lines stay (length[i * w + j]: of what follows line i of the one and j of the other). */
static void
walk(struct texts *t, const unsigned short *length, size_t w)
{
	size_t a = 0, b = 0, a0 = 0, b0 = 0;

	while (a < t->count[0] && b < t->count[1]) {
		if (strcmp(t->plain[0][a], t->plain[1][b]) == 0) {
			end_gap(t, a0, a, b0, b);
			buffer_printf(&t->agreed, "%s\n", t->line[0][a]);
			a0 = ++a;
			b0 = ++b;
		} else if (length[(a + 1) * w + b] >= length[a * w + b + 1]) {
			a++;
		} else {
			b++;
		}
	}
	end_gap(t, a0, t->count[0], b0, t->count[1]);
}

static void
compare_lines(struct texts *t)
{
	size_t w = t->count[1] + 1;
	unsigned short *length = must(talloc_zero_array(t->ctx, unsigned short, (t->count[0] + 1) * w));

	for (size_t a = t->count[0]; a-- > 0;)
		for (size_t b = t->count[1]; b-- > 0;) {
			unsigned short down = length[(a + 1) * w + b], right = length[a * w + b + 1];

			length[a * w + b] = strcmp(t->plain[0][a], t->plain[1][b]) == 0 ?
			    (unsigned short)(length[(a + 1) * w + b + 1] + 1) : down > right ? down : right;
		}
	walk(t, length, w);
	talloc_free(length);
}

static const char *
compare_text(void *ctx, struct formdiff *d, const char *first, const char *second, const char *open)
{
	struct texts t = { .ctx = ctx, .open = open, .out = d, .agreed = buffer_init(ctx) };

	/* Where a line is broken makes no difference. */
	if (is_same(ctx, first, second))
		return first;
	take_lines(&t, 0, first);
	take_lines(&t, 1, second);
	if (t.count[0] > LINES_MAX || t.count[1] > LINES_MAX)
		end_gap(&t, 0, t.count[0], 0, t.count[1]);
	else
		compare_lines(&t);
	return buffer_text(&t.agreed);
}

static struct formtext *
read_proper(void *ctx, const char *proper)
{
	struct buffer errors = buffer_init(ctx);
	struct formtext *form;
	struct fault ignored;

	/* It was written by us; whatever is wrong with it is compared all the same. */
	if (formtext_read(ctx, proper, FORMTEXT_STRICT, LANGUAGE_EN, &form, &errors, &ignored) != DONE)
		buffer_clear(&errors);
	return form;
}

struct formdiff
formdiff_compare(void *ctx, const char *first, const char *second, const char *open)
{
	static const char *const ways[] = { "mail", "post", "none" };
	struct formdiff d = { NULL, 0, { .reply_given = false } };
	const struct formtext *a = read_proper(ctx, first), *b = read_proper(ctx, second);
	struct formtext *out = &d.agreed;
	const struct {
		enum formtext_field field;
		const char *first, *second, **out;
	} values[] = {
		{ FORMTEXT_NAME, a->contact.name, b->contact.name, &out->contact.name },
		{ FORMTEXT_POSTAL_CODE, a->contact.postal_code, b->contact.postal_code, &out->contact.postal_code },
		{ FORMTEXT_ADDRESS, a->contact.address, b->contact.address, &out->contact.address },
		{ FORMTEXT_PHONE, a->contact.phone, b->contact.phone, &out->contact.phone },
		{ FORMTEXT_FAX, a->contact.fax, b->contact.fax, &out->contact.fax },
		{ FORMTEXT_MAIL, a->contact.mail, b->contact.mail, &out->contact.mail },
		{ FORMTEXT_PURPOSE, a->purpose, b->purpose, &out->purpose },
		{ FORMTEXT_CHANNEL, a->channel, b->channel, &out->channel },
		{ FORMTEXT_SUBJECT, a->subject, b->subject, &out->subject },
		{ FORMTEXT_RECEIVED, a->received, b->received, &out->received },
		{ FORMTEXT_ABOUT, a->about, b->about, &out->about },
	};

	out->old_number = "";
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
		*values[i].out = compare_value(ctx, &d, values[i].field, values[i].first, values[i].second);
	out->reply_given = *compare_value(ctx, &d, FORMTEXT_REPLY, ways[a->contact.reply], ways[b->contact.reply]) != 0;
	out->contact.reply = a->contact.reply;
	(void)compare_value(ctx, &d, FORMTEXT_LARGE, a->contact.large ? "large" : "normal", b->contact.large ? "large" : "normal");
	out->contact.large = a->contact.large && b->contact.large;
	out->text = compare_text(ctx, &d, a->text, b->text, open);
	return d;
}
