/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_words - what iken-audit says, in the office's language: config/templates/LANGUAGE/audit, built into the
 * program; a file LANGUAGE/audit in the settings' folder office.templates may have other words for some of it.
 */
#ifndef REPORT_AUDIT_WORDS_H
#define REPORT_AUDIT_WORDS_H

#include "config/fill.h"
#include "config/settings.h"

struct audit_words;

/* *out is owned by ctx. HALT: the office's own file cannot be read. */
enum verdict audit_words_read(void *ctx, const struct office *office, struct audit_words **out, struct fault *f) MUST_USE;
/* The same of LANGUAGE/reasons: what states, channels and steps of the register are called. */
enum verdict audit_words_of_codes(void *ctx, const struct office *office, struct audit_words **out, struct fault *f) MUST_USE;

/* The words of a code, filled; holes ends with a NULL name, NULL: none. The code itself where there are no words.
 * Owned by w. */
const char *audit_word(struct audit_words *w, const char *code, const struct hole *holes);
bool audit_has_word(const struct audit_words *w, const char *code);

/* The same as a line of its own on standard output. */
void audit_say(struct audit_words *w, const char *code, const struct hole *holes);

#endif
