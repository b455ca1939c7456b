/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The blind index: what is folded, that no word is missed, that it follows the register, forgets, and is made anew. */
#include "tests/spool/fixture.h"

#include "config/text.h"
#include "spool/draft.h"
#include "spool/entry.h"
#include "spool/file.h"
#include "spool/index.h"
#include "spool/index_file.h"

enum { OPINIONS = 400, ALL = 100000 };

/* ---- opinions ---------------------------------------------------------------------------------------------------- */

static uint64_t seed = 1;

static unsigned
below(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % n;
}

/* Words as they are written, in widths and with signs that have to be folded; rare kanji, emoji. */
static const char *const words[] = { "道路", "歩道", "が", "暗い", "です", "ので", "照明", "街灯", "を", "つけて", "ください", "。", "、",
	"髙﨑", "𠮷野家", "😀", "🚧工事", "１２３", "456", "Wi-Fi", "ＷｉＦｉ", "ｶﾞｰﾄﾞﾚｰﾙ", "ガードレール", "\n", "　", " ", "street light", "STREET",
	"公園", "雨", "水たまり", "渡邉", "渡\xe9\x82\x89\xf3\xa0\x84\x80", "か\xe3\x82\x99", "バス停", "時刻表", "図書館", "〜", "(仮)", "％", "a", "the" };

static const char *
invent(void *ctx, unsigned count)
{
	struct buffer out = buffer_init(ctx);

	for (unsigned i = 0; i < count; i++)
		buffer_string(&out, words[below(sizeof words / sizeof words[0])]);
	buffer_string(&out, "");
	return buffer_text(&out);
}

static const struct contact yamada = { .name = "山田 太郎", .mail = "yamada@example.jp", .postal_code = "", .address = "",
	.phone = "03-1234-5678", .fax = "", .reply = REPLY_MAIL };

static void
arrives(struct fixture *fx, const struct opinion *o, enum entry_kind kind, const char *subject, const char *text)
{
	static char nothing[] = "";
	static int number;
	const struct reading said = { .from = { nothing, nothing }, .sender = "", .return_path = "", .subject = subject,
		.reply_to = { nothing, nothing }, .message_id = "", .date = "", .auto_submitted = "", .precedence = "",
		.list_id = "", .suppress = "", .stamp = "", .other_automatic = "", .text = text, .html_text = "",
		.charset = "", .original_message_id = "", .original_stamp = "", .over_limit = "" };
	struct new_entry n = { .id = must(talloc_asprintf(fx, "%032d", ++number)), .source = "mail", .channel = "mail", .received = o->received,
		.kind = kind, .opinion = o->id, .key = o->key, .reading = &said };
	int64_t seq;

	memcpy(n.digest, n.id + 16, SEAL_HASH);
	assert_done(entry_insert(fx->ledger, &n, &seq, &fx->fault));
}

static struct opinion
enter(struct fixture *fx, const char *subject, const char *text)
{
	struct opinion o = { .channel = "mail", .purpose = "other", .language = "ja", .received = 1790000000 };

	fx->settings.office.receipts = false;
	assert_done(opinion_enter(fx->ledger, fx, &o, &yamada, "test", &fx->fault));
	arrives(fx, &o, ENTRY_OPINION, subject, text);
	return o;
}

static void
happens(struct fixture *fx, struct opinion *o)
{
	const struct detail d = { .who = "test" };

	assert_done(opinion_step(fx->ledger, o, STEP_NOTE, &d, &fx->fault));
}

static struct index_done
update(struct fixture *fx, size_t max)
{
	struct index_done done;
	struct index *x;

	assert_done(index_open(fx, fx->ledger, INDEX_WRITE, &x, &fx->fault));
	assert_done(index_update(x, max, &done, &fx->fault));
	index_close(&x);
	return done;
}

static size_t
candidates(struct fixture *fx, struct index *x, const char *word, enum index_domain domain, int64_t **out)
{
	struct index_query q = { .count = 1 };
	size_t count;

	q.word[0].domain = domain;
	q.word[0].folded = index_fold(fx, word);
	assert_done(index_find(x, fx, &q, 0, ALL, out, &count, &fx->fault));
	return count;
}

