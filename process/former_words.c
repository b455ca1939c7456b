/* SPDX-License-Identifier: GPL-3.0-or-later */
/* former_words - the words of the check sheet (確認表), in the language of the office. */
#include "process/former_words.h"

#include <string.h>

struct words {
	const char *ja, *en;
};

static const struct words words[FORMER_WORDS] = {
	[FW_SHEET] = { "データ移行 確認表", "Check sheet of the import" },
	[FW_SHEET_TRIAL] = { "データ移行 確認表（試行：登録していません）", "Check sheet of the import (trial: nothing was taken)" },
	[FW_ITEM] = { "項目", "item" }, [FW_FILE] = { "旧データ", "old file" }, [FW_REGISTER] = { "移行後の台帳", "register" },
	[FW_DIFFERENCE] = { "差", "difference" }, [FW_ROWS] = { "旧データの行数", "rows of the old file" },
	[FW_NEW] = { "取り込み", "taken" }, [FW_THERE] = { "取り込み済み（同じ内容）", "there already (the same)" },
	[FW_CHANGED] = { "同じ番号で内容が違う（変更していません）", "same number, other content (nothing changed)" },
	[FW_REFUSED] = { "取り込めない", "refused" },
	[FW_BALANCE] = { "行数＝取り込み＋済み＋内容違い＋取り込めない", "rows = taken + there + changed + refused" },
	[FW_EQUAL] = { "一致", "equal" }, [FW_UNEQUAL] = { "不一致", "NOT EQUAL" },
	[FW_FIRST] = { "最初の受付日", "first receipt" }, [FW_LAST] = { "最後の受付日", "last receipt" },
	[FW_COMPARED] = { "台帳と照合した件数", "compared with the register" },
	[FW_MOVED] = { "照合の対象外：取り込み後に処理が進んだもの", "not compared: has gone on since" },
	[FW_REPEATED] = { "照合の対象外：旧データに同じ行が二度あるもの", "not compared: the same row twice in the file" },
	[FW_INTENTS] = { "送信の予定（過去の分は0）", "mails and letters caused (0 for the past)" },
	[FW_ANSWERS] = { "回答の件数", "answers" }, [FW_FIELDS] = { "項目ごとの照合", "Item by item" },
	[FW_COLUMN] = { "旧データの列", "column of the old file" }, [FW_FILLED_FILE] = { "記入あり（旧）", "filled (file)" },
	[FW_FILLED_REGISTER] = { "記入あり（台帳）", "filled (register)" }, [FW_SIGNS_FILE] = { "文字数（旧）", "characters (file)" },
	[FW_SIGNS_REGISTER] = { "文字数（台帳）", "characters (register)" }, [FW_DIFFERS] = { "違う件数", "differ" },
	[FW_CODES] = { "区分ごとの件数", "Counts by code" }, [FW_WORD] = { "旧データの値", "word of the old file" },
	[FW_CODE] = { "新しい値", "code here" }, [FW_YEAR] = { "受付年", "year" },
	[FW_FINDINGS] = { "確認が必要な行", "Rows to look at" }, [FW_LINE] = { "行", "line" },
	[FW_OLD_NUMBER] = { "旧番号", "old number" }, [FW_NUMBER] = { "新番号", "number" }, [FW_OUTCOME] = { "結果", "outcome" },
	[FW_WHY] = { "内容", "what" }, [FW_SIGNS] = { "文字の確認（外字・異体字など）", "Signs to look at" },
	[FW_SIGN] = { "文字", "sign" }, [FW_SIGN_CODE] = { "符号", "code point" }, [FW_SIGN_KIND] = { "種類", "kind" },
	[FW_RARE] = { "異体字など（JIS第1・第2水準にない）", "beyond JIS X 0208" },
	[FW_PRIVATE] = { "外字（旧システムでしか分からない）", "private use: only the older system knows it" },
	[FW_NOT_ALL] = { "件数が多いため、ここまで。すべての行は rows.csv にあります", "there are more; all rows are in rows.csv" },
	[FW_NO_COLUMN] = { "（列なし）", "(no column)" }, [FW_WOULD] = { "取り込める", "would be taken" }, [FW_NONE] = { "－", "-" },
	[FW_EMPTY] = { "（空欄）", "(empty)" }, [FW_TAKEN_DIFFERENTLY] = { "表記を変えて取り込み", "taken in another form" },
	[FW_DAMAGED_SEE] = { "変換できない文字", "characters that could not be mapped" },
	[FW_SEAL_MADE] = { "作成", "made by" }, [FW_SEAL_CHECKED] = { "照合", "checked by" }, [FW_SEAL_RESPONSIBLE] = { "責任者", "responsible" },
	[FW_SUM] = { "計", "sum" }, [FW_OF_FILE] = { "旧データのファイル", "old file" }, [FW_OF_MAPPING] = { "対応表", "mapping" },
	[FW_OPEN_DUE] = { "未回答で期限のあるもの", "open with a due day" }, [FW_UNDATED] = { "未回答の件数", "open" },
};

