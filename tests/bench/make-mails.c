/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * make-mails - mails of made-up residents, as a Maildir that a mail server can show.
 *
 * usage: make-mails MAILDIR COUNT [SIZE [FIRST]]
 * Writes COUNT mails, all different, the same ones in each run: in the charsets and encodings of real
 * Japanese mail, some with HTML, half of them with a photograph or a PDF; 40 KB each on average. With
 * SIZE each mail has one attachment that makes it about so many octets long; none with SIZE 0; -1: as without. They
 * are numbered from FIRST on (1), and differ with their numbers.
 */
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <sys/stat.h>

#include "config/bytes.h"
#include "config/memory.h"

enum encoding { BASE64, QUOTED, PLAIN, ENCODINGS };

struct writer {
	uint64_t random;
	long number;
	const char *charset, *converter;
	enum encoding encoding;
	struct buffer text;		/* UTF-8 */
	struct buffer octets;		/* in the charset */
	struct buffer mail;
};

/* splitmix64 (Vigna): the same mails on every machine. */
static uint64_t
draw(struct writer *w, uint64_t below)
{
	uint64_t z = w->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (z ^ z >> 31) % below;
}

#define ONE_OF(w, list) (list)[draw(w, sizeof (list) / sizeof (list)[0])]

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "make-mails: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
add_sentence(struct writer *w)
{
	static const char *const places[] = { "本町", "駅前", "中央公園", "第二小学校の前", "川沿いの遊歩道",
		"図書館の北側", "市民会館", "団地の入口", "商店街", "保育園の裏" };
	static const char *const things[] = { "道路の舗装", "街灯", "ごみの収集", "歩道の段差", "公園の遊具",
		"バスの本数", "側溝のふた", "カーブミラー", "広報紙", "窓口の受付時間", "災害時の放送" };
	static const char *const ends[] = { "が傷んでいて、とても危険です。", "について、改善をお願いいたします。",
		"は以前からお願いしていますが、まだ直っていません。", "のことで、高齢の母が困っております。",
		"を見直していただけないでしょうか。", "がよくなり、大変助かっています。" };

	if (draw(w, 3) == 0)
		buffer_printf(&w->text, "%d月%d日の午後、", (int)draw(w, 12) + 1, (int)draw(w, 28) + 1);
	buffer_printf(&w->text, "%s%d丁目の%s%s", ONE_OF(w, places), (int)draw(w, 9) + 1, ONE_OF(w, things),
	    ONE_OF(w, ends));
	if (draw(w, 3) == 0)
		buffer_string(&w->text, "\r\n");
}

static void
write_text(struct writer *w, uint64_t sentences)
{
	buffer_clear(&w->text);
	buffer_printf(&w->text, "見本市役所　ご担当者様\r\n\r\n%s", draw(w, 2) == 0 ? "お世話になっております。\r\n" : "");
	if (draw(w, 3) == 0)
		buffer_printf(&w->text, "氏名: 山田太郎%ld\r\n電話番号: 03-0000-%04ld\r\n\r\n", w->number, w->number % 10000);
	while (sentences-- > 0)
		add_sentence(w);
	buffer_printf(&w->text, "\r\n\r\nよろしくお願いいたします。\r\n-- \r\n山田太郎（%ld番）\r\n", w->number);
}

static void
convert(struct writer *w)
{
	iconv_t convert = iconv_open(w->converter, "UTF-8");
	size_t in_left = w->text.len, out_left = 2 * w->text.len + 64, room = out_left;
	char *in = (char *)w->text.data, *out = memory_new(NULL, room), *p = out;

	if (convert == (iconv_t)-1 || iconv(convert, &in, &in_left, &p, &out_left) == (size_t)-1 ||
	    iconv(convert, NULL, NULL, &p, &out_left) == (size_t)-1)
		die(w->converter);
	iconv_close(convert);
	buffer_clear(&w->octets);
	buffer_add(&w->octets, out, room - out_left);
	talloc_free(out);
}

static void
add_base64(struct buffer *out, const unsigned char *in, size_t len, size_t width)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t v = (uint32_t)in[i] << 16 | (i + 1 < len ? (uint32_t)in[i + 1] << 8 : 0) |
		    (i + 2 < len ? in[i + 2] : 0);

		buffer_char(out, (unsigned char)digits[v >> 18]);
		buffer_char(out, (unsigned char)digits[v >> 12 & 63]);
		buffer_char(out, i + 1 < len ? (unsigned char)digits[v >> 6 & 63] : '=');
		buffer_char(out, i + 2 < len ? (unsigned char)digits[v & 63] : '=');
		if (width != 0 && (i / 3 + 1) % (width / 4) == 0)
			buffer_string(out, "\r\n");
	}
}

