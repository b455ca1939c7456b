/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an arrival is, by tables: facts in, a decision out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"
#include "process/classify.h"

#include <cmocka.h>	/* its fail() would hide ours */

/* A mail from a person, with nothing unusual. */
static struct reading
plain_mail(void)
{
	static char name[] = "", address[] = "taro@example.jp";

	return (struct reading){ .from = { name, address }, .from_count = 1, .sender = "",
		.return_path = "<taro@example.jp>", .subject = "街灯について",
		    .message_id = "a@example.jp", .date = "",
		.auto_submitted = "", .precedence = "", .list_id = "", .suppress = "", .stamp = "",
		    .other_automatic = "",
		.text = "街灯が切れています。", .html_text = "", .charset = "utf-8",
		    .original_message_id = "",
		.original_stamp = "", .over_limit = "" };
}

/* ---- who wrote it ---- */

static const struct {
	const char *name;
	const char *address, *return_path, *auto_submitted, *precedence, *list_id, *suppress,
	    *other, *subject, *text;
	const char *reason;		/* NULL: a person */
} automatic[] = {
	{ .name = "plain", .reason = NULL },
	{ .name = "Auto-Submitted: no is a person", .auto_submitted = "no", .reason = NULL },
	{ .name = "with a comment", .auto_submitted = " No (a person)", .reason = NULL },
	{ .name = "auto-replied", .auto_submitted = "auto-replied", .reason = "auto-submitted" },
	{ .name = "auto-generated", .auto_submitted = "auto-generated; x=y",
	  .reason = "auto-submitted" },
	{ .name = "auto-notified", .auto_submitted = "auto-notified; owner-email=\"a@example.jp\"",
	  .reason = "auto-submitted" },
	{ .name = "an extension", .auto_submitted = "none-of-these", .reason = "auto-submitted" },
	{ .name = "bulk", .precedence = "bulk", .reason = "precedence" },
	{ .name = "junk", .precedence = "Junk", .reason = "precedence" },
	{ .name = "list by precedence", .precedence = "list", .reason = "list" },
	{ .name = "first-class", .precedence = "first-class", .reason = NULL },
	{ .name = "list", .list_id = "<a.example.jp>", .reason = "list" },
	{ .name = "empty return path", .return_path = "<>", .reason = "empty-return-path" },
	{ .name = "return path of a mail system", .return_path = "<MAILER-DAEMON>",
	  .reason = "empty-return-path" },
	{ .name = "owner", .return_path = "<owner-a@example.jp>", .reason = "list" },
	{ .name = "bounces", .return_path = "<a-bounces+taro=example.jp@example.jp>",
	  .reason = "list" },
	{ .name = "mailer-daemon", .address = "MAILER-DAEMON@example.jp",
	  .reason = "robot-sender" },
	{ .name = "postmaster", .address = "postmaster@example.jp", .reason = "robot-sender" },
	{ .name = "a resident of that name", .address = "postmaster.taro@example.jp",
	  .reason = NULL },
	{ .name = "suppress alone is Outlook", .suppress = "DR, RN, NRN, OOF, AutoReply",
	  .reason = NULL },
	{ .name = "suppress and subject", .suppress = "All", .subject = "自動返信: 街灯について",
	  .reason = "out-of-office" },
	{ .name = "subject alone", .subject = "自動返信: 街灯について", .reason = NULL },
	{ .name = "subject and text", .subject = "自動返信：街灯", .text = "出張中のため、お返事は月曜日になります。",
	  .reason = "out-of-office" },
	{ .name = "away", .subject = "不在通知", .text = "5月7日まで不在にしております。",
	  .reason = "out-of-office" },
	{ .name = "away in English", .subject = "Re: Out of Office: lamp",
	  .text = "I am out of the office.", .reason = "out-of-office" },
	{ .name = "about automatic replies", .subject = "自動返信メールが届きません", .text = "自動返信メールが届きません。",
	  .reason = NULL },
	{ .name = "about absence", .subject = "不在にしていた日の投票", .text = "不在にしていた日の投票について",
	  .reason = NULL },
	{ .name = "about holidays", .subject = "休暇中の職員", .text = "休暇中の職員が多い", .reason = NULL },
	{ .name = "noreply alone may be a form", .address = "noreply@example.jp", .reason = NULL },
	{ .name = "other header", .other = "X-Autoreply", .reason = "other-header" }
};

