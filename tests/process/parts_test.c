/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a department may say about an opinion, by what it is to it; and what changes by it. */
#include "process/matter.h"
#include "process/share.h"
#include "spool/block.h"
#include "spool/draft.h"
#include "spool/intent.h"

#include "tests/spool/fixture.h"

static struct department departments[] = {
	{ .code = "desk", .name = "広聴係", .masked = true }, { .code = "roads", .name = "道路課", .masked = true },
	{ .code = "parks", .name = "公園課", .masked = true }, { .code = "waste", .name = "清掃課", .masked = true },
	{ .code = "schools", .name = "学校課", .masked = true },
};
static char *parts[] = { (char[]){ "parks" }, (char[]){ "roads" }, (char[]){ "parks" } };
static char *copies[] = { (char[]){ "waste" }, (char[]){ "parks" }, (char[]){ "roads" } };
static const struct rule rule = { .parts = { parts, 3 }, .copies = { copies, 3 } };

/* An opinion with the lead roads, the part parks and the copy waste; schools had it before. */
static struct opinion
shared(struct fixture *fx, const char *mail)
{
	struct contact contact = { "山田太郎", mail, "", "", "", "", REPLY_MAIL, false };
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1795421100 };
	struct detail d = { .who = "test", .department = "schools" }, on = { .who = "test", .department = "roads" };
	const char *others;

	fx->settings.departments = departments;
	fx->settings.department_count = sizeof departments / sizeof departments[0];
	assert_done(opinion_enter(fx->ledger, fx, &o, &contact, "test", &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_ROUTE, &d, &fx->fault));
	assert_done(opinion_step(fx->ledger, &o, STEP_PASS_ON, &on, &fx->fault));
	assert_done(share_by_rule(fx->ledger, fx, &o, &rule, "test", &others, &fx->fault));
	assert_string_equal(others, "; parts: parks; copies: waste");
	return o;
}

/* The code that a department's mail goes back with; "" when it was taken. */
static const char *
say(struct fixture *fx, const struct opinion *o, const char *department, const char *text)
{
	static int n;
	struct reading *r = memory_new(fx, sizeof *r);
	struct buffer empty = buffer_init(fx);
	struct taken t = { .source = "box", .channel = "mail", .sender = "", .recipient = "", .received = 1795421200 };
	struct known_token token = { .opinion = o->id, .department = department, .sender_fits = true };
	const char *number;
	struct query *q;
	bool row;
	char *code;

	n++;
	reading_pack(&(struct reading){ .from = { (char[]){ "" }, (char[]){ "x@city.example.jp" } } }, &empty);
	r = reading_unpack(fx, buffer_bytes(&empty));
	assert_non_null(r);
	r->text = text;
	t.id = must(talloc_asprintf(fx, "%032d", n));
	t.digest[0] = (unsigned char)n;
	t.reading = r;
	assert_done(matter_decide(fx->ledger, fx, &t, &token, &number, &fx->fault));
	q = db_query(fx->ledger->db, "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1");
	assert_done(query_next(q, &row, &fx->fault));
	code = query_text_at(fx, q, 0);
	query_done(q);
	return code;
}

static struct opinion
now(struct fixture *fx, const struct opinion *o)
{
	struct opinion out;
	bool found;

	assert_done(opinion_by_id(fx->ledger, fx, o->id, &out, &found, &fx->fault));
	assert_true(found);
	return out;
}

static enum part_state
part_of(struct fixture *fx, const struct opinion *o, const char *department)
{
	struct opinion_part part;
	bool found;

	assert_done(part_find(fx->ledger, fx, o->id, department, &part, &found, &fx->fault));
	assert_true(found);
	return part.state;
}

