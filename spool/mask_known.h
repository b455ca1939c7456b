/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mask_known - what is known of a person, as signs that are compared. Private to spool/mask*.c. */
#ifndef SPOOL_MASK_KNOWN_H
#define SPOOL_MASK_KNOWN_H

#include "spool/mask_span.h"

enum { KNOWN_MAX = 64 };	/* of each kind, so that no text makes all others slow */

struct known_text {
	struct form form;
	const char *mark;
};

struct known_number {
	char digits[24];
	const char *mark;
};

/* "見本区中央1-2-3コーポ山田101": the place, the house's numbers, the rest. */
struct known_address {
	struct form form;
	size_t numbers, rest;	/* signs; both form.count where there is no number */
	size_t groups;
};

struct mask {
	struct known_text text[KNOWN_MAX];
	struct known_number number[KNOWN_MAX];
	struct known_address address[KNOWN_MAX];
	size_t texts, numbers, addresses;
};

void known_add_text(struct mask *m, const char *text, const char *mark);
void known_add_number(struct mask *m, const char *text, const char *mark);
void known_add_address(struct mask *m, const char *text);

#endif
