/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_image - what is done with the picture of a page. */
#include "spool/scan_image.h"

#include "config/memory.h"

#define MM10_PER_INCH 254.0		/* 1/10 mm */

enum {
	A4_LONG = 2970,			/* 1/10 mm */
	LONG_LEAST = 400, LONG_MOST = 4300,	/* a card; A3 */
	FAX_WIDTH = 1728,		/* pixels of A4 at 204 dpi */
	FAX_COARSE_HEIGHT = 1300	/* and lines at 98 dpi, at most */
};

enum verdict
image_failed(struct fault *f)
{
	return fail(f, NEVER, "it is damaged, or its pictures need more memory than limits.parse_memory");
}

struct resolution
image_resolution(int64_t width, int64_t height, double x, double y)
{
	struct resolution r = { x, y };
	double longer;
	bool silent;

	if (!(x >= 1 && x <= 10000))
		r.x = 0;
	if (!(y >= 1 && y <= 10000))
		r.y = 0;
	silent = r.x == 0 && r.y == 0;
	if (silent && width == FAX_WIDTH && height <= FAX_COARSE_HEIGHT)
		return (struct resolution){ 204, 98 };
	if (r.x == 0)
		r.x = r.y;
	if (r.y == 0)
		r.y = r.x;
	if (r.x == 0)
		r.x = r.y = 72;
	/* A photograph says 72 dpi, or nothing, and means nothing by it. */
	longer = (double)width / r.x > (double)height / r.y ? (double)width / r.x : (double)height / r.y;
	longer *= MM10_PER_INCH;
	if (silent || longer < LONG_LEAST || longer > LONG_MOST) {
		r.x *= longer / A4_LONG;
		r.y *= longer / A4_LONG;
	}
	return r;
}

/* ---- size ---- */

/* Takes *pix over: what was made of it, which may be NULL, is in its place. */
static void
replace(PIX **pix, PIX *by)
{
	if (by != *pix)
		pixDestroy(pix);
	*pix = by;
}

static void
reduce_depth(PIX **pix, bool colour)
{
	int depth;

	if (pixGetColormap(*pix) != NULL)
		replace(pix, pixRemoveColormap(*pix, REMOVE_CMAP_BASED_ON_SRC));
	if (*pix != NULL && pixGetDepth(*pix) == 32 && pixGetSpp(*pix) == 4)
		replace(pix, pixAlphaBlendUniform(*pix, 0xffffff00));
	if (*pix == NULL)
		return;
	depth = pixGetDepth(*pix);
	if (depth == 32 ? !colour : depth != 1 && depth != 8)
		replace(pix, pixConvertTo8(*pix, 0));
}

/* What pixScale() does besides, sharpening, costs time and helps nobody here. */
static void
scale(PIX **pix, double x, double y)
{
	bool same = x > 0.98 && x < 1.02 && y > 0.98 && y < 1.02, even = x / y > 0.97 && x / y < 1.03;

	if (pixGetDepth(*pix) == 1 && even && x < 0.95) {
		replace(pix, pixScaleToGray(*pix, (l_float32)x));
		return;
	}
	if (pixGetDepth(*pix) == 1)
		replace(pix, pixConvertTo8(*pix, 0));
	if (*pix != NULL && !same)
		replace(pix, pixScaleGeneral(*pix, (l_float32)x, (l_float32)y, 0, 0));
}

double
image_dpi(const struct source_wish *wish, double longer, double best)
{
	double dpi = wish->dpi;

	if (dpi < wish->least / longer)
		dpi = wish->least / longer;
	if (best != 0 && dpi > best)
		dpi = best;
	if (dpi > wish->longer_side / longer)
		dpi = wish->longer_side / longer;
	return dpi;
}

enum verdict
image_fit(PIX **pix, struct resolution r, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	double width, height, dpi;

	if (*pix == NULL)
		return image_failed(f);
	width = pixGetWidth(*pix) / r.x;
	height = pixGetHeight(*pix) / r.y;
	dpi = image_dpi(wish, width > height ? width : height, r.x > r.y ? r.x : r.y);
	reduce_depth(pix, wish->colour);
	if (*pix != NULL)
		scale(pix, dpi / r.x, dpi / r.y);
	if (*pix == NULL)
		return image_failed(f);
	pixSetResolution(*pix, (l_int32)(dpi + 0.5), (l_int32)(dpi + 0.5));
	out->pix = *pix;
	out->width = (int64_t)(width * MM10_PER_INCH + 0.5);
	out->height = (int64_t)(height * MM10_PER_INCH + 0.5);
	*pix = NULL;
	return DONE;
}

