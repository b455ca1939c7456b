#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The crash matrix: every program that writes, killed or refused a call at its system calls that create, write, sync,
# rename, remove, send or commit; a plain run after it ends with what a run ends with that nobody disturbed.
# A new program is one line: `program` below. What is compared is in looks.py, how it is broken in matrix.py.
#
# CRASH_SECONDS	about how long to try; 0: all points. Without it a sample of less than a minute.
# CRASH_TABLE	a file for the table of what was tried
# CRASH_PROGRAM	only this program, e.g. iken-send, or this line, e.g. 'iken-send smtp'
# CRASH_SHARD	I/N: of all points each N-th, beginning with the I-th, for several machines or processors
# CRASH_DONE	a file of the points that were tried; what stands in it is not tried again

# In memory a sync costs nothing, and a process that dies leaves the same there as on a disk.
if [ -z "${TEST_FOLDER:-}" ] && [ -w /dev/shm ] && [ "$(df -k --output=avail /dev/shm | tail -n 1)" -gt 500000 ]; then
	export TEST_FOLDER=/dev/shm
fi
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

[audit]
checkpoint_lines = 1

[export]
folder = OFFICE/export
notices = OFFICE/notices
'
. "${0%/*}/../flow/busy.sh"
. "$TOP/tests/ingest/mails.sh"

TABLE=${CRASH_TABLE:-$T/table}
: >"$TABLE" || bail "no table can be written to $TABLE"
[ -x "$B/tests/tools/kill-at" ] || bail 'kill-at is missing: run make tools'
quiet()
{
	"$@" >"$T/out" 2>"$T/err" && return
	diag_file "$T/err"
	bail "$* fails"
}

# program NAME SHARE STAGE LOOKS COMMAND: a line of the matrix; see matrix.py. At the time that it is now.
program()
{
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$IKEN_NOW" "$4" "$5" >>"$T/programs"
}

# made STAGE FROM COMMAND...: a stage is what a plain run makes of another.
made()
{
	_stage=$1
	restore "$2"
	shift 2
	quiet "$@"
	keep "$_stage"
}

# only SECTION <LINES: instead of that section of the settings.
only()
{
	sed -i "/^\[$1\]/,/^\$/d" "$IKEN_CONF"
	cat >>"$IKEN_CONF"
}

# ---- what comes in ----------------------------------------------------------------------------

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
program 'iken-fetch maildir' 3 mails taken iken-fetch

