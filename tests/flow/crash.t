#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Each program is killed just before each of its calls that change something, in a run over 20 mails, and
# run again: it ends as if it had never been killed.
. "${0%/*}/../lib.sh"

MAILS=20

register()
{
	sqlite3 "$office/data/register.db" "$1"
}

# restore STAGE: the office as it was at the end of that stage.
restore()
{
	rm -rf "$office" && cp -a "$T/$1" "$office"
}

keep()
{
	rm -rf "$T/$1" && cp -a "$office" "$T/$1"
}

count()
{
	find "$1" -type f | wc -l
}

same()
{
	[ "$2" = "$3" ] || {
		diag "$1: $2, not $3"
		return 1
	}
}

office=$T/office
new_office "$office"
i=0
while [ $i -lt $MAILS ]; do
	i=$((i + 1))
	printf 'From: resident%d@example.jp\nTo: opinion@city.example.jp\nSubject: =?UTF-8?B?6YGT6LevCg==?= %d\nMessage-ID: <%d@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n道路の穴 %d\n' \
		$i $i $i $i | put_mail "$office/inbox"
done
keep mails

reset_fetch() { restore mails; }
check_fetch()
{
	same arrivals "$(count "$office/data/arrivals")" $MAILS && same tmp "$(count "$office/data/tmp")" 0
}
at_each_call 'iken-fetch killed before each call' kill-before reset_fetch check_fetch iken-fetch

restore mails
iken-fetch || bail 'iken-fetch fails'
keep fetched

reset_register() { restore fetched; }
check_register()
{
	same opinions "$(register 'SELECT count(*) FROM opinion')" $MAILS &&
		same arrivals "$(register 'SELECT count(DISTINCT id) FROM arrival WHERE opinion IS NOT NULL')" $MAILS &&
		same lines "$(register 'SELECT count(*) FROM arrival')" $MAILS &&
		same receipts "$(register "SELECT count(*) FROM intent WHERE kind = 'receipt'")" $MAILS &&
		same numbers "$(register 'SELECT max(last) FROM running')" $MAILS &&
		same waiting "$(count "$office/data/arrivals")" 0 &&
		same stored "$(count "$office/data/store")" $MAILS &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}
at_each_call 'iken-register killed before each call' kill-before reset_register check_register iken-register

restore fetched
iken-register || bail 'iken-register fails'
keep registered

reset_route() { restore registered; }
check_route()
{
	same requested "$(register "SELECT count(*) FROM opinion WHERE state = 'requested'")" $MAILS &&
		same requests "$(register "SELECT count(*) FROM intent WHERE kind = 'request'")" $MAILS &&
		same events "$(register "SELECT count(*) FROM event WHERE step = 'route'")" $MAILS
}
at_each_call 'iken-route killed before each call' kill-before reset_route check_route iken-route

check_killed()
{
	same opinions "$(register 'SELECT count(*) FROM opinion')" $MAILS &&
		same lines "$(register 'SELECT count(*) FROM arrival')" $MAILS &&
		same waiting "$(count "$office/data/arrivals")" 0 &&
		same requests "$(register "SELECT count(*) FROM event WHERE step = 'route'")" $MAILS &&
		same integrity "$(register 'PRAGMA integrity_check')" ok
}

# Taken again although it is registered already (the memory of what was taken is lost): nothing changes.
restore registered
rm -rf "$office/data/state"
mkdir "$office/data/state"
iken-fetch || bail 'iken-fetch fails'
iken-register || bail 'iken-register fails'
ok 'fetching everything once more registers nothing twice' check_register

# Whole rounds, killed with all their programs after some random milliseconds.
restore mails
i=0
while [ $i -lt 25 ]; do
	i=$((i + 1))
	setsid iken run >>"$T/out" 2>&1 &
	round=$!
	sleep "0.$(shuf -i 100-199 -n 1 | cut -c 2-3)"
	kill -KILL -- -$round 2>/dev/null
	wait $round 2>/dev/null
done
iken run >>"$T/out" 2>&1 || bail 'iken run fails'
ok 'after 25 rounds that were killed at random each opinion is registered once' check_killed
is 'and each mail was sent once' "$(count "$office/outbox/new")" $((2 * MAILS))
is 'and nothing is left to send' "$(register "SELECT count(*) FROM intent WHERE state <> 'sent'")" 0

done_testing
