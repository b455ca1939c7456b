/* SPDX-License-Identifier: GPL-3.0-or-later */
/* whole - whether a file is there to its end, as far as its format can tell. */
#include "ingest/whole.h"

#include <errno.h>

#include "config/text.h"

enum { HEAD = 1024, MAGIC = 16 };

static const struct {
	const char *ending;
	enum whole_kind kind;
} endings[] = {
	{ "pdf", WHOLE_PAGES }, { "tif", WHOLE_PAGES }, { "tiff", WHOLE_PAGES }, { "jpg", WHOLE_PAGES },
	{ "jpeg", WHOLE_PAGES }, { "png", WHOLE_PAGES }, { "heic", WHOLE_PAGES }, { "heif", WHOLE_PAGES },
	{ "zip", WHOLE_ARCHIVE }, { "csv", WHOLE_TABLE }, { "txt", WHOLE_FORM },
};

size_t
whole_stem(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name);
}

enum whole_kind
whole_kind_of(const char *name)
{
	const char *ending = name + whole_stem(name);

	for (size_t i = 0; *ending != 0 && i < sizeof endings / sizeof endings[0]; i++)
		if (text_equal_ignoring_case(ending + 1, endings[i].ending))
			return endings[i].kind;
	return WHOLE_NO_KIND;
}

static bool
begins(const unsigned char *p, const char *magic, size_t len)
{
	return memcmp(p, magic, len) == 0;
}

static bool
is_tiff(const unsigned char *p)
{
	return begins(p, "II*\0", 4) || begins(p, "MM\0*", 4);
}

/* Room that was set aside for octets that have not come yet reads as zeros. */
static bool
is_all_zero(const unsigned char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i] != 0)
			return false;
	return true;
}

/* Where a PDF's header stands, which some programs put junk before; -1. */
static int64_t
pdf_header(struct look *l)
{
	int64_t head = l->size < HEAD ? l->size : HEAD;

	for (int64_t i = 0; i + 5 <= head; i++)
		if (begins(look_at(l, 0, (size_t)head) + i, "%PDF-", 5))
			return i;
	return -1;
}

static enum whole
verdict(const struct look *l, bool whole)
{
	if (whole)
		return WHOLE_YES;
	errno = l->error;
	return l->error != 0 ? WHOLE_UNREADABLE : WHOLE_NOT_YET;
}

static enum whole
look_at_pages(struct look *l, const unsigned char *p)
{
	int64_t header;

	if (begins(p, "\xff\xd8\xff", 3))
		return verdict(l, whole_jpeg(l));
	if (begins(p, "\x89PNG\r\n\x1a\n", 8))
		return verdict(l, whole_png(l));
	if (begins(p + 4, "ftyp", 4))
		return verdict(l, whole_heic(l));
	if (is_tiff(p))
		return verdict(l, whole_tiff(l));
	header = pdf_header(l);
	return header < 0 ? WHOLE_FOREIGN : verdict(l, whole_pdf(l, header));
}

/* Text has no end that could be seen. Excel's "Unicode text" has zeros. */
static enum whole
look_at_text(struct look *l, const unsigned char *p, size_t len)
{
	bool wide = len >= 2 && (begins(p, "\xff\xfe", 2) || begins(p, "\xfe\xff", 2));

	if (len >= 4 && (begins(p, "%PDF", 4) || begins(p, "PK\3\4", 4) || begins(p, "\x89PNG", 4) ||
	    begins(p, "\xff\xd8\xff", 3) || is_tiff(p)))
		return WHOLE_FOREIGN;
	if (!wide && memchr(p, 0, len) != NULL)
		return WHOLE_FOREIGN;
	return verdict(l, true);
}

enum whole
whole_look(int fd, int64_t size, enum whole_kind kind)
{
	static struct look l;
	size_t head = size < HEAD ? (size_t)size : HEAD;
	const unsigned char *p;

	look_begin(&l, fd, size);
	if (size == 0)
		return WHOLE_NOT_YET;
	p = look_at(&l, 0, head);
	if (p == NULL)
		return verdict(&l, false);
	if (is_all_zero(p, head < MAGIC ? head : MAGIC))
		return WHOLE_NOT_YET;
	if (kind == WHOLE_TABLE || kind == WHOLE_FORM)
		return look_at_text(&l, p, head);
	if (head < MAGIC)
		return WHOLE_NOT_YET;
	if (kind == WHOLE_PAGES)
		return look_at_pages(&l, p);
	if (kind != WHOLE_ARCHIVE || !(begins(p, "PK\3\4", 4) || begins(p, "PK\5\6", 4)))
		return WHOLE_FOREIGN;
	return verdict(&l, whole_zip(&l));
}
