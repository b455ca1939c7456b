#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A table of a call centre: each row is an opinion; rows with mistakes, rows that came before, broken tables are told.
. "${0%/*}/paper.sh"

office=$T/office
OFFICE_EXTRA='
[limits]
automatic_per_address = 1000
'
new_office "$office"
add_drop calls 'channel = phone'

# table FILE: rows from standard input, as Excel writes them.
table()
{
	sed 's/$/\r/' | iconv -t CP932 >"$T/calls/$1"
}

{
	echo '受付日,氏名,電話番号,住所,投稿目的,本文,旧番号'
	echo '2026/11/1,山田太郎,03-1234-5678,見本市1-2,問い合わせ,"街灯が消えています、""早く""直して",A-1'
	echo '2026/11/2,佐藤,12,,,電話番号がおかしい行,A-2'
	echo '令和8年11月3日,鈴木,,,,"二行の
ごみの話",A-3'
	echo ',,,,,,'
	echo '2026/11/4,高橋,,,謎の目的,本文,A-4'
	echo ',,,,,賛成です,'
	echo ',,,,,賛成です,'
} | table day.csv
ok 'a round' round
is 'rows without mistakes are opinions' "$(kinds)" 'opinion|4 split|1 '
is 'received on their days, of the folder'"'"'s channel' \
	"$(register "SELECT date(received + 32400, 'unixepoch'), channel, purpose FROM opinion ORDER BY id LIMIT 2" | tr '\n' ' ')" \
	'2026-11-01|phone|question 2026-11-03|phone|other '
like 'the text is whole' "$(body "$(newest roads@ request)")" '^> 街灯が消えています、"早く"直して'
like 'with the old number' "$(body "$(newest roads@ request)")" '^> 旧番号: A-1'
like 'over two lines' "$(body "$(newest waste@ request)")" '^> ごみの話'
text=$(body "$(newest kocho@ collected)")
like 'the desk is told how many' "$text" '件数　　：6件'
like 'which are wrong' "$(field "$(newest kocho@ collected)" Subject)" '要確認 2件'
like 'in which row, and why' "$text" '3行目　登録していません：電話番号は10桁'
like 'and the other' "$text" '7行目　登録していません：投稿目的は'
like 'and which number each got' "$text" "2行目　受付番号 $(number 1)"
unlike 'without what anybody said' "$text" '佐藤|街灯'

# ---- the same table with one row corrected ----
{
	echo '受付日,氏名,電話番号,住所,投稿目的,本文,旧番号'
	echo '2026/11/1,山田太郎,03-1234-5678,見本市1-2,問い合わせ,"街灯が消えています、""早く""直して",A-1'
	echo '2026/11/2,佐藤,03-1234-9999,,,電話番号がおかしい行,A-2'
	echo ',,,,,賛成です,'
	echo ',,,,,賛成です,'
	echo ',,,,,賛成です,'
} | table day2.csv
ok 'a round' round
is 'enters what is new' "$(register 'SELECT count(*) FROM opinion')" 6
text=$(body "$(newest kocho@ collected)")
like 'and tells what came before' "$text" "2行目　以前に取り込まれた行と同じため、登録していません $(number 1)"
is 'of each such row' "$(printf '%s\n' "$text" | grep -c '以前に取り込まれた')" 3

# ---- UTF-8 with a mark, tabs ----
printf '\357\273\277氏名\t件名\t本文\n山本\t公園\tブランコ\n' >"$T/calls/tabs.csv"
ok 'a round' round
is 'tabs do as well' "$(register 'SELECT count(*) FROM opinion')" 7

# ---- broken tables ----
printf '氏名,本文\n山本,"ここから閉じない\n次の行,\n' >"$T/calls/quote.csv"
ok 'a round' round
is 'a quote without end' "$(register "SELECT kind, reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'held|bad-csv quote 2.2'
text=$(body "$(newest kocho@ held)")
like 'the desk is told what' "$text" '引用符「"」が閉じていません'
like 'and where' "$text" '場所　　：2行目の2列目'
printf '氏名,住民コード,本文\n山本,12,公園\n' >"$T/calls/column.csv"
ok 'a round' round
is 'a column nobody knows' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'bad-csv column 1.2'
printf '氏名,住所\n山本,見本市\n' >"$T/calls/notext.csv"
ok 'a round' round
is 'no text' "$(register "SELECT reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'bad-csv no-text 1.1'
is 'nothing of them is entered' "$(register 'SELECT count(*) FROM opinion')" 7
printf '新規\n' | reply kocho@city.example.jp "$(newest kocho@ held)"
ok 'the desk insists' round
like 'in vain' "$(body "$(newest kocho@ filed)")" 'できません'

# ---- the whole file again ----
{
	echo '氏名,本文'
	for n in 1 2 3; do
		echo "人$n,道路の話 $n"
	done
} | table three.csv
cp "$T/calls/three.csv" "$T/three.csv"
ok 'a round' round
cp "$T/three.csv" "$T/calls/renamed.csv"
ok 'a round' round
is 'the same file is held' "$(register "SELECT kind, reason FROM arrival ORDER BY seq DESC LIMIT 1")" 'held|same-scan'
is 'and nothing is entered twice' "$(register 'SELECT count(*) FROM opinion')" 10
done_testing
