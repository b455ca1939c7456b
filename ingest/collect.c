/* SPDX-License-Identifier: GPL-3.0-or-later */
/* collect - takes the items of one drop folder, in the order that loses none. */
#include "ingest/collect.h"

#include <errno.h>

#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "ingest/dropreport.h"
#include "ingest/parcel.h"
#include "ingest/release.h"
#include "spool/queue.h"

/* What one sync is paid for. */
#define BATCH_ITEMS 100
#define BATCH_OCTETS (64LL << 20)

struct collection {
	const struct run *run;
	struct drop_folder *folder;
	struct arrivals *arrivals;
	struct left *left;
	struct dropreport *report;
	enum collect_extent extent;
	struct items items;
	struct item *batch[BATCH_ITEMS];	/* written or known, not yet let go */
	size_t batch_count;
	int64_t batch_octets;
	int64_t taken;
};

static void
say_failed(const struct collection *c, const struct item *item, const struct fault *f)
{
	log_line(LOG_WARNING, "drop %s: inode %ju: left for the next run: %s", c->folder->drop->name,
	    (uintmax_t)item->st.st_ino, f->text);
}

/* Makes durable what the batch holds; only then is it let go. */
static enum verdict
end_batch(struct collection *c, struct fault *f)
{
	enum verdict v = arrivals_commit(c->arrivals, f);

	for (size_t i = 0; i < c->batch_count; i++) {
		struct item *item = c->batch[i];
		struct fault reason = { "" };

		item->state = v == DONE ? ITEM_TAKEN : ITEM_UNSEEN;
		if (v != DONE)
			continue;
		switch (release_item(c->folder, item, &reason)) {
		case DONE:
			break;
		case NEVER:
			log_line(LOG_NOTE, "drop %s: %s: %s", c->folder->drop->name, item->id, reason.text);
			break;
		default:
			item->state = ITEM_FAILED;
			say_failed(c, item, &reason);
		}
	}
	c->batch_count = 0;
	c->batch_octets = 0;
	return v == DONE ? release_sync(c->folder, f) : v;
}

/* An item that is whole. LATER: the spool takes nothing, so that nothing can go on. */
static enum verdict
take_item(struct collection *c, struct item *item, struct fault *f)
{
	struct fault reason = { "" };
	enum verdict v = parcel_identify(c->folder, item, &reason);
	char *known;

	if (v == LATER) {
		item->state = ITEM_FAILED;
		say_failed(c, item, &reason);
		return DONE;
	}
	if (v == DONE) {
		known = queue_find(NULL, c->run->settings, item->id);
		if (known == NULL)
			v = parcel_write(c->folder, item, c->run->began, c->arrivals, f);
		talloc_free(known);
	}
	if (v == NEVER) {
		item->state = ITEM_UNSETTLED;
		item->reason = REFUSAL_UNSETTLED;
		return DONE;
	}
	if (v != DONE)
		return v;
	c->batch[c->batch_count++] = item;
	c->batch_octets += item->size;
	c->taken++;
	return DONE;
}

/* What is to be known of an item that stays. */
static void
remember_item(struct collection *c, struct item *item)
{
	if (c->left == NULL)
		return;
	if (item->state == ITEM_UNSETTLED || item->state == ITEM_INCOMPLETE || item->state == ITEM_REFUSED)
		dropreport_add(c->report, item, left_note(c->left, item, c->run->began));
	else if (item->state == ITEM_FAILED || item->state == ITEM_UNSEEN)
		left_keep(c->left, item);
}

static void
print_item(const struct collection *c, const struct item *item)
{
	char *name = text_from(NULL, bytes_of(item->name), TEXT_LINE, NULL);

	if (item->state == ITEM_READY)
		printf("%s: %s: would be taken, %zu files, %lld octets\n", c->folder->drop->name, name, item->count,
		    (long long)item->size);
	else if (item->state != ITEM_GONE)
		printf("%s: %s: stays: %s\n", c->folder->drop->name, name,
		    item->state == ITEM_FAILED ? "cannot be read now" : refusal_code(item->reason));
	talloc_free(name);
}

