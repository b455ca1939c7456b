#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-print into a folder: what is in a run and what is not, the list that balances, posted, kept and printed again,
# and the sheets besides letters.
. "${0%/*}/../flow/post.sh"

IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW
office=$T/office
prints=$office/print
mkdir -p "$prints"

settings()
{
	cat <<-E
		[print]
		kind = folder
		folder = $prints
		document_number = {year}見広第{number}号
		signature = 見本市長　山田花子
		$1
	E
}
OFFICE_EXTRA=$(settings 'limit = 4')
new_office "$office"

enter()
{
	"$B/tests/tools/enter-letters" "$IKEN_CONF"
}

state()
{
	register "SELECT state FROM opinion WHERE number = '$1'"
}

pdf()
{
	pdftotext -layout "$1" -
}

pages()
{
	pdfinfo "$1" | sed -n 's/^Pages: *//p'
}

# ---- nothing to do

exits 'nothing waits' 0 iken-print -v
is 'nothing is printed' "$(ls "$prints")" ''
is 'and nothing said' "$(cat "$T/out" "$T/err")" ''
exits 'it could do its work' 0 iken-print --check

# ---- a run

long=$(i=0; while [ $i -lt 70 ]; do i=$((i + 1)); printf '%d行目の文章です。舗装の状況を確かめて、年度内に補修します。\\n' $i; done)
enter >"$T/numbers" <<-E
	山田太郎|160-0023|見本市見本町1-2-3|ja||街灯を直します。\n〔氏名〕様のご意見を参考にします。
	髙﨑𠮷子|1600023|見本市見本町一丁目２番３号|ja|large|$long
	John Smith|160-0023|1-2-3 Mihon, Mihon City|en||We will repair the lamp.
	สมชาย|160-0023|見本市見本町4|ja||ありがとうございます。
	佐藤一郎|||ja||住所がありません。
	鈴木花子|160-0023|見本市見本町5|ja||ごみの収集は月曜日です。
	E
number()
{
	sed -n "$1p" "$T/numbers"
}
exits 'a trial run' 0 iken-print -n
like 'says what it would print' "$(cat "$T/out")" "^would print $(number 1) \(1 sheet\)\$"
like 'and what it would not' "$(cat "$T/out")" "^would not print $(number 4): glyph U\+0E2A"
is 'at most so many' "$(wc -l <"$T/out")" 4
is 'and changes nothing' "$(ls "$prints")$(register 'SELECT count(*) FROM run')$(state "$(number 4)")" 0released
exits 'a run' 0 iken-print
is 'three files' "$(ls "$prints" | tr '\n' ' ')" 'dispatch-1-20261124.csv dispatch-1-20261124.pdf letters-1-20261124.pdf '
letters=$prints/letters-1-20261124.pdf
pdf "$letters" >"$T/letters"
sheets=$(register 'SELECT sum(sheets) FROM letter WHERE run = 1')
is 'the PDF has the pages that the register has' "$(pages "$letters")" "$sheets"
is 'more than a page each' "$((sheets > 4))" 1
is 'exactly the letters that were decided' "$(grep -o '受付番号 *2026-[0-9-]*\|^ *Number 2026-[0-9-]*' "$T/letters" | grep -o '2026-[0-9-]*' | sort -u | tr '\n' ' ')" "$(number 1) $(number 2) $(number 3) "
like 'with the name in it' "$(cat "$T/letters")" '山田太郎様のご意見'
like 'rare characters' "$(cat "$T/letters")" '髙﨑𠮷子'
like 'numbered by the fiscal year' "$(cat "$T/letters")" '８見広第１号'
like 'dated' "$(cat "$T/letters")" '令和８年１１月２４日'
like 'in English where the opinion is' "$(cat "$T/letters")" 'This is our answer to your opinion 2026'
is 'fonts are embedded, each once' "$(pdffonts "$letters" | awk 'NR > 2 { if ($(NF - 4) != "yes") bad = 1; n[$1]++ } END { for (f in n) if (n[f] > 1) bad = 1; print bad + 0 }')" 0
is 'states' "$(for i in 1 2 3 4; do state "$(number $i)"; done | tr '\n' ' ')" 'printed printed printed undeliverable '
is 'marked as not to be stopped' "$(register "SELECT count(*) FROM intent WHERE way = 'letter' AND leaving = 1")" 3
is 'numbers of documents without a gap' "$(register 'SELECT group_concat(document) FROM letter')" '８見広第１号,８見広第２号,８見広第３号'
list=$(pdf "$prints/dispatch-1-20261124.pdf")
like 'the list balances: decided' "$list" '発送を決めたもの *4通'
like 'printed' "$list" "印刷したもの *3通 *（用紙 *$sheets枚）"
like 'not printed' "$list" '印刷しなかったもの *1通'
like 'with the reason' "$list" "$(number 4) *印刷できない文字があります（U\+0E2A"
is 'the same for spreadsheets' "$(grep -c "^[123],2026-" "$prints/dispatch-1-20261124.csv")" 3
exits 'the mails' 0 iken-send
mail=$(newest kocho@ dispatch)
like 'the desk is told' "$(field "$mail" Subject)" '第1回・3通'
like 'the numbers' "$(body "$mail")" "^2. $(number 2)　[0-9]+枚　８見広第２号\$"
unlike 'no name and no address' "$(body "$mail")" '山田太郎|見本町'
is 'once what could not be printed' "$(how_many kocho@ unprintable) $(how_many kocho@ undeliverable)" '1 0'
like 'with the signs' "$(body "$(newest kocho@ unprintable)")" '^U\+0E2A　ส$'

