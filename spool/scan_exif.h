/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_exif - which way up a photograph was taken. Pure. */
#ifndef SPOOL_SCAN_EXIF_H
#define SPOOL_SCAN_EXIF_H

#include "config/bytes.h"

/* Quarters clockwise by which a JPEG file has to be turned to be upright; 0 when it does not say. A mirrored picture is
 * taken for one that is not. */
int exif_turn(struct bytes jpeg);

#endif