/* A stamp in red is one pixel of a thousand; scanners and JPEG make gray a little coloured. */
static bool
has_colour(PIX *pix)
{
	int w, h;
	int64_t seen = 0, coloured = 0;

	pixGetDimensions(pix, &w, &h, NULL);
	for (int y = 0; y < h; y += 3) {
		const l_uint32 *line = pixGetData(pix) + (ptrdiff_t)y * pixGetWpl(pix);

		for (int x = 0; x < w; x += 3, seen++) {
			int r = line[x] >> 24, g = line[x] >> 16 & 255, b = line[x] >> 8 & 255;

			coloured += abs(r - g) > 48 || abs(g - b) > 48 || abs(b - r) > 48;
		}
	}
	return coloured * 5000 > seen;
}

enum verdict
image_drop_colour(PIX **pix, struct fault *f)
{
	if (pixGetDepth(*pix) == 32 && !has_colour(*pix))
		replace(pix, pixConvertRGBToLuminance(*pix));
	return *pix != NULL ? DONE : image_failed(f);
}

enum verdict
image_turn(PIX **pix, int quarters, struct fault *f)
{
	if (quarters % 4 == 0)
		return DONE;
	replace(pix, pixRotateOrth(*pix, quarters % 4));
	return *pix != NULL ? DONE : image_failed(f);
}

/* ---- what is on it ---- */

/* The lightness of paper: the most frequent one of the lighter half. */
static int
paper(const NUMA *histogram)
{
	int best = 255;
	l_float32 most = 0;

	for (int i = 255; i >= 96; i--) {
		l_float32 n = 0;

		numaGetFValue((NUMA *)histogram, i, &n);
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

/* At 50 dpi each pixel is the mean of a half millimetre: dust is light gray there, a pen's line is not. The edges, where
 * scanners leave shadows, do not count. A short word is 10 square millimetres of ink. */
bool
image_is_blank(PIX *gray)
{
	const int dpi = pixGetXRes(gray) > 0 ? pixGetXRes(gray) : 200;
	PIX *small = pixScale(gray, 50.0F / (l_float32)dpi, 50.0F / (l_float32)dpi);
	double ink = 0, area;
	int w, h, white;
	NUMA *histogram;

	if (small == NULL)
		return false;
	histogram = pixGetGrayHistogram(small, 1);
	white = histogram != NULL ? paper(histogram) : 255;
	numaDestroy(&histogram);
	pixGetDimensions(small, &w, &h, NULL);
	for (int y = h / 25; y < h - h / 25; y++) {
		l_uint32 *line = pixGetData(small) + (ptrdiff_t)y * pixGetWpl(small);

		for (int x = w / 25; x < w - w / 25; x++) {
			int dark = white - GET_DATA_BYTE(line, x);

			if (dark > 40)
				ink += (double)dark / white;
		}
	}
	pixDestroy(&small);
	area = ink * 25.4 / 50 * 25.4 / 50;
	return area < 3;
}

bool
image_is_noisy(PIX *gray)
{
	int w, h;
	int64_t lonely = 0, seen = 0;

	pixGetDimensions(gray, &w, &h, NULL);
	for (int y = 1; y < h - 1; y += 7) {
		l_uint32 *line = pixGetData(gray) + (ptrdiff_t)y * pixGetWpl(gray);
		l_uint32 *above = line - pixGetWpl(gray), *below = line + pixGetWpl(gray);

		for (int x = 1; x < w - 1; x++) {
			int here = GET_DATA_BYTE(line, x);
			bool dark = here < 128;

			lonely += dark != (GET_DATA_BYTE(line, x - 1) < 128) && dark != (GET_DATA_BYTE(line, x + 1) < 128) &&
			    dark != (GET_DATA_BYTE(above, x) < 128) && dark != (GET_DATA_BYTE(below, x) < 128);
			seen++;
		}
	}
	return lonely * 400 > seen;
}

PIX *
image_clean(PIX *gray)
{
	return pixMedianFilter(gray, 3, 3);
}

/* ---- JPEG ---- */

enum verdict
image_jpeg(PIX *pix, int quality, struct buffer *out, struct fault *f)
{
	l_uint8 *data = NULL;
	size_t size = 0;
	int failed = pixWriteMemJpeg(&data, &size, pix, quality, 0);

	if (failed == 0 && data != NULL)
		buffer_add(out, data, size);
	lept_free(data);
	return failed == 0 && size != 0 ? DONE : image_failed(f);
}
