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
 * than all the rest of reading the mail that it came with. */
static const struct {
	const char *beginning;
	size_t len;
	const char *type;
} certain[] = {
	{ "\xff\xd8\xff", 3, "image/jpeg" },
	{ "\x89PNG\r\n\x1a\n", 8, "image/png" },
	{ "GIF87a", 6, "image/gif" },
	{ "GIF89a", 6, "image/gif" },
	{ "%PDF-1.", 7, "application/pdf" },
	{ "%PDF-2.", 7, "application/pdf" },
};

static const char *
certain_type(struct bytes beginning)
{
	for (size_t i = 0; i < sizeof certain / sizeof certain[0]; i++)
		if (beginning.len >= certain[i].len && memcmp(beginning.data, certain[i].beginning, certain[i].len) == 0)
			return certain[i].type;
	return NULL;
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
