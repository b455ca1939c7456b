#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A whole day on a copy of a busy office: nothing leaves, the original stays as it is, octet for octet, and the report says
# what the registers say.
# shellcheck disable=SC2034 # busy.sh reads it
OFFICE_MORE='
[drop post]
folder = OFFICE/drop
channel = letter
settle = 0 s

[print]
kind = folder
folder = OFFICE/print
'
. "${0%/*}/../flow/busy.sh"

# A server for everything that leaves, and a mailbox: whoever connects is noted.
port=$(free_ports 1)
cat >"$T/listen.py" <<'E'
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', int(sys.argv[1])))
s.listen(9)
open(sys.argv[2], 'w').close()
while True:
    c, peer = s.accept()
    open(sys.argv[2], 'a').write('connected\n')
    c.close()
E
start "$T/listen.log" python3 "$T/listen.py" "$port" "$T/connections"
listener=$pid
wait_for 10 test -e "$T/connections" || bail 'nothing listens'

restore mails
printf '氏名: 佐藤一郎\n郵便番号: 160-0023\n住所: 見本市見本町4\n\n道路の街灯が消えています。\n' >"$office/drop/1.txt"
sed -i '/^\[send\]/,/^$/d' "$IKEN_CONF"
cat >>"$IKEN_CONF" <<-E
	[send]
	kind = smtp
	host = localhost
	port = $port
	user = iken
	password_file = $office/password
	timeout = 3 s

	[source away]
	kind = imap
	host = localhost
	port = $port
	user = opinion
	password_file = $office/password
	after = delete
E
cp -a "$office" "$T/original"
marks()
{
	(cd "$office" && find . -type f ! -name '*-shm' ! \( -name '*-wal' -size 0 \) -exec sha256sum {} + | sort -k 2)
}
marks >"$T/marks.before"
counts()
{
	sqlite3 "$1" "SELECT 'opinions,' || count(*) FROM opinion; SELECT 'state ' || state || ',' || count(*) FROM opinion GROUP BY state;
	    SELECT 'department ' || CASE department WHEN '' THEN '(none)' ELSE department END || ',' || count(*) FROM opinion GROUP BY department;
	    SELECT 'arrival ' || kind || ',' || count(*) FROM arrival GROUP BY kind"
}
counts "$office/data/register.db" >"$T/counts.before"

exits 'a day is lived through' 0 iken-rehearse --folder "$T/copy" --day 2026-11-25 --step 60
diag_file "$T/err"
like 'with its rounds and jobs' "$(cat "$T/out")" '^10 rounds and [0-9]+ jobs, [1-9][0-9]* mails'
like 'and the original is said to be unchanged' "$(cat "$T/out")" 'the original is unchanged, octet for octet'
marks >"$T/marks.after"
ok 'as it is' cmp "$T/marks.before" "$T/marks.after"
is 'nobody was connected to' "$(wc -l <"$T/connections")" 0
is 'the copy is nobody else'"'"'s' "$(stat -c %a "$T/copy")" 700
is 'the mails are in the copy' "$(find "$T/copy/out/mail/new" -type f | wc -l)" \
	"$(sqlite3 "$T/copy/spool/register.db" "SELECT count(*) FROM intent WHERE state = 'sent' AND way = 'mail' AND done >= strftime('%s', '2026-11-24 15:00')")"
ok 'the scan was taken there' test ! -e "$T/copy/drop/post/1.txt" -a -e "$office/drop/1.txt"
is 'its settings lead nowhere else' "$(grep -E '= */' "$T/copy/iken.conf" | grep -vc "= $T/copy/")" 0
is 'and to no machine' "$(grep -cE '^(host|password|command|user)' "$T/copy/iken.conf")" 0

