#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The access log: every way to tamper with it through sqlite3 is found, with the line and since when; what cannot be
# found in the register is found by the file outside, and what cannot be found there by a mailed checkpoint.
. "${0%/*}/../flow/post.sh"

OFFICE_EXTRA='
[audit]
checkpoint_lines = 5
mail = administrator

[staff call]
name = コールセンター
addresses = call@city.example.jp
rights = look-up, read, list
'
IKEN_NOW=1795410000	# 2026-11-23 14:00 in Tokyo
export IKEN_NOW
office=$T/office
new_office "$office"
db=$office/data/register.db
outside=$office/data/log/access.checkpoints

# later SECONDS: the clock goes on.
later()
{
	IKEN_NOW=$((IKEN_NOW + $1))
}

# ---- the key
ok 'a new spool has a key to sign with' test -s "$office/data/keys/audit.key"
is 'closed to others' "$(stat -c %a "$office/data/keys/audit.key")" 600
exits 'an empty log is right' 0 iken-audit -n --verify
like 'and says so' "$(cat "$T/out")" 'まだありません'

for n in 1 2 3; do
	printf '道路の穴 %s\n\n氏名：山田太郎\n' "$n" | write "taro$n@example.jp" opinion@city.example.jp "穴 $n"
done
round || bail 'a round fails'

# ---- looks of several kinds
for n in 1 2 3 1 2 3 1 2; do
	later 60
	iken-show --reason "電話で問い合わせ $n" "$(number $n)" >"$T/shown" || bail 'iken-show fails'
	iken-list >"$T/shown" || bail 'iken-list fails'
done
is 'each look is a line' "$(register "SELECT group_concat(what, ' ') FROM (SELECT what FROM access WHERE program IN ('iken-show', 'iken-list') ORDER BY id LIMIT 4)")" \
	'show list show list'
is 'with who, by which program, what and whether masked' \
	"$(register "SELECT program || '|' || items || '|' || unmasked FROM access WHERE what = 'show' LIMIT 1")" 'iken-show|contact subject text answer|1'
like 'a Unix user with the uid' "$(register "SELECT who FROM access WHERE what = 'show' LIMIT 1")" "^$(id -un) \($(id -u)\)"
SUDO_USER=hanako iken-show "$(number 1)" >"$T/shown"
like 'and who called sudo' "$(register "SELECT who FROM access ORDER BY id DESC LIMIT 1")" 'sudo hanako'
is 'no reason is readable in it' "$(sqlite3 "$db" .dump | grep -c '電話で問い合わせ')" 0
ok 'checkpoints were written outside the register' test "$(grep -c '^iken-checkpoint' "$outside")" -ge 3
exits 'iken audit --verify' 0 iken-audit --verify
like 'finds nothing' "$(cat "$T/out")" '書かれたときのまま'
exits 'iken audit --check as well' 0 iken-audit --check
exits 'and iken audit --checkpoint' 0 iken-audit --checkpoint
is 'prints nothing' "$(cat "$T/out" "$T/err")" ''

# ---- the register refuses
for change in "UPDATE access SET who = 'x' WHERE id = 3" 'DELETE FROM access WHERE id = 3' 'DELETE FROM access' \
	"INSERT OR REPLACE INTO access(id, at, who, what, chain) VALUES(3, 1, 'x', 'x', x'00')" 'DELETE FROM checkpoint' \
	'UPDATE checkpoint SET at = 1'; do
	not_ok "the register refuses: $change" sqlite3 "$db" "$change" 2>"$T/err"
	like 'and says why' "$(cat "$T/err")" 'append-only'
done
exits 'nothing has changed' 0 iken-audit --verify

# ---- somebody takes the triggers away, changes the log, and puts them back
later 600
iken-audit --checkpoint || bail 'no checkpoint'
last=$(register 'SELECT max(id) FROM access')
marks=$(register 'SELECT max(id) FROM checkpoint')
sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/out"
rm -rf "$T/right"
cp -a "$office/data" "$T/right"

restore()
{
	rm -rf "$office/data"
	cp -a "$T/right" "$office/data"
}

# without_triggers SQL: as an intruder does it who leaves no trigger missing.
without_triggers()
{
	triggers=$(sqlite3 "$db" "SELECT sql || ';' FROM sqlite_master WHERE type = 'trigger'")
	names=$(sqlite3 "$db" "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	{
		for name in $names; do
			echo "DROP TRIGGER $name;"
		done
		echo "$1;"
		echo "$triggers"
	} | sqlite3 "$db" || bail "cannot be done: $1"
}

