#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The residents' page as the ward runs it, flow 1 from ① to ⑨: posted in a browser, through a web server, taken in, requested,
# answered by the department's mail, published, read with number and password; a new password by a mailed link and by a letter's
# code; a link for somebody who mailed. Nothing is played: every program is the real one.
. "${0%/*}/../web.sh"
. "$TOP/tests/flow/post.sh"

office=$T/office
prints=$T/print
mkdir -p "$prints"
new_page
start_fcgiwrap
start_nginx
OFFICE_EXTRA="
[page]
url = $SITE/
folder = $PAGE
reserve = 20

[print]
kind = folder
folder = $prints
"
new_office "$office"
start_browser

# For root, the web server is somebody else: what a round has made is handed over to it.
turn()
{
	round && _give_to_server "$PAGE"
}

# The department answers its newest request, with a file.
answer()
{
	_request=$(newest roads@ request)
	{ echo "$1"; quoted "$_request"; } >"$T/answer"
	python3 - "$(reply_address "$_request")" "$T/answer" "$2" >"$T/written" <<-'P'
		import email.message, sys, uuid
		m = email.message.EmailMessage()
		m["From"], m["To"], m["Subject"] = "roads@city.example.jp", sys.argv[1], "Re: 処理依頼"
		m["Message-ID"] = "<%s@mail.example.jp>" % uuid.uuid4()
		m.set_content(open(sys.argv[2]).read())
		m.add_attachment(open(sys.argv[3], "rb").read(), maintype="application", subtype="pdf", filename="工事の図.pdf")
		sys.stdout.buffer.write(bytes(m))
	P
	put_mail "$office/inbox" "$T/written"
}

# open_page NUMBER PASSWORD
open_page()
{
	browser go "$SITE/read"
	browser fill 受付番号 "$1"
	browser fill パスワード "$2"
	browser press 読む
}

# post TEXT: with what else fill_in filled in; sets number and password.
post()
{
	browser go "$SITE/post"
	browser choose 投稿の目的 意見・要望
	browser fill 本文 "$1"
	fill_in
	browser press 確認の画面へ
	browser press この内容で送る
	number=$(browser text '#number') password=$(browser text '#password')
}

# ask ADDRESS: for a new password.
ask()
{
	browser go "$SITE/read?new=1"
	browser fill 受付番号 "$number"
	browser fill メールアドレスまたは住所 "$1"
	browser press 申請する
	browser text main
}

# Where the newest mail of the kind leads.
link_in()
{
	body "$(newest "$1" "$2")" | grep -o "$SITE/read?link=[^ ]*" | head -n 1
}

turn || bail 'the office does not work'
browser open phone ja

# ---- ① to ⑨ -----------------------------------------------------------------------------

printf '%%PDF-1.4 a small one\n' >"$T/地図.pdf"
fill_in()
{
	browser tick メール
	browser fill お名前 '港 花子'
	browser fill メールアドレス 'hanako@example.jp'
	browser attach 添付ファイル "$T/地図.pdf"
}
post '駅前の道路の舗装が割れています。カナリア駱駝。'
like '② a number and a password are shown' "$number $password" '^20[0-9]{2}-[0-9]{6}-[0-9] [a-z0-9-]{14}$'
turn
receipt=$(body "$(newest hanako@ receipt)")
like '③ the receipt has the number' "$receipt" "$number"
unlike '③ and neither password nor text' "$receipt" "$password|駱駝"
like '④ the department has the text' "$(body "$(newest roads@ request)")" 'カナリア駱駝'
like '④ and the file' "$(cat "$(newest roads@ request)")" 'Content-Disposition: attachment'
open_page "$number" "$password"
like 'before the answer the page says how it stands' "$(browser text '#state')" '対応しています'
like 'and what was posted' "$(browser text main)" 'カナリア駱駝'
browser press 読み終える
printf '%%PDF-1.4 the plan カナリア犀\n' >"$T/plan.pdf"
answer '来月に直します。カナリア鰐。' "$T/plan.pdf"
turn
mail=$(body "$(newest hanako@ answer)")
like '⑧ the mail leads to the page' "$mail" "$SITE/read"
unlike '⑧ and does not say what the answer is' "$mail" '鰐|来月'
open_page "$number" "$password"
like '⑨ the answer is read' "$(browser text .answer)" 'カナリア鰐'
is 'and is accessible' "$(browser judge "$T/answered" "$AXE" 2>&1)" ''
browser press 工事の図.pdf
ok 'its file is saved under its name' wait_for 10 test -s "$BROWSER/downloads/工事の図.pdf"
ok 'and is what the department sent' cmp -s "$T/plan.pdf" "$BROWSER/downloads/工事の図.pdf"
turn
is 'the desk knows that it was read' "$(register "SELECT count(*) FROM event WHERE step = 'read'")" 1
browser go "$SITE/read"
browser press 読み終える

