/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cookie - the one cookie of the page (RFC 6265): its value is of ours, hexadecimal digits. */
#ifndef SPOOL_COOKIE_H
#define SPOOL_COOKIE_H

#include <stdbool.h>
#include <stdint.h>

/* The value of Set-Cookie; owned by ctx. age 0: the browser shall forget it. secure: the browser gives it back over https
 * alone, and no other site of the domain can set it (the name begins with __Host-). It ends with the window in any case. */
char *cookie_write(void *ctx, const char *name, const char *value, int64_t age, bool secure);

/* Our cookie among those that the browser sent; owned by ctx, NULL: none, or not of hexadecimal digits. */
char *cookie_read(void *ctx, const char *sent, const char *name, bool secure);

#endif
