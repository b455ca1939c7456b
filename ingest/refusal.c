/* SPDX-License-Identifier: GPL-3.0-or-later */
/* refusal - why something in a drop folder is not taken, as clerks read it. */
#include "ingest/refusal.h"

static const struct {
	const char *code, *text;
} reasons[REFUSALS] = {
	[REFUSAL_NONE] = { "none", "" },
	[REFUSAL_UNSETTLED] = { "changing", "まだ書き込みが続いています。書き込んでいる機器やプログラムを確かめてください。" },
	[REFUSAL_INCOMPLETE] = { "incomplete", "最後まで書かれていないか、壊れています。入れ直してください。" },
	[REFUSAL_TYPE] = { "type", "受け取れない種類のファイルです。PDF、TIFF、JPEG、PNG、HEIC、ZIP、CSV か、"
	    "テキスト（.txt）にして入れてください。" },
	[REFUSAL_CONTENT] = { "content", "中身が拡張子と合わないか、受け取れない形式です。" },
	[REFUSAL_LINK] = { "link", "リンク（ショートカット）です。ファイルそのものを入れてください。" },
	[REFUSAL_HARD_LINK] = { "hard-link", "別の場所からも参照されているファイルです。コピーを入れてください。" },
	[REFUSAL_SPECIAL] = { "special", "ファイルではありません（パイプ、デバイスなど）。" },
	[REFUSAL_OWNER] = { "owner", "認められていない利用者のファイルです。管理者に確かめてください。" },
	[REFUSAL_NAME] = { "name", "名前に使えない文字があります。名前を変えてください。" },
	[REFUSAL_SIZE] = { "size", "大きすぎます。分けて入れてください。" },
	[REFUSAL_NESTED] = { "nested", "フォルダの中にさらにフォルダがあります。1段にしてください。" },
	[REFUSAL_FORMS] = { "forms", "1件に記入票（.txt）が2つ以上あります。1つにしてください。" },
	[REFUSAL_MANY] = { "many", "1つのフォルダのファイルが多すぎます。分けて入れてください。" },
	[REFUSAL_UNREADABLE] = { "unreadable", "読む権限がありません。管理者に確かめてください。" },
};

const char *
refusal_code(enum refusal reason)
{
	return reasons[reason].code;
}

const char *
refusal_text(enum refusal reason)
{
	return reasons[reason].text;
}
