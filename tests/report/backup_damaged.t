#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What can befall a backup on its medium: each is named in one line, by --verify and by the restore, and a sound backup
# beside it stays so.
. "${0%/*}/../lib.sh"
. "${0%/*}/backup.sh"

new_backed_office "$T/office"
write_mails 4
work >"$T/out" 2>&1
iken-backup || bail 'no backup'
first=$(ls "$BK/backups")
write_mails 2
work >"$T/out" 2>&1
iken-backup || bail 'no second backup'
second=$(ls "$BK/backups" | tail -1)
cp -a "$BK" "$T/sound.bk"
cp -a "$KR" "$T/sound.kr"

sound()
{
	rm -rf "$BK" "$KR" "$T/back"
	cp -a "$T/sound.bk" "$BK"
	cp -a "$T/sound.kr" "$KR"
}

# pieces of the second backup alone, largest first, and of the first
new_pieces()
{
	find "$BK/objects" -type f -newer "$BK/backups/$first" -printf '%s %p\n' | sort -rn | cut -d' ' -f2
}

# told TITLE PATTERN: --verify without and with the key says it in one line, a restore fails and says it.
told()
{
	exits "$1: --verify finds it" 65 iken-backup --verify
	like 'and names it' "$(cat "$T/out")" "$2"
	is 'in one line' "$(grep -v ': whole$' "$T/out" | grep -v ', as above$' | wc -l | tr -d ' ')" 1
	status=0
	iken-backup --verify --key "$KEY" >"$T/out" 2>&1 || status=$?
	is 'with the key as well' "$status" 65
	status=0
	restore_into "$T/back" >"$T/out" 2>&1 || status=$?
	ok 'a restore refuses it' test "$status" != 0
	like 'in one line' "$(cat "$T/out")" "${3:-$2}"
	not_ok 'and leaves no folder that could be taken for a whole one' grep -q 'standing: standby' "$T/back/standby"
	sound
}

piece=$(new_pieces | sed -n 1p)
other=$(new_pieces | sed -n 2p)
rm "$piece"
told 'a piece is missing' "$second: .*${piece##*/} is missing" "${piece##*/} is missing"

spoil "$piece" 2000
told 'an octet is another' "$second: .*${piece##*/} is damaged" "${piece##*/}: sealed file is damaged"

spoil "$other" 5
told 'its head is damaged' "$second: .*${other##*/} is damaged" "${other##*/}: "

truncate -s -1 "$piece"
told 'a piece is one octet shorter' "$second: .*${piece##*/} is cut short: [0-9]+ of [0-9]+ octets" "${piece##*/}: sealed file is"

truncate -s 0 "$piece"
told 'a piece is empty' "$second: .*${piece##*/} is cut short: 0 of" "${piece##*/}: "

# Two of one size are swapped: files of arrivals.
a= b=
for file in $(find "$BK/objects" -type f -printf '%s %p\n' | sort -n | awk '{ if ($1 == size) { print name; print $2; exit } size = $1; name = $2 }'); do
	[ -n "$a" ] && b=$file || a=$file
done
[ -n "$b" ] || bail 'no two pieces of one size'
mv "$a" "$T/swap" && mv "$b" "$a" && mv "$T/swap" "$b"
exits 'two pieces are swapped: --verify finds it' 65 iken-backup --verify
like 'names the one' "$(cat "$T/out")" "${a##*/} is damaged, or is another piece"
like 'and the other' "$(cat "$T/out")" "${b##*/} is damaged, or is another piece"
exits 'a restore refuses it' 65 restore_into "$T/back"
like 'in one line' "$(cat "$T/err")" 'it holds another piece than its name says'
sound

list=$(find "$BK/lists" -type f -newer "$BK/backups/$first" | head -1)
rm "$list"
exits 'a list is missing: --verify finds it' 65 iken-backup --verify
like 'and names it' "$(cat "$T/out")" "$second: .*${list##*/}: No such file"
exits 'a restore does not need it' 0 restore_into "$T/back"
exits 'the next backup writes what it has to' 0 iken-backup
exits 'and is whole' 0 iken-backup --verify "$(ls "$BK/backups" | tail -1)"
sound

spoil "$list" 20
exits 'a list is damaged' 65 iken-backup --verify
like 'and named' "$(cat "$T/out")" "${list##*/} is damaged: it has another digest than its name"
sound

