/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_exif - which way up a photograph was taken. */
#include "spool/scan_exif.h"

#include <string.h>

enum { TAG_ORIENTATION = 0x0112, ENTRY = 12 };

static unsigned
number(const unsigned char *p, int octets, bool little)
{
	unsigned n = 0;

	for (int i = 0; i < octets; i++)
		n = n << 8 | p[little ? octets - 1 - i : i];
	return n;
}

/* A TIFF header and its first directory. */
static int
orientation(struct bytes tiff)
{
	bool little;
	size_t at, count;

	if (tiff.len < 14 || (memcmp(tiff.data, "II", 2) != 0 && memcmp(tiff.data, "MM", 2) != 0))
		return 0;
	little = tiff.data[0] == 'I';
	at = number(tiff.data + 4, 4, little);
	if (at > tiff.len - 2)
		return 0;
	count = number(tiff.data + at, 2, little);
	at += 2;
	for (size_t i = 0; i < count && tiff.len - at >= ENTRY; i++, at += ENTRY)
		if (number(tiff.data + at, 2, little) == TAG_ORIENTATION)
			return (int)number(tiff.data + at + 8, 2, little);
	return 0;
}

int
exif_turn(struct bytes jpeg)
{
	static const int quarters[] = { 0, 0, 0, 2, 2, 1, 1, 3, 3 };
	size_t at = 2;

	while (at + 4 <= jpeg.len && jpeg.data[at] == 0xff && jpeg.data[at + 1] != 0xda) {
		size_t len = number(jpeg.data + at + 2, 2, false);

		if (len < 2 || len > jpeg.len - at - 2)
			return 0;
		if (jpeg.data[at + 1] == 0xe1 && len > 8 && memcmp(jpeg.data + at + 4, "Exif\0\0", 6) == 0) {
			int n = orientation((struct bytes){ jpeg.data + at + 10, len - 8 });

			return n >= 1 && n <= 8 ? quarters[n] : 0;
		}
		at += 2 + len;
	}
	return 0;
}
