/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command_number - numbers of opinions within a line, as people type them. */
#include "config/memory.h"
#include "config/text.h"
#include "process/command_line.h"
#include "spool/number.h"

enum { DIGITS = 24, YEAR = 4, RUNNING = 6, WHOLE = 11, WHOLE_MAX = 20, RUNNING_TYPED_MIN = 3 };

/* Digits without anything between them. */
struct group {
	char digit[DIGITS + 1];
	size_t count;
	size_t octets;
};

static struct group
group_at(const char *p, size_t len)
{
	struct group g = { .count = 0 };

	while (g.octets < len && g.count < DIGITS) {
		uint32_t code;
		size_t n = text_decode((const unsigned char *)p + g.octets, (const unsigned char *)p + len, &code);

		code = n != 0 ? text_fold_code(code) : 0;
		if (code < '0' || code > '9')
			break;
		g.digit[g.count++] = (char)code;
		g.octets += n;
	}
	g.digit[g.count] = 0;
	return g;
}

static size_t
spaces_at(const char *p, size_t len)
{
	size_t at = 0, n;

	while ((n = text_match_folded(p + at, len - at, " ")) != 0)
		at += n;
	return at;
}

/* What may stand between the groups of a number: a dash of any kind with spaces around it, or spaces. */
static size_t
gap_at(const char *p, size_t len, bool *dash_out)
{
	static const char *const dashes[] = { "-", "−", "‐", "‑", "–", "—", "―", "ー", "─" };
	size_t at = spaces_at(p, len), n = 0;

	for (size_t i = 0; n == 0 && i < sizeof dashes / sizeof dashes[0]; i++)
		n = text_match_folded(p + at, len - at, dashes[i]);
	*dash_out = n != 0;
	at += n;
	return n != 0 ? at + spaces_at(p + at, len - at) : at;
}

static bool
is_year(const struct group *g)
{
	return g->digit[0] == '2' && g->digit[1] == '0';
}

static void
judge(void *ctx, const char *typed, struct command_number *out)
{
	char *number = number_read(ctx, typed);

	out->state = number != NULL ? NUMBER_RIGHT : NUMBER_WRONG;
	out->number = number != NULL ? number : typed;
}

/* The part behind the year; returns its octets, 0: it was no number. */
static size_t
read_running(void *ctx, const char *p, size_t len, const char *year, struct command_number *out)
{
	bool dash, second;
	size_t before = gap_at(p, len, &dash), gap;
	struct group running = group_at(p + before, len - before), check = { .count = 0 };

	if (before == 0 || running.count < RUNNING_TYPED_MIN)
		return 0;
	before += running.octets;
	gap = gap_at(p + before, len - before, &second);
	if (gap != 0 && (second || !dash))
		check = group_at(p + before + gap, len - before - gap);
	if (check.count == 1) {
		judge(ctx, must(talloc_asprintf(ctx, "%s-%s-%s", year, running.digit, check.digit)), out);
		return before + gap + check.octets;
	}
	if (running.count > RUNNING)
		judge(ctx, must(talloc_asprintf(ctx, "%s-%s", year, running.digit)), out);
	else
		*out = (struct command_number){ running.count == RUNNING ? NUMBER_NO_CHECK : NUMBER_WRONG,
			must(talloc_asprintf(ctx, "%s-%s", year, running.digit)) };
	return before;
}

/* Year and running number without a dash, and perhaps one before the check digit. */
static size_t
read_joined(void *ctx, const char *p, size_t len, const struct group *first, struct command_number *out)
{
	bool dash;
	size_t gap = gap_at(p + first->octets, len - first->octets, &dash);
	struct group check = group_at(p + first->octets + gap, len - first->octets - gap);

	if (gap != 0 && dash && check.count == 1) {
		judge(ctx, must(talloc_asprintf(ctx, "%s-%s", first->digit, check.digit)), out);
		return first->octets + gap + check.octets;
	}
	if (first->count == YEAR + RUNNING)
		*out = (struct command_number){ NUMBER_NO_CHECK, must(talloc_strdup(ctx, first->digit)) };
	else
		judge(ctx, must(talloc_strdup(ctx, first->digit)), out);
	return first->octets;
}

size_t
command_number_at(void *ctx, const char *p, size_t len, struct command_number *out)
{
	struct group first = group_at(p, len);
	size_t n = 0;

	if (!is_year(&first))
		return 0;
	if (first.count == YEAR)
		n = read_running(ctx, p + first.octets, len - first.octets, first.digit, out);
	else if (first.count >= YEAR + RUNNING && first.count <= WHOLE_MAX)
		return read_joined(ctx, p, len, &first, out);
	return n != 0 ? first.octets + n : 0;
}

bool
command_number_next(void *ctx, const char *line, size_t len, size_t from, struct command_number *out,
    size_t *begin_out, size_t *end_out)
{
	while (from < len) {
		struct group g = group_at(line + from, len - from);
		size_t n = g.count != 0 ? command_number_at(ctx, line + from, len - from, out) : 0;

		if (n != 0) {
			if (begin_out != NULL)
				*begin_out = from;
			*end_out = from + n;
			return true;
		}
		if (g.count != 0) {
			from += g.octets;
			continue;
		}
		do
			from++;
		while (from < len && (line[from] & 0xc0) == 0x80);
	}
	return false;
}

size_t
command_number_first(const char *line, size_t len)
{
	static const char *const before[] = { " ", "受付番号", "番号", "no.", "no", "№", "#", ":", "【", "[", "(",
		"「", "・", "■", "●", "*", "-" };
	void *ctx = must(talloc_new(NULL));
	struct command_number ignored;
	size_t at = 0;

	for (size_t i = 0; i < sizeof before / sizeof before[0];) {
		size_t n = text_match_folded(line + at, len - at, before[i]);

		at += n;
		i = n != 0 ? 0 : i + 1;
	}
	if (command_number_at(ctx, line + at, len - at, &ignored) == 0)
		at = len;
	talloc_free(ctx);
	return at;
}
