/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_table - every setting there is: its name, what it may be, what it is when not set.
 *
 * Private to config/settings*.c. iken.conf(5) and config/sample/iken.conf name the same ones; a
 * test compares the three.
 */
#ifndef CONFIG_SETTINGS_TABLE_H
#define CONFIG_SETTINGS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum setting_type {
	SETTING_TEXT,		/* const char *: one line */
	SETTING_PATH,		/* const char *: absolute */
	SETTING_HOST,		/* const char *: a host's name or address */
	SETTING_ADDRESS,	/* const char *: a mail address */
	SETTING_COMMAND,	/* const char *: absolute path of a program and its arguments */
	SETTING_CODE,		/* const char *: letters, digits, - and _ */
	SETTING_TEXTS,		/* struct list */
	SETTING_ADDRESSES,	/* struct list of mail addresses */
	SETTING_SENDERS,	/* struct list of mail addresses and *@domain */
	SETTING_CODES,		/* struct list of codes */
	SETTING_CHOICES,	/* struct list of the setting's words */
	SETTING_CHOICE,		/* an enum whose values follow the setting's words */
	SETTING_YES_NO,		/* bool */
	SETTING_NUMBER,		/* int64_t */
	SETTING_SIZE,		/* int64_t octets, written with B, KB, MB or GB (1024) */
	SETTING_TIME,		/* int64_t seconds, written with s, min, h, days or weeks */
	SETTING_SECONDS,	/* the same; a number alone means seconds */
	SETTING_DAYS,		/* int64_t days; a number alone means days */
	SETTING_DATE,		/* int64_t: the UTC second at which the date begins in Tokyo; 0 none */
	SETTING_DATES,		/* struct list of dates, stored as 2026-08-14 */
	SETTING_YEARLY,		/* struct list of days of each year, stored as 12-29 */
	SETTING_CLOCK,		/* int64_t seconds since midnight, written 08:30 */
	SETTING_MOMENT		/* int64_t UTC seconds, written 2026-04-01 08:30 as in Tokyo; 0 none */
};

enum setting_need { OPTIONAL, REQUIRED };

struct setting {
	const char *name;
	enum setting_type type;
	enum setting_need need;
	size_t offset;			/* in the struct of its section */
	const char *standard;		/* the value when not set, as it would be written; "" none */
	int64_t min, max;		/* for numbers, in the unit that is stored */
	const char *const *words;	/* for choices, ends with NULL */
	const char *help;		/* one line */
};

enum section_times {
	ONCE,			/* [office] */
	NAMED,			/* [department CODE] */
	MANY			/* [rule] */
};

struct section_kind {
	const char *name;
	enum section_times times;
	const char *help;		/* one line */
	const struct setting *settings;
	size_t count;
	/* Not for ONCE, whose settings' offsets count from the start of struct settings: */
	size_t size;			/* of one struct */
	size_t array_offset;		/* of the pointer to them in struct settings */
	size_t count_offset;		/* of their number in struct settings */
	const char *argument;		/* what stands after the name: "CODE" */
};

extern const struct section_kind *const section_kinds[];
extern const size_t section_kind_count;

#endif