new_maildir "$T/three"
make_mails "$T/three" 3
for mail in "$T/three/new"/*; do
	printf 'From yamada@example.jp Tue Nov 24 10:00:00 2026\n'
	sed 's/^\(>*From \)/>\1/' "$mail"
	echo
done >"$office/mbox"
printf '[source mail]\nkind = mbox\nfolder = %s\nafter = delete\n' "$office/mbox" | only 'source mail'
rm -f "$office/inbox/new"/*
keep mbox
program 'iken-fetch mbox' 2 mbox taken 'iken-fetch mail'

start_dovecot opinion
cp "$T/three/new"/* "$MAIL/opinion/new"
_give_to_server "$MAIL/opinion"
for kind in imap pop3; do
	[ $kind = imap ] && port=$IMAPS || port=$POP3S
	only 'source mail' <<-E
		[source mail]
		kind = $kind
		host = localhost
		port = $port
		ca_file = $PKI/ca.pem
		user = opinion
		password_file = $office/password
		after = delete
		timeout = 5 s
	E
	keep $kind
	program "iken-fetch $kind" 5 $kind taken+mailbox 'iken-fetch mail'
done

made fetched mails iken-fetch
printf 'From: late@example.jp\nTo: opinion@city.example.jp\nSubject: late\nMessage-ID: <late@example.jp>\n\nthe road\n' >"$T/late.eml"
program iken-deliver 2 fetched delivered "iken-deliver <$T/late.eml"
program iken-collect 4 fetched collected iken-collect
made collected fetched iken-collect

# ---- what is done with it --------------------------------------------------------------------

program iken-register 12 collected register iken-register
made registered collected iken-register
is 'nothing is left to register' "$(find "$office/data/arrivals" -type f | wc -l)" 0
program iken-index 3 registered indexed iken-index
made indexed registered iken-index
program iken-search 1 indexed shown 'iken-search 街灯'
program iken-route 4 registered register iken-route
made routed registered iken-route
keep busy

# set aside by a limit that is raised again
{
	printf 'From: taro@example.jp\nTo: opinion@city.example.jp\nSubject: parts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
	for n in 1 2 3 4 5 6 7 8 9; do
		printf -- '--b\n\nroad %d\n' $n
	done
	printf -- '--b--\n'
} | put_mail "$office/inbox"
printf '\n[limits]\nparts = 4\n' >>"$IKEN_CONF"
quiet iken-fetch
quiet iken-register
sed -i 's/^parts = 4/parts = 100/' "$IKEN_CONF"
is 'one is set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 1
keep aside
program iken-retry 2 aside register 'iken-retry --all'
program 'iken-staff' 2 busy welcomed 'iken-staff --renew call --mail call'
program 'iken-show' 3 busy shown "iken-show $(number 1)"
program 'iken-audit' 3 busy signed 'iken-audit --checkpoint'
mkdir -m 700 "$office/export" "$office/notices"
keep exporting
program 'iken-export case' 3 exporting exported "iken-export --case $(number 1) --reason court"
printf '%s\n' "$(number 1)" "$(number 2)" >"$T/two"
made export-asked exporting iken-export --propose --cases --numbers "$T/two" --reason court
register "INSERT INTO export_release VALUES(1, 'uid 4242', '? (4242)', $IKEN_NOW); UPDATE export SET state = 'released'"
keep export-agreed
program 'iken-export run' 3 export-agreed exported 'iken-export --run 1'
program 'iken-export withdraw' 1 export-agreed exported 'iken-export --withdraw 1'
restore busy
iconv -f CP932 -t UTF-8 config/sample/syukujitsu.csv | grep -v '^2027' | iconv -f UTF-8 -t CP932 >"$T/holidays.csv"
program 'iken-calendar' 2 busy register "iken-calendar $T/holidays.csv"

# an older system's opinions
printf '%s\n' '[import]' 'origin = old' 'charset = utf-8' '[columns]' 'number = n' 'received = d' 'text = t' 'state = s' \
	'mail = m' 'answer = a' 'answered = b' 'department = p' 'files = f' '[always]' 'channel = mail' 'purpose = other' \
	'[state]' 'open = open' 'delivered = done' '[department]' 'roads = roads' >"$T/old.map"
printf '%s\n' 'n,d,t,s,m,a,b,p,f' '1,2026-11-02,a lamp,open,a@example.jp,,,roads,' \
	'2,2025-11-02,a road,done,b@example.jp,it is mended,2025-11-12,roads,map.txt' >"$T/old.csv"
mkdir "$T/older"
echo 'a map' >"$T/older/map.txt"
mkdir -m 700 "$office/sheet"
keep importing
program 'iken-import' 3 importing imported "iken-import --mapping $T/old.map --sheet $office/sheet --files $T/older $T/old.csv"

# a resident presses the button of the page, and once more when no answer comes
IKEN_PAGE=$office/page IKEN_PAGE_INSECURE=yes
export IKEN_PAGE IKEN_PAGE_INSECURE
quiet "$B/tests/tools/page-spool" make "$IKEN_PAGE" 9
REQUEST_METHOD=GET REMOTE_ADDR=127.0.0.1 iken-post >"$T/form.html" || bail 'iken-post fails'
printf 'draft=%s&lang=ja&do=send&purpose=other&subject=a&text=%%E9%%81%%93&way=none' \
	"$(sed -n 's/.*name="draft" value="\([0-9a-f]*\)".*/\1/p' "$T/form.html")" >"$T/body"
