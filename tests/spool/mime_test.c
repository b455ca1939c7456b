/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mime_test - what is read in mails as programs and people write them. */
#include "tests/spool/mails.h"

#include <glob.h>
#include <gnutls/abstract.h>
#include <gnutls/pkcs7.h>
#include <gnutls/x509.h>
#include <sodium.h>

#include "config/text.h"

static struct reading *
reading_of(struct mail_with *w, const char *mail)
{
	return mail_read(w->parser, w, bytes_of(mail));
}

static void
assert_text(struct mail_with *w, const char *mail, const char *text)
{
	assert_string_equal(text_trim(w, reading_of(w, mail)->text), text);
}

/* ---- which text ---- */

#define MULTI(type) "From: a@example.jp\nMIME-Version: 1.0\nContent-Type: multipart/" type "; boundary=b\n\n"
#define PLAIN(words) "--b\nContent-Type: text/plain; charset=utf-8\n\n" words "\n"
#define HTML(words) "--b\nContent-Type: text/html; charset=utf-8\n\n<html><body>" words "</body></html>\n"
#define FINISH "--b--\n"

static void
test_alternative(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, MULTI("alternative") PLAIN("平文です") HTML("<p>装飾です</p>") FINISH);

	assert_string_equal(text_trim(w, r->text), "平文です");
	assert_string_equal(text_trim(w, r->html_text), "装飾です");
	assert_false(r->text_from_html);
	assert_int_equal(r->part_count, 0);
	r = reading_of(w, MULTI("alternative") HTML("<p>装飾です</p>") PLAIN("平文です") FINISH);
	assert_string_equal(text_trim(w, r->text), "平文です");
	assert_false(r->text_from_html);
}

static void
test_alternative_says_nothing(void **state)
{
	static const char *const nothing[] = { "", " \t\n\n", "\xc2\xa0\xe3\x80\x80",
		"This message is in HTML format. Your program cannot show it.", "このメールはHTML形式です。" };
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++) {
		struct reading *r = reading_of(w, talloc_asprintf(w, MULTI("alternative") PLAIN("%s")
		    HTML("<p>道路に穴があいています。早く直してください。よろしくお願いします。"
		    "ずっと前からです。自転車で転ぶ人を何人も見ました。子どもも通る道です。</p>") FINISH, nothing[i]));

		if (strstr(r->text, "道路に穴") == NULL || !r->text_from_html)
			fail_msg("\"%s\" was taken for a text", nothing[i]);
	}
}

/* Short words about HTML are words, when the HTML has them, too. */
static void
test_short_words_about_html(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, MULTI("alternative") PLAIN("HTMLの頁が見られません。")
	    HTML("<p>HTMLの頁が見られません。</p><p>署名 署名 署名 署名 署名 署名 署名 署名 署名</p>") FINISH);

	assert_string_equal(text_trim(w, r->text), "HTMLの頁が見られません。");
	assert_false(r->text_from_html);
}

static void
test_html_alone(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, "From: a@example.jp\nContent-Type: text/html; charset=utf-8\n\n"
	    "<html><style>p{}</style><p>街灯が<b>切れて</b>います</p></html>\n");

	assert_string_equal(text_trim(w, r->text), "街灯が切れています");
	assert_string_equal(text_trim(w, r->html_text), "街灯が切れています");
	assert_true(r->text_from_html);
}

static void
test_texts_are_joined(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, MULTI("mixed") PLAIN("一つ目") "--b\nContent-Type: text/plain; charset=utf-8;"
	    " name=\"notes.txt\"\n\nfile\n" PLAIN("二つ目") FINISH);

	assert_string_equal(text_trim(w, r->text), "一つ目\n二つ目");
	assert_int_equal(r->part_count, 1);
	assert_string_equal(r->parts[0].name, "notes.txt");
	assert_int_equal(r->parts[0].size, 4);
}

static void
test_related_in_alternative(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, MULTI("alternative") PLAIN("平文")
	    "--b\nContent-Type: multipart/related; boundary=c\n\n"
	    "--c\nContent-Type: text/html; charset=utf-8\n\n<p>装飾<img src=\"cid:1\"></p>\n"
	    "--c\nContent-Type: image/gif\nContent-ID: <1>\n\nGIF89a\n--c--\n" FINISH);

	assert_string_equal(text_trim(w, r->text), "平文");
	assert_int_equal(r->part_count, 1);
	assert_true(r->parts[0].inline_shown);
	assert_string_equal(r->parts[0].sniffed, "image/gif");
}

