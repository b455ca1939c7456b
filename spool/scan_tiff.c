/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_tiff - TIFF files of scanners and fax servers, of one page or many. */
#include <tiffio.h>

#include "config/memory.h"
#include "spool/scan_image.h"
#include "spool/scan_source.h"

#define CM_PER_INCH 2.54

/* What libtiff reads from or writes to. */
struct tiff_memory {
	const unsigned char *data;	/* read */
	size_t len, at;
	struct buffer *out;		/* written, when not NULL */
};

static tmsize_t
memory_read(thandle_t handle, void *out, tmsize_t len)
{
	struct tiff_memory *m = handle;
	const unsigned char *data = m->out != NULL ? m->out->data : m->data;
	size_t size = m->out != NULL ? m->out->len : m->len, n = m->at < size ? size - m->at : 0;

	if (len < 0)
		return -1;
	n = n < (size_t)len ? n : (size_t)len;
	if (n != 0)
		memcpy(out, data + m->at, n);
	m->at += n;
	return (tmsize_t)n;
}

static tmsize_t
memory_write(thandle_t handle, void *data, tmsize_t len)
{
	static const unsigned char zeros[4096];
	struct tiff_memory *m = handle;
	size_t over, left = (size_t)len;

	if (m->out == NULL || len < 0)
		return -1;
	while (m->at > m->out->len)
		buffer_add(m->out, zeros, m->at - m->out->len < sizeof zeros ? m->at - m->out->len : sizeof zeros);
	over = m->out->len - m->at < left ? m->out->len - m->at : left;
	if (over != 0)
		memcpy(m->out->data + m->at, data, over);
	buffer_add(m->out, (unsigned char *)data + over, left - over);
	m->at += left;
	return len;
}

static toff_t
memory_seek(thandle_t handle, toff_t offset, int whence)
{
	struct tiff_memory *m = handle;
	size_t size = m->out != NULL ? m->out->len : m->len;

	/* libtiff asks for places in the file alone; no file has 2 GB here */
	offset += whence == SEEK_CUR ? m->at : whence == SEEK_END ? size : 0;
	if (offset > INT32_MAX)
		return (toff_t)-1;
	m->at = (size_t)offset;
	return offset;
}

