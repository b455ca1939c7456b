/* SPDX-License-Identifier: GPL-3.0-or-later */
/* send_test - what leaves for each intent, what is noted of it, and what stops it */
#include "config/clock.h"
#include "config/run.h"
#include "reply/outcome.h"
#include "reply/quota.h"
#include "reply/render.h"
#include "reply/send.h"
#include "spool/approval.h"
#include "spool/block.h"
#include "spool/token.h"
#include "tests/spool/fixture.h"

#include <dirent.h>

#define NOW "1795410300"

static bool
fits(struct fixture *fx, const struct token *token, const char *party)
{
	struct token_keys keys = ledger_token_keys(fx->ledger);

	return token_fits(&keys, token, party);
}

static int
set_up(void **state)
{
	static char *roads[] = { (char *)(uintptr_t)"roads@city.example.jp", (char *)(uintptr_t)"roads2@city.example.jp" };
	static char *desk[] = { (char *)(uintptr_t)"kocho@city.example.jp" };
	static struct purpose purposes[] = { { .code = "other", .name = "その他" } };
	struct fixture *fx;
	struct settings *s;

	setenv("IKEN_NOW", NOW, 1);
	if (fixture_setup(state) != 0)
		return -1;
	fx = *state;
	s = &fx->settings;
	s->departments[0].addresses = (struct list){ desk, 1 };
	s->departments[0].masked = true;
	s->departments[1].addresses = (struct list){ roads, 2 };
	s->departments[1].masked = true;
	s->purposes = purposes;
	s->purpose_count = 1;
	s->office.name = "例区役所";
	s->office.section = s->office.templates = s->office.contact = "";
	s->office.administrator = "admin@city.example.jp";
	s->send = (struct sending){ .kind = SEND_MAILDIR, .folder = must(talloc_asprintf(fx, "%s/sent", fx->folder)),
		.limit = 1000, .message_size = 20 << 20, .first_pause = 300, .longest_pause = 14400,
		.give_up_after = 5 * 86400, .bounce_window = 172800 };
	s->limits = (struct limits){ .automatic_per_address = 10, .automatic_per_domain = 200,
		.automatic_per_day = 5000 };
	return 0;
}

static int
tear_down(void **state)
{
	return fixture_teardown(state);
}

static struct contact
sample_contact(const char *mail)
{
	return (struct contact){ .name = "山田太郎", .mail = mail, .postal_code = "", .address = "", .phone = "",
		.fax = "" };
}

/* An opinion that has just come in; its receipt is due. */
static struct opinion
enter(struct fixture *fx, const char *mail)
{
	struct contact contact = sample_contact(mail);
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = clock_now() };

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_enter(fx->ledger, fx, &o, &contact, "test", &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	return o;
}

