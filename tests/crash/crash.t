#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The crash matrix: each program of a round killed, or refused a call, at its system calls that create, write, sync,
# rename, remove, send or commit; a plain run after it ends with what a run ends with that nobody disturbed.
#
# CRASH_SECONDS	about how long to try; 0: all calls. Without it a sample of a minute.
# CRASH_TABLE	a file for the table of what was tried
# CRASH_PROGRAM	only this program
OFFICE_MORE='
[transcription]
addresses = typist@city.example.jp
ocr = no

[drop post]
folder = OFFICE/drop
channel = letter
settle = 0 s

[print]
kind = folder
folder = OFFICE/print
document_number = {year}見広第{number}号
'
. "${0%/*}/../flow/busy.sh"

SECONDS_IN_ALL=${CRASH_SECONDS-40}
TABLE=${CRASH_TABLE:-$T/table}
MANNERS='kill-before kill-after kill-one EIO ENOSPC EINTR short from-ENOSPC from-EROFS'
killer=$B/tests/tools/kill-at
[ -x "$killer" ] || bail "$killer is missing: run make tools"
: >"$TABLE" || bail "no table can be written to $TABLE"

milliseconds()
{
	date +%s%N | cut -c 1-13
}

# ---- what has to be equal --------------------------------------------------------------------

arrivals()
{
	"$B/tests/tools/arrivals" list "$IKEN_CONF"
}

# What was taken in: the source and the octets of each arrival; and what is left outside.
same_taken()
{
	arrivals | awk '{ print $2, $5 }' | sort
	find "$office/data/tmp" "$office/inbox/new" "$office/inbox/cur" "$office/drop" -type f | sort
}

# A mail that a server hands over again is the same mail again: the register knows it by its octets. What a killed
# delivery leaves in tmp may be of one that is still at work; it is swept a day later.
same_delivered()
{
	arrivals | awk '{ print $2, $5, $6 }' | sort -u
}

