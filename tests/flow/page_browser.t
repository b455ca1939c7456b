#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The residents' page in a real browser behind a real web server, on a phone and on a desktop, with and without JavaScript:
# posting, number and password, reading, a new password. Every kind of page is accessible (axe) and valid HTML, asks nobody else
# for anything and leaves no cookie but the session's. The spool's side is played by page-spool; page_office.t has the real one.
# $SHOTS names a folder that keeps the pictures.
. "${0%/*}/../web.sh"

spool=$B/tests/tools/page-spool
shots=${SHOTS:-$T/shots}
mkdir -p "$shots"
new_page
rm -rf "$PAGE"
"$spool" make "$PAGE" 100 >"$T/made" || bail 'page-spool fails'
printf 'ja\tquestion\t段差 歩道\t歩道の段差はどこに言えばよいですか\thttps://www.example.jp/dansa\n' >"$PAGE/out/static/faq.txt"
_give_to_server "$PAGE"
start_fcgiwrap
start_nginx
start_browser
printf 'not a picture' >"$T/road.txt"

# looks NAME: the page that is there is kept, and judged: it fits the window, has one heading, says its language, and axe finds
# nothing serious; without scripts there is no axe.
looks()
{
	case $1 in
	*no-js*) is "$1: the page is as it should be" "$(browser judge "$shots/$1" 2>&1)" '' ;;
	*) is "$1: the page is as it should be" "$(browser judge "$shots/$1" "$AXE" 2>&1)" '' ;;
	esac
}

# No request to anybody else, nothing that the browser refused or complained of, but the statuses that we mean.
is_quiet()
{
	is "$1: nothing is asked of anybody else" "$(browser requests | grep -v -e "^$SITE/" -e '^data:' -e '^chrome')" ''
	is "$1: the browser has nothing to complain of" \
	    "$(browser log | grep -v -e 'status of 4' -e 'Autofocus processing' -e favicon)" ''
}

# fill_form NAME: somebody who wants a mail.
fill_form()
{
	browser choose 投稿の目的 質問
	browser fill 件名 '歩道の段差'
	browser fill 本文 "駅前の歩道の段差について。青い七面鳥$1。
<b>車いす</b>で通れません & 困ります。"
	browser tick メール
	browser fill お名前 '港 花子'
}

# post_from WINDOW with-js|no-js: all of posting; NUMBER and PASSWORD are what was shown.
post_from()
{
	name=$1-$2
	browser open "$1" "$2" ja || bail 'no browser'
	browser go "$SITE/"
	is "$name: the root is the form" "$(browser url)" "$SITE/post"
	looks "$name-form"
	browser press 確認の画面へ
	looks "$name-empty"
	like "$name: an empty form is told what it lacks" "$(browser text '#summary')" '投稿の目的を選んでください'
	like "$name: in the title, too" "$(browser title)" '^入力の誤り'
	browser follow '#summary a'
	like "$name: and leads to the field" "$(browser url)" '#purpose$'
	fill_form "$name"
	[ "$2" = no-js ] ||
	    like "$name: while it is typed, an answer that is there is offered" "$(browser text '#faq')" '歩道の段差はどこに言えばよいですか'
	browser fill メールアドレス 'hanako'
	browser attach 添付ファイル "$T/road.txt"
	browser press 確認の画面へ
	looks "$name-error"
	like "$name: what was typed is there after an error" "$(browser value 本文)" "七面鳥$name"
	is "$name: also the choice" "$(browser value 投稿の目的)" question
	like "$name: and the file" "$(browser text '.files')" 'road.txt'
	browser fill メールアドレス 'hanako@example.jp'
	browser press 確認の画面へ
	looks "$name-check"
	like "$name: everything is shown before it is sent" "$(browser text main)" 'hanako@example.jp'
	like "$name: as it was typed" "$(browser text main)" '<b>車いす</b>で通れません & 困ります'
	like "$name: an answer that is there already is offered" "$(browser text main)" '歩道の段差はどこに言えばよいですか'
	browser press 戻って直す
	like "$name: one can go back, and it is all there" "$(browser value 本文)" "七面鳥$name"
	browser press 確認の画面へ
	browser twice この内容で送る
	looks "$name-done"
	NUMBER=$(browser text '#number') PASSWORD=$(browser text '#password')
	like "$name: a number is shown" "$NUMBER" '^2[0-9]{3}-[0-9]{6}-[0-9]$'
	like "$name: and a password" "$PASSWORD" '^[a-z0-9]{4}(-[a-z0-9]{4}){2}$'
	browser print "$shots/$name-done.pdf"
	like "$name: both are printed" "$(pdftotext "$shots/$name-done.pdf" - | tr -d '\n')" "$NUMBER.*$PASSWORD"
	unlike "$name: without what is of no use on paper" "$(pdftotext "$shots/$name-done.pdf" -)" '新しいパスワード|この画面を印刷'
	is "$name: clicked twice, posted once" "$("$spool" in "$PAGE" | grep -c '^post ')" "$posted"
	is "$name: no cookie" "$(browser cookies)" ''
	is_quiet "$name"
}

