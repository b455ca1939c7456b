/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text form of an opinion, by tables. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <time.h>

#include "config/memory.h"
#include "config/text.h"
#include "spool/formtext.h"
#include "spool/lines.h"

#include <cmocka.h>	/* its fail() would hide ours */

static struct formtext *
read_form(void *ctx, const char *text, enum formtext_use use, enum language language,
    struct buffer *errors)
{
	struct formtext *form = NULL;
	struct fault f = { "" };
	enum verdict v = formtext_read(ctx, text, use, language, &form, errors, &f);

	assert_int_equal(v, errors->len == 0 ? DONE : NEVER);
	assert_int_equal(f.text[0] != 0, errors->len != 0);
	return form;
}

static const struct good {
	const char *text;
	const char *name, *postal, *address, *phone, *mail, *fax, *purpose, *channel, *subject,
	    *body;
	enum reply_way reply;
	bool reply_given;
} good[] = {
	{ "氏名: 山田太郎\n郵便番号: 123-4567\n住所: 〇〇市1-2-3\n電話番号: 03-1234-5678\nメールアドレス: taro@example.jp\n"
	  "FAX番号: 03-1234-5679\n投稿目的: 道路\n受付方法: 手紙\n件名: 街灯\n回答方法: 郵送\n\n街灯が切れています。\n二行目\n",
	  "山田太郎", "123-4567", "〇〇市1-2-3", "03-1234-5678", "taro@example.jp", "03-1234-5679", "道路",
	  "手紙", "街灯",
	  "街灯が切れています。\n二行目", REPLY_POST, true },
	{ "name: Taro Yamada\npostal: 1234567\naddress: 1-2-3\nphone: 0312345678\nmail: Taro@example.jp\nfax: +81 3 1234 5678\n"
	  "purpose: road\nreply: none\nchannel: counter\n\nText.\n",
	  "Taro Yamada", "123-4567", "1-2-3", "0312345678", "Taro@example.jp", "+81 3 1234 5678",
	  "road", "counter", "",
	  "Text.", REPLY_NONE, true },
	{ "　氏　名：山田　太郎\n〒１２３－４５６７\n\nx", "山田　太郎", "123-4567", "", "", "", "", "", "", "", "x",
	  REPLY_MAIL, false },
	{ "ご住所　：　〇〇市 \n\nx", "", "", "〇〇市", "", "", "", "", "", "", "x", REPLY_MAIL, false },
	{ "■お名前（必須）：山田\n【ご住所】〇〇市\n・TEL：０３－１２３４－５６７８\n\n本文です", "山田", "", "〇〇市", "03-1234-5678", "",
	  "",
	  "", "", "", "本文です", REPLY_MAIL, false },
	{ "> 氏名: 山田\n> 郵便番号： 〒123-4567\n>\n> 一行目\n> > 引用\n二行目", "山田", "123-4567", "", "", "", "",
	  "", "", "",
	  "一行目\n> 引用\n二行目", REPLY_MAIL, false },
	{ "＞氏名：山田\n＞\n＞本文", "山田", "", "", "", "", "", "", "", "", "本文", REPLY_MAIL, false },
	{ "氏名: 山田 住所: 〇〇市 電話: 03-1234-5678\n\n本文", "山田", "", "〇〇市", "03-1234-5678", "", "", "", "",
	  "", "本文",
	  REPLY_MAIL, false },
	{ "住所: 東京都〇〇区とても長い町名の一丁目二番三号とても長い名前の集合住宅の東棟\n四〇五号室\n氏名: 山田\n\n本文", "山田", "",
	  "東京都〇〇区とても長い町名の一丁目二番三号とても長い名前の集合住宅の東棟四〇五号室", "", "", "", "", "", "", "本文", REPLY_MAIL,
	  false },
	{ "氏名: 山田\n本文: 一行目\n二行目", "山田", "", "", "", "", "", "", "", "", "一行目\n二行目", REPLY_MAIL,
	  false },
	{ "氏名: 山田\n回答: 不要\n\n本文", "山田", "", "", "", "", "", "", "", "", "本文", REPLY_NONE, true },
	{ "\n\n氏名: 山田\nメール: a..b@example.jp\n\n本文", "山田", "", "", "", "a..b@example.jp", "", "", "",
	  "", "本文", REPLY_MAIL, false }
};

static void
check_form(const struct formtext *form, const struct good *g)
{
	assert_string_equal(form->contact.name, g->name);
	assert_string_equal(form->contact.postal_code, g->postal);
	assert_string_equal(form->contact.address, g->address);
	assert_string_equal(form->contact.phone, g->phone);
	assert_string_equal(form->contact.mail, g->mail);
	assert_string_equal(form->contact.fax, g->fax);
	assert_string_equal(form->purpose, g->purpose);
	assert_string_equal(form->channel, g->channel);
	assert_string_equal(form->subject, g->subject);
	assert_string_equal(form->text, g->body);
	assert_int_equal(form->contact.reply, g->reply);
	assert_int_equal(form->reply_given, g->reply_given);
}

static void
reads_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer errors = buffer_init(ctx);

		if (good[i].body[0] != 0)
			check_form(read_form(ctx, good[i].text, FORMTEXT_STRICT, LANGUAGE_JA,
			    &errors), &good[i]);
		assert_string_equal(buffer_text(&errors), "");
		talloc_free(ctx);
	}
}

