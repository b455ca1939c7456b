/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_source - a scan that is opened, whatever its format. */
#include "spool/scan_source.h"

#include "config/memory.h"

static const struct source_format *const formats[] = {
	[SCAN_PDF] = &source_pdf, [SCAN_TIFF] = &source_tiff, [SCAN_JPEG] = &source_jpeg, [SCAN_PNG] = &source_png,
	[SCAN_HEIC] = &source_heic
};

enum verdict
source_open(void *ctx, struct bytes file, struct scan_source **out, struct fault *f)
{
	struct scan_source *source = memory_new(ctx, sizeof *source);
	enum verdict v;

	source->file = file;
	source->format = scan_format_of(file);
	if (source->format < SCAN_PDF || source->format > SCAN_HEIC)
		return fail(f, NEVER, "it is not a scan");
	source->how = formats[source->format];
	v = source->how->open(source, &source->pages, &source->active, f);
	if (v != DONE)
		return v;
	if (source->pages == 0)
		return fail(f, NEVER, "it has no pages");
	if (source->pages > SCAN_PAGES_MAX)
		return fail(f, NEVER, "it has more than %d pages", SCAN_PAGES_MAX);
	*out = source;
	return DONE;
}

enum verdict
source_page(struct scan_source *source, size_t page, const struct source_wish *wish, struct source_page *out,
    struct fault *f)
{
	*out = (struct source_page){ .pix = NULL };
	if (page >= source->pages)
		return fail(f, NEVER, "there is no such page");
	return source->how->page(source, page, wish, out, f);
}

enum verdict
source_extract(struct scan_source *source, size_t first, size_t count, struct buffer *out, struct fault *f)
{
	if (first >= source->pages || count == 0 || count > source->pages - first)
		return fail(f, NEVER, "there is no such page");
	if (source->how->extract != NULL)
		return source->how->extract(source, first, count, out, f);
	buffer_add(out, source->file.data, source->file.len);
	return DONE;
}

enum verdict
source_size(int64_t width, int64_t height, struct fault *f)
{
	if (width < 1 || height < 1)
		return fail(f, NEVER, "it holds a picture without pixels");
	if (width > SOURCE_SIDE_MAX || height > SOURCE_SIDE_MAX || width * height > SOURCE_PIXELS_MAX)
		return fail(f, NEVER, "it holds a picture of %lld x %lld pixels, which is too large to be a page",
		    (long long)width, (long long)height);
	return DONE;
}