keep page
request="REQUEST_METHOD=POST REMOTE_ADDR=127.0.0.1 CONTENT_TYPE=application/x-www-form-urlencoded CONTENT_LENGTH=$(wc -c <"$T/body")"
program iken-post 3 page posted "env $request iken-post <$T/body"
# and spends a link, whose form comes again when no answer came
env $request iken-post <"$T/body" >"$T/done.html" || bail 'iken-post fails'
number=$(sed -n 's/.*id="number">\([-0-9]*\)<.*/\1/p' "$T/done.html")
quiet "$B/tests/tools/page-spool" publish "$IKEN_PAGE" "$number" received
token=$("$B/tests/tools/page-spool" link "$IKEN_PAGE" "$number" 2 $((IKEN_NOW + 86400))) || bail 'no link'
REQUEST_METHOD=GET REMOTE_ADDR=127.0.0.1 QUERY_STRING=link=$token iken-read >"$T/form.html" || bail 'iken-read fails'
value()
{
	sed -n "s/.*name=\"$1\" value=\"\([^\"]*\)\".*/\1/p" "$T/form.html"
}
printf 'do=link&lang=ja&link=%s&token=%s&seed=%s' "$(value link)" "$(value token)" "$(value seed)" >"$T/body2"
is 'there is a link to spend' "$(value link)" "$token"
keep link
request="${request% *} CONTENT_LENGTH=$(wc -c <"$T/body2")"
program 'iken-read link' 3 link posted+wrapped "env $request iken-read <$T/body2"

# ---- what goes out ---------------------------------------------------------------------------

# One of each kind and party leaves; the others make the same calls.
restore busy
register "UPDATE intent SET state = 'cancelled' WHERE state = 'waiting' AND id NOT IN
	(SELECT min(id) FROM intent WHERE state = 'waiting' GROUP BY kind, party <> 'resident')"
keep leaving
program 'iken-send maildir' 8 leaving register+mails iken-send
SMTP_EXTRA='queue_only_file = /'
start_smtp
only send <<-E
	[send]
	kind = smtp
	host = localhost
	port = $SMTPS
	ca_file = $PKI/ca.pem
	user = iken
	password_file = $office/password

E
keep leaving-smtp
program 'iken-send smtp' 10 leaving-smtp register+accepted iken-send
made sent busy iken-send
printf '%s\n' '山田太郎|160-0023|見本市見本町1-2-3|ja||一' '佐藤一郎|||ja||二' '鈴木花子|160-0023|見本市見本町4|ja||三' |
	"$B/tests/tools/enter-letters" "$IKEN_CONF" >"$T/numbers" || bail 'enter-letters fails'
keep entered
program iken-print 5 entered register iken-print
IKEN_NOW=$(date -d '2026-11-25 08:40 +0900' +%s)
program iken-remind 6 sent register iken-remind
IKEN_NOW=$at_noon

# a program that never comes to its end
IKEN_NOW=$at_noon
restore sent
for minutes in 0 70; do
	IKEN_NOW=$((at_noon + minutes * 60))
	"$B/tests/tools/kill-at" -r "$T/report" kill-before 5 iken-remind >"$T/out" 2>&1
done
keep late
IKEN_NOW=$((at_noon + 8400))
program iken-watch 2 late register iken-watch

# ---- a small office --------------------------------------------------------------------------

rm -rf "$office"
IKEN_NOW=$at_noon
IMAPS='' SMTPS=''
OFFICE_EXTRA="
[erase old]
age = 100 days

[backup]
folder = $office/backup
keyring = $office/keyring
public_key = $office/backup.key.public
"
mkdir -p "$office/backup" "$office/keyring"
new_office "$office"
keep new
rm -rf "$office/data"
keep bare
program iken-init 3 bare folder iken-init
restore new
for n in 1 2 3; do
	printf '道路の穴 %s です。\n' $n | write "r$n@example.jp" opinion@city.example.jp "件 $n"
done
keep small
program 'iken run' 6 small register 'iken run'
quiet iken run
keep three
program 'iken-backup new-key' 1 three key_pair "iken-backup --new-key $office/new.key"
quiet iken-backup --new-key "$office/backup.key"
quiet iken-backup
keep backed-once
program 'iken-keys renew' 3 backed-once opened 'iken-keys --renew master'
answer roads@ request 1 '直します。'
answer roads@ request 2 '直します。'
quiet iken-fetch
keep backed
program iken-backup 6 backed backed_up iken-backup
backups="--from $office/backup --keyring $office/keyring --key $office/backup.key"
program 'iken-restore into' 4 backed restored "iken-restore $backups --into $office/restored"
# shellcheck disable=SC2086 # words
made standby-once backed iken-restore $backups --standby "$office/restored"
quiet iken-register
quiet iken-backup
keep standby
program 'iken-restore standby' 4 standby restored "iken-restore $backups --standby $office/restored"
# shellcheck disable=SC2086
made taking standby iken-restore $backups --standby "$office/restored"
sed "s#^folder = $office/data\$#folder = $office/restored#" "$IKEN_CONF" >"$office/taken.conf"
keep taking
program 'iken-restore take-over' 4 taking taken_over "iken-restore -c $office/taken.conf --take-over"

