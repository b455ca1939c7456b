/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox - a temporary folder for a test, and a settings file that is right. */
#ifndef TESTS_CONFIG_SANDBOX_H
#define TESTS_CONFIG_SANDBOX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* Before cmocka, whose fail() is a macro. */
#include "config/fault.h"

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>

#include "config/memory.h"
#include "config/settings.h"

#define HEAD \
	"[office]\nname = 見本区役所\naddress = opinion@city.example.jp\n" \
	"administrator = admin@city.example.jp\ndesk = desk\n"
#define REST \
	"[spool]\nfolder = /var/spool/iken\n" \
	"[department desk]\nname = 区政情報課\naddresses = desk@city.example.jp\n"

struct sandbox {
	char *folder;
	char *file;			/* folder/iken.conf */
	struct settings *settings;
	struct buffer errors;
	struct fault fault;
};

static inline int
sandbox_remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline int
sandbox_setup(void **state)
{
	struct sandbox *box = memory_new(NULL, sizeof *box);
	const char *tmp = getenv("TMPDIR");

	box->folder = must(talloc_asprintf(box, "%s/iken-XXXXXX", tmp != NULL ? tmp : "/tmp"));
	assert_non_null(mkdtemp(box->folder));
	box->file = must(talloc_asprintf(box, "%s/iken.conf", box->folder));
	*state = box;
	return 0;
}

static inline int
sandbox_teardown(void **state)
{
	struct sandbox *box = *state;

	assert_int_equal(nftw(box->folder, sandbox_remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
	talloc_free(box);
	return 0;
}

static inline void
sandbox_write(const char *path, const void *content, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, len), len);
	assert_int_equal(close(fd), 0);
}

/* The file as a string owned by the sandbox; "" when it is not there. */
static inline char *
sandbox_read(struct sandbox *box, const char *path)
{
	struct buffer all = buffer_init(box);
	char block[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY);

	buffer_add(&all, "", 0);
	while (fd >= 0 && (n = read(fd, block, sizeof block)) > 0)
		buffer_add(&all, block, (size_t)n);
	if (fd >= 0)
		close(fd);
	return (char *)all.data;
}

#define sandbox_test(function) cmocka_unit_test_setup_teardown(function, sandbox_setup, sandbox_teardown)

#endif
