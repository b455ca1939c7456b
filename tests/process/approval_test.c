/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has to agree to an answer, and what each of them can do at each moment. */
#include "config/clock.h"
#include "process/deciders.h"
#include "spool/approval.h"
#include "spool/block.h"
#include "spool/draft.h"
#include "spool/intent.h"

#include "tests/spool/fixture.h"

enum { COOLING_OFF = 1800 };

static char kacho[] = "kacho", bucho[] = "bucho", koho[] = "koho", kikaku[] = "kikaku";
static char *just_kacho[] = { kacho }, *both[] = { kacho, bucho }, *other_way[] = { bucho, kacho }, *seers[] = { koho, kikaku },
    *kacho_and_koho[] = { kacho, koho };

#define LIST(items) { (items), sizeof(items) / sizeof(items)[0] }
#define NOBODY { NULL, 0 }

/* Departments by what they ask for. */
static struct department departments[] = {
	{ .code = "desk", .name = "広聴係", .masked = true },
	{ .code = "plain", .name = "道路課", .masked = true },
	{ .code = "desk-first", .name = "公園課", .masked = true, .approval = true },
	{ .code = "all", .name = "清掃課", .masked = true, .approval = true, .approvers = LIST(both), .circulate = LIST(seers) },
	{ .code = "kacho", .name = "学校課", .masked = true, .approvers = LIST(just_kacho), .circulate = LIST(kacho_and_koho) },
	{ .code = "seen", .name = "緑化課", .masked = true, .circulate = LIST(seers) },
};
static struct purpose purposes[] = {
	{ .code = "other", .name = "その他" }, { .code = "heavy", .name = "重要", .approvers = LIST(other_way) },
};

static void
set_up(struct fixture *fx)
{
	fx->settings.departments = departments;
	fx->settings.department_count = sizeof departments / sizeof departments[0];
	fx->settings.purposes = purposes;
	fx->settings.purpose_count = sizeof purposes / sizeof purposes[0];
	fx->settings.office.cooling_off = COOLING_OFF;
	setenv("IKEN_NOW", "1795410300", 1);
}

