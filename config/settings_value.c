/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_value - a setting's value as it is written, and as it is stored. */
#include "config/settings_value.h"

#include <inttypes.h>

#include "config/address.h"
#include "config/clock.h"
#include "config/memory.h"
#include "config/settings.h"
#include "config/settings_file.h"
#include "config/text.h"

#define CODE_MAX 32
#define SHOWN_MAX 40

struct unit {
	const char *word;
	int64_t worth;
};

/* The first word of a worth is the one that is printed; the largest come first. */
static const struct unit sizes[] = {
	{ "GB", INT64_C(1) << 30 }, { "MB", 1 << 20 }, { "KB", 1 << 10 }, { "B", 1 },
	{ "G", INT64_C(1) << 30 }, { "M", 1 << 20 }, { "K", 1 << 10 },
	{ "GiB", INT64_C(1) << 30 }, { "MiB", 1 << 20 }, { "KiB", 1 << 10 }, { "bytes", 1 },
	{ NULL, 0 }
};

static const struct unit times[] = {
	{ "days", 86400 }, { "h", 3600 }, { "min", 60 }, { "s", 1 },
	{ "weeks", 604800 }, { "week", 604800 }, { "w", 604800 }, { "週", 604800 }, { "週間", 604800 },
	{ "day", 86400 }, { "d", 86400 }, { "日", 86400 }, { "日間", 86400 },
	{ "hours", 3600 }, { "hour", 3600 }, { "時間", 3600 },
	{ "minutes", 60 }, { "minute", 60 }, { "mins", 60 }, { "m", 60 }, { "分", 60 }, { "分間", 60 },
	{ "seconds", 1 }, { "second", 1 }, { "sec", 1 }, { "secs", 1 }, { "秒", 1 }, { "秒間", 1 },
	{ NULL, 0 }
};

static const struct unit days[] = {
	{ "days", 1 }, { "day", 1 }, { "d", 1 }, { "日", 1 }, { "日間", 1 },
	{ "weeks", 7 }, { "week", 7 }, { "w", 7 }, { "週", 7 }, { "週間", 7 },
	{ NULL, 0 }
};

static const struct unit none[] = { { NULL, 0 } };

static const struct unit *
units_of(enum setting_type type)
{
	switch (type) {
	case SETTING_SIZE:
		return sizes;
	case SETTING_TIME:
	case SETTING_SECONDS:
		return times;
	case SETTING_DAYS:
		return days;
	default:
		return none;
	}
}

static void
print_number(enum setting_type type, int64_t number, struct buffer *out)
{
	const struct unit *unit = units_of(type);

	while (unit->word != NULL && unit->worth > 1 && (number == 0 || number % unit->worth != 0))
		unit++;
	if (unit->word == NULL)
		buffer_printf(out, "%" PRId64, number);
	else
		buffer_printf(out, "%" PRId64 " %s", number / unit->worth,
		    number / unit->worth == 1 && strcmp(unit->word, "days") == 0 ? "day" : unit->word);
}

static const char *
range_text(void *ctx, const struct setting *s)
{
	struct buffer out = buffer_init(ctx);

	buffer_string(&out, "from ");
	print_number(s->type, s->min, &out);
	buffer_string(&out, " to ");
	print_number(s->type, s->max, &out);
	return buffer_text(&out);
}

static const char *
shown(void *ctx, const char *value)
{
	return text_length(value) <= SHOWN_MAX ? value :
	    must(talloc_asprintf(ctx, "%s...", text_cut(ctx, value, SHOWN_MAX)));
}

static const struct unit *
unit_named(enum setting_type type, const char *word)
{
	for (const struct unit *u = units_of(type); u->word != NULL; u++)
		if (text_equal_ignoring_case(u->word, word))
			return u;
	return NULL;
}

