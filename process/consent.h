/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * consent - an approval that says more than its word: 内容を確認し、承認します。 or 承認 山田.
 *
 * Pure. An approval lets an answer out, so only what is known to take nothing back is passed over: where a
 * name could as well be a condition (承認 不可, 承認 後日), it is none.
 */
#ifndef PROCESS_CONSENT_H
#define PROCESS_CONSENT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a folded line says 承認 and, before or behind it, nothing but politeness and who approves. */
bool consent_line(const char *folded, size_t len);

/* Whether what stands behind the word, folded, is but politeness and a name. */
bool consent_is_plain(const char *folded, size_t len);

#endif
