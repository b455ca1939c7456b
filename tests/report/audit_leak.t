#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The leak drill over the mails of an office that sends over TLS, and of one that writes them into a folder or gives
# them to a program: whose data, which items, to whom, when, encrypted or not.
. "${0%/*}/../flow/post.sh"

start_dovecot opinion roads waste taro kocho admin
start_smtp
OFFICE_EXTRA='
[department open]
name = 公園課
addresses = waste@city.example.jp
masked = no

[rule]
words = 公園
department = open
'
IKEN_NOW=1795410000	# 2026-11-23 14:00 in Tokyo
export IKEN_NOW
office=$T/office
new_office "$office"

# sent KIND [OPINION]: the Message-ID of our mail.
sent()
{
	register "SELECT message_id FROM intent WHERE kind = '$1' AND opinion = ${2:-1} ORDER BY id DESC LIMIT 1"
}

# drill TITLE WHAT
drill()
{
	exits "$1" 0 iken-audit --leak "$2"
	cp "$T/out" "$T/page"
}

# ---- mails over TLS: one to a department that gets nothing personal, one to a department that does
send_in()
{
	{
		printf 'Return-Path: <taro@example.jp>\nFrom: =?UTF-8?B?%s?= <taro@example.jp>\nTo: opinion@city.example.jp\nSubject: =?UTF-8?B?%s?=\nMessage-ID: <%s@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n' \
			"$(printf 山田太郎 | base64)" "$(printf '%s' "$1" | base64 -w 0)" "$2"
		printf '%s\n' "$3"
	} >"$T/mail"
	python3 - "$LMTP" "$T/mail" <<-'P'
		import smtplib, sys
		s = smtplib.LMTP('127.0.0.1', int(sys.argv[1]))
		s.sendmail('taro@example.jp', ['opinion@city.example.jp'], open(sys.argv[2], 'rb').read())
	P
}
send_in '道路の穴' one "$(printf '駅前の道路に大きな穴があいています。直してください。\n\n氏名：山田太郎\n住所：見本市見本町1-2-3\n電話番号：090-1234-5678\n')"
send_in '公園の木' two "$(printf '公園の木の枝が折れて、道をふさいでいます。\n\n氏名：山田太郎\n住所：見本市見本町1-2-3\n電話番号：090-1234-5678\n')"
wait_for_saved opinion 2 || bail 'the mails do not arrive'
round || bail 'a round fails'
masked=1 open=2
[ "$(register "SELECT department FROM opinion WHERE id = 1")" = roads ] || { masked=2 open=1; }

drill 'a masked request' "$(sent request $masked)"
like 'whose data' "$(cat "$T/page")" "意見 $(number $masked)"
like 'the person' "$(cat "$T/page")" '本人 山田太郎'
like 'which items' "$(cat "$T/page")" '載った項目 .*本文'
unlike 'and not those that were masked' "$(grep 載った項目 "$T/page")" '氏名|住所|電話|メールアドレス'
like 'nothing tells who it was' "$(cat "$T/page")" '本人がわかる情報は、含まれていません'
like 'to whom' "$(cat "$T/page")" 'department:roads　roads@city.example.jp　250'
like 'when decided' "$(cat "$T/page")" '決めた時刻 2026-11-23 14:00'
like 'when sent' "$(cat "$T/page")" '送信済み 2026-11-23 14:00'
like 'encrypted, and to whom' "$(cat "$T/page")" '暗号化（TLS1\.3、localhost の証明書を確認済み）'
like 'what the server called it' "$(cat "$T/page")" 'サーバーの返事 250 .*id='
like 'what else went out' "$(cat "$T/page")" '送ったもの（[2-9]通）'
like 'the receipt' "$(sed -n '/送ったもの/,$p' "$T/page")" '受付確認　resident'
ok 'on one page' test "$(wc -l <"$T/page")" -le 60

drill 'a request that is not masked, in brackets' "<$(sent request $open)>"
like 'which items' "$(cat "$T/page")" '載った項目 .*氏名.*メールアドレス.*住所.*電話番号.*本文'
like 'they tell who it was' "$(cat "$T/page")" '本人がわかる情報が、含まれています'
drill 'the receipt' "$(sent receipt $open)"
like 'went to the resident' "$(cat "$T/page")" 'resident　taro@example.jp'
drill 'a mail that came in' '<two@example.jp>'
like 'when, and by which way' "$(cat "$T/page")" '受付 2026-11-23 14:00　mail（mail）'
like 'from whom' "$(cat "$T/page")" '差出人　　山田太郎 <taro@example.jp>'
like 'about which opinion' "$(cat "$T/page")" "意見 $(number $open)"
drill 'the arrival by its id' "$(register "SELECT id FROM arrival WHERE opinion = $open LIMIT 1")"
like 'is the same' "$(cat "$T/page")" '差出人　　山田太郎'
drill 'an opinion by its number' "$(number $open)"
like 'all of it' "$(cat "$T/page")" '処理依頼　department:open　氏名.*（本人がわかる）　TLS1\.3$'
exits 'no such mail' 65 iken-audit --leak '<none@example.jp>'
exits 'no such number' 65 iken-audit --leak 2026-000099-9

# ---- the drill is a look itself, and is seen by the next one
is 'each drill is in the log' "$(register "SELECT count(*) FROM access WHERE what = 'leak drill' AND unmasked = 1 AND program = 'iken-audit'")" 6
drill 'who looked' "$(number $open)"
like 'is named' "$(sed -n '/見た人/,$p' "$T/page")" "$(id -un) \($(id -u)\)"
is 'mails that showed an opinion are lines' "$(register "SELECT who || ' ' || what || ' ' || unmasked FROM access WHERE what LIKE 'mailed request' ORDER BY unmasked")" \
	"department:roads mailed request 0
department:open mailed request 1"

# ---- to a folder and to a program: nobody can say what happens behind it
send_over()
{
	sed -i "/^\[send\]/,/^\$/d" "$IKEN_CONF"
	printf '\n[send]\n%s\n' "$1" >>"$IKEN_CONF"
}
new_maildir "$T/folder"
send_over "kind = maildir
folder = $T/folder"
send_in '道路の石' three "$(printf '歩道に大きな石が落ちていて危ないです。\n')"
wait_for_saved opinion 3 || bail 'the mail does not arrive'
round || bail 'a round fails'
drill 'a mail into a folder' "$(sent request 3)"
like 'says so' "$(cat "$T/page")" 'この機械のフォルダーへ書いた'
cat >"$T/sendmail" <<-'S'
	#!/bin/sh
	exec cat >/dev/null
S
chmod 755 "$T/sendmail"
send_over "kind = sendmail
command = $T/sendmail"
send_in '道路の水' four "$(printf '道路に水があふれています。見てください。\n')"
wait_for_saved opinion 4 || bail 'the mail does not arrive'
round || bail 'a round fails'
drill 'a mail to a program' "$(sent request 4)"
like 'says that it is not known' "$(cat "$T/page")" 'その先が暗号化されたかはわからない'
register "UPDATE intent SET items = '', link = '', said = '' WHERE kind = 'request' AND opinion = 4"
drill 'a mail of an older version' "$(sent request 4)"
like 'says that nothing was recorded' "$(cat "$T/page")" '載った項目 記録がありません'

# ---- in English
sed -i 's/^\[office\]/[office]\nlanguage = en/' "$IKEN_CONF"
drill 'in English' "$(sent request $open)"
like 'the items' "$(cat "$T/page")" 'items +.*name.*mail.*address.*phone'
done_testing
