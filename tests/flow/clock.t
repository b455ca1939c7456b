#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The clock jumps back an hour and forward a day between rounds, and back again: nothing is lost, nothing done twice, numbers
# go on, and what was to leave leaves.
. "${0%/*}/../lib.sh"
. "$TOP/tests/flow/post.sh"
. "$TOP/tests/ingest/scans.sh"

office=$T/office
new_office "$office"
add_drop postcard 'channel = postcard'
make_scans "$T/scans"

# 2026-11-24 13:00 in Tokyo, a Tuesday.
noon=1795492800
hour=3600
day=86400

# at MOMENT COMMAND...
at()
{
	IKEN_NOW=$1
	export IKEN_NOW
	shift
	"$@"
}

bring()
{
	printf '道路に穴があります。%s\n' "$1" | write "r$1@example.jp" opinion@city.example.jp "Pothole $1"
	sed "s/山田太郎/山田$1/" "$T/scans/form.txt" >"$T/postcard/form$1.txt"
	settled
}

# sound N: N mails and N forms, each done once.
sound()
{
	[ "$(register 'SELECT count(*), count(DISTINCT number) FROM opinion')" = "$((2 * $1))|$((2 * $1))" ] &&
	    [ "$(register 'SELECT count(*), count(DISTINCT digest) FROM arrival')" = "$((2 * $1))|$((2 * $1))" ] &&
	    [ "$(how_many @example.jp receipt)" = "$1" ] &&
	    [ "$(how_many @city.example.jp request)" = $((2 * $1)) ] &&
	    [ "$(register "SELECT count(*) FROM intent WHERE state = 'waiting'")" = 0 ]
}

bring 1
ok 'a round at noon' at $noon round
ok 'does everything once' sound 1

bring 2
ok 'an hour back' at $((noon - hour)) round
ok 'what came in then was done, and nothing twice' sound 2
is 'and numbers go on' "$(register 'SELECT group_concat(substr(number, 6, 6)) FROM (SELECT number FROM opinion ORDER BY id)')" \
    000001,000002,000003,000004

bring 3
ok 'a day forward' at $((noon + day)) round
ok 'nothing is lost' sound 3
bring 4
ok 'and back' at $((noon + hour)) round
ok 'nothing is done twice' sound 4
like 'the due day is counted from the day of receipt as it was' \
    "$(register "SELECT group_concat(DISTINCT date(due, 'unixepoch', '+9 hours')) FROM opinion WHERE due <> 0")" '2026-12-0[0-9],2026-12-[01][0-9]'
exits 'iken status at an hour back' 0 at $((noon - hour)) iken status
unlike 'shows no time before time' "$(cat "$T/out")" ' -[0-9]'
exits 'iken list' 0 at $((noon - hour)) iken list
exits 'iken watch' 0 at $((noon - hour)) iken watch

# ---- what was decided after noon leaves, though the clock is before it ----

bring 5
at $((noon + 2 * hour)) iken collect
at $((noon + 2 * hour)) iken fetch
at $((noon + 2 * hour)) iken register
at $((noon + 2 * hour)) iken route
ok 'the clock is set back before what was decided leaves' at $noon round
ok 'and again' at $((noon + 2 * hour)) round
ok 'it has left by the time of its decision, once' sound 5

# ---- an answer: cooling off, its bounce window, by a clock that jumps ----

sed -i 's/^cooling_off.*/cooling_off = 1 h/' "$IKEN_CONF"
sed -i '/^\[department roads\]/a approval = yes' "$IKEN_CONF"
# The addresses of requests are those of the newest; the first opinion's department answers.
request=$(newest roads@ request)
printf '区分: 回答\n\n直しました。\n' | write roads@city.example.jp "$(reply_address "$request")" 'Re: request'
ok 'the department answers' at $((noon + 3 * hour)) round
approval=$(newest kocho@ approval)
printf '承認\n' | write kocho@city.example.jp "$(reply_address "$approval")" 'Re: approval'
ok 'the desk agrees' at $((noon + 3 * hour)) round
is 'the answer cools off' "$(how_many @example.jp answer)" 0
ok 'an hour back' at $((noon + 2 * hour)) round
is 'it still does' "$(how_many @example.jp answer)" 0
ok 'a day forward' at $((noon + day)) round
is 'it leaves' "$(how_many @example.jp answer)" 1
ok 'and back' at $((noon + 3 * hour)) round
ok 'and forward' at $((noon + day)) round
is 'once' "$(how_many @example.jp answer)" 1
is 'the opinion is sent, not delivered before its window has passed' "$(register "SELECT group_concat(DISTINCT state) FROM opinion WHERE state NOT IN ('requested')")" sent
ok 'four days on' at $((noon + 4 * day)) round
is 'it is delivered' "$(register "SELECT count(*) FROM opinion WHERE state = 'delivered'")" 1
ok 'back again' at $noon round
is 'it stays so' "$(register "SELECT count(*) FROM opinion WHERE state = 'delivered'")" 1

# ---- the morning's digest: once for a day, whatever the clock does ----

count()
{
	register "SELECT count(*) FROM intent WHERE kind = 'reminder'"
}
morning=$((noon + 27 * day - 4 * hour))		# 2026-12-21 09:00, a Monday
ok 'a morning' at $morning round
first=$(count)
ok 'digests are decided' [ "$first" -gt 0 ]
ok 'half an hour back, the same morning' at $((morning - 1800)) round
ok 'and forward' at $((morning + 600)) round
is 'brings no second digest' "$(count)" "$first"
is 'the register is whole' "$(register 'PRAGMA integrity_check')" ok
exits 'the access log is signed, as cron has it done each hour' 0 at $((morning + 900)) iken audit --checkpoint
exits 'and is whole' 0 at $((morning + 900)) iken audit --verify

done_testing
