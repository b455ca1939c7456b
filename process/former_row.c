/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_row - what a row of an older system's table says, by the mapping. */
#include "process/former_row.h"

#include <errno.h>
#include <iconv.h>

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "spool/formdate.h"

struct reader {
	void *ctx;
	const struct former_map *map;
	const struct former_head *head;
	const struct former_row *row;
	struct former_opinion *out;
	struct former_problems *problems;
};

/* ---- head ---- */

static const struct former_column *
column_named(const struct former_map *m, const char *name)
{
	for (size_t i = 0; i < m->column_count; i++)
		if (strcmp(m->column[i].name, name) == 0)
			return &m->column[i];
	return NULL;
}

static bool
has_column(const struct former_head *h, const struct former_column *column, size_t before)
{
	for (size_t i = 0; i < before; i++)
		if (h->column[i] == column)
			return true;
	return false;
}

enum verdict
former_head_read(void *ctx, const struct former_map *m, const struct former_row *row, struct former_head *out,
    struct buffer *errors, struct fault *f)
{
	size_t before = errors->len;

	*out = (struct former_head){ .count = row->count };
	out->column = must(talloc_zero_array(ctx, const struct former_column *, row->count + 1));
	out->octets.data = must(talloc_memdup(ctx, row->octets.data, row->octets.len));
	out->octets.len = row->octets.len;
	if (row->wrong[0] != 0)
		buffer_printf(errors, "line %zu, column %zu: %s\n", row->line, row->column, row->wrong);
	for (size_t i = 0; i < row->count; i++) {
		out->column[i] = column_named(m, row->cell[i].text);
		if (out->column[i] == NULL)
			buffer_printf(errors, "column %zu, \"%s\", is not in the mapping; name it there, or as left-out\n", i + 1,
			    row->cell[i].text);
		else if (has_column(out, out->column[i], i))
			buffer_printf(errors, "column %zu, \"%s\", is there twice\n", i + 1, row->cell[i].text);
	}
	for (size_t i = 0; i < m->column_count; i++)
		if (!has_column(out, &m->column[i], row->count))
			buffer_printf(errors, "%s:%d: the table has no column \"%s\"\n", m->file, m->column[i].line, m->column[i].name);
	return errors->len == before ? DONE : fail(f, NEVER, "the columns of the table are not those of the mapping");
}

/* ---- cells ---- */

void
former_problem_add(void *ctx, struct former_problems *p, const char *code, enum former_field field, size_t column)
{
	p->item = must(talloc_realloc(ctx, p->item, struct former_problem, p->count + 1));
	p->item[p->count++] = (struct former_problem){ code, field, column };
}

/* The place of a field's column in the row; SIZE_MAX: it has none. */
static size_t
place_of(const struct reader *r, enum former_field field, size_t nth)
{
	for (size_t i = 0; i < r->head->count && i < r->row->count; i++)
		if (r->head->column[i]->field == field && r->head->column[i]->nth == nth)
			return i;
	return SIZE_MAX;
}

static void
complain(const struct reader *r, const char *code, enum former_field field, size_t nth)
{
	size_t place = place_of(r, field, nth);

	former_problem_add(r->ctx, r->problems, code, field, place != SIZE_MAX ? place + 1 : 0);
}

static const char *
cell(const struct reader *r, enum former_field field, size_t nth)
{
	size_t place = place_of(r, field, nth);

	return place != SIZE_MAX ? r->row->cell[place].text : "";
}

static const char *
line(const struct reader *r, enum former_field field)
{
	char *text = must(talloc_strdup(r->ctx, cell(r, field, 0)));

	text_make_line(text);
	return text;
}

/* "10:05", "10:05:59", "10時05分". */
static bool
read_time(void *ctx, const char *text, int64_t *seconds_out)
{
	static const int64_t last[] = { 23, 59, 59 }, worth[] = { 3600, 60, 1 };
	const char *p = text_trim(ctx, text_fold(ctx, text));
	bool words = strstr(p, "時") != NULL;
	int64_t seconds = 0;
	int parts = 0;

	while (*p != 0 && parts < 3) {
		const char *mark = words ? (parts == 0 ? "時" : parts == 1 ? "分" : "秒") : ":";
		const char *end = strstr(p, mark);
		size_t len = end != NULL ? (size_t)(end - p) : strlen(p);
		int64_t number;

		if (len > 2 || (words && end == NULL) ||
		    !text_to_number(must(talloc_strndup(ctx, p, len)), 0, last[parts], &number))
			return false;
		seconds += number * worth[parts++];
		p += len + (end != NULL ? strlen(mark) : 0);
		/* "10:05:" is none. */
		if (!words && end != NULL && *p == 0)
			return false;
	}
	*seconds_out = seconds;
	return *p == 0 && parts >= 2;
}