static size_t
finds(struct fixture *fx, const char *word)
{
	struct index *x;
	int64_t *ids;
	size_t count;

	assert_done(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault));
	count = candidates(fx, x, word, INDEX_OF_WORDS, &ids);
	index_close(&x);
	return count;
}

/* ---- folding ----------------------------------------------------------------------------------------------------- */

static const char *
folded(struct fixture *fx, const char *text)
{
	const struct folded f = index_fold(fx, text);
	struct buffer out = buffer_init(fx);
	unsigned char octets[4];

	buffer_string(&out, "");
	for (size_t i = 0; i < f.count; i++)
		buffer_add(&out, octets, text_encode(f.code[i], octets));
	return buffer_text(&out);
}

static void
text_is_folded(void **state)
{
	static const struct {
		const char *text, *is;
	} cases[] = {
		{ "ＡＢＣ　１２３", "abc 123" }, { "ﾊﾞｽ停", "バス停" }, { "ハ\xe3\x82\x99ス", "バス" }, { "か\xe3\x82\x99", "が" }, { "は\xe3\x82\x9a", "ぱ" },
		{ "う\xe3\x82\x99", "ゔ" }, { "道\n路", "道路" }, { "道　路 工\t事", "道路工事" }, { "New\r\nYork  City", "new york city" },
		{ "東京 Tower", "東京tower" }, { "10〜20", "10~20" }, { "1\xe2\x88\x92" "2", "1-2" }, { "辻\xf3\xa0\x84\x80堂", "辻堂" },
		{ "☎\xef\xb8\x8f", "☎" }, { "a\xe2\x80\x8b" "b", "ab" }, { "𠮷髙﨑", "𠮷髙﨑" }, { "あ\xe3\x82\x99", "あ\xe3\x82\x99" }, { "  \n", "" },
		{ "a . b", "a.b" },
	};
	struct fixture *fx = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_string_equal(folded(fx, cases[i].text), cases[i].is);
}

/* A token says nothing of what it is of without the key, nor which key it is of. */
static void
tokens_are_keyed(void **state)
{
	struct fixture *fx = *state;
	const struct index_key key = index_key_of(fx->ledger->keys->lookup), other = index_key_of(fx->ledger->keys->digest);
	const struct folded text = index_fold(fx, "雨雨");
	struct tokens t = { .ctx = fx };
	struct buffer letters = buffer_init(fx);

	index_tokens_add(&t, &key, INDEX_OF_WORDS, &text);
	index_tokens_settle(&t);
	assert_int_equal(t.count, 2);
	index_tokens_write(&t, &letters);
	assert_int_equal(letters.len, 18);
	assert_true(index_token(&key, INDEX_OF_WORDS, text.code, 1) != index_token(&other, INDEX_OF_WORDS, text.code, 1));
	assert_true(index_token(&key, INDEX_OF_WORDS, text.code, 1) != index_token(&key, INDEX_OF_NAME, text.code, 1));
	assert_true(index_token(&key, INDEX_OF_WORDS, text.code, 1) != index_token(&key, INDEX_OF_WORDS, text.code, 2));
	assert_true(index_token(&key, INDEX_OF_WORDS, text.code, 1) >> 40 == 0);
}

/* ---- finding ----------------------------------------------------------------------------------------------------- */

static struct folded all[OPINIONS][2];

static bool
has(size_t i, const struct folded *word)
{
	return index_place_of(&all[i][0], 0, word) < all[i][0].count || index_place_of(&all[i][1], 0, word) < all[i][1].count;
}

