/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mailbox - what the kinds of mailboxes have in common. */
#include "ingest/mailbox.h"

#include "config/memory.h"

struct mailbox *
mailbox_new(void *ctx, const struct source *source, struct arrivals *arrivals, struct taken *taken, int64_t now)
{
	static const struct mailbox_kind *const kinds[] = {
		[SOURCE_IMAP] = &mailbox_imap,
		[SOURCE_POP3] = &mailbox_pop3,
		[SOURCE_MAILDIR] = &mailbox_maildir,
		[SOURCE_MBOX] = &mailbox_mbox,
	};
	struct mailbox *m = memory_new(ctx, sizeof *m);

	m->kind = kinds[source->kind];
	m->source = source;
	m->arrivals = arrivals;
	m->taken = taken;
	m->now = now;
	return m;
}

bool
mailbox_add(struct mailbox *m, uint32_t number, int64_t size, const char *name, enum fate fate)
{
	if (fate == MAIL_WAITING && size > m->source->message_size)
		fate = MAIL_TOO_LARGE;
	if (fate == MAIL_WAITING && m->wanted == (size_t)m->source->limit)
		return false;
	if (m->count == m->room) {
		m->room = m->room != 0 ? 2 * m->room : 256;
		m->mails = must(talloc_realloc(m, m->mails, struct mail, m->room));
	}
	m->mails[m->count++] = (struct mail){ .number = number, .size = size, .fate = fate,
		.name = name != NULL ? must(talloc_strdup(m, name)) : NULL };
	if (fate == MAIL_WAITING)
		m->wanted++;
	return true;
}

enum verdict
mailbox_arrival(struct mailbox *m, const char *place, struct arrival **out, struct fault *f)
{
	struct origin origin = { .source = m->source->name, .channel = m->source->channel, .place = place,
		.received = m->now };

	return arrival_open(m->arrivals, &origin, out, f);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp((*(struct mail *const *)a)->name, (*(struct mail *const *)b)->name);
}

void
mailbox_fail_repeated(struct mailbox *m)
{
	struct mail **sorted = must(talloc_array(NULL, struct mail *, m->count + 1));

	for (size_t i = 0; i < m->count; i++)
		sorted[i] = &m->mails[i];
	if (m->count > 1)
		/* It is the pointers that are sorted. NOLINTNEXTLINE(bugprone-sizeof-expression) */
		qsort(sorted, m->count, sizeof sorted[0], compare_names);
	for (size_t i = 1; i < m->count; i++)
		if (compare_names(&sorted[i - 1], &sorted[i]) == 0)
			sorted[i - 1]->fate = sorted[i]->fate = MAIL_FAILED;
	talloc_free(sorted);
}

void
mailbox_remember_names(struct mailbox *m, size_t first, size_t count)
{
	for (size_t i = first; i < first + count; i++)
		if (m->mails[i].fate == MAIL_TAKEN)
			taken_note(m->taken, m->mails[i].name);
}

static enum verdict
write_piece(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return arrival_write(state, data, len, f);
}

struct sink
mailbox_sink(struct arrival *arrival)
{
	return (struct sink){ arrival, write_piece };
}
