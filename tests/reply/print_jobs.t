#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# print.job_each and print.duplex, into a folder and on a real printer: one job a letter, none of them twice; each letter
# begins on the front of a sheet, and the sheets that are counted are those that lie in the tray.
. "${0%/*}/../flow/post.sh"

IKEN_NOW=1795492800		# 2026-11-24 13:00 in Tokyo, a Tuesday
export IKEN_NOW
office=$T/office
prints=$office/print
mkdir -p "$prints"
OFFICE_EXTRA="
[print]
kind = folder
folder = $prints
job_each = yes
duplex = yes
"
new_office "$office"

pages()
{
	pdfinfo "$1" | sed -n 's/^Pages: *//p'
}

# words PDF [PAGE]: what it says, or one page of it, without blanks.
words()
{
	pdftotext ${2:+-f "$2" -l "$2"} -layout "$1" - | tr -d ' \n\f'
}

# code PDF PAGE: the text of its QR code; nothing when it has none.
code()
{
	pdftoppm -r 150 -gray -f "$2" -l "$2" -singlefile "$1" "$T/page" && zbarimg -q --raw --nodbus -Sdisable -Sqrcode.enable "$T/page.pgm" 2>/dev/null
}

# fronts PDF: "NUMBER.LETTER:PAGE" of each page by the code on it, - where none is.
fronts()
{
	_fronts=
	_page=0
	while [ $_page -lt "$(pages "$1")" ]; do
		_page=$((_page + 1))
		_code=$(code "$1" $_page | sed 's/^IKEN:L:\(.*\):\([0-9]*\)\.[0-9]*:.*/\1:\2/')
		_fronts="$_fronts ${_code:--}"
	done
	echo "${_fronts# }"
}

# sheets RUN: of each letter
sheets()
{
	register "SELECT group_concat(sheets, ' ') FROM (SELECT sheets FROM letter WHERE run = $1 ORDER BY place)"
}

# letters: one of one page, one of three, one of two, one of one; their numbers in $a to $d.
letters()
{
	_long=$(i=0; while [ $i -lt 70 ]; do i=$((i + 1)); printf '%d行目の文章です。舗装の状況を確かめて、年度内に補修します。\\n' $i; done)
	_half=$(i=0; while [ $i -lt 28 ]; do i=$((i + 1)); printf '%d行目の文章です。\\n' $i; done)
	"$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers" <<-L
		山田太郎|160-0023|見本市見本町1-2-3|ja||街灯を直します。
		佐藤花子|160-0023|見本市見本町1-2-4|ja||$_long
		鈴木一郎|160-0023|見本市見本町1-2-5|ja|large|$_half
		高橋次郎|160-0023|見本市見本町1-2-6|ja||ありがとうございます。
	L
	a=$(sed -n 1p "$T/numbers") b=$(sed -n 2p "$T/numbers") c=$(sed -n 3p "$T/numbers") d=$(sed -n 4p "$T/numbers")
}

# ---- both sides, in a folder ---------------------------------------------------------------------

letters
exits 'a trial run' 0 iken-print -n
is 'counts sheets, not pages' "$(sed -n 's/.*(\(.*\))/\1/p' "$T/out" | tr '\n' ' ')" '1 sheet 2 sheets 1 sheet 1 sheet '
exits 'a run' 0 iken-print
is 'is one file, whatever job_each says' "$(ls "$prints" | tr '\n' ' ')" \
	'dispatch-1-20261124.csv dispatch-1-20261124.pdf letters-1-20261124.pdf '
pdf=$prints/letters-1-20261124.pdf
is 'each letter begins on a front; the last has no blank back' "$(fronts "$pdf")" "$a.1:1 - $b.2:1 $b.2:2 $b.2:3 - $c.3:1 $c.3:2 $d.4:1"
is 'a blank page has nothing on it' "$(words "$pdf" 2)$(words "$pdf" 6)" ''
is 'sheets are counted' "$(sheets 1)" '1 2 1 1'
is 'as many as lie in the tray' "$(register 'SELECT sum(sheets) FROM letter')" "$((($(pages "$pdf") + 1) / 2))"
like 'the list says so' "$(words "$prints/dispatch-1-20261124.pdf")" '印刷したもの4通（用紙5枚）'
is 'also for spreadsheets' "$(sed -n "s/^2,$b,[^,]*,\([0-9]*\),.*/\1/p" "$prints/dispatch-1-20261124.csv")" 2
exits 'and printed again' 0 iken-print --reprint 1
is 'the same' "$(fronts "$prints/letters-2-20261124.pdf" | tr -s ' ' | sed 's/\.[0-9]*:/:/g')" "$a:1 - $b:1 $b:2 $b:3 - $c:1 $c:2 $d:1"
exits 'posted' 0 iken-print --confirm 1
exits 'both' 0 iken-print --confirm 2

