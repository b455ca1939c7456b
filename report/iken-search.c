/* SPDX-License-Identifier: GPL-3.0-or-later */
/* iken-search - finds opinions by number, person or words; what is shown is logged before it is */
#include "config/clock.h"
#include "config/log.h"
#include "config/memory.h"
#include "config/run.h"
#include "config/text.h"
#include "spool/access.h"
#include "spool/access_sign.h"
#include "spool/former.h"
#include "spool/number.h"
#include "spool/search.h"

enum option { NUMBER, PERSON, CHANNEL, PURPOSE, DEPARTMENT, STATE, FROM, TO, IN, ALL, LIMIT, NO_TEXT, REASON, OPTIONS };

enum { SHOWN = 20, SHOWN_MAX = 100000, DAY = 86400 };

static struct run_option options[OPTIONS + 1] = {
	[NUMBER] = { .name = "number", .argument = "NUMBER", .help = "the opinion with this number" },
	[PERSON] = { .name = "person", .argument = "WHO", .help = "written by: a mail address, a telephone number, a part of a name" },
	[CHANNEL] = { .name = "channel", .argument = "CODE", .help = "only those that came in this way" },
	[PURPOSE] = { .name = "purpose", .argument = "CODE", .help = "only those with this purpose" },
	[DEPARTMENT] = { .name = "department", .argument = "CODE", .help = "only those with this department" },
	[STATE] = { .name = "state", .argument = "STATE", .help = "only those in this state" },
	[FROM] = { .name = "from", .argument = "DATE", .help = "only those that came in on this day or later, 2026-04-01" },
	[TO] = { .name = "to", .argument = "DATE", .help = "only those that came in on this day or before" },
	[IN] = { .name = "in", .argument = "opinion|answer", .help = "words of the resident alone, or of the departments alone" },
	[ALL] = { .name = "all", .help = "all of them: opens every opinion that may have the words" },
	[LIMIT] = { .name = "limit", .argument = "N", .help = "shows so many, 20 when not given" },
	[NO_TEXT] = { .name = "no-text", .help = "shows nothing of the texts" },
	[REASON] = { .name = "reason", .argument = "TEXT", .help = "why, for the access log" },
};

static const char *
value_of(enum option option)
{
	return options[option].value != NULL ? options[option].value : "";
}

/* ---- what is asked for ------------------------------------------------------------------------------------------- */

static bool
read_day(const char *typed, int64_t *utc_out)
{
	int64_t year, month, day;
	char digits[16];

	if (strlen(typed) != 10 || typed[4] != '-' || typed[7] != '-')
		return false;
	snprintf(digits, sizeof digits, "%s", typed);
	digits[4] = digits[7] = 0;
	if (!text_to_number(digits, 1900, 9999, &year) || !text_to_number(digits + 5, 1, 12, &month) ||
	    !text_to_number(digits + 8, 1, 31, &day))
		return false;
	*utc_out = clock_from_tokyo((int)year, (int)month, (int)day);
	return clock_tokyo(*utc_out).day == (int)day;
}

static enum verdict
read_days(struct run *run, struct search *s)
{
	if (options[FROM].value != NULL && !read_day(value_of(FROM), &s->from))
		return fail(&run->fault, NEVER, "--from: a day like 2026-04-01");
	if (options[TO].value == NULL)
		return DONE;
	if (!read_day(value_of(TO), &s->until))
		return fail(&run->fault, NEVER, "--to: a day like 2026-04-01");
	s->until += DAY;
	return DONE;
}

static enum verdict
check_codes(struct run *run, const struct search *s)
{
	if (s->state[0] != 0 && state_from_name(s->state) == STATES)
		return fail(&run->fault, NEVER, "there is no state %s", s->state);
	if (s->department[0] != 0 && settings_department(run->settings, s->department) == NULL)
		return fail(&run->fault, NEVER, "there is no department %s in %s", s->department, run->settings_file);
	if (s->purpose[0] != 0 && settings_purpose(run->settings, s->purpose) == NULL)
		return fail(&run->fault, NEVER, "there is no purpose %s in %s", s->purpose, run->settings_file);
	return DONE;
}