static void
test_flowed(void **state)
{
	struct mail_with *w = *state;

	assert_text(w, "Content-Type: text/plain; charset=utf-8; format=flowed\n\nThis line \ngoes on.\n This does not.\n",
	    "This line goes on.\nThis does not.");
	assert_text(w, "Content-Type: text/plain; charset=utf-8; format=Flowed; delsp=yes\n\n長い文が \n続きます。\n",
	    "長い文が続きます。");
}

static void
test_encoded_by_hand_stays(void **state)
{
	struct mail_with *w = *state;

	assert_text(w, "Subject: x\n\nbegin 644 a\n#0V%T\n`\nend\n", "begin 644 a\n#0V%T\n`\nend");
	assert_text(w, "Subject: x\n\n=ybegin line=128 size=3 name=a\nabc\n=yend size=3\n",
	    "=ybegin line=128 size=3 name=a\nabc\n=yend size=3");
}

static void
test_broken_structure(void **state)
{
	struct mail_with *w = *state;

	/* no end, no beginning, no boundary at all, not even the parameter */
	assert_text(w, MULTI("mixed") PLAIN("届く"), "届く");
	assert_text(w, MULTI("mixed") "届く\n", "届く");
	assert_non_null(strstr(reading_of(w, "Content-Type: multipart/mixed\n\n--x\n\n届く\n--x--\n")->text, "届く"));
	/* encodings that are not what they say */
	assert_text(w, "Content-Transfer-Encoding: x-nonsense\nContent-Type: text/plain; charset=utf-8\n\n届く\n", "届く");
	assert_text(w, "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n5bGK44GP", "届く");
	assert_text(w, "Content-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n5bGK\n44GP*", "届く");
	assert_text(w, "Content-Transfer-Encoding: quoted-printable\n\n=E5=B1=8A=E3=81=8F", "届く");
	/* before the header: empty lines, a line of an mbox; lines that end with CR alone; no header */
	assert_string_equal(reading_of(w, "\r\n\r\nSubject: s\r\n\r\nt\r\n")->subject, "s");
	assert_string_equal(reading_of(w, "From a@example.jp Mon Nov 23 2026\nSubject: s\n\nt\n")->subject, "s");
	assert_string_equal(reading_of(w, "Subject: s\r\rt\r")->subject, "s");
	assert_text(w, "Subject: s\r\rt\r", "t");
	assert_text(w, "ただの文です\n", "ただの文です");
	assert_text(w, "", "");
}

/* ---- attachments ---- */

static void
test_names(void **state)
{
	static const struct {
		const char *fields, *name;
	} examples[] = {
		{ "Content-Disposition: attachment; filename=a.txt", "a.txt" },
		{ "Content-Disposition: attachment; filename=\"=?UTF-8?B?55Sz6KuL?=.txt\"", "申請.txt" },
		{ "Content-Disposition: attachment; filename*=utf-8''%E7%94%B3%E8%AB%8B.txt", "申請.txt" },
		{ "Content-Disposition: attachment;\n filename*0*=utf-8''%E7%94%B3;\n filename*1*=%E8%AB%8B.txt", "申請.txt" },
		{ "Content-Disposition: attachment\nContent-Type: text/plain; name=\"=?ISO-2022-JP?B?GyRCP0BAQRsoQi50eHQ=?=\"",
		    "神請.txt" },
		{ "Content-Disposition: attachment; filename=a.txt\nContent-Type: text/plain; name=b.txt", "a.txt" },
		{ "Content-Disposition: attachment", "" },
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		struct reading *r = reading_of(w, talloc_asprintf(w, MULTI("mixed") PLAIN("x") "--b\n%s\n\nfile\n" FINISH,
		    examples[i].fields));

		assert_int_equal(r->part_count, 1);
		assert_string_equal(r->parts[0].name, examples[i].name);
	}
}

