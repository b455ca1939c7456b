#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An opinion that iken-erase erases, and the backups from before: they hold its octets, the report says so and until when,
# and nobody can open them once the keyring is renewed.
. "${0%/*}/erase.sh"
. "${0%/*}/backup.sh"

BACKUP_EXTRA='keep_age = 400 days
[erase old]
age = 100 days'
office=$T/office
at 0
new_backed_office "$office"
printf '氏名: 山田カナリア\n\n道路に穴があります。カナリア本文。\n' | write 'canary@example.jp' opinion@city.example.jp '道路の件'
printf 'ごみの件です。\n' | write 'other@example.jp' opinion@city.example.jp '収集の件'
round || bail 'no round'
exits 'a backup while it is open' 0 iken-backup
first=$(ls "$BK/backups")
printf 'すぐに直します。\n' | answer roads@city.example.jp 1
round || bail 'no round'
at 5
round || bail 'no round'
is 'it is answered' "$(register 'SELECT state FROM opinion WHERE id = 1')" delivered
exits 'a backup after that' 0 iken-backup
cp -a "$KR" "$T/kept-keyring"
at 150
exits 'it is proposed' 0 iken-erase --propose
ok 'two people' released 1
exits 'and erased' 0 iken-erase
is 'it is' "$(register 'SELECT state FROM opinion WHERE id = 1')" erased
exits 'the report' 0 iken-erase --report 1
like 'names a backup from before, and until when' "$(cat "$T/out")" "$first：開けない写しが残る。令和[0-9]+年[0-9]+月[0-9]+日"
like 'and that no keyring opens it' "$(cat "$T/out")" '消去より前の鍵束は残っていない'
like '--list knows of the copies' "$(iken-backup --list)" '^000001-.* 1$'
like 'and that nothing opens them' "$(iken-backup --list)" 'opens nothing that was erased'
is 'there is one keyring' "$(find "$KR" -type f | wc -l | tr -d ' ')" 1
exits 'with one that somebody has kept the opinion comes back' 0 restore_into "$T/back" --backup "$first" --keyring "$T/kept-keyring"
is 'as it was' "$(sql "$T/back/register.db" 'SELECT count(*) FROM key WHERE wrapped IS NULL')" 0
exits 'the backup is restored once more' 0 restore_into "$T/again" --backup "$first"
like 'which says what is gone' "$(cat "$T/out")" 'erased +1 opinions since the backup'
is 'its key is not there' "$(sql "$T/again/register.db" 'SELECT count(*) FROM key, opinion WHERE opinion.id = 1 AND key.id = opinion.key AND key.wrapped IS NOT NULL')" 0
rm "$T/again/standby"
sed "s#^folder = $DATA\$#folder = $T/again#" "$IKEN_CONF" >"$T/again.conf"
iken-show -c "$T/again.conf" "$(number 1)" >"$T/out" 2>&1
unlike 'nothing of it is shown' "$(cat "$T/out")" 'カナリア|canary'
exits 'the other one is' 0 iken-show -c "$T/again.conf" "$(number 2)"
like 'whole' "$(cat "$T/out")" 'ごみの件です'

done_testing
