/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_archive - the files in a ZIP archive. */
#include "spool/scan_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>

#include "config/memory.h"
#include "spool/scan.h"

enum {
	RATIO_MAX = 250,		/* octets out of one; of text it is 20, of white fax pages 100 */
	RATIO_FREE = 16 << 20,		/* but never mind so many octets */
	BLOCK = 65536,
	NAME_MAX_OCTETS = 4096
};

struct walk {
	struct bytes zip;
	int64_t most, total;
	size_t count;
	int64_t sizes[SCAN_ENTRIES_MAX];
	const struct archive_taker *taker;	/* NULL: the first time */
	struct archive *archive;
	unsigned char block[BLOCK];
};

void
archive_load(void)
{
	/* Kept open, so that the converter stays loaded. */
	(void)iconv_open("UTF-8", "CP932");
	(void)iconv_open("CP932", "UTF-8");
}

static enum verdict
damaged(struct fault *f)
{
	return fail(f, NEVER, "it is a damaged ZIP archive");
}

static enum verdict
open_archive(struct walk *w, struct fault *f)
{
	w->archive = archive_read_new();
	if (w->archive == NULL || archive_read_support_format_zip_seekable(w->archive) != ARCHIVE_OK ||
	    archive_read_set_options(w->archive, "hdrcharset=CP932") != ARCHIVE_OK ||
	    archive_read_open_memory(w->archive, w->zip.data, w->zip.len) != ARCHIVE_OK)
		return damaged(f);
	return DONE;
}

static enum verdict
check_entry(const struct walk *w, struct archive_entry *entry, struct fault *f)
{
	if (archive_entry_is_encrypted(entry) != 0)
		return fail(f, NEVER, "it is an encrypted ZIP archive");
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL ||
	    archive_entry_symlink(entry) != NULL)
		return fail(f, NEVER, "it is a ZIP archive that holds links or devices");
	if (w->count >= SCAN_ENTRIES_MAX)
		return fail(f, NEVER, "it is a ZIP archive of more than %d files", SCAN_ENTRIES_MAX);
	return DONE;
}

static enum verdict
read_entry(struct walk *w, struct fault *f)
{
	int64_t size = 0;
	la_ssize_t n;

	while ((n = archive_read_data(w->archive, w->block, sizeof w->block)) > 0) {
		size += n;
		w->total += n;
		if (w->total > w->most)
			return fail(f, NEVER, "it is a ZIP archive whose files are larger than %lld octets together",
			    (long long)w->most);
		if (w->total > RATIO_FREE && w->total / RATIO_MAX > (int64_t)w->zip.len)
			return fail(f, NEVER, "it is a ZIP archive that unpacks to more than %d times its size", RATIO_MAX);
		if (w->taker != NULL)
			w->taker->take(w->taker->state, w->block, (size_t)n);
	}
	if (n != 0)
		return damaged(f);
	w->sizes[w->count] = size;
	return DONE;
}

static enum verdict
give_entry(struct walk *w, struct archive_entry *entry, struct fault *f)
{
	const char *name = archive_entry_pathname_utf8(entry);
	char *cut;
	enum verdict v;

	if (w->taker == NULL)
		return read_entry(w, f);
	if (name == NULL)
		name = archive_entry_pathname(entry);
	cut = must(talloc_strndup(NULL, name != NULL ? name : "", NAME_MAX_OCTETS));
	w->taker->begin(w->taker->state, cut, w->sizes[w->count]);
	talloc_free(cut);
	v = read_entry(w, f);
	if (v == DONE)
		w->taker->end(w->taker->state);
	return v;
}

static enum verdict
walk_entries(struct walk *w, struct fault *f)
{
	struct archive_entry *entry;
	enum verdict v = open_archive(w, f);
	int r = ARCHIVE_OK;

	w->count = 0;
	w->total = 0;
	while (v == DONE && ((r = archive_read_next_header(w->archive, &entry)) == ARCHIVE_OK || r == ARCHIVE_WARN)) {
		if (archive_entry_filetype(entry) == AE_IFDIR)
			continue;
		v = check_entry(w, entry, f);
		if (v == DONE)
			v = give_entry(w, entry, f);
		w->count++;
	}
	if (v == DONE && r != ARCHIVE_EOF)
		v = damaged(f);
	archive_read_free(w->archive);
	return v;
}

enum verdict
archive_unpack(struct bytes zip, int64_t most, const struct archive_taker *taker, struct fault *f)
{
	struct walk *w = memory_new(NULL, sizeof *w);
	enum verdict v;

	w->zip = zip;
	w->most = most;
	v = walk_entries(w, f);
	if (v == DONE) {
		taker->alive(taker->state);
		w->taker = taker;
		v = walk_entries(w, f);
	}
	talloc_free(w);
	return v;
}
