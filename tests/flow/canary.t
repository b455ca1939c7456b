#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole office at work: mails in every charset, scans, forms, departments' answers, letters, bounces, held mails, clerks'
# commands, statistics, the desk's page, registers, questions for everybody, an export, an older system's table, a rehearsal,
# erasure, backup, audit, a restored standby. Between every two steps, and where programs were killed in the middle,
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
#	$T/home			this test's own: what people wrote, what programs showed to who asked; in it
#	  given			a case folder: an opinion in the clear, for who asked for it with a reason
#	  named			registers with names, asked for with a reason
#	  old, sheet		an older system's table, and the check sheet that shows its rows
#	  copy/out, copy/in	of a rehearsal: what would have left, and what was in the mailbox
# An export's reason stands on the notice of its password ($T/notices) and in the register of media ($T/lent), which say what the
# medium is for. Everything else that programs can write to is looked through.
office=$T/office
mkdir -p "$T/home" "$T/tmp" "$T/letters" "$T/planted" "$T/stats" "$T/board" "$T/faq" "$T/books" "$T/lent"
mkdir -m 700 "$T/media" "$T/notices" "$T/home/given" "$T/home/named" "$T/home/sheet"
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

[export]
folder = $T/media
notices = $T/notices

[stats]
folder = $T/stats
mail = kocho@city.example.jp

[board]
file = $T/board/index.html

[faq]
folder = $T/faq
asked = 2

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
		"$T/stats" "$T/board" "$T/faq" "$T/books" "$T/media" "$T/notices" \
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

# legible FOLDER...: what is read in PDF and XLSX, which pack their text, into $T/home/legible.
legible()
{
	rm -rf "$T/home/legible"
	mkdir "$T/home/legible"
	find "$@" -type f \( -name '*.pdf' -o -name '*.xlsx' \) | while read -r _file; do
		_out=$T/home/legible/$(printf '%s' "${_file#"$T"/}" | tr / -)
		case $_file in
		*.pdf) pdftotext -layout "$_file" "$_out.txt" ;;
		*) 7zz x -y -o"$_out" "$_file" >"$T/home/unpacked" ;;
		esac || echo "$_file cannot be read"
	done
}

# unread TITLE FOLDER...: neither as it is, nor where people read it.
unread()
{
	_what=$1
	shift
	is "$_what: PDF and XLSX can be read" "$(legible "$@")" ''
	is "$_what: nothing personal in them" "$("$B/tests/tools/find-octets" "${FORMS:-$T/home/forms}" "$@" "$T/home/legible")" ''
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

# ---- searched; counted; the desk's page; registers ----
broken iken-index
step 'a search' iken-search "$text"
broken iken-stats 2026-11
step 'published' iken-stats --public 2026
step 'mailed' iken-stats --mail 2026-11
ok 'reports are there' test -s "$T/stats/2026-11.pdf" -a -s "$T/stats/2026-public.html" -a -s "$office/data/stats/2026-11.xlsx"
unread 'statistics' "$T/stats" "$office/data/stats"
broken iken-board
unread "the desk's page" "$T/board"
broken iken-books --all --month 2026-12 --format pdf,csv,csv-cp932,xlsx,html -o "$T/books"
ok 'registers are there' test "$(find "$T/books" -name '*.pdf' | wc -l)" = 4
unread 'registers' "$T/books"
step 'with names, for who asks' iken-books --receipts --month 2026-12 --with-names --reason "照会 $reason" --format pdf,xlsx -o "$T/home/named"
legible "$T/home/named"
ok 'these would be found in PDF and XLSX' test "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/home/legible" | cut -d : -f 1 | sort -u | wc -l)" -ge 2

# ---- questions for everybody ----
for who in "$mail" "$mail2" "$third"; do
	printf '清掃課の皆様\n\n%sと申します。\n粗大ごみの出し方を教えてください。\n%s 電話 %s %s\n' "$name" "$place" "$phone" "$who" |
		resident "$who" "$name" opinion@city.example.jp "ごみ $subject" utf-8 base64 "faq.$who"
done
quietly
request=$(newest waste@ request)
{
	printf -- '----- ここから回答を記入してください（この行は消さないでください） -----\n区分: 回答\n公開: 可\n〔氏名〕様\n\n'
	printf '粗大ごみは、受付センターへ電話で申し込んでください。\n%s様のお宅（%s）へうかがいます。連絡先は%sですね。\n----- ここまで -----\n' "$name" "$place" "$phone"
	quoted "$request"
} | write waste@city.example.jp "$(reply_address "$request")" 'Re: ごみ'
step 'an answer that may be published' iken run
broken iken-faq --propose
step 'a round asks the department' iken run
asked=$(newest waste@ 'faq[[:space:]]*$')
[ -n "$asked" ] || bail 'nothing is proposed'
body "$asked" >"$T/home/asked"
like 'a proposal' "$(cat "$T/home/asked")" '受付センターへ電話で'
is 'has nothing personal' "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/home/asked")" ''
{
	printf '修正\n担当: 清掃課\n目的: 問い合わせ\n質問: 粗大ごみの出し方を教えてください。\n回答: 受付センターへ電話で申し込んでください。\n'
	quoted "$asked"
} | write waste@city.example.jp "$(reply_address "$asked")" 'Re: faq'
step 'it is corrected' iken run
step 'and shown once more' iken run
asked=$(newest waste@ 'faq[[:space:]]*$')
{ printf '承認します。\n'; quoted "$asked"; } | write waste@city.example.jp "$(reply_address "$asked")" 'Re: faq'
step 'it is approved' iken run
broken iken-faq
like 'and published' "$(cat "$T/faq/faq.html")" '受付センターへ電話で'
unread 'what everybody asks' "$T/faq"

