#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-print is killed just before each of its calls that change something, and run again: every letter is printed
# once and noted, into a folder and on a printer; and the same with a disk that is full for one call.
. "${0%/*}/../lib.sh"

IKEN_NOW=1795492800
export IKEN_NOW

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

office=$T/office
prints=$office/print
mkdir -p "$prints"
OFFICE_EXTRA="
[print]
kind = folder
folder = $prints
document_number = {year}見広第{number}号
"
new_office "$office"
printf '%s\n' '山田太郎|160-0023|見本市見本町1-2-3|ja||一' '佐藤一郎|||ja||二' '鈴木花子|160-0023|見本市見本町4|ja||三' |
	"$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers" || bail 'enter-letters fails'
cp -a "$office" "$T/entered"

reset_print()
{
	rm -rf "$office" && cp -a "$T/entered" "$office"
}

check_register()
{
	same runs "$(register "SELECT group_concat(state) FROM run")" printed &&
		same letters "$(register "SELECT opinion || document FROM letter ORDER BY id" | tr '\n' ' ')" '1８見広第１号 3８見広第２号 ' &&
		same states "$(register 'SELECT state FROM opinion ORDER BY id' | tr '\n' ' ')" 'printed undeliverable printed ' &&
		same steps "$(register "SELECT count(*) FROM event WHERE step IN ('print', 'fail')")" 3 &&
		same begun "$(register "SELECT leaving FROM intent WHERE way = 'letter' ORDER BY id" | tr '\n' ' ')" '1 0 1 ' &&
		same mails "$(register "SELECT kind FROM intent WHERE kind IN ('dispatch', 'unprintable') ORDER BY kind" | tr '\n' ' ')" 'dispatch unprintable ' &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}

check_folder()
{
	check_register &&
		same files "$(ls "$prints" | grep -v '\.tmp$' | tr '\n' ' ')" 'dispatch-1-20261124.csv dispatch-1-20261124.pdf letters-1-20261124.pdf ' &&
		same pages "$(pdfinfo "$prints/letters-1-20261124.pdf" | sed -n 's/^Pages: *//p')" 2
}
EACH=3
at_each_call 'iken-print killed before each call, into a folder' kill-before reset_print check_folder iken-print
EACH=11
at_each_call 'a disk that is full for one call' ENOSPC reset_print check_folder iken-print

start_printer killed
sed "s|^kind = folder|kind = printer\nprinter = $PRINTER|" "$T/entered/iken.conf" >"$T/printer.conf"

# Another moment, or the printer knew the jobs of the round before by their names.
reset_printer()
{
	reset_print && cp "$T/printer.conf" "$office/iken.conf" && rm -f "$PRINTED"/* && IKEN_NOW=$((IKEN_NOW + 1))
}

# Each job once: but for one that the printer has taken while nobody could note it, all is known.
check_printer()
{
	check_register && same jobs "$(ls "$PRINTED" | grep -c '\.pdf$')" 2
}
EACH=7
at_each_call 'iken-print killed before each call, on a printer' kill-before reset_printer check_printer iken-print
done_testing
