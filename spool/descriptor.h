/* SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptor - open descriptors that are handed to another process over a socket (SOCK_SEQPACKET). */
#ifndef SPOOL_DESCRIPTOR_H
#define SPOOL_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/bytes.h"

enum { DESCRIPTORS_MAX = 2 };

/* One message and the descriptors with it; they stay open here. False with errno: it was not sent. */
bool descriptor_send(int control, struct bytes message, const int *fd, size_t count);

/* A message of this size with so many descriptors, which close on exec. False: the other side has gone, or what came is
 * nothing of the kind. */
bool descriptor_receive(int control, void *message, size_t len, int *fd, size_t count);

/* Two ends of a stream; no read or write of the first lasts longer than so many seconds. False with errno. */
bool descriptor_stream(int64_t seconds, int ends[2]);

#endif
