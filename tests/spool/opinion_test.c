/* SPDX-License-Identifier: GPL-3.0-or-later */
/* opinions: numbers, allowed and forbidden steps, what each causes, and sealed contacts. */
#include "spool/opinion.h"

#include "spool/access.h"
#include "spool/access_verify.h"
#include "spool/allowance.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/figures.h"
#include "spool/intent.h"
#include "config/text.h"
#include "spool/schema.h"
#include "tests/spool/fixture.h"

static const struct contact yamada = { .name = "山田太郎", .mail = "Taro@example.jp", .postal_code = "",
	.address = "", .phone = "", .fax = "", .reply = REPLY_MAIL };

static struct opinion
enter(struct fixture *fx)
{
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1790000000 };

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	return o;
}

static void
step(struct fixture *fx, struct opinion *o, enum step s, const char *department)
{
	struct detail d = { .who = "test", .department = department };

	assert_done(opinion_step(fx->ledger, o, s, &d, &fx->fault));
}

/* The kinds of the waiting intents of an opinion, in order, as one string. */
static char *
intents(struct fixture *fx)
{
	struct intent *due;
	size_t count;
	struct buffer b = buffer_init(fx);

	buffer_string(&b, "");
	assert_done(intent_due(fx->ledger, fx, INT64_MAX, 100, &due, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		buffer_printf(&b, "%s>%s ", due[i].kind, due[i].party);
	return (char *)b.data;
}

static void
test_numbers_follow_the_year(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx), b = enter(fx), found;
	bool there;

	assert_true(text_starts(a.number, "2026-000001-") && text_starts(b.number, "2026-000002-"));
	assert_done(opinion_by_token(fx->ledger, fx, opinion_token_subject(fx, &b), &found, &there, &fx->fault));
	assert_true(there);
	assert_int_equal(found.id, b.id);
	assert_done(opinion_by_token(fx->ledger, fx, "2026-000003", &found, &there, &fx->fault));
	assert_false(there);
	assert_done(opinion_by_token(fx->ledger, fx, "2026-00000", &found, &there, &fx->fault));
	assert_false(there);
}

static void
test_a_number_taken_back_is_given_again(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1790000000 };

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	db_rollback(fx->ledger->db);
	o = enter(fx);
	assert_true(text_starts(o.number, "2026-000001-"));
}

static void
test_the_whole_way(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct event *events;
	size_t count;

	step(fx, &o, STEP_ROUTE, "roads");
	step(fx, &o, STEP_DRAFT, NULL);
	step(fx, &o, STEP_RETURN, NULL);
	step(fx, &o, STEP_DRAFT, NULL);
	step(fx, &o, STEP_APPROVE, NULL);
	step(fx, &o, STEP_SEND, NULL);
	step(fx, &o, STEP_DELIVER, NULL);
	assert_int_equal(o.state, STATE_DELIVERED);
	assert_string_equal(intents(fx), "receipt>resident request>department:roads "
	    "returned>department:roads answer>resident ");
	assert_done(opinion_events(fx->ledger, fx, o.id, &events, &count, &fx->fault));
	assert_int_equal(count, 8);
	assert_string_equal(events[7].step, "deliver");
	assert_string_equal(events[7].before, "sent");
}

static const struct contact sato = { .name = "佐藤髙﨑", .mail = "", .postal_code = "160-0000", .address = "中央1-2-3",
	.phone = "", .fax = "", .reply = REPLY_POST, .large = true };

static size_t
letters(struct fixture *fx)
{
	struct intent *waiting;
	size_t count;

	assert_done(intent_letters(fx->ledger, fx, INT64_MAX, 0, 100, &waiting, &count, &fx->fault));
	return count;
}

