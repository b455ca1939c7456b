#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Paper from a drop folder: a form is an opinion at once, a scan is typed in by one clerk, what cannot be taken is
# held for the desk; departments get no handwriting.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[transcription]
addresses = typist@city.example.jp
ocr = no

[department open]
name = 公開課
addresses = open@city.example.jp
masked = no

[rule]
words = 公開
department = open

[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop letters
add_drop cards 'channel = postcard'

last()
{
	register "SELECT kind, reason FROM arrival ORDER BY seq DESC LIMIT 1"
}

# ---- a form beside its scan ----
paper "$T/scan.tif" 'The street lamp is broken'
cp "$T/scan.tif" "$T/letters/a.tif"
cat >"$T/form.txt" <<-E
	氏名: 山田太郎
	郵便番号: 1234567
	住所: 見本市本町1-2-3
	投稿目的: 問い合わせ
	文字の大きさ: 大
	受付日: 令和8年11月1日

	街灯が消えています。山田太郎
E
iconv -t CP932 "$T/form.txt" >"$T/letters/a.txt"
ok 'a round' round
is 'an opinion' "$(kinds)" 'opinion|1 '
is 'of the channel and purpose, received on that day' \
	"$(register "SELECT channel, purpose, datetime(received + 32400, 'unixepoch') FROM opinion")" \
	'letter|question|2026-11-01 00:00:00'
is 'its arrival made it' "$(register 'SELECT arrival.seq = opinion.arrival AND arrival.key = opinion.key FROM arrival, opinion')" 1
is 'the folder is empty' "$(ls "$T/letters")" ''
request=$(newest roads@ request)
like 'the department gets the text' "$(body "$request")" '^> 街灯が消えています'
unlike 'without the name' "$(body "$request")" 山田
like 'and is told of the original' "$(body "$request")" '手書きの原本'
is 'and does not get it' "$(attached "$request")" ''
exits 'iken show' 0 iken show "$(number 1)"
like 'has the text' "$(cat "$T/out")" '街灯が消えています'
printf '開示\n理由: 現地で会うため\n' | reply roads@city.example.jp "$request"
ok 'the department asks for the personal data' round
disclosure=$(newest roads@ disclosure)
is 'and gets the scan' "$(attached "$disclosure")" 'image/tiff a.tif'
printf '【回答】\n来週直します。\n' | reply roads@city.example.jp "$request"
ok 'it answers' round
like 'the answer is accepted' "$(state 1)" 'released|undeliverable|drafted'

# ---- the same scan under another name ----
mkdir "$T/letters/b"
cp "$T/scan.tif" "$T/letters/b/other.tif"
cat >"$T/letters/b/form.txt" <<-E
	氏名：山田太郎
	〒：123-4567
	住所：見本市本町1-2-3
	種別：問い合わせ
	文字の大きさ：大きい
	受付日：2026/11/1

	街灯が消えています。山田太郎
E
ok 'a round' round
is 'the same again is held' "$(last)" 'held|same-scan'
held=$(newest kocho@ held)
like 'the desk is told why' "$(body "$held")" '同じファイルを、以前にも受け付けています'
like 'and what it may be' "$(body "$held")" "^1\. $(number 1).*同じファイルで受け付けた案件"
is 'and sees the page' "$(attached "$held")" 'image/jpeg page-01.jpg'
printf '新規\n' | reply kocho@city.example.jp "$held"
ok 'the desk says that it is another one' round
is 'it is an opinion now' "$(register 'SELECT count(*) FROM opinion')" 2
like 'the desk is told' "$(body "$(newest kocho@ filed)")" "$(number 2)"
cp "$T/scan.tif" "$T/cards/c.tif"
cp "$T/form.txt" "$T/cards/c.txt"
ok 'once more' round
printf '破棄\n' | reply kocho@city.example.jp "$(newest kocho@ held)"
ok 'the desk throws it away' round
is 'discarded' "$(register "SELECT count(*) FROM arrival WHERE kind = 'discarded'")" 1

# ---- a scan alone ----
tiffcp "$T/scan.tif" "$T/scan.tif" "$T/cards/two.tif"
ok 'a round' round
is 'it waits' "$(register "SELECT kind, channel, reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'scan|postcard|'
mail=$(newest typist@ transcribe)
like 'a clerk is asked to type it in' "$(body "$mail")" '^氏名:$'
is 'and sees its pages' "$(attached "$mail")" 'image/jpeg page-01.jpg
image/jpeg page-02.jpg'
printf '氏名: 佐藤花子\n電話番号: 12\n件名: ごみ\n本文:\nごみの収集が遅いです。\n' | form | reply typist@city.example.jp "$mail"
ok 'there is a mistake in what they type' round
answer=$(newest typist@ transcribed)
like 'they are told where' "$(body "$answer")" '2行目: 電話番号は'
like 'and get it back' "$(body "$answer")" '^ごみの収集が遅いです。'
is 'nothing is registered' "$(register 'SELECT count(*) FROM opinion')" 2
printf '氏名: 佐藤花子\n電話番号: 03-1234-5678\n住所: 見本市東1-1\n件名: ごみ\n本文:\nごみの収集が遅いです。\n' |
	form | reply typist@city.example.jp "$answer"
ok 'they correct it' round
answer=$(newest typist@ transcribed)
like 'they are told the number' "$(body "$answer")" "$(number 3)"
like 'and what they typed' "$(body "$answer")" 佐藤花子
is 'the scan is the opinion' "$(register "SELECT a.kind, a.channel, o.channel, o.department, a.key = o.key
	FROM arrival a JOIN opinion o ON o.arrival = a.seq WHERE o.id = 3")" 'opinion|postcard|postcard|waste|1'
like 'the department gets it' "$(body "$(newest waste@ request)")" '^> ごみの収集が遅いです'
is 'no typed form is kept besides' "$(register 'SELECT count(*) FROM transcription WHERE form IS NOT NULL')" 0
printf '氏名: 佐藤花子\n本文:\nもう一度\n' | form | reply typist@city.example.jp "$mail"
ok 'who answers once more' round
like 'is told that it is done' "$(body "$(newest typist@ transcribed)")" 'すでに登録されているか'
is 'and nothing happens' "$(register 'SELECT count(*) FROM opinion')" 3

# ---- somebody else's reply ----
paper "$T/cards/k.tif" 'about the park'
ok 'a round' round
mail=$(newest typist@ transcribe)
printf '氏名: 偽\n本文:\nにせもの\n' | form | write evil@example.net "$(reply_address "$mail")" 'Re: typed'
ok 'a stranger answers' round
is 'it is held' "$(last)" 'held|token-other-sender'

# ---- departments that get everything get the scan ----
printf '氏名: 鈴木\n本文:\n情報の公開について\n' | form | reply typist@city.example.jp "$mail"
ok 'an open department' round
is 'gets the scan' "$(attached "$(newest open@ request)")" 'image/tiff k.tif'

# ---- what is no opinion, and what belongs to one ----
paper "$T/letters/junk.tif" 'x'
ok 'a round' round
printf '破棄\n' | reply typist@city.example.jp "$(newest typist@ transcribe)"
ok 'junk' round
like 'is discarded' "$(body "$(newest typist@ transcribed)")" '破棄しました'
paper "$T/letters/more.tif" 'more about the street lamp'
ok 'a round' round
printf '追記 %s\n' "$(number 3)" | reply typist@city.example.jp "$(newest typist@ transcribe)"
ok 'what belongs to an earlier opinion' round
is 'is filed there' "$(register "SELECT kind, opinion FROM arrival WHERE source = 'letters' ORDER BY seq DESC LIMIT 1")" 'follow-up|3'
paper "$T/letters/more2.tif" 'even more'
printf '受付番号: %s\n\nまだ来ません。ごみです。\n' "$(number 3)" >"$T/letters/more2.txt"
ok 'a form that names it' round
is 'is filed as well' "$(register "SELECT kind, opinion FROM arrival ORDER BY seq DESC LIMIT 1")" 'follow-up|3'
like 'the department reads it' "$(body "$(newest waste@ follow-up)")" '^> まだ来ません'

# ---- a form with mistakes, a file that cannot be read, codes that are made up ----
printf '氏名: 高橋\n回答方法: 郵送\n\n住所を忘れました。\n' >"$T/letters/alone.txt"
ok 'a round' round
mail=$(newest typist@ transcribe)
like 'the clerk sees what is wrong' "$(body "$mail")" '回答方法が郵送のときは、住所'
like 'and what was typed' "$(body "$mail")" '^住所を忘れました。'
tiff2pdf -o "$T/plain.pdf" "$T/scan.tif"
qpdf --encrypt secret secret 256 -- "$T/plain.pdf" "$T/letters/broken.pdf"
ok 'a round' round
is 'a file that is encrypted' "$(last)" 'held|bad-scan 1'
like 'the desk is told its name' "$(body "$(newest kocho@ held)")" 'broken.pdf'
"$B/tests/tools/sheet-code" -t "IKEN:N:$(number 1):1.1:0123456789ABCDEF" >"$T/forged.pbm"
paper "$T/letters/forged.tif" 'approve everything' "$T/forged.pbm"
ok 'a round' round
is 'a made-up code' "$(last)" 'held|forged-sheet'
printf '新規\n' | reply kocho@city.example.jp "$(newest kocho@ held)"
ok 'the desk has it typed in' round
is 'then it is a scan as others are' "$(register "SELECT kind FROM arrival WHERE source = 'letters' ORDER BY seq DESC LIMIT 1")" scan

# ---- sheets of ours ----
paper "$T/letters/note.tif" 'we looked at it' "$(code N "$(number 3)" 0 0)"
ok 'a round' round
is 'a note sheet is kept with its opinion' "$(register "SELECT kind, opinion FROM arrival ORDER BY seq DESC LIMIT 1")" 'note|3'
is 'as a note' "$(register "SELECT step, note FROM event WHERE opinion = 3 ORDER BY id DESC LIMIT 1")" 'note|note-sheet'
like 'the department is told' "$(body "$(newest waste@ note-sheet)")" '手書きの用紙（1枚）'
paper "$T/letters/ours.tif" 'I got your letter' "$(code L "$(number 3)" 7 0)"
ok 'a round' round
like 'our letter in a scan says what it may be about' "$(body "$(newest typist@ transcribe)")" "受付番号 $(number 3) への続き"

# ---- a mail that looks like a bundle is a mail ----
printf 'X-Ikenbako-Bundle: 1\nFrom: taro@example.jp\nTo: opinion@city.example.jp\nSubject: x\nMessage-ID: <b@x>\n\n道路の穴\n' |
	put_mail "$office/inbox"
ok 'a round' round
is 'is an opinion by mail' "$(register "SELECT channel FROM opinion ORDER BY id DESC LIMIT 1")" mail
unlike 'nothing personal is logged' "$(cat "$T/round")" '佐藤|山田|鈴木'
done_testing
