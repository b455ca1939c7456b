#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# users - a user for the programs of each folder: root starts them, each becomes its own, and none can read what is not its
#
# The machine's accounts stay as they are: everything happens in a mount namespace with an /etc of its own.
if [ "$(id -u)" != 0 ] || ! unshare --mount true 2>/dev/null; then
	echo '1..0 # SKIP this needs root and a mount namespace of its own: what the four users may read IS NOT TESTED'
	exit 0
fi
. "${0%/*}/users.sh"

start_dovecot opinion roads taro
start_smtp
office=$P/office
new_office "$office"
conf=$office/iken.conf
data=$office/data
chmod 755 "$office"
cp "$office/password" "$office/password.send"
sed -i "/^\[send\]/,/^\[/ s|^password_file = .*|password_file = $office/password.send|" "$conf"
cp -a "$PKI" "$P/pki"
chmod 755 "$P/pki"
chmod 644 "$P/pki"/*.pem
sed -i "s|$PKI|$P/pki|" "$conf"
cat >>"$conf" <<-X

	[drop postcards]
	folder = $office/drop
	channel = postcard
	settle = 0 s

	[print]
	kind = folder
	folder = $office/print

	[backup]
	folder = $office/backup
	public_key = $office/backup.key.public

	[export]
	folder = $office/export
	notices = $office/notices
X
mkdir "$office/drop" "$office/print" "$office/backup"

iken backup --new-key "$office/backup.key" >/dev/null 2>&1 || diag 'no backup key'

# mail_in SUBJECT TEXT
mail_in()
{
	_before=$(count_mails "$MAIL/opinion")
	printf 'From: 山田太郎 <taro@example.jp>\r\nTo: opinion@city.example.jp\r\nMessage-ID: <%s@example.jp>\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n' \
		"$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')" "$1" "$2" | put_mail "$MAIL/opinion"
	_give_to_server "$MAIL"
}

# ---- one user, as before
mail_in 'hole' '道路に穴があります。直してください。'
exits 'one user: a round' 0 iken run
like 'an opinion is there' "$(iken list)" '2[0-9]{3}-000001-'
like 'iken-check says what that gives up' "$(iken check)" '^warning user: one user runs all .*write \[users\]'

# ---- a user for each
cat >>"$conf" <<-X

	[users]
	ingest = t-ingest
	process = t-process
	reply = t-reply
	report = t-report
	group = t-iken
	register = t-register
X

exits 'before iken-init no program runs' 78 iken list
like 'and says why' "$(cat "$T/err")" 'there is no group t-iken.*run iken-init as root'
exits 'a trial run of iken-init' 0 iken init -n
like 'says what it would make' "$(cat "$T/out")" '^would make the user t-process$'
not_ok 'and makes nothing' getent passwd t-process
exits 'iken-init changes it' 0 iken init
like 'and makes the users' "$(cat "$T/out")" '^made the user t-ingest$'
chown t-ingest "$office/drop"
exits 'again' 0 iken init -v
is 'it changes nothing but the record of its own run' "$(grep -v /state/iken-register.run "$T/out")" ''
iken check >"$T/check" 2>&1
like 'iken-check finds all right' "$(cat "$T/check")" '^ok rights: t-ingest, t-process, t-reply and t-report each have what they need'
unlike 'nothing else is wrong but that there is no backup yet' "$(grep '^FAIL' "$T/check" | grep -v iken-backup)" FAIL

# ---- who may read what: each line a file or folder, then who of ingest process reply report may
key=$data/keys
stored=$(find "$data/store" -type f | head -n 1)
mail_in 'light' '街灯が切れています。'
exits 'root starts iken fetch' 0 iken fetch
arrived=$(find "$data/arrivals" -type f | head -n 1)
is 'which ingest did' "$(stat -c '%U %G %a' "$arrived")" 't-ingest t-register 660'
while read -r file allowed; do
	for user in ingest process reply report; do
		case " $allowed " in
		*" $user "*) ok "$user may read ${file#"$office"/}" may_read "t-$user" "$file" ;;
		*) not_ok "$user may not read ${file#"$office"/}" may_read "t-$user" "$file" ;;
		esac
		case $file in
		"$key"/*) not_ok "$user may not write ${file#"$office"/}" may_write "t-$user" "$file" ;;
		esac
	done
done <<X
$key/arrival.public ingest process reply report
$key/arrival.secret process
$key/master.key process reply report
$key/lookup.key process reply report
$key/digest.key process reply report
$key/token.key process reply
$key/audit.key process reply report
$data/register.db process reply report
$data/register.db-wal process reply report
$data/register.db-shm process reply report
$data/index/index.db process reply report
$data/index/index.db-wal process reply report
$data/index/index.db-shm process reply report
$stored process reply report
$arrived ingest process reply report
$office/password ingest
$office/password.send reply
X
for user in ingest process reply report; do
	for folder in "$data" "$key"; do
		not_ok "$user makes nothing in ${folder#"$office"/}" may_write "t-$user" "$folder"
	done
done
not_ok 'ingest does not enter the store' as t-ingest sh -c 'cd "$1" 2>/dev/null' sh "$data/store"
not_ok 'nor into tmp' as t-ingest sh -c 'cd "$1" 2>/dev/null' sh "$data/tmp"
touch "$data/state/iken-send.test" && chown t-reply "$data/state/iken-send.test"
not_ok 'nobody removes what another remembers' as t-ingest sh -c 'rm -f "$1" 2>/dev/null' sh "$data/state/iken-send.test"
rm -f "$data/state/iken-send.test"

# ---- a whole round
printf '%%PDF-1.4\n' >"$T/none"
exits 'root starts a round' 0 iken run
like 'both opinions are there' "$(iken list)" '2[0-9]{3}-000002-'
number=$(iken list | grep -o '2[0-9]*-000002-[0-9]')
exits 'one is given out' 0 iken export --case "$number" --reason x
is 'as report, to nobody else' "$(stat -c '%U %a' "$office/export" "$office/export/$number" "$office/export/$number/case.txt" | tr '\n' ' ')" \
	't-report 700 t-report 700 t-report 600 '
exits 'and on a medium' 0 iken export --propose --case "$number" --cases --reason x
exits 'with its notice' 0 iken export --run 1
is 'elsewhere' "$(stat -c '%U %a' "$office/export/medium-0001.zip" "$office/notices/medium-0001.pdf" | tr '\n' ' ')" 't-report 600 t-report 600 '
for user in ingest process reply; do
	not_ok "$user may not read it" may_read "t-$user" "$office/export/$number/case.txt"
	not_ok "$user may not read the notice" may_read "t-$user" "$office/notices/medium-0001.pdf"
done
wait_for_mails "$MAIL/taro" 2
is 'both have their receipts' "$(count_mails "$MAIL/taro")" 2
wait_for_mails "$MAIL/roads" 2
request=$(grep -h -i -A2 '^reply-to:' "$MAIL/roads/new/"* "$MAIL/roads/cur/"* 2>/dev/null | grep -o 'opinion+answer-2[0-9]*-000002-[^@]*@city.example.jp' | head -n 1)
printf 'From: roads@city.example.jp\r\nTo: %s\r\nSubject: Re\r\nMessage-ID: <a@city.example.jp>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n街灯は明日取り替えます。\r\n' "$request" |
	put_mail "$MAIL/opinion"
_give_to_server "$MAIL"
exits 'the answer comes in' 0 iken run
exits 'and leaves' 0 iken run
wait_for_mails "$MAIL/taro" 3
is 'for the resident' "$(count_mails "$MAIL/taro")" 3
for file in $(cd "$data" && find log lock state -type f -name 'iken-*'); do
	case $file in
	*/iken-collect* | */iken-fetch*) wanted=t-ingest ;;
	*/iken-register* | */iken-index* | */iken-route* | */iken-remind* | */iken-backup*) wanted=t-process ;;
	*/iken-send* | */iken-print*) wanted=t-reply ;;
	*/iken-init*) continue ;;
	*) wanted=t-report ;;
	esac
	is "$file is of who wrote it" "$(stat -c %U "$data/$file")" "$wanted"