static void
test_the_way_on_paper(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = { .channel = "postcard", .purpose = "other", .language = "ja", .received = 1790000000 };
	struct detail back = { .who = "test", .address_bad = true }, d = { .who = "test" };
	struct contact *contact, moved = sato;
	struct intent *waiting;
	size_t count;

	fx->settings.print.kind = PRINT_FOLDER;
	assert_done(opinion_enter(fx->ledger, fx, &o, &sato, "test", &fx->fault));
	step(fx, &o, STEP_ROUTE, "roads");
	step(fx, &o, STEP_RELEASE, NULL);
	/* A letter is none of iken-send's. */
	assert_string_equal(intents(fx), "request>department:roads ");
	assert_int_equal(letters(fx), 1);
	assert_done(intent_letters(fx->ledger, fx, INT64_MAX, 0, 100, &waiting, &count, &fx->fault));
	step(fx, &o, STEP_PRINT, NULL);
	assert_done(intent_begin(fx->ledger, waiting[0].id, &fx->fault));
	assert_int_equal(letters(fx), 0);
	step(fx, &o, STEP_KEEP, NULL);
	assert_done(intent_not_begun(fx->ledger, waiting[0].id, &fx->fault));
	assert_int_equal(letters(fx), 1);
	step(fx, &o, STEP_PRINT, NULL);
	step(fx, &o, STEP_POST, NULL);
	assert_int_equal(o.state, STATE_POSTED);
	assert_done(intent_finish(fx->ledger, waiting[0].id, INTENT_SENT, "posted", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_FAIL, &back, &fx->fault));
	assert_true(o.address_bad);
	/* Moved: the desk corrects the address, and the same answer goes out again. */
	moved.address = "中央9-9-9";
	assert_done(opinion_correct_contact(fx->ledger, &o, &moved, &d, &fx->fault));
	assert_false(o.address_bad);
	assert_done(opinion_contact(fx->ledger, fx, &o, &contact, &fx->fault));
	assert_string_equal(contact->address, "中央9-9-9");
	assert_string_equal(contact->name, "佐藤髙﨑");
	assert_true(contact->large);
	step(fx, &o, STEP_RESEND, NULL);
	assert_int_equal(letters(fx), 1);
}

static void
test_without_printing_all_goes_by_mail(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = { .channel = "postcard", .purpose = "other", .language = "ja", .received = 1790000000 };

	assert_done(opinion_enter(fx->ledger, fx, &o, &sato, "test", &fx->fault));
	step(fx, &o, STEP_ROUTE, "roads");
	step(fx, &o, STEP_RELEASE, NULL);
	assert_int_equal(letters(fx), 0);
	assert_string_equal(intents(fx), "request>department:roads answer>resident ");
}

/* Every pair of state and step that is not in the table is refused and changes nothing. */
static void
test_forbidden_steps(void **state)
{
	struct fixture *fx = *state;
	struct detail d = { .who = "test" };
	struct opinion o = enter(fx), same;
	enum state to;
	bool there;
	int allowed = 0;

	for (int s = 0; s < STEPS; s++) {
		if (state_after(STATE_RECEIVED, (enum step)s, &to)) {
			allowed++;
			continue;
		}
		assert_int_equal(opinion_step(fx->ledger, &o, (enum step)s, &d, &fx->fault), NEVER);
	}
	assert_int_equal(allowed, 10);
	assert_done(opinion_by_id(fx->ledger, fx, o.id, &same, &there, &fx->fault));
	assert_int_equal(same.state, STATE_RECEIVED);
	for (int s = 0; s < STEPS; s++)
		assert_false(state_after(STATE_ERASED, (enum step)s, &to));
}

static void
test_two_who_step_at_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx), stale = o;
	struct detail d = { .who = "test", .department = "roads" };

	step(fx, &o, STEP_ROUTE, "roads");
	assert_int_equal(opinion_step(fx->ledger, &stale, STEP_ROUTE, &d, &fx->fault), LATER);
}

