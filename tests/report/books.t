#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The registers of an office: every row of the register of the time and no other, sums that are the register's, nothing
# personal but on request, which is logged; a printed one is known again; a damaged register gives none.
. "${0%/*}/../flow/post.sh"
. "${0%/*}/../calc.sh"

IKEN_NOW=1796054400	# 2026-12-01 01:00 in Tokyo: November still in UTC
export IKEN_NOW
OFFICE_EXTRA="
[print]
kind = folder
folder = $T/letters
document_number = 広聴第{year}-{number}号

[erase old]
age = 1 days
"
mkdir "$T/letters" "$T/o"
office=$T/office
new_office "$office"
"$B/tests/tools/make-register" "$IKEN_CONF" 900 >"$T/out" 2>&1 || {
	diag_file "$T/out"
	bail 'make-register fails'
}
printf '道路の穴\n' | write "=?UTF-8?B?$(printf 金糸雀花子 | base64)?= <hanako@example.jp>" opinion@city.example.jp '金糸雀の穴'
round || bail 'a round fails'
for medium in 1 2 3; do
	register "INSERT INTO medium(at, who, approved, name, digest, size, opinions, key) SELECT 1795000000 + $medium, '広聴係 $medium', '課長', 'medium-000$medium.zip', 'abcdef0123456789abcdef', 1000, $medium * 10, key FROM opinion WHERE id = 1"
done
begin=1793458800 end=1796050800	# of November in Tokyo
number=$(register "SELECT number FROM opinion ORDER BY id DESC LIMIT 1")

# ---- usage
exits 'which register has to be said' 65 iken-books -o "$T/o"
exits 'and where to' 65 iken-books --receipts
exits 'names need a reason' 65 iken-books --receipts --with-names -o "$T/o"
exits 'there is no thirteenth month' 65 iken-books --receipts --month 2026-13 -o "$T/o"
exits 'two periods are one too many' 65 iken-books --receipts --month 2026-11 --fiscal-year R8 -o "$T/o"
exits 'a period that ends before it begins is none' 65 iken-books --receipts --from 2026-11-02 --to 2026-11-01 -o "$T/o"
exits 'there is no format odt' 65 iken-books --receipts --format odt -o "$T/o"
exits '--dry-run' 0 iken-books -n --all --month 2026-11
is 'writes nothing' "$(ls "$T/o")" ''
like 'and says how many rows there would be' "$(cat "$T/out")" '^receipts 2026-11-01 to 2026-11-30: [1-9][0-9]* rows, mark R-20261101-20261130-'

