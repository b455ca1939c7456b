#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A backup, one more, and back: what is in it, what is not, what is said when something is wrong with it.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

new_backed_office "$T/office"
exits 'without a backup, --check says so' 78 iken-backup --check
write_mails 5
work >"$T/out" 2>&1
write_mails 2
iken-fetch
exits 'a dry run' 0 iken-backup --dry-run
like 'says what it would do' "$(cat "$T/out")" '2 arrivals that wait'
is 'and does nothing' "$(find "$BK" -type f | wc -l)" 0
exits 'a backup' 0 iken-backup
is 'that is quiet' "$(cat "$T/out" "$T/err")" ''
first=$(ls "$BK/backups")
exits 'what is stored has its digests' 0 iken-backup --verify
like 'without the secret key' "$(cat "$T/out")" 'whole$'
exits 'with the secret key' 0 iken-backup --verify --key "$KEY"
like 'it is opened to its end' "$(cat "$T/out")" 'whole, and opened to the end'
exits '--check is content' 0 iken-backup --check
like 'and so is iken-check' "$(iken-check 2>&1)" '^ok iken-backup'
like 'iken-status shows it' "$(iken-status)" '^backup +[0-9]+ s ago$'
IKEN_NOW=$(($(date +%s) + 3 * 86400))
export IKEN_NOW
like 'three days later it is too old' "$(iken-status)" '^backup +3 days ago: TOO OLD|^backup +72 h ago: TOO OLD|^backup +7[0-9] h ago: TOO OLD'
exits 'for --check as well' 78 iken-backup --check
unset IKEN_NOW

# What is nowhere.
not_ok 'nothing of a resident is readable in the backup' grep -rlE 'Canary|canary|resident\.example' "$BK" "$KR"
cp "$DATA/keys/master.key" "$T/master"
not_ok 'nor is a key' grep -rqF "$(cat "$T/master")" "$BK" "$KR"
printf '%s' "$(cat "$DATA/keys/arrival.public")" >"$T/public"

# Nothing new: a description, the register's difference, a keyring.
find "$BK/objects" -type f | sort >"$T/before"
exits 'a second backup' 0 iken-backup
find "$BK/objects" -type f | sort >"$T/after"
is 'keeps every piece' "$(comm -23 "$T/before" "$T/after" | wc -l)" 0
ok 'and writes no file again' test "$(comm -13 "$T/before" "$T/after" | wc -l)" -le 8
like '--list shows both' "$(iken-backup --list)" '^000002-'

# Back.
exits 'a dry run of a restore' 0 restore_into "$T/dry" --dry-run
like 'says what it would do' "$(cat "$T/out")" 'would restore backup 000002-.*5 opinions, 7 files'
ok 'and does nothing' test ! -e "$T/dry"
exits 'a restore' 0 restore_into "$T/back"
like 'says what it proved' "$(cat "$T/out")" 'register +[0-9]+ tables with [0-9]+ rows as in the backup; whole'
like 'of the files, too' "$(cat "$T/out")" 'files +7 with [0-9]+ octets, each with the digest'
ok 'register, files, keys and mailbox memory are as they were' same_data "$DATA" "$T/back"
exits 'a folder that is not empty is left alone' 78 restore_into "$T/back"
like 'in clear words' "$(cat "$T/err")" 'is not empty: a backup is restored into a folder of its own'
sed "s#^folder = $DATA\$#folder = $T/back#" "$IKEN_CONF" >"$T/back.conf"
exits 'no program works in it' 78 iken-fetch -c "$T/back.conf"
like 'and says why' "$(cat "$T/err")" 'is a standby'

# What waited opens again.
mv "$T/back/standby" "$T/standby.mark"
exits 'arrivals that waited are registered there' 0 iken-register -c "$T/back.conf"
is 'all of them' "$(sql "$T/back/register.db" 'SELECT count(*) FROM opinion')" 7
mv "$T/standby.mark" "$T/back/standby"

