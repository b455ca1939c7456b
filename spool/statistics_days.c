/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_days - medians and percentiles of open days: counted by value, so that nothing is sorted. */
#include "spool/statistics.h"

#include "config/memory.h"

enum { FIRST_ROOM = 32, DAYS_MOST = 1 << 20 };

static void
make_room(void *ctx, struct days *d, size_t value)
{
	size_t room = d->room == 0 ? FIRST_ROOM : d->room;

	while (room <= value)
		room *= 2;
	if (room == d->room)
		return;
	d->often = must(talloc_realloc(ctx, d->often, int64_t, room));
	memset(d->often + d->room, 0, (room - d->room) * sizeof *d->often);
	d->room = room;
}

void
days_add(void *ctx, struct days *d, int64_t open_days)
{
	/* A pause that ends on the day of the answer may be longer than the way to it. */
	size_t value = open_days < 0 ? 0 : open_days > DAYS_MOST ? DAYS_MOST : (size_t)open_days;

	if (value >= d->room)
		make_room(ctx, d, value);
	d->often[value]++;
	d->count++;
}

void
days_merge(void *ctx, struct days *d, const struct days *more)
{
	if (more->room > d->room)
		make_room(ctx, d, more->room - 1);
	for (size_t i = 0; i < more->room; i++)
		d->often[i] += more->often[i];
	d->count += more->count;
	d->unknown += more->unknown;
	d->dated += more->dated;
	d->in_time += more->in_time;
}

/* The value at a place among all, in their order; the first is 1. */
static int64_t
value_at(const struct days *d, int64_t place)
{
	int64_t before = 0;

	for (size_t i = 0; i < d->room; i++)
		if ((before += d->often[i]) >= place)
			return (int64_t)i;
	return -1;
}

int64_t
days_median_twice(const struct days *d)
{
	if (d->count == 0)
		return -1;
	return value_at(d, (d->count + 1) / 2) + value_at(d, d->count / 2 + 1);
}

int64_t
days_percentile(const struct days *d, int percent)
{
	return d->count == 0 ? -1 : value_at(d, (d->count * percent + 99) / 100);
}

int64_t
per_mille(int64_t part, int64_t whole)
{
	return whole == 0 ? -1 : (part * 2000 + whole) / (whole * 2);
}
