/* SPDX-License-Identifier: GPL-3.0-or-later */
/* draw-sheets - draws every kind of sheet with made-up residents: draw-sheets FOLDER */
#include <stdio.h>

#include "config/clock.h"
#include "config/memory.h"
#include "reply/sheet_letter.h"

static char *
code(void *ctx, void *state, size_t page, size_t pages)
{
	return must(talloc_asprintf(ctx, "IKEN:L:%s:%zu.%zu:K7MQ2XW4RD8TN3VB", (const char *)state, page, pages));
}

static enum verdict
take(void *state, const unsigned char *data, size_t len, struct fault *f)
{
	return fwrite(data, 1, len, state) == len ? DONE : fail(f, LATER, "cannot write");
}

#define BODY "　時下ますますご清祥のこととお喜び申し上げます。日頃から区政にご理解とご協力をいただき、厚くお礼申し上げます。\n" \
	"　さて、令和８年１１月１６日にお寄せいただきました「中央公園南側の歩道」についてのご意見（受付番号 2026-000123-7）に、次のとおりお答えします。\n" \
	"　ご指摘の箇所を１１月１８日に調査したところ、街路樹の根が張り、舗装が最大で約５センチメートル持ち上がっていることを確かめました。お母様がおけがをされたとのこと、心からお見舞い申し上げます。\n" \
	"　区では、次のように対応します。\n" \
	"・応急の処置として、段差をアスファルトですりつけ、注意を促す看板を立てました（１１月１９日に完了しました。）。\n" \
	"・令和９年１月末までに根を切り、インターロッキング舗装を敷き直します。工事の間は、車いすやベビーカーの方も通れるよう、幅１.５メートル以上の仮の通路を設けます。\n" \
	"・同じ樹種を植えている区道３路線（延長約２.４キロメートル）を、年度内にあわせて点検します。\n" \
	"　工事の日程が決まりましたら、区のウェブサイト（https://www.city.example.jp/doro/kouji/2026/）でお知らせします。\n" \
	"　今後とも、お気づきの点がありましたら、ご意見をお寄せください。"

int
main(int argc, char **argv)
{
	void *ctx = talloc_new(NULL);
	struct fonts *fonts;
	struct fault f;
	struct paper *paper;
	struct letter_plan *plan;
	struct missing missing = { 0 };
	struct letter_text t = { .name = "山田　太郎", .postal_code = "160-8363", .address = "新宿区西新宿六丁目１０番１号\n日土地西新宿ビル１０階",
		.document_number = "８新総区第１２３号", .date = 1795672800, .sender = "新宿区長　　吉　川　一　郎", .seal_omitted = true,
		.subject = "歩道の改修について（回答）", .body = BODY, .closing = "以上", .contact = "【お問い合わせ先】\n新宿区みどり土木部　道路課　維持係\n電話　03-0000-0000（直通）　　ファクス　03-0000-0001\n受付番号　2026-000123-7", .barcode = true,
		.window = WINDOW_LONG_3, .code = code, .state = (char[]){ "2026-000123-7.12" } };
	struct sink sink = { .take = take };
	char *name;

	(void)argc;
	if (fonts_open(ctx, "Noto Serif CJK JP", "IPAmjMincho", &fonts, &f) != DONE) {
		fprintf(stderr, "%s\n", f.text);
		return 1;
	}
	name = talloc_asprintf(ctx, "%s/letter.pdf", argv[1]);
	sink.state = fopen(name, "w");
	if (paper_new(ctx, "回答", 1795672800, &sink, &paper, &f) != DONE ||
	    sheet_letter_plan(ctx, fonts, &t, &plan, &missing, &f) != DONE || sheet_letter_draw(paper, plan, &f) != DONE ||
	    paper_end(paper, &f) != DONE) {
		fprintf(stderr, "%s\n", f.text);
		return 1;
	}
	fclose(sink.state);
	talloc_free(ctx);
	fonts_end_of_program();
	return 0;
}
