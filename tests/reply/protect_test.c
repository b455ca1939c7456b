/* SPDX-License-Identifier: GPL-3.0-or-later */
/* protect_test - no mail of any kind to anybody but the resident shows a protected address, whoever wrote it there */
#include "config/clock.h"
#include "config/text.h"
#include "reply/render.h"
#include "reply/view.h"
#include "tests/spool/fixture.h"

/* Everything that must not be seen, as people write it. */
static const char *const forms[] = {
	"中央1-2-3", "中央１－２－３", "中央一丁目二番三号", "中央1丁目2番3号", "中央\n1-2-3", "見本区中央1ー2ー3 コーポ山田101", "コーポ山田",
	"160-0022", "１６０００２２", "1600022", "〒160 0022", "03-1234-5678", "０３（１２３４）５６７８", "0312345678",
	"〇三―一二三四―五六七八", "+81-3-1234-5678", "03-1234-5679", "taro@example.jp", "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
	"taro(at)example.jp", "090-1111-2222", "other@mail.example", "千代田区霞が関3-1-1",
};

static const struct contact taro = { .name = "山田太郎", .mail = "taro@example.jp", .postal_code = "160-0022",
	.address = "見本区中央1-2-3 コーポ山田101", .phone = "03-1234-5678", .fax = "03-1234-5679" };

struct world {
	struct opinion o;
	int64_t draft, arrival, answer;
};

/* Words around each form, so that each is found by itself. */
static char *
everything(void *ctx, const char *begin)
{
	struct buffer out = buffer_init(ctx);

	buffer_printf(&out, "%s支援措置を受けています。\n", begin);
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		buffer_printf(&out, "ここは %s です。\n", forms[i]);
	buffer_string(&out, "避難先：千代田区霞が関3-1-1\n");
	return must(talloc_strdup(ctx, buffer_text(&out)));
}

static int64_t
add_arrival(struct fixture *fx, const struct opinion *o, const char *id, enum entry_kind kind, const char *from)
{
	char *text = everything(fx, "道路の件です。");
	struct part part = { .index = 1, .name = "見本区中央1-2-3の地図.png", .declared = "image/png", .sniffed = "image/png",
		.size = 100 };
	struct reading r = { .from = { (char *)(uintptr_t)"", (char *)(uintptr_t)from }, .subject = text, .text = text,
		.html_text = text, .message_id = from, .parts = &part, .part_count = 1 };
	struct new_entry n = { .id = id, .source = "mail", .channel = "mail", .received = clock_now(), .size = 100,
		.kind = kind, .opinion = o->id, .key = o->key, .reading = &r };
	unsigned char key[sizeof(struct seal_key)] = { 0 };
	int64_t seq;

	memcpy(n.digest, id, sizeof n.digest < strlen(id) ? sizeof n.digest : strlen(id));
	n.file_key = (const struct seal_key *)(const void *)key;
	assert_done(entry_insert(fx->ledger, &n, &seq, &fx->fault));
	return seq;
}

static int
set_up(void **state)
{
	static char *addresses[] = { (char *)(uintptr_t)"somebody@city.example.jp" };
	static struct approver approvers[] = { { .code = "chief", .name = "課長", .addresses = { addresses, 1 } } };
	static struct staff staff[] = { { .code = "call", .name = "コールセンター", .addresses = { addresses, 1 } } };
	struct fixture *fx;
	struct settings *s;

	setenv("IKEN_NOW", "1795410300", 1);
	if (fixture_setup(state) != 0)
		return -1;
	fx = *state;
	s = &fx->settings;
	/* As open as it can be: only the protection keeps anything back. */
	for (size_t i = 0; i < s->department_count; i++) {
		s->departments[i].addresses = s->departments[i].chief = s->departments[i].head = (struct list){ addresses, 1 };
		s->departments[i].masked = false;
		s->departments[i].attachments = true;
	}
	s->approvers = approvers;
	s->approver_count = 1;
	s->staff = staff;
	s->staff_count = 1;
	s->office.name = "見本区役所";
	s->office.section = s->office.templates = s->office.answers = "";
	s->office.contact = "電話 03-0000-0000";
	s->office.administrator = "admin@city.example.jp";
	s->danger.words = (struct list){ NULL, 0 };
	static char *words[] = { (char *)(uintptr_t)"支援措置" };
	s->danger.protected_words = (struct list){ words, 1 };
	return 0;
}