# read_from NAME: with what post_from left.
read_from()
{
	browser go "$SITE/read"
	looks "$1-login"
	browser fill 受付番号 "$NUMBER"
	browser fill パスワード 'aaaa-bbbb-cccc'
	browser press 読む
	looks "$1-wrong"
	like "$1: a wrong password opens nothing" "$(browser text main)" '受付番号またはパスワードが違います'
	browser fill 受付番号 "$(echo "$NUMBER" | tr -d -)"
	browser fill パスワード "$(echo "$PASSWORD" | tr 'a-z-' 'A-Z ')"
	browser press 読む
	looks "$1-case"
	is "$1: the right one opens, however it is typed" "$(browser text '#number')" "$NUMBER"
	like "$1: the session's cookie is for this host, https and no script" "$(browser cookies)" '^__Host-iken / (Strict|Lax) secure httpOnly'
	like "$1: the answer is there" "$(browser text '#answer-1 ~ .text, .answer')" '直します。緑のペンギン'
	like "$1: and what was posted" "$(browser attribute details innerText; browser text main)" '送ったご意見'
	browser print "$shots/$1-case.pdf"
	like "$1: it can be printed" "$(pdftotext "$shots/$1-case.pdf" -)" '緑のペンギン'
	browser press 読み終える
	looks "$1-logout"
	is "$1: afterwards no cookie is left" "$(browser cookies)" ''
	browser back
	unlike "$1: and nothing in the browser's history" "$(browser text)" '緑のペンギン'
	is_quiet "$1"
}

# link_from NAME: a one-time link.
link_from()
{
	token=$("$spool" link "$PAGE" "$NUMBER" 2 "$(($(date +%s) + 100000))" | tail -n 1)
	_give_to_server "$PAGE/out"
	browser go "$SITE/read?link=$token"
	looks "$1-link"
	get "/read?link=$token" >/dev/null
	browser press パスワードを表示する
	looks "$1-linked"
	old=$PASSWORD PASSWORD=$(browser text '#password')
	like "$1: a link shows a new password" "$PASSWORD" '^[a-z0-9]{4}(-[a-z0-9]{4}){2}$'
	browser go "$SITE/read?link=$token"
	browser press パスワードを表示する
	like "$1: once" "$(browser text main)" 'このリンクまたはコードは使えません'
	browser go "$SITE/read"
	browser fill 受付番号 "$NUMBER"
	browser fill パスワード "$old"
	browser press 読む
	like "$1: the old password is dead" "$(browser text main)" '受付番号またはパスワードが違います'
	browser fill パスワード "$PASSWORD"
	browser press 読む
	is "$1: the new one opens" "$(browser text '#number')" "$NUMBER"
	browser press 読み終える
}

