/* SPDX-License-Identifier: GPL-3.0-or-later */
/* standard - answers by code (回答コード): the standard text, filled in when the answer is registered. */
#ifndef PROCESS_STANDARD_H
#define PROCESS_STANDARD_H

#include "process/matter.h"

/* Where the answer names a code, m->answer.text becomes the standard text in the language of the opinion, so
 * that what is approved is what leaves. The resident's name is not in it: it stands there as 〔氏名〕, which reply
 * fills in for the resident alone. What the department wrote besides goes where the text has {text}, else
 * behind it. No such code: *code_out is "no-code". Without a code nothing changes. */
enum verdict standard_text(struct matter *m, const char **code_out, struct fault *f) MUST_USE;

#endif
