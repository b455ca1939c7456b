#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A virus scanner that dies, hangs, lies and talks nonsense: nothing passes that it has not called clean, nothing is lost,
# and a mail that it fails at keeps no other waiting.
. "${0%/*}/../lib.sh"

office=$T/office
new_office "$office"
socket=$(mktemp -d /tmp/iken.XXXXXX)
sed -i "s|^scanner = none|socket = $socket/s\\npatterns_age = 3 days\\ntimeout = 2 s|" "$IKEN_CONF"
fresh=/27500/$(date -u '+%a %b %e %H:%M:%S %Y')

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

# scanner [OPTION...]: the one before is stopped.
scanner()
{
	[ -z "${scanner_pid:-}" ] || stop "$scanner_pid"
	rm -f "$socket/s" "$T/scanner.log"
	start "$T/scanner.err" python3 "$TOP/tests/tools/faults/clamd.py" --socket "$socket/s" --log "$T/scanner.log" \
	    --version "${version-$fresh}" "$@"
	scanner_pid=$pid
	wait_for 10 test -S "$socket/s" || bail 'the scanner does not start'
}

# mail NAME TEXT
mail()
{
	printf 'From: %s@example.jp\nTo: opinion@city.example.jp\nSubject: %s\nMessage-ID: <%s.%s@example.jp>\n\n%s\n' "$1" "$1" "$1" \
	    "$(date +%s.%N)" "$2" | put_mail "$office/inbox"
}

entered()
{
	register "SELECT count(*) FROM arrival"
}

waiting()
{
	find "$office/data/arrivals" -type f | wc -l | tr -d ' '
}

told()
{
	register "SELECT group_concat(code, ' ') FROM (SELECT code FROM intent WHERE kind = 'notice' ORDER BY id)"
}

forget()
{
	register "DELETE FROM intent WHERE kind = 'notice'"
}

scanner
mail one 'Hello.'
exits 'a mail is fetched' 0 iken fetch
exits 'and registered' 0 iken register
is 'with a scanner that works' "$(entered) $(waiting)" '1 0'
is 'one connection serves all streams' "$(grep -c connection "$T/scanner.log")" 1
is 'nobody is told anything' "$(told)" ''

# Twenty mails by one connection, a few ahead of their answers.
n=0
while [ $n -lt 20 ]; do
	n=$((n + 1))
	mail "many$n" "Number $n."
done
iken fetch
exits 'twenty more' 0 iken register
is 'over one connection' "$(grep -c connection "$T/scanner.log") $(grep -c 'stream fine' "$T/scanner.log")" '2 21'
is 'are registered' "$(entered)" 21

# ---- it fails always ----

seen=21
for fault in die hang hang-read garbage endless other prefix error limit gone; do
	case $fault in
	error | limit) code=scanner-unable over=scanner-able ;;	# it says that it cannot
	*) code=scanner-away over=scanner-back ;;
	esac
	scanner --fault "$fault"
	mail "$fault" 'Hello.'
	iken fetch
	forget
	exits "$fault: a run ends for now" 75 iken register
	is "$fault: nothing is registered, nothing lost" "$(entered) $(waiting)" "$seen 1"
	is "$fault: the administrator is told" "$(told)" $code
	exits "$fault: the next run" 75 iken register
	is "$fault: tells nobody again" "$(told)" $code
	scanner
	exits "$fault: with a scanner that works" 0 iken register
	seen=$((seen + 1))
	is "$fault: it is registered once" "$(entered) $(waiting)" "$seen 0"
	is "$fault: and that is told" "$(told)" "$code $over"
done

# ---- it fails at one mail ----

for fault in die hang garbage twice error limit; do
	scanner --fault "$fault" --only POISON
	for name in a b c; do
		mail "$fault.$name" 'Hello.'
	done
	mail "$fault.p" POISON
	for name in d e; do
		mail "$fault.$name" 'Hello.'
	done
	iken fetch
	forget
	exits "$fault at one of six: a run ends for now" 75 iken register
	seen=$((seen + 5))
	is "$fault: the others are registered, and it waits" "$(entered) $(waiting)" "$seen 1"
	is "$fault: the administrator is told" "$(told)" scanner-unable
	like "$fault: the log says at which" "$(cat "$T/err")" '^.*[0-9a-f]{32}: left for the next run: the virus scanner cannot look at it'
	scanner
	exits "$fault: with a scanner that works" 0 iken register
	seen=$((seen + 1))
	is "$fault: it is registered" "$(entered) $(waiting)" "$seen 0"
	is "$fault: and that is told" "$(told)" 'scanner-unable scanner-able'