static enum verdict
read_search(struct run *run, struct search *s, int64_t *limit_out)
{
	struct buffer words = buffer_init(run->ctx);
	enum verdict v;

	for (int i = 0; i < run->argument_count; i++)
		buffer_printf(&words, "%s%s", i != 0 ? " " : "",
		    text_from(run->ctx, bytes_of(run->arguments[i]), TEXT_LINE, NULL));
	*s = (struct search){ .words = buffer_text(&words), .person = text_from(run->ctx, bytes_of(value_of(PERSON)), TEXT_LINE, NULL),
		.channel = value_of(CHANNEL), .purpose = value_of(PURPOSE), .department = value_of(DEPARTMENT), .state = value_of(STATE),
		.all = options[ALL].value != NULL };
	*limit_out = s->all ? SHOWN_MAX : SHOWN;
	v = read_days(run, s);
	if (v == DONE)
		v = check_codes(run, s);
	if (v == DONE && options[LIMIT].value != NULL && !text_to_number(value_of(LIMIT), 1, SHOWN_MAX, limit_out))
		v = fail(&run->fault, NEVER, "--limit: a number from 1 to %d", SHOWN_MAX);
	if (v == DONE && options[IN].value != NULL) {
		s->in = strcmp(value_of(IN), "answer") == 0 ? SEARCH_ANSWER : SEARCH_OPINION;
		if (s->in == SEARCH_OPINION && strcmp(value_of(IN), "opinion") != 0)
			v = fail(&run->fault, NEVER, "--in: opinion or answer");
	}
	if (v == DONE && options[NUMBER].value != NULL && (run->argument_count != 0 || options[PERSON].value != NULL))
		v = fail(&run->fault, NEVER, "--number finds one opinion: without words and --person");
	return v;
}

/* ---- the access log ---------------------------------------------------------------------------------------------- */

static bool
shows_text(const struct search *s)
{
	return options[NO_TEXT].value == NULL && s->words[0] != 0;
}

/* What was searched for may be as personal as what was found: the log says how many words, and what came of it. */
static enum verdict
log_search(struct run *run, struct ledger *l, const struct search *s, const struct search_result *r, size_t shown)
{
	struct look *looks = must(talloc_zero_array(run->ctx, struct look, shown + 1));

	looks[0] = (struct look){ .what = must(talloc_asprintf(run->ctx, "search: %zu words%s, %s%zu found, %zu shown", r->words,
	    s->person[0] != 0 ? ", a person" : "", r->exact ? "" : "at least ", r->count, shown)) };
	/* Whose it is can be seen where it was found by that. */
	for (size_t i = 0; i < shown; i++)
		looks[i + 1] = (struct look){ .what = "search", .opinion = r->hit[i].o.id, .reason = options[REASON].value,
			.items = shows_text(s) ? s->person[0] != 0 ? "name subject text answer" : "subject text answer" :
			s->person[0] != 0 ? "name" : NULL, .unmasked = shows_text(s) || s->person[0] != 0 };
	return access_looks_within(l, looks, shown + 1, &run->fault);
}

/* On record before anything is shown. */
static enum verdict
log_looks(struct run *run, struct ledger *l, const struct search *s, const struct search_result *r, size_t shown)
{
	struct fault why = { "" };
	enum verdict v = db_begin(l->db, &run->fault);

	if (v != DONE)
		return v;
	v = log_search(run, l, s, r, shown);
	if (v == DONE)
		v = db_commit(l->db, &run->fault);
	else
		db_rollback(l->db);
	if (v == DONE && access_publish(l, PUBLISH_GO_ON, &why) != DONE)
		log_line(LOG_WARNING, "%s", why.text);
	return v;
}

/* ---- what is shown ----------------------------------------------------------------------------------------------- */

static void
print_hit(void *ctx, const struct hit *h, bool with_text)
{
	printf("%s  %.10s  %-12s  %-13s", h->o.number, clock_local(ctx, h->o.received), h->o.department[0] != 0 ? h->o.department : "-",
	    state_name(h->o.state));
	if (with_text)
		printf("  %s: %s", h->kind, h->snippet);
	putchar('\n');
}

