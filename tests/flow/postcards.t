#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole way of paper: a stack of postcards with our own batch sheets, scanned crooked and dirty, is split, counted and
# typed in; departments answer by mail; answers are letters; the desk says what was posted; one letter comes back by
# fax machine, its address is corrected, it leaves again; a note sheet is filled in and scanned back.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA="
[print]
kind = folder
folder = $T/letters
fallback_font = IPAmjMincho
document_number = {year}見総区第{number}号

[transcription]
addresses = typist@city.example.jp
ocr = no

[staff clerks]
name = 広聴係
addresses = clerks@city.example.jp
rights = enter, look-up, read, list, reissue, correct, note

[limits]
automatic_per_address = 100
"
new_office "$office"
mkdir -m 700 "$T/letters"
add_drop cards 'channel = postcard'
add_drop back 'returned = yes'
add_drop notes 'channel = letter'

# pages PDF: its pages as the scanner sees them, $T/page-1.pgm and so on: 200 dpi.
pages()
{
	rm -f "$T"/page-*.pgm
	pdftoppm -gray -r 200 "$1" "$T/page" 2>>"$T/tools.log" || bail "no pages of $1"
}

# scanned FILE DEGREES: laid in crooked, with dust, in black and white.
scanned()
{
	convert "$1" -background white -rotate "$2" +repage -seed 7 -attenuate 0.03 +noise Impulse -threshold 60% \
	    -density 200 -units PixelsPerInch -compress Group4 "$1.tif" 2>>"$T/tools.log" || bail "no scan of $1"
	echo "$1.tif"
}

# faxed FILE OUT: at standard resolution, 204 by 98 dpi, G3.
faxed()
{
	convert "$1" -background white -rotate 0.8 +repage -resize '1728x1143!' -threshold 60% -density 204x98 \
	    -units PixelsPerInch -compress Fax "$2" 2>>"$T/tools.log" || bail "no fax of $1"
}

# text FILE: of all its pages.
text()
{
	pdftotext -layout "$1" - 2>>"$T/tools.log"
}

newest_file()
{
	# shellcheck disable=SC2012 # names of ours
	ls -t "$T/letters/"$1 2>/dev/null | head -n 1
}

letters()
{
	register "SELECT state, count(*) FROM letter GROUP BY state ORDER BY state" | tr '\n' ' '
}

# ---- the stack ----
exits 'batch sheets for three postcards' 0 iken print --batch-sheet postcard 3 -o "$T/sheets.pdf"
pages "$T/sheets.pdf"
is 'a cover and two separators' "$(ls "$T"/page-*.pgm | wc -l | tr -d ' ')" 3
set --
for i in 1 2 3; do
	{
		pbmtext -builtin bdf "postcard $i" | pnmscale 4 | pgmtopbm -threshold |
		    pnmpad -white -width 1165 -height 826 | ppmtopgm >"$T/card$i.pgm"
	} 2>>"$T/tools.log" || bail 'no postcard'
	set -- "$@" "$(scanned "$T/page-$i.pgm" "-1.$i")" "$(scanned "$T/card$i.pgm" "1.$i")"
done
tiffcp "$@" "$T/cards/stack.tif" || bail 'no stack'
ok 'a round' round
ok 'and another one' round
is 'the stack is split' "$(kinds)" 'scan|3 split|1 '
collected=$(body "$(newest kocho@ collected)")
like 'the desk gets the count' "$collected" '件数　　：3件'
unlike 'and nothing is wrong with it' "$collected" '★'

