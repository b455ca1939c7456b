/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * postal_barcode - what the post's customer barcode (カスタマバーコード) says for an address.
 *
 * The number of an address (住所表示番号) is taken out of it by the rules of Japan Post's manual of postal
 * codes and barcodes. The rules want the part behind the town's name, which only the post's table of towns
 * tells; here numerals that belong to names (三番町, 八丁堀, 一ノ宮) are told by what follows them.
 */
#ifndef SPOOL_POSTAL_BARCODE_H
#define SPOOL_POSTAL_BARCODE_H

#include <stdbool.h>

/* The seven digits of a postal code as people write it (〒１６０－８３６３); false when there are not seven. */
bool postal_code(const char *text, char digits[8]);

/* Postal code and address number, as "26300233-30-8-403", owned by ctx. A letter takes two of the code's twenty signs; of a
 * letter that has room for the first only, that one stays: a, b or c, for A-J, K-T and U-Z. NULL: the postal
 * code is none, or one for a whole city (ends with 00), for which the post wants no barcode. */
char *postal_barcode(void *ctx, const char *code, const char *address);

#define POSTAL_BARS 67

/* The bars for that, the check digit among them: 1 long, 2 upper, 3 lower, 4 short. False: no such text. */
bool postal_bars(const char *text, char bars[POSTAL_BARS + 1]);

#endif