static void
test_measures(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = buffer_init(w);
	struct bytes noise = mail_noise(w, 200000), out;
	unsigned char digest[READING_DIGEST];
	struct reading *r;

	memcpy((unsigned char *)noise.data, "%PDF-1.5\n", 9);
	buffer_string(&mail, MULTI("mixed") PLAIN("x") "--b\nContent-Type: image/png; name=a.png\n"
	    "Content-Transfer-Encoding: base64\n\n");
	mail_base64(&mail, noise);
	buffer_string(&mail, FINISH);
	r = mail_read(w->parser, w, buffer_bytes(&mail));
	assert_int_equal(r->part_count, 1);
	assert_string_equal(r->parts[0].declared, "image/png");
	assert_string_equal(r->parts[0].sniffed, "application/pdf");
	assert_int_equal(r->parts[0].size, 200000);
	crypto_generichash(digest, sizeof digest, noise.data, noise.len, NULL, 0);
	assert_memory_equal(r->parts[0].digest, digest, sizeof digest);
	out = mail_extract(w->parser, w, buffer_bytes(&mail), r->parts[0].index);
	assert_true(bytes_equal(out, noise));
}

/* libmagic is asked within the confined reader. */
static void
test_sniffed(void **state)
{
	static const struct {
		const char *content, *type;
	} examples[] = {
		{ "\x7f" "ELF\x02\x01\x01", "application/" },
		{ "\x1f\x8b\x08\x08" "abcdefgh", "application/gzip" },
		{ "#!/bin/sh\necho\n", "text/x-shellscript" },
		{ "plain words\n", "text/plain" },
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		struct buffer mail = buffer_init(w);
		struct reading *r;

		buffer_string(&mail, MULTI("mixed") "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n");
		mail_base64(&mail, bytes_of(examples[i].content));
		buffer_string(&mail, FINISH);
		r = mail_read(w->parser, w, buffer_bytes(&mail));
		assert_int_equal(r->part_count, 1);
		if (strncmp(r->parts[0].sniffed, examples[i].type, strlen(examples[i].type)) != 0)
			fail_msg("example %zu: %s", i, r->parts[0].sniffed);
	}
}

#define INNER "From: b@example.jp\nSubject: =?UTF-8?B?5YaF5YG0?=\n\ninner words\n"

static void
test_mail_within(void **state)
{
	struct mail_with *w = *state;
	const char *mail = MULTI("mixed") PLAIN("転送します") "--b\nContent-Type: message/rfc822\n\n" INNER FINISH;
	struct reading *r = reading_of(w, mail);

	assert_string_equal(text_trim(w, r->text), "転送します");
	assert_int_equal(r->part_count, 1);
	assert_string_equal(r->parts[0].name, "内側.eml");
	assert_string_equal(r->parts[0].declared, "message/rfc822");
	assert_true(bytes_equal(mail_extract(w->parser, w, bytes_of(mail), 0), (struct bytes){
	    (const unsigned char *)INNER, sizeof INNER - 2 }));
}

static void
test_nothing_but_a_mail_within(void **state)
{
	static const char *const mails[] = {
		"From: a@example.jp\nContent-Type: message/rfc822\n\n" INNER,
		MULTI("mixed") PLAIN(" ") "--b\nContent-Type: message/rfc822\n\n" INNER FINISH,
		"From: a@example.jp\nContent-Type: message/rfc822\n\nFrom: c@example.jp\nContent-Type: message/rfc822\n\n" INNER,
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
		struct reading *r = reading_of(w, mails[i]);

		assert_string_equal(text_trim(w, r->text), "inner words");
		assert_int_equal(r->part_count, 1);
	}
	assert_text(w, talloc_asprintf(w, MULTI("digest") "--b\n\n%s--b\n\n%s" FINISH, INNER, INNER), "");
}

static struct bytes
read_file(void *ctx, const char *path)
{
	struct buffer b = buffer_init(ctx);
	unsigned char piece[65536];
	FILE *file = fopen(path, "re");
	size_t n;

	assert_non_null(file);
	while ((n = fread(piece, 1, sizeof piece, file)) != 0)
		buffer_add(&b, piece, n);
	fclose(file);
	return buffer_bytes(&b);
}

