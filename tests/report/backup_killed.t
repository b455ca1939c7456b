#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A backup killed, or its calls made to fail, at each call that changes something: the backup before is whole all the time,
# and the next run makes a whole one. The same of a restore, a standby's update and a take-over.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

IKEN_NOW=1796040000
export IKEN_NOW
BACKUP_EXTRA='keep_age = 3 days
keep = 1'
new_backed_office "$T/office"
write_mails 2
work >"$T/out" 2>&1
iken-backup || bail 'no first backup'
IKEN_NOW=$((IKEN_NOW + 4 * 86400))
write_mails 1
work >"$T/out" 2>&1
write_mails 1
iken-fetch
cp -a "$BK" "$T/first.bk"
cp -a "$KR" "$T/first.kr"
cp -a "$DATA" "$T/first.data"
first=$(ls "$BK/backups")

reset_backup()
{
	rm -rf "$BK" "$KR" "$DATA"
	cp -a "$T/first.bk" "$BK" && cp -a "$T/first.kr" "$KR" && cp -a "$T/first.data" "$DATA"
}

# After the run that was disturbed and one that was not: the newest is whole and holds all, and no piece lies about that no
# backup needs, and the old one went only when the new one was there.
check_backup()
{
	iken-backup --verify --key "$KEY" >"$T/verify.out" 2>&1 || { diag "$(cat "$T/verify.out")"; return 1; }
	rm -rf "$T/back"
	restore_into "$T/back" >"$T/restore.out" 2>&1 || { diag "$(cat "$T/restore.out")"; return 1; }
	same_data "$T/first.data" "$T/back" && [ -z "$(ls "$BK/tmp")" ] && [ ! -e "$BK/backups/$first" ]
}

# Right after the disturbance: what is there opens.
check_still()
{
	iken-backup --verify --key "$KEY" >"$T/verify.out" 2>&1 && grep -q 'opened to the end' "$T/verify.out" && return 0
	diag "right after: $(cat "$T/verify.out")"
	return 1
}

# Every call takes long: EACH=1 tries them all (make crash does), else a sample, never the same distance twice.
each=${EACH:-}
EACH=${each:-19}
at_each_call 'a backup is killed' kill-before reset_backup check_backup iken-backup
EACH=${each:-41}
at_each_call 'a call fails once' EIO reset_backup check_backup iken-backup
EACH=${each:-53}
at_each_call 'a write is short' short reset_backup check_backup iken-backup

# The backup before survives whatever it was, before anybody runs again.
broken=0
n=1
while :; do
	reset_backup
	"$B/tests/tools/kill-at" -r "$T/report" kill-after "$n" iken-backup >"$T/out" 2>&1
	read -r hit _ <"$T/report"
	check_still || broken=$((broken + 1))
	[ "$hit" != none ] || break
	n=$((n + ${each:-29}))
done
is "after a kill there is a backup that opens, at once ($n calls)" "$broken" 0
n=1
broken=0
while :; do
	reset_backup
	"$B/tests/tools/kill-at" -r "$T/report" from-ENOSPC "$n" iken-backup >"$T/out" 2>&1
	status=$?
	read -r hit _ <"$T/report"
	[ "$hit" = none ] || case $status in 75 | 78 | 0) ;; *) diag "call $n: status $status: $(cat "$T/out")"; broken=$((broken + 1)) ;; esac
	check_still || broken=$((broken + 1))
	[ "$hit" != none ] || break
	n=$((n + ${each:-37}))
done
is "a full disk leaves the backup before whole, at each call ($n calls)" "$broken" 0

# A file may not grow beyond so many octets.
reset_backup
printf 'From: a@resident.example\nTo: opinion@city.example.jp\nSubject: large\n\n%s\n' "$(head -c 300000 /dev/urandom | base64)" | put_mail "$T/office/inbox"
iken-fetch
exits 'a disk that is full' 75 sh -c 'ulimit -f 100; trap "" XFSZ; exec iken-backup'
ok 'leaves the backup before' check_still
exits 'with room it goes on' 0 iken-backup
reset_backup
if [ "$(id -u)" = 0 ] && mkdir "$T/small" && mount -t tmpfs -o size=1m tmpfs "$T/small" 2>"$T/mount.err"; then
	cp -a "$BK/." "$T/small"
	sed "s#^folder = $BK\$#folder = $T/small#" "$IKEN_CONF" >"$T/small.conf"
	head -c 300000 /dev/urandom >"$T/small/ballast"
	printf 'From: a@resident.example\nTo: opinion@city.example.jp\nSubject: large\n\n%s\n' "$(head -c 300000 /dev/urandom | base64)" | put_mail "$T/office/inbox"
	iken-fetch
	exits 'a small file system that is full' 75 iken-backup -c "$T/small.conf"
	like 'says so' "$(cat "$T/err")" 'No space left'
	exits 'leaves the backup before whole' 0 iken-backup -c "$T/small.conf" --verify --key "$KEY"
	umount "$T/small"
else
	diag 'no small file system can be mounted here: the limit of a file has to do'
fi
reset_backup
iken-backup || bail 'no second backup'

# A restore.
reset_restore()
{
	rm -rf "$T/back"
}
check_restore()
{
	same_data "$T/first.data" "$T/back" && grep -q 'standing: standby' "$T/back/standby"
}
EACH=${each:-19}
at_each_call 'a restore is killed' kill-before reset_restore check_restore iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --into "$T/back"

# A standby that is of the first backup. The folder of backups holds the second.
rm -rf "$T/standby.first"
mv "$BK" "$T/second.bk"
mv "$KR" "$T/second.kr"
cp -a "$T/first.bk" "$BK"
cp -a "$T/first.kr" "$KR"
iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/standby.first" || bail 'no standby'
rm -rf "$BK" "$KR"
mv "$T/second.bk" "$BK"
mv "$T/second.kr" "$KR"
reset_standby()
{
	rm -rf "$T/standby"
	cp -a "$T/standby.first" "$T/standby"
}
check_standby()
{
	same_data "$T/first.data" "$T/standby" && grep -q 'standing: standby' "$T/standby/standby"
}
EACH=${each:-23}
at_each_call "a standby's update is killed" kill-after reset_standby check_standby iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/standby"

# The take-over: numbers are raised once, whatever happens.
sed "s#^folder = $DATA\$#folder = $T/taken#" "$IKEN_CONF" >"$T/taken.conf"
cp "$BK/owner" "$T/owner"
reset_takeover()
{
	cp "$T/owner" "$BK/owner"
	rm -rf "$T/taken"
	cp -a "$T/standby" "$T/taken"
}
check_takeover()
{
	[ "$(sql "$T/taken/register.db" 'SELECT max(last) FROM running')" = 1003 ] && [ ! -e "$T/taken/standby" ] &&
	    [ "$(sql "$T/taken/register.db" "SELECT count(*) FROM intent WHERE code LIKE 'taken-over%'")" = 1 ] &&
	    grep -q "$(cat "$T/taken/state/lineage")" "$BK/owner"
}
EACH=${each:-9}
at_each_call 'a take-over is killed' kill-before reset_takeover check_takeover iken-restore -c "$T/taken.conf" --take-over
EACH=${each:-11}
at_each_call 'a call of a take-over fails' EIO reset_takeover check_takeover iken-restore -c "$T/taken.conf" --take-over

done_testing