static struct world
enter(struct fixture *fx)
{
	struct world w = { .o = { .channel = "mail", .purpose = "other", .language = "ja", .received = clock_now(),
	    .is_protected = true, .danger = true } };
	struct draft d = { .department = "roads", .kind = "answer" };
	struct detail step = { .who = "test", .department = "roads" };
	static const char *const ids[] = { "0123456789abcdef0123456789abcde0", "1123456789abcdef0123456789abcde0",
		"2123456789abcdef0123456789abcde0" };

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	assert_done(opinion_enter(fx->ledger, fx, &w.o, &taro, "test", &fx->fault));
	assert_done(entry_made_opinion(fx->ledger, add_arrival(fx, &w.o, ids[0], ENTRY_OPINION, "taro@example.jp"),
	    w.o.id, &fx->fault));
	assert_done(opinion_step(fx->ledger, &w.o, STEP_ROUTE, &step, &fx->fault));
	w.arrival = add_arrival(fx, &w.o, ids[1], ENTRY_FOLLOW_UP, "taro@example.jp");
	w.answer = add_arrival(fx, &w.o, ids[2], ENTRY_ANSWER, "somebody@city.example.jp");
	d.arrival = w.answer;
	d.text = everything(fx, "〔氏名〕様、回答します。");
	assert_done(draft_insert(fx->ledger, &w.o, &d, &w.draft, &fx->fault));
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	return w;
}

/* Folded, without spaces, hyphens and line ends. */
static char *
plain(void *ctx, const char *text)
{
	char *folded = text_fold(ctx, text);
	struct buffer out = buffer_init(ctx);

	for (const char *p = folded; *p != 0; p++)
		if (!text_is_space(*p) && *p != '-' && *p != '>')
			buffer_char(&out, (unsigned char)*p);
	return must(talloc_strdup(ctx, buffer_text(&out)));
}

static void
assert_shows_nothing(const char *kind, const char *party, const char *what, const char *text)
{
	void *ctx = must(talloc_new(NULL));
	char *seen = plain(ctx, text);

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strstr(seen, plain(ctx, forms[i])) != NULL)
			fail_msg("%s to %s: its %s shows %s:\n%s", kind, party, what, forms[i], text);
	talloc_free(ctx);
}

static int
render_one(struct fixture *fx, const struct intent *i)
{
	struct renderer *r = renderer_new(fx, fx->ledger);
	struct facts facts;
	struct rendering mail;
	const struct entry *entry;
	const struct reading *files;
	const char *gone;

	assert_done(facts_gather(fx->ledger, fx, i, &facts, &gone, &fx->fault));
	if (gone != NULL)
		return 0;
	for (int attached = ATTACHED; attached <= NOT_ATTACHED; attached++) {
		/* Some kinds have nothing to say to some parties. */
		if (render(r, fx, &facts, (enum attached)attached, &mail, &fx->fault) != DONE)
			return 0;
		assert_shows_nothing(i->kind, i->party, "subject", mail.letter.subject);
		assert_shows_nothing(i->kind, i->party, "text", mail.letter.text);
		assert_shows_nothing(i->kind, i->party, "sender", mail.sender);
		assert_shows_nothing(i->kind, i->party, "From", mail.letter.from.address);
		assert_shows_nothing(i->kind, i->party, "Reply-To", mail.letter.reply_to.address);
		for (size_t n = 0; n < mail.letter.to_count; n++)
			assert_shows_nothing(i->kind, i->party, "To", mail.letter.to[n].address);
		if (strcmp(i->party, "sender") != 0)
			assert_shows_nothing(i->kind, i->party, "In-Reply-To", mail.letter.in_reply_to);
	}
	files = render_attachments(&facts, &entry);
	if (files != NULL && (entry->kind == ENTRY_OPINION || entry->kind == ENTRY_FOLLOW_UP))
		fail_msg("%s to %s carries the opinion's files", i->kind, i->party);
	return 1;
}

static const char *const parties[] = { "department:roads", "department:desk", "desk", "administrator", "duty", "chief:roads",
	"head:roads", "approver:chief", "staff:call", "sender" };