# ---- the report, counted again ----
counts "$T/copy/spool/register.db" >"$T/counts.after"
python3 - "$T/copy/report/difference.csv" "$T/counts.before" "$T/counts.after" <<'E' >"$T/compared"
import csv, sys
rows = {r[0]: r[1:4] for r in csv.reader(open(sys.argv[1], encoding='utf-8-sig'))}
read = lambda name: dict(line.rstrip('\n').rsplit(',', 1) for line in open(name))
before, after = read(sys.argv[2]), read(sys.argv[3])
wrong = [i for i in before.keys() | after.keys()
         if rows.get(i) != [before.get(i, '0'), after.get(i, '0'), str(int(after.get(i, 0)) - int(before.get(i, 0)))]]
print(len(before.keys() | after.keys()) > 8, wrong)
E
is 'before, after and difference of each item' "$(cat "$T/compared")" 'True []'
ok 'something has happened' test "$(grep -c . "$T/counts.before")" != 0 -a "$(cat "$T/counts.before")" != "$(cat "$T/counts.after")"
left=$(sqlite3 "$T/copy/spool/register.db" "SELECT count(*) FROM intent WHERE kind = 'request' AND state = 'sent'")
was=$(sqlite3 "$office/data/register.db" "SELECT count(*) FROM intent WHERE kind = 'request' AND state = 'sent'")
like 'mails by kind and group' "$(cat "$T/copy/report/left.csv")" "\"mail request to department\",$((left - was))"
like 'the page reminds of the personal data' "$(cat "$T/copy/report/report.html")" '個人情報.*iken rehearse --end'
unlike 'and has none' "$(cat "$T/copy/report"/*.csv "$T/copy/report/report.html")" '佐藤一郎|example.jp|街灯'

# ---- compared with an older system's figures ----
{ echo 'item,count'; counts "$T/copy/spool/register.db"; } >"$T/expected.csv"
exits 'the figures of an older system' 0 iken-rehearse --folder "$T/copy2" --day 2026-11-25 --step 60 --expect "$T/expected.csv"
diag_file "$T/err"
sed 's/^opinions,.*/opinions,99999/' "$T/expected.csv" >"$T/wrong.csv"
exits 'other figures are told' 65 iken-rehearse --folder "$T/copy3" --day 2026-11-25 --step 600 --expect "$T/wrong.csv"
like 'which' "$(cat "$T/copy3/report/expected.csv")" '"opinions",99999'

# ---- on a restored backup ----
mkdir "$T/backups" "$T/keyrings"
cat >>"$IKEN_CONF" <<-E

	[backup]
	folder = $T/backups
	keyring = $T/keyrings
	public_key = $T/backups.key.public
