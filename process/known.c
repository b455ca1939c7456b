/* SPDX-License-Identifier: GPL-3.0-or-later */
/* known - what register and settings know about an arrival. */
#include "process/known.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"
#include "process/authres.h"
#include "process/paper_plan.h"
#include "spool/draft.h"
#include "spool/eraser.h"
#include "spool/faq.h"
#include "spool/opinion.h"
#include "spool/staff.h"
#include "spool/token.h"

enum { REFERENCES_MAX = 50 };

struct gathering {
	struct ledger *l;
	void *ctx;
	const struct taken *t;
	struct known_token *tokens;
	size_t count;
	struct known *known;
	struct known_more *more;
	struct token_keys keys;
};

bool
known_in_list(const struct list *list, const char *address)
{
	const char *at = strrchr(address, '@');

	for (size_t i = 0; i < list->count; i++) {
		if (text_equal_ignoring_case(list->item[i], address))
			return true;
		if (text_starts(list->item[i], "*@") && at != NULL &&
		    text_equal_ignoring_case(list->item[i] + 1, at))
			return true;
	}
	return false;
}

bool
known_is_of_department(const struct department *d, const char *address)
{
	return d != NULL && *address != 0 &&
	    (known_in_list(&d->addresses, address) || known_in_list(&d->senders, address));
}

static bool
is_of_staff(const struct staff *staff, const char *address)
{
	return *address != 0 && (known_in_list(&staff->addresses, address) || known_in_list(&staff->senders, address));
}

/* Who types in scans: the first clerk, the second, or who decides between them. */
static bool
is_transcriber(const struct settings *s, int64_t place, const char *address)
{
	const struct transcription *t = &s->transcription;
	const struct list *lists[] = { &t->addresses, &t->second, &t->third };
	const struct list *list = lists[place - 1];

	if (*address == 0)
		return false;
	return list->count != 0 || place == 2 ? known_in_list(list, address) :
	    known_is_of_department(settings_department_at(s, s->office.desk, clock_now()), address);
}

static bool
is_listed(const struct settings *s, const char *address)
{
	for (size_t i = 0; i < s->department_count; i++)
		if (known_is_of_department(&s->departments[i], address))
			return true;
	for (size_t i = 0; i < s->staff_count; i++)
		if (is_of_staff(&s->staff[i], address))
			return true;
	for (size_t i = 0; i < s->approver_count && *address != 0; i++)
		if (known_in_list(&s->approvers[i].addresses, address) ||
		    known_in_list(&s->approvers[i].senders, address))
			return true;
	for (int64_t place = 1; place <= 3; place++)
		if (is_transcriber(s, place, address))
			return true;
	return false;
}

/* The box's own address or one of its reply addresses, as sender: a loop. */
static bool
is_ours(const struct settings *s, const char *address)
{
	const char *base = s->office.address, *base_at = strrchr(base, '@'), *at = strrchr(address, '@');
	size_t local = base_at != NULL ? (size_t)(base_at - base) : 0;

	if (text_equal_ignoring_case(base, address))
		return true;
	return at != NULL && base_at != NULL && text_equal_ignoring_case(at, base_at) &&
	    strncasecmp(address, base, local) == 0 && address[local] == '+';
}

static bool
is_closed_for_long(const struct settings *s, const struct opinion *o)
{
	bool closed = o->state == STATE_DELIVERED || o->state == STATE_CLOSED || o->state == STATE_ERASED;

	return closed && o->changed + s->limits.token_days * 86400 < clock_now();
}

/* A department's reply address: made for which of the departments? */
static void
judge_answer(struct gathering *g, const struct token *token, const struct opinion *o, struct known_token *out)
{
	const struct settings *s = g->l->settings;

	for (size_t i = 0; i < s->department_count; i++) {
		char *party = must(talloc_asprintf(g->ctx, "department:%s", s->departments[i].code));

		if (!token_fits(&g->keys, token, party))
			continue;
		out->state = is_closed_for_long(s, o) ? KNOWN_OLD : KNOWN_VALID;
		out->department = s->departments[i].code;
		out->sender_fits = known_is_of_department(&s->departments[i], g->t->reading->from.address) ||
		    known_is_of_department(settings_department_at(s, s->departments[i].code, clock_now()),
		    g->t->reading->from.address);
		return;
	}
}

/* The desk may end like every department; then its successor gets its mail and may answer it. */
static bool
is_of_desk(const struct settings *s, const char *address)
{
	return known_is_of_department(settings_department(s, s->office.desk), address) ||
	    known_is_of_department(settings_department_at(s, s->office.desk, clock_now()), address);
}