# ---- all of them, in all formats
leave_tmp "$T/o/receipts-20261101-20261130.pdf"
exits 'all registers of a month, in all formats' 0 iken-books --all --month 2026-11 --format pdf,csv,csv-cp932,xlsx,html -o "$T/o"
cp "$T/out" "$T/said"
is 'what a killed run has left is removed, and nothing else' "$(tmp_left "$T/o/receipts-20261101-20261130.pdf")" 'living mine '
rm "$T"/o/*.tmp
is 'the files are there' "$(ls "$T/o" | sed 's/-20261101-20261130//' | tr '\n' ' ')" 'dispatches-cp932.csv dispatches-mails-cp932.csv dispatches-mails.csv dispatches.csv dispatches.html dispatches.pdf dispatches.xlsx erasures-cp932.csv erasures.csv erasures.html erasures.pdf erasures.xlsx media-cp932.csv media.csv media.html media.pdf media.xlsx receipts-cp932.csv receipts.csv receipts.html receipts.pdf receipts.xlsx '
is 'nobody else may read them' "$(stat -c %a "$T/o/receipts-20261101-20261130.pdf")" 600
file()
{
	echo "$T/o/$1-20261101-20261130$2"
}
month="received >= $begin AND received < $end"
register "SELECT '\"' || number || '\"' FROM opinion WHERE $month ORDER BY received, id" >"$T/wanted"
grep -E '^"20[0-9]{2}-[0-9]{6}-[0-9]"' "$(file receipts .csv)" | cut -d, -f1 >"$T/got"
ok '受付簿 has each opinion of the month once, in order' cmp "$T/wanted" "$T/got"
ok 'and there are some' test "$(grep -c . "$T/wanted")" -gt 10
is 'its sums are the register'"'"'s' "$(grep -E '^"(計|合計)"' "$(file receipts .csv)" | cut -d, -f2 | sort | tr '\n' ' ')" \
    "$(register "SELECT count(*) FROM opinion WHERE $month GROUP BY channel UNION ALL SELECT count(*) FROM opinion WHERE $month" | sort | tr '\n' ' ')"
is 'so are the answered ones' "$(grep -o 'うち回答済み　[0-9]*' "$(file receipts .csv)" | tr -cd 0-9)" \
    "$(register "SELECT count(*) FROM opinion WHERE $month AND answered > 0")"
calc_sheets "$(file receipts .xlsx)" || bail 'LibreOffice does not open it'
is 'LibreOffice sees the same numbers in XLSX' "$(grep -oE '^"20[0-9]{2}-[0-9]{6}-[0-9]"' "$CALC/受付簿.csv" | cmp - "$T/wanted" && echo same)" same
pdftotext -layout "$(file receipts .pdf)" "$T/pdf.txt"
is 'so does PDF' "$(grep -oE '^ *20[0-9]{2}-[0-9]{6}-[0-9]' "$T/pdf.txt" | tr -d ' ' | sed 's/.*/"&"/' | cmp - "$T/wanted" && echo same)" same
like 'with squares for seals' "$(cat "$T/pdf.txt")" '取扱者 +確認'
is 'and HTML' "$(grep -oE '<th scope="row">20[0-9]{2}-[0-9]{6}-[0-9]' "$(file receipts .html)" | sed 's/.*>//; s/.*/"&"/' | cmp - "$T/wanted" && echo same)" same
is 'mails of the month are all counted' "$(grep '^"合計"' "$(file dispatches -mails.csv)" | sed 's/.*,//' | tr -d '\r')" \
    "$(register "SELECT count(*) FROM intent WHERE party = 'resident' AND way = 'mail' AND state = 'sent' AND done >= $begin AND done < $end")"
is 'with their days in Tokyo' "$(grep -c '^2026-11-' "$(file dispatches -mails.csv)")" \
    "$(register "SELECT count(DISTINCT date(done, 'unixepoch', '+9 hours')) FROM intent WHERE party = 'resident' AND way = 'mail' AND state = 'sent' AND done >= $begin AND done < $end")"
exits 'of a whole fiscal year' 0 iken-books --dispatches --erasures --fiscal-year 令和8 --format csv -o "$T/o"
is 'every letter is listed' "$(grep -c '^"第' "$T/o/dispatches-20260401-20270331.csv")" \
    "$(register "SELECT count(*) FROM letter JOIN run ON run.id = letter.run WHERE made >= $(date -d '2026-04-01 00:00 +0900' +%s)")"
is 'their sheets are added up' "$(grep '^"合計"' "$T/o/dispatches-20260401-20270331.csv" | cut -d, -f6)" \
    "$(register "SELECT coalesce(sum(sheets), 0) FROM letter JOIN run ON run.id = letter.run WHERE made >= $(date -d '2026-04-01 00:00 +0900' +%s)")"
like 'and each state has its sum' "$(grep '^"計",' "$T/o/dispatches-20260401-20270331.csv" | tr '\r\n' ' ')" '^("計",,[0-9]+,"通",,[0-9]+,"[^"]+",,  )+$'
is 'every erasure with its opinions' "$(grep '"合計"' "$T/o/erasures-20260401-20270331.csv" | cut -d, -f8)" \
    "$(register "SELECT count(*) FROM erasure_item WHERE outcome = 'erased'")"
register "INSERT INTO erasure_release VALUES ((SELECT max(id) FROM erasure), 'x', '承認係', $IKEN_NOW)"
exits 'an erasure again' 0 iken-books --erasures --fiscal-year R8 --format csv -o "$T/o"
like 'its state has its sum' "$(grep '"計"' "$T/o/erasures-20260401-20270331.csv" | tr '\r\n' ' ')" '^([0-9]+,"計",,,"[^"]+",,,[0-9]+,,,,,  )+$'
like 'with who released it' "$(cat "$T/o/erasures-20260401-20270331.csv")" '承認係 2026-12-01'

