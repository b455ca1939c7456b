/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_marks - QR codes on a page (zbar). Within iken-scan only. */
#ifndef SPOOL_SCAN_MARKS_H
#define SPOOL_SCAN_MARKS_H

#include "spool/scan_source.h"

struct marks {
	char **text;
	size_t count;
	int turn;			/* quarters clockwise that make the page upright; 0 when no mark says */
};

/* Loads what zbar asks for when it has found one, which has to be done before files are given up. */
void marks_load(void);

/* The QR codes on a gray picture of about 200 dpi whose texts are printable ASCII, each once; owned by ctx. */
struct marks marks_find(void *ctx, PIX *gray);

#endif