static const char *
store_number(void *ctx, const struct setting *s, const char *value, int64_t *target)
{
	char *digits = text_fold(ctx, value);
	size_t n = *digits == '-' ? 1 : 0;
	const char *word;
	const struct unit *unit;
	int64_t number, worth = 1;

	while (text_is_digit(digits[n]))
		n++;
	word = text_trim(ctx, digits + n);
	digits[n] = 0;
	unit = unit_named(s->type, word);
	if (unit != NULL)
		worth = unit->worth;
	else if (*word != 0 && s->type != SETTING_NUMBER && n != 0)
		return must(talloc_asprintf(ctx, "\"%s\" is no unit; write %s", shown(ctx, word),
		    s->type == SETTING_SIZE ? "B, KB, MB or GB" :
		    s->type == SETTING_DAYS ? "days or weeks" : "s, min, h, days or weeks"));
	else if (*word == 0 && strcmp(digits, "0") != 0 && n != 0 &&
	    (s->type == SETTING_SIZE || s->type == SETTING_TIME))
		return must(talloc_asprintf(ctx, "%s of what? write it with %s", digits,
		    s->type == SETTING_SIZE ? "B, KB, MB or GB" : "s, min, h, days or weeks"));
	if ((*word != 0 && unit == NULL) ||
	    !text_to_number(digits, INT64_MIN / 2, INT64_MAX / worth, &number) ||
	    number * worth < s->min || number * worth > s->max)
		return must(talloc_asprintf(ctx, "\"%s\" is not a number %s; write one of these",
		    shown(ctx, value), range_text(ctx, s)));
	*target = number * worth;
	return NULL;
}

static const char *
words_text(void *ctx, const char *const *words)
{
	struct buffer out = buffer_init(ctx);

	for (size_t i = 0; words[i] != NULL; i++)
		buffer_printf(&out, "%s%s", i == 0 ? "" : words[i + 1] == NULL ? " or " : ", ", words[i]);
	return buffer_text(&out);
}

static const char *
find_word(void *ctx, const struct setting *s, const char *value, unsigned *index_out)
{
	char *folded = text_fold(ctx, value);

	for (unsigned i = 0; s->words[i] != NULL; i++)
		if (strcmp(s->words[i], folded) == 0) {
			*index_out = i;
			return NULL;
		}
	return must(talloc_asprintf(ctx, "\"%s\" is not known here; write %s", shown(ctx, value),
	    words_text(ctx, s->words)));
}

static const char *
store_yes_no(void *ctx, const char *value, bool *target)
{
	char *folded = text_fold(ctx, value);
	bool yes = strcmp(folded, "yes") == 0 || strcmp(folded, "はい") == 0;

	if (!yes && strcmp(folded, "no") != 0 && strcmp(folded, "いいえ") != 0)
		return must(talloc_asprintf(ctx, "\"%s\" is neither yes nor no; write yes or no",
		    shown(ctx, value)));
	*target = yes;
	return NULL;
}

const char *
code_fault(const char *code)
{
	for (const char *p = code; *p != 0; p++)
		if (!text_is_digit(*p) && *p != '-' && *p != '_' &&
		    (text_lower(*p) < 'a' || text_lower(*p) > 'z'))
			return "a code has only letters a-z, digits, - and _";
	return strlen(code) > CODE_MAX ? "a code has 32 signs at most" :
	    *code == 0 || *code == '-' ? "a code begins with a letter or a digit" : NULL;
}

/* What is wrong with one string of this type, NULL when nothing is. */
static const char *
string_fault(void *ctx, enum setting_type type, const char *value)
{
	const char *fault = NULL, *advice = "";

	switch (type) {
	case SETTING_PATH:
	case SETTING_COMMAND:
		fault = *value != '/' ? "it is not an absolute path" : NULL;
		advice = "begin it with /";
		break;
	case SETTING_SENDERS:
		fault = address_fault(text_starts(value, "*@") ?
		    must(talloc_asprintf(ctx, "anybody%s", value + 1)) : value);
		advice = "write an address such as desk@city.example.jp, or *@city.example.jp";
		break;
	case SETTING_ADDRESS:
	case SETTING_ADDRESSES:
		fault = address_fault(value);
		advice = "write an address such as desk@city.example.jp";
		break;
	case SETTING_HOST:
		fault = host_fault(value);
		advice = "write a name such as mail.city.example.jp";
		break;
	case SETTING_CODE:
	case SETTING_CODES:
		fault = code_fault(value);
		advice = "write a code such as road-2";
		break;
	default:
		break;
	}
	return fault == NULL ? NULL :
	    must(talloc_asprintf(ctx, "\"%s\": %s; %s", shown(ctx, value), fault, advice));
}

/* Octets of the comma at p: , or 、 or ，; 0 when there is none. */
static size_t
comma(const char *p)
{
	return *p == ',' ? 1 : text_starts(p, "、") || text_starts(p, "，") ? 3 : 0;
}

/* Takes numbers apart that - or / separates; how many there were, -1 when something else is there. */
static int
read_numbers(const char *text, int64_t *numbers, int max, const char **rest_out)
{
	int count = 0;

	for (const char *p = text;;) {
		char digits[5] = "";
		size_t n = 0;

		while (n < 4 && text_is_digit(p[n])) {
			digits[n] = p[n];
			n++;
		}
		if (count == max || !text_to_number(digits, 0, 9999, &numbers[count]))
			return -1;
		count++;
		p += n;
		*rest_out = p;
		if (*p != '-' && *p != '/')
			return count;
		p++;
	}
}

