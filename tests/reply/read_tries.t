#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# wrong passwords are slowed by number and by network, the right person is never locked out, and the spool is told
. "${0%/*}/../lib.sh"
. tests/ingest/page.sh

# A morning in Tokyo, so that all of it is one day.
start=1800057600
at()
{
	IKEN_NOW=$((start + $1))
	export IKEN_NOW
}
at 0
new_page 60
post_one
wrong=aaaa-bbbb-cccc

# try SOURCE PASSWORD [NUMBER]
try()
{
	rm -f "$BROWSER/cookie"
	browse -s "$1" get iken-read >/dev/null
	browse -s "$1" send iken-read login number="${3:-$number}" password="$2"
}

# ---- one network, one number ----

is 'five wrong ones are answered' "$(for _ in 1 2 3 4 5; do try 192.0.2.1 $wrong; done | tr '\n' ' ')" '403 403 403 403 403 '
is 'the sixth has to wait' "$(try 192.0.2.1 $wrong)" 429
is 'the right one as well' "$(try 192.0.2.1 "$password")" 429
like 'until a time that is said' "$(page)" '\(09:15\)'
like 'to programs, too' "$(cat "$BROWSER/head")" '^Retry-After: 900$'
is 'somebody else comes in meanwhile' "$(try 192.0.2.77 "$password")" 303
at 901
is 'after the pause the right one opens' "$(try 192.0.2.1 "$password")" 303
at 1900
is 'it forgave nothing that was wrong' "$(try 192.0.2.1 $wrong)" 403
at 2900
is 'the next pause is longer' "$(try 192.0.2.1 $wrong)" 429
at 3701
is 'half an hour' "$(try 192.0.2.1 $wrong)" 403
tries=0
n=3701
while [ $n -lt 20000 ]; do
	n=$((n + 1800))
	at $n
	[ "$(try 192.0.2.1 $wrong)" = 429 ] || tries=$((tries + 1))
done
ok 'a network gets few tries at a number in hours' test "$tries" -le 4
at 20000
is 'the number itself is open to others' "$(try 192.0.2.78 "$password")" 303

# ---- many networks, one number: nobody is locked out ----

at 0
new_page 60
post_one
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	try 198.51.100.$i $wrong
done >"$T/many"
is 'twenty networks are wrong' "$(sort -u "$T/many")" 403
is 'then a new one has one try' "$(try 203.0.113.1 $wrong)" 403
is 'not two' "$(try 203.0.113.1 $wrong)" 429
is 'and the right person comes in at the first' "$(try 203.0.113.2 "$password")" 303
at 901
is 'and who mistyped it, after a pause' "$(try 203.0.113.1 "$password")" 303

# ---- one network, many numbers ----

at 0
new_page 60
post_one
sed -n '2,40p' "$IKEN_PAGE/out/numbers" >"$T/numbers"
while read -r other; do
	try 192.0.2.9 $wrong "$other"
done <"$T/numbers" >"$T/many"
is 'thirty numbers are tried from one network' "$(grep -c 403 "$T/many")" 30
is 'then it waits' "$(tail -n 1 "$T/many")" 429
is 'with every number' "$(try 192.0.2.9 "$password")" 429
is 'others do not' "$(try 192.0.2.10 "$password")" 303
is 'an IPv6 network is its first 64 bits' "$(for i in 1 2 3 4 5 6; do try "2001:db8:1:2::$i" $wrong; done | tail -n 1)" 429
at 61
is 'it waits not for long' "$(try 192.0.2.9 "$password")" 303

# ---- at once ----

at 0
new_page 60
post_one
browse get iken-read >/dev/null
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	mkdir -p "$T/b$i"
	cp "$BROWSER/page.html" "$T/b$i/"
	BROWSER=$T/b$i browse send iken-read login number="$number" password=$wrong >"$T/b$i/status" &
done
wait
is 'twelve at once are five tries' "$(cat "$T"/b*/status | grep -c 403)" 5
is 'all the others wait' "$(cat "$T"/b*/status | grep -c 429)" 7

# ---- the clock ----

at -7200
is 'a clock that was set back makes nobody wait for ever' "$(try 192.0.2.1 $wrong >/dev/null; at -6200; try 192.0.2.1 "$password")" 303

# ---- the spool is told ----

at 0
new_page 60
post_one
for i in 1 2 3; do
	try 192.0.2.1 $wrong
	try 192.0.2.$i $wrong 2026-000002-8
done >/dev/null
is 'within the hour nothing is told' "$(spool in | grep -c tries)" 0
not_ok 'no address is kept' grep -raqF 192.0.2. "$IKEN_PAGE"
at 3600
browse get iken-read >/dev/null
is 'then how often, and from how many networks' "$(spool in | grep tries | tr ' ' '\n' | grep -v tries | tr '\n' ' ')" "$number 3 of 1 2026-000002-8 3 of 3 "
is 'once' "$(find "$IKEN_PAGE/state/wrong" -type f | wc -l)" 0
at 7200
try 192.0.2.1 $wrong >/dev/null
at 10900
mv "$IKEN_PAGE/in" "$IKEN_PAGE/in.away"
exits 'where it cannot be told it stays' 75 iken-read -p "$IKEN_PAGE" --tidy
mv "$IKEN_PAGE/in.away" "$IKEN_PAGE/in"
exits 'and is told later' 0 iken-read -p "$IKEN_PAGE" --tidy
is 'without loss' "$(spool in | grep -c "^tries $number 1 of 1\$")" 1
done_testing