/* Both walks number the parts alike and decode them alike, in whatever mail. */
static void
test_extracted_as_described(void **state)
{
	struct mail_with *w = *state;
	glob_t files;
	size_t parts = 0;

	assert_int_equal(glob("tests/fixtures/mails/*.eml", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++) {
		void *ctx = talloc_new(w);
		struct bytes mail = read_file(ctx, files.gl_pathv[i]);
		struct reading *r = mail_read(w->parser, ctx, mail);

		for (size_t k = 0; k < r->part_count && k < 50; k++) {
			struct bytes out = mail_extract(w->parser, ctx, mail, r->parts[k].index);
			unsigned char digest[READING_DIGEST];

			crypto_generichash(digest, sizeof digest, out.data, out.len, NULL, 0);
			if ((int64_t)out.len != r->parts[k].size || memcmp(digest, r->parts[k].digest, sizeof digest) != 0)
				fail_msg("%s: part %d", files.gl_pathv[i], r->parts[k].index);
			parts++;
		}
		talloc_free(ctx);
	}
	assert_true(parts >= 30);
	globfree(&files);
}

/* ---- limits ---- */

static void
test_text_is_cut(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = buffer_init(w);
	struct reading *r;

	buffer_string(&mail, "Content-Type: text/plain; charset=utf-8\n\n");
	for (int i = 0; i < 400000; i++)
		buffer_string(&mail, "長い");
	r = mail_read(w->parser, w, buffer_bytes(&mail));
	assert_true(r->text_truncated);
	assert_in_range(strlen(r->text), (1 << 20) - 8, 1 << 20);
	assert_true(text_is_utf8(bytes_of(r->text)));
	assert_false(reading_of(w, "Subject: x\n\nshort\n")->text_truncated);
}

static void
test_long_header_field(void **state)
{
	struct mail_with *w = *state;
	char *mail = talloc_asprintf(w, "From: a@example.jp\nX-Long: %*s\nSubject: behind\n\nwords\n", 70000, "x");
	struct reading *r = reading_of(w, mail);

	assert_string_equal(r->subject, "behind");
	assert_string_equal(r->over_limit, "header");
	assert_text(w, mail, "words");
	/* a line as long in the text is no header */
	mail = talloc_asprintf(w, "From: a@example.jp\n\nX-Long: %*s end\n", 70000, "x");
	r = reading_of(w, mail);
	assert_string_equal(r->over_limit, "");
	assert_non_null(strstr(r->text, "x end"));
}

/* What is hidden from the parser is there in the content. */
static void
test_content_is_not_masked(void **state)
{
	struct mail_with *w = *state;
	struct buffer mail = buffer_init(w), content = buffer_init(w);
	struct reading *r;

	for (int i = 0; i < 100000; i++)
		buffer_string(&content, "x: y ");
	buffer_string(&content, "\n");
	for (int i = 0; i < 30000; i++)
		buffer_string(&content, "-- a line of an SQL dump\n");
	buffer_string(&mail, MULTI("mixed") PLAIN("words") "--b\nContent-Type: application/sql\n\n");
	buffer_add(&mail, content.data, content.len);
	buffer_string(&mail, "\n" FINISH);
	r = mail_read(w->parser, w, buffer_bytes(&mail));
	assert_int_equal(r->part_count, 1);
	assert_true(r->parts[0].size >= (int64_t)content.len);
	assert_memory_equal(mail_extract(w->parser, w, buffer_bytes(&mail), 0).data, content.data, content.len);
}

/* ---- reports ---- */

#define STATUS "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.jp\n\n" \
	"Original-Recipient: rfc822;x@example.jp\nFinal-Recipient: rfc822; .y..z@docomo.ne.jp\n" \
	"Action: failed\nStatus: 5.1.1 (no such user)\nDiagnostic-Code: smtp; 550\n folded\n\n" \
	"Final-Recipient: rfc822; w@example.jp\nAction: delayed\nStatus: 4.2.2\n\n"

static void
test_delivery_status(void **state)
{
	static const char *const originals[] = {
		"--b\nContent-Type: message/rfc822\n\nMessage-ID: <orig@city.example.jp>\nX-Ikenbako: stamp\n\nx\n",
		"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <orig@city.example.jp>\nX-Ikenbako: stamp\n",
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < 2; i++) {
		struct reading *r = reading_of(w, talloc_asprintf(w, MULTI("report; report-type=delivery-status")
		    PLAIN("It failed.") STATUS "%s" FINISH, originals[i]));

		assert_true(r->is_report);
		assert_int_equal(r->bounce_count, 2);
		assert_string_equal(r->bounces[0].recipient, ".y..z@docomo.ne.jp");
		assert_string_equal(r->bounces[0].status, "5.1.1");
		assert_string_equal(r->bounces[0].action, "failed");
		assert_string_equal(r->bounces[1].recipient, "w@example.jp");
		assert_string_equal(r->bounces[1].action, "delayed");
		assert_string_equal(r->original_message_id, "orig@city.example.jp");
		assert_string_equal(r->original_stamp, "stamp");
		assert_string_equal(text_trim(w, r->text), "It failed.");
	}
}

static void
test_bounces_in_prose(void **state)
{
	static const struct {
		const char *mail, *recipients[3], *statuses[2], *id;
	} examples[] = {
		{ "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.jp\nSubject: failure notice\n\n"
		  "Hi. This is the qmail-send program at mx.example.jp.\n\n<a@example.jp>:\nNo mailbox. (#5.1.1)\n\n"
		  "<b@example.jp>:\nFull. (#5.2.2)\n\n--- Below this line is a copy of the message.\n\n"
		  "Message-ID: <1@city.example.jp>\nTo: <c@example.jp>\n\nx\n",
		  { "a@example.jp", "b@example.jp" }, { "5.1.1", "5.2.2" }, "1@city.example.jp" },
		{ "Return-Path: <>\nFrom: Mail Delivery System <Mailer-Daemon@mx.example.jp>\n"
		  "X-Failed-Recipients: a@example.jp\nSubject: Mail delivery failed: returning message to sender\n\n"
		  "This message was created automatically by mail delivery software.\n\n  a@example.jp\n"
		  "    SMTP error from remote mail server: 550 5.1.1 unknown\n\n------ This is a copy of the message, "
		  "including all the headers. ------\n\nMessage-ID: <2@city.example.jp>\n\nx\n",
		  { "a@example.jp" }, { "5.1.1" }, "2@city.example.jp" },
		{ "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.jp\nSubject: Undelivered Mail Returned to Sender\n\n"
		  "This is the mail system at host mx.example.jp.\n\n<a@example.jp>: host mx2.example.jp[192.0.2.1] said: 550\n"
		  "    User unknown\n", { "a@example.jp" }, { "5.0.0" }, "" },
		{ "From: postmaster@mx.example.jp\nSubject: =?UTF-8?B?6YWN5L+h5LiN6IO9?=\n"
		  "Content-Type: text/plain; charset=utf-8\n\n次の宛先に配信できませんでした。\n<a@example.jp>\n450 4.2.2 full\n",
		  { "a@example.jp" }, { "4.2.2" }, "" },
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		struct reading *r = reading_of(w, examples[i].mail);

		assert_true(r->is_report);
		for (size_t k = 0; examples[i].recipients[k] != NULL; k++) {
			assert_in_range(r->bounce_count, k + 1, 2);
			assert_string_equal(r->bounces[k].recipient, examples[i].recipients[k]);
			assert_string_equal(r->bounces[k].status, examples[i].statuses[k]);
		}
		assert_string_equal(r->original_message_id, examples[i].id);
	}
}

/* People write about mail that did not arrive, too. */
static void
test_no_bounces(void **state)
{
	static const char *const mails[] = {
		("Return-Path: <a@example.jp>\nFrom: a@example.jp\nSubject: Undelivered Mail Returned to Sender\n\n"
		"<s@city.example.jp>: 550 5.1.1 User unknown. Why?\n"),
		"Return-Path: <a@example.jp>\nX-Failed-Recipients: b@example.jp\nFrom: a@example.jp\nSubject: x\n\nwords\n",
		"Return-Path: <>\nFrom: a@example.jp\nSubject: Re: x\nAuto-Submitted: auto-replied\n\nI am away.\n",
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof mails / sizeof mails[0]; i++) {
		struct reading *r = reading_of(w, mails[i]);

		assert_false(r->is_report);
		assert_int_equal(r->bounce_count, 0);
	}
}

static void
test_robots(void **state)
{
	struct mail_with *w = *state;

	assert_string_equal(reading_of(w, MULTI("report; report-type=disposition-notification") PLAIN("Read.")
	    "--b\nContent-Type: message/disposition-notification\n\nDisposition: x\n" FINISH)->other_automatic,
	    "message/disposition-notification");
}

/* ---- signed, encrypted, winmail.dat ---- */

static void
test_signed_and_encrypted(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, MULTI("signed; protocol=\"application/pkcs7-signature\"") PLAIN("署名つき")
	    "--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nx\n" FINISH);

	assert_true(r->is_signed && !r->is_encrypted);
	assert_string_equal(text_trim(w, r->text), "署名つき");
	r = reading_of(w, MULTI("encrypted; protocol=\"application/pgp-encrypted\"")
	    "--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n"
	    "--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n" FINISH);
	assert_true(r->is_encrypted && !r->is_signed);
	assert_int_equal(r->part_count, 2);
	assert_true(reading_of(w, "Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nx\n")->is_encrypted);
	assert_true(reading_of(w, "Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; "
	    "name=smime.p7m\n\nx\n")->is_encrypted);
}

