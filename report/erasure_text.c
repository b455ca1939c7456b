/* SPDX-License-Identifier: GPL-3.0-or-later */
/* erasure_text - the erasure report (消去報告書), as text with a signature below it. */
#include "report/erasure_text.h"

#include "config/clock.h"
#include "config/memory.h"
#include "config/text.h"

#define SIGNATURE "署名："
#define TITLE "消去報告書"

struct writing {
	struct ledger *l;
	void *ctx;
	const struct erasure *e;
	const struct erasure_check *c;
	struct buffer text;
};

static void
line(struct writing *w, const char *label, const char *value)
{
	buffer_printf(&w->text, "　%s：%s\n", label, value);
}

static void
count_line(struct writing *w, const char *label, int64_t count, const char *unit)
{
	buffer_printf(&w->text, "　%s：%lld%s\n", label, (long long)count, unit);
}

static const char *
moment(struct writing *w, int64_t utc)
{
	struct day d = clock_tokyo(utc);

	return must(talloc_asprintf(w->ctx, "%s %d時%02d分", clock_japanese_date(w->ctx, utc), d.hour, d.minute));
}

static const char *
hex(struct writing *w, const unsigned char *octets, size_t len)
{
	char *out = must(talloc_size(w->ctx, 2 * len + 1));

	seal_hex(octets, len, out);
	return out;
}

char *
erasure_numbers_digest(void *ctx, const struct erasure_item *items, size_t count)
{
	unsigned char digest[SEAL_DIGEST];
	char *out = must(talloc_size(ctx, 2 * SEAL_DIGEST + 1));
	struct seal_digest d;

	seal_digest_begin(&d, NULL);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].outcome, "erased") != 0)
			continue;
		seal_digest_add(&d, bytes_of(items[i].number));
		seal_digest_add(&d, bytes_of("\n"));
	}
	seal_digest_end(&d, digest, sizeof digest);
	seal_hex(digest, sizeof digest, out);
	return out;
}

/* ---- the parts --------------------------------------------------------------------------------------------------- */

static void
write_head(struct writing *w)
{
	const struct office *o = &w->l->settings->office;

	buffer_printf(&w->text, "%s　第%lld号\n\n", TITLE, (long long)w->e->id);
	buffer_printf(&w->text, "%s%s%s\n作成　%s\n\n", o->name, o->section[0] != 0 ? "　" : "", o->section,
	    moment(w, clock_now()));
}

static enum verdict
write_rules(struct writing *w, struct fault *f)
{
	struct erasure_rule *rules;
	size_t count;
	enum verdict v = erasure_rules(w->l, w->ctx, w->e->id, &rules, &count, f);

	buffer_string(&w->text, "１　消去の規則と期間\n");
	for (size_t i = 0; v == DONE && i < count; i++) {
		buffer_printf(&w->text, "　規則「%s」（%s）\n", rules[i].name, rules[i].says);
		buffer_printf(&w->text, "　　%sより前から動きのない意見：消去 %lld件、残したもの %lld件\n",
		    moment(w, rules[i].before), (long long)(rules[i].count - rules[i].kept), (long long)rules[i].kept);
	}
	buffer_printf(&w->text, "　どの意見にも属さない受信（自動のメール、重複、命令など）\n　　%sより前に届いたもの：消去 %lld件\n\n",
	    moment(w, w->e->loose_before), (long long)w->e->loose);
	return v;
}

static enum verdict
write_counts(struct writing *w, struct fault *f)
{
	struct erasure_item *items;
	size_t count, erased = 0;
	enum verdict v = erasure_items(w->l, w->ctx, w->e->id, &items, &count, f);

	if (v != DONE)
		return v;
	for (size_t i = 0; i < count; i++)
		erased += strcmp(items[i].outcome, "erased") == 0;
	buffer_string(&w->text, "２　消去したもの\n");
	count_line(w, "意見", (int64_t)erased, "件");
	count_line(w, "意見と回答などの受信", w->e->arrivals, "件");
	count_line(w, "どの意見にも属さない受信", w->e->loose, "件");
	count_line(w, "破棄した鍵", w->e->keys, "個");
	count_line(w, "取り除いたファイル", w->e->files, "個");
	line(w, "受付番号の一覧の要約値（BLAKE2b-256）", erasure_numbers_digest(w->ctx, items, count));
	line(w, "破棄した鍵・暗号文の要約値（BLAKE2b-256）", hex(w, w->e->digest, sizeof w->e->digest));
	buffer_string(&w->text, "　統計のために残したもの：受付番号、受付方法、投稿目的、担当部署、状態、日時\n\n");
	return v;
}

static enum verdict
write_people(struct writing *w, struct fault *f)
{
	struct agreement *all;
	size_t count;
	enum verdict v = agreement_list(w->l, w->ctx, TO_ERASURE, w->e->id, &all, &count, f);

	buffer_string(&w->text, "３　案と承認\n");
	line(w, "案の作成", must(talloc_asprintf(w->ctx, "%s　%s", moment(w, w->e->made), w->e->who)));
	for (size_t i = 0; v == DONE && i < count; i++)
		line(w, "承認", must(talloc_asprintf(w->ctx, "%s　%s", moment(w, all[i].at), all[i].name)));
	buffer_string(&w->text, "\n");
	return v;
}

