#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The desk's page: its figures are the register's, nothing personal is in it, it replaces no other file, and it is good to read in
# a browser: on a desktop and a phone, dark, on paper, without scripts; it says by itself when it is old. $SHOTS names a folder
# that keeps the pictures.
. "${0%/*}/../web.sh"
office=$T/office

shots=${SHOTS:-$T/shots}
mkdir -p "$shots" "$T/board"
page=$T/board/index.html
OFFICE_EXTRA="
[board]
file = $page
"
IKEN_NOW=1796054400	# 2026-12-01 01:00 in Tokyo, a Tuesday
export IKEN_NOW
new_office "$office"
register()
{
	sqlite3 -cmd '.timeout 5000' "$office/data/register.db" "$1"
}

# holds TITLE PATTERN: a line of the page does.
holds()
{
	ok "$1" grep -Eq -e "$2" "$page"
}

# agrees TITLE: each tile and row that bears the sign of warning is told of in the list at the head; without the list there is none.
agrees()
{
	is "$1" "$(python3 - "$page" <<-'E'
		import html, re, sys
		page = html.unescape(open(sys.argv[1], encoding='utf-8').read())
		items = re.findall('<li>⚠ (.*?)</li>', page)
		none = '気をつけることはありません' in page
		signs = [n + '件' for n in re.findall('<div class="alarm"><dt>[^<]*</dt><dd>⚠ ([0-9]+)</dd>', page)]
		signs += re.findall('<td[^>]*>⚠ (.*?)</td>', page)
		if page.count('⚠') != len(items) + len(signs) + 1 or page.count('class="alarm"') != sum(s.endswith('件') for s in signs):
		    print('a sign stands where nobody looks for it')
		if none != (items == []):
		    print('it says that nothing needs attention, and lists', items)
		for s in signs:
		    if not any(s in i for i in items):
		        print('not in the list:', s)
	E
	)" ''
}

# ---- of an empty office
exits 'a page of an empty office' 0 iken-board
is 'prints nothing' "$(cat "$T/out" "$T/err")" ''
holds 'that nothing is scanned for viruses needs attention' '<li>⚠ ウイルス検査：検査しない設定です</li>'
unlike 'so it does not say that nothing does' "$(cat "$page")" '気をつけることはありません'
agrees 'the list says what bears the sign'
sed -i "s|^scanner = none|socket = $T/no-scanner|" "$IKEN_CONF"
exits 'with a scanner' 0 iken-board
holds 'nothing needs attention' 'いま、気をつけることはありません'
agrees 'and nothing bears the sign'
is 'it is valid' "$(html_errors "$page")" ''
is 'everybody may read it' "$(stat -c %a "$page")" 644

# ---- of a full one
sed -i "s|^socket = $T/no-scanner|scanner = none|" "$IKEN_CONF"
"$B/tests/tools/make-register" -recent 12 "$IKEN_CONF" 1500 >"$T/out" 2>&1 || {
	diag_file "$T/out"
	bail 'make-register fails'
}
printf 'From: =?UTF-8?B?%s?= <kanaria@secret.example>\nTo: opinion@city.example.jp\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <a@b>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n道路の青い七面鳥\n' \
    "$(printf 金糸雀花子 | base64)" "$(printf 孔雀の件 | base64)" >"$T/mail"
put_mail "$office/inbox" "$T/mail"
iken run >"$T/round" 2>&1 || bail 'a round fails'
mv "$office/inbox" "$office/gone"
iken-fetch >"$T/round" 2>&1 && bail 'iken-fetch does not miss its mailbox'
register "UPDATE opinion SET department = '' WHERE id = (SELECT max(id) FROM opinion WHERE state = 'requested')"
register "INSERT INTO trouble(name, code, since) VALUES('scanner', 'scanner-away', $IKEN_NOW - 7200)"
leave_tmp "$page"
sed -i "s|^scanner = none|socket = $T/no-scanner|" "$IKEN_CONF"
exits 'a page of a full office' 0 iken-board
is 'what a killed run has left is removed, and nothing else' "$(tmp_left "$page")" 'living mine '
rm "$page".*.tmp
ok 'it is a page' grep -q '</html>' "$page"
is 'and valid' "$(html_errors "$page")" ''

