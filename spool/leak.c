/* SPDX-License-Identifier: GPL-3.0-or-later */
/* leak - everything that is known of a mail that has gone astray. */
#include "spool/leak.h"

#include "config/memory.h"
#include "config/text.h"
#include "spool/arrival.h"
#include "spool/number.h"

/* An address that somebody of the settings, or of the opinion, has. */
struct known {
	const char *address, *who;
	unsigned char hash[SEAL_HASH];
};

struct gathering {
	struct ledger *l;
	void *ctx;
	struct leak *out;
	struct known *known;
	size_t knowns;
};

/* ---- whose addresses ----------------------------------------------------------------------------- */

static void
know(struct gathering *x, const char *who, const char *address)
{
	struct known *k;

	if (address == NULL || address[0] == 0)
		return;
	x->known = must(talloc_realloc(x->ctx, x->known, struct known, x->knowns + 1));
	k = &x->known[x->knowns++];
	k->address = must(talloc_strdup(x->ctx, address));
	k->who = who;
	ledger_hash_address(x->l, address, k->hash);
}

static void
know_all(struct gathering *x, const char *kind, const char *code, const struct list *addresses)
{
	const char *who = must(talloc_asprintf(x->ctx, "%s%s%s", kind, code[0] != 0 ? ":" : "", code));

	for (size_t i = 0; i < addresses->count; i++)
		know(x, who, addresses->item[i]);
}

static void
know_everybody(struct gathering *x)
{
	const struct settings *s = x->l->settings;

	for (size_t i = 0; i < s->department_count; i++) {
		const struct department *d = &s->departments[i];

		know_all(x, "department", d->code, &d->addresses);
		know_all(x, "chief", d->code, &d->chief);
		know_all(x, "head", d->code, &d->head);
		know_all(x, "department", d->code, &d->senders);
	}
	for (size_t i = 0; i < s->approver_count; i++) {
		know_all(x, "approver", s->approvers[i].code, &s->approvers[i].addresses);
		know_all(x, "approver", s->approvers[i].code, &s->approvers[i].senders);
	}
	for (size_t i = 0; i < s->staff_count; i++) {
		know_all(x, "staff", s->staff[i].code, &s->staff[i].addresses);
		know_all(x, "staff", s->staff[i].code, &s->staff[i].senders);
	}
	know_all(x, "transcriber", "1", &s->transcription.addresses);
	know_all(x, "transcriber", "2", &s->transcription.second);
	know_all(x, "transcriber", "3", &s->transcription.third);
	know_all(x, "duty", "", &s->danger.addresses);
	know(x, "administrator", s->office.administrator);
	if (x->out->contact != NULL)
		know(x, "resident", x->out->contact->mail);
	if (x->out->reading != NULL)
		know(x, "sender", x->out->reading->from.address);
}

/* ---- mails --------------------------------------------------------------------------------------- */

struct asking {
	const struct gathering *x;
	const char *party;
};

static enum verdict
take_recipient(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	const struct asking *a = with;
	const struct gathering *x = a->x;
	struct leak_recipient *r = out;
	struct bytes hash = query_blob_at(q, 0);

	(void)f;
	*r = (struct leak_recipient){ .who = "", .result = query_text_at(ctx, q, 1), .at = query_number_at(q, 2) };
	for (size_t i = 0; i < x->knowns; i++) {
		const struct known *k = &x->known[i];

		if (hash.len != SEAL_HASH || memcmp(hash.data, k->hash, SEAL_HASH) != 0)
			continue;
		/* Of several who have the address, the one it was meant for. */
		if (r->address == NULL || strcmp(k->who, a->party) == 0)
			*r = (struct leak_recipient){ .address = k->address, .who = k->who, .result = r->result, .at = r->at };
	}
	return DONE;
}

static enum verdict
gather_recipients(struct gathering *x, struct leak_mail *m, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT recipient, result, at FROM delivery WHERE intent = ?1 ORDER BY at");
	struct asking asking = { x, m->intent.party };
	struct rows rows = { NULL, 0 };
	enum verdict v;

	query_number(q, 1, m->intent.id);
	v = query_all(q, x->ctx, sizeof(struct leak_recipient), take_recipient, &asking, &rows, f);
	m->recipient = rows.item;
	m->recipients = rows.count;
	return v;
}