static void
tells_programs_from_persons(void **state)
{
	const struct known k = { .envelope_sender = "" };

	(void)state;
	for (size_t i = 0; i < sizeof automatic / sizeof automatic[0]; i++) {
		struct reading r = plain_mail();
		void *ctx = talloc_new(NULL);
		const char *reason;

		if (automatic[i].address != NULL)
			r.from.address = talloc_strdup(ctx, automatic[i].address);
#define SET(field, name) r.field = automatic[i].name != NULL ? automatic[i].name : r.field
		SET(return_path, return_path);
		SET(auto_submitted, auto_submitted);
		SET(precedence, precedence);
		SET(list_id, list_id);
		SET(suppress, suppress);
		SET(other_automatic, other);
		SET(subject, subject);
		SET(text, text);
#undef SET
		reason = classify_automatic(&r, &k);
		if ((reason == NULL) != (automatic[i].reason == NULL) ||
		    (reason != NULL && strcmp(reason, automatic[i].reason) != 0))
			fail_msg("%s: %s", automatic[i].name, reason != NULL ? reason : "a person");
		talloc_free(ctx);
	}
}

static void
tells_reports_by_their_parts(void **state)
{
	static const struct {
		const char *declared;
		bool automatic;
	} types[] = {
		{ "message/disposition-notification", true }, { "message/feedback-report; x=y", true },
		{ "message/rfc822", false }, { "", false }
	};
	const struct known k = { .envelope_sender = "" };

	(void)state;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		struct reading r = plain_mail();
		struct part part = { .declared = types[i].declared };

		r.parts = &part;
		r.part_count = 1;
		assert_int_equal(classify_automatic(&r, &k) != NULL, types[i].automatic);
	}
}

/* ---- reply addresses ---- */

#define ANSWER(s, o, fits) { .kind = KNOWN_ANSWER, .state = s, .opinion = o, .department = "road", .sender_fits = fits }
#define TOKEN(k, s, o, fits) { .kind = k, .state = s, .opinion = o, .department = "", .sender_fits = fits }