static void
test_contacts_are_sealed(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct contact *c;
	struct query *q;
	bool row;

	assert_done(opinion_contact(fx->ledger, fx, &o, &c, &fx->fault));
	assert_string_equal(c->name, "山田太郎");
	assert_string_equal(c->mail, "Taro@example.jp");
	q = db_query(fx->ledger->db, "SELECT contact FROM opinion");
	assert_done(query_next(q, &row, &fx->fault));
	assert_null(memmem(query_blob_at(q, 0).data, query_blob_at(q, 0).len, "example", 7));
	query_done(q);
	/* Without its key it is gone, and says so. */
	assert_done(db_script(fx->ledger->db, "UPDATE key SET wrapped = NULL", &fx->fault));
	assert_int_equal(opinion_contact(fx->ledger, fx, &o, &c, &fx->fault), NEVER);
}

static void
test_receipts_only_where_set_and_only_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct new_intent again = { .kind = "receipt", .party = "resident", .opinion = o.id };

	assert_string_equal(intents(fx), "receipt>resident ");
	assert_int_not_equal(intent_insert(fx->ledger, &again, &fx->fault), DONE);
	fx->settings.office.receipts = false;
	enter(fx);
	assert_string_equal(intents(fx), "receipt>resident ");
}

static void
test_intents_come_due_and_end(void **state)
{
	struct fixture *fx = *state;
	struct new_intent n = { .kind = "notice", .party = "administrator", .not_before = 5000000000 };
	struct intent *due, found;
	size_t count;
	bool was;

	assert_done(intent_insert(fx->ledger, &n, &fx->fault));
	assert_done(intent_due(fx->ledger, fx, 4999999999, 10, &due, &count, &fx->fault));
	assert_int_equal(count, 0);
	assert_done(intent_due(fx->ledger, fx, 5000000000, 10, &due, &count, &fx->fault));
	assert_int_equal(count, 1);
	assert_done(intent_by_message_id(fx->ledger, fx, due[0].message_id, &found, &was, &fx->fault));
	assert_true(was && found.id == due[0].id);
	assert_done(intent_delivery(fx->ledger, due[0].id, "A@example.jp", "250", &fx->fault));
	assert_done(intent_was_delivered(fx->ledger, due[0].id, "a@example.jp", &was, &fx->fault));
	assert_true(was);
	assert_done(intent_was_delivered(fx->ledger, due[0].id, "b@example.jp", &was, &fx->fault));
	assert_false(was);
	assert_done(intent_postpone(fx->ledger, due[0].id, 6000000000, "451", &fx->fault));
	assert_done(intent_due(fx->ledger, fx, 5999999999, 10, &due, &count, &fx->fault));
	assert_int_equal(count, 0);
	assert_done(intent_due(fx->ledger, fx, 6000000000, 10, &due, &count, &fx->fault));
	assert_int_equal(due[0].attempts, 1);
	assert_done(intent_finish(fx->ledger, due[0].id, INTENT_SENT, "250", &fx->fault));
	assert_done(intent_due(fx->ledger, fx, INT64_MAX, 10, &due, &count, &fx->fault));
	assert_int_equal(count, 0);
}

static void
test_drafts(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct draft d = { .department = "roads", .kind = "answer", .text = "舗装を直します。" }, newest;
	struct draft *all;
	int64_t id;
	size_t count;
	bool there;

	assert_done(draft_insert(fx->ledger, &o, &d, &id, &fx->fault));
	d.text = "来月直します。";
	assert_done(draft_insert(fx->ledger, &o, &d, &id, &fx->fault));
	d.kind = "note";
	d.text = "現地を見ました。";
	assert_done(draft_insert(fx->ledger, &o, &d, &id, &fx->fault));
	assert_done(draft_newest(fx->ledger, fx, o.id, &newest, &there, &fx->fault));
	assert_true(there);
	assert_string_equal(newest.text, "来月直します。");
	assert_done(draft_list(fx->ledger, fx, o.id, &all, &count, &fx->fault));
	assert_int_equal(count, 3);
}

