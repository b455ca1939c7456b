/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * made-texts - made-up people, opinions and answers, as many as are wanted, the same ones for the same seed.
 *
 * Sentences are patterns whose gaps are filled with words that come as often as words do: the second most frequent
 * half as often as the first, and so on (Zipf). Place names are put together of some thousand; rare words are of the
 * 2,965 kanji of JIS level 1, so that there are pairs of signs that hardly ever come.
 */
#ifndef TESTS_MADE_TEXTS_H
#define TESTS_MADE_TEXTS_H

#include <iconv.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "config/bytes.h"

/* ---- chance ---------------------------------------------------------------------------------------- */

struct chance {
	uint64_t state;
};

static inline uint64_t
chance_next(struct chance *c)	/* splitmix64 */
{
	uint64_t z = (c->state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* From 0 to below n. */
static inline size_t
chance_below(struct chance *c, size_t n)
{
	return n == 0 ? 0 : (size_t)(chance_next(c) % n);
}

static inline double
chance_unit(struct chance *c)
{
	return (double)(chance_next(c) >> 11) * 0x1p-53;
}

static inline bool
chance_percent(struct chance *c, double percent)
{
	return chance_unit(c) * 100 < percent;
}

/* A place in a list of n words, the first ones most often. */
static inline size_t
chance_zipf(struct chance *c, size_t n)
{
	size_t i = (size_t)exp(chance_unit(c) * log((double)n + 1)) - 1;

	return i < n ? i : n - 1;
}

/* ---- words ----------------------------------------------------------------------------------------- */

enum { WORDS_MAX = 512, RARE = 4000, KANJI = 2965 };

struct words {
	const char *item[WORDS_MAX];
	size_t count;
	char text[16384];
};

static struct words made_towns, made_kinds, made_things, made_wrong, made_wishes, made_katakana, made_latin,
    made_surnames, made_given, made_feelings, made_done, made_plans, made_sections, made_when;
static char made_rare[RARE][8];

static inline void
words_split(struct words *w, const char *list)
{
	snprintf(w->text, sizeof w->text, "%s", list);
	for (char *p = w->text, *word; (word = strsep(&p, " ")) != NULL;)
		if (*word != 0 && w->count < WORDS_MAX)
			w->item[w->count++] = word;
}

static inline const char *
words_pick(struct chance *c, const struct words *w)
{
	return w->item[chance_zipf(c, w->count)];
}

/* Two kanji of JIS level 1 each, as hardly anybody would put them together. */
static inline void
make_rare(void)
{
	iconv_t to = iconv_open("UTF-8", "EUC-JP");
	struct chance c = { .state = 20261130 };

	for (size_t i = 0; i < RARE; i++) {
		char pair[4], *in = pair, *out = made_rare[i];
		size_t left = sizeof pair, room = sizeof made_rare[i] - 1;

		for (int k = 0; k < 2; k++) {
			size_t at = chance_below(&c, KANJI);

			pair[2 * k] = (char)(0xb0 + at / 94);
			pair[2 * k + 1] = (char)(0xa1 + at % 94);
		}
		if (to == (iconv_t)-1 || iconv(to, &in, &left, &out, &room) == (size_t)-1)
			snprintf(made_rare[i], sizeof made_rare[i], "稀語");
	}
	if (to != (iconv_t)-1)
		iconv_close(to);
}

static inline void
made_texts_begin(void)
{
	words_split(&made_towns, "本町 駅前 中央 緑町 桜台 栄町 東町 西町 南町 北町 旭町 若葉 大和 泉町 富士見 弥生 高砂 "
	    "平和台 春日 光が丘 千代田 宮前 日の出 稲荷 上野 寺町 神明 八幡 天神 浜町 河原 橋本 新田 原町 台町 坂下 谷中 "
	    "松原 竹の塚 梅田 柳町 藤塚 楠 欅台 楓 百合ヶ丘 あけぼの ひばり かもめ 鶴巻 亀戸 鷺宮 雉子 鷹番 鳩ヶ谷 石神井 "
	    "白金 赤羽 青葉 黒川 紫野 金町 銀座 銅谷 鉄砲洲 玉川 多摩 荒川 隅田 神田 目黒 渋谷 世田谷 杉並 練馬 板橋 豊島 "
	    "墨田 葛西 蒲田 大森 羽田 築地 月島 勝どき 晴海 有明 台場 青海 麻布 六本木 赤坂 四谷 市谷 牛込 早稲田 高田馬場");
	words_split(&made_kinds, "公園 小学校 １丁目 ２丁目 ３丁目 通り 駅 商店街 中学校 図書館 保育園 団地 橋 区民館 "
	    "バス停 交差点 踏切 遊歩道 ４丁目 ５丁目 児童館 体育館 市民会館 幼稚園 病院前 坂 川沿い 線路脇 緑道 広場 地下道 "
	    "歩道橋 駐輪場 集会所 老人ホーム 診療所 出張所 清掃工場 運動場 プール");
	words_split(&made_things, "歩道 街路灯 ごみ ベンチ 信号 保育 給食 騒音 駐輪 トイレ 街路樹 段差 遊具 側溝 看板 "
	    "カーブミラー 横断歩道 自転車 窓口の対応 待ち時間 手続 税金 国民健康保険 介護 年金 児童手当 予防接種 がん検診 粗大ごみ "
	    "資源回収 犬の散歩 猫 カラス 落ち葉 雑草 水たまり 下水の臭い 工事 通学路 交通量 路上喫煙 客引き 放置自転車 空き家 "
	    "ブロック塀 防災無線 避難所 備蓄 ハザードマップ 町会 回覧板 広報 選挙 投票所 図書の予約 自習室 開館時間 プールの利用 "
	    "スポーツ施設 予約システム 学童クラブ いじめ 不登校 部活動 校庭 体育館の冷房 エレベーター 点字ブロック 手話 通訳 "
	    "外国語の案内 難病の支援 障害者手帳 成年後見 生活保護 住宅 区営住宅 耐震 融資 商品券 観光 祭り 花火 桜並木 銀杏 "
	    "ホタル 湧水 文化財 古墳 史跡 美術館 音楽会 講座 子育てサロン 産後ケア 離乳食 病児保育 一時預かり 入園の選考 "
	    "証明書 印鑑登録 戸籍 住民票 転入届 マイナンバーカード 電子申請 公衆電話 郵便ポスト 喫煙所 分煙 太陽光 蓄電池 "
	    "電気自動車 充電器 自転車専用レーン コミュニティバス 終バス 踏切待ち 高架下 地下鉄の出口 タクシー乗り場");
	words_split(&made_wrong, "が壊れていて危険です が暗くて夜は歩けません が何日も片付けられていません がうるさくて眠れません "
	    "が古くなっています の案内が分かりにくいです に段差があり車いすで通れません が足りません の掃除が行き届いていません "
	    "が長い間工事中のままです の予約が取れません が水浸しになります から嫌な臭いがします に人があふれています "
	    "が草で見えません の塗装がはがれています に自転車が並んでいます が倒れかけています の説明がありませんでした "
	    "の時間が短すぎます がいつも混んでいます の電話がつながりません が傾いています に穴が空いています の音が割れて聞こえません "
	    "の費用が高すぎます の対象にならないと言われました の書類が多すぎます が子どもに合っていません が使えませんでした "
	    "に鳩が巣を作っています で転びました で怖い思いをしました を楽しみにしていたのに残念です がとても良くなりました "
	    "に助けられました の職員の方が親切でした が見違えるようにきれいです");
	words_split(&made_wishes, "早めに直してください 調べてください 増やしてください 検討をお願いします 教えてください "
	    "改善を望みます 予定を知らせてください 見回りをお願いします やめてほしいです 続けてください 考え直してください "
	    "説明会を開いてください 回答をお願いします 張り紙をしてください 撤去してください 取り替えてください 広げてください "
	    "時間を延ばしてください 費用を下げてください 一度見に来てください 警察とも話し合ってください 広報に載せてください "
	    "ほかの区にならってください 業者に指導してください 安全を第一にしてください 公開してください");
	words_split(&made_katakana, "アスファルト ベビーカー スロープ ガードレール フェンス シャッター スケートボード キックボード "
	    "アプリ パスワード メールアドレス ホームページ アンケート ボランティア マンション アパート コンビニ スーパー ドラッグストア "
	    "クリニック リハビリ ヘルパー デイサービス ケアマネジャー オンライン テレワーク キャッシュレス バリアフリー ユニバーサルデザイン "
	    "ヒートアイランド ゲリラ豪雨 インフルエンザ ワクチン マスク アルコール カーボンニュートラル リサイクル ペットボトル "
	    "プラスチック スプレー缶 バッテリー ライトアップ イルミネーション プロジェクト ワークショップ フェスティバル "
	    "マルシェ キッチンカー ドッグラン バスケットゴール クライミング パラスポーツ ヴァイオリン ﾊﾝｶｸ");
	words_split(&made_latin, "Wi-Fi LED QR PDF Web AED IC SNS LINE DX EV PTA NPO FAX ID URL GPS BGM Suica eLTAX "
	    "YouTube Instagram Facebook Android iPhone Windows Excel Zoom SDGs CO2 PM2.5 ChatGPT Kyoto Marathon "
	    "Volunteer Information Center Library Playground");
	words_split(&made_surnames, "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 "
	    "林 斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 "
	    "斉藤 福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 原 柴田 "
	    "酒井 工藤 横山 宮崎 宮本 内田 高木 安藤 谷口 大野 丸山 今井 高田 藤本 武田 村田 上野 杉山 増田 平野 大塚 千葉 "
	    "久保 松井 岩崎 桜井 野口 松尾 野村 木下 菊地 佐野 大西 杉本 新井 髙﨑 𠮷田 渡邉 齋藤 濵田 髙橋 辻 葛西");
	words_split(&made_given, "太郎 花子 一郎 恵子 健一 洋子 誠 幸子 浩 和子 明 由美子 隆 京子 茂 美咲 大輔 陽子 翔太 "
	    "久美子 拓也 真由美 健太 智子 直樹 裕子 達也 直子 亮 愛 翼 彩 蓮 葵 結衣 陽菜 悠斗 凜 さくら ひなた 大和 美穂 "
	    "正 節子 清 文子 勇 千代 三郎 ハナ キヨ");
	words_split(&made_feelings, "困っています 心配です 残念に思います 不安を感じます 疑問に思います 驚きました 感謝しています "
	    "納得できません うれしく思います 近所の人も同じ意見です 子どもがけがをしないか心配です 税金の無駄だと思います "
	    "高齢の母が通れません 毎日のことなので疲れました 誰に言えばよいか分かりません 何度も電話しました 前にもお伝えしました");
	words_split(&made_done, "現地を調査しました 担当の者が確認しました 応急の処置をしました 業者に補修を指示しました 看板を設置しました "
	    "所有者に連絡しました 警察署に伝えました 点検を終えました 清掃を行いました 見回りを増やしました 職員に指導しました "
	    "関係する課で話し合いました 利用者の声を集めました 部品を取り替えました 草を刈りました 水路の泥を取り除きました");
	words_split(&made_plans, "年度内に補修します 来年度の予算で検討します 順次取り替えます 説明会を開きます 結果をお知らせします "
	    "引き続き見守ります 利用の状況を見て判断します 関係する機関に働きかけます 計画の見直しの中で考えます 今後の参考とします "
	    "広報とウェブサイトでお知らせします 工事は夜間に行います ご理解をお願いします 直ちには難しい状況です 区では行っていません");
	words_split(&made_sections, "維持係 公園係 管理係 計画係 相談係 給付係 指導係 施設係 庶務係 保育係 地域係 防災係");
	words_split(&made_when, "今朝 昨日 先週 先月 去年の夏 雨の日 夜 朝の通学時間 土曜日の午後 連休中 台風のあと 雪の日 "
	    "引っ越してから 半年前から 昼休み 終電のころ");
	make_rare();
}

/* ---- sentences ------------------------------------------------------------------------------------- */

/*
 * P a place, T a thing, X what is wrong with it, W a wish, F a feeling, K katakana, L Latin letters, N a number, R a
 * rare word, S a surname, Q when, D what was done, A what is planned, C a section. A gap is written <P>.
 */
static const char *const made_opinion_first[] = {
	"<P>の<T><X>。", "<Q>、<P>を通りました。<T><X>。", "<P>に住んでいます。<T><X>。", "<T>について意見を送ります。<P>では<T><X>。",
	"いつもお世話になっております。<P>の<T>のことで、<F>。", "<P>の近くの者です。<Q>、<T><X>。", "区長様、<P>の<T><X>。",
	"初めて投稿します。<S>と申します。<P>の<T><X>。", "<K>のことでお尋ねします。<P>の<T>で使えますか。", "<P>で見かけた<K><X>。",
};
static const char *const made_opinion_middle[] = {
	"<F>。", "<W>。", "<T>も同じで、<F>。", "<K>を使う人にも<T>は大切です。", "<N>回も電話しましたが、<F>。", "<Q>は特にひどく、<F>。",
	"<P>でも<T><X>。", "隣の区には<K>があると聞きました。", "<L>で調べても出てきません。", "幅は<N>センチメートルほどしかありません。",
	"「<R>」という看板の前です。", "<S>さんも同じことを言っていました。", "<T>と<T>を一緒に考えてください。", "費用は<N>円でした。",
	"<N>人ほどが並んでいました。", "<R>の会では<K>を配っています。", "<N>年住んでいますが、<T>は初めてです。", "<L>と<K>の両方に対応してください。",
	"<P>から<P>まで歩くと<N>分かかります。", "写真を<N>枚付けます。", "母は<N>歳で、<F>。", "<R><T>という言葉も知りませんでした。",
	"<T>の担当は<C>でしょうか。", "<K>や<K>が増えて、<T><X>。", "地図の番号は<L>の<N>です。",
};
static const char *const made_opinion_last[] = {
	"<W>。", "どうか<W>。", "お返事をお待ちしています。", "以上です。<W>。", "よろしくお願いいたします。", "<P>の<T>も<W>。",
	"お忙しいところ恐れ入りますが、<W>。", "来月までに<W>。",
};
static const char *const made_answer_first[] = {
	"日頃から区政にご理解とご協力をいただき、ありがとうございます。<P>の<T>についてお答えします。",
	"<T>についてのご意見をありがとうございました。", "お寄せいただきました<P>の<T>について、<D>。",
	"ご指摘の<P>の<T>は、<Q>、<D>。", "ご不便をおかけし、申し訳ありません。<T>について、次のとおりお答えします。",
};
static const char *const made_answer_middle[] = {
	"<D>。", "<A>。", "<T>については、<A>。", "<P>では、<N>月に<D>。", "延長は約<N>メートルです。", "<K>の利用は<N>件でした。",
	"<T>と<T>を合わせて、<A>。", "利用者アンケート（回答<N>件）では、<T>への要望が多くありました。", "<L>による申込みも受け付けています。",
	"「<R>」については、区の計画に記載しています。", "警察署、<P>町会及び<R>協議会と話し合い、<A>。", "<K>の設置には<N>か月ほどかかります。",
	"なお、<P>の<T>は都の管理です。", "<Q>の見回りでは、<T>に異常はありませんでした。", "費用は<N>円を見込んでいます。", "<N>か所のうち<N>か所で<D>。",
};
static const char *const made_answer_last[] = {
	"今後とも、お気づきの点がありましたらお知らせください。（<C>）", "<A>。お問い合わせは<C>までお願いします。", "ご意見をありがとうございました。（<C>　<S>）",
	"引き続き、<T>の改善に努めます。", "ご理解くださいますようお願いします。",
};
static const char *const made_english_opinion[] = {
	"I live near <P> and the <L> sign is hard to read.", "Could you add English to the <L> page?", "The street lamp at <P> has been broken for <N> days.",
	"It took <N> minutes at the counter.", "Please check the playground.", "My neighbour <S> has the same problem with the garbage collection.",
	"The form number <N> does not accept my name.", "Thank you for your help.", "Is there a nursery that takes children aged <N>?",
	"The emergency broadcast is only in Japanese.", "Bicycles block the sidewalk in front of the station every evening.",
};
static const char *const made_english_answer[] = {
	"Thank you for writing to us.", "Our staff inspected the place and repaired it.", "The <L> page will be translated by March.",
	"The work takes about <N> weeks.", "Please call section <N> if you have any questions.", "We have passed your request on to the police.",
	"Interpreters are available at the counter on weekdays.",
};
#define PATTERNS(list) list, sizeof list / sizeof list[0]

static inline void
fill_gap(struct chance *c, char gap, struct buffer *out)
{
	static const int sizes[] = { 10, 10, 100, 100, 1000, 100000 };
	const struct words *of = gap == 'T' ? &made_things : gap == 'X' ? &made_wrong : gap == 'W' ? &made_wishes :
	    gap == 'F' ? &made_feelings : gap == 'K' ? &made_katakana : gap == 'L' ? &made_latin : gap == 'S' ? &made_surnames :
	    gap == 'Q' ? &made_when : gap == 'D' ? &made_done : gap == 'A' ? &made_plans : &made_sections;
	char number[24];

	if (gap == 'P') {
		buffer_string(out, words_pick(c, &made_towns));
		buffer_string(out, words_pick(c, &made_kinds));
	} else if (gap == 'N') {
		snprintf(number, sizeof number, "%d", 1 + (int)chance_below(c, (size_t)sizes[chance_below(c, 6)]));
		buffer_string(out, number);
	} else if (gap == 'R') {
		buffer_string(out, made_rare[chance_zipf(c, RARE)]);
	} else {
		buffer_string(out, words_pick(c, of));
	}
}

static inline void
make_sentence(struct chance *c, const char *const *patterns, size_t count, struct buffer *out)
{
	const char *p = patterns[chance_zipf(c, count)], *gap;

	for (; (gap = strchr(p, '<')) != NULL; p = gap + 3) {
		buffer_add(out, p, (size_t)(gap - p));
		fill_gap(c, gap[1], out);
	}
	buffer_string(out, p);
}

/* Paragraphs of a first sentence, some, and a last one: about length octets in all. */
static inline void
make_text(struct chance *c, const char *const *first, size_t firsts, const char *const *middle, size_t middles,
    const char *const *last, size_t lasts, size_t length, struct buffer *out)
{
	size_t from = out->len;

	make_sentence(c, first, firsts, out);
	while (out->len - from < length) {
		if (chance_percent(c, 12))
			buffer_string(out, "\n");
		make_sentence(c, middle, middles, out);
	}
	make_sentence(c, last, lasts, out);
}

/* 60 to 400 signs, mostly short. */
static inline size_t
made_length(struct chance *c)
{
	double u = chance_unit(c);

	return 90 + (size_t)(1000 * u * u);
}

static inline void
make_opinion_text(struct chance *c, bool english, struct buffer *out)
{
	if (!english)
		make_text(c, PATTERNS(made_opinion_first), PATTERNS(made_opinion_middle), PATTERNS(made_opinion_last), made_length(c), out);
	for (size_t i = english ? 2 + chance_below(c, 4) : 0; i > 0; i--) {
		make_sentence(c, PATTERNS(made_english_opinion), out);
		buffer_string(out, i > 1 ? " " : "");
	}
}

static inline void
make_answer_text(struct chance *c, bool english, struct buffer *out)
{
	if (!english)
		make_text(c, PATTERNS(made_answer_first), PATTERNS(made_answer_middle), PATTERNS(made_answer_last), made_length(c), out);
	for (size_t i = english ? 2 + chance_below(c, 3) : 0; i > 0; i--) {
		make_sentence(c, PATTERNS(made_english_answer), out);
		buffer_string(out, i > 1 ? " " : "");
	}
}

#endif