open="state NOT IN ('posted','sent','delivered','closed','erased')"
# tile WORDS: its number
tile()
{
	grep -oE "<dt>$1</dt><dd>[^0-9]*[0-9]+" "$page" | grep -oE '[0-9]+$'
}
ok 'there is something to count' test "$(register "SELECT count(*) FROM opinion WHERE $open")" -gt 50
is 'open ones' "$(tile 未回答)" "$(register "SELECT count(*) FROM opinion WHERE $open")"
is 'late ones' "$(tile 期限超過)" "$(register "SELECT count(*) FROM opinion WHERE $open AND due > 0 AND due < $IKEN_NOW")"
week=$(date -d '2026-12-07 00:00 +0900' +%s)
is 'those due this week, to Sunday in Tokyo' "$(tile 今週が期限)" "$(register "SELECT count(*) FROM opinion WHERE $open AND due >= $IKEN_NOW AND due < $week")"
is 'drafts that wait' "$(tile 承認待ち)" "$(register "SELECT count(*) FROM opinion WHERE state = 'drafted'")"
is 'mails that wait' "$(tile 送信待ちのメール)" "$(register "SELECT count(*) FROM intent WHERE state = 'waiting' AND way = 'mail'")"
for pair in desk=広聴 roads=道路課 waste=清掃課 =（未配付）; do
	is "with ${pair#*=}: open, late, this week, the oldest" \
	    "$(grep -oE "<th scope=\"row\">${pair#*=}</th>.*" "$page" | sed 's/<[^>]*>/ /g' | tr -s ' ')" \
	    "$(register "SELECT ' ${pair#*=} ' || count(*) || ' ' || sum(due > 0 AND due < $IKEN_NOW) || ' ' || sum(due >= $IKEN_NOW AND due < $week) || ' ' || date(min(received), 'unixepoch', '+9 hours') || ' ' FROM opinion WHERE $open AND department = '${pair%%=*}'")"
done
is 'each of 90 days has a row' "$(grep -cE '^<tr><td>20[0-9-]{8}</td>' "$page")" 90
is 'the last of them ends with what is open' "$(grep -oE '^<tr><td>2026-12-01</td>.*' "$page" | sed 's/<[^>]*>/ /g' | awk '{ print $4 }')" "$(tile 未回答)"
is 'the line of the chart has as many points' "$(grep -o 'class="line" points="[^"]*"' "$page" | tr ' ' '\n' | grep -c ,)" 90
is 'states are counted' "$(grep -oE '<th scope="row">回答済み</th><td class="figure">[0-9,]+' "$page" | sed 's/.*>//' | tr -d ,)" \
    "$(register "SELECT count(*) FROM opinion WHERE state = 'delivered'")"
holds 'a program that went well' '<th scope="row">iken-register</th><td>2026-12-01 01:00</td><td>正常</td>'
holds 'one that did not' '<th scope="row">iken-fetch</th><td>2026-12-01 01:00</td><td>⚠ '
holds 'trouble that goes on, in words' '⚠ 続いている不具合：ウイルス検査のプログラムが働かず、届いたものが登録を待っています（2時間前）'
holds 'the scanner says so, too' '<th scope="row">ウイルス検査</th><td>⚠ ウイルス検査のプログラムが働かず'
holds 'a failed program is in the list' '<li>⚠ プログラムの実行：iken-fetch '
agrees 'what bears the sign is in the list'
holds 'what is not set up' '<th scope="row">バックアップ</th><td>設定されていません</td>'

# ---- nothing personal
is 'no word of people, no number of an opinion' "$(grep -cE '金糸雀|kanaria|secret|孔雀|七面鳥|20[0-9]{2}-[0-9]{6}-[0-9]' "$page")" 0
register "SELECT number FROM opinion" >"$T/numbers"
is 'really none' "$(grep -cFf "$T/numbers" "$page")" 0

# ---- only its own file
echo 'somebody else' >"$T/board/other.html"
exits 'a file of somebody else is left alone' 78 iken-board -o "$T/board/other.html"
is 'as it was' "$(cat "$T/board/other.html")" 'somebody else'
exits '--dry-run' 0 iken-board -n -o "$T/board/new.html"
is 'writes nothing' "$(ls "$T/board")" 'index.html
other.html'
exits 'its own is replaced' 0 iken-board
cp "$page" "$T/kept"
mv "$office/data/register.db" "$office/data/away"
exits 'without a register' 78 iken-board
ok 'the page stays what it was' cmp "$page" "$T/kept"
mv "$office/data/away" "$office/data/register.db"
sed -i 's/^file = .*//' "$IKEN_CONF"
exits 'without the setting' 78 iken-board

# ---- in a browser
start_browser

# looks NAME: the page is kept and judged: it fits the window, has one heading, says its language, and axe finds nothing serious.
looks()
{
	case $1 in
	*no-js*) is "$1: the page is as it should be" "$(browser judge "$shots/$1" 2>&1)" '' ;;
	*) is "$1: the page is as it should be" "$(browser judge "$shots/$1" "$AXE" 2>&1)" '' ;;
	esac
}