static void
take_step(struct fixture *fx, struct opinion *o, enum step step, struct detail d)
{
	d.who = "test";
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_step(fx->ledger, o, step, &d, &fx->fault));
	if (step == STEP_DRAFT)
		assert_done(intent_insert(fx->ledger, &(struct new_intent){ .kind = "approval", .party = "desk",
		    .opinion = o->id, .draft = d.draft }, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
}

static int64_t
add_draft(struct fixture *fx, const struct opinion *o, const char *text)
{
	struct draft d = { .department = "roads", .kind = "answer", .text = text };
	int64_t id;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(draft_insert(fx->ledger, o, &d, &id, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	return id;
}

static struct run
send_all(struct fixture *fx, enum verdict wanted)
{
	struct run run = { .program = "test", .ctx = must(talloc_new(fx)), .settings = &fx->settings };
	enum verdict v = send_due(&run, fx->ledger, NULL, &run.fault);

	if (v != wanted)
		fail_msg("%s", run.fault.text);
	return run;
}

/* All mails in the Maildir whose name has the word, one behind the other; moves them to cur. */
static char *
take_mails(struct fixture *fx, const char *kind, int *count_out)
{
	char *new = must(talloc_asprintf(fx, "%s/new", fx->settings.send.folder));
	struct buffer out = buffer_init(fx);
	DIR *folder = opendir(new);
	const struct dirent *e;

	*count_out = 0;
	while (folder != NULL && (e = readdir(folder)) != NULL) {
		char path[512], piece[4096];
		FILE *file;
		size_t n;

		if (strstr(e->d_name, kind) == NULL)
			continue;
		snprintf(path, sizeof path, "%s/%s", new, e->d_name);
		file = fopen(path, "r");
		while ((n = fread(piece, 1, sizeof piece, file)) > 0)
			buffer_add(&out, piece, n);
		fclose(file);
		unlink(path);
		++*count_out;
	}
	if (folder != NULL)
		closedir(folder);
	return must(talloc_strdup(fx, buffer_text(&out)));
}

static int
sent(struct fixture *fx, const char *kind)
{
	int n;

	talloc_free(take_mails(fx, kind, &n));
	return n;
}

/* The only waiting intent of the kind; its strings belong to fx. */
static struct intent
waiting(struct fixture *fx, const char *kind, bool *found_out)
{
	struct intent *due, it = { .id = 0 };
	size_t count;

	assert_done(intent_due(fx->ledger, fx, clock_now() + 400 * 86400, 100, &due, &count, &fx->fault));
	*found_out = false;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(due[i].kind, kind) == 0) {
			it = due[i];
			*found_out = true;
		}
	}
	return it;
}

static struct rendering
rendered(struct fixture *fx, const char *kind, struct facts *facts)
{
	struct rendering out;
	const char *gone;
	bool found;
	struct intent *i = must(talloc_zero(fx, struct intent));

	*i = waiting(fx, kind, &found);
	assert_true(found);
	assert_done(facts_gather(fx->ledger, fx, i, facts, &gone, &fx->fault));
	assert_null(gone);
	assert_done(render(renderer_new(fx, fx->ledger), fx, facts, NOT_ATTACHED, &out, &fx->fault));
	return out;
}

/* ---- what leaves ------------------------------------------------------------------------------------ */

static void
test_receipt(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct facts facts;
	struct rendering r = rendered(fx, "receipt", &facts);
	struct token token;
	struct run run;
	int n;
	char *mail;

	assert_string_equal(r.sender, "");
	assert_true(token_parse(fx, "opinion@city.example.jp", r.letter.reply_to.address, &token));
	assert_int_equal(token.kind, TOKEN_FOLLOW_UP);
	assert_true(fits(fx, &token, "resident"));
	assert_int_equal(r.letter.automatic, AUTOMATIC_REPLIED);
	assert_non_null(strstr(r.letter.text, o.number));
	run = send_all(fx, DONE);
	assert_int_equal(run.tally.done, 1);
	mail = take_mails(fx, "receipt", &n);
	assert_int_equal(n, 1);
	assert_non_null(strstr(mail, "Envelope-To: taro@example.jp\n"));
	/* And never again. */
	run = send_all(fx, DONE);
	assert_int_equal(run.tally.seen, 0);
}

/* The answer block is the one that will be looked for, and counts as empty while nobody has written. */
static void
assert_block(struct fixture *fx, const char *text, bool kind_given)
{
	struct lines lines = lines_split(fx, text);
	struct block block;

	assert_true(block_find(fx, &lines, 0, &block));
	assert_true(block.ended);
	assert_false(block.filled);
	assert_int_equal(block.kind[0] != 0, kind_given);
}

static void
test_requests_in_both_languages(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct facts facts;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads", .due = clock_now() + 86400 });
	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		struct rendering r;
		struct token token;

		fx->settings.office.language = (enum language)language;
		r = rendered(fx, "request", &facts);
		assert_block(fx, r.letter.text, true);
		assert_null(strstr(r.letter.text, "taro@example.jp"));
		assert_null(strstr(r.letter.text, "山田"));
		assert_int_equal(r.letter.to_count, 2);
		assert_true(token_parse(fx, "opinion@city.example.jp", r.letter.reply_to.address, &token));
		assert_int_equal(token.kind, TOKEN_ANSWER);
		assert_true(fits(fx, &token, "department:roads"));
		assert_true(token_parse(fx, "opinion@city.example.jp", r.sender, &token));
		assert_int_equal(token.kind, TOKEN_BOUNCE);
		assert_true(fits(fx, &token, ""));
		fx->settings.departments[1].masked = false;
		r = rendered(fx, "request", &facts);
		assert_non_null(strstr(r.letter.text, "taro@example.jp"));
		fx->settings.departments[1].masked = true;
	}
	assert_int_equal(send_all(fx, DONE).tally.done, 2);
	assert_int_equal(sent(fx, "request"), 1);
}