static struct opinion
routed(struct fixture *fx, const char *department, const char *purpose)
{
	struct contact contact = { "山田太郎", "taro@example.jp", "", "", "", "", REPLY_MAIL, false };
	struct opinion o = { .channel = "mail", .purpose = purpose, .language = "ja", .received = 1795410300 };
	struct detail d = { .who = "test", .department = department };

	set_up(fx);
	assert_done(opinion_enter(fx->ledger, fx, &o, &contact, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	return o;
}

static int64_t
newest(struct fixture *fx, const struct opinion *o)
{
	struct draft d;
	bool found;

	assert_done(draft_newest(fx->ledger, fx, o->id, &d, &found, &fx->fault));
	return found ? d.id : 0;
}

/* The code that a mail goes back with; "" when it was taken. */
static const char *
say(struct fixture *fx, const struct opinion *o, const struct known_token *token, const char *text)
{
	static int n;
	struct buffer empty = buffer_init(fx);
	struct taken t = { .source = "box", .channel = "mail", .sender = "", .recipient = "", .received = 1795410300 };
	const char *number;
	struct query *q;
	bool row;
	char *code;

	(void)o;
	n++;
	reading_pack(&(struct reading){ .from = { (char[]){ "" }, (char[]){ "x@city.example.jp" } } }, &empty);
	t.reading = reading_unpack(fx, buffer_bytes(&empty));
	assert_non_null(t.reading);
	((struct reading *)t.reading)->text = text;
	t.id = must(talloc_asprintf(fx, "%032d", n));
	t.digest[0] = (unsigned char)n;
	t.digest[1] = (unsigned char)(n >> 8);
	assert_done(matter_decide(fx->ledger, fx, &t, token, &number, &fx->fault));
	q = db_query(fx->ledger->db, "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1");
	assert_done(query_next(q, &row, &fx->fault));
	code = query_text_at(fx, q, 0);
	query_done(q);
	return code;
}

static const char *
answer(struct fixture *fx, const struct opinion *o, const char *text)
{
	struct known_token token = { .kind = KNOWN_ANSWER, .opinion = o->id, .department = o->department, .sender_fits = true };

	return say(fx, o, &token, text);
}

static const char *
decision(struct fixture *fx, const struct opinion *o, const char *approver, const char *text)
{
	struct known_token token = { .kind = KNOWN_APPROVAL, .opinion = o->id, .department = approver, .sender_fits = true,
		.draft = newest(fx, o) };

	return say(fx, o, &token, text);
}

/* The list of a draft: "desk asked, kacho waiting". */
static const char *
list_of(struct fixture *fx, int64_t draft)
{
	struct buffer out = buffer_init(fx);
	struct approval *list;
	size_t count;

	assert_done(approval_list(fx->ledger, fx, draft, &list, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		buffer_printf(&out, "%s%s %s%s", i != 0 ? ", " : "", list[i].approver,
		    list[i].role == APPROVAL_SEE ? "sees: " : "", approval_state_name(list[i].state));
	return buffer_text(&out);
}

static enum state
state_of(struct fixture *fx, const struct opinion *o)
{
	struct opinion out;
	bool found;

	assert_done(opinion_by_id(fx->ledger, fx, o->id, &out, &found, &fx->fault));
	assert_true(found);
	return out.state;
}

/* What waits to be sent about the opinion, but for confirmations: "approval desk". */
static const char *
waiting(struct fixture *fx)
{
	static const char *const shown[] = { "approval", "answer", "agreed", "circulation", "returned" };
	struct buffer out = buffer_init(fx);
	struct intent *all;
	size_t count;

	assert_done(intent_due(fx->ledger, fx, INT64_MAX, 1000, &all, &count, &fx->fault));
	for (size_t k = 0; k < sizeof shown / sizeof shown[0]; k++)
		for (size_t i = 0; i < count; i++)
			if (strcmp(all[i].kind, shown[k]) == 0)
				buffer_printf(&out, "%s%s %s", out.len != 0 ? ", " : "", all[i].kind, all[i].party);
	return buffer_text(&out);
}

/* ---- the list ---- */

static void
the_list_follows_from_the_settings(void **state)
{
	static const struct {
		const char *department, *purpose, *text, *list;
		enum state state;
	} rows[] = {
		{ "plain", "other", "【回答】\n直します。", "", STATE_RELEASED },
		{ "desk-first", "other", "【回答】\n直します。", "desk asked", STATE_DRAFTED },
		{ "plain", "heavy", "【回答】\n直します。", "bucho asked, kacho waiting", STATE_DRAFTED },
		{ "all", "heavy", "【回答】\n直します。", "desk asked, kacho waiting, bucho waiting, koho sees: waiting, "
		    "kikaku sees: waiting", STATE_DRAFTED },
		{ "kacho", "heavy", "【回答】\n直します。", "kacho asked, bucho waiting, koho sees: waiting", STATE_DRAFTED },
		{ "seen", "other", "【回答】\n直します。", "koho sees: seen, kikaku sees: seen", STATE_RELEASED },
		{ "plain", "other", "> 道路の穴を直してください。\nご指摘の穴は、来週の水曜日までに道路課で補修いたします。\n"
		    "> 街灯も暗いです。\nご指摘の街灯は、今月末までに新しいものに取り替えます。", "desk asked", STATE_DRAFTED },
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct opinion o = routed(fx, rows[i].department, rows[i].purpose);

		assert_string_equal(answer(fx, &o, rows[i].text), "");
		assert_string_equal(list_of(fx, newest(fx, &o)), rows[i].list);
		assert_int_equal(state_of(fx, &o), rows[i].state);
	}
}

/* ---- decisions ---- */

/* One thing said, in the order of a story, and what is so afterwards. */
struct scene {
	const char *who, *text, *code, *list;
	enum state state;
};

static void
play(struct fixture *fx, const struct scene *scenes, size_t count)
{
	struct opinion o = routed(fx, "all", "other");

	for (size_t i = 0; i < count; i++) {
		const struct scene *s = &scenes[i];
		const char *code = strcmp(s->who, "all") == 0 ? answer(fx, &o, s->text) : decision(fx, &o, s->who, s->text);

		if (strcmp(code, s->code) != 0)
			fail_msg("scene %zu: %s says %s: %s", i, s->who, s->text, code);
		if (strcmp(list_of(fx, newest(fx, &o)), s->list) != 0)
			fail_msg("scene %zu: %s says %s: %s", i, s->who, s->text, list_of(fx, newest(fx, &o)));
		assert_int_equal(state_of(fx, &o), s->state);
	}
}

#define REST ", koho sees: waiting, kikaku sees: waiting"
#define SEEN ", koho sees: seen, kikaku sees: seen"
#define VOID ", koho sees: void, kikaku sees: void"
#define NEW "desk asked, kacho waiting, bucho waiting" REST
#define ALL "desk approved, kacho approved, bucho approved"
#define DRAFT { "all", "【回答】\n直します。", "", NEW, STATE_DRAFTED }
#define AGREE_ALL \
	{ "desk", "承認", "", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED }, \
	{ "kacho", "承認します。", "", "desk approved, kacho approved, bucho asked" REST, STATE_DRAFTED }, \
	{ "bucho", "承認", "", ALL SEEN, STATE_RELEASED }

static void
one_after_the_other(void **state)
{
	static const struct scene scenes[] = {
		DRAFT,
		{ "kacho", "承認", "not-your-turn", NEW, STATE_DRAFTED },
		{ "kacho", "差戻し\n違います。", "not-your-turn", NEW, STATE_DRAFTED },
		{ "koho", "承認", "circulated", NEW, STATE_DRAFTED },
		{ "nobody", "承認", "not-your-turn", NEW, STATE_DRAFTED },
		{ "nobody", "停止", "not-your-turn", NEW, STATE_DRAFTED },
		{ "desk", "承認\nただし日付を直してください。", "two-words", NEW, STATE_DRAFTED },
		{ "desk", "拝見しました。", "no-word", NEW, STATE_DRAFTED },
		{ "desk", "承認", "", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED },
		{ "desk", "承認", "decided-already", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED },
		{ "bucho", "承認", "not-your-turn", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED },
		{ "kacho", "承認", "", "desk approved, kacho approved, bucho asked" REST, STATE_DRAFTED },
		{ "bucho", "承認", "", ALL SEEN, STATE_RELEASED },
		{ "bucho", "承認", "decided-already", ALL SEEN, STATE_RELEASED },
		{ "koho", "承認", "circulated", ALL SEEN, STATE_RELEASED },
	};
	struct fixture *fx = *state;
	struct intent *due;
	size_t count;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_string_equal(waiting(fx), "approval desk, approval approver:kacho, approval approver:bucho, answer resident, "
	    "agreed desk, agreed approver:kacho, agreed approver:bucho, circulation approver:koho, circulation approver:kikaku");
	/* The answer waits, everything else does not. */
	assert_done(intent_due(fx->ledger, fx, clock_now() + COOLING_OFF - 1, 1000, &due, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		assert_string_not_equal(due[i].kind, "answer");
	assert_done(intent_due(fx->ledger, fx, clock_now() + COOLING_OFF, 1000, &due, &count, &fx->fault));
	assert_string_equal(due[count - 1].kind, "answer");
	assert_int_equal(due[count - 1].created, due[count - 1].not_before);
}

static void
returned(void **state)
{
	static const struct scene scenes[] = {
		DRAFT,
		{ "desk", "承認\n確認しました。", "", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED },
		{ "kacho", "差戻し\n日付を確かめてください。", "", "desk approved, kacho returned, bucho void" VOID, STATE_REQUESTED },
		{ "kacho", "承認", "stopped-already", "desk approved, kacho returned, bucho void" VOID, STATE_REQUESTED },
		{ "desk", "停止", "stopped-already", "desk approved, kacho returned, bucho void" VOID, STATE_REQUESTED },
		{ "bucho", "承認", "stopped-already", "desk approved, kacho returned, bucho void" VOID, STATE_REQUESTED },
		DRAFT,
	};
	struct fixture *fx = *state;
	struct draft *drafts;
	size_t count;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_string_equal(waiting(fx), "approval desk, returned department:all");
	assert_done(draft_list(fx->ledger, fx, 1, &drafts, &count, &fx->fault));
	assert_int_equal(count, 4);
	assert_string_equal(drafts[1].kind, "note");
	assert_string_equal(drafts[1].department, "desk");
	assert_non_null(strstr(drafts[1].text, "確認しました。"));
	assert_string_equal(drafts[2].department, "approver:kacho");
	assert_string_equal(drafts[2].text, "日付を確かめてください。");
	assert_string_equal(list_of(fx, drafts[0].id), "desk approved, kacho returned, bucho void" VOID);
}

static void
stopped_before_all_agreed(void **state)
{
	static const struct scene scenes[] = {
		DRAFT,
		{ "desk", "承認", "", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED },
		{ "desk", "差戻し\n見落としがありました。", "", "desk stopped, kacho void, bucho void" VOID, STATE_REQUESTED },
	};

	play(*state, scenes, sizeof scenes / sizeof scenes[0]);
	assert_string_equal(waiting(*state), "returned department:all");
}

static void
stopped_while_it_waits(void **state)
{
	static const struct scene by_decider[] = {
		DRAFT, AGREE_ALL,
		{ "kacho", "停止\n待ってください。", "", "desk approved, kacho stopped, bucho approved" SEEN, STATE_REQUESTED },
		{ "koho", "停止", "stopped-already", "desk approved, kacho stopped, bucho approved" SEEN, STATE_REQUESTED },
	};
	static const struct scene by_seer[] = {
		DRAFT, AGREE_ALL,
		{ "kikaku", "停止", "", ALL ", koho sees: seen, kikaku sees: stopped", STATE_REQUESTED },
	};
	struct fixture *fx = *state;
	bool lets_go;

	play(fx, by_decider, sizeof by_decider / sizeof by_decider[0]);
	assert_string_equal(waiting(fx), "returned department:all");
	assert_done(approval_lets_go(fx->ledger, 1, &lets_go, &fx->fault));
	assert_false(lets_go);
	play(fx, by_seer, sizeof by_seer / sizeof by_seer[0]);
	assert_string_equal(waiting(fx), "returned department:all, returned department:all");
}

static int64_t
answer_intent(struct fixture *fx)
{
	struct intent *all;
	size_t count;

	assert_done(intent_due(fx->ledger, fx, INT64_MAX, 1000, &all, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		if (strcmp(all[i].kind, "answer") == 0)
			return all[i].id;
	fail_msg("no answer waits");
	return 0;
}

/* What iken-send has marked may have left; the mark goes when it has certainly not. */
static void
too_late_when_it_may_have_left(void **state)
{
	static const struct scene scenes[] = { DRAFT, AGREE_ALL };
	struct fixture *fx = *state;
	struct opinion o;
	int64_t id;
	bool found;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_done(opinion_by_id(fx->ledger, fx, 1, &o, &found, &fx->fault));
	id = answer_intent(fx);
	assert_done(intent_begin(fx->ledger, id, &fx->fault));
	assert_string_equal(decision(fx, &o, "kacho", "停止"), "too-late");
	assert_string_equal(decision(fx, &o, "koho", "停止"), "too-late");
	assert_string_equal(decision(fx, &o, "koho", "差戻し\nだめです。"), "too-late");
	/* Perhaps sent, and not known: it stays so whatever becomes of the next attempt. */
	assert_done(intent_postpone(fx->ledger, id, 1, "perhaps", &fx->fault));
	assert_done(intent_begin(fx->ledger, id, &fx->fault));
	assert_done(intent_postpone(fx->ledger, id, 1, "connection", &fx->fault));
	assert_done(intent_not_begun(fx->ledger, id, &fx->fault));
	assert_string_equal(decision(fx, &o, "kacho", "停止"), "too-late");
	assert_int_equal(state_of(fx, &o), STATE_RELEASED);
}

static void
can_be_stopped_after_a_failure(void **state)
{
	static const struct scene scenes[] = { DRAFT, AGREE_ALL };
	struct fixture *fx = *state;
	struct opinion o;
	bool found;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_done(opinion_by_id(fx->ledger, fx, 1, &o, &found, &fx->fault));
	assert_done(intent_begin(fx->ledger, answer_intent(fx), &fx->fault));
	assert_done(intent_postpone(fx->ledger, answer_intent(fx), 1, "connection", &fx->fault));
	assert_string_equal(decision(fx, &o, "kacho", "停止"), "");
	assert_int_equal(state_of(fx, &o), STATE_REQUESTED);
}

/* A killed iken-send leaves its mark: it may have sent it. */
static void
too_late_after_a_kill(void **state)
{
	static const struct scene scenes[] = { DRAFT, AGREE_ALL };
	struct fixture *fx = *state;
	struct opinion o;
	bool found;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_done(opinion_by_id(fx->ledger, fx, 1, &o, &found, &fx->fault));
	assert_done(intent_begin(fx->ledger, answer_intent(fx), &fx->fault));
	assert_done(intent_begin(fx->ledger, answer_intent(fx), &fx->fault));
	assert_done(intent_postpone(fx->ledger, answer_intent(fx), 1, "connection", &fx->fault));
	assert_string_equal(decision(fx, &o, "kacho", "停止"), "too-late");
}

/* A new draft overtakes one that waits to be sent; one that has been sent keeps its list. */
static void
a_new_draft_voids_what_has_not_left(void **state)
{
	static const struct scene scenes[] = { DRAFT, AGREE_ALL,
		{ "all", "【回答】\n直しません。", "", NEW, STATE_DRAFTED }, AGREE_ALL };
	struct fixture *fx = *state;
	struct opinion o;
	bool found, lets_go;
	int64_t second;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_done(opinion_by_id(fx->ledger, fx, 1, &o, &found, &fx->fault));
	second = newest(fx, &o);
	assert_string_equal(list_of(fx, 1), "desk void, kacho void, bucho void, koho sees: void, kikaku sees: void");
	assert_done(approval_lets_go(fx->ledger, 1, &lets_go, &fx->fault));
	assert_false(lets_go);
	assert_done(intent_finish(fx->ledger, answer_intent(fx), INTENT_SENT, "250", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_SEND, &(struct detail){ .who = "test", .draft = second }, &fx->fault));
	assert_string_equal(decision(fx, &o, "kacho", "停止"), "too-late");
	assert_string_equal(answer(fx, &o, "【訂正】\n三度目の回答です。"), "");
	assert_string_equal(list_of(fx, second), ALL SEEN);
	assert_string_equal(list_of(fx, newest(fx, &o)), NEW);
}

/* Whatever takes the draft back: a clerk who corrects the department. */
static void
passed_on_while_drafted(void **state)
{
	static const struct scene scenes[] = { DRAFT };
	struct fixture *fx = *state;
	struct opinion o;
	bool found;

	play(fx, scenes, 1);
	assert_done(opinion_by_id(fx->ledger, fx, 1, &o, &found, &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_PASS_ON, &(struct detail){ .who = "test", .department = "plain" },
	    &fx->fault));
	assert_string_equal(list_of(fx, newest(fx, &o)), "desk void, kacho void, bucho void" VOID);
	assert_string_equal(waiting(fx), "");
	assert_string_equal(decision(fx, &o, "desk", "承認"), "not-now");
	assert_string_equal(decision(fx, &o, "desk", "停止"), "not-now");
}

/* An approver who has lost the mail, or has got another address, gets it once more. */
static void
asked_once_more(void **state)
{
	static const struct scene scenes[] = { DRAFT,
		{ "desk", "承認", "", "desk approved, kacho asked, bucho waiting" REST, STATE_DRAFTED } };
	struct fixture *fx = *state;

	play(fx, scenes, sizeof scenes / sizeof scenes[0]);
	assert_done(deciders_ask_again(fx->ledger, 1, &fx->fault));
	assert_string_equal(waiting(fx), "approval desk, approval approver:kacho, approval approver:kacho");
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		spool_test(the_list_follows_from_the_settings),
		spool_test(one_after_the_other),
		spool_test(returned),
		spool_test(stopped_before_all_agreed),
		spool_test(stopped_while_it_waits),
		spool_test(too_late_when_it_may_have_left),
		spool_test(can_be_stopped_after_a_failure),
		spool_test(too_late_after_a_kill),
		spool_test(a_new_draft_voids_what_has_not_left),
		spool_test(passed_on_while_drafted),
		spool_test(asked_once_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