/* Who may decide on a draft, and whether the token was made for them. */
static bool
fits_approver(struct gathering *g, const struct token *token, int64_t draft, struct known_token *out)
{
	const struct settings *s = g->l->settings;
	const char *from = g->t->reading->from.address;
	const struct token_keys *keys = &g->keys;

	if (token_fits(keys, token, must(talloc_asprintf(g->ctx, "desk:%lld", (long long)draft)))) {
		out->department = "desk";
		out->sender_fits = is_of_desk(s, from);
		return true;
	}
	for (size_t i = 0; i < s->approver_count; i++) {
		const struct approver *a = &s->approvers[i];

		if (!token_fits(keys, token, must(talloc_asprintf(g->ctx, "approver:%s:%lld", a->code,
		    (long long)draft))))
			continue;
		out->department = a->code;
		out->sender_fits = *from != 0 && (known_in_list(&a->addresses, from) ||
		    known_in_list(&a->senders, from));
		return true;
	}
	return false;
}

/* An approver's: made for one draft, which must still be the newest, or they approve what they have
 * not seen. */
static enum verdict
judge_approval(struct gathering *g, const struct token *token, const struct opinion *o,
    struct known_token *out, struct fault *f)
{
	const struct settings *s = g->l->settings;
	struct draft *drafts;
	size_t count;
	enum verdict v = draft_list(g->l, g->ctx, o->id, &drafts, &count, f);
	bool newest = true;

	for (size_t i = count; v == DONE && i-- > 0;) {
		if (strcmp(drafts[i].kind, "answer") != 0)
			continue;
		if (fits_approver(g, token, drafts[i].id, out)) {
			out->state = newest && !is_closed_for_long(s, o) ? KNOWN_VALID : KNOWN_OLD;
			out->draft = drafts[i].id;
			break;
		}
		newest = false;
	}
	return v;
}

/* Whether the sender is the resident, and the matter not closed for long. */
static enum verdict
judge_resident(struct gathering *g, const struct opinion *o, struct known_token *out, struct fault *f)
{
	struct contact *contact;
	enum verdict v;

	out->state = is_closed_for_long(g->l->settings, o) ? KNOWN_OLD : KNOWN_VALID;
	v = opinion_contact(g->l, g->ctx, o, &contact, f);
	if (v == DONE)
		out->sender_fits = text_equal_ignoring_case(contact->mail, g->t->reading->from.address);
	return v == NEVER ? DONE : v;
}

static enum verdict
judge_follow_up(struct gathering *g, const struct token *token, const struct opinion *o,
    struct known_token *out, struct fault *f)
{
	return token_fits(&g->keys, token, "resident") ? judge_resident(g, o, out, f) : DONE;
}

/* The envelope sender of one of our mails: its subject is the intent's id. */
static enum verdict
judge_bounce(struct gathering *g, const struct token *token, struct known_token *out, struct fault *f)
{
	int64_t id;
	bool found = false;
	enum verdict v = DONE;

	if (!token_fits(&g->keys, token, "") || !text_to_number(token->subject, 1, INT64_MAX, &id))
		return DONE;
	out->state = KNOWN_VALID;
	v = intent_by_id(g->l, g->ctx, id, &g->more->bounced, &found, f);
	if (v == DONE && found)
		g->known->bounced_intent = true;
	return v;
}

static enum verdict
judge_staff(struct gathering *g, const struct token *token, struct known_token *out, struct fault *f)
{
	const struct staff *staff = settings_staff(g->l->settings, token->subject);
	struct staff_standing standing;
	enum staff_fit fit;
	enum verdict v;

	if (staff == NULL)
		return DONE;
	v = staff_standing(g->l, staff, &standing, f);
	if (v != DONE)
		return v;
	fit = staff_fit(g->l, staff, &standing, token, clock_now());
	if (fit == STAFF_FITS_NOT)
		return DONE;
	out->state = fit == STAFF_FITS ? KNOWN_VALID : KNOWN_OLD;
	out->department = staff->code;
	out->sender_fits = is_of_staff(staff, g->t->reading->from.address);
	return DONE;
}

static void
judge_file(struct gathering *g, const struct token *token, struct known_token *out)
{
	const struct settings *s = g->l->settings;

	if (!token_fits(&g->keys, token, "desk") ||
	    !text_to_number(token->subject, 1, INT64_MAX, &out->arrival))
		return;
	out->state = KNOWN_VALID;
	out->sender_fits = is_of_desk(s, g->t->reading->from.address);
}

