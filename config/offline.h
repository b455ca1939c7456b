/* SPDX-License-Identifier: GPL-3.0-or-later */
/* offline - no network for the rest of a process and for all that it starts. */
#ifndef CONFIG_OFFLINE_H
#define CONFIG_OFFLINE_H

#include "config/fault.h"

/* The kernel refuses every socket but those of this machine (Unix), and no program that is started gains rights. It
 * cannot be undone. HALT: the kernel does not do it. */
enum verdict offline_for_good(struct fault *f) MUST_USE;

/* No program that is started gains rights, as by a setuid bit. */
void offline_keep_rights(void);

#endif
