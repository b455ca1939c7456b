/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch - takes the mails of one source, in the order that loses none. */
#include "ingest/fetch.h"

#include "config/memory.h"
#include "ingest/mailbox.h"

/* A batch ends before it has more octets than this, whatever the number of its mails: a
 * connection that breaks costs no more than that. */
#define BATCH_OCTETS (64LL << 20)

struct batch {
	size_t first, count;
};

static struct batch
next_batch(const struct mailbox *m, struct batch before)
{
	struct batch b = { before.first + before.count, 0 };
	int64_t octets = 0;

	while (b.first + b.count < m->count && (int64_t)b.count < m->source->batch) {
		const struct mail *mail = &m->mails[b.first + b.count];

		if (mail->fate == MAIL_WAITING)
			octets += mail->size;
		if (b.count > 0 && octets > BATCH_OCTETS)
			break;
		b.count++;
	}
	return b;
}

/* Makes durable what was written; then it is ours. */
static enum verdict
commit(struct mailbox *m, struct batch b, struct fault *f)
{
	enum verdict v = arrivals_commit(m->arrivals, f);

	for (size_t i = b.first; i < b.first + b.count; i++)
		if (m->mails[i].fate == MAIL_WRITTEN)
			m->mails[i].fate = v == DONE ? MAIL_TAKEN : MAIL_WAITING;
	if (v != DONE)
		return v;
	m->kind->remember(m, b.first, b.count);
	return taken_save(m->taken, TAKEN_WRITTEN, f);
}

/* One batch: it is taken, the one before is let go, the one behind is asked for, and while that
 * travels this one is made durable. What was taken before the session broke is kept. */
static enum verdict
work_batch(struct mailbox *m, struct batch before, struct batch b, struct batch behind, struct fault *f)
{
	struct fault ignored;
	enum verdict v = m->kind->take(m, b.first, b.count, f);
	enum verdict committed;

	if (v == DONE)
		v = m->kind->let_go(m, before.first, before.count, f);
	if (v == DONE && m->kind->ask != NULL && behind.count > 0)
		v = m->kind->ask(m, behind.first, behind.count, f);
	committed = commit(m, b, v == DONE ? f : &ignored);
	return v == DONE ? committed : v;
}

static enum verdict
work_all(const struct run *run, struct mailbox *m, struct fault *f)
{
	struct batch before = { 0, 0 }, b = next_batch(m, before);
	enum verdict v = DONE;

	while (v == DONE && b.count > 0) {
		struct batch behind = { 0, 0 };

		if (run_goes_on(run))
			behind = next_batch(m, b);
		v = work_batch(m, before, b, behind, f);
		before = b;
		b = behind;
	}
	return v == DONE ? m->kind->let_go(m, before.first, before.count, f) : v;
}

static enum verdict
fetch_mailbox(const struct run *run, struct mailbox *m, enum fetch_extent extent, struct fault *f)
{
	struct fault ignored;
	enum verdict v = m->kind->open(m, f);
	enum verdict saved;

	if (v == DONE && extent != FETCH_OPEN)
		v = m->kind->list(m, f);
	if (v == DONE && extent == FETCH_ALL)
		v = work_all(run, m, f);
	if (v == DONE)
		v = m->kind->close(m, f);
	if (extent != FETCH_ALL)
		return v;
	saved = taken_save(m->taken, TAKEN_SYNCED, v == DONE ? f : &ignored);
	return v == DONE ? saved : v;
}

static void
count_fates(const struct mailbox *m, enum fetch_extent extent, struct fetch_counts *c)
{
	c->seen = m->seen;
	c->known = m->known;
	for (size_t i = 0; i < m->count; i++) {
		const struct mail *mail = &m->mails[i];

		if (mail->fate == MAIL_TAKEN || (mail->fate == MAIL_WAITING && extent == FETCH_LIST))
			c->taken++;
		else if (mail->fate == MAIL_FAILED)
			c->failed++;
		else if (mail->fate == MAIL_TOO_LARGE)
			c->too_large++;
		if (mail->fate == MAIL_TOO_LARGE && mail->size > c->largest)
			c->largest = mail->size;
	}
	c->left = c->seen - c->known - c->taken - c->failed - c->too_large;
}

enum verdict
fetch_source(const struct run *run, const struct source *source, struct arrivals *arrivals,
    enum fetch_extent extent, struct fetch_counts *counts, struct fault *f)
{
	void *mine = must(talloc_new(run->ctx));
	struct taken *taken;
	enum verdict v = taken_open(mine, run->settings, source, &taken, f);

	*counts = (struct fetch_counts){ 0 };
	if (v == DONE) {
		struct mailbox *m = mailbox_new(mine, source, arrivals, taken, run->began);

		v = fetch_mailbox(run, m, extent, f);
		count_fates(m, extent, counts);
		talloc_free(m);
	}
	talloc_free(mine);
	return v;
}