# An older backup with the newest keyring.
write_mails 3
work >"$T/out" 2>&1
cp "$KR"/* "$T"
old_keyring=$(find "$KR" -type f | sort | tail -1)
cp "$old_keyring" "$T/old-keyring"
exits 'a third backup' 0 iken-backup
exits 'the first one with the newest keyring' 0 restore_into "$T/older" --backup "$first"
is 'has what it had' "$(sql "$T/older/register.db" 'SELECT count(*) FROM opinion')" 5
sed "s#^folder = $DATA\$#folder = $T/older#" "$IKEN_CONF" >"$T/older.conf"
mv "$T/older/standby" "$T/standby.mark"
like 'which opens' "$(iken-show -c "$T/older.conf" "$(sql "$T/older/register.db" 'SELECT number FROM opinion LIMIT 1')")" 'Canary-Text'
exits 'and so do the arrivals that waited then' 0 iken-register -c "$T/older.conf"
is 'though they were registered meanwhile' "$(sql "$T/older/register.db" "SELECT count(*) FROM opinion")" 7
is 'none is set aside' "$(sql "$T/older/register.db" "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 0

# A keyring that does not fit.
mkdir "$T/kr1"
cp "$T/old-keyring" "$T/kr1/${old_keyring##*/}"
exits 'a keyring that is older than the backup' 78 restore_into "$T/none" --keyring "$T/kr1"
like 'is named' "$(cat "$T/err")" 'is older than backup 000003-'
ok 'and nothing is made' test ! -e "$T/none"
(
	BACKUP_EXTRA=
	new_backed_office "$T/other"
	iken-backup
)
mkdir "$T/kr2"
exits 'another key' 65 restore_into "$T/none" --key "$T/other.key"
like 'is named' "$(cat "$T/err")" 'does not open: it is damaged, or the secret key is another one'
exits 'a keyring of another office, opened by its key' 78 iken-restore --from "$BK" --keyring "$T/other.keyring" --key "$T/other.key" --into "$T/none"
like 'is named' "$(cat "$T/err")" 'is of another spool than backup'
exits 'no keyring' 78 restore_into "$T/none" --keyring "$T/kr2"
like 'is named' "$(cat "$T/err")" 'there is no keyring in .*: is its medium there'
sed "s#^folder = $BK\$#folder = $T/other.backup#" "$IKEN_CONF" >"$T/wrong.conf"
exits 'the backups of another office are not written to' 78 iken-backup -c "$T/wrong.conf"
like 'which is said' "$(cat "$T/err")" 'holds the backups of another spool'

# Erased: its key is destroyed here, the keyring is renewed.
number=$(sql "$DATA/register.db" 'SELECT number FROM opinion WHERE id = 2')
exits 'it can be read before' 0 iken-show "$number"
sql "$DATA/register.db" "UPDATE key SET wrapped = NULL WHERE id = (SELECT key FROM opinion WHERE id = 2)"
sql "$DATA/register.db" "UPDATE opinion SET state = 'erased', changed = $(date +%s) + 1 WHERE id = 2"
like '--list knows that backups hold its octets' "$(iken-backup --list)" '^000001-.* 1$'
like 'and that a keyring still opens it' "$(iken-backup --list)" 'opens 1 opinions that were erased since: iken backup --renew-keys'
mkdir -p "$T/kept-keyring"
cp "$KR"/* "$T/kept-keyring"
sleep 2
exits 'the keyring is renewed' 0 iken-backup --renew-keys
is 'and the only one' "$(find "$KR" -type f | wc -l)" 1
like '--list says so' "$(iken-backup --list)" 'opens nothing that was erased'
exits 'a backup from before is restored' 0 restore_into "$T/erased" --backup "$first"
like 'and says what is gone' "$(cat "$T/out")" 'erased +1 opinions since the backup'
is 'it is marked' "$(sql "$T/erased/register.db" 'SELECT state FROM opinion WHERE id = 2')" erased
is 'its key is nowhere' "$(sql "$T/erased/register.db" 'SELECT count(*) FROM key WHERE wrapped IS NULL')" 1
is 'its file neither' "$(find "$T/erased/store" -type f | wc -l)" 4
exits 'with a keyring from before it would open: that is why they are renewed' 0 restore_into "$T/unerased" --backup "$first" --keyring "$T/kept-keyring"
is 'all files' "$(find "$T/unerased/store" -type f | wc -l)" 5

done_testing