E
exits 'a key for backups' 0 iken-backup --new-key "$T/backups.key"
exits 'a backup' 0 iken-backup
counts "$office/data/register.db" >"$T/counts.backup"
register "UPDATE opinion SET state = 'closed' WHERE id = 9"
counts "$office/data/register.db" >"$T/counts.later"
not_ok 'the office goes on after it' cmp -s "$T/counts.backup" "$T/counts.later"
octets()
{
	(cd "$1" && find . -type f -exec sha256sum {} + | sort -k 2)
}
# restored FOLDER: a day on what the newest backup has.
restored()
{
	iken-rehearse --folder "$1" --day 2026-11-25 --step 60 --from "$T/backups" --key "$T/backups.key" --keyring "$T/keyrings"
}
marks >"$T/marks.before"
{ octets "$T/backups"; octets "$T/keyrings"; } >"$T/backups.before"
exits 'without the key there is no copy' 65 iken-rehearse --folder "$T/restored" --day 2026-11-25 --from "$T/backups"
not_ok 'not a part of one' test -e "$T/restored"
exits 'a day on a restored backup' 0 restored "$T/restored"
diag_file "$T/err"
like 'with its rounds and jobs' "$(cat "$T/out")" '^10 rounds and [0-9]+ jobs, [1-9][0-9]* mails'
marks >"$T/marks.after"
ok 'the office is as it was' cmp "$T/marks.before" "$T/marks.after"
{ octets "$T/backups"; octets "$T/keyrings"; } >"$T/backups.after"
ok 'so are the backups' cmp "$T/backups.before" "$T/backups.after"
is 'nobody was connected to' "$(wc -l <"$T/connections")" 0
python3 - "$T/restored/report/difference.csv" "$T/counts.backup" <<'E' >"$T/compared"
import csv, sys
rows = {r[0]: r[1] for r in csv.reader(open(sys.argv[1], encoding='utf-8-sig')) if len(r) > 1}
# Answers that had not left are held by every take-over.
wanted = dict(line.rsplit(',', 1) for line in open(sys.argv[2]).read().splitlines())
held = ('state released', 'state undeliverable')
print([i for i in wanted if i not in held and rows.get(i) != wanted[i]], sum(int(wanted.get(i, 0)) - int(rows.get(i, 0)) for i in held))
E
is 'it begins with what the backup has, and not with what came after it' "$(cat "$T/compared")" '[] 0'
like 'the report says of which' "$(cat "$T/restored/report/report.html")" "$T/backups"
like 'what is sealed can be read there' "$(iken-show -c "$T/restored/iken.conf" --reason x "$(number 1)" 2>&1)" '公園のことです。その1です'
not_ok 'it is live there, and no standby' test -e "$T/restored/spool/standby"
exits 'the copy is destroyed' 0 iken-rehearse --end "$T/restored"
printf '10 3 * * * iken backup\n30 7 * * * iken check | grep FAIL\n*/5 * * * * iken run\n' >"$T/crontab"
exits 'cron makes no backups there' 0 iken-rehearse --folder "$T/backed" --day 2026-11-25 --step 600 --crontab "$T/crontab"
diag_file "$T/err"
is 'not one' "$(find "$T/backed" -name '*.backup' -o -path '*backup-folder*')" ''
{ octets "$T/backups"; octets "$T/keyrings"; } >"$T/backups.after"
ok 'and nowhere else' cmp "$T/backups.before" "$T/backups.after"
printf "10 3 * * * iken show nothing\n" >>"$T/crontab"
exits 'what goes wrong is a finding' 65 iken-rehearse --folder "$T/wrong" --day 2026-11-25 --step 600 --crontab "$T/crontab"
like 'with what it said' "$(cat "$T/wrong/report/failed.csv")" '"iken show nothing",[0-9]+,"iken-show: error'
sed "s|^scanner = none|socket = $T/nothing|" "$IKEN_CONF" >"$T/other.conf"
exits 'and what the check finds' 65 iken-rehearse -c "$T/other.conf" --folder "$T/other" --day 2026-11-25 --step 600 --crontab "$T/crontab"
like 'with its first finding' "$(cat "$T/other/report/failed.csv")" '"iken check",75,"FAIL iken-register'
find "$T/backups" -type f -size +1k -exec sh -c 'printf x | dd of="$1" bs=1 seek=1000 conv=notrunc 2>/dev/null' sh {} \;
exits 'of a damaged backup there is none' 78 restored "$T/damaged"
like 'and it is said why' "$(cat "$T/err")" 'iken-restore ended with [0-9]+: .'
exits 'what there is can be ended' 0 iken-rehearse --end "$T/damaged"

# ---- what is refused, and the end ----
exits 'a folder with something in it' 78 iken-rehearse --folder "$T/copy" --day 2026-11-25
exits 'a folder in the data folder' 78 iken-rehearse --folder "$office/data/rehearsal" --day 2026-11-25
exits 'a folder that is no rehearsal is not destroyed' 78 iken-rehearse --end "$office"
ok 'it is there' test -e "$office/data/register.db"
exits 'the copy is destroyed' 0 iken-rehearse --end "$T/copy"
ok 'all of it' test ! -e "$T/copy"
exits 'an office with another step' 65 iken-rehearse --folder "$T/copy4" --step 7

stop "$listener"
done_testing
