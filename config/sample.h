/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample - config/sample/iken.conf, built into iken-init by the Makefile. */
#ifndef CONFIG_SAMPLE_H
#define CONFIG_SAMPLE_H

/* The file's octets and a final 0. */
extern const unsigned char sample_settings[];

#endif