static void
test_allowances(void **state)
{
	struct fixture *fx = *state;
	bool granted;

	for (int i = 0; i < 3; i++) {
		assert_done(allowance_take(fx->ledger, "address:a@example.jp", 1790000000, 3, &granted, &fx->fault));
		assert_true(granted);
	}
	assert_done(allowance_take(fx->ledger, "address:A@example.jp", 1790000000, 3, &granted, &fx->fault));
	assert_false(granted);
	assert_done(allowance_take(fx->ledger, "address:b@example.jp", 1790000000, 3, &granted, &fx->fault));
	assert_true(granted);
	assert_done(allowance_take(fx->ledger, "address:a@example.jp", 1790000000 + 86400, 3, &granted, &fx->fault));
	assert_true(granted);
	assert_done(allowance_take(fx->ledger, "none", 1790000000, 0, &granted, &fx->fault));
	assert_false(granted);
	assert_done(allowance_forget(fx->ledger, 1790000000 + 40 * 86400, &fx->fault));
}

/* By somebody who has the register and no key. */
static const char *const tampering[] = {
	"UPDATE access SET what = 'list' WHERE id = 2",
	"UPDATE access SET at = at + 1 WHERE id = 3",
	"UPDATE access SET form = 1 WHERE id = 2",
	"UPDATE access SET items = '' WHERE id = 2",
	"UPDATE access SET unmasked = 0 WHERE id = 2",
	"UPDATE access SET reason = NULL WHERE id = 1",
	"UPDATE access SET program = 'iken-list' WHERE id = 3",
	"UPDATE access SET opinion = 9 WHERE id = 1",
	"UPDATE access SET id = 9 WHERE id = 1",
	"UPDATE access SET id = 9 WHERE id = 2; UPDATE access SET id = 2 WHERE id = 3; UPDATE access SET id = 3 WHERE id = 9",
	"DELETE FROM access WHERE id = 2",
	"DELETE FROM access WHERE id = 3",
	"DELETE FROM access",
	"INSERT INTO access SELECT 4, at, who, what, opinion, chain, form, program, items, 0, reason FROM access WHERE id = 3",
	"DELETE FROM access_head",
	"UPDATE access_head SET count = 2, chain = (SELECT chain FROM access WHERE id = 2); DELETE FROM access WHERE id = 3",
	"DELETE FROM checkpoint WHERE id = 2",
	"UPDATE checkpoint SET at = at - 9 WHERE id = 1",
};

#define TRIGGERS "DROP TRIGGER access_update; DROP TRIGGER access_delete; DROP TRIGGER access_insert; " \
	"DROP TRIGGER checkpoint_delete; DROP TRIGGER checkpoint_update"
enum { TRIGGERS_DROPPED = 5 };

static void
test_the_access_log_shows_tampering(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct look look = { .what = "show", .opinion = o.id, .items = "name", .unmasked = true, .reason = "窓口で" };
	struct verification looked;
	bool made;

	for (int i = 0; i < 3; i++)
		assert_done(access_look(fx->ledger, &look, &fx->fault));
	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(access_checkpoint(fx->ledger, VERIFY_ALL, &made, &fx->fault));
	assert_true(made);
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	assert_done(access_publish(fx->ledger, PUBLISH_GO_ON, &fx->fault));
	assert_done(access_verify(fx->ledger, fx, VERIFY_ALL, NULL, &looked, &fx->fault));
	assert_int_equal(looked.lines, 3);
	assert_int_equal(looked.count, 0);
	for (size_t i = 0; i < sizeof tampering / sizeof tampering[0]; i++) {
		/* Nobody gets so far by mistake; adding a line is what the table is for. */
		if (strstr(tampering[i], " access_head") == NULL && strncmp(tampering[i], "INSERT", 6) != 0) {
			assert_done(db_begin(fx->ledger->db, &fx->fault));
			assert_int_not_equal(db_script(fx->ledger->db, tampering[i], &fx->fault), DONE);
			db_rollback(fx->ledger->db);
		}
		assert_done(db_begin(fx->ledger->db, &fx->fault));
		assert_done(db_script(fx->ledger->db, TRIGGERS, &fx->fault));
		assert_done(db_script(fx->ledger->db, tampering[i], &fx->fault));
		assert_done(access_verify(fx->ledger, fx, VERIFY_ALL, NULL, &looked, &fx->fault));
		if (looked.count <= TRIGGERS_DROPPED)
			fail_msg("not found: %s", tampering[i]);
		db_rollback(fx->ledger->db);
	}
	assert_done(access_verify(fx->ledger, fx, VERIFY_ALL, NULL, &looked, &fx->fault));
	assert_int_equal(looked.count, 0);
}