# ---- the rest, by the next run

exits 'the next run' 0 iken-print
is 'has what was over the limit' "$(register 'SELECT group_concat(opinion) FROM letter WHERE run = 2')" 6
is 'no address, no letter' "$(state "$(number 5)")" undeliverable
exits 'no third run' 0 iken-print
is 'when nothing waits' "$(register 'SELECT count(*) FROM run')" 2
register "UPDATE opinion SET address_bad = 1, state = 'released' WHERE id = 6; UPDATE intent SET leaving = 0 WHERE opinion = 6 AND way = 'letter'"
exits 'a run in which nothing can be printed' 0 iken-print
is 'is no run' "$(register 'SELECT count(*) FROM run')" 2
is 'an address that letters come back from' "$(state "$(number 6)")$(register "SELECT code FROM intent WHERE kind = 'unprintable' AND opinion = 6")" undeliverableaddress-bad

# ---- posted

is 'iken-status counts them' "$(iken-status | grep -A1 '^letters to print' | tr '\n' ' ' | tr -s ' ')" 'letters to print 0 - not yet posted 4 0 s '
like 'and asks after two days' "$(IKEN_NOW=$((IKEN_NOW + 200000)) iken-status)" '^  not yet posted +4   2 days: were they posted'
exits 'no such run' 65 iken-print --confirm 9
exits 'no such number' 65 iken-print --confirm 1 --kept 2026-000001-0
exits 'a number of another run' 65 iken-print --confirm 1 --kept "$(number 6)"
is 'nothing has changed' "$(register "SELECT count(*) FROM letter WHERE state <> 'printed'")" 0
exits 'a trial' 0 iken-print -n --confirm 1
is 'changes nothing either' "$(register "SELECT state FROM run WHERE id = 1")" printed
exits 'posted but for two' 0 iken-print --confirm 1 --kept "$(number 1)" "$(number 3)"
like 'says so' "$(cat "$T/out")" '^run 1: 1 posted, 2 kept$'
is 'states' "$(for i in 1 2 3; do state "$(number $i)"; done | tr '\n' ' ')" 'released posted released '
exits 'twice' 65 iken-print --confirm 1
like 'is said' "$(cat "$T/err")" 'confirmed before'
exits 'what was kept' 0 iken-print
is 'is printed again' "$(register 'SELECT group_concat(opinion) FROM letter WHERE run = 3')" '1,3'
is 'under the numbers that they had' "$(register 'SELECT group_concat(document) FROM letter WHERE run = 3')" '８見広第１号,８見広第３号'
like 'also on paper' "$(pdf "$prints/letters-3-20261124.pdf" | tr -d ' ')" '８見広第３号'
unlike 'which is no reprint' "$(pdf "$prints/letters-3-20261124.pdf")" '再発行'
is 'and no number is used up' "$(register 'SELECT last FROM document')" 4
iken-print --list >"$T/list"
like 'the list of runs balances' "$(cat "$T/list")" '^ +1 .* confirmed +4 +3 +1 +2 +0 +1 '
like 'also that of the newest' "$(cat "$T/list")" '^ +3 .* printed +2 +2 +0 +0 +0 +0 '

# ---- once more

exits 'no letter' 65 iken-print --reprint "$(number 5)"
exits 'nothing of that name' 65 iken-print --reprint 99
exits 'a letter once more' 0 iken-print --reprint "$(number 2)"
IKEN_NOW=$((IKEN_NOW + 86400))
exits 'and a whole run, a day later' 0 iken-print --reprint 1
again=$(pdf "$prints/letters-4-20261124.pdf")
like 'is marked' "$again" '再発行'
like 'and has the number that it had' "$again" '８見広第２号'
is 'it is a row of its own' "$(register 'SELECT opinion, reprints, document FROM letter WHERE run = 4')" '2|2|８見広第２号'
like 'the date that it had' "$(pdf "$prints/letters-5-20261125.pdf")" '令和８年１１月２４日'
unlike 'not that of today' "$(pdf "$prints/letters-5-20261125.pdf")" '１１月２５日'
is 'noted in its history' "$(register "SELECT count(*) FROM event WHERE step = 'reprint' AND opinion = 2")" 2
like 'and in the list' "$(pdf "$prints/dispatch-4-20261124.pdf")" '再発行'
is 'documents are not counted on' "$(register 'SELECT last FROM document')" "$(register "SELECT count(DISTINCT document) FROM letter")"
exits 'posted' 0 iken-print --confirm 4
is 'the letter stays what it was' "$(state "$(number 2)")" posted

# ---- batch sheets, opinions, note sheets