posted=0
for window in ${WINDOWS:-phone desktop}; do
	for script in ${SCRIPTS:-with-js no-js}; do
		posted=$((posted + 1))
		post_from $window $script
		name=$window-$script
		browser go "$SITE/read"
		browser fill 受付番号 "$NUMBER"
		browser fill パスワード "$PASSWORD"
		browser press 読む
		looks "$name-waiting"
		unlike "$name: before the answer there is none" "$(browser text main)" 'ペンギン'
		browser press 読み終える
		"$spool" publish "$PAGE" "$NUMBER" answered '直します。緑のペンギン。' >"$T/published" || bail 'page-spool cannot publish'
		_give_to_server "$PAGE/out"
		read_from "$name"
		link_from "$name"
		browser go "$SITE/read?new=1"
		looks "$name-new"
		browser fill 受付番号 "$NUMBER"
		browser fill メールアドレスまたは住所 'somebody@example.jp'
		browser press 申請する
		looks "$name-reissued"
		reissued=$(browser text main)
		browser go "$SITE/read?new=1"
		browser fill 受付番号 2026-999999-1
		browser fill メールアドレスまたは住所 'hanako@example.jp'
		browser press 申請する
		unlike "$name: a new password is asked for" "$reissued" '確かめてください（例'
		browser close
	done
done

# ---- other readers -------------------------------------------------------------------------

browser open desktop dark ja
browser go "$SITE/post"
looks dark-form
browser go "$SITE/read"
looks dark-login
browser size 640 400 2
browser go "$SITE/post"
looks zoom-form
browser size 320 256 4
browser reload
looks zoom-more-form
browser close
for language in en easy; do
	browser open phone $language
	browser go "$SITE/post?lang=$language"
	looks "$language-form"
	browser go "$SITE/read?lang=$language"
	looks "$language-login"
	browser close
done
is 'the English form is English' "$(python3 -c "
import re, sys
text = re.sub(r'<a [^>]*lang=.ja[^>]*>.*?</a>|<[^>]*>', '', open(sys.argv[1]).read(), flags=re.S)
print(*re.findall('[ぁ-んァ-ヶ]+', text))" "$shots/en-form.html")" ''

# The post office's table: with a script as soon as the code is whole, without by the button beside it.
printf '%s\n' '13101,"100  ","1000001","トウキョウト","チヨダク","チヨダ","東京都","千代田区","千代田",0,0,0,0,0,0' |
    iconv -f UTF-8 -t CP932 >"$T/ken_all.csv"
iken-post -p "$PAGE" --postal "$T/ken_all.csv" >/dev/null || bail 'no table of postal codes'
_give_to_server "$PAGE/out"
for script in with-js no-js; do
	browser open phone $script ja
	browser go "$SITE/post"
	browser tick 郵送
	browser fill 郵便番号 '１００ー０００１'
	[ $script = with-js ] || browser press 郵便番号から住所を入れる
	ok "$script: a postal code fills the address" wait_for 10 sh -c '[ "$(python3 "$1" value 住所)" = 東京都千代田区千代田 ]' sh \
	    "$TOP/tests/tools/browser.py"
	is_quiet "$script-postal"
	browser close
done

# The keyboard alone: from the top of the page to a number.
browser open desktop ja
browser go "$SITE/post"
browser keys Tab
like 'the first thing the keyboard reaches leads to the text' "$(browser focus)" '本文へ移動'
reach()
{
	_n=0
	until browser focus | grep -q "$1"; do
		browser keys Tab
		_n=$((_n + 1))
		[ "$_n" -lt 40 ] || { diag "the keyboard does not reach $1"; return 1; }
	done
}
reach 投稿の目的 && browser keys Down Down
reach 本文 && browser keys 'a b'
reach メール && browser keys Space
reach お名前 && browser keys 'Hanako'
reach メールアドレス && browser keys 'h@example.jp'
reach 確認の画面へ && browser keys Enter
sleep 1
reach この内容で送る && browser keys Enter
ok 'the keyboard alone posts' wait_for 10 sh -c '[ "$(python3 "$1" count "#password")" = 1 ]' sh "$TOP/tests/tools/browser.py"
browser close

is 'all pages are valid HTML' "$(html_errors "$shots"/*.html)" ''
unlike 'no number, no address and no token in the server'\''s log' "$(cat "$WEB"/*.log "$WEB"/*.stderr)" '127\.0\.0\.1|20[0-9]{2}-[0-9]{6}|link='
done_testing