/* A date and what stands behind it; utc_out: where it begins in Tokyo. */
static bool
read_date(const char *text, int64_t *utc_out, const char **rest_out)
{
	int64_t n[3];
	struct day d;

	if (read_numbers(text, n, 3, rest_out) != 3 || n[0] < 1900)
		return false;
	*utc_out = clock_from_tokyo((int)n[0], (int)n[1], (int)n[2]);
	d = clock_tokyo(*utc_out);
	return d.year == n[0] && d.month == n[1] && d.day == n[2];
}

/* 2026-08-14, or 12-29 for each year, in the form that is stored. */
static const char *
write_date(void *ctx, enum setting_type type, char **date)
{
	char *text = text_fold(ctx, *date);
	const char *rest = "";
	int64_t utc, n[2];
	bool good;

	if (type == SETTING_DATES) {
		good = read_date(text, &utc, &rest) && *rest == 0;
		if (good)
			*date = text_cut(ctx, clock_local(ctx, utc), 10);
		return good ? NULL : must(talloc_asprintf(ctx, "\"%s\" is no date; write one such as "
		    "2026-08-14", shown(ctx, *date)));
	}
	good = read_numbers(text, n, 2, &rest) == 2 && *rest == 0;
	/* A leap year has all days that any year has. */
	if (good)
		good = read_date(must(talloc_asprintf(ctx, "2024-%d-%d", (int)n[0], (int)n[1])), &utc, &rest);
	if (good)
		*date = text_cut(ctx, clock_local(ctx, utc), 10) + 5;
	return good ? NULL : must(talloc_asprintf(ctx, "\"%s\" is no day of each year; write one such as 12-29",
	    shown(ctx, *date)));
}

static const char *
store_date(void *ctx, const char *value, int64_t *target)
{
	const char *rest = "";

	if (read_date(text_fold(ctx, value), target, &rest) && *rest == 0)
		return NULL;
	return must(talloc_asprintf(ctx, "\"%s\" is no date; write one such as 2027-03-31", shown(ctx, value)));
}

/* 08:30, as seconds since midnight. */
static bool
read_clock(const char *text, int64_t *seconds_out)
{
	int64_t hour, minute;
	char digits[3] = "";
	size_t n = text_is_digit(text[0]) && text_is_digit(text[1]) ? 2 : 1;

	memcpy(digits, text, n);
	if (text[n] != ':' || strlen(text + n + 1) != 2 || !text_to_number(digits, 0, 23, &hour) ||
	    !text_to_number(text + n + 1, 0, 59, &minute))
		return false;
	*seconds_out = hour * 3600 + minute * 60;
	return true;
}

static const char *
store_clock(void *ctx, const char *value, int64_t *target)
{
	char *text = text_fold(ctx, value);

	if (*text != 0 && read_clock(text, target))
		return NULL;
	return must(talloc_asprintf(ctx, "\"%s\" is no time of the day; write one such as 08:30",
	    shown(ctx, value)));
}

static const char *
store_moment(void *ctx, const char *value, int64_t *target)
{
	const char *rest = "";
	int64_t seconds = 0;

	if (read_date(text_fold(ctx, value), target, &rest) && (*rest == 0 || (*rest == ' ' && rest[1] != 0 &&
	    read_clock(rest + 1, &seconds)))) {
		*target += seconds;
		return NULL;
	}
	return must(talloc_asprintf(ctx, "\"%s\" is no moment; write one such as 2026-04-01 08:30",
	    shown(ctx, value)));
}

static const char *
store_item(void *ctx, const struct setting *s, char *item, struct list *list)
{
	const char *fault;
	unsigned ignored;

	fault = s->type == SETTING_CHOICES ? find_word(ctx, s, item, &ignored) :
	    s->type == SETTING_DATES || s->type == SETTING_YEARLY ? write_date(ctx, s->type, &item) :
	    string_fault(ctx, s->type, item);
	if (fault != NULL)
		return fault;
	list->item = must(talloc_realloc_size(ctx, list->item, (list->count + 1) * sizeof *list->item));
	list->item[list->count++] = s->type == SETTING_CHOICES ? text_fold(ctx, item) : item;
	return NULL;
}

