/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_files - files in the folder beside an older system's table: by names that come from outside. */
#ifndef PROCESS_FORMER_FILES_H
#define PROCESS_FORMER_FILES_H

#include "config/bytes.h"
#include "config/fault.h"

/* Appends the file to out. name: within folder, / or \ between folders; nothing outside of it is opened, nor by way of
 * a link. *code_out: why not (NULL none): "no-folder", "path", "missing", "kind" (no regular file), "size" (more than max
 * octets). LATER: it cannot be read now. */
enum verdict former_file_read(const char *folder, const char *name, int64_t max, struct buffer *out, const char **code_out,
    struct fault *f) MUST_USE;

#endif
