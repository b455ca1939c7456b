/* SPDX-License-Identifier: GPL-3.0-or-later */
/* driver - gives octets to a fuzz target: libFuzzer's, or those of the files named */
#include "tests/fuzz/fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/memory.h"
#include "config/text.h"

void
must_hold(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

char *
fuzz_text(void *ctx, struct bytes input)
{
	return text_from(ctx, input, TEXT_RUNNING, NULL);
}

int
fuzz_file(struct bytes input)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	must_hold(fd >= 0 && write(fd, input.data, input.len) == (ssize_t)input.len, "a file in memory");
	return fd;
}

/* In memory where that can be: nothing in it has to outlive anybody. */
static char folder[64];

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)st;
	(void)kind;
	(void)where;
	return remove(path);
}

static void
remove_folder(void)
{
	(void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
fuzz_folder(void)
{
	static bool made;

	if (!made) {
		snprintf(folder, sizeof folder, "%s/iken-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
		must_hold(mkdtemp(folder) != NULL, "a folder");
		atexit(remove_folder);
		made = true;
	}
	return folder;
}

void
fuzz_put(const char *name, struct bytes input)
{
	char *path = must(talloc_asprintf(NULL, "%s/%s", fuzz_folder(), name));
	int fd;

	for (char *p = path + strlen(folder) + 1; (p = strchr(p, '/')) != NULL; *p++ = '/') {
		*p = 0;
		(void)mkdir(path, 0700);
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must_hold(fd >= 0 && write(fd, input.data, input.len) == (ssize_t)input.len, path);
	close(fd);
	talloc_free(path);
}

static void
give(struct bytes input)
{
	void *ctx = must(talloc_new(NULL));

	fuzz_one(ctx, input);
	talloc_free(ctx);
}

#ifdef IKEN_FUZZ

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_begin();
	return 0;
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	give((struct bytes){ data, len });
	return 0;
}

#else

static void
replay(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	unsigned char *data;

	must_hold(fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode), path);
	/* of its own size, so that a sanitizer sees a read behind its end */
	data = malloc(st.st_size > 0 ? (size_t)st.st_size : 1);
	must_hold(data != NULL && read(fd, data, (size_t)st.st_size) == st.st_size, path);
	close(fd);
	give((struct bytes){ data, (size_t)st.st_size });
	free(data);
}

int
main(int argc, char **argv)
{
	fuzz_begin();
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return 0;
}

#endif
