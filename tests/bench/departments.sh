# SPDX-License-Identifier: GPL-3.0-or-later
# departments.sh - the part of bench that measures the departments' side; read by bench.
# shellcheck shell=sh disable=SC2034,SC2086,SC2154

REPLIES=$TOP/tests/fixtures/replies
HOLIDAYS=$TOP/config/sample/syukujitsu.csv
DATES=100000		# due days that must be the same
LOOPS=10		# times that all replies are understood
OPEN=${OPEN:-3000}	# opinions that wait for departments
MORNINGS=10
FILLED=2026-08-31	# when the registers were filled; the holidays that come with the programs reach there

# by_itself NAME FILE: what a program has measured by itself.
by_itself()
{
	[ "$round" = 0 ] || echo "$1 $(cat "$2")" >>"$results"
}

# settings_of_departments FOLDER: twelve departments; mails come from the Maildir inbox and go to outbox.
settings_of_departments()
{
	new_maildir "$1/inbox"
	IKEN_CONF=$1/iken.conf
	{
		cat <<-E
			[spool]
			folder = $1/data
			[virus]
			scanner = none
			[office]
			name = 見本市役所
			address = opinion@city.example.jp
			administrator = admin@city.example.jp
			desk = desk
			[source mail]
			kind = maildir
			folder = $1/inbox
			after = leave
			limit = 1000000
			[send]
			kind = maildir
			folder = $1/outbox
			limit = 1000000
			[limits]
			automatic_per_address = 100000
			automatic_per_domain = 1000000
			automatic_per_day = 10000000
			[purpose other]
			name = その他
			[department desk]
			name = 広聴
			addresses = kocho@city.example.jp
			chief = chief@city.example.jp
			head = head@city.example.jp
		E
		_code=0
		for _place in 本町 駅前 公園 小学校 遊歩道 図書館 市民会館 団地 商店街 保育園 ごみ; do
			_code=$((_code + 1))
			cat <<-E
				[department d$_code]
				name = ${_place}課
				addresses = d$_code@city.example.jp
				chief = chief@city.example.jp
				head = head@city.example.jp
				[rule]
				words = $_place
				department = d$_code
			E
		done
	} >"$IKEN_CONF"
}

office_of_departments()
{
	settings_of_departments "$1"
	iken-init >"$1/init.out" 2>&1 || {
		diag_file "$1/init.out"
		bail 'iken-init fails'
	}
}

# ---- what replies say ------------------------------------------------------------------------

# Replies to requests that answer; of what else they can be the peers know nothing.
list_replies()
{
	answering=
	for _expected in "$REPLIES"/*.expected; do
		if grep -qx 'to: request' "$_expected" && grep -qx 'kind: answer' "$_expected"; then
			answering="$answering ${_expected%.expected}.eml"
		fi
	done
	[ -n "$answering" ] || bail "no replies in $REPLIES"
	PYTHONDONTWRITEBYTECODE=1 python3 -m doctest "$TOP/tests/bench/replies.py" >"$T/out" 2>&1 || {
		diag_file "$T/out"
		bail 'replies.py judges wrongly'
	}
}

step_replies()
{
	fresh
	say "round $round: replies"
	"$tools/reply-loop" "$work" "$LOOPS" $answering >"$T/ours" || bail 'reply-loop fails'
	by_itself replies-ours "$T/ours"
	for _peer in parser trimmer; do
		ruby "$TOP/tests/bench/peers.rb" $_peer "$work" "$LOOPS" >"$T/peer" || bail "email_reply_$_peer fails"
		by_itself replies-$_peer "$T/peer"
	done
	python3 "$TOP/tests/bench/replies.py" "$REPLIES" "$work" >"$T/understood" || bail 'replies.py fails'
}

# ---- answers -----------------------------------------------------------------------------------

# in_register QUERY: one number.
in_register()
{
	sqlite3 -readonly "$work/data/register.db" "$1"
}

# The opinions are text only, as answers are.
step_answers()
{
	fresh
	office_of_departments "$work"
	"$tools/make-mails" "$work/inbox" "$MAILS" 0 >"$T/opinions" || bail 'make-mails fails'
	iken-fetch >"$T/out" 2>&1 || bail 'iken-fetch fails'
	timed answers-opinions "$MAILS" iken-register
	timed answers-opinions-gmime "$MAILS" "$tools/gmime-loop" "$work/inbox/cur"
	iken-route >"$T/out" 2>&1 || bail 'iken-route fails'
	iken-send >"$T/out" 2>&1 || bail 'iken-send fails'
	python3 "$TOP/tests/bench/make-answers.py" "$work/outbox" "$work/answers" "$MAILS" || bail 'no answers'
	sed -i "s|^folder = $work/inbox|folder = $work/answers|" "$IKEN_CONF"
	iken-fetch >"$T/out" 2>&1 || bail 'iken-fetch fails'
	timed answers-ours "$MAILS" iken-register
	_answered=$(in_register "SELECT count(DISTINCT opinion) FROM draft WHERE kind = 'answer'")
	[ "$_answered" = "$MAILS" ] || bail "iken-register has taken $_answered of $MAILS answers"
	timed answers-gmime "$MAILS" "$tools/gmime-loop" "$work/answers/cur"
	sizes="answers of $(($(cat "$work"/answers/cur/* | wc -c) / MAILS)) octets, opinions beside them of $(
		sed -n 's/.*mails, \([0-9]*\) octets.*/\1/p' "$T/opinions")"
}

