/* SPDX-License-Identifier: GPL-3.0-or-later */
/* read_session - who has shown the password of an opinion, for some minutes. */
#include "reply/read_session.h"

#include <string.h>
#include <unistd.h>

#include "config/memory.h"
#include "spool/cookie.h"
#include "spool/page_state.h"

#define COOKIE "iken"
#define PURPOSE "session"

enum { ID = 16, ID_HEX = 2 * ID, PERIOD = 3600, LONGEST = 8 * 3600 };

static int64_t
idle_time(const struct page *page)
{
	int64_t idle = page->config->session;

	/* the key is gone after that */
	return idle < 60 ? 60 : idle > PERIOD ? PERIOD : idle;
}

static bool
write_cookie(struct page *page, const struct session *s)
{
	struct buffer plain = buffer_init(page);
	char *sealed;

	record_put_string(&plain, s->id);
	record_put_string(&plain, s->number);
	record_put_number(&plain, s->generation);
	record_put_number(&plain, s->began);
	record_put_number(&plain, s->expires);
	record_put(&plain, (struct bytes){ s->secret, SEAL_SECRET });
	sealed = page_seal(page, PURPOSE, PERIOD, buffer_bytes(&plain));
	seal_wipe(plain.data, plain.len);
	if (sealed != NULL)
		page->cookie = cookie_write(page, COOKIE, sealed, s->expires - page->now, page->secure);
	return sealed != NULL;
}

bool
session_begin(struct page *page, const char *number, int64_t generation, const unsigned char secret[SEAL_SECRET])
{
	unsigned char id[ID];
	char hex[ID_HEX + 1];
	struct session s = { .id = hex, .number = number, .generation = generation, .began = page->now,
		.expires = page->now + idle_time(page) };
	bool done;

	seal_random(id, sizeof id);
	seal_hex(id, sizeof id, hex);
	memcpy(s.secret, secret, SEAL_SECRET);
	done = write_cookie(page, &s);
	seal_wipe(&s, sizeof s);
	return done;
}

static int
wipe_session(struct session *s)
{
	seal_wipe(s->secret, sizeof s->secret);
	return 0;
}

static struct session *
take_session(struct page *page, struct bytes plain)
{
	struct session *s = memory_new(page, sizeof *s);
	struct record r = { .rest = plain };
	struct bytes secret;

	talloc_set_destructor(s, wipe_session);
	s->id = record_take_string(s, &r);
	s->number = record_take_string(s, &r);
	s->generation = record_take_number(&r);
	s->began = record_take_number(&r);
	s->expires = record_take_number(&r);
	secret = record_take(&r);
	if (r.broken || !record_at_end(&r) || secret.len != SEAL_SECRET || strlen(s->id) != ID_HEX)
		return NULL;
	memcpy(s->secret, secret.data, SEAL_SECRET);
	return s;
}

static bool
was_ended(struct page *page, const struct session *s)
{
	return access(page_state_path(page, page->dir, PAGE_ENDED, s->id), F_OK) == 0;
}

struct session *
session_read(struct page *page)
{
	const char *hex = cookie_read(page, page->request.cookie, COOKIE, page->secure);
	struct buffer plain = buffer_init(page);
	struct session *s = NULL;

	if (hex != NULL && page_unseal(page, PURPOSE, PERIOD, hex, &plain))
		s = take_session(page, buffer_bytes(&plain));
	if (plain.data != NULL)
		seal_wipe(plain.data, plain.room);
	if (s != NULL && (page->now >= s->expires || page->now < s->began || page->now - s->began > LONGEST || was_ended(page, s)))
		s = NULL;
	return s;
}

void
session_go_on(struct page *page, struct session *session)
{
	session->expires = page->now + idle_time(page);
	(void)write_cookie(page, session);
}

void
session_forget(struct page *page)
{
	page->cookie = cookie_write(page, COOKIE, "", 0, page->secure);
}

void
session_end(struct page *page, const struct session *session)
{
	bool first;

	/* Without the mark it ends by itself in some minutes. */
	if (page_state_mark(page_state_path(page, page->dir, PAGE_ENDED, session->id), &first, NULL) != DONE)
		page->retry = 0;
	session_forget(page);
}