# ---- given out ----
step 'a case' iken-export --case "$(number 1)" --reason "開示 $reason" --folder "$T/home/given"
like 'is in the clear where it was asked for' "$(cat "$T/home/given/$(number 1)/case.txt")" "$text"
step 'a medium is proposed' iken-export --propose --cases --reason "議会 $reason"
if [ "$(id -u)" = 0 ] && [ "$(cat /proc/self/loginuid 2>/dev/null || echo 4294967295)" = 4294967295 ]; then
	step 'somebody else agrees' setpriv --ruid 4242 iken-export --approve 1
else
	register "INSERT INTO export_release VALUES(1, 'uid 4242', '? (4242)', $IKEN_NOW); UPDATE export SET state = 'released', changed = $IKEN_NOW WHERE id = 1"
fi
broken iken-export --run 1
step 'it is listed' iken-export --show 1
ok 'it is there' test -s "$T/media/medium-0001.zip"
grep -v ' reason as ' "$T/home/forms" >"$T/home/forms.people"
FORMS=$T/home/forms.people unread 'the notice of its password' "$T/notices"
iken-books --media --month 2026-12 --format pdf,csv,xlsx,html -o "$T/lent" >"$T/home/out" || fail 'the register of media'
ok 'the register of media has it' grep -q medium-0001 "$T/lent"/media-*.csv
FORMS=$T/home/forms.people unread 'the register of media' "$T/lent"
legible "$T/notices"
secret=$(cat "$T/home/legible"/*.txt | grep -Eo '[0-9a-z]{4}(-[0-9a-z]{4}){4}')
7zz x -y -o"$T/home/opened" -p"$secret" "$T/media/medium-0001.zip" >"$T/home/out" 2>&1
ok 'who has the password reads it' test "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/home/opened" | wc -l)" -gt 5
printf '%s password\n' "$(printf '%s' "$secret" | od -An -v -tx1 | tr -d ' \n')" >"$T/home/secret"
is 'which stands nowhere else' "$("$B/tests/tools/find-octets" "$T/home/secret" "$office" "$T/tmp" "$T/media" "$T/notices" "$BK" "$KR")" ''

# ---- an older system's table ----
mkdir "$T/home/old"
cp "$T/home/$file.txt" "$T/home/old/"
{
	printf '受付番号,受付日時,状況,氏名,メール,住所,電話,件名,本文,メモ,回答,回答日,添付\r\n'
	printf 'A-%s,2025/4/1,回答済,%s,%s,%s,%s,%s,"道路です。%s",%s,%s,2025/4/11,%s.txt\r\n' "$file" "$name" "$mail" "$place" "$phone" "$subject" "$typed" \
		"$note" "$answer" "$file"
	printf 'A-2,2026-11-02,対応中,%s,,%s,%s,%s,"%s",,,,\r\n' "$name2" "$place" "$phone2" "$subject" "$text"
} >"$T/home/old/old.csv"
cat >"$T/home/map" <<-E
	[import]
	origin = crm
	charset = utf-8
	requests = yes
	[columns]
	number = 受付番号
	received = 受付日時
	state = 状況
	name = 氏名
	mail = メール
	address = 住所
	phone = 電話
	subject = 件名
	text = 本文
	note = メモ
	answer = 回答
	answered = 回答日
	files = 添付
	[always]
	channel = phone
	purpose = other
	department = roads
	[state]
	open = 対応中
	delivered = 回答済
E
opinions=$(register 'SELECT count(*) FROM opinion')
broken iken-import -m "$T/home/map" --files "$T/home/old" -o "$T/home/sheet" "$T/home/old/old.csv"
is 'is taken, once' "$(register 'SELECT count(*) FROM opinion')" $((opinions + 2))
ok 'and is found by its older number' sh -c 'iken-show --reason x "$1" >"$2"' sh "A-$file" "$T/home/shown"
sed "s|2026-11-02|$place|; s|^A-2,|A-3,|" "$T/home/old/old.csv" >"$T/home/old/wrong.csv"
step 'a row that cannot be taken' sh -c 'iken-import -m "$1/map" --files "$1/old" -o "$1/sheet" "$1/old/wrong.csv"; test $? = 65' sh "$T/home"
step 'a round goes on with it' iken run

# ---- a rehearsal ----
step 'a day is rehearsed' iken-rehearse --folder "$T/home/copy" --day "$(TZ=Asia/Tokyo date -d "@$((IKEN_NOW + 86400))" +%Y-%m-%d)" --step 600
ok 'mails would have left' test -n "$(ls "$T/home/copy/out/mail/new")"
legible "$T/home/copy/report"
is 'its report, settings and spool have nothing personal' "$("$B/tests/tools/find-octets" "$T/home/forms" "$T/home/copy/report" "$T/home/copy/iken.conf" \
	"$T/home/copy/spool" "$T/home/legible")" ''
step 'it is ended' iken-rehearse --end "$T/home/copy"
not_ok 'all of it' test -e "$T/home/copy"

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
