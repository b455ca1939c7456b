/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faq_order - what a department says to a question with its answer that it was shown. Pure. */
#ifndef PROCESS_FAQ_ORDER_H
#define PROCESS_FAQ_ORDER_H

#include "spool/faq_text.h"
#include "spool/reading.h"

enum faq_wish {
	FAQ_APPROVE,		/* 承認: word for word as it was shown */
	FAQ_CORRECT,		/* 修正: form has what is to stand there instead */
	FAQ_DROP,		/* 不要, 廃止 */
	FAQ_UNCLEAR
};

struct faq_order {
	enum faq_wish wish;
	struct faq_form form;		/* CORRECT */
	const char *code;		/* UNCLEAR: of the reasons, static */
};

/* All of it is owned by ctx. */
struct faq_order faq_order_read(void *ctx, const struct reading *r);

#endif
