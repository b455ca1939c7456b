/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_wrap - which password opens an opinion now. */
#include "reply/read_wrap.h"

#include <errno.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/file.h"
#include "spool/page_folder.h"
#include "spool/page_state.h"

static void
read_case(struct page *page, const char *number, struct standing_case *c)
{
	struct buffer file;

	if (file_get(page, page_path_case(page, page->dir, number), PAGE_FILE_MAX, &file, NULL) != DONE)
		return;
	c->published = page_case_unpack(page, buffer_bytes(&file), number, &c->file, NULL) == DONE;
	if (c->published) {
		c->generation = c->file.generation;
		c->wrap = c->file.has_wrap ? &c->file.wrap : NULL;
	}
}

/* What this host made itself wins until the spool has it. */
static void
read_own(struct page *page, const char *number, struct standing_case *c)
{
	char *path = page_state_path(page, page->dir, PAGE_WRAPS, number);
	struct page_wrap *own = memory_new(page, sizeof *own);
	struct buffer file;

	if (file_get(page, path, PAGE_FILE_MAX, &file, NULL) != DONE ||
	    page_wrap_unpack(buffer_bytes(&file), number, own, NULL) != DONE)
		return;
	if (own->generation > c->generation) {
		c->generation = own->generation;
		c->wrap = own;
	} else if (c->wrap != NULL && unlink(path) != 0) {
		errno = 0;
	}
}

struct standing_case *
standing_case(struct page *page, const char *number)
{
	struct standing_case *c = memory_new(page, sizeof *c);

	read_case(page, number, c);
	read_own(page, number, c);
	return c;
}

bool
standing_case_opens(struct page *page, const struct standing_case *c, const char *number, const char *password,
    unsigned char secret_out[SEAL_SECRET])
{
	struct page_wrap nobodys = { .generation = 1, .cost = seal_cost_usual() };
	void *slot = page_slot_take(page, page->dir);
	bool opens = page_wrap_open(c->wrap != NULL ? c->wrap : &nobodys, number, password, secret_out);

	talloc_free(slot);
	return opens && c->wrap != NULL;
}
