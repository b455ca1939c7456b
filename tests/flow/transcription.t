#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Two clerks type in a scan without seeing each other's text: equal ones are the opinion, of others a third person
# decides. What a machine reads is a proposal and no more.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[transcription]
addresses = first@city.example.jp
second = second@city.example.jp
third = chief@city.example.jp

[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop cards 'channel = postcard'

# ---- the same, but for spaces, width and lines ----
paper "$T/cards/a.tif" 'THE STREET LAMP IS BROKEN'
ok 'a round' round
first=$(newest first@ transcribe)
second=$(newest second@ transcribe)
is 'that each sees the scan stands in the access log' \
	"$(register "SELECT who || ' ' || unmasked FROM access WHERE what = 'mailed transcribe' AND items LIKE '%scan%' ORDER BY who" | tr '\n' ',')" \
	'transcriber:1 1,transcriber:2 1,'
like 'the second is told not to compare' "$(body "$second")" 'もう1人が、同じものを別に'
unlike 'the first is not' "$(body "$first")" 'もう1人が、同じものを別に'
is 'their addresses are not the same' "$([ "$(reply_address "$first")" = "$(reply_address "$second")" ]; echo $?)" 1
like 'what a machine read stands below' "$(body "$first")" '機械による読み取り案（未確認・確からしさ [0-9]+%）'
like 'and is what stands on the paper' "$(body "$first" | tr -d ' ' | tr a-z A-Z)" 'STREET'
is 'and not in the form' "$(body "$first" | sed -n '/意見の入力/,/ここまで/p' | grep -ci street)" 0
printf '氏名: 山田 太郎\n住所: 見本市1-2\n件名: 街灯\n本文:\n街灯が消えています。\nよろしくお願いします。\n' | form | reply first@city.example.jp "$first"
ok 'the first types it in' round
like 'and is told that it waits' "$(body "$(newest first@ transcribed)")" 'もう1人の入力を待っています'
is 'nothing is registered' "$(register 'SELECT count(*) FROM opinion')" 0
is 'what was typed is sealed' "$(strings "$office/data/register.db" | grep -c '街灯が消えています')" 0
printf '氏名：山田太郎\n住所：見本市１－２\n件名：街灯\n本文：\n街灯が 消えています。よろしくお願いします。\n' | form | reply second@city.example.jp "$second"
ok 'the second as well' round
is 'which is an opinion' "$(register 'SELECT kind FROM arrival WHERE opinion = 1 ORDER BY seq LIMIT 1')" opinion
like 'the second is told its number' "$(body "$(newest second@ transcribed)")" "$(number 1)"
is 'nobody else was asked' "$(how_many chief@ transcribe)" 0
is 'nothing of it is kept twice' "$(register 'SELECT (SELECT count(*) FROM transcription WHERE form IS NOT NULL) + (SELECT count(*) FROM proposal)')" 0

# ---- differences ----
paper "$T/cards/b.tif" 'another one'
ok 'a round' round
first=$(newest first@ transcribe)
second=$(newest second@ transcribe)
printf '氏名: 佐藤\n電話番号: 03-1234-5678\n件名: ごみ\n本文:\nごみの収集が遅いです。\n毎週困ります。\n' | form | reply first@city.example.jp "$first"
ok 'the first' round
printf '氏名: 佐藤\n電話番号: 03-1234-5679\n件名: ごみ\n本文:\nごみの収集が早いです。\n毎週困ります。\n' | form | reply second@city.example.jp "$second"
ok 'the second' round
like 'is told that they differ' "$(body "$(newest second@ transcribed)")" '違うところがあるため'
is 'nothing is registered' "$(register 'SELECT count(*) FROM opinion')" 1
third=$(newest chief@ transcribe)
text=$(body "$third")
like 'a third person is asked' "$text" '2人の入力に違いがあります'
like 'and sees the one' "$text" '1人目：ごみの収集が遅いです。'
like 'and the other' "$text" '2人目：ごみの収集が早いです。'
like 'what they agree on is filled in' "$text" '^氏名: 佐藤$'
like 'what not is empty' "$text" '^電話番号:$'
like 'and marked in the text' "$text" '^【ここを書いてください】$'
is 'with the page' "$(attached "$third")" 'image/jpeg page-01.jpg'
body "$third" | sed -n '/意見の入力/,/ここまで/p' | reply chief@city.example.jp "$third"
ok 'who sends it back as it is' round
like 'is told that something is left' "$(body "$(newest chief@ transcribed)")" 'ここを書いてください】」が残っています'
body "$third" | sed -n '/意見の入力/,/ここまで/p' | sed 's/【ここを書いてください】/ごみの収集が遅いです。/; s/^電話番号:.*/電話番号: 03-1234-5678/' |
	reply chief@city.example.jp "$third"
ok 'and decides' round
like 'it is registered' "$(body "$(newest chief@ transcribed)")" "$(number 2)"
like 'as it was decided' "$(body "$(newest waste@ request)")" '^> ごみの収集が遅いです'
like 'with what they agreed on' "$(body "$(newest waste@ request)")" '^> 毎週困ります'

# ---- who thinks again; an open form needs one person ----
paper "$T/cards/c.tif" 'a third one'
ok 'a round' round
first=$(newest first@ transcribe)
second=$(newest second@ transcribe)
printf '氏名: 鈴木\n本文:\n公園\n' | form | reply first@city.example.jp "$first"
ok 'the first' round
printf '氏名: 鈴木\n本文:\n道路\n' | form | reply first@city.example.jp "$first"
ok 'thinks again' round
printf '氏名: 鈴木\n本文:\n道路\n' | form | reply second@city.example.jp "$second"
ok 'the second agrees with the second thought' round
is 'that is an opinion' "$(register 'SELECT count(*) FROM opinion')" 3
printf '氏名: 高橋\n電話番号: 1\n\n電話を忘れました。\n' >"$T/cards/d.txt"
ok 'a form with a mistake' round
is 'goes to one person' "$(register "SELECT count(*) FROM transcription WHERE arrival = (SELECT max(arrival) FROM transcription)")" 1
printf '氏名: 高橋\n電話番号: 03-1111-2222\n\n電話を忘れました。\n' | form | reply first@city.example.jp "$(newest first@ transcribe)"
ok 'who corrects it' round
is 'and it is an opinion' "$(register 'SELECT count(*) FROM opinion')" 4
is 'two asked, one asks for nothing' "$(register "SELECT count(*) FROM arrival WHERE kind = 'scan'")" 0
done_testing