static void
add_quoted(struct buffer *out, const unsigned char *in, size_t len)
{
	size_t column = 0;

	for (size_t i = 0; i < len; i++) {
		bool end = in[i] == '\r' || in[i] == '\n';

		if (!end && column > 72) {
			buffer_string(out, "=\r\n");
			column = 0;
		}
		if (end || (in[i] >= ' ' && in[i] < 127 && in[i] != '='))
			buffer_char(out, in[i]);
		else
			buffer_printf(out, "=%02X", in[i]);
		column = end ? 0 : column + (in[i] >= ' ' && in[i] < 127 ? 1 : 3);
	}
}

static void
add_text_part(struct writer *w, const char *type)
{
	static const char *const encodings[] = { "base64", "quoted-printable", "8bit" };
	bool seven = strcmp(w->charset, "ISO-2022-JP") == 0;

	convert(w);
	buffer_printf(&w->mail, "Content-Type: %s; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n", type,
	    w->charset, seven ? "7bit" : encodings[w->encoding]);
	if (seven || w->encoding == PLAIN)
		buffer_add(&w->mail, w->octets.data, w->octets.len);
	else if (w->encoding == BASE64)
		add_base64(&w->mail, w->octets.data, w->octets.len, 76);
	else
		add_quoted(&w->mail, w->octets.data, w->octets.len);
	buffer_string(&w->mail, "\r\n");
}

/* As mail programs make it: every paragraph styled, for twice the octets of the text. */
static void
make_html(struct writer *w)
{
	struct buffer html = buffer_init(NULL);

	buffer_string(&html, "<html><head><style>p { margin: 0 }</style></head><body>\r\n");
	for (const char *line = (const char *)w->text.data; *line != 0;) {
		size_t len = strcspn(line, "\r\n");

		buffer_string(&html, "<p style=\"font-family: 'MS PGothic'; font-size: 10pt\"><span lang=JA>");
		buffer_add(&html, line, len);
		buffer_string(&html, "<br></span></p>\r\n");
		line += len;
		line += strspn(line, "\r\n");
	}
	buffer_string(&html, "</body></html>\r\n");
	buffer_clear(&w->text);
	buffer_add(&w->text, html.data, html.len);
	talloc_free(html.data);
}

static void
add_body(struct writer *w)
{
	bool html = draw(w, 4) == 0;

	write_text(w, 5 + draw(w, html ? 40 : 25));
	if (!html) {
		add_text_part(w, "text/plain");
		return;
	}
	buffer_string(&w->mail, "Content-Type: multipart/alternative; boundary=\"=_inner\"\r\n\r\n--=_inner\r\n");
	add_text_part(w, "text/plain");
	buffer_string(&w->mail, "--=_inner\r\n");
	make_html(w);
	add_text_part(w, "text/html");
	buffer_string(&w->mail, "--=_inner--\r\n");
}

static void
add_attachment(struct writer *w, size_t size)
{
	static const unsigned char jpeg[] = { 0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1 };
	static const unsigned char pdf[] = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
	bool photograph = draw(w, 2) == 0;
	unsigned char *content = memory_new(NULL, size + 8);

	for (size_t i = 0; i < size; i += 8) {
		uint64_t v = draw(w, UINT64_MAX);

		memcpy(content + i, &v, 8);
	}
	memcpy(content, photograph ? jpeg : pdf, photograph ? sizeof jpeg : sizeof pdf - 1);
	buffer_printf(&w->mail, "Content-Type: %s; name=\"%s%ld.%s\"\r\nContent-Transfer-Encoding: base64\r\n"
	    "Content-Disposition: attachment; filename*=UTF-8''%s%ld.%s\r\n\r\n",
	    photograph ? "image/jpeg" : "application/pdf", photograph ? "DSC_" : "file", w->number,
	    photograph ? "JPG" : "pdf", photograph ? "%E5%86%99%E7%9C%9F" : "%E8%B3%87%E6%96%99", w->number,
	    photograph ? "JPG" : "pdf");
	add_base64(&w->mail, content, size, 76);
	buffer_string(&w->mail, "\r\n");
	talloc_free(content);
}

static void
add_subject(struct writer *w)
{
	struct buffer word = buffer_init(NULL);

	buffer_clear(&w->text);
	buffer_printf(&w->text, "市政への意見（%ld）", w->number);
	convert(w);
	add_base64(&word, w->octets.data, w->octets.len, 0);
	buffer_printf(&w->mail, "Subject: =?%s?B?%s?=\r\n", w->charset, buffer_text(&word));
	talloc_free(word.data);
}

