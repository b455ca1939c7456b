/* SPDX-License-Identifier: GPL-3.0-or-later */
/* offspring - writes what an arrival is split into back into the queue, as arrivals of their own. */
#include "process/offspring.h"

#include "config/memory.h"
#include "spool/bundle.h"
#include "spool/queue.h"

struct offspring {
	const struct settings *settings;
	const struct taken *parent;
	struct arrivals *arrivals;
	int64_t place;
};

enum verdict
offspring_begin(void *ctx, const struct settings *s, const struct taken *parent, struct offspring **out, struct fault *f)
{
	struct offspring *o = memory_new(ctx, sizeof *o);

	*o = (struct offspring){ .settings = s, .parent = parent };
	*out = o;
	return arrivals_open(o, s, &o->arrivals, f);
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return arrival_write(state, data, len, f);
}

static enum verdict
write_bundle(void *ctx, const struct child *c, const struct sink *sink, struct fault *f)
{
	struct bundle *b;
	enum verdict v = bundle_begin(ctx, sink, bytes_of(c->name), &b, f);

	if (v == DONE && c->form.data != NULL) {
		v = bundle_form(b, f);
		if (v == DONE)
			v = bundle_write(b, c->form.data, c->form.len, f);
	}
	for (size_t i = 0; v == DONE && i < c->file_count; i++) {
		v = bundle_file(b, bytes_of(c->file[i].name), f);
		if (v == DONE)
			v = bundle_write(b, c->file[i].octets.data, c->file[i].octets.len, f);
	}
	return v == DONE ? bundle_end(&b, f) : v;
}

static enum verdict
write_arrival(struct offspring *o, const struct child *c, const struct origin *origin, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	struct arrival *arrival;
	enum verdict v = arrival_open(o->arrivals, origin, &arrival, f);

	if (v == DONE) {
		struct sink sink = { arrival, take };

		v = write_bundle(ctx, c, &sink, f);
		if (v == DONE)
			v = arrival_close(&arrival, f);
		else
			arrival_abandon(&arrival);
	}
	talloc_free(ctx);
	return v;
}

enum verdict
offspring_write(struct offspring *o, void *ctx, const struct child *c, struct piece *piece_out, struct fault *f)
{
	const struct taken *p = o->parent;
	struct origin origin = { .source = p->source, .channel = c->channel, .received = p->received, .sender = "",
		.recipient = c->remark != NULL ? c->remark : "" };
	char id[ARRIVAL_ID_LENGTH + 1];

	origin.place = must(talloc_asprintf(ctx, "%s.%lld", p->id, (long long)++o->place));
	arrival_id(&origin, id);
	*piece_out = (struct piece){ .place = o->place, .label = must(talloc_strdup(ctx, c->label)),
		.arrival = must(talloc_strdup(ctx, id)), .outcome = must(talloc_strdup(ctx, c->outcome != NULL ? c->outcome : "")) };
	if (piece_out->outcome[0] != 0 || queue_find(ctx, o->settings, id) != NULL)
		return DONE;
	return write_arrival(o, c, &origin, f);
}

enum verdict
offspring_commit(struct offspring **o, struct fault *f)
{
	enum verdict v = arrivals_commit((*o)->arrivals, f);

	arrivals_close(&(*o)->arrivals);
	talloc_free(*o);
	*o = NULL;
	return v;
}