# found TITLE SQL PATTERN: it is found, in a line that says where.
found()
{
	restore
	without_triggers "$2"
	exits "$1" 65 iken-audit --verify
	like 'the line is named' "$(cat "$T/out")" "$3"
}

SWAP='UPDATE access SET id = -1 WHERE id = 4; UPDATE access SET id = 4 WHERE id = 6; UPDATE access SET id = 6 WHERE id = -1'
found 'a line was changed' "UPDATE access SET who = 'hanako (1001)' WHERE id = 7" '^7行目が、書きかえられた'
like 'and since when' "$(cat "$T/out")" '2026-11-23 14:[0-9][0-9] より後'
found 'another opinion' 'UPDATE access SET opinion = 3 WHERE id = 5' '^5行目が、書きかえられた'
found 'unmasked made masked' "UPDATE access SET unmasked = 0, items = 'state' WHERE id = 1" '^1行目が、書きかえられた'
found 'the time' 'UPDATE access SET at = at - 86400 WHERE id = 9' '^9行目が、書きかえられた'
found 'a line of the old form, which says less' 'UPDATE access SET form = 1 WHERE id = 9' '^9行目が、書きかえられた'
why=$(sqlite3 "$T/right/register.db" 'SELECT min(id) FROM access WHERE reason IS NOT NULL')
found 'the reason' "UPDATE access SET reason = NULL WHERE id = $why" "^${why}行目が、書きかえられた"
found 'a line was taken out' 'DELETE FROM access WHERE id = 8' '^8行目が、抜き取られ'
found 'several' 'DELETE FROM access WHERE id BETWEEN 3 AND 5' '^3～5行目が、抜き取られ'
found 'a line was taken out, and those behind it moved up' 'DELETE FROM access WHERE id = 8; UPDATE access SET id = -(id - 1) WHERE id > 8; UPDATE access SET id = -id WHERE id < 0' '^8行目が、書きかえられた'
found 'two lines were exchanged' "$SWAP" '^4行目が、書きかえられた'
found 'a line was put in' "INSERT INTO access SELECT $last + 1, at, who, what, opinion, chain, form, program, items, unmasked, reason FROM access WHERE id = $last" \
	"^$((last + 1))行目が、"
found 'the end was cut off' "DELETE FROM access WHERE id > $last - 2" "^$((last - 1))～${last}行目が、末尾から切り取られ"
found 'the last line alone' "DELETE FROM access WHERE id = $last" "^${last}行目が、末尾から切り取られ"
found 'everything' 'DELETE FROM access' "^1～${last}行目が、末尾から切り取られ"
found 'the end, and the signed end' "DELETE FROM access WHERE id > $last - 2; DELETE FROM access_head" "^$((last - 1))～${last}行目が、末尾から切り取られ"
found 'the end, the signed end and all checkpoints of the register' \
	"DELETE FROM access WHERE id > $last - 2; DELETE FROM access_head; DELETE FROM checkpoint" "^$((last - 1))～${last}行目が、末尾から切り取られ.*access.checkpoints"
found 'a signed end of somebody else' 'UPDATE access_head SET signature = zeroblob(64)' '末尾の署名が、この意見箱の鍵のものでは'
found 'no signed end' 'DELETE FROM access_head' '末尾の署名がありません'
found 'a checkpoint was taken out' 'DELETE FROM checkpoint WHERE id = 2' '署名（2）が、台帳から'
found 'the newest one' "DELETE FROM checkpoint WHERE id = $marks" '署名（.*）が、台帳から'
found 'a checkpoint was changed' 'UPDATE checkpoint SET count = count - 1 WHERE id = 2' '署名が、この意見箱の鍵のものでは'
restore
sqlite3 "$db" 'DROP TRIGGER access_delete'
exits 'a trigger is missing' 65 iken-audit --verify
like 'it is named' "$(cat "$T/out")" 'access_delete'

# What was cut stays missed whatever is written afterwards.
restore
without_triggers "DELETE FROM access WHERE id > $last - 2"
iken-list >"$T/shown"
iken-show "$(number 1)" >"$T/shown"
is 'numbers of lines are not given again' "$(register 'SELECT max(id) FROM access')" $((last + 2))
exits 'lines that were cut off before others were written' 65 iken-audit --verify
like 'are named' "$(cat "$T/out")" "^$((last - 1))～${last}行目が、抜き取られ"
exits 'and nothing is signed any more' 65 iken-audit --checkpoint
exits 'iken audit --check finds it' 65 iken-audit --check
like 'iken status says so' "$(iken-status)" 'access log.*iken audit --verify'

