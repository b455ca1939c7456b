/* SPDX-License-Identifier: GPL-3.0-or-later */
/* settings_table - every setting there is: its sections, in the order in which they are shown. */
#include "config/settings_sections.h"

const struct section_kind *const section_kinds[] = {
	&section_office, &section_spool, &section_source, &section_drop, &section_transcription, &section_print,
	&section_send, &section_department, &section_purpose, &section_rule, &section_approver, &section_staff,
	&section_reason, &section_calendar, &section_campaign, &section_request, &section_danger, &section_trust,
	&section_virus, &section_limits, &section_erase, &section_search, &section_erasure, &section_export, &section_faq,
	&section_keys, &section_audit, &section_stats, &section_backup, &section_page, &section_board, &section_users,
	&section_trial,
};

const size_t section_kind_count = COUNT(section_kinds);
