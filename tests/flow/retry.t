#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A mail that goes over a limit is set aside, shown, and registered once it was put back after a repair.
. "${0%/*}/../lib.sh"

office=$T/office
OFFICE_EXTRA='
[limits]
parts = 4
depth = 4'
new_office "$office"

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

run()
{
	_status=0
	timeout 120 iken run >"$T/round" 2>&1 || _status=$?
	[ $_status = 0 ] || {
		diag "a round ends with $_status"
		diag_file "$T/round"
		return 1
	}
}

# limit N: of parts and of depth.
limit()
{
	sed -i "s/^parts = .*/parts = $1/; s/^depth = .*/depth = $1/" "$IKEN_CONF"
}

# opinion PARTS DEPTH NAME: a mail of so many parts, within so many multiparts.
opinion()
{
	printf 'From: taro@example.jp\nTo: opinion@city.example.jp\nSubject: %s\nMessage-ID: <%s@example.jp>\nMIME-Version: 1.0\n' "$3" "$3"
	awk -v parts="$1" -v depth="$2" 'BEGIN {
		for (i = 0; i < depth; i++)
			printf "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i
		printf "Content-Type: text/plain; charset=utf-8\n\n道路に穴があります。\n"
		for (i = 0; i < parts; i++)
			printf "--b%d\nContent-Type: image/gif; name=%d.gif\n\nGIF89a %d\n", depth - 1, i, i
		for (i = depth; i-- > 0;)
			printf "--b%d--\n", i
	}'
}

# try NAME PARTS DEPTH: a mail that goes over a limit is set aside, and registered under a wider one.
try()
{
	limit 4
	before=$(register 'SELECT count(*) FROM opinion')
	opinion "$2" "$3" "$1" | put_mail "$office/inbox"
	ok "$1: a round ends well" run
	id=$(register "SELECT id FROM arrival WHERE kind = 'set-aside'")
	like 'the mail is set aside' "$id" '^[0-9a-f]{32}$'
	is 'with a reason' "$(register "SELECT reason <> '' FROM arrival WHERE id = '$id'")" 1
	exits 'iken status' 0 iken status
	like 'shows it' "$(cat "$T/out")" "set-aside +$id: ."
	like 'and counts it' "$(cat "$T/out")" '^set aside +1'
	unlike 'without anything personal' "$(cat "$T/out")" 'taro|example\.jp'
	is 'no opinion was made of it' "$(register 'SELECT count(*) FROM opinion')" "$before"
	is 'nobody answered it' "$(cat "$office"/outbox/new/* 2>/dev/null | grep -c '^Envelope-To: taro')" "$before"

	exits 'put back without a repair' 0 iken retry "$id"
	ok 'another round' run
	is 'it is set aside again, once' "$(register "SELECT id FROM arrival WHERE kind = 'set-aside'")" "$id"

	limit 100
	exits 'a dry run of iken retry' 0 iken retry -n "$id"
	is 'changes nothing' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 1
	exits 'put back after the repair' 0 iken retry "$id"
	is 'it waits in the queue' "$(find "$office/data/arrivals" -type f | wc -l)" 1
	is 'and is no longer set aside' "$(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'")" 0
	ok 'the next round' run
	is 'registers it' "$(register "SELECT kind FROM arrival WHERE id = '$id'")" opinion
	is 'as one opinion more' "$(register 'SELECT count(*) FROM opinion')" $((before + 1))
	is 'its writer has a receipt' "$(cat "$office"/outbox/new/* | grep -c '^Envelope-To: taro')" $((before + 1))
	is 'nothing waits' "$(find "$office/data/arrivals" "$office/data/tmp" -type f | wc -l)" 0
	is 'each mail has one file' "$(find "$office/data/store" -type f | wc -l)" "$(register 'SELECT count(*) FROM arrival')"
	exits 'iken status again' 0 iken status
	like 'shows nothing set aside' "$(cat "$T/out")" '^set aside +0'
	unlike 'and it is gone from the list' "$(cat "$T/out")" "$id"
}

try parts 30 1
try depth 1 20

exits 'what was registered is not put back' 65 iken retry "$id"
like 'and that is said' "$(cat "$T/err")" 'neither held nor set aside'
is 'the register is whole' "$(register 'PRAGMA integrity_check')" ok

# ---- all at once, and what is held stays with the desk ----
limit 4
for name in a b c; do
	opinion 30 1 $name | put_mail "$office/inbox"
done
opinion 1 1 d | put_mail "$office/inbox"
printf 'To: opinion@city.example.jp\nSubject: nobody\n\ntext\n' | put_mail "$office/inbox"
ok 'three that cannot be read, one that can, and one of nobody' run
is 'three are set aside, one is held' \
	"$(register "SELECT group_concat(kind) FROM (SELECT kind FROM arrival WHERE kind IN ('held', 'set-aside') ORDER BY kind)")" \
	held,set-aside,set-aside,set-aside
is 'one is registered' "$(register 'SELECT count(*) FROM opinion')" 3
limit 100
exits 'all put back' 0 iken retry --all
ok 'and a round' run
is 'registers the three' "$(register 'SELECT count(*) FROM opinion')" 6
is 'and leaves the one' "$(register "SELECT group_concat(kind) FROM arrival WHERE kind IN ('held', 'set-aside')")" held
done_testing