static bool
read_moment(void *ctx, const char *text, int64_t *out)
{
	char *date = must(talloc_strdup(ctx, text));
	int64_t seconds = 0;
	char *gap;
	daynum day;

	text_make_line(date);
	date = text_trim(ctx, date);
	if (formdate_read(date, &day)) {
		*out = calendar_begin(day);
		return true;
	}
	gap = strrchr(date, ' ');
	if (gap == NULL)
		gap = strchr(date, 'T');
	if (gap == NULL || !read_time(ctx, gap + 1, &seconds))
		return false;
	*gap = 0;
	if (!formdate_read(date, &day))
		return false;
	*out = calendar_begin(day) + seconds;
	return true;
}

static int64_t
moment(const struct reader *r, enum former_field field, size_t nth)
{
	const char *text = cell(r, field, nth);
	int64_t at = 0;

	if (*text != 0 && !read_moment(r->ctx, text, &at))
		complain(r, "date", field, nth);
	return at;
}

static const struct former_code *
coded(const struct reader *r, enum former_field field)
{
	const struct former_code *c;

	if (place_of(r, field, 0) == SIZE_MAX)
		return r->map->always[field].code != NULL ? &r->map->always[field] : NULL;
	r->out->word[field] = line(r, field);
	c = former_map_code(r->map, field, r->out->word[field]);
	if (c == NULL)
		complain(r, "code", field, 0);
	return c;
}

/* ---- fields ---- */

static void
read_codes(const struct reader *r)
{
	struct former_opinion *o = r->out;
	const struct former_code *channel = coded(r, FORMER_CHANNEL), *purpose = coded(r, FORMER_PURPOSE);
	const struct former_code *department = coded(r, FORMER_DEPARTMENT), *state = coded(r, FORMER_STATE);
	const struct former_code *is_protected = coded(r, FORMER_PROTECTED);

	o->channel = channel != NULL ? channel->code : "";
	o->purpose = purpose != NULL ? purpose->code : "";
	o->department = department != NULL ? department->code : "";
	o->state = state != NULL ? (enum former_state)state->value : FORMER_OPEN;
	o->is_protected = is_protected != NULL && is_protected->value == 1;
}

static void
read_contact(const struct reader *r)
{
	struct contact *c = &r->out->contact;
	const struct former_code *reply = coded(r, FORMER_REPLY);

	*c = (struct contact){ .name = line(r, FORMER_NAME), .mail = line(r, FORMER_MAIL), .postal_code = line(r, FORMER_POSTAL),
		.address = line(r, FORMER_ADDRESS), .phone = line(r, FORMER_PHONE), .fax = line(r, FORMER_FAX) };
	if (reply != NULL)
		c->reply = (enum reply_way)reply->value;
	else
		c->reply = c->mail[0] != 0 ? REPLY_MAIL : c->address[0] != 0 ? REPLY_POST : REPLY_NONE;
	if (r->out->state != FORMER_OPEN)
		return;
	if ((c->reply == REPLY_MAIL && c->mail[0] == 0) || (c->reply == REPLY_POST && c->address[0] == 0))
		complain(r, "reply", c->reply == REPLY_MAIL ? FORMER_MAIL : FORMER_ADDRESS, 0);
}

static void
read_answers(const struct reader *r)
{
	struct former_opinion *o = r->out;

	for (size_t i = 0; i < FORMER_ANSWERS_MAX; i++) {
		const char *text = cell(r, FORMER_ANSWER, i);
		int64_t at = moment(r, FORMER_ANSWERED, i);

		if (*text == 0 && at == 0)
			continue;
		if (at == 0 && cell(r, FORMER_ANSWERED, i)[0] == 0)
			complain(r, "undated", FORMER_ANSWERED, i);
		if (at != 0 && o->received != 0 && at < o->received && calendar_day_of(at) < calendar_day_of(o->received))
			complain(r, "order", FORMER_ANSWERED, i);
		/* A day without an hour is not before the hour of receipt. */
		o->answer[o->answer_count++] = (struct former_answer){ text, at > o->received ? at : o->received };
	}
}

static void
read_files(const struct reader *r)
{
	const char *p = cell(r, FORMER_FILES, 0);
	struct list *files = &r->out->files;

	while (*p != 0) {
		const char *end = strstr(p, r->map->files);
		size_t len = end != NULL ? (size_t)(end - p) : strlen(p);
		char *name = text_trim(r->ctx, must(talloc_strndup(r->ctx, p, len)));

		if (*name != 0) {
			files->item = must(talloc_realloc(r->ctx, files->item, char *, files->count + 1));
			files->item[files->count++] = name;
		}
		p += len;
		p += end != NULL ? strlen(r->map->files) : 0;
	}
}

/* ---- whether it fits together ---- */

