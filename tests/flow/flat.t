#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A day costs the same however many years the register holds: what waits is found over indexes, and nothing that a
# round does looks at what was. Counted in steps of SQLite's machine, statement by statement, over a small register and
# one ten times as large in which as much is open; a statement that has lost its index is found.
. "${0%/*}/../lib.sh"

A_DAY=12

# settings FOLDER
settings()
{
	new_maildir "$1/inbox"
	mkdir -p "$1/letters"
	IKEN_CONF=$1/iken.conf
	export IKEN_CONF
	cat >"$IKEN_CONF" <<-E
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
		[print]
		kind = folder
		folder = $1/letters
		[send]
		kind = maildir
		folder = $1/outbox
		[department desk]
		name = 広聴
		addresses = kocho@city.example.jp
		[department parks]
		name = 公園課
		addresses = parks@city.example.jp
		chief = chief@city.example.jp
		[department waste]
		name = ごみ課
		addresses = waste@city.example.jp
		approval = yes
		[purpose other]
		name = その他
		[rule]
		words = ごみ
		department = waste
		[rule]
		repeated = yes
		reason = repeated
		department = desk
		[rule]
		words = 公園, 本町, 駅前
		department = parks
	E
	"$B/bin/iken-init" >"$T/out" 2>&1 || {
		diag_file "$T/out"
		bail 'iken-init fails'
	}
}

# make_register FOLDER COUNT
make_register()
{
	settings "$1"
	"$B/tests/tools/make-register" -recent 4 "$IKEN_CONF" "$2" || bail 'make-register fails'
	iken-index --all >"$T/out" 2>&1 || bail 'iken-index fails'
}

# a sanitizer's library insists on being the first
first=$(ldd "$B/bin/iken-register" | grep -o '/[^ ]*libasan[^ ]*')
counted="${first:+$first }$B/tests/tools/preload/count-steps.so"

# moment FOLDER TIME: a round whose statements are noted.
moment()
{
	IKEN_CONF=$1/iken.conf IKEN_NOW=$(date -d "$day $2 +0900" +%s) STEPS=$1/steps LD_PRELOAD=$counted iken run >"$T/out" 2>&1 || {
		diag_file "$T/out"
		fail "iken run at $2 over ${1##*/}"
	}
}

# live_day FOLDER DATE NUMBER: opinions come in, and what the departments answer to all of them.
live_day()
{
	day=$2
	rm -rf "$1/outbox" "$1/answers"
	find "$1/inbox/cur" -type f -delete
	# What is behind is caught up with first: that is no day's work.
	moment "$1" 07:00
	rm "$1/steps"
	moment "$1" 09:00
	"$B/tests/bench/make-mails" "$1/inbox" $A_DAY 0 "$3" >"$T/out" || bail 'make-mails fails'
	moment "$1" 11:00
	find "$1/inbox/cur" -type f -delete
	python3 "$TOP/tests/bench/make-answers.py" "$1/outbox" "$1/answers" $A_DAY || bail 'no answers'
	for _answer in "$1"/answers/cur/*; do
		mv "$_answer" "$1/inbox/cur/$3.${_answer##*/}"
	done
	moment "$1" 16:00
	moment "$1" 17:00
}

# grown FEW MANY: the statements that took more steps over the larger register, by program. What is open differs a little.
# Similar opinions are looked for among the newest 200 that have a word, which a small register has not: each such look
# costs so much at most.
grown()
{
	awk -F '\t' 'NR == FNR { few[$1 "\t" $5] += $2; next }
	    { many[$1 "\t" $5] += $2; runs[$1 "\t" $5] += $4 }
	    END { for (s in many) if (many[s] > 2 * few[s] + 400 && (s !~ /SELECT rowid FROM word / || many[s] > 1000 * runs[s])) print few[s], "steps become", many[s], "in", s }' "$1" "$2"
}

make_register "$T/few" 600
make_register "$T/many" 6000
for folder in few many; do
	live_day "$T/$folder" 2026-12-01 100
done
is 'every program of the round that asks the register was looked at' "$(cut -f 1 "$T/few/steps" | sort -u |
    grep -cx -e iken-register -e iken-index -e iken-route -e iken-remind -e iken-print -e iken-send)" 6
answered=$(sqlite3 -readonly "$T/many/data/register.db" "SELECT count(*) FROM draft WHERE at > $(date -d '2026-12-01 00:00 +0900' +%s)")
is 'and the day was a whole one' "$answered" $A_DAY
is 'no statement costs more over ten times as many opinions' "$(grown "$T/few/steps" "$T/many/steps")" ''

# ---- an index is gone: it must be found, or this test proves nothing
for index in opinion_open event_opinion arrival_opinion draft_opinion intent_due; do
	cp -r "$T/many" "$T/without"
	sed -i "s,$T/many,$T/without,g" "$T/without/iken.conf"
	sqlite3 "$T/without/data/register.db" "DROP INDEX $index"
	live_day "$T/without" 2026-12-02 200
	ok "without $index it is noticed" [ -n "$(grown "$T/few/steps" "$T/without/steps")" ]
	rm -rf "$T/without"
done
done_testing