/* Against plain search over the folded clear text: none is missing, and few are too many. */
static void
no_word_is_missed(void **state)
{
	struct fixture *fx = *state;
	size_t wrong = 0, right = 0;
	struct index *x;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	for (size_t i = 0; i < OPINIONS; i++) {
		const char *subject = invent(fx, 3), *text = invent(fx, 10 + below(60));

		all[i][0] = index_fold(fx, subject);
		all[i][1] = index_fold(fx, text);
		assert_int_equal(enter(fx, subject, text).id, i + 1);
	}
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	assert_int_equal(update(fx, ALL).added, OPINIONS);
	assert_done(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault));
	for (int i = 0; i < 3000; i++) {
		const struct folded *from = &all[below(OPINIONS)][1];
		struct index_query q = { .count = 1 };
		size_t length = 1 + below(8), at = below((unsigned)from->count), count, k = 0;
		int64_t *ids;
		void *ctx = must(talloc_new(fx));

		if (at + length > from->count)
			at = from->count - length;
		q.word[0].folded = (struct folded){ from->code + at, NULL, length };
		assert_done(index_find(x, ctx, &q, 0, ALL, &ids, &count, &fx->fault));
		for (size_t o = OPINIONS; o-- > 0;) {
			bool found = k < count && ids[k] == (int64_t)o + 1;

			if (has(o, &q.word[0].folded))
				assert_true(found);
			else
				wrong += found;
			right += has(o, &q.word[0].folded);
			k += found;
		}
		assert_int_equal(k, count);
		talloc_free(ctx);
	}
	assert_true(right > 10000);
	assert_true(wrong * 20 < right);
	index_close(&x);
	assert_int_equal(finds(fx, "鰯"), 0);
	assert_int_equal(finds(fx, "鰯の頭"), 0);
	assert_int_equal(finds(fx, "zzz"), 0);
}

/* ---- following --------------------------------------------------------------------------------------------------- */

static void
it_follows_the_register(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "街灯について", "歩道が暗い"), b = enter(fx, "", "図書館の本");
	struct draft d = { .arrival = 1, .department = "roads", .kind = "answer", .text = "照明を直します" };
	struct contact married = yamada;
	const struct detail said = { .who = "test" };
	struct index_done done;
	struct index *x;
	int64_t id, *ids;

	done = update(fx, 1);
	assert_true(done.more && done.added == 1);
	assert_int_equal(finds(fx, "図書館"), 0);
	done = update(fx, ALL);
	assert_true(!done.more && done.added == 1);
	assert_int_equal(finds(fx, "図書館"), 1);
	assert_int_equal(finds(fx, "照明"), 0);
	done = update(fx, ALL);
	assert_int_equal(done.looked, 0);
	/* An answer, a follow-up. */
	assert_done(draft_insert(fx->ledger, &a, &d, &id, &fx->fault));
	happens(fx, &a);
	arrives(fx, &b, ENTRY_FOLLOW_UP, "", "閉館時刻も");
	happens(fx, &b);
	done = update(fx, ALL);
	assert_true(done.looked == 2 && done.changed == 2);
	assert_int_equal(finds(fx, "照明"), 1);
	assert_int_equal(finds(fx, "時刻"), 1);
	assert_int_equal(finds(fx, "暗い"), 1);
	/* What changes nothing that can be searched writes nothing. */
	happens(fx, &a);
	done = update(fx, ALL);
	assert_true(done.looked == 1 && done.changed == 0);
	/* Who wrote it: another domain than the text. A former name is still found; whoever shows it looks. */
	assert_int_equal(finds(fx, "山田"), 0);
	married.name = "鈴木 花子";
	assert_done(opinion_correct_contact(fx->ledger, &b, &married, &said, &fx->fault));
	assert_int_equal(update(fx, ALL).changed, 1);
	assert_done(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault));
	assert_int_equal(candidates(fx, x, "鈴木花子", INDEX_OF_NAME, &ids), 1);
	assert_int_equal(ids[0], b.id);
	assert_int_equal(candidates(fx, x, "山田", INDEX_OF_NAME, &ids), 2);
	assert_int_equal(candidates(fx, x, "0312345678", INDEX_OF_PHONE, &ids), 2);
	assert_int_equal(ids[0], b.id);
	assert_int_equal(ids[1], a.id);
	index_close(&x);
}

/* ---- forgetting -------------------------------------------------------------------------------------------------- */

