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
body "$(newest kocho@ held)" >"$T/held"
like 'and what it would be' "$(cat "$T/held")" '区分を書かないときは「返戻」として扱います'
like 'and how it is said' "$(cat "$T/held")" '^　返戻　… '

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

# ---- a code that cannot be read: the desk says which letter it is ----
# posts NAME: an opinion of that name is answered by a letter, printed and posted. Sets n, its place.
posts()
{
	printf '氏名: %s\n郵便番号: 123-4567\n住所: 見本市本町1-2-3\n回答方法: 郵送\n\n道路に穴があります。\n' "$1" >"$T/letters/$1.txt"
	round && printf '【回答】\n来週直します。\n' | reply roads@city.example.jp "$(newest roads@ request)" && round &&
	    printf '発送済\n' | reply kocho@city.example.jp "$(newest kocho@ dispatch)" && round || bail 'no letter is posted'
	n=$(register 'SELECT max(id) FROM opinion')
}

# back NAME WORDS: it is scanned into the folder of what came back, and cannot be read. Sets held.
back()
{
	paper "$T/back/$1.tif" "$2"
	ok "$2: held" round
	held=$(newest kocho@ held)
	arrival=$(register 'SELECT id FROM arrival ORDER BY seq DESC LIMIT 1')
}

kind()
{
	register "SELECT kind || ' ' || ifnull(opinion, '-') FROM arrival WHERE id = '$arrival'"
}

# what N: all that a letter that came back leaves behind.
what()
{
	register "SELECT state, address_bad FROM opinion WHERE id = $1"
	register "SELECT state FROM letter WHERE opinion = $1 ORDER BY id DESC LIMIT 1"
	register "SELECT step, note FROM event WHERE opinion = $1 ORDER BY id DESC LIMIT 1"
	register "SELECT kind, party, code, arrival <> 0 FROM intent WHERE opinion = $1 AND kind = 'undeliverable' ORDER BY id DESC LIMIT 1"
}

posts 佐藤
by_code=$n
paper "$T/back/f.tif" 'known by its code' "$(code L "$(number "$n")" "$(register "SELECT id FROM letter WHERE opinion = $n")" 0)"
ok 'one comes back with a code' round
posts 鈴木
back g 'number misread'
printf '返戻 %s\n' "$(number "$n" | sed 's/0000/0999/')" | reply kocho@city.example.jp "$held"
ok 'a number that is none' round
like 'is said' "$(body "$(newest kocho@ filed)")" 'その番号の案件が見つかりませんでした'
is 'and nothing has happened' "$(state "$n") $(kind)" 'posted held -'
printf '返戻\n' | reply kocho@city.example.jp "$(newest kocho@ filed)"
ok 'no number' round
like 'is said, too' "$(body "$(newest kocho@ filed)")" 'どこに振り分けるか読み取れませんでした'
printf '区分: 返戻\n番号: %s\n' "$(number "$n")" | reply kocho@city.example.jp "$(newest kocho@ filed)"
ok 'the desk names the letter' round
is 'the scan is filed to its opinion' "$(kind)" "returned $n"
is 'everything is as with a code' "$(what "$n")" "$(what "$by_code")"
is 'that is' "$(what "$n" | tr '\n' ' ')" 'undeliverable|1 returned fail|returned letter undeliverable|desk|returned letter|1 '
is 'but for who says so' "$(register "SELECT who FROM event WHERE opinion = $n ORDER BY id DESC LIMIT 1")" desk
like 'the desk is told' "$(body "$(newest kocho@ filed)")" '返戻として記録しました'
mail=$(newest kocho@ undeliverable)
like 'and how the answer can go out again' "$(body "$mail")" "郵送 $(number "$n")"
is 'with the page' "$(attached "$mail")" 'image/jpeg page-01.jpg'
is 'the access log has a line' "$(register "SELECT who || ' ' || what || ' ' || opinion FROM access WHERE what LIKE 'filed-%' AND opinion = $n ORDER BY id DESC LIMIT 1")" "desk filed-returned arrival $arrival $n"
exits 'iken show' 0 iken show "$(number "$n")"
like 'tells it' "$(cat "$T/out")" 'returned'

posts 高橋
back h 'number alone'
printf '%s\n' "$(number "$n")" | reply kocho@city.example.jp "$held"
ok 'in that folder the number alone will do' round
is 'it came back' "$(what "$n")" "$(what "$by_code")"
back i 'the same again'
printf '%s\n%s\n' "$(number "$n")" "$(number 1)" | reply kocho@city.example.jp "$held"
ok 'one paper cannot be the letter of two' round
like 'which is said' "$(body "$(newest kocho@ filed)")" 'どこに振り分けるか読み取れませんでした'
printf '返戻 %s\n' "$(number "$n")" | reply kocho@city.example.jp "$held"
ok 'once more' round
like 'is no letter that is out' "$(body "$(newest kocho@ filed)")" 'この手紙の返戻は、すでに記録されているか、送った記録がありません'
is 'and stays held' "$(kind)" 'held -'
printf '破棄\n' | reply kocho@city.example.jp "$held"
ok 'it is discarded' round
is 'for good' "$(kind)" 'discarded -'

# The same answer leaves for another address, and comes back again: of two letters the one that is out.
printf '訂正 %s\n住所: 見本市東町9-9\n' "$(number "$n")" | write front@city.example.jp "$commands" ''
ok 'corrected' round
printf '郵送 %s\n' "$(number "$n")" | write front@city.example.jp "$commands" ''
ok 'sent again' round
round
back j 'before it is said to be posted'
printf '%s 返戻\n' "$(number "$n")" | reply kocho@city.example.jp "$held"
ok 'the second comes back' round
is 'it is that one' "$(register "SELECT group_concat(state, ' ') FROM (SELECT state FROM letter WHERE opinion = $n ORDER BY id)")" 'returned returned'
is 'and the address is bad again' "$(register "SELECT state, address_bad FROM opinion WHERE id = $n")" 'undeliverable|1'

# Not everybody may say so.
posts 渡辺
back k 'a forged order'
printf '返戻 %s\n' "$(number "$n")" | reply mallory@example.net "$held"
ok 'somebody else says so' round
is 'and is not believed' "$(state "$n")" posted

# Several letters in one archive: the desk is told of each, and the pieces are known.
posts 中村
paper "$T/z1.tif" 'of an archive'
paper "$T/z2.tif" 'of the same archive'
(cd "$T" && zip -q back/z.zip z1.tif z2.tif)
ok 'an archive of two' round
arrival=$(register "SELECT id FROM arrival WHERE kind = 'held' ORDER BY seq DESC LIMIT 1")
held=
for file in "$office"/outbox/new/*; do
	! body "$file" 2>/dev/null | grep -q "整理番号：$arrival" || held=$file
done
printf '%s\n' "$(number "$n")" | reply kocho@city.example.jp "$held"
ok 'one of them is named' round
is 'it came back' "$(what "$n" | head -n 1) $(kind)" "undeliverable|1 returned $n"
is 'and is known as a piece' "$(register "SELECT outcome FROM piece WHERE arrival = '$arrival'")" "returned $(number "$n")"
done_testing