static void
test_figures(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx), listed;
	struct detail d = { .who = "test", .department = "roads", .due = 1790100000 };
	struct filter filter = { .of = LIST_LATE, .department = "", .state = "", .now = 1790200000 };
	struct figures figures;
	bool there;

	enter(fx);
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	assert_done(figures_read(fx->ledger, 1790200000, &figures, &fx->fault));
	assert_int_equal(figures.opinions[STATE_RECEIVED], 1);
	assert_int_equal(figures.opinions[STATE_REQUESTED], 1);
	assert_int_equal(figures.late, 1);
	assert_int_equal(figures.waiting, 3);
	assert_done(figures_next(fx->ledger, fx, &filter, &listed, &there, &fx->fault));
	assert_true(there && listed.id == o.id);
	filter.after = o.id;
	assert_done(figures_next(fx->ledger, fx, &filter, &listed, &there, &fx->fault));
	assert_false(there);
	assert_done(opinion_next(fx->ledger, fx, STATE_RECEIVED, 0, &listed, &there, &fx->fault));
	assert_true(there && listed.id != o.id);
}

static void
test_a_newer_register_is_refused(void **state)
{
	struct fixture *fx = *state;
	char version[64];

	snprintf(version, sizeof version, "PRAGMA user_version = %d", schema_version() + 1);
	assert_done(db_script(fx->ledger->db, version, &fx->fault));
	assert_int_equal(schema_check(fx->ledger->db, &fx->fault), HALT);
	assert_non_null(strstr(fx->fault.text, "newer"));
	assert_int_equal(schema_migrate(fx->ledger->db, &fx->fault), HALT);
	assert_done(db_script(fx->ledger->db, "PRAGMA user_version = 0", &fx->fault));
	assert_int_equal(schema_check(fx->ledger->db, &fx->fault), HALT);
	assert_non_null(strstr(fx->fault.text, "iken-init"));
}

static void
test_creating_twice_keeps_everything(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = enter(fx);
	struct contact *c;
	char *path = must(talloc_asprintf(fx, "%s/keys/token.key", fx->folder));

	ledger_close(&fx->ledger);
	assert_done(ledger_create(fx, &fx->settings, &fx->fault));
	assert_done(ledger_open(fx, &fx->settings, LEDGER_WRITE, KEYS_ALL, &fx->ledger, &fx->fault));
	assert_done(opinion_contact(fx->ledger, fx, &o, &c, &fx->fault));
	ledger_close(&fx->ledger);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(ledger_open(fx, &fx->settings, LEDGER_WRITE, KEYS_ALL, &fx->ledger, &fx->fault), HALT);
	assert_non_null(strstr(fx->fault.text, "chmod 0600"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(ledger_create(fx, &fx->settings, &fx->fault), HALT);
	assert_non_null(strstr(fx->fault.text, "backup"));
	fx->ledger = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(test_numbers_follow_the_year),
		spool_test(test_a_number_taken_back_is_given_again),
		spool_test(test_the_whole_way),
		spool_test(test_the_way_on_paper),
		spool_test(test_without_printing_all_goes_by_mail),
		spool_test(test_forbidden_steps),
		spool_test(test_two_who_step_at_once),
		spool_test(test_contacts_are_sealed),
		spool_test(test_receipts_only_where_set_and_only_once),
		spool_test(test_intents_come_due_and_end),
		spool_test(test_drafts),
		spool_test(test_allowances),
		spool_test(test_the_access_log_shows_tampering),
		spool_test(test_figures),
		spool_test(test_a_newer_register_is_refused),
		spool_test(test_creating_twice_keeps_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
