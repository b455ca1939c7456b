/* SPDX-License-Identifier: GPL-3.0-or-later */
/* template_file - a file of mail templates: the office's own, else the one built in. */
#ifndef REPLY_TEMPLATE_FILE_H
#define REPLY_TEMPLATE_FILE_H

#include "config/settings.h"

/* The text of LANGUAGE/NAME: of the folder office.templates, where it has that file, else built in.
 * label is what faults call it. Both are owned by ctx or static. HALT: there is no such file, or it
 * cannot be read for good. */
enum verdict template_file(void *ctx, const struct office *office, enum language language, const char *name,
    const char **label_out, const char **text_out, struct fault *f) MUST_USE;

#endif