static void
add_header(struct writer *w)
{
	long minute = w->number % 1440;

	buffer_printf(&w->mail, "Return-Path: <yamada%ld@example.jp>\r\n"
	    "Received: from mail.example.jp (mail.example.jp [192.0.2.25])\r\n"
	    "\tby mx.city.example.jp with ESMTPS id %08lx\r\n"
	    "\tfor <opinion@city.example.jp>; Mon, 02 Mar 2026 %02ld:%02ld:00 +0900\r\n"
	    "From: =?UTF-8?B?5bGx55Sw5aSq6YOO?= <yamada%ld@example.jp>\r\nTo: opinion@city.example.jp\r\n",
	    w->number, w->number * 2654435761 % 0xffffffff, minute / 60, minute % 60, w->number);
	add_subject(w);
	buffer_printf(&w->mail, "Date: Mon, 02 Mar 2026 %02ld:%02ld:00 +0900\r\n", minute / 60, minute % 60);
	if (draw(w, 4) != 0)
		buffer_printf(&w->mail, "Message-ID: <%lx.%ld@mail.example.jp>\r\n", minute, w->number);
	buffer_string(&w->mail, "MIME-Version: 1.0\r\n");
}

static void
choose_charset(struct writer *w)
{
	static const char *const charsets[][2] = { { "UTF-8", "UTF-8" }, { "UTF-8", "UTF-8" },
		{ "ISO-2022-JP", "ISO-2022-JP" }, { "Shift_JIS", "CP932" }, { "EUC-JP", "EUC-JP" } };
	uint64_t which = draw(w, sizeof charsets / sizeof charsets[0]);

	w->charset = charsets[which][0];
	w->converter = charsets[which][1];
	w->encoding = (enum encoding)draw(w, ENCODINGS);
}

static void
make_mail(struct writer *w, long size)
{
	bool attachment = draw(w, 2) == 0;

	choose_charset(w);
	buffer_clear(&w->mail);
	add_header(w);
	if (size == 0 || (size < 0 && !attachment)) {
		add_body(w);
		return;
	}
	buffer_string(&w->mail, "Content-Type: multipart/mixed; boundary=\"=_outer\"\r\n\r\n--=_outer\r\n");
	add_body(w);
	buffer_string(&w->mail, "--=_outer\r\n");
	add_attachment(w, size > 0 ? (size_t)size / 78 * 57 : 18000 + draw(w, 70000));
	buffer_string(&w->mail, "--=_outer--\r\n");
}

static void
put_mail(const struct writer *w, const char *maildir)
{
	char *path = must(talloc_asprintf(NULL, "%s/cur/%010ld.mails:2,", maildir, 1700000000 + w->number));
	FILE *out = fopen(path, "w");

	if (out == NULL || fwrite(w->mail.data, 1, w->mail.len, out) != w->mail.len || fclose(out) != 0)
		die(path);
	talloc_free(path);
}

static void
make_folder(const char *maildir, const char *name)
{
	char *path = must(talloc_asprintf(NULL, "%s%s", maildir, name));

	if (mkdir(path, 0755) != 0 && errno != EEXIST)
		die(path);
	talloc_free(path);
}

int
main(int argc, char **argv)
{
	struct writer w = { .text = buffer_init(NULL), .octets = buffer_init(NULL), .mail = buffer_init(NULL) };
	size_t octets = 0;
	long count, first;

	if (argc < 3 || argc > 5) {
		fprintf(stderr, "usage: make-mails MAILDIR COUNT [SIZE [FIRST]]\n");
		return 64;
	}
	count = strtol(argv[2], NULL, 10);
	make_folder(argv[1], "");
	make_folder(argv[1], "/cur");
	make_folder(argv[1], "/new");
	make_folder(argv[1], "/tmp");
	first = argc == 5 ? strtol(argv[4], NULL, 10) : 1;
	for (w.number = first; w.number < first + count; w.number++) {
		w.random = (uint64_t)w.number << 20;
		make_mail(&w, argc >= 4 ? strtol(argv[3], NULL, 10) : -1);
		put_mail(&w, argv[1]);
		octets += w.mail.len;
	}
	printf("%ld mails, %zu octets each on average\n", count, count > 0 ? octets / (size_t)count : 0);
	talloc_free(w.text.data);
	talloc_free(w.octets.data);
	talloc_free(w.mail.data);
	return 0;
}