static enum verdict
work_item(struct collection *c, struct item *item, struct fault *f)
{
	int64_t since = INT64_MAX;
	enum verdict v = DONE;

	if (!item_look_up(c->items.item, c->folder, item)) {
		remember_item(c, item);
		if (c->extent == COLLECT_LIST)
			print_item(c, item);
		return DONE;
	}
	if (c->left != NULL && item_is_of_future(c->folder, item))
		since = left_note(c->left, item, c->run->began)->since;
	item_examine(c->folder, item, since);
	if (c->extent == COLLECT_LIST) {
		print_item(c, item);
		return DONE;
	}
	if (item->state == ITEM_READY)
		v = take_item(c, item, f);
	remember_item(c, item);
	if (v == DONE && (c->batch_count == BATCH_ITEMS || c->batch_octets >= BATCH_OCTETS))
		v = end_batch(c, f);
	return v;
}

static enum verdict
work_items(struct collection *c, struct fault *f)
{
	struct fault ignored;
	enum verdict v = DONE, ended;
	size_t i = 0;

	while (i < c->items.count && v == DONE && c->taken < c->folder->drop->limit && run_goes_on(c->run))
		v = work_item(c, &c->items.item[i++], f);
	/* What comes to its turn in the next run keeps what is known of it. */
	for (; i < c->items.count; i++)
		remember_item(c, &c->items.item[i]);
	ended = c->extent == COLLECT_ALL ? end_batch(c, v == DONE ? f : &ignored) : DONE;
	return v == DONE ? ended : v;
}

static enum verdict
tell(struct collection *c, struct collect_counts *counts, struct fault *f)
{
	enum verdict v = DONE;

	if (dropreport_is_due(c->report))
		v = dropreport_write(c->report, c->arrivals, c->left, &counts->reported, f);
	return v == DONE ? left_save(c->left, f) : v;
}

static enum verdict
take_all(struct collection *c, struct collect_counts *counts, struct fault *f)
{
	struct fault ignored;
	enum verdict v = release_leftovers(c->folder, f), told;

	if (v == DONE)
		v = items_list(c, c->folder, &c->items, f);
	if (v == DONE && c->items.count != 0)
		v = drop_prepare(c->folder, f);
	if (v != DONE)
		return v;
	v = work_items(c, f);
	drop_tidy(c->folder);
	told = tell(c, counts, v == DONE ? f : &ignored);
	return v == DONE ? told : v;
}

static void
count_states(const struct collection *c, struct collect_counts *counts)
{
	counts->seen = (int64_t)c->items.count;
	for (size_t i = 0; i < c->items.count; i++)
		switch (c->items.item[i].state) {
		case ITEM_READY:
		case ITEM_TAKEN:
			counts->taken++;
			break;
		case ITEM_UNSETTLED:
		case ITEM_INCOMPLETE:
			counts->waiting++;
			break;
		case ITEM_REFUSED:
			counts->refused++;
			break;
		case ITEM_FAILED:
			counts->failed++;
			break;
		default:
			counts->left++;
		}
}

enum verdict
collect_drop(const struct run *run, const struct drop *drop, struct arrivals *arrivals, enum collect_extent extent,
    struct collect_counts *counts, struct fault *f)
{
	struct collection *c = memory_new(run->ctx, sizeof *c);
	enum verdict v = drop_open(c, drop, &c->folder, f);

	*counts = (struct collect_counts){ 0 };
	c->run = run;
	c->arrivals = arrivals;
	c->extent = extent;
	if (v == DONE && extent == COLLECT_LIST) {
		v = items_list(c, c->folder, &c->items, f);
		if (v == DONE)
			v = work_items(c, f);
	} else if (v == DONE && extent == COLLECT_ALL) {
		c->report = dropreport_new(c, run->settings, drop, run->began);
		v = left_open(c, run->settings, drop, &c->left, f);
		if (v == DONE)
			v = take_all(c, counts, f);
	}
	count_states(c, counts);
	talloc_free(c);
	return v;
}