static void
test_approval_and_answer(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct detail draft = { .draft = add_draft(fx, &o, "穴を直しました。") };
	struct facts facts;
	struct rendering r;
	struct token token;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	take_step(fx, &o, STEP_DRAFT, draft);
	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		fx->settings.office.language = (enum language)language;
		r = rendered(fx, "approval", &facts);
		assert_block(fx, r.letter.text, false);
		assert_non_null(strstr(r.letter.text, "穴を直しました。"));
		assert_null(strstr(r.letter.text, "山田"));
		assert_true(token_parse(fx, "opinion@city.example.jp", r.letter.reply_to.address, &token));
		assert_int_equal(token.kind, TOKEN_APPROVAL);
		assert_true(fits(fx, &token,
		    must(talloc_asprintf(fx, "desk:%lld", (long long)draft.draft))));
	}
	take_step(fx, &o, STEP_APPROVE, draft);
	r = rendered(fx, "answer", &facts);
	assert_non_null(strstr(r.letter.text, "山田太郎"));
	assert_non_null(strstr(r.letter.text, "\n穴を直しました。\n"));
	assert_string_equal(r.letter.to[0].address, "taro@example.jp");
	send_all(fx, DONE);
	assert_int_equal(sent(fx, "answer"), 1);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &o, &(bool){ false }, &fx->fault));
	assert_int_equal(o.state, STATE_SENT);
}

static void
put_on_list(struct fixture *fx, const struct opinion *o, int64_t draft, int position, const char *approver,
    enum approval_role role, enum approval_state state)
{
	const struct approval a = { .opinion = o->id, .draft = draft, .position = position, .approver = approver,
		.role = role, .state = state };

	assert_done(approval_insert(fx->ledger, &a, &fx->fault));
}

/* The list has agreed; the answer waits for an hour, and so long those on the list can stop it. */
static struct opinion
agreed(struct fixture *fx, int64_t *draft_out)
{
	static char *address[] = { (char *)(uintptr_t)"bucho@city.example.jp" };
	static struct approver bucho = { .code = "bucho", .name = "土木部長", .addresses = { address, 1 } };
	struct opinion o = enter(fx, "taro@example.jp");
	struct detail draft = { .draft = add_draft(fx, &o, "穴を直しました。"), .not_before = clock_now() + 3600 };

	fx->settings.approvers = &bucho;
	fx->settings.approver_count = 1;
	*draft_out = draft.draft;
	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	take_step(fx, &o, STEP_DRAFT, draft);
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	put_on_list(fx, &o, draft.draft, 1, APPROVAL_DESK, APPROVAL_DECIDE, APPROVAL_APPROVED);
	put_on_list(fx, &o, draft.draft, 2, "bucho", APPROVAL_SEE, APPROVAL_SEEN);
	assert_done(intent_insert(fx->ledger, &(struct new_intent){ .kind = "agreed", .party = "desk", .opinion = o.id,
	    .draft = draft.draft }, &fx->fault));
	assert_done(intent_insert(fx->ledger, &(struct new_intent){ .kind = "circulation", .party = "approver:bucho",
	    .opinion = o.id, .draft = draft.draft }, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	take_step(fx, &o, STEP_APPROVE, draft);
	return o;
}

static void
test_agreed_and_circulation(void **state)
{
	static const struct {
		const char *kind, *party;
		const char *words[2];		/* Japanese, English */
	} rows[] = {
		{ "agreed", "desk", { "\n回答は 令和8年11月23日（月） 15:05 に、", "\nIt goes to the resident on 2026-11-23 15:05." } },
		{ "circulation", "approver:bucho", { "\n2. 土木部長: 供覧\n", "\n2. 土木部長: sees it\n" } },
	};
	struct fixture *fx = *state;
	int64_t draft;

	agreed(fx, &draft);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
			struct facts facts;
			struct rendering r;
			struct token token;

			fx->settings.office.language = (enum language)language;
			r = rendered(fx, rows[i].kind, &facts);
			assert_block(fx, r.letter.text, false);
			assert_non_null(strstr(r.letter.text, rows[i].words[language]));
			assert_non_null(strstr(r.letter.text, "穴を直しました。"));
			assert_null(strstr(r.letter.text, "山田"));
			assert_true(token_parse(fx, "opinion@city.example.jp", r.letter.reply_to.address, &token));
			assert_true(fits(fx, &token,
			    must(talloc_asprintf(fx, "%s:%lld", rows[i].party, (long long)draft))));
		}
	}
	/* When the hour is over it leaves. */
	setenv("IKEN_NOW", must(talloc_asprintf(fx, "%lld", (long long)clock_now() + 3600)), 1);
	send_all(fx, DONE);
	assert_int_equal(sent(fx, "answer"), 1);
}