static const struct {
	const char *name;
	struct known_token tokens[3];
	size_t count;
	bool listed, not_authenticated, list;
	int from_count;			/* 0: one */
	enum entry_kind kind;
	const char *reason;
	size_t also;
	int64_t referenced;
} persons[] = {
	{ .name = "opinion", .kind = ENTRY_OPINION },
	{ .name = "answer", .tokens = { ANSWER(KNOWN_VALID, 1, true) },
	.count = 1, .listed = true, .kind = ENTRY_ANSWER },
	{ .name = "answer to two of the same", .tokens = { ANSWER(KNOWN_VALID, 1, true),
	  ANSWER(KNOWN_VALID, 1, true) }, .count = 2,
	  .listed = true, .kind = ENTRY_ANSWER },
	{ .name = "answer through a list", .tokens = { ANSWER(KNOWN_VALID, 1, true) },
	.count = 1, .listed = true, .list = true,
	  .kind = ENTRY_ANSWER },
	{ .name = "list without token", .list = true, .kind = ENTRY_AUTOMATIC, .reason = "list" },
	{ .name = "forwarded token", .tokens = { ANSWER(KNOWN_VALID, 1, false) },
	.count = 1, .kind = ENTRY_HELD,
	  .reason = "token-other-sender" },
	{ .name = "token of another department", .tokens = { ANSWER(KNOWN_VALID, 1, false) },
	.count = 1, .listed = true,
	  .kind = ENTRY_HELD, .reason = "token-other-sender" },
	{ .name = "forged", .tokens = { ANSWER(KNOWN_FORGED, 1, true) },
	.count = 1, .listed = true, .kind = ENTRY_HELD,
	  .reason = "forged-token" },
	{ .name = "old", .tokens = { ANSWER(KNOWN_OLD, 1, true) },
	.count = 1, .listed = true, .kind = ENTRY_HELD, .reason = "old-token" },
	{ .name = "not authenticated", .tokens = { ANSWER(KNOWN_VALID, 1, true) },
	.count = 1, .listed = true,
	  .not_authenticated = true, .kind = ENTRY_HELD, .reason = "not-authenticated" },
	{ .name = "approval not authenticated", .tokens = { TOKEN(KNOWN_APPROVAL, KNOWN_VALID, 1,
	  true) }, .count = 1,
	  .not_authenticated = true, .kind = ENTRY_HELD, .reason = "not-authenticated" },
	{ .name = "follow-up need not be", .tokens = { TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 1,
	  true) }, .count = 1,
	  .not_authenticated = true, .kind = ENTRY_FOLLOW_UP },
	{ .name = "follow-up by another", .tokens = { TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 1,
	  false) }, .count = 1,
	  .kind = ENTRY_HELD, .reason = "token-other-sender" },
	{ .name = "approval", .tokens = { TOKEN(KNOWN_APPROVAL, KNOWN_VALID, 1, true) },
	.count = 1, .listed = true,
	  .kind = ENTRY_APPROVAL },
	{ .name = "approval by another", .tokens = { TOKEN(KNOWN_APPROVAL, KNOWN_VALID, 1, false) },
	.count = 1, .listed = true,
	  .kind = ENTRY_HELD, .reason = "token-other-sender" },
	{ .name = "a person at a bounce address", .tokens = { TOKEN(KNOWN_BOUNCE, KNOWN_VALID, 0,
	  false) }, .count = 1,
	  .kind = ENTRY_HELD, .reason = "token-other-sender" },
	{ .name = "two opinions", .tokens = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_VALID, 2,
	  true) }, .count = 2,
	  .listed = true, .kind = ENTRY_ANSWER, .also = 1 },
	{ .name = "three, one of them twice", .tokens = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_VALID, 2,
	  true), ANSWER(KNOWN_VALID, 1, true) }, .count = 3,
	  .listed = true, .kind = ENTRY_ANSWER, .also = 1 },
	{ .name = "a resident about two opinions", .tokens = { TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 1, true),
	  TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 2, true) }, .count = 2, .kind = ENTRY_FOLLOW_UP, .also = 1 },
	{ .name = "and one of another resident", .tokens = { TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 1, true),
	  TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 2, false) }, .count = 2, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "the other first", .tokens = { TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 2, false),
	  TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 1, true) }, .count = 2, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "two opinions, one closed long ago", .tokens = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_OLD, 2,
	  true) }, .count = 2, .listed = true, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "two opinions, one of another department", .tokens = { ANSWER(KNOWN_VALID, 1, true),
	  ANSWER(KNOWN_VALID, 2, false) }, .count = 2, .listed = true, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "two opinions, not authenticated", .tokens = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_VALID, 2,
	  true) }, .count = 2, .listed = true, .not_authenticated = true, .kind = ENTRY_HELD,
	  .reason = "two-tokens" },
	{ .name = "an answer and a follow-up", .tokens = { ANSWER(KNOWN_VALID, 1, true),
	  TOKEN(KNOWN_FOLLOW_UP, KNOWN_VALID, 2, true) }, .count = 2, .listed = true, .kind = ENTRY_HELD,
	  .reason = "two-tokens" },
	{ .name = "two approvals", .tokens = { TOKEN(KNOWN_APPROVAL, KNOWN_VALID, 1, true),
	  TOKEN(KNOWN_APPROVAL, KNOWN_VALID, 2, true) }, .count = 2, .listed = true, .kind = ENTRY_HELD,
	  .reason = "two-tokens" },
	{ .name = "two held mails", .tokens = { TOKEN(KNOWN_FILE, KNOWN_VALID, 0, true), { .kind = KNOWN_FILE,
	  .state = KNOWN_VALID, .department = "", .arrival = 7, .sender_fits = true } }, .count = 2, .listed = true,
	  .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "one opinion, two departments", .tokens = { ANSWER(KNOWN_VALID, 1, true), { .kind = KNOWN_ANSWER,
	  .state = KNOWN_VALID, .opinion = 1, .department = "park", .sender_fits = true } }, .count = 2,
	  .listed = true, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "a reply to a mail of ours", .referenced = 3, .kind = ENTRY_FOLLOW_UP },
	{ .name = "that a list sends on", .referenced = 3, .list = true, .kind = ENTRY_AUTOMATIC, .reason = "list" },
	{ .name = "with a forged address besides", .referenced = 3, .tokens = { ANSWER(KNOWN_FORGED, 3, true) },
	  .count = 1, .kind = ENTRY_HELD, .reason = "forged-token" },
	{ .name = "valid and forged", .tokens = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_FORGED,
	  1, true) }, .count = 2,
	  .listed = true, .kind = ENTRY_HELD, .reason = "two-tokens" },
	{ .name = "department without token", .listed = true, .kind = ENTRY_HELD,
	  .reason = "sender-without-token" },
	{ .name = "two senders", .from_count = 2, .kind = ENTRY_HELD, .reason = "several-senders" },
	{ .name = "two senders, one of them a department", .tokens = { ANSWER(KNOWN_VALID, 1,
	  true) }, .count = 1, .from_count = 2,
	  .kind = ENTRY_HELD, .reason = "several-senders" },
	{ .name = "no sender", .from_count = -1, .kind = ENTRY_HELD, .reason = "no-sender" }
};

