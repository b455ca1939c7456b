/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings_sections - the sections of the settings, each of which stands in the file of its subject.
 *
 * Private to config/settings_*.c. A new section is declared here, stands in one of those files, and in settings_table.c where it
 * has its place.
 */
#ifndef CONFIG_SETTINGS_SECTIONS_H
#define CONFIG_SETTINGS_SECTIONS_H

#include "config/settings.h"
#include "config/settings_table.h"

#define KB INT64_C(1024)
#define MB (1024 * KB)
#define GB (1024 * MB)
#define MINUTE INT64_C(60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }
#define COUNT(array) (sizeof (array) / sizeof (array)[0])
#define IN(member) offsetof(struct settings, member)

#define ONE(name, settings, help) { name, ONCE, help, settings, COUNT(settings), 0, 0, 0, NULL }
#define SOME(name, times, settings, type, array, number, argument, help) \
	{ name, times, help, settings, COUNT(settings), sizeof(type), IN(array), IN(number), argument }

/* settings_people: who works with opinions, and by which rules */
extern const struct section_kind section_office, section_department, section_purpose, section_rule, section_approver,
    section_staff, section_reason, section_calendar, section_campaign, section_request, section_danger;

/* settings_ways: the ways in and out */
extern const struct section_kind section_source, section_drop, section_transcription, section_print, section_send,
    section_trust, section_virus, section_limits, section_page;

/* settings_keeping: what is kept, shown, given out and erased */
extern const struct section_kind section_spool, section_erase, section_search, section_erasure, section_export,
    section_faq, section_keys, section_audit, section_stats, section_backup, section_board, section_users, section_trial;

#endif