# The register but for what order decides (what was put off is done after the others), the mails, the papers.
LOOSE=$(for table in $(register "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'allowance' ORDER BY name"); do
	columns=$(register "SELECT group_concat('quote(' || name || ')') FROM pragma_table_info('$table')
		WHERE type = 'TEXT' AND name NOT IN ('message_id', 'number', 'id')")
	echo "SELECT '-- $table', count(*)${columns:+, $columns} FROM $table${columns:+ GROUP BY $columns};"
done)
same_register()
{
	{
		register "PRAGMA integrity_check; PRAGMA foreign_key_check; $LOOSE"
		find "$office/outbox/new" -type f -exec grep -haE '^(X-Ikenbako|Envelope-To):' {} +
	} | sed 's/20[0-9][0-9]-[0-9]\{6\}-[0-9]/NUMBER/g; s/[0-9a-f]\{32\}/ID/g' | sort
	find "$office/data/arrivals" "$office/data/tmp" -type f
	find "$office/data/store" -type f | wc -l
	find "$office/print" "$office/drop" -type f ! -name '*.tmp' | sort
	for _pdf in "$office"/print/*.pdf; do
		[ ! -e "$_pdf" ] || pdfinfo "$_pdf" | grep ^Pages
	done
}

# Each arrival of the stage is in the register.
kept()
{
	register 'SELECT id FROM arrival' | sort >"$T/known"
	[ -z "$(comm -23 "$T/came" "$T/known")" ] && [ "$(find "$office/data/arrivals" -type f | wc -l)" = 0 ]
}

# ---- the matrix ------------------------------------------------------------------------------

# one MANNER N LOOK COMMAND...: broken there, then run plainly; true when it ends as it should. $hit: none where there
# is no such call.
one()
{
	_manner=$1 _n=$2 _look=$3
	shift 3
	restore "$stage"
	timeout 120 "$killer" -r "$T/report" "$_manner" "$_n" "$@" >"$T/out" 2>"$T/err"
	_status=$?
	read -r hit _call <"$T/report" || bail "kill-at fails: $(cat "$T/err")"
	[ "$hit" != none ] || return 0
	case $_manner$_status in
	kill-*) ;;
	*124 | *13[469] | *132 | *135)
		diag "$* $_manner at call $_n ($_call): ends with $_status"
		return 1
		;;
	esac
	"$@" >>"$T/out" 2>>"$T/err"
	"$_look" >"$T/is" 2>&1
	cmp -s "$T/is" "$T/wanted" && return
	# What kills its reader is not read again and again: a mail is set aside, a scan is held, both are told.
	{ grep -q ': set-aside: the reader of .* died of it' "$T/err" || grep -q "'held'|'bad-scan" "$T/is"; } && kept && return
	diag "$* $_manner at call $_n ($_call), which ended with $_status:"
	diff "$T/wanted" "$T/is" | head -n 5 >"$T/difference"
	diag_file "$T/difference"
	diag_file "$T/err"
	return 1
}

# matrix SHARE STAGE LOOK COMMAND...: all manners, at all calls, or at as many as the share (in hundredths) of the time
# allows.
matrix()
{
	share=$1 stage=$2 look=$3
	shift 3
	restore "$stage"
	calls=$("$killer" --count "$@" 2>/dev/null | tail -n 1)
	restore "$stage"
	ls "$office/data/arrivals" | sort >"$T/came"
	began=$(milliseconds)
	"$@" >"$T/out" 2>"$T/err" || {
		diag_file "$T/err"
		bail "$* fails"
	}
	"$look" >"$T/wanted" 2>&1
	took=$(($(milliseconds) - began))
	program=$(expr "$*" : '[^i]*\(iken-[a-z]*\)')
	case ${CRASH_PROGRAM:-$program} in
	"$program") ;;
	*) return ;;
	esac
	keep "$stage-done"
	step=1
	# run twice, once of that slowly under ptrace, looked at, and put back before
	[ "$SECONDS_IN_ALL" -eq 0 ] || step=$((calls * 9 * (2 * took + 50) / (SECONDS_IN_ALL * 10 * share) + 1))
	tried=0 failed=0 first=1
	for manner in $MANNERS; do
		n=$first
		while [ "$n" -le "$calls" ] && [ "$failed" -lt 10 ]; do
			one "$manner" "$n" "$look" "$@" || failed=$((failed + 1))
			[ "$hit" = none ] || tried=$((tried + 1))
			n=$((n + step))
		done
		# another row of calls for each manner
		first=$((first % step + 1))
	done
	is "$program: killed or refused at $tried of its points ($calls calls, 9 manners)" "$failed" 0
	ok 'and they were hit' [ "$tried" -gt 8 ]
	printf '%-14s %5d calls in 9 manners %6d points tried %3d failed\n' "$program" "$calls" "$tried" "$failed" >>"$TABLE"
	restore "$stage-done"
}

# ---- stages ----------------------------------------------------------------------------------

restore mails
mkdir -p "$office/drop/sub"
{
	printf '%s\n' '氏名: 佐藤一郎' '郵便番号: 160-0023' '住所: 見本市見本町4' '投稿目的: 意見・要望'
	printf '\n%s\n' '道路の街灯が消えています。'
} >"$office/drop/1.txt"
pbmtext -builtin bdf 'Fix the street lamp, please.' 2>/dev/null |
	pnmpad -white -width 600 -height 800 >"$T/page.pbm" 2>/dev/null
pnmtotiff -g4 "$T/page.pbm" >"$office/drop/2.tif" 2>/dev/null
pnmtopng "$T/page.pbm" >"$office/drop/sub/a.png" 2>/dev/null
pnmtojpeg "$T/page.pbm" >"$office/drop/sub/b.jpg" 2>/dev/null
printf '氏名,内容\r\n鈴木花子,道路が狭いです。\r\n田中次郎,公園が暗いです。\r\n' >"$office/drop/3.csv"
[ "$(find "$office/drop" -type f -size +0 | wc -l)" = 5 ] || bail 'no scans'
keep mails

matrix 8 mails same_taken iken-fetch
keep fetched
printf 'From: late@example.jp\nTo: opinion@city.example.jp\nSubject: late\nMessage-ID: <late@example.jp>\n\nthe road\n' >"$T/late"
matrix 4 fetched same_delivered sh -c "iken-deliver <'$T/late'"
touch -d '2 days ago' "$office/data/tmp/left"
touch "$office/data/tmp/under-way"
iken-register >"$T/out" 2>&1 || bail 'iken-register fails'
is 'what a killed delivery left is swept a day later' "$(ls "$office/data/tmp")" under-way
matrix 12 fetched same_taken iken-collect
keep collected
matrix 30 collected same_register iken-register
is 'nothing is left to register' "$(find "$office/data/arrivals" -type f | wc -l)" 0
keep registered
matrix 8 registered same_register iken-route
keep routed
matrix 14 routed same_register iken-send
keep sent
printf '%s\n' '山田太郎|160-0023|見本市見本町1-2-3|ja||一' '佐藤一郎|||ja||二' '鈴木花子|160-0023|見本市見本町4|ja||三' |
	"$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers" || bail 'enter-letters fails'
keep entered
matrix 10 entered same_register iken-print
IKEN_NOW=$(date -d '2026-11-25 08:40 +0900' +%s)
restore sent
keep morning
matrix 14 morning same_register iken-remind

while read -r line; do
	diag "$line"
done <"$TABLE"
done_testing