exits 'a batch sheet' 0 iken-print --batch-sheet はがき 3
sheet=$(cat "$T/out")
is 'cover and separators' "$(pages "$sheet")" 3
is 'the stack is known' "$(register 'SELECT channel, expected FROM batch')" 'letter|3'
exits 'into a file' 0 iken-print --batch-sheet fax 2 --separators 0 -o "$T/fax.pdf"
is 'the cover alone' "$(pages "$T/fax.pdf")" 1
exits 'no such channel' 65 iken-print --batch-sheet 鳩 3
exits 'no number' 65 iken-print --batch-sheet fax
is 'stacks that were not printed are not known' "$(register 'SELECT count(*) FROM batch')" 2
exits 'an opinion' 0 iken-print --opinion "$(number 1)" -o "$T/opinion.pdf"
unlike 'masked' "$(pdf "$T/opinion.pdf")" '山田太郎|見本町'
like 'with its answer' "$(pdf "$T/opinion.pdf")" '街灯を直します'
exits 'on standard output' 0 iken-print --opinion "$(number 1)" -o -
is 'is the PDF' "$(head -c 5 "$T/out")" '%PDF-'
exits 'unmasked without a reason' 65 iken-print --opinion "$(number 1)" --unmasked -o "$T/whole.pdf"
exits 'with one' 0 iken-print --opinion "$(number 1)" --unmasked --reason 窓口での説明 -o "$T/whole.pdf"
like 'who wrote it' "$(pdf "$T/whole.pdf")" '山田太郎'
register 'UPDATE opinion SET protected = 1 WHERE id = 1'
exits 'of a protected person' 0 iken-print --opinion "$(number 1)" --unmasked --reason 窓口での説明 -o "$T/protected.pdf"
unlike 'no address, whatever the reason' "$(pdf "$T/protected.pdf")" '見本町|160-0023'
exits 'a note sheet' 0 iken-print --note-sheet "$(number 1)" -o "$T/note.pdf"
unlike 'masked' "$(pdf "$T/note.pdf")" '山田太郎|見本町'
is 'each look is noted, with who was shown, and with its reason' \
	"$(register "SELECT what || ' ' || unmasked || ' ' || (reason IS NOT NULL) FROM access WHERE what LIKE 'print%' ORDER BY id" | tr '\n' ',')" \
	'print 0 0,print 0 0,print 1 1,print 1 1,print note sheet 0 0,'
is 'the reason is sealed' "$(register "SELECT count(*) FROM access WHERE what LIKE '%窓口%' OR items LIKE '%窓口%' OR instr(reason, CAST('窓口' AS BLOB))")" 0
exits 'no such opinion' 65 iken-print --opinion 2026-000099-9 -o "$T/none.pdf"
exits 'two things at a time' 65 iken-print --list --confirm 1

# ---- a folder that cannot be written to; two at once

enter >"$T/more" <<-E
	山田太郎|160-0023|見本市見本町1-2-3|ja||一
	山田次郎|160-0023|見本市見本町1-2-3|ja||二
	E
mv "$prints" "$prints.away"
exits 'no folder' 75 iken-print
is 'the run is fixed and not printed' "$(register "SELECT state FROM run ORDER BY id DESC LIMIT 1")" making
mv "$prints.away" "$prints"
exits 'the folder is back' 0 iken-print
is 'the same run is printed' "$(register "SELECT count(*) || state FROM run WHERE id > 5")" 1printed
is 'with its letters, once' "$(register "SELECT count(*) FROM letter WHERE opinion > 6") $(ls "$prints" | grep -c '^letters-6-')" '2 1'
iken-print --confirm 6 --kept "$(sed -n 1p "$T/more")" >"$T/out"
iken-print 2>"$T/first" &
iken-print 2>"$T/second" &
wait
is 'two at once make one run' "$(register "SELECT count(*) FROM run WHERE id > 6")" 1
IKEN_CONF=$T/none.conf
sed 's/^kind = folder/kind = none/' "$office/iken.conf" >"$IKEN_CONF"
exits 'where nothing is printed' 0 iken-print
exits 'nothing is printed again' 78 iken-print --reprint 1
# ---- not in every round
sed 's/^kind = none$/kind = folder/; s/^\[print\]$/&\nevery = 20 h/' "$IKEN_CONF" >"$T/daily.conf"
IKEN_CONF=$T/daily.conf
runs()
{
	register 'SELECT count(*) FROM run'
}
before=$(runs)
enter >"$T/numbers" <<-E
	山田太郎|160-0023|見本市見本町1-2-3|ja||一通目です。
E
exits 'soon after a run' 0 iken-print
is 'a letter waits for others' "$(runs)" "$before"
IKEN_NOW=$((IKEN_NOW + 20 * 3600))
exits 'twenty hours later' 0 iken-print
is 'it is printed' "$(runs)" $((before + 1))
enter >"$T/numbers" <<-E
	山田太郎|160-0023|見本市見本町1-2-3|ja||二通目です。
E
exits 'who cannot wait' 0 iken-print --now
is 'has it printed now' "$(runs)" $((before + 2))
done_testing
