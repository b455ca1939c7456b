/* SPDX-License-Identifier: GPL-3.0-or-later */
/* page_password - the password of an opinion's answer, made by the program, read by people. */
#include "spool/page_password.h"

#include "config/memory.h"
#include "config/text.h"

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { GROUP = 4 };

void
page_groups_write(const unsigned char *octets, size_t signs, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < signs; i++) {
		if (i != 0 && i % GROUP == 0)
			out[n++] = '-';
		out[n++] = alphabet[octets[i] & 31];
	}
	out[n] = 0;
}

void
page_password_make(const struct seal_key *seed, const char *context, char out[PAGE_PASSWORD_SHOWN + 1])
{
	unsigned char octets[SEAL_DIGEST];

	seal_hash(seed, "page.password", bytes_of(context), octets, sizeof octets);
	page_groups_write(octets, PAGE_PASSWORD_SIGNS, out);
	seal_wipe(octets, sizeof octets);
}

/* Hyphens, dashes, long vowel marks and spaces of any kind: nobody's password has them. */
static bool
is_between(uint32_t code)
{
	return code == ' ' || code == '\t' || code == '\n' || code == '-' || code == 0xad || code == 0x3000 ||
	    (code >= 0x2010 && code <= 0x2015) || code == 0x2212 || code == 0x30fc || code == 0x2500 || code == 0xfe63 ||
	    code == 0xa0 || code == 0x200b || code == '.' || code == '_';
}

/* The sign's place in the alphabet; -1 none. */
static int
sign_of(uint32_t code)
{
	const char *at;

	if (code == 'i' || code == 'l' || code == '|')
		code = '1';
	if (code == 'o')
		code = '0';
	at = code != 0 && code < 128 ? strchr(alphabet, (int)code) : NULL;
	return at != NULL ? (int)(at - alphabet) : -1;
}

bool
page_groups_read(const char *typed, size_t signs, char *out)
{
	const unsigned char *p = (const unsigned char *)typed, *end = p + strlen(typed);
	size_t count = 0, n = 0;
	bool good = true;

	while (good && p < end) {
		uint32_t code;
		size_t step = text_decode(p, end, &code);
		int sign;

		p += step != 0 ? step : 1;
		code = step != 0 ? text_fold_code(code) : 0;
		if (is_between(code))
			continue;
		sign = sign_of(code);
		good = sign >= 0 && count < signs;
		if (!good)
			continue;
		if (count != 0 && count % GROUP == 0)
			out[n++] = '-';
		out[n++] = alphabet[sign];
		count++;
	}
	good = good && count == signs;
	out[good ? n : 0] = 0;
	return good;
}

bool
page_password_read(const char *typed, char out[PAGE_PASSWORD_SHOWN + 1])
{
	return page_groups_read(typed, PAGE_PASSWORD_SIGNS, out);
}