static void
judge_run(struct gathering *g, const struct token *token, struct known_token *out)
{
	if (!token_fits(&g->keys, token, "desk") ||
	    !text_to_number(token->subject, 1, INT64_MAX, &out->run))
		return;
	out->state = KNOWN_VALID;
	out->sender_fits = is_of_desk(g->l->settings, g->t->reading->from.address);
}

/* Made for one clerk: nobody else of the desk may use it. */
static enum verdict
judge_erasure(struct gathering *g, const struct token *token, struct known_token *out, struct fault *f)
{
	const char *clerk, *from = g->t->reading->from.address;
	enum verdict v = eraser_find(g->l, token, &out->erasure, &clerk, f);

	if (v != DONE || clerk == NULL)
		return v;
	out->state = KNOWN_VALID;
	out->department = clerk;
	out->sender_fits = text_equal_ignoring_case(clerk, from) && is_of_desk(g->l->settings, from);
	return DONE;
}

/* Made for a department, whose successor may answer it. */
static enum verdict
judge_faq(struct gathering *g, const struct token *token, struct known_token *out, struct fault *f)
{
	const struct settings *s = g->l->settings;
	const char *code, *from = g->t->reading->from.address;
	enum verdict v = faq_find(g->l, token, &out->faq, &out->round, &code, f);

	if (v != DONE || code == NULL)
		return v;
	out->state = KNOWN_VALID;
	out->department = code;
	out->sender_fits = known_is_of_department(settings_department(s, code), from) ||
	    known_is_of_department(settings_department_at(s, code, clock_now()), from);
	return DONE;
}

static void
judge_scan(struct gathering *g, const struct token *token, struct known_token *out)
{
	for (int64_t place = 1; place <= 3; place++) {
		char *party = must(talloc_asprintf(g->ctx, "transcriber:%lld", (long long)place));

		if (!token_fits(&g->keys, token, party) ||
		    !text_to_number(token->subject, 1, INT64_MAX, &out->arrival))
			continue;
		out->state = KNOWN_VALID;
		out->place = place;
		out->sender_fits = is_transcriber(g->l->settings, place, g->t->reading->from.address);
	}
}

static enum verdict
judge(struct gathering *g, const struct token *token, struct fault *f)
{
	struct known_token *out = &g->tokens[g->count++];
	struct opinion o;
	bool found;
	enum verdict v;

	*out = (struct known_token){ .state = KNOWN_FORGED, .department = "" };
	switch (token->kind) {
	case TOKEN_ANSWER:
		out->kind = KNOWN_ANSWER;
		break;
	case TOKEN_APPROVAL:
		out->kind = KNOWN_APPROVAL;
		break;
	case TOKEN_FOLLOW_UP:
		out->kind = KNOWN_FOLLOW_UP;
		break;
	case TOKEN_STAFF:
		out->kind = KNOWN_STAFF;
		return judge_staff(g, token, out, f);
	case TOKEN_FILE:
		out->kind = KNOWN_FILE;
		judge_file(g, token, out);
		return DONE;
	case TOKEN_SCAN:
		out->kind = KNOWN_SCAN;
		judge_scan(g, token, out);
		return DONE;
	case TOKEN_RUN:
		out->kind = KNOWN_RUN;
		judge_run(g, token, out);
		return DONE;
	case TOKEN_ERASURE:
		out->kind = KNOWN_ERASURE;
		return judge_erasure(g, token, out, f);
	case TOKEN_FAQ:
		out->kind = KNOWN_FAQ;
		return judge_faq(g, token, out, f);
	case TOKEN_BOUNCE:
	case TOKEN_KINDS:
		out->kind = KNOWN_BOUNCE;
		return judge_bounce(g, token, out, f);
	}
	v = opinion_by_token(g->l, g->ctx, token->subject, &o, &found, f);
	if (v != DONE || !found)
		return v;
	out->opinion = o.id;
	if (token->kind == TOKEN_ANSWER)
		judge_answer(g, token, &o, out);
	else if (token->kind == TOKEN_FOLLOW_UP)
		v = judge_follow_up(g, token, &o, out, f);
	else if (o.state == STATE_ERASED)
		out->state = KNOWN_ERASED;
	else
		v = judge_approval(g, token, &o, out, f);
	if (o.state == STATE_ERASED && out->state != KNOWN_FORGED)
		out->state = KNOWN_ERASED;
	return v;
}