# ---- the file outside
restore
rm "$outside"
exits 'the file outside is gone' 65 iken-audit --verify
like 'it says so' "$(cat "$T/out")" 'ファイルがありません'
iken-list >"$T/shown" 2>&1
not_ok 'nobody makes it again by the way' test -e "$outside"
exits 'but who says so' 0 iken-audit --checkpoint --new-file
exits 'then it is right' 0 iken-audit --verify
restore
sed -i 3d "$outside"
exits 'a line was taken out of the file' 65 iken-audit --verify
like 'it says so' "$(cat "$T/out")" 'ファイルに、署名（3）がありません'
restore
later 20000
sed -i '4,$d' "$outside"
exits 'the file was cut' 65 iken-audit --verify
like 'it says so' "$(cat "$T/out")" 'ファイルに、署名（4～'
restore
sed -i '2s/ [0-9]* 20/ 999 20/' "$outside"
exits 'a line of the file was changed' 65 iken-audit --verify
like 'it says so' "$(cat "$T/out")" '署名が、この意見箱の鍵のものでは'

# A line of which the disk took only half.
restore
later 4000
printf 'iken-checkpoint 99 2026-11-23T05:08:00Z tail 0123456789abcdef' >>"$outside"
exits 'a look after a line that was cut short' 0 iken-list
is 'the next one begins a line' "$(tail -n 1 "$outside" | cut -c 1-16)" 'iken-checkpoint '
exits 'and all is right' 0 iken-audit --verify
like 'with it' "$(cat "$T/out")" "署名[0-9]*件と照合。最後の署名 $(TZ=Asia/Tokyo date -d "@$IKEN_NOW" '+%Y-%m-%d %H:%M')"

# ---- an old register is brought back, whole and in itself right
restore
iken-send
sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/out"
cp "$db" "$T/old.db"
cp "$outside" "$T/old.outside"
later 86400
for n in 1 2 3 1 2 3; do
	iken-show "$(number $n)" >"$T/shown"
done
iken-audit --checkpoint || bail 'no checkpoint'
iken-send || bail 'iken-send fails'
mailed=$(newest admin@ checkpoint)
ok 'the checkpoint was mailed' test -n "$mailed"
new=$(register 'SELECT max(id) FROM access')
later 60
sent=$(how_many admin@ checkpoint)
iken-list >"$T/shown"
iken-audit --checkpoint && iken-send
is 'once a day' "$(how_many admin@ checkpoint)" "$sent"
new=$(register 'SELECT max(id) FROM access')
rm -f "$db" "$db-wal" "$db-shm"
cp "$T/old.db" "$db"
exits 'an old register with its log' 65 iken-audit --verify
like 'is found by the file outside' "$(cat "$T/out")" "^$((last + 1))～${new}行目が、末尾から切り取られたか、古い台帳に戻されています.*access.checkpoints"
like 'since when' "$(cat "$T/out")" '2026-11-24 [0-9:]* より後'
cp "$T/old.outside" "$outside"
exits 'with the file outside of the same time: nothing on this machine shows it' 0 iken-audit --verify
cp "$T/old.db" "$db"
cp "$T/old.outside" "$outside"
body "$mailed" | sed 's/^/> /' >"$T/mail"
exits 'the mailed checkpoint does' 65 iken-audit --verify --against "$T/mail"
like 'with its lines' "$(cat "$T/out")" "行目が、末尾から切り取られたか、古い台帳に戻されています（--against）"
fold -w 40 "$T/mail" | sed 's/^/| /' >"$T/folded"
exits 'broken over lines as well' 65 iken-audit --verify --against "$T/folded"
exits 'from standard input' 65 iken-audit --verify --against - <"$T/mail"
exits 'a mail without a checkpoint' 65 iken-audit --verify --against "$T/shown"

