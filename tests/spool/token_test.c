/* SPDX-License-Identifier: GPL-3.0-or-later */
/* numbers and reply tokens: what people and mail programs do to them, and what guessers do. */
#include "spool/token.h"

#include "spool/number.h"
#include "tests/spool/fixture.h"

static bool
fits(const struct seal_key *key, const struct token *token, const char *party)
{
	const struct token_keys keys = { { key }, 1 };

	return token_fits(&keys, token, party);
}

static const char base[] = "opinion@city.example.jp";

static void
test_numbers(void **state)
{
	struct fixture *fx = *state;
	char *number = number_make(fx, 2026, 123);
	char *wide, *plain;

	assert_int_equal(strlen(number), strlen("2026-000123-7"));
	assert_string_equal(number_read(fx, number), number);
	wide = must(talloc_asprintf(fx, "２０２６－０００１２３－%c", number[12]));
	assert_string_equal(number_read(fx, wide), number);
	plain = must(talloc_asprintf(fx, " 2026 000123%c", number[12]));
	assert_string_equal(number_read(fx, plain), number);
	assert_null(number_read(fx, "2026-000123"));
	assert_null(number_read(fx, "2026-000123-7; DROP TABLE"));
	assert_null(number_read(fx, ""));
	assert_string_equal(number_read(fx, number_make(fx, 2026, 12345678)), number_make(fx, 2026, 12345678));
}

/* Damm's digit finds every single wrong digit and every swap of neighbours. */
static void
test_check_digit_finds_slips(void **state)
{
	struct fixture *fx = *state;

	for (int running = 0; running < 200; running++) {
		char *number = number_make(fx, 2026, running * 4567);

		for (size_t i = 0; number[i] != 0; i++) {
			char *slip = must(talloc_strdup(fx, number));

			if (number[i] == '-')
				continue;
			slip[i] = (char)('0' + (number[i] - '0' + 1 + running % 9) % 10);
			if (slip[i] != number[i])
				assert_null(number_read(fx, slip));
			if (number[i + 1] != 0 && number[i + 1] != '-' && number[i + 1] != number[i]) {
				slip[i] = number[i + 1];
				slip[i + 1] = number[i];
				assert_null(number_read(fx, slip));
			}
		}
	}
}

static void
test_tokens_are_read_back(void **state)
{
	struct fixture *fx = *state;
	const struct seal_key *key = fx->ledger->keys->token;
	char *address = token_address(fx, key, base, TOKEN_ANSWER, "2026-000123", "department:roads");
	char *typed = must(talloc_strdup(fx, address));
	struct token token;

	assert_true(strlen(address) - strlen("@city.example.jp") <= 64);
	assert_true(token_parse(fx, base, address, &token));
	assert_int_equal(token.kind, TOKEN_ANSWER);
	assert_string_equal(token.subject, "2026-000123");
	assert_true(fits(key, &token, "department:roads"));
	assert_false(fits(key, &token, "department:waste"));
	for (char *p = typed; *p != 0; p++)
		*p = *p == '1' ? 'l' : *p == '0' && p > strrchr(typed, '-') ? 'O' : (*p >= 'a' && *p <= 'z') ? (char)(*p - 32) : *p;
	/* The number's digits are not repaired, only the token's. */
	memcpy(strchr(typed, '-') + 1, "2026-000123", 11);
	assert_true(token_parse(fx, base, typed, &token));
	assert_true(fits(key, &token, "department:roads"));
}

static void
test_nobody_gets_in_by_guessing(void **state)
{
	struct fixture *fx = *state;
	const struct seal_key *key = fx->ledger->keys->token;
	struct seal_key other = seal_new_key();
	char *address = token_address(fx, key, base, TOKEN_ANSWER, "2026-000123", "desk");
	char *at = strchr(address, '@');
	struct token token;

	for (char *p = at - TOKEN_LENGTH; p < at; p++) {
		char kept = *p;

		*p = kept == 'z' ? 'y' : 'z';
		assert_true(token_parse(fx, base, address, &token));
		assert_false(fits(key, &token, "desk"));
		*p = kept;
	}
	assert_true(token_parse(fx, base, address, &token));
	assert_true(fits(key, &token, "desk"));
	assert_false(fits(&other, &token, "desk"));
	token.kind = TOKEN_APPROVAL;
	assert_false(fits(key, &token, "desk"));
	token.kind = TOKEN_ANSWER;
	token.subject = "2026-000124";
	assert_false(fits(key, &token, "desk"));
}

static void
test_other_addresses_are_no_tokens(void **state)
{
	static const char *const others[] = { "opinion@city.example.jp", "opinion+@city.example.jp",
		"opinion+answer@city.example.jp", "opinion+answer-2026-000123@city.example.jp",
		"opinion+answer-2026-000123-0123456789abcdefghj@city.example.jp",
		"opinion+answer-2026-000123-0123456789abcdefghjuu@city.example.jp",
		"opinion+answer--0123456789abcdefghjk@city.example.jp",
		"opinion+answer-2026-000123-0123456789abcdefghjk@city.example.com",
		"opinions+answer-2026-000123-0123456789abcdefghjk@city.example.jp",
		"opinion+other-2026-000123-0123456789abcdefghjk@city.example.jp", "", "@", "opinion+answer-2026" };
	struct fixture *fx = *state;
	struct token token;

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(token_parse(fx, base, others[i], &token));
}

static void
test_a_former_key_is_accepted_beside_the_present_one(void **state)
{
	struct fixture *fx = *state;
	struct seal_key former = seal_new_key(), other = seal_new_key();
	struct token_keys keys = { { fx->ledger->keys->token, &former }, 2 };
	struct token token;

	assert_true(token_parse(fx, base, token_address(fx, &former, base, TOKEN_ANSWER, "2026-000123", "desk"), &token));
	assert_true(token_fits(&keys, &token, "desk"));
	assert_false(token_fits(&keys, &token, "department:roads"));
	keys.count = 1;
	assert_false(token_fits(&keys, &token, "desk"));
	assert_true(token_parse(fx, base, token_address(fx, &other, base, TOKEN_ANSWER, "2026-000123", "desk"), &token));
	keys.count = 2;
	assert_false(token_fits(&keys, &token, "desk"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_numbers),
		spool_test(test_check_digit_finds_slips),
		spool_test(test_tokens_are_read_back),
		spool_test(test_nobody_gets_in_by_guessing),
		spool_test(test_a_former_key_is_accepted_beside_the_present_one),
		spool_test(test_other_addresses_are_no_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
