#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole office at work: mails in every charset, scans, forms, departments' answers, letters, bounces, held mails, clerks'
# commands, erasure, backup, audit, a restored standby. Between every two steps, and where programs were killed in the middle,
# each octet of each file is looked through for names, addresses, numbers and texts of the people in it: they stand
# nowhere in the clear but in the places of the table below.
#
# CANARY_POINTS	at which calls programs are killed
. "${0%/*}/../report/erase.sh"
. "${0%/*}/../report/backup.sh"

# ---- where they may stand, and why ----
#	$office/inbox		the mailbox, outside of the box: residents' mails before they are taken
#	$office/outbox		stands for the mail server: what was sent
#	$T/drop			where the scanner puts files, before they are taken
#	$T/letters		letters that are to be posted
#	$T/home			this test's own: what people wrote, what programs showed to who asked
# Everything else that programs can write to is looked through.
office=$T/office
mkdir -p "$T/home" "$T/tmp" "$T/letters" "$T/planted"
TMPDIR=$T/tmp
export TMPDIR
canary=$TOP/tests/flow/canary.py
words=$T/home/words
python3 "$canary" words "$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')" >"$words" || bail 'no words'
. "$words"
python3 "$canary" forms "$words" >"$T/home/forms" || bail 'no forms'
since=$(stat -c %Y "$words")
POINTS=${CANARY_POINTS:-3 19 58}

BACKUP_EXTRA="
[erase old]
age = 100 days

[erasure]
loose = 50 days

[print]
kind = folder
folder = $T/letters
document_number = {year}見広第{number}号

[transcription]
addresses = typist@city.example.jp
ocr = no

[staff call]
name = コールセンター
addresses = call@city.example.jp
channel = phone

[drop scans]
folder = $T/drop
channel = letter
settle = 0 s

[department parks]
name = 公園課
addresses = parks@city.example.jp
approval = yes

[rule]
words = 公園
department = parks
"
mkdir -p "$T/drop"
at 0
new_backed_office "$office"

# nowhere: prints where any of it stands.
nowhere()
{
	"$B/tests/tools/find-octets" "$T/home/forms" "$office/data" "$office/init.out" "$IKEN_CONF" "$T/tmp" "$BK" "$KR" \
		$([ ! -d "$T/standby" ] || echo "$T/standby")
	# Places that others write to as well.
	"$B/tests/tools/find-octets" -n "$since" "$T/home/forms" /var/tmp $(find /tmp /dev/shm -maxdepth 1 -newer "$words" ! -path /tmp \
		! -path /dev/shm ! -path "${T%/*}" ! -path "$T" 2>/dev/null)
}

# clean TITLE
clean()
{
	is "$1: nothing in the clear" "$(nowhere)" ''
}

# step TITLE COMMAND...: what it shows goes to who asked.
step()
{
	_title=$1
	shift
	"$@" >"$T/home/out" 2>"$T/home/err" || {
		fail "$_title"
		diag_file "$T/home/err"
	}
	# What a program says on standard error, cron mails to the administrator.
	is "$_title: says nothing personal" "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/home/err")" ''
	clean "$_title"
}

