#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A standby that cron keeps up to date: each time it is what the last backup was, and only what is new is fetched.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

new_backed_office "$T/office"
standby()
{
	iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/standby" "$@"
}

write_mails 4
work >"$T/out" 2>&1
write_mails 2
iken-fetch
exits 'before there is a backup' 65 standby
like 'it is said' "$(cat "$T/err")" 'there is no backup that is whole'
iken-backup || bail 'no backup'
exits 'a standby is made' 0 standby
ok 'it is the same' same_data "$DATA" "$T/standby"
exits 'nothing new' 0 standby
is 'is quiet' "$(cat "$T/out" "$T/err")" ''
before=$(stat -c %i "$T/standby/register.db")

# Arrivals that waited are registered and move; others come in; the log of the mailbox grows.
work >"$T/out" 2>&1
write_mails 3
iken-fetch
find "$T/standby/store" -type f -printf '%i %p\n' | sort >"$T/inodes"
iken-backup || bail 'no second backup'
exits 'the standby follows' 0 standby -v
like 'fetches what is new' "$(cat "$T/err")" '9 files of which 5 were fetched'
like 'and removes what has moved' "$(cat "$T/err")" '2 removed'
ok 'it is the same again' same_data "$DATA" "$T/standby"
not_ok 'the register is a new one' test "$before" = "$(stat -c %i "$T/standby/register.db")"
find "$T/standby/store" -type f -printf '%i %p\n' | sort >"$T/inodes.2"
is 'files that were there are left alone' "$(comm -23 "$T/inodes" "$T/inodes.2" | wc -l | tr -d ' ')" 0

# One of its files is damaged or gone: the next update brings it back.
damaged=$(find "$T/standby/store" -type f | sed -n 1p)
gone=$(find "$T/standby/store" -type f | sed -n 2p)
spoil "$damaged" 150
rm "$gone"
write_mails 1
work >"$T/out" 2>&1
iken-backup || bail 'no third backup'
exits 'a damaged standby is repaired' 0 standby
ok 'and the same' same_data "$DATA" "$T/standby"

# Erased: with the keyring renewed, the standby forgets as well, though there is no new backup.
sql "$DATA/register.db" "UPDATE key SET wrapped = NULL WHERE id = (SELECT key FROM opinion WHERE id = 1)"
exits 'the keyring is renewed' 0 iken-backup --renew-keys
exits 'the standby follows' 0 standby
is 'the key is gone there' "$(sql "$T/standby/register.db" "SELECT wrapped IS NULL FROM key WHERE id = (SELECT key FROM opinion WHERE id = 1)")" 1
is 'and the file' "$(find "$T/standby/store" -type f | wc -l | tr -d ' ')" $(($(find "$DATA/store" -type f | wc -l) - 1))
is 'the opinion is marked' "$(sql "$T/standby/register.db" 'SELECT state FROM opinion WHERE id = 1')" erased

# What is no standby is left alone.
exits 'a live folder is not overwritten' 78 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$DATA"
like 'in clear words' "$(cat "$T/err")" 'is no standby: it is live, or something else'
mkdir "$T/else"
touch "$T/else/file"
exits 'nor anything else' 78 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/else"
exits 'a path that is not absolute' 78 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby standby
exits 'two ways at once' 65 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --standby "$T/x" --into "$T/y"
exits 'no key' 65 iken-restore --from "$BK" --into "$T/y"

# What is not finished is no standby either.
sed -i 's/^standing: .*/standing: unfinished/' "$T/standby/standby"
sed "s#^folder = $DATA\$#folder = $T/standby#" "$IKEN_CONF" >"$T/standby.conf"
exits 'an unfinished one does not take over' 78 iken-restore -c "$T/standby.conf" --take-over
like 'and says why' "$(cat "$T/err")" 'is not restored to its end'
: >"$T/standby/standby"
exits 'a mark that says nothing is a mark' 78 iken-fetch -c "$T/standby.conf"

# Old backups go, and what only they needed.
IKEN_NOW=$(($(date +%s) + 40 * 86400))
export IKEN_NOW
write_mails 1
work >"$T/out" 2>&1
for _ in 1 2 3; do
	iken-backup || bail 'no backup'
done
is 'those older than keep_age are removed' "$(ls "$BK/backups" | cut -c1-6 | tr '\n' ' ')" '000004 000005 000006 '
is 'with what nobody needs' "$(find "$BK/objects" -type f | wc -l | tr -d ' ')" "$(python3 - "$BK" <<'P'
import os, sys
names = set()
for one in os.listdir(sys.argv[1] + '/lists'):
    data = open(sys.argv[1] + '/lists/' + one, 'rb').read()
    names |= {data[i:i + 16] for i in range(0, len(data), 64)}
print(len(names))
P
)"
exits 'the others are whole' 0 iken-backup --verify --key "$KEY"

done_testing