#define COLUMNS "id, kind, party, opinion, arrival, draft, code, message_id, created, not_before, attempts, state, result, " \
	"done, way = 'letter', items, unmasked, link, said"

static enum verdict
take_mail(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	struct leak_mail *m = out;

	(void)with;
	(void)f;
	*m = (struct leak_mail){ .intent = { .id = query_number_at(q, 0), .kind = query_text_at(ctx, q, 1),
		.party = query_text_at(ctx, q, 2), .opinion = query_number_at(q, 3), .arrival = query_number_at(q, 4),
		.draft = query_number_at(q, 5), .code = query_text_at(ctx, q, 6), .message_id = query_text_at(ctx, q, 7),
		.created = query_number_at(q, 8), .not_before = query_number_at(q, 9), .attempts = query_number_at(q, 10) },
		.state = query_text_at(ctx, q, 11), .result = query_text_at(ctx, q, 12), .done = query_number_at(q, 13),
		.is_letter = query_number_at(q, 14) != 0, .items = query_text_at(ctx, q, 15),
		.unmasked = query_number_at(q, 16) != 0, .link = query_text_at(ctx, q, 17), .said = query_text_at(ctx, q, 18) };
	return DONE;
}

/* Those of the opinion; the one that was asked for where it belongs to none. */
static enum verdict
gather_mails(struct gathering *x, int64_t asked, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT " COLUMNS " FROM intent WHERE (opinion = ?1 AND ?1 > 0) OR id = ?2 "
	    "ORDER BY id");
	struct rows rows = { NULL, 0 };
	enum verdict v;

	query_number(q, 1, x->out->has_opinion ? x->out->opinion.id : 0);
	query_number(q, 2, asked);
	v = query_all(q, x->ctx, sizeof(struct leak_mail), take_mail, NULL, &rows, f);
	x->out->mail = rows.item;
	x->out->mails = rows.count;
	for (size_t i = 0; v == DONE && i < rows.count; i++) {
		if (x->out->mail[i].intent.id == asked)
			x->out->asked = &x->out->mail[i];
		v = gather_recipients(x, &x->out->mail[i], f);
	}
	return v;
}

static enum verdict
take_letter(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct leak_letter *)out = (struct leak_letter){ .run = query_number_at(q, 0), .made = query_number_at(q, 1),
		.reprints = query_number_at(q, 2), .state = query_text_at(ctx, q, 3), .document = query_text_at(ctx, q, 4) };
	return DONE;
}

static enum verdict
take_looker(void *ctx, struct query *q, void *with, void *out, struct fault *f)
{
	(void)with;
	(void)f;
	*(struct leak_looker *)out = (struct leak_looker){ .who = query_text_at(ctx, q, 0), .looks = query_number_at(q, 1),
		.unmasked = query_number_at(q, 2), .last = query_number_at(q, 3) };
	return DONE;
}

static enum verdict
gather_rest(struct gathering *x, struct fault *f)
{
	struct query *letters = db_query(x->l->db, "SELECT letter.run, run.made, letter.reprints, letter.state, letter.document "
	    "FROM letter JOIN run ON run.id = letter.run WHERE letter.opinion = ?1 ORDER BY letter.id");
	struct query *lookers = db_query(x->l->db, "SELECT who, count(*), sum(unmasked), max(at) FROM access WHERE opinion = ?1 "
	    "AND opinion > 0 AND what NOT LIKE 'mailed %' AND what NOT LIKE 'audit %' GROUP BY who ORDER BY 4 DESC");
	struct rows rows = { NULL, 0 };
	enum verdict v;

	query_number(letters, 1, x->out->opinion.id);
	query_number(lookers, 1, x->out->opinion.id);
	v = query_all(letters, x->ctx, sizeof(struct leak_letter), take_letter, NULL, &rows, f);
	x->out->letter = rows.item;
	x->out->letters = rows.count;
	if (v == DONE)
		v = query_all(lookers, x->ctx, sizeof(struct leak_looker), take_looker, NULL, &rows, f);
	x->out->looker = rows.item;
	x->out->lookers = v == DONE ? rows.count : 0;
	return v;
}

/* ---- what was asked for -------------------------------------------------------------------------- */

