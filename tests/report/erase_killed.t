#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# iken-erase is killed just before each of its calls that change something, and run again; and the same with a disk that is
# full for one call: what is released is erased and reported once, and nothing is left.
. "${0%/*}/erase.sh"

office=$T/office
OFFICE_EXTRA='
[erase old]
age = 100 days
'
at 0
new_office "$office"
for n in 1 2 3; do
	printf '道路の穴 %s です。カナリア。\n' $n | write "canary-$n@example.jp" opinion@city.example.jp "件 $n"
done
ok 'three opinions' round
for n in 1 2; do
	printf '直します %s。\n' $n | answer roads@city.example.jp $n
done
ok 'two answers' round
at 5
ok 'delivered' round
at 200
exits 'a proposal' 0 iken-erase --propose
ok 'two people' released 1
is 'released' "$(register 'SELECT state FROM erasure')" released
secrets 1 2 >"$T/gone"
register "SELECT hex(recipient) FROM delivery WHERE intent IN (SELECT id FROM intent WHERE opinion = 3)" >"$T/stay"
grep -vxFf "$T/stay" "$T/gone" >"$T/gone.1"
# Pieces in the index that lead to the erased ones, what is kept aside, and what is left of segments.
in_index()
{
	sqlite3 -cmd '.timeout 5000' "$office/data/index/index.db" "CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, 'word', 'instance');
		SELECT (SELECT count(*) FROM v WHERE (1 << 28) - doc IN (1, 2)), (SELECT count(*) FROM gone), (SELECT count(DISTINCT segid) FROM word_idx)"
}

ok 'in the index, too' test "$(in_index | cut -d '|' -f 1)" -gt 50
ok 'there is much to find' test "$(remains "$T/gone.1")" -gt 20
# The mails of the department's requests stay in the outbox for the third.
rm -rf "$office/inbox/new/"*
cp -a "$office" "$T/released"

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

reset_erase()
{
	rm -rf "$office" && cp -a "$T/released" "$office"
}

check_erase()
{
	same states "$(register 'SELECT group_concat(state) FROM (SELECT state FROM opinion ORDER BY id)')" erased,erased,requested &&
		same erasure "$(register 'SELECT state, arrivals, keys, files FROM erasure')" 'reported|4|2|4' &&
		same digest "$(register 'SELECT hex(digest) FROM erasure')" "$digest" &&
		same items "$(register "SELECT count(*) FROM erasure_item WHERE outcome = 'erased'")" 2 &&
		same steps "$(register "SELECT count(*) FROM event WHERE step = 'erase'")" 2 &&
		same files "$(register 'SELECT count(*) FROM erasure_file')" 0 &&
		same stored "$(find "$office/data/store" -type f | wc -l | tr -d ' ')" 1 &&
		same marks "$(find "$office/data/erasure" -type f | wc -l | tr -d ' ')" 0 &&
		same remains "$(remains "$T/gone.1")" 0 &&
		same outbox "$(grep -alE "$(number 1)|$(number 2)" $(grep -aLE '^X-Ikenbako: (notice|reminder)' "$office"/outbox/new/*) | wc -l | tr -d ' ')" 0 &&
		same integrity "$(register 'PRAGMA integrity_check')" ok &&
		same index "$(in_index)" '0|0|1' &&
		iken-erase --report 1 -o "$T/report.txt" && iken-erase --verify-report "$T/report.txt" >"$T/verified"
}
iken-erase >"$T/out" 2>&1 || bail 'iken-erase fails'
digest=$(register 'SELECT hex(digest) FROM erasure')
ok 'undisturbed' check_erase
EACH=3
at_each_call 'iken-erase killed before each call' kill-before reset_erase check_erase iken-erase
EACH=13
at_each_call 'a disk that is full for one call' ENOSPC reset_erase check_erase iken-erase
EACH=13
at_each_call 'a disk that fails for one call' EIO reset_erase check_erase iken-erase
done_testing
