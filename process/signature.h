/* SPDX-License-Identifier: GPL-3.0-or-later */
/* signature - the lines with which a mail program or a habit ends a text. */
#ifndef PROCESS_SIGNATURE_H
#define PROCESS_SIGNATURE_H

#include <stddef.h>

#include "spool/lines.h"

/* Where the text of lines first to end ends: before a signature, which begins with "-- " or with a
 * rule followed by name, office and numbers, and before what programs add (iPhoneから送信, Sent from my
 * iPhone, Get Outlook for iOS). Sentences and places to ask (お問い合わせ先), which are for the
 * resident, are no signature. first when there is nothing else. */
size_t signature_find(const struct lines *lines, size_t first, size_t end);

#endif
