/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_out - a file that grows as a table is worked through, and is there under its name only when it is whole. */
#ifndef PROCESS_FORMER_OUT_H
#define PROCESS_FORMER_OUT_H

#include "config/bytes.h"
#include "config/fault.h"

struct former_out;

/* Begins FOLDER/NAME as FOLDER/NAME.part, mode 0600. LATER: it cannot be made. */
enum verdict former_out_begin(void *ctx, const char *folder, const char *name, struct former_out **out, struct fault *f)
    MUST_USE;
enum verdict former_out_add(struct former_out *o, struct bytes data, struct fault *f) MUST_USE;
/* Whole, synced, under its name. */
enum verdict former_out_end(struct former_out **o, struct fault *f) MUST_USE;

#endif
