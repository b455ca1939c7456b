/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_parcel - a notice on its way into DIR/in. */
#include "spool/page_parcel.h"

#include "config/clock.h"
#include "config/memory.h"
#include "spool/arrival.h"
#include "spool/page_folder.h"
#include "spool/page_state.h"

struct page_parcel {
	struct arrivals *arrivals;
	struct arrival *arrival;
	struct bundle *bundle;
	struct sink sink;
};

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	struct page_parcel *p = state;

	return arrival_write(p->arrival, data, len, f);
}

enum verdict
page_parcel_open(void *ctx, const char *dir, const unsigned char public[SEAL_PUBLIC], const char *place,
    const struct page_notice *notice, struct page_parcel **out, struct fault *f)
{
	struct page_parcel *p = memory_new(ctx, sizeof *p);
	const struct origin origin = { .source = PAGE_SOURCE, .channel = "web", .place = place, .received = notice->at };
	char *in = page_path(p, dir, "in"), *tmp = page_state_path(p, dir, PAGE_TMP, "");
	enum verdict v = arrivals_open_at(p, in, tmp, public, &p->arrivals, f);

	p->sink = (struct sink){ p, take };
	if (v == DONE)
		v = arrival_open(p->arrivals, &origin, &p->arrival, f);
	if (v == DONE)
		v = page_notice_begin(p, &p->sink, notice, &p->bundle, f);
	if (v != DONE) {
		talloc_free(p);
		return v;
	}
	*out = p;
	return DONE;
}

struct bundle *
page_parcel_bundle(struct page_parcel *parcel)
{
	return parcel->bundle;
}

enum verdict
page_parcel_commit(struct page_parcel **parcel, struct fault *f)
{
	struct page_parcel *p = *parcel;
	enum verdict v = bundle_end(&p->bundle, f);

	if (v == DONE)
		v = arrival_close(&p->arrival, f);
	if (v == DONE)
		v = arrivals_commit(p->arrivals, f);
	talloc_free(p);
	*parcel = NULL;
	return v;
}

enum verdict
page_parcel_send(const char *dir, const unsigned char public[SEAL_PUBLIC], const char *place,
    const struct page_notice *notice, struct fault *f)
{
	struct page_parcel *p;
	enum verdict v = page_parcel_open(NULL, dir, public, place, notice, &p, f);

	return v == DONE ? page_parcel_commit(&p, f) : v;
}