# ---- the residents' page ---------------------------------------------------------------------

rm -rf "$office"
IKEN_NOW=$at_noon
COOLING_OFF='0 s'
OFFICE_EXTRA="
[page]
url = https://iken.example.jp/
folder = $office/page
reserve = 20
"
new_office "$office"
keep unpublished
program 'iken-send page' 3 unpublished register+published iken-send
quiet iken run
printf '氏名: 港花子\nメールアドレス: hanako@example.jp\n回答方法: メール\n投稿目的: 意見・要望\n\n道路の舗装が割れています。\n' >"$T/form"
quiet "$B/tests/tools/page-host" "$office/page" post "$T/form"
keep posted
program 'iken-collect page' 3 posted taken+published iken-collect
made taken-in posted iken-collect
program 'iken-register page' 3 taken-in register+published iken-register
quiet iken run
answer roads@ request 1 '直しました。'
quiet iken-fetch
quiet iken-register
keep answering
program 'iken-send answer' 4 answering register+mails+published iken-send

# ---- erasure ---------------------------------------------------------------------------------

made answered backed iken run
IKEN_NOW=$((at_noon + 5 * 86400))
quiet iken run
IKEN_NOW=$((at_noon + 200 * 86400))
rm -rf "$office/backup" "$office/keyring"
sed -i '/^\[backup/,/^$/d' "$IKEN_CONF"
keep old
program 'iken-erase propose' 3 old proposed 'iken-erase --propose'
program 'iken-erase hold' 2 old register "iken-erase --hold $(number 1) --reason court"
made held old iken-erase --hold "$(number 1)" --reason court
program 'iken-erase lift' 2 held register "iken-erase --lift $(number 1)"
made proposed old iken-erase --propose
program 'iken-erase release' 2 proposed register 'iken-erase --release 1'
program 'iken-erase withdraw' 2 proposed register 'iken-erase --withdraw 1'
made agreed proposed iken-erase --release 1
register "INSERT INTO erasure_release VALUES(1, 'uid 4242', '? (4242)', $IKEN_NOW); UPDATE erasure SET state = 'released' WHERE id = 1"
register "SELECT hex(wrapped) FROM key WHERE id IN (SELECT key FROM opinion WHERE id < 3); SELECT hex(contact) FROM opinion WHERE id < 3;
	SELECT hex(text) FROM draft WHERE opinion < 3; SELECT hex(reading) FROM arrival WHERE opinion < 3;
	SELECT hex(file_key) FROM arrival WHERE opinion < 3" | grep . >"$office/gone"
is 'there is much to find' "$(($(wc -l <"$office/gone") > 8))" 1
keep released
program iken-erase 6 released register+erased iken-erase

# ---- the matrix ------------------------------------------------------------------------------

python3 tests/crash/matrix.py --office "$office" --stages "$T" --tools "$B/tests/tools" --table "$TABLE" \
	--seconds "${CRASH_SECONDS-30}" --shard "${CRASH_SHARD:-1/1}" --program "${CRASH_PROGRAM:-}" --done "${CRASH_DONE:-}" \
	--root "mailbox=$MAIL/opinion" --root "accepted=$_exim/spool/input" --server "$dovecot_pid" --server "$smtp_pid" <"$T/programs"
status=$?
while read -r line; do
	diag "$line"
	like "${line%% calls*}: as if nothing had happened" "$line" ' 0 failed'
	unlike "${line%% calls*}: and it was broken" "$line" ' 0 of'
done <"$TABLE"
is 'all of them' $status 0
done_testing