/* Whatever let it wait: what is not approved any more does not leave. */
static void
test_not_released(void **state)
{
	struct fixture *fx = *state;
	struct opinion o;
	struct approval *list;
	size_t count;
	int64_t draft;
	bool found;

	o = agreed(fx, &draft);
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(approval_list(fx->ledger, fx, draft, &list, &count, &fx->fault));
	assert_done(approval_set(fx->ledger, list[1].id, APPROVAL_STOPPED, 0, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	(void)waiting(fx, "answer", &found);
	assert_true(found);
	setenv("IKEN_NOW", must(talloc_asprintf(fx, "%lld", (long long)clock_now() + 3600)), 1);
	send_all(fx, DONE);
	assert_int_equal(sent(fx, "answer"), 0);
	(void)waiting(fx, "answer", &found);
	assert_false(found);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &o, &found, &fx->fault));
	assert_int_equal(o.state, STATE_RELEASED);
}

static void
test_returned(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct detail draft = { .draft = add_draft(fx, &o, "直しません。") };
	struct facts facts;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	take_step(fx, &o, STEP_DRAFT, draft);
	take_step(fx, &o, STEP_RETURN, draft);
	for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
		struct rendering r;

		fx->settings.office.language = (enum language)language;
		r = rendered(fx, "returned", &facts);
		assert_block(fx, r.letter.text, true);
		assert_non_null(strstr(r.letter.text, "> 直しません。"));
	}
}

/* ---- what stops it ----------------------------------------------------------------------------------- */

static void
test_no_address_is_told(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "");
	struct detail draft = { .draft = add_draft(fx, &o, "回答です。") };

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	take_step(fx, &o, STEP_RELEASE, draft);
	send_all(fx, DONE);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &o, &(bool){ false }, &fx->fault));
	assert_int_equal(o.state, STATE_UNDELIVERABLE);
	assert_int_equal(sent(fx, "answer"), 0);
	assert_int_equal(sent(fx, "undeliverable"), 1);
}

static void
test_caps_for_an_address_and_a_domain(void **state)
{
	struct fixture *fx = *state;
	struct run run;

	fx->settings.limits.automatic_per_address = 3;
	fx->settings.limits.automatic_per_domain = 5;
	for (int i = 0; i < 5; i++)
		enter(fx, "TARO@example.jp");
	for (int i = 0; i < 5; i++)
		enter(fx, must(talloc_asprintf(fx, "x%d@Example.jp", i)));
	enter(fx, "other@example.com");
	run = send_all(fx, DONE);
	/* 3 for the address, 2 more for the domain, 1 elsewhere; the others never. */
	assert_int_equal(run.tally.done, 6);
	assert_int_equal(sent(fx, "receipt"), 6);
	assert_int_equal(send_all(fx, DONE).tally.seen, 0);
}

/* A flood of mails that cannot be believed: the desk and the administrator are told of some. */
static void
test_caps_for_those_who_are_told(void **state)
{
	struct fixture *fx = *state;
	const struct new_intent held = { .kind = "notice", .party = "administrator", .code = "gave-up x" };

	fx->settings.limits.automatic_per_domain = 5;
	for (int i = 0; i < 8; i++)
		assert_done(intent_insert(fx->ledger, &held, &fx->fault));
	send_all(fx, DONE);
	assert_int_equal(sent(fx, "notice"), 5);
	assert_int_equal(send_all(fx, DONE).tally.seen, 0);
}