static void
write_check(struct writing *w)
{
	const struct erasure_check *c = w->c;

	buffer_string(&w->text, "４　消去と確認\n");
	line(w, "鍵の破棄の開始", moment(w, w->e->began));
	line(w, "破棄の終わり", moment(w, w->e->changed));
	count_line(w, "確認で調べたファイル", c->files, "個（登録簿、その記録ファイルと空きページを含む）");
	count_line(w, "調べた量", c->octets, "バイト");
	count_line(w, "探した印（破棄した鍵・暗号文・ハッシュ）", c->marks, "個");
	if (c->excused != 0)
		count_line(w, "うち、消去していない意見にも同じものがあるハッシュ", c->excused, "個");
	if (c->missing != 0)
		count_line(w, "失われていて探せなかった印のファイル", c->missing, "個");
	count_line(w, "見つかったもの", c->found, "個");
	if (w->l->settings->search.index)
		buffer_string(&w->text, "　検索用の索引から、消去した意見へたどれる要素がないことを確かめた\n");
	if (c->left_out)
		buffer_string(&w->text, "　区民のページのウェブサーバーだけが読める作業用フォルダー（state）は、調べていない\n");
	if (c->rebuilt)
		buffer_string(&w->text, "　登録簿は、空きページを残さないように作り直した\n");
	buffer_string(&w->text, "\n");
}

/* Copies that lie where these programs do not erase. */
static void
write_elsewhere(struct writing *w)
{
	const struct settings *s = w->l->settings;
	size_t before;

	buffer_string(&w->text, "６　この消去の対象でない写し\n");
	before = w->text.len;
	for (size_t i = 0; i < s->source_count; i++)
		if (s->sources[i].after != AFTER_DELETE)
			buffer_printf(&w->text, "　受信元「%s」には、取り込んだメールが残る設定になっている\n", s->sources[i].name);
	for (size_t i = 0; i < s->drop_count; i++)
		if (s->drops[i].after == DROP_MOVE)
			buffer_printf(&w->text, "　投入フォルダー「%s」の取り込み済みファイルは、移動先に残る設定になっている\n",
			    s->drops[i].name);
	if (w->text.len == before)
		buffer_string(&w->text, "　設定の上では、ない\n");
	buffer_string(&w->text, "　担当部署と回答先へ送ったメール、郵送した手紙、印刷した紙は含まれない\n\n");
}

static void
write_signature(struct writing *w)
{
	unsigned char public[SEAL_PUBLIC], signature[SEAL_SIGNATURE];

	seal_signing_public(w->l->keys->audit, public);
	buffer_string(&w->text, "この報告書は Ed25519 で署名されている。iken erase --verify-report で確かめられる。\n");
	line(w, "公開鍵", hex(w, public, sizeof public));
	seal_sign(w->l->keys->audit, buffer_bytes(&w->text), signature);
	buffer_printf(&w->text, SIGNATURE "%s\n", hex(w, signature, sizeof signature));
}

enum verdict
erasure_text(struct ledger *l, void *ctx, const struct erasure *e, const struct erasure_check *c, const char **out,
    struct fault *f)
{
	struct writing w = { .l = l, .ctx = must(talloc_new(ctx)), .e = e, .c = c, .text = buffer_init(ctx) };
	enum verdict v;

	write_head(&w);
	v = write_rules(&w, f);
	if (v == DONE)
		v = write_counts(&w, f);
	if (v == DONE)
		v = write_people(&w, f);
	if (v == DONE) {
		write_check(&w);
		v = erasure_text_backups(l->settings, e, c->renewed, &w.text, f);
	}
	if (v == DONE) {
		write_elsewhere(&w);
		write_signature(&w);
		*out = buffer_text(&w.text);
	}
	talloc_free(w.ctx);
	return v;
}

/* ---- whether it is what was signed --------------------------------------------------------------------------------- */

enum verdict
erasure_text_verify(struct bytes text, const unsigned char public[SEAL_PUBLIC], struct fault *f)
{
	const unsigned char *mark = NULL;
	unsigned char signature[SEAL_SIGNATURE];
	const char *digits;

	if (text.len < strlen(TITLE) || memchr(text.data, 0, text.len) != NULL || memcmp(text.data, TITLE, strlen(TITLE)) != 0)
		return fail(f, NEVER, "this is no erasure report");
	mark = memmem(text.data, text.len, "\n" SIGNATURE, strlen("\n" SIGNATURE));
	if (mark == NULL)
		return fail(f, NEVER, "it has no signature: its end is missing");
	mark++;
	digits = (const char *)mark + strlen(SIGNATURE);
	/* Nothing stands behind the signature that nobody has signed. */
	if (text.len - (size_t)(mark - text.data) != strlen(SIGNATURE) + 2 * (size_t)SEAL_SIGNATURE + 1 ||
	    text.data[text.len - 1] != '\n' || !seal_from_hex(digits, signature, sizeof signature))
		return fail(f, NEVER, "its signature is damaged, or something stands behind it");
	if (!seal_is_signed(public, (struct bytes){ text.data, (size_t)(mark - text.data) }, signature))
		return fail(f, NEVER, "it was changed, or signed with another key");
	return DONE;
}
