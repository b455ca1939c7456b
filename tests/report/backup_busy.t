#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Twenty backups of an office that is at work, each restored: every file that its register names is there and opens, the
# mailbox memory calls nothing taken that is not there, and the office is not held up.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

OFFICE=$T/office
new_maildir "$T/stays"
BACKUP_EXTRA="
[source stays]
kind = maildir
folder = $T/stays
after = leave

[limits]
automatic_per_domain = 100000"
new_backed_office "$OFFICE"
touch "$T/go-on"

# Whatever comes to the programs' minds, in no order.
busy()
{
	while [ -e "$T/go-on" ]; do
		write_mails 3
		iken-fetch && iken-register && iken-route && iken-send || echo "a program ended with $?"
	done
}
residents()
{
	_mail_number=100000
	INBOX=$T/stays
	while [ -e "$T/go-on" ]; do
		write_mails 2
		iken-fetch || echo "iken-fetch ended with $?"
	done
}
busy >"$T/busy.log" 2>&1 &
busy_pid=$!
residents >"$T/residents.log" 2>&1 &
residents_pid=$!
_pids="$_pids $busy_pid $residents_pid"

# What is wrong with a restored folder; nothing when all is well.
look_into()
{
	python3 - "$1" <<'P'
import os, sqlite3, sys
folder = sys.argv[1]
db = sqlite3.connect('file:%s/register.db?mode=ro' % folder, uri=True)
ids = [row[0] for row in db.execute('SELECT id FROM arrival')]
for id in ids:
    path = '%s/store/%s/%s' % (folder, id[:2], id)
    if not os.path.exists(path):
        print('no file of', id)
    elif any(open(path, 'rb').read(104)[8:]):
        print('a key in', id)
waiting = set(os.listdir(folder + '/arrivals'))
for id in waiting & set(ids):
    print('registered and waiting', id)
for id in waiting:
    if not any(open('%s/arrivals/%s' % (folder, id), 'rb').read(104)[8:]):
        print('no key in', id)
stored = sum(len(names) for _, _, names in os.walk(folder + '/store'))
if stored != len(ids):
    print('%d files for %d arrivals' % (stored, len(ids)))
taken = folder + '/taken'
for name in os.listdir(taken) if os.path.isdir(taken) else []:
    for line in open(os.path.join(taken, name)):
        if line.startswith('n ') and line.split()[1] not in waiting | set(ids):
            print('called taken and not there', line.split()[1])
if db.execute('PRAGMA integrity_check').fetchone()[0] != 'ok' or db.execute('PRAGMA foreign_key_check').fetchone():
    print('register damaged')
print('%d registered, %d waiting' % (len(ids), len(waiting)), file=sys.stderr)
P
}

wait_for 60 test -d "$OFFICE/data/store" || bail 'the office does not work'
wrong=0
waiting=0
round=0
while [ "$round" -lt 20 ]; do
	round=$((round + 1))
	iken-backup >"$T/backup.out" 2>&1 || { wrong=$((wrong + 1)); diag "backup $round: $(cat "$T/backup.out")"; continue; }
	rm -rf "$T/back"
	restore_into "$T/back" >"$T/restore.out" 2>&1 || { wrong=$((wrong + 1)); diag "restore $round: $(cat "$T/restore.out")"; continue; }
	look_into "$T/back" >"$T/look.out" 2>"$T/look.err" || echo 'the look fails' >>"$T/look.out"
	diag "round $round: $(cat "$T/look.err")"
	grep -q ' 0 waiting' "$T/look.err" || waiting=$((waiting + 1))
	if [ -s "$T/look.out" ]; then
		wrong=$((wrong + 1))
		diag_file "$T/look.out"
	fi
	# Each arrival of every third one opens: all that waited are registered there.
	[ $((round % 3)) = 0 ] || continue
	sed "s#^folder = $OFFICE/data\$#folder = $T/back#" "$IKEN_CONF" >"$T/back.conf"
	rm "$T/back/standby"
	if ! iken-register -c "$T/back.conf" >"$T/register.out" 2>&1 ||
	    [ "$(sql "$T/back/register.db" "SELECT count(*) FROM arrival WHERE kind <> 'opinion'")" != 0 ]; then
		wrong=$((wrong + 1))
		diag "round $round: what waited does not open"
		diag_file "$T/register.out"
	fi
done
rm "$T/go-on"
wait "$busy_pid" "$residents_pid"
is 'twenty backups while everything runs, each restored whole' "$wrong" 0
ok "arrivals were under way in some of them ($waiting)" test "$waiting" -gt 0
is 'no program was held up or failed' "$(cat "$T/busy.log" "$T/residents.log" | grep -v 'another run is at work')" ''
exits 'all of them are whole' 0 iken-backup --verify --key "$KEY"
is 'all twenty' "$(grep -c 'opened to the end' "$T/out")" 20

# And in the end, with nobody at work, the two are the same.
exits 'one more' 0 iken-backup
rm -rf "$T/back"
exits 'restored' 0 restore_into "$T/back"
ok 'is the same to the last row and octet' same_data "$OFFICE/data" "$T/back"

done_testing