# ---- a new password by mail ------------------------------------------------------------------

same=$(ask 'somebody@example.jp')
turn
is 'a wrong address gets no link' "$(how_many @example.jp page-link)" 0
is 'and nobody sees that it was wrong' "$(ask 'hanako@example.jp')" "$same"
turn
link=$(link_in hanako@ page-link)
like 'the right one gets a link' "$link" "^$SITE/read"
browser go "$link"
browser press パスワードを表示する
new=$(browser text '#password')
like 'which shows a new password' "$new" '^[a-z0-9-]{14}$'
open_page "$number" "$password"
like 'the old one is dead at once' "$(browser text main)" '受付番号またはパスワードが違います'
open_page "$number" "$new"
like 'the new one opens the answer' "$(browser text .answer)" 'カナリア鰐'
browser press 読み終える
turn
turn
open_page "$number" "$new"
like 'and does so when the spool knows it' "$(browser text .answer)" 'カナリア鰐'
browser press 読み終える
open_page "$number" "$password"
unlike 'while the old one stays dead' "$(browser text main)" 'カナリア鰐'
browser go "$link"
like 'the link is spent' "$(browser text main)" 'このリンクまたはコードは使えません'

# ---- wrong tries -------------------------------------------------------------------------------

for try in 1 2 3 4 5; do
	open_page "$number" 'aaaa-bbbb-cccd'
done
open_page "$number" "$new"
like 'after five wrong tries one has to wait' "$(browser text main)" 'お待ちください'
browser close

# ---- a letter's code, for who has no mail address ------------------------------------------------

browser open desktop no-js ja
fill_in()
{
	browser tick 郵送
	browser fill お名前 '神田 太郎'
	browser fill 郵便番号 '160-0023'
	browser fill 住所 '見本市見本町1-2-3'
}
post '道路の街灯が消えています。'
turn
ask '見本市見本町1-2-3' >"$T/asked"
turn
code=$(for f in $(find "$prints" -name '*.pdf'); do pdftotext -layout "$f" - 2>/dev/null; done | grep -oE '[a-z0-9]{4}(-[a-z0-9]{4}){4}' | head -n 1)
like 'a letter has a code' "$code" '^[a-z0-9-]{24}$'
browser go "$SITE/read"
browser press 手紙で届いたコード
browser fill コード "$(echo "$code" | tr 'a-z-' 'A-Z ')"
browser press パスワードを表示する
new=$(browser text '#password')
open_page "$number" "$new"
is 'which gives a password that opens the page' "$(browser text '#number')" "$number"
browser press 読み終える

# ---- who mailed ----------------------------------------------------------------------------------

echo '道路の舗装について、カナリア麒麟の意見です。' | write 'jiro@example.jp' opinion@city.example.jp '道路の舗装'
turn
link=$(link_in jiro@ receipt)
like 'the receipt of a mail has a link' "$link" "^$SITE/read"
browser go "$link"
browser press パスワードを表示する
number=$(browser text '#number') password=$(browser text '#password')
open_page "$number" "$password"
like 'number and password of it open the page' "$(browser text main)" 'カナリア麒麟'
browser close

# ---- the web host's folder -------------------------------------------------------------------------

is 'nothing of any of them is readable in the page'\''s folder' "$(grep -rlaE 'カナリア|花子|hanako|太郎|見本町' "$PAGE")" ''
"$B/tests/tools/page-thief" "$PAGE" >"$T/thief"
unlike 'with no key that it holds' "$(cat "$T/thief")" '^opened'
like 'all were tried' "$(cat "$T/thief")" 'octets of keys, [0-9]{3,} tries, [2-9]'
unlike 'nor in the server'\''s log' "$(cat "$WEB"/*.log)" 'link=|hanako|[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}'
done_testing