static const struct words fields[FORMER_FIELDS + 1] = {
	[FORMER_NUMBER] = { "受付番号", "number" }, [FORMER_RECEIVED] = { "受付日時", "received" },
	[FORMER_CHANNEL] = { "受付方法", "channel" }, [FORMER_PURPOSE] = { "投稿目的", "purpose" },
	[FORMER_DEPARTMENT] = { "担当課", "department" }, [FORMER_STATE] = { "状態", "state" },
	[FORMER_REPLY] = { "回答方法", "answer by" }, [FORMER_PROTECTED] = { "支援措置", "protected" },
	[FORMER_REQUESTED] = { "依頼日", "requested" }, [FORMER_DUE] = { "期限", "due" }, [FORMER_CLOSED] = { "完了日", "closed" },
	[FORMER_NAME] = { "氏名", "name" }, [FORMER_MAIL] = { "メールアドレス", "mail" }, [FORMER_POSTAL] = { "郵便番号", "postal code" },
	[FORMER_ADDRESS] = { "住所", "address" }, [FORMER_PHONE] = { "電話番号", "phone" }, [FORMER_FAX] = { "FAX番号", "fax" },
	[FORMER_SUBJECT] = { "件名", "subject" }, [FORMER_TEXT] = { "意見の内容", "text" }, [FORMER_NOTE] = { "対応経過", "note" },
	[FORMER_ANSWER] = { "回答内容", "answer" }, [FORMER_ANSWERED] = { "回答日", "answered" }, [FORMER_FILES] = { "添付ファイル", "files" },
	[FORMER_LEFT_OUT] = { "（取り込まない列）", "(left out)" }, [FORMER_FIELDS] = { "行", "row" },
};

static const struct {
	const char *code;
	struct words words;
} problems[] = {
	{ "cells", { "列の数が見出しと違う", "it has not as many cells as there are columns" } },
	{ "quote", { "引用符が閉じていない", "a quote begins and does not end" } },
	{ "behind", { "引用符の後に文字がある", "something stands behind a quote" } },
	{ "long", { "長すぎる（引用符の閉じ忘れ）", "it is too long: a quote that does not end" } },
	{ "mark", { "文字コードが対応表と違う", "the file is not of the charset in the mapping" } },
	{ "damaged", { "文字に変換できない符号がある", "characters that are none of the charset" } },
	{ "empty", { "必須の項目が空欄", "it is empty" } },
	{ "date", { "日付として読めない", "no date" } },
	{ "future", { "今日より後の日付", "after today" } },
	{ "order", { "受付日より前の日付", "before it was received" } },
	{ "code", { "対応表にない値", "the mapping does not explain it" } },
	{ "department", { "担当課がない", "nobody has it" } },
	{ "undated", { "回答・完了の日付がない", "it is not said when" } },
	{ "unfinished", { "未回答の状態なのに回答がある", "it is open, and there is an answer" } },
	{ "reply", { "回答方法に要る宛先がない", "there is no address for the way it is to be answered" } },
	{ "no-folder", { "添付ファイルの置き場所（--files）の指定がない", "no folder of files (--files) was given" } },
	{ "path", { "置き場所の外を指す名前、またはリンク", "a name that leads out of the folder, or a link" } },
	{ "missing", { "ファイルがない", "there is no such file" } },
	{ "kind", { "ファイルではない", "it is no regular file" } },
	{ "size", { "添付ファイルが大きすぎる（1行50MBまで）", "the files are too large (50 MB a row)" } },
	{ "virus", { "ウイルスが見つかった", "a virus was found" } },
	{ "unscanned", { "ウイルス検査ができない", "the virus scanner cannot look at it" } },
	{ "unreadable", { "添付ファイルを読み取れない", "the files could not be looked at" } },
	{ "register", { "台帳に入れられない", "the register does not take it" } },
	{ "kept-as-note", { "回答不要の状態なので、回答文は経過として取り込んだ", "closed without an answer: its text is kept as a note" } },
	{ "one-line", { "改行を空白にした", "line ends became spaces" } },
};

static const char *
in(enum language language, const struct words *w)
{
	return language == LANGUAGE_EN ? w->en : w->ja;
}

const char *
former_word(enum language language, enum former_word word)
{
	return in(language, &words[word]);
}

const char *
former_field_words(enum language language, enum former_field field)
{
	return in(language, &fields[field]);
}

const char *
former_problem_words(enum language language, const char *code)
{
	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (strcmp(problems[i].code, code) == 0)
			return in(language, &problems[i].words);
	return code;
}
