/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * draw-sheets - draws sheets of every kind with made-up residents
 *
 * usage: draw-sheets FOLDER [JPEG]		all samples, as FOLDER/NAME.pdf; JPEG is the scan of the opinion
 *        draw-sheets -n COUNT FILE		COUNT letters into one PDF, for measuring
 *        draw-sheets -t TEXT FONT FALLBACK FILE	one letter with that text; ends with 65 when signs are missing, and prints
 *						them
 */
#include "config/memory.h"
#include "config/text.h"
#include "reply/sheet_batch.h"
#include "reply/sheet_dispatch.h"
#include "reply/sheet_letter.h"
#include "reply/sheet_opinion.h"
#include "tests/tools/sample-texts.h"

#define MOMENT 1795672800		/* 2026-11-26 15:20 in Tokyo */

static void *root;			/* owns everything */
static struct fonts *fonts;

static char *
letter_code(void *ctx, void *state, size_t page, size_t pages)
{
	return must(talloc_asprintf(ctx, "IKEN:%s:%zu.%zu:K7MQ2XW4RD8TN3VB", (const char *)state, page, pages));
}

static char *
batch_code(void *ctx, void *state, size_t position)
{
	return must(position == 0 ? talloc_asprintf(ctx, "IKEN:B:%s:1.1:K7MQ2XW4RD8TN3VB", (const char *)state) :
	    talloc_asprintf(ctx, "IKEN:S:%s.%zu:1.1:K7MQ2XW4RD8TN3VB", (const char *)state, position));
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return fwrite(data, 1, len, state) == len ? DONE : fail(f, LATER, "cannot write");
}

static _Noreturn void
leave(int status)
{
	talloc_free(root);
	fonts_end_of_program();
	exit(status);
}

static void
stop_at(enum verdict v, const struct fault *f, const struct missing *missing)
{
	if (v == DONE)
		return;
	for (size_t i = 0; missing != NULL && i < missing->count; i++)
		printf("%s\n", missing->signs[i]);
	fprintf(stderr, "draw-sheets: %s\n", f->text);
	leave(verdict_exit(v));
}

struct document {
	struct paper *paper;
	struct sink sink;
};

static struct document *
begin(void *ctx, const char *folder, const char *name)
{
	struct document *d = memory_new(ctx, sizeof *d);
	char *file = must(folder != NULL ? talloc_asprintf(d, "%s/%s.pdf", folder, name) : talloc_strdup(d, name));
	struct fault f;

	d->sink.take = take;
	d->sink.state = fopen(file, "w");
	if (d->sink.state == NULL) {
		perror(file);
		exit(1);
	}
	stop_at(paper_new(d, name, MOMENT, &d->sink, &d->paper, &f), &f, NULL);
	return d;
}

static void
end(struct document *d)
{
	struct fault f;

	stop_at(paper_end(d->paper, &f), &f, NULL);
	fclose(d->sink.state);
	talloc_free(d);
}

static struct letter_text
sample_letter(void)
{
	static char subject[] = "L:2026-000123-7.12";

	return (struct letter_text){ .name = "山田　太郎", .postal_code = "100-0013",
		.address = "東京都千代田区霞が関１丁目３番２号\n郵便プラザ５０３号室", .document_number = "８新総区第１２３号",
		.date = MOMENT, .wide_digits = true, .sender = "〇〇区長　　吉　川　一　郎", .seal_omitted = true,
		.subject = "歩道の改修について（回答）", .body = SAMPLE_ANSWER, .closing = "以上", .contact = SAMPLE_CONTACT,
		.barcode = true, .window = WINDOW_LONG_3, .code = letter_code, .state = subject };
}

static void
draw_letter(struct document *d, const struct letter_text *text)
{
	struct missing missing = { 0 };
	struct letter_plan *plan = NULL;
	struct fault f;

	stop_at(sheet_letter_plan(d, fonts, text, &plan, &missing, &f), &f, &missing);
	stop_at(sheet_letter_draw(d->paper, plan, &f), &f, NULL);
	talloc_free(plan);
}