# On one side nothing is blank.
sed 's/^duplex = yes/duplex = no/' "$IKEN_CONF" >"$T/single.conf"
letters
exits 'on one side' 0 iken-print -c "$T/single.conf"
is 'pages follow each other' "$(fronts "$prints/letters-3-20261124.pdf" | sed 's/\.[0-9]*:/:/g')" "$a:1 $b:1 $b:2 $b:3 $c:1 $c:2 $d:1"
is 'and each is a sheet' "$(sheets 3)" '1 3 2 1'
exits 'posted' 0 iken-print --confirm 3

# ---- a job each, on a printer of one side ---------------------------------------------------------

start_printer each
sed "s|^kind = folder|kind = printer\nprinter = $PRINTER|; s/^duplex = yes/duplex = no/" "$IKEN_CONF" >"$T/each.conf"

# jobs: which letter each job that was printed has, and list; in order of their numbers.
jobs()
{
	for _job in $(ls "$PRINTED" | sed -n 's/\.pdf$//p' | sort -n); do
		_first=$(code "$PRINTED/$_job.pdf" 1 | sed 's/^IKEN:L:\(.*\)\.[0-9]*:[0-9]*\.\([0-9]*\):.*/\1:\2/')
		printf '%s ' "${_first:-list}"
		[ -z "$_first" ] || [ "${_first#*:}" = "$(pages "$PRINTED/$_job.pdf")" ] || printf '(of %s pages) ' "$(pages "$PRINTED/$_job.pdf")"
	done
}

letters
exits 'each letter by itself' 0 iken-print -c "$T/each.conf"
is 'is a job, and the list' "$(jobs)" "$a:1 $b:3 $c:2 $d:1 list "
is 'which the register counts' "$(register 'SELECT state || place FROM run WHERE id = 4')" 'printed5 jobs'
is 'each has a name of its own' "$(cat "$PRINTED"/*.attributes | grep '^IPP_JOB_NAME=' | sort -u | wc -l)" 5
unlike 'that says nothing' "$(cat "$PRINTED"/*.attributes)" "山田|佐藤|$a|$b"
exits 'posted' 0 iken-print --confirm 4

# One of them fails: what was printed before it is not printed again, the others are.
rm -f "$PRINTED"/*
touch "$PRINTED/fail-7"			# five jobs were before: the second letter
letters
exits 'a job that fails' 75 iken-print -c "$T/each.conf"
like 'is said' "$(cat "$T/err")" 'run 5 is not printed: job-failed'
is 'the run stays in the making' "$(register 'SELECT state FROM run WHERE id = 5')" making
rm "$PRINTED/fail-7"
exits 'the next run of the program' 0 iken-print -c "$T/each.conf"
is 'prints what is missing, each once' "$(jobs | tr ' ' '\n' | sort | xargs)" "$a:1 $b:3 $c:2 $d:1 list"
is 'and the run is printed' "$(register 'SELECT state || letters FROM (SELECT state, (SELECT count(*) FROM letter WHERE run = 5) AS letters FROM run WHERE id = 5)')" printed4
exits 'posted' 0 iken-print --confirm 5

# One letter is printed again as one job.
rm -f "$PRINTED"/*
exits 'a letter once more' 0 iken-print -c "$T/each.conf" --reprint "$b"
is 'is a job, and the list' "$(jobs)" "$b:3 list "
exits 'posted' 0 iken-print --confirm 6

# A printer that cannot print on both sides: it prints, and that is said.
sed 's/^duplex = no/duplex = yes/' "$T/each.conf" >"$T/both.conf"
rm -f "$PRINTED"/*
letters
exits 'both sides on a printer of one' 0 iken-print -v -c "$T/both.conf"
like 'is noted' "$(cat "$T/err")" 'printed on one side: localhost does not print on both'
is 'each job is its letter, without blank pages' "$(jobs)" "$a:1 $b:3 $c:2 $d:1 list "
stop "$printer_pid"
exits 'posted' 0 iken-print --confirm 7

# ---- both sides on a printer that has them ---------------------------------------------------------

start_printer both -2
sed "s|^kind = folder|kind = printer\nprinter = $PRINTER|; s/^job_each = yes/job_each = no/" "$IKEN_CONF" >"$T/run.conf"
letters
exits 'a run as one job' 0 iken-print -c "$T/run.conf"
is 'and the list' "$(ls "$PRINTED" | grep -c '\.pdf$')" 2
like 'on both sides' "$(cat "$PRINTED/1.attributes")" '^IPP_SIDES=two-sided-long-edge$'
is 'each letter begins on a front' "$(fronts "$PRINTED/1.pdf" | sed 's/\.[0-9]*:/:/g')" "$a:1 - $b:1 $b:2 $b:3 - $c:1 $c:2 $d:1"
is 'sheets are counted' "$(sheets 8)" '1 2 1 1'
done_testing