# ---- media
is '媒体管理簿 has what left' "$(grep -c 'medium-000[123].zip' "$(file media .csv)")" 3
is 'and how many opinions' "$(grep '"合計"' "$(file media .csv)" | cut -d, -f1,4)" '3,60'
exits 'one came back' 0 iken-books --medium-returned 1
exits 'another was destroyed' 0 iken-books --medium-destroyed 2
exits 'a third one not really' 0 iken-books -n --medium-destroyed 3
exits 'what came back cannot be destroyed' 65 iken-books --medium-destroyed 1
exits 'there is no fourth one' 65 iken-books --medium-returned 4
exits 'nor one that is no number' 65 iken-books --medium-returned x
like 'it says where the numbers stand' "$(cat "$T/err")" 'iken books --media lists them'
register "INSERT INTO medium(at, who, approved, name, digest, size, opinions, key) SELECT 1, '広聴係', '課長', '', '', 0, 1, key FROM opinion WHERE id = 1"
exits 'nor one that was never finished' 65 iken-books --medium-destroyed 4
is 'the log says who did that' "$(register "SELECT group_concat(what, ',') FROM access WHERE what LIKE 'medium %'")" 'medium returned: 1,medium destroyed: 2'
exits '媒体管理簿 again' 0 iken-books --media --month 2026-11 --format csv -o "$T/o"
is 'shows it, with the day' "$(grep -oE 'medium-000..zip.*(返却|廃棄|持出し中)",[0-9-]*' "$(file media .csv)" | sed 's/zip.*"\(..*\)",/ \1 /')" 'medium-0001. 返却 2026-12-01
medium-0002. 廃棄 2026-12-01
medium-0003. 持出し中 '
is 'and the sum of each state, in the column of states' "$(grep '"計"' "$(file media .csv)" | tr -d '\r')" '1,"計",,10,,,,,"返却",,
1,"計",,20,,,,,"廃棄",,
1,"計",,30,,,,,"持出し中",,'

# ---- nothing personal, unless it is asked for
is 'none of them knows a name' "$(pdftotext "$(file receipts .pdf)" - | cat - "$T/o"/*.csv "$T/o"/*.html | grep -c 金糸雀)" 0
is 'the looks are in the access log' "$(register "SELECT count(*) FROM access WHERE what = 'books receipts' AND opinion = 0 AND items = ''")" 1
exits 'with names' 0 iken-books --receipts --from 2026-12-01 --with-names --reason '議会からの照会' --format csv,xlsx -o "$T/o"
is 'there they are' "$(grep -c "^\"$number\",\"金糸雀花子\"" "$T/o/receipts-20261201-20261201.csv")" 1
is 'each look at an opinion is in the log' \
    "$(register "SELECT opinion.number || '|' || items || '|' || unmasked || '|' || (access.reason IS NOT NULL) FROM access JOIN opinion ON opinion.id = access.opinion WHERE what = 'books receipts'")" \
    "$number|name|1|1"
is 'the reason is not readable there' "$(register .dump | grep -c 議会からの照会)" 0
exits 'the log is as it was written' 0 iken-audit --verify

# ---- one moment, whoever writes meanwhile
(
	i=0
	while [ ! -e "$T/enough" ]; do
		i=$((i + 1))
		register "INSERT INTO opinion(number, channel, purpose, state, language, received, changed, key) SELECT 'x-$i', 'other', 'other', 'received', 'ja', $IKEN_NOW - 60, $IKEN_NOW, key FROM opinion WHERE id = 1"
	done
) >"$T/writer" 2>&1 &
writer=$!
_pids="$_pids $writer"
wait_for 20 test "$(register "SELECT count(*) FROM opinion WHERE number LIKE 'x-%'")" != 0
unbalanced=0
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
	iken-books --receipts --month 2026-12 --format csv -o "$T/o" >"$T/out" 2>"$T/err" || unbalanced=$((unbalanced + 1))
done
touch "$T/enough"
wait "$writer"
is 'while somebody writes, the books balance each time' "$unbalanced" 0
ok 'and somebody wrote' test "$(register "SELECT count(*) FROM opinion WHERE number LIKE 'x-%'")" -gt 5
register "DELETE FROM opinion WHERE number LIKE 'x-%'"

