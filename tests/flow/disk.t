#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The disk is full, almost full, or can only be read, at each program of a round: nothing is lost, nothing done twice, and with
# room again everything goes on by itself.
# Without root the small file system is mounted in a namespace of our own.
if [ "$(id -u)" != 0 ] && [ -z "${IKEN_DISK_TEST:-}" ] && unshare -Urm true 2>/dev/null; then
	IKEN_DISK_TEST=yes exec unshare -Urm sh "$0"
fi
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"
. "$TOP/tests/ingest/scans.sh"

mkdir "$T/small"
mount -t tmpfs -o size=16m iken-test "$T/small" 2>"$T/mount" || skip_all "no small file system can be mounted here: $(cat "$T/mount")"
trap 'umount "$T/small" 2>/dev/null; _leave' EXIT

office=$T/office
OFFICE_EXTRA='
[print]
kind = folder
folder = '"$T/letters"
mkdir "$T/letters"
new_office "$office"
add_drop postcard 'channel = postcard'
make_scans "$T/scans"
mv "$office/data" "$T/small/data"
sed -i "s|^folder = $office/data|folder = $T/small/data|" "$IKEN_CONF"
data=$T/small/data

register()
{
	sqlite3 "$data/register.db" "$1"
}

# fill KB: all but so much of the file system is taken.
fill()
{
	# What SQLite will need was given back by the last program; a file of its own takes the rest.
	dd if=/dev/zero of="$T/small/ballast" bs=64k 2>/dev/null
	truncate -s "-$1K" "$T/small/ballast" 2>/dev/null
}

empty()
{
	rm -f "$T/small/ballast"
}

# bring N: what one round has to do.
bring()
{
	for _k in 1 2 3; do
		printf '道路に穴があります。%s\n' "$1.$_k" | write "resident$1.$_k@example.jp" opinion@city.example.jp "Pothole $1.$_k"
	done
	sed "s/山田太郎/山田$1/" "$T/scans/form.txt" >"$T/postcard/form$1.txt"
	settled
}

# sound N: after N times everything is there once.
sound()
{
	[ "$(register 'SELECT count(*) FROM opinion')" = $((4 * $1)) ] &&
	    [ "$(register 'SELECT count(*) FROM arrival')" = $((4 * $1)) ] &&
	    [ "$(register "SELECT count(*) FROM opinion WHERE state <> 'requested'")" = 0 ] &&
	    [ "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" = 0 ] &&
	    [ "$(cat "$office"/outbox/new/* | tr -d '\r' | grep -c '^X-Ikenbako: receipt')" = $((3 * $1)) ] &&
	    [ "$(cat "$office"/outbox/new/* | tr -d '\r' | grep -c '^X-Ikenbako: request')" = $((4 * $1)) ] &&
	    [ "$(count_mails "$office/inbox")$(ls "$T/postcard")$(ls "$data/arrivals" "$data/tmp" | grep -v ':$' | tr -d '\n')" = 0 ] &&
	    [ "$(register 'PRAGMA integrity_check')" = ok ] && [ ! -e "$T/small/ballast" ]
}

# ends_for_now COMMAND: with 75, or well where it had nothing to write. Sets _status.
ends_for_now()
{
	_status=0
	timeout 120 "$@" >"$T/out" 2>"$T/err" || _status=$?
	[ "$_status" = 75 ] || [ "$_status" = 0 ] || {
		diag "ends with $_status"
		diag_file "$T/err"
		return 1
	}
}

bring 0
ok 'a round with room' round
ok 'does everything once' sound 1
done=1
ended=

# ---- full at each program of a round ----

for program in collect fetch register route remind print send; do
	for room in 0 4 40 200; do
		bring "$program$room"
		for before in collect fetch register route remind print send; do
			[ "$before" != "$program" ] || break
			timeout 60 "iken-$before" >/dev/null 2>&1
		done
		fill $room
		ok "$program with $room KB free ends well or for now" ends_for_now "iken-$program"
		full=$_status
		ended="$ended $program:$room:$full"
		empty
		ok "$program with room again" round
		done=$((done + 1))
		ok 'everything was done once' sound $done
	done
done
like 'with no room at all the takers-in end for now' "$ended" 'collect:0:75 .*fetch:0:75 .*register:0:75'

# ---- full in the midst of a whole round ----

for room in 0 8 24 64 160 400; do
	bring "whole$room"
	fill $room
	ok "a round with $room KB free ends well or for now" ends_for_now iken run
	ok 'and so does another' ends_for_now iken run
	empty
	ok 'with room again' round
	done=$((done + 1))
	ok 'everything was done once' sound $done
done

# ---- can only be read ----

bring readonly
mount -t tmpfs -o remount,ro,size=16m iken-test "$T/small" || bail 'the file system does not become read-only'
for program in collect fetch register route remind print send run; do
	if [ $program = run ]; then set -- iken run; else set -- "iken-$program"; fi
	exits "$program on a file system that can only be read" 75 "$@"
	like 'says so' "$(cat "$T/err")" '[Rr]ead-only'
done
exits 'what only reads has to wait, too: the register is shared through a file beside it' 75 iken status
mount -t tmpfs -o remount,rw,size=16m iken-test "$T/small"
ok 'when it can be written' round
done=$((done + 1))
ok 'everything was done once' sound $done

done_testing
