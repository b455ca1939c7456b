/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notice - what gateways, companies, virus scanners and mailing lists put above or below a mail.
 *
 * Only lines at the very top and at the very end are taken for a notice, and only by words that
 * speak of the mail itself; lines above those words in the same paragraph stay.
 */
#ifndef PROCESS_NOTICE_H
#define PROCESS_NOTICE_H

#include <stddef.h>

#include "spool/lines.h"

/* Where the writer's lines begin behind a banner (このメールは外部から送信されています, [EXTERNAL]) at the top
 * of lines first to end; first when there is none. */
size_t notice_end(const struct lines *lines, size_t first, size_t end);

/* Where the writer's lines end before the notices at the end of lines first to end, blank lines left out. */
size_t notice_start(const struct lines *lines, size_t first, size_t end);

#endif
