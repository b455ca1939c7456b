/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * faq_clean - a text of an opinion or an answer without what could be personal, for a question that everybody may read.
 *
 * What the register knows of the person is masked however it is written (spool/mask.h), and so is whatever looks like a mail
 * address, a telephone number, a postal code, an address or a name, whoever's it is: 〔…〕. A clerk puts back what is not
 * personal. The office's own telephone number, as the settings have it, stays.
 */
#ifndef REPORT_FAQ_CLEAN_H
#define REPORT_FAQ_CLEAN_H

#include "config/settings.h"
#include "spool/contact.h"

/* whole: all that they wrote, of which text is a part. Owned by ctx. */
char *faq_clean(void *ctx, const struct settings *s, const struct contact *contact, const char *whole, const char *text);

/* The lines of an answer that are its matter: without the line that names whom it is for, and greetings. Owned by ctx. */
char *faq_matter(void *ctx, const char *answer);

#endif
