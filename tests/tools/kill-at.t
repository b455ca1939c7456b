#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# kill-at breaks the call it was told to, and finds what is not safe.
. "${0%/*}/../lib.sh"

kill_at=$B/tests/tools/kill-at
work='cd "$T" && echo abcdef >new && sync new && mv new name'

exits 'it counts create, write, sync and rename over all processes' 0 \
    "$kill_at" --count sh -c "$work"
is 'and prints their number' "$(cat "$T/out")" 4

try()
{
	rm -f "$T/new" "$T/name"
	"$kill_at" -r "$T/report" "$@" sh -c "$work" >/dev/null 2>&1
	status=$?
	left=$(cd "$T" && for file in new name; do [ ! -e $file ] || echo "$file:$(cat $file)"; done)
}

try kill-before 1
is 'killed before the first call: nothing is there' "$status $left" '137 '
try kill-after 1
is 'killed after it: an empty file is there' "$status $left" '137 new:'
try kill-before 4
is 'killed before the rename: it has not happened' "$status $left" '137 new:abcdef'
is 'the report names the call' "$(cut -d ' ' -f 2 "$T/report" | cut -c 1-6)" rename
try kill-after 4
is 'killed after it: it has' "$status $left" '137 name:abcdef'
try kill-one 4
is 'only mv killed: the shell goes on and returns its status' "$status $left" '137 new:abcdef'
try ENOSPC 4
is 'a failing rename does nothing' "$status $left" '1 new:abcdef'
try ENOSPC 2
is 'a failing write writes nothing' "$left" 'new:'
try from-EIO 2
is 'from then on all fail' "$status $left" '1 new:'
try kill-after 99
is 'a call that is never made is not hit' "$status $left" '0 name:abcdef'
is 'and the report says so' "$(cat "$T/report")" none

is 'a short write writes half' \
    "$("$kill_at" short 1 perl -e 'print syswrite(STDOUT, "abcdef")')" abc3

exits 'wrong usage is refused' 2 "$kill_at" ESOMETHING 1 true
exits 'a command that is not there is reported' 127 "$kill_at" --count /nowhere

reset()
{
	rm -f "$T/state" "$T/state.new"
}

is_whole()
{
	[ "$(cat "$T/state")" = abcdef ]
}

for mode in kill-before kill-after kill-one EIO short; do
	at_each_call "writing and renaming holds against $mode" $mode reset is_whole \
	    sh -c 'echo abcdef >"$T/state.new" && mv "$T/state.new" "$T/state"'
done

# What at_each_call is for: it must not be content with a program that is not safe.
unsafe=$(at_each_call unsafe kill-after reset is_whole \
    sh -c '[ -e "$T/state" ] || echo abcdef >"$T/state"' 2>/dev/null)
like 'and finds that writing in place does not' "$unsafe" '^not ok'
done_testing