# broken PROGRAM ARGUMENT...: killed at some of its calls, each time from where the last one left it.
broken()
{
	for _point in $POINTS; do
		"$B/tests/tools/kill-at" -r "$T/home/report" kill-before "$_point" "$@" >"$T/home/out" 2>"$T/home/err"
		read -r _hit _call <"$T/home/report" || bail "kill-at fails: $(cat "$T/home/err")"
		[ "$_hit" != none ] || break
		clean "$1 killed at call $_point ($_call)"
		is "$1: no temporary file is left open" "$(find /proc/[0-9]*/fd -lname "$T/tmp/*" 2>/dev/null)" ''
	done
	step "$*" "$@"
	is "$1: no temporary file is left" "$(find "$T/tmp" -type f | head -n 3)" ''
}

# resident FROM NAME TO SUBJECT CHARSET ENCODING ID [FILE]: a mail; its text is standard input.
resident()
{
	python3 "$canary" mail "$@" >"$T/home/mail" || bail 'no mail'
	put_mail "$office/inbox" "$T/home/mail"
}

quietly()
{
	round || bail 'a round fails'
}

# ---- that it would be found ----
python3 "$canary" plant "$words" "$T/planted" || bail 'nothing planted'
is 'each form of each word is found' "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/planted" | wc -l)" "$(wc -l <"$T/home/forms")"
mkdir "$office/data/state/there"
cp "$T/planted/0" "$office/data/state/there/$name2"
like 'a file, and a name of a file, in the data folder' "$(nowhere)" "state/there/$name2: .*"
rm -r "$office/data/state/there" "$T/planted"
clean 'before anything'

# ---- residents write, in every charset ----
printf 'スキャンした写真です。%s\n' "$scan" >"$T/home/$file.txt"
printf '氏名: %s\n住所: %s\n電話番号: %s\n\n公園の遊具のことです。%s\n' "$name" "$place" "$phone" "$text" |
	resident "$mail" "$name" opinion@city.example.jp "公園 $subject" iso-2022-jp 7bit "$id" "$T/home/$file.txt"
printf '公園のごみ箱です。%s\n%s %s\n' "$text" "$name2" "$phone2" |
	resident "$mail2" "$name2" opinion@city.example.jp "道路 $subject" utf-8 base64 "2.$id"
printf '道路のことです。%s\n' "$text" | resident "$third" "$name" opinion@city.example.jp "道路 $subject" cp932 quoted-printable "3.$id"
printf '道路の街灯です。%s\n' "$text" | resident "$third" "$name2" opinion@city.example.jp "街灯 $subject" utf-8 8bit "4.$id"
is 'they lie in the mailbox' "$("$B/tests/tools/find-octets" "$T/home/forms" "$office/inbox" | wc -l)" 4
{
	printf '氏名: %s\n住所: %s\n電話番号: %s\n回答方法: 郵送\n\n道路の穴です。%s\n' "$name2" "$place" "$phone2" "$scan"
} >"$T/drop/1.txt"
pbmtext -builtin bdf 'Fix the lamp.' 2>/dev/null | pnmpad -white -width 600 -height 800 2>/dev/null | pnmtotiff -g4 >"$T/drop/$file.tif" 2>/dev/null
printf '氏名,電話番号,内容\r\n%s,%s,道路が狭いです。%s\r\n' "$name" "$phone" "$typed" | iconv -t CP932 >"$T/drop/$file.csv"
broken iken-fetch
broken iken-collect
printf '道路の件、続報です。%s\n' "$again" | python3 "$canary" mail "$mail" "$name" opinion@city.example.jp "$subject" utf-8 base64 "5.$id" >"$T/home/piped"
step 'iken-deliver' sh -c 'iken-deliver <"$1"' sh "$T/home/piped"
broken iken-register
broken iken-route
broken iken-send
is 'opinions are registered' "$(register 'SELECT count(*) >= 6 FROM opinion')" 1
is 'nothing was set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 0
is 'they are in the outbox' "$("$B/tests/tools/find-octets" "$T/home/forms" "$office/outbox" | grep -c .)" \
	"$("$B/tests/tools/find-octets" "$T/home/forms" "$office/outbox" | wc -l)"
ok 'as requests and receipts' test "$("$B/tests/tools/find-octets" "$T/home/forms" "$office/outbox" | wc -l)" -ge 6

# ---- a scan is typed in, the call centre enters one ----
IKEN_NOW=$((IKEN_NOW + 60))
typing=$(newest typist@ transcribe)
[ -n "$typing" ] || bail 'nothing to type in'
printf '氏名: %s\n住所: %s\n回答方法: 郵送\n\n道路の街灯が暗い。%s\n' "$name" "$place" "$typed" | form | reply typist@city.example.jp "$typing"
step 'the call centre gets its address' iken-staff --mail call
quietly
call=$(reply_address "$(newest call@ welcome)")
printf '入力\n氏名: %s\n電話番号: %s\nメールアドレス: %s\n\n公園が暗いです。%s\n' "$name" "$phone" "$mail" "$typed" |
	write call@city.example.jp "$call" "入力 $subject"
broken iken-fetch
broken iken-register
printf '経過 %s\n電話で%sさんと話しました。%s\n' "$(number 2)" "$name2" "$note" | write call@city.example.jp "$call" '経過'
printf '内容 %s\n' "$(number 1)" | write call@city.example.jp "$call" '内容'
printf '訂正 %s\n氏名: %s\n住所: %s\n' "$(number 2)" "$name2" "$place" | write call@city.example.jp "$call" '訂正'
step 'a round with commands' iken run
like 'which are answered' "$(body "$(newest call@ command)")" '.'

# ---- departments answer; an approver, the desk, the residents again; what is held ----
IKEN_NOW=$((IKEN_NOW + 60))
for opinion in $(register "SELECT id FROM opinion WHERE state = 'requested' AND department = 'roads'"); do
	printf '来月直します。%s\n' "$answer" >"$T/home/answer"
	_request=$(newest roads@ "request $(number "$opinion")")
	[ -z "$_request" ] || { cat "$T/home/answer"; quoted "$_request"; } |
		write roads@city.example.jp "$(reply_address "$_request")" "Re: $subject"
done
request=$(newest parks@ request)
{ printf '区分: 回答\n備考: 内密に。%s\n遊具は直します。%s\n' "$remark" "$answer"; quoted "$request"; } |
	write parks@city.example.jp "$(reply_address "$request")" "Re: $subject"
printf '迷惑な続きです。%s\n' "$held" | resident "$stranger" "$name" "$(reply_address "$(newest "$mail2" receipt)")" "Re: $subject" utf-8 base64 "6.$id"
printf '不在です。%s\n' "$auto" | write "$mail" opinion@city.example.jp "$subject" 'Auto-Submitted: auto-replied'
broken iken-fetch
broken iken-register
step 'iken-route' iken-route
broken iken-send
approval=$(newest kocho@ approval)
[ -n "$approval" ] || bail 'nothing to approve'
{ printf '差戻し\n直してください。%s\n' "$remark"; quoted "$approval"; } | write kocho@city.example.jp "$(reply_address "$approval")" 'Re: 承認'
waiting=$(newest kocho@ held)
[ -n "$waiting" ] || bail 'nothing is held'
{ echo 新規; quoted "$waiting"; } | write kocho@city.example.jp "$(reply_address "$waiting")" 'Re: held'
printf 'まだ直りません。%s\n' "$again" | resident "$third" "$name2" "$(reply_address "$(newest "$third" answer)")" "Re: $subject" iso-2022-jp 7bit "7.$id"
bounce=$(tr -d '\r' <"$(newest "$third" answer)" | sed -n 's/^Return-Path: <\(.*\)>/\1/p')
printf 'Return-Path: <>\nFrom: mailer-daemon@example.jp\nTo: %s\nSubject: Undelivered Mail\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n%s could not be reached\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.jp\n\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.1.1\n\n--b--\n' \
	"$bounce" "$third" "$third" | put_mail "$office/inbox"
broken iken-fetch
broken iken-register
step 'a round' iken run
is 'an answer came back' "$(register "SELECT count(*) > 0 FROM arrival WHERE kind = 'bounce'")" 1
broken iken-print
ok 'letters are printed' test -n "$(ls "$T/letters")"
step 'iken-remind' iken-remind

# ---- people look ----
step 'somebody looks' iken-show --reason "照会のため $reason" "$(number 1)"
like 'and sees it' "$(cat "$T/home/out")" "$text"
step 'lists' iken-list --all
step 'state' iken-status
step 'who hangs' iken-watch
step 'an opinion is printed' iken-print --opinion "$(number 1)" -o "$T/letters/opinion.pdf"
step 'a table' sh -c 'iken-export >"$1" 2>/dev/null || iken-list >"$1"' sh "$T/home/table"
step 'a hold' iken-erase --hold "$(number 2)" --reason "訴訟 $reason"
step 'the month' iken-audit --month 2026-11
step 'the log is looked through' iken-audit --verify
leaked=$(tr -d '\r' <"$(newest roads@ request)" | sed -n 's/^Message-ID: *//Ip')
step 'a leak drill' iken-audit --leak "$leaked"

# ---- backup, standby, erasure ----
broken iken-backup
step 'a standby' iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/standby"
at 20
quietly
register "UPDATE opinion SET state = 'closed' WHERE state <> 'erased'"
at 200
step 'iken-erase --propose' iken-erase --propose
step 'a round' iken run
ok 'two people' released 1
broken iken-erase
is 'much is erased' "$(register "SELECT count(*) > 2 FROM opinion WHERE state = 'erased'")" 1
step 'its report' iken-erase --report 1
step 'a backup after that' iken-backup
sqlite3 "$office/data/register.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/home/out"
clean 'the log is emptied into the register'
done_testing
