#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Letters that the post brings back: the address is bad, the desk is told; corrected by a command, the answer goes out again.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA="
[print]
kind = folder
folder = $T/print

[staff front]
name = 窓口
addresses = front@city.example.jp
rights = look-up, reissue, correct

[limits]
automatic_per_address = 100
"
mkdir "$T/print"
new_office "$office"
add_drop letters
add_drop back 'returned = yes'
exits 'the clerks get their address' 0 iken-staff --mail front
ok 'by mail' round
commands=$(reply_address "$(newest front@ welcome)")

printf '氏名: 山田太郎\n郵便番号: 123-4567\n住所: 見本市本町1-2-3\n回答方法: 郵送\n\n道路に穴があります。\n' >"$T/letters/a.txt"
ok 'an opinion on paper' round
printf '【回答】\n来週直します。\n' | reply roads@city.example.jp "$(newest roads@ request)"
ok 'is answered' round
ok 'and its letter printed' round
printf '発送済\n' | reply kocho@city.example.jp "$(newest kocho@ dispatch)"
ok 'the desk has posted it' round
is 'and with the post' "$(state 1)" posted
letter=$(register 'SELECT id FROM letter')

# ---- not in every folder ----
paper "$T/scan.tif" 'our letter' "$(code L "$(number 1)" "$letter" 0)"
cp "$T/scan.tif" "$T/letters/b.tif"
ok 'our letter in another folder' round
is 'is nothing that came back' "$(state 1)" posted

# ---- returned ----
paper "$T/back/c.tif" 'our letter, returned' "$(code L "$(number 1)" "$letter" 0)"
ok 'it came back' round
is 'its arrival is filed' "$(register "SELECT kind, opinion FROM arrival WHERE source = 'back'")" 'returned|1'
is 'the letter has come back' "$(register 'SELECT state FROM letter')" returned
is 'the opinion is undeliverable, its address bad' "$(register 'SELECT state, address_bad FROM opinion')" 'undeliverable|1'
mail=$(newest kocho@ undeliverable)
like 'the desk is told so' "$(body "$mail")" '手紙が、届かずに戻ってきました'
like 'and what to do' "$(body "$mail")" "訂正 $(number 1)"
is 'and sees it' "$(attached "$mail")" 'image/jpeg page-01.jpg'
paper "$T/back/d.tif" 'our letter, scanned once more' "$(code L "$(number 1)" "$letter" 0)"
ok 'once more' round
is 'it is known' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" returned-before
paper "$T/back/e.tif" 'a letter whose code cannot be read'
ok 'without a code' round
is 'the desk looks at it' "$(register "SELECT kind, reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'held|no-sheet'
is 'and sees the page' "$(attached "$(newest kocho@ held)")" 'image/jpeg page-01.jpg'

# ---- corrected, and out again ----
printf '郵送 %s\n' "$(number 1)" | write front@city.example.jp "$commands" ''
ok 'a round' round
like 'with a bad address it does not go out' "$(body "$(newest front@ command)")" '住所'
is 'and nothing changes' "$(state 1)" undeliverable
printf '訂正 %s\n住所: 見本市東町9-9\n郵便番号: 123-9999\n' "$(number 1)" | write front@city.example.jp "$commands" ''
ok 'the address is corrected' round
is 'it is not bad any more' "$(register 'SELECT address_bad FROM opinion')" 0
is 'which is a step' "$(register "SELECT step, who FROM event ORDER BY id DESC LIMIT 1")" 'address|staff:front'
printf '郵送 %s\n' "$(number 1)" | write front@city.example.jp "$commands" ''
ok 'and the answer is sent again' round
is 'as a letter' "$(register "SELECT way FROM intent WHERE kind = 'answer' ORDER BY id DESC LIMIT 1")" letter
is 'of the same draft' "$(register "SELECT count(DISTINCT draft) FROM intent WHERE kind = 'answer'")" 1
like 'iken knows' "$(register "SELECT group_concat(step) FROM event")" 'resend'
printf '訂正 %s\n回答方法: 不要\n文字の大きさ: 大\n氏名: 山田次郎\nメールアドレス: j@example.jp\n' "$(number 1)" |
	write front@city.example.jp "$commands" ''
ok 'other lines' round
exits 'iken show' 0 iken show "$(number 1)"
like 'has the new name' "$(cat "$T/out")" '山田次郎'
like 'and address' "$(cat "$T/out")" 'j@example.jp'
printf '訂正 %s\n郵便番号: 12\n' "$(number 1)" | write front@city.example.jp "$commands" ''
ok 'a mistake' round
like 'is told' "$(body "$(newest front@ command)")" '郵便番号は7桁'
done_testing