# written SECONDS_AGO: writes the page as if so long ago.
written()
{
	IKEN_NOW=$(($(date +%s) - $1)) iken-board -o "$page" || bail 'iken-board fails'
}

written 0
browser open desktop with-js ja || bail 'no browser'
browser go "file://$page"
looks board-desktop
is 'what is new is not old' "$(browser attribute '#old' hidden)" true
is 'nothing is asked of anybody else' "$(browser requests | grep -v -e "^file://$page" -e '^data:' -e '^chrome')" ''
is 'the browser has nothing to complain of' "$(browser log | grep -v favicon)" ''
browser press '自動の読み直しを止める'
like 'reloading can be stopped' "$(browser text '#reload')" '自動で読み直す'
browser follow summary
looks board-desktop-table
browser media dark
looks board-desktop-dark
browser media print
browser print "$shots/board.pdf"
ok 'on paper it is some pages' test "$(pdfinfo "$shots/board.pdf" | sed -n 's/^Pages: *//p')" -le 6
browser close
written 7200
browser open phone with-js ja || bail 'no browser'
browser go "file://$page"
is 'what is old says so' "$(browser attribute '#old' hidden)" ''
like 'in words' "$(browser text '#old')" 'この画面は古くなっています'
looks board-phone-old
browser close
browser open phone no-js ja || bail 'no browser'
browser go "file://$page"
like 'without scripts the time stands there, and until when it is good' "$(browser text header)" "$(TZ=Asia/Tokyo date -d "@$(($(date +%s) - 7200))" +%Y-%m-%d)"
looks board-phone-no-js
browser close
sed -i 's/^section = .*/&\nlanguage = en/' "$IKEN_CONF"
written 0
is 'in English it is valid, too' "$(html_errors "$page")" ''
browser open desktop with-js en || bail 'no browser'
browser go "file://$page"
looks board-english
browser close

# ---- each by itself: the list says it, and says nothing when it is over
office=$T/small
page=$T/small.html
new_office "$office"
put_mail "$office/inbox" "$T/mail"
iken run >"$T/round" 2>&1 || bail 'a round fails'
sed -i "s|^scanner = none|socket = $T/no-scanner|" "$IKEN_CONF"
exits 'of one opinion' 0 iken-board -o "$page"
holds 'nothing needs attention' 'いま、気をつけることはありません'
agrees 'and nothing bears the sign'
# alone TITLE PATTERN SQL UNDO
alone()
{
	register "$3"
	iken-board -o "$page" || bail 'iken-board fails'
	holds "$1" "<li>⚠ $2"
	is "$1: and nothing else" "$(grep -c '^<li>⚠' "$page")" 1
	agrees "$1: as it is below"
	register "$4"
}
alone 'an answer that came back' '届かなかった回答：1件' "UPDATE opinion SET state = 'undeliverable'" "UPDATE opinion SET state = 'requested'"
alone 'one that is late' '回答期限を過ぎたものがあります：1件' "UPDATE opinion SET due = 1" "UPDATE opinion SET due = $IKEN_NOW + 86400"
for trouble in scanner-old scanner-unable 'late-works iken-fetch' 'late-gone iken-fetch'; do
	alone "$trouble" '続いている不具合：[^a-z]*(：iken-fetch)?（2時間前）' "INSERT INTO trouble(name, code, since) VALUES('x', '$trouble', $IKEN_NOW - 7200)" 'DELETE FROM trouble'
done
alone 'one of another version' '続いている不具合：new-one x（2時間前）' "INSERT INTO trouble(name, code, since) VALUES('x', 'new-one x', $IKEN_NOW - 7200)" 'DELETE FROM trouble'
mv "$office/inbox" "$office/gone"
iken-fetch >"$T/round" 2>&1 && bail 'iken-fetch does not miss its mailbox'
alone 'a program that failed' 'プログラムの実行：iken-fetch (失敗|次回に持ち越し)' '' ''

done_testing
