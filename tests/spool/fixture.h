/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fixture - a spool of its own in a temporary folder, for tests. */
#ifndef TESTS_SPOOL_FIXTURE_H
#define TESTS_SPOOL_FIXTURE_H

/* cmocka has a macro called fail: our own headers come before it. */
#include "config/memory.h"
#include "config/settings.h"
#include "spool/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <sys/stat.h>

struct fixture {
	char *folder;
	struct settings settings;
	struct ledger *ledger;
	struct fault fault;
};

#define assert_done(expression) \
	do { \
		if ((expression) != DONE) \
			fail_msg("%s: %s", #expression, fx->fault.text); \
	} while (0)

static inline int
remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

static inline void
fixture_folder(struct fixture *fx, const char *name)
{
	char *path = must(talloc_asprintf(fx, "%s/%s", fx->folder, name));

	assert_int_equal(mkdir(path, 0700), 0);
}

static inline int
fixture_setup(void **state)
{
	static struct department departments[] = {
		{ .code = "desk", .name = "広聴係", .masked = true, .due_days = 14 },
		{ .code = "roads", .name = "道路課", .masked = true, .due_days = 10 },
	};
	struct fixture *fx = memory_new(NULL, sizeof *fx);
	const char *tmp = getenv("TMPDIR");

	fx->folder = must(talloc_asprintf(fx, "%s/iken-XXXXXX", tmp != NULL ? tmp : "/tmp"));
	assert_non_null(mkdtemp(fx->folder));
	fx->settings.folder = fx->folder;
	fx->settings.keys = must(talloc_asprintf(fx, "%s/keys", fx->folder));
	fx->settings.office.address = "opinion@city.example.jp";
	fx->settings.office.desk = "desk";
	fx->settings.office.receipts = true;
	fx->settings.send.bounce_window = 172800;
	fx->settings.search.index = true;
	fx->settings.audit = (struct audit){ .checkpoints = must(talloc_asprintf(fx, "%s/access.checkpoints", fx->folder)),
		.checkpoint_lines = 100, .checkpoint_every = 3600 };
	fx->settings.departments = departments;
	fx->settings.department_count = 2;
	fixture_folder(fx, "arrivals");
	fixture_folder(fx, "tmp");
	fixture_folder(fx, "store");
	fixture_folder(fx, "keys");
	fixture_folder(fx, "lock");
	assert_done(ledger_create(fx, &fx->settings, &fx->fault));
	assert_done(ledger_open(fx, &fx->settings, LEDGER_WRITE, KEYS_ALL, &fx->ledger, &fx->fault));
	*state = fx;
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *fx = *state;

	if (fx->ledger != NULL)
		ledger_close(&fx->ledger);
	nftw(fx->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	talloc_free(fx);
	return 0;
}

#define spool_test(function) cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

#endif