# ---- a printed one
mark=$(sed -n 's/^receipts .* mark //p' "$T/said")
like 'the mark stands on paper' "$(tr -d ' \n' <"$T/pdf.txt")" "照合番号　*$mark"
exits 'it is known again' 0 iken-books --verify "$mark"
like 'and all rows are as they were' "$(cat "$T/out")" 'all [0-9]+ rows are in the register as they were'
exits 'as somebody types it' 0 iken-books --verify "$(echo "$mark" | tr 'a-f' 'A-F' | sed 's/-/ - /g')"
register "UPDATE opinion SET state = 'closed', purpose = 'other' WHERE $month AND id % 3 = 0"
register "INSERT INTO opinion(number, channel, purpose, state, language, received, changed, key) SELECT 'late', 'other', 'other', 'received', 'ja', $begin + 60, $IKEN_NOW, key FROM opinion WHERE id = 1"
exits 'also when opinions went on, and one came in late' 0 iken-books --verify "$mark"
exits 'a digit is wrong' 65 iken-books --verify "$(echo "$mark" | sed 's/.$/x/')"
exits 'that is no mark' 65 iken-books --verify "R-1-2"
register "UPDATE opinion SET received = received + 1 WHERE number = (SELECT number FROM opinion WHERE $month ORDER BY id LIMIT 1)"
exits 'a row was changed' 65 iken-books --verify "$mark"
like 'it says so' "$(cat "$T/err")" 'as many rows, but not the same'
register "UPDATE opinion SET received = received + 5000000 WHERE number = (SELECT number FROM opinion WHERE $month ORDER BY id LIMIT 1)"
exits 'a row is gone' 65 iken-books --verify "$mark"
like 'it says how many' "$(cat "$T/err")" 'has [0-9]+ of its [0-9]+ rows'
for kind in D M E; do
	exits "the mark of $kind is known as well" 0 iken-books --verify "$(sed -n "s/.* mark \\($kind-\\)/\\1/p" "$T/said")"
done

# ---- a register whose rows and counts differ: its index has lost some
rm "$T/o"/*
register "DROP INDEX opinion_received; CREATE INDEX opinion_received ON opinion(received, channel, purpose, department, reason, contact_hash) WHERE id % 50 <> 0"
sqlite3 "$office/data/register.db" "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX opinion_received ON opinion(received, channel, purpose, department, reason, contact_hash)' WHERE name = 'opinion_received'"
exits 'a register whose index has lost rows is noticed' 78 iken-books --receipts --fiscal-year 2025 -o "$T/o"
like 'it says what differs' "$(cat "$T/err")" "the books do not balance: receipts '[a-z]+': [0-9]+ are listed"
is 'and nothing is given out' "$(ls "$T/o")" ''
told()
{
	register "SELECT code FROM intent WHERE kind = 'notice' AND party = 'administrator' AND code LIKE 'books-%' ORDER BY id" | tr '\n' ' '
}
is 'the administrator is told of that' "$(told)" 'books-unbalanced receipts-20250401-20260331 '
exits 'again' 78 iken-books --receipts --fiscal-year 2025 -o "$T/o"
exits 'not really' 78 iken-books -n --receipts --fiscal-year 2024 -o "$T/o"
is 'once' "$(told)" 'books-unbalanced receipts-20250401-20260331 '
like 'and sees it in the status' "$(iken-status)" 'TROUBLE: books-unbalanced receipts-20250401-20260331'
exits 'other books balance' 0 iken-books --media --fiscal-year 2025 -o "$T/o"
is 'which is another matter' "$(register 'SELECT name FROM trouble')" 'books receipts-20250401-20260331'
register REINDEX
exits 'a month of a register that was mended' 0 iken-books --receipts --month 2025-04 -o "$T/o"
is 'is not yet all of what was wrong' "$(register 'SELECT name FROM trouble')" 'books receipts-20250401-20260331'
exits 'more than that' 0 iken-books --receipts --from 2025-03-31 --to 2026-03-31 -o "$T/o"
is 'is, and is told' "$(told)" 'books-unbalanced receipts-20250401-20260331 books-balanced receipts-20250401-20260331 '
is 'so it is over' "$(register 'SELECT count(*) FROM trouble')" 0
mkdir "$office/inbox" 2>/dev/null
ok 'the mails leave with the next round' round
like 'and say which and why' "$(body "$(newest admin@ notice)")" '(books-balanced|books-unbalanced) receipts-20250401-20260331'

done_testing