static void
draw_letters(void *ctx, const char *folder)
{
	struct letter_text t = sample_letter();
	struct document *d = begin(ctx, folder, "letter-short");

	draw_letter(d, &t);
	end(d);

	t.body = must(talloc_asprintf(ctx, "%s%s%s", SAMPLE_LONG_1, SAMPLE_LONG_2, SAMPLE_LONG_3));
	t.subject = "「区政に関する区民の声」で寄せられた公共施設のあり方、放課後の居場所及び区道の安全対策に関するご意見について（回答）";
	t.reprint = true;
	d = begin(ctx, folder, "letter-long");
	draw_letter(d, &t);
	end(d);

	t = sample_letter();
	t.large = true;
	d = begin(ctx, folder, "letter-large");
	draw_letter(d, &t);
	end(d);

	t = sample_letter();
	t.english = true;
	t.name = "Ms. Jane Q. Public-Smith";
	t.address = "Apartment 1203, Sakura Residence\n2-8-1 Nishi-Shinjuku, Shinjuku-ku, Tokyo";
	t.postal_code = "160-0023";
	t.sender = "Ichiro Yoshikawa\nMayor of Example City";
	t.subject = "Your opinion on the sidewalk beside Central Park";
	t.body = SAMPLE_ENGLISH;
	t.closing = "";
	t.contact = "Contact: Road Maintenance Section, Example City Office\nPhone 03-0000-0000 (weekdays 8:30 to 17:00)\n"
	    "Reference number 2026-000123-7";
	d = begin(ctx, folder, "letter-english");
	draw_letter(d, &t);
	end(d);

	t = sample_letter();
	t.name = "髙﨑　𠮷之助・邉󠄏　葛󠄁葉";
	t.address = "奈良県葛󠄀城市𠮷野ノ郷三番町２丁目４番地\n邉󠄏﨑ハイツ１０２（齋藤樣方）";
	t.honorific = "様";
	t.body = SAMPLE_RARE;
	d = begin(ctx, folder, "letter-rare");
	draw_letter(d, &t);
	end(d);
}

static void
draw_batch(void *ctx, const char *folder)
{
	struct batch_text t = { .office = "〇〇区役所　区政情報課", .channel = "区長へのはがき", .batch = "20261126-03",
		.date = MOMENT, .expected = 40, .separators = 3, .code = batch_code, .state = (char[]){ "20261126-03" } };
	struct document *d = begin(ctx, folder, "batch");
	struct missing missing = { 0 };
	struct fault f;

	stop_at(sheet_batch(d, d->paper, fonts, &t, &missing, &f), &f, &missing);
	end(d);
}

static void
draw_dispatch(void *ctx, const char *folder)
{
	enum { COUNT = 42 };
	static struct dispatch_row rows[COUNT];
	static const struct dispatch_stopped stopped[] = {
		{ "2026-000399-4", "書体にない文字があります（U+1F600）。" },
		{ "2026-000402-1", "宛先が、封筒の窓に収まりません。" },
	};
	static const char *const names[] = { "山田　太郎　様", "鈴木　花子　様", "〇〇町三丁目町会　御中", "髙﨑　𠮷之助　様" };
	struct dispatch_text t = { .office = "〇〇区役所　区政情報課", .run = 12, .date = MOMENT, .decided = COUNT + 2,
		.rows = rows, .row_count = COUNT, .stopped = stopped, .stopped_count = 2 };
	struct document *d = begin(ctx, folder, "dispatch");
	struct missing missing = { 0 };
	struct fault f;

	for (size_t i = 0; i < COUNT; i++)
		rows[i] = (struct dispatch_row){ .number = must(talloc_asprintf(d, "2026-%06zu-%zu", 321 + i, i * 7 % 10)),
			.document_number = must(talloc_asprintf(d, "８新総区第%zu号", 123 + i)), .name = names[i % 4],
			.sheets = 1 + i % 3, .reprint = i % 11 == 5, .large = i % 9 == 5 };
	stop_at(sheet_dispatch(d, d->paper, fonts, &t, &missing, &f), &f, &missing);
	end(d);
}