static void
check_times(const struct reader *r)
{
	struct former_opinion *o = r->out;
	daynum received = calendar_day_of(o->received);

	if (o->received == 0)
		return;
	if (o->received > clock_now())
		complain(r, "future", FORMER_RECEIVED, 0);
	if (o->requested != 0 && calendar_day_of(o->requested) < received)
		complain(r, "order", FORMER_REQUESTED, 0);
	if (o->closed != 0 && calendar_day_of(o->closed) < received)
		complain(r, "order", FORMER_CLOSED, 0);
	if (o->requested < o->received)
		o->requested = o->received;
	if (o->closed != 0 && o->closed < o->received)
		o->closed = o->received;
	for (size_t i = 0; i < o->answer_count; i++)
		if (o->answer[i].at > clock_now())
			complain(r, "future", FORMER_ANSWERED, i);
}

static void
check_state(const struct reader *r)
{
	const struct former_opinion *o = r->out;

	if (o->state == FORMER_ANSWERED_ALL && o->department[0] == 0)
		complain(r, "department", FORMER_DEPARTMENT, 0);
	if (o->state == FORMER_OPEN && o->answer_count != 0)
		complain(r, "unfinished", FORMER_ANSWER, 0);
	if (o->state == FORMER_ANSWERED_ALL && o->answer_count == 0 && o->closed == 0)
		complain(r, "undated", FORMER_ANSWERED, 0);
	if (o->state == FORMER_NO_ANSWER && o->answer_count == 0 && o->closed == 0)
		complain(r, "undated", FORMER_CLOSED, 0);
}

static void
check_needed(const struct reader *r)
{
	static const enum former_field needed[] = { FORMER_NUMBER, FORMER_RECEIVED, FORMER_TEXT };

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (cell(r, needed[i], 0)[0] == 0)
			complain(r, "empty", needed[i], 0);
}

/* Whether it is a row of the table at all. */
static bool
check_form(const struct reader *r)
{
	const struct former_row *row = r->row;

	if (row->wrong[0] != 0)
		former_problem_add(r->ctx, r->problems, row->wrong, FORMER_FIELDS, row->column);
	else if (row->count != r->head->count)
		former_problem_add(r->ctx, r->problems, "cells", FORMER_FIELDS, row->count);
	for (size_t i = 0; r->problems->count == 0 && i < row->count; i++)
		if (row->cell[i].damaged != 0)
			former_problem_add(r->ctx, r->problems, "damaged", r->head->column[i]->field, i + 1);
	return r->problems->count == 0;
}

void
former_row_read(void *ctx, const struct former_map *m, const struct former_head *head, const struct former_row *row,
    struct former_opinion *out, struct former_problems *problems)
{
	struct reader r = { ctx, m, head, row, out, problems };

	*out = (struct former_opinion){ .number = "", .channel = "", .purpose = "", .department = "", .subject = "", .text = "",
		.note = "" };
	*problems = (struct former_problems){ NULL, 0 };
	out->number = line(&r, FORMER_NUMBER);
	if (!check_form(&r))
		return;
	check_needed(&r);
	out->received = moment(&r, FORMER_RECEIVED, 0);
	out->requested = moment(&r, FORMER_REQUESTED, 0);
	out->due = moment(&r, FORMER_DUE, 0);
	out->closed = moment(&r, FORMER_CLOSED, 0);
	out->subject = line(&r, FORMER_SUBJECT);
	out->text = cell(&r, FORMER_TEXT, 0);
	out->note = cell(&r, FORMER_NOTE, 0);
	read_codes(&r);
	read_contact(&r);
	read_answers(&r);
	read_files(&r);
	if (problems->count != 0)
		return;
	check_times(&r);
	check_state(&r);
}

/* ---- signs ---- */

static iconv_t jis = (iconv_t)-1;

enum verdict
former_signs_begin(struct fault *f)
{
	jis = iconv_open("SJIS", "UTF-8");
	return jis != (iconv_t)-1 ? DONE : fail(f, HALT, "the C library has no table of JIS X 0208 (SJIS): %s", strerror(errno));
}

static bool
is_in_jis(uint32_t code)
{
	unsigned char from[4];
	char to[8], *in = (char *)from, *out = to;
	size_t left = text_encode(code, from), room = sizeof to;

	(void)iconv(jis, NULL, NULL, NULL, NULL);
	return iconv(jis, &in, &left, &out, &room) != (size_t)-1;
}

enum former_sign
former_sign_of(uint32_t code)
{
	if ((code >= 0xe000 && code <= 0xf8ff) || (code >= 0xf0000 && code <= 0x10fffd))
		return FORMER_SIGN_PRIVATE;
	if ((code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef) || (code >= 0x20000 && code <= 0x3ffff) ||
	    (code >= 0xf900 && code <= 0xfaff) || (code >= 0x3400 && code <= 0x4dbf))
		return FORMER_SIGN_RARE;
	if (code >= 0x4e00 && code <= 0x9fff && !is_in_jis(code))
		return FORMER_SIGN_RARE;
	return FORMER_SIGN_USUAL;
}