static int
memory_close(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
memory_size(thandle_t handle)
{
	const struct tiff_memory *m = handle;

	return m->out != NULL ? m->out->len : m->len;
}

static TIFF *
open_memory(struct tiff_memory *m, const char *mode)
{
	TIFFSetErrorHandler(NULL);
	TIFFSetWarningHandler(NULL);
	return TIFFClientOpen("scan", mode, m, memory_read, memory_write, memory_seek, memory_close, memory_size, NULL, NULL);
}

/* ---- reading ---- */

struct tiff {
	TIFF *file;
	struct tiff_memory memory;
};

static int
close_tiff(struct tiff *tiff)
{
	if (tiff->file != NULL)
		TIFFClose(tiff->file);
	return 0;
}

static enum verdict
damaged(struct fault *f)
{
	return fail(f, NEVER, "it is a damaged TIFF file");
}

/* A reduced picture of another page, or a mask, is no page; but they are counted by their places. A chain of directories
 * that breaks off is damage. */
static enum verdict
tiff_open(struct scan_source *source, size_t *pages, bool *active, struct fault *f)
{
	struct tiff *tiff = memory_new(source, sizeof *tiff);
	size_t count = 0;

	(void)active;
	source->state = tiff;
	talloc_set_destructor(tiff, close_tiff);
	tiff->memory = (struct tiff_memory){ .data = source->file.data, .len = source->file.len };
	tiff->file = open_memory(&tiff->memory, "rm");
	if (tiff->file == NULL)
		return damaged(f);
	for (bool more = true; more && count <= SCAN_PAGES_MAX; count++) {
		more = TIFFLastDirectory(tiff->file) == 0;
		if (more && TIFFReadDirectory(tiff->file) == 0)
			return damaged(f);
	}
	*pages = count;
	return DONE;
}

/* Each strip has to lie in the file and hold something. */
static enum verdict
check_strips(struct tiff *tiff, struct fault *f)
{
	uint32_t count = TIFFNumberOfStrips(tiff->file);

	for (uint32_t i = 0; i < count; i++) {
		uint64_t offset = TIFFGetStrileOffset(tiff->file, i), len = TIFFGetStrileByteCount(tiff->file, i);

		if (len == 0 || offset > tiff->memory.len || len > tiff->memory.len - offset)
			return damaged(f);
	}
	return count != 0 ? DONE : damaged(f);
}

static struct resolution
read_resolution(TIFF *file, int64_t width, int64_t height)
{
	float x = 0, y = 0;
	uint16_t unit = RESUNIT_INCH;
	double factor;

	if (TIFFGetField(file, TIFFTAG_XRESOLUTION, &x) == 0)
		x = 0;
	if (TIFFGetField(file, TIFFTAG_YRESOLUTION, &y) == 0)
		y = 0;
	TIFFGetFieldDefaulted(file, TIFFTAG_RESOLUTIONUNIT, &unit);
	/* Of fax lines to the millimetre, some programs write just these. */
	factor = unit == RESUNIT_CENTIMETER ? CM_PER_INCH : 1;
	return image_resolution(width, height, x * factor, y * factor);
}

/* leptonica turns the picture as the tag says; the resolution is that of the file's rows. */
static enum verdict
tiff_page(struct scan_source *source, size_t number, const struct source_wish *wish, struct source_page *out, struct fault *f)
{
	struct tiff *tiff = source->state;
	uint32_t width = 0, height = 0;
	uint16_t orientation = ORIENTATION_TOPLEFT;
	struct resolution r;
	enum verdict v;
	PIX *pix;

	if (TIFFSetDirectory(tiff->file, (tdir_t)number) == 0 ||
	    TIFFGetField(tiff->file, TIFFTAG_IMAGEWIDTH, &width) == 0 ||
	    TIFFGetField(tiff->file, TIFFTAG_IMAGELENGTH, &height) == 0)
		return damaged(f);
	v = source_size(width, height, f);
	if (v == DONE)
		v = check_strips(tiff, f);
	if (v != DONE)
		return v;
	r = read_resolution(tiff->file, width, height);
	TIFFGetFieldDefaulted(tiff->file, TIFFTAG_ORIENTATION, &orientation);
	if (orientation >= ORIENTATION_LEFTTOP)
		r = (struct resolution){ r.y, r.x };
	pix = pixReadMemTiff(source->file.data, source->file.len, (l_int32)number);
	return image_fit(&pix, r, wish, out, f);
}

/* ---- copying pages ---- */

/* Their values are one number each. */
static void
copy_numbers(TIFF *from, TIFF *to)
{
	static const uint32_t longs[] = { TIFFTAG_IMAGEWIDTH, TIFFTAG_IMAGELENGTH, TIFFTAG_ROWSPERSTRIP, TIFFTAG_TILEWIDTH,
		TIFFTAG_TILELENGTH, TIFFTAG_GROUP3OPTIONS, TIFFTAG_GROUP4OPTIONS };
	static const uint32_t shorts[] = { TIFFTAG_BITSPERSAMPLE, TIFFTAG_SAMPLESPERPIXEL, TIFFTAG_PHOTOMETRIC,
		TIFFTAG_PLANARCONFIG, TIFFTAG_FILLORDER, TIFFTAG_ORIENTATION, TIFFTAG_RESOLUTIONUNIT, TIFFTAG_SAMPLEFORMAT,
		TIFFTAG_PREDICTOR, TIFFTAG_THRESHHOLDING, TIFFTAG_INKSET };
	static const uint32_t floats[] = { TIFFTAG_XRESOLUTION, TIFFTAG_YRESOLUTION };
	uint32_t l;
	uint16_t s;
	float x;

	for (size_t i = 0; i < sizeof longs / sizeof longs[0]; i++)
		if (TIFFGetField(from, longs[i], &l) != 0)
			TIFFSetField(to, longs[i], l);
	for (size_t i = 0; i < sizeof shorts / sizeof shorts[0]; i++)
		if (TIFFGetField(from, shorts[i], &s) != 0)
			TIFFSetField(to, shorts[i], s);
	for (size_t i = 0; i < sizeof floats / sizeof floats[0]; i++)
		if (TIFFGetField(from, floats[i], &x) != 0)
			TIFFSetField(to, floats[i], (double)x);
}

static void
copy_tables(TIFF *from, TIFF *to)
{
	uint16_t *red, *green, *blue, *kinds, a, b;
	uint32_t len;
	void *tables;
	float *numbers;

	if (TIFFGetField(from, TIFFTAG_COLORMAP, &red, &green, &blue) != 0)
		TIFFSetField(to, TIFFTAG_COLORMAP, red, green, blue);
	if (TIFFGetField(from, TIFFTAG_JPEGTABLES, &len, &tables) != 0)
		TIFFSetField(to, TIFFTAG_JPEGTABLES, len, tables);
	if (TIFFGetField(from, TIFFTAG_EXTRASAMPLES, &a, &kinds) != 0)
		TIFFSetField(to, TIFFTAG_EXTRASAMPLES, a, kinds);
	if (TIFFGetField(from, TIFFTAG_YCBCRSUBSAMPLING, &a, &b) != 0)
		TIFFSetField(to, TIFFTAG_YCBCRSUBSAMPLING, a, b);
	if (TIFFGetField(from, TIFFTAG_REFERENCEBLACKWHITE, &numbers) != 0)
		TIFFSetField(to, TIFFTAG_REFERENCEBLACKWHITE, numbers);
}

/* The coded octets of a strip or tile, as they are. */
static bool
copy_piece(const struct tiff *tiff, TIFF *to, uint32_t number, unsigned char *room)
{
	tmsize_t len = (tmsize_t)TIFFGetStrileByteCount(tiff->file, number);

	if (TIFFIsTiled(tiff->file) != 0)
		return TIFFReadRawTile(tiff->file, number, room, len) == len && TIFFWriteRawTile(to, number, room, len) == len;
	return TIFFReadRawStrip(tiff->file, number, room, len) == len && TIFFWriteRawStrip(to, number, room, len) == len;
}

static enum verdict
copy_page(struct tiff *tiff, TIFF *to, size_t number, struct fault *f)
{
	uint16_t compression = COMPRESSION_NONE;
	uint32_t count;
	enum verdict v;

	if (TIFFSetDirectory(tiff->file, (tdir_t)number) == 0)
		return damaged(f);
	v = check_strips(tiff, f);
	if (v != DONE)
		return v;
	TIFFGetFieldDefaulted(tiff->file, TIFFTAG_COMPRESSION, &compression);
	if (compression == COMPRESSION_OJPEG)
		return fail(f, NEVER, "it is a TIFF file of a kind given up long ago (JPEG of version 6), which cannot be taken apart");
	TIFFSetField(to, TIFFTAG_COMPRESSION, compression);
	copy_numbers(tiff->file, to);
	copy_tables(tiff->file, to);
	count = TIFFIsTiled(tiff->file) != 0 ? TIFFNumberOfTiles(tiff->file) : TIFFNumberOfStrips(tiff->file);
	for (uint32_t i = 0; i < count; i++) {
		unsigned char *room = memory_new(NULL, TIFFGetStrileByteCount(tiff->file, i));
		bool copied = copy_piece(tiff, to, i, room);

		talloc_free(room);
		if (!copied)
			return damaged(f);
	}
	return TIFFWriteDirectory(to) != 0 ? DONE : damaged(f);
}

static enum verdict
tiff_extract(struct scan_source *source, size_t first, size_t count, struct buffer *out, struct fault *f)
{
	struct tiff *tiff = source->state;
	struct tiff_memory memory = { .out = out };
	TIFF *to = open_memory(&memory, TIFFIsBigEndian(tiff->file) != 0 ? "wb" : "wl");
	enum verdict v = to != NULL ? DONE : damaged(f);

	for (size_t i = first; i < first + count && v == DONE; i++)
		v = copy_page(tiff, to, i, f);
	if (to != NULL)
		TIFFClose(to);
	return v;
}

const struct source_format source_tiff = { tiff_open, tiff_page, tiff_extract };
