/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sniff - what kind of file some octets are, whatever their sender says (libmagic). */
#include "spool/sniff.h"

#include <magic.h>

#include "config/memory.h"

struct sniffer {
	magic_t magic;
};

static int
close_sniffer(struct sniffer *s)
{
	if (s->magic != NULL)
		magic_close(s->magic);
	return 0;
}

enum verdict
sniffer_open(void *ctx, struct sniffer **out, struct fault *f)
{
	struct sniffer *s = memory_new(ctx, sizeof *s);

	talloc_set_destructor(s, close_sniffer);
	s->magic = magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR |
	    MAGIC_NO_CHECK_ENCODING | MAGIC_NO_CHECK_TOKENS);
	if (s->magic == NULL || magic_load(s->magic, NULL) != 0) {
		enum verdict v = fail(f, HALT, "libmagic: %s: is the package libmagic-mgc installed?",
		    s->magic != NULL && magic_error(s->magic) != NULL ? magic_error(s->magic) : "cannot start");

		talloc_free(s);
		return v;
	}
	*out = s;
	return DONE;
}

/* Beginnings that mean one thing only. libmagic tries thousands of rules and takes longer for a photograph
 * than all the rest of reading the mail that it came with; and what it does not see cannot attack it. */
static const struct {
	size_t offset;
	const char *octets;
	size_t len;
	const char *type;
} certain[] = {
	{ 0, "\xff\xd8\xff", 3, "image/jpeg" },
	{ 0, "\x89PNG\r\n\x1a\n", 8, "image/png" },
	{ 0, "GIF87a", 6, "image/gif" },
	{ 0, "GIF89a", 6, "image/gif" },
	{ 0, "II*\0", 4, "image/tiff" },
	{ 0, "MM\0*", 4, "image/tiff" },
	{ 4, "ftypheic", 8, "image/heic" },
	{ 4, "ftypmif1", 8, "image/heif" },
	{ 4, "ftypqt  ", 8, "video/quicktime" },
	{ 4, "ftypisom", 8, "video/mp4" },
	{ 4, "ftypmp42", 8, "video/mp4" },
	{ 0, "%PDF-1.", 7, "application/pdf" },
	{ 0, "%PDF-2.", 7, "application/pdf" },
	/* Word, Excel and others before 2007: which of them only a parser of the format could say */
	{ 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, "application/x-ole-storage" },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, "application/x-7z-compressed" },
};

/* Zip archives that are documents, by the beginning of the names within. */
static const struct {
	const char *name, *type;
} zipped[] = {
	{ "word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
	{ "xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	{ "ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation" },
	{ "META-INF/", "application/java-archive" },
	{ "mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text" },
	{ "mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
	    "application/vnd.oasis.opendocument.spreadsheet" },
};

enum { ZIP_NAME = 30 };		/* place of the name in a local file header (APPNOTE.TXT 4.3.7) */

static bool
starts(struct bytes b, size_t offset, const char *octets, size_t len)
{
	return b.len >= offset + len && memcmp(b.data + offset, octets, len) == 0;
}

static const char *
zip_type(struct bytes b)
{
	static const char mark[] = "PK\x03\x04";

	while (b.len > ZIP_NAME) {
		const unsigned char *next;

		for (size_t i = 0; i < sizeof zipped / sizeof zipped[0]; i++)
			if (starts(b, ZIP_NAME, zipped[i].name, strlen(zipped[i].name)))
				return zipped[i].type;
		next = memmem(b.data + 1, b.len - 1, mark, sizeof mark - 1);
		if (next == NULL)
			break;
		b.len -= (size_t)(next - b.data);
		b.data = next;
	}
	return "application/zip";
}

static const char *
certain_type(struct bytes beginning)
{
	for (size_t i = 0; i < sizeof certain / sizeof certain[0]; i++)
		if (starts(beginning, certain[i].offset, certain[i].octets, certain[i].len))
			return certain[i].type;
	return starts(beginning, 0, "PK\x03\x04", 4) ? zip_type(beginning) : NULL;
}

bool
sniff_is_certain(struct bytes beginning)
{
	return beginning.len == 0 || certain_type(beginning) != NULL;
}

const char *
sniff(struct sniffer *s, void *ctx, struct bytes beginning)
{
	const char *type = certain_type(beginning);

	if (type == NULL && beginning.len != 0)
		type = magic_buffer(s->magic, beginning.data, beginning.len < SNIFF_OCTETS ? beginning.len : SNIFF_OCTETS);
	return must(talloc_strdup(ctx, type != NULL ? type : "application/octet-stream"));
}
