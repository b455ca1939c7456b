/* SPDX-License-Identifier: GPL-3.0-or-later */
/* export_words - what iken-export writes for people, in the office's language. */
#include "report/export_words.h"

#include "config/memory.h"
#include "report/audit_words.h"

static const struct {
	const char *ja, *en;
} words[EXPORT_WORDS] = {
	[WORD_TITLE] = { "意見と回答の記録", "Record of an opinion" },
	[WORD_NUMBER] = { "受付番号", "Number" },
	[WORD_STATE] = { "状況", "State" },
	[WORD_CHANNEL] = { "受付方法", "Channel" },
	[WORD_PURPOSE] = { "種別", "Purpose" },
	[WORD_DEPARTMENT] = { "担当", "Department" },
	[WORD_RECEIVED] = { "受付日時", "Received" },
	[WORD_DUE] = { "期限", "Due" },
	[WORD_REASON] = { "処理しない理由", "Not processed" },
	[WORD_PERSON] = { "意見を寄せた方", "Who wrote it" },
	[WORD_NAME] = { "氏名", "Name" },
	[WORD_MAIL] = { "メールアドレス", "Mail" },
	[WORD_POSTAL] = { "郵便番号", "Postal code" },
	[WORD_ADDRESS] = { "住所", "Address" },
	[WORD_PHONE] = { "電話番号", "Telephone" },
	[WORD_FAX] = { "FAX番号", "Fax" },
	[WORD_REPLY] = { "回答方法", "Answer by" },
	[WORD_REPLY_MAIL] = { "メール", "mail" },
	[WORD_REPLY_POST] = { "郵送", "post" },
	[WORD_REPLY_NONE] = { "回答不要", "no answer wanted" },
	[WORD_PROTECTED] = { "保護", "Protected" },
	[WORD_IS_PROTECTED] = { "支援措置などにより、住所・連絡先と届いたそのままのファイルは書き出していません",
	    "addresses are protected: they, and what came in as it came, are left out" },
	[WORD_IS_MASKED] = { "意見を寄せた方がわかる情報と、届いたそのままのファイルは書き出していません",
	    "who wrote it, and what came in as it came, are left out" },
	[WORD_ERASED] = { "消去済み（受付番号だけが残っています）", "erased: its number is all there is" },
	[WORD_ARRIVED] = { "届いたもの", "What came in" },
	[WORD_SUBJECT] = { "件名", "Subject" },
	[WORD_SENDER] = { "差出人", "From" },
	[WORD_FILE] = { "添付ファイル", "File" },
	[WORD_UNREADABLE] = { "（読み取れませんでした）", "(could not be read)" },
	[WORD_NO_TEXT] = { "（本文はありません）", "(no text)" },
	[WORD_DRAFTS] = { "回答と経過", "Answers and notes" },
	[WORD_PARTS] = { "ほかの課", "Other departments" },
	[WORD_EVENTS] = { "経緯", "What happened" },
	[WORD_NOT_WRITTEN] = { "書き出していません", "left out" },
	[WORD_INFECTED] = { "ウイルスが見つかったため", "a virus was found" },
	[WORD_GONE] = { "ファイルが残っていないか、開けないため", "its file is gone, or does not open" },
	[WORD_NOT_MASKED] = { "住所や名前を伏せることができないため", "addresses and names cannot be taken out of it" },
	[WORD_CHANGED] = { "登録したときのものと違うため", "it is not what was registered" },
	[WORD_OPINIONS] = { "意見", "Opinions" },
	[WORD_ANSWERS] = { "回答", "Answers" },
	[WORD_TEXT] = { "内容", "Text" },
	[WORD_FOLLOW_UPS] = { "追加のご意見", "Follow-ups" },
	[WORD_ANSWER] = { "回答内容", "Answer" },
	[WORD_ANSWERED] = { "回答の作成日時", "Answer written" },
	[WORD_KIND] = { "区分", "Kind" },
	[WORD_AT] = { "日時", "When" },
	[WORD_YES] = { "あり", "yes" },
	[WORD_CUT] = { "表計算ソフトのセルに入りきらない文を途中で切りました。全文はCSVにあります", "texts that a cell has no room for are cut; the CSV has all" },
	[WORD_MANIFEST] = { "目録", "Manifest" },
	[WORD_MADE] = { "作成", "Made" },
	[WORD_BY] = { "作成した人", "By" },
	[WORD_WHY] = { "目的", "Reason" },
	[WORD_MEDIUM] = { "媒体番号", "Medium" },
	[WORD_APPROVED] = { "承認した人", "Approved by" },
	[WORD_COUNT] = { "意見の件数", "Opinions" },
	[WORD_CHECK] = { "確かめかた: sha256sum -c SHA256SUMS （1行に、SHA-256の16進数・空白2つ・ファイル名。文字はUTF-8）",
	    "To check: sha256sum -c SHA256SUMS (a line each: SHA-256 in hexadecimal digits, two spaces, the file; all text is UTF-8)" },
	[WORD_CONTENT] = { "内容（ファイル、大きさ、SHA-256、何か）", "What is here (file, octets, SHA-256, what it is)" },
	[WORD_LEFT_OUT] = { "書き出していないもの", "What was left out" },
	[WORD_MISSING] = { "PDFでは〓にした文字（書体にないもの）", "Signs that the PDF shows as 〓, because the font lacks them" },
	[WORD_ORIGINAL] = { "届いたもの、そのまま", "as it came in, octet for octet" },
	[WORD_FORM] = { "添えられた記入票、そのまま", "the form beside it, as it came in" },
	[WORD_ATTACHED] = { "添付ファイル", "attached file" },
	[WORD_AS_TEXT] = { "意見・回答・経緯（文章）", "opinion, answers and events, as text" },
	[WORD_AS_PDF] = { "同じものの印刷用", "the same to print" },
	[WORD_TABLE] = { "表", "table" },
	[WORD_MISFITS] = { "CP932で書けなかった文字", "signs that CP932 has not" },
	[WORD_SUMS] = { "この意見のファイルのSHA-256", "SHA-256 of this opinion's files" },
	[WORD_RELEASED] = { "ウイルスが見つかったもの。承認により書き出しました。開かないでください",
	    "a virus was found in it; given out because that was asked for. Do not open it" },
	[WORD_NOTICE] = { "パスワード通知書", "Notice of a password" },
	[WORD_NOTICE_APART] = { "この通知書は、媒体とは別の機会に手渡してください。媒体と一緒に置いたり、送ったりしないでください。メールで送らないでください。",
	    "Hand this notice over at another time than the medium. Never keep or send the two together, and never by mail." },
	[WORD_PASSWORD] = { "パスワード", "Password" },
	[WORD_NOTICE_OPEN] = { "7-Zipなど、AES-256のZIPを開けるソフトで開きます。ハイフンも入力してください。",
	    "Open the medium with 7-Zip or another program for ZIP with AES-256. The hyphens are part of the password." },
	[WORD_NOTICE_ALPHABET] = { "英字はすべて小文字です。数字の 0 と 1 はありますが、英字の o・i・l・u はありません。",
	    "All letters are small. There are the digits 0 and 1, but no letters o, i, l or u." },
	[WORD_HANDED] = { "引渡しの記録", "Handing over" },
	[WORD_HANDED_ON] = { "引渡日", "On" },
	[WORD_HANDED_BY] = { "渡した人（所属・署名）", "By (department, signature)" },
	[WORD_HANDED_TO] = { "受け取った人（所属・署名）", "To (department, signature)" },
	[WORD_ANOTHER_TIME] = { "媒体を渡した日（別の機会）", "The medium was handed over on (another time)" },
	[WORD_RETURNED_ON] = { "媒体の返却・廃棄の日と確認者", "The medium came back or was destroyed on, seen by" },
	[WORD_OFFICE] = { "発行", "Issued by" },
	[WORD_PAGE] = { "ページ", "page" },
};

enum verdict
export_words_read(void *ctx, const struct office *office, struct export_words *out, struct fault *f)
{
	out->language = office->language;
	return audit_words_of_codes(ctx, office, &out->codes, f);
}

const char *
export_word(const struct export_words *w, enum export_word word)
{
	return w->language == LANGUAGE_JA ? words[word].ja : words[word].en;
}

const char *
export_code(const struct export_words *w, const char *prefix, const char *code)
{
	char *whole = must(talloc_asprintf(w->codes, "%s%s", prefix, code));
	const char *found = audit_has_word(w->codes, whole) ? audit_word(w->codes, whole, NULL) : must(talloc_strdup(w->codes, code));

	talloc_free(whole);
	return found;
}