done

# ---- slow, and in the midst of a run ----

scanner --fault slow
for name in a b c d; do
	mail "slow.$name" 'Hello.'
done
iken fetch
exits 'a slow one is waited for' 0 iken register
seen=$((seen + 4))
is 'and all are registered' "$(entered) $(waiting)" "$seen 0"

scanner --fault gone --from 4
for name in a b c d e; do
	mail "midst.$name" 'Hello.'
done
iken fetch
exits 'one that ends in the midst of a run' 75 iken register
scanner
exits 'and is back' 0 iken register
seen=$((seen + 5))
is 'all are registered once' "$(entered) $(waiting)" "$seen 0"

# ---- lies that are no harm but noise, and names that are an attack ----

scanner --fault everything
mail all 'Hello.'
iken fetch
exits 'what calls everything infected' 0 iken register
seen=$((seen + 1))
is 'has it set aside' "$(register "SELECT reason FROM arrival WHERE kind = 'set-aside'")" 'infected Iken.Test-__31m_Virus'
unlike 'without control characters in the log' "$(cat "$office/data/log/iken-register.log")" "$(printf '\033')"
# Its head was called infected as well: nothing was read of it, and nobody is answered.
is 'and answers nobody' "$(register "SELECT count(*) FROM intent WHERE kind = 'not-taken'") $(register "SELECT reading IS NULL FROM arrival WHERE kind = 'set-aside'")" '0 1'

# ---- patterns ----

version=/26000/$(date -u -d '4 days ago' '+%a %b %e %H:%M:%S %Y')
scanner
mail old 'Hello.'
iken fetch
forget
exits 'patterns of four days ago' 75 iken register
is 'scan nothing' "$(entered) $(waiting)" "$seen 1"
like 'the log says how old they are' "$(cat "$T/err")" 'patterns are 9[56] h old'
is 'and the administrator is told' "$(told)" scanner-old
for version in '' '/27500' '/27500/gestern' ' and more'; do
	scanner
	exits "no date: \"$version\"" 75 iken register
done
is 'nobody is told again' "$(told)" scanner-old
version=/27600/$(date -u -d '2 days ago' '+%a %b %e %H:%M:%S %Y')
scanner
exits 'patterns of two days ago' 0 iken register
seen=$((seen + 1))
is 'are good' "$(entered) $(waiting)" "$seen 0"
is 'and that is told' "$(told)" 'scanner-old scanner-back'

# ---- a scanner that finds nothing is found out by iken check ----

exits 'a scanner without the EICAR pattern' 75 iken register --check
like 'is told' "$(cat "$T/out" "$T/err")" 'does not find the EICAR test file'

# ---- killed at any call ----

reset()
{
	rm -rf "$office/data"
	cp -a "$T/kept" "$office/data"
}
check()
{
	[ "$(register "SELECT count(*) FROM arrival") $(register "SELECT count(*) FROM arrival WHERE kind = 'set-aside'") $(waiting)" = '3 1 0' ] &&
	    [ "$(register "SELECT count(*) FROM intent WHERE kind IN ('infected','not-taken')")" = 2 ] &&
	    [ "$(register "SELECT count(*) FROM trouble")" = 0 ]
}
scanner
rm -rf "$office/data" "$office"/inbox/*/*
iken-init >"$T/init" 2>&1 || bail 'iken-init fails'
mail x 'Hello.'
mail y "$(virus_sign)"
mail z 'Hello.'
iken fetch
cp -a "$office/data" "$T/kept"
EACH=4 at_each_call 'iken-register killed while it scans loses and doubles nothing' kill-before reset check iken-register

rm -rf "$socket"
done_testing