/* An opaque signature by a key made for it. */
static gnutls_datum_t
signed_opaquely(const char *entity)
{
	gnutls_datum_t data = { (unsigned char *)(uintptr_t)entity, (unsigned)strlen(entity) }, out;
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
	gnutls_privkey_t signer;
	gnutls_pkcs7_t p7;

	assert_true(gnutls_x509_privkey_init(&key) >= 0);
	assert_true(gnutls_x509_crt_init(&certificate) >= 0);
	assert_true(gnutls_privkey_init(&signer) >= 0);
	assert_true(gnutls_pkcs7_init(&p7) >= 0);
	assert_true(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, 256, 0) >= 0);
	assert_true(gnutls_x509_crt_set_key(certificate, key) >= 0);
	assert_true(gnutls_x509_crt_set_serial(certificate, "\1", 1) >= 0);
	assert_true(gnutls_x509_crt_set_activation_time(certificate, 0) >= 0);
	assert_true(gnutls_x509_crt_set_expiration_time(certificate, 4000000000) >= 0);
	assert_true(gnutls_x509_crt_sign2(certificate, certificate, key, GNUTLS_DIG_SHA256, 0) >= 0);
	assert_true(gnutls_privkey_import_x509(signer, key, 0) >= 0);
	assert_true(gnutls_pkcs7_sign(p7, certificate, signer, &data, NULL, NULL, GNUTLS_DIG_SHA256,
	    GNUTLS_PKCS7_EMBED_DATA | GNUTLS_PKCS7_INCLUDE_CERT) >= 0);
	assert_true(gnutls_pkcs7_export2(p7, GNUTLS_X509_FMT_DER, &out) >= 0);
	gnutls_pkcs7_deinit(p7);
	gnutls_privkey_deinit(signer);
	gnutls_x509_crt_deinit(certificate);
	gnutls_x509_privkey_deinit(key);
	return out;
}