static const char *
store_list(void *ctx, const struct setting *s, const char *value, struct list *list)
{
	const char *fault = NULL;

	while (fault == NULL) {
		const char *end = value;
		char *item;

		while (*end != 0 && comma(end) == 0)
			end++;
		item = text_trim(ctx, must(talloc_strndup(ctx, value, (size_t)(end - value))));
		if (*item != 0)
			fault = store_item(ctx, s, item, list);
		if (*end == 0)
			break;
		value = end + comma(end);
	}
	return fault;
}

const char *
value_store(void *ctx, const struct setting *s, const char *value, void *target)
{
	const char *fault;
	unsigned choice;

	switch (s->type) {
	case SETTING_NUMBER:
	case SETTING_SIZE:
	case SETTING_TIME:
	case SETTING_SECONDS:
	case SETTING_DAYS:
		return store_number(ctx, s, value, target);
	case SETTING_YES_NO:
		return store_yes_no(ctx, value, target);
	case SETTING_DATE:
		return store_date(ctx, value, target);
	case SETTING_CLOCK:
		return store_clock(ctx, value, target);
	case SETTING_MOMENT:
		return store_moment(ctx, value, target);
	case SETTING_CHOICE:
		fault = find_word(ctx, s, value, &choice);
		if (fault == NULL)
			memcpy(target, &choice, sizeof choice);
		return fault;
	case SETTING_TEXTS:
	case SETTING_ADDRESSES:
	case SETTING_SENDERS:
	case SETTING_CODES:
	case SETTING_CHOICES:
	case SETTING_DATES:
	case SETTING_YEARLY:
		return store_list(ctx, s, value, target);
	default:
		fault = string_fault(ctx, s->type, value);
		if (fault == NULL)
			*(const char **)target = must(talloc_strdup(ctx, value));
		return fault;
	}
}

void
value_clear(void *ctx, const struct setting *s, void *target)
{
	switch (s->type) {
	case SETTING_NUMBER:
	case SETTING_SIZE:
	case SETTING_TIME:
	case SETTING_SECONDS:
	case SETTING_DAYS:
	case SETTING_DATE:
	case SETTING_CLOCK:
	case SETTING_MOMENT:
		*(int64_t *)target = 0;
		break;
	case SETTING_YES_NO:
		*(bool *)target = false;
		break;
	case SETTING_CHOICE:
		memset(target, 0, sizeof(unsigned));
		break;
	case SETTING_TEXTS:
	case SETTING_ADDRESSES:
	case SETTING_SENDERS:
	case SETTING_CODES:
	case SETTING_CHOICES:
	case SETTING_DATES:
	case SETTING_YEARLY:
		*(struct list *)target = (struct list){ NULL, 0 };
		break;
	default:
		*(const char **)target = must(talloc_strdup(ctx, ""));
	}
}

static void
print_list(const struct list *list, struct buffer *out)
{
	for (size_t i = 0; i < list->count; i++)
		buffer_printf(out, "%s%s", i != 0 ? ", " : "", list->item[i]);
}

/* As in Tokyo, "" for 0. */
static void
print_moment(int64_t utc, size_t length, struct buffer *out)
{
	char *text = clock_local(NULL, utc);

	if (utc != 0)
		buffer_add(out, text, length);
	talloc_free(text);
}

void
value_print(const struct setting *s, const void *target, struct buffer *out)
{
	unsigned choice;

	switch (s->type) {
	case SETTING_NUMBER:
	case SETTING_SIZE:
	case SETTING_TIME:
	case SETTING_SECONDS:
	case SETTING_DAYS:
		print_number(s->type, *(const int64_t *)target, out);
		break;
	case SETTING_DATE:
	case SETTING_MOMENT:
		print_moment(*(const int64_t *)target, s->type == SETTING_DATE ? 10 : 16, out);
		break;
	case SETTING_CLOCK:
		buffer_printf(out, "%02d:%02d", (int)(*(const int64_t *)target / 3600),
		    (int)(*(const int64_t *)target / 60 % 60));
		break;
	case SETTING_YES_NO:
		buffer_string(out, *(const bool *)target ? "yes" : "no");
		break;
	case SETTING_CHOICE:
		memcpy(&choice, target, sizeof choice);
		buffer_string(out, s->words[choice]);
		break;
	case SETTING_TEXTS:
	case SETTING_ADDRESSES:
	case SETTING_SENDERS:
	case SETTING_CODES:
	case SETTING_CHOICES:
	case SETTING_DATES:
	case SETTING_YEARLY:
		print_list(target, out);
		break;
	default:
		buffer_string(out, *(const char *const *)target);
	}
}
