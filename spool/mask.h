/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask - a text without what tells who wrote it (個人情報を伏せた状態).
 *
 * Replaced by 〔氏名〕, 〔メールアドレス〕, 〔電話番号〕, 〔FAX番号〕, 〔郵便番号〕, 〔住所〕: what the register knows
 * of this person, however it is written (mask_form.h): in other widths, with other hyphens, in kanji
 * numerals (一丁目二番三号), over several lines; every mail address, telephone number and postal code; and
 * lines that are labelled as name or address or begin with a postal code. Nothing else is taken away,
 * and each place that was shows its mark.
 */
#ifndef SPOOL_MASK_H
#define SPOOL_MASK_H

#include "spool/contact.h"

enum mask_how {
	MASK_USUAL,	/* as above; a known address counts from two of its numbers on (中央1-2) */
	MASK_STRICT,	/* for protected addresses (支援措置): a known address counts from its first number on
			 * (中央1丁目), and what looks like any address is masked as well */
	MASK_KNOWN	/* only what is known, in the strict way: for texts of clerks, in which the office's
			 * own telephone number may stand */
};

struct mask;

/* What is known of a person; owned by ctx, keeps no pointer to contact. */
struct mask *mask_new(void *ctx, const struct contact *contact);

/* Telephone numbers, mail addresses, postal codes and labelled addresses in a text of this person become known. */
void mask_learn(struct mask *mask, const char *text);

/* Owned by ctx. *masked_out (may be NULL): how many places were masked. */
char *mask_apply(void *ctx, const struct mask *mask, enum mask_how how, const char *text, size_t *masked_out);

/* The three in one, MASK_USUAL. */
char *mask_text(void *ctx, const char *text, const struct contact *contact, size_t *masked_out);

#endif
