#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A program of a round that hangs, or that is killed each time, is told to the administrator once, and its recovery once.
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"

office=$T/office
port=$(free_ports 1)
OFFICE_EXTRA="
[source deaf]
kind = imap
channel = mail
host = 127.0.0.1
port = $port
user = u
password_file = $office/password
timeout = 1 h
deadline = 24 h"
new_office "$office"

# A server that takes connections and says nothing.
start "$T/deaf.log" python3 -c '
import socket, sys, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", int(sys.argv[1])))
s.listen(9)
kept = []
while True:
    kept.append(s.accept())' "$port"
deaf=$pid
wait_for 10 _answers "$port" || bail 'no server'

began=$(date +%s)
# later MINUTES COMMAND...
later()
{
	_minutes=$1
	shift
	IKEN_NOW=$((began + _minutes * 60)) timeout 60 "$@"
}

fetching()
{
	[ -s "$office/data/lock/iken-fetch" ] && fetch=$(sed -n 1p "$office/data/lock/iken-fetch")
}

# ---- it hangs ----

start "$T/hangs.log" iken run
round=$pid
wait_for 20 fetching || bail 'iken-fetch does not begin'
fetching
later 30 iken run >"$T/out" 2>&1
is 'after half an hour nobody is told' "$(how_many admin@ notice)" 0
later 70 iken run >"$T/out" 2>&1
is 'after an hour the administrator is, although the round still hangs' "$(how_many admin@ notice)" 1
like 'which program' "$(body "$(newest admin@ notice)")" 'late-works iken-fetch'
like 'and on standard error, which cron mails' "$(cat "$T/out")" "iken-fetch works for (69|70) min, process $fetch"
later 100 iken run >"$T/out" 2>&1
later 130 iken run >"$T/out" 2>&1
is 'once' "$(how_many admin@ notice)" 1
unlike 'and nothing on standard error either' "$(cat "$T/out")" 'works for'
like 'iken status shows it' "$(later 130 iken status)" 'TROUBLE: late-works iken-fetch, for 6[01] min'
like 'a trial run says what is late' "$(later 130 iken watch -n)" 'iken-fetch is late'

# It is ended by hand, and the next round finds nobody at the port.
stop "$deaf"
wait_for 20 _is_gone "$round" || kill -KILL "$fetch"
wait_for 20 _is_gone "$round" || bail 'the round does not end'
later 140 iken run >"$T/out" 2>&1
later 145 iken run >"$T/out" 2>&1
is 'when it has finished again, that is told' "$(how_many admin@ notice)" 2
like 'which one' "$(body "$(newest admin@ notice)")" 'late-over iken-fetch'
later 150 iken run >"$T/out" 2>&1
is 'once, too' "$(how_many admin@ notice)" 2
unlike 'iken status has no trouble' "$(later 150 iken status)" TROUBLE

# ---- it is killed, each time ----

# killed MINUTES: iken-route is killed at its first call that changes anything behind its lock.
killed()
{
	_at=$1
	IKEN_NOW=$((began + _at * 60)) "$B/tests/tools/kill-at" -r "$T/report" kill-before 5 iken-route -c "$IKEN_CONF" >"$T/kill.out" 2>&1
	[ -s "$office/data/lock/iken-route" ]
}
ok 'iken-route is killed' killed 160
later 165 iken watch
is 'which is nothing yet: the next run may do it' "$(how_many admin@ notice)" 2
ok 'again' killed 200
later 205 iken watch 2>"$T/err"
ok 'and again' killed 215
later 216 iken watch 2>"$T/err"
is 'after an hour without an end the administrator is told' "$(how_many admin@ notice)" 3
like 'which program' "$(body "$(newest admin@ notice)")" 'late-gone iken-route'
later 217 iken watch 2>"$T/err"
is 'once' "$(how_many admin@ notice)" 3
later 220 iken route
later 221 iken watch
is 'and when it has finished' "$(how_many admin@ notice)" 4

# ---- the register is locked by what hangs ----

sqlite3 "$office/data/register.db" <"/dev/null"
mkfifo "$T/hold"
start "$T/hold.log" sh -c "sqlite3 '$office/data/register.db' <'$T/hold'"
exec 9>"$T/hold"
echo 'BEGIN IMMEDIATE; SELECT 1;' >&9
wait_for 10 grep -q 1 "$T/hold.log"
ok 'iken-route is killed' killed 230
exits 'a register that is locked' 75 later 400 iken watch
like 'is told on standard error, with what is late' "$(cat "$T/err")" 'iken-route has not come to its end for'
exec 9>&-

# Other settings, other times.
printf '\n[limits]\nfinish_within = 10 h\n' >>"$IKEN_CONF"
is 'within ten hours nothing is late' "$(later 400 iken watch -n)" ''

done_testing
