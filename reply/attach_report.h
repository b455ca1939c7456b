/* SPDX-License-Identifier: GPL-3.0-or-later */
/* attach_report - the files of a report of statistics, as iken-stats left them for its mail. */
#ifndef REPLY_ATTACH_REPORT_H
#define REPLY_ATTACH_REPORT_H

#include "reply/attach.h"

bool attach_report_wanted(const struct facts *facts);

/* Its PDF and its XLSX, owned by ctx; all or none: none when one is not there, or when the mail would be larger than max
 * octets. Its numbers stand in the mail in any case. */
enum verdict attach_report(const struct settings *s, void *ctx, const struct facts *facts, int64_t max,
    struct attached_files *out, struct fault *f) MUST_USE;

#endif