static void
test_opaque_signature(void **state)
{
	struct mail_with *w = *state;
	gnutls_datum_t p7m = signed_opaquely("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n\r\n中の文\r\n--b\r\nContent-Type: image/gif; name=a.gif\r\n\r\n"
	    "GIF89a\r\n--b--\r\n");
	struct buffer mail = buffer_init(w);
	struct reading *r;

	buffer_string(&mail, "From: a@example.jp\nContent-Type: application/pkcs7-mime; smime-type=signed-data;"
	    " name=smime.p7m\nContent-Transfer-Encoding: base64\n\n");
	mail_base64(&mail, (struct bytes){ p7m.data, p7m.size });
	gnutls_free(p7m.data);
	r = mail_read(w->parser, w, buffer_bytes(&mail));
	assert_true(r->is_signed && !r->is_encrypted);
	assert_string_equal(text_trim(w, r->text), "中の文");
	assert_int_equal(r->part_count, 1);
	assert_string_equal(r->parts[0].name, "a.gif");
	assert_int_equal(mail_extract(w->parser, w, buffer_bytes(&mail), r->parts[0].index).len, 6);
}

static void
add_little_endian(struct buffer *b, uint32_t n, int octets)
{
	for (int i = 0; i < octets; i++)
		buffer_char(b, (unsigned char)(n >> 8 * i));
}