static bool
is_same_token(const struct token *seen, size_t count, const struct token *token)
{
	for (size_t i = 0; i < count; i++)
		if (seen[i].kind == token->kind && strcmp(seen[i].subject, token->subject) == 0 &&
		    strcmp(seen[i].digits, token->digits) == 0)
			return true;
	return false;
}

/* Each reply address of ours among the recipients, once. */
static enum verdict
gather_tokens(struct gathering *g, struct fault *f)
{
	const struct reading *r = g->t->reading;
	size_t total = r->recipients.count + r->received_for.count + 1;
	struct token seen[KNOWN_TOKENS_MAX];
	enum verdict v = DONE;

	for (size_t i = 0; v == DONE && i < total && g->count < KNOWN_TOKENS_MAX; i++) {
		const char *address = i < r->recipients.count ? r->recipients.item[i].address :
		    i + 1 < total ? r->received_for.item[i - r->recipients.count] : g->t->recipient;
		struct token token;

		if (!token_parse(g->ctx, g->l->settings->office.address, address, &token) ||
		    is_same_token(seen, g->count, &token))
			continue;
		seen[g->count] = token;
		v = judge(g, &token, f);
	}
	return v;
}

/* A report names the Message-ID of the mail that it is about. */
static enum verdict
gather_bounced(struct gathering *g, struct fault *f)
{
	const struct reading *r = g->t->reading;
	bool found = false;
	enum verdict v;

	if (g->known->bounced_intent || !r->is_report || r->original_message_id[0] == 0)
		return DONE;
	v = intent_by_message_id(g->l, g->ctx, r->original_message_id, &g->more->bounced, &found, f);
	g->known->bounced_intent = v == DONE && found;
	return v;
}

/* A resident's program may drop what follows the + of the reply address. Our Message-IDs have 128
 * random bits: who names one and writes from the address that it went to has got that mail. */
static enum verdict
gather_referenced(struct gathering *g, struct fault *f)
{
	const struct list *references = &g->t->reading->references;
	struct known_token *out = &g->known->referenced;
	enum verdict v = DONE;

	for (size_t i = references->count; v == DONE && out->opinion == 0 && i-- > 0 &&
	    references->count - i <= REFERENCES_MAX;) {
		struct intent intent;
		struct opinion o;
		bool found;

		v = intent_by_message_id(g->l, g->ctx, references->item[i], &intent, &found, f);
		if (v != DONE || !found || intent.opinion == 0 || strcmp(intent.party, "resident") != 0)
			continue;
		v = opinion_by_id(g->l, g->ctx, intent.opinion, &o, &found, f);
		if (v == DONE && found)
			v = judge_resident(g, &o, out, f);
		if (v == DONE && out->state == KNOWN_VALID && out->sender_fits)
			out->opinion = o.id;
	}
	return v;
}

enum verdict
known_gather(struct ledger *l, void *ctx, const struct taken *t, struct known *out, struct known_more *more_out,
    struct fault *f)
{
	const struct reading *r = t->reading;
	struct gathering g = { .l = l, .ctx = ctx, .t = t, .known = out, .more = more_out,
		.keys = ledger_token_keys(l) };
	enum verdict v;

	*out = (struct known){ .envelope_sender = t->sender[0] != 0 ? t->sender : r->return_path };
	*more_out = (struct known_more){ .same_opinion = 0 };
	g.tokens = memory_new(ctx, KNOWN_TOKENS_MAX * sizeof *g.tokens);
	out->from_ourselves = is_ours(l->settings, r->from.address) || is_ours(l->settings, out->envelope_sender);
	out->listed_sender = is_listed(l->settings, r->from.address);
	out->authenticated = authres_passed(&l->settings->trust, &r->authentication,
	    r->from.address);
	v = entry_by_digest(l, t->digest, &out->same_digest, &more_out->same_opinion, f);
	/* The same fax again is for a person to judge (paper_plan.h), as any scan is. */
	if (paper_is_fax(t))
		out->same_digest = 0;
	if (v == DONE)
		v = gather_tokens(&g, f);
	if (v == DONE)
		v = gather_bounced(&g, f);
	out->referenced = (struct known_token){ .kind = KNOWN_FOLLOW_UP, .state = KNOWN_FORGED, .department = "" };
	if (v == DONE && g.count == 0)
		v = gather_referenced(&g, f);
	out->tokens = g.tokens;
	out->token_count = g.count;
	return v;
}
