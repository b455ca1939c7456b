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
