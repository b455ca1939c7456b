#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A stack with a batch sheet, sheets of several opinions in one scan, an archive: split, counted, told, and the same
# after iken-register was killed before each of its calls.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[transcription]
addresses = typist@city.example.jp
ocr = no

[limits]
automatic_per_address = 100
'
new_office "$office"
add_drop letters
for n in 1 2 3 4; do
	paper "$T/p$n.tif" "opinion number $n"
done
paper "$T/blank.tif" ''
register "INSERT INTO batch(id, channel, made, expected) VALUES(12, 'postcard', 0, 3)"
paper "$T/cover.tif" 'cover' "$(code B - 12 0)"
for n in 1 3; do
	paper "$T/s$n.tif" 'separator' "$(code S - 12 $n)"
done

# ---- a stack in which separators 2 is missing and 3 is there twice, scanned on both sides ----
tiffcp "$T/cover.tif" "$T/blank.tif" "$T/p1.tif" "$T/p2.tif" "$T/s1.tif" "$T/blank.tif" "$T/p3.tif" "$T/s3.tif" "$T/blank.tif" \
	"$T/p4.tif" "$T/blank.tif" "$T/s3.tif" "$T/blank.tif" "$T/p2.tif" "$T/letters/stack.tif"
ok 'it is collected' iken-collect
cp -a "$office/data" "$T/kept"
exits 'it is registered' 0 iken-register
is 'as four pieces' "$(kinds)" 'scan|4 split|1 '
is 'each is of the channel on the cover' "$(register "SELECT DISTINCT channel FROM arrival WHERE kind = 'scan'")" postcard
is 'they are of these pages' "$(register "SELECT label || ': ' || outcome FROM piece ORDER BY place" | tr '\n' ' ')" \
	'pages 3-4: scan pages 7-7: scan pages 10-11: scan pages 14-14: scan '
is 'the batch is scanned' "$(register 'SELECT arrival, found FROM batch')" '1|4'
ok 'the mails' iken-send
told=$(newest kocho@ collected)
text=$(body "$told")
like 'the desk is told what was expected' "$text" '表紙に書かれた件数：3'
like 'and found' "$text" '読み取った件数：4'
like 'that they differ' "$(field "$told" Subject)" '件数が違います'
like 'what is missing' "$text" '仕切り紙が見つかりません：2枚目'
like 'what is there twice' "$text" '同じ仕切り紙が2枚以上あります：3枚目'
like 'and what became of each' "$text" '7-7ページ　入力待ち'
is 'four mails to type in' "$(how_many typist@ transcribe)" 4
is 'of three, two and one pages' "$(for f in "$office"/outbox/new/*; do
	grep -aq '^X-Ikenbako: transcribe' "$f" && attached "$f" | wc -l
done | sort | tr -d ' \n')" 1112
first=$(newest typist@ transcribe)
printf '氏名: 山田\n本文:\n道路\n' | form | reply typist@city.example.jp "$first"
ok 'one is typed in' round
is 'the list knows' "$(register "SELECT count(*) FROM piece WHERE outcome LIKE 'opinion 2%'")" 1
is 'the desk is told once' "$(how_many kocho@ collected)" 1

# ---- killed anywhere ----
reset()
{
	rm -rf "$office/data" && cp -a "$T/kept" "$office/data"
}

# same NAME GOT WANTED
same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

check()
{
	same kinds "$(kinds)" 'scan|4 split|1 ' &&
		same pieces "$(register "SELECT count(*) FROM piece WHERE outcome = 'scan'")" 4 &&
		same told "$(register "SELECT count(*) FROM intent WHERE kind = 'collected'")" 1 &&
		same asked "$(register "SELECT count(*) FROM intent WHERE kind = 'transcribe'")" 4 &&
		same waiting "$(find "$office/data/arrivals" -type f | wc -l)" 0 &&
		same stored "$(find "$office/data/store" -type f | wc -l)" 5 &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}

EACH=${EACH:-41}
at_each_call 'killed before calls all along' kill-before reset check iken-register

# ---- note sheets of two opinions in one scan ----
reset
for who in taro hanako; do
	printf '道路に穴があります。\n' | write "$who@example.jp" opinion@city.example.jp '道路'
	ok "$who writes" round
done
paper "$T/n1.tif" 'looked at it' "$(code N "$(number 1)" 0 0)"
paper "$T/n2.tif" 'not yet' "$(code N "$(number 2)" 0 0)"
tiffcp "$T/n1.tif" "$T/p1.tif" "$T/n2.tif" "$T/letters/notes.tif"
ok 'a round' round
is 'each is filed to its own' "$(register "SELECT opinion FROM arrival WHERE kind = 'note' ORDER BY seq" | tr '\n' ' ')" '1 2 '
is 'with the pages behind it' "$(register "SELECT label FROM piece WHERE parent = (SELECT max(parent) FROM piece)" | tr '\n' ' ')" \
	'pages 1-2 pages 3-3 '

# ---- the same cover again ----
tiffcp "$T/cover.tif" "$T/p3.tif" "$T/letters/again.tif"
ok 'a round' round
like 'the desk is told that the batch was there before' "$(body "$(newest kocho@ collected)")" '以前にも取り込まれています'

# ---- an archive ----
mkdir -p "$T/zip/__MACOSX" "$T/zip/mr yamada"
paper "$T/zip/one.tif" 'from the archive'
printf '氏名: 鈴木\n\n街灯が暗い。\n' >"$T/zip/one.txt"
paper "$T/zip/two.tif" 'another'
paper "$T/zip/mr yamada/1.tif" 'page one'
paper "$T/zip/mr yamada/2.tif" 'page two'
echo litter >"$T/zip/__MACOSX/._one.tif"
echo litter >"$T/zip/.DS_Store"
(cd "$T/zip" && zip -qr "$T/inner.zip" two.tif && zip -qr "$T/all.zip" . && zip -qj "$T/all.zip" "$T/inner.zip")
cp "$T/all.zip" "$T/letters/all.zip"
before=$(register 'SELECT max(seq) FROM arrival')
ok 'a round' round
is 'each of it is something' "$(register "SELECT kind || ' ' || reason FROM arrival WHERE seq > $before ORDER BY kind, reason" | tr '\n' '.')" \
	'held zip-in-zip.opinion .scan .scan .split archive.'
text=$(body "$(newest kocho@ collected)")
like 'the desk reads which file' "$text" '「two.tif」　入力待ち'
like 'and what is wrong' "$text" '「inner.zip」　確認が必要です'
like 'the form is an opinion' "$text" "受付番号 $(number 3)"
printf 'PK\003\004this is no archive' >"$T/letters/bad.zip"
touch -d '2 hours ago' "$T/letters/bad.zip"
ok 'a round' round
rm -f "$T/letters/bad.zip"
done_testing