done
exits 'shown' 0 iken show "$(iken list | grep -o '2[0-9]*-000002-[0-9]')"
like 'with its text' "$(cat "$T/out")" '街灯が切れています'
exits 'searched' 0 iken search 街灯
like 'by report, in what process has indexed' "$(cat "$T/out")" '街灯が切れています'
exits 'with nothing to do process finds the index as it left it' 0 iken index
is 'report changes nothing in it' "$(find "$data/index" -type f ! -user t-process | wc -l)" 0
exits 'the access log is whole' 0 iken audit --verify
like 'it says who looked' "$(iken audit --month "$(TZ=Asia/Tokyo date +%Y-%m)" 2>&1)" 't-report'
exits 'status' 0 iken status
exits 'a backup' 0 iken backup
is 'is of process' "$(find "$office/backup" ! -user t-process)" ''
exits 'erasing looks through all files' 0 iken erase
exits 'the check after all that' 0 iken check
like 'still finds all right' "$(cat "$T/out")" '^ok rights'

# ---- the wrong user
exits 'ingest cannot send' 78 as t-ingest iken-send
like 'and is told who can' "$(cat "$T/err")" 'iken-send runs as the user t-reply, and this is t-ingest'
exits 'a round needs root' 78 as t-report iken run
exits 'its own user may start a program' 0 as t-report iken list