# ---- whoever has the keys of the hash can write the log anew; the signatures show it
# rechain: as such a one does it.
rechain()
{
	triggers=$(sqlite3 "$db" "SELECT sql || ';' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'access%'")
	sqlite3 "$db" "$(sqlite3 "$db" "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'access%'")" || bail 'no triggers'
	python3 tests/report/rechain.py "$db" "$office/data/keys" || bail 'rechain.py fails'
	sqlite3 "$db" "$triggers"
}
restore
before=$(register 'SELECT hex(chain) FROM access ORDER BY id DESC LIMIT 1')
rechain
is 'the chain is as rechain.py knows it' "$(register 'SELECT hex(chain) FROM access ORDER BY id DESC LIMIT 1')" "$before"
without_triggers "UPDATE access SET who = 'hanako (1001)' WHERE id = 7"
rechain
exits 'a log that was written anew with its chain' 65 iken-audit --verify
like 'from the last checkpoint before it on' "$(cat "$T/out")" '^[67]～[0-9]*行目が、署名したときの内容と違います'
unlike 'though each line fits the next' "$(cat "$T/out")" '書きかえられたか、'
restore
without_triggers "DELETE FROM access WHERE id = 8; UPDATE access SET id = -(id - 1) WHERE id > 8; UPDATE access SET id = -id WHERE id < 0"
rechain
exits 'a line taken out, and the rest written anew' 65 iken-audit --verify
like 'is found' "$(cat "$T/out")" '署名したときの内容と違います'
like 'and that one is missing' "$(cat "$T/out")" "^${last}行目が、末尾から切り取られ"
restore
exits 'another key does not pass for ours' 0 iken-audit --check
mv "$office/data/keys/audit.key" "$T/audit.key"
od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$office/data/keys/audit.key"
chmod 600 "$office/data/keys/audit.key"
exits 'a key that is not ours signs nothing' 78 iken-audit -n --verify
like 'which is said' "$(cat "$T/err")" 'audit.key is not the one of this register'
mark=$(register "SELECT hex(mark) FROM spool_key WHERE name = 'audit.key'")
register "UPDATE spool_key SET mark = x'' WHERE name = 'audit.key'"
exits 'a log that another key has signed, in a register that does not know its own any more' 65 iken-audit -n --verify
like 'is not ours' "$(cat "$T/out")" '鍵のものではありません'
register "UPDATE spool_key SET mark = x'$mark' WHERE name = 'audit.key'"
rm "$office/data/keys/audit.key"
exits 'without the key nothing works' 78 iken-list
exits 'iken init makes no new one' 78 iken-init
mv "$T/audit.key" "$office/data/keys/audit.key"
exits 'the right one is brought back' 0 iken-audit --verify

# ---- a register of version 1, whose log has only its chain
rm -rf "$office/data"
mkdir "$T/version-1"
tar -C "$T/version-1" -xpzf tests/fixtures/version-1.tar.gz || bail 'the fixture cannot be unpacked'
mv "$T/version-1/data" "$office/data"
sqlite3 "$db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/out"
for n in 1 2 3; do
	register "INSERT INTO access(id, at, who, what, opinion, chain) VALUES($n, 1796106000 + $n, 'taro (1000)', 'show', $n, x'')"
done
python3 tests/report/rechain.py "$db" "$office/data/keys" || bail 'rechain.py fails'
old=3
not_ok 'it has no key to sign with' test -e "$office/data/keys/audit.key"
cp -a "$office/data" "$T/old-data"
exits 'iken init brings it to the present version' 0 iken-init
ok 'with a key' test -s "$office/data/keys/audit.key"
exits 'the old lines are right' 0 iken-audit -n --verify
like 'all of them, and signed' "$(cat "$T/out")" "から${old}行目まで、署名"
iken-list >"$T/shown"
exits 'lines of both forms' 0 iken-audit --verify
is 'are in one chain' "$(register 'SELECT count(DISTINCT form) FROM access')" 2
without_triggers "UPDATE access SET what = 'x' WHERE id = 1"
exits 'one of the old form was changed' 65 iken-audit --verify
like 'it is named' "$(cat "$T/out")" '^1行目が'
rm -rf "$office/data"
cp -a "$T/old-data" "$office/data"
sqlite3 "$db" "UPDATE access SET what = 'x' WHERE id = 1"
exits 'one that was changed before' 0 iken-init
exits 'is found after' 65 iken-audit --verify
like 'and named' "$(cat "$T/out")" '^1行目が'
iken-list >"$T/shown"
exits 'while what follows is signed' 65 iken-audit --verify
unlike 'and right' "$(cat "$T/out")" "^$((old + 1))行目"

# ---- usage
exits 'nothing is said' 65 iken-audit
exits 'two things' 65 iken-audit --verify --checkpoint
done_testing