static int64_t
count(struct fixture *fx, struct index *x, const char *word)
{
	int64_t *ids;

	return (int64_t)candidates(fx, x, word, INDEX_OF_WORDS, &ids);
}

static void
destroy(struct fixture *fx, const struct opinion *o)
{
	assert_done(db_script(fx->ledger->db, must(talloc_asprintf(fx, "UPDATE opinion SET state = 'erased' WHERE id = %lld; "
	    "UPDATE key SET wrapped = NULL WHERE id = %lld; INSERT INTO event(opinion, at, step, before, after, who) "
	    "VALUES(%lld, 1, 'erase', 'closed', 'erased', 'test')", (long long)o->id, (long long)o->key, (long long)o->id)), &fx->fault));
}

static void
what_is_erased_is_forgotten(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "", "歩道が暗い"), b = enter(fx, "", "歩道が狭い"), c = enter(fx, "", "歩道が短い");
	struct contact married = yamada;
	const struct detail said = { .who = "test" };
	struct index_done done;
	struct index *x;
	int64_t gone;

	update(fx, ALL);
	married.name = "鈴木 花子";
	assert_done(opinion_correct_contact(fx->ledger, &a, &married, &said, &fx->fault));
	update(fx, ALL);
	assert_done(index_forget_begin(fx, fx->ledger, &x, &fx->fault));
	assert_done(index_forget(x, &a, &fx->fault));
	assert_done(index_forget(x, &c, &fx->fault));
	assert_done(index_forget_end(x, &fx->fault));
	destroy(fx, &a);
	assert_int_equal(count(fx, x, "歩道"), 1);
	assert_int_equal(count(fx, x, "暗い"), 0);
	/* c never was erased after all: it comes back. */
	assert_done(index_update(x, ALL, &done, &fx->fault));
	assert_int_equal(count(fx, x, "歩道"), 2);
	assert_int_equal(count(fx, x, "短い"), 1);
	index_close(&x);
	assert_done(index_forgotten(fx->ledger, &gone, &fx->fault));
	assert_int_equal(gone, 1);
	assert_int_equal(finds(fx, "歩道"), 2);
	assert_done(index_forgotten(fx->ledger, &gone, &fx->fault));
	assert_int_equal(gone, 0);
	/* Erased by somebody who did not take it out: nothing of it may stay, so all is made anew. */
	destroy(fx, &b);
	assert_int_equal(update(fx, ALL).removed, 1);
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	assert_int_equal(update(fx, ALL).added, 1);
	assert_int_equal(finds(fx, "歩道"), 1);
}

/* One that is still found is told of. */
static void
what_was_not_forgotten_is_told(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "", "歩道が暗い");
	struct index *x;
	int64_t gone;
	struct tokens t = { .ctx = fx };
	struct buffer letters = buffer_init(fx);
	const struct folded text = index_fold(fx, "暗");
	const struct index_key key = index_key_of(fx->ledger->keys->lookup);
	struct db *db;

	update(fx, ALL);
	assert_done(index_forget_begin(fx, fx->ledger, &x, &fx->fault));
	assert_done(index_forget(x, &a, &fx->fault));
	assert_done(index_forget_end(x, &fx->fault));
	destroy(fx, &a);
	index_tokens_add(&t, &key, INDEX_OF_WORDS, &text);
	index_tokens_write(&t, &letters);
	assert_done(db_open(fx, must(talloc_asprintf(fx, "%s/index/index.db", fx->folder)), DB_WRITE, &db, &fx->fault));
	assert_done(db_script(db, must(talloc_asprintf(fx, "INSERT INTO word(rowid, token) VALUES(%lld, '%s')", (long long)index_row_of(a.id),
	    buffer_text(&letters))), &fx->fault));
	db_close(&db);
	index_close(&x);
	assert_int_equal(index_forgotten(fx->ledger, &gone, &fx->fault), NEVER);
}

/* ---- made anew --------------------------------------------------------------------------------------------------- */