static struct bytes
read_file(void *ctx, const char *name)
{
	struct buffer b = buffer_init(ctx);
	char part[4096];
	size_t len;
	FILE *in = fopen(name, "r");

	if (in == NULL) {
		perror(name);
		exit(1);
	}
	while ((len = fread(part, 1, sizeof part, in)) > 0)
		buffer_add(&b, part, len);
	fclose(in);
	return buffer_bytes(&b);
}

static void
draw_opinion(void *ctx, const char *folder, const char *jpeg)
{
	static const struct sheet_field person[] = { { "氏名", "山田　太郎" }, { "住所", "〒100-0013　東京都千代田区霞が関１丁目３番２号" },
		{ "電話番号", "03-0000-0002" }, { "回答方法", "郵送" } };
	static const struct sheet_field masked[] = { { "氏名", NULL }, { "住所", NULL }, { "電話番号", NULL } };
	static const struct sheet_event events[] = {
		{ MOMENT - 900000, "処理依頼（道路課）", "" },
		{ MOMENT - 700000, "途中経過（道路課）", "現地を確認しました。根上がりの範囲を調べています。" },
		{ MOMENT - 86400, "回答（道路課）", SAMPLE_ANSWER },
		{ MOMENT, "承認（区政情報課長）", "" },
	};
	struct bytes scan = { 0 };
	struct opinion_text t = { .office = "〇〇区役所　区政情報課", .number = "2026-000123-7", .received = MOMENT - 950000,
		.channel = "区長へのはがき", .purpose = "道路・交通", .department = "道路課", .state = "発送待ち",
		.due = MOMENT + 500000, .printed = MOMENT, .person = person, .person_count = 4, .subject = "歩道の穴について",
		.text = SAMPLE_OPINION, .events = events, .event_count = 4, .scans = &scan, .code = letter_code,
		.code_state = (char[]){ "O:2026-000123-7" } };
	struct document *d = begin(ctx, folder, "opinion");
	struct fault f;

	if (jpeg != NULL) {
		scan = read_file(d, jpeg);
		t.scan_count = 1;
	}
	stop_at(sheet_opinion(d, d->paper, fonts, &t, &f), &f, NULL);
	end(d);
	d = begin(ctx, folder, "note");
	t.person = masked;
	t.person_count = 3;
	t.code_state = (char[]){ "N:2026-000123-7" };
	stop_at(sheet_note(d, d->paper, fonts, &t, 2, &f), &f, NULL);
	end(d);
}

int
main(int argc, char **argv)
{
	void *ctx = root = talloc_new(NULL);
	bool one = argc == 6 && strcmp(argv[1], "-t") == 0, many = argc == 4 && strcmp(argv[1], "-n") == 0;
	struct fault f;

	if (argc < 2) {
		fputs("usage: draw-sheets FOLDER [JPEG] | -n COUNT FILE | -t TEXT FONT FALLBACK FILE\n", stderr);
		return 64;
	}
	stop_at(fonts_open(ctx, one ? argv[3] : "Noto Serif CJK JP", one ? argv[4] : many ? "" : "IPAmjMincho", &fonts, &f), &f,
	    NULL);
	if (one || many) {
		struct letter_text t = sample_letter();
		struct document *d = begin(ctx, NULL, one ? argv[5] : argv[3]);
		int64_t count = 1;

		if (one)
			t.body = argv[2];
		else
			text_to_number(argv[2], 1, 1000000, &count);
		while (count-- > 0)
			draw_letter(d, &t);
		end(d);
	} else {
		draw_letters(ctx, argv[1]);
		draw_batch(ctx, argv[1]);
		draw_dispatch(ctx, argv[1]);
		draw_opinion(ctx, argv[1], argc > 2 ? argv[2] : NULL);
	}
	leave(0);
}
