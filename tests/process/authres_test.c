/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Authentication-Results, by tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/authres.h"

#include <cmocka.h>	/* its fail() would hide ours */

#define MX "mx.example.jp; "
#define CITY "a@city.example.jp"

static const struct {
	const char *required;		/* one or two, at a space; NULL: none */
	const char *first, *second;	/* fields, topmost first; NULL: none */
	const char *from;
	bool passed;
} table[] = {
	{ NULL, NULL, NULL, CITY, true },
	{ "dmarc", NULL, NULL, CITY, false },
	{ "dmarc", MX "dmarc=pass header.from=city.example.jp", NULL, CITY, true },
	{ "dmarc", "MX.Example.JP 1; dmarc = PASS (p=none) header.from=City.example.jp;", NULL,
	  CITY, true },
	{ "dmarc", MX "dmarc=fail header.from=city.example.jp", NULL, CITY, false },
	{ "dmarc", MX "dmarc=pass header.from=other.example", NULL, CITY, false },
	{ "dmarc", MX "dmarc=pass", NULL, CITY, false },
	{ "dmarc", "mx.other.example; dmarc=pass header.from=city.example.jp", NULL, CITY, false },
	/* a field that the sender wrote stands below */
	{ "dmarc", MX "dmarc=fail header.from=city.example.jp",
	  MX "dmarc=pass header.from=city.example.jp", CITY, false },
	{ "dmarc", "mx.other.example; none", MX "dmarc=pass header.from=city.example.jp", CITY,
	  false },
	/* somebody's own domain passed */
	{ "spf dkim", MX "spf=pass smtp.mailfrom=x@evil.example; dkim=pass header.d=evil.example",
	  NULL, CITY, false },
	{ "spf", MX "spf=pass smtp.mailfrom=x@city.example.jp", NULL, CITY, true },
	{ "spf dkim", MX "spf=none; dkim=pass header.d=city.example.jp", NULL, CITY, true },
	{ "spf", MX "spf=pass smtp.mailfrom=city.example.jp", NULL, "a@road.city.example.jp",
	  true },
	{ "spf", MX "spf=pass smtp.mailfrom=road.city.example.jp", NULL, CITY, false },
	{ "spf", MX "spf=pass smtp.mailfrom=xcity.example.jp", NULL, CITY, false },
	{ "spf", MX "spf=pass smtp.mailfrom=ity.example.jp", NULL, CITY, false },
	{ "spf", MX "spf=pass smtp.mailfrom=jp", NULL, CITY, false },
	{ "spf", MX "spf=pass smtp.helo=city.example.jp", NULL, CITY, false },
	{ "spf",
	  MX "spf=softfail smtp.mailfrom=city.example.jp; dkim=pass header.d=city.example.jp", NULL,
	      CITY, false },
	{ "dkim",
	  MX "spf=fail smtp.mailfrom=x.example; dkim=pass header.d=city.example.jp header.s=a",
	      NULL, CITY, true },
	{ "dkim", MX "dkim=fail header.d=city.example.jp; dkim=pass header.i=@city.example.jp",
	  NULL, CITY, true },
	{ "dkim", MX "dkim=pass header.i=@city.example.jp header.d=evil.example", NULL, CITY,
	  false },
	{ "dkim", MX "dkim=pass header.d=evil.example header.i=@city.example.jp", NULL, CITY,
	  false },
	{ "dkim", MX "dkim/1=pass reason=\"good; key\" header.d=city.example.jp", NULL, CITY,
	  true },
	{ "dkim",
	  "mx.example.jp (a (b; dkim=fail) c) ; dkim=pass (2048 bit) header.d=city.example.jp",
	  NULL, CITY, true },
	/* words of another result hidden in comments and strings */
	{ "dkim",
	  MX "spf=fail reason=\"; dkim=pass header.d=city.example.jp\" smtp.mailfrom=x.example",
	      NULL, CITY, false },
	{ "dkim", MX "spf=fail (; dkim=pass header.d=city.example.jp", NULL, CITY, false },
	{ "dkim", MX "dkim=pass header.d=city.example.jp; spf", NULL, CITY, false },
	{ "dkim", MX "none", NULL, CITY, false },
	{ "dkim", "mx.example.jp.evil.example; dkim=pass header.d=city.example.jp", NULL, CITY,
	  false },
	{ "dkim", "", NULL, CITY, false },
	{ "dkim", ";;;", NULL, CITY, false },
	{ "dkim", MX "dkim=pass header.d=city.example.jp", NULL, "", false },
	{ "dkim", MX "dkim=pass header.d=city.example.jp", NULL, "a@", false }
};

static void
judges(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		char required[32] = "", *words[2] = { required, NULL }, *fields[2];
		struct trust trust = { .authserv_id = "mx.example.jp", .required = { words, 0 } };
		struct list list = { fields, 0 };
		void *ctx = talloc_new(NULL);

		if (table[i].required != NULL) {
			snprintf(required, sizeof required, "%s", table[i].required);
			words[1] = strchr(required, ' ');
			if (words[1] != NULL)
				*words[1]++ = 0;
			trust.required.count = words[1] != NULL ? 2 : 1;
		}
		if (table[i].first != NULL)
			fields[list.count++] = talloc_strdup(ctx, table[i].first);
		if (table[i].second != NULL)
			fields[list.count++] = talloc_strdup(ctx, table[i].second);
		if (authres_passed(&trust, &list, table[i].from) != table[i].passed)
			fail_msg("row %zu: %s", i, table[i].first != NULL ? table[i].first :
			    "none");
		talloc_free(ctx);
	}
}

static void
requires_nothing_without_a_relay(void **state)
{
	char dkim[] = "dkim", *required = dkim;
	struct trust trust = { .authserv_id = "", .required = { &required, 1 } };
	struct list list = { NULL, 0 };

	(void)state;
	assert_true(authres_passed(&trust, &list, CITY));
	trust.authserv_id = "mx.example.jp";
	assert_false(authres_passed(&trust, &list, CITY));
}

static void
is_quick(void **state)
{
	static const char *const units[] = { "(", ")", ";", "\"", "a=b ", "a=",
	    "dkim=pass header.d=a.b;", "\\", "(\\" };

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		struct buffer b = buffer_init(NULL);
		char dkim[] = "dkim", *required = dkim, *field;
		struct trust trust = { .authserv_id = "mx.example.jp", .required = { &required,
		    1 } };
		struct list list = { &field, 1 };
		clock_t began = clock();

		buffer_string(&b, MX);
		while (b.len < 1 << 20)
			buffer_string(&b, units[i]);
		field = (char *)b.data;
		assert_false(authres_passed(&trust, &list, CITY));
		assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 1);
		talloc_free(b.data);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges), cmocka_unit_test(requires_nothing_without_a_relay),
		    cmocka_unit_test(is_quick)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
