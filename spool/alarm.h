/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alarm - whether a resident's words call for a person at once ([danger] of the settings).
 *
 * Pure. Looked for in the subject, the text, the text of the HTML and the names of files. Width, case, spaces
 * and line ends make no difference, for mail programs break lines anywhere in Japanese; a word of
 * ASCII letters counts as a whole word only (DV is not in "advice"). Negations are not understood:
 * better a call too many.
 */
#ifndef SPOOL_ALARM_H
#define SPOOL_ALARM_H

#include "config/settings.h"
#include "spool/reading.h"

struct alarm {
	bool danger;		/* danger.words: a person has to look */
	bool protect;		/* danger.protected_words: that too, and the addresses are protected */
};

struct alarm alarm_find(const struct settings *s, const struct reading *r);
bool alarm_rings(const struct alarm *alarm);

/* The words of the settings that were found, "死にたい、支援措置", and each sentence with one of them, a line
 * each, at most so many; "" when there is none. Owned by ctx. */
char *alarm_words(void *ctx, const struct settings *s, const struct reading *r);
char *alarm_sentences(void *ctx, const struct settings *s, const struct reading *r, size_t max);

#endif