/* MS-OXTNEF 2.1.3: level, type and id, length, data, sum of all octets. */
static void
add_attribute(struct buffer *b, unsigned char level, uint32_t id, struct bytes data)
{
	uint32_t sum = 0;

	buffer_char(b, level);
	add_little_endian(b, id, 4);
	add_little_endian(b, (uint32_t)data.len, 4);
	buffer_add(b, data.data, data.len);
	for (size_t i = 0; i < data.len; i++)
		sum += data.data[i];
	add_little_endian(b, sum & 0xffff, 2);
}

static struct buffer
winmail(void *ctx)
{
	static const unsigned char rendering[14] = { 1, 0, 0xff, 0xff, 0xff, 0xff };
	static const unsigned char code_page[8] = { 0xa4, 0x03 };	/* 932 */
	struct buffer b = buffer_init(ctx);

	add_little_endian(&b, 0x223e9f78, 4);
	add_little_endian(&b, 1, 2);
	add_attribute(&b, 1, 0x00069007, (struct bytes){ code_page, sizeof code_page });
	add_attribute(&b, 1, 0x0002800c, (struct bytes){ (const unsigned char *)"\x96\x7b\x95\xb6\x87\x40", 7 });	/* 本文① */
	add_attribute(&b, 2, 0x00069002, (struct bytes){ rendering, sizeof rendering });
	add_attribute(&b, 2, 0x00018010, (struct bytes){ (const unsigned char *)"\x90\x5c\x90\xbf.txt", 9 });	/* 申請.txt */
	add_attribute(&b, 2, 0x0006800f, bytes_of("the file\n"));
	return b;
}

static void
test_winmail(void **state)
{
	static const char *const texts[] = { "", "平文" }, *const expected[] = { "本文①", "平文" };
	struct mail_with *w = *state;

	for (size_t i = 0; i < 2; i++) {
		struct buffer mail = buffer_init(w), dat = winmail(w);
		struct reading *r;

		buffer_printf(&mail, MULTI("mixed") PLAIN("%s") "--b\nContent-Type: application/ms-tnef; name=winmail.dat\n"
		    "Content-Transfer-Encoding: base64\n\n", texts[i]);
		mail_base64(&mail, buffer_bytes(&dat));
		buffer_string(&mail, FINISH);
		r = mail_read(w->parser, w, buffer_bytes(&mail));
		assert_true(r->had_tnef);
		assert_string_equal(text_trim(w, r->text), expected[i]);
		assert_int_equal(r->part_count, 1);
		assert_string_equal(r->parts[0].name, "申請.txt");
		assert_true(bytes_equal(mail_extract(w->parser, w, buffer_bytes(&mail), 0), bytes_of("the file\n")));
	}
}

/* A winmail.dat that cannot be opened is an attachment as any other; whatever is changed, nothing dies of it. */
static void
test_broken_winmail(void **state)
{
	struct mail_with *w = *state;
	struct buffer dat = winmail(w);
	uint32_t seed = 7;

	for (int i = 0; i < 60; i++) {
		struct buffer mail = buffer_init(w), changed = buffer_init(w);
		struct reading *r;

		buffer_add(&changed, dat.data, i % 2 != 0 ? dat.len : dat.len * (size_t)(i + 1) / 61);
		for (int k = 0; k < 3 && i % 2 != 0; k++) {
			seed = seed * 1664525U + 1013904223U;
			changed.data[(seed >> 8) % changed.len] = (unsigned char)(seed >> 20);
		}
		buffer_string(&mail, MULTI("mixed") PLAIN("words") "--b\nContent-Type: application/ms-tnef\n"
		    "Content-Transfer-Encoding: base64\n\n");
		mail_base64(&mail, buffer_bytes(&changed));
		buffer_string(&mail, FINISH);
		r = mail_read(w->parser, w, buffer_bytes(&mail));
		assert_string_equal(text_trim(w, r->text), "words");
		assert_int_equal(r->part_count, 1);
	}
}

/* ---- the header ---- */

static void
test_newest_reference_last(void **state)
{
	static const char *const heads[] = {
		"References: <1@x> <2@x>\nIn-Reply-To: <3@x>\n\n", "In-Reply-To: <3@x>\nReferences: <1@x> <2@x>\n\n",
		"In-Reply-To: <3@x>\nReferences: <1@x> <3@x> <2@x>\n\n",
	};
	struct mail_with *w = *state;

	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
		struct reading *r = reading_of(w, heads[i]);

		assert_int_equal(r->references.count, 3);
		assert_string_equal(r->references.item[0], "1@x");
		assert_string_equal(r->references.item[2], "3@x");
	}
}

