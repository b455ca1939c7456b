/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_reader - reads printed Japanese. */
#include "spool/scan_reader.h"

#include <tesseract/capi.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/scan_image.h"

static TessBaseAPI *reader;

enum verdict
reader_load(struct fault *f)
{
	reader = TessBaseAPICreate();
	if (reader == NULL || TessBaseAPIInit3(reader, NULL, "jpn") != 0)
		return fail(f, HALT, "no words can be read from scans: is the package tesseract-ocr-jpn installed?");
	TessBaseAPISetPageSegMode(reader, PSM_SINGLE_BLOCK);
	return DONE;
}

/* Kana, kanji and what is set as wide as they are. */
static bool
is_wide(uint32_t code)
{
	return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ||
	    (code >= 0xff00 && code <= 0xffef) || (code >= 0x20000 && code <= 0x3ffff);
}

void
reader_join(char *text)
{
	const unsigned char *p = (const unsigned char *)text, *end = p + strlen(text);
	char *out = text;
	bool wide = true;		/* so that no line begins with a blank */

	while (p < end) {
		const unsigned char *after = p;
		uint32_t code = 0, next = 0;
		size_t n = text_decode(p, end, &code);

		if (n == 0)
			n = 1;
		if (code == ' ') {
			while (after < end && *after == ' ')
				after++;
			if (after == end || *after == '\n' || (text_decode(after, end, &next) != 0 && wide && is_wide(next)) ||
			    out == text || out[-1] == '\n') {
				p = after;
				continue;
			}
		}
		wide = is_wide(code) || code == '\n';
		memmove(out, p, n);
		out += n;
		p += n;
	}
	while (out > text && (out[-1] == '\n' || out[-1] == ' ' || out[-1] == '\f'))
		out--;
	*out = 0;
}

enum verdict
reader_read(void *ctx, PIX *gray, char **text_out, int *confidence_out, struct fault *f)
{
	PIX *clean = image_is_noisy(gray) ? image_clean(gray) : pixClone(gray);
	char *text = NULL;

	if (clean == NULL)
		return image_failed(f);
	TessBaseAPISetImage2(reader, clean);
	TessBaseAPISetSourceResolution(reader, pixGetXRes(gray));
	if (TessBaseAPIRecognize(reader, NULL) == 0)
		text = TessBaseAPIGetUTF8Text(reader);
	if (text == NULL)
		return fail(f, NEVER, "its words cannot be read");
	*text_out = must(talloc_strdup(ctx, text));
	*confidence_out = TessBaseAPIMeanTextConf(reader);
	reader_join(*text_out);
	if (**text_out == 0 || *confidence_out < 0)
		*confidence_out = 0;
	TessDeleteText(text);
	pixDestroy(&clean);
	return DONE;
}
