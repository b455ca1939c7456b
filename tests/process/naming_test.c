/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Departments as people name them, by a table. */
#include "process/naming.h"

#include "config/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { NOW = 1795421100, LONG_AGO = NOW - 90 * 86400, SOON = NOW + 90 * 86400 };

static struct department departments[] = {
	{ .code = "desk", .name = "広聴課" }, { .code = "roads", .name = "道路課" },
	{ .code = "roads-plan", .name = "道路計画課" }, { .code = "welfare-general", .name = "福祉部総務課" },
	{ .code = "works-general", .name = "土木部総務課" }, { .code = "taxes", .name = "税務部 納税課" },
	{ .code = "parks-old", .name = "公園緑地課", .valid_to = LONG_AGO, .successor = "parks" },
	{ .code = "parks", .name = "みどり公園課" }, { .code = "ended", .name = "統計課", .valid_to = LONG_AGO },
	{ .code = "dx", .name = "デジタル課", .valid_from = SOON }, { .code = "street", .name = "Street Lighting" },
};
static const struct settings settings = { .office = { .desk = "desk" }, .departments = departments,
	.department_count = sizeof departments / sizeof departments[0] };

static const struct {
	const char *words, *department;	/* "" none */
	size_t candidates;
} names[] = {
	{ "道路課", "roads", 1 },
	{ "roads", "roads", 1 },
	{ "ＲＯＡＤＳ", "roads", 1 },
	{ "道路 課", "roads", 1 },
	{ "土木部道路課", "roads", 1 },
	{ "土木部　道路課", "roads", 1 },
	{ "道路課長", "roads", 1 },
	{ "土木部 道路課 管理係", "roads", 1 },
	{ "道路計画", "roads-plan", 1 },
	{ "道路計画課", "roads-plan", 1 },
	{ "道路", "", 2 },
	{ "総務課", "", 2 },
	{ "福祉部総務課", "welfare-general", 1 },
	{ "土木部総務課庶務係", "works-general", 1 },
	{ "納税課", "taxes", 1 },
	{ "税務部納税課", "taxes", 1 },
	/* Another department's name is not ours because it ends alike. */
	{ "北道路課", "", 0 },
	{ "道路課外一名", "", 0 },
	{ "課", "", 0 },
	{ "道", "", 0 },
	{ "", "", 0 },
	{ "　", "", 0 },
	{ "水道課", "", 0 },
	/* Who does the work now. */
	{ "公園緑地課", "parks", 1 },
	{ "公園緑地", "", 0 },
	{ "統計課", "desk", 1 },
	{ "統計", "", 0 },
	{ "デジタル課", "desk", 1 },
	{ "street lighting", "street", 1 },
	{ "Street", "street", 1 },
};

static void
knows_departments_by_what_people_call_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct naming n = naming_department(&settings, names[i].words, NOW);
		const char *code = n.department != NULL ? n.department->code : "";

		if (strcmp(code, names[i].department) != 0 || n.count != names[i].candidates)
			fail_msg("%s: \"%s\", %zu candidates", names[i].words, code, n.count);
	}
}

static void
names_the_candidates(void **state)
{
	void *ctx = talloc_new(NULL);
	struct naming two = naming_department(&settings, "道路", NOW), none = naming_department(&settings, "水道課", NOW);

	(void)state;
	assert_string_equal(naming_reason(ctx, &two), "no-department roads roads-plan");
	assert_string_equal(naming_reason(ctx, &none), "no-department");
	talloc_free(ctx);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_departments_by_what_people_call_them),
		cmocka_unit_test(names_the_candidates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
