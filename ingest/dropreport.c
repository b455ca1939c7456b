/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dropreport - tells the desk what stays in a drop folder, and why. */
#include "ingest/dropreport.h"

#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/bundle.h"
#include "spool/queue.h"
#include "spool/seal.h"

#define DAY INT64_C(86400)
#define LINES_MAX 500

struct line {
	const struct item *item;
	struct left_entry *entry;
};

struct dropreport {
	const struct settings *settings;
	const struct drop *drop;
	int64_t now;
	struct line *line;
	size_t count, room;
};

struct dropreport *
dropreport_new(void *ctx, const struct settings *s, const struct drop *drop, int64_t now)
{
	struct dropreport *r = memory_new(ctx, sizeof *r);

	r->settings = s;
	r->drop = drop;
	r->now = now;
	return r;
}

void
dropreport_add(struct dropreport *r, const struct item *item, struct left_entry *entry)
{
	if (r->count == r->room) {
		r->room = r->room != 0 ? 2 * r->room : 64;
		r->line = must(talloc_realloc(r, r->line, struct line, r->room));
	}
	r->line[r->count++] = (struct line){ item, entry };
}

/* What may still become complete by itself is given its time. */
static bool
is_to_be_told(const struct dropreport *r, const struct line *l)
{
	int64_t since = l->entry->first;

	if (l->item->state == ITEM_REFUSED)
		return true;
	if (l->item->changed.tv_sec < since)
		since = l->item->changed.tv_sec;
	return r->now - since >= r->drop->patience;
}

static bool
is_due(const struct dropreport *r, const struct line *l, int64_t pause)
{
	return is_to_be_told(r, l) && (l->entry->reported == 0 || r->now - l->entry->reported >= pause ||
	    l->entry->reported > r->now);
}

bool
dropreport_is_due(const struct dropreport *r)
{
	for (size_t i = 0; i < r->count; i++)
		if (is_due(r, &r->line[i], DAY))
			return true;
	return false;
}

static void
add_line(struct buffer *text, const struct item *item)
{
	char *name = text_from(NULL, bytes_of(item->name), TEXT_LINE, NULL);

	buffer_printf(text, "%s: %s (%s)\n", name, refusal_text(item->reason), refusal_code(item->reason));
	talloc_free(name);
}

/* The lines, and a hash of what they say, by which a report that was written before a kill is known again. Names are
 * for the desk's eyes: the log gets a hash. */
static size_t
write_lines(const struct dropreport *r, struct buffer *text, char hex[2 * SEAL_HASH + 1])
{
	static const struct seal_key no_secret;
	struct buffer told = buffer_init(NULL);
	unsigned char hash[SEAL_HASH];
	size_t count = 0;

	for (size_t i = 0; i < r->count; i++) {
		const struct line *l = &r->line[i];
		const char *code = refusal_code(l->item->reason);

		if (!is_due(r, l, DAY / 2))
			continue;
		record_put(&told, (struct bytes){ l->entry->key, LEFT_KEY });
		record_put_string(&told, code);
		if (count++ >= LINES_MAX)
			continue;
		add_line(text, l->item);
		seal_hex(l->entry->key, 4, hex);
		log_line(l->entry->reported == 0 ? LOG_WARNING : LOG_NOTE, "drop %s: item %s stays: %s", r->drop->name, hex, code);
	}
	if (count > LINES_MAX)
		buffer_printf(text, "……: ほか%zu件 (more)\n", count - LINES_MAX);
	seal_hash(&no_secret, "report", buffer_bytes(&told), hash, sizeof hash);
	seal_hex(hash, sizeof hash, hex);
	talloc_free(told.data);
	return count;
}

static enum verdict
take_into_arrival(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return arrival_write(state, data, len, f);
}

static enum verdict
write_arrival(void *ctx, const struct origin *origin, struct bytes text, struct arrivals *arrivals, struct fault *f)
{
	struct arrival *arrival;
	struct sink sink = { NULL, take_into_arrival };
	struct bundle *bundle;
	enum verdict v = arrival_open(arrivals, origin, &arrival, f);

	if (v != DONE)
		return v;
	sink.state = arrival;
	v = bundle_begin(ctx, &sink, bytes_of("report"), &bundle, f);
	if (v == DONE)
		v = bundle_form(bundle, f);
	if (v == DONE)
		v = bundle_write(bundle, text.data, text.len, f);
	if (v == DONE)
		v = bundle_end(&bundle, f);
	if (v == DONE)
		v = arrival_close(&arrival, f);
	else
		arrival_abandon(&arrival);
	return v == DONE ? arrivals_commit(arrivals, f) : v;
}

enum verdict
dropreport_write(struct dropreport *r, struct arrivals *arrivals, struct left *left, int64_t *told_out, struct fault *f)
{
	struct buffer text = buffer_init(r);
	char hex[2 * SEAL_HASH + 1], id[ARRIVAL_ID_LENGTH + 1];
	size_t count = write_lines(r, &text, hex);
	struct day day = clock_tokyo(r->now);
	struct origin origin = { .source = r->drop->name, .channel = r->drop->channel, .received = r->now,
		.recipient = "report" };
	enum verdict v = DONE;

	origin.place = must(talloc_asprintf(r, "report.%04d-%02d-%02d.%s", day.year, day.month, day.day, hex));
	arrival_id(&origin, id);
	if (queue_find(r, r->settings, id) == NULL)
		v = write_arrival(r, &origin, buffer_bytes(&text), arrivals, f);
	for (size_t i = 0; i < r->count && v == DONE; i++)
		if (is_due(r, &r->line[i], DAY / 2))
			left_reported(left, r->line[i].entry, r->now);
	*told_out = (int64_t)count;
	return v;
}
