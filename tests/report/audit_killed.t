#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Killed before any call, or the disk full from any call on, while a look is noted and a checkpoint is signed and written
# outside: the log is right afterwards, and what was shown stands in it.
. "${0%/*}/../flow/post.sh"

OFFICE_EXTRA='
[audit]
checkpoint_lines = 1
'
IKEN_NOW=1795410000
export IKEN_NOW
office=$T/office
new_office "$office"
printf '道路の穴\n\n氏名：山田太郎\n' | write taro@example.jp opinion@city.example.jp '穴'
round || bail 'a round fails'
iken-show "$(number 1)" >"$T/shown" || bail 'iken-show fails'
sqlite3 "$office/data/register.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/out"
cp -a "$office/data" "$T/before"

reset()
{
	rm -rf "$office/data"
	cp -a "$T/before" "$office/data"
}

# The looks were killed and made once more: one or two lines, each checkpoint in both places.
check()
{
	iken-audit --checkpoint >"$T/check" 2>&1 && iken-audit -n --verify >>"$T/check" 2>&1 || {
		diag_file "$T/check"
		return 1
	}
	[ "$(grep -c '^iken-checkpoint' "$office/data/log/access.checkpoints")" -ge "$(register 'SELECT count(*) FROM checkpoint')" ] &&
		[ "$(register "SELECT count(*) FROM access WHERE what = 'show'")" -ge 2 ]
}

at_each_call 'killed while a look is noted' kill-before reset check iken-show "$(number 1)"
at_each_call 'the disk is full from a call on' from-ENOSPC reset check iken-show "$(number 1)"

later_checkpoint()
{
	reset
	register 'DROP TRIGGER checkpoint_delete; DELETE FROM checkpoint WHERE id > 1' && register "CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END" &&
		sed -i '2,$d' "$office/data/log/access.checkpoints" && sqlite3 "$office/data/register.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >"$T/reset"
}
signed()
{
	iken-audit -n --verify >"$T/check" 2>&1 && [ "$(register 'SELECT max(count) FROM checkpoint')" = "$(register 'SELECT max(id) FROM access')" ] &&
		[ "$(grep -c '^iken-checkpoint' "$office/data/log/access.checkpoints")" = "$(register 'SELECT count(*) FROM checkpoint')" ]
}
at_each_call 'killed while what is new is signed' kill-before later_checkpoint signed iken-audit --checkpoint
done_testing