static void
writes_what_it_reads(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		for (int language = LANGUAGE_JA; language <= LANGUAGE_EN; language++) {
			void *ctx = talloc_new(NULL);
			struct buffer errors = buffer_init(ctx), out = buffer_init(ctx);
			struct good g = good[i];

			if (g.body[0] != 0) {
				formtext_write(read_form(ctx, g.text, FORMTEXT_STRICT, LANGUAGE_JA,
				    &errors), language, &out);
				g.reply_given = true;
				check_form(read_form(ctx, buffer_text(&out), FORMTEXT_STRICT,
				    language, &errors), &g);
			}
			talloc_free(ctx);
		}
	}
}

static const struct {
	const char *text, *errors;
} wrong[] = {
	{ "氏名: 山田\n郵便番号: 123\n\nx", "2行目: 郵便番号は7桁の数字で書いてください（例 123-4567）\n" },
	{ "氏名: 山田\n電話: abc\nメール: taro\n回答方法: たぶん\n\nx",
	  "2行目: 電話番号は10桁か11桁の数字で書いてください（例 03-1234-5678）\n"
	  "3行目: メールアドレスは「名前@ドメイン」の形で書いてください\n"
	  "4行目: 回答方法は「メール」「郵送」「不要」のどれかを書いてください\n" },
	{ "氏名: 山田\n氏名: 山本\n\nx", "2行目: 同じ項目が2回あります。1回にしてください\n" },
	{ "氏名: 山田\n街灯が切れています\n\nx", "2行目: 「項目名: 内容」の行か、本文の前の空行が必要です\n" },
	{ "街灯が切れています", "1行目: 最初に「氏名: …」のような項目の行が必要です\n" },
	{ "", "1行目: 最初に「氏名: …」のような項目の行が必要です\n" },
	{ "\n\n", "3行目: 最初に「氏名: …」のような項目の行が必要です\n" },
	{ "氏名: 山田\n\n", "2行目: 空行の後に本文が必要です\n" }
};

static void
names_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer errors = buffer_init(ctx);
		struct formtext *form = NULL;
		struct fault f;

		assert_int_equal(formtext_read(ctx, wrong[i].text, FORMTEXT_STRICT, LANGUAGE_JA,
		    &form, &errors, &f), NEVER);
		assert_string_equal(buffer_text(&errors), wrong[i].errors);
		assert_true(text_starts(f.text, "line "));
		assert_null(strstr(f.text, "山"));
		talloc_free(ctx);
	}
}

static const struct {
	const char *text, *name, *body;
	size_t fields;
} loose[] = {
	{ "氏名：山田\n電話：abc\n\n本文", "山田", "本文", 2 },
	{ "公園の街灯が切れています。\n氏名: 山田\n", "", "公園の街灯が切れています。\n氏名: 山田\n", 0 },
	{ "氏名: 山田\n街灯が切れています。\n\n早く。", "山田", "街灯が切れています。\n\n早く。", 1 },
	{ "回答: いつもらえますか。\nよろしく", "", "回答: いつもらえますか。\nよろしく", 0 },
	{ "氏名: 山田\n氏名: 森\n\n本文", "山田", "氏名: 森\n\n本文", 1 },
	{ "", "", "", 0 }
};

static void
leaves_what_is_no_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof loose / sizeof loose[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer errors = buffer_init(ctx);
		struct formtext *form = read_form(ctx, loose[i].text, FORMTEXT_LOOSE, LANGUAGE_JA,
		    &errors);

		assert_string_equal(form->text, loose[i].body);
		assert_string_equal(form->contact.name, loose[i].name);
		assert_int_equal(form->fields, loose[i].fields);
		talloc_free(ctx);
	}
}

static void
is_quick(void **state)
{
	static const char *const units[] = { ">", ">\n", "氏名: ", "氏名:\n", " 住所 ", "\n", "　", "【",
	    "(" };

	(void)state;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		void *ctx = talloc_new(NULL);
		struct buffer text = buffer_init(ctx), errors = buffer_init(ctx);
		struct formtext *form;
		clock_t began = clock();

		while (text.len < 1 << 20)
			buffer_string(&text, units[i]);
		(void)read_form(ctx, buffer_text(&text), FORMTEXT_LOOSE, LANGUAGE_JA, &errors);
		if (formtext_read(ctx, buffer_text(&text), FORMTEXT_STRICT, LANGUAGE_EN, &form,
		    &errors, NULL) == LATER)
			fail_msg("%s", "a form is never for later");
		assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 4);
		talloc_free(ctx);
	}
}

static void
splits_lines(void **state)
{
	void *ctx = talloc_new(NULL);
	struct lines l = lines_split(ctx, "a\n> > b \n＞＞　ｃ\n\n  >d\n    >e");

	(void)state;
	assert_int_equal(l.count, 6);
	assert_int_equal(l.item[0].depth, 0);
	assert_int_equal(l.item[1].depth, 2);
	assert_int_equal(l.item[1].len, 1);
	assert_int_equal(l.item[2].depth, 2);
	assert_memory_equal(l.item[2].folded, "c", 1);
	assert_int_equal(l.item[2].folded_len, 1);
	assert_true(line_is_blank(&l.item[3]));
	assert_int_equal(l.item[4].depth, 1);
	assert_int_equal(l.item[5].depth, 0);
	assert_string_equal(lines_join(ctx, &l, 1, 4, 1), "> b\n＞　ｃ");
	assert_int_equal(lines_split(ctx, "").count, 0);
	talloc_free(ctx);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits_lines), cmocka_unit_test(reads_forms),
		    cmocka_unit_test(writes_what_it_reads),
		cmocka_unit_test(names_mistakes), cmocka_unit_test(leaves_what_is_no_form),
		    cmocka_unit_test(is_quick)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