static void
believes_no_half_matches(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof persons / sizeof persons[0]; i++) {
		struct reading r = plain_mail();
		struct known k = { .tokens = persons[i].tokens, .token_count = persons[i].count,
		    .envelope_sender = "",
			.listed_sender = persons[i].listed,
			    .authenticated = !persons[i].not_authenticated,
			.referenced = { .kind = KNOWN_FOLLOW_UP, .state = KNOWN_VALID, .opinion = persons[i].referenced,
			    .department = "", .sender_fits = true } };
		struct classified c;
		char none[] = "";

		r.list_id = persons[i].list ? "<a.example.jp>" : "";
		if (persons[i].from_count != 0)
			r.from_count = persons[i].from_count;
		if (persons[i].from_count < 0) {
			r.from_count = 0;
			r.from.address = none;
		}
		c = classify(&r, &k);
		if (c.kind != persons[i].kind || strcmp(c.reason, persons[i].reason != NULL ?
		    persons[i].reason : "") != 0)
			fail_msg("%s: %d, %s", persons[i].name, (int)c.kind, c.reason);
		assert_int_equal(c.token != NULL, c.kind == ENTRY_ANSWER ||
		    c.kind == ENTRY_APPROVAL || c.kind == ENTRY_FOLLOW_UP);
		assert_int_equal(c.also_count, persons[i].also);
		assert_non_null(c.status);
	}
}

/* ---- what programs send ---- */

static void
links_automatic_mail(void **state)
{
	struct known_token tokens[] = { ANSWER(KNOWN_VALID, 1, true), ANSWER(KNOWN_VALID, 2,
	    true) };
	struct known k = { .tokens = tokens, .token_count = 1, .envelope_sender = "",
	    .listed_sender = true, .authenticated = true };
	struct reading r = plain_mail();
	struct classified c;

	(void)state;
	r.auto_submitted = "auto-replied";
	c = classify(&r, &k);
	assert_int_equal(c.kind, ENTRY_AUTOMATIC);
	assert_ptr_equal(c.token, &tokens[0]);
	k.token_count = 2;
	assert_null(classify(&r, &k).token);
	tokens[1].state = KNOWN_FORGED;
	assert_ptr_equal(classify(&r, &k).token, &tokens[0]);
	/* a believed department's vacation notice is no answer, even when it looks like a list's mail */
	r.list_id = "<a.example.jp>";
	assert_int_equal(classify(&r, &k).kind, ENTRY_AUTOMATIC);
}