static void
test_breaker(void **state)
{
	struct fixture *fx = *state;
	bool found;

	fx->settings.limits.automatic_per_day = 4;
	for (int i = 0; i < 6; i++)
		enter(fx, must(talloc_asprintf(fx, "x%d@example.jp", i)));
	assert_int_equal(send_all(fx, DONE).tally.done, 5);
	assert_int_equal(sent(fx, "receipt"), 4);
	assert_int_equal(sent(fx, "notice"), 1);
	/* The rest goes tomorrow, and the notice came once. */
	assert_int_equal(waiting(fx, "receipt", &found).not_before, quota_tomorrow(clock_now()));
	setenv("IKEN_NOW", must(talloc_asprintf(fx, "%lld", (long long)quota_tomorrow(clock_now()))), 1);
	assert_int_equal(send_all(fx, DONE).tally.done, 2);
	assert_int_equal(sent(fx, "receipt"), 2);
}

static void
test_erased_is_cancelled(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");

	assert_done(db_script(fx->ledger->db, must(talloc_asprintf(fx, "UPDATE key SET wrapped = NULL WHERE id = %lld",
	    (long long)o.key)), &fx->fault));
	assert_int_equal(send_all(fx, DONE).tally.seen, 0);
	assert_int_equal(sent(fx, ""), 0);
	assert_int_equal(send_all(fx, DONE).tally.seen, 0);
}

/* ---- what is noted ------------------------------------------------------------------------------------ */

static struct outcome
note(struct fixture *fx, const struct intent *i, struct recipient *r, size_t count)
{
	struct outcome o;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(outcome_note(fx->ledger, i, r, count, &o, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	return o;
}

static void
test_pauses_grow(void **state)
{
	struct fixture *fx = *state;
	struct recipient r = { .address = "taro@example.jp", .verdict = LATER, .result = "450 4.2.0" };
	int64_t wanted = 300;
	struct intent i;
	bool found;

	enter(fx, "taro@example.jp");
	for (int n = 0; n < 10; n++) {
		i = waiting(fx, "receipt", &found);
		assert_int_equal(note(fx, &i, &r, 1).verdict, LATER);
		i = waiting(fx, "receipt", &found);
		assert_int_equal(i.not_before - clock_now(), wanted);
		assert_int_equal(i.attempts, n + 1);
		wanted = wanted * 2 < 14400 ? wanted * 2 : 14400;
	}
	assert_int_equal(send_all(fx, DONE).tally.seen, 0);
	setenv("IKEN_NOW", must(talloc_asprintf(fx, "%lld", (long long)i.created + 5 * 86400)), 1);
	assert_int_equal(note(fx, &i, &r, 1).verdict, NEVER);
	waiting(fx, "receipt", &found);
	assert_false(found);
}

static void
test_one_of_two_departments_addresses(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct recipient r[2] = { { "roads@city.example.jp", DONE, "250 2.0.0" },
		{ "roads2@city.example.jp", LATER, "450 4.2.0" } };
	struct intent i;
	bool found;
	int n;
	char *mail;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	i = waiting(fx, "request", &found);
	assert_int_equal(note(fx, &i, r, 2).verdict, LATER);
	setenv("IKEN_NOW", must(talloc_asprintf(fx, "%lld", (long long)clock_now() + 300)), 1);
	send_all(fx, DONE);
	mail = take_mails(fx, "request", &n);
	/* Only the one who had not got it gets it, and the mail is the same. */
	assert_int_equal(n, 1);
	assert_null(strstr(mail, "Envelope-To: roads@city.example.jp\n"));
	assert_non_null(strstr(mail, "Envelope-To: roads2@city.example.jp\n"));
	assert_non_null(strstr(mail, must(talloc_asprintf(fx, "Message-ID: <%s>\n", i.message_id))));
}

static void
test_refused(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct detail draft = { .draft = add_draft(fx, &o, "回答です。") };
	struct recipient r[2] = { { "roads@city.example.jp", NEVER, "550 5.1.1" },
		{ "roads2@city.example.jp", NEVER, "550 5.1.1" } };
	struct intent i;
	bool found;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	i = waiting(fx, "request", &found);
	assert_int_equal(note(fx, &i, r, 2).verdict, NEVER);
	i = waiting(fx, "notice", &found);
	assert_true(found);
	assert_string_equal(i.code, "refused request 550 5.1.1");
	assert_string_equal(i.party, "administrator");
	/* What goes to the administrator himself, and a receipt, is not told to him. */
	assert_int_equal(note(fx, &i, r, 1).verdict, NEVER);
	i = waiting(fx, "receipt", &found);
	assert_int_equal(note(fx, &i, r, 1).verdict, NEVER);
	waiting(fx, "notice", &found);
	assert_false(found);
	take_step(fx, &o, STEP_RELEASE, draft);
	i = waiting(fx, "answer", &found);
	assert_int_equal(note(fx, &i, r, 1).verdict, NEVER);
	waiting(fx, "undeliverable", &found);
	assert_true(found);
}

static void
test_bounce_window(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx, "taro@example.jp");
	struct detail draft = { .draft = add_draft(fx, &o, "回答です。") };
	int64_t count;

	take_step(fx, &o, STEP_ROUTE, (struct detail){ .department = "roads" });
	take_step(fx, &o, STEP_RELEASE, draft);
	send_all(fx, DONE);
	assert_done(outcome_deliver(fx->ledger, clock_now() + 172799, &count, &fx->fault));
	assert_int_equal(count, 0);
	assert_done(outcome_deliver(fx->ledger, clock_now() + 172800, &count, &fx->fault));
	assert_int_equal(count, 1);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &o, &(bool){ false }, &fx->fault));
	assert_int_equal(o.state, STATE_DELIVERED);
}

