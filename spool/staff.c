/* SPDX-License-Identifier: GPL-3.0-or-later */
/* staff - the standing signed addresses of the groups that give commands by mail. */
#include "spool/staff.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

enum { DAY = 86400 };

/* Codes are the same whatever their case: they come back in the lower case of a mail address. */
static char *
folded_code(void *ctx, const struct staff *staff)
{
	return text_fold(ctx, staff->code);
}

static char *
party_of(void *ctx, const struct staff *staff, int64_t generation)
{
	return must(talloc_asprintf(ctx, "staff:%s:%lld", folded_code(ctx, staff), (long long)generation));
}

enum verdict
staff_standing(struct ledger *l, const struct staff *staff, struct staff_standing *out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT generation, renewed FROM staff_address WHERE code = ?1");
	char *code = folded_code(NULL, staff);
	bool row;
	enum verdict v;

	*out = (struct staff_standing){ .generation = 1 };
	query_text(q, 1, code);
	v = query_next(q, &row, f);
	if (v == DONE && row)
		*out = (struct staff_standing){ query_number_at(q, 0), query_number_at(q, 1) };
	query_done(q);
	talloc_free(code);
	return v;
}

enum verdict
staff_renew(struct ledger *l, const struct staff *staff, struct staff_standing *out, struct fault *f)
{
	struct query *q = db_query(l->db, "INSERT INTO staff_address(code, generation, renewed) VALUES(?1, 2, ?2) "
	    "ON CONFLICT(code) DO UPDATE SET generation = generation + 1, renewed = ?2");
	char *code = folded_code(NULL, staff);
	enum verdict v;

	query_text(q, 1, code);
	query_number(q, 2, clock_now());
	v = query_run(q, f);
	talloc_free(code);
	return v == DONE ? staff_standing(l, staff, out, f) : v;
}

char *
staff_address(void *ctx, const struct ledger *l, const struct staff *staff, int64_t generation)
{
	return token_address(ctx, l->keys->token, l->settings->office.address, TOKEN_STAFF, staff->code,
	    party_of(ctx, staff, generation));
}

enum staff_fit
staff_fit(const struct ledger *l, const struct staff *staff, const struct staff_standing *standing,
    const struct token *token, int64_t now)
{
	void *ctx = must(talloc_new(NULL));
	struct token_keys keys = ledger_token_keys(l);
	enum staff_fit fit = STAFF_FITS_NOT;

	if (token_fits(&keys, token, party_of(ctx, staff, standing->generation)))
		fit = STAFF_FITS;
	else if (standing->generation > 1 && now < standing->renewed + STAFF_FORMER_DAYS * DAY &&
	    token_fits(&keys, token, party_of(ctx, staff, standing->generation - 1)))
		fit = STAFF_FITS_FORMER;
	talloc_free(ctx);
	return fit;
}

static void
hash_of(const struct ledger *l, const struct staff *staff, const char *what, struct bytes of,
    unsigned char out[SEAL_HASH])
{
	void *ctx = must(talloc_new(NULL));
	struct buffer b = buffer_init(ctx);

	record_put_string(&b, folded_code(ctx, staff));
	record_put(&b, of);
	seal_hash(l->keys->digest, what, buffer_bytes(&b), out, SEAL_HASH);
	seal_wipe(b.data, b.len);
	talloc_free(ctx);
}

/* opinion 0: none. */
static enum verdict
note(struct ledger *l, const unsigned char hash[SEAL_HASH], int64_t received, int64_t opinion, struct fault *f)
{
	struct query *old = db_query(l->db, "DELETE FROM staff_form WHERE received < ?1");
	struct query *q = db_query(l->db, "INSERT OR REPLACE INTO staff_form(form, received, opinion) VALUES(?1,?2,?3)");
	enum verdict v;

	query_number(old, 1, received - DAY);
	v = query_run(old, f);
	query_blob(q, 1, (struct bytes){ hash, SEAL_HASH });
	query_number(q, 2, received);
	if (opinion != 0)
		query_number(q, 3, opinion);
	return v == DONE ? query_run(q, f) : v;
}

enum verdict
staff_form_known(struct ledger *l, const struct staff *staff, struct bytes form, int64_t received,
    int64_t *opinion_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT opinion FROM staff_form WHERE form = ?1 AND abs(?2 - received) <= ?3");
	unsigned char hash[SEAL_HASH];

	hash_of(l, staff, "staff.form", form, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	query_number(q, 2, received);
	query_number(q, 3, STAFF_SAME_SECONDS);
	return query_one_number(q, opinion_out, f);
}

enum verdict
staff_form_note(struct ledger *l, const struct staff *staff, struct bytes form, int64_t received, int64_t opinion,
    struct fault *f)
{
	unsigned char hash[SEAL_HASH];

	hash_of(l, staff, "staff.form", form, hash);
	return note(l, hash, received, opinion, f);
}

enum verdict
staff_mail_known(struct ledger *l, const struct staff *staff, struct bytes mail, bool *known_out, struct fault *f)
{
	struct query *q = db_query(l->db, "SELECT 1 FROM staff_form WHERE form = ?1");
	unsigned char hash[SEAL_HASH];
	enum verdict v;

	hash_of(l, staff, "staff.mail", mail, hash);
	query_blob(q, 1, (struct bytes){ hash, sizeof hash });
	v = query_next(q, known_out, f);
	query_done(q);
	return v;
}

enum verdict
staff_mail_note(struct ledger *l, const struct staff *staff, struct bytes mail, int64_t received, struct fault *f)
{
	unsigned char hash[SEAL_HASH];

	hash_of(l, staff, "staff.mail", mail, hash);
	return note(l, hash, received, 0, f);
}