/* Kinds that go to departments only need one. */
static bool
can_go(const char *kind, const char *party)
{
	static const char *const to_departments[] = { "request", "part-request", "part-answer", "copy", "follow-up", "returned",
		"disclosure" };

	for (size_t i = 0; i < sizeof to_departments / sizeof to_departments[0]; i++)
		if (strcmp(kind, to_departments[i]) == 0)
			return text_starts(party, "department:");
	return true;
}

static void
test_no_mail_shows_a_protected_address(void **state)
{
	static const char *const codes[] = { "", "answer", "note", "danger", "sales", "no-reason", "2026-11-24",
		"bounced answer 5.1.1" };
	struct fixture *fx = *state;
	struct world w = enter(fx);
	int rendered = 0, kinds_rendered = 0;
	const char *kind;

	for (size_t k = 0; (kind = render_kind(k)) != NULL; k++) {
		int before = rendered;

		for (size_t p = 0; p < sizeof parties / sizeof parties[0]; p++) {
			for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
				struct intent i = { .id = 1, .kind = kind, .party = parties[p], .opinion = w.o.id,
					.arrival = w.arrival, .draft = w.draft, .code = codes[c],
					.message_id = "x@city.example.jp", .created = clock_now() };

				/* The sender of what is answered is a clerk; residents get their own mails. */
				if (strcmp(parties[p], "sender") == 0)
					i.arrival = w.answer;
				if (can_go(kind, parties[p]))
					rendered += render_one(fx, &i);
			}
		}
		kinds_rendered += rendered != before;
	}
	/* A test that renders nothing would find nothing. */
	assert_true(kinds_rendered >= 14);
	assert_true(rendered >= 200);
}

/* What the test looks for is there when nothing is protected. */
static void
test_unprotected_shows_them(void **state)
{
	struct fixture *fx = *state;
	struct world w = enter(fx);
	struct intent i = { .id = 1, .kind = "request", .party = "department:roads", .opinion = w.o.id, .code = "",
		.message_id = "x@city.example.jp", .created = clock_now() };
	struct facts facts;
	struct rendering mail;
	const struct entry *entry;
	const char *gone;
	char *seen;

	assert_done(facts_gather(fx->ledger, fx, &i, &facts, &gone, &fx->fault));
	facts.opinion.is_protected = false;
	assert_done(render(renderer_new(fx, fx->ledger), fx, &facts, ATTACHED, &mail, &fx->fault));
	seen = plain(fx, mail.letter.text);
	for (size_t n = 0; n < sizeof forms / sizeof forms[0]; n++)
		assert_non_null(strstr(seen, plain(fx, forms[n])));
	assert_non_null(render_attachments(&facts, &entry));
}

/* The resident reads the own answer whole, with the own name; a disclosure has the name and says why no more. */
static void
test_what_is_shown(void **state)
{
	struct fixture *fx = *state;
	struct world w = enter(fx);
	struct intent i = { .id = 1, .kind = "answer", .party = "resident", .opinion = w.o.id, .draft = w.draft, .code = "",
		.message_id = "x@city.example.jp", .created = clock_now() };
	struct facts facts;
	struct rendering mail;
	const char *gone;

	assert_done(facts_gather(fx->ledger, fx, &i, &facts, &gone, &fx->fault));
	assert_done(render(renderer_new(fx, fx->ledger), fx, &facts, NOT_ATTACHED, &mail, &fx->fault));
	assert_non_null(strstr(mail.letter.text, "山田太郎様、回答します。"));
	assert_non_null(strstr(mail.letter.text, "見本区中央1ー2ー3 コーポ山田101"));
	i.kind = "disclosure";
	i.party = "department:roads";
	assert_done(facts_gather(fx->ledger, fx, &i, &facts, &gone, &fx->fault));
	assert_done(render(renderer_new(fx, fx->ledger), fx, &facts, NOT_ATTACHED, &mail, &fx->fault));
	assert_non_null(strstr(mail.letter.text, "氏名: 山田太郎\n"));
	assert_non_null(strstr(mail.letter.text, "支援措置などの対象です"));
	assert_non_null(strstr(mail.letter.text, "電話 03-0000-0000"));	/* the office's own */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_no_mail_shows_a_protected_address, set_up, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_unprotected_shows_them, set_up, fixture_teardown),
		cmocka_unit_test_setup_teardown(test_what_is_shown, set_up, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
