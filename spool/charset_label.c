/* SPDX-License-Identifier: GPL-3.0-or-later */
/* charset_label - which way of decoding a label of mail means; everything else is unknown. */
#include "spool/charset_label.h"

#include <string.h>

#include "config/text.h"

/* Labels in lower case, letters and digits only. */
static const struct {
	const char *label;
	enum charset_kind kind;
	const char *name;
} labels[] = {
	{ "utf8", KIND_UTF8, "utf-8" },
	{ "unicode11utf8", KIND_UTF8, "utf-8" },
	{ "xunicode20utf8", KIND_UTF8, "utf-8" },
	{ "utf8n", KIND_UTF8, "utf-8" },
	{ "utf8mb4", KIND_UTF8, "utf-8" },
	{ "cp65001", KIND_UTF8, "utf-8" },
	{ "cesu8", KIND_UTF8, "utf-8" },
	{ "usascii", KIND_ASCII, "us-ascii" },
	{ "ascii", KIND_ASCII, "us-ascii" },
	{ "ansix341968", KIND_ASCII, "us-ascii" },
	{ "iso646us", KIND_ASCII, "us-ascii" },
	{ "7bit", KIND_ASCII, "us-ascii" },
	{ "iso2022jp", KIND_JIS, "iso-2022-jp" },
	{ "iso2022jp1", KIND_JIS, "iso-2022-jp" },
	{ "iso2022jp2", KIND_JIS, "iso-2022-jp" },
	{ "iso2022jp3", KIND_JIS, "iso-2022-jp" },
	{ "iso2022jp2004", KIND_JIS, "iso-2022-jp" },
	{ "iso2022jpms", KIND_JIS, "iso-2022-jp" },
	{ "csiso2022jp", KIND_JIS, "iso-2022-jp" },
	{ "cp50220", KIND_JIS, "iso-2022-jp" },
	{ "cp50221", KIND_JIS, "iso-2022-jp" },
	{ "cp50222", KIND_JIS, "iso-2022-jp" },
	{ "jis", KIND_JIS, "iso-2022-jp" },
	{ "jis7", KIND_JIS, "iso-2022-jp" },
	{ "jis8", KIND_JIS, "iso-2022-jp" },
	{ "iso2022", KIND_JIS, "iso-2022-jp" },
	{ "xiso2022jp", KIND_JIS, "iso-2022-jp" },
	{ "shiftjis", KIND_SJIS, "cp932" },
	{ "sjis", KIND_SJIS, "cp932" },
	{ "xsjis", KIND_SJIS, "cp932" },
	{ "sjiswin", KIND_SJIS, "cp932" },
	{ "xshiftjis", KIND_SJIS, "cp932" },
	{ "xsjiscp932", KIND_SJIS, "cp932" },
	{ "xmscp932", KIND_SJIS, "cp932" },
	{ "mskanji", KIND_SJIS, "cp932" },
	{ "csshiftjis", KIND_SJIS, "cp932" },
	{ "cswindows31j", KIND_SJIS, "cp932" },
	{ "windows31j", KIND_SJIS, "cp932" },
	{ "windows932", KIND_SJIS, "cp932" },
	{ "cp932", KIND_SJIS, "cp932" },
	{ "ms932", KIND_SJIS, "cp932" },
	{ "cp943", KIND_SJIS, "cp932" },
	{ "ibm943", KIND_SJIS, "cp932" },
	{ "shiftjis2004", KIND_SJIS, "cp932" },
	{ "shiftjisx0213", KIND_SJIS, "cp932" },
	{ "eucjp", KIND_EUCJP, "euc-jp" },
	{ "xeucjp", KIND_EUCJP, "euc-jp" },
	{ "xeuc", KIND_EUCJP, "euc-jp" },
	{ "ujis", KIND_EUCJP, "euc-jp" },
	{ "eucjpms", KIND_EUCJP, "euc-jp" },
	{ "eucjpwin", KIND_EUCJP, "euc-jp" },
	{ "cp51932", KIND_EUCJP, "euc-jp" },
	{ "cp20932", KIND_EUCJP, "euc-jp" },
	{ "cseucpkdfmtjapanese", KIND_EUCJP, "euc-jp" },
	{ "extendedunixcodepackedformatforjapanese", KIND_EUCJP, "euc-jp" },
	{ "utf16", KIND_UTF16, "utf-16" },
	{ "unicode", KIND_UTF16, "utf-16" },
	{ "ucs2", KIND_UTF16, "utf-16" },
	{ "iso10646ucs2", KIND_UTF16, "utf-16" },
	{ "utf16be", KIND_UTF16BE, "utf-16be" },
	{ "utf16le", KIND_UTF16LE, "utf-16le" },
	{ "utf32", KIND_UTF32, "utf-32" },
	{ "ucs4", KIND_UTF32, "utf-32" },
	{ "utf32be", KIND_UTF32BE, "utf-32be" },
	{ "utf32le", KIND_UTF32LE, "utf-32le" },
	{ "utf7", KIND_UTF7, "utf-7" },
	{ "unicode11utf7", KIND_UTF7, "utf-7" },
	{ "csunicode11utf7", KIND_UTF7, "utf-7" },
	{ "euckr", KIND_KOREAN, "cp949" },
	{ "ksc56011987", KIND_KOREAN, "cp949" },
	{ "ksc56011989", KIND_KOREAN, "cp949" },
	{ "ksc5601", KIND_KOREAN, "cp949" },
	{ "ksx1001", KIND_KOREAN, "cp949" },
	{ "korean", KIND_KOREAN, "cp949" },
	{ "cp949", KIND_KOREAN, "cp949" },
	{ "ms949", KIND_KOREAN, "cp949" },
	{ "uhc", KIND_KOREAN, "cp949" },
	{ "windows949", KIND_KOREAN, "cp949" },
	{ "cseuckr", KIND_KOREAN, "cp949" },
	{ "iso2022kr", KIND_KOREAN7, "iso-2022-kr" },
	{ "csiso2022kr", KIND_KOREAN7, "iso-2022-kr" },
	{ "gb18030", KIND_GB18030, "gb18030" },
	{ "gbk", KIND_GB18030, "gb18030" },
	{ "xgbk", KIND_GB18030, "gb18030" },
	{ "cp936", KIND_GB18030, "gb18030" },
	{ "ms936", KIND_GB18030, "gb18030" },
	{ "windows936", KIND_GB18030, "gb18030" },
	{ "gb2312", KIND_GB18030, "gb18030" },
	{ "gb231280", KIND_GB18030, "gb18030" },
	{ "csgb2312", KIND_GB18030, "gb18030" },
	{ "euccn", KIND_GB18030, "gb18030" },
	{ "xeuccn", KIND_GB18030, "gb18030" },
	{ "big5", KIND_BIG5, "big5" },
	{ "big5hkscs", KIND_BIG5, "big5" },
	{ "big5eten", KIND_BIG5, "big5" },
	{ "xxbig5", KIND_BIG5, "big5" },
	{ "csbig5", KIND_BIG5, "big5" },
	{ "cp950", KIND_BIG5, "big5" },
	{ "windows950", KIND_BIG5, "big5" },
	{ "iso88591", KIND_WESTERN, "windows-1252" },
	{ "isoir100", KIND_WESTERN, "windows-1252" },
	{ "latin1", KIND_WESTERN, "windows-1252" },
	{ "l1", KIND_WESTERN, "windows-1252" },
	{ "windows1252", KIND_WESTERN, "windows-1252" },
	{ "cp1252", KIND_WESTERN, "windows-1252" },
	{ "xansi", KIND_WESTERN, "windows-1252" },
	{ "iso88592", KIND_SINGLE, "iso-8859-2" },
	{ "latin2", KIND_SINGLE, "iso-8859-2" },
	{ "iso88593", KIND_SINGLE, "iso-8859-3" },
	{ "iso88594", KIND_SINGLE, "iso-8859-4" },
	{ "iso88595", KIND_SINGLE, "iso-8859-5" },
	{ "iso88596", KIND_SINGLE, "iso-8859-6" },
	{ "iso88597", KIND_SINGLE, "iso-8859-7" },
	{ "iso88598", KIND_SINGLE, "iso-8859-8" },
	{ "iso88598i", KIND_SINGLE, "iso-8859-8" },
	{ "iso88598e", KIND_SINGLE, "iso-8859-8" },
	{ "iso88599", KIND_SINGLE, "windows-1254" },
	{ "latin5", KIND_SINGLE, "windows-1254" },
	{ "iso885910", KIND_SINGLE, "iso-8859-10" },
	{ "iso885911", KIND_SINGLE, "cp874" },
	{ "tis620", KIND_SINGLE, "cp874" },
	{ "cp874", KIND_SINGLE, "cp874" },
	{ "windows874", KIND_SINGLE, "cp874" },
	{ "iso885913", KIND_SINGLE, "iso-8859-13" },
	{ "iso885914", KIND_SINGLE, "iso-8859-14" },
	{ "iso885915", KIND_SINGLE, "iso-8859-15" },
	{ "latin9", KIND_SINGLE, "iso-8859-15" },
	{ "iso885916", KIND_SINGLE, "iso-8859-16" },
	{ "windows1250", KIND_SINGLE, "windows-1250" },
	{ "windows1251", KIND_SINGLE, "windows-1251" },
	{ "windows1253", KIND_SINGLE, "windows-1253" },
	{ "windows1254", KIND_SINGLE, "windows-1254" },
	{ "windows1255", KIND_SINGLE, "windows-1255" },
	{ "windows1256", KIND_SINGLE, "windows-1256" },
	{ "windows1257", KIND_SINGLE, "windows-1257" },
	{ "windows1258", KIND_SINGLE, "windows-1258" },
	{ "cp1250", KIND_SINGLE, "windows-1250" },
	{ "cp1251", KIND_SINGLE, "windows-1251" },
	{ "cp1253", KIND_SINGLE, "windows-1253" },
	{ "cp1254", KIND_SINGLE, "windows-1254" },
	{ "cp1255", KIND_SINGLE, "windows-1255" },
	{ "cp1256", KIND_SINGLE, "windows-1256" },
	{ "cp1257", KIND_SINGLE, "windows-1257" },
	{ "cp1258", KIND_SINGLE, "windows-1258" },
	{ "koi8r", KIND_SINGLE, "koi8-r" },
	{ "cskoi8r", KIND_SINGLE, "koi8-r" },
	{ "koi8u", KIND_SINGLE, "koi8-u" },
	{ "koi8ru", KIND_SINGLE, "koi8-u" },
	{ "cp866", KIND_SINGLE, "cp866" },
	{ "ibm866", KIND_SINGLE, "cp866" },
	{ "cp437", KIND_SINGLE, "cp437" },
	{ "ibm437", KIND_SINGLE, "cp437" },
	{ "cp850", KIND_SINGLE, "cp850" },
	{ "ibm850", KIND_SINGLE, "cp850" },
	{ "cp852", KIND_SINGLE, "cp852" },
	{ "ibm852", KIND_SINGLE, "cp852" },
	{ "macintosh", KIND_SINGLE, "macintosh" },
	{ "macroman", KIND_SINGLE, "macintosh" },
	{ "xmacroman", KIND_SINGLE, "macintosh" },
};

enum { LABEL_MAX = 48 };

/* "  \"ISO_8859-1:1987\"" and "iso-8859-1*en" are both "iso88591". */
static void
normalise(const char *declared, char out[LABEL_MAX])
{
	size_t n = 0;

	for (; *declared != 0 && n + 1 < LABEL_MAX; declared++) {
		char c = text_lower(*declared);

		if ((c == ':' || c == '*' || c == ';') && n > 0)
			break;
		if ((c >= 'a' && c <= 'z') || text_is_digit(c))
			out[n++] = c;
	}
	out[n] = 0;
}

struct label
label_find(const char *declared)
{
	char wanted[LABEL_MAX];

	if (declared == NULL)
		declared = "";
	normalise(declared, wanted);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		if (strcmp(labels[i].label, wanted) == 0)
			return (struct label){ labels[i].kind, labels[i].name };
	}
	return (struct label){ KIND_UNKNOWN, "unknown-8bit" };
}