static void
print_count(const struct search_result *r, size_t shown)
{
	printf("%s%zu found", r->exact ? "" : "at least ", r->count);
	if (shown < r->count)
		printf(", %zu shown", shown);
	if (!r->exact)
		printf(" (of the newest %zu that were opened; --all opens all)", r->opened);
	putchar('\n');
	if (r->cover.reached < r->cover.highest)
		printf("the index covers %lld of %lld opinions: iken-index goes on\n", (long long)r->cover.reached, (long long)r->cover.highest);
	else if (r->cover.behind != 0)
		printf("what happened since the last round is not in the index yet\n");
}

static enum verdict
show_found(struct run *run, struct ledger *l, const struct search *s, const struct search_result *r, int64_t limit)
{
	size_t shown = r->count < (size_t)limit ? r->count : (size_t)limit;
	enum verdict v = log_looks(run, l, s, r, shown);

	for (size_t i = 0; v == DONE && i < shown; i++)
		print_hit(run->ctx, &r->hit[i], shows_text(s));
	if (v == DONE)
		print_count(r, shown);
	return v;
}

/* All that older systems called so. */
static enum verdict
find_former(struct run *run, struct ledger *l, const char *typed, struct search_result *out)
{
	int64_t *ids;
	size_t count;
	enum verdict v = former_find(l, run->ctx, typed, &ids, &count, &run->fault);

	*out = (struct search_result){ .hit = memory_new(run->ctx, (count + 1) * sizeof *out->hit), .exact = true };
	for (size_t i = 0; v == DONE && i < count; i++) {
		struct hit *hit = &out->hit[out->count];
		bool found = false;

		hit->kind = hit->snippet = "";
		v = opinion_by_id(l, run->ctx, ids[i], &hit->o, &found, &run->fault);
		out->count += v == DONE && found;
	}
	return v;
}

static enum verdict
find_number(struct run *run, struct ledger *l, const char *typed, struct search_result *out)
{
	char *number = number_read(run->ctx, typed);
	struct hit *hit = memory_new(run->ctx, sizeof *hit);
	bool found = false;
	enum verdict v = DONE;

	if (number != NULL)
		v = opinion_by_number(l, run->ctx, number, &hit->o, &found, &run->fault);
	hit->kind = hit->snippet = "";
	*out = (struct search_result){ .hit = hit, .count = v == DONE && found, .exact = true };
	if (v == DONE && !found)
		v = find_former(run, l, typed, out);
	if (v == DONE && out->count == 0 && number == NULL)
		v = fail(&run->fault, NEVER, "%s is not a number: a digit is missing or wrong", typed);
	return v;
}

/* Whether words can be searched, and how far the index is. */
static enum verdict
say_cover(struct run *run, struct ledger *l)
{
	struct index_cover cover;
	struct index *x;
	enum verdict v = index_open(run->ctx, l, INDEX_READ, &x, &run->fault);

	if (v == DONE)
		v = index_cover(x, &cover, &run->fault);
	if (v == DONE)
		printf("the index covers %lld of %lld opinions\n", (long long)cover.reached, (long long)cover.highest);
	return v;
}

static enum verdict
search(struct run *run, struct ledger *l)
{
	struct search s;
	struct search_result result = { .count = 0 };
	int64_t limit;
	enum verdict v = run->check ? DONE : read_search(run, &s, &limit);

	if (v == DONE && (run->check || run->dry_run))
		return say_cover(run, l);
	if (v == DONE && options[NUMBER].value != NULL)
		v = find_number(run, l, value_of(NUMBER), &result);
	else if (v == DONE)
		v = search_run(l, run->ctx, &s, &result, &run->fault);
	return v == DONE ? show_found(run, l, &s, &result, limit) : v;
}

int
main(int argc, char **argv)
{
	struct run run = { .program = "iken-search", .lock = RUN_UNLOCKED, .synopsis = "[WORD ...]", .options = options,
		.purpose = "Finds opinions by number, person or words; each look is noted in the access log.", .max_arguments = -1 };
	struct ledger *l;

	run_begin(&run, argc, argv);
	run.verdict = ledger_open(run.ctx, run.settings, LEDGER_WRITE, KEYS_OF_REPORT, &l, &run.fault);
	if (run.verdict == DONE) {
		db_leave_log(l->db);
		run.verdict = search(&run, l);
	}
	return run_end(&run);
}
