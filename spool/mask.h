/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask - a resident's text without what tells who wrote it (個人情報を伏せた状態).
 *
 * Replaced by 〔氏名〕, 〔メールアドレス〕, 〔電話番号〕, 〔郵便番号〕, 〔住所〕: the name and the addresses
 * that the register knows of this person, every mail address, telephone number and postal code, and
 * lines that are labelled as name or address or begin with a postal code. Nothing else is taken
 * away, and each place that was shows its mark.
 */
#ifndef SPOOL_MASK_H
#define SPOOL_MASK_H

#include "spool/contact.h"

/* Owned by ctx. *masked_out (may be NULL): how many places were masked. */
char *mask_text(void *ctx, const char *text, const struct contact *contact, size_t *masked_out);

#endif
