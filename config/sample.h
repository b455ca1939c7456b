/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample - files of config/sample that the Makefile builds into the programs. */
#ifndef CONFIG_SAMPLE_H
#define CONFIG_SAMPLE_H

/* Each file's octets and a final 0. */
extern const unsigned char sample_settings[];	/* iken.conf */
extern const unsigned char sample_holidays[];	/* syukujitsu.csv, in CP932 */
extern const unsigned char sample_crontab[];	/* crontab: what a rehearsed day is lived through by */

#endif