# The text of a backup.
sed -i 's/^opinions: .*/opinions: 999/' "$BK/backups/$second"
exits 'a text is changed' 65 iken-backup --verify
like 'and named' "$(cat "$T/out")" "^backup $second: it is damaged: its lines have another digest"
exits 'the newest that is whole is restored' 0 restore_into "$T/back"
like 'and it is said which' "$(cat "$T/out")" "^backup $first of"
exits 'the damaged one is not' 65 restore_into "$T/none" --backup "$second"
sound
truncate -s -10 "$BK/backups/$second"
exits 'a text is cut' 65 iken-backup --verify
like 'and named' "$(cat "$T/out")" "^backup $second: it is cut short"
sound
cp "$BK/backups/$first" "$BK/backups/$second"
exits 'a text is that of another backup' 0 iken-backup --verify
exits 'whose content it is' 0 restore_into "$T/back" --backup "$second"
is 'to the last row' "$(sql "$T/back/register.db" 'SELECT count(*) FROM opinion')" 4
sound

# The keyring.
keyring=$(find "$KR" -type f | sort | tail -1)
spoil "$keyring" 300
exits 'a keyring is damaged' 65 iken-backup --verify
like 'and named' "$(cat "$T/out")" "^keyring: .*${keyring##*/} is damaged"
exits 'a restore says so' 65 restore_into "$T/back"
like 'in one line' "$(cat "$T/err")" "keyring .*${keyring##*/} does not open"
sound
rm "$KR"/*
exits 'no keyring is left' 65 iken-backup --verify
like 'which is told' "$(cat "$T/out")" '^keyring: there is none in'
exits 'the next backup writes one' 0 iken-backup
exits 'and all open' 0 iken-backup --verify --key "$KEY"
sound

# The medium.
mv "$BK" "$T/away"
exits 'the folder is not there' 78 iken-backup
like 'which is told' "$(cat "$T/err")" 'is the medium there'
mkdir "$BK"
exits 'the folder is empty' 78 iken-backup
like 'which is told' "$(cat "$T/err")" 'though there were some before: is the medium mounted'
is 'nothing is written into it' "$(find "$BK" -name '0*' | wc -l | tr -d ' ')" 0
exits 'unless somebody says so' 0 iken-backup --first
exits 'and then it is a whole one' 0 iken-backup --verify --key "$KEY"
sound

# A file that the register names is missing from the spool.
lost=$(find "$DATA/store" -type f | head -1)
mv "$lost" "$T/lost"
exits 'a file of the spool is missing' 65 iken-backup
like 'which is told' "$(cat "$T/err")" "${lost##*/}: set aside: its file is missing"
exits 'the backup is written all the same' 0 iken-backup --verify --key "$KEY" "$(ls "$BK/backups" | tail -1)"

# The key.
chmod 644 "$KEY"
exits 'a secret key that others may read' 78 restore_into "$T/back"
chmod 600 "$KEY"
sed 's/^\(........\)\(........\)/\1-\2 /' "$KEY" >"$T/typed"
chmod 600 "$T/typed"
exits 'a key that was typed in with dashes and spaces' 0 restore_into "$T/back" --key "$T/typed"
cut -c1-60 "$KEY" >"$T/short"
chmod 600 "$T/short"
exits 'a key with digits missing' 78 restore_into "$T/none" --key "$T/short"
like 'is named' "$(cat "$T/err")" 'a digit is missing or wrong'
exits 'a key is never written over' 65 iken-backup --new-key "$KEY"
rm -rf "$T/back"
mkdir "$T/back"
echo half >"$T/back/standby.4711.tmp"
exits 'a restore that was killed before the folder said what it is' 0 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --into "$T/back"
rm -rf "$T/back"
mkdir "$T/back"
echo mine >"$T/back/standby.tmp"
exits 'a folder with anything else in it' 78 iken-restore --from "$BK" --keyring "$KR" --key "$KEY" --into "$T/back"
exits 'another key pair' 0 iken-backup --new-key "$T/second"
cp "$T/second" "$T/second.before"
mv "$T/second.public" "$T/second.public.before"
exits 'a run that was killed between the two' 0 iken-backup --new-key "$T/second"
ok 'is made good: the public key is that of the secret one' cmp "$T/second.public" "$T/second.public.before"
ok 'which is as it was' cmp "$T/second" "$T/second.before"
sed "s#^public_key = .*#public_key = $T/second.public#" "$IKEN_CONF" >"$T/second.conf"
exits 'needs another folder' 78 iken-backup -c "$T/second.conf"
like 'which is told' "$(cat "$T/err")" 'is sealed to another public key: begin a new folder'
mkdir "$T/second.bk"
sed -i "s#^folder = $BK\$#folder = $T/second.bk#" "$T/second.conf"
exits 'a new folder' 65 iken-backup -c "$T/second.conf" --first
exits 'opens with it' 0 iken-backup -c "$T/second.conf" --verify --key "$T/second"

done_testing