static enum verdict
gather_opinion(struct gathering *x, int64_t id, struct fault *f)
{
	struct leak *out = x->out;
	struct contact *contact = NULL;
	enum verdict v = DONE;

	if (!out->has_opinion && id != 0)
		v = opinion_by_id(x->l, x->ctx, id, &out->opinion, &out->has_opinion, f);
	if (v == DONE && out->has_opinion) {
		v = opinion_contact(x->l, x->ctx, &out->opinion, &contact, f);
		out->contact = v == DONE ? contact : NULL;
		v = v == NEVER ? DONE : v;
	}
	return v;
}

static enum verdict
read_entry(struct gathering *x, const struct entry *e, const struct reading **out, struct fault *f)
{
	struct reading *reading = NULL;
	enum verdict v = entry_reading(x->l, x->ctx, e, &reading, f);

	*out = v == DONE ? reading : NULL;
	return v == NEVER ? DONE : v;
}

/* A Message-ID is sealed with the rest of a mail: all are opened, the newest first. */
static enum verdict
find_arrival(struct gathering *x, const char *message_id, bool *found_out, struct fault *f)
{
	struct query *q = db_query(x->l->db, "SELECT max(seq) FROM arrival");
	int64_t seq = 0;
	bool row;
	enum verdict v = query_next(q, &row, f);

	if (v == DONE && row)
		seq = query_number_at(q, 0);
	query_done(q);
	for (*found_out = false; v == DONE && seq > 0 && !*found_out; seq--) {
		void *ctx = x->ctx;
		struct entry e = { .seq = 0 };
		bool there = false;

		x->ctx = must(talloc_new(ctx));
		v = entry_by_seq(x->l, x->ctx, seq, &e, &there, f);
		if (v == DONE && there)
			v = read_entry(x, &e, &x->out->reading, f);
		*found_out = v == DONE && there && x->out->reading != NULL &&
		    strcmp(x->out->reading->message_id, message_id) == 0;
		x->out->entry = e;
		/* What was found lives on with the rest. */
		if (!*found_out)
			talloc_free(x->ctx);
		x->ctx = ctx;
	}
	if (!*found_out)
		x->out->reading = NULL;
	return v;
}

static enum verdict
find(struct gathering *x, const char *asked, int64_t *intent_out, int64_t *opinion_out, bool *found_out, struct fault *f)
{
	size_t len = strlen(asked);
	bool brackets = len > 2 && asked[0] == '<' && asked[len - 1] == '>';
	char *id = must(brackets ? talloc_strndup(x->ctx, asked + 1, len - 2) : talloc_strdup(x->ctx, asked));
	char *number = number_read(x->ctx, asked);
	struct intent intent = { .id = 0 };
	enum verdict v;

	if (number != NULL) {
		x->out->of = LEAK_OPINION;
		v = opinion_by_number(x->l, x->ctx, number, &x->out->opinion, found_out, f);
		x->out->has_opinion = v == DONE && *found_out;
		return v;
	}
	x->out->of = LEAK_SENT;
	v = intent_by_message_id(x->l, x->ctx, id, &intent, found_out, f);
	*intent_out = intent.id;
	*opinion_out = intent.opinion;
	if (v != DONE || *found_out)
		return v;
	x->out->of = LEAK_RECEIVED;
	if (strlen(id) == ARRIVAL_ID_LENGTH && strspn(id, "0123456789abcdef") == ARRIVAL_ID_LENGTH) {
		v = entry_by_id(x->l, x->ctx, id, &x->out->entry, found_out, f);
		if (v == DONE && *found_out)
			v = read_entry(x, &x->out->entry, &x->out->reading, f);
	} else {
		v = find_arrival(x, id, found_out, f);
	}
	*opinion_out = v == DONE && *found_out ? x->out->entry.opinion : 0;
	return v;
}

enum verdict
leak_gather(struct ledger *l, void *ctx, const char *asked, struct leak *out, struct fault *f)
{
	struct gathering x = { .l = l, .ctx = ctx, .out = out };
	int64_t intent = 0, opinion = 0;
	bool found = false;
	enum verdict v;

	*out = (struct leak){ .has_opinion = false };
	v = find(&x, asked, &intent, &opinion, &found, f);
	if (v == DONE && !found)
		return fail(f, NEVER, "there is no mail with this Message-ID, no arrival with this id and no opinion with this number");
	if (v == DONE)
		v = gather_opinion(&x, opinion, f);
	if (v != DONE)
		return v;
	know_everybody(&x);
	v = gather_mails(&x, intent, f);
	return v == DONE ? gather_rest(&x, f) : v;
}
