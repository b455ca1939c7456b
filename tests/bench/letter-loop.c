/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * letter-loop - what letters cost at the least: the texts of a sample letter drawn by pango and cairo, no more
 *
 * usage: letter-loop COUNT FILE [differ]
 *
 * Nothing is checked, cut into pages, coded or kept together; one layout is set anew for each text. With `differ` each
 * address and each paragraph of an answer has the letter's number in it.
 */
#include <stdio.h>
#include <stdlib.h>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "config/text.h"
#include "tests/tools/sample-texts.h"

#define MM (72 / 25.4)

static void
draw(cairo_t *cr, PangoLayout *layout, double size, double x, double y, double width, PangoAlignment align,
    const char *text)
{
	PangoFontDescription *d = pango_font_description_from_string("Noto Serif CJK JP");

	pango_font_description_set_absolute_size(d, size * PANGO_SCALE);
	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
	pango_layout_set_width(layout, (int)(width * MM * PANGO_SCALE));
	pango_layout_set_alignment(layout, align);
	pango_layout_set_text(layout, text, -1);
	cairo_move_to(cr, x * MM, y * MM);
	pango_cairo_show_layout(cr, layout);
}

/* The answer with a number behind each paragraph. */
static char *
answer(int64_t number)
{
	const char *p = SAMPLE_ANSWER;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	if (file == NULL)
		exit(71);
	for (; *p != 0; p++) {
		if (*p == '\n')
			fprintf(file, "（%lld）", (long long)number);
		fputc(*p, file);
	}
	fprintf(file, "（%lld）", (long long)number);
	if (fclose(file) != 0)
		exit(71);
	return text;
}

int
main(int argc, char **argv)
{
	bool differ = argc == 4 && strcmp(argv[3], "differ") == 0;
	int64_t count = 1;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout;

	if ((argc != 3 && !differ) || !text_to_number(argv[1], 1, 1000000, &count)) {
		fputs("usage: letter-loop COUNT FILE [differ]\n", stderr);
		return 64;
	}
	surface = cairo_pdf_surface_create(argv[2], 210 * MM, 297 * MM);
	cr = cairo_create(surface);
	layout = pango_cairo_create_layout(cr);
	pango_context_set_language(pango_layout_get_context(layout), pango_language_from_string("ja"));
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	while (count-- > 0) {
		char *text = answer(count), address[128];

		snprintf(address, sizeof address, "〒100-0013\n東京都千代田区霞が関１丁目３番２号\n郵便プラザ%lld号室",
		    differ ? (long long)count : 503LL);
		draw(cr, layout, 10.5, 22.5, 17.5, 80, PANGO_ALIGN_LEFT, address);
		draw(cr, layout, 14, 22.5, 34, 80, PANGO_ALIGN_LEFT, "山田　太郎　様");
		draw(cr, layout, 10.5, 108, 15, 80, PANGO_ALIGN_RIGHT, "８新総区第１２３号\n令和８年１１月２６日");
		draw(cr, layout, 11, 22, 58, 162, PANGO_ALIGN_RIGHT, "〇〇区長　　吉　川　一　郎\n（公印省略）");
		draw(cr, layout, 13, 30, 77, 150, PANGO_ALIGN_CENTER, "歩道の改修について（回答）");
		pango_layout_set_justify(layout, TRUE);
		draw(cr, layout, 11, 22, 88, 166, PANGO_ALIGN_LEFT, differ ? text : SAMPLE_ANSWER);
		pango_layout_set_justify(layout, FALSE);
		draw(cr, layout, 11, 22, 200, 166, PANGO_ALIGN_RIGHT, "以上");
		draw(cr, layout, 9.5, 22, 260, 138, PANGO_ALIGN_LEFT, SAMPLE_CONTACT);
		draw(cr, layout, 9.5, 95, 279, 20, PANGO_ALIGN_CENTER, "1／1");
		cairo_show_page(cr);
		free(text);
	}
	cairo_surface_finish(surface);
	return cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS;
}
