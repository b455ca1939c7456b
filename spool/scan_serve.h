/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_serve - what iken-scan does: loads, gives up rights, and forks a child for each job. See scan_wire.h. */
#ifndef SPOOL_SCAN_SERVE_H
#define SPOOL_SCAN_SERVE_H

#include <stdbool.h>

/* control: the socket to the program that started it. words: with the data for reading words. Does not return before
 * that program is gone. */
_Noreturn void scan_serve(int control, bool words);

#endif
