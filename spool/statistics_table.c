/* SPDX-License-Identifier: GPL-3.0-or-later */
/* statistics_table - the cells added up along axes, and whether all sums are what the register counts. */
#include "spool/statistics.h"

#include "config/memory.h"

struct stat_line *
statistics_along(void *ctx, const struct statistics *s, enum axis axis)
{
	struct stat_line *all = memory_new(ctx, (s->codes[axis].count + 1) * sizeof *all);

	for (size_t i = 0; i < s->cells; i++) {
		const struct stat_cell *c = &s->cell[i];
		struct stat_line *to = &all[c->where.at[axis]];

		to->received += c->received;
		to->answered += c->answered;
		for (size_t part = 0; part < s->parts; part++)
			to->received_in[part] += c->received_in[part];
		days_merge(all, &to->days, &c->days);
	}
	return all;
}

int64_t *
statistics_cross(void *ctx, const struct statistics *s, enum axis row, enum axis column)
{
	size_t columns = s->codes[column].count;
	int64_t *all = memory_new(ctx, (s->codes[row].count * columns + 1) * sizeof *all);

	for (size_t i = 0; i < s->cells; i++)
		all[s->cell[i].where.at[row] * columns + s->cell[i].where.at[column]] += s->cell[i].received;
	return all;
}

static enum verdict
equal(const char *what, const char *sql, int64_t sum, int64_t counted, struct fault *f)
{
	if (sum == counted)
		return DONE;
	return fail(f, HALT, "the statistics do not add up: %s are %lld, and %lld by the register's own count (%s)", what,
	    (long long)sum, (long long)counted, sql);
}

/* Of an axis, what its lines come to. */
static enum verdict
balance_axis(void *ctx, const struct statistics *s, enum axis axis, struct fault *f)
{
	static const char *const names[] = { "channels", "purposes", "departments" };
	const struct stat_line *line = statistics_along(ctx, s, axis);
	int64_t received = 0, answered = 0, days = 0, months = 0;
	enum verdict v;

	for (size_t i = 0; i < s->codes[axis].count; i++) {
		received += line[i].received;
		answered += line[i].answered;
		days += line[i].days.count + line[i].days.unknown;
		for (size_t part = 0; part < s->parts; part++)
			months += line[i].received_in[part];
	}
	v = equal(must(talloc_asprintf(ctx, "those received, by %s,", names[axis])), "S2", received, s->counted_received, f);
	if (v == DONE)
		v = equal(must(talloc_asprintf(ctx, "those received, by %s and months,", names[axis])), "S2", months,
		    s->counted_received, f);
	if (v == DONE)
		v = equal(must(talloc_asprintf(ctx, "those answered, by %s,", names[axis])), "S4", answered, s->counted_answered, f);
	if (v == DONE)
		v = equal(must(talloc_asprintf(ctx, "days to answer, by %s,", names[axis])), "S4", days, s->counted_answered, f);
	return v;
}

static enum verdict
balance_steps(const struct statistics *s, struct fault *f)
{
	int64_t received = 0, answered = 0, open = s->open_before, by_department = 0, ways = 0;
	enum verdict v;

	for (size_t i = 0; i < s->steps; i++) {
		received += s->step[i].received;
		answered += s->step[i].answered;
		open += s->step[i].received + s->step[i].again - s->step[i].ended;
		if (s->with_open && (open != s->step[i].open || open < 0))
			return fail(f, HALT, "the statistics do not add up: %lld are open after step %zu, and the register's events "
			    "come to %lld (S6)", (long long)s->step[i].open, i + 1, (long long)open);
	}
	for (size_t i = 0; i < s->opens; i++)
		by_department += s->open[i].count;
	for (int i = 0; i < ANSWER_WAYS; i++)
		ways += s->way[i];
	v = equal("those received, by time,", "S2", received, s->counted_received, f);
	if (v == DONE)
		v = equal("those answered, by time,", "S4", answered, s->counted_answered, f);
	if (v == DONE)
		v = equal("those answered, by way,", "S4", ways, s->counted_answered, f);
	if (v == DONE)
		v = equal("events that open and end", "S7", s->turns, s->counted_turns, f);
	if (v == DONE)
		v = equal("open ones, by department,", "S8", by_department, s->open_now, f);
	return v;
}

enum verdict
statistics_balance(const struct statistics *s, struct fault *f)
{
	void *ctx = must(talloc_new(NULL));
	enum verdict v = balance_steps(s, f);

	for (int axis = 0; v == DONE && axis < AXES; axis++)
		v = balance_axis(ctx, s, (enum axis)axis, f);
	if (v == DONE && s->open_before < 0)
		v = fail(f, HALT, "the statistics do not add up: %lld were open when the period began (S6)", (long long)s->open_before);
	talloc_free(ctx);
	return v;
}
