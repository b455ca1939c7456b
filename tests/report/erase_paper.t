#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Erasure of what came and went on paper: scans, what two clerks typed in, a table of several opinions, letters in the print
# folder, sheets, and the keys of backups.
. "${0%/*}/erase.sh"

office=$T/office
BK=$T/backup
mkdir -p "$BK" "$T/keyring"
OFFICE_EXTRA="
[print]
kind = folder
folder = $T/letters

[transcription]
addresses = first@city.example.jp
second = second@city.example.jp
ocr = no

[backup]
folder = $BK
keyring = $T/keyring
public_key = $T/key.public

[limits]
automatic_per_address = 1000

[erase old]
age = 200 days
"
mkdir -m 700 "$T/letters"
at 0
new_office "$office"
iken-backup --new-key "$T/key" >"$T/out" 2>&1 || bail 'no key pair'
add_drop cards 'channel = postcard'
add_drop calls 'channel = phone'

# ---- a card that two people type in, and a table of three ----
paper "$T/cards/a.tif" 'THE STREET LAMP'
printf '受付日,氏名,住所,投稿目的,本文\r\n2026/11/1,表カナリア一,見本市1,問い合わせ,街灯カナリア表一\r\n2026/11/2,表カナリア二,見本市2,問い合わせ,街灯カナリア表二\r\n2026/11/2,表カナリア三,見本市3,問い合わせ,街灯カナリア表三\r\n' |
	iconv -t CP932 >"$T/calls/day.csv"
ok 'a card and a table' round
for who in first second; do
	printf '氏名: 紙カナリア\n郵便番号: 160-0000\n住所: 東京都見本区カナリア町1-2-3\n投稿目的: その他\n回答方法: 郵送\n件名: 街灯\n本文:\n道路の街灯が暗い。カナリア葉書。\n' | form |
		reply $who@city.example.jp "$(newest $who@ transcribe)"
	ok "$who types it in" round
done
is 'four opinions' "$(register "SELECT group_concat(channel) FROM (SELECT channel FROM opinion ORDER BY id)")" phone,phone,phone,postcard
printf '街灯を増やします。カナリア手紙。\n' | answer roads@city.example.jp 4
for n in 1 2 3; do
	printf '区分: 回答不要\n' | answer roads@city.example.jp $n
done
ok 'one is answered, three need no answer' round
is 'a letter is printed' "$(register 'SELECT state FROM letter')" printed
printf '発送済\n' | reply kocho@city.example.jp "$(newest kocho@ 'dispatch$')"
exits 'a sheet for the file' 0 iken-print --opinion "$(number 4)"
ok 'the letter is posted' round
at 30
ok 'and has not come back' round
is 'so it stands' "$(register "SELECT group_concat(state) FROM (SELECT state FROM opinion ORDER BY id)")" closed,closed,closed,delivered
exits 'a backup' 0 iken-backup
exits 'one of the table is held' 0 iken-erase --hold "$(number 2)" --reason 調査

# ---- all but that one ----
secrets 1 3 4 | grep -vxF "$(register 'SELECT hex(recipient) FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = 2)')" >"$T/gone"
printf '%s\n' 紙カナリア カナリア町 カナリア手紙 カナリア葉書 >>"$T/gone"
like 'the letter lies in the folder' "$(ls "$T/letters")" '^letters-1-'
like 'so does the dispatch list' "$(ls "$T/letters")" '^dispatch-1-.*csv'
like 'and the sheet' "$(ls "$T/letters")" "^opinion-$(number 4)"
ok 'much is there' test "$(remains "$T/gone")" -gt 30
stack=$(register "SELECT id FROM arrival WHERE kind = 'split'")
typed=$(register "SELECT count(*) FROM arrival WHERE kind = 'command' AND opinion IS NULL AND reason LIKE 'transcriber:%'")
is 'what the first clerk typed belongs to no opinion' "$typed" 1
at 300
exits 'a proposal' 0 iken-erase --propose
like 'of three' "$(cat "$T/out")" '3 opinions'
ok 'two people' released 1
exits 'erased' 0 iken-erase
is 'nothing is left of the three' "$(remains "$T/gone")" 0
is 'nothing in the print folder' "$(ls "$T/letters")" ''
ok 'the stack is there for the one that is held' test -e "$office/data/store/$(echo "$stack" | cut -c1-2)/$stack"
is 'what the clerk typed is gone' "$(register "SELECT count(*) FROM arrival WHERE reason LIKE 'transcriber:%' AND digest <> x''")" 0
is 'the letter stays in the books' "$(register 'SELECT state, sheets FROM letter')" 'posted|1'
report=$(iken-erase --report 1)
like 'the report names the backup' "$report" '　000001-.*：開けない写しが残る。令和'
like 'which nobody can open' "$report" '消去より前の鍵束は残っていない'
is 'as the keys say' "$(ls "$T/keyring" | wc -l | tr -d ' ')" 1
like 'iken-backup says the same' "$(iken-backup --list)" 'opens nothing that was erased|erased'

# ---- the last one ----
exits 'the hold is lifted' 0 iken-erase --lift "$(number 2)"
secrets 2 >"$T/gone"
register "SELECT hex(reading) FROM arrival WHERE kind = 'split'; SELECT hex(wrapped) FROM key WHERE id = (SELECT key FROM arrival WHERE kind = 'split')" >>"$T/gone"
exits 'a proposal' 0 iken-erase --propose
ok 'two people' released 2
exits 'erased' 0 iken-erase
ok 'the stack goes with the last of its papers' test ! -e "$office/data/store/$(echo "$stack" | cut -c1-2)/$stack"
is 'nothing is left' "$(remains "$T/gone")" 0
is 'no file at all' "$(find "$office/data/store" "$office/data/arrivals" -type f | wc -l | tr -d ' ')" 0
is 'the register is sound' "$(register 'PRAGMA integrity_check; PRAGMA foreign_key_check')" ok
ok 'and the programs go on' round
exits 'the books balance' 0 iken-status
done_testing
