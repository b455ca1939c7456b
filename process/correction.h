/* SPDX-License-Identifier: GPL-3.0-or-later */
/* correction - whether a department's answer corrects one that the resident has. */
#ifndef PROCESS_CORRECTION_H
#define PROCESS_CORRECTION_H

#include "process/matter.h"

/* A further answer to a resident who has not written since corrects the earlier one; 訂正 says so of any. Sets
 * m->corrects and m->doubtful (words that the resident was sent before, now for another mail of theirs), or
 * *code_out "same-text": it is an answer that was sent twice. */
enum verdict correction_judge(struct matter *m, const char **code_out, struct fault *f) MUST_USE;

#endif
