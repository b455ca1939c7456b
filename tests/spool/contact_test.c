/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contact_test - a contact survives its record; an export has no protected address */
#include "spool/contact.h"

#include <string.h>

#include "config/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>	/* its fail() would hide ours */

static const struct contact yamada = { .name = "山田太郎", .mail = "taro@example.jp", .postal_code = "160-0022",
	.address = "見本区中央1-2-3", .phone = "03-1234-5678", .fax = "03-1234-5679", .reply = REPLY_POST };

static void
test_packed(void **state)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer record = buffer_init(ctx);
	struct contact *c;

	(void)state;
	contact_pack(&yamada, &record);
	c = contact_unpack(ctx, buffer_bytes(&record));
	assert_non_null(c);
	assert_string_equal(c->name, yamada.name);
	assert_string_equal(c->mail, yamada.mail);
	assert_string_equal(c->postal_code, yamada.postal_code);
	assert_string_equal(c->address, yamada.address);
	assert_string_equal(c->phone, yamada.phone);
	assert_string_equal(c->fax, yamada.fax);
	assert_int_equal(c->reply, REPLY_POST);
	for (size_t n = 0; n < record.len; n++)
		assert_null(contact_unpack(ctx, (struct bytes){ record.data, n }));
	talloc_free(ctx);
}

static void
test_for_export(void **state)
{
	struct contact open = contact_for_export(&yamada, false), kept = contact_for_export(&yamada, true);

	(void)state;
	assert_string_equal(open.name, yamada.name);
	assert_string_equal(open.mail, yamada.mail);
	assert_string_equal(open.postal_code, yamada.postal_code);
	assert_string_equal(open.address, yamada.address);
	assert_string_equal(open.phone, yamada.phone);
	assert_string_equal(open.fax, yamada.fax);
	assert_int_equal(open.reply, yamada.reply);
	assert_string_equal(kept.name, "山田太郎");
	assert_int_equal(kept.reply, REPLY_POST);
	assert_int_equal(strlen(kept.mail) + strlen(kept.postal_code) + strlen(kept.address) + strlen(kept.phone) +
	    strlen(kept.fax), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packed),
		cmocka_unit_test(test_for_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
