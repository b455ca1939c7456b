#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Rounds at once: two and eight give the same result as one, and nobody waits for a lock for ever.
. "${0%/*}/../lib.sh"

MAILS=40

fill()
{
	i=0
	while [ $i -lt $MAILS ]; do
		i=$((i + 1))
		printf 'From: r%d@example.jp\nTo: opinion@city.example.jp\nSubject: %d\nMessage-ID: <%d@example.jp>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n\n道路の穴 %d\n' \
			$i $i $i $i | put_mail "$1/inbox"
	done
}

# rounds N: N rounds at once, again and again until nothing is left to do; fails when one ends otherwise than with 0
# or 75.
rounds()
{
	_left=5
	while [ $_left -gt 0 ]; do
		_left=$((_left - 1))
		_rounds=
		_n=$1
		while [ "$_n" -gt 0 ]; do
			_n=$((_n - 1))
			iken run >>"$T/out" 2>&1 &
			_rounds="$_rounds $!"
		done
		for _pid in $_rounds; do
			wait "$_pid"
			case $? in
			0 | 75) ;;
			*) return 1 ;;
			esac
		done
	done
	iken run >>"$T/out" 2>&1
}

register()
{
	sqlite3 "$1/data/register.db" "$2"
}

for n in 1 2 8; do
	office=$T/office$n
	new_office "$office"
	fill "$office"
	: >"$T/out"
	ok "$n at once end with 0 or 75" rounds $n
	is "$n at once: each opinion registered once" "$(register "$office" 'SELECT count(*), count(DISTINCT digest) FROM arrival')" "$MAILS|$MAILS"
	is "$n at once: nothing left to send" "$(register "$office" "SELECT count(*) FROM intent WHERE state <> 'sent'")" 0
	is "$n at once: each mail sent once" "$(count_mails "$office/outbox")" $((2 * MAILS))
	is "$n at once: each opinion requested once" "$(register "$office" "SELECT count(*) FROM event WHERE step = 'route'")" $MAILS
	unlike "$n at once: nobody is told of a locked register" "$(cat "$T/out")" 'locked'
done

# The lock dies with its holder.
office=$T/office1
IKEN_CONF=$office/iken.conf
flock "$office/data/lock/iken-register" sleep 60 &
holder=$!
wait_for 5 sh -c "! flock -n '$office/data/lock/iken-register' true"
exits 'a program whose lock is taken ends with 0' 0 iken-register -v
like 'and says so' "$(cat "$T/err" "$T/out")" 'another run|at work'
pkill -KILL -P $holder
kill -KILL $holder 2>/dev/null
wait $holder 2>/dev/null
exits 'after the holder is killed the next run works at once' 0 iken-register -v
unlike 'and does not say so' "$(cat "$T/err" "$T/out")" 'another run|at work'

done_testing