# ---- due days ----------------------------------------------------------------------------------

# Debian's numpy is that of Debian's python.
step_due()
{
	say "round $round: due days"
	"$tools/due-loop" "$HOLIDAYS" "$DATES" "$T/dates" >"$T/ours" || bail 'due-loop fails'
	by_itself due-ours "$T/ours"
	/usr/bin/python3 "$TOP/tests/bench/due.py" "$HOLIDAYS" "$T/dates" >"$T/numpy" || bail 'numpy counts otherwise'
	[ "$round" = 0 ] || cat "$T/numpy" >>"$results"
}

# ---- mornings ----------------------------------------------------------------------------------

# The rows that the digests are made of, each once.
query_of_departments()
{
	for _code in desk d1 d2 d3 d4 d5 d6 d7 d8 d9 d10 d11; do
		echo "SELECT id, number, purpose, department, state, due, changed FROM opinion WHERE department = '$_code' AND" \
		    "state NOT IN ('delivered','closed','erased') ORDER BY due = 0, due, id;"
	done
}

# morning NAME CONF TIME: a round of iken-remind on the day $day.
morning()
{
	IKEN_CONF=$2
	IKEN_NOW=$(date -d "$day $3 +0900" +%s)
	export IKEN_NOW
	timed "$1" "$OPEN" iken-remind
	unset IKEN_NOW
	work=${2%/iken.conf}
}

# Every department is late by now: the clerks, the chief and the head of each are reminded, once a day.
reminded()
{
	morning "$1" "$2" 09:00
	_parties=$(in_register "SELECT count(*) FROM intent WHERE kind = 'reminder' AND code = '$day'")
	[ "$_parties" = 36 ] || bail "$_parties parties of 36 are reminded on $day"
}

# Opinions that wait for the departments, in a register that may be there already.
add_open()
{
	settings_of_departments "$work"
	[ -d "$work/data" ] || office_of_departments "$work"
	IKEN_NOW=$(date -d "$FILLED 12:00 +0900" +%s)
	export IKEN_NOW
	"$tools/fill-register" "$IKEN_CONF" 0 "$OPEN" || bail 'fill-register fails'
	unset IKEN_NOW
	[ "$(in_register "SELECT count(*) FROM opinion WHERE state = 'requested'")" = "$OPEN" ] ||
		bail "not $OPEN opinions are open"
}

# The register of many years, and one with nothing but what is open.
step_remind()
{
	fill_years
	say "round $round: mornings"
	add_open
	large=$IKEN_CONF
	fresh
	add_open
	few=$IKEN_CONF
	query_of_departments >"$T/query"
	[ "$(sqlite3 -readonly "${large%/*}/data/register.db" <"$T/query" | wc -l)" = "$OPEN" ] ||
		bail "the query does not find $OPEN open opinions"
	for _morning in $(seq "$MORNINGS"); do
		day=$(iken-calendar --due "$_morning" --from "$FILLED" | cut -d ' ' -f 1)
		morning remind-outside "$large" 03:00
		reminded remind-few "$few"
		reminded remind-ours "$large"
		timed remind-sqlite "$OPEN" sqlite3 -readonly "${large%/*}/data/register.db" ".read $T/query"
	done
}
