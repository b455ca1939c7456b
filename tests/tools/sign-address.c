/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sign-address - prints the reply address that an office would make, for tests that take it apart.
 *
 * usage: sign-address CONF KIND SUBJECT PARTY	(see spool/token.h)
 */
#include "config/memory.h"
#include "config/settings.h"
#include "spool/keys.h"
#include "spool/token.h"

static _Noreturn void
die(const char *why)
{
	fprintf(stderr, "sign-address: %s\n", why);
	exit(1);
}

int
main(int argc, char **argv)
{
	void *ctx = must(talloc_new(NULL));
	struct buffer errors = buffer_init(ctx);
	struct settings *s;
	struct keys *keys;
	struct fault f = { "" };
	int kind = 0;

	if (argc != 5)
		die("CONF KIND SUBJECT PARTY");
	if (settings_read(ctx, argv[1], &s, &errors, &f) != DONE || seal_begin(&f) != DONE ||
	    keys_open(s, KEY_TOKEN, &keys, &f) != DONE)
		die(errors.len != 0 ? buffer_text(&errors) : f.text);
	while (kind < TOKEN_KINDS && strcmp(token_kind_name((enum token_kind)kind), argv[2]) != 0)
		kind++;
	if (kind == TOKEN_KINDS)
		die("there is no such kind");
	printf("%s\n", token_address(ctx, keys->token, s->office.address, (enum token_kind)kind, argv[3], argv[4]));
	keys_close(&keys);
	talloc_free(ctx);
	return 0;
}