static void
another_register_or_key_makes_it_anew(void **state)
{
	struct fixture *fx = *state;
	struct opinion a = enter(fx, "", "歩道が暗い");
	struct index_done done;
	struct index *x;
	struct db *db;

	update(fx, ALL);
	happens(fx, &a);
	happens(fx, &a);
	update(fx, ALL);
	assert_done(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault));
	index_close(&x);
	/* An older register ... */
	assert_done(db_script(fx->ledger->db, "DELETE FROM event WHERE id = (SELECT max(id) FROM event)", &fx->fault));
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	/* ... that has gone on. */
	assert_done(db_script(fx->ledger->db, "INSERT INTO event(opinion, at, step, before, after, who) VALUES(1, 5, 'note', '', '', 'x')",
	    &fx->fault));
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	done = update(fx, ALL);
	assert_int_equal(done.added, 1);
	assert_int_equal(finds(fx, "歩道"), 1);
	/* Of another key. */
	assert_done(db_open(fx, must(talloc_asprintf(fx, "%s/index/index.db", fx->folder)), DB_WRITE, &db, &fx->fault));
	assert_done(db_script(db, "UPDATE stamp SET lookup_mark = zeroblob(16)", &fx->fault));
	db_close(&db);
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	assert_int_equal(update(fx, ALL).added, 1);
	/* Damaged, and so found. */
	assert_done(file_put(must(talloc_asprintf(fx, "%s/index/index.db", fx->folder)), bytes_of("nonsense that is no database at all"), 0600,
	    &fx->fault));
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	assert_int_equal(update(fx, ALL).added, 1);
	index_report_damage(&fx->settings);
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	assert_int_equal(update(fx, ALL).added, 1);
	/* Removed, switched off. */
	assert_done(index_discard(&fx->settings, &fx->fault));
	assert_int_equal(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault), NEVER);
	assert_int_equal(update(fx, ALL).added, 1);
	fx->settings.search.index = false;
	assert_int_equal(index_open(fx, fx->ledger, INDEX_WRITE, &x, &fx->fault), NEVER);
}

/* ---- alike ------------------------------------------------------------------------------------------------------- */

static void
what_is_alike_comes_first(void **state)
{
	static const char light[] = "駅前の歩道が暗くて危ないです。街灯を増やしてください。";
	struct fixture *fx = *state;
	struct opinion o, same, like;
	struct index_score *scores;
	size_t found;
	struct index *x;

	assert_done(db_begin(fx->ledger->db, &fx->fault));
	for (int i = 0; i < 50; i++)
		enter(fx, "", invent(fx, 30));
	like = enter(fx, "", "夜、駅前の街灯が消えていて、歩道が暗くて歩けません。");
	same = enter(fx, "街灯", light);
	for (int i = 0; i < 50; i++)
		enter(fx, "", invent(fx, 30));
	o = enter(fx, "", light);
	assert_done(db_commit(fx->ledger->db, &fx->fault));
	update(fx, ALL);
	assert_done(index_open(fx, fx->ledger, INDEX_READ, &x, &fx->fault));
	assert_done(index_similar(x, fx, light, o.id, 5, &scores, &found, &fx->fault));
	assert_true(found >= 2 && found <= 5);
	assert_int_equal(scores[0].opinion, same.id);
	assert_true(scores[0].score > 0.99 && scores[0].score < 1.01);
	assert_int_equal(scores[1].opinion, like.id);
	assert_true(scores[1].score > 0.15 && scores[1].score < 0.9);
	assert_done(index_similar(x, fx, "ですので、して。", 0, 5, &scores, &found, &fx->fault));
	assert_int_equal(found, 0);
	assert_done(index_similar(x, fx, "", 0, 5, &scores, &found, &fx->fault));
	assert_int_equal(found, 0);
	index_close(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		spool_test(text_is_folded),
		spool_test(tokens_are_keyed),
		spool_test(no_word_is_missed),
		spool_test(it_follows_the_register),
		spool_test(what_is_erased_is_forgotten),
		spool_test(what_was_not_forgotten_is_told),
		spool_test(another_register_or_key_makes_it_anew),
		spool_test(what_is_alike_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
