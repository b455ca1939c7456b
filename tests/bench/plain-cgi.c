/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain-cgi - the least that a CGI program can do with a form: read it and answer with a page of 2 KB. */
#include <stdio.h>
#include <stdlib.h>

int
main(void)
{
	const char *length = getenv("CONTENT_LENGTH");
	static char piece[65536];

	for (long left = length != NULL ? strtol(length, NULL, 10) : 0; left > 0;) {
		size_t n = fread(piece, 1, left < (long)sizeof piece ? (size_t)left : sizeof piece, stdin);

		if (n == 0)
			return 1;
		left -= (long)n;
	}
	printf("Content-Type: text/html; charset=utf-8\r\n\r\n<!doctype html><title>plain</title><p>%2000s\n", "");
	return 0;
}
