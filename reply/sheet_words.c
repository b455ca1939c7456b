/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sheet_words - what all sheets say alike: dates, postal codes, marks at the edge, QR code and page number. */
#include "reply/sheet_words.h"

#include "config/clock.h"
#include "config/memory.h"

static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December" };

char *
sheet_wide_digits(void *ctx, const char *text)
{
	struct buffer b = buffer_init(ctx);

	for (; *text != 0; text++) {
		if (*text >= '0' && *text <= '9')
			buffer_add(&b, (const char[]){ (char)0xef, (char)0xbc, (char)(0x90 + *text - '0') }, 3);
		else
			buffer_char(&b, (unsigned char)*text);
	}
	return must(talloc_strdup(ctx, buffer_text(&b)));
}

char *
sheet_date(void *ctx, int64_t utc, bool english, bool wide)
{
	struct day d = clock_tokyo(utc);
	char *date, *weekday;

	if (english)
		return must(talloc_asprintf(ctx, "%s %d, %d", months[d.month - 1], d.day, d.year));
	date = clock_japanese_date(ctx, utc);
	weekday = strstr(date, "（");
	if (weekday != NULL)
		*weekday = 0;
	return wide ? sheet_wide_digits(ctx, date) : date;
}

const char *
sheet_text(const char *text)
{
	return text != NULL ? text : "";
}

enum verdict
sheet_foot(struct paper *paper, const struct fonts *fonts, double size, const char *code, size_t page, size_t pages,
    struct fault *f)
{
	struct style style = { .size = size, .align = ALIGN_CENTRE };
	char *words = must(talloc_asprintf(paper, "%zu／%zu", page, pages));

	paper_words(paper, fonts, &style, PAGE_WIDTH / 2, PAGE_HEIGHT - 14 - size * 0.45, words);
	talloc_free(words);
	if (code == NULL)
		return DONE;
	return paper_qr(paper, code, SHEET_CODE_LEFT, SHEET_CODE_TOP, SHEET_CODE_SIZE, f);
}
