/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standing addresses of groups of clerks, and forms that are sent twice. */
#include "tests/spool/fixture.h"

#include "config/clock.h"
#include "spool/opinion.h"
#include "spool/staff.h"

static const struct staff call = { .code = "Call", .name = "コールセンター" }, desk = { .code = "desk", .name = "広聴係" };

static void
set_now(int64_t now)
{
	char *text = talloc_asprintf(NULL, "%lld", (long long)now);

	setenv("IKEN_NOW", text, 1);
	talloc_free(text);
}

static struct token
token_of(struct fixture *fx, const char *address)
{
	struct token token;

	assert_true(token_parse(fx, fx->settings.office.address, address, &token));
	assert_int_equal(token.kind, TOKEN_STAFF);
	return token;
}

static enum staff_fit
fit(struct fixture *fx, const struct staff *staff, const char *address)
{
	struct staff_standing standing;
	struct token token = token_of(fx, address);

	assert_done(staff_standing(fx->ledger, staff, &standing, &fx->fault));
	return staff_fit(fx->ledger, staff, &standing, &token, clock_now());
}

static void
an_address_is_one_groups(void **state)
{
	struct fixture *fx = *state;
	char *address = staff_address(fx, fx->ledger, &call, 1);

	assert_int_equal(strncmp(address, "opinion+staff-call-", 19), 0);
	assert_string_equal(token_of(fx, address).subject, "call");
	assert_int_equal(fit(fx, &call, address), STAFF_FITS);
	assert_int_equal(fit(fx, &desk, address), STAFF_FITS_NOT);
	address[22] = address[22] == '0' ? '1' : '0';
	assert_int_equal(fit(fx, &call, address), STAFF_FITS_NOT);
}

static void
a_new_address_ends_the_old_one(void **state)
{
	struct fixture *fx = *state;
	char *first = staff_address(fx, fx->ledger, &call, 1), *second, *third;
	struct staff_standing standing;
	int64_t now = 1795446000;

	set_now(now);
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(staff_renew(fx->ledger, &call, &standing, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	assert_int_equal(standing.generation, 2);
	assert_int_equal(standing.renewed, now);
	second = staff_address(fx, fx->ledger, &call, 2);
	third = staff_address(fx, fx->ledger, &call, 3);
	assert_string_not_equal(first, second);
	assert_int_equal(fit(fx, &call, second), STAFF_FITS);
	assert_int_equal(fit(fx, &call, first), STAFF_FITS_FORMER);
	assert_int_equal(fit(fx, &call, third), STAFF_FITS_NOT);
	set_now(now + STAFF_FORMER_DAYS * 86400 - 1);
	assert_int_equal(fit(fx, &call, first), STAFF_FITS_FORMER);
	set_now(now + STAFF_FORMER_DAYS * 86400);
	assert_int_equal(fit(fx, &call, first), STAFF_FITS_NOT);
	assert_int_equal(fit(fx, &call, second), STAFF_FITS);
	/* Twice in two weeks: only the one before is known as former. */
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(staff_renew(fx->ledger, &call, &standing, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	assert_int_equal(standing.generation, 3);
	assert_int_equal(fit(fx, &call, third), STAFF_FITS);
	assert_int_equal(fit(fx, &call, second), STAFF_FITS_FORMER);
	assert_int_equal(fit(fx, &call, first), STAFF_FITS_NOT);
	/* Other groups are left alone. */
	assert_done(staff_standing(fx->ledger, &desk, &standing, &fx->fault));
	assert_int_equal(standing.generation, 1);
	unsetenv("IKEN_NOW");
}

static int64_t
form_of(struct fixture *fx, const struct staff *staff, const char *form, int64_t received)
{
	int64_t opinion;

	assert_done(staff_form_known(fx->ledger, staff, bytes_of(form), received, &opinion, &fx->fault));
	return opinion;
}

static void
a_form_is_known_for_ten_minutes(void **state)
{
	struct fixture *fx = *state;
	const struct contact nobody = { "", "", "", "", "", "", REPLY_NONE, false };
	struct opinion o = { .channel = "phone", .purpose = "other", .language = "ja", .received = 1795446000 };
	int64_t at = o.received;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_enter(fx->ledger, fx, &o, &nobody, "staff:call", &fx->fault));
	assert_done(staff_form_note(fx->ledger, &call, bytes_of("form"), at, o.id, &fx->fault));
	assert_int_equal(form_of(fx, &call, "form", at + STAFF_SAME_SECONDS), o.id);
	assert_int_equal(form_of(fx, &call, "form", at + STAFF_SAME_SECONDS + 1), 0);
	assert_int_equal(form_of(fx, &call, "form", at - STAFF_SAME_SECONDS), o.id);
	assert_int_equal(form_of(fx, &call, "form ", at), 0);
	assert_int_equal(form_of(fx, &desk, "form", at), 0);
	/* What is older than a day is forgotten when another one comes. */
	assert_done(staff_form_note(fx->ledger, &call, bytes_of("other"), at + 86401, o.id, &fx->fault));
	assert_int_equal(form_of(fx, &call, "form", at), 0);
	assert_done(db_commit(fx->ledger->db, &fx->fault));
}

static void
a_mail_is_known_for_a_day(void **state)
{
	struct fixture *fx = *state;
	int64_t at = 1795446000;
	bool known;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(staff_mail_known(fx->ledger, &call, bytes_of("mail"), &known, &fx->fault));
	assert_false(known);
	assert_done(staff_mail_note(fx->ledger, &call, bytes_of("mail"), at, &fx->fault));
	assert_done(staff_mail_known(fx->ledger, &call, bytes_of("mail"), &known, &fx->fault));
	assert_true(known);
	assert_done(staff_mail_known(fx->ledger, &desk, bytes_of("mail"), &known, &fx->fault));
	assert_false(known);
	/* A mail is no form. */
	assert_int_equal(form_of(fx, &call, "mail", at), 0);
	assert_done(staff_mail_note(fx->ledger, &call, bytes_of("other"), at + 86401, &fx->fault));
	assert_done(staff_mail_known(fx->ledger, &call, bytes_of("mail"), &known, &fx->fault));
	assert_false(known);
	assert_done(db_commit(fx->ledger->db, &fx->fault));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		spool_test(an_address_is_one_groups),
		spool_test(a_new_address_ends_the_old_one),
		spool_test(a_form_is_known_for_ten_minutes),
		spool_test(a_mail_is_known_for_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
