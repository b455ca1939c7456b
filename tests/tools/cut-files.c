/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cut-files - whether files are whole, and at which lengths they would be if they ended there.
 *
 * usage: cut-files FILE ...
 * Prints "NAME no" for a file that is not whole, else "NAME" and every shorter length at which it would be.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "ingest/whole.h"

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int fd = open(argv[i], O_RDONLY | O_CLOEXEC);
		const char *slash = strrchr(argv[i], '/');
		enum whole_kind kind = whole_kind_of(argv[i]);
		struct stat st;

		if (fd < 0 || fstat(fd, &st) != 0)
			return 1;
		printf("%s", slash != NULL ? slash + 1 : argv[i]);
		if (whole_look(fd, st.st_size, kind) != WHOLE_YES)
			printf(" no");
		for (int64_t n = 0; n < st.st_size; n++)
			if (whole_look(fd, n, kind) == WHOLE_YES)
				printf(" %lld", (long long)n);
		putchar('\n');
		close(fd);
	}
	return 0;
}