/* A fault in a template stops the run and leaves the mails where they are. */
static void
test_wrong_template(void **state)
{
	struct fixture *fx = *state;
	char *ja = must(talloc_asprintf(fx, "%s/ja", fx->folder));
	bool found;
	FILE *file;

	assert_int_equal(mkdir(ja, 0700), 0);
	file = fopen(must(talloc_asprintf(fx, "%s/receipt", ja)), "w");
	fputs("Subject: x\n\n{number} {nonsense}\n", file);
	fclose(file);
	fx->settings.office.templates = fx->folder;
	enter(fx, "taro@example.jp");
	send_all(fx, HALT);
	waiting(fx, "receipt", &found);
	assert_true(found);
}

/* Whoever has the desk's work now is called, not who had it. */
static void
test_danger_goes_to_the_desks_successor(void **state)
{
	struct fixture *fx = *state;
	struct intent i = { .id = 1, .kind = "danger", .party = "duty", .code = "", .message_id = "x@city.example.jp" };
	struct facts facts;
	const char *gone;

	assert_done(facts_gather(fx->ledger, fx, &i, &facts, &gone, &fx->fault));
	assert_null(gone);
	assert_string_equal(facts.to[0].address, "kocho@city.example.jp");
	fx->settings.departments[0].valid_to = clock_now() - 10 * 86400;
	fx->settings.departments[0].successor = "roads";
	assert_done(facts_gather(fx->ledger, fx, &i, &facts, &gone, &fx->fault));
	fx->settings.departments[0].valid_to = 0;
	fx->settings.departments[0].successor = NULL;
	assert_null(gone);
	assert_int_equal(facts.to_count, 3);
	assert_string_equal(facts.to[0].address, "roads@city.example.jp");
	assert_string_equal(facts.to[2].address, "admin@city.example.jp");
}

#define test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_receipt), test(test_requests_in_both_languages), test(test_approval_and_answer),
		test(test_agreed_and_circulation), test(test_not_released),
		test(test_returned), test(test_no_address_is_told), test(test_caps_for_an_address_and_a_domain),
		test(test_caps_for_those_who_are_told),
		test(test_breaker), test(test_erased_is_cancelled), test(test_pauses_grow),
		test(test_one_of_two_departments_addresses), test(test_refused), test(test_bounce_window),
		test(test_wrong_template), test(test_danger_goes_to_the_desks_successor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
