/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_emoji - the pictures that mobile carriers put into Shift_JIS and ISO-2022-JP. */
#ifndef SPOOL_CHARSET_EMOJI_H
#define SPOOL_CHARSET_EMOJI_H

#include <stdint.h>

/* The character for a row and cell (from 0) of CP932 that is not assigned or user-defined:
 * a carrier's picture as Unicode has it, U+3013 (GETA MARK, the printers' sign for a missing
 * character) where only its owner knows it; 0 where no one put anything. */
uint32_t emoji_of_cell(unsigned row, unsigned cell);

#endif