# ---- what each gave up before its work: read while the register is locked
mkfifo "$T/hold"
python3 -c "
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('PRAGMA locking_mode = EXCLUSIVE')
db.execute('BEGIN EXCLUSIVE')
print('locked', flush=True)
sys.stdin.read()" "$data/register.db" >"$T/locked" <"$T/hold" &
locker=$!
exec 9>"$T/hold"
wait_for 10 test -s "$T/locked"
# rights PROGRAM USER SECCOMP
rights()
{
	iken-"$1" >"$T/out" 2>&1 9>&- &
	started=$!
	wait_for 10 grep -q '^NoNewPrivs:.1' "/proc/$started/status"
	is "iken-$1 is $2 for good" "$(awk '$1 == "Uid:" {print $2, $3, $4, $5}' "/proc/$started/status")" \
		"$(id -u "$2") $(id -u "$2") $(id -u "$2") $(id -u "$2")"
	is "iken-$1 gains no rights" "$(awk '$1 == "NoNewPrivs:" {print $2}' "/proc/$started/status")" 1
	is "iken-$1's sockets" "$(awk '$1 == "Seccomp:" {print $2}' "/proc/$started/status")" "$3"
	kill "$started" 2>/dev/null
	kill -KILL "$started" 2>/dev/null
	wait "$started" 2>/dev/null
}
rights route t-process 2
rights remind t-process 2
rights list t-report 2
rights send t-reply 0
exec 9>&-
wait "$locker"

# ---- what was loosened is found
# loosened TITLE COMMAND...
loosened()
{
	_what=$1
	shift
	"$@"
	exits "$_what is found" 78 iken check
	like "$_what is named" "$(cat "$T/out")" '^FAIL rights: '
	iken init >/dev/null
	exits "$_what is set right by iken-init" 0 iken check
}
loosened 'a key for everybody' chmod 644 "$key/master.key"
exits 'nobody opens a key that others may read' 78 sh -c "chmod 644 '$key/master.key'; iken list"
like 'and it says so' "$(cat "$T/err")" 'master.key is not as \[users\] says: run iken-init as root'
iken init >/dev/null
loosened 'a key for another group' chgrp t-iken "$key/audit.key"
loosened 'a register for everybody' chmod 666 "$data/register.db"
loosened 'a password for its group' chmod 640 "$office/password"
loosened 'a store for everybody' chmod 777 "$data/store"
loosened 'a file in the store' chmod 666 "$stored"
loosened 'a register without its log' rm "$data/register.db-wal"
usermod -a -G t-register t-ingest
exits 'ingest in the group of the register' 78 iken init
like 'is refused' "$(cat "$T/err")" 't-ingest is in the group t-register'
gpasswd -d t-ingest t-register >/dev/null 2>&1

# ---- links are not followed
echo mine >"$P/victim"
ln -s "$P/victim" "$data/taken/link"
ln "$P/victim" "$data/taken/second" 2>/dev/null
iken init >"$T/out" 2>&1
is 'iken-init gives no file away' "$(stat -c '%U %a' "$P/victim")" 'root 644'
rm -f "$data/taken/link" "$data/taken/second"

# ---- killed in the middle
one_user()
{
	chown -R root:root "$data" && find "$data" -type f -exec chmod 600 {} + && rm -f "$data/register.db-wal" "$data/register.db-shm"
}
shared()
{
	iken check >"$T/check" 2>&1 && grep -q '^ok rights' "$T/check"
}
EACH=13 at_each_call 'iken-init killed at one of its calls ends the same when it is run again' kill-before one_user shared iken-init
exits 'and a round works' 0 iken run
done_testing
