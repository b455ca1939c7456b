/* SPDX-License-Identifier: GPL-3.0-or-later */
/* renewal_show - which keys there are, since when, and what is wrong with them; nothing of what they are. */
#include <sys/stat.h>

#include "config/clock.h"
#include "config/memory.h"
#include "report/renewal.h"
#include "spool/keys_change.h"
#include "spool/marks.h"
#include "spool/schema.h"

enum { DIGITS = 16 };

/* What is lost without it, and where it comes from. */
static const char *const repairs[KEYS_KINDS] = {
	[KEYS_ARRIVAL] = "what waits cannot be registered; it stays. Bring it back: iken-keys --recover, or type it in from paper",
	[KEYS_MASTER] = "no opinion can be read. Bring it back: iken-keys --recover, or type it in from paper",
	[KEYS_LOOKUP] = "nothing is registered or sent. Bring it back: iken-keys --recover, or type it in from paper",
	[KEYS_TOKEN] = "answers to what was sent are not believed. Bring it back: iken-keys --recover, or type it in from paper",
	[KEYS_AUDIT] = "looks cannot be signed. Bring it back: iken-keys --recover, or type it in from paper",
	[KEYS_DIGEST] = "what came in before is not known again. Bring it back: iken-keys --recover, or type it in from paper",
};

struct showing {
	struct run *run;
	struct db *db;			/* NULL: the register does not open, or is of an older version */
	bool tell;			/* each key; else what is wrong with one alone */
	int64_t now;
	int wrong, warnings, right;
};

static void
print_row(const struct showing *x, const char *name, const char *fingerprint, int64_t since, const char *says)
{
	if (x->tell)
		printf("%-28s %-16.*s %-16s %s\n", name, DIGITS, fingerprint, since != 0 ? clock_local(x->run->ctx, since) : "-", says);
}

static void
print_wrong(struct showing *x, const char *name, const char *what)
{
	if (x->tell)
		printf("%-28s FAIL: %s\n", name, what);
	else
		printf("FAIL %s: %s\n", name, what);
	x->wrong++;
}

static void
print_warning(struct showing *x, const char *name, const char *what)
{
	if (!x->tell)
		printf("warning %s: %s\n", name, what);
	x->warnings++;
}

/* ---- former ones --------------------------------------------------------------------------------------------- */

static const char *
until(const struct showing *x, enum key_kind kind, int64_t retired)
{
	const struct renewal *r = &x->run->settings->renewal;

	if (kind == KEYS_TOKEN)
		return must(talloc_asprintf(x->run->ctx, "what it signed is accepted until %s",
		    clock_local(x->run->ctx, retired + r->accept_addresses)));
	if (kind == KEYS_ARRIVAL)
		return must(talloc_asprintf(x->run->ctx, "what is sealed to it is taken in until %s, and what waits",
		    clock_local(x->run->ctx, retired + r->accept_arrivals)));
	return "the renewal has not ended: iken-keys --mend";
}

static void
show_former(struct showing *x, const struct keys *keys, enum key_kind kind)
{
	for (size_t i = 1; i < keys_count(keys, kind); i++) {
		unsigned char mark[SEAL_HASH];
		char digits[2 * SEAL_HASH + 1];
		int64_t retired = keys_retired(keys, kind, i);
		bool ends = kind != KEYS_TOKEN && kind != KEYS_ARRIVAL;

		keys_mark(kind, keys_at(keys, kind, i), mark);
		seal_hex(mark, sizeof mark, digits);
		print_row(x, must(talloc_asprintf(x->run->ctx, "%s, former", keys_file(kind))), digits, retired,
		    retired == 0 ? "not in use yet: iken-keys --mend" : until(x, kind, retired));
		if (ends || retired == 0)
			print_warning(x, keys_file(kind), "its renewal has not ended: iken-keys --mend");
	}
}

/* ---- each kind ------------------------------------------------------------------------------------------------- */