static size_t
intents(struct fixture *fx, const char *kind, const char *party)
{
	struct intent *all;
	size_t count, n = 0;

	assert_done(intent_due(fx->ledger, fx, INT64_MAX, 1000, &all, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		n += strcmp(all[i].kind, kind) == 0 && strcmp(all[i].party, party) == 0;
	return n;
}

static size_t
drafts(struct fixture *fx, const struct opinion *o, const char *kind, const char *text)
{
	struct draft *all;
	size_t count, n = 0;

	assert_done(draft_list(fx->ledger, fx, o->id, &all, &count, &fx->fault));
	for (size_t i = 0; i < count; i++)
		n += strcmp(all[i].kind, kind) == 0 && strcmp(all[i].text, text) == 0;
	return n;
}

static const struct {
	const char *department, *text, *code;
} sayings[] = {
	/* None of these changes whose the opinion is, or its state. */
	{ "parks", "区分: 経過\n現地を確認中です。", "" },
	{ "parks", "【照会】\n場所はどこですか。", "lead-only" },
	{ "parks", "処理対象外：営業", "lead-only" },
	{ "waste", "【回答】\n清掃課の回答です。", "copy-only" },
	{ "waste", "移送：学校課", "copy-only" },
	{ "waste", "【所管外】", "copy-only" },
	{ "waste", "【回答不要】", "copy-only" },
	{ "waste", "【経過】\n片付けました。", "" },
	{ "schools", "【回答】\n学校課の回答です。", "passed-on" },
	{ "schools", "移送：公園課", "passed-on" },
	{ "schools", "【所管外】", "passed-on" },
	{ "schools", "【照会】\nどこですか。", "passed-on" },
	{ "schools", "【経過】\n以前の資料があります。", "" },
	{ "desk", "【回答】\n広聴係の回答です。", "passed-on" },
};

static void
only_the_lead_says_everything(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = shared(fx, "taro@example.jp");

	for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++) {
		const char *code = say(fx, &o, sayings[i].department, sayings[i].text);
		struct opinion after = now(fx, &o);

		if (strcmp(code, sayings[i].code) != 0)
			fail_msg("%s: %s: %s", sayings[i].department, sayings[i].text, code);
		if (after.state != STATE_REQUESTED || strcmp(after.department, "roads") != 0)
			fail_msg("%s: %s: has changed the opinion", sayings[i].department, sayings[i].text);
	}
	assert_int_equal(part_of(fx, &o, "parks"), PART_OPEN);
	assert_int_equal(part_of(fx, &o, "waste"), PART_INFORMED);
	assert_int_equal(intents(fx, "answer", "resident") + intents(fx, "question", "resident"), 0);
	assert_string_equal(say(fx, &o, "roads", "【回答】\n道路課の回答です。"), "");
	assert_int_equal(now(fx, &o).state, STATE_RELEASED);
	assert_int_equal(intents(fx, "answer", "resident"), 1);
}

static void
a_part_goes_to_the_lead(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = shared(fx, "taro@example.jp");

	assert_string_equal(say(fx, &o, "parks", "【回答】\n街路樹をせん定します。"), "");
	assert_int_equal(part_of(fx, &o, "parks"), PART_ANSWERED);
	assert_int_equal(intents(fx, "part-answer", "department:roads"), 1);
	assert_string_equal(say(fx, &o, "parks", "【回答】\n来週せん定します。"), "");
	assert_int_equal(intents(fx, "part-answer", "department:roads"), 2);
	assert_string_equal(say(fx, &o, "parks", "【所管外】\n民有地でした。"), "");
	assert_int_equal(part_of(fx, &o, "parks"), PART_DECLINED);
	assert_int_equal(intents(fx, "part-answer", "department:roads"), 3);
	assert_string_equal(say(fx, &o, "parks", "【回答不要】"), "not-now");
	assert_string_equal(say(fx, &o, "parks", "【回答】\nやはり公園の木でした。"), "");
	assert_int_equal(part_of(fx, &o, "parks"), PART_ANSWERED);
	assert_int_equal(now(fx, &o).state, STATE_REQUESTED);
	assert_int_equal(intents(fx, "answer", "resident"), 0);
}

static void
a_part_moves_once(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = shared(fx, "taro@example.jp");

	assert_string_equal(say(fx, &o, "parks", "移送：公園課"), "same-department");
	assert_string_equal(say(fx, &o, "parks", "移送：水道課"), "no-department");
	assert_int_equal(part_of(fx, &o, "parks"), PART_OPEN);
	assert_string_equal(say(fx, &o, "parks", "移送：清掃課"), "");
	assert_int_equal(part_of(fx, &o, "parks"), PART_DECLINED);
	assert_int_equal(part_of(fx, &o, "waste"), PART_OPEN);
	assert_int_equal(intents(fx, "part-request", "department:waste"), 1);
	assert_string_equal(say(fx, &o, "waste", "移送：公園課"), "");
	assert_int_equal(part_of(fx, &o, "waste"), PART_DECLINED);
	assert_int_equal(intents(fx, "part-request", "department:parks"), 1);
	assert_int_equal(intents(fx, "part-answer", "department:roads"), 2);
	/* To the lead it cannot go. */
	assert_string_equal(say(fx, &o, "parks", "【回答】\nやはり書きます。"), "");
	assert_string_equal(say(fx, &o, "parks", "移送：道路課"), "");
	assert_int_equal(part_of(fx, &o, "parks"), PART_DECLINED);
	assert_int_equal(intents(fx, "part-request", "department:roads"), 0);
	assert_string_equal(now(fx, &o).department, "roads");
}

static void
passes_on_three_times_in_a_row(void **state)
{
	static const char *const codes[] = { "roads", "parks", "waste", "schools", "roads" };
	struct fixture *fx = *state;
	struct opinion o = shared(fx, "taro@example.jp");

	/* The fixture passed it on once. */
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(say(fx, &o, codes[i], must(talloc_asprintf(fx, "移送：%s", codes[i + 1]))), "");
	assert_string_equal(now(fx, &o).department, "waste");
	assert_int_equal(part_of(fx, &o, "parks"), PART_VOID);
	assert_string_equal(say(fx, &o, "waste", "移送：学校課"), "");
	assert_string_equal(now(fx, &o).department, "desk");
	assert_int_equal(intents(fx, "request", "department:schools"), 1);
	assert_string_equal(say(fx, &o, "desk", "【所管外】"), "no-department");
	/* The desk decides, and it begins anew. */
	for (size_t i = 2; i < 4; i++)
		assert_string_equal(say(fx, &o, i == 2 ? "desk" : codes[i], must(talloc_asprintf(fx, "移送：%s",
		    codes[i + 1]))), "");
	assert_string_equal(now(fx, &o).department, "roads");
}

static void
asks_only_who_can_be_asked_by_mail(void **state)
{
	struct fixture *fx = *state;
	struct opinion with = shared(fx, "taro@example.jp"), without = shared(fx, "");

	assert_string_equal(say(fx, &without, "roads", "【照会】\n場所はどこですか。"), "no-mail");
	assert_int_equal(now(fx, &without).state, STATE_REQUESTED);
	assert_int_equal(intents(fx, "question", "resident"), 0);
	assert_string_equal(say(fx, &with, "roads", "【照会】\n場所はどこですか。"), "");
	assert_int_equal(now(fx, &with).state, STATE_ASKED);
	assert_int_equal(intents(fx, "question", "resident"), 1);
}

#define BLOCK(lines) BLOCK_BEGIN_JA "\n" lines "\n" BLOCK_END_JA "\n"

/* A remark never reaches the resident, and is never lost. */
static void
keeps_remarks(void **state)
{
	struct fixture *fx = *state;
	struct opinion o = shared(fx, "taro@example.jp");

	assert_string_equal(say(fx, &o, "parks", BLOCK("区分: 回答\nせん定します。\n備考: 業者と調整中")), "");
	assert_int_equal(drafts(fx, &o, "part", "せん定します。\n\n備考: 業者と調整中"), 1);
	assert_string_equal(say(fx, &o, "waste", BLOCK("区分: 経過\n見ました。\n備考: 写真あり")), "");
	assert_int_equal(drafts(fx, &o, "note", "見ました。\n\n備考: 写真あり"), 1);
	assert_string_equal(say(fx, &o, "roads", BLOCK("区分: 照会\nどこですか。\n備考: 地図が不明")), "");
	assert_int_equal(drafts(fx, &o, "question", "どこですか。"), 1);
	assert_int_equal(drafts(fx, &o, "note", "地図が不明"), 1);
	assert_string_equal(say(fx, &o, "roads", BLOCK("区分: 移送\n移送先: 学校課\n備考: 学校の前です")), "");
	assert_int_equal(drafts(fx, &o, "note", "学校の前です"), 1);
	/* What still waited for the one that has passed it on is not sent. */
	assert_int_equal(intents(fx, "request", "department:roads"), 0);
	assert_int_equal(intents(fx, "request", "department:schools"), 2);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		spool_test(only_the_lead_says_everything),
		spool_test(a_part_goes_to_the_lead),
		spool_test(a_part_moves_once),
		spool_test(passes_on_three_times_in_a_row),
		spool_test(keeps_remarks),
		spool_test(asks_only_who_can_be_asked_by_mail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
