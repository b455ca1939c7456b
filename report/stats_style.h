/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stats_style - the style sheet of the report. */
#ifndef REPORT_STATS_STYLE_H
#define REPORT_STATS_STYLE_H

extern const char stats_style[];

#endif