static void
test_envelope(void **state)
{
	struct mail_with *w = *state;
	struct reading *r = reading_of(w, "Return-Path: <>\nReceived: from a by b (x for y) id 1 for <box@city.example.jp>;"
	    " Mon\nAuthentication-Results: mx; spf=pass\nAuthentication-Results: far; spf=fail\n"
	    "From: =?UTF-8?B?5bGx55Sw?= <a..b@docomo.ne.jp>\nFrom: c@example.jp\nSender: d@example.jp\n"
	    "Reply-To: e@example.jp\nTo: s@city.example.jp, T <t@example.jp>\nCc: S@city.example.jp\nDelivered-To: u@example.jp\n"
	    "Subject: =?ISO-2022-JP?B?GyRCRjtPKRsoQg==?=\n =?UTF-8?B?44Gu56m0?=\nMessage-ID: <m@example.jp>\n"
	    "References: <1@x> <2@x>\nIn-Reply-To: <2@x>\nDate: Mon, 23 Nov 2026 14:05:00 +0900\n"
	    "Auto-Submitted: auto-replied (vacation)\nPrecedence: bulk\nList-Post: <mailto:l@x>\n"
	    "X-Auto-Response-Suppress: All\nX-Ikenbako: stamp\nX-Autoreply: yes\n\nx\n");

	assert_string_equal(r->return_path, "<>");
	assert_string_equal(r->received_for.item[0], "box@city.example.jp");
	assert_int_equal(r->authentication.count, 2);
	assert_string_equal(r->authentication.item[0], "mx; spf=pass");
	assert_string_equal(r->from.name, "山田");
	assert_string_equal(r->from.address, "a..b@docomo.ne.jp");
	assert_int_equal(r->from_count, 2);
	assert_string_equal(r->sender, "d@example.jp");
	assert_string_equal(r->reply_to.address, "e@example.jp");
	assert_int_equal(r->recipients.count, 3);
	assert_string_equal(r->recipients.item[2].address, "u@example.jp");
	assert_string_equal(r->subject, "道路の穴");
	assert_string_equal(r->message_id, "m@example.jp");
	assert_int_equal(r->references.count, 2);
	assert_string_equal(r->references.item[1], "2@x");
	assert_string_equal(r->auto_submitted, "auto-replied (vacation)");
	assert_string_equal(r->precedence, "bulk");
	assert_string_equal(r->list_id, "<mailto:l@x>");
	assert_string_equal(r->suppress, "All");
	assert_string_equal(r->stamp, "stamp");
	assert_string_equal(r->other_automatic, "X-Autoreply");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_alternative),
		cmocka_unit_test(test_alternative_says_nothing),
		cmocka_unit_test(test_short_words_about_html),
		cmocka_unit_test(test_html_alone),
		cmocka_unit_test(test_texts_are_joined),
		cmocka_unit_test(test_related_in_alternative),
		cmocka_unit_test(test_flowed),
		cmocka_unit_test(test_encoded_by_hand_stays),
		cmocka_unit_test(test_broken_structure),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_measures),
		cmocka_unit_test(test_sniffed),
		cmocka_unit_test(test_mail_within),
		cmocka_unit_test(test_nothing_but_a_mail_within),
		cmocka_unit_test(test_extracted_as_described),
		cmocka_unit_test(test_text_is_cut),
		cmocka_unit_test(test_long_header_field),
		cmocka_unit_test(test_content_is_not_masked),
		cmocka_unit_test(test_delivery_status),
		cmocka_unit_test(test_bounces_in_prose),
		cmocka_unit_test(test_no_bounces),
		cmocka_unit_test(test_robots),
		cmocka_unit_test(test_signed_and_encrypted),
		cmocka_unit_test(test_opaque_signature),
		cmocka_unit_test(test_winmail),
		cmocka_unit_test(test_broken_winmail),
		cmocka_unit_test(test_newest_reference_last),
		cmocka_unit_test(test_envelope),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