# ---- typed in ----
i=0
for mail in $(grep -al '^X-Ikenbako: transcribe' "$office"/outbox/new/* | sort); do
	i=$((i + 1))
	case $i in
	1) name=山田太郎 address=東京都見本区中央1-2-3 ;;
	2) name=髙﨑𠮷之助 address=東京都見本区東町二丁目4番5号 ;;
	3) name=渡邉󠄏葛󠄀葉 address=東京都見本区西町6-7 ;;
	esac
	printf '氏名: %s\n郵便番号: 160-0000\n住所: %s\n投稿目的: その他\n回答方法: 郵送\n本文:\n歩道が暗いです。%s\n' \
	    $name $address $i | form | reply typist@city.example.jp "$mail"
done
ok 'three clerks reply' round
is 'three opinions' "$(register "SELECT count(*) FROM opinion WHERE channel = 'postcard' AND state = 'requested'")" 3
unlike 'the department sees nobody' "$(body "$(newest kocho@ request)")" '山田|髙﨑'

# ---- answered, printed ----
for mail in $(grep -al '^X-Ikenbako: request' "$office"/outbox/new/*); do
	printf '【回答】\n街路灯を増やします。\n' | reply "$(field "$mail" To | sed 's/.*<//; s/>.*//')" "$mail"
done
ok 'the department answers' round
for mail in $(grep -al '^X-Ikenbako: approval' "$office"/outbox/new/*); do
	printf '承認\n' | reply kocho@city.example.jp "$mail"
done
ok 'a round' round
is 'three letters are printed' "$(letters)" 'printed|3 '
is 'no answer left by mail' "$(grep -al '^X-Ikenbako: answer' "$office"/outbox/new/* | wc -l | tr -d ' ')" 0
run1=$(newest_file 'letters-*.pdf')
like 'with every name as it is written' "$(text "$run1" | tr -d ' ')" '髙﨑𠮷之助様'
like 'with their variants' "$(text "$run1" | tr -d ' ')" '渡邉󠄏葛󠄀葉様'
is 'three sheets' "$(pdfinfo "$run1" | sed -n 's/^Pages: *//p')" 3
is 'every font is embedded' "$(pdffonts "$run1" | awk 'NR > 2 && $(NF - 4) != "yes"')" ''
dispatch=$(newest kocho@ 'dispatch$')
like 'the desk is told' "$(body "$dispatch")" '通数　　：3通（用紙 3枚）'
like 'the dispatch list has all' "$(text "$(newest_file 'dispatch-*.pdf')")" "$(number 2)"

# ---- two are posted, one is not ----
# The first two of the run, and the last one.
first=$(register 'SELECT opinion FROM letter WHERE run = 1 AND place = 1')
kept=$(register 'SELECT opinion FROM letter WHERE run = 1 AND place = 2')
last=$(register 'SELECT opinion FROM letter WHERE run = 1 AND place = 3')
printf '発送済\n残り: %s\n' "$(number "$kept")" | reply kocho@city.example.jp "$dispatch"
ok 'the desk says what was posted' round
is 'so many were posted, and one is printed again' "$(letters)" 'kept|1 posted|2 printed|1 '
is 'the opinions say so' "$(state "$first") $(state "$kept") $(state "$last")" 'posted printed posted'
printf '発送済\n' | reply kocho@city.example.jp "$(newest kocho@ 'dispatch$')"
ok 'now that one as well' round
is 'all are posted' "$(letters)" 'kept|1 posted|3 '
exits 'the runs' 0 iken print --list

# ---- one comes back: folded, faxed from another office ----
pages "$run1"
faxed "$T/page-1.pgm" "$T/back/returned.tif"
ok 'a letter comes back' round
is 'its QR code says which' "$(register "SELECT opinion FROM letter WHERE state = 'returned'")" "$first"
is 'its opinion waits for the desk, its address is bad' \
    "$(register "SELECT state, address_bad FROM opinion WHERE id = $first")" \
    'undeliverable|1'
like 'the desk is told' "$(body "$(newest kocho@ undeliverable)")" "$(number "$first")"
exits 'the clerks have an address for commands' 0 iken staff --mail clerks
ok 'a round' round
welcome=$(newest clerks@ welcome)
printf '訂正 %s\n住所: 東京都見本区南町9-9-9\n' "$(number "$first")" | reply clerks@city.example.jp "$welcome"
ok 'they correct the address' round
printf '郵送 %s\n' "$(number "$first")" | reply clerks@city.example.jp "$welcome"
ok 'and have it sent again' round
ok 'a round' round
run3=$(newest_file 'letters-*.pdf')
like 'it is printed with the new address' "$(text "$run3" | tr -d ' ')" '南町9-9-9'
is 'alone' "$(pdfinfo "$run3" | sed -n 's/^Pages: *//p')" 1

# ---- a note sheet is filled in by hand and scanned back ----
exits 'a note sheet' 0 iken print --note-sheet "$(number "$last")" -o "$T/note.pdf"
pages "$T/note.pdf"
cp "$(scanned "$T/page-1.pgm" 2)" "$T/notes/note.tif"
ok 'it is scanned' round
is 'and filed' "$(register "SELECT kind, opinion FROM arrival ORDER BY seq DESC LIMIT 1")" "note|$last"

# ---- what has not come back has arrived ----
printf '\n[trial]\nnow = %s\n' "$(date -d '+20 days' '+%Y-%m-%d 12:00')" >>"$IKEN_CONF"
ok 'twenty days later' round
is 'the others are delivered' "$(state "$kept") $(state "$last")" 'delivered delivered'
unlike 'no log tells who wrote' "$(cat "$office"/data/log/*)" '山田|髙﨑|渡|中央|東町|西町|南町'
unlike 'nor does the register' "$(strings "$office/data/register.db"; strings "$office"/data/register.db-wal 2>/dev/null)" '山田太郎|髙﨑|渡邉|歩道が暗い'
done_testing