static void
refuses_what_is_ours(void **state)
{
	struct known_token token = ANSWER(KNOWN_VALID, 1, true);
	struct known k = { .tokens = &token, .token_count = 1, .envelope_sender = "",
	    .authenticated = true };
	struct reading r = plain_mail();

	(void)state;
	r.stamp = "receipt; 1";
	assert_string_equal(classify(&r, &k).reason, "own-stamp");
	assert_int_equal(classify(&r, &k).kind, ENTRY_AUTOMATIC);
	r.stamp = "";
	k.from_ourselves = true;
	assert_string_equal(classify(&r, &k).reason, "own-address");
	k.same_digest = 7;
	assert_int_equal(classify(&r, &k).kind, ENTRY_DUPLICATE);
}

static const struct {
	struct bounce bounces[2];
	size_t count;
	bool permanent;
	const char *status;
} reports[] = {
	{ { { "a@example.jp", "5.1.1", "failed" } }, 1, true, "5.1.1" },
	{ { { "a@example.jp", "5.1.1", "" } }, 1, true, "5.1.1" },
	{ { { "a@example.jp", "5.2.2", "failed" } }, 1, false, "5.2.2" },
	{ { { "a@example.jp", "4.2.2", "failed" } }, 1, false, "4.2.2" },
	{ { { "a@example.jp", "5.2.21", "failed" } }, 1, true, "5.2.21" },
	{ { { "a@example.jp", "4.4.7", "failed" } }, 1, true, "4.4.7" },
	{ { { "a@example.jp", "4.4.1", "delayed" } }, 1, false, "4.4.1" },
	{ { { "a@example.jp", "5.0.0", "delayed" } }, 1, false, "5.0.0" },
	{ { { "a@example.jp", "2.0.0", "delivered" } }, 1, false, "2.0.0" },
	{ { { "a@example.jp", "2.0.0", "delivered" }, { "b@example.jp", "5.1.1", "failed" } },
	2, true, "5.1.1" },
	{ { { "b@example.jp", "5.1.1", "failed" }, { "a@example.jp", "2.0.0", "delivered" } },
	2, true, "5.1.1" },
	{ { { "a@example.jp", "", "" } }, 1, false, "" },
	{ { { "a@example.jp", "5", "failed" } }, 1, true, "5" },
	{ { { "", "", "" } }, 0, false, "" }
};

static void
reads_bounces_by_class(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof reports / sizeof reports[0]; i++) {
		struct bounce bounces[2] = { reports[i].bounces[0], reports[i].bounces[1] };
		struct known k = { .envelope_sender = "<>", .bounced_intent = true };
		struct reading r = plain_mail();
		struct classified c;

		r.is_report = true;
		r.bounces = bounces;
		r.bounce_count = reports[i].count;
		c = classify(&r, &k);
		assert_int_equal(c.kind, ENTRY_BOUNCE);
		if (c.permanent != reports[i].permanent || strcmp(c.status, reports[i].status) != 0)
			fail_msg("row %zu: %s %d", i, c.status, c.permanent);
	}
}

static void
believes_bounces_of_ours_only(void **state)
{
	struct known_token token = TOKEN(KNOWN_BOUNCE, KNOWN_FORGED, 0, false);
	struct known k = { .tokens = &token, .token_count = 1, .envelope_sender = "<>" };
	struct reading r = plain_mail();

	(void)state;
	assert_string_equal(classify(&r, &k).reason, "empty-return-path");
	r.is_report = true;
	assert_int_equal(classify(&r, &k).kind, ENTRY_AUTOMATIC);
	assert_string_equal(classify(&r, &k).reason, "bounce-of-nothing");
	/* a report that is none by its form, to the bounce address of a mail of ours */
	r.is_report = false;
	k.bounced_intent = true;
	token.state = KNOWN_VALID;
	assert_int_equal(classify(&r, &k).kind, ENTRY_BOUNCE);
	assert_false(classify(&r, &k).permanent);
	/* a person who writes there is none */
	k.envelope_sender = "";
	assert_int_equal(classify(&r, &k).kind, ENTRY_HELD);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_programs_from_persons),
		cmocka_unit_test(tells_reports_by_their_parts),
		    cmocka_unit_test(believes_no_half_matches),
		cmocka_unit_test(links_automatic_mail), cmocka_unit_test(refuses_what_is_ours),
		cmocka_unit_test(reads_bounces_by_class),
		    cmocka_unit_test(believes_bounces_of_ours_only)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
