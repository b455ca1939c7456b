/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * charset - octets in any charset of real mail, as UTF-8.
 *
 * Order: declared, then repaired (a label whose family is known to be abused: ISO-2022-JP with
 * vendor rows and half-width kana, Shift_JIS that is CP932, EUC-JP with NEC rows), then sniffed
 * (escape sequences, UTF-8, CP932, EUC-JP), then kept with U+FFFD and counted. Only charsets on
 * an own list are known, and most are decoded from tables that glibc filled (charset_table.h):
 * its ISO-2022-CN-EXT and UHC crash the usual loop.
 */
#ifndef SPOOL_CHARSET_H
#define SPOOL_CHARSET_H

#include "config/bytes.h"

/* Opens every converter that charset_to_text() may need. To be called before the process is
 * confined: glibc loads converters from files when they are first opened. Returns how many of
 * the list could be opened; safe to call again. */
size_t charset_open_all(void);

struct decoded {
	char *text;		/* UTF-8, control characters still in it; owned by ctx; never NULL */
	size_t len;		/* octets of text (it may hold NULs before text_from() has seen it) */
	const char *charset;	/* static, lower case: what it was decoded as ("cp932" for Shift_JIS,
				 * "windows-1252" for ISO-8859-1), "unknown-8bit" where nothing fitted */
	size_t damaged;		/* characters that could not be decoded, each now U+FFFD; a carrier's
				 * picture that Unicode has not (U+3013) is none */
	bool guessed;		/* not as declared */
};

/* declared: the label of the mail, NULL or "" when there is none. Never fails. */
struct decoded charset_to_text(void *ctx, struct bytes octets, const char *declared);

#endif
