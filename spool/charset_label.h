/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_label - which way of decoding a label of mail means; everything else is unknown. */
#ifndef SPOOL_CHARSET_LABEL_H
#define SPOOL_CHARSET_LABEL_H

enum charset_kind {
	KIND_UNKNOWN,	/* no label, or one that is not on the list */
	KIND_ASCII,
	KIND_WESTERN,	/* ISO-8859-1 and windows-1252: what programs write that know nothing better */
	KIND_SINGLE,	/* any other charset of one octet */
	KIND_UTF8,
	KIND_UTF16, KIND_UTF16BE, KIND_UTF16LE, KIND_UTF32, KIND_UTF32BE, KIND_UTF32LE,
	KIND_JIS,	/* ISO-2022-JP and all its kin */
	KIND_SJIS,	/* CP932, whatever it is called */
	KIND_EUCJP,
	KIND_KOREAN,	/* EUC-KR, which is CP949 */
	KIND_KOREAN7,	/* ISO-2022-KR */
	KIND_GB18030, KIND_BIG5, KIND_UTF7
};

struct label {
	enum charset_kind kind;
	const char *name;	/* static: what is reported; for KIND_SINGLE also the name of its table */
};

/* Case, punctuation, quotes, an RFC 2231 language and a year do not matter. declared may be
 * NULL. */
struct label label_find(const char *declared);

#endif