static void
show_present(struct showing *x, const struct keys *keys, enum key_kind kind, int64_t made)
{
	int64_t age = x->run->settings->renewal.tell_age;
	unsigned char mark[SEAL_HASH];
	char digits[2 * SEAL_HASH + 1];
	bool old = age != 0 && made != 0 && kind != KEYS_DIGEST && x->now - made > age;

	keys_mark(kind, keys_at(keys, kind, 0), mark);
	seal_hex(mark, sizeof mark, digits);
	print_row(x, keys_file(kind), digits, made, old ? "in use; older than [keys] tell_age: iken-keys --renew" : "in use");
	if (old)
		print_warning(x, keys_file(kind), must(talloc_asprintf(x->run->ctx, "it is of %s, older than [keys] tell_age: renew it",
		    clock_local(x->run->ctx, made))));
	x->right++;
}

static enum verdict
show_kind(struct showing *x, enum key_kind kind, struct fault *f)
{
	unsigned set = keys_bit(kind) | (kind == KEYS_ARRIVAL ? KEY_PUBLIC : 0);
	unsigned char mark[SEAL_HASH];
	bool empty = true, fits = true;
	struct keys *keys;
	struct fault why;
	int64_t made = 0;
	enum verdict v = x->db != NULL ? marks_read(x->db, kind, mark, &made, &empty, f) : DONE;

	if (v != DONE)
		return v;
	if (keys_open(x->run->settings, set, &keys, &why) != DONE) {
		print_wrong(x, keys_file(kind), why.text);
		if (x->tell)
			printf("%-28s %s\n", "", repairs[kind]);
		return DONE;
	}
	if (!empty)
		fits = keys_settle(keys, kind, mark);
	if (fits) {
		show_present(x, keys, kind, made);
		show_former(x, keys, kind);
	} else {
		char digits[2 * SEAL_HASH + 1];

		seal_hex(mark, sizeof mark, digits);
		print_wrong(x, keys_file(kind), must(talloc_asprintf(x->run->ctx, "it is not the one of this register, which is %.*s", DIGITS,
		    digits)));
		if (x->tell)
			printf("%-28s %s\n", "", repairs[kind]);
	}
	keys_close(&keys);
	return DONE;
}

static void
show_unused(struct showing *x)
{
	for (int i = 0; i < KEYS_KINDS; i++) {
		enum key_kind kind = (enum key_kind)i;

		if (keys_have_gone(x->run->settings, kind)) {
			print_row(x, must(talloc_asprintf(x->run->ctx, "%s, former", keys_file(kind))), "-", 0,
			    "destroyed when the backups' keyring is written anew: iken-keys --mend");
			print_warning(x, keys_file(kind), "a former one waits for the backups' keyring: iken-keys --mend");
		}
	}
}

/* A register that does not open is told of by those whose matter it is. */
static void
open_register(struct showing *x)
{
	char *path = must(talloc_asprintf(x->run->ctx, "%s/register.db", x->run->settings->folder));
	struct fault ignored;

	if (db_open(x->run->ctx, path, DB_READ, &x->db, &ignored) != DONE)
		x->db = NULL;
	else if (schema_check(x->db, &ignored) != DONE)
		db_close(&x->db);
}

static enum verdict
show_all(struct showing *x)
{
	enum verdict v = seal_begin(&x->run->fault);

	if (v == DONE)
		open_register(x);
	if (x->tell)
		printf("%-28s %-16s %-16s\n", "key", "fingerprint", "since");
	for (int i = 0; v == DONE && i < KEYS_KINDS; i++)
		v = show_kind(x, (enum key_kind)i, &x->run->fault);
	if (v == DONE)
		show_unused(x);
	if (x->db != NULL)
		db_close(&x->db);
	if (v == DONE && x->wrong != 0)
		return fail(&x->run->fault, HALT, "%d of %d keys are not right; what there is stays as it is", x->wrong, KEYS_KINDS);
	return v;
}

enum verdict
renewal_show(struct run *run)
{
	struct showing x = { .run = run, .tell = true, .now = clock_now() };

	return show_all(&x);
}

enum verdict
renewal_check(struct run *run)
{
	struct showing x = { .run = run, .now = clock_now() };
	enum verdict v = show_all(&x);

	if (v == DONE)
		printf("%d keys are there, and are those of the register\n", x.right);
	return v;
}
