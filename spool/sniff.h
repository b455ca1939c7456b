/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sniff - what kind of file some octets are, whatever their sender says (libmagic). */
#ifndef SPOOL_SNIFF_H
#define SPOOL_SNIFF_H

#include <stdbool.h>

#include "config/bytes.h"
#include "config/fault.h"

struct sniffer;

#define SNIFF_OCTETS 8192	/* as much of the beginning as is looked at */

/* Loads libmagic's data: to be called before the process is confined. HALT: it is not there. */
enum verdict sniffer_open(void *ctx, struct sniffer **out, struct fault *f) MUST_USE;

/* A media type; owned by ctx. "application/octet-stream" where nothing fits. */
const char *sniff(struct sniffer *s, void *ctx, struct bytes beginning);

/* Whether sniff() knows it without asking libmagic. */
bool sniff_is_certain(struct bytes beginning);

#endif
